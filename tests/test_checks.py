"""What rows must mean together: for each rule a sound and a broken copy of the small world, and the cases between;
then the report of a whole folder and the sorting of its tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from worlds import (
    INSTRUMENTS,
    MEMBERSHIPS,
    ORGANISATIONS,
    PESCO,
    PROJECTS,
    REGISTER,
    STATES,
    add,
    describe,
    edit,
    line_of,
    read_rows,
    small_world,
)

from graph import checks
from graph.curation import Report, check_folder, sort_tables
from graph.dates import read_moment, read_span
from graph.errors import DataError, Place, Problem, Severity
from graph.locations import ontology_folder
from graph.model import Certainty, Citation, Claim, Dataset, Dated, Position, Recommendation, Statement
from graph.tables import load

ERROR, WARNING = Severity.ERROR, Severity.WARNING
SOURCES = "sources.json"
RULES = {rule.__name__: rule for rule in checks.RULES}

Mutation = Callable[[Path], object]
R = TypeVar("R", Position, Claim, Recommendation)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path / "tables")


@dataclass(frozen=True)
class Finding:
    """What a rule must report: its id, file, the first cell of the row and which of several, column, part of the text."""

    rule: str
    file: str
    row: str
    column: str
    text: str
    nth: int = 1
    severity: Severity = ERROR


@dataclass(frozen=True)
class Broken:
    """A change of the small world, and all that the rule then finds, in the order in which it finds it."""

    change: Mutation
    findings: tuple[Finding, ...]


def broken(change: Mutation, *findings: Finding) -> Broken:
    return Broken(change, findings)


def statement(folder: Path, id: str, file: str = MEMBERSHIPS, **cells: str) -> None:
    """Adds a statement whose parts are those of its id."""
    subject, relation, thing = id.split("--")[:3]
    parts = {"subject": subject, "relation": relation, "object": thing, "certainty": "confirmed", "sources": REGISTER}
    add(folder, file, id=id, **{**parts, **cells})


def several(*changes: Mutation) -> Mutation:
    return lambda folder: [change(folder) for change in changes]


def edited(file: str, row: str, **cells: Any) -> Mutation:
    return lambda folder: edit(folder, file, row, **cells)


def added(file: str, **cells: Any) -> Mutation:
    return lambda folder: add(folder, file, **cells)


def stated(id: str, file: str = MEMBERSHIPS, **cells: str) -> Mutation:
    return lambda folder: statement(folder, id, file, **cells)


def dataset(folder: Path) -> Dataset:
    """The records of a folder in which every row can be read."""
    loaded = load(folder)
    assert [str(problem) for problem in loaded.problems] == []
    return loaded.dataset


def found_by(rule: str, folder: Path) -> list[Problem]:
    return list(RULES[rule](dataset(folder)))


def texts(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


STATE = {"kinds": "state", "sources": REGISTER}

BROKEN: dict[str, dict[str, Broken]] = {
    "duplicate_ids": {
        "an entity twice in one file": broken(
            added(STATES, id="arcadia", name="Arcadia again", **STATE),
            Finding("duplicate-id", STATES, "arcadia", "id", "'arcadia' already stands at entities/states.csv:2", 2),
        ),
        "an entity in two files": broken(
            added(ORGANISATIONS, id="arcadia", name="League of Arcadia", kinds="organisation", sources=REGISTER),
            Finding(
                "duplicate-id", STATES, "arcadia", "id", "'arcadia' already stands at entities/organisations.csv:2"
            ),
        ),
        "an entity three times": broken(
            several(*(added(STATES, id="arcadia", name=name, **STATE) for name in ("Arcadia B", "Arcadia C"))),
            Finding("duplicate-id", STATES, "arcadia", "id", "stands at entities/states.csv:2", 2),
            Finding("duplicate-id", STATES, "arcadia", "id", "stands at entities/states.csv:2", 3),
        ),
        "a statement in two files": broken(
            stated("arcadia--memberOf--eu", PESCO, from_="1993-11-01", to="1999"),
            Finding("duplicate-id", PESCO, "arcadia--memberOf--eu", "id", "stands at statements/memberships.csv:2"),
        ),
        "a milestone": broken(
            added(
                "milestones.csv",
                id="eu--declared",
                entity="eu",
                milestone="declared",
                date="1994",
                certainty="confirmed",
                sources=REGISTER,
            ),
            Finding("duplicate-id", "milestones.csv", "eu--declared", "id", "already stands at milestones.csv", 2),
        ),
        "a completeness": broken(
            added("completeness.csv", id="members-of-eu", relation="memberOf", from_="1994", sources=REGISTER),
            Finding("duplicate-id", "completeness.csv", "members-of-eu", "id", "stands at completeness.csv:3", 2),
        ),
        "a retired id": broken(
            added("retired.csv", id="zenda", reason="Twice."),
            Finding("duplicate-id", "retired.csv", "zenda", "id", "'zenda' already stands at retired.csv:3", 2),
        ),
    },
    "duplicate_rows": {
        "the same days under a second number": broken(
            stated("arcadia--memberOf--eu--2", from_="1993-11-01"),
            Finding(
                "duplicate-row",
                MEMBERSHIPS,
                "arcadia--memberOf--eu--2",
                "",
                "says the same as statements/memberships.csv:2 (arcadia--memberOf--eu); remove one of the two rows",
            ),
        ),
        "the same row in two files": broken(
            stated("erewhon--memberOf--pesco--not", PESCO, from_="2017-12-11", holds="no"),
            Finding(
                "duplicate-row",
                PESCO,
                "erewhon--memberOf--pesco--not",
                "",
                "says the same as statements/memberships.csv",
            ),
        ),
    },
    "retired_ids": {
        "as an entity": broken(
            added(STATES, id="zenda", name="Zenda", **STATE),
            Finding("retired-id", STATES, "zenda", "id", "'zenda' was retired (retired.csv:3); choose a new id"),
        ),
        "as a statement": broken(
            several(
                added(ORGANISATIONS, id="old-league", kinds="organisation", name="Old League", sources=REGISTER),
                stated("arcadia--memberOf--old-league", from_="1950"),
            ),
            Finding(
                "retired-id",
                MEMBERSHIPS,
                "arcadia--memberOf--old-league",
                "id",
                "'arcadia--memberOf--old-league' was retired (retired.csv:2)",
            ),
        ),
    },
    "unknown_ids": {
        "subject": broken(
            stated("vulgaria--memberOf--eu", from_="1999"),
            Finding(
                "unknown-id",
                MEMBERSHIPS,
                "vulgaria--memberOf--eu",
                "subject",
                "'vulgaria' is no entity; add it to a table of entities or correct the id",
            ),
        ),
        "object": broken(
            stated("arcadia--memberOf--weu", from_="1999"),
            Finding("unknown-id", MEMBERSHIPS, "arcadia--memberOf--weu", "object", "'weu' is no entity"),
        ),
        "concerning": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", concerning="fish"),
            Finding("unknown-id", MEMBERSHIPS, "arcadia--memberOf--eu", "concerning", "'fish' is no entity"),
        ),
        "one of two bases": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--nato", basis="alliance-treaty; treaty-of-zenda"),
            Finding("unknown-id", MEMBERSHIPS, "arcadia--memberOf--nato", "basis", "'treaty-of-zenda' is no entity"),
        ),
        "who contests": broken(
            edited(MEMBERSHIPS, "borduria--memberOf--eu--not", contested_by="lugash; nobody"),
            Finding("unknown-id", MEMBERSHIPS, "borduria--memberOf--eu--not", "contested_by", "'nobody' is no entity"),
        ),
        "bearer of a name": broken(
            added("names.csv", entity="vulgaria", name="Vulgarien", lang="de", kind="translation"),
            Finding("unknown-id", "names.csv", "vulgaria", "entity", "'vulgaria' is no entity"),
        ),
        "entity and act of a milestone": broken(
            edited("milestones.csv", "eu--declared", entity="eu-2", act="act-1993"),
            Finding("unknown-id", "milestones.csv", "eu--declared", "entity", "'eu-2' is no entity"),
            Finding("unknown-id", "milestones.csv", "eu--declared", "act", "'act-1993' is no entity"),
        ),
        "subject and object of a completeness": broken(
            edited("completeness.csv", "members-of-eu", subject="vulgaria", object="eu-2"),
            Finding("unknown-id", "completeness.csv", "members-of-eu", "subject", "'vulgaria' is no entity"),
            Finding("unknown-id", "completeness.csv", "members-of-eu", "object", "'eu-2' is no entity"),
        ),
        "an id that a statement bears": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--nato", basis="arcadia--memberOf--eu"),
            Finding("unknown-id", MEMBERSHIPS, "arcadia--memberOf--nato", "basis", "'arcadia--memberOf--eu' is no"),
        ),
    },
    "unknown_sources": {
        "of an entity": broken(
            edited(STATES, "arcadia", sources="@atlas, p. 1"),
            Finding(
                "unknown-source",
                STATES,
                "arcadia",
                "sources",
                "'@atlas' is not in sources.json; add it there or correct the key",
            ),
        ),
        "the second of a statement": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", sources=f"{REGISTER}; @atlas, p. 1"),
            Finding("unknown-source", MEMBERSHIPS, "arcadia--memberOf--eu", "sources", "'@atlas' is not in"),
        ),
        "of a name": broken(
            edited("names.csv", "nato/OTAN", sources="@atlas, p. 1"),
            Finding("unknown-source", "names.csv", "nato", "sources", "'@atlas' is not in"),
        ),
        "of a milestone": broken(
            edited("milestones.csv", "eu--declared", sources="@atlas, p. 1"),
            Finding("unknown-source", "milestones.csv", "eu--declared", "sources", "'@atlas' is not in"),
        ),
        "of a completeness": broken(
            edited("completeness.csv", "members-of-eu", sources="@atlas, p. 1"),
            Finding("unknown-source", "completeness.csv", "members-of-eu", "sources", "'@atlas' is not in"),
        ),
    },
    "unused_sources": {
        "a source that nothing cites": broken(
            added(SOURCES, id="atlas", title="Atlas", custom={"grade": "reference-work"}),
            Finding(
                "unused-source", SOURCES, "atlas", "", "nothing cites 'atlas'; cite it or remove it", severity=WARNING
            ),
        ),
    },
    "statement_ids": {
        "another subject": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", subject="borduria"),
            Finding(
                "statement-id",
                MEMBERSHIPS,
                "arcadia--memberOf--eu",
                "id",
                "'arcadia--memberOf--eu' does not name its parts;"
                " write borduria--memberOf--eu (--2, --3 … for further stints)",
            ),
        ),
        "another relation": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", relation="candidateFor"),
            Finding("statement-id", MEMBERSHIPS, "arcadia--memberOf--eu", "id", "write arcadia--candidateFor--eu"),
        ),
        "another object": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", object="nato"),
            Finding("statement-id", MEMBERSHIPS, "arcadia--memberOf--eu", "id", "write arcadia--memberOf--nato"),
        ),
        "no part for concerning": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", concerning="pesco"),
            Finding("statement-id", MEMBERSHIPS, "arcadia--memberOf--eu", "id", "write arcadia--memberOf--eu--pesco"),
        ),
        "a negative without --not": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", holds="no"),
            Finding("statement-id", MEMBERSHIPS, "arcadia--memberOf--eu", "id", "write arcadia--memberOf--eu--not"),
        ),
        "--not without a negative": broken(
            edited(MEMBERSHIPS, "erewhon--memberOf--pesco--not", holds=""),
            Finding(
                "statement-id", MEMBERSHIPS, "erewhon--memberOf--pesco--not", "id", "write erewhon--memberOf--pesco"
            ),
        ),
        **{
            f"ending {ending}": broken(
                edited(MEMBERSHIPS, "ruritania--memberOf--nato--2", id=f"ruritania--memberOf--nato{ending}"),
                Finding(
                    "statement-id", MEMBERSHIPS, f"ruritania--memberOf--nato{ending}", "id", "does not name its parts"
                ),
            )
            for ending in ("--0", "--1", "-2", "2", "--", "--second", "--2--3", "--2.5", "---2")
        },
        **{
            f"negative ending {ending}": broken(
                edited(MEMBERSHIPS, "erewhon--memberOf--pesco--not", id=f"erewhon--memberOf--pesco{ending}"),
                Finding(
                    "statement-id", MEMBERSHIPS, f"erewhon--memberOf--pesco{ending}", "id", "does not name its parts"
                ),
            )
            for ending in ("--no", "--not--2", "-not", "--x--not")
        },
        "a negative without any part": broken(
            edited(MEMBERSHIPS, "erewhon--memberOf--pesco--not", id="--not"),
            Finding("statement-id", MEMBERSHIPS, "--not", "id", "write erewhon--memberOf--pesco--not"),
        ),
    },
    "unverified_notes": {
        "of a statement": broken(
            edited(PESCO, "lugash--requestedToJoin--sky-bridge", note="Heard of."),
            Finding(
                "unverified-note",
                PESCO,
                "lugash--requestedToJoin--sky-bridge",
                "note",
                "an unverified row must say what would settle it; begin with 'To settle:'",
            ),
        ),
        "of an entity": broken(
            edited(PROJECTS, "deep-harbour", certainty="unverified", note=""),
            Finding("unverified-note", PROJECTS, "deep-harbour", "note", "begin with 'To settle:'"),
        ),
        "of a milestone": broken(
            edited("milestones.csv", "eu--declared", certainty="unverified", note="See: To settle: the day."),
            Finding("unverified-note", "milestones.csv", "eu--declared", "note", "begin with 'To settle:'"),
        ),
    },
    "older_than_sources_allow": {
        "a statement": broken(
            edited(MEMBERSHIPS, "sylvania--memberOf--pesco", sources="@gazette-2018, art. 1; @gazette-2021, art. 1"),
            Finding(
                "older-than-sources",
                MEMBERSHIPS,
                "sylvania--memberOf--pesco",
                "sources",
                "begins 2023-05-23, but its latest source is of 2021-05-31; cite one that was written later",
            ),
        ),
        "an entity": broken(
            edited(PROJECTS, "deep-harbour", sources="@gazette-2018, art. 1"),
            Finding("older-than-sources", PROJECTS, "deep-harbour", "sources", "its latest source is of 2018-03-08"),
        ),
        "a negative": broken(
            edited(MEMBERSHIPS, "erewhon--memberOf--pesco--not", from_="2019", sources="@gazette-2018, art. 1"),
            Finding("older-than-sources", MEMBERSHIPS, "erewhon--memberOf--pesco--not", "sources", "begins 2019,"),
        ),
        "a range of which the last day is later": broken(
            edited(
                MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2018-01..2018-03-09", sources="@gazette-2018, art. 1"
            ),
            Finding(
                "older-than-sources", MEMBERSHIPS, "sylvania--memberOf--pesco", "sources", "begins 2018-01..2018-03-09,"
            ),
        ),
        "a source without a date is a warning": broken(
            several(
                added(SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"}),
                edited(MEMBERSHIPS, "sylvania--memberOf--pesco", sources="@leaflet, p. 1"),
            ),
            Finding(
                "undated-source",
                MEMBERSHIPS,
                "sylvania--memberOf--pesco",
                "sources",
                "rests on a source without a date; give the source `issued` or `accessed`",
                severity=WARNING,
            ),
        ),
        "a source without a date beside one too old is a warning": broken(
            several(
                added(SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"}),
                edited(MEMBERSHIPS, "sylvania--memberOf--pesco", sources="@leaflet, p. 1; @gazette-2018, art. 1"),
            ),
            Finding(
                "undated-source", MEMBERSHIPS, "sylvania--memberOf--pesco", "sources", "rests on", severity=WARNING
            ),
        ),
    },
    "end_before_start": {
        "a statement": broken(
            edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="1954"),
            Finding(
                "end-before-start",
                MEMBERSHIPS,
                "ruritania--memberOf--nato",
                "to",
                "1954 is not after `from` 1955-05-06; swap them or correct the source"
                " (`to` is the first day on which it no longer holds)",
            ),
        ),
        "an end on the day of the start": broken(
            edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="1955-05-06"),
            Finding("end-before-start", MEMBERSHIPS, "ruritania--memberOf--nato", "to", "1955-05-06 is not after"),
        ),
        "a range that ends on the eve": broken(
            edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="1954..1955-05-05"),
            Finding(
                "end-before-start", MEMBERSHIPS, "ruritania--memberOf--nato", "to", "1954..1955-05-05 is not after"
            ),
        ),
        "an entity": broken(
            edited(ORGANISATIONS, "european-communities", to="1957-12"),
            Finding(
                "end-before-start", ORGANISATIONS, "european-communities", "to", "1957-12 is not after `from` 1958-01"
            ),
        ),
        "a completeness": broken(
            edited("completeness.csv", "members-of-communities", to="1957"),
            Finding("end-before-start", "completeness.csv", "members-of-communities", "to", "1957 is not after"),
        ),
        "a name": broken(
            edited("names.csv", "ruritania/Kingdom of Ruritania", to="1870"),
            Finding("end-before-start", "names.csv", "ruritania", "to", "1870 is not after `from` 1871"),
        ),
    },
    "overlapping_stints": {
        "a second stint a day too early": broken(
            several(
                edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="1966-07-01"),
                edited(MEMBERSHIPS, "ruritania--memberOf--nato--2", from_="1966-06-30"),
            ),
            Finding(
                "overlapping-stints",
                MEMBERSHIPS,
                "ruritania--memberOf--nato--2",
                "from",
                "overlaps ruritania--memberOf--nato (statements/memberships.csv:13);"
                " end the earlier stint or remove one of the rows",
            ),
        ),
        "an open stint before another": broken(
            edited(MEMBERSHIPS, "ruritania--memberOf--nato", to=""),
            Finding("overlapping-stints", MEMBERSHIPS, "ruritania--memberOf--nato--2", "from", "overlaps ruritania--"),
        ),
        "a coordinator who also participates": broken(
            stated("arcadia--participatesIn--sky-bridge", PESCO, from_="2019-01-01"),
            Finding(
                "overlapping-stints",
                PESCO,
                "arcadia--participatesIn--sky-bridge",
                "from",
                "overlaps arcadia--coordinates--sky-bridge (statements/pesco.csv",
            ),
        ),
        "three stints on common days": broken(
            several(
                stated("arcadia--memberOf--eu--2", from_="1994"),
                stated("arcadia--memberOf--eu--3", from_="1995"),
            ),
            Finding(
                "overlapping-stints",
                MEMBERSHIPS,
                "arcadia--memberOf--eu--2",
                "from",
                "overlaps arcadia--memberOf--eu (",
            ),
            Finding(
                "overlapping-stints",
                MEMBERSHIPS,
                "arcadia--memberOf--eu--3",
                "from",
                "overlaps arcadia--memberOf--eu (",
            ),
            Finding(
                "overlapping-stints",
                MEMBERSHIPS,
                "arcadia--memberOf--eu--3",
                "from",
                "overlaps arcadia--memberOf--eu--2 (",
            ),
        ),
        "two files": broken(
            stated("arcadia--memberOf--eu--2", PESCO, from_="1994"),
            Finding("overlapping-stints", PESCO, "arcadia--memberOf--eu--2", "from", "(statements/memberships.csv:2)"),
        ),
    },
    "positive_against_negative": {
        "on common days": broken(
            stated("arcadia--memberOf--eu--not", from_="1999", to="2000-01-02", holds="no"),
            Finding(
                "positive-against-negative",
                MEMBERSHIPS,
                "arcadia--memberOf--eu",
                "",
                "is denied for the same days by arcadia--memberOf--eu--not (statements/memberships.csv:3);"
                " correct the days or fill contested_by",
            ),
        ),
        "coordination against denied participation": broken(
            stated("arcadia--participatesIn--sky-bridge--not", PESCO, from_="2019", holds="no"),
            Finding(
                "positive-against-negative",
                PESCO,
                "arcadia--coordinates--sky-bridge",
                "",
                "is denied for the same days by arcadia--participatesIn--sky-bridge--not",
            ),
        ),
    },
    "outside_existence": {
        "coordination before the adoption": broken(
            edited(PESCO, "arcadia--coordinates--sky-bridge", from_="2018-03-05"),
            Finding(
                "before-existence",
                PESCO,
                "arcadia--coordinates--sky-bridge",
                "from",
                "2018-03-05 is before sky-bridge existed (2018-03-06, entities/pesco-projects.csv:3);"
                " correct the day here or there",
            ),
        ),
        "participation before the adoption": broken(
            edited(PESCO, "arcadia--participatesIn--deep-harbour", from_="2018-10"),
            Finding(
                "before-existence",
                PESCO,
                "arcadia--participatesIn--deep-harbour",
                "from",
                "2018-10 is before deep-harbour",
            ),
        ),
        "membership before the organisation": broken(
            edited(MEMBERSHIPS, "lugash--memberOf--nato", from_="1949-08-23"),
            Finding(
                "before-existence", MEMBERSHIPS, "lugash--memberOf--nato", "from", "1949-08-23 is before nato existed"
            ),
        ),
        "authorisation before the adoption": broken(
            edited(PESCO, "borduria--authorisedToJoin--sky-bridge", from_="2018-03-01"),
            Finding(
                "before-existence", PESCO, "borduria--authorisedToJoin--sky-bridge", "from", "2018-03-01 is before sky"
            ),
        ),
        "participation after the end": broken(
            edited(PESCO, "arcadia--participatesIn--deep-harbour", to="2020-12-17"),
            Finding(
                "after-end",
                PESCO,
                "arcadia--participatesIn--deep-harbour",
                "to",
                "2020-12-17 is after the end of deep-harbour (2020-11..2020-12-15, entities/pesco-projects.csv:2);"
                " end the statement then",
            ),
        ),
        "open membership in what has ended": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--european-communities", to=""),
            Finding(
                "after-end",
                MEMBERSHIPS,
                "arcadia--memberOf--european-communities",
                "to",
                "an open end is after the end of european-communities (2009-12-01, entities/organisations.csv",
            ),
        ),
        "both ends": broken(
            edited(MEMBERSHIPS, "arcadia--memberOf--european-communities", from_="1957", to="2010"),
            Finding(
                "before-existence", MEMBERSHIPS, "arcadia--memberOf--european-communities", "from", "1957 is before"
            ),
            Finding("after-end", MEMBERSHIPS, "arcadia--memberOf--european-communities", "to", "2010 is after the end"),
        ),
    },
    "participants_have_standing": {
        "neither member nor authorised": broken(
            stated("lugash--participatesIn--sky-bridge", PESCO, from_="2022-01-01"),
            Finding(
                "no-standing",
                PESCO,
                "lugash--participatesIn--sky-bridge",
                "subject",
                "on 2022-01-01 'lugash' is neither a member of PESCO nor authorised to join sky-bridge;"
                " correct the day, or add the membership or authorisation",
            ),
        ),
        "a day before the authorisation": broken(
            edited(PESCO, "freedonia--participatesIn--sky-bridge", from_="2021-05-05"),
            Finding(
                "no-standing", PESCO, "freedonia--participatesIn--sky-bridge", "subject", "on 2021-05-05 'freedonia'"
            ),
        ),
        "a day before the membership of PESCO": broken(
            edited(PESCO, "sylvania--participatesIn--sky-bridge", from_="2023-05-22"),
            Finding(
                "no-standing", PESCO, "sylvania--participatesIn--sky-bridge", "subject", "on 2023-05-22 'sylvania'"
            ),
        ),
        "on the day on which the membership ends": broken(
            several(
                edited(MEMBERSHIPS, "sylvania--memberOf--pesco", to="2024-01-01"),
                edited(PESCO, "sylvania--participatesIn--sky-bridge", from_="2024-01-01"),
            ),
            Finding(
                "no-standing", PESCO, "sylvania--participatesIn--sky-bridge", "subject", "on 2024-01-01 'sylvania'"
            ),
        ),
        "authorised for another project": broken(
            several(
                edited(PESCO, "freedonia--authorisedToJoin--sky-bridge", from_="2018-12-01"),
                stated("freedonia--participatesIn--deep-harbour", PESCO, from_="2019-01-01", to="2020-01-01"),
            ),
            Finding(
                "no-standing", PESCO, "freedonia--participatesIn--deep-harbour", "subject", "to join deep-harbour;"
            ),
        ),
        "authorisation denied": broken(
            edited(PESCO, "freedonia--authorisedToJoin--sky-bridge", holds="no"),
            Finding("no-standing", PESCO, "freedonia--participatesIn--sky-bridge", "subject", "'freedonia' is neither"),
        ),
        "coordinator without membership": broken(
            stated("erewhon--coordinates--sky-bridge", PESCO, from_="2019-01-01"),
            Finding("no-standing", PESCO, "erewhon--coordinates--sky-bridge", "subject", "'erewhon' is neither"),
        ),
    },
    "ambiguous_names": {
        "name and name": broken(
            added("names.csv", entity="sylvania", name="RURITANIÉN", lang="de", kind="misspelling"),
            Finding(
                "ambiguous-name",
                "names.csv",
                "sylvania",
                "",
                "'ruritanien' names ruritania, sylvania; make one of the names more exact if it is not meant",
                severity=WARNING,
            ),
        ),
        "acronym and acronym": broken(
            edited(PROJECTS, "sky-bridge", acronym="Otan"),
            Finding("ambiguous-name", "names.csv", "nato", "", "'otan' names sky-bridge, nato;", severity=WARNING),
        ),
        "preferred names": broken(
            edited(STATES, "lugash", name="Arcadia"),
            Finding("ambiguous-name", STATES, "lugash", "", "'arcadia' names arcadia, lugash;", severity=WARNING),
        ),
    },
}


# Rules on records for which the small world has no table: made here, and put beside its own.

ELSEWHERE = Place("elsewhere.csv", 2)
OF_2018, OF_2021 = Citation("gazette-2018", "p. 1"), Citation("gazette-2021", "p. 1")


def record(kind: type[R], **parts: Any) -> R:
    """A record in which whatever is not given is empty."""
    empty = {each.name: () if str(each.type).startswith("tuple") else "" for each in fields(kind)}
    return kind(**{**empty, "place": ELSEWHERE, **parts})


def a_position(**parts: Any) -> Position:
    known = {
        "id": "lugash-on-sky-bridge",
        "holder": "lugash",
        "stance": "objects",
        "matter": "sky-bridge",
        "dated": Dated("2019", "", "", read_span("2019")),
        "certainty": Certainty.CONFIRMED,
        "sources": (OF_2021,),
    }
    return record(Position, **{**known, **parts})


def a_claim(**parts: Any) -> Claim:
    known = {"id": "many-bridges", "said_in": OF_2021, "as_of": read_moment("2021"), "text": "There are many bridges."}
    return record(Claim, **{**known, **parts})


def a_recommendation(**parts: Any) -> Recommendation:
    known = {"id": "build-bridges", "said_in": OF_2018, "by": ("arcadia",), "addressed_to": ("eu",)}
    return record(Recommendation, **{**known, **parts})


def an_agreement(data: Dataset, subject: str, thing: str) -> Statement:
    known = next(row for row in data.statements if row.id == "arcadia--memberOf--eu")
    return replace(
        known,
        id=f"{subject}--hasAgreementWith--{thing}",
        place=ELSEWHERE,
        subject=subject,
        relation="hasAgreementWith",
        object=thing,
    )


Extension = Callable[[Dataset], Dataset]


@dataclass(frozen=True)
class BrokenRecord:
    """Records beside the small world's own, and the one finding on them, all at `ELSEWHERE`."""

    extend: Extension
    rule: str
    column: str
    text: str


