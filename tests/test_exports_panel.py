"""Panels: figures known to the field, empty cells where nothing is known, codes of the year, and the statements behind."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas
import pytest
from worlds import MEMBERSHIPS, STATES, add, edit, remove, small_world

from graph.knowledge_graph import KnowledgeGraph, load

Rows = list[dict[str, str]]

FOUNDERS = {
    "belgium", "canada", "denmark", "france", "iceland", "italy", "luxembourg", "netherlands", "norway", "portugal",
    "united-kingdom", "united-states",
}  # fmt: skip
BOTH_IN_2017 = {
    "belgium", "bulgaria", "croatia", "czechia", "denmark", "estonia", "france", "germany", "greece", "hungary", "italy",
    "latvia", "lithuania", "luxembourg", "netherlands", "poland", "portugal", "romania", "slovakia", "slovenia", "spain",
    "united-kingdom",
}  # fmt: skip


def files_of(graph: KnowledgeGraph, day: str | None = None) -> dict[str, str]:
    return {path: content.decode("utf-8") for path, content in graph.export("panel", day).files}


def rows_of(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def files(kg: KnowledgeGraph) -> dict[str, str]:
    return files_of(kg)


@pytest.fixture(scope="module")
def states(files: dict[str, str]) -> Rows:
    return rows_of(files["state_year.csv"])


@pytest.fixture(scope="module")
def dyads(files: dict[str, str]) -> Rows:
    return rows_of(files["dyad_year.csv"])


def those(states: Rows, column: str, year: int, value: str = "1") -> set[str]:
    return {row["state"] for row in states if row["year"] == str(year) and row[column] == value}


def cell(states: Rows, state: str, year: int, column: str) -> str:
    (row,) = (row for row in states if row["state"] == state and row["year"] == str(year))
    return row[column]


def dyad(dyads: Rows, one: str, other: str, year: int) -> dict[str, str]:
    (row,) = (row for row in dyads if (row["state_a"], row["state_b"], row["year"]) == (one, other, str(year)))
    return row


# Figures that are known


def test_founders_of_nato(states: Rows) -> None:
    assert those(states, "nato", 1949) == FOUNDERS


def test_states_in_both_at_the_end_of_2017(states: Rows) -> None:
    assert those(states, "both_eu_nato", 2017) == BOTH_IN_2017
    assert those(states, "only_eu", 2017) == {"austria", "cyprus", "finland", "ireland", "malta", "sweden"}
    assert those(states, "only_nato", 2017) == {
        "albania", "canada", "iceland", "montenegro", "norway", "turkiye", "united-states",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "year", "number"),
    [
        ("nato", 1952, 14), ("nato", 1955, 15), ("nato", 1982, 16), ("nato", 1999, 19), ("nato", 2004, 26),
        ("nato", 2009, 28), ("nato", 2017, 29), ("nato", 2020, 30), ("nato", 2023, 31), ("nato", 2024, 32),
        ("ec", 1958, 6), ("ec", 1973, 9), ("ec", 1986, 12), ("eu", 1993, 12), ("eu", 1995, 15), ("eu", 2004, 25),
        ("eu", 2007, 27), ("eu", 2013, 28), ("eu", 2020, 27), ("both_eu_nato", 1958, 6), ("both_eu_nato", 1993, 11),
        ("both_eu_nato", 2004, 19), ("both_eu_nato", 2020, 21), ("both_eu_nato", 2023, 22), ("both_eu_nato", 2024, 23),
        ("pesco", 2017, 25), ("pesco", 2023, 26), ("eda", 2022, 26), ("eda", 2023, 27), ("western_union", 1948, 5),
        ("weu", 1954, 0), ("weu", 1955, 7), ("weu", 1990, 9), ("weu", 1995, 10), ("pfp", 1999, 25), ("pfp", 2024, 18),
    ],
)  # fmt: skip
def test_number_of_members_at_the_end_of_a_year(states: Rows, column: str, year: int, number: int) -> None:
    assert len(those(states, column, year)) == number


def test_panel_gives_what_compare_gives(states: Rows, kg: KnowledgeGraph) -> None:
    for year in (1958, 1981, 1993, 2004, 2013, 2025):
        compared = kg.compare("EU", "NATO", f"{year}-12-31")
        for column, where in (("both_eu_nato", "both"), ("only_eu", "only_a"), ("only_nato", "only_b")):
            found = {row.cells["state"].id for row in compared.rows if row.cells["where"] == where}
            assert those(states, column, year) == found, (year, column)


def test_turkiye_and_cyprus(dyads: Rows) -> None:
    before, after = (dyad(dyads, "cyprus", "turkiye", year) for year in (2003, 2004))
    assert (before["across"], after["across"]) == ("0", "1")
    assert (after["both_nato"], after["both_eu"], after["both_pfp"]) == ("0", "0", "0")
    assert "turkiye-formal-meetings-with-cyprus" in after["objections_b_to_a_list"].split("; ")
    assert (after["cow_a"], after["cow_b"], after["iso3_a"], after["iso3_b"]) == ("352", "640", "CYP", "TUR")
    assert dyad(dyads, "cyprus", "turkiye", 1960)["across"] == "0"
    assert dyad(dyads, "greece", "turkiye", 1952)["both_nato"] == "1"
    assert dyad(dyads, "greece", "turkiye", 1981)["both_eu_or_ec"] == "0"


def test_dyads_are_undirected_and_once_each_year(dyads: Rows) -> None:
    pairs = {(row["state_a"], row["state_b"], row["year"]) for row in dyads}
    assert len(pairs) == len(dyads) and all(one < other for one, other, _ in pairs)


# Years and days


def test_who_left_in_the_year_is_there_on_any_day(states: Rows) -> None:
    assert cell(states, "united-kingdom", 2020, "eu") == "0"
    assert cell(states, "united-kingdom", 2020, "eu_any") == "1"
    assert cell(states, "united-kingdom", 2021, "eu_any") == "0"
    assert cell(states, "malta", 1996, "pfp") == "0" and cell(states, "malta", 1996, "pfp_any") == "1"
    assert [cell(states, "malta", year, "pfp") for year in (1995, 2007, 2008)] == ["1", "0", "1"]


def test_as_of_gives_the_year_on_that_day(kg: KnowledgeGraph) -> None:
    files = files_of(kg, "2017-05-15")
    states = rows_of(files["state_year.csv"])
    assert {(row["year"], row["day"]) for row in states} == {("2017", "2017-05-15")}
    assert len(those(states, "nato", 2017)) == 28 and cell(states, "montenegro", 2017, "nato_any") == "1"
    assert "coded for 2017-05-15" in files["CODEBOOK.md"]
    assert {row["across"] for row in rows_of(files["dyad_year.csv"])} == {"0", "1"}


def test_last_year_is_covered(states: Rows, kg: KnowledgeGraph) -> None:
    assert min(row["year"] for row in states) == "1948"
    assert max(row["day"] for row in states) == kg.about.covered_until.isoformat() == "2025-12-31"


def test_after_the_covered_day_all_is_empty(kg: KnowledgeGraph) -> None:
    states = rows_of(files_of(kg, "2031-01-01")["state_year.csv"])
    for column in ("nato", "eu", "both_eu_nato", "eu_candidate", "pesco_projects", "operations_nato", "nato_any"):
        assert {row[column] for row in states} == {""}, column


# Empty is not zero


def test_before_an_organisation_is_there_cells_are_empty(states: Rows) -> None:
    for column, year in (
        ("eu", 1992),
        ("ec", 1957),
        ("pesco", 2016),
        ("nato", 1948),
        ("weu", 2011),
        ("both_eu_nato", 1957),
    ):
        assert {row[column] for row in states if row["year"] == str(year)} == {""}, column


def test_numbers_are_zero_only_in_complete_lists(states: Rows, dyads: Rows) -> None:
    for rows in (states, dyads):
        for column in (name.removesuffix("_complete") for name in rows[0] if name.endswith("_complete")):
            for row in rows:
                if not row[f"{column}_list"]:
                    assert row[column] == ("0" if row[f"{column}_complete"] == "1" else "")
                else:
                    assert int(row[column]) == len(row[f"{column}_list"].split("; "))


def test_authorised_third_states(states: Rows) -> None:
    """The Council's list is complete to 6 May 2021 and not known to be so at the end of that year."""
    assert cell(states, "norway", 2020, "pesco_authorised") == "0"
    assert cell(states, "norway", 2021, "pesco_authorised_list") == "military-mobility"
    assert (
        cell(states, "turkiye", 2021, "pesco_authorised") == ""
        and cell(states, "turkiye", 2020, "pesco_authorised") == "0"
    )
    assert cell(states, "canada", 2023, "pesco_authorised_list") == "military-mobility; netloghubs"
    assert cell(states, "canada", 2023, "pesco_projects_list") == "military-mobility"
    assert cell(states, "united-kingdom", 2022, "pesco_projects") == ""


