"""Answers on the documents and on PESCO's third states, checked by hand, each for several days or things."""

from __future__ import annotations

import pytest
from test_gold import cells, states

from graph.answers import Answer
from graph.knowledge_graph import KnowledgeGraph

NAMED_IN_DECEMBER_2016 = {"georgia", "moldova", "ukraine", "jordan", "morocco", "tunisia"}


def rows_with(answer: Answer, /, **wanted: object) -> list[dict[str, object]]:
    return [row for row in cells(answer) if all(row[name] == value for name, value in wanted.items())]


def column(answer: Answer, name: str, /, **wanted: object) -> set[object]:
    return {row[name] for row in rows_with(answer, **wanted)}


def listed(answer: Answer, name: str, /, **wanted: object) -> set[object]:
    """What stands in a column of lists."""
    found: set[object] = set()
    for row in rows_with(answer, **wanted):
        items = row[name]
        assert isinstance(items, list)
        found.update(items)
    return found


# Signatures and commitments


@pytest.mark.parametrize(
    ("instrument", "day", "signatories"),
    [
        (
            "jd-2016",
            "2016-07-08",
            {"president-european-council", "president-european-commission", "nato-sg"},
        ),
        ("cyber-ta", "2016-02-10", {"ncirc", "cert-eu"}),
        ("tr-fi-se", "2022-06-28", {"turkiye", "finland", "sweden"}),
    ],
)
def test_signatories_and_the_day_of_signature(
    kg: KnowledgeGraph, instrument: str, day: str, signatories: set[str]
) -> None:
    answer = kg.ask("signatories-of", instrument=instrument)
    assert column(answer, "who", relation="signedBy", holds=True) == signatories
    assert column(answer, "since", relation="signedBy") == {day}
    assert {row.certainty for row in answer.rows} == {"confirmed"}


def test_joint_declaration_was_signed_in_warsaw_by_three_persons(kg: KnowledgeGraph) -> None:
    (remark,) = column(kg.ask("signatories-of"), "remark")
    assert all(name in str(remark) for name in ("Warsaw", "Donald Tusk", "Jean-Claude Juncker", "Jens Stoltenberg"))


def test_nobody_had_signed_on_the_day_before(kg: KnowledgeGraph) -> None:
    assert not kg.ask("signatories-of", "2016-07-07").rows
    assert not kg.ask("signatories-of", "2016-02-09", instrument="cyber-ta").rows


def test_common_set_was_endorsed_by_two_councils_and_signed_by_nobody(kg: KnowledgeGraph) -> None:
    # Better than the report of 2017, which has the statement on implementation signed by three leaders.
    answer = kg.ask("signatories-of", instrument="common-set-42")
    assert column(answer, "relation") == {"endorsedBy"}
    assert column(answer, "who") == {"council-of-the-eu", "nac"}


def test_memorandum_of_the_hybrid_centre_denies_signatures_of_eu_and_nato(kg: KnowledgeGraph) -> None:
    answer = kg.ask("signatories-of", "2017-05-15", instrument="hybrid-coe-mou")
    assert column(answer, "who", holds=False) == {"eu", "nato"}
    assert len(column(answer, "who", holds=True)) == 9


@pytest.mark.parametrize("instrument", ["tr-fi-se", "tr-fi-se-point-8"])
def test_point_eight_commits_finland_and_sweden_towards_turkiye(kg: KnowledgeGraph, instrument: str) -> None:
    rows = cells(kg.ask("commitments-in", instrument=instrument))
    assert {(row["holder"], row["stance"], row["matter"], row["towards"]) for row in rows} == {
        (holder, "supports", matter, "turkiye")
        for holder in ("finland", "sweden")
        for matter in ("military-mobility", "non-eu-allies-in-eu-defence")
    }
    assert {row["from"] for row in rows} == {"2022-06-28"}
    assert any("other Allies outside the EU" in str(row["note"]) for row in rows)


def test_point_eight_covers_the_project_and_the_demand(kg: KnowledgeGraph) -> None:
    answer = kg.ask("coverage-of", "2022-07-01", instrument="tr-fi-se")
    assert column(answer, "what", of="tr-fi-se-point-8") == {"military-mobility", "non-eu-ally-involvement"}
    assert not kg.ask("coverage-of", "2022-06-27", instrument="tr-fi-se").rows