def with_positions(*positions: Position) -> Extension:
    return lambda data: replace(data, positions=positions)


def with_claims(*claims: Claim) -> Extension:
    return lambda data: replace(data, claims=claims)


def with_recommendations(*recommendations: Recommendation) -> Extension:
    return lambda data: replace(data, recommendations=recommendations)


BROKEN_RECORDS: dict[str, dict[str, BrokenRecord]] = {
    "unknown_corrections": {
        "a claim corrected by nothing known": BrokenRecord(
            with_claims(a_claim(corrected_by=("arcadia--memberOf--eu", "arcadia--memberOf--weu"))),
            "unknown-id",
            "corrected_by",
            "'arcadia--memberOf--weu' is no entity, statement, milestone, position or observation;"
            " add it or correct the id",
        ),
        "a position attributed to nobody known": BrokenRecord(
            with_positions(a_position(attributed_to=("arcadia", "gazette-2018", "gazette-1918"))),
            "unknown-id",
            "attributed_to",
            "'gazette-1918' is no entity and no source; add it or correct the id",
        ),
    },
    "blocked_forums": {
        "a block without a forum": BrokenRecord(
            with_positions(a_position(stance="blocks")),
            "blocks-without-forum",
            "forum",
            "needs the forum in which the veto was used; name it, or write objects",
        ),
    },
    "met_after_asked": {
        "met by what was there before": BrokenRecord(
            with_recommendations(a_recommendation(met_by=("deep-harbour", "act-2017-1"))),
            "met-before-asked",
            "met_by",
            "'act-2017-1' began 2017-12-11, before the text of 2018-03-08; it cannot have met it",
        ),
    },
    "symmetric_order": {
        "the higher id first": BrokenRecord(
            lambda data: replace(data, statements=(*data.statements, an_agreement(data, "nato", "eu"))),
            "symmetric-order",
            "subject",
            "'hasAgreementWith' holds both ways; write 'eu' as subject and 'nato' as object",
        ),
    },
}

