"""Why: verdicts with their premises, named absences, and rules of the day in the view."""

from __future__ import annotations

import json

import pytest
from conftest import Run

from graph.answers import Answer
from graph.errors import OntologyError, QuestionError
from graph.knowledge_graph import KnowledgeGraph
from graph.rulebook import read_rule

MEETINGS = "Berlin Plus matters in formal NAC–PSC meetings"


def verdict(answer: Answer) -> str:
    return str(answer.extra["verdict"])


def says(answer: Answer, part: str) -> list[str]:
    return [str(row.cells["says"]) for row in answer.rows if row.cells["part"] == part]


def test_cyprus_is_excluded_with_declaration_membership_and_two_complete_absences(kg: KnowledgeGraph) -> None:
    answer = kg.why("Cyprus", "excludedFrom", MEETINGS, "2017-05-15")
    assert verdict(answer) == "yes"
    assert "copenhagen-2002--exists" in answer.evidence and "nac-decision-2002--exists" in answer.evidence
    assert "cyprus--memberOf--eu" in answer.evidence
    absent = [row for row in answer.rows if row.cells["part"] == "absent"]
    complete = [str(row.cells["says"]) for row in absent if "which is complete on 2017-05-15" in str(row.cells["says"])]
    assert any("member of NATO" in text for text in complete) and any("member of PfP" in text for text in complete)
    assert {row.cells["holds"] for row in absent if row.cells["says"] in complete} == {"no"}
    assert any("terms of December 2002" in text for text in says(answer, "rule"))


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        ("Malta", "2003-06-01", "no"),
        ("Malta", "2006-06-01", "yes"),
        ("Malta", "2009-06-01", "no"),
        ("Cyprus", "2003-06-01", "no"),
        ("Cyprus", "2004-05-01", "yes"),
        ("Cyprus", "2025-01-01", "yes"),
        ("Austria", "2017-05-15", "no"),
        ("Ireland", "2017-05-15", "no"),
        ("Sweden", "2017-05-15", "no"),
        ("Germany", "2017-05-15", "no"),
    ],
)
def test_exclusion_follows_membership_partnership_and_agreement(
    kg: KnowledgeGraph, state: str, day: str, expected: str
) -> None:
    assert verdict(kg.why(state, "excludedFrom", MEETINGS, day)) == expected


def test_maltas_return_is_explained_by_what_it_then_had(kg: KnowledgeGraph) -> None:
    answer = kg.why("Malta", "excludedFrom", MEETINGS, "2009-06-01")
    present = " ".join(says(answer, "present"))
    assert "memberOf partnership-for-peace" in present and "hasAgreementWith nato" in present


def test_no_eu_member_is_excluded_before_the_enlargement_and_each_neutral_is_a_partner(kg: KnowledgeGraph) -> None:
    assert kg.ask("excluded-from-berlin-plus", "2003-06-01").rows == ()
    partners = {row.cells["state"].id for row in kg.ask("members-of", "2003-06-01", organisation="PfP").rows}  # type: ignore[union-attr]
    assert {"austria", "finland", "ireland", "sweden"} <= partners


def test_before_the_terms_nobody_is_excluded_by_them(kg: KnowledgeGraph) -> None:
    assert kg.ask("excluded-from-berlin-plus", "2002-12-12").rows == ()


def test_derived_triples_are_in_the_view_of_the_day(kg: KnowledgeGraph) -> None:
    query = "SELECT ?s WHERE { ?s :excludedFrom id:nac-psc-berlin-plus } ORDER BY ?s"

    def excluded(day: str) -> list[str]:
        return [term.value.rpartition("/")[2] for (term,) in kg.sparql(query, day).rows]

    assert excluded("2006-06-01") == ["cyprus", "malta"]
    assert excluded("2009-06-01") == ["cyprus"]
    assert excluded("2003-06-01") == []


def test_derived_membership_agrees_with_compare(kg: KnowledgeGraph) -> None:
    for day in ("2017-05-15", "2024-03-07"):
        only_eu = {
            row.cells["state"].id for row in kg.compare("EU", "NATO", day).rows if row.cells["where"] == "only_a"
        }  # type: ignore[union-attr]
        rows = kg.sparql("SELECT ?s WHERE { ?s :euOnlyMember id:eu }", day).rows
        assert {term.value.rpartition("/")[2] for (term,) in rows} == only_eu