# The common proposals and what they cover


@pytest.mark.parametrize(
    ("day", "sets"),
    [
        ("2016-12-05", set()),
        ("2016-12-06", {"common-set-42"}),
        ("2017-12-04", {"common-set-42"}),
        ("2017-12-05", {"common-set-42", "common-set-32"}),
    ],
)
def test_common_proposals_grew_by_two_sets(kg: KnowledgeGraph, day: str, sets: set[str]) -> None:
    assert column(kg.ask("parts-of", day), "part") == sets


def test_names_of_the_common_proposals_give_the_numbers_and_the_other_names(kg: KnowledgeGraph) -> None:
    names = {(row["of"], str(row["name"]).lower()) for row in cells(kg.ask("names-of"))}
    assert names >= {
        ("common-proposals", "74 common proposals"),
        ("common-proposals", "common set of proposals"),
        ("common-proposals", "joint measures"),
        ("common-proposals", "concrete measures"),
        ("common-set-42", "common set of 42 proposals"),
        ("common-set-42", "implementation action points"),
        ("common-set-42", "action points"),
        ("common-set-32", "common set of 32 new proposals"),
    }
    assert listed(kg.ask("names-of", entity="common-set-42"), "source", name="action points") == {"eln-2017"}


@pytest.mark.parametrize("day", ["2017-05-15", "2022-07-01"])
def test_six_partners_and_three_regions_are_named_for_capacity_building(kg: KnowledgeGraph, day: str) -> None:
    answer = kg.ask("coverage-of", day, instrument="common-set-42")
    assert column(answer, "what", field="area-capacity-building", kind="state") == NAMED_IN_DECEMBER_2016
    assert column(answer, "what", field="area-capacity-building", kind="place") == {
        "western-balkans",
        "eastern-neighbourhood",
        "southern-neighbourhood",
    }


def test_declaration_of_2016_covers_seven_areas(kg: KnowledgeGraph) -> None:
    assert len(column(kg.ask("coverage-of", "2016-07-08", instrument="jd-2016"), "what", kind="area")) == 7


# Operations


def test_two_operations_had_recourse_to_berlin_plus_and_one_was_running_in_may_2017(kg: KnowledgeGraph) -> None:
    answer = kg.ask("operations-with-recourse-to", "2017-05-15")
    assert {(row["operation"], tuple(row["theatre"]), row["running"]) for row in cells(answer)} == {
        ("concordia", ("north-macedonia",), False),
        ("eufor-althea", ("bosnia-and-herzegovina",), True),
    }
    assert column(kg.ask("running-under-berlin-plus", "2017-05-15"), "subject") == {"eufor-althea"}


@pytest.mark.parametrize(
    ("day", "running", "ended"),
    [
        ("2003-03-30", set(), set()),
        ("2003-06-01", {"concordia"}, set()),
        ("2004-06-01", set(), {"concordia"}),
        ("2004-12-02", {"eufor-althea"}, {"concordia"}),
    ],
)
def test_recourse_to_berlin_plus_by_day(kg: KnowledgeGraph, day: str, running: set[str], ended: set[str]) -> None:
    answer = kg.ask("operations-with-recourse-to", day)
    assert column(answer, "operation", running=True) == running
    assert column(answer, "operation", running=False) == ended


def test_headquarters_of_althea_and_what_it_took_over_from(kg: KnowledgeGraph) -> None:
    answer = kg.ask("operation-profile", "2017-05-15")
    assert column(answer, "what", relation="operationHqAt") == {"shape"}
    (before,) = rows_with(answer, relation="succeeds")
    assert (before["what"], before["since"]) == ("sfor", "2004-12-02")


def test_profile_of_sfor_and_artemis(kg: KnowledgeGraph) -> None:
    sfor = kg.ask("operation-profile", "2022-07-01", operation="SFOR")
    # NATO's own headquarters stayed on beside the EU operation.
    assert column(sfor, "what", relation="succeeded-by") == {"eufor-althea", "nato-hq-sarajevo"}
    artemis = kg.ask("operation-profile", "2022-07-01", operation="artemis")
    assert column(artemis, "what", relation="operationHqAt") == {"paris"}
    assert column(artemis, "holds", relation="hasRecourseTo", what="berlin-plus") == {False}