UNBROKEN_RECORDS: dict[str, dict[str, Extension]] = {
    "unknown_corrections": {
        "corrected by an entity, a statement and a milestone": with_claims(
            a_claim(corrected_by=("eu", "arcadia--memberOf--eu", "eu--declared"))
        ),
        "corrected by a position": lambda data: replace(
            data, positions=(a_position(),), claims=(a_claim(corrected_by=("lugash-on-sky-bridge",)),)
        ),
        "attributed to an entity and to a source": with_positions(a_position(attributed_to=("arcadia", "press-2021"))),
    },
    "blocked_forums": {
        "a block in a forum": with_positions(a_position(stance="blocks", forum="council-of-the-eu")),
        "an objection without a forum": with_positions(a_position(stance="objects")),
    },
    "met_after_asked": {
        "met by what came later": with_recommendations(a_recommendation(met_by=("deep-harbour", "act-2021-1"))),
        "met by what is without days": with_recommendations(a_recommendation(met_by=("arcadia",))),
        "met by nothing yet": with_recommendations(a_recommendation()),
    },
    "symmetric_order": {
        "the lower id first": lambda data: replace(data, statements=(an_agreement(data, "eu", "nato"),)),
        "a relation of one direction": lambda data: data,
    },
}


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        pytest.param(rule, case, id=f"{rule}: {name}")
        for rule, cases in BROKEN_RECORDS.items()
        for name, case in cases.items()
    ],
)
def test_broken_record_is_reported_with_rule_place_and_text(world: Path, rule: str, case: BrokenRecord) -> None:
    found = list(RULES[rule](case.extend(dataset(world))))
    assert [(problem.rule, problem.severity, problem.place) for problem in found] == [
        (case.rule, ERROR, ELSEWHERE.at(case.column))
    ]
    assert case.text in found[0].text


