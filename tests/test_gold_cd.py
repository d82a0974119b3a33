"""Asymmetric membership, vetoes, structure and paths: answers checked by hand, each for several days or things."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from test_gold import cells

from graph.answers import Answer
from graph.knowledge_graph import KnowledgeGraph

CYPRUS_ISSUE = "linking-eu-nato-relations-to-the-cyprus-dispute"
Cells = dict[str, object]


def only(answer: Answer, **wanted: object) -> list[Cells]:
    """The rows whose cells are as wanted."""
    return [row for row in cells(answer) if all(row[name] == value for name, value in wanted.items())]


def one(answer: Answer, **wanted: object) -> Cells:
    rows = only(answer, **wanted)
    assert len(rows) == 1, (wanted, rows)
    return rows[0]


def column(answer: Answer, name: str, **wanted: object) -> set[object]:
    return {row[name] for row in only(answer, **wanted)}


def listed(answer: Answer, name: str, **wanted: object) -> set[object]:
    """Everything that stands in a list column."""
    found: set[object] = set()
    for row in only(answer, **wanted):
        value = row[name]
        assert isinstance(value, list)
        found.update(value)
    return found


# Who is in, who is about to be, who was


def test_montenegro_was_the_one_about_to_join_nato_in_may_2017(kg: KnowledgeGraph) -> None:
    changes = kg.ask("changes-between", "2017-06-05", since="2017-05-15")
    joined = only(changes, change="began", relation="memberOf", object="nato")
    assert [(row["subject"], row["day"]) for row in joined] == [("montenegro", "2017-06-05")]
    assert not only(kg.ask("changes-between", "2017-06-04", since="2017-05-15"), relation="memberOf", object="nato")


def test_only_nato_before_and_after_the_enlargement_of_the_eu_in_2004(kg: KnowledgeGraph) -> None:
    before = column(kg.compare("EU", "NATO", "2004-04-30"), "state", where="only_b")
    after = column(kg.compare("EU", "NATO", "2004-05-01"), "state", where="only_b")
    assert after == {"bulgaria", "canada", "iceland", "norway", "romania", "turkiye", "united-states"}
    assert before - after == {
        "czechia", "estonia", "hungary", "latvia", "lithuania", "poland", "slovakia", "slovenia",
    }  # fmt: skip


def test_croatia_was_an_ally_but_no_member_of_the_eu_when_the_egmont_paper_appeared(kg: KnowledgeGraph) -> None:
    answer = kg.compare("EU", "NATO", "2013-06-15")
    assert Counter(row["where"] for row in cells(answer))["both"] == 21
    assert one(answer, state="croatia")["where"] == "only_b"


@pytest.mark.parametrize(
    ("day", "members", "shared", "percent"),
    [
        ("2004-05-01", 25, 19, 76.0),
        ("2007-01-01", 27, 21, 77.8),
        ("2013-07-01", 28, 22, 78.6),
        ("2020-02-01", 27, 21, 77.8),
        ("2023-04-04", 27, 22, 81.5),
        ("2024-03-07", 27, 23, 85.2),
    ],
)
def test_share_of_eu_members_that_are_allies(
    kg: KnowledgeGraph, day: str, members: int, shared: int, percent: float
) -> None:
    answer = kg.ask("share-of-shared-members", day)
    row = one(answer)
    assert (row["members"], row["shared"]) == (members, shared)
    assert float(str(row["percent"])) == percent
    # The row rests on every membership that was counted, of both organisations.
    assert len(answer.rows[0].statements) == members + len(cells(kg.ask("members-of", day, organisation="NATO")))


def test_share_agrees_with_the_history_of_the_comparison(kg: KnowledgeGraph) -> None:
    for row in cells(kg.compare_history("EU", "NATO", "2004-05-01", "2024-03-07")):
        share = one(kg.ask("share-of-shared-members", str(row["from"])))
        assert share["shared"] == row["both_count"]
        assert share["members"] == int(str(row["both_count"])) + int(str(row["only_a_count"]))


def test_allies_outside_the_eu_by_standing_in_2021(kg: KnowledgeGraph) -> None:
    answer = kg.ask("outsiders-by-standing", "2021-06-01")
    assert column(answer, "state", standing="candidate") == {"albania", "montenegro", "north-macedonia", "turkiye"}
    left = one(answer, standing="former-member")
    # The first day outside; the last day inside is 31 January 2020.
    assert (left["state"], left["since"]) == ("united-kingdom", "2020-02-01")
    # Iceland withdrew its candidature in 2015: neither candidate nor without any standing.
    assert column(answer, "state", standing="former-candidate") == {"iceland"}
    assert column(answer, "state", standing="none") == {"canada", "norway", "united-states"}


def test_allies_outside_the_eu_by_standing_in_june_2013(kg: KnowledgeGraph) -> None:
    answer = kg.ask("outsiders-by-standing", "2013-06-15")
    assert column(answer, "state", standing="candidate") == {"croatia", "iceland", "turkiye"}
    assert not only(answer, standing="former-member")
    assert "croatia" not in column(kg.ask("outsiders-by-standing", "2013-07-01"), "state")


def test_united_kingdom_shared_the_eu_until_2020_and_nato_throughout(kg: KnowledgeGraph) -> None:
    answer = kg.ask("memberships-of-state", state="United Kingdom")
    nato = one(answer, organisation="nato", relation="memberOf")
    eu = one(answer, organisation="eu", relation="memberOf")
    assert (nato["since"], nato["until"]) == ("1949-08-24", None)
    assert (eu["since"], eu["until"]) == ("1993-11-01", "2020-02-01")
    assert one(answer, organisation="european-communities")["since"] == "1973-01-01"
    assert one(answer, organisation="pesco")["holds"] is False
    assert one(answer, organisation="eda", relation="memberOf")["until"] == "2020-02-01"
    steps = kg.ask("third-state-steps")
    authorised = one(steps, state="united-kingdom", stage="authorised")
    assert (authorised["project"], authorised["since"]) == ("military-mobility", "2022-11-14")


def test_memberships_of_another_state_show_candidature_and_the_opt_out(kg: KnowledgeGraph) -> None:
    assert one(kg.ask("memberships-of-state", state="Croatia"), relation="candidateFor")["until"] == "2013-07-01"
    denmark = one(kg.ask("memberships-of-state", state="Denmark"), relation="optedOutOf")
    assert (denmark["organisation"], denmark["until"]) == ("csdp", "2022-07-01")


# The participation problem


def test_terms_of_2002_ask_for_the_partnership_and_a_security_agreement(kg: KnowledgeGraph) -> None:
    for day in ("2005-07-01", "2022-07-01"):
        answer = kg.ask("requirements-of", day, instrument="copenhagen-2002")
        assert column(answer, "what", relation="requires") == {"partnership-for-peace", "security-of-information"}
    assert not cells(kg.ask("requirements-of", "2002-12-11", instrument="copenhagen-2002"))


def test_conditions_for_third_states_in_projects_hold_since_november_2020(kg: KnowledgeGraph) -> None:
    answer = kg.ask("requirements-of", "2022-07-01", instrument="decision-cfsp-2020-1639")
    assert {"security-of-information", "eda-cooperation"} <= column(answer, "what", relation="requires")
    assert "council-of-the-eu" in column(answer, "what", relation="adoptedBy")
    assert not cells(kg.ask("requirements-of", "2020-11-04", instrument="decision-cfsp-2020-1639"))


def test_who_is_shut_out_of_formal_meetings_on_berlin_plus(kg: KnowledgeGraph) -> None:
    rule = "excluded-from-berlin-plus"
    assert column(kg.ask(rule, "2005-07-01"), "subject", verdict="yes") == {"cyprus", "malta"}
    assert column(kg.ask(rule, "2022-07-01"), "subject", verdict="yes") == {"cyprus"}
    # Before the enlargement of 2004 neither was a member of the EU.
    assert not only(kg.ask(rule, "2004-04-30"), subject="cyprus")


def test_two_readings_of_the_terms_are_positions_with_their_holders(kg: KnowledgeGraph) -> None:
    answer = kg.ask("positions-on", matter="scope-of-the-2002-terms")
    assert one(answer, holder="turkiye")["stance"] == "conditions"
    assert one(answer, holder="council-of-the-eu")["stance"] == "objects"
    assert one(answer, holder="cyprus")["stance"] == "objects"
    assert all(row["source"] and row["locator"] for row in cells(answer))
    # Marked unverified: a resolution whose day and number are not settled.
    assert not only(answer, holder="ep")


def test_no_other_formal_meetings_are_held_since_cyprus_joined(kg: KnowledgeGraph) -> None:
    block = one(kg.ask("vetoes-used"), matter="nac-psc-formal")
    assert (block["holder"], block["towards"], block["from"], block["to"]) == ("turkiye", "cyprus", "2004-05-01", None)


def test_formal_meetings_and_what_stands_in_for_them(kg: KnowledgeGraph) -> None:
    answer = kg.ask("eu-nato-meeting-formats", "2017-05-15")
    formats = column(answer, "format")
    assert {"nac-psc-formal", "nac-psc-informal", "mutual-invitations-ministerials"} <= formats
    (formal,) = column(answer, "about", format="nac-psc-formal")
    assert "Berlin Plus" in str(formal) and "Althea" in str(formal)
    (informal,) = column(answer, "about", format="nac-psc-informal")
    assert "any subject" in str(informal)
    assert column(answer, "part_of", format="nac-psc-berlin-plus") == {"nac-psc-formal"}
    assert {"nac", "psc"} <= column(answer, "who", format="nac-psc-informal")


def test_cyprus_and_malta_were_not_admitted_to_formal_meetings_in_2005(kg: KnowledgeGraph) -> None:
    answer = kg.ask("eu-nato-meeting-formats", "2005-07-01")
    assert column(answer, "who", format="nac-psc-formal", holds=False) == {"cyprus", "malta"}
    assert {"austria", "finland", "ireland", "sweden"} <= column(answer, "who", format="nac-psc-formal", holds=True)
    # Informal meetings are shown for the first time in 2017; no first day is recorded.
    assert "nac-psc-informal" not in column(answer, "format")


def test_positions_on_linking_cooperation_to_the_cyprus_issue(kg: KnowledgeGraph) -> None:
    answer = kg.ask("positions-on", matter=CYPRUS_ISSUE)
    held = {(row["holder"], row["stance"], row["from"]) for row in cells(answer)}
    assert held >= {
        ("jo-coelmont", "objects", "2013-06"),
        ("maurice-de-langlois", "objects", "2013-06"),
        ("eln", "conditions", "2017-05-15"),
        ("eln", "objects", "2017-05-15"),
        ("federica-mangiameli", "objects", "2025-03"),
    }
    assert listed(answer, "source") == {"egmont-2013", "eln-2017", "europeum-2025"}


def test_silence_of_a_document_is_said(kg: KnowledgeGraph) -> None:
    answer = kg.ask("documents-that-mention", entity=CYPRUS_ISSUE)
    assert column(answer, "source", mentioned=True) == {"egmont-2013", "eln-2017", "europeum-2025"}
    # The paper of 2022 calls Türkiye disruptive, to the cost of Cyprus among others, but takes no position on linking.
    rows = cells(kg.ask("claims-of-document", document="ceps-2022"))
    assert any("disrupt" in str(row["claim"]) and "cyprus-dispute" in listed_in(row, "thing") for row in rows)
    assert column(answer, "source", mentioned=False) == {"ceps-2022", "eu-nato-background-2021"}
    assert "ceps-2022" in column(kg.ask("documents-that-mention", entity="Cyprus"), "source", mentioned=True)
    assert "eu-nato-background-2021" in column(
        kg.ask("documents-that-mention", entity="Cyprus"), "source", mentioned=False
    )


def test_where_cyprus_and_turkiye_stood_outside_in_2022(kg: KnowledgeGraph) -> None:
    cyprus = kg.ask("standing-outside", "2022-07-01", state="Cyprus")
    assert {(row["outside_of"], row["relation"]) for row in cells(cyprus)} >= {
        ("nato", "memberOf"),
        ("partnership-for-peace", "memberOf"),
        ("nato", "hasAgreementWith"),
    }
    turkiye = kg.ask("standing-outside", "2022-07-01", state="Türkiye")
    assert column(turkiye, "outside_of", shown_by="absence") >= {"eu", "pesco", "eda"}
    assert column(turkiye, "relation", outside_of="military-mobility") == {"authorisedToJoin", "participatesIn"}
    assert one(turkiye, outside_of="eu", relation="hasAgreementWith")["matter"] == "security-of-information"
    assert one(turkiye, outside_of="eda", relation="hasAgreementWith")["matter"] == "eda-cooperation"
    # An absence from a complete list names the source of that list.
    assert listed(turkiye, "source", outside_of="pesco") >= {"dec-2017-2315"}


def test_standing_outside_changes_with_the_day(kg: KnowledgeGraph) -> None:
    def outside(state: str, day: str) -> set[object]:
        return column(kg.ask("standing-outside", day, state=state), "outside_of", relation="memberOf")

    assert "nato" in outside("Finland", "2023-04-03") and "nato" not in outside("Finland", "2023-04-04")
    assert "partnership-for-peace" in outside("Malta", "2008-04-02")
    assert "partnership-for-peace" not in outside("Malta", "2008-04-03")
    assert "nato" not in outside("Türkiye", "2022-07-01")


def test_formal_meetings_are_among_what_cyprus_stood_outside_in_2010(kg: KnowledgeGraph) -> None:
    rows = only(kg.ask("standing-outside", "2010-07-01", state="Cyprus"), outside_of="nac-psc-formal")
    assert [row["relation"] for row in rows] == ["attends"]


# Vetoes


def test_rules_of_decision(kg: KnowledgeGraph) -> None:
    answer = kg.ask("decision-rules", "2022-07-01")
    assert column(answer, "rule", body="nato") == column(answer, "rule", body="nac") == {"consensus"}
    assert column(answer, "matter", body="council-of-the-eu", rule="unanimity") == {"cfsp", "csdp"}
    assert one(answer, body="council-of-the-eu", rule="qualified-majority")["matter"] == "pesco"
    assert column(kg.ask("decision-rules", "1995-01-01"), "body") >= {"nato", "nac", "council-of-the-eu"}
    # Constructive abstention came with the Treaty of Amsterdam.
    before, since = (
        column(kg.ask("decision-rules", day), "rule", matter="cfsp") for day in ("1999-04-30", "1999-05-01")
    )
    assert since - before == {"constructive-abstention"}
    on_enlargement = column(kg.ask("decision-rules", "2004-05-01"), "rule", body="council-of-the-eu", matter="csdp")
    assert on_enlargement == {"unanimity", "constructive-abstention"}
    assert "pesco" not in column(kg.ask("decision-rules", "2017-12-10"), "body")


@pytest.mark.parametrize(
    ("body", "matter", "day", "rule", "count"),
    [
        ("nac", None, "2004-05-01", "consensus", 26),
        ("nac", None, "2022-07-01", "consensus", 30),
        ("nato", None, "2024-03-07", "consensus", 32),
        ("council-of-the-eu", "cfsp", "2004-05-01", "unanimity", 25),
        ("council-of-the-eu", "csdp", "2004-05-01", "unanimity", 24),
        ("council-of-the-eu", "csdp", "2022-07-01", "unanimity", 27),
        # Denmark had opted out of decisions with defence implications until 30 June 2022.
        ("council-of-the-eu", "csdp", "2022-06-30", "unanimity", 26),
        ("council-of-the-eu", "cfsp", "2022-06-30", "unanimity", 27),
        ("pesco", None, "2022-07-01", "unanimity", 25),
        ("pesco", None, "2023-05-23", "unanimity", 26),
    ],
)
def test_each_member_can_stop_a_decision(
    kg: KnowledgeGraph, body: str, matter: str | None, day: str, rule: str, count: int
) -> None:
    answer = kg.ask("veto-holders", day, body=body)
    assert len(column(answer, "state", rule=rule, matter=matter)) == count
    assert column(answer, "rule") == {rule}
    assert all(len(row.statements) >= 2 for row in answer.rows)


def test_cyprus_can_stop_the_eu_and_turkiye_nato_but_not_the_other_way_round(kg: KnowledgeGraph) -> None:
    in_council = column(kg.ask("veto-holders", "2022-07-01", body="council-of-the-eu"), "state")
    in_nato = column(kg.ask("veto-holders", "2022-07-01", body="nac"), "state")
    assert "cyprus" in in_council - in_nato
    assert "turkiye" in in_nato - in_council


def test_blocks_of_the_accession_of_finland_and_sweden(kg: KnowledgeGraph) -> None:
    answer = kg.ask("vetoes-used")
    blocked = only(answer, holder="turkiye", matter="accession-of-finland-and-sweden", stance="blocks")
    assert {(row["towards"], row["from"], row["to"], row["forum"]) for row in blocked} == {
        ("finland", "2022-05-18", "2022-06-28", "nac"),
        ("sweden", "2022-05-18", "2022-06-28", "nac"),
    }
    # Ratification was delayed in parliaments, where no rule of the Council applies.
    delayed = only(answer, matter="accession-of-finland-and-sweden", stance="delays")
    assert {(row["holder"], row["towards"]) for row in delayed} == {
        ("turkiye", "finland"),
        ("turkiye", "sweden"),
        ("hungary", "finland"),
        ("hungary", "sweden"),
    }
    assert {row["forum"] for row in delayed} == {None}


def test_vetoes_of_cyprus_and_of_others_are_named(kg: KnowledgeGraph) -> None:
    answer = kg.ask("vetoes-used")
    assert ("cyprus", "eda") in {(row["holder"], row["matter"]) for row in only(answer, towards="turkiye")}
    assert column(answer, "holder") >= {"turkiye", "cyprus", "greece", "bulgaria", "hungary", "united-kingdom"}
    assert column(answer, "stance") <= {
        "blocks", "withholds-consent", "delays", "lifts",
    }  # fmt: skip
    turkish = {(row["matter"], row["stance"]) for row in cells(kg.ask("positions-of", holder="Türkiye"))}
    assert {(row["matter"], row["stance"]) for row in only(answer, holder="turkiye")} <= turkish


# Claims and documents


def test_printed_numbers_of_shared_members_agree_with_their_own_day(kg: KnowledgeGraph) -> None:
    audit = kg.audit()
    counted = [row for row in cells(audit) if str(row["claimed"]).startswith("both=")]
    assert {row["result"] for row in counted} == {"holds"} == {row["result"] for row in counted if row["how"]}
    by_source = {row["source"]: row["claimed"] for row in counted if "pfp" not in str(row["claim"])}
    assert by_source == {"eln-2017": "both=22", "eu-nato-background-2021": "both=21", "europeum-2025": "both=23"}


def test_claim_on_the_overseer_of_the_fund_is_set_right(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("claims-of-document", document="europeum-2025"))
    claim = next(row for row in rows if "European Defence Fund is overseen" in str(row["claim"]))
    assert "Commission manages" in str(claim["view"])
    answer = kg.ask("statements-about", entity="EDF")
    assert one(answer, relation="oversees", subject="eda")["holds"] is False
    assert one(answer, relation="manages")["subject"] == "commission"


def test_single_source_claims_of_the_background_paper_are_named(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("claims-of-document", document="eu-nato-background-2021"))
    centre = next(row for row in rows if "hybrid centre of excellence and CERT-EU" in str(row["claim"]))
    assert "nothing is recorded either way" in str(centre["view"])
    analysis = next(row for row in rows if "first joint threat analysis" in str(row["claim"]))
    assert "EU's alone" in str(analysis["view"]) and analysis["thing"] == ["compass"]
    teams = next(row for row in rows if "provincial reconstruction teams were always led" in str(row["claim"]))
    assert "United States" in str(teams["view"])
    assert all(row["source"] == "eu-nato-background-2021" and row["locator"] for row in rows)
    assert {row["source"] for row in cells(kg.ask("claims-of-document", document="eln-2017"))} == {"eln-2017"}


@pytest.mark.parametrize("document", ["egmont-2013", "eln-2017", "ceps-2022", "europeum-2025"])
def test_what_rests_on_one_document_cites_no_other(kg: KnowledgeGraph, document: str) -> None:
    answer = kg.ask("resting-on-one-source", document=document)
    assert answer.rows
    for row in answer.rows:
        (statement,) = row.statements
        assert {source for source, _ in answer.evidence[statement].citations} == {document}


def test_what_rests_on_the_background_paper_alone(kg: KnowledgeGraph) -> None:
    answer = kg.ask("resting-on-one-source")
    assert one(answer, subject="nato-sg", relation="attends")["object"] == "college-of-commissioners"
    # The paper alone has the EU pay for provincial reconstruction teams: held unverified, so it counts nowhere.
    assert one(answer, object="provincial-reconstruction-teams")["certainty"] == "unverified"


# Structure


def test_what_became_of_the_weu(kg: KnowledgeGraph) -> None:
    answer = kg.ask("what-became-of", thing="WEU")
    steps = {(row["of"], row["step"], row["other"], row["day"]) for row in cells(answer)}
    assert steps >= {
        ("weu", "succeeds", "western-union", "1955-05-06"),
        ("weu-iss", "succeeded-by", "euiss", "2002-01-01"),
        ("weu-satcen", "succeeded-by", "satcen", "2002-01-01"),
        ("weag", "succeeded-by", "eda", "2005-05-23"),
        ("weao", "merged-into", "eda", "2006-08-31"),
    }
    assert one(kg.ask("milestones-of", entity="WEU"), milestone="terminated")["date"] == "2011-06-30"


def test_esdp_became_csdp_with_the_treaty_of_lisbon(kg: KnowledgeGraph) -> None:
    rows = only(kg.ask("what-became-of", thing="CSDP"), step="renamed-from", day="2009-12-01")
    assert {row["name"] for row in rows} >= {"European Security and Defence Policy", "ESDP"}
    assert all(row["basis"] == ["lisbon-treaty"] for row in rows)


def test_what_became_of_an_operation(kg: KnowledgeGraph) -> None:
    sfor = kg.ask("what-became-of", thing="SFOR")
    assert {(row["step"], row["other"], row["day"]) for row in cells(sfor)} >= {
        ("succeeded-by", "eufor-althea", "2004-12-02"),
        ("succeeds", "ifor", "1996-12-21"),
    }
    eda = kg.ask("what-became-of", thing="EDA")
    assert {(row["step"], row["other"]) for row in cells(eda)} >= {("succeeds", "weag"), ("absorbs", "weao")}


def test_operations_that_work_together_by_theatre(kg: KnowledgeGraph) -> None:
    pairs: dict[str, set[tuple[object, object]]] = {}
    for row in only(kg.ask("cooperating-operations"), holds=True):
        assert isinstance(row["theatre"], list)
        for theatre in row["theatre"]:
            pairs.setdefault(theatre, set()).add((row["operation"], row["other"]))
    assert ("eulex-kosovo", "kfor") in pairs["kosovo"]
    assert ("euam-iraq", "nmi") in pairs["iraq"]
    assert ("atalanta", "ocean-shield") in pairs["gulf-of-aden"]
    assert ("sea-guardian", "sophia") in pairs["mediterranean-sea"]
    assert {("eupol-afghanistan", "isaf"), ("eupol-afghanistan", "resolute-support")} <= pairs["afghanistan"]


def test_irini_had_no_arrangement_with_sea_guardian(kg: KnowledgeGraph) -> None:
    # Better than expected: sources show cooperation with Sophia, and for Irini that an arrangement was not reached.
    denied = one(kg.ask("cooperating-operations"), other="irini")
    assert (denied["operation"], denied["holds"], denied["from"]) == ("sea-guardian", False, "2020-03-31")
    # SHADE MED is the platform that both organisations attend.
    formats = kg.ask("eu-nato-meeting-formats", "2022-07-01")
    assert column(formats, "who", format="shade-med") == {"eu", "nato"}


@pytest.mark.parametrize(
    ("day", "sets", "reports"), [("2017-07-01", {42}, 1), ("2018-01-01", {42, 32}, 2), ("2025-07-01", {42, 32}, 10)]
)
def test_what_carries_out_the_declaration_of_2016(kg: KnowledgeGraph, day: str, sets: set[int], reports: int) -> None:
    answer = kg.ask("implementation-of", day, instrument="jd-2016")
    implementing = column(answer, "what", relation="implements", of="jd-2016")
    assert {n for n in (42, 32) if f"common-set-{n}" in implementing} == sets
    assert len(column(answer, "what", relation="reportsOn")) == reports
    assert {"council-of-the-eu", "nac"} <= column(answer, "what", relation="endorsedBy")


def test_parallel_exercises_carry_it_out_and_three_layers_of_staff_oversee(kg: KnowledgeGraph) -> None:
    answer = kg.ask("implementation-of", "2018-07-01", instrument="jd-2016")
    assert "pace" in column(answer, "what", relation="implements")
    formats = kg.ask("eu-nato-meeting-formats", "2018-07-01")
    layers = column(formats, "format", part_of="eu-nato-staff-coord")
    assert layers == {"eu-nato-designated-officers", "eu-nato-core-group", "eu-nato-steering-group"}
    assert column(formats, "who", format="eu-nato-staff-coord") >= {"commission", "eeas", "nato"}
    overseen = only(kg.ask("statements-about", entity="eu-nato-staff-coord"), relation="oversees")
    assert {row["subject"] for row in overseen} == {"eu-nato-steering-group"}


CHAIN = (
    "berlin-1996", "washington-summit-1999", "cologne", "helsinki-hg", "feira", "nice-arrangements", "letters-2001",
    "brussels-oct2002", "copenhagen-2002", "nac-decision-2002", "esdp-decl-2002", "soia-2003", "berlin-plus",
)  # fmt: skip


def test_chain_from_berlin_to_althea(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("chain-of-instruments"))
    links = {(row["earlier"], row["later"]): row["since"] for row in rows}
    steps = list(pairwise(CHAIN))
    assert [step for step in steps if step not in links] == []
    assert [links[step] for step in steps] == sorted(str(links[step]) for step in steps)
    assert links["nac-decision-2002", "esdp-decl-2002"] == "2002-12-16"
    assert links["soia-2003", "berlin-plus"] == "2003-03-17"
    assert links["berlin-plus", "concordia"] == "2003-03-31"
    assert links["berlin-plus", "eufor-althea"] == "2004-12-02"


def test_declarations_of_the_leaders_follow_one_another(kg: KnowledgeGraph) -> None:
    links = {(row["earlier"], row["later"]): row["since"] for row in cells(kg.ask("chain-of-instruments"))}
    assert links["jd-2016", "jd-2018"] == "2018-07-10"
    assert links["jd-2018", "jd-2023"] == "2023-01-10"


def test_recommendations_for_more_information_sharing(kg: KnowledgeGraph) -> None:
    answer = kg.ask("recommendations-on", matter="classified-information-sharing")
    # The paper of 2013 asks for joint meetings, that of 2022 for nothing on this matter.
    assert column(answer, "source") == {"eln-2017", "europeum-2025", "eu-nato-background-2021"}
    assert listed(answer, "by", source="eu-nato-background-2021") == {"ep"}
    assert listed(answer, "addressee", source="eln-2017") == {"eu"}
    assert all(row["locator"] for row in cells(answer))
    assert column(kg.ask("recommendations-on", matter="secure-communications"), "source") == {"eln-2017"}
    assert "egmont-2013" in column(kg.ask("recommendations-on", matter="nac-psc"), "source")


def test_recommendations_of_2013_that_were_met_later(kg: KnowledgeGraph) -> None:
    answer = kg.ask("recommendations-met")
    met = {(row["source"], thing, row["met_degree"]) for row in cells(answer) for thing in listed_in(row, "met_by")}
    assert {
        ("egmont-2013", "mpcc", "part"),
        ("egmont-2013", "decision-cfsp-2017-2315", "part"),
        ("egmont-2013", "eugs", "part"),
        ("eln-2017", "common-set-32", "part"),
    } <= met
    # Older than the paper that names it as a model.
    assert "hybrid-coe" not in {thing for _, thing, _ in met} and "hybrid-coe-mou" not in {thing for _, thing, _ in met}
    headquarters = next(row for row in cells(answer) if "permanent strategic headquarters" in str(row["text"]))
    assert headquarters["met_since"] == ["2017-06-08"] and headquarters["assessed_by"]


def test_what_met_a_recommendation_is_younger_than_its_document(kg: KnowledgeGraph) -> None:
    published = {"egmont-2013": "2013-06", "eln-2017": "2017-05-15", "ceps-2022": "2022-07", "europeum-2025": "2025-03"}
    for row in cells(kg.ask("recommendations-met")):
        for since in listed_in(row, "met_since"):
            assert str(since) >= published.get(str(row["source"]), "2020-11"), row


def listed_in(row: Cells, name: str) -> list[object]:
    value = row[name]
    assert isinstance(value, list)
    return value


def test_counterparts_of_nato_defence_planning(kg: KnowledgeGraph) -> None:
    assert column(kg.ask("counterparts-of", "2012-01-01", thing="NDPP"), "counterpart") == {"cdp"}
    answer = kg.ask("counterparts-of", "2025-03-31", thing="NDPP")
    assert {"cdp", "card"} <= column(answer, "counterpart")
    assert listed(answer, "run_by", counterpart="card") == {"eda"}
    # Both directions.
    assert column(kg.ask("counterparts-of", "2025-03-31", thing="CARD"), "counterpart") == {"ndpp"}


def test_capability_group_since_2003_with_experts_of_the_agency_since_2004(kg: KnowledgeGraph) -> None:
    group = "nato-eu-capability-group"
    assert group not in column(kg.ask("eu-nato-meeting-formats", "2003-04-30"), "format")
    assert column(kg.ask("eu-nato-meeting-formats", "2003-06-01"), "who", format=group) == {"eu", "nato"}
    answer = kg.ask("eu-nato-meeting-formats", "2005-01-01")
    assert column(answer, "who", format=group) == {"eu", "nato", "eda"}
    assert column(answer, "format_from", format=group) == {"2003-05"}
    assert one(answer, format=group, who="eda")["how"] == "attends"


def test_offices_at_the_other_side(kg: KnowledgeGraph) -> None:
    answer = kg.ask("attendance-of-offices")
    there = {(row["office"], row["body"]) for row in cells(answer)}
    assert {
        ("hrvp", "nato-ministerials"),
        ("nato-sg", "european-council"),
        ("nato-sg", "fac"),
        ("nato-sg", "college-of-commissioners"),
        ("chair-nato-mc", "eumc"),
        ("chairman-eumc", "nato-mc"),
    } <= there
    assert "twice a year" in str(one(answer, office="hrvp", relation="attends")["note"])
    college = one(answer, body="college-of-commissioners")
    assert (college["from"], college["to"]) == ("2020-12", "2021-01")


# Paths


def hops(answer: Answer) -> dict[object, list[tuple[object, object, object]]]:
    """Every path as its hops: from, relation, to."""
    paths: dict[object, list[tuple[object, object, object]]] = {}
    for row in cells(answer):
        paths.setdefault(row["path"], []).append((row["from_thing"], row["relation"], row["to_thing"]))
    return paths


def test_shape_and_the_external_action_service_are_linked_through_the_military_staff(kg: KnowledgeGraph) -> None:
    for day in ("2012-06-01", "2017-05-15"):
        shortest = list(hops(kg.paths("SHAPE", "EEAS", day)).values())
        assert any(path[-1] == ("eums", "part of", "eeas") for path in shortest), day
    # The Military Staff belonged to the Council's secretariat until the end of 2010.
    assert not any(
        ("eums", "part of", "eeas") in path for path in hops(kg.paths("SHAPE", "EEAS", "2010-12-15")).values()
    )


def test_cell_at_shape_is_a_path_with_a_date_on_each_step(kg: KnowledgeGraph) -> None:
    answer = kg.paths("SHAPE", "EEAS", "2017-05-15", via="eucs")
    steps = {(row["from_thing"], row["relation"], row["to_thing"]): row["from"] for row in cells(answer)}
    assert steps["shape", "hosts", "eucs"] == "2006-03"
    assert steps["eucs", "part of", "eums"] == "2006-03"
    assert steps["eums", "part of", "eeas"] == "2011-01-01"


def test_exercise_of_december_2024_links_shape_and_the_service_for_its_days(kg: KnowledgeGraph) -> None:
    def linked(day: str) -> bool:
        return any(
            ("steadfast-dagger-2024", "invited to", "eeas") in path
            for path in hops(kg.paths("SHAPE", "EEAS", day)).values()
        )

    assert linked("2024-12-05")
    assert not linked("2024-12-06")


def test_paths_that_remain_without_the_fusion_cell(kg: KnowledgeGraph) -> None:
    cell = "hybrid-fusion-cell"

    def passed(answer: Answer) -> set[object]:
        return {thing for path in hops(answer).values() for hop in path for thing in (hop[0], hop[2])}

    for service in ("dg-move", "dg-home", "dg-grow", "dg-sante", "dg-ener"):
        assert cell in passed(kg.paths("NATO", service, "2017-05-15"))
        rest = passed(kg.paths("NATO", service, "2017-05-15", without=[cell]))
        assert cell not in rest and {"eu-nato-staff-coord", "commission"} <= rest


def test_paths_without_the_cell_and_the_union_itself(kg: KnowledgeGraph) -> None:
    left = hops(kg.paths("NATO", "Commission", "2017-05-15", without=["hybrid-fusion-cell", "eu"]))
    walked = [[hop[0] for hop in path] + [path[-1][2]] for path in left.values()]
    assert walked == [["nato", "eu-nato-staff-coord", "commission"]]


def test_chain_to_althea_as_a_path(kg: KnowledgeGraph) -> None:
    (path,) = hops(
        kg.paths("berlin-1996", "eufor-althea", "2016-01-01", relations=["precedes", "hasRecourseTo"])
    ).values()
    assert [hop[0] for hop in path] == list(CHAIN)
    assert path[-1] == ("berlin-plus", "has recourse to", "eufor-althea")


def test_what_sources_first_show_is_not_told_as_begun(kg: KnowledgeGraph) -> None:
    answer = kg.ask("changes-between", "2017-06-30", since="2017-02-28")
    # A report of 15 May 2017 shows the informal meetings; they are older.
    assert one(answer, relation="attends", subject="nac", object="nac-psc-informal")["change"] == "first shown"
    assert one(answer, relation="memberOf", subject="montenegro", object="nato")["change"] == "began"
    assert {row["change"] for row in cells(answer)} == {"began", "first shown", "ended"}