# Exercises and those who work on them


def test_exercises_of_pace_seen_from_may_2017(kg: KnowledgeGraph) -> None:
    answer = kg.ask("exercises-of", "2017-05-15")
    # Better than expected: CMX 17 was paired with the EU's own PACE17, and the days are known.
    leaders = {row["exercise"]: (row["leader"], row["status"], row["began"]) for row in cells(answer)}
    assert leaders["cmx-17"] == (["nato"], "to come", "2017-10-04")
    assert leaders["pace-2018"] == (["eu"], "to come", "2018-11-05")
    assert listed(answer, "paired_with", exercise="cmx-17") == {"pace-2017"}
    assert {row["role"] for row in cells(answer)} == {"parallel-coordinated"}


@pytest.mark.parametrize(
    ("day", "exercise", "status"),
    [
        ("2017-10-05", "cmx-17", "under way"),
        ("2017-10-12", "cmx-17", "held"),
        ("2018-11-10", "pace-2018", "under way"),
        ("2022-07-01", "pace-2018", "held"),
        ("2022-07-01", "pace-2022", "to come"),
    ],
)
def test_status_of_an_exercise_on_a_day(kg: KnowledgeGraph, day: str, exercise: str, status: str) -> None:
    assert column(kg.ask("exercises-of", day), "status", exercise=exercise) == {status}


def test_old_name_of_the_exercise_of_2018_is_known(kg: KnowledgeGraph) -> None:
    assert "ML 18" in column(kg.ask("names-of", entity="ML 18"), "name", kind="former")


def test_units_and_directorates_named_for_cooperation_on_exercises(kg: KnowledgeGraph) -> None:
    answer = kg.ask("things-mentioned-in", "2017-05-15")
    assert column(answer, "source") == {"eln-2017"}
    belongs = {row["thing"]: row["part_of"] for row in cells(answer)}
    assert belongs["nato-is-operations-division"] == ["nato-is"]
    assert belongs["cmpd-exercise-section"] == ["cmpd"] and belongs["cmpd"] == ["eeas"]
    directorates = {"dg-home", "dg-grow", "dg-sante", "dg-ener", "dg-move"}
    assert {thing for thing, whole in belongs.items() if whole == ["commission"]} == directorates


def test_who_leads_cooperation_on_exercises_is_a_claim_of_the_report(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("claims-with-words", words="Operations Division"))
    assert [(row["source"], row["as_of"]) for row in rows] == [("eln-2017", "2017-05-15")]
    rows = cells(kg.ask("claims-about", entity="cmpd"))
    assert any("central to exercises" in str(row["claim"]) for row in rows)


def test_section_for_exercises_is_gone_with_its_directorate(kg: KnowledgeGraph) -> None:
    answer = kg.ask("things-mentioned-in", "2022-07-01")
    assert listed(answer, "part_of", thing="cmpd-exercise-section") == set()


def test_hybrid_fusion_cell_sits_in_the_external_action_service(kg: KnowledgeGraph) -> None:
    answer = kg.ask("body-profile", "2017-05-15")
    assert column(answer, "other", relation="informed-by") == {"commission", "eeas", "eu-delegations", "nato"}
    # Better than expected: in the EEAS by way of its Intelligence and Situation Centre.
    wholes = {(row["of"], row["other"]) for row in rows_with(answer, relation="partOf")}
    assert wholes == {("hybrid-fusion-cell", "intcen"), ("intcen", "eeas"), ("eeas", "eu")}


def test_intelligence_services_of_members_feed_the_cell_by_claim_of_the_report(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("claims-with-words", words="hybrid fusion cell"))
    assert any("intelligence services" in str(row["claim"]) and row["source"] == "eln-2017" for row in rows)


def test_nothing_is_part_of_the_external_action_service_before_it_was(kg: KnowledgeGraph) -> None:
    for day in ("2008-01-01", "2010-11-30"):
        answer = kg.ask("body-profile", day, body="intcen")
        assert "eeas" not in column(answer, "other")