@pytest.mark.parametrize(
    ("rule", "extend"),
    [
        pytest.param(rule, extend, id=f"{rule}: {name}")
        for rule, cases in UNBROKEN_RECORDS.items()
        for name, extend in cases.items()
    ],
)
def test_allowed_record_is_not_reported(world: Path, rule: str, extend: Extension) -> None:
    assert texts(list(RULES[rule](extend(dataset(world))))) == []


@pytest.mark.parametrize(
    ("extend", "column"),
    [
        pytest.param(with_positions(a_position(holder="nobody")), "holder", id="holder of a position"),
        pytest.param(with_positions(a_position(matter="nothing")), "matter", id="matter of a position"),
        pytest.param(with_positions(a_position(towards="nobody")), "towards", id="whom a position is towards"),
        pytest.param(with_positions(a_position(forum="nowhere")), "forum", id="forum of a position"),
        pytest.param(with_recommendations(a_recommendation(by=("arcadia", "nobody"))), "by", id="who recommends"),
        pytest.param(with_recommendations(a_recommendation(addressed_to=("nobody",))), "to", id="to whom"),
        pytest.param(with_recommendations(a_recommendation(about=("nothing",))), "about", id="about what"),
        pytest.param(with_recommendations(a_recommendation(met_by=("nothing",))), "met_by", id="what met it"),
    ],
)
def test_unknown_id_in_a_record_is_reported_at_its_column(world: Path, extend: Extension, column: str) -> None:
    found = list(checks.unknown_ids(extend(dataset(world))))
    assert [(problem.rule, problem.place) for problem in found] == [("unknown-id", ELSEWHERE.at(column))]


