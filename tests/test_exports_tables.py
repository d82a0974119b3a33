"""CSV, XLSX and SQLite: read back by the tools that people open them with, counted, and harmless."""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
from pathlib import Path
from typing import Any

import igraph
import openpyxl
import pandas
import pytest
from datasette.app import Datasette
from loops import in_own_loop
from worlds import MEMBERSHIPS, PROJECTS, STATES, edit, small_world

from graph.errors import EunatoError
from graph.knowledge_graph import KnowledgeGraph, load

DATA = Path(__file__).resolve().parent.parent / "data"
FORMULA = "=cmd|' /C calc'!A0"
LONG = "long " * 8_000
RIGHT_TO_LEFT = '\u202e\u05d0\u05e8\u05e7\u200f "x"; </script>'
# Where the rows of each table come from, one for one.
TABLES = {
    "things": "entities",
    "milestones": "milestones.csv",
    "positions": "positions.csv",
    "claims": "claims.csv",
    "recommendations": "recommendations.csv",
    "observations": "observations.csv",
    "mentions": "mentions.csv",
    "completeness": "completeness.csv",
}


def rows_of(path: str) -> list[dict[str, str]]:
    """The rows of a table, or of all tables in a folder."""
    files = sorted((DATA / path).glob("*.csv")) if (DATA / path).is_dir() else [DATA / path]
    return [row for file in files for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))]


@pytest.fixture(scope="module")
def folder(kg: KnowledgeGraph) -> dict[str, str]:
    return {path: content.decode("utf-8") for path, content in kg.export("csv").files}


@pytest.fixture(scope="module")
def tables(folder: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    return {
        path.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text)))
        for path, text in folder.items()
        if path.endswith(".csv")
    }


@pytest.fixture(scope="module")
def workbook(kg: KnowledgeGraph) -> bytes:
    return kg.export("xlsx").content()


@pytest.fixture(scope="module")
def book(workbook: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook))


@pytest.fixture(scope="module")
def of_2017(kg: KnowledgeGraph) -> dict[str, list[dict[str, str]]]:
    """The tables for 15 May 2017."""
    found = kg.export("csv", "2017-05-15").files
    return {path: list(csv.DictReader(io.StringIO(text.decode("utf-8")))) for path, text in found}


