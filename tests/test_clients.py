"""The clients that people use, against a real server: what each gets is what the embedded engine gives."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from embedded import DAY, VIEW, rows_of, term_of
from results import Table, Term, literal, read, row, same
from serving import Served

from graph import store
from graph.knowledge_graph import KnowledgeGraph

_PREFIXES = (
    "PREFIX : <https://w3id.org/eunato/ontology#> PREFIX id: <https://w3id.org/eunato/id/> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)
# IRIs, texts with languages and signs beyond ASCII, dates, and cells that are empty.
SELECT = _PREFIXES + (
    "SELECT ?state ?name ?from WHERE { ?state :memberOf id:nato . ?state skos:prefLabel|skos:altLabel ?name "
    "OPTIONAL { ?statement <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ?state ; :validFrom ?from "
    "FILTER (?from > '2022-01-01'^^<http://www.w3.org/2001/XMLSchema#date>) } }"
)
ASK = _PREFIXES + "ASK { id:norway :memberOf id:nato }"
CONSTRUCT = (
    _PREFIXES + "CONSTRUCT { ?state skos:prefLabel ?name } WHERE { ?state :memberOf id:nato ; skos:prefLabel ?name }"
)
_RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_GRAPHS = {
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "json-ld": "application/ld+json",
    "xml": "application/rdf+xml",
}


# What the embedded engine gives


@pytest.fixture(scope="module")
def view(kg: KnowledgeGraph) -> store.Store:
    return kg.view(DAY)


def without_kinds(table: Table) -> Table:
    """The table as CSV can give it."""
    return Table(
        table.variables, [row({name: Term("literal", term.value) for name, term in one}) for one in table.rows]
    )


def check_rows(text: str, form: str, expected: Table) -> None:
    found = read(text, form)
    assert isinstance(found, Table)
    assert same(found, without_kinds(expected) if form == "csv" else expected)


def graph_of(view: store.Store, query: str) -> Any:
    from rdflib import Graph

    graph = Graph().parse(data=view.serialized(query, "json", "nt").decode(), format="nt")
    assert len(graph) > 10
    return graph


def check_graph(text: str | bytes, form: str, expected: Any) -> None:
    from rdflib import Graph
    from rdflib.compare import isomorphic

    assert isomorphic(Graph().parse(data=text, format=form), expected)


# Another server, for what goes across

_SHIPS = """@prefix ex: <http://example.org/> .
<https://w3id.org/eunato/id/norway> ex:ships 4 . <https://w3id.org/eunato/id/austria> ex:ships 0 ."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address, with a slash at the end, of another server: an empty page, and a file ships.ttl."""

    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            turtle = self.path.endswith(".ttl")
            body = (_SHIPS if turtle else "<!doctype html><title>elsewhere</title>").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/turtle" if turtle else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


# curl