def test_fund_is_run_by_the_commission_and_not_overseen_by_the_agency(kg: KnowledgeGraph) -> None:
    answer = kg.ask("who-works-on", "2022-07-01", undertaking="EDF")
    assert column(answer, "actor", relation="manages", holds=True) == {"commission"}
    assert column(answer, "actor", relation="oversees", holds=False) == {"eda"}
    assert column(kg.ask("who-works-on", "2022-07-01", undertaking="CARD"), "actor", relation="manages") == {"eda"}


# Innovation, spending, cyber


def test_instruments_of_defence_innovation_that_should_be_linked(kg: KnowledgeGraph) -> None:
    answer = kg.ask("recommended-links", "2022-07-01", thing="EDF")
    sides = {row["named"]: set(row["belongs_to"]) for row in cells(answer)}
    assert set(sides) == {"edf", "hedi", "nif", "diana"}
    assert "commission" in sides["edf"] and sides["hedi"] == {"eda"} and "nato" in sides["diana"]
    assert listed(answer, "by") == {"michael-mazarr", "daniel-fiott"} and listed(answer, "addressee") == {"nato"}
    assert column(answer, "source") == {"ceps-2022"}
    assert column(kg.ask("recommended-links", "2022-07-01", thing="DIANA"), "named") == set(sides)


def test_eu_members_below_two_per_cent_by_the_estimate_of_june_2024(kg: KnowledgeGraph) -> None:
    answer = kg.ask("spending-below-share", "2024-06-17")
    june = {"estimate": "2024-06-17"}
    assert column(answer, "state", eu_member=True, **june) == {
        "croatia", "portugal", "italy", "belgium", "luxembourg", "slovenia", "spain",
    }  # fmt: skip
    assert column(answer, "state", eu_member=False, **june) == {"canada"}


def test_estimates_of_one_year_stand_apart(kg: KnowledgeGraph) -> None:
    answer = kg.ask("spending-below-share", "2025-04-30")
    assert "montenegro" not in column(answer, "state", estimate="2024-06-17")
    assert "montenegro" in column(answer, "state", estimate="2025-04")
    assert len(cells(kg.ask("spending-below-share", "2023-12-31", year="2023"))) > 8


def test_cyber_arrangement_is_between_two_bodies_since_february_2016(kg: KnowledgeGraph) -> None:
    (row,) = cells(kg.ask("agreements-on", "2016-02-10", matter="area-cyber"))
    assert (row["one"], row["other"], row["since"], row["basis"]) == ("cert-eu", "ncirc", "2016-02-10", ["cyber-ta"])
    assert not kg.ask("agreements-on", "2016-02-09", matter="area-cyber").rows


# Documents


def test_texts_in_the_notes_of_several_documents(kg: KnowledgeGraph) -> None:
    answer = kg.ask("shared-citations")
    reports = {(row["source"], row["cited"]) for row in rows_with(answer, text="common-proposals")}
    # The documents cite different progress reports on the same proposals.
    assert reports >= {
        ("eu-nato-background-2021", "pr-06"),
        ("europeum-2025", "pr-07"),
        ("europeum-2025", "pr-09"),
    }
    assert not {"pr-06", "pr-07", "pr-09"} & column(answer, "text")


def test_no_paper_of_a_think_tank_is_shared(kg: KnowledgeGraph) -> None:
    papers = {
        "molling-2012",
        "grand-2024",
        "zandee-2021",
        "clapp-2024",
        "smith-2011",
        "bergmann-2021",
        "blockmans-2022",
    }
    assert not papers & column(kg.ask("shared-citations"), "cited")


@pytest.mark.parametrize(
    ("document", "place", "thing"),
    [
        ("europeum-2025", "fn. 3", "jd-2016"),
        ("europeum-2025", "fn. 14", "pr-07"),
        ("eln-2017", "fn. 25", "building-integrity"),
    ],
)
def test_what_a_footnote_names(kg: KnowledgeGraph, document: str, place: str, thing: str) -> None:
    assert thing in column(kg.ask("things-mentioned-in", document=document, place=place), "thing")