@pytest.mark.parametrize(
    ("rule", "parts", "id"),
    [
        ("unverified_notes", {"certainty": Certainty.UNVERIFIED}, "unverified-note"),
        ("older_than_sources_allow", {"sources": (OF_2018,)}, "older-than-sources"),
        ("end_before_start", {"dated": Dated("2019", "2018", "", read_span("2019", "2018"))}, "end-before-start"),
        ("unknown_sources", {"sources": (Citation("atlas", "p. 1"),)}, "unknown-source"),
    ],
)
def test_position_is_held_to_the_rules_of_a_statement(world: Path, rule: str, parts: dict[str, Any], id: str) -> None:
    found = list(RULES[rule](with_positions(a_position(**parts))(dataset(world))))
    assert [(problem.rule, problem.place.file) for problem in found] == [(id, ELSEWHERE.file)]
    assert texts(list(RULES[rule](with_positions(a_position())(dataset(world))))) == []


@pytest.mark.parametrize(
    "extend",
    [
        pytest.param(with_positions(a_position(), a_position()), id="positions"),
        pytest.param(with_claims(a_claim(), a_claim()), id="claims"),
        pytest.param(with_recommendations(a_recommendation(), a_recommendation()), id="recommendations"),
    ],
)
def test_record_that_stands_twice_is_reported(world: Path, extend: Extension) -> None:
    found = list(checks.duplicate_ids(extend(dataset(world))))
    assert [(problem.rule, problem.place) for problem in found] == [("duplicate-id", ELSEWHERE.at("id"))]


def test_every_rule_has_a_broken_copy() -> None:
    missing = set(RULES) - set(BROKEN) - set(BROKEN_RECORDS)
    assert not missing, f"add a broken copy to BROKEN for {', '.join(sorted(missing))}"
    assert set(BROKEN) | set(BROKEN_RECORDS) == set(RULES)
    assert all(case.findings for cases in BROKEN.values() for case in cases.values())


@pytest.mark.parametrize("rule", RULES)
def test_sound_world_breaks_no_rule(world: Path, rule: str) -> None:
    assert texts(found_by(rule, world)) == []


@pytest.mark.parametrize("rule", RULES)
def test_rule_gives_its_reason(rule: str) -> None:
    assert (RULES[rule].__doc__ or "").strip()


@pytest.mark.parametrize(
    ("rule", "case"),
    [pytest.param(rule, case, id=f"{rule}: {name}") for rule, cases in BROKEN.items() for name, case in cases.items()],
)
def test_broken_copy_is_reported_with_rule_place_and_text(world: Path, rule: str, case: Broken) -> None:
    case.change(world)
    found = found_by(rule, world)
    expected = [
        (each.rule, each.severity, Place(each.file, line_of(world, each.file, each.row, each.nth), each.column))
        for each in case.findings
    ]
    assert [(problem.rule, problem.severity, problem.place) for problem in found] == expected, texts(found)
    for problem, each in zip(found, case.findings, strict=True):
        assert each.text in problem.text


# What is no error


