"""Why something holds on a day, does not, or cannot be told: statements, rules, premises, and named absences.

Three verdicts. *Yes*: a statement certainly holds, or a rule yields it. *No*: a source denies it, it has ended, or it
is absent from a list that is complete on that day. *Unknown*: anything else, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph import iris
from graph.answers import Answer, Cell, Evidence, Row, StatementRef, answered, evidence_of, lowest_certainty
from graph.dates import Holds
from graph.errors import QuestionError
from graph.names import Thing, resolve
from graph.questions import is_complete, short_name
from graph.rulebook import Absence, Rule
from graph.rules import derive
from graph.store import Iri, Literal, Store

_COLUMNS = ("part", "says", "holds", "from", "to", "statement")
# How a row takes part in the verdict.
RESTS_ON, AGAINST, ABSENT, PRESENT, ALSO, RULE = "rests on", "against", "absent", "present", "see also", "rule"
NOT_HELD, POSITION = "not held", "position"


@dataclass(frozen=True, slots=True)
class _Line:
    part: str
    says: str
    holds: str
    evidence: Evidence | None = None
    cited: tuple[str, ...] = ()


def why(
    store: Store, subject: str, relation: str, target: str, day: date | None = None, concerning: str = ""
) -> Answer:
    """The verdict on `subject relation target` on a day, as an answer.

    `extra["verdict"]` is yes, no or unknown. Columns: `part` (rule, rests on, against, absent, present, see also,
    or, where no rule decides, not held and position),
    `says` (in words), `holds` (yes, no, unknown), `from`, `to`, `statement`. Raises `QuestionError` for an unknown
    name or relation.
    """
    day = day or store.about.covered_until
    relations = {**store.relations, **store.derived_relations}
    name = _relation(relations, relation)
    who, what = resolve(store, subject), resolve(store, target)
    matter = resolve(store, concerning).id if concerning else ""
    if name in store.derived_relations:
        verdict, lines = _derived(store, who, name, what, day)
    else:
        verdict, lines = _stated(store, who.id, name, what.id, matter, day)
    evidence = {line.evidence.id: line.evidence for line in lines if line.evidence is not None}
    rule_sources = {
        line.says.partition("@")[2].partition(",")[0] for line in lines if line.part == RULE and "@" in line.says
    }
    rule_sources.update(source for line in lines for source in line.cited)
    words = f"{who.label} {relations[name]} {what.label}"
    parameters: dict[str, Cell] = {"subject": who, "relation": name, "object": what}
    if matter:
        parameters["concerning"] = matter
    return answered(
        store,
        "why",
        f"{words}: {verdict} on {day}",
        day=day,
        parameters=parameters,
        columns=_COLUMNS,
        rows=(_row(line) for line in lines),
        notes=(_verdict_note(verdict),),
        evidence=evidence,
        cited=rule_sources,
        extra={"verdict": verdict},
    )


# What is stated


def _stated(store: Store, subject: str, relation: str, target: str, matter: str, day: date) -> tuple[str, list[_Line]]:
    found = _between(store, subject, target)
    implied = store.implying(relation)
    symmetric = relation in store.symmetric_relations
    about = [
        item
        for item in found
        if item.relation in implied
        and (symmetric or item.subject == subject)
        and (not matter or matter in item.id.split("--"))
    ]
    others = [item for item in found if item not in about]
    verdict, lines = _verdict_of(about, day)
    if verdict is None:
        complete = is_complete(store, subject, relation, target, day)
        listed = f"{store.relations[relation]} {short_name(store, target)}"
        lines.append(_Line(ABSENT, _absence_text(listed, complete, day), "no" if complete else "unknown"))
        verdict = "no" if complete else "unknown"
    lines += [_Line(ALSO, _words(store, item), _holds(item, day), item) for item in others]
    return verdict, lines


def _verdict_of(about: list[Evidence], day: date) -> tuple[str | None, list[_Line]]:
    """The verdict that statements about the very thing give, None where they give none."""
    counted = [item for item in about if item.certainty != "unverified"]
    holding = [item for item in counted if not item.denied and item.span.holds_on(day) is Holds.YES]
    denying = [item for item in counted if item.denied and item.span.holds_on(day) is Holds.YES]
    open_ones = [
        item
        for item in about
        if item not in holding + denying and not item.denied and item.span.holds_on(day) is not Holds.NO
    ]
    ended = [item for item in counted if not item.denied and item.span.possibly_until <= day]
    rest = [item for item in about if item not in holding + denying + open_ones + ended]
    lines = [_Line(RESTS_ON, item.as_text(), "yes", item) for item in holding]
    lines += [_Line(RESTS_ON if not holding else AGAINST, item.as_text(), "no", item) for item in denying]
    lines += [_Line(ALSO, item.as_text(), "unknown", item) for item in open_ones]
    lines += [_Line(RESTS_ON if not holding and not open_ones else ALSO, item.as_text(), "no", item) for item in ended]
    lines += [_Line(ALSO, item.as_text(), _holds(item, day), item) for item in rest]
    if holding and denying:
        return "unknown", lines
    if holding:
        return "yes", lines
    if denying:
        return "no", lines
    if open_ones:
        return "unknown", lines
    return ("no", lines) if ended else (None, lines)


# What is derived


def _derived(store: Store, who: Thing, relation: str, what: Thing, day: date) -> tuple[str, list[_Line]]:
    rules = [rule for rule in store.rules if rule.derives == relation]
    yielded = [item for item in derive(store, day, relation) if (item.subject, item.object) == (who.id, what.id)]
    verdict = "yes" if any(item.verdict == "yes" for item in yielded) else "unknown" if yielded else "no"
    lines = [_Line(RULE, rule.because + (f" ({rule.source})" if rule.source else ""), "") for rule in rules]
    matters = [matter for rule in rules for target, matter in rule.undecided if target == what.id]
    if matters:
        return "unknown", lines + [line for matter in matters for line in _readings(store, what, matter, day)]
    premises = evidence_of(store, {statement for item in yielded for statement in item.statements})
    lines += [_Line(RESTS_ON, item.as_text(), "yes" if not item.denied else "no", item) for item in premises.values()]
    for rule in rules:
        lines += _absences(store, rule, who, day, set(premises))
    if not yielded and not _known_object(store, rules, what, day):
        raise QuestionError(
            f"no rule derives '{relation}' of {what.label} ({what.id})", sorted(_objects(store, relation, day))
        )
    return ("unknown" if verdict == "no" and _beyond(store, lines, day) else verdict), lines


def _beyond(store: Store, lines: Iterable[_Line], day: date) -> bool:
    """Whether a rule yields nothing only because the day lies after what was curated: none of the lists that it looks
    into is complete any more, and none shows the thing."""
    told = [
        line for line in lines if (line.part in (ABSENT, PRESENT) and line.evidence is None) or line.part == PRESENT
    ]
    return day > store.about.covered_until and bool(told) and all(line.holds == "unknown" for line in told)


def _absences(store: Store, rule: Rule, who: Thing, day: date, told: set[str]) -> list[_Line]:
    lines = []
    for absence in rule.absences:
        held = [
            item
            for item in _between(store, who.id, absence.object)
            if item.relation == absence.relation
            and (not absence.concerning or absence.concerning in item.id.split("--"))
        ]
        listed = _listed(store, absence)
        holding = [item for item in held if not item.denied and item.span.holds_on(day) is Holds.YES]
        if holding:
            lines += [_Line(PRESENT, item.as_text(), "yes", item) for item in holding if item.id not in told]
            continue
        complete = is_complete(store, who.id, absence.relation, absence.object, day)
        denying = {item.id for item in held if item.denied and item.span.holds_on(day) is Holds.YES}
        if denying and not complete:
            text = f"a source denies “{listed}” on {day}; that list is not known to be complete"
        else:
            text = _absence_text(listed, complete, day)
        lines.append(_Line(ABSENT, f"{who.label}: {text}", "no" if complete or denying else "unknown"))
        for item in held:
            if item.id not in told:
                lines.append(_Line(ABSENT if item.id in denying else ALSO, item.as_text(), _holds(item, day), item))
    return lines


def _readings(store: Store, what: Thing, matter: str, day: date) -> list[_Line]:
    """That nothing is derived of a thing, and who holds what on the matter on which that turns."""
    readings: dict[str, tuple[str, list[str], list[str]]] = {}
    for row in store.select(
        f"""SELECT ?position ?who ?stance ?begins ?note ?source ?locator WHERE {{
          ?position :matter <{iris.THING}{matter}> ; :holder ?holder ; :stance ?stance ; :from ?begins ;
                    :validFrom ?since ; :possiblyUntil ?until ; :certainty ?certainty ; :citation ?citation .
          ?holder skos:prefLabel ?who . ?citation :source ?source ; :locator ?locator .
          FILTER (?since <= "{day}"^^xsd:date && ?until > "{day}"^^xsd:date && ?certainty != c:unverified)
          OPTIONAL {{ ?position :note ?note }}
        }} ORDER BY ?since STR(?position) STR(?citation)"""
    ).dicts():
        told = {name: term.value if isinstance(term, Iri | Literal) else "" for name, term in row.items()}
        stance = told["stance"].removeprefix(iris.CONCEPT + "stance-")
        key = told["source"].removeprefix(iris.SOURCE)
        words = f"{told['who']} {stance}, from {told['begins']}: {told['note']}"
        _, keys, places = readings.setdefault(told["position"], (words, [], []))
        keys.append(key)
        places.append(f"@{key}, {told['locator']}")
    about = short_name(store, matter)
    return [
        _Line(NOT_HELD, f"of {what.label} nothing is derived: positions on “{about}” differ", "unknown"),
        *(
            _Line(POSITION, f"{words} ({'; '.join(at)})", "", None, tuple(keys))
            for words, keys, at in readings.values()
        ),
    ]


def _listed(store: Store, absence: Absence) -> str:
    concerning = f" on {short_name(store, absence.concerning)}" if absence.concerning else ""
    return f"{store.relations[absence.relation]} {short_name(store, absence.object)}{concerning}"


def _objects(store: Store, relation: str, day: date) -> set[str]:
    return {item.object for item in derive(store, day, relation)}


def _known_object(store: Store, rules: Iterable[Rule], what: Thing, day: date) -> bool:
    """Whether the rule speaks of this object at all: it is named in its query, or is of a kind that it binds."""
    return any(
        f"id:{what.id} " in rule.query or f"id:{what.id}\n" in rule.query or "?object a " in rule.query
        for rule in rules
    )


# Words


def _relation(relations: dict[str, str], typed: str) -> str:
    if typed in relations:
        return typed
    folded = typed.replace(" ", "").replace("-", "").casefold()
    for name, label in relations.items():
        if folded in (name.casefold(), label.replace(" ", "").replace("-", "").casefold()):
            return name
    import difflib

    raise QuestionError(
        f"no relation is called '{typed}'", difflib.get_close_matches(typed, relations, n=3, cutoff=0.3)
    )


def _absence_text(listed: str, complete: bool, day: date) -> str:
    if complete:
        return f"absent from the list “{listed}”, which is complete on {day}"
    return f"nothing recorded for “{listed}” on {day}, and that list is not known to be complete"


def _verdict_note(verdict: str) -> str:
    return {
        "yes": "Yes: it certainly holds on the day.",
        "no": "No: a source denies it, it has ended, or it is absent from a list that is complete on the day.",
        "unknown": "Unknown: neither shown nor excluded by what is recorded for the day.",
    }[verdict]


def _words(store: Store, item: Evidence) -> str:
    return item.as_text()


def _holds(item: Evidence, day: date) -> str:
    held = item.span.holds_on(day)
    if not item.denied:
        return held.value
    return {Holds.YES: "no", Holds.NO: "", Holds.UNKNOWN: "unknown"}[held]


def _row(line: _Line) -> Row:
    item = line.evidence
    cells: dict[str, Cell] = {
        "part": line.part,
        "says": line.says,
        "holds": line.holds or None,
        "from": item.begins if item else None,
        "to": (item.ends or None) if item else None,
        "statement": StatementRef(item.id) if item else None,
    }
    return Row(cells, (item.id,) if item else (), lowest_certainty([item]) if item else None)


def _between(store: Store, one: str, other: str) -> list[Evidence]:
    """Every statement, denied ones too, between two things in either direction, earliest first."""
    pair = (
        f"VALUES (?a ?b) {{ (<{iris.THING}{one}> <{iris.THING}{other}>) (<{iris.THING}{other}> <{iris.THING}{one}>) }}"
    )
    rows = store.select(
        f"""SELECT ?statement WHERE {{
          {{ {pair} ?statement rdf:subject ?a ; rdf:object ?b }}
          UNION {{ {pair} ?statement :deniedSubject ?a ; :deniedObject ?b }} }}"""
    ).rows
    ids = {term.value.removeprefix(iris.STATEMENT) for (term,) in rows if isinstance(term, Iri)}
    return sorted(evidence_of(store, ids).values(), key=lambda item: (item.span.valid_from, item.id))