# PESCO: projects and coordinators


def test_non_eu_allies_of_july_2022_take_part_in_one_project_only(kg: KnowledgeGraph) -> None:
    rows = rows_with(kg.ask("non-eu-allies-in-pesco", "2022-07-01"), stage="participating")
    assert {(row["state"], row["project"]) for row in rows} == {
        (state, "military-mobility") for state in ("canada", "norway", "united-states")
    }
    assert not rows_with(kg.ask("non-eu-allies-in-pesco", "2021-12-13"), stage="participating")


def test_coordinators_by_both_accounts(kg: KnowledgeGraph) -> None:
    mobility = kg.ask("states-in-pesco-project", "2023-03-01", project="Military Mobility")
    assert column(mobility, "state", relation="coordinates") == {"netherlands"}
    hubs = kg.ask("states-in-pesco-project", "2023-03-01", project="NetLogHubs")
    assert column(hubs, "state", relation="coordinates") == {"germany", "france", "cyprus"}
    note = hubs.evidence["cyprus--coordinates--netloghubs"].note
    assert "2023/385 names Germany only" in note and "Both accounts stand" in note
    assert "dec-2023-385" in {source for source, _ in hubs.evidence["germany--coordinates--netloghubs"].citations}


@pytest.mark.parametrize(
    ("day", "running"), [("2018-12-31", 34), ("2020-12-31", 46), ("2021-12-31", 60), ("2023-06-01", 68)]
)
def test_number_of_projects_on_a_day(kg: KnowledgeGraph, day: str, running: int) -> None:
    # The closure of EU TMCC is dated by the act of 20 November 2020 at the latest: 46, not 47, at the year's end.
    assert cells(kg.ask("pesco-project-counts", day))[-1]["running"] == running
    assert len(kg.ask("pesco-projects", day).rows) == running


def test_counts_agree_with_the_list_on_each_day_of_change(kg: KnowledgeGraph) -> None:
    for row in cells(kg.ask("pesco-project-counts", "2025-12-31")):
        assert row["running"] == len(kg.ask("pesco-projects", str(row["day"])).rows), row["day"]


def test_days_of_change_and_what_they_brought(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("pesco-project-counts", "2023-06-01"))
    assert [(row["day"], row["adopted"], row["closed"]) for row in rows] == [
        ("2018-03-06", 17, 0),
        ("2018-11-19", 17, 0),
        ("2019-11-12", 13, 0),
        ("2020-11-20", 0, 1),
        ("2021-11-16", 14, 0),
        ("2023-05-22", 11, 3),
    ]


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        ("2018-01-15", {"united-kingdom", "denmark", "malta"}),
        ("2020-02-01", {"denmark", "malta"}),
        ("2023-06-15", {"malta"}),
    ],
)
def test_members_outside_pesco(kg: KnowledgeGraph, day: str, outside: set[str]) -> None:
    assert states(kg.ask("eu-members-outside-pesco", day)) == outside


# PESCO: third states


def test_conditions_for_third_states(kg: KnowledgeGraph) -> None:
    answer = kg.ask("requirements-of", "2022-07-01", instrument="decision-cfsp-2020-1639")
    assert column(answer, "what", relation="requires") >= {"security-of-information", "eda-cooperation"}
    assert column(answer, "what", relation="adoptedBy") == {"council-of-the-eu"}
    assert any("support of the EDA" in str(row["note"]) for row in cells(answer))
    # Which conditions a state meets is not stated: that is for the project's members and the Council to judge.
    assert column(answer, "relation") == {"requires", "adoptedBy"}
    assert ("pesco", "unanimity") in {
        (row["body"], row["rule"]) for row in cells(kg.ask("decision-rules", "2022-07-01"))
    }
    assert not kg.ask("requirements-of", "2020-11-04", instrument="decision-cfsp-2020-1639").rows


def test_authorised_third_states_have_a_security_agreement_on_the_day(kg: KnowledgeGraph) -> None:
    agreed = rows_with(kg.ask("agreements-on", "2022-07-01"), holds=True)
    with_the_eu = {side for row in agreed for side in (row["one"], row["other"]) if "eu" in (row["one"], row["other"])}
    assert {"canada", "norway", "united-states"} <= with_the_eu
    denied = rows_with(kg.ask("agreements-on", "2022-07-01"), holds=False)
    assert ("eu", "turkiye") in {(row["one"], row["other"]) for row in denied}


