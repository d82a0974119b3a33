"""`eunato coverage`: figures by theme, the statements behind them, what was not shown for long, and complete lists."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from worlds import MEMBERSHIPS, PESCO, edit, small_world

import cli
from graph.answers import Answer, StatementRef
from graph.contents import contents
from graph.coverage import BOARDS, coverage, shares, themes_of
from graph.errors import QuestionError
from graph.knowledge_graph import KnowledgeGraph, load
from graph.store import open_store

DAY = date(2025, 12, 31)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return small_world(tmp_path / "tables")


@pytest.fixture(scope="module")
def real(cache: Path) -> KnowledgeGraph:
    """The real graph in memory: each board reads all of it."""
    return load(in_memory=True)


@pytest.fixture(scope="module")
def small(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load(data=small_world(tmp_path_factory.mktemp("small") / "tables"))


def by(found: Answer, column: str) -> dict[Any, dict[str, Any]]:
    return {key(row.cells[column]): row.cells for row in found.rows}


def key(cell: Any) -> Any:
    return cell.id if isinstance(cell, StatementRef) else cell


def board(folder: Path, name: str, day: date = DAY, **options: Any) -> Answer:
    return coverage(open_store(folder), name, day, **options)


def test_figures_of_a_theme_are_those_counted_by_hand(small: KnowledgeGraph) -> None:
    """The memberships of the invented world: 17 rows in its table, of which one (the EU succeeds the Communities) is a
    tie between organisations and stands under structure."""
    found = by(small.coverage(), "theme")
    assert list(found) == [
        "membership", "pesco", "structure", "agreements", "operations", "instruments", "existence", "all",
    ]  # fmt: skip
    membership = found["membership"]
    assert (membership["statements"], membership["confirmed"], membership["probable"]) == (16, 15, 1)
    assert membership["confirmed_percent"] == 94  # 15 of 16
    assert (membership["denied"], membership["unverified"]) == (2, 0)
    # All rest on the register, a single source that is not primary.
    assert (membership["primary"], membership["primary_percent"], membership["several_sources"]) == (0, 0, 0)
    assert membership["end_not_known"] == 0
    # Ended: Arcadia in the Communities, Ruritania's first stint in NATO, Sylvania's candidacy.
    assert membership["open"] == 13
    # Coarse: Borduria's denial (..2019-06), Freedonia in NATO (1952-02), Ruritania's end (1966), Sylvania (1999..2001-06).
    assert membership["day_in_range"] == 4
    assert (membership["last_seen"], membership["last_accessed"]) == (None, "2026-07-01")
    assert found["agreements"]["statements"] == 0
    assert found["agreements"]["confirmed_percent"] is None


def test_primary_sources_and_unknown_ends_are_counted(small: KnowledgeGraph) -> None:
    pesco = by(small.coverage(), "theme")["pesco"]
    # On a gazette: the authorisation of Freedonia alone; two sources there too.
    assert (pesco["primary"], pesco["several_sources"]) == (1, 1)
    assert (pesco["end_not_known"], pesco["last_seen"], pesco["unverified"]) == (1, "2019-11-12", 1)


def test_all_is_the_sum_of_the_themes(real: KnowledgeGraph, small: KnowledgeGraph) -> None:
    for graph in (real, small):
        *themes, total = (row.cells for row in graph.coverage().rows)
        assert total["theme"] == "all"
        for column in ("statements", "confirmed", "probable", "unverified", "denied", "primary", "open", "not_shown"):
            assert total[column] == sum(theme[column] for theme in themes)  # type: ignore[misc]


def rows_of_statements() -> Iterator[dict[str, str]]:
    for path in sorted((ROOT / "data" / "statements").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def test_real_figures_are_those_of_the_tables(real: KnowledgeGraph) -> None:
    """Counted in the CSV files, by nothing of this program."""
    rows = list(rows_of_statements())
    sources = json.loads((ROOT / "data" / "sources.json").read_text(encoding="utf-8"))
    primary = {f"@{source['id']}" for source in sources if source["custom"]["primary"]}
    cited = [{part.partition(",")[0] for part in row["sources"].split("; @")} for row in rows]
    cited = [{key if key.startswith("@") else f"@{key}" for key in keys} for keys in cited]
    found = [row.cells for row in real.coverage().rows]
    stated = [cells for cells in found if cells["theme"] not in ("existence", "all")]

    def total(column: str) -> int:
        return sum(int(str(cells[column])) for cells in stated)

    certainties = Counter(row["certainty"] for row in rows)
    assert total("statements") == len(rows)
    assert {name: total(name) for name in certainties} == dict(certainties)
    assert total("denied") == sum(row["holds"] == "no" for row in rows)
    assert total("end_not_known") == sum(row["to"] == "?" for row in rows)
    assert total("primary") == sum(bool(keys & primary) for keys in cited)
    assert total("several_sources") == sum(len(keys) > 1 for keys in cited)
    assert max(str(cells["last_seen"] or "") for cells in stated) == max(row["seen"] for row in rows)


def test_page_and_command_count_alike(real: KnowledgeGraph) -> None:
    held = contents(real.store)
    for share, row in zip(shares(held, themes_of(held)), real.coverage().rows, strict=True):
        cells = row.cells
        assert (share.id, share.statements, share.confirmed, share.primary, share.end_not_known) == (
            cells["theme"], cells["statements"], cells["confirmed"], cells["primary"], cells["end_not_known"],
        )  # fmt: skip


def test_statements_are_the_list_behind_the_counts(real: KnowledgeGraph) -> None:
    found = real.coverage("statements")
    counts = by(real.coverage(), "theme")
    for theme, number in Counter(str(row.cells["theme"]) for row in found.rows).items():
        rows = [row for row in found.rows if row.cells["theme"] == theme]
        assert counts[theme]["statements"] == number
        assert counts[theme]["confirmed"] == sum(row.certainty == "confirmed" for row in rows)
        for column in ("primary", "several_sources", "open", "can_age", "denied"):
            assert counts[theme][column] == sum(bool(row.cells[column]) for row in rows), (theme, column)
    only = real.coverage("statements", theme="agreements")
    assert {row.cells["theme"] for row in only.rows} == {"agreements"}
    assert len(only.rows) == counts["agreements"]["statements"]
    assert all(row.statements[0] in found.evidence for row in only.rows)


# What is stale


def test_open_statement_is_stale_once_it_was_not_shown_for_longer(world: Path) -> None:
    """At the threshold it is not, a day later it is; without `seen` its first certain day counts."""
    id = "arcadia--memberOf--eu"
    for seen, days in (("2025-01-01", 364), ("2024-12-31", 365), ("2024-12-30", 366), ("2024", 730), ("", 11748)):
        edit(world, MEMBERSHIPS, id, seen=seen)
        stale = by(board(world, "stale"), "statement")
        assert (id in stale) == (days > 365), seen
        assert by(board(world, "stale", older_than=days - 1), "statement")[id]["days"] == days
        assert id not in by(board(world, "stale", older_than=days), "statement")
    row = by(board(world, "stale"), "statement")[id]
    assert (row["seen"], row["last_shown"], row["rests_on"]) == (None, "1993-11-01", ("register-2026",))
    assert DAY - date(1993, 11, 1) == timedelta(days=11748)


def test_stale_statements_come_oldest_first(small: KnowledgeGraph) -> None:
    found = small.coverage("stale")
    shown = [str(row.cells["last_shown"]) for row in found.rows]
    assert shown == sorted(shown)
    # In NATO since 1949 and never marked as seen since.
    assert {key(row.cells["statement"]) for row in found.rows[:2]} == {
        "arcadia--memberOf--nato",
        "lugash--memberOf--nato",
    }
    assert found.rows[0].cells["last_shown"] == "1949-08-24"


@pytest.mark.parametrize(
    ("id", "why"),
    [
        ("ruritania--memberOf--nato", "ended"),
        ("ruritania--participatesIn--sky-bridge", "whether it ended is not known"),
        ("lugash--requestedToJoin--sky-bridge", "unverified"),
        ("act-2018-1--adoptedBy--council-of-the-eu", "done once"),
        ("sky-bridge--exists", "the days of a thing"),
    ],
)
def test_what_is_not_open_or_stays_true_is_never_stale(small: KnowledgeGraph, id: str, why: str) -> None:
    assert id not in by(small.coverage("stale", older_than=0), "statement"), why


def test_what_has_not_begun_on_the_day_is_not_open(world: Path) -> None:
    edit(world, PESCO, "sylvania--participatesIn--sky-bridge", seen="2023-07-01")
    id = "sylvania--participatesIn--sky-bridge"
    assert id in by(board(world, "stale"), "statement")
    assert id not in by(board(world, "stale", date(2023, 6, 1), older_than=0), "statement")
    # Seen later than the day that is asked for: shown that long, and not for a negative number of days.
    assert by(board(world, "statements", date(2023, 6, 30)), "statement")[id]["open"] is True
    assert id not in by(board(world, "stale", date(2023, 6, 30), older_than=0), "statement")


def test_denial_grows_stale_too(small: KnowledgeGraph) -> None:
    assert "erewhon--memberOf--pesco--not" in by(small.coverage("stale"), "statement")


def test_counts_of_stale_statements_are_those_of_the_list(real: KnowledgeGraph) -> None:
    counts = by(real.coverage(older_than=1000), "theme")
    found = real.coverage("stale", older_than=1000)
    assert counts["all"]["not_shown"] == len(found.rows)
    for theme, number in Counter(str(row.cells["theme"]) for row in found.rows).items():
        assert counts[theme]["not_shown"] == number
    assert found.notes[0].startswith(f"{len(found.rows)} of {counts['all']['can_age']} open statements")


# Lists


def test_complete_lists_are_told_with_their_days_and_sources(small: KnowledgeGraph) -> None:
    found = by(small.coverage("lists"), "list")
    assert len(found) == 6
    members = found["members-of-nato"]
    assert (members["subject"], members["relation"], getattr(members["object"], "id", "")) == (None, "memberOf", "nato")
    assert (members["from"], members["to"], members["complete"]) == ("1949-08-24", None, "yes")
    assert members["cited"] == "@register-2026, whole page"
    assert found["members-of-communities"]["complete"] == "no"
    assert found["pesco-projects"]["subject"] == "kind:PescoProject"
    # Up to, but not on, its last bound.
    id = "sky-bridge-authorisations"
    for day, answer in (("2025-01-13", "yes"), ("2025-01-14", "no"), ("2018-03-05", "no")):
        assert by(small.coverage("lists", day), "list")[id]["complete"] == answer


def test_every_complete_list_of_the_tables_is_there(real: KnowledgeGraph) -> None:
    with (ROOT / "data" / "completeness.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["id"] for row in csv.DictReader(file)}
    assert set(by(real.coverage("lists"), "list")) == ids


# The command


def test_each_form_carries_the_same_rows(run: Run) -> None:
    table = [line.split("\t") for line in run("coverage").stdout.splitlines()]
    commas = list(csv.reader(io.StringIO(run("coverage", "--format", "csv").stdout)))
    document = json.loads(run("coverage", "--format", "json").stdout)
    markdown = run("coverage", "--format", "md").stdout
    assert table[0][:4] == ["theme", "label", "statements", "confirmed"]
    assert [row[:3] for row in table] == [row[:3] for row in commas]
    assert [row["cells"]["theme"] for row in document["rows"]] == [row[0] for row in table[1:]]
    assert document["parameters"] == {"board": "themes", "older_than": 365}
    assert document["as_of"] == "2025-12-31"
    assert f"| pesco | {table[2][1]} | {table[2][2]} |" in markdown


def test_day_threshold_and_theme_are_options(run: Run) -> None:
    arguments = ("coverage", "stale", "--theme", "agreements", "--older-than", "3000", "--as-of", "2022-07-01")
    document = json.loads(run(*arguments, "--format", "json", "--explain").stdout)
    assert (document["as_of"], document["parameters"]) == (
        "2022-07-01",
        {"board": "stale", "theme": "agreements", "older_than": 3000},
    )
    assert document["rows"]
    for row in document["rows"]:
        assert row["cells"]["days"] > 3000
        assert row["cells"]["last_shown"] < "2014-04-14"  # 3000 days before
    assert {row["statements"][0] for row in document["rows"]} == {one["statement"] for one in document["evidence"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("coverage", "gaps"), "Invalid value"),
        (("coverage", "--theme", "pesko"), "no theme is called 'pesko'"),
        (("coverage", "lists", "--theme", "pesco"), "complete lists have no theme"),
        (("coverage", "--as-of", "soon"), "is not a date"),
        (("coverage", "--older-than", "-1"), "Invalid value"),
    ],
)
def test_what_cannot_be_asked_is_told(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_boards_of_the_command_are_all() -> None:
    assert tuple(board.value for board in cli.Board) == BOARDS


def test_unknown_board_is_refused_from_python_too(small: KnowledgeGraph) -> None:
    with pytest.raises(QuestionError, match="there is no board 'gaps'"):
        small.coverage("gaps")


def test_empty_theme_is_no_division_by_zero(small: KnowledgeGraph) -> None:
    (row,) = small.coverage(theme="operations").rows
    assert (row.cells["statements"], row.cells["primary_percent"], row.cells["last_seen"]) == (0, None, None)
