"""Questions whose rows are computed on the network of the day: worked out by hand on the invented small world, and
held against the tables on the real one."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_gold import cells
from worlds import small_world

from graph import questions
from graph.dates import read_span
from graph.errors import OntologyError, QuestionError
from graph.knowledge_graph import KnowledgeGraph, load
from graph.questions.catalogue import MEASURES, read_question
from graph.questions.measures import _MEASURES, MOST_ROWS

HOLDS = "what-holds-the-sides-together"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load(data=small_world(tmp_path_factory.mktemp("measured") / "world"))


def by(rows: list[dict[str, object]], column: str) -> dict[object, object]:
    return {row["thing"]: row[column] for row in rows}


def holding(day: str) -> set[tuple[str, str, str]]:
    """The statements of the real tables that certainly hold on the day, as subject, relation and object."""
    found = set()
    for path in sorted((ROOT / "data" / "statements").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                span = read_span(row["from"], row["to"], row["seen"])
                counts = row["holds"] == "" and row["certainty"] != "unverified"
                if counts and span.valid_from.isoformat() <= day < span.valid_until.isoformat():
                    found.add((row["subject"], row["relation"], row["object"]))
    return found


# What a question file may say of measures


def test_every_measure_that_a_file_may_name_can_be_computed() -> None:
    assert set(_MEASURES) == MEASURES
    assert {questions.question(id).measure for id in questions.question_ids()} - {""} == MEASURES


def test_unknown_measure_and_unknown_assumed_parameter_are_errors_of_the_file() -> None:
    with pytest.raises(OntologyError, match="no measure is called 'weight'; there are between-the-sides"):
        read_question("broken", "#+ summary: Which?\n#+ measure: weight\nSELECT ?s WHERE { ?s a ?k }")
    with pytest.raises(OntologyError, match="assumed"):
        read_question("broken", "#+ summary: Which?\n#+ assumed:\n#+   - a\nSELECT ?s WHERE { ?s a ?k }")


# What holds two sides together


def test_three_acts_each_carry_a_third_of_the_paths_between_pesco_and_its_council(small: KnowledgeGraph) -> None:
    """PESCO and its two projects are each two steps from the Council, by the one act that made each."""
    answer = small.ask(HOLDS, "2019-06-01", a="pesco", b="council-of-the-eu")
    assert by(cells(answer), "share") == {"act-2017-1": 0.333, "act-2018-1": 0.333, "act-2018-2": 0.333}
    assert {row["rank"] for row in cells(answer)} == {1}
    assert {row["kind"] for row in cells(answer)} == {"LegalAct"}
    assert answer.rows[0].statements == ("act-2017-1--adoptedBy--council-of-the-eu", "pesco--establishedBy--act-2017-1")
    assert "(3 things) and that of Council of the Union (1 thing)" in answer.notes[0]


def test_a_project_that_ended_leaves_two_acts_with_half_each(small: KnowledgeGraph) -> None:
    answer = small.ask(HOLDS, "2021-07-01", a="pesco", b="council-of-the-eu")
    assert by(cells(answer), "share") == {"act-2017-1": 0.5, "act-2018-1": 0.5}


def test_states_and_the_sides_are_no_rows_but_a_note_gives_their_shares(small: KnowledgeGraph) -> None:
    """On this day the EU and NATO share two members, Arcadia and Ruritania: each carries half."""
    answer = small.ask(HOLDS, "2019-06-01")
    assert answer.rows == ()
    assert any("2 states, of which Arcadia has the greatest share (0.500)" in note for note in answer.notes)


def test_two_sides_must_be_two_and_be_there(small: KnowledgeGraph) -> None:
    with pytest.raises(QuestionError, match="is both sides"):
        small.ask(HOLDS, "2019-06-01", a="eu", b="eu")
    answer = small.ask(HOLDS, "1940-01-01")
    assert answer.rows == () and "No link of European Union or North Atlantic" in answer.notes[0]


def test_links_beside_a_real_row_are_links_of_the_thing_that_hold_on_the_day(kg: KnowledgeGraph) -> None:
    for day in ("2005-12-31", "2017-05-15"):
        held = {"--".join(one) for one in holding(day)}
        answer = kg.ask(HOLDS, day)
        assert len(answer.rows) == MOST_ROWS
        for row in answer.rows:
            thing = cells(answer)[answer.rows.index(row)]["thing"]
            assert row.statements
            for statement in row.statements:
                item = answer.evidence[statement]
                assert thing in (item.subject, item.object)
                assert f"{item.subject}--{item.relation}--{item.object}" in held


def test_hybrid_fusion_cell_holds_the_sides_together_in_2017_and_not_in_2005(kg: KnowledgeGraph) -> None:
    assert "hybrid-fusion-cell" in by(cells(kg.ask(HOLDS, "2017-05-15")), "share")
    before = by(cells(kg.ask(HOLDS, "2005-12-31")), "share")
    assert "hybrid-fusion-cell" not in before and {"eums", "shape", "nac"} <= set(before)


# Cut points, communities, the most linked


def test_eu_and_nato_are_the_cut_points_of_the_small_world(small: KnowledgeGraph) -> None:
    """Erewhon, Sylvania and the Communities hang by the EU; Freedonia and Lugash by NATO, until Freedonia, which is
    on its way into Sky Bridge in 2021, has a second link."""
    found = {row["thing"]: row["cut_off"] for row in cells(small.ask("cut-points", "2019-06-01"))}
    assert found == {"eu": ["erewhon", "european-communities", "sylvania"], "nato": ["freedonia", "lugash"]}
    later = {row["thing"]: row["cut_off"] for row in cells(small.ask("cut-points", "2021-07-01"))}
    assert later["nato"] == ["lugash"]
    (row, *_) = small.ask("cut-points", "2019-06-01").rows
    assert row.statements == ("erewhon--memberOf--eu", "eu--succeeds--european-communities", "sylvania--memberOf--eu")


def test_what_a_real_cut_point_cuts_off_has_no_other_link(kg: KnowledgeGraph) -> None:
    """Partners that nothing else of the day links with anything."""
    for day in ("2005-12-31", "2017-05-15"):
        (row,) = [row for row in cells(kg.ask("cut-points", day)) if row["thing"] == "partnership-for-peace"]
        fallen = row["cut_off"]
        assert isinstance(fallen, list) and "uzbekistan" in fallen and row["cut_off_count"] == len(fallen)
        for one, _, other in holding(day):
            if {one, other} & set(fallen):
                assert {one, other} - set(fallen) <= {"partnership-for-peace"}


def test_communities_cover_each_thing_once_and_name_its_core(kg: KnowledgeGraph, small: KnowledgeGraph) -> None:
    for graph, day in ((small, "2019-06-01"), (kg, "2005-12-31"), (kg, "2017-05-15")):
        rows = cells(graph.ask("communities-of-the-network", day))
        members = [member for row in rows for member in row["members"]]  # type: ignore[attr-defined]
        assert sorted(members) == sorted(graph.network(day).nodes)
        assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
        assert all(row["around"] in row["members"] and row["size"] == len(row["members"]) for row in rows)  # type: ignore[operator, arg-type]


def test_same_communities_and_shares_in_every_process(tmp_path: Path) -> None:
    code = (
        "import graph\nkg = graph.load()\n"
        f"for id in ('communities-of-the-network', '{HOLDS}'): print(kg.ask(id, '2017-05-15').to_json())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
            text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1


def test_five_links_each_make_four_things_the_most_linked(small: KnowledgeGraph) -> None:
    rows = cells(small.ask("most-linked", "2019-06-01"))
    five = {row["thing"] for row in rows if row["linked_to"] == 5}
    assert five == {"arcadia", "eu", "pesco", "ruritania"}
    assert {row["centrality"] for row in rows if row["thing"] in five} == {0.333}  # 5 of the 15 others
    assert {row["rank"] for row in rows if row["thing"] in five} == {1}
    assert next(row["rank"] for row in rows if row["linked_to"] == 4) == 5


@pytest.mark.parametrize("day", ["2005-12-31", "2017-05-15"])
def test_numbers_of_real_links_are_those_of_the_tables(kg: KnowledgeGraph, day: str) -> None:
    rows = cells(kg.ask("most-linked", day))
    held = holding(day)
    for thing in ("eu", "nato"):
        others = {b if a == thing else a for a, _, b in held if thing in (a, b)}
        assert by(rows, "linked_to")[thing] == len(others)


# Questions on the network that plain SPARQL answers


def test_states_that_share_projects_with_one(small: KnowledgeGraph) -> None:
    """In 2019 Arcadia and Ruritania are in both projects; in 2022 Freedonia has come into Sky Bridge and Deep Harbour
    has ended, and Ruritania is no longer seen."""
    shared = cells(small.ask("states-sharing-projects", "2019-06-01", state="arcadia"))
    assert shared == [{"state": "ruritania", "shared": 2, "projects": ["deep-harbour", "sky-bridge"]}]
    assert cells(small.ask("states-sharing-projects", "2022-01-01", state="arcadia")) == [
        {"state": "freedonia", "shared": 1, "projects": ["sky-bridge"]}
    ]


@pytest.mark.parametrize("day", ["2019-01-01", "2022-07-01"])
def test_projects_shared_with_germany_are_those_of_the_tables(kg: KnowledgeGraph, day: str) -> None:
    taking: dict[str, set[str]] = {}
    with (ROOT / "data" / "entities" / "pesco-projects.csv").open(encoding="utf-8", newline="") as file:
        projects = {row["id"] for row in csv.DictReader(file)}
    for state, relation, project in holding(day):
        if relation in ("coordinates", "participatesIn") and project in projects:
            taking.setdefault(state, set()).add(project)
    expected = {
        state: sorted(taking[state] & taking["germany"])
        for state in taking
        if state != "germany" and taking[state] & taking["germany"]
    }
    rows = cells(kg.ask("states-sharing-projects", day, state="Germany"))
    assert {row["state"]: row["projects"] for row in rows} == expected
    counts = [row["shared"] for row in rows]
    assert counts == [len(expected[str(row["state"])]) for row in rows] == sorted(counts, reverse=True)  # type: ignore[type-var]


def test_links_of_a_state_to_what_is_no_state(small: KnowledgeGraph, kg: KnowledgeGraph) -> None:
    found = {
        row["thing"]: row["relations"] for row in cells(small.ask("links-of-state", "2021-07-01", state="freedonia"))
    }
    assert found == {
        "nato": ["memberOf"],
        "sky-bridge": ["authorisedToJoin", "expressedInterestIn", "invitedToJoin", "requestedToJoin"],
    }
    then = {row["thing"]: row["relations"] for row in cells(kg.ask("links-of-state", "2005-12-31", state="norway"))}
    assert then == {"eu": ["hasAgreementWith"], "nato": ["memberOf"], "weu": ["associatedWith"]}
    assert {"eda", "mcce"} <= {row["thing"] for row in cells(kg.ask("links-of-state", "2017-05-15", state="norway"))}