def test_turkiye_asked_and_authorisation_is_denied_by_sources(kg: KnowledgeGraph) -> None:
    answer = kg.ask("pesco-steps-of-state", state="Türkiye")
    assert column(answer, "stage", holds=True) == {"requested"}
    assert column(answer, "stage", holds=False) == {"authorised", "participating"}
    assert column(answer, "project") == {"military-mobility"}
    for day in ("2022-07-01", "2025-01-01"):
        why = kg.why("turkiye", "authorisedToJoin", "military-mobility", day)
        assert why.extra["verdict"] == "no"


def test_who_supported_turkiye_and_who_judged_it_unfit(kg: KnowledgeGraph) -> None:
    answer = kg.ask("positions-on", matter="military-mobility")
    assert column(answer, "holder", stance="supports", towards="turkiye") == {"finland", "sweden"}
    # Better than expected: Austria objected a year earlier, in public.
    assert column(answer, "holder", stance="objects", towards="turkiye") == {
        "austria", "michael-mazarr", "daniel-fiott",
    }  # fmt: skip
    claims = cells(kg.ask("claims-about", entity="military-mobility"))
    assert any("neither political condition" in str(row["claim"]) for row in claims)


def test_steps_of_a_participant_and_of_a_state_kept_waiting(kg: KnowledgeGraph) -> None:
    norway = kg.ask("pesco-steps-of-state", state="Norway")
    assert {"requested", "authorised", "participating"} <= column(norway, "stage", holds=True)
    kingdom = kg.ask("pesco-steps-of-state", state="UK")
    assert column(kingdom, "stage", holds=False) == {"participating"}
    assert column(kingdom, "stage", holds=True) == {"requested", "authorised", "invited"}


@pytest.mark.parametrize(
    ("day", "several"),
    [
        ("2022-07-01", set()),
        ("2023-02-19", set()),
        ("2023-02-20", {("canada", True)}),
        ("2025-05-19", {("canada", True)}),
        # Switzerland is no Ally.
        ("2025-06-01", {("canada", True), ("switzerland", False)}),
    ],
)
def test_third_states_with_more_than_one_project(kg: KnowledgeGraph, day: str, several: set[tuple[str, bool]]) -> None:
    answer = kg.ask("pesco-projects-per-third-state", day, least="2")
    assert {(row["state"], row["ally"]) for row in cells(answer)} == several
    assert column(answer, "number") <= {2}
    projects = column(answer, "project", state="canada")
    assert projects == ({"military-mobility", "netloghubs"} if several else set())


def test_norway_and_the_united_kingdom_never_had_several_projects(kg: KnowledgeGraph) -> None:
    answer = kg.ask("pesco-projects-per-third-state", "2025-12-31")
    assert column(answer, "number", state="norway") == {1} == column(answer, "number", state="united-kingdom")


def test_export_rules_are_the_danger_of_american_projects_by_claim(kg: KnowledgeGraph) -> None:
    (row,) = cells(kg.ask("claims-with-words", words="export rules"))
    assert row["source"] == "ceps-2022" and "risk named by the authors" in str(row["view"])
    assert row["claim"] in column(kg.ask("claims-about", entity="third-country-access-to-edf"), "claim")


def test_projects_kept_from_non_eu_states_are_an_account_and_no_rule(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("claims-about", entity="third-states-in-pesco"))
    account = next(row for row in rows if "industrial interests or technology" in str(row["claim"]))
    assert account["source"] == "ceps-2022" and "no written rule" in str(account["view"])
    conditions = cells(kg.ask("claims-about", entity="decision-cfsp-2020-1639"))
    assert any("share EU values" in str(row["claim"]) for row in conditions)