def test_complete_list_of_one_state_makes_its_number_exact(kg: KnowledgeGraph) -> None:
    """An Irish minister named all four projects on 12 June 2023."""
    states = rows_of(files_of(kg, "2023-06-12")["state_year.csv"])
    assert cell(states, "ireland", 2023, "pesco_projects") == "4"
    assert cell(states, "ireland", 2023, "pesco_projects_complete") == "1"
    assert cell(states, "ireland", 2023, "pesco_observed") == "19"
    assert cell(states, "france", 2023, "pesco_projects_complete") == "0"


def test_denied_agreement_is_zero_and_unrecorded_one_empty(states: Rows) -> None:
    assert cell(states, "cyprus", 2010, "nato_security_agreement") == "0"
    assert cell(states, "malta", 2000, "nato_security_agreement") == "0"
    assert cell(states, "ireland", 2010, "nato_security_agreement") == "1"
    assert cell(states, "france", 2010, "nato_security_agreement") == ""


def test_days_that_are_not_certain_leave_the_cell_empty(states: Rows) -> None:
    """Norway became associate member of the WEU between November 1992 and March 1995."""
    found = [cell(states, "norway", year, "weu_associate_member") for year in (1992, 1994, 1995, 2010)]
    assert found == ["", "", "1", "1"]
    assert cell(states, "spain", 1994, "weu_associate_member") == "0"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    folder = small_world(tmp_path_factory.mktemp("panel") / "data")
    row = {"subject": "borduria", "relation": "memberOf", "object": "nato", "from": "2010-01-01"}
    add(
        folder,
        MEMBERSHIPS,
        id="borduria--memberOf--nato",
        certainty="unverified",
        note="To settle: a list of members.",
        sources="@register-2026, whole page",
        **row,
    )
    remove(folder, "completeness.csv", "members-of-pesco")
    edit(folder, STATES, "freedonia", name="=cmd|' /C calc'!A0")
    return load(data=folder)


