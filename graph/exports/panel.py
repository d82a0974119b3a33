"""State-year and dyad-year panels for R and Stata, with the statements behind the cells and a codebook.

A year is coded for its last day; with a day given, there is one year, coded for that day. A cell is 1, 0 or empty:
0 stands only where it is known, and empty is never no. Counts are of what is recorded, and empty where nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Final

from graph.contents import Entry, Position
from graph.dates import Holds
from graph.exports.columns import joined
from graph.exports.flat import counts, is_state
from graph.exports.known import Asked, Knowledge, Known
from graph.exports.material import Material
from graph.exports.panel_codebook import PanelFile, Variable, panel_codebook
from graph.exports.state_codes import COW, GW, code_on, is_listed
from graph.inert import csv_text

# What states are members of, by column. Each is also asked of any day of the year, and of pairs of states.
_MEMBER: Final = {
    "nato": (Asked("memberOf", "nato"), "Member of NATO."),
    "eu": (Asked("memberOf", "eu"), "Member of the European Union, which exists since 1 November 1993."),
    "ec": (Asked("memberOf", "european-communities"), "Member of the European Communities, 1958 to 30 November 2009."),
    "ecsc": (Asked("memberOf", "ecsc"), "Member of the European Coal and Steel Community."),
    "western_union": (Asked("memberOf", "western-union"), "Member of the Western Union, 1948 to 1955."),
    "weu": (Asked("memberOf", "weu"), "Full member of the Western European Union."),
    "pfp": (Asked("memberOf", "partnership-for-peace"), "In the Partnership for Peace and not (yet) an Ally."),
    "eda": (Asked("memberOf", "eda"), "Member of the European Defence Agency."),
    "pesco": (Asked("memberOf", "pesco"), "Member of PESCO."),
}
# What else they have been in either side.
_JOINED: Final = {
    "weu_associate_member": (Asked("associatedWith", "weu", "associate-member"), "Associate member of the WEU."),
    "weu_associate_partner": (Asked("associatedWith", "weu", "associate-partner"), "Associate partner of the WEU."),
    "weu_observer": (Asked("observerIn", "weu"), "Observer in the WEU."),
    "eu_candidate": (
        Asked("candidateFor", "eu"),
        "Candidate for the EU; those that joined before 2013 are not recorded as such.",
    ),
}
# What else relates them to either side.
_RELATED: Final = {
    **_JOINED,
    "pfp_suspended": (Asked("suspendedFrom", "partnership-for-peace"), "Suspended from the Partnership for Peace."),
    "eda_arrangement": (Asked("hasAgreementWith", "eda"), "Has an administrative arrangement with the EDA."),
    "eu_security_agreement": (
        Asked("hasAgreementWith", "eu", concerning="security-of-information"),
        "Has an agreement on security of information with the EU.",
    ),
    "nato_security_agreement": (
        Asked("hasAgreementWith", "nato", concerning="security-of-information"),
        "Has an agreement on security of information with NATO; those of Allies are not recorded.",
    ),
    "eu_participation_agreement": (
        Asked("hasAgreementWith", "eu", concerning="crisis-management-participation"),
        "Has a framework agreement on taking part in crisis management of the EU.",
    ),
    "eu_security_partnership": (
        Asked("hasAgreementWith", "eu", concerning="security-defence-partnership"),
        "Has a security and defence partnership with the EU.",
    ),
}
_ASKED: Final = {**_MEMBER, **_RELATED}
_SIDES: Final = {
    "eu_or_ec": "Member of the EU or, while that did not exist, of the European Communities.",
    "both_eu_nato": "`eu_or_ec` and `nato`.",
    "only_eu": "`eu_or_ec` and not `nato`.",
    "only_nato": "`nato` and not `eu_or_ec`.",
}
# Lists of things to which a state is related, by column: relations, kind of thing, what conducts it, meaning.
_LISTED: Final = {
    "pesco_projects": (("participatesIn", "coordinates"), "PescoProject", "", "PESCO projects in which it takes part."),
    "pesco_coordinated": (("coordinates",), "PescoProject", "", "PESCO projects that it coordinates."),
    "pesco_observed": (("observerIn",), "PescoProject", "", "PESCO projects in which it is an observer."),
    "pesco_authorised": (
        ("authorisedToJoin",),
        "PescoProject",
        "",
        "PESCO projects that the Council has authorised it to be invited to. Authorised is not participating.",
    ),
    "operations_eu": (("contributesTo",), "Operation", "eu", "Operations of the EU to which it contributes."),
    "operations_nato": (("contributesTo",), "Operation", "nato", "Operations of NATO to which it contributes."),
    "operations_weu": (("contributesTo",), "Operation", "weu", "Operations of the WEU to which it contributes."),
}
_OBJECTING: Final = ("objects", "blocks", "withholds-consent", "delays")


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """`CODEBOOK.md`, `state_year.csv`, `dyad_year.csv`, and `state_year_statements.csv` with what the cells rest on."""
    panel = _Panel(material)
    years = [panel.year(day) for day in _days(material, panel.knowledge)]
    written = (
        PanelFile(
            "state_year.csv", _STATE_YEAR, _state_variables(), [_state_row(cells) for year in years for cells in year]
        ),
        PanelFile("dyad_year.csv", _DYAD_YEAR, _dyad_variables(), [row for year in years for row in panel.dyads(year)]),
        PanelFile(
            "state_year_statements.csv",
            _STATEMENTS,
            _EVIDENCE,
            [row for year in years for cells in year for row in cells.evidence_rows()],
        ),
    )
    yield "CODEBOOK.md", panel_codebook(material, written, panel.complete_lists()).encode()
    for file in written:
        yield file.name, csv_text([variable.name for variable in file.variables], file.rows).encode()


def _days(material: Material, knowledge: Knowledge) -> list[date]:
    """The day of each year: its last, from the first year at whose end a list of members is complete."""
    if material.day is not None:
        return [material.day]
    last = material.about.covered_until
    ends = [day for year in range(_EARLIEST, last.year + 1) if (day := date(year, 12, 31)) <= last]
    covered = [day for day in ends if any(knowledge.is_complete("", asked, day, day) for asked, _ in _MEMBER.values())]
    return ends[ends.index(covered[0]) :] if covered else []


_EARLIEST: Final = 1900


@dataclass(slots=True)
class _Cells:
    """A state on a day: what is known by column, what is listed by column and whether the list is complete, and the
    statements behind both."""

    state: Entry
    day: date
    codes: dict[str, str]
    known: dict[str, Known] = field(default_factory=dict)
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    complete: dict[str, bool] = field(default_factory=dict)
    statements: dict[str, list[str]] = field(default_factory=dict)

    def evidence_rows(self) -> Iterator[list[str]]:
        for column, statements in self.statements.items():
            for statement in sorted(statements):
                yield [self.state.id, str(self.day.year), self.day.isoformat(), column, statement]


class _Panel:
    """The cells of states and of pairs of states."""

    def __init__(self, material: Material) -> None:
        self._held = material.held
        self.knowledge = Knowledge(self._held, material.store.symmetric_relations)
        self._states = [thing for thing in self._held.things.values() if is_state(thing)]
        asked = {(one.relation, one.object) for one, _ in (*_MEMBER.values(), *_JOINED.values())}
        self._paired = {f.subject for f in self._held.facts.values() if counts(f) and (f.relation, f.object) in asked}
        self._objections: dict[tuple[str, str], list[Position]] = {}
        for position in self._held.positions:
            if position.stance in _OBJECTING and counts(position):
                self._objections.setdefault((position.holder, position.towards), []).append(position)

    def year(self, day: date) -> list[_Cells]:
        """The states of the day."""
        return [self._state(state, day) for state in self._states if is_listed(state, day)]

    def _state(self, state: Entry, day: date) -> _Cells:
        cells = _Cells(state, day, _codes(state, day))
        for column, (asked, _) in _ASKED.items():
            cells.known[column], facts = self.knowledge.on(state.id, asked, day)
            if facts:
                cells.statements[column] = [fact.id for fact in facts]
        for column, (asked, _) in _MEMBER.items():
            cells.known[_any(column)] = self.knowledge.in_year(state.id, asked, day.year)
        one = "ec" if self.knowledge.exists("eu", day) is Holds.NO else "eu"
        cells.known |= _sides(cells.known[one], cells.known["nato"])
        for column, (relations, kind, conductor, _) in _LISTED.items():
            found = {
                id: facts
                for id, facts in self.knowledge.linked(state.id, relations, day).items()
                if kind in self._held.things[id].kinds
                and (not conductor or conductor in self.knowledge.linked(id, ["conductedBy"], day))
            }
            cells.listed[column] = tuple(found)
            cells.complete[column] = (
                not conductor
                and self.knowledge.is_complete(state.id, Asked(relations[0], f"kind:{kind}"), day, day)
                and not self.knowledge.is_open(state.id, relations, kind, day)
            )
            if found:
                cells.statements[column] = [fact.id for facts in found.values() for fact in facts]
        return cells

    def dyads(self, year: list[_Cells]) -> Iterator[list[str]]:
        """The pairs of states that were ever in what columns tell of, each once, by the order of their ids."""
        for one, other in combinations([cells for cells in year if cells.state.id in self._paired], 2):
            yield self._dyad(one, other)

    def _dyad(self, one: _Cells, other: _Cells) -> list[str]:
        row = [one.state.id, other.state.id, one.state.label, other.state.label]
        for name in ("iso3", "cow", "gw"):
            row += [cells.codes[name] for cells in (one, other)]
        row += [str(one.day.year), one.day.isoformat()]
        row += [_text(_both(one.known[column], other.known[column])) for column in (*_MEMBER, "eu_or_ec")]
        across = [_both(a.known["only_eu"], b.known["only_nato"]) for a, b in ((one, other), (other, one))]
        row.append(_text(_either(*across)))
        for column in _SHARED:
            shared = [id for id in one.listed[column] if id in other.listed[column]]
            complete = one.complete[column] and other.complete[column]
            row += [_number(len(shared), complete), str(int(complete)), joined(shared)]
        for a, b in ((one, other), (other, one)):
            stances = self._objections.get((a.state.id, b.state.id), ())
            objections = [p.id for p in stances if p.span.holds_on(one.day) is Holds.YES]
            row += [_number(len(objections), complete=False), joined(objections)]
        return row

    def complete_lists(self) -> dict[str, list[str]]:
        """By column, the days on which a list is complete that says of any state whether it is in it."""
        asked = {column: one for column, (one, _) in _ASKED.items()}
        asked |= {
            column: Asked(relations[0], f"kind:{kind}")
            for column, (relations, kind, by, _) in _LISTED.items()
            if not by
        }
        return {column: self.knowledge.windows(one) for column, one in asked.items()}


def _sides(eu: Known, nato: Known) -> dict[str, Known]:
    """What follows of both; nothing where one of them is not known, or is not there yet."""
    unknown = None in (eu, nato)
    return {
        "eu_or_ec": eu,
        "both_eu_nato": None if unknown else int((eu, nato) == (1, 1)),
        "only_eu": None if unknown else int((eu, nato) == (1, 0)),
        "only_nato": None if unknown else int((eu, nato) == (0, 1)),
    }


def _both(one: Known, other: Known) -> Known:
    """1 if both are, 0 if one is known not to be, else nothing."""
    if 0 in (one, other):
        return 0
    return None if None in (one, other) else 1


def _either(one: Known, other: Known) -> Known:
    if 1 in (one, other):
        return 1
    return None if None in (one, other) else 0


# Columns and rows

_STATE_YEAR: Final = (
    "One row a state and year. A state is there in the years in which COW or Gleditsch and Ward list it; polities whose "
    "statehood is disputed likewise (Kosovo), and not without a code (Palestine, Taiwan)."
)
_DYAD_YEAR: Final = (
    "One row a pair of states and year, undirected: each pair once, `state_a` before `state_b` by the alphabet of the ids. "
    "Only pairs of states each of which was on some day member, associate member, associate partner, observer or candidate "
    "of one of the organisations in the columns."
)
_STATEMENTS: Final = (
    "One row a statement on which a cell of `state_year.csv` rests. Zeros from complete lists rest on none."
)
_SHARED: Final = ("pesco_projects", "operations_eu", "operations_nato", "operations_weu")
_YEAR: Final = (
    Variable("year", "Calendar year."),
    Variable("day", "The day for which the row is coded, YYYY-MM-DD."),
)
_EVIDENCE: Final = (
    Variable("state", "Id of the state."),
    *_YEAR,
    Variable("column", "Column of `state_year.csv`."),
    Variable("statement", "Id of the statement; its address is https://w3id.org/eunato/statement/ and the id."),
)


def _any(column: str) -> str:
    return f"{column}_any"


def _state_variables() -> list[Variable]:
    return [
        Variable("state", "Id of the state; its address is https://w3id.org/eunato/id/ and the id."),
        Variable("name", "Preferred name of today."),
        Variable("kind", "State, or Polity where statehood is disputed."),
        Variable("iso2", "ISO 3166-1 alpha-2 code of today."),
        Variable("iso3", "ISO 3166-1 alpha-3 code of today."),
        Variable(
            "cow", "COW code (ccode) of the year; empty where COW does not list the state, or the code is not held."
        ),
        Variable(
            "gw",
            "Gleditsch–Ward code (gwcode) of the year; empty where they do not list the state, or the code is not held.",
        ),
        *_YEAR,
        *(Variable(column, meaning, _KNOWN) for column, (_, meaning) in _MEMBER.items()),
        *(Variable(column, meaning, _KNOWN) for column, meaning in _SIDES.items()),
        *(Variable(column, meaning, _KNOWN) for column, (_, meaning) in _RELATED.items()),
        *(Variable(_any(column), f"The same as `{column}`, on any day of the year.", _KNOWN) for column in _MEMBER),
        *(variable for column, (*_, meaning) in _LISTED.items() for variable in _listed_variables(column, meaning)),
    ]


def _dyad_variables() -> list[Variable]:
    named = {
        "state": "Id of",
        "name": "Preferred name of",
        "iso3": "ISO 3166-1 alpha-3 code of",
        "cow": "COW code of",
        "gw": "Gleditsch–Ward code of",
    }
    return [
        *(
            Variable(f"{column}_{end}", f"{meaning} the {which} state.")
            for column, meaning in named.items()
            for end, which in (("a", "first"), ("b", "second"))
        ),
        *_YEAR,
        *(
            Variable(f"both_{column}", f"Both: {meaning[0].lower()}{meaning[1:]}", _KNOWN)
            for column, (_, meaning) in _MEMBER.items()
        ),
        Variable(
            "both_eu_or_ec",
            "Both are members of the EU or, while that did not exist, of the European Communities.",
            _KNOWN,
        ),
        Variable(
            "across", "One is in the EU (or Communities) and not in NATO, the other in NATO and not in the EU.", _KNOWN
        ),
        *(
            variable
            for column in _SHARED
            for variable in _listed_variables(f"{column}_shared", f"{_LISTED[column][-1]} Those of both states.")
        ),
        *(
            variable
            for one, other in (("a", "b"), ("b", "a"))
            for variable in (
                Variable(
                    f"objections_{one}_to_{other}",
                    f"Positions in which state {one} objects to, blocks, delays or withholds its consent from something "
                    f"towards state {other}.",
                    "number, never 0: positions are not complete",
                ),
                Variable(f"objections_{one}_to_{other}_list", "Their ids.", "ids"),
            )
        ),
    ]


_KNOWN: Final = "1, 0 or empty"


def _listed_variables(column: str, meaning: str) -> tuple[Variable, Variable, Variable]:
    return (
        Variable(column, f"Number. {meaning}", "number; empty where none is recorded and the list is not complete"),
        Variable(
            f"{column}_complete",
            "1: the list is complete on the day and the number exact; 0: the number is a minimum.",
            "1 or 0",
        ),
        Variable(f"{column}_list", "Their ids.", "ids"),
    )


def _state_row(cells: _Cells) -> list[str]:
    row = [cells.state.id, cells.state.label, cells.state.kind, *cells.codes.values()]
    row += [str(cells.day.year), cells.day.isoformat()]
    row += [_text(cells.known[column]) for column in (*_MEMBER, *_SIDES, *_RELATED, *map(_any, _MEMBER))]
    for column in _LISTED:
        listed, complete = cells.listed[column], cells.complete[column]
        row += [_number(len(listed), complete), str(int(complete)), joined(listed)]
    return row


def _codes(state: Entry, day: date) -> dict[str, str]:
    codes = dict(state.codes)
    return {
        "iso2": codes.get("ISO 3166-1 alpha-2", ""),
        "iso3": codes.get("ISO 3166-1 alpha-3", ""),
        "cow": code_on(state, COW, day),
        "gw": code_on(state, GW, day),
    }


def _number(count: int, complete: bool) -> str:
    return str(count) if count or complete else ""


def _text(known: Known) -> str:
    return "" if known is None else str(known)