class Curled(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str

    @property
    def media(self) -> str:
        return self.headers["content-type"].partition(";")[0]


def curl(*arguments: str) -> Curled:
    """What curl gets; its headers by their names in small letters."""
    program = shutil.which("curl")
    if program is None:
        if os.environ.get("EUNATO_CURL") == "required":
            pytest.fail("curl is required here and was not found")
        pytest.skip("no curl on this machine; .ci/run installs and requires it")
    done = subprocess.run(
        [program, "--silent", "--show-error", "--max-time", "30", "--include", *arguments],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.casefold(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Curled(int(first.split()[1]), headers, body.decode("utf-8"))


def _ways(query: str) -> dict[str, list[str]]:
    """The three ways of the protocol, as arguments for curl; the address comes after."""
    return {
        "get": ["--get", "--data-urlencode", f"query={query}"],
        "form": ["--data-urlencode", f"query={query}"],
        "direct": ["--header", "Content-Type: application/sparql-query; charset=utf-8", "--data-raw", query],
    }


@pytest.mark.parametrize("form", _RESULTS)
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_curl_gets_rows_in_every_format_in_every_way(served: Served, view: store.Store, way: str, form: str) -> None:
    found = curl(*_ways(SELECT)[way], "--header", f"Accept: {_RESULTS[form]}", f"{served.url}/sparql")
    assert (found.status, found.media) == (200, _RESULTS[form])
    check_rows(found.body, form, rows_of(view, SELECT))


@pytest.mark.parametrize("form", _GRAPHS)
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_curl_gets_triples_in_every_format_in_every_way(served: Served, view: store.Store, way: str, form: str) -> None:
    found = curl(*_ways(CONSTRUCT)[way], "--header", f"Accept: {_GRAPHS[form]}", f"{served.url}/sparql")
    assert (found.status, found.media) == (200, _GRAPHS[form])
    check_graph(found.body, form, graph_of(view, CONSTRUCT))


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4", "text/csv"),
        ("text/csv;q=0.2, */*;q=0.1", "text/csv"),
        ("image/png, text/tab-separated-values;q=0.01", "text/tab-separated-values"),
        ("text/*", "text/csv"),
        ("application/*;q=0.5, text/csv;q=0.4", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("application/json", "application/sparql-results+json"),
        ("TEXT/CSV", "text/csv"),
        ("*/*", "application/sparql-results+json"),
        ("*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
    ],
)
def test_accept_header_decides_by_preference(served: Served, view: store.Store, accept: str, media: str) -> None:
    header = f"Accept: {accept}" if accept else "Accept:"  # so curl sends none at all
    found = curl(*_ways(SELECT)["get"], "--header", header, f"{served.url}/sparql")
    assert (found.status, found.media) == (200, media)
    assert "accept" in found.headers["vary"].casefold()
    check_rows(found.body, next(form for form in _RESULTS if _RESULTS[form] == media), rows_of(view, SELECT))


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "image/png"), (SELECT, "text/turtle"), (SELECT, "*/*;q=0"), (CONSTRUCT, "text/csv"), (ASK, "application/rdf+xml"),
        (SELECT, "application/sparql-results+json;q=0, application/sparql-results+xml;q=0"),
    ],
)  # fmt: skip
def test_what_nobody_can_give_is_refused_with_what_could_be(served: Served, query: str, accept: str) -> None:
    found = curl(*_ways(query)["get"], "--header", f"Accept: {accept}", f"{served.url}/sparql")
    assert (found.status, found.media) == (406, "application/problem+json")
    assert ("text/turtle" if query == CONSTRUCT else "text/csv") in json.loads(found.body)["detail"]


@pytest.mark.parametrize(("form", "yes"), [("json", True), ("xml", True), ("csv", "true\n"), ("tsv", "true\n")])
def test_curl_gets_yes_and_no(served: Served, view: store.Store, form: str, yes: bool | str) -> None:
    assert view.outcome(ASK) is True
    found = curl(*_ways(ASK)["get"], "--header", f"Accept: {_RESULTS[form]}", f"{served.url}/sparql")
    assert (read(found.body, form) if isinstance(yes, bool) else found.body) == yes
    no = curl(*_ways(ASK.replace("norway", "austria"))["get"], f"{served.url}/sparql")
    assert read(no.body, "json") is False


def test_head_tells_what_get_would_send(served: Served) -> None:
    address = f"{served.url}/sparql?{urlencode({'query': SELECT})}"
    got, head = curl("--header", "Accept: text/csv", address), curl("--head", "--header", "Accept: text/csv", address)
    assert head.status == got.status == 200 and head.body == ""
    assert int(head.headers["content-length"]) == len(got.body.encode())
    assert head.headers["content-type"] == got.headers["content-type"]
    page = curl("--head", "--header", "Accept: text/html", address)
    assert (page.status, page.media) == (200, "text/html")


