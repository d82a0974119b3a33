"""The W3C's test cases for SPARQL 1.1, through HTTP, on our server with the W3C's data in its workers.

The cases are no part of this project. They are looked for where EUNATO_W3C_TESTS says, else beside the checkout in
shared/w3c-sparql11-tests; they come from https://github.com/w3c/rdf-tests, folder sparql/sparql11. Where the variable
is set they are required.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn
from conftest import ROOT
from results import Row, Table, Term, literal, read, row, same
from w3c_worker import ABOUT

from graph.server.app import Serving, create_app
from graph.server.pool import Limits
from graph.server.running import listen
from graph.server.starting import Command

FOLDER = Path(os.environ.get("EUNATO_W3C_TESTS") or ROOT.parent / "shared" / "w3c-sparql11-tests")
_MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QUERY = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_UPDATE = "http://www.w3.org/2009/sparql/tests/test-update#"
_RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_HTTP = "http://www.w3.org/2011/http#"
_CONTENT = "http://www.w3.org/2011/content#"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
# The address at which the W3C has the cases: what relative addresses in them are read against.
_HOME = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"

# How many cases of each suite are run: one that got lost would not be missed otherwise.
QUERY_SUITES = {
    "aggregates": 47, "bind": 10, "bindings": 11, "cast": 6, "construct": 7, "csv-tsv-res": 6, "exists": 6,
    "functions": 75, "grouping": 6, "json-res": 4, "negation": 12, "project-expression": 7, "property-path": 33,
    "subquery": 14, "syntax-query": 94,
}  # fmt: skip
# The graph is read-only: of these is shown that every update in them is refused and changes nothing.
UPDATE_SUITES = {
    "add": 8, "basic-update": 13, "clear": 4, "copy": 6, "delete": 19, "delete-data": 6, "delete-insert": 17,
    "delete-where": 6, "drop": 4, "move": 6, "syntax-update-1": 54, "syntax-update-2": 1, "update-silent": 13,
}  # fmt: skip
# A query may not reach another server: of these is shown that every one is refused.
FEDERATION_SUITES = {"service": 7, "syntax-fed": 3}
OTHER_SUITES = {"protocol": 34, "service-description": 3}
NOT_RUN = {
    "entailment": (70, "the engine answers from the triples as they stand; the description names no regime"),
    "http-rdf-update": (18, "the Graph Store Protocol is not spoken; no request of these is made"),
    "graph-store-protocol": (0, "the same; its manifest lists other manifests only"),
}
_LANGUAGE = "engine: GROUP_CONCAT of texts in one language has that language, where the case wants a plain text"
_GRAPH = "engine: what stands by itself within GRAPH ?g (a subquery, VALUES, MINUS) is not asked for each graph"
_LENGTH = "engine: a path of length zero from a node that the data do not hold has no end"
_VALUES = "engine: it keeps the value of a number, not how it was written (1.0E6), nor a narrower type than integer"
# Every case that fails, as suite and name, with whose reason it is. All are put down to the engine; most were asked of it alone too.
KNOWN_FAILURES = {
    "aggregates/agg-groupconcat-04": _LANGUAGE,
    "aggregates/agg-groupconcat-06": _LANGUAGE,
    "aggregates/agg-empty-group-count-graph": _GRAPH,
    "bindings/graph": _GRAPH,
    "negation/graph-minus": _GRAPH,
    "csv-tsv-res/csv03": _VALUES,
    "csv-tsv-res/tsv03": _VALUES,
    "functions/bnode01": "engine: BNODE of one text is the same node in every row, where each row must have its own",
    "property-path/zero_or_more_set_start": _LENGTH,
    "property-path/zero_or_more_set_end": _LENGTH,
    "property-path/zero_or_one_set_start": _LENGTH,
    "property-path/zero_or_one_set_end": _LENGTH,
    "syntax-query/test_4": "engine: a function that it does not know is an error of the query, not of the expression",
}


class Case(NamedTuple):
    """One entry of a manifest: its name in the manifest, its kind, its node."""

    name: str
    kind: str
    node: Any


class Suite:
    """A folder of cases with its manifest."""

    def __init__(self, name: str) -> None:
        from rdflib import Graph
        from rdflib.collection import Collection

        self.folder = FOLDER / name
        self.home = f"{_HOME}{name}/"
        self.graph = Graph().parse(self.folder / "manifest.ttl", publicID=self.home + "manifest")
        entries = [
            entry
            for first in self.graph.objects(None, _uri(_MANIFEST + "entries"))
            for entry in Collection(self.graph, first)
        ]
        self.cases = [
            Case(str(entry).rpartition("#")[2], str(self.graph.value(entry, _uri(_RDF_TYPE))).rpartition("#")[2], entry)
            for entry in entries
        ]

    def text(self, address: Any) -> str:
        return self.path(address).read_text(encoding="utf-8")

    def path(self, address: Any) -> Path:
        assert str(address).startswith(self.home), address
        return self.folder / str(address).removeprefix(self.home)

    def part(self, node: Any, *names: str) -> Any:
        """What one finds by going along these properties."""
        for name in names:
            node = self.graph.value(node, _uri(name))
        return node

    def parts(self, node: Any, name: str) -> list[Any]:
        return sorted(self.graph.objects(node, _uri(name)))


def _uri(text: str) -> Any:
    from rdflib import URIRef

    return URIRef(text)


class Endpoint:
    """Our server in this process, on a free port, with workers on the W3C's data."""

    def __init__(self, data: Path) -> None:
        listening = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        command = [sys.executable, str(Path(__file__).with_name("w3c_worker.py")), str(data)]
        app = create_app(Serving(ABOUT, "2013-03-21"), Command(command), Limits(seconds=5, workers=1))
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]})
        self._thread.start()
        end = time.monotonic() + 60
        while not self._server.started:
            assert self._thread.is_alive() and time.monotonic() < end, "the server did not start"
            time.sleep(0.02)
        self.client = httpx.Client(timeout=30)

    def ask(self, query: str, accept: str, default: list[str] | None = None, named: list[str] | None = None) -> Any:
        """The response to a query on these graphs; None is what the server has by itself."""
        given = [("default-graph-uri", graph) for graph in default or []]
        given += [("named-graph-uri", graph) for graph in named or []]
        return self.client.post(self.url, data={"query": query, **_lists(given)}, headers={"Accept": accept})

    def size(self) -> int:
        found = self.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "application/json").json()
        return int(found["results"]["bindings"][0]["n"]["value"])

    def stop(self) -> None:
        self.client.close()
        self._server.should_exit = True
        self._thread.join(30)