@pytest.fixture(scope="module")
def database(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "eunato.db"
    path.write_bytes(kg.export("sqlite").content())
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A small world in which names and notes are what no spreadsheet should run and no cell should lose."""
    world = small_world(tmp_path_factory.mktemp("hostile") / "data")
    edit(world, STATES, "arcadia", name=RIGHT_TO_LEFT, description=FORMULA)
    edit(world, STATES, "borduria", description="-5", note="+1+cmd|'/C calc'!A0")
    edit(world, STATES, "freedonia", note='first, "second"')
    edit(world, PROJECTS, "sky-bridge", name="@SUM(1+1)*cmd|'/C calc'!A0", note=LONG.strip())
    edit(world, MEMBERSHIPS, "arcadia--memberOf--eu", note="-2+3+cmd|'/C calc'!A0")
    return load(data=world)


# What is there


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_row_of_a_table_is_there(tables: dict[str, list[dict[str, str]]], name: str) -> None:
    assert len(tables[name]) == len(rows_of(TABLES[name]))


def test_statements_are_those_of_the_tables_and_the_existence_of_things(
    tables: dict[str, list[dict[str, str]]],
) -> None:
    written = {row["id"]: row for row in rows_of("statements")}
    found = {row["id"]: row for row in tables["statements"] if row["relation"] != "exists"}
    assert found.keys() == written.keys()
    for id, row in written.items():
        for column in (
            "subject",
            "relation",
            "object",
            "concerning",
            "role",
            "from",
            "to",
            "seen",
            "certainty",
            "note",
        ):
            assert found[id][column].removeprefix("'") == row[column], (id, column)
        assert found[id]["holds"] == (row["holds"] or "yes")
        assert found[id]["sources"] == f"[{row['sources']}]"
    existing = {row["id"] for row in rows_of("entities") if row["from"]}
    assert {row["subject"] for row in tables["statements"] if row["relation"] == "exists"} == existing


def test_bounds_stand_beside_the_days_as_written(tables: dict[str, list[dict[str, str]]]) -> None:
    """WEU: associate membership of Norway began on 20 November 1992 or up to 6 March 1995, and ended on 1 July 2011."""
    (row,) = (row for row in tables["statements"] if row["id"] == "norway--associatedWith--weu")
    assert (row["from"], row["to"]) == ("1992-11-20..1995-03-06", "2011-07-01")
    assert (row["valid_from"], row["valid_until"]) == ("1995-03-06", "2011-07-01")
    assert (row["possibly_from"], row["possibly_until"]) == ("1992-11-20", "2011-07-01")


def test_steps_of_third_states_with_denials(tables: dict[str, list[dict[str, str]]]) -> None:
    steps = {row["statement"]: row for row in tables["third_state_steps"]}
    written = {row["id"] for row in rows_of("statements/pesco-third-states.csv") if row["relation"] != "memberOf"}
    assert steps.keys() == written and len(steps) == 40
    assert steps["norway--authorisedToJoin--military-mobility"]["stage"] == "authorised"
    assert steps["turkiye--participatesIn--military-mobility--not"]["holds"] == "no"
    assert steps["switzerland--invitedToJoin--military-mobility"]["certainty"] == "unverified"


def test_states_sheet_says_of_what_they_are_members(of_2017: dict[str, list[dict[str, str]]]) -> None:
    states = {row["id"]: row for row in of_2017["states.csv"]}
    assert len(states) == 107
    for name, number in (("European Union", 28), ("North Atlantic Treaty Organization", 28)):
        assert sum(name in row["member_of"].split("; ") for row in states.values()) == number
    assert "Partnership for Peace" not in states["cyprus"]["member_of"]
    assert (states["germany"]["iso3"], states["germany"]["cow"], states["germany"]["gw"]) == ("DEU", "255", "260")


def test_readme_explains_every_file_and_column(folder: dict[str, str], kg: KnowledgeGraph) -> None:
    readme = folder["README.md"]
    assert kg.about.version in readme and kg.about.sha256 in readme and "creativecommons.org/licenses/by/4.0" in readme
    for path, text in folder.items():
        if path.endswith(".csv"):
            section = readme.split(f"\n## {path}\n")[1].split("\n## ")[0]
            for column in text.split("\n", 1)[0].split(","):
                assert f"| `{column}` | " in section, (path, column)


# Networks


def test_igraph_reads_nodes_and_edges(folder: dict[str, str]) -> None:
    """igraph takes the first two columns of the edges as their ends and the first of the nodes as their names."""
    edges = pandas.read_csv(io.StringIO(folder["edges.csv"]), keep_default_na=False)
    nodes = pandas.read_csv(io.StringIO(folder["nodes.csv"]), keep_default_na=False)
    graph = igraph.Graph.DataFrame(edges, directed=True, vertices=nodes, use_vids=False)
    assert graph.vcount() == len(rows_of("entities"))
    counted = [row for row in rows_of("statements") if row["certainty"] != "unverified" and row["holds"] != "no"]
    assert graph.ecount() == len(counted)
    assert list(edges.columns[:5]) == ["Source", "Target", "Type", "Id", "Label"]
    assert list(nodes.columns[:2]) == ["Id", "Label"]
    assert set(edges["Type"]) == {"Directed", "Undirected"}
    assert set(edges["certainty"]) == {"confirmed", "probable"}


def test_network_of_a_day_is_that_of_the_day(of_2017: dict[str, list[dict[str, str]]], kg: KnowledgeGraph) -> None:
    graph = kg.network("2017-05-15")
    assert {row["Id"] for row in of_2017["edges.csv"]} == {key for _, _, key in graph.edges(keys=True)}
    assert {row["Id"] for row in of_2017["nodes.csv"]} == set(graph.nodes)


def test_tables_of_a_day_leave_out_what_does_not_hold(of_2017: dict[str, list[dict[str, str]]]) -> None:
    """Malta left the Partnership in 1996 and came back in 2008."""
    found = {row["id"]: row for row in of_2017["statements.csv"]}
    assert "malta--memberOf--partnership-for-peace" not in found
    assert "malta--memberOf--partnership-for-peace--not" not in found
    assert found["malta--memberOf--partnership-for-peace--2"]["on_day"] == "yes"
    assert {row["on_day"] for row in found.values()} == {"yes", "unknown"}
    assert "montenegro--memberOf--nato" not in found


# Excel


def test_openpyxl_reads_every_sheet(book: Any, tables: dict[str, list[dict[str, str]]]) -> None:
    assert book.sheetnames[:6] == ["about", "states", "things", "statements", "milestones", "positions"]
    assert book.sheetnames[-1] == "codebook"
    for name in set(book.sheetnames) - {"about", "codebook"}:
        sheet = book[name]
        assert sheet.max_row == len(tables[name]) + 1, name
        assert [cell.value for cell in sheet[1]] == list(tables[name][0])
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == sheet.dimensions
        assert not [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert {(row[0], row[1]) for row in book["codebook"].iter_rows(min_row=2, values_only=True)} == {
        (name, column) for name in set(book.sheetnames) - {"about", "codebook"} for column in tables[name][0]
    }


def test_workbook_says_what_it_is_of(book: Any, kg: KnowledgeGraph) -> None:
    said = "\n".join(str(row[1]) for row in book["about"].iter_rows(values_only=True))
    assert kg.about.sha256 in said and "2025-12-31" in said and "CC BY 4.0" in said
    assert book.properties.created.isoformat() == "2025-12-31T00:00:00"


def test_pandas_reads_days_as_written_and_bounds_as_dates(workbook: bytes) -> None:
    frame = pandas.read_excel(io.BytesIO(workbook), sheet_name="statements", index_col="id")
    row = frame.loc["norway--associatedWith--weu"]
    assert row["from"] == "1992-11-20..1995-03-06"
    assert row["valid_from"] == pandas.Timestamp("1995-03-06") and pandas.isna(
        frame.loc["norway--memberOf--nato", "valid_until"]
    )
    assert frame["valid_from"].map(type).eq(pandas.Timestamp).all()
    assert frame.loc["finland--memberOf--nato", "subject_name"] == "Finland"
    assert "Türkiye" in set(frame["subject_name"])


def test_workbook_without_its_library_names_the_extra(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(EunatoError, match=r"pip install 'eunato\[xlsx\]'"):
        kg.export("xlsx").content()


# SQLite


def test_datasette_counts_as_we_do(database: Path, tables: dict[str, list[dict[str, str]]]) -> None:
    async def counts() -> tuple[dict[str, int], list[dict[str, Any]], list[str]]:
        served = Datasette([str(database)], memory=False)
        await served.invoke_startup()
        about = (await served.client.get("/eunato.json")).json()
        members = (
            await served.client.get(
                "/eunato/statements_certain.json?relation=memberOf&object=nato&_shape=array&_size=max"
            )
        ).json()
        searched = (await served.client.get("/eunato/things.json?_search=turkiye+state&_shape=array")).json()
        return {table["name"]: table["count"] for table in about["tables"]}, members, [row["id"] for row in searched]

    counted, members, searched = in_own_loop(counts())
    for name in set(tables) - {"nodes", "edges", "states"}:
        assert counted[name] == len(tables[name]), name
    assert len(members) == 32
    assert searched == ["turkiye"]


def test_keys_hold_and_views_follow_the_day(database: Path, kg: KnowledgeGraph, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(database.read_bytes())
    opened = sqlite3.connect(copy)
    opened.execute("PRAGMA foreign_keys = ON")
    assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    with pytest.raises(sqlite3.IntegrityError):
        opened.execute("INSERT INTO milestones (id, entity) VALUES ('x', 'nowhere')")
    members = "SELECT subject FROM statements_certain WHERE relation = 'memberOf' AND object = 'nato'"
    for day, number in (("1949-12-31", 12), ("1982-05-29", 15), ("1982-05-30", 16), ("2017-06-05", 29)):
        opened.execute("UPDATE day SET day = ?", [day])
        assert len(opened.execute(members).fetchall()) == number
    opened.execute("UPDATE day SET day = '2017-05-15'")
    certain = {id for (id,) in opened.execute("SELECT id FROM statements_certain WHERE relation <> 'exists'")}
    assert certain == {key for _, _, key in kg.network("2017-05-15").edges(keys=True)}
    uncertain = {id for (id,) in opened.execute("SELECT id FROM statements_uncertain")}
    assert uncertain and not uncertain & certain
    opened.close()


def test_sqlite_says_what_it_is_of(database: Path, kg: KnowledgeGraph) -> None:
    opened = sqlite3.connect(database)
    said = "\n".join(line for (line,) in opened.execute("SELECT line FROM about ORDER BY number"))
    assert kg.about.sha256 in said and "CC BY 4.0" in said
    explained = {(table, column) for table, column, _ in opened.execute("SELECT * FROM columns")}
    for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for column in opened.execute(f'PRAGMA table_info("{table}")').fetchall():
            if not table.startswith(("things_fts", "about", "day", "columns", "sqlite_")):
                assert (table, column[1]) in explained
    opened.close()


# Hostile cells


def test_no_cell_of_csv_is_a_formula(hostile: KnowledgeGraph) -> None:
    for path, content in hostile.export("csv").files:
        if path.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode("utf-8"))):
                for cell in row:
                    assert cell[:1] not in ("=", "+", "@", "\t", "\r") and (cell[:1] != "-" or cell == "-5"), cell


def test_csv_keeps_every_character(hostile: KnowledgeGraph) -> None:
    text = dict(hostile.export("csv").files)["things.csv"].decode("utf-8")
    things = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    assert things["arcadia"]["name"] == RIGHT_TO_LEFT
    assert things["arcadia"]["description"] == f"'{FORMULA}"
    assert things["borduria"]["description"] == "-5"
    assert things["freedonia"]["note"] == 'first, "second"'
    assert things["sky-bridge"]["note"] == LONG.strip()


def test_excel_cells_are_text_and_say_where_they_are_cut(hostile: KnowledgeGraph) -> None:
    book = openpyxl.load_workbook(io.BytesIO(hostile.export("xlsx").content()))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    header, *rows = book["things"].iter_rows(values_only=True)
    things = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert things["arcadia"]["description"] == FORMULA and things["arcadia"]["name"] == RIGHT_TO_LEFT
    assert things["borduria"]["description"] == "-5"
    note = things["sky-bridge"]["note"]
    assert len(note) == 32_767 and note.endswith("the export csv has the whole text")
    assert things["sky-bridge"]["from"] == "2018-03-06"


def test_sqlite_keeps_every_character(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "hostile.db"
    path.write_bytes(hostile.export("sqlite").content())
    opened = sqlite3.connect(path)
    things = {id: rest for id, *rest in opened.execute("SELECT id, name, description, note FROM things")}
    assert things["arcadia"][:2] == [RIGHT_TO_LEFT, FORMULA]
    assert things["sky-bridge"][2] == LONG.strip()
    opened.close()
