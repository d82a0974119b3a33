"""Answers checked by hand against the acts and the history, each for several days."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from graph.answers import Answer, json_cell
from graph.knowledge_graph import KnowledgeGraph

HEADLINE = "non-eu-allies-in-pesco"
PLAIN_QUERY = """SELECT ?ally ?project WHERE {
  ?ally :memberOf id:nato ; :participatesIn ?project . ?project a :PescoProject .
  MINUS { ?ally :memberOf id:eu } }"""
DAYS = ("2021-05-05", "2021-05-06", "2022-07-01", "2023-03-01")


def cells(answer: Answer) -> list[dict[str, object]]:
    """Rows as the JSON contract writes them, things by their id."""
    rows = json.loads(answer.to_json())["rows"]

    def short(cell: object) -> object:
        if isinstance(cell, dict):
            return cell.get("id", cell.get("statement"))
        return [short(item) for item in cell] if isinstance(cell, list) else cell

    return [{name: short(cell) for name, cell in row["cells"].items()} for row in rows]


def stages(answer: Answer) -> dict[tuple[object, object], object]:
    return {(row["state"], row["project"]): row["stage"] for row in cells(answer)}


def states(answer: Answer) -> set[object]:
    return {row["state"] for row in cells(answer)}


# The headline


def test_day_before_the_acts_has_no_participant_and_no_authorisation(kg: KnowledgeGraph) -> None:
    found = stages(kg.ask(HEADLINE, "2021-05-05"))
    assert set(found.values()) <= {"interested", "requested"}
    assert found[("united-states", "military-mobility")] == "requested"


def test_day_of_the_acts_has_three_authorisations_each_by_its_own_decision(kg: KnowledgeGraph) -> None:
    rows = [row for row in cells(kg.ask(HEADLINE, "2021-05-06")) if row["stage"] == "authorised"]
    assert {(row["state"], row["project"], tuple(row["act"])) for row in rows} == {
        ("canada", "military-mobility", ("decision-cfsp-2021-748",)),
        ("norway", "military-mobility", ("decision-cfsp-2021-749",)),
        ("united-states", "military-mobility", ("decision-cfsp-2021-750",)),
    }
    assert {row["since"] for row in rows} == {"2021-05-06"}
    assert not any(row["stage"] == "participating" for row in cells(kg.ask(HEADLINE, "2021-05-06")))


def test_authorisations_of_2021_are_confirmed(kg: KnowledgeGraph) -> None:
    answer = kg.ask(HEADLINE, "2021-05-06")
    assert {row.certainty for row in answer.rows if row.cells["stage"] == "authorised"} == {"confirmed"}


def test_july_2022_has_three_participants_since_the_welcome_and_no_more_than_probable(kg: KnowledgeGraph) -> None:
    answer = kg.ask(HEADLINE, "2022-07-01")
    taking_part = [row for row in cells(answer) if row["stage"] == "participating"]
    assert {(row["state"], row["project"]) for row in taking_part} == {
        ("canada", "military-mobility"),
        ("norway", "military-mobility"),
        ("united-states", "military-mobility"),
    }
    assert {row["since"] for row in taking_part} == {"2021-12-14"}
    assert {row.certainty for row in answer.rows if row.cells["stage"] == "participating"} == {"probable"}


def test_participation_does_not_rest_on_the_act_of_authorisation(kg: KnowledgeGraph) -> None:
    answer = kg.ask(HEADLINE, "2022-07-01")
    for state in ("canada", "norway", "united-states"):
        statement = answer.evidence[f"{state}--participatesIn--military-mobility"]
        assert not {source for source, _ in statement.citations} & {"dec-2021-748", "dec-2021-749", "dec-2021-750"}


def test_march_2023_has_the_united_kingdom_not_participating_and_canada_in_netloghubs(kg: KnowledgeGraph) -> None:
    answer = kg.ask(HEADLINE, "2023-03-01")
    found = stages(answer)
    assert found[("united-kingdom", "military-mobility")] in ("authorised", "invited")
    assert found[("canada", "netloghubs")] == "authorised"
    acts = {(row["state"], row["project"]): row["act"] for row in cells(answer)}
    assert acts["united-kingdom", "military-mobility"] == ["decision-cfsp-2022-2244"]
    assert acts["canada", "netloghubs"] == ["decision-cfsp-2023-385"]


def test_dates_of_all_steps_are_one_option_away(kg: KnowledgeGraph) -> None:
    document = json.loads(kg.ask(HEADLINE, "2022-07-01").to_json(explain=True))
    row = next(row for row in document["rows"] if row["cells"]["state"]["id"] == "norway")
    evidence = {item["statement"]: item for item in document["evidence"]}
    steps = {evidence[id]["relation"]: evidence[id]["from"] for id in (*row["statements"], *row["also"])}
    assert steps["authorisedToJoin"] == "2021-05-06"
    assert {"requestedToJoin", "participatesIn"} <= set(steps)


@pytest.mark.parametrize("day", [*DAYS, "2025-06-01", "2025-12-31"])
def test_switzerland_is_no_ally_and_no_member_of_the_eu_is_a_third_state(kg: KnowledgeGraph, day: str) -> None:
    allies, third = states(kg.ask(HEADLINE, day)), states(kg.ask("third-states-in-pesco", day))
    assert "switzerland" not in allies
    assert not {"finland", "sweden", "malta", "denmark"} & (allies | third)
    assert allies <= third


def test_switzerland_is_authorised_for_two_projects_in_2025(kg: KnowledgeGraph) -> None:
    found = stages(kg.ask("third-states-in-pesco", "2025-06-01"))
    assert found[("switzerland", "military-mobility")] == "authorised"
    assert found[("switzerland", "crf")] == "authorised"


@pytest.mark.parametrize("day", ["2018-03-06", "2021-05-06", "2023-03-01", "2025-12-31"])
def test_united_kingdom_never_participates(kg: KnowledgeGraph, day: str) -> None:
    for id in (HEADLINE, "third-states-in-pesco"):
        assert ("united-kingdom", "participating") not in {
            (row["state"], row["stage"]) for row in cells(kg.ask(id, day))
        }


def test_turkiye_asked_and_was_never_authorised(kg: KnowledgeGraph) -> None:
    steps = [row for row in cells(kg.ask("third-state-steps")) if row["state"] == "turkiye"]
    assert {row["stage"] for row in steps} == {"requested"}


# The plain query


@pytest.mark.parametrize("day", DAYS)
def test_plain_query_gives_the_participants_in_oxigraph(kg: KnowledgeGraph, day: str) -> None:
    assert plain_rows(kg, day) == participants(kg, day)


@pytest.mark.parametrize("day", DAYS)
def test_plain_query_gives_the_participants_in_rdflib(kg: KnowledgeGraph, day: str) -> None:
    found = {
        (str(ally).rpartition("/")[2], str(project).rpartition("/")[2])
        for ally, project in kg.rdf(day).query(PLAIN_QUERY)
    }
    assert found == participants(kg, day)


def test_plain_query_is_empty_on_the_day_of_the_acts(kg: KnowledgeGraph) -> None:
    assert plain_rows(kg, "2021-05-06") == set()


def plain_rows(kg: KnowledgeGraph, day: str) -> set[tuple[str, str]]:
    rows = kg.sparql(PLAIN_QUERY, day)
    return {(ally.value.rpartition("/")[2], project.value.rpartition("/")[2]) for ally, project in rows.rows}


def participants(kg: KnowledgeGraph, day: str) -> set[tuple[str, str]]:
    rows = cells(kg.ask(HEADLINE, day))
    return {(row["state"], row["project"]) for row in rows if row["stage"] == "participating"}


# Asymmetric membership

ONLY_EU_2017 = {"austria", "cyprus", "finland", "ireland", "malta", "sweden"}
ONLY_NATO_2017 = {"albania", "canada", "iceland", "norway", "turkiye", "united-states"}


@pytest.mark.parametrize(
    ("day", "both", "only_eu", "only_nato"),
    [
        ("2004-04-30", 11, 4, 15),
        ("2004-05-01", 19, 6, 7),
        ("2013-06-15", 21, 6, 7),
        ("2013-07-01", 22, 6, 6),
        ("2017-05-15", 22, 6, 6),
        ("2017-06-05", 22, 6, 7),
        ("2020-01-31", 22, 6, 7),
        ("2020-02-01", 21, 6, 8),
        ("2023-04-03", 21, 6, 9),
        ("2023-04-04", 22, 5, 9),
        ("2024-03-06", 22, 5, 9),
        ("2024-03-07", 23, 4, 9),
    ],
)
def test_shared_members_are_counted_for_the_day(
    kg: KnowledgeGraph, day: str, both: int, only_eu: int, only_nato: int
) -> None:
    counts = Counter(row["where"] for row in cells(kg.compare("EU", "NATO", day)))
    assert (counts["both"], counts["only_a"], counts["only_b"]) == (both, only_eu, only_nato)


def test_lists_of_may_2017_are_those_of_history(kg: KnowledgeGraph) -> None:
    rows = cells(kg.compare("EU", "NATO", "2017-05-15"))
    assert {row["state"] for row in rows if row["where"] == "only_a"} == ONLY_EU_2017
    assert {row["state"] for row in rows if row["where"] == "only_b"} == ONLY_NATO_2017


def test_order_of_the_two_does_not_matter(kg: KnowledgeGraph) -> None:
    turned = {"both": "both", "only_a": "only_b", "only_b": "only_a"}
    there = {(row["state"], row["where"]) for row in cells(kg.compare("EU", "NATO", "2017-05-15"))}
    back = {(row["state"], turned[str(row["where"])]) for row in cells(kg.compare("NATO", "EU", "2017-05-15"))}
    assert there == back


def test_communities_stand_before_november_1993_and_the_answer_says_so(kg: KnowledgeGraph) -> None:
    answer = kg.compare("EU", "NATO", "1990-01-01")
    assert Counter(row["where"] for row in cells(answer)) == {"both": 11, "only_a": 1, "only_b": 5}
    assert any("European Communities" in note and "predecessor" in note for note in answer.notes)
    assert not any("predecessor" in note for note in kg.compare("EU", "NATO", "1993-11-01").notes)


def test_no_such_organisation_before_1958(kg: KnowledgeGraph) -> None:
    answer = kg.compare("EU", "NATO", "1957-12-31")
    assert {row["where"] for row in cells(answer)} == {"only_b"}
    assert any("no EU" in note for note in answer.notes)


def test_history_has_exactly_22_in_two_periods_with_different_members(kg: KnowledgeGraph) -> None:
    rows = cells(kg.compare_history("EU", "NATO"))
    periods: list[tuple[object, object, set[object]]] = []
    for row in rows:
        if row["both_count"] != 22:
            continue
        if periods and periods[-1][1] == row["from"]:
            periods[-1] = (periods[-1][0], row["to"], periods[-1][2])
        else:
            periods.append((row["from"], row["to"], set(row["both"])))
    assert [(begin, end) for begin, end, _ in periods] == [("2013-07-01", "2020-02-01"), ("2023-04-04", "2024-03-07")]
    (_, _, first), (_, _, second) = periods
    assert first - second == {"united-kingdom"}
    assert second - first == {"finland"}


def test_history_names_the_cause_of_each_change(kg: KnowledgeGraph) -> None:
    causes = {row["from"]: row["cause"] for row in cells(kg.compare_history("EU", "NATO"))}
    assert causes["2020-02-01"] == ["united-kingdom--memberOf--eu"]
    assert causes["2023-04-04"] == ["finland--memberOf--nato"]
    assert causes["1966-07-01" if "1966-07-01" in causes else "1952-02-18"] == [
        "greece--memberOf--nato",
        "turkiye--memberOf--nato",
    ]
    assert all(causes.values())


def test_history_has_no_change_when_the_eu_follows_the_communities(kg: KnowledgeGraph) -> None:
    assert "1993-11-01" not in {row["from"] for row in cells(kg.compare_history("EU", "NATO"))}


def test_history_rows_follow_one_another_without_gap(kg: KnowledgeGraph) -> None:
    rows = cells(kg.compare_history("EU", "NATO"))
    assert [row["to"] for row in rows[:-1]] == [row["from"] for row in rows[1:]]
    assert rows[-1]["to"] is None


def test_history_agrees_with_compare_on_each_first_day(kg: KnowledgeGraph) -> None:
    for row in cells(kg.compare_history("EU", "NATO")):
        counts = Counter(other["where"] for other in cells(kg.compare("EU", "NATO", str(row["from"]))))
        assert (counts["both"], counts["only_a"], counts["only_b"]) == (
            row["both_count"],
            row["only_a_count"],
            row["only_b_count"],
        ), row["from"]


def test_between_cuts_the_first_and_last_stretch(kg: KnowledgeGraph) -> None:
    rows = cells(kg.compare_history("EU", "NATO", "2020-01-01", "2023-12-31"))
    assert [row["from"] for row in rows] == ["2020-01-01", "2020-02-01", "2020-03-27", "2023-04-04"]
    assert rows[-1]["to"] == "2024-01-01"


# Projects and membership of PESCO


@pytest.mark.parametrize(
    ("day", "count"), [("2018-12-31", 34), ("2020-11-19", 47), ("2021-12-31", 60), ("2023-06-01", 68)]
)
def test_running_projects_are_counted_for_the_day(kg: KnowledgeGraph, day: str, count: int) -> None:
    assert len(kg.ask("pesco-projects", day).rows) == count


def test_all_83_projects_are_held(kg: KnowledgeGraph) -> None:
    rows = kg.sparql("SELECT (COUNT(DISTINCT ?project) AS ?n) WHERE { ?project a :PescoProject }")
    assert rows.rows[0][0].value == "83"


def test_eu_members_outside_pesco(kg: KnowledgeGraph) -> None:
    assert states(kg.ask("eu-members-outside-pesco", "2018-01-15")) == {"denmark", "malta", "united-kingdom"}
    assert states(kg.ask("eu-members-outside-pesco", "2023-05-22")) == {"denmark", "malta"}
    assert states(kg.ask("eu-members-outside-pesco", "2023-05-23")) == {"malta"}


@pytest.mark.parametrize(
    ("organisation", "day", "count"),
    [
        ("NATO", "1949-08-23", 0),
        ("NATO", "1949-08-24", 12),
        ("NATO", "2024-03-07", 32),
        ("EU", "1993-11-01", 12),
        ("EU", "2013-07-01", 28),
        ("EU", "2020-02-01", 27),
        ("WEU", "1995-03-05", 9),
        ("WEU", "1995-03-06", 10),
        ("WEU", "2011-07-01", 0),
        ("PESCO", "2017-12-11", 25),
        ("PESCO", "2023-05-23", 26),
        ("EDA", "2020-01-31", 27),
        ("EDA", "2023-03-23", 27),
        ("European Communities", "1986-01-01", 12),
    ],
)
def test_members_are_counted_for_the_day(kg: KnowledgeGraph, organisation: str, day: str, count: int) -> None:
    assert len(kg.ask("members-of", day, organisation=organisation).rows) == count


def test_malta_was_outside_the_partnership_between_its_two_stints(kg: KnowledgeGraph) -> None:
    for day, inside in (("1996-01-01", True), ("2004-05-01", False), ("2008-04-02", False), ("2008-04-03", True)):
        assert ("malta" in states(kg.ask("members-of", day, organisation="PfP"))) is inside, day


def test_cyprus_was_never_in_the_partnership(kg: KnowledgeGraph) -> None:
    assert "cyprus--memberOf--partnership-for-peace--not" in kg.ask("statements-about", entity="Cyprus").evidence


@pytest.mark.parametrize(
    ("project", "day", "coordinator"),
    [
        ("military-mobility", "2018-03-06", "netherlands"),
        ("military-mobility", "2022-07-01", "netherlands"),
        ("crf", "2025-06-01", "estonia"),
        ("crrt", "2022-07-01", "lithuania"),
        ("netloghubs", "2023-03-01", "germany"),
    ],
)
def test_coordinators(kg: KnowledgeGraph, project: str, day: str, coordinator: str) -> None:
    rows = cells(kg.ask("states-in-pesco-project", day, project=project))
    assert coordinator in {row["state"] for row in rows if row["relation"] == "coordinates"}


def test_founding_list_of_military_mobility_has_24_states(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("states-in-pesco-project", "2018-03-06", project="Military Mobility"))
    assert len([row for row in rows if row["relation"] in ("coordinates", "participatesIn")]) == 24


# The JSON contract


def test_json_has_the_fields_of_the_contract(kg: KnowledgeGraph) -> None:
    document = json.loads(kg.ask("members-of", "2020-02-01", organisation="EU").to_json())
    assert list(document) == [
        "question", "title", "parameters", "as_of", "dataset", "answer_sha256", "columns", "rows", "sources", "notes",
    ]  # fmt: skip
    assert document["parameters"] == {"organisation": {"id": "eu", "label": "European Union"}}
    assert set(document["dataset"]) == {"version", "sha256"}
    assert len(document["dataset"]["sha256"]) == 64
    for row in document["rows"]:
        assert set(row) == {"cells", "statements", "certainty"}
        assert row["statements"] and row["certainty"] in ("confirmed", "probable")
        assert row["cells"]["basis"] == sorted(row["cells"]["basis"], key=lambda thing: thing["id"])
    assert all(set(source) == {"id", "text"} for source in document["sources"])


def test_open_end_is_null_in_json(kg: KnowledgeGraph) -> None:
    rows = cells(kg.ask("third-state-steps"))
    assert any(row["until"] is None for row in rows)
    assert all(row["until"] != "9999-12-31" for row in rows)


def test_every_row_names_statements_that_have_sources(kg: KnowledgeGraph) -> None:
    for id in (HEADLINE, "third-states-in-pesco", "pesco-projects", "compare-members", "members-of"):
        answer = kg.ask(id, "2022-07-01")
        listed = {source.id for source in answer.sources}
        for row in answer.rows:
            assert row.statements, (id, row)
            for statement in row.statements:
                cited = answer.evidence[statement].citations
                assert cited and {source for source, _ in cited} <= listed


def test_unverified_statements_count_nowhere(kg: KnowledgeGraph) -> None:
    rows = kg.sparql(
        """SELECT ?statement WHERE { ?statement :certainty c:unverified ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
           GRAPH ?view { ?s ?p ?o } FILTER (STRSTARTS(STR(?view), "https://w3id.org/eunato/graph/view/"))
           MINUS { ?other rdf:subject ?s ; rdf:object ?o ; :certainty ?better . FILTER (?better != c:unverified) } }"""
    )
    assert rows.rows == []


def test_same_question_gives_the_same_bytes(kg: KnowledgeGraph) -> None:
    assert kg.ask(HEADLINE, "2022-07-01").to_json(True) == kg.ask(HEADLINE, "2022-07-01").to_json(True)


def test_cell_of_an_unknown_kind_is_not_dressed_up() -> None:
    assert json_cell(None) is None
    assert json_cell(True) is True
    assert json_cell(("a", None)) == ["a", None]