def _lists(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture(scope="module")
def suite() -> Callable[[str], Suite]:
    if not (FOLDER / "manifest-all.ttl").is_file():
        message = f"the W3C's cases are not at {FOLDER}; get https://github.com/w3c/rdf-tests and name its folder sparql/sparql11 in EUNATO_W3C_TESTS"
        if os.environ.get("EUNATO_W3C_TESTS"):
            pytest.fail(message)
        pytest.skip(message)
    held: dict[str, Suite] = {}

    def suite(name: str) -> Suite:
        if name not in held:
            held[name] = Suite(name)
        return held[name]

    return suite


@pytest.fixture(scope="module")
def endpoint(suite: Callable[[str], Suite], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    data = tmp_path_factory.mktemp("w3c") / "data.json"
    data.write_text(json.dumps(list(_data(suite))), encoding="utf-8")
    server = Endpoint(data)
    yield server
    server.stop()


def _data(suite: Callable[[str], Suite]) -> Iterator[tuple[str, str, str]]:
    """Every data file of the query cases: name of its graph, path, base address."""
    for name in QUERY_SUITES:
        one = suite(name)
        files = {file for _, _, node in one.cases for file in _files(one, node)}
        for file in sorted(files | _from(one)):
            yield file, str(one.path(file)), file
    one = suite("protocol")
    named = {
        (str(one.part(data, _LABEL)), str(one.part(data, _UPDATE + "graph")))
        for _, _, node in one.cases
        for data in one.parts(node, _UPDATE + "graphData")
    }
    for label, file in sorted(named):
        yield label, str(one.path(file)), label


def _files(one: Suite, case: Any) -> set[str]:
    action = one.part(case, _MANIFEST + "action")
    return {str(file) for name in ("data", "graphData") for file in one.parts(action, _QUERY + name)}


def _from(one: Suite) -> set[str]:
    """The files that queries name themselves."""
    texts = [
        one.text(query) for _, _, node in one.cases if (query := one.part(node, _MANIFEST + "action", _QUERY + "query"))
    ]
    return {one.home + file for text in texts for file in re.findall(r"\bFROM\s+<([\w.]+)>", text)}


# The cases


def test_every_case_of_the_suites_is_run_or_named_with_a_reason(suite: Callable[[str], Suite]) -> None:
    found = {path.parent.name: len(suite(path.parent.name).cases) for path in FOLDER.glob("*/manifest.ttl")}
    not_run = {name: count for name, (count, _) in NOT_RUN.items()}
    assert found == {**QUERY_SUITES, **UPDATE_SUITES, **FEDERATION_SUITES, **OTHER_SUITES, **not_run}


@pytest.mark.parametrize("name", QUERY_SUITES)
def test_queries_give_the_results_of_the_w3c(name: str, suite: Callable[[str], Suite], endpoint: Endpoint) -> None:
    one = suite(name)
    checks = {
        "QueryEvaluationTest": _evaluation,
        "CSVResultFormatTest": _evaluation,
        "PositiveSyntaxTest11": _positive_syntax,
        "NegativeSyntaxTest11": _negative_syntax,
    }
    failed = {f"{name}/{case.name}": wrong for case in one.cases if (wrong := checks[case.kind](one, case, endpoint))}
    _as_known(failed, name)


def _as_known(failed: dict[str, str], suite: str) -> None:
    """Fails where a case fails that is not known to, or passes that is."""
    known = {case for case in KNOWN_FAILURES if case.partition("/")[0] == suite}
    assert {case: wrong for case, wrong in failed.items() if case not in known} == {}
    assert known - failed.keys() == set(), "known to fail, but they pass"


def _evaluation(one: Suite, case: Case, endpoint: Endpoint) -> str:
    """What is wrong with the answers to a query, in each format in which the expected one can be compared."""
    action = one.part(case.node, _MANIFEST + "action")
    address = one.part(action, _QUERY + "query")
    text = one.text(address)
    default: list[str] | None = [str(file) for file in one.parts(action, _QUERY + "data")]
    named: list[str] | None = [str(file) for file in one.parts(action, _QUERY + "graphData")]
    if re.search(r"\bFROM\s+<", text):
        default = named = None  # it names its graphs itself
    elif not default and not named:
        default = [one.home + "nothing.ttl"]
    query = f"BASE <{address}>\n{text}"
    result = one.part(case.node, _MANIFEST + "result")
    kind = str(result).rpartition(".")[2]
    if kind == "ttl" and not _is_result_set(one, result):
        return _graph_evaluation(one, query, result, endpoint, default, named)
    expected = _expected(one, result, kind)
    ordered = "ORDER BY" in text.rpartition("}")[2].upper()
    forms = {"csv": ["csv"], "tsv": ["tsv"], "srj": ["json", "xml"]}.get(kind, ["xml", "json"])
    if kind in ("srx", "srj") and not isinstance(expected, bool):
        forms.append("tsv")
    wrongs = []
    for form in forms:
        response = endpoint.ask(query, _MEDIA[form], default, named)
        if response.status_code != 200:
            wrongs.append(f"{form}: {response.status_code} {response.text}")
        elif response.headers["content-type"].partition(";")[0] != _MEDIA[form]:
            wrongs.append(f"{form}: came as {response.headers['content-type']}")
        elif not same(found := read(response.text, form), expected, ordered):
            wrongs.append(f"{form}: {found} instead of {expected}")
    return "; ".join(wrongs)


_MEDIA = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}


def _expected(one: Suite, result: Any, kind: str) -> Table | bool:
    if kind == "ttl":
        return _result_set(one, result)
    return read(one.text(result), {"srx": "xml", "srj": "json"}.get(kind, kind))


def _turtle(one: Suite, result: Any) -> Any:
    from rdflib import Graph

    return Graph().parse(one.path(result), publicID=str(result))


def _is_result_set(one: Suite, result: Any) -> bool:
    return (None, _uri(_RDF_TYPE), _uri(_RESULT_SET + "ResultSet")) in _turtle(one, result)


def _result_set(one: Suite, result: Any) -> Table:
    """A table written as triples."""
    graph = _turtle(one, result)

    def rows() -> Iterator[Row]:
        for solution in graph.objects(None, _uri(_RESULT_SET + "solution")):
            found = {}
            for binding in graph.objects(solution, _uri(_RESULT_SET + "binding")):
                value = graph.value(binding, _uri(_RESULT_SET + "value"))
                term = (
                    literal(str(value), str(value.datatype or ""), value.language or "")
                    if hasattr(value, "datatype")
                    else Term("uri", str(value))
                )
                found[str(graph.value(binding, _uri(_RESULT_SET + "variable")))] = term
            yield row(found)

    return Table(tuple(str(name) for name in graph.objects(None, _uri(_RESULT_SET + "resultVariable"))), list(rows()))


def _graph_evaluation(
    one: Suite, query: str, result: Any, endpoint: Endpoint, default: list[str] | None, named: list[str] | None
) -> str:
    from rdflib import Graph
    from rdflib.compare import isomorphic

    expected = _turtle(one, result)
    wrongs = []
    for media, form in (
        ("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")
    ):  # fmt: skip
        response = endpoint.ask(query, media, default, named)
        if response.status_code != 200:
            wrongs.append(f"{form}: {response.status_code} {response.text}")
            continue
        found = Graph().parse(data=response.text, format=form)
        # Their sizes first: to compare many nameless nodes can take for ever.
        if len(found) != len(expected) or not isomorphic(found, expected):
            wrongs.append(f"{form}: {response.text}")
    return "; ".join(wrongs)


def _positive_syntax(one: Suite, case: Case, endpoint: Endpoint) -> str:
    response = endpoint.ask(one.text(one.part(case.node, _MANIFEST + "action")), "*/*")
    return "" if response.status_code == 200 else f"{response.status_code} {response.text}"


def _negative_syntax(one: Suite, case: Case, endpoint: Endpoint) -> str:
    response = endpoint.ask(one.text(one.part(case.node, _MANIFEST + "action")), "*/*")
    return "" if response.status_code == 400 else f"{response.status_code} {response.text}"


@pytest.mark.parametrize("name", UPDATE_SUITES)
def test_updates_are_refused_and_change_nothing(name: str, suite: Callable[[str], Suite], endpoint: Endpoint) -> None:
    one = suite(name)
    before = endpoint.size()
    taken = {}
    for case in one.cases:
        action = one.part(case.node, _MANIFEST + "action")
        text = one.text(one.part(action, _UPDATE + "request") or action)
        sent = [
            endpoint.client.post(
                endpoint.url, content=text.encode(), headers={"Content-Type": "application/sparql-update"}
            ),
            endpoint.client.post(endpoint.url, data={"update": text}),
        ]
        as_query = endpoint.ask(text, "*/*")
        if [one.status_code for one in sent] != [403, 403] or as_query.status_code not in (400, 403):
            taken[case.name] = [one.status_code for one in (*sent, as_query)]
    assert taken == {}
    assert endpoint.size() == before > 0


@pytest.mark.parametrize("name", FEDERATION_SUITES)
def test_queries_to_other_servers_are_refused(name: str, suite: Callable[[str], Suite], endpoint: Endpoint) -> None:
    one = suite(name)
    for case in one.cases:
        action = one.part(case.node, _MANIFEST + "action")
        response = endpoint.ask(one.text(one.part(action, _QUERY + "query") or action), "*/*")
        assert response.status_code in (400, 403), (case.name, response.status_code)
        assert "SERVICE" in response.json()["detail"], case.name


# The protocol


def test_protocol_cases(suite: Callable[[str], Suite], endpoint: Endpoint) -> None:
    one = suite("protocol")
    before = endpoint.size()
    failed = {f"protocol/{case.name}": wrong for case in one.cases if (wrong := _protocol_case(one, case, endpoint))}
    assert endpoint.size() == before, "an update was made"
    _as_known(failed, "protocol")


def _protocol_case(one: Suite, case: Case, endpoint: Endpoint) -> str:
    """What is wrong. Of an update the first request must be refused; what follows would look for its effect."""
    from rdflib.collection import Collection

    requests = list(Collection(one.graph, one.part(case.node, _MANIFEST + "action", _HTTP + "requests")))
    update = case.name.startswith("update_")
    for request in requests[:1] if update else requests:
        response = _send(one, request, endpoint)
        answer = one.part(request, _HTTP + "resp")
        wanted = {str(status)[-3] for status in one.parts(answer, _MANIFEST + "expectedStatus")}
        status = str(response.status_code)
        if status[0] not in ({"4"} if update else wanted):
            return f"{status} {response.text}"
        if update:
            return "" if status == "403" else f"{status} {response.text}"
        if status[0] == "4" and response.headers["content-type"] != "application/problem+json":
            return f"refused as {response.headers['content-type']}"
        form = str(one.part(answer, _MANIFEST + "expectedFormat"))
        media = response.headers["content-type"].partition(";")[0]
        if form != "None" and media not in _FORMS[form]:
            return f"{media} where {form} is expected"
        truth = one.part(answer, _MANIFEST + "expectedBoolean")
        if truth is not None and response.json()["boolean"] is not truth.toPython():
            return response.text
    return ""


_FORMS = {
    "boolean": {"application/sparql-results+json"},
    "tabular": set(_MEDIA.values()),
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"},
}


def _send(one: Suite, request: Any, endpoint: Endpoint) -> httpx.Response:
    """The request as the manifest has it, at our address."""
    from rdflib.collection import Collection

    path = str(one.part(request, _HTTP + "absolutePath"))
    assert path.startswith("/sparql/"), path
    headers = {}
    if (first := one.part(request, _HTTP + "headers")) is not None:
        for header in Collection(one.graph, first):
            headers[str(one.part(header, _HTTP + "fieldName"))] = str(one.part(header, _HTTP + "fieldValue"))
    body = one.part(request, _HTTP + "body")
    content = None
    if body is not None:
        content = str(one.part(body, _CONTENT + "chars")).encode(str(one.part(body, _CONTENT + "characterEncoding")))
    method = str(one.part(request, _HTTP + "methodName"))
    return endpoint.client.request(
        method, endpoint.url + path.removeprefix("/sparql/"), content=content, headers=headers
    )


# The description of the service


def test_service_description_cases(suite: Callable[[str], Suite], endpoint: Endpoint) -> None:
    from rdflib import Graph

    assert {case.name for case in suite("service-description").cases} == {
        "returns-rdf", "has-endpoint-triple", "conforms-to-schema",
    }  # fmt: skip
    for media, form in (
        ("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"), ("*/*", "turtle"), ("", "turtle"),
    ):  # fmt: skip
        response = endpoint.client.get(endpoint.url, headers={"Accept": media})
        assert response.status_code == 200
        graph = Graph().parse(data=response.text, format=form)
        assert [str(address) for address in graph.objects(None, _uri(_SD + "endpoint"))] == [endpoint.url]
        assert _against_schema(graph) == []


# What the vocabulary says of its properties: what they stand at, what they lead to.
_SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "supportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
}
_ABOVE = {"Dataset": "GraphCollection"}
_INSTANCES = {
    "SPARQL10Query": "Language", "SPARQL11Query": "Language", "SPARQL11Update": "Language",
    "DereferencesURIs": "Feature", "UnionDefaultGraph": "Feature", "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature", "BasicFederatedQuery": "Feature",
}  # fmt: skip


