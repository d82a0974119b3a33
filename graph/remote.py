"""The graph in another SPARQL 1.1 engine, read as the embedded one is: whoever asks does not know where it lies.

Which of its graphs count is said with every query by the parameters of the SPARQL protocol, because engines differ in
what they hold for the default graph, and because other data may lie beside ours. An engine into whose default graph
our triples were loaded without names is asked as it is.

What the graph is stands in it: title, version, the day up to which it was curated. The fingerprint cannot stand in
what it is the fingerprint of; the publication leaves it beside the graph (see `publication`), and it counts only as
long as the graph has as many triples as were published. Where it is not known, it is told as not known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from graph import iris
from graph.addresses import require_address, shown
from graph.endpoint import Dataset, Endpoint
from graph.errors import QuestionError, RemoteError
from graph.guard import check_query
from graph.prefixes import with_prefixes
from graph.publication import Record, read_record
from graph.store import About, Found, Store, T
from graph.wire import SECONDS, Wire

_OURS: Final = (iris.STATEMENTS_GRAPH, iris.ONTOLOGY_GRAPH)


def open_remote(url: str, seconds: float = SECONDS) -> RemoteStore:
    """The graph that the SPARQL endpoint at this address holds; each query may take so many seconds.

    Raises `RemoteError` where it cannot be asked, holds no whole graph of ours, or its publication is not complete.
    """
    wire = Wire(seconds)
    require_address(url)
    for dataset in ((_OURS, _OURS), None):
        endpoint = Endpoint(url, wire, dataset)
        record = _record(endpoint, dataset is not None)
        if record is not None and not record.is_complete:
            raise _not_complete(url)
        about = _about(endpoint)
        if about is not None:
            return RemoteStore(endpoint, _with_record(endpoint, about, record))
    raise RemoteError(f"{shown(url)} does not hold our graph and its ontology; load them with: eunato publish")


class RemoteStore(Store):
    """A graph that another engine holds. `day` is set where that engine holds the plain triples of a day too."""

    def __init__(self, endpoint: Endpoint, about: About, day: date | None = None) -> None:
        self._endpoint = endpoint
        self.about = about
        self.day = day

    def recalled(self, name: str, keys: Iterable[str], find: Callable[[list[str]], Mapping[str, T]]) -> dict[str, T]:
        """Looked for each time: what another engine holds may be published anew."""
        wanted = list(dict.fromkeys(keys))
        found = find(wanted) if wanted else {}
        return {key: found[key] for key in wanted if key in found}

    def view(self, day: date) -> Store:
        """The same graph together with the plain triples of the day; without them, and with `day` unset, where they
        were not published."""
        with_view = self._endpoint.with_graph(iris.view_graph(day.isoformat()))
        return RemoteStore(with_view, self.about, day) if with_view is not None else self

    def nquads(self) -> Iterator[bytes]:
        raise QuestionError("another engine holds this graph; ask it with CONSTRUCT instead of copying all of it")

    def ntriples(self, graph: str) -> list[bytes]:
        raise QuestionError("another engine holds this graph; ask it with CONSTRUCT instead of copying all of it")

    def _query(
        self,
        text: str,
        use: Callable[[Found], T],
        dataset: Dataset | None = None,
        base: str | None = None,
        services: Collection[str] = (),
    ) -> T:
        check_query(text, services)
        query = with_prefixes(text)
        return self._endpoint.ask(f"BASE <{base}>\n{query}" if base else query, use, dataset)


# What the graph says of itself


def _about(endpoint: Endpoint) -> About | None:
    """Title, version and day as they stand in the graph, as long as the ontology is there too."""
    rows = endpoint.select(
        with_prefixes(
            f"SELECT ?title ?version ?covered WHERE {{ <{iris.BASE}> dcterms:title ?title ; owl:versionInfo ?version ;"
            " :coveredUntil ?covered . :memberOf a :Relation }"
        )
    )
    try:
        return next((About(row[0], row[1], "", date.fromisoformat(row[2]), {}) for row in rows), None)
    except ValueError:
        raise RemoteError(f"{shown(endpoint.url)} gives a day that is none: {rows[0][2][:40]!r}") from None


def _record(endpoint: Endpoint, named: bool) -> Record | None:
    graphs: Dataset | None = ((), (iris.RECORD_GRAPH,)) if named else None
    rows = endpoint.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{iris.RECORD_GRAPH}> {{ ?s ?p ?o }} }}", graphs)
    return read_record((s, p, o) for s, p, o in rows)


def _with_record(endpoint: Endpoint, about: About, record: Record | None) -> About:
    """What the publication says, as far as it still fits: a graph that was changed since has no known fingerprint."""
    if record is None:
        return about
    entry = record.entries.get(iris.STATEMENTS_GRAPH)
    if entry is None or entry.triples != endpoint.count(iris.STATEMENTS_GRAPH):
        return about
    return replace(about, sha256=entry.dataset, covered_by_table=record.covered_by_table, released=record.released)


def _not_complete(url: str) -> RemoteError:
    return RemoteError(
        f"the publication to {shown(url)} is not complete: it goes on, or broke off; eunato publish finishes it"
    )
