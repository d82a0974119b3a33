"""What the server says of itself: where it is, what it holds, what can be asked; by programs of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from embedded import DAY, VIEW, rows_of
from results import Table, read, same
from serving import Served

from graph import iris, store
from graph.knowledge_graph import KnowledgeGraph

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_SH = "http://www.w3.org/ns/shacl#"
_SCHEMA = "https://schema.org/"
_FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}


def graph_at(url: str, media: str = "text/turtle", **headers: str) -> Any:
    """What is at the address, read by rdflib in the format that was asked for."""
    from rdflib import Graph

    response = httpx.get(url, headers={"Accept": media, **headers})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == media
    return Graph().parse(data=response.text, format=_FORMATS[media])


def objects(graph: Any, predicate: str) -> set[str]:
    from rdflib import URIRef

    return {str(target) for target in graph.objects(None, URIRef(predicate))}


# The address


def test_description_names_the_address_by_which_it_was_asked(served: Served) -> None:
    assert objects(graph_at(f"{served.url}/sparql"), _SD + "endpoint") == {f"{served.url}/sparql"}
    named = graph_at(f"{served.url}/sparql", host="graph.example.org:8080")
    assert objects(named, _SD + "endpoint") == {"http://graph.example.org:8080/sparql"}
    # As a proxy on this machine passes a request on.
    proxied = {"host": "graph.example.org", "x-forwarded-proto": "https"}
    assert objects(graph_at(f"{served.url}/sparql", **proxied), _SD + "endpoint") == {
        "https://graph.example.org/sparql"
    }


@pytest.fixture(scope="module")
def addressed(cache: object) -> Iterator[Served]:
    """A server that is told how clients reach it."""
    server = Served("--as-of", DAY, "--workers", "1", "--address", "https://data.example.org/eunato/")
    yield server
    server.stop()


def test_address_that_is_given_goes_before_what_a_request_says(addressed: Served) -> None:
    root = "https://data.example.org/eunato"
    assert objects(graph_at(f"{addressed.url}/sparql", host="elsewhere.example"), _SD + "endpoint") == {
        root + "/sparql"
    }
    void = graph_at(f"{addressed.url}/.well-known/void")
    assert objects(void, _VOID + "sparqlEndpoint") == {root + "/sparql"}
    examples = graph_at(f"{addressed.url}/.well-known/sparql-examples")
    assert objects(examples, _SCHEMA + "target") == {root + "/sparql"}
    assert httpx.get(f"{addressed.url}/openapi.json").json()["servers"] == [{"url": root}]
    assert httpx.get(f"{addressed.url}/id/nato", headers={"Accept": "text/html"}).headers["location"].startswith(root)


# What it holds


def test_graphs_of_the_description_are_those_that_can_be_asked(served: Served) -> None:
    from rdflib import URIRef

    described = graph_at(f"{served.url}/sparql")
    names = {str(name) for name in described.objects(None, URIRef(_SD + "name"))}
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    held = read(httpx.get(f"{served.url}/sparql", params={"query": query}).text, "json")
    assert isinstance(held, Table)
    assert names == {term.value for ((_, term),) in held.rows} and VIEW in names


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/.well-known/sparql-examples", "/id/norway"])
def test_every_format_of_a_description_says_the_same(served: Served, path: str) -> None:
    from rdflib.compare import isomorphic

    first, *others = [graph_at(served.url + path, media) for media in _FORMATS]
    assert len(first) > 5
    assert all(isomorphic(first, other) for other in others)
    assert httpx.get(served.url + path, headers={"Accept": "image/png"}).status_code == 406


def test_void_tells_size_version_and_where_to_ask(served: Served, kg: KnowledgeGraph, view: store.Store) -> None:
    from rdflib import URIRef

    void = graph_at(f"{served.url}/.well-known/void")
    ((_, count),) = rows_of(view, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0]
    assert str(void.value(URIRef(iris.BASE), URIRef(_VOID + "triples"))) == count.value
    ((_, members),) = rows_of(view, "SELECT (COUNT(*) AS ?n) WHERE { ?s :memberOf ?o }").rows[0]
    (part,) = void.subjects(URIRef(_VOID + "property"), URIRef(iris.ONTOLOGY + "memberOf"))
    assert str(void.value(part, URIRef(_VOID + "triples"))) == members.value
    assert objects(void, _SCHEMA + "version") == {kg.about.version}
    assert objects(void, _VOID + "sparqlEndpoint") == {f"{served.url}/sparql"}


# What can be asked


@pytest.fixture(scope="module")
def view(kg: KnowledgeGraph) -> store.Store:
    return kg.view(DAY)


def test_every_example_runs_as_it_stands_and_gives_what_the_engine_gives(served: Served, view: store.Store) -> None:
    from rdflib import URIRef

    examples = graph_at(f"{served.url}/.well-known/sparql-examples")
    texts = {str(name): str(text) for name, text in examples.subject_objects(URIRef(_SH + "select"))}
    questions = {one["id"] for one in httpx.get(f"{served.url}/ask", headers={"Accept": "application/json"}).json()}
    assert {name.rpartition("/")[2] for name in texts} == questions and len(questions) >= 20
    for name, text in texts.items():
        response = httpx.post(f"{served.url}/sparql", data={"query": text}, headers={"Accept": "application/json"})
        assert response.status_code == 200, (name, response.text)
        found = read(response.text, "json")
        expected = view.serialized(text, "json", "turtle").decode()
        assert same(found, read(expected, "json")), name


def test_openapi_description_is_one(served: Served) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator, validate

    described = httpx.get(f"{served.url}/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    validate(described, cls=OpenAPIV31SpecValidator)
    assert described["servers"] == [{"url": served.url}]


@pytest.mark.parametrize("spelled_out", [False, True])
def test_every_question_answers_as_it_is_described(addressed: Served, spelled_out: bool) -> None:
    """Without parameters, and with each by its own default, as a client that is made from the description may send it."""
    paths = httpx.get(f"{addressed.url}/openapi.json").json()["paths"]
    asked = {path: methods["get"]["parameters"] for path, methods in paths.items() if path.startswith("/ask/")}
    assert len(asked) >= 20
    for path, parameters in asked.items():
        defaults = {one["name"]: one["schema"]["default"] for one in parameters if "default" in one["schema"]}
        # The first use of a library in a worker takes its time: this server has the usual limit, not that of `served`.
        response = httpx.get(
            addressed.url + path, params={**(defaults if spelled_out else {}), "format": "csv"}, timeout=30
        )
        assert response.status_code == 200, (path, defaults, response.text)
