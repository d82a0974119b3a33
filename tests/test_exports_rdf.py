"""RDF exports, each opened by a reader that had no part in writing it, and counted."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import worlds

from graph import iris
from graph.exports import export
from graph.knowledge_graph import KnowledgeGraph
from graph.store import open_store

DAY = "2017-05-15"
PREFIXES = {name: space for name, space in iris.PREFIXES.items() if name}


@pytest.fixture(scope="module")
def content(kg: KnowledgeGraph) -> Any:
    """The bytes of a format, written once."""

    @cache
    def content(format: str, day: str | None = None) -> bytes:
        return kg.export(format, day).content()

    return content


def plain_of(quads: Any) -> set[str]:
    """The triples of quads as text, language tags in lower case as readers of JSON-LD give them."""
    return {lowered(quad.triple) for quad in quads}


def lowered(triple: ox.Triple) -> str:
    end = triple.object
    if isinstance(end, ox.Literal) and end.language:
        end = ox.Literal(end.value, language=end.language.lower())
    return f"{triple.subject} {triple.predicate} {end}"


def quads_in(content: bytes, form: ox.RdfFormat) -> list[ox.Quad]:
    return list(ox.parse(input=content, format=form))


# Turtle and TriG


@pytest.mark.parametrize("day", [None, DAY])
def test_turtle_holds_the_triples_of_the_nquads(content: Any, day: str | None) -> None:
    expected = plain_of(quads_in(content("nquads", day), ox.RdfFormat.N_QUADS))
    assert plain_of(quads_in(content("turtle", day), ox.RdfFormat.TURTLE)) == expected


def test_turtle_is_read_by_rdflib_with_our_prefix_and_says_what_it_is(content: Any, kg: KnowledgeGraph) -> None:
    text = content("turtle").decode()
    assert text.startswith(f"# {kg.about.title}\n")
    for told in (kg.about.version, kg.about.sha256, "all days", "creativecommons.org/licenses/by/4.0"):
        assert told in text[:800]
    assert f"Of the day {DAY}" in content("turtle", DAY).decode()[:800]
    read = rdflib.Graph().parse(data=text, format="turtle")
    assert len(read) == content("nquads").count(b"\n")
    assert str(dict(read.namespaces())[""]) == iris.ONTOLOGY
    members = {
        row.state
        for row in read.query("SELECT ?state { ?s rdf:predicate :memberOf ; rdf:object id:nato ; rdf:subject ?state }")
    }
    assert rdflib.URIRef(iris.THING + "turkiye") in members


def test_plain_triples_stand_only_in_the_file_of_a_day(content: Any) -> None:
    """The United Kingdom was in the EU on that day and had left it in 2021: only a file of a day may say so plainly."""
    plain = ox.Triple(
        *(ox.NamedNode(iri) for iri in (iris.THING + "united-kingdom", iris.ONTOLOGY + "memberOf", iris.THING + "eu"))
    )
    assert lowered(plain) in plain_of(quads_in(content("turtle", DAY), ox.RdfFormat.TURTLE))
    assert lowered(plain) not in plain_of(quads_in(content("turtle"), ox.RdfFormat.TURTLE))


def test_trig_names_each_graph_and_agrees_with_the_rdflib_data_set(content: Any, kg: KnowledgeGraph) -> None:
    read = rdflib.Dataset()
    read.parse(data=content("trig", DAY), format="trig")
    ours = kg.rdf(DAY)

    def sizes(data: rdflib.Dataset) -> dict[str, int]:
        return {str(graph.identifier): len(graph) for graph in data.graphs() if len(graph)}

    assert sizes(read) == sizes(ours)
    assert set(sizes(read)) == {iris.STATEMENTS_GRAPH, iris.ONTOLOGY_GRAPH, iris.view_graph(DAY)}


def test_trig_of_all_days_has_statements_and_ontology_and_no_view(content: Any) -> None:
    graphs = Counter(quad.graph_name.value for quad in quads_in(content("trig"), ox.RdfFormat.TRIG))
    assert graphs[iris.STATEMENTS_GRAPH] == content("nquads").count(b"\n")
    assert set(graphs) == {iris.STATEMENTS_GRAPH, iris.ONTOLOGY_GRAPH}
    # The ontology of a day's file is the same, there from the compiled graph, here from its files.
    on_day = Counter(quad.graph_name.value for quad in quads_in(content("trig", DAY), ox.RdfFormat.TRIG))
    assert on_day[iris.ONTOLOGY_GRAPH] == graphs[iris.ONTOLOGY_GRAPH]


# JSON-LD


def test_jsonld_is_read_back_whole_by_rdflib_and_by_pyld(content: Any) -> None:
    from pyld import jsonld

    text = content("jsonld")
    expected = plain_of(quads_in(content("nquads"), ox.RdfFormat.N_QUADS))
    read = rdflib.Dataset()
    read.parse(data=text, format="json-ld")
    assert len(list(read.quads())) == len(expected)
    again = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"})
    assert plain_of(quads_in(again.encode(), ox.RdfFormat.N_QUADS)) == expected
    assert {str(graph.identifier) for graph in read.graphs() if len(graph)} == {iris.STATEMENTS_GRAPH}


def test_jsonld_of_a_day_is_read_back_with_its_graphs(content: Any) -> None:
    def sizes(quads: list[ox.Quad]) -> Counter[str]:
        return Counter(quad.graph_name.value for quad in quads)

    read = quads_in(content("jsonld", DAY), ox.RdfFormat.JSON_LD)
    assert sizes(read) == sizes(quads_in(content("nquads", DAY), ox.RdfFormat.N_QUADS))


def test_jsonld_reads_as_plain_json_too(content: Any, kg: KnowledgeGraph) -> None:
    whole = json.loads(content("jsonld"))
    assert any(kg.about.sha256 in line for line in whole["heading"])
    (statements,) = whole["@graph"]
    by_id = {node["id"]: node for node in statements["@graph"]}
    node = by_id["st:norway--authorisedToJoin--military-mobility"]
    assert node["type"] == "Statement"
    assert (node["subject"], node["predicate"], node["object"]) == (
        "entity:norway",
        "authorisedToJoin",
        "entity:military-mobility",
    )
    assert (node["from"], node["validFrom"], node["validUntil"]) == ("2021-05-06", "2021-05-06", "9999-12-31")
    assert "src:dec-2021-749" in node["wasDerivedFrom"]


# RDF 1.2


def asked(content: bytes, query: str) -> list[Any]:
    engine = ox.Store()
    engine.bulk_load(input=content, format=ox.RdfFormat.TURTLE)
    return list(engine.query(query, prefixes={**PREFIXES, "": iris.ONTOLOGY}))  # type: ignore[call-overload]


def test_annotated_triples_answer_with_the_qualifiers_of_their_statement(content: Any) -> None:
    rows = asked(
        content("rdf12"),
        """SELECT ?from ?until ?certainty ?locator WHERE {
          id:norway :authorisedToJoin id:military-mobility
            {| :validFrom ?from ; :validUntil ?until ; :certainty ?certainty ; :citation ?cited |} .
          ?cited :source src:dec-2021-749 ; :locator ?locator }""",
    )
    assert [[term.value for term in row] for row in rows] == [
        ["2021-05-06", "9999-12-31", iris.CONCEPT + "confirmed", rows[0]["locator"].value]
    ]


def test_every_statement_names_its_triple_and_only_those_that_count_assert_it(content: Any, kg: KnowledgeGraph) -> None:
    held = kg.store.select(
        "SELECT ?s ?p ?o ?certainty ?statement { ?statement rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; :certainty ?certainty }"
    ).rows
    read = quads_in(content("rdf12"), ox.RdfFormat.TURTLE)
    reifies = {
        quad.subject.value: quad.object for quad in read if quad.predicate.value == iris.PREFIXES["rdf"] + "reifies"
    }
    assert set(reifies) == {row[4].value for row in held}  # type: ignore[union-attr]
    asserted = {quad.triple for quad in read}
    counting = {row[4].value for row in held if row[3].value != iris.CONCEPT + "unverified"}  # type: ignore[union-attr]
    only_unverified = set(reifies) - counting
    assert only_unverified and {reifies[one] for one in counting} <= asserted
    assert not {reifies[one] for one in only_unverified} - {reifies[one] for one in counting} & asserted


def test_denials_name_no_triple(content: Any) -> None:
    rows = asked(content("rdf12"), "SELECT ?denial { ?denial a :NegativeStatement ; rdf:reifies ?triple }")
    assert rows == []
    assert asked(content("rdf12"), "SELECT ?denial { ?denial a :NegativeStatement ; :deniedRelation ?relation }")


def test_file_of_a_day_asserts_what_holds_then_and_no_more(content: Any, kg: KnowledgeGraph) -> None:
    query = "SELECT (COUNT(DISTINCT ?state) AS ?n) { ?state :memberOf id:eu }"
    assert [row[0].value for row in asked(content("rdf12", DAY), query)] == ["28"]
    # Over all days: 28 and those that are not states of that day; the United Kingdom still among them.
    assert [row[0].value for row in asked(content("rdf12"), query)] == ["28"]
    assert [row[0].value for row in asked(kg.export("rdf12", "2021-01-01").content(), query)] == ["27"]


# Texts that could break out of their place


def test_hostile_texts_come_back_as_they_were(tmp_path: Path) -> None:
    name = 'A "quoted" \\ name with <lines> \u202eright to left\u202c </script> ' + "x" * 500
    world = worlds.small_world(tmp_path / "world")
    worlds.edit(world, worlds.STATES, "arcadia", note=name, description="=cmd|' /C calc'!A0")
    store = open_store(world)
    for format, form in (
        ("turtle", ox.RdfFormat.TURTLE),
        ("trig", ox.RdfFormat.TRIG),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdf12", ox.RdfFormat.TURTLE),
    ):
        read = quads_in(export(store, format, None, world).content(), form)
        texts = {quad.object.value for quad in read if isinstance(quad.object, ox.Literal)}
        assert {name, "=cmd|' /C calc'!A0"} <= texts, format