def test_rules_in_a_small_world(world: KnowledgeGraph) -> None:
    states = rows_of(files_of(world)["state_year.csv"])
    # Unverified makes no 1, and no 0 either.
    assert [cell(states, "borduria", year, "nato") for year in (2009, 2010, 2025)] == ["0", "", ""]
    # In NATO from May 1955 to some day of 1966, and again from March 2004.
    found = [cell(states, "ruritania", year, "nato") for year in (1954, 1955, 1965, 1966, 1967, 2003, 2004)]
    assert found == ["0", "1", "1", "", "0", "0", "1"]
    assert cell(states, "ruritania", 1966, "nato_any") == ""
    # Without a complete list a denial is 0, and what is not recorded is empty.
    assert [cell(states, state, 2020, "pesco") for state in ("arcadia", "erewhon", "freedonia")] == ["1", "0", ""]
    assert [cell(states, state, 2020, "pesco_any") for state in ("arcadia", "erewhon", "freedonia")] == ["1", "0", ""]
    assert cell(states, "arcadia", 2020, "cow") == "901" and cell(states, "lugash", 2020, "cow") == ""
    assert cell(states, "freedonia", 2020, "name") == "'=cmd|' /C calc'!A0"


# Codes


def test_codes_are_those_of_the_year(states: Rows) -> None:
    """Germany: as COW and Gleditsch and Ward have it. Serbia: Yugoslavia before June 2006 is no state here."""
    cow = [cell(states, "germany", year, "cow") for year in (1949, 1954, 1955, 1989, 1990, 2025)]
    assert cow == ["", "", "260", "260", "255", "255"]
    assert {row["gw"] for row in states if row["state"] == "germany" and row["year"] >= "1949"} == {"260"}
    first = {row["state"]: row["year"] for row in reversed(states)}
    assert first["serbia"] == "2006" and (cell(states, "serbia", 2006, "cow"), cell(states, "serbia", 2006, "gw")) == (
        "345",
        "340",
    )
    for state, year in (
        ("croatia", "1992"), ("czechia", "1993"), ("slovakia", "1993"), ("estonia", "1991"), ("montenegro", "2006"),
        ("kosovo", "2008"), ("cyprus", "1960"), ("malta", "1964"), ("austria", "1955"), ("south-sudan", "2011"),
    ):  # fmt: skip
        assert first[state] == year, state
    assert (cell(states, "north-macedonia", 1991, "cow"), cell(states, "north-macedonia", 1993, "cow")) == ("", "343")
    assert cell(states, "russia", 1960, "cow") == "365"
    assert not {"palestine", "taiwan"} & first.keys()