def test_other_formal_meetings_are_not_held_and_both_readings_are_told_with_their_holders(kg: KnowledgeGraph) -> None:
    answer = kg.why("Cyprus", "excludedFrom", "nac-psc-formal", "2017-05-15")
    assert answer.extra["verdict"] == "unknown"
    told = [(str(row.cells["part"]), str(row.cells["says"])) for row in answer.rows]
    assert [part for part, _ in told] == ["rule", "not held", *["position"] * (len(told) - 2)]
    readings = [says for part, says in told if part == "position"]
    assert any(says.startswith("Council of the European Union objects") for says in readings)
    assert any(says.startswith("Türkiye conditions") for says in readings)
    assert {"copenhagen-decl-2002-fr", "council-answer-2005-07-06", "iht-2005-02-18"} <= {s.id for s in answer.sources}
    assert not any(row.statements for row in answer.rows)
    with pytest.raises(QuestionError, match="no rule derives 'excludedFrom' of Western European Union"):
        kg.why("Cyprus", "excludedFrom", "WEU", "2017-05-15")


def test_united_kingdom_does_not_take_part_and_the_authorisation_is_named(kg: KnowledgeGraph) -> None:
    answer = kg.why("united-kingdom", "participatesIn", "military-mobility", "2023-06-01")
    assert verdict(answer) in ("no", "unknown")
    assert "united-kingdom--authorisedToJoin--military-mobility" in answer.evidence


def test_norway_takes_part_since_the_welcome(kg: KnowledgeGraph) -> None:
    assert verdict(kg.why("NO", "participatesIn", "MilMob", "2022-07-01")) == "yes"
    assert verdict(kg.why("NO", "participatesIn", "MilMob", "2021-10-01")) == "unknown"


def test_netherlands_takes_part_because_it_coordinates(kg: KnowledgeGraph) -> None:
    answer = kg.why("Netherlands", "participatesIn", "Military Mobility", "2022-07-01")
    assert verdict(answer) == "yes"
    assert "netherlands--coordinates--military-mobility" in answer.evidence


def test_absence_from_a_complete_list_means_no_and_from_another_unknown(kg: KnowledgeGraph) -> None:
    no = kg.why("Switzerland", "memberOf", "NATO", "2020-01-01")
    assert verdict(no) == "no"
    assert any("complete on 2020-01-01" in text for text in says(no, "absent"))
    unknown = kg.why("Estonia", "participatesIn", "TWISTER", "2022-07-01")
    assert verdict(unknown) == "unknown"
    assert any("not known to be complete" in text for text in says(unknown, "absent"))


def test_ended_membership_is_no_with_the_statement_that_ended(kg: KnowledgeGraph) -> None:
    answer = kg.why("UK", "memberOf", "EU", "2021-01-01")
    assert verdict(answer) == "no"
    assert "united-kingdom--memberOf--eu" in answer.evidence


def test_open_denial_is_unknown_after_the_day_of_curation(kg: KnowledgeGraph) -> None:
    assert verdict(kg.why("Cyprus", "memberOf", "PfP", "2020-01-01")) == "no"
    assert verdict(kg.why("Cyprus", "memberOf", "PfP", "2031-01-01")) == "unknown"


def test_relation_is_known_by_its_words_too(kg: KnowledgeGraph) -> None:
    assert verdict(kg.why("Norway", "member of", "NATO", "2020-01-01")) == "yes"
    with pytest.raises(QuestionError, match="no relation is called 'befriends'"):
        kg.why("Norway", "befriends", "NATO")


def test_verdict_is_part_of_the_contract(run: Run) -> None:
    document = json.loads(
        run("why", "Malta", "excludedFrom", MEETINGS, "--as-of", "2006-06-01", "--format", "json").stdout
    )
    assert document["verdict"] == "yes"
    assert document["as_of"] == "2006-06-01"
    assert {row["cells"]["part"] for row in document["rows"]} >= {"rule", "rests on", "absent"}


def test_undecided_object_needs_its_matter() -> None:
    text = "#+ derives: x\n#+ because: y\n#+ undecided:\n#+   - one\nSELECT ?s WHERE { ?s ?p ?_asOf_xsd_date }"
    with pytest.raises(OntologyError, match="not written as object matter"):
        read_rule("broken", text)


def test_rule_without_a_reason_is_refused() -> None:
    with pytest.raises(OntologyError, match="because"):
        read_rule("r", "#+ derives: x\nSELECT ?subject WHERE { FILTER (?_asOf_xsd_date > 1) }")
    with pytest.raises(OntologyError, match="for a day and nothing else"):
        read_rule("r", "#+ derives: x\n#+ because: y\nSELECT ?subject WHERE { }")


def test_after_the_curated_days_a_rule_does_not_say_no(kg: KnowledgeGraph) -> None:
    def verdict(state: str, day: str) -> object:
        return kg.why(state, "excludedFrom", "nac-psc-berlin-plus", day).extra["verdict"]

    # The lists of Allies and partners are complete to 2026-06-30.
    assert verdict("cyprus", "2026-06-30") == "yes"
    assert verdict("cyprus", "2026-11-21") == "unknown"
    # Who still holds a seat as an Ally or a partner is not shut out, nor was anybody before the terms of 2002.
    assert verdict("france", "2026-11-21") == "no"
    assert verdict("cyprus", "2001-01-01") == "no"
