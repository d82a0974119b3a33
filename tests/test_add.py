"""`eunato add`: what is taken, what is refused, what is written, and that nothing else changes."""

from __future__ import annotations

import csv
import io
import os
import pty
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from hypothesis import given
from hypothesis import strategies as st
from worlds import MEMBERSHIPS, PESCO, REGISTER, add, edit, line_of, read_rows, small_world

from graph import adding as adding_room
from graph import locations
from graph.adding import PROMPTS, Adding, Clash, new_id
from graph.csv_rows import character_of, insert_row
from graph.errors import DataError, QuestionError
from graph.store import open_store
from graph.tables import canonical

TODAY = date(2026, 7, 1)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path / "tables")


@pytest.fixture(scope="module")
def sound(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world that no test changes."""
    return small_world(tmp_path_factory.mktemp("sound") / "tables")


def begun(folder: Path, **cells: Any) -> Adding:
    """Adding to a folder, with these cells taken in the order of the prompts; `from_` stands for `from`."""
    found = Adding(open_store(folder), folder, TODAY)
    given = {name.removesuffix("_"): value for name, value in cells.items()}
    for prompt in PROMPTS:
        if prompt.column in given:
            value = given[prompt.column]
            for text in value if isinstance(value, list) else [value]:
                found.take(prompt.column, text)
    return found


MEMBERSHIP = {"relation": "memberOf", "object": "eu", "certainty": "confirmed", "sources": REGISTER}


def options(**cells: str) -> list[str]:
    return [part for name, value in cells.items() for part in (f"--{name.removesuffix('_').replace('_', '-')}", value)]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# What is taken and said back


@pytest.mark.parametrize(
    "name",
    ["freedonia", "Freedonia", "FREEDONIA", "Fredonia"],
    ids=["id", "name", "other case", "misspelling that is held"],
)
def test_any_name_of_a_thing_is_taken(sound: Path, name: str) -> None:
    assert begun(sound).take("subject", name) == ["Freedonia (freedonia), state"]


def test_name_that_is_not_known_is_answered_with_the_nearest(sound: Path) -> None:
    with pytest.raises(QuestionError, match="nothing is called 'Freedonja'") as raised:
        begun(sound).take("subject", "Freedonja")
    assert raised.value.suggestions[0] == "Freedonia"


@pytest.mark.parametrize("words", ["memberOf", "member of", "Member Of", "memberof"])
def test_relation_is_taken_by_id_or_words(sound: Path, words: str) -> None:
    found = begun(sound, subject="arcadia")
    assert found.take("relation", words)[0].startswith("memberOf: Belongs to ")


def test_relation_that_is_not_known_is_answered_with_the_nearest(sound: Path) -> None:
    with pytest.raises(QuestionError) as raised:
        begun(sound, subject="arcadia").take("relation", "membrOf")
    assert "memberOf" in raised.value.suggestions


def test_existence_is_no_relation_to_add(sound: Path) -> None:
    with pytest.raises(QuestionError):
        begun(sound, subject="arcadia").take("relation", "exists")


def test_thing_outside_domain_or_range_is_refused(sound: Path) -> None:
    with pytest.raises(
        QuestionError,
        match=r"the subject of memberOf is of the class polity; European Union \(eu\), organisation, is not",
    ):
        begun(sound, subject="eu").take("relation", "memberOf")
    with pytest.raises(QuestionError, match="the object of memberOf"):
        begun(sound, subject="arcadia", relation="memberOf").take("object", "act-2017-1")


def test_relation_between_things_that_it_never_joined_is_asked_about(sound: Path) -> None:
    found = begun(sound, subject="arcadia", relation="memberOf")
    assert "no statement so far joins state and pesco-project by memberOf: is it meant?" in found.take(
        "object", "sky-bridge"
    )
    usual = begun(sound, subject="freedonia", relation="memberOf")
    assert not any("is it meant" in line for line in usual.take("object", "eu"))


def test_what_is_held_of_the_same_two_is_shown(sound: Path) -> None:
    said = begun(sound, subject="ruritania", relation="memberOf").take("object", "nato")
    assert said[1:] == [
        "held: ruritania--memberOf--nato, from 1955-05-06 until some day in 1966 (confirmed)",
        "held: ruritania--memberOf--nato--2, from 2004-03-29; no end recorded (confirmed)",
    ]


def test_nothing_is_related_to_itself(sound: Path) -> None:
    with pytest.raises(QuestionError, match="related to itself"):
        begun(sound, subject="eu", relation="cooperatesWith").take("object", "EU")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2004-05-01", "2004-05-01 is the first day on which it holds"),
        ("2004-02", "it began on a day from 2004-02-01 to 2004-02-29; it counts from 2004-02-29"),
        ("2004", "it began on a day from 2004-01-01 to 2004-12-31; it counts from 2004-12-31"),
        ("2019-11-12..2021-11", "it began on a day from 2019-11-12 to 2021-11-30; it counts from 2021-11-30"),
        ("..2020-01-14", "it began on 2020-01-14 or earlier; it counts from 2020-01-14"),
    ],
)
def test_start_is_said_back(sound: Path, written: str, said: str) -> None:
    assert begun(sound).take("from", written) == [said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "it still holds as far as known"),
        ("2020-02-01", "2020-01-31 is the last day on which it holds"),
        ("2012", "it counts up to and including 2011-12-31; it may have held up to and including 2012-12-31"),
        ("2019..2021-06", "it counts up to and including 2018-12-31; it may have held up to and including 2021-06-30"),
        ("2004", "it counts on no day; it may have held up to and including 2004-12-31"),
        ("?", "whether it ended is not known; it counts up to and including 2004-05-01"),
    ],
)
def test_end_is_said_back(sound: Path, written: str, said: str) -> None:
    assert begun(sound, from_="2004-05-01").take("to", written) == [said]


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("from", "01.05.2004", "is not a date"),
        ("from", "2004-02-30", "not in the calendar"),
        ("from", "2021..2019", "ends before it begins"),
        ("from", "..", "open range"),
        ("to", "2003-12-31", "is not after the start, 2004-05-01"),
        ("to", "2004-05-01", "first day on which it no longer holds"),
        ("to", "..2010", "open range"),
        ("seen", "2026-07-02", "has not come yet"),
        ("seen", "yesterday", "is not a date"),
        ("holds", "yes", "allowed: no"),
        ("role", "membr", "is no role"),
        ("certainty", "sure", "allowed: confirmed, probable, unverified"),
        ("file", "nowhere", "no table of statements"),
        ("note", "two\nlines", "one line of text"),
        ("note", "turned \u202eround", "control characters"),
        ("subject", "", "subject is needed"),
    ],
)
def test_what_cannot_be_taken_is_told(sound: Path, column: str, text: str, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        begun(sound, from_="2004-05-01").take(column, text)


def test_citation_without_locator_is_refused(sound: Path) -> None:
    for text in ("@gazette-2018", "@gazette-2018,", "gazette-2018 ,  "):
        with pytest.raises(QuestionError, match="@gazette-2018 has no locator"):
            begun(sound).take("sources", text)


def test_source_that_is_not_held_is_answered_with_those_like_it(sound: Path) -> None:
    with pytest.raises(QuestionError, match=r"add it to sources\.json first") as raised:
        begun(sound).take("sources", "@gazete-2018, p. 1")
    assert raised.value.suggestions[0] == "@gazette-2018: Gazette of the Union, 2018 (official-act, 2018-03-08)"


def test_source_is_found_by_words_of_its_title(sound: Path) -> None:
    with pytest.raises(QuestionError) as raised:
        begun(sound).take("sources", "freedonia fly")
    assert [one.partition(":")[0] for one in raised.value.suggestions] == ["@press-2021"]


def test_citations_are_taken_one_by_one_or_as_they_stand_in_a_cell(sound: Path) -> None:
    once = begun(
        sound,
        subject="lugash",
        from_="2021",
        **MEMBERSHIP | {"sources": "@gazette-2021, art. 2; b; @register-2026, p. 7"},
    )
    twice = begun(
        sound,
        subject="lugash",
        from_="2021",
        **MEMBERSHIP | {"sources": ["gazette-2021, art. 2; b", "@register-2026, p. 7"]},
    )
    assert once.draft().inserted.row == twice.draft().inserted.row
    assert '"@gazette-2021, art. 2; b; @register-2026, p. 7"' in once.draft().inserted.row


def test_half_a_citation_leaves_nothing_behind(sound: Path) -> None:
    found = begun(sound, subject="lugash", relation="memberOf", object="eu", from_="2021", certainty="confirmed")
    with pytest.raises(QuestionError):
        found.take("sources", "@register-2026, p. 7; @nowhere, p. 1")
    assert [prompt.column for prompt in found.missing()] == ["sources"]


def test_certainty_is_explained_and_questioned(sound: Path) -> None:
    explained = begun(sound).explanation("certainty")
    assert "two independent sources" in explained and "counts nowhere" in explained
    press = begun(sound, sources="@press-2021, para. 1")
    assert press.take("certainty", "confirmed") == [
        "confirmed asks for an official source or two independent ones; cited is only @press-2021 (press)"
    ]
    assert begun(sound, sources="@gazette-2018, art. 1").take("certainty", "confirmed") == []
    assert begun(sound, sources=["@press-2021, para. 1", REGISTER]).take("certainty", "confirmed") == []
    assert press.take("certainty", "unverified") == ["it counts nowhere until it is checked"]


def test_unverified_needs_to_say_what_would_settle_it(sound: Path) -> None:
    cells = MEMBERSHIP | {"subject": "lugash", "from_": "2021", "certainty": "unverified"}
    assert [prompt.column for prompt in begun(sound, **cells).missing()] == ["note"]
    with pytest.raises(QuestionError, match=r"note is needed: .* what would settle it"):
        begun(sound, **cells).take("note", "")
    assert (
        begun(sound, **cells, note="the list of members")
        .draft()
        .inserted.row.endswith(",To settle: the list of members")
    )
    assert begun(sound, **cells, note="To settle: the list").draft().inserted.row.endswith(",To settle: the list")


# Duplicates and overlaps


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"subject": "arcadia", "from_": "1993-11-01"}, "says the same as .*arcadia--memberOf--eu"),
        ({"subject": "arcadia", "from_": "2010", "to": "2015"}, "overlaps arcadia--memberOf--eu"),
        ({"subject": "arcadia", "from_": "2010", "holds": "no"}, "is denied for the same days"),
        ({"subject": "erewhon", "object": "pesco", "from_": "2020"}, "is denied for the same days by erewhon--memberOf--pesco--not"),
        ({"subject": "arcadia", "object": "pesco", "from_": "2010", "to": "2015"}, "is before pesco existed"),
        ({"subject": "lugash", "relation": "participatesIn", "object": "sky-bridge", "from_": "2020"}, "neither a member of PESCO nor authorised"),
        ({"subject": "arcadia", "relation": "participatesIn", "object": "sky-bridge", "from_": "2020"}, "overlaps arcadia--coordinates--sky-bridge"),
    ],
)  # fmt: skip
def test_what_contradicts_the_tables_is_found_before_anything_is_written(
    sound: Path, cells: dict[str, str], told: str
) -> None:
    before = snapshot(sound)
    found = begun(sound, **MEMBERSHIP | cells)
    with pytest.raises(Clash, match=told):
        found.draft()
    with pytest.raises(Clash, match=told):
        found.take("contested_by", "")
    assert snapshot(sound) == before


def test_contested_denial_may_stand_beside(sound: Path) -> None:
    cells = MEMBERSHIP | {"subject": "arcadia", "from_": "2010", "holds": "no", "contested_by": "lugash"}
    assert begun(sound, **cells).draft().id == "arcadia--memberOf--eu--not"


def test_stint_whose_days_are_too_coarse_to_tell_is_pointed_at(sound: Path) -> None:
    found = begun(sound, **MEMBERSHIP | {"subject": "ruritania", "object": "nato", "from_": "1966-06", "to": "1967"})
    assert found.take("contested_by", "") == [
        "may overlap, the days are too coarse to tell: ruritania--memberOf--nato, from 1955-05-06 until some day in 1966",
        "another stint: ruritania--memberOf--nato--2, from 2004-03-29; no end recorded",
    ]
    assert found.draft().id == "ruritania--memberOf--nato--3"


@pytest.mark.parametrize(
    ("taken", "denied", "expected"),
    [
        ([], False, "a--r--b"),
        (["a--r--b"], False, "a--r--b--2"),
        (["a--r--b", "a--r--b--2"], False, "a--r--b--3"),
        (["a--r--b", "a--r--b--3"], False, "a--r--b--2"),
        (["a--r--b"], True, "a--r--b--not"),
        (["a--r--b--not"], True, "a--r--b--2--not"),
        (["a--r--b--not"], False, "a--r--b"),
    ],
)
def test_id_is_made_as_the_contract_says(taken: list[str], denied: bool, expected: str) -> None:
    assert new_id(["a", "r", "b"], denied, taken) == expected


def test_id_names_its_matter_and_a_retired_one_is_not_used_again(world: Path) -> None:
    add(world, "retired.csv", id="lugash--memberOf--eu", reason="Never true.")
    assert begun(world, subject="lugash", from_="2021", **MEMBERSHIP).draft().id == "lugash--memberOf--eu--2"
    agreement = {"subject": "lugash", "relation": "hasAgreementWith", "object": "eu", "concerning": "sky-bridge"}
    found = begun(world, **MEMBERSHIP | agreement, from_="2021", file="memberships")
    assert found.draft().id == "eu--hasAgreementWith--lugash--sky-bridge"


def test_symmetric_relation_is_written_once_with_the_lower_id_first(sound: Path) -> None:
    found = begun(sound, subject="nato", relation="cooperatesWith")
    assert "cooperatesWith holds both ways and is written once, with eu as subject" in found.take("object", "EU")


# Which table


def test_row_goes_where_similar_statements_stand(sound: Path) -> None:
    usual = begun(sound, subject="lugash", from_="2021", **MEMBERSHIP)
    assert usual.take("file", "") == [f"{MEMBERSHIPS}, where statements like this stand"]
    assert usual.draft().file == MEMBERSHIPS
    step = {
        "subject": "lugash",
        "relation": "expressedInterestIn",
        "object": "deep-harbour",
        "from_": "2019",
        "to": "2020",
    }
    assert begun(sound, **MEMBERSHIP | step).draft().file == PESCO


def test_table_is_asked_for_where_none_holds_the_like(sound: Path) -> None:
    cells = MEMBERSHIP | {"subject": "eu", "relation": "cooperatesWith", "object": "nato", "from_": "2003"}
    with pytest.raises(QuestionError, match=r"name one with --file: statements/memberships.csv, statements/pesco.csv"):
        begun(sound, **cells).draft()
    with pytest.raises(QuestionError, match="name one with --file"):
        begun(sound, **cells).take("file", "")
    for name in ("pesco", "pesco.csv", PESCO):
        assert begun(sound, **cells, file=name).draft().file == PESCO


# Writing


LUGASH = MEMBERSHIP | {"subject": "lugash", "from_": "2021"}


def test_one_sorted_row_is_written_and_nothing_else_changes(world: Path) -> None:
    before = snapshot(world)
    found = begun(world, **LUGASH, note='A, "quoted" =cmd|x')
    draft = found.draft()
    assert found.check(draft) == []
    found.keep(draft)
    after = snapshot(world)
    assert {file for file in after if after[file] != before.get(file)} == {MEMBERSHIPS}
    old, new = before[MEMBERSHIPS].split(b"\n"), after[MEMBERSHIPS].split(b"\n")
    added = new.pop(draft.inserted.line - 1)
    assert new == old
    assert added.decode() == draft.inserted.row
    assert draft.inserted.line == line_of(world, MEMBERSHIPS, "lugash--memberOf--eu")
    ids = [row["id"] for row in read_rows(world, MEMBERSHIPS)]
    assert ids == sorted(ids)
    (row,) = [row for row in read_rows(world, MEMBERSHIPS) if row["id"] == "lugash--memberOf--eu"]
    assert row["note"] == 'A, "quoted" =cmd|x'
    assert (row["from"], row["sources"], row["certainty"]) == ("2021", REGISTER, "confirmed")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False], ids=["ends with a line end", "does not"])
@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (csv.QUOTE_MINIMAL, 'b,,"x, y"'),
        (csv.QUOTE_ALL, '"b","","x, y"'),
        (None, '"b",,"x, y"'),
    ],
    ids=["minimal", "all", "all that is not empty"],
)
@pytest.mark.parametrize("place", ["a", "c"], ids=["at the end", "before another"])
def test_row_is_written_as_the_table_is(end: str, last: bool, style: int | None, expected: str, place: str) -> None:
    def line(*cells: str) -> str:
        if style == csv.QUOTE_ALL:
            return ",".join(f'"{cell}"' for cell in cells)
        return ",".join(f'"{cell}"' if cell and style is None else cell for cell in cells)

    lines = [line("id", "one", "two"), line(place, "", "1")]
    text = end.join(lines) + (end if last else "")
    inserted = insert_row(text, {"id": "b", "two": "x, y"})
    assert inserted.row == expected
    assert inserted.line == (3 if place == "a" else 2)
    wanted = [*lines, expected] if place == "a" else [lines[0], expected, lines[1]]
    assert inserted.text == end.join(wanted) + (end if last else "")


def test_row_goes_by_the_columns_of_the_table_and_not_inside_a_quoted_cell() -> None:
    text = 'note,id\n"two\nlines, ""b""",a\nx,c\n'
    inserted = insert_row(text, {"id": "b", "note": "y"})
    assert (inserted.text, inserted.line) == ('note,id\n"two\nlines, ""b""",a\nx,c\ny,b\n', 5)
    with pytest.raises(ValueError, match="no column nowhere"):
        insert_row(text, {"nowhere": "x"})


_CELLS = st.text(st.sampled_from(["a", "b", "é", "🛡", "ش", ",", '"', ";", "=", "'", " "]), max_size=4)


@given(
    ids=st.lists(st.text("abc-", min_size=1, max_size=4), unique=True, min_size=1, max_size=8),
    cells=st.lists(_CELLS, min_size=8, max_size=8),
)
def test_row_put_into_a_table_in_order_leaves_it_in_order(ids: list[str], cells: list[str]) -> None:
    """The same as sorting all rows together, whatever the cells hold; and the cell is found where it stands."""
    rows = [[id, cell, "x"] for id, cell in zip(ids, cells, strict=False)]

    def table(some: list[list[str]]) -> str:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([["id", "cell", "end"], *some])
        return canonical(out.getvalue())

    new, *others = rows
    inserted = insert_row(table(others), dict(zip(["id", "cell", "end"], new, strict=True)))
    assert inserted.text == table(rows)
    assert inserted.text.split("\n")[inserted.line - 1] == inserted.row
    place = character_of(inserted.text, inserted.line, "end")
    assert place is not None and inserted.row[place - 1 :] == "x"


def test_source_older_than_the_fact_is_found_before_the_row_is_made(run: Run, world: Path) -> None:
    before = snapshot(world)
    done = run("add", "--data", str(world), *options(**COMPLETE | {"from": "2020", "sources": "@gazette-2018, p. 1"}))
    assert (done.returncode, done.stdout) == (1, "")
    assert "begins 2020, but its latest source is of 2018-03-08" in done.stderr
    assert done.stderr.endswith("nothing was written\n")
    assert snapshot(world) == before
    guided = begun(
        world, subject="lugash", relation="memberOf", object="eu", from_="2020", sources="@gazette-2018, p. 1"
    )
    with pytest.raises(Clash) as raised:
        guided.take("sources", "")
    assert raised.value.back_to == "sources"
    guided.forget("sources")
    guided.take("sources", REGISTER)
    assert guided.take("sources", "") == []


def test_row_that_breaks_a_shape_is_not_written_and_can_be_tried_again(run: Run, world: Path) -> None:
    """Only the shapes know that a project has no members; the command that is shown gives the same row again."""
    before = snapshot(world)
    cells = {
        "subject": "Arcadia",
        "relation": "memberOf",
        "object": "sky-bridge",
        "from": "2019",
        "certainty": "confirmed",
    }
    done = run(
        "add", "--data", str(world), *options(**cells, sources=f"@gazette-2018, it's; {REGISTER}", note="A 'quote'")
    )
    assert done.returncode == 1
    assert "What has members is an organisation, a body, a centre, a fund or a framework" in done.stderr
    assert snapshot(world) == before
    told = done.stderr.rpartition("nothing was written; to try again: eunato ")[2]
    again = run(*shlex.split(told))
    assert (again.returncode, again.stdout) == (1, done.stdout)


def test_finding_of_a_shape_stops_it_too(world: Path) -> None:
    found = begun(world, **MEMBERSHIP | {"subject": "arcadia", "object": "sky-bridge", "from_": "2019"})
    assert [problem.rule for problem in found.check(found.draft())] == ["shape MemberOfShape"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_break_while_writing_leaves_the_table_as_it_was(
    world: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    found = begun(world, **LUGASH)
    draft = found.draft()
    before = snapshot(world)

    def broken(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(adding_room.os if step == "fsync" else Path, step, broken)
    with pytest.raises(KeyboardInterrupt):
        found.keep(draft)
    assert snapshot(world) == before


def test_full_disk_is_told_and_leaves_the_table_as_it_was(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = begun(world, **LUGASH)
    draft = found.draft()
    before = snapshot(world)

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adding_room.os, "fsync", full)
    with pytest.raises(DataError, match="No space left on device; nothing was changed"):
        found.keep(draft)
    assert snapshot(world) == before


def test_table_that_was_changed_meanwhile_is_not_written_over(world: Path) -> None:
    found = begun(world, **LUGASH)
    draft = found.draft()
    edit(world, MEMBERSHIPS, "arcadia--memberOf--eu", note="Changed meanwhile.")
    before = snapshot(world)
    with pytest.raises(DataError, match="was changed meanwhile"):
        found.keep(draft)
    assert snapshot(world) == before


def test_permissions_and_links_of_the_table_stay(world: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.txt"
    (world / MEMBERSHIPS).rename(real)
    (world / MEMBERSHIPS).symlink_to(real)
    real.chmod(0o640)
    found = begun(world, **LUGASH)
    found.keep(found.draft())
    assert (world / MEMBERSHIPS).is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert b"lugash--memberOf--eu," in real.read_bytes()


# Tables that cannot be written


def test_tables_of_an_installed_program_are_refused(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "graph"
    shutil.copytree(world, package / "data")
    store = open_store(package / "data")
    monkeypatch.setattr(locations, "_PACKAGE", package)
    with pytest.raises(DataError, match=r"belong to the installed program .* name that folder with --data"):
        Adding(store, package / "data", TODAY)


def test_tables_without_permission_are_refused(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding_room.os, "access", lambda path, mode: False)
    with pytest.raises(DataError, match="cannot be written; name a folder of tables that can with --data"):
        Adding(open_store(world), world, TODAY)


def test_tables_that_are_wrong_already_are_told_first(run: Run, world: Path) -> None:
    edit(world, MEMBERSHIPS, "arcadia--memberOf--nato", basis="no-act")
    done = run("add", "--data", str(world), *options(**COMPLETE))
    assert done.returncode == 2
    assert "'no-act' is no entity" in done.stderr


# The command


COMPLETE = {
    "subject": "Lugash",
    "relation": "memberOf",
    "object": "EU",
    "from": "2021",
    "certainty": "confirmed",
    "sources": REGISTER,
}


def test_command_with_all_that_is_needed_asks_nothing_and_writes(run: Run, world: Path) -> None:
    done = run("add", "--data", str(world), *options(**COMPLETE))
    assert done.returncode == 0, done.stderr
    assert done.stdout == f'lugash--memberOf--eu,lugash,memberOf,eu,,,2021,,,,,confirmed,,"{REGISTER}",\n'
    assert "Lugash member of European Union, from some day in 2021; no end recorded (confirmed)" in done.stderr
    assert "it counts from 2021-12-31" in done.stderr
    assert f"{MEMBERSHIPS}, line {line_of(world, MEMBERSHIPS, 'lugash--memberOf--eu')}" in done.stderr
    again = run("add", "--data", str(world), *options(**COMPLETE))
    assert again.returncode == 1
    assert "says the same as statements/memberships.csv" in again.stderr


def test_dry_run_shows_the_row_checks_it_and_writes_nothing(run: Run, world: Path) -> None:
    before = snapshot(world)
    done = run("add", "--dry-run", "--data", str(world), *options(**COMPLETE))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("lugash--memberOf--eu,lugash,memberOf,eu,")
    assert snapshot(world) == before
    wrong = run("add", "--dry-run", "--data", str(world), *options(**COMPLETE | {"object": "sky-bridge"}))
    assert wrong.returncode == 1
    assert "shape MemberOfShape" in wrong.stderr


def test_pipe_without_enough_options_names_what_is_missing(run: Run, world: Path) -> None:
    given = {name: value for name, value in COMPLETE.items() if name not in ("from", "sources")}
    done = run("add", "--data", str(world), *options(**given), stdin="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("missing: --from, --sources; ")
    nothing = run("add", "--data", str(world), stdin="Lugash\nmemberOf\n")
    assert (nothing.returncode, nothing.stderr.partition(";")[0]) == (
        2,
        "missing: --subject, --relation, --object, --from, --sources, --certainty",
    )
    unverified = run("add", "--data", str(world), *options(**COMPLETE | {"certainty": "unverified"}))
    assert (unverified.returncode, unverified.stderr.splitlines()[-1]) == (2, "missing: --note")


def test_every_prompt_has_an_option(run: Run) -> None:
    shown = run("add", "--help", COLUMNS="200").stdout
    for prompt in PROMPTS:
        assert f" {prompt.option} " in shown


# On a real terminal


class Terminal:
    """The program at a pseudo-terminal, to which answers are typed as prompts come."""

    def __init__(self, *arguments: str) -> None:
        self.outside, inside = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            cwd=ROOT,
            env={**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"},
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)
        self.text = ""

    def until(self, wanted: str) -> str:
        """What came up to and with this text, since it was last asked."""
        deadline = time.monotonic() + 60
        while wanted not in self.text:
            assert time.monotonic() < deadline and self._read(), f"{wanted!r} did not come, but: {self.text}"
        before, _, self.text = self.text.partition(wanted)
        return before + wanted

    def _read(self) -> bool:
        if not select.select([self.outside], [], [], 1)[0]:
            return self.process.poll() is None
        try:
            more = os.read(self.outside, 65536)
        except OSError:  # the other end is closed
            return False
        self.text += more.decode("utf-8").replace("\r\n", "\n")
        return bool(more)

    def answer(self, column: str, text: str) -> str:
        """Types an answer to the prompt of a column; returns what stood before it."""
        before = self.until(f"({column}): ")
        os.write(self.outside, f"{text}\n".encode())
        return before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.outside)


@pytest.fixture
def terminal(world: Path) -> Iterator[Terminal]:
    found = Terminal("add", "--data", str(world))
    yield found
    found.close()


def test_guided_entry_asks_again_for_what_is_wrong_and_writes_the_row(terminal: Terminal, world: Path) -> None:
    before = snapshot(world)
    terminal.answer("subject", "Freed\t")  # completed to freedonia by the tab key
    assert "Freedonia (freedonia), state" in terminal.answer("relation", "membrOf")
    assert "no relation is called 'membrOf'\n    memberOf\n" in terminal.answer("relation", "?")
    assert "One of: adoptedBy, amends" in terminal.answer("relation", "member of")
    assert "memberOf: Belongs to" in terminal.answer("object", "Ottan")
    assert "nothing is called 'Ottan'\n    North Atlantic Treaty Organization\n" in terminal.answer("object", "OTAN")
    assert "held: freedonia--memberOf--nato, from some day in 1952-02; no end recorded" in terminal.answer(
        "concerning", ""
    )
    terminal.answer("role", "")
    terminal.answer("holds", "")
    terminal.answer("from", "1960")
    terminal.answer("to", "?")
    terminal.answer("seen", "1961")
    terminal.answer("contested_by", "")
    # It overlaps what is held: the days are asked for again.
    assert "overlaps freedonia--memberOf--nato" in terminal.answer("from", "1940-01")
    assert "it began on a day from 1940-01-01 to 1940-01-31" in terminal.answer("to", "1945")
    terminal.answer("seen", "")
    terminal.answer("contested_by", "")
    told = terminal.answer("from", "1949-08-24")
    assert "before nato existed" in told
    terminal.answer("to", "1950")
    terminal.answer("seen", "")
    terminal.answer("contested_by", "")
    terminal.answer("basis", "")
    terminal.answer("sources", "register")
    assert "@register-2026: Register of invented facts" in terminal.answer("sources", "@register-2026")
    assert "has no locator" in terminal.answer("sources", "@register-2026, p. 3")
    terminal.answer("sources", "")
    terminal.answer("certainty", "probable")
    terminal.answer("note", "")
    terminal.answer("file", "")
    shown = terminal.until("Write this row? [y/N]: ")
    assert (
        "Freedonia member of North Atlantic Treaty Organization, from 1949-08-24 until some day in 1950 (probable)"
        in shown
    )
    assert snapshot(world) == before
    os.write(terminal.outside, b"y\n")
    terminal.until("written to ")
    assert terminal.process.wait(timeout=60) == 0
    (row,) = [row for row in read_rows(world, MEMBERSHIPS) if row["id"] == "freedonia--memberOf--nato--2"]
    assert (row["from"], row["to"], row["seen"]) == ("1949-08-24", "1950", "")
    assert row["sources"] == "@register-2026, p. 3"


@pytest.mark.parametrize("how", ["end of input", "interrupt"])
def test_guided_entry_broken_off_writes_nothing(terminal: Terminal, world: Path, how: str) -> None:
    before = snapshot(world)
    terminal.answer("subject", "Freedonia")
    terminal.until("(relation): ")
    if how == "interrupt":
        # One that comes after the prompt is shown but before the terminal is listened to is not heeded: again, then.
        deadline = time.monotonic() + 60
        while "nothing was written" not in terminal.text and time.monotonic() < deadline:
            if terminal.process.poll() is None:
                terminal.process.send_signal(signal.SIGINT)
            terminal._read()
    else:
        os.write(terminal.outside, b"\x04")
    terminal.until("nothing was written")
    assert terminal.process.wait(timeout=60) == 2
    assert snapshot(world) == before


def test_guided_entry_asks_only_for_what_is_not_given(world: Path) -> None:
    given = {name: value for name, value in COMPLETE.items() if name != "from"}
    found = Terminal(
        "add",
        "--data",
        str(world),
        *options(**given, concerning="", role="", holds="", to="", seen=""),
        "--contested-by",
        "",
        "--basis",
        "",
        "--note",
        "",
        "--file",
        "",
        "--yes",
    )
    try:
        asked = found.answer("from", "2021")
        assert asked.count("): ") == 1
        assert "): " not in found.until("written to ")
        assert found.process.wait(timeout=60) == 0
    finally:
        found.close()