def test_options_and_preflight_open_the_endpoint_to_every_page(served: Served) -> None:
    plain = curl("--request", "OPTIONS", f"{served.url}/sparql")
    assert plain.status == 204 and {"GET", "HEAD", "POST"} <= set(plain.headers["allow"].split(", "))
    asked = [
        "--request", "OPTIONS", "--header", "Origin: https://example.org", "--header", "Access-Control-Request-Method: POST",
        "--header", "Access-Control-Request-Headers: content-type",
    ]  # fmt: skip
    preflight = curl(*asked, f"{served.url}/sparql")
    assert preflight.status == 200 and preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "content-type" in preflight.headers["access-control-allow-headers"].casefold()
    wrong = curl("--header", "Origin: https://example.org", f"{served.url}/sparql?query=SELECT")
    assert wrong.status == 400 and wrong.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_graph_named_in_the_request_is_the_one_that_is_asked(served: Served, view: store.Store, way: str) -> None:
    everything = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    inside = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"

    def count(query: str, **graphs: str) -> Table | bool:
        return read(curl(*_ways(query)[way], f"{served.url}/sparql?{urlencode(graphs)}").body, "json")

    held = rows_of(view, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{VIEW}> {{ ?s ?p ?o }} }}")
    none = Table(("n",), [row({"n": literal("0", "http://www.w3.org/2001/XMLSchema#integer")})])
    assert held != none and held != rows_of(view, everything)
    assert count(everything, **{"default-graph-uri": VIEW}) == held
    assert count(inside, **{"default-graph-uri": VIEW}) == none
    assert count(inside, **{"named-graph-uri": VIEW}) == held
    assert count(everything, **{"named-graph-uri": VIEW}) == none
    assert count(everything, **{"default-graph-uri": "https://example.org/none"}) == none
    # What the request names goes before what the query names.
    assert (
        count(everything.replace("WHERE", "FROM <https://example.org/none> WHERE"), **{"default-graph-uri": VIEW})
        == held
    )


# SPARQLWrapper


