"""Two organisations compared: who is in both, who only in one, on a day or over time, and what changed it.

Arranges rows of the catalogue questions `compare-members` and `membership-stints`; it asks nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph.answers import Answer, Cell, Row, StatementRef, lowest_certainty, sort_key
from graph.dates import OPEN_END
from graph.errors import QuestionError
from graph.names import Thing
from graph.questions import answer, short_name
from graph.store import Store

_COLUMNS = (
    "from", "to", "both_count", "only_a_count", "only_b_count", "cause", "both", "only_a", "only_b",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stint:
    """One membership as it counts for a side, already cut to the days on which its body stood for that side."""

    side: str
    body: Thing
    state: Thing
    begins: date
    ends: date
    statement: str


def compare(store: Store, a: str, b: str, day: date | None = None) -> Answer:
    """Rows `state`, `where` (both, only_a, only_b), sorted so, for a day; notes name counts and predecessors."""
    found = answer(store, "compare-members", {"a": a, "b": b}, day)
    left, right = _pair(found)
    counts = {where: sum(row.cells["where"] == where for row in found.rows) for where in ("both", "only_a", "only_b")}
    on = date.fromisoformat(found.as_of)
    counted = (
        f"On {on}: {counts['both']} in both, {counts['only_a']} only in {short_name(store, left.id)},"
        f" {counts['only_b']} only in {short_name(store, right.id)}."
    )
    return replace(found, notes=(counted, *found.notes))


def history(store: Store, a: str, b: str, since: date | None = None, until: date | None = None) -> Answer:
    """One row for each stretch of days on which the three sets stayed the same, oldest first.

    Columns `from` (first day), `to` (first day of the next stretch; empty for the last), `both_count`,
    `only_a_count`, `only_b_count`, `cause` (statements that began or ended on `from`), and the lists `both`,
    `only_a`, `only_b`. With `since` and `until` (both days included) the stretches that touch these days are
    given, cut to them; the first then has as cause what made it so.
    """
    if since is not None and until is not None and until < since:
        raise QuestionError(f"{until} is before {since}; give the earlier day first")
    found = answer(store, "membership-stints", {"a": a, "b": b})
    left, right = _pair(found)
    stints = [_stint(row) for row in found.rows]
    last = store.about.covered_until if until is None else until
    rows = []
    for begins, ends, causes in _stretches(stints, last):
        if since is not None and ends <= since:
            continue
        rows.append(_row(found, stints, max(begins, since or begins), min(ends, _day_after(until)), causes))
    used = {statement: found.evidence[statement] for row in rows for statement in row.statements}
    notes = [
        f"Each row holds from its first day up to, but not on, the first day of the next; the last as of {last}.",
        *_body_notes(found, left, right),
        *_coverage_notes(store, last),
    ]
    return replace(
        found,
        title=f"How the members shared by {left.label} and {right.label} changed",
        as_of=last.isoformat(),
        columns=_COLUMNS,
        rows=tuple(rows),
        evidence=used,
        sources=tuple(
            source
            for source in found.sources
            if any(source.id == key for item in used.values() for key, _ in item.citations)
        ),
        notes=tuple(notes),
    )


def _pair(found: Answer) -> tuple[Thing, Thing]:
    left, right = found.parameters["a"], found.parameters["b"]
    assert isinstance(left, Thing) and isinstance(right, Thing)
    if left == right:
        raise QuestionError(f"{left.label} cannot be compared with itself; name two organisations")
    return left, right


def _stint(row: Row) -> _Stint:
    cells = row.cells
    body, state = cells["body"], cells["state"]
    assert isinstance(body, Thing) and isinstance(state, Thing)
    return _Stint(
        side=str(cells["side"]),
        body=body,
        state=state,
        begins=max(_day(cells["from"]), _day(cells["stands_from"])),
        ends=min(_day(cells["until"]), _day(cells["stands_until"])),
        statement=row.statements[0],
    )


def _stretches(stints: list[_Stint], last: date) -> list[tuple[date, date, list[str]]]:
    """First day, first day of the next, and the statements that made the change. A day on which only the body
    changes and no set does, as when the EU followed the Communities, begins no new stretch."""
    days = sorted({day for stint in stints for day in (stint.begins, stint.ends) if day <= last})
    starts: list[tuple[date, list[str]]] = []
    before: tuple[frozenset[Thing], frozenset[Thing]] | None = None
    for day in days:
        sets = _members(stints, "a", day), _members(stints, "b", day)
        if sets != before:
            changed = _changed(before, sets)
            causes = [s.statement for s in stints if day in (s.begins, s.ends) and (s.side, s.state) in changed]
            starts.append((day, sorted(set(causes))))
            before = sets
    ends = [day for day, _ in starts[1:]] + [OPEN_END]
    return [(day, end, causes) for (day, causes), end in zip(starts, ends, strict=True)]


def _changed(
    before: tuple[frozenset[Thing], frozenset[Thing]] | None, now: tuple[frozenset[Thing], frozenset[Thing]]
) -> set[tuple[str, Thing]]:
    then = before or (frozenset(), frozenset())
    return {(side, state) for side, old, new in zip("ab", then, now, strict=True) for state in old ^ new}


def _members(stints: list[_Stint], side: str, day: date) -> frozenset[Thing]:
    return frozenset(stint.state for stint in stints if stint.side == side and stint.begins <= day < stint.ends)


def _row(found: Answer, stints: list[_Stint], begins: date, ends: date, causes: list[str]) -> Row:
    a, b = _members(stints, "a", begins), _members(stints, "b", begins)
    sets: Mapping[str, frozenset[Thing]] = {"both": a & b, "only_a": a - b, "only_b": b - a}
    cells: dict[str, Cell] = {"from": begins.isoformat(), "to": None if ends == OPEN_END else ends.isoformat()}
    for name, members in sets.items():
        cells[f"{name}_count"] = len(members)
        cells[name] = tuple(sorted(members, key=sort_key))
    cells["cause"] = tuple(StatementRef(statement) for statement in causes)
    behind = sorted({stint.statement for stint in stints if stint.begins <= begins < stint.ends} | set(causes))
    return Row(cells, tuple(behind), lowest_certainty(found.evidence[statement] for statement in behind))


def _body_notes(found: Answer, left: Thing, right: Thing) -> list[str]:
    notes = []
    for side, organisation in (("a", left), ("b", right)):
        spells = {
            (_day(row.cells["stands_from"]), _day(row.cells["stands_until"]), row.cells["body"])
            for row in found.rows
            if row.cells["side"] == side and row.cells["body"] != organisation
        }
        for begins, ends, body in sorted(spells, key=lambda spell: spell[0]):
            assert isinstance(body, Thing)
            notes.append(
                f"From {begins} to before {ends}, {body.label} counts as the predecessor of {organisation.label}."
            )
    return notes


def _coverage_notes(store: Store, last: date) -> list[str]:
    covered = store.about.covered_until
    return [f"Curated up to {covered}: what changed after that day is not shown."] if last >= covered else []


def _day_after(day: date | None) -> date:
    return OPEN_END if day is None or day >= OPEN_END else date.fromordinal(day.toordinal() + 1)


def _day(value: Cell) -> date:
    """A day from a cell; an empty one is an open end."""
    return OPEN_END if value is None else date.fromisoformat(str(value))