def test_who_recommended_opening_pesco_and_to_whom(kg: KnowledgeGraph) -> None:
    advice = rows_with(kg.ask("recommendations-on", matter="pesco"), source="europeum-2025")
    assert [row["by"] for row in advice] == [["federica-mangiameli"]]
    involved = kg.ask("positions-on", matter="non-eu-allies-in-eu-defence")
    assert column(involved, "towards", holder="federica-mangiameli") == {"norway", "united-kingdom", "canada"}
    assert column(involved, "towards", holder="finland") == {"turkiye"} == column(involved, "towards", holder="sweden")
    assert ("conditions", "2022-06-29") in {(row["stance"], row["from"]) for row in rows_with(involved, holder="nato")}


def test_linking_access_to_cooperation_is_objected_to_by_two_authors(kg: KnowledgeGraph) -> None:
    answer = kg.ask("positions-on", matter="linking-third-state-access-to-eu-nato-cooperation")
    assert column(answer, "holder", stance="objects") == {"michael-mazarr", "daniel-fiott"}


def test_united_kingdom_was_never_in_pesco(kg: KnowledgeGraph) -> None:
    answer = kg.ask("memberships-of-state", state="UK")
    (union,) = rows_with(answer, organisation="eu")
    assert (union["since"], union["until"]) == ("1993-11-01", "2020-02-01")
    assert column(answer, "holds", organisation="pesco") == {False}
    assert column(answer, "since", organisation="pesco") == {"2017-12-11"}
    for day in ("2017-12-11", "2019-01-01", "2020-01-31"):
        assert "united-kingdom" in states(kg.ask("eu-members-outside-pesco", day))
        assert kg.why("united-kingdom", "memberOf", "pesco", day).extra["verdict"] == "no"


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        ("1999-04-23", []),
        ("2002-12-16", ["washington-summit-1999", "esdp-decl-2002"]),
        ("2022-06-27", ["washington-summit-1999", "esdp-decl-2002", "nsc-2010", "jd-2018"]),
    ],
)
def test_texts_that_asked_for_fullest_involvement_before_2022(kg: KnowledgeGraph, day: str, texts: list[str]) -> None:
    rows = cells(kg.ask("instruments-covering", day))
    assert [row["instrument"] for row in rows] == texts
    days = {"washington-summit-1999": "1999-04-24", "esdp-decl-2002": "2002-12-16", "jd-2018": "2018-07-10"}
    assert {row["instrument"]: row["since"] for row in rows}.items() >= {
        (text, since) for text, since in days.items() if text in texts
    }


def test_demand_in_both_directions_came_first_in_2018(kg: KnowledgeGraph) -> None:
    answer = kg.ask("instruments-covering", "2022-07-01", thing="non-ally-member-involvement")
    assert column(answer, "instrument") == {"jd-2018"}
    involved = kg.ask("instruments-covering", "2022-07-01")
    assert "both directions" in str(column(involved, "note", instrument="jd-2018"))
    assert column(involved, "part_of", instrument="tr-fi-se-point-8") == {"tr-fi-se"}


def test_count_of_running_projects_is_a_bound_where_closures_are_not_known(kg: KnowledgeGraph) -> None:
    answer = kg.ask("pesco-project-counts", "2025-12-31")
    assert {row["day"]: (row["running"], row["counted"]) for row in cells(answer)} == {
        "2018-03-06": (17, "exact"), "2018-11-19": (34, "exact"), "2019-11-12": (47, "exact"), "2020-11-20": (46, "exact"),
        "2021-11-16": (60, "exact"), "2023-05-22": (68, "exact"), "2024-07-15": (66, "exact"), "2025-05-27": (77, "at most"),
    }  # fmt: skip
    assert any("three too high" in note for note in answer.notes)


def test_before_there_was_pesco_its_lists_are_not_called_incomplete(kg: KnowledgeGraph) -> None:
    notes = kg.ask("non-eu-allies-in-pesco", "2004-05-01").notes
    assert "On 2004-05-01 there was no PESCO project yet." in notes
    assert not any("PESCO" in note and "not known to be complete" in note for note in notes)


def test_invited_state_is_told_as_invited_among_its_projects(kg: KnowledgeGraph) -> None:
    (row,) = [
        row for row in cells(kg.ask("pesco-projects-per-third-state", "2023-03-01")) if row["state"] == "united-kingdom"
    ]
    assert row["stage"] == ["authorised", "invited"]
