"""What is recorded on the conditions for third states in PESCO projects, checked by hand against acts and agreements."""

from __future__ import annotations

from datetime import date

import pytest
from test_gold import cells

from graph.knowledge_graph import KnowledgeGraph

JUDGED = {
    "condition-good-neighbourly-relations",
    "condition-no-dependencies",
    "condition-political-dialogue",
    "condition-strengthening-csdp",
    "condition-substantial-added-value",
    "condition-values-and-interests",
}
Rows = dict[object, dict[str, object]]


def conditions(kg: KnowledgeGraph, state: str, project: str, day: str) -> Rows:
    found = kg.ask("conditions-for-third-state", day, state=state, project=project)
    rows = [row for row in cells(found) if row["condition"]]
    assert len({row["condition"] for row in rows}) == len(rows)
    return {row["condition"]: row for row in rows}


def positions(kg: KnowledgeGraph, state: str, project: str, day: str) -> set[tuple[object, object]]:
    found = kg.ask("conditions-for-third-state", day, state=state, project=project)
    return {(row["holder"], row["stance"]) for row in cells(found) if row["state_of_evidence"] == "position"}


@pytest.mark.parametrize(
    ("state", "project", "day", "act", "security", "eda"),
    [
        ("norway", "military-mobility", "2022-07-01", "decision-cfsp-2021-749", ["soia-no"], ["eda-aa-no"]),
        ("switzerland", "crf", "2025-06-01", "decision-cfsp-2025-967", ["soia-ch"], ["eda-aa-ch"]),
        ("switzerland", "military-mobility", "2025-01-13", "decision-cfsp-2025-75", ["soia-ch"], ["eda-aa-ch"]),
    ],
)
def test_authorised_state_with_both_agreements(
    kg: KnowledgeGraph, state: str, project: str, day: str, act: str, security: list[str], eda: list[str]
) -> None:
    rows = conditions(kg, state, project, day)
    assert set(rows) == JUDGED | {"security-of-information", "eda-cooperation"}
    assert {row["state_of_evidence"] for name, row in rows.items() if name in JUDGED} == {"judged-by-council"}
    assert all(row["council_act"] == [act] for row in rows.values())
    assert rows["security-of-information"]["state_of_evidence"] == "recorded"
    assert rows["security-of-information"]["agreement"] == security
    assert rows["eda-cooperation"]["state_of_evidence"] == "recorded" and rows["eda-cooperation"]["agreement"] == eda


def test_canada_was_found_to_meet_them_without_an_arrangement_with_the_agency(kg: KnowledgeGraph) -> None:
    rows = conditions(kg, "canada", "netloghubs", "2023-02-20")
    assert rows["security-of-information"]["agreement"] == ["soia-ca"]
    assert rows["eda-cooperation"]["state_of_evidence"] == "denied"
    assert "Only where the project runs with the support of the EDA" in str(rows["eda-cooperation"]["note"])
    assert {row["state_of_evidence"] for name, row in rows.items() if name in JUDGED} == {"judged-by-council"}
    before = conditions(kg, "canada", "netloghubs", "2023-02-19")
    assert {row["state_of_evidence"] for name, row in before.items() if name in JUDGED} == {"to-be-judged"}
    assert all(row["council_act"] == [] for row in before.values())


def test_turkiye_has_two_denials_no_judgement_and_positions_on_both_sides(kg: KnowledgeGraph) -> None:
    rows = conditions(kg, "turkiye", "military-mobility", "2022-07-01")
    assert {row["state_of_evidence"] for name, row in rows.items() if name in JUDGED} == {"to-be-judged"}
    assert rows["security-of-information"]["state_of_evidence"] == "denied"
    assert rows["eda-cooperation"]["state_of_evidence"] == "denied"
    assert all(row["council_act"] == [] for row in rows.values())
    assert positions(kg, "turkiye", "military-mobility", "2022-07-01") == {
        ("turkiye", "asks"),
        ("austria", "objects"),
        ("finland", "supports"),
        ("sweden", "supports"),
    }


def test_unverified_positions_of_greece_and_cyprus_do_not_count(kg: KnowledgeGraph) -> None:
    later = positions(kg, "turkiye", "military-mobility", "2022-12-31")
    assert not {"greece", "cyprus"} & {holder for holder, _ in later}
    assert {("daniel-fiott", "objects"), ("michael-mazarr", "objects")} <= later


def test_absence_alone_is_never_a_no(kg: KnowledgeGraph) -> None:
    """The arrangement of the United States with the agency is of 2023-04-26; before that nothing is recorded."""
    rows = conditions(kg, "united-states", "military-mobility", "2022-07-01")
    assert rows["eda-cooperation"]["state_of_evidence"] == "not-recorded"
    after = conditions(kg, "united-states", "military-mobility", "2023-04-26")
    assert after["eda-cooperation"]["agreement"] == ["eda-aa-us"]


def test_no_rows_for_a_member_of_the_eu_nor_before_there_were_conditions(kg: KnowledgeGraph) -> None:
    for state, day in (("france", "2022-07-01"), ("united-kingdom", "2020-01-31"), ("norway", "2020-11-04")):
        assert kg.ask("conditions-for-third-state", day, state=state, project="military-mobility").rows == ()
    assert conditions(kg, "united-kingdom", "military-mobility", "2020-11-05")


def test_each_condition_rests_on_the_decision_and_each_position_names_its_source(kg: KnowledgeGraph) -> None:
    answer = kg.ask("conditions-for-third-state", "2022-07-01", state="turkiye", project="military-mobility")
    for row in answer.rows:
        if row.cells["condition"] is None:
            assert row.cells["source"]
        else:
            assert any(statement.startswith("decision-cfsp-2020-1639--requires--") for statement in row.statements)
    assert {"dec-2020-1639", "trilateral-memo-2022", "welt-2021-07-25"} <= {source.id for source in answer.sources}


def test_asked_in_plain_words(kg: KnowledgeGraph) -> None:
    found = kg.understand("which conditions must Norway meet for Military Mobility in 2022?")
    assert (found.question, found.parameters) == (
        "conditions-for-third-state",
        {"state": "norway", "project": "military-mobility"},
    )
    assert found.day == date(2022, 12, 31)
