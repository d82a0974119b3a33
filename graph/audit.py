"""Claims of the literature against the graph on the day they speak of: holds, differs, or cannot be computed.

What a question of the catalogue computes is computed. Other claims carry the curators' verdict, and the answer says
so: *computed* and *judged* are never mixed up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from graph import iris
from graph.answers import Answer, Cell, Row, answered
from graph.errors import QuestionError
from graph.names import Thing
from graph.questions import answer
from graph.store import Iri, Literal, Store

HOLDS, DIFFERS, CANNOT = "holds", "differs", "cannot be computed"
COMPUTED, JUDGED = "computed", "judged"
_COLUMNS = (
    "claim", "source", "locator", "as_of", "says", "result", "how", "claimed", "graph_has", "explanation", "corrected_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Claim:
    id: str
    source: str
    locator: str
    as_of: str
    day: str
    text: str
    question: str
    parameters: str
    value: str
    verdict: str
    note: str
    corrected_by: tuple[str, ...]


def audit(store: Store) -> Answer:
    """One row a claim, by source and id.

    `result` with `how` = computed is holds or differs: a catalogue question gave `graph_has` for the claim's day, the
    last one where it speaks of a month or a year. With `how` = judged it is the curators' verdict: holds, differs,
    since-changed (right on its day), judgement, open. Without either it is `cannot be computed`. `explanation` is the
    graph's own view.
    """
    rows, cited = [], set()
    for claim in _claims(store):
        result, has = _computed(store, claim)
        how = COMPUTED if result != CANNOT else JUDGED if claim.verdict else ""
        cited.add(claim.source)
        cells: dict[str, Cell] = {
            "claim": claim.id,
            "source": claim.source,
            "locator": claim.locator,
            "as_of": claim.as_of,
            "says": claim.text,
            "result": claim.verdict if how == JUDGED else result,
            "how": how or None,
            "claimed": claim.value or None,
            "graph_has": has or None,
            "explanation": claim.note or None,
            "corrected_by": claim.corrected_by,
        }
        rows.append(Row(cells, (), None))
    counts = Counter((str(row.cells["how"]), str(row.cells["result"])) for row in rows)
    return answered(
        store,
        "audit",
        "What the literature says, against the graph on the day it speaks of",
        day=store.about.covered_until,
        parameters={},
        columns=_COLUMNS,
        rows=rows,
        cited=cited,
        notes=(
            f"{len(rows)} claims. Computed for their day: {counts[COMPUTED, HOLDS]} hold, {counts[COMPUTED, DIFFERS]} differ.",
            "Judged by the curators: "
            + ", ".join(f"{n} {result}" for (how, result), n in sorted(counts.items()) if how == JUDGED)
            + ".",
        ),
        extra={
            "counts": {how: {r: n for (h, r), n in sorted(counts.items()) if h == how} for how in (COMPUTED, JUDGED)}
        },
    )


def _claims(store: Store) -> list[_Claim]:
    parts: dict[str, dict[str, str]] = {}
    corrected: dict[str, list[str]] = {}
    for claim, term, value in store.select(
        "SELECT ?claim ?term ?value WHERE { ?claim a :Claim ; ?term ?value } ORDER BY STR(?claim) STR(?term) STR(?value)"
    ).rows:
        if not isinstance(claim, Iri) or not isinstance(term, Iri) or not isinstance(value, Iri | Literal):
            continue
        name = term.value.removeprefix(iris.ONTOLOGY)
        if name == "correctedBy":
            corrected.setdefault(claim.value, []).append(value.value.rpartition("/")[2])
        else:
            parts.setdefault(claim.value, {})[name] = value.value
    return sorted(
        (
            _Claim(
                id=iri.removeprefix(iris.CLAIM),
                source=part["source"].removeprefix(iris.SOURCE),
                locator=part["locator"],
                as_of=part["asOf"],
                day=part["latest"],
                text=part["text"],
                question=part.get("question", ""),
                parameters=part.get("parameters", ""),
                value=part.get("value", ""),
                verdict=part.get("verdict", "").removeprefix(iris.CONCEPT + "verdict-"),
                note=part.get("verdictNote", ""),
                corrected_by=tuple(corrected.get(iri, [])),
            )
            for iri, part in parts.items()
        ),
        key=lambda claim: (claim.source, claim.id),
    )


def _computed(store: Store, claim: _Claim) -> tuple[str, str]:
    """The result, and what the graph has in the place of the value that is claimed."""
    if not claim.question or not claim.value:
        return CANNOT, ""
    given = dict(pair.split("=", 1) for pair in claim.parameters.split("; ")) if claim.parameters else {}
    try:
        found = answer(store, claim.question, given, date.fromisoformat(claim.day))
    except QuestionError:
        return CANNOT, ""
    results = [_compare(found, *part.strip().partition("=")[::2]) for part in _parts(claim.value)]
    if any(agrees is None for agrees, _ in results):
        return CANNOT, ""
    return (HOLDS if all(agrees for agrees, _ in results) else DIFFERS), "; ".join(has for _, has in results if has)


def _parts(value: str) -> list[str]:
    """`rows=27` or `includes=a; b` or several such, the names of a list belonging to the key before them."""
    found: list[str] = []
    for piece in value.split("; "):
        if "=" in piece:
            found.append(piece)
        elif found:
            found[-1] += "; " + piece
    return found


def _compare(found: Answer, key: str, claimed: str) -> tuple[bool | None, str]:
    """Whether one part of a claimed value agrees, None where it cannot be compared; and what the graph has."""
    things: dict[str, list[str]] = {name: [] for name in ("both", "only_a", "only_b", "rows")}
    for row in found.rows:
        first = next((value for value in row.cells.values() if isinstance(value, Thing)), None)
        if first is not None:
            things["rows"].append(first.id)
            if isinstance(where := row.cells.get("where"), str):
                things[where].append(first.id)
    if key == "includes":
        wanted = set(claimed.split("; "))
        return wanted <= set(things["rows"]), "rows=" + "; ".join(sorted(set(things["rows"])))
    if key == "excludes":
        wanted = set(claimed.split("; "))
        return not wanted & set(things["rows"]), "rows=" + "; ".join(sorted(set(things["rows"])))
    if key not in things:
        return None, ""
    ids = sorted(set(things[key]))
    if claimed.isdecimal():
        return len(ids if key != "rows" else found.rows) == int(
            claimed
        ), f"{key}={len(ids if key != 'rows' else found.rows)}"
    return ids == sorted(claimed.split("; ")), f"{key}=" + "; ".join(ids)