UNBROKEN: dict[str, dict[str, Mutation]] = {
    "duplicate_ids": {
        "a name of the same entity in two kinds": added(
            "names.csv", entity="nato", name="OTAN", lang="es", kind="acronym"
        ),
    },
    "duplicate_rows": {
        "another start": stated("arcadia--memberOf--eu--2", from_="1993-11"),
        "another end": stated("arcadia--memberOf--eu--2", from_="1993-11-01", to="1994"),
        "its denial": stated("arcadia--memberOf--eu--not", from_="1993-11-01", holds="no"),
        "another role": several(
            stated("borduria--associatedWith--eu", from_="1995", role="associate-partner"),
            stated("borduria--associatedWith--eu--2", from_="1995", role="observer"),
        ),
        "another matter": stated("arcadia--memberOf--eu--pesco", from_="1993-11-01", concerning="pesco"),
    },
    "retired_ids": {
        "a successor that is in use": edited("retired.csv", "zenda", successor="arcadia"),
        "an id that only begins so": added(STATES, id="zenda-2", name="Zenda", **STATE),
    },
    "unknown_ids": {
        "a kind in a completeness": edited("completeness.csv", "members-of-eu", object="kind:organisation"),
        "an entity that stands further down": edited(MEMBERSHIPS, "arcadia--memberOf--eu", contested_by="sylvania"),
    },
    "unused_sources": {
        "cited by a name only": several(
            added(SOURCES, id="atlas", title="Atlas", custom={"grade": "reference-work"}),
            edited("names.csv", "nato/OTAN", sources="@atlas, p. 1"),
        ),
        "cited by a completeness only": several(
            added(SOURCES, id="atlas", title="Atlas", custom={"grade": "reference-work"}),
            edited("completeness.csv", "members-of-eu", sources="@atlas, p. 1"),
        ),
    },
    "statement_ids": {
        "a third stint": edited(MEMBERSHIPS, "ruritania--memberOf--nato--2", id="ruritania--memberOf--nato--3"),
        "a tenth stint": edited(MEMBERSHIPS, "ruritania--memberOf--nato--2", id="ruritania--memberOf--nato--10"),
        "a second negative": stated("erewhon--memberOf--pesco--2--not", from_="2020", holds="no"),
        "a matter": stated("arcadia--memberOf--eu--pesco", from_="1999", concerning="pesco"),
        "a second stint in a matter": stated("arcadia--memberOf--eu--pesco--2", from_="1999", concerning="pesco"),
        "a negative in a matter": stated(
            "arcadia--memberOf--eu--pesco--not", from_="1999", concerning="pesco", holds="no"
        ),
    },
    "unverified_notes": {
        "a note that begins so": edited(
            MEMBERSHIPS, "arcadia--memberOf--eu", certainty="unverified", note="To settle: the treaty."
        ),
        "probable without a note": edited(MEMBERSHIPS, "arcadia--memberOf--eu", certainty="probable", note=""),
    },
    "older_than_sources_allow": {
        "written on the first day": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2018-03-08", sources="@gazette-2018, p. 1"
        ),
        "written in the month of the start": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2021-05-31", sources="@gazette-2021, p. 1"
        ),
        "a start known to the month in which it was written": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2018-03", sources="@gazette-2018, p. 1"
        ),
        "a start known to the year in which it was written": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2018", sources="@gazette-2018, p. 1"
        ),
        "a range whose last month is that of the source": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2017-12-11..2018-03", sources="@gazette-2018, p. 1"
        ),
        "a range whose last day is that of the source": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2017-12-11..2018-03-08", sources="@gazette-2018, p. 1"
        ),
        "on or before the day of the source": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="..2018-03-08", sources="@gazette-2018, p. 1"
        ),
        "a source that was written over some days": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", from_="2021-03-02", sources="@press-2021, p. 1"
        ),
        "one of two is late enough": edited(
            MEMBERSHIPS, "sylvania--memberOf--pesco", sources="@gazette-2018, p. 1; @register-2026, p. 1"
        ),
        "a source without a date beside one late enough": several(
            added(SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"}),
            edited(MEMBERSHIPS, "sylvania--memberOf--pesco", sources=f"@leaflet, p. 1; {REGISTER}"),
        ),
        "a page without a date that was looked at later": several(
            added(SOURCES, id="page", title="P", accessed={"date-parts": [[2024]]}, custom={"grade": "press"}),
            edited(MEMBERSHIPS, "sylvania--memberOf--pesco", sources="@page, p. 1"),
        ),
        "an unknown source is another rule's": edited(MEMBERSHIPS, "sylvania--memberOf--pesco", sources="@atlas, p. 1"),
        "an entity without days": edited(STATES, "arcadia", sources="@gazette-2018, p. 1"),
    },
    "end_before_start": {
        "one day": edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="1955-05-07"),
        "the same year": edited(MEMBERSHIPS, "ruritania--memberOf--nato", from_="1955", to="1955"),
        "the month of the start": edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="1955-05"),
        "ranges that overlap": edited(MEMBERSHIPS, "ruritania--memberOf--nato", from_="1955..1960", to="1950..1956"),
        "an unknown end": edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="?"),
    },
    "overlapping_stints": {
        "an end on the first day of the next": several(
            edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="2004-03-29"),
            edited(MEMBERSHIPS, "ruritania--memberOf--nato--2", from_="2004-03-29"),
        ),
        "an end in the month of the next": several(
            edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="2004-03"),
            edited(MEMBERSHIPS, "ruritania--memberOf--nato--2", from_="2004-03-01"),
        ),
        "ranges that only may overlap": several(
            edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="1966..1970"),
            edited(MEMBERSHIPS, "ruritania--memberOf--nato--2", from_="1965..1968"),
        ),
        "an unknown end before the next": edited(MEMBERSHIPS, "ruritania--memberOf--nato", to="?", seen="2004-03-28"),
        "coordination after participation": several(
            stated("ruritania--coordinates--sky-bridge", PESCO, from_="2021-01-01"),
            edited(PESCO, "ruritania--participatesIn--sky-bridge", to="2021-01-01"),
        ),
        "another role": several(
            stated("borduria--associatedWith--eu", from_="1995", role="associate-partner"),
            stated("borduria--associatedWith--eu--2", from_="1996", role="observer"),
        ),
        "another matter": stated("arcadia--memberOf--eu--pesco", from_="1999", concerning="pesco"),
        "two denials": stated("erewhon--memberOf--pesco--2--not", from_="2020", holds="no"),
        "a positive and its denial are another rule's": stated("arcadia--memberOf--eu--not", from_="1999", holds="no"),
    },
    "positive_against_negative": {
        "the negative is contested": stated(
            "arcadia--memberOf--eu--not", from_="1999", holds="no", contested_by="lugash"
        ),
        "the positive is contested": several(
            stated("arcadia--memberOf--eu--not", from_="1999", holds="no"),
            edited(MEMBERSHIPS, "arcadia--memberOf--eu", contested_by="lugash"),
        ),
        "a negative that ends as the positive begins": stated(
            "sylvania--memberOf--eu--not", from_="1990", to="2004-05-01", holds="no"
        ),
        "a negative that may reach into the positive": stated(
            "sylvania--memberOf--eu--not", from_="1990", to="2004", holds="no"
        ),
        "a negative in another matter": stated(
            "arcadia--memberOf--eu--pesco--not", from_="1999", concerning="pesco", holds="no"
        ),
        "a negative about another": stated("lugash--memberOf--eu--not", from_="1999", holds="no"),
    },
    "outside_existence": {
        "a start on the day of adoption": edited(PESCO, "arcadia--coordinates--sky-bridge", from_="2018-03-06"),
        "an adoption known to the month": edited(PROJECTS, "sky-bridge", from_="2018-03"),
        "a start known to the month of adoption": edited(PESCO, "arcadia--coordinates--sky-bridge", from_="2018-03"),
        "a range that begins before the adoption": edited(
            PESCO, "arcadia--coordinates--sky-bridge", from_="2017-12-11..2018-03-06"
        ),
        "on or before a day after the adoption": edited(
            PESCO, "arcadia--coordinates--sky-bridge", from_="..2018-03-06"
        ),
        "an end on the last possible day": edited(PESCO, "arcadia--participatesIn--deep-harbour", to="2020-12-16"),
        "a range that reaches beyond the end": edited(
            PESCO, "arcadia--participatesIn--deep-harbour", to="2020-11..2021-02"
        ),
        "dates that are never certain": edited(PESCO, "arcadia--participatesIn--deep-harbour", from_="2018", to="2018"),
        "a denial": stated("lugash--participatesIn--sky-bridge--not", PESCO, from_="2010", holds="no"),
        "a relation that needs no existence": stated("borduria--candidateFor--eu", from_="1990"),
        "an object without days": several(
            added(ORGANISATIONS, id="club", kinds="organisation", name="Club", sources=REGISTER),
            stated("lugash--memberOf--club", from_="1900"),
        ),
        "an organisation of which the end is not known": edited(ORGANISATIONS, "european-communities", to="?"),
    },
    "participants_have_standing": {
        "from the day of the authorisation": edited(PESCO, "freedonia--participatesIn--sky-bridge", from_="2021-05-06"),
        "from the day of the membership": edited(PESCO, "sylvania--participatesIn--sky-bridge", from_="2023-05-23"),
        "a range that begins before the authorisation": edited(
            PESCO, "freedonia--participatesIn--sky-bridge", from_="2021..2021-12-14"
        ),
        "an authorisation known to the month": edited(
            PESCO, "freedonia--authorisedToJoin--sky-bridge", from_="2021-12"
        ),
        "a membership that ended later": edited(MEMBERSHIPS, "sylvania--memberOf--pesco", to="2025"),
        "a denial": stated("lugash--participatesIn--sky-bridge--not", PESCO, from_="2022", holds="no"),
        "an observer": stated("lugash--observerIn--sky-bridge", PESCO, from_="2022"),
        "what is no PESCO project": several(
            edited(PROJECTS, "deep-harbour", kinds="policy"),
            stated("lugash--participatesIn--deep-harbour", PESCO, from_="2019", to="2020-01-01"),
        ),
        "dates that are never certain": several(
            edited(MEMBERSHIPS, "sylvania--memberOf--pesco", to="2024-01-01"),
            edited(PESCO, "sylvania--participatesIn--sky-bridge", from_="2023..2025", to="2023..2025"),
        ),
        "a membership that may still have held": several(
            edited(MEMBERSHIPS, "sylvania--memberOf--pesco", to="2024"),
            edited(PESCO, "sylvania--participatesIn--sky-bridge", from_="2024-06-01"),
        ),
    },
    "ambiguous_names": {
        "letters that punctuation separates": edited(PROJECTS, "sky-bridge", acronym="O.T.A.N."),
        "two names of one entity": added("names.csv", entity="nato", name="NATO", lang="mul", kind="acronym"),
        "a name without letters": several(
            added("names.csv", entity="nato", name="–", lang="mul", kind="short"),
            added("names.csv", entity="eu", name="–", lang="mul", kind="short"),
        ),
    },
}


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        pytest.param(rule, change, id=f"{rule}: {name}")
        for rule, cases in UNBROKEN.items()
        for name, change in cases.items()
    ],
)
def test_allowed_case_is_not_reported(world: Path, rule: str, change: Mutation) -> None:
    change(world)
    assert texts(found_by(rule, world)) == []


