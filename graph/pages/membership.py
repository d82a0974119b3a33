"""The membership page: the EU and NATO as two fields that overlap, a token for each state, for any day; who is shut out
of formal meetings on Berlin Plus and why; and how many members the two have shared since 1949.

The page works out each day from the same statements and by the same rules as `graph.membership` and `graph.reasons`;
what the rule of exclusion yields is worked out here, as it needs the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.answers import Answer, Cell, StatementRef
from graph.contents import Contents, Fact, Position, contents
from graph.dates import OPEN_END
from graph.errors import QuestionError
from graph.membership import history
from graph.names import resolve
from graph.pages.document import Site, beside, page
from graph.pages.exclusions import MEETINGS, Exclusions, exclusions
from graph.pages.facts import days_of_change, embedded_data
from graph.pages.places import Spell, places
from graph.store import Store

EU, NATO, PESCO, PARTNERSHIP = "eu", "nato", "pesco", "partnership-for-peace"
_AGREEMENT = "security-of-information"
_FORMAL, _INFORMAL = "nac-psc-formal", "nac-psc-informal"
_SCRIPTS = (
    "page.js", "membership-sets.js", "membership-diagram.js", "membership-series.js", "membership-exclusions.js",
    "membership.js",
)  # fmt: skip

Stand = tuple[str, date, date]
"""A body and the days, half-open, on which it stands for an organisation."""


def membership_view(store: Store, entity: str | None = None, day: date | None = None) -> str:
    """The page; with a state, by any name, that is chosen when it opens."""
    held = contents(store)
    focus = ""
    if entity is not None:
        thing = resolve(store, entity)
        known = _states(held)
        if thing.id not in known:
            raise QuestionError(
                f"{thing.label} was never in the EU, NATO, PESCO or the Partnership for Peace, nor a candidate, as far as"
                " is recorded; name a state that was",
                sorted(known)[:3],
            )
        focus = thing.id
    return membership_page(
        held,
        series=history(store, EU, NATO),
        shut_out=exclusions(store, held),
        day=day or store.about.covered_until,
        focus=focus,
    )


def membership_page(
    held: Contents, *, series: Answer, shut_out: Exclusions, day: date, focus: str = "", site: Site | None = None
) -> str:
    """The page at a day: `series` is `history(store, "eu", "nato")`, `shut_out` is `exclusions(store, held)`, `focus`
    the state that is chosen when the page opens."""
    stands = {organisation: _stands(held, organisation) for organisation in (EU, NATO, PESCO, PARTNERSHIP)}
    shown = _shown(held, stands, shut_out)
    members = [fact for fact in shown if fact.relation in ("memberOf", "candidateFor", "suspendedFrom")]
    undecided = [pair for rule in shut_out.rules for pair in rule.undecided]
    matters = {matter for _, matter in undecided}
    readings = [position for position in held.positions if position.matter in matters]
    meetings = [id for id in (*(target for target, _ in undecided), _INFORMAL) if id in held.things]
    states = _states(held)
    spells = _spells(members, stands)
    data = embedded_data(
        held,
        shown,
        day,
        things={
            *states, *stands, *meetings, *shut_out.also_from, MEETINGS, *matters,
            *(id for position in readings for id in (position.holder, position.towards, position.forum)),
        },
        cited=[
            *(held.things[id].cited for id in meetings),
            *(position.cited for position in readings),
            tuple(_citation(rule.source) for rule in shut_out.rules if rule.source),
        ],
        name=f"membership-{focus}" if focus else "membership",
        root=site.root if site else None,
        state={"focus": focus, "hide": "", "candidates": "", "unverified": "", "exactly": _first_number(series)},
        days=_days(held, members, stands, shut_out) or [day.isoformat()],
        stands={id: [[body, begins.isoformat(), ends.isoformat()] for body, begins, ends in spells_]
                for id, spells_ in stands.items()},
        complete=[
            [list_.relation, list_.object, list_.subject, list_.span.valid_from.isoformat(), list_.span.valid_until.isoformat()]
            for list_ in held.completeness
            if list_.relation in ("memberOf", "hasAgreementWith", "candidateFor") and not list_.object.startswith("kind:")
        ],
        states=states,
        codes={id: code for id in states if (code := dict(held.things[id].codes).get("ISO 3166-1 alpha-2"))},
        places=places(spells),
        series=[_step(row.cells) for row in series.rows],
        rules=[
            {"text": rule.because, "source": _citation(rule.source) if rule.source else None,
             "absences": [[absence.relation, absence.object, absence.concerning] for absence in rule.absences]}
            for rule in shut_out.rules
        ],
        stretches=[[stretch.begins.isoformat(), stretch.ends.isoformat(), stretch.verdicts] for stretch in shut_out.stretches],
        also=shut_out.also_from,
        meetings=[[id, held.things[id].description, held.things[id].cited] for id in meetings],
        undecided=undecided,
        readings=[_reading(position) for position in readings],
    )  # fmt: skip
    label = held.label(focus)
    return page(
        "membership.html",
        data=data,
        scripts=[beside(name) for name in _SCRIPTS],
        styles=[beside("page.css"), beside("membership.css")],
        site=site,
        page_kind="membership",
        title=f"{label} among the members of the EU and NATO, on any day"
        if focus
        else "Who is in the EU, who is in NATO, who is in both – on any day",
        standfirst="Every state’s place since 1949, with PESCO and the Partnership for Peace; who is shut out of formal"
        " meetings of the two on Berlin Plus, and why. Move the day, choose a state, read the sources.",
        as_of=day.isoformat(),
        notes=_NOTES,
        about=held.about,
        skip_to="states",
        skip_words="Skip to the table of states",
        downloads=("svg", "png", "csv"),
    )


_NOTES = (
    "A state keeps its place for as long as it stays in a field; gaps are the places of states that came later or have left.",
    "Counts are of the members that are certain on the day. A broken outline and a question mark say that the sources leave a first or last day open, or contradict each other; such a membership is not counted.",
    "Before 1 November 1993 the European Communities stand in place of the EU, from 1 January 1958 on. The European Coal and Steel Community of 1952 is not counted in its place.",
    "NATO begins with the entry into force of its treaty on 24 August 1949. In the Partnership for Peace only partner states are counted; a partner’s membership ends on the day on which it joins NATO. A suspended partner remains a member.",
    "That a state bears no mark as candidate does not mean that it was none: the list of candidates is not complete, and those that joined before 2013 are mostly not recorded as such.",
    "Dates stand as their sources give them; A..B is a range within which the change fell, an end is the first day on which it no longer holds. “Not recorded” is not “no”: only a complete list or a source that denies it allows that.",
)


# What is shown


def _states(held: Contents) -> list[str]:
    """Every state of which a membership or candidacy is recorded, sorted by label."""
    found = {
        fact.subject
        for fact in held.facts.values()
        if not fact.denied
        and (
            (fact.relation == "memberOf" and fact.object in (EU, NATO, PESCO, PARTNERSHIP))
            or (fact.relation == "candidateFor" and fact.object == EU)
        )
    }
    return sorted(found, key=lambda id: (held.label(id), id))


def _shown(held: Contents, stands: Mapping[str, Sequence[Stand]], shut_out: Exclusions) -> list[Fact]:
    """Memberships, also of predecessors; candidacies and suspensions; security agreements with NATO and who attends
    formal meetings; and all that the rule of exclusion rests on."""
    bodies = {body for spells in stands.values() for body, _, _ in spells} | set(stands)
    states = set(_states(held))
    premises = {id for stretch in shut_out.stretches for _, _, ids in stretch.verdicts for id in ids}
    premises |= {f"{body}--exists" for body in (*bodies, MEETINGS)}
    own = {"memberOf": bodies, "candidateFor": {EU}, "suspendedFrom": {PARTNERSHIP}, "attends": {_FORMAL}}
    return [
        fact
        for fact in held.facts.values()
        if fact.id in premises
        or (fact.relation == "succeeds" and fact.subject in stands and fact.object in bodies)
        or (fact.subject in states and fact.object in own.get(fact.relation, ()))
        or (
            fact.relation == "hasAgreementWith"
            and fact.concerning == _AGREEMENT
            and NATO in (fact.subject, fact.object)
            and states & {fact.subject, fact.object}
        )
    ]


def _stands(held: Contents, organisation: str) -> list[Stand]:
    """The bodies that stand for an organisation, as comparisons count them: itself while it exists, before that each
    that it succeeds."""
    own = held.facts.get(f"{organisation}--exists")
    if own is None:
        return []
    found = [(organisation, own.span.valid_from, own.span.valid_until)]
    for fact in held.facts.values():
        life = held.facts.get(f"{fact.object}--exists")
        if fact.relation == "succeeds" and fact.subject == organisation and life is not None and not fact.denied:
            begins, ends = life.span.valid_from, min(life.span.valid_until, own.span.valid_from)
            if begins < ends:
                found.append((fact.object, begins, ends))
    return sorted(found, key=lambda stand: stand[1])


def _spells(members: Iterable[Fact], stands: Mapping[str, Sequence[Stand]]) -> list[Spell]:
    """Memberships that count, cut to the days on which their body stands for an organisation."""
    found = []
    for fact in members:
        if fact.certainty == "unverified" or fact.denied:
            continue
        if fact.relation == "candidateFor":
            found.append(Spell(fact.subject, "candidate", fact.span))
        for organisation, spells in stands.items():
            for body, begins, ends in spells:
                if fact.relation == "memberOf" and fact.object == body:
                    found.append(Spell(fact.subject, organisation, fact.span, begins, ends))
    return found


def _days(
    held: Contents, members: Iterable[Fact], stands: Mapping[str, Sequence[Stand]], shut_out: Exclusions
) -> list[str]:
    """Days up to that of curation on which a membership, candidacy, suspension or exclusion begins or ends; those of
    a predecessor only while it stands for its successor."""
    until = held.about.covered_until
    standing = {body: (begins, ends) for spells in stands.values() for body, begins, ends in spells}
    days: set[str] = {stretch.begins.isoformat() for stretch in shut_out.stretches if stretch.begins <= until}
    for fact in members:
        begins, ends = standing.get(fact.object, (date.min, OPEN_END))
        days |= {day for day in days_of_change([fact], until) if begins.isoformat() <= day <= ends.isoformat()}
    return sorted(days)


# How it is embedded


def _step(cells: Mapping[str, Cell]) -> list[Any]:
    """A stretch of the series: first day, first day of the next (empty: none), the counts, the statements behind."""
    causes = cells["cause"]
    assert isinstance(causes, tuple)
    return [
        cells["from"],
        cells["to"] or "",
        cells["both_count"],
        cells["only_a_count"],
        cells["only_b_count"],
        [cause.id for cause in causes if isinstance(cause, StatementRef)],
    ]


def _first_number(series: Answer) -> str:
    """The number of shared members that is marked when the page opens: that of most separate periods, of those the
    greatest, as such a number cannot be dated by itself."""
    periods: dict[int, int] = {}
    before = None
    for row in series.rows:
        number = row.cells["both_count"]
        if isinstance(number, int) and number != before:
            periods[number] = periods.get(number, 0) + 1
        before = number
    return str(max(periods, key=lambda number: (periods[number], number))) if periods else "0"


def _citation(source: str) -> tuple[str, str]:
    """`@key, locator` as a pair."""
    key, _, locator = source.removeprefix("@").partition(", ")
    return key, locator or "whole page"


def _reading(position: Position) -> dict[str, Any]:
    """A position as `page.js` takes a statement's days, with holder, stance, whom it is towards, and its citations."""
    return {
        "id": position.id,
        "holder": position.holder,
        "stance": position.stance,
        "towards": position.towards,
        "begins": position.begins,
        "ends": position.ends,
        "from": position.span.valid_from.isoformat(),
        "until": position.span.valid_until.isoformat(),
        "possiblyFrom": position.span.possibly_from.isoformat(),
        "possiblyUntil": position.span.possibly_until.isoformat(),
        "certainty": position.certainty,
        "note": position.note,
        "cited": position.cited,
    }
