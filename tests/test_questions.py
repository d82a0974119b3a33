"""The catalogue: each file says what it gives, runs on standard SPARQL, and answers on the real graph."""

from __future__ import annotations

import re

import pytest

from graph import questions
from graph.errors import OntologyError, QuestionError
from graph.knowledge_graph import KnowledgeGraph
from graph.questions.catalogue import read_question
from graph.store import Store

IDS = questions.question_ids()


@pytest.mark.parametrize("id", IDS)
def test_answer_has_the_columns_that_the_file_describes(kg: KnowledgeGraph, id: str) -> None:
    answer = kg.ask(id, "2022-07-01")
    assert list(answer.columns) == list(questions.question(id).columns)
    assert answer.rows, "the default of a question has an answer"


@pytest.mark.parametrize("id", IDS)
def test_question_is_described(id: str) -> None:
    asked = questions.question(id)
    assert asked.summary.endswith("?") and asked.description.endswith(".") and asked.tags
    assert all(parameter.default and parameter.meaning for parameter in asked.parameters)


@pytest.mark.parametrize("id", IDS)
def test_filled_query_is_standard_sparql_for_another_engine(kg: KnowledgeGraph, id: str) -> None:
    from rdflib.plugins.sparql import prepareQuery

    text = kg.question_text(id, "2022-07-01")
    prepareQuery(text)
    assert "?_" not in text


@pytest.mark.parametrize("id", IDS)
def test_question_reads_no_view(id: str) -> None:
    """A view exists only here; a question must run on any endpoint."""
    query = questions.question(id).query
    assert "GRAPH" not in query
    assert not re.search(r"\?\w+ :(memberOf|participatesIn|authorisedToJoin|exists) ", query)


@pytest.mark.parametrize("id", IDS)
def test_day_stands_in_every_place_that_compares_days(id: str) -> None:
    """A day given once outside would not be seen inside a MINUS: wrong rows and no error."""
    query = questions.question(id).query
    for clause in re.findall(r"FILTER \([^)]*\?\w*(?:From|Until|since|until|from)[^)]*\)", query):
        if "stands_" not in clause:
            assert "?_asOf_xsd_date" in clause, clause


@pytest.mark.parametrize("id", IDS)
def test_list_of_relations_does_not_make_the_engine_read_all_of_their_statements(id: str) -> None:
    """As VALUES it would come first, and a question on one thing would grow with the graph."""
    query = questions.question(id).query
    listed = {
        name for names in re.findall(r"VALUES \(?([^{)]+)\)? \{", query) for name in re.findall(r"\?(\w+)", names)
    }
    by_list = {name for name in listed if re.search(rf"(rdf:predicate|:deniedRelation) \?{name}\b", query)}
    # One asks about no single thing; in the other the list stands in an OPTIONAL, which is read by itself.
    assert not by_list or id in ("pesco-projects-per-third-state", "counterparts-of"), by_list


def test_rows_equal_but_for_their_statements_are_one(kg: KnowledgeGraph) -> None:
    answer = kg.ask("compare-members", "2022-07-01")
    assert len({row.cells["state"] for row in answer.rows}) == len(answer.rows)
    shared = next(row for row in answer.rows if row.cells["where"] == "both")
    assert len(shared.statements) == 2


def test_completeness_is_named_where_the_list_is_complete_and_where_not(kg: KnowledgeGraph) -> None:
    notes = kg.ask("states-in-pesco-project", "2022-07-01", project="twister").notes
    assert any("participates in TWISTER" in note and "not known to be complete" in note for note in notes)
    assert any(
        "complete on 2022-07-01, so absence from it means no" in n for n in kg.ask("members-of", "2022-07-01").notes
    )


def test_list_complete_for_one_state_is_not_complete_for_another(kg: KnowledgeGraph) -> None:
    def note(state: str) -> str:
        notes = kg.ask("pesco-projects-of-state", "2023-06-12", state=state).notes
        return next(note for note in notes if "participates in" in note)

    assert "absence from it means no" in note("Ireland")
    assert "does not mean no" in note("Estonia")


def test_day_after_curation_is_answered_with_a_note(kg: KnowledgeGraph) -> None:
    answer = kg.ask("members-of", "2030-01-01", organisation="EU")
    assert any("what changed since then is not in this answer" in note for note in answer.notes)
    assert any("not known to be complete" in note for note in answer.notes)


def test_injected_text_in_a_name_is_no_query(store: Store) -> None:
    for nasty in ('norway" } UNION { ?thing ?p ?o', "x> } #", "\\", '"""', "{}", "'; DROP"):
        with pytest.raises(QuestionError):
            questions.answer(store, "members-of", {"organisation": nasty})


def test_portable_text_declares_the_prefixes_it_uses() -> None:
    text = questions.with_prefixes("SELECT ?s WHERE { ?s a :State ; rdfs:label 'a: b' . FILTER (?s != <http://x:y>) }")
    assert text.splitlines()[:2] == [
        "PREFIX : <https://w3id.org/eunato/ontology#>",
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>",
    ]
    assert "PREFIX a:" not in text


def test_head_and_query_must_name_the_same_parameters() -> None:
    with pytest.raises(OntologyError, match=r"described .* used"):
        read_question("broken", "#+ summary: Which?\nSELECT ?s WHERE { ?s a ?_kind_iri }")
    with pytest.raises(OntologyError, match="has no summary"):
        read_question("broken", "SELECT ?s WHERE { ?s a ?k }")


def test_token_is_replaced_in_every_place() -> None:
    asked = read_question(
        "twice",
        "#+ summary: Which?\n#+ parameters:\n#+   - thing: any | a thing\n"
        "SELECT ?s WHERE { ?s ?p ?_thing_iri MINUS { ?s ?q ?_thing_iri } }",
    )
    assert asked.filled({"thing": "<a:a>"}).count("<a:a>") == 2
    assert "?_" not in asked.filled({"thing": "<a:a>"})