# All rules together


def test_run_gives_the_findings_of_all_rules_in_the_order_of_files_and_lines(world: Path) -> None:
    edit(world, MEMBERSHIPS, "arcadia--memberOf--eu", to="1990", basis="no-act")
    edit(world, STATES, "arcadia", sources="@atlas, p. 1")
    add(world, SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"})
    found = checks.run(dataset(world))
    assert [(problem.rule, problem.place.file) for problem in found] == [
        ("unknown-source", STATES),
        ("unused-source", SOURCES),
        ("unknown-id", MEMBERSHIPS),
        ("end-before-start", MEMBERSHIPS),
    ]
    assert found == sorted(found, key=lambda problem: (problem.place, problem.rule))


def test_run_finds_nothing_in_no_rows(world: Path) -> None:
    for path in sorted(world.rglob("*.csv")):
        path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")
    (world / SOURCES).write_text("[]\n", encoding="utf-8")
    assert checks.run(dataset(world)) == []


def test_warnings_alone_stop_nothing(world: Path) -> None:
    add(world, SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"})
    problems = checks.run(dataset(world))
    assert [problem.severity for problem in problems] == [WARNING]
    checks.require_sound(problems)


def test_one_error_stops_with_its_text(world: Path) -> None:
    edit(world, MEMBERSHIPS, "arcadia--memberOf--nato", basis="no-act")
    line = line_of(world, MEMBERSHIPS, "arcadia--memberOf--nato")
    with pytest.raises(
        DataError, match=rf"^statements/memberships\.csv:{line}:basis: 'no-act' .*\n1 error in the tables"
    ):
        checks.require_sound(checks.run(dataset(world)))


def test_several_errors_are_all_told_and_warnings_are_not(world: Path) -> None:
    edit(world, MEMBERSHIPS, "arcadia--memberOf--nato", basis="no-act; no-treaty")
    add(world, SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"})
    with pytest.raises(DataError, match=r"2 errors in the tables; nothing was loaded$") as caught:
        checks.require_sound(checks.run(dataset(world)))
    assert [problem.rule for problem in caught.value.problems] == ["unknown-id", "unknown-id"]


def test_shares_count_each_certainty_of_each_file_and_no_rows_without_days(world: Path) -> None:
    by_file = {share.file: share for share in checks.shares(dataset(world))}
    assert list(by_file) == [INSTRUMENTS, ORGANISATIONS, PROJECTS, "milestones.csv", MEMBERSHIPS, PESCO]
    assert by_file[PROJECTS] == checks.Shares(PROJECTS, 2, 1, 1, 0)
    for file, share in by_file.items():
        counted = [row["certainty"] for row in read_rows(world, file)]
        assert share.rows == len(counted) == share.confirmed + share.probable + share.unverified
        assert share.unverified == counted.count("unverified")


def test_shares_count_positions_too(world: Path) -> None:
    data = with_positions(a_position(certainty=Certainty.PROBABLE))(dataset(world))
    assert checks.shares(data)[0] == checks.Shares(ELSEWHERE.file, 1, 0, 1, 0)


# The report of a folder


def report(folder: Path) -> Report:
    return check_folder(folder, ontology_folder())


@pytest.fixture
def faulty(world: Path) -> Path:
    """A world with an error of reading, one of meaning and a warning."""
    edit(world, MEMBERSHIPS, "arcadia--memberOf--nato", basis="no-act")
    edit(world, "names.csv", "nato/OTAN", lang="100%")
    add(world, SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"})
    return world


def test_report_of_a_sound_folder_is_empty_and_ran_the_shapes(world: Path) -> None:
    found = report(world)
    assert (found.as_text(), found.as_github()) == ("", "")
    assert (found.errors, found.warnings, found.shapes_run, found.sources) == (0, 0, True, 4)


def test_report_as_text_has_one_finding_a_line(faulty: Path) -> None:
    line = line_of(faulty, MEMBERSHIPS, "arcadia--memberOf--nato")
    source = line_of(faulty, SOURCES, "leaflet")
    assert report(faulty).as_text().split("\n") == [
        "names.csv:4:lang: error: '100%' does not fit the pattern [a-z]{2,3}(-[A-Za-z]{2,4})? [pattern]",
        f"sources.json:{source}: warning: nothing cites 'leaflet'; cite it or remove it [unused-source]",
        f"statements/memberships.csv:{line}:basis: error: 'no-act' is no entity;"
        " add it to a table of entities or correct the id [unknown-id]",
        "",
    ]


def test_report_as_json_holds_findings_and_shares(faulty: Path) -> None:
    found = report(faulty)
    told = json.loads(found.as_json())
    assert (told["errors"], told["warnings"], told["shapes_run"]) == (2, 1, False)
    assert told["problems"][2] == {
        "rule": "unknown-id",
        "severity": "error",
        "file": MEMBERSHIPS,
        "line": line_of(faulty, MEMBERSHIPS, "arcadia--memberOf--nato"),
        "column": "basis",
        "text": "'no-act' is no entity; add it to a table of entities or correct the id",
    }
    assert [problem["severity"] for problem in told["problems"]] == ["error", "warning", "error"]
    assert {"file": PROJECTS, "rows": 2, "confirmed": 1, "probable": 1, "unverified": 0} in told["shares"]


def test_report_as_github_annotates_files_and_escapes_its_text(faulty: Path) -> None:
    lines = report(faulty).as_github().split("\n")
    assert lines[0].startswith(
        f"::error file={faulty.as_posix()}/names.csv,line=4,col=11,title=pattern::lang: '100%25' does not fit the pattern"
    )
    source = line_of(faulty, SOURCES, "leaflet")
    assert lines[1] == (
        f"::warning file={faulty.as_posix()}/sources.json,line={source},title=unused-source::"
        "nothing cites 'leaflet'; cite it or remove it"
    )
    assert lines[2].startswith("::error ")
    assert lines[3:] == [""]


def test_annotation_points_at_the_first_character_of_the_cell(faulty: Path) -> None:
    """What stands there in the file, by line and character, is what the finding is about; the quotes of a cell count."""
    quoted = (
        (faulty / MEMBERSHIPS)
        .read_text(encoding="utf-8")
        .replace(",no-act,", ',"no-act",')
        .replace(",arcadia,memberOf,nato,", ',"arcadia",memberOf,nato,')
    )
    (faulty / MEMBERSHIPS).write_text(quoted, encoding="utf-8")
    for file, begins in (("names.csv", "100%"), (MEMBERSHIPS, '"no-act"')):
        (found,) = re.findall(rf"file=[^,]*{file},line=(\d+),col=(\d+),", report(faulty).as_github())
        line = (faulty / file).read_text(encoding="utf-8").split("\n")[int(found[0]) - 1]
        assert line[int(found[1]) - 1 :].startswith(begins)


def test_annotation_names_the_file_as_the_checkout_does_and_escapes_it(tmp_path: Path) -> None:
    folder = small_world(tmp_path / "a,b:c%")
    edit(folder, "names.csv", "nato/OTAN", lang="100%")
    assert report(folder).as_github(tmp_path).startswith("::error file=a%2Cb%3Ac%25/names.csv,line=4,col=11,")
    assert report(folder).as_github(tmp_path / "elsewhere").startswith(f"::error file={tmp_path.as_posix()}/a%2C")


def test_annotation_of_what_has_no_cell_has_no_character(world: Path) -> None:
    """A cell too many, a missing column, and a quote that never ends: a line, but no character to point at."""
    names = (world / "names.csv").read_text(encoding="utf-8").replace("Fredonia,en", "Fredonia,en,one,too,many")
    (world / "names.csv").write_text(names, encoding="utf-8")
    states = (world / STATES).read_text(encoding="utf-8").replace(",acronym,", ",akronym,", 1)
    (world / STATES).write_text(states, encoding="utf-8")
    (world / "milestones.csv").write_text('id,entity\n"never ends', encoding="utf-8")
    lines = report(world).as_github()
    assert re.search(r"names\.csv,line=\d+,title=row-length::", lines)
    assert f"{STATES},line=1,title=missing-column::acronym: " in lines
    column = "id,kinds,name,akronym".index("akronym") + 1
    assert f"{STATES},line=1,col={column},title=unknown-column::akronym: " in lines
    assert "milestones.csv,line=2,title=csv::" in lines


def test_annotation_of_a_byte_points_at_it(world: Path) -> None:
    (world / "names.csv").write_bytes(b"entity,name\nx,\xff\n")
    assert "names.csv,line=2,col=3,title=encoding::" in report(world).as_github()


def test_report_as_github_puts_findings_on_a_whole_file_on_its_first_line(world: Path) -> None:
    (world / "names.csv").unlink()
    assert ",line=1,title=missing-file::cannot be read" in report(world).as_github()


def test_summary_gives_shares_and_the_verdict(faulty: Path) -> None:
    summary = report(faulty).summary()
    assert "entities/pesco-projects.csv      2 rows   50 % confirmed   50 % probable    0 % unverified" in summary
    assert summary[-3:] == [
        "5 sources",
        "The shapes were not run: correct the tables first, then check again.",
        f"2 errors, 1 warnings in {faulty}",
    ]


def test_findings_of_all_kinds_are_in_the_order_of_files_and_lines(faulty: Path) -> None:
    shuffle(faulty, STATES)
    places = [problem.place for problem in report(faulty).problems]
    assert [place.file for place in places] == [STATES, "names.csv", SOURCES, MEMBERSHIPS]
    assert places == sorted(places)


def test_warnings_do_not_keep_the_shapes_from_running(world: Path) -> None:
    add(world, SOURCES, id="leaflet", title="Leaflet", custom={"grade": "press"})
    found = report(world)
    assert (found.errors, found.warnings, found.shapes_run) == (0, 1, True)


def test_finding_of_a_shape_is_placed_at_its_row(world: Path) -> None:
    edit(world, PROJECTS, "sky-bridge", code="domain:air")
    found = report(world)
    assert [(problem.rule, problem.place) for problem in found.problems] == [
        ("shape PescoProjectShape", Place(PROJECTS, line_of(world, PROJECTS, "sky-bridge")))
    ]
    assert found.shapes_run


def test_word_that_the_ontology_does_not_define_is_reported(world: Path) -> None:
    describe(world, "statements", "relation", constraints={"enum": ["adores", "memberOf"]})
    found = [problem for problem in report(world).problems if problem.rule == "unknown-term"]
    assert [(problem.place, problem.severity) for problem in found] == [(Place("datapackage.json"), ERROR)]
    assert "relation 'adores'" in found[0].text


def test_report_is_refused_where_the_description_cannot_be_read(world: Path) -> None:
    (world / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"^datapackage\.json:1:2: not JSON"):
        report(world)


# Sorting


def test_table_out_of_order_is_a_warning_that_says_what_to_run(world: Path) -> None:
    shuffle(world, "names.csv")
    found = [problem for problem in report(world).problems if problem.place.file == "names.csv"]
    assert [(problem.rule, problem.severity, problem.place) for problem in found] == [
        ("not-canonical", WARNING, Place("names.csv"))
    ]
    assert found[0].text.endswith("run: eunato check --sort")


def shuffle(folder: Path, file: str) -> None:
    header, *rows = (folder / file).read_text(encoding="utf-8").splitlines()
    (folder / file).write_text("\n".join([header, *rows[::-1]]) + "\n", encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_sorting_a_sorted_folder_changes_nothing(world: Path) -> None:
    before = contents(world)
    assert sort_tables(world) == []
    assert contents(world) == before


def test_sorting_restores_shuffled_tables_and_names_them(world: Path) -> None:
    before = contents(world)
    for file in ("names.csv", MEMBERSHIPS):
        shuffle(world, file)
    assert sort_tables(world) == [MEMBERSHIPS, "names.csv"]
    assert contents(world) == before
    assert sort_tables(world) == []


def test_sorting_takes_away_windows_line_ends_and_needless_quotes(world: Path) -> None:
    before = contents(world)
    text = (world / "names.csv").read_text(encoding="utf-8")
    text = text.replace("\nnato,OTAN,", '\n"nato","OTAN",').replace("\n", "\r\n")
    (world / "names.csv").write_bytes(text.encode())
    assert sort_tables(world) == ["names.csv"]
    assert contents(world) == before


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda raw: raw.replace(b"\nnato,", b'\n"nato,'), id="open quote"),
        pytest.param(lambda raw: raw.replace(b"\nnato,", b'\n"na"to,'), id="text after a quote"),
        pytest.param(lambda raw: raw.replace("ü".encode(), b"\xfc"), id="not UTF-8"),
        pytest.param(lambda raw: b"", id="empty"),
    ],
)
def test_sorting_leaves_a_broken_table_alone_and_sorts_the_others(world: Path, spoil: Callable[[bytes], bytes]) -> None:
    shuffle(world, MEMBERSHIPS)
    shuffle(world, "names.csv")
    (world / "names.csv").write_bytes(spoil((world / "names.csv").read_bytes()))
    before = contents(world)
    assert sort_tables(world) == [MEMBERSHIPS]
    after = contents(world)
    assert {file for file in before if before[file] != after[file]} == {MEMBERSHIPS}


def test_sorting_passes_over_a_missing_table(world: Path) -> None:
    (world / "names.csv").unlink()
    assert sort_tables(world) == []
    assert not (world / "names.csv").exists()


def test_sorting_keeps_rows_that_are_wrong(world: Path) -> None:
    edit(world, STATES, "arcadia", kinds="kingdom")
    before = read_rows(world, STATES)
    shuffle(world, STATES)
    sort_tables(world)
    assert read_rows(world, STATES) == before
