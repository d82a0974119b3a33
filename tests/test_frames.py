"""Answers as pandas data frames: types that hold, also where something is missing, and where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas
import pytest

from graph.answers import Cell, Row
from graph.knowledge_graph import KnowledgeGraph
from graph.names import Thing


@pytest.fixture(scope="module")
def gaps(kg: KnowledgeGraph) -> pandas.DataFrame:
    """A frame with a gap in every column but the first."""
    rows: tuple[dict[str, Cell], ...] = (
        {
            "thing": Thing("a", "A"),
            "number": 3,
            "truth": True,
            "share": 1.5,
            "day": "2021-05-06",
            "list": (Thing("x", "X"), "y"),
        },
        {"thing": Thing("b", "=B"), "number": None, "truth": None, "share": None, "day": None, "list": None},
    )
    answer = kg.ask("members-of", organisation="NATO")
    return replace(answer, columns=tuple(rows[0]), rows=tuple(Row(cells, (), "confirmed") for cells in rows)).to_frame()


def test_numbers_and_truth_values_stay_such_where_some_are_missing(gaps: pandas.DataFrame) -> None:
    assert {name: str(gaps[name].dtype) for name in ("number", "truth", "share")} == {
        "number": "Int64", "truth": "boolean", "share": "float64",
    }  # fmt: skip
    assert gaps["number"].sum() == 3 and gaps["number"].isna().tolist() == [False, True]
    assert gaps["truth"].isna().tolist() == [False, True]


def test_cells_are_plain_text_and_days_can_be_read_as_dates(gaps: pandas.DataFrame) -> None:
    assert gaps["thing"].tolist() == ["A", "=B"]
    assert gaps.loc[0, "list"] == "X; y" and pandas.isna(gaps.loc[1, "list"])
    days = pandas.to_datetime(gaps["day"])
    assert days[0] == pandas.Timestamp("2021-05-06") and pandas.isna(days[1])


def test_frame_without_rows_has_its_columns(kg: KnowledgeGraph) -> None:
    frame = kg.ask("third-states-in-pesco", "2017-05-15").to_frame()
    assert len(frame) == 0
    assert list(frame.columns) == [*kg.ask("third-states-in-pesco", "2022-07-01").to_frame().columns]


def test_open_ends_are_missing_and_days_sort(kg: KnowledgeGraph) -> None:
    frame = kg.ask("membership-stints").to_frame().query("side == 'a' and body == 'European Union'")
    assert frame["until"].isna().sum() == 27
    left = frame.dropna(subset="until")
    assert left["state"].tolist() == ["United Kingdom"] and left["until"].tolist() == ["2020-02-01"]
    assert (pandas.to_datetime(frame["from"]) >= "1993-11-01").all()


def test_frame_of_numbers_sums_up(kg: KnowledgeGraph) -> None:
    frame = kg.ask("pesco-project-counts", "2024-06-01").to_frame()
    assert str(frame["adopted"].dtype) == "int64"