def test_no_code_stands_for_two_states_in_a_year(states: Rows) -> None:
    for system in ("cow", "gw"):
        coded = [(row["year"], row[system]) for row in states if row[system]]
        assert len(coded) == len(set(coded))


def test_every_member_has_a_code(states: Rows) -> None:
    """But for Germany before COW lists it."""
    for row in states:
        if "1" in (row["nato"], row["eu_or_ec"]):
            assert row["gw"] and (row["cow"] or (row["state"] == "germany")), row["state"]


# Reading


def test_every_member_is_a_row_of_the_panel(states: Rows, kg: KnowledgeGraph) -> None:
    for year in (1949, 1952, 1960, 1991, 2000):
        found = {
            row.cells["state"].id for row in kg.compare("EC" if year < 1993 else "EU", "NATO", f"{year}-12-31").rows
        }
        assert found <= {row["state"] for row in states if row["year"] == str(year)}


def test_cells_rest_on_statements_that_are_held(files: dict[str, str], states: Rows) -> None:
    data = Path(__file__).resolve().parent.parent / "data" / "statements"
    held = {row["id"] for path in sorted(data.glob("*.csv")) for row in rows_of(path.read_text(encoding="utf-8"))}
    evidence = rows_of(files["state_year_statements.csv"])
    assert {row["statement"] for row in evidence} <= held
    shown = {(row["state"], row["year"]) for row in evidence if row["column"] == "nato"}
    members = {(row["state"], row["year"]) for row in states if row["nato"] == "1"}
    assert members <= shown
    # A source says outright that Cyprus is no member.
    assert {state for state, _ in shown - members} == {"cyprus"} and cell(states, "cyprus", 2018, "nato") == "0"


def test_pandas_reads_missing_as_missing(files: dict[str, str]) -> None:
    frame = pandas.read_csv(io.StringIO(files["state_year.csv"]), dtype={"cow": "Int64", "gw": "Int64", "nato": "Int8"})
    assert frame["nato"].isna().any() and set(frame["nato"].dropna().unique()) == {0, 1}
    assert frame.query("year == 2017")["both_eu_nato"].sum() == 22
    assert not frame.duplicated(["state", "year"]).any()
    assert all(len(column) <= 32 and column == column.lower() for column in frame.columns)  # as Stata wants names


def test_codebook_explains_every_column(files: dict[str, str], kg: KnowledgeGraph) -> None:
    codebook = files["CODEBOOK.md"]
    assert kg.about.sha256 in codebook and "CC BY 4.0" in codebook and "31 December" in codebook
    assert "| `nato` | 1949-08-24..2026-06-30 |" in codebook
    assert "| `pesco_authorised` | 2018-03-06..2021-05-06 |" in codebook
    for path, text in files.items():
        if path.endswith(".csv"):
            section = codebook.split(f"\n## {path}\n")[1].split("\n## ")[0]
            for column in text.split("\n", 1)[0].split(","):
                assert f"| `{column}` | " in section, (path, column)