def wrapper(served: Served, query: str, form: str, method: str = "GET", directly: bool = False) -> Any:
    import SPARQLWrapper

    client = SPARQLWrapper.SPARQLWrapper(f"{served.url}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    if directly:
        client.setRequestMethod(SPARQLWrapper.POSTDIRECTLY)
    return client


@pytest.mark.parametrize(("method", "directly"), [("GET", False), ("POST", False), ("POST", True)])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_gets_rows(served: Served, view: store.Store, form: str, method: str, directly: bool) -> None:
    found = wrapper(served, SELECT, form, method, directly).query().convert()
    text = {"json": json.dumps, "xml": lambda document: document.toxml()}.get(form, lambda raw: raw.decode("utf-8"))(
        found
    )
    check_rows(text, form, rows_of(view, SELECT))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_sparqlwrapper_gets_yes_and_no(served: Served, form: str) -> None:
    for query, truth in ((ASK, True), (ASK.replace("norway", "austria"), False)):
        found = wrapper(served, query, form).query().convert()
        assert read(json.dumps(found) if form == "json" else found.toxml(), form) is truth


@pytest.mark.parametrize("form", ["turtle", "n3", "xml", "rdf+xml", "json-ld"])
@pytest.mark.parametrize("query", [CONSTRUCT, _PREFIXES + "DESCRIBE id:norway"])
def test_sparqlwrapper_gets_triples(served: Served, view: store.Store, form: str, query: str) -> None:
    found = wrapper(served, query, form).query().convert()
    # What it parses itself it gives as a graph, with names that it adds.
    text = found if isinstance(found, bytes) else found.serialize(format="nt")
    check_graph(text, "turtle" if isinstance(found, bytes) else "nt", graph_of(view, query))


def test_sparqlwrapper_names_a_graph(served: Served, view: store.Store) -> None:
    client = wrapper(served, "SELECT ?s ?o WHERE { ?s <https://w3id.org/eunato/ontology#memberOf> ?o }", "json")
    client.addDefaultGraph(VIEW)
    expected = rows_of(view, f"SELECT ?s ?o WHERE {{ GRAPH <{VIEW}> {{ ?s :memberOf ?o }} }}")
    check_rows(json.dumps(client.query().convert()), "json", expected)


def test_sparqlwrapper_is_told_what_is_wrong(served: Served) -> None:
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    with pytest.raises(QueryBadFormed, match="line 1, column"):
        wrapper(served, "SELECT * WHERE { ?s ?p ", "json").query()


# rdflib


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def remote(request: pytest.FixtureRequest, served: Served) -> Any:
    """An rdflib graph that is the server."""
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    return Graph(SPARQLStore(f"{served.url}/sparql", method=request.param))


def test_rdflib_store_answers_queries(remote: Any, view: store.Store) -> None:
    found = remote.query(SELECT)
    rows = [row({str(name): _of_rdflib(term) for name, term in one.asdict().items()}) for one in found]
    assert same(Table(tuple(str(name) for name in found.vars), rows), rows_of(view, SELECT))
    assert remote.query(ASK).askAnswer is True


def test_rdflib_store_gives_triples_of_a_pattern(remote: Any, view: store.Store) -> None:
    from rdflib import Literal, URIRef

    label = URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
    norway = URIRef("https://w3id.org/eunato/id/norway")
    found = {tuple(map(_of_rdflib, triple)) for triple in remote.triples((norway, None, None))}
    expected = view.outcome("CONSTRUCT { id:norway ?p ?o } WHERE { id:norway ?p ?o }")
    assert isinstance(expected, list) and len(expected) > 5
    assert found == {tuple(term_of(term) for term in triple if term is not None) for triple in expected}
    assert (norway, label, None) in remote
    assert list(remote.subjects(label, Literal("nobody of this name"))) == []


def _of_rdflib(term: Any) -> Term:
    from rdflib import Literal, URIRef

    if isinstance(term, Literal):
        return literal(str(term), str(term.datatype or ""), term.language or "")
    return Term("uri" if isinstance(term, URIRef) else "bnode", str(term))


# Comunica


@pytest.mark.parametrize("source", ["", "sparql@"])
def test_comunica_finds_out_what_the_endpoint_is_and_gets_rows(served: Served, view: store.Store, source: str) -> None:
    # Without a type of source it goes by the description of the service.
    check_rows(_comunica(source + f"{served.url}/sparql", SELECT, _RESULTS["json"]), "json", rows_of(view, SELECT))


def test_comunica_gets_triples_and_yes(served: Served, view: store.Store) -> None:
    check_graph(_comunica(f"{served.url}/sparql", CONSTRUCT, "text/turtle"), "turtle", graph_of(view, CONSTRUCT))
    assert read(_comunica(f"{served.url}/sparql", ASK, _RESULTS["json"]), "json") is True


def test_comunica_joins_the_endpoint_with_a_file(served: Served, elsewhere: str) -> None:
    """Its own way of joining asks the endpoint in many small queries."""
    query = _PREFIXES + "SELECT ?state ?n WHERE { ?state <http://example.org/ships> ?n ; :memberOf id:nato }"
    found = read(_comunica(f"{served.url}/sparql", query, _RESULTS["json"], elsewhere + "ships.ttl"), "json")
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    expected = row({"state": Term("uri", "https://w3id.org/eunato/id/norway"), "n": literal("4", integer)})
    assert isinstance(found, Table) and found.rows == [expected]


def _comunica(source: str, query: str, form: str, *more: str) -> str:
    from comunica import program

    done = subprocess.run(
        [str(program()), source, *more, query, "-t", form],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# A browser


@pytest.mark.browser
def test_page_of_another_origin_may_ask(served: Served, view: store.Store, browser: Any, elsewhere: str) -> None:
    page = browser.new_page()
    page.goto(elsewhere)
    fetch = "async ([address, options]) => (await fetch(address, options)).text()"
    accept = {"Accept": _RESULTS["json"]}
    got = page.evaluate(fetch, [f"{served.url}/sparql?{urlencode({'query': SELECT})}", {"headers": accept}])
    direct = {"method": "POST", "body": SELECT, "headers": {**accept, "Content-Type": "application/sparql-query"}}
    for text in (got, page.evaluate(fetch, [f"{served.url}/sparql", direct])):
        check_rows(text, "json", rows_of(view, SELECT))
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("given", [{"query": SELECT}, {"query": CONSTRUCT}, {}])
def test_link_to_the_endpoint_opens_a_page(served: Served, browser: Any, given: dict[str, str]) -> None:
    page = browser.new_page()
    downloads: list[Any] = []
    page.on("download", lambda download: downloads.append(download))
    response = page.goto(f"{served.url}/sparql?{urlencode(given)}")
    assert response.status == 200 and response.headers["content-type"].startswith("text/html")
    assert page.locator("h1").first.is_visible() and downloads == []
    page.close()


@pytest.mark.browser
def test_link_that_names_a_format_gives_the_file(served: Served, view: store.Store, browser: Any) -> None:
    page = browser.new_page()
    address = f"{served.url}/sparql?{urlencode({'query': SELECT, 'format': 'csv', 'download': '1'})}"
    with page.expect_download() as waited:
        page.evaluate("address => { location.href = address }", address)
    assert waited.value.suggested_filename == "result.csv"
    check_rows(waited.value.path().read_text(encoding="utf-8"), "csv", rows_of(view, SELECT))
    page.close()
