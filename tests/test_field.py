"""The whole field is held: what the five founding papers speak of, and none of their errors as a fact."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest
from conftest import ROOT

from graph import tables
from graph.knowledge_graph import KnowledgeGraph
from graph.model import Dataset

PAPERS = {"egmont-2013", "eln-2017", "europeum-2025", "ceps-2022", "eu-nato-background-2021"}


@pytest.fixture(scope="module")
def data() -> Dataset:
    return tables.load(ROOT / "data").dataset


@pytest.fixture(scope="module")
def inventory() -> list[dict[str, str]]:
    with (ROOT / "tests" / "founding_inventory.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_inventory_has_each_row_once(inventory: list[dict[str, str]]) -> None:
    assert len(inventory) == 898 == len({row["inventory_id"] for row in inventory})
    assert Counter(row["doc"] for row in inventory).keys() == {"000", "001", "002", "003", "004"}


def test_every_mapped_id_exists(inventory: list[dict[str, str]], data: Dataset) -> None:
    known = {f"entity:{id}" for id in data.by_id}
    known |= {f"statement:{row.id}" for row in data.statements}
    known |= {f"statement:{row.id}--exists" for row in data.entities if row.dated is not None}
    known |= {f"claim:{row.id}" for row in data.claims}
    known |= {f"position:{row.id}" for row in data.positions}
    known |= {f"recommendation:{row.id}" for row in data.recommendations}
    known |= {f"observation:{row.id}" for row in data.observations}
    known |= {f"milestone:{row.id}" for row in data.milestones}
    known |= {f"mention:{row.entity}@{row.said_in.source}" for row in data.mentions}
    missing = [
        (row["inventory_id"], id) for row in inventory for id in row["held_by"].split("; ") if id and id not in known
    ]
    assert missing == []


def test_at_least_95_percent_are_mapped_and_the_rest_have_a_reason(inventory: list[dict[str, str]]) -> None:
    mapped = [row for row in inventory if row["held_by"]]
    assert len(mapped) >= 0.95 * len(inventory)
    assert all(row["reason"] for row in inventory if not row["held_by"])


def test_size_of_the_field(data: Dataset) -> None:
    others = [entity for entity in data.entities if "pesco-project" not in entity.kinds]
    assert len(others) >= 350
    assert len(data.claims) >= 150
    assert len(data.recommendations) == 79


def test_every_statement_has_a_source_and_a_locator(data: Dataset) -> None:
    for place, citations in data.cited():
        for citation in citations:
            assert citation.locator, place
    assert all(row.sources for row in (*data.statements, *data.positions, *data.milestones, *data.entities))


def test_locators_into_the_papers_are_not_line_numbers(data: Dataset) -> None:
    for place, citations in data.cited():
        for citation in citations:
            if citation.source in PAPERS:
                assert not re.search(r"\bl\.\s?\d|\bline", citation.locator), (place, citation)


def test_each_paper_speaks_through_claims_recommendations_and_mentions(data: Dataset) -> None:
    for rows in (data.claims, data.recommendations, data.mentions):
        assert {row.said_in.source for row in rows} == PAPERS


def test_nothing_is_part_of_the_external_action_service_before_it_existed(data: Dataset) -> None:
    service = data.by_id["eeas"]
    assert service.dated is not None
    for row in data.statements:
        if row.relation in ("partOf", "subordinateTo") and row.object == "eeas" and not row.denied:
            assert row.dated.span.valid_from >= service.dated.span.possibly_from, row.id


def test_errors_of_the_papers_are_no_statements(kg: KnowledgeGraph, data: Dataset) -> None:
    assert not any(
        row.subject == "eda" and row.object == "edf" and row.relation in ("manages", "oversees") and not row.denied
        for row in data.statements
    )
    in_mali = {
        row.subject
        for row in data.statements
        if row.relation == "takesPlaceIn" and row.object == "mali" and not row.denied
    }
    by_nato = {row.subject for row in data.statements if row.relation == "conductedBy" and row.object == "nato"}
    assert not in_mali & by_nato
    names = " ".join([entity.name for entity in data.entities] + [entity.id for entity in data.entities]).casefold()
    assert "monse" not in names and "joint threat analysis" not in names


def test_the_commission_manages_the_fund(data: Dataset) -> None:
    managers = {
        row.subject for row in data.statements if row.relation == "manages" and row.object == "edf" and not row.denied
    }
    assert managers and managers <= {"commission", "dg-defis"}


def test_common_proposals_are_42_and_32(kg: KnowledgeGraph) -> None:
    parts = {
        row.subject
        for row in tables.load(ROOT / "data").dataset.statements
        if row.relation == "partOf" and "common-set" in row.subject
    }
    assert {"common-set-42", "common-set-32"} <= parts


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("EEAS", ["2010"]),
        ("EDA", ["2004-07-12", "Council"]),
        ("SHAPE", ["1951"]),
        ("PESCO", ["2017-12-11"]),
        ("Cyprus", ["2004-05-01", "Partnership for Peace"]),
        ("Türkiye", ["1952-02-18", "Military Mobility"]),
        ("Berlin Plus", ["2003-03-17", "Concordia", "Althea"]),
        ("EUFOR Althea", ["2004-12-02", "Bosnia"]),
        ("jd-2016", ["2016-07-08"]),
    ],
)
def test_dossier_says_what_an_expert_looks_for(kg: KnowledgeGraph, name: str, words: list[str]) -> None:
    found = kg.show(name)
    text = found.to_markdown()
    assert [word for word in words if word not in text] == []
    assert len(found.statements.rows) >= 3
    assert all(row.statements for row in found.statements.rows)


def test_names_over_time_are_kept(kg: KnowledgeGraph) -> None:
    for name, id in (
        ("Turkey", "turkiye"),
        ("former Yugoslav Republic of Macedonia", "north-macedonia"),
        ("ESDP", "csdp"),
    ):
        assert kg.show(name).thing.id == id


def test_identifiers_are_unique(data: Dataset) -> None:
    items = Counter(entity.wikidata for entity in data.entities if entity.wikidata)
    assert [item for item, count in items.items() if count > 1] == []
    codes = Counter(
        code for entity in data.entities for code in entity.codes if code[0] in ("iso2", "iso3", "cow", "gw", "celex")
    )
    assert [code for code, count in codes.items() if count > 1] == []
