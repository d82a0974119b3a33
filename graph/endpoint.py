"""One SPARQL 1.1 endpoint over HTTP: a query and the graphs that count for it go there, a whole result comes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import pyoxigraph as ox

from graph.addresses import shown
from graph.errors import RemoteError
from graph.guard import bare, names_dataset
from graph.wire import Reply, Wire

Dataset = tuple[Sequence[str], Sequence[str]]
Result = ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]
T = TypeVar("T")

_RESULTS_ACCEPT: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
GRAPH_ACCEPT: Final = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_RESULT_MEDIA: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
_GRAPH_MEDIA: Final = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/ntriples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "text/rdf+n3": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_FORM = re.compile(r"(?<![\w:?$.-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", re.IGNORECASE)


class Endpoint:
    """One SPARQL endpoint with the default and named graphs that count there; None = as it has them itself."""

    def __init__(self, url: str, wire: Wire, dataset: Dataset | None) -> None:
        self.url = url
        self._wire = wire
        self._dataset = dataset

    def with_graph(self, graph: str) -> Endpoint | None:
        """The same with one graph more; None if that holds nothing."""
        if self._dataset is None:
            return None
        default, named = ([*graphs, graph] for graphs in self._dataset)
        wider = Endpoint(self.url, self._wire, (default, named))
        return wider if wider.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", _truth) else None

    def select(self, query: str, dataset: Dataset | None = None) -> list[tuple[str, ...]]:
        """The rows of a query of our own, each term by its text, empty where unbound."""

        def rows(found: Result) -> list[tuple[str, ...]]:
            if not isinstance(found, ox.QuerySolutions):
                raise RemoteError(f"{shown(self.url)} gives no rows for a SELECT")
            return [tuple("" if term is None else term.value for term in row) for row in found]

        return self.ask(query, rows, dataset)

    def count(self, graph: str) -> int:
        """How many triples this graph has there."""
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        rows = self.select(query, ((), (graph,)) if self._dataset is not None else None)
        try:
            ((number,),) = rows
            return int(number)
        except ValueError:
            raise RemoteError(f"{shown(self.url)} cannot count the triples of a graph") from None

    def ask(self, query: str, use: Callable[[Result], T], dataset: Dataset | None = None) -> T:
        """What is needed from the result of a query; raises `RemoteError` if there is no whole result."""
        form = [("query", query)]
        # The graphs that a query names itself would give way to those of the request.
        graphs = dataset or (self._dataset if not names_dataset(query) else None)
        if graphs is not None:
            form += [("default-graph-uri", graph) for graph in graphs[0]]
            form += [("named-graph-uri", graph) for graph in graphs[1]]
        kind = _FORM.search(bare(query))
        wants_graph = kind is not None and kind[1].upper() in ("CONSTRUCT", "DESCRIBE")
        reply = self._wire.send("POST", self.url, GRAPH_ACCEPT if wants_graph else _RESULTS_ACCEPT, form=form)
        self._require_good(reply)
        try:
            if wants_graph:
                return use(read_graph(reply, self.url))
            media = _RESULT_MEDIA.get(reply.media)
            if media is None:
                raise RemoteError(_other(self.url, reply, "SPARQL results"))
            return use(ox.parse_query_results(reply.body, media))
        except SyntaxError:
            raise RemoteError(f"the answer of {shown(self.url)} is cut or is not what it says it is") from None

    def _require_good(self, reply: Reply) -> None:
        where = shown(self.url)
        if reply.status == 400:
            raise RemoteError(f"{where} refuses the query (status 400){reply.said()}")
        if reply.status in (404, 405, 410):
            raise RemoteError(f"there is no SPARQL endpoint at {where} (status {reply.status})")
        if not 200 <= reply.status < 300:
            raise RemoteError(f"{where} could not answer (status {reply.status}){reply.said()}")
        # Virtuoso gives what it has when its own limit of time or rows is reached, and calls that a success.
        if "s1tat" in reply.headers.get("x-sql-state", "").lower():
            raise RemoteError(f"{where} stopped before the end at its own time limit; the answer would not be whole")
        if "x-sparql-maxrows" in reply.headers:
            raise RemoteError(
                f"{where} gives at most {reply.headers['x-sparql-maxrows'][:20]} rows; the answer would not be whole"
            )


def read_graph(reply: Reply, url: str) -> list[ox.Triple]:
    """The triples of a reply in a format of RDF, each once; raises `RemoteError` for another format, `SyntaxError` for
    what is none."""
    media = _GRAPH_MEDIA.get(reply.media)
    if media is None:
        raise RemoteError(_other(url, reply, "RDF"))
    return list(dict.fromkeys(quad.triple for quad in ox.parse(reply.body, media, base_iri=url)))


def _other(url: str, reply: Reply, wanted: str) -> str:
    media = re.sub(r"[^\w/.+-]", "", reply.media)[:80]
    return f"{shown(url)} answers with {media or 'something without a type'} instead of {wanted}; is the address right?"


def _truth(found: Result) -> bool:
    return bool(found)
