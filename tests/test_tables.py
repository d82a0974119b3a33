"""Reading the tables: whatever does not fit their description is reported at its exact place, all at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import (
    COVERED_UNTIL,
    INSTRUMENTS,
    MEMBERSHIPS,
    MEMBERSHIPS_COVERED_UNTIL,
    ORGANISATIONS,
    PESCO,
    PROJECTS,
    REGISTER,
    STATES,
    add,
    columns,
    describe,
    edit,
    line_of,
    read_json,
    read_rows,
    remove,
    rewrite,
    small_world,
)

from graph import checks
from graph.dates import Span, Stretch
from graph.errors import DataError, Place, Problem, Severity
from graph.model import Certainty, Citation
from graph.package import data_dictionary, read_package
from graph.store import open_store
from graph.tables import GRADES, canonical, load

ARCADIA_IN_EU = "arcadia--memberOf--eu"
SOURCES = "sources.json"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path / "tables")


def the_problem(folder: Path) -> Problem:
    """The one problem that reading the folder meets."""
    problems = load(folder).problems
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def assert_reported(folder: Path, rule: str, place: Place, *parts: str) -> None:
    """Exactly this is reported as an error, and each part stands in its text."""
    problem = the_problem(folder)
    assert (problem.rule, problem.severity, problem.place) == (rule, Severity.ERROR, place), str(problem)
    for part in parts:
        assert part in problem.text


def set_bytes(folder: Path, file: str, change: Callable[[bytes], bytes]) -> None:
    (folder / file).write_bytes(change((folder / file).read_bytes()))


# A sound folder


def test_small_world_loads_without_any_problem(world: Path) -> None:
    loaded = load(world)
    assert [str(problem) for problem in loaded.problems] == []
    assert [str(problem) for problem in checks.run(loaded.dataset)] == []


def test_every_row_of_every_file_becomes_a_record(world: Path) -> None:
    data = load(world).dataset
    files = {
        "entities": (INSTRUMENTS, ORGANISATIONS, PROJECTS, STATES),
        "statements": (MEMBERSHIPS, PESCO),
        "names": ("names.csv",),
        "milestones": ("milestones.csv",),
        "completeness": ("completeness.csv",),
        "retired": ("retired.csv",),
    }
    for table, paths in files.items():
        assert len(getattr(data, table)) == sum(len(read_rows(world, path)) for path in paths), table
    assert len(data.sources) == len(read_json(world, SOURCES))
    assert set(data.by_id) == {entity.id for entity in data.entities}


def test_description_gives_version_and_the_days_covered(world: Path) -> None:
    package = read_package(world)
    assert (package.version, package.title, package.licence) == ("1.0.0", "A small invented world", "CC-BY-4.0")
    assert package.covered_until == date.fromisoformat(COVERED_UNTIL)
    assert package.covered_by_table == {MEMBERSHIPS: date.fromisoformat(MEMBERSHIPS_COVERED_UNTIL)}


def test_days_covered_of_a_whole_table_count_for_each_of_its_files(world: Path) -> None:
    describe(world, "entities", covered_until="2024-06-30")
    covered = read_package(world).covered_by_table
    assert {path for path, day in covered.items() if day == date(2024, 6, 30)} == {
        INSTRUMENTS,
        ORGANISATIONS,
        PROJECTS,
        STATES,
    }


def test_statement_carries_what_its_row_says(world: Path) -> None:
    step = next(s for s in load(world).dataset.statements if s.id == "freedonia--authorisedToJoin--sky-bridge")
    assert (step.subject, step.relation, step.object) == ("freedonia", "authorisedToJoin", "sky-bridge")
    assert step.place == Place(PESCO, line_of(world, PESCO, step.id))
    assert step.dated.begins == "2021-05-06"
    assert step.dated.span == Span(date(2021, 5, 6), date.max, date(2021, 5, 6), date.max)
    assert (step.basis, step.certainty, step.denied) == (("act-2021-1",), Certainty.CONFIRMED, False)
    assert step.sources == (Citation("gazette-2021", "art. 2"), Citation("register-2026", "part 3, p. 7"))


def test_negative_is_read_as_denied_with_who_contests_it(world: Path) -> None:
    negative = next(s for s in load(world).dataset.statements if s.id == "borduria--memberOf--eu--not")
    assert negative.denied
    assert negative.contested_by == ("lugash",)


def test_unknown_end_reads_the_day_on_which_it_was_seen(world: Path) -> None:
    row = next(s for s in load(world).dataset.statements if s.id == "ruritania--participatesIn--sky-bridge")
    assert (row.dated.ends, row.dated.seen, row.dated.span.valid_until) == ("?", "2019-11-12", date(2019, 11, 13))


def test_semicolon_in_a_locator_does_not_split_a_citation(world: Path) -> None:
    row = next(s for s in load(world).dataset.statements if s.id == "freedonia--expressedInterestIn--sky-bridge")
    assert row.sources == (Citation("press-2021", "paras 2–3; 5"),)


def test_citations_are_split_at_semicolon_blanks_and_at_sign(world: Path) -> None:
    edit(world, STATES, "arcadia", sources="@press-2021, p. 1, fn. 2;  @register-2026, a@b; c")
    arcadia = load(world).dataset.by_id["arcadia"]
    assert arcadia.sources == (Citation("press-2021", "p. 1, fn. 2"), Citation("register-2026", "a@b; c"))


def test_code_keeps_colons_and_commas_of_its_value(world: Path) -> None:
    edit(world, INSTRUMENTS, "act-2018-1", code="eli:http://law.example/eli/1; oj:L 65, 8.3.2018, p. 24")
    codes = load(world).dataset.by_id["act-2018-1"].codes
    assert codes == (("eli", "http://law.example/eli/1"), ("oj", "L 65, 8.3.2018, p. 24"))


def test_cell_with_a_comma_is_one_cell(world: Path) -> None:
    assert load(world).dataset.by_id["deep-harbour"].name == "Deep Harbour, or the Long Pier"


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        pytest.param({"issued": {"date-parts": [[2018, 3, 8]]}}, Stretch(date(2018, 3, 8), date(2018, 3, 8)), id="day"),
        pytest.param({"issued": {"date-parts": [[2018, 2]]}}, Stretch(date(2018, 2, 1), date(2018, 2, 28)), id="month"),
        pytest.param({"issued": {"date-parts": [[2018]]}}, Stretch(date(2018, 1, 1), date(2018, 12, 31)), id="year"),
        pytest.param(
            {"issued": {"date-parts": [["2018", "3"]]}}, Stretch(date(2018, 3, 1), date(2018, 3, 31)), id="as text"
        ),
        pytest.param(
            {"issued": {"date-parts": [[2018, 3, 8], [2018, 4]]}},
            Stretch(date(2018, 3, 8), date(2018, 4, 30)),
            id="range",
        ),
        pytest.param(
            {"issued": {"date-parts": [[2018]]}, "accessed": {"date-parts": [[2026, 7, 1]]}},
            Stretch(date(2018, 1, 1), date(2018, 12, 31)),
            id="issued goes before accessed",
        ),
        pytest.param(
            {"issued": None, "accessed": {"date-parts": [[2026, 7, 1]]}},
            Stretch(date(2026, 7, 1), date(2026, 7, 1)),
            id="accessed where never issued",
        ),
        pytest.param({"issued": None}, None, id="neither"),
    ],
)
def test_source_was_written_by_its_date_or_when_it_was_looked_at(
    world: Path, members: dict[str, Any], shown: Stretch | None
) -> None:
    edit(world, SOURCES, "gazette-2018", **members)
    loaded = load(world)
    assert loaded.problems == ()
    assert loaded.dataset.sources["gazette-2018"].shown_until == shown


def test_source_carries_its_grade_title_and_address(world: Path) -> None:
    source = load(world).dataset.sources["gazette-2018"]
    assert (source.grade, source.primary, source.party_to_dispute) == ("official-act", True, False)
    assert (source.title, source.url) == ("Gazette of the Union, 2018", "https://gazette.example/2018")
    assert source.place == Place(SOURCES, line_of(world, SOURCES, "gazette-2018"))


def test_windows_line_ends_change_neither_rows_nor_lines(world: Path) -> None:
    before = load(world).dataset
    set_bytes(world, MEMBERSHIPS, lambda raw: raw.replace(b"\n", b"\r\n"))
    after = load(world)
    assert after.problems == ()
    assert after.dataset.statements == before.statements


def test_columns_in_another_order_are_read_by_name(world: Path) -> None:
    before = load(world).dataset
    rows = read_rows(world, "names.csv")
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=columns("names.csv")[::-1], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (world / "names.csv").write_bytes(out.getvalue().encode())
    after = load(world)
    assert after.problems == ()
    assert after.dataset.names == before.names


# Columns and rows


def test_unknown_column_is_reported_at_the_header_with_all_allowed(world: Path) -> None:
    set_bytes(world, MEMBERSHIPS, lambda raw: raw.replace(b"note\n", b"note,remark\n", 1).replace(b",\n", b",,\n"))
    allowed = ", ".join(columns(MEMBERSHIPS))
    assert_reported(
        world, "unknown-column", Place(MEMBERSHIPS, 1, "remark"), f"allowed: {allowed};", "rename or remove it"
    )


def test_missing_column_is_reported_at_the_header(world: Path) -> None:
    rows = read_rows(world, "names.csv")
    header = [name for name in columns("names.csv") if name != "to"]
    lines = [
        ",".join(header),
        *(",".join([row["entity"], row["name"], row["lang"], row["kind"], "", ""]) for row in rows),
    ]
    (world / "names.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert_reported(world, "missing-column", Place("names.csv", 1, "to"), "is missing; add it, empty where nothing")


def test_renamed_column_is_reported_as_unknown_and_as_missing(world: Path) -> None:
    rewrite(world, MEMBERSHIPS, "contested_by", "contested")
    found = [(problem.rule, problem.place) for problem in load(world).problems]
    assert found == [
        ("unknown-column", Place(MEMBERSHIPS, 1, "contested")),
        ("missing-column", Place(MEMBERSHIPS, 1, "contested_by")),
    ]


def test_column_that_stands_twice_is_reported(world: Path) -> None:
    set_bytes(
        world, "retired.csv", lambda raw: raw.replace(b"successor\n", b"successor,reason\n").replace(b"\n", b",x\n")
    )
    set_bytes(world, "retired.csv", lambda raw: raw.replace(b"reason,x\n", b"reason\n"))
    assert_reported(
        world, "unknown-column", Place("retired.csv", 1, "reason"), "stands twice; keep one of the two columns"
    )


def test_empty_file_is_reported_with_the_header_it_needs(world: Path) -> None:
    (world / MEMBERSHIPS).write_bytes(b"")
    header = ",".join(columns(MEMBERSHIPS))
    assert_reported(world, "missing-column", Place(MEMBERSHIPS, 1), "is empty", f"its first row must be {header}")


def test_file_with_a_header_only_holds_no_rows_and_no_problem(world: Path) -> None:
    set_bytes(world, "names.csv", lambda raw: raw[: raw.index(b"\n") + 1])
    loaded = load(world)
    assert (loaded.problems, loaded.dataset.names) == ((), ())


def test_row_with_too_many_cells_is_reported_with_both_numbers(world: Path) -> None:
    rewrite(world, PROJECTS, '"Deep Harbour, or the Long Pier"', "Deep Harbour, or the Long Pier")
    assert_reported(
        world,
        "row-length",
        Place(PROJECTS, line_of(world, PROJECTS, "deep-harbour")),
        "15 cells where the header has 14",
        "quote cells that hold a comma",
    )


def test_row_with_too_few_cells_is_reported_with_both_numbers(world: Path) -> None:
    rewrite(world, "names.csv", "freedonia,Fredonia,en,misspelling,,,", "freedonia,Fredonia,en,misspelling")
    line = line_of(world, "names.csv", "freedonia")
    assert_reported(world, "row-length", Place("names.csv", line), "4 cells where the header has 7")


def test_blank_line_is_reported_as_a_row_without_cells(world: Path) -> None:
    set_bytes(world, "names.csv", lambda raw: raw + b"\n")
    assert_reported(world, "row-length", Place("names.csv", 8), "0 cells where the header has 7")


def test_row_of_the_wrong_length_leaves_the_other_rows_readable(world: Path) -> None:
    rewrite(world, "names.csv", "freedonia,Fredonia,en,misspelling,,,", "freedonia,Fredonia,en,misspelling")
    assert len(load(world).dataset.names) == 5


# Encoding and quoting


def test_latin_1_byte_is_reported_at_its_line_and_byte(world: Path) -> None:
    set_bytes(world, "names.csv", lambda raw: raw.replace("Bordürie".encode(), "Bordürie".encode("latin-1")))
    line = line_of_bytes(world / "names.csv", b"borduria,")
    column = len(b"borduria,Bord") + 1
    assert_reported(
        world, "encoding", Place("names.csv", line, str(column)), "byte 0xfc is not UTF-8", "save the file as UTF-8"
    )


def test_utf_16_is_reported_at_its_first_byte(world: Path) -> None:
    set_bytes(world, MEMBERSHIPS, lambda raw: raw.decode().encode("utf-16"))
    problem = the_problem(world)
    assert (problem.rule, problem.place) == ("encoding", Place(MEMBERSHIPS, 1, "1"))
    assert "is not UTF-8; save the file as UTF-8" in problem.text


def test_byte_order_mark_is_reported_and_the_rest_is_read(world: Path) -> None:
    before = load(world).dataset
    set_bytes(world, MEMBERSHIPS, lambda raw: b"\xef\xbb\xbf" + raw)
    assert_reported(world, "encoding", Place(MEMBERSHIPS, 1), "byte-order mark", "save it as UTF-8 without one")
    assert load(world).dataset.statements == before.statements


def test_wrong_encoding_of_the_sources_is_reported_at_its_line(world: Path) -> None:
    set_bytes(world, SOURCES, lambda raw: raw.replace(b"Invented Institute", b"Invented Institut\xe9"))
    problem = the_problem(world)
    assert problem.rule == "encoding"
    assert problem.place.line == line_of_bytes(world / SOURCES, b'"publisher"')
    assert "byte 0xe9 is not UTF-8" in problem.text


def line_of_bytes(path: Path, part: bytes) -> int:
    lines = path.read_bytes().split(b"\n")
    return 1 + next(number for number, line in enumerate(lines) if part in line)


def test_quote_that_is_never_closed_is_reported(world: Path) -> None:
    rewrite(world, "retired.csv", "zenda,", '"zenda,')
    assert_reported(world, "csv", Place("retired.csv", 3), "not CSV as RFC 4180 has it", "check the quotes")


def test_quote_closed_within_a_cell_is_reported_at_its_line(world: Path) -> None:
    rewrite(world, MEMBERSHIPS, "erewhon,memberOf,eu", '"erewhon" x,memberOf,eu')
    line = line_of(world, MEMBERSHIPS, "erewhon--memberOf--eu")
    assert_reported(world, "csv", Place(MEMBERSHIPS, line), "not CSV as RFC 4180 has it", "check the quotes")


def test_line_break_in_a_cell_is_reported_at_the_first_line_of_its_row(world: Path) -> None:
    rewrite(world, STATES, "Arcadia is invented.", '"Arcadia\nis\ninvented."')
    line = line_of(world, STATES, "arcadia")
    assert_reported(world, "blanks", Place(STATES, line, "description"), "or a line break; remove them")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_rows_after_cells_of_several_lines_keep_their_line_numbers(world: Path, line_end: str) -> None:
    rewrite(world, STATES, "Arcadia is invented.", '"Arcadia\nis\ninvented."')
    rewrite(world, STATES, "Erewhon is invented.", '"Erewhon\nis invented."')
    edit_in_place = [("iso2:XB", "isoB:XB"), ("iso2:XE", "isoE:XE"), ("iso2:XF", "isoF:XF")]
    for old, new in edit_in_place:
        rewrite(world, STATES, old, new)
    lines = {name: line_of(world, STATES, name) for name in ("arcadia", "borduria", "erewhon", "freedonia")}
    assert lines == {"arcadia": 2, "borduria": 5, "erewhon": 6, "freedonia": 8}
    set_bytes(world, STATES, lambda raw: raw.replace(b"\n", line_end.encode()))
    found = [(problem.place.line, problem.place.column) for problem in load(world).problems]
    assert found == [(2, "description"), (5, "code"), (6, "description"), (6, "code"), (8, "code")]


def test_one_wrong_cell_does_not_hide_another(world: Path) -> None:
    edit(world, MEMBERSHIPS, ARCADIA_IN_EU, relation="friendOf", from_="2021-13-40", sources="@press-2021")
    found = {(problem.rule, problem.place.column) for problem in load(world).problems}
    assert found == {("unknown-relation", "relation"), ("date", "from"), ("missing-locator", "sources")}


def test_row_that_could_not_be_read_makes_no_other_row_wrong(world: Path) -> None:
    edit(world, ORGANISATIONS, "eu", kinds="empire")
    loaded = load(world)
    assert [problem.rule for problem in loaded.problems] == ["allowed-value"]
    assert [str(problem) for problem in checks.run(loaded.dataset) if problem.severity == "error"] == []


@pytest.mark.parametrize("text", ["not json", "{}"])
def test_unreadable_sources_make_no_citation_wrong(world: Path, text: str) -> None:
    (world / "sources.json").write_text(text, encoding="utf-8")
    loaded = load(world)
    assert [problem.rule for problem in loaded.problems] == ["json"]
    assert [problem.rule for problem in checks.run(loaded.dataset) if problem.severity == "error"] == []


# Cells


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "rule", "parts"),
    [
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "relation",
            "friendOf",
            "unknown-relation",
            ("'friendOf' is not known", "allowed: adoptedBy, amends", "memberOf, "),
            id="unknown relation",
        ),
        pytest.param(
            STATES,
            "arcadia",
            "kinds",
            "state; kingdom",
            "allowed-value",
            ("'kingdom' is not known", "allowed: agreement, area, body", "polity, "),
            id="one of two kinds is not allowed",
        ),
        pytest.param(
            STATES,
            "arcadia",
            "kinds",
            "state;polity",
            "allowed-value",
            ("'state;polity' is not known",),
            id="kinds joined without a blank",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "certainty",
            "sure",
            "allowed-value",
            ("'sure' is not known; allowed: confirmed, probable, unverified",),
            id="certainty is not allowed",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "holds",
            "yes",
            "allowed-value",
            ("'yes' is not known; allowed: no",),
            id="only no may stand in holds",
        ),
        pytest.param(
            "names.csv",
            "nato/OTAN",
            "kind",
            "nickname",
            "allowed-value",
            ("'nickname' is not known; allowed: acronym, former",),
            id="kind of name is not allowed",
        ),
        pytest.param(
            "names.csv", "nato/OTAN", "lang", "French", "pattern", ("'French' does not fit the pattern",), id="language"
        ),
        pytest.param(
            "milestones.csv",
            "eu--declared",
            "milestone",
            "imagined",
            "allowed-value",
            ("'imagined' is not known",),
            id="milestone is not allowed",
        ),
        pytest.param(
            STATES,
            "arcadia",
            "wikidata",
            "Q0",
            "pattern",
            ("'Q0' does not fit the pattern Q[1-9][0-9]*",),
            id="Wikidata item",
        ),
        pytest.param(
            STATES,
            "arcadia",
            "wikidata",
            "Q12 ff.",
            "pattern",
            ("'Q12 ff.' does not fit the pattern",),
            id="more than the pattern",
        ),
        pytest.param(
            ORGANISATIONS,
            "eu",
            "homepage",
            "www.eu.example",
            "pattern",
            ("'www.eu.example' does not fit the pattern https?",),
            id="address without scheme",
        ),
        pytest.param(
            MEMBERSHIPS, ARCADIA_IN_EU, "subject", "", "required", ("is empty; a value is required",), id="no subject"
        ),
        pytest.param(
            MEMBERSHIPS, ARCADIA_IN_EU, "from", "", "required", ("is empty; a value is required",), id="no start"
        ),
        pytest.param(
            MEMBERSHIPS, ARCADIA_IN_EU, "sources", "", "required", ("is empty; a value is required",), id="no source"
        ),
        pytest.param(
            ORGANISATIONS,
            "eu",
            "certainty",
            "",
            "required",
            ("is empty though days are given; say how certain they are",),
            id="days of an entity without certainty",
        ),
        pytest.param(
            STATES,
            "arcadia",
            "name",
            "Arcadia ",
            "blanks",
            ("'Arcadia ' has blanks at an end", "remove them"),
            id="blank at the end",
        ),
        pytest.param(
            STATES, "arcadia", "name", "\tArcadia", "blanks", (r"'\tArcadia' has blanks at an end",), id="tab before"
        ),
        pytest.param(
            STATES, "arcadia", "name", "Arcadia\u00a0", "blanks", (r"'Arcadia\xa0' has blanks",), id="hard space at end"
        ),
        pytest.param(
            MEMBERSHIPS, ARCADIA_IN_EU, "subject", " ", "blanks", ("' ' has blanks",), id="a required cell of blanks"
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "from",
            "2021-13-40",
            "date",
            ("'2021-13-40' is not in the calendar (month must be in 1..12); correct year, month or day",),
            id="month thirteen in from",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "from",
            "..2021-02-30",
            "date",
            ("'2021-02-30' is not in the calendar (day is out of range for month)",),
            id="day thirty of February in from",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "to",
            "1 May 2021",
            "date",
            ("'1 May 2021' is not a date; allowed are YYYY, YYYY-MM and YYYY-MM-DD",),
            id="words in to",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "to",
            "2021..2019",
            "date",
            ("'2021..2019' ends before it begins; write the earlier date first",),
            id="reversed range in to",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "to",
            "..2019",
            "date",
            ("'..2019' is an open range; write both ends",),
            id="open range in to",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "seen",
            "2019..2020",
            "date",
            ("'2019..2020' is not a date",),
            id="a range in seen",
        ),
        pytest.param(
            ORGANISATIONS, "eu", "from", "1993-11-31", "date", ("'1993-11-31' is not in the calendar",), id="entity"
        ),
        pytest.param(
            "names.csv", "ruritania/Kingdom of Ruritania", "to", "1918-1", "date", ("'1918-1' is not a",), id="name"
        ),
        pytest.param(
            "names.csv",
            "ruritania/Kingdom of Ruritania",
            "from",
            "",
            "date",
            ("is empty while `to` is not; write '..' and the first day a source shows it",),
            id="end without a start",
        ),
        pytest.param(
            "milestones.csv",
            "eu--declared",
            "date",
            "1993-13",
            "date",
            ("'1993-13' is not in the calendar",),
            id="milestone",
        ),
        pytest.param(
            "completeness.csv", "members-of-eu", "from", "93", "date", ("'93' is not a date",), id="completeness"
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "sources",
            "@register-2026",
            "missing-locator",
            ("'@register-2026' has no locator; add article, page or paragraph, or 'whole page'",),
            id="no locator",
        ),
        pytest.param(
            MEMBERSHIPS,
            ARCADIA_IN_EU,
            "sources",
            "@gazette-2018, ; @register-2026, p. 1",
            "missing-locator",
            ("'@gazette-2018' has no locator",),
            id="no locator in the first of two",
        ),
        pytest.param(
            STATES,
            "arcadia",
            "sources",
            "register-2026, whole page",
            "citation",
            ("'register-2026, whole page' is no citation; write @key, locator; @key2, locator",),
            id="no at sign",
        ),
        pytest.param(
            STATES, "arcadia", "sources", "@Register 2026, p. 1", "citation", ("is no citation",), id="key is no key"
        ),
        pytest.param(
            "milestones.csv",
            "eu--declared",
            "sources",
            "see note",
            "citation",
            ("'see note' is no citation",),
            id="words",
        ),
        pytest.param(
            "completeness.csv",
            "members-of-eu",
            "sources",
            "@register-2026",
            "missing-locator",
            ("locator",),
            id="scope",
        ),
        pytest.param(
            STATES,
            "arcadia",
            "code",
            "iso2:XA; iso9:1",
            "code",
            ("'iso9:1' is no code; write scheme:value with a scheme of iso2, iso3, cow",),
            id="unknown scheme",
        ),
        pytest.param(STATES, "arcadia", "code", "XA", "code", ("'XA' is no code",), id="code without a scheme"),
        pytest.param(STATES, "arcadia", "code", "iso2:", "code", ("'iso2:' is no code",), id="code without a value"),
    ],
)
def test_bad_cell_is_reported_at_its_file_line_and_column(
    world: Path, file: str, row: str, column: str, value: str, rule: str, parts: tuple[str, ...]
) -> None:
    edit(world, file, row, **{column: value})
    ids = [each.get("id") or f"{each['entity']}/{each['name']}" for each in read_rows(world, file)]
    assert_reported(world, rule, Place(file, ids.index(row) + 2, column), *parts)


def test_each_bad_cell_of_a_row_is_reported_at_its_own_column(world: Path) -> None:
    edit(world, MEMBERSHIPS, ARCADIA_IN_EU, relation="friendOf", certainty="sure", subject="", note=" x")
    line = line_of(world, MEMBERSHIPS, ARCADIA_IN_EU)
    found = [(problem.rule, problem.place) for problem in load(world).problems]
    assert found == [
        ("required", Place(MEMBERSHIPS, line, "subject")),
        ("unknown-relation", Place(MEMBERSHIPS, line, "relation")),
        ("allowed-value", Place(MEMBERSHIPS, line, "certainty")),
        ("blanks", Place(MEMBERSHIPS, line, "note")),
    ]


def test_each_bad_date_of_a_row_is_reported_at_its_own_column(world: Path) -> None:
    edit(world, MEMBERSHIPS, ARCADIA_IN_EU, from_="2021-5", to="2021-02-30", seen="?")
    line = line_of(world, MEMBERSHIPS, ARCADIA_IN_EU)
    found = [(problem.rule, problem.place) for problem in load(world).problems]
    assert found == [("date", Place(MEMBERSHIPS, line, column)) for column in ("from", "to", "seen")]


def test_every_bad_citation_of_a_cell_is_reported(world: Path) -> None:
    edit(world, STATES, "arcadia", sources="@gazette-2018; @press-2021; @register-2026, p. 1")
    assert [problem.rule for problem in load(world).problems] == ["missing-locator", "missing-locator"]


def test_problem_reads_as_file_line_column_text_and_rule(world: Path) -> None:
    edit(world, MEMBERSHIPS, ARCADIA_IN_EU, certainty="sure")
    line = line_of(world, MEMBERSHIPS, ARCADIA_IN_EU)
    assert str(the_problem(world)) == (
        f"statements/memberships.csv:{line}:certainty: 'sure' is not known;"
        " allowed: confirmed, probable, unverified [allowed-value]"
    )


# Files


def test_described_file_that_is_missing_is_reported(world: Path) -> None:
    (world / MEMBERSHIPS).unlink()
    assert_reported(
        world, "missing-file", Place(MEMBERSHIPS), "cannot be read (No such file or directory)", "datapackage.json"
    )


def test_csv_file_that_is_not_described_is_reported(world: Path) -> None:
    (world / "statements" / "drafts").mkdir()
    (world / "statements" / "drafts" / "new.csv").write_text("id\n", encoding="utf-8")
    assert_reported(
        world,
        "undescribed-file",
        Place("statements/drafts/new.csv"),
        "datapackage.json does not name this table, so nothing in it would be read",
        "add its path or remove it",
    )


def test_other_files_beside_the_tables_are_no_problem(world: Path) -> None:
    (world / "README.md").write_text("# Tables\n", encoding="utf-8")
    assert load(world).problems == ()


def test_missing_sources_are_reported(world: Path) -> None:
    (world / SOURCES).unlink()
    assert_reported(world, "missing-file", Place(SOURCES), "cannot be read")


# Sources


def test_sources_that_are_no_json_are_reported_at_line_and_column(world: Path) -> None:
    (world / SOURCES).write_text('[\n {"id": "a"\n  "type": "book"}\n]\n', encoding="utf-8")
    assert_reported(world, "json", Place(SOURCES, 3, "3"), "not JSON: Expecting ',' delimiter; correct it")


@pytest.mark.parametrize("text", ["{}", '"register-2026"', "null", '{"items": []}'])
def test_sources_that_are_no_list_are_reported(world: Path, text: str) -> None:
    (world / SOURCES).write_text(text, encoding="utf-8")
    assert_reported(world, "json", Place(SOURCES), "is no list; CSL-JSON is a list of items")


def test_source_key_that_stands_twice_is_reported_and_the_first_kept(world: Path) -> None:
    add(world, SOURCES, id="gazette-2018", title="Another", custom={"grade": "press"})
    line = line_of(world, SOURCES, "gazette-2018", nth=2)
    assert_reported(
        world, "duplicate-id", Place(SOURCES, line), "'gazette-2018' stands twice; keep one of the two items"
    )
    assert load(world).dataset.sources["gazette-2018"].title == "Gazette of the Union, 2018"


@pytest.mark.parametrize("grade", ["blog", "", None, 1])
def test_bad_grade_of_a_source_is_reported_with_all_allowed(world: Path, grade: object) -> None:
    edit(world, SOURCES, "press-2021", custom={"grade": grade})
    place = Place(SOURCES, line_of(world, SOURCES, "press-2021"), "custom.grade")
    assert_reported(
        world, "source-grade", place, f"{grade!r} of 'press-2021' is no grade; allowed: {', '.join(GRADES)}"
    )


def test_source_without_custom_has_no_grade(world: Path) -> None:
    add(world, SOURCES, id="leaflet", title="A leaflet")
    place = Place(SOURCES, line_of(world, SOURCES, "leaflet"), "custom.grade")
    assert_reported(world, "source-grade", place, "None of 'leaflet' is no grade")


@pytest.mark.parametrize("title", ["", None])
def test_source_without_title_is_reported(world: Path, title: str | None) -> None:
    edit(world, SOURCES, "press-2021", title=title)
    place = Place(SOURCES, line_of(world, SOURCES, "press-2021"), "title")
    assert_reported(world, "required", place, "'press-2021' has no title; add it")


@pytest.mark.parametrize(
    ("issued", "why"),
    [
        ({"date-parts": [[2021, 13, 40]]}, "'2021-13-40' is not in the calendar"),
        ({"date-parts": [[2021, 2, 30]]}, "day is out of range for month"),
        ({"date-parts": [[2022], [2021]]}, "'2022..2021' ends before it begins"),
        ({"date-parts": [["soon"]]}, "invalid literal for int"),
        ({"date-parts": [[]]}, "'' is not a date"),
        ({"date-parts": []}, "'' is not a date"),
        ({"date-parts": None}, "NoneType"),
        ({"date-parts": [[None]]}, "NoneType"),
        ({"raw": "2021"}, "date-parts"),
        ("2021", "string indices must be integers"),
    ],
)
def test_bad_date_of_a_source_is_reported(world: Path, issued: object, why: str) -> None:
    edit(world, SOURCES, "press-2021", issued=issued)
    place = Place(SOURCES, line_of(world, SOURCES, "press-2021"), "issued")
    assert_reported(
        world, "date", place, "the date of 'press-2021' cannot be read", why, "write date-parts as CSL-JSON"
    )


@pytest.mark.parametrize("key", ["Press 2021", "press--2021", "-press", "prèss", ""])
def test_bad_source_key_is_reported(world: Path, key: str) -> None:
    add(world, SOURCES, id=key, title="A leaflet", custom={"grade": "press"})
    place = Place(SOURCES, line_of(world, SOURCES, key) if key.isascii() else the_problem(world).place.line)
    assert_reported(
        world, "source-key", place, f"{key!r} is no key for a source; use lower-case words joined by hyphens"
    )


@pytest.mark.parametrize("item", [{"title": "No id"}, {"id": 7}, "press", None, []])
def test_item_without_a_key_is_reported_for_the_file(world: Path, item: object) -> None:
    (world / SOURCES).write_text(json.dumps([*read_json(world, SOURCES), item]), encoding="utf-8")
    problem = the_problem(world)
    assert (problem.rule, problem.place) == ("source-key", Place(SOURCES))
    assert "is no key for a source" in problem.text


def test_bad_source_leaves_the_other_sources_readable(world: Path) -> None:
    edit(world, SOURCES, "press-2021", custom={"grade": "blog"})
    assert sorted(load(world).dataset.sources) == ["gazette-2018", "gazette-2021", "register-2026"]


# The description


def test_folder_that_is_not_there_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^no tables folder at .*nowhere; name one with --data or EUNATO_DATA$"):
        open_store(tmp_path / "nowhere")


def test_folder_without_a_description_is_a_data_error(world: Path) -> None:
    (world / "datapackage.json").unlink()
    with pytest.raises(DataError, match=r"has no datapackage\.json, so it is no tables folder; name one with --data"):
        open_store(world)


def test_description_that_is_no_json_is_a_data_error_at_line_and_column(world: Path) -> None:
    (world / "datapackage.json").write_text('{\n "name": "x",\n}\n', encoding="utf-8")
    with pytest.raises(
        DataError, match=r"^datapackage\.json:3:1: not JSON: .*; correct it \[description\]\nthe tables"
    ):
        load(world)


def test_description_in_a_wrong_encoding_is_a_data_error(world: Path) -> None:
    set_bytes(world, "datapackage.json", lambda raw: raw.replace(b"A small", b"Une tr\xe8s"))
    with pytest.raises(DataError, match=r"^datapackage\.json: not UTF-8 \(byte [0-9]+\); save it as UTF-8"):
        load(world)


def test_description_with_a_byte_order_mark_is_a_data_error(world: Path) -> None:
    set_bytes(world, "datapackage.json", lambda raw: b"\xef\xbb\xbf" + raw)
    with pytest.raises(DataError, match=r"^datapackage\.json:1:1: not JSON: Unexpected UTF-8 BOM"):
        load(world)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "null",
        "7",
        '"x"',
        "{}",
        '{"resources": 7}',
        '{"resources": [7]}',
        '{"resources": [{"name": "n", "title": "N", "description": "D", "path": "n.csv", "schema": {"fields": ["id"]}}]}',
    ],
)
def test_json_that_describes_no_tables_is_a_data_error(world: Path, text: str) -> None:
    (world / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"^datapackage\.json: not as a data package describes tables: "):
        load(world)


@pytest.mark.parametrize("member", ["version", "title", "licenses", "covered_until", "resources"])
def test_description_that_lacks_a_member_is_a_data_error_that_names_it(world: Path, member: str) -> None:
    raw = read_json(world, "datapackage.json")
    del raw[member]
    (world / "datapackage.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(DataError, match=rf"not as a data package describes tables: '{member}'"):
        load(world)


def test_description_without_sources_is_a_data_error(world: Path) -> None:
    describe(world, "sources", name="references", schema={"fields": []})
    with pytest.raises(DataError, match="no resource is called 'sources'"):
        load(world)


@pytest.mark.parametrize(("day", "why"), [("2025", "is not a full day"), ("soon", "is not a date")])
def test_description_with_a_bad_day_is_a_data_error(world: Path, day: str, why: str) -> None:
    describe(world, "", covered_until=day)
    with pytest.raises(DataError, match=rf"not as a data package describes tables: '{day}' {why}"):
        load(world)


def test_description_with_a_pattern_that_is_none_is_a_data_error(world: Path) -> None:
    describe(world, "entities", "wikidata", constraints={"pattern": "Q["})
    with pytest.raises(DataError, match="not as a data package describes tables: unterminated character set"):
        load(world)


def test_table_that_the_program_does_not_know_is_reported(world: Path) -> None:
    describe(world, "retired", name="graveyard")
    problem = the_problem(world)
    assert (problem.rule, problem.place) == ("unknown-table", Place("datapackage.json"))
    assert problem.text.startswith("no table is called 'graveyard'; allowed: entities, statements, names, milestones, ")


# All at once


def broken_in_every_way(folder: Path) -> Path:
    """A folder with each kind of error that can stand beside the others."""
    small_world(folder)
    # Errors of reading, each in a row or file of its own.
    edit(folder, STATES, "lugash", wikidata="Q0")
    edit(folder, STATES, "borduria", name="Borduria ")
    edit(folder, ORGANISATIONS, "european-communities", code="XX")
    edit(folder, INSTRUMENTS, "act-2017-1", name="")
    edit(folder, INSTRUMENTS, "act-2022-1", sources="register")
    edit(folder, MEMBERSHIPS, "lugash--memberOf--nato", certainty="sure")
    edit(folder, MEMBERSHIPS, "freedonia--memberOf--nato", from_="2021-13-40")
    edit(folder, MEMBERSHIPS, "eu--succeeds--european-communities", relation="friendOf")
    edit(folder, MEMBERSHIPS, "erewhon--memberOf--eu", sources="@register-2026")
    rewrite(folder, "completeness.csv", ",note\n", ",notes\n")
    rewrite(folder, "retired.csv", "zenda,", '"zenda,')
    rewrite(folder, PROJECTS, '"Deep Harbour, or the Long Pier"', "Deep Harbour, or the Long Pier")
    set_bytes(folder, "names.csv", lambda raw: raw.replace("ü".encode(), b"\xfc"))
    (folder / "milestones.csv").unlink()
    (folder / "drafts.csv").write_text("id\n", encoding="utf-8")
    add(folder, SOURCES, id="No Key", title="x", custom={"grade": "press"})
    add(folder, SOURCES, id="blog", title="x", custom={"grade": "blog"})
    add(folder, SOURCES, id="gazette-2018", title="x", custom={"grade": "press"})
    raw = read_json(folder, "datapackage.json")
    raw["resources"].append({**raw["resources"][-2], "name": "graveyard", "path": []})
    (folder / "datapackage.json").write_text(json.dumps(raw), encoding="utf-8")
    # Errors of meaning, in rows that can be read.
    known = {"certainty": "confirmed", "sources": REGISTER}
    fact = {"subject": "arcadia", "relation": "memberOf", "object": "nato", **known}
    add(folder, MEMBERSHIPS, id="arcadia--memberOf--nato--2", from_="1949-08-24", basis="alliance-treaty", **fact)
    add(folder, MEMBERSHIPS, id="arcadia--memberOf--nato--not", from_="1990", holds="no", **fact)
    add(folder, MEMBERSHIPS, id="arcadia--memberOf--nato", from_="1950", to="1949", **fact)
    add(folder, MEMBERSHIPS, id="misnamed", from_="1930", to="1931", **fact)
    edit(folder, MEMBERSHIPS, "ruritania--memberOf--eu", basis="no-treaty")
    edit(folder, MEMBERSHIPS, "sylvania--memberOf--eu", sources="@no-source, p. 1")
    edit(folder, MEMBERSHIPS, "sylvania--memberOf--pesco", sources="@gazette-2018, p. 1")
    edit(folder, MEMBERSHIPS, "sylvania--candidateFor--eu", certainty="unverified")
    edit(folder, PESCO, "arcadia--coordinates--sky-bridge", from_="2017-12-31")
    edit(folder, PESCO, "sylvania--participatesIn--sky-bridge", from_="2020")
    add(folder, ORGANISATIONS, id="retired-league", kinds="organisation", name="L", from_="1950", to="1960", **known)
    add(folder, "entities/states.csv", id="arcadia--memberOf--old-league", kinds="state", name="O", sources=REGISTER)
    member = {**fact, "object": "retired-league"}
    add(folder, MEMBERSHIPS, id="arcadia--memberOf--retired-league", from_="1951", **member)
    return folder


ERRORS_OF_READING = {
    "allowed-value",
    "blanks",
    "citation",
    "code",
    "csv",
    "date",
    "duplicate-id",
    "encoding",
    "missing-column",
    "missing-file",
    "missing-locator",
    "pattern",
    "required",
    "row-length",
    "source-grade",
    "source-key",
    "undescribed-file",
    "unknown-column",
    "unknown-relation",
    "unknown-table",
}
ERRORS_OF_MEANING = {
    "after-end",
    "before-existence",
    "duplicate-id",
    "duplicate-row",
    "end-before-start",
    "no-standing",
    "older-than-sources",
    "overlapping-stints",
    "positive-against-negative",
    "retired-id",
    "statement-id",
    "unknown-id",
    "unknown-source",
    "unverified-note",
}


def test_all_kinds_of_errors_in_one_folder_are_reported_in_one_run(tmp_path: Path) -> None:
    loaded = load(broken_in_every_way(tmp_path / "tables"))
    assert {problem.rule for problem in loaded.problems} == ERRORS_OF_READING
    meaning = {p.rule for p in checks.run(loaded.dataset) if p.severity is Severity.ERROR}
    assert meaning == ERRORS_OF_MEANING


def test_nothing_is_loaded_from_a_broken_folder_and_all_its_errors_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("EUNATO_CACHE", str(cache))
    folder = broken_in_every_way(tmp_path / "tables")
    with pytest.raises(DataError, match=r"[0-9]+ errors in the tables; nothing was loaded$") as caught:
        open_store(folder)
    told = caught.value.problems
    assert {problem.rule for problem in told} == ERRORS_OF_READING | ERRORS_OF_MEANING
    assert {problem.severity for problem in told} == {Severity.ERROR}
    assert str(caught.value).split("\n") == [
        *(str(problem) for problem in told),
        f"{len(told)} errors in the tables; nothing was loaded",
    ]
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_one_bad_cell_is_enough_that_nothing_is_loaded(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EUNATO_CACHE", str(tmp_path / "cache"))
    edit(world, "names.csv", "nato/OTAN", lang="French")
    with pytest.raises(
        DataError, match=r"^names\.csv:4:lang: .* \[pattern\]\n1 error in the tables; nothing was loaded$"
    ):
        open_store(world)


def test_corrected_folder_opens_after_it_was_refused(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EUNATO_CACHE", str(tmp_path / "cache"))
    edit(world, "names.csv", "nato/OTAN", lang="French")
    with pytest.raises(DataError, match="nothing was loaded"):
        open_store(world)
    edit(world, "names.csv", "nato/OTAN", lang="fr")
    assert open_store(world).about.version == "1.0.0"


def test_error_in_one_file_keeps_errors_in_the_next_from_nobody(world: Path) -> None:
    edit(world, STATES, "arcadia", name="Arcadia ")
    edit(world, "names.csv", "nato/OTAN", lang="French")
    remove(world, SOURCES, "press-2021")
    assert [problem.place.file for problem in load(world).problems] == [STATES, "names.csv"]
    assert {problem.rule for problem in checks.run(load(world).dataset)} >= {"unknown-source"}


# Canonical form and data dictionary


def test_small_world_is_in_canonical_form(world: Path) -> None:
    for path in sorted(world.rglob("*.csv")):
        text = path.read_bytes().decode("utf-8")
        assert canonical(text) == text, path


def test_canonical_form_sorts_unquotes_and_ends_lines_with_newline() -> None:
    assert canonical('id,note\r\n"b","x, y"\r\na,"z"\r\n') == 'id,note\na,z\nb,"x, y"\n'


def test_canonical_form_leaves_the_header_first() -> None:
    assert canonical("id\nb\na\n") == "id\na\nb\n"


cells = st.text(alphabet=st.sampled_from("ab,;\"' \n\té–"), max_size=5)
tables = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1))


@given(rows=tables)
@settings(deadline=None)
def test_canonical_form_keeps_every_row_and_is_its_own_canonical_form(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    text = canonical(out.getvalue())
    header, *others = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert (header, others) == (rows[0], sorted(rows[1:]))
    assert canonical(text) == text


def test_data_dictionary_names_every_table_and_column_once(world: Path) -> None:
    package = read_package(world)
    text = data_dictionary(package)
    for table in package.tables.values():
        assert text.count(f"### {table.title}\n") == 1
        part = text.split(f"### {table.title}\n")[1].split("\n### ")[0]
        for column in table.columns:
            assert part.count(f"\n| `{column.name}`") == 1, (table.name, column.name)


def test_data_dictionary_says_what_is_required_and_allowed(world: Path) -> None:
    text = data_dictionary(read_package(world))
    assert "| `relation` (required) |" in text
    assert "| `confirmed`, `probable`, `unverified` |" in text
    assert "| id of an entity |" in text
