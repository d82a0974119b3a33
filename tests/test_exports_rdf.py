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
from graph.knowledge_graph import KnowledgeGraph, load
from graph.store import open_store

DAY = "2017-05-15"
DAY_OF_WORLD = "2022-07-01"
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


def test_trig_names_each_graph_and_agrees_with_the_rdflib_data_set(tmp_path: Path) -> None:
    world = worlds.small_world(tmp_path / "world")
    kg = load(data=world)
    read = rdflib.Dataset()
    read.parse(data=kg.export("trig", DAY_OF_WORLD).content(), format="trig")
    ours = kg.rdf(DAY_OF_WORLD)

    def graphs(data: rdflib.Dataset) -> dict[str, set[Any]]:
        return {str(graph.identifier): set(graph) for graph in data.graphs() if len(graph)}

    assert graphs(read) == graphs(ours)
    assert set(graphs(read)) == {iris.STATEMENTS_GRAPH, iris.ONTOLOGY_GRAPH, iris.view_graph(DAY_OF_WORLD)}


def test_quads_of_a_day_are_as_many_in_trig_as_in_the_rdflib_data_set(content: Any, kg: KnowledgeGraph) -> None:
    """`KnowledgeGraph.rdf()` is made of the lines of the view; reading them takes rdflib seconds."""
    lines = set(kg.view(DAY).nquads())
    assert len(quads_in(content("trig", DAY), ox.RdfFormat.TRIG)) == len(lines)


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


def test_jsonld_of_a_day_is_read_back_with_its_graphs(tmp_path: Path) -> None:
    from pyld import jsonld

    kg = load(data=worlds.small_world(tmp_path / "world"))
    read = jsonld.to_rdf(json.loads(kg.export("jsonld", DAY_OF_WORLD).content()), {"format": "application/n-quads"})
    expected = kg.export("nquads", DAY_OF_WORLD).content()
    assert sizes(read.encode()) == sizes(expected)
    assert set(sizes(expected)) == {iris.STATEMENTS_GRAPH, iris.ONTOLOGY_GRAPH, iris.view_graph(DAY_OF_WORLD)}


def sizes(nquads: bytes) -> Counter[str]:
    """How many different quads each graph has."""
    return Counter(quad.graph_name.value for quad in set(quads_in(nquads, ox.RdfFormat.N_QUADS)))


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


@pytest.fixture(scope="module")
def annotated(content: Any) -> ox.Store:
    """The file of all days, in an engine that knows RDF 1.2."""
    engine = ox.Store()
    engine.bulk_load(input=content("rdf12"), format=ox.RdfFormat.TURTLE)
    return engine


def asked(engine: ox.Store, query: str) -> list[Any]:
    found = engine.query(query, prefixes={**PREFIXES, "": iris.ONTOLOGY})
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def test_annotated_triples_answer_with_the_qualifiers_of_their_statement(annotated: ox.Store) -> None:
    rows = asked(
        annotated,
        """SELECT ?from ?until ?certainty ?locator WHERE {
          id:norway :authorisedToJoin id:military-mobility
            {| :validFrom ?from ; :validUntil ?until ; :certainty ?certainty ; :citation ?cited |} .
          ?cited :source src:dec-2021-749 ; :locator ?locator }""",
    )
    assert [[term.value for term in row] for row in rows] == [
        ["2021-05-06", "9999-12-31", iris.CONCEPT + "confirmed", "title and recitals 1-2"]
    ]


def test_days_of_members_are_asked_by_annotation(annotated: ox.Store) -> None:
    """22 of the 28 members of the EU were in NATO on that day; asked of all days, with the days of the annotations."""
    on = f'?from <= "{DAY}"^^xsd:date && ?until > "{DAY}"^^xsd:date'
    both = f"""SELECT DISTINCT ?state WHERE {{
      ?state :memberOf id:eu {{| :validFrom ?from ; :validUntil ?until |}} FILTER ({on})
      {{ SELECT ?state {{ ?state :memberOf id:nato {{| :validFrom ?from ; :validUntil ?until |}} FILTER ({on}) }} }} }}"""
    assert len(asked(annotated, both)) == 22


def test_every_statement_names_its_triple_and_only_those_that_count_assert_it(
    annotated: ox.Store, kg: KnowledgeGraph
) -> None:
    query = "SELECT ?statement ?certainty { ?statement rdf:subject ?s ; :certainty ?certainty }"
    held = {one.value: level.value for one, level in kg.store.select(query).rows}  # type: ignore[union-attr]
    rows = asked(annotated, "SELECT ?statement ?triple { ?statement rdf:reifies ?triple }")
    named = {one.value: triple for one, triple in rows}
    assert set(named) == set(held)
    counting = {triple for one, triple in named.items() if held[one] != iris.CONCEPT + "unverified"}
    asserted = {triple for triple in named.values() if ox.Quad(*triple) in annotated}
    assert asserted == counting and len(set(named.values())) > len(counting)


def test_denials_name_no_triple(annotated: ox.Store) -> None:
    assert asked(annotated, "SELECT ?denial { ?denial a :NegativeStatement ; rdf:reifies ?triple }") == []
    assert asked(annotated, "SELECT ?denial { ?denial a :NegativeStatement ; :deniedRelation ?relation }")


def test_file_of_a_day_asserts_what_its_view_says_and_no_more(content: Any) -> None:
    parts = {iris.PREFIXES["rdf"] + part for part in ("subject", "predicate", "object", "reifies")}

    def besides(format: str) -> set[str]:
        quads = quads_in(content(format, DAY), ox.RdfFormat.TURTLE)
        return plain_of(quad for quad in quads if quad.predicate.value not in parts)

    assert besides("rdf12") == besides("turtle")


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