def _against_schema(graph: Any) -> list[str]:
    """Where the description says what the vocabulary does not allow, or leaves out what it asks for."""

    def kinds(node: Any) -> set[str]:
        found = {str(kind).removeprefix(_SD) for kind in graph.objects(node, _uri(_RDF_TYPE))}
        found |= {_INSTANCES[str(node).removeprefix(_SD)]} if str(node).removeprefix(_SD) in _INSTANCES else set()
        return found | {_ABOVE[kind] for kind in found if kind in _ABOVE}

    wrongs = []
    for subject, predicate, target in graph:
        if not str(predicate).startswith(_SD):
            continue
        term = str(predicate).removeprefix(_SD)
        if term not in _SCHEMA:
            wrongs.append(f"the vocabulary has no {term}")
            continue
        domain, range_ = _SCHEMA[term]
        if domain not in kinds(subject):
            wrongs.append(f"{term} stands at {subject}, which is no {domain}")
        if range_ is not None and range_ not in kinds(target):
            wrongs.append(f"{term} leads to {target}, which is no {range_}")
    for kind, term in (("Service", "endpoint"), ("NamedGraph", "name")):
        for node in graph.subjects(_uri(_RDF_TYPE), _uri(_SD + kind)):
            if len(list(graph.objects(node, _uri(_SD + term)))) != 1:
                wrongs.append(f"{node} must have one {term}")
    if not list(graph.subjects(_uri(_RDF_TYPE), _uri(_SD + "Service"))):
        wrongs.append("there is no Service")
    return wrongs
