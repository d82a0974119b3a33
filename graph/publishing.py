"""The graph into another engine, by the SPARQL 1.1 Graph Store HTTP Protocol alone: no update, no extension.

What is guaranteed. A graph is replaced, never mixed with what was there. One that fits into one part goes over in one
PUT, so whoever reads it sees the old or the new one, as far as the engine makes one request one transaction. A larger
one is emptied by the PUT of its first part and filled by POSTs; meanwhile the record beside it (see `publication`)
says that it is not complete, and `--endpoint` refuses it. Nothing that was loaded is lost when a run breaks off: the
next one goes on with the part after the last that was recorded; a part that arrived without being recorded goes over
again, which changes nothing, because no triple of ours has a nameless node. At the end the triples are counted there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

import pyoxigraph as ox

from graph import iris
from graph.addresses import require_address, shown
from graph.endpoint import GRAPH_ACCEPT, Endpoint, read_graph
from graph.errors import RemoteError
from graph.publication import COMPLETE, LOADING, Entry, Record, read_record
from graph.store import Store
from graph.wire import Reply, Wire

PART_BYTES = 32 * 1024 * 1024
SECONDS = 600.0
_NTRIPLES = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that has gone over: of which graph, how many parts of all graphs are there now, and of how many."""

    graph: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Published:
    """The graphs that are now there with their triples, which of them were there already, which were removed because
    they came from other data, and the parts that a run before had left."""

    triples: dict[str, int]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    continued: int


def publish(
    store: Store,
    url: str,
    *,
    day: date | None = None,
    endpoint: str | None = None,
    seconds: float = SECONDS,
    part_bytes: int = PART_BYTES,
    told: Callable[[Part], None] = lambda part: None,
) -> Published:
    """Loads statements and ontology, with `day` also the plain triples of that day, into the graph store at `url`.

    Triples are counted through the SPARQL `endpoint` if one is given, else by fetching the graphs back. Raises
    `RemoteError` if anything does not go as it should; what was loaded then stays, recorded as not complete.
    """
    target = _GraphStore(require_address(url), Wire(seconds), require_address(endpoint) if endpoint else None)
    graphs = [iris.STATEMENTS_GRAPH, iris.ONTOLOGY_GRAPH]
    source = store
    if day is not None:
        source = store.view(day)
        graphs.append(iris.view_graph(day.isoformat()))
    about = store.about
    parts = {graph: list(_parts(source.ntriples(graph), part_bytes)) for graph in graphs}
    wanted = {graph: _entry(parts[graph], about.sha256) for graph in graphs}

    before = target.record()
    known = before.entries if before is not None else {}
    unchanged = tuple(graph for graph in graphs if target.holds(graph, known.get(graph), wanted[graph]))
    # Plain triples of a day that were derived from other data would contradict the new.
    stale = tuple(
        sorted(graph for graph, entry in known.items() if graph not in wanted and entry.dataset != about.sha256)
    )
    entries = dict(known)
    for graph in graphs:
        whole = graph in unchanged
        entries[graph] = replace(wanted[graph], loaded=wanted[graph].parts if whole else _left(known, graph, wanted))
    continued = sum(entries[graph].loaded for graph in graphs if graph not in unchanged)

    def record(state: str) -> None:
        target.put(iris.RECORD_GRAPH, Record(state, entries, about.covered_by_table, about.released).lines())

    if before is not None and before.is_complete and len(unchanged) == len(graphs) and not stale:
        return Published({graph: wanted[graph].triples for graph in graphs}, unchanged, (), 0)
    record(LOADING)
    for graph in stale:
        target.delete(graph)
        del entries[graph]
    for graph in graphs:
        for number in range(entries[graph].loaded, len(parts[graph])):
            (target.put if number == 0 else target.add)(graph, parts[graph][number])
            entries[graph] = replace(entries[graph], loaded=number + 1)
            record(LOADING)
            told(Part(graph, sum(entries[g].loaded for g in graphs), sum(map(len, parts.values()))))
        if graph not in unchanged:
            target.require_count(graph, wanted[graph].triples)
    record(COMPLETE)
    return Published({graph: wanted[graph].triples for graph in graphs}, unchanged, stale, continued)


def _parts(lines: list[bytes], most: int) -> Iterator[list[bytes]]:
    """The lines in parts of at most so many bytes; one empty part for an empty graph."""
    part: list[bytes] = []
    size = 0
    for line in lines:
        if part and size + len(line) > most:
            yield part
            part, size = [], 0
        part.append(line)
        size += len(line)
    yield part


def _entry(parts: list[list[bytes]], dataset: str) -> Entry:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"".join(part))
    return Entry(sum(map(len, parts)), digest.hexdigest(), dataset, len(parts), 0)


def _left(known: Mapping[str, Entry], graph: str, wanted: Mapping[str, Entry]) -> int:
    """How many parts of a graph an earlier run has left there; none if they were other parts, or are all there and yet
    the graph is not as it should be."""
    found = known.get(graph)
    if found is None or found.is_whole or not found.same_triples(wanted[graph]) or found.parts != wanted[graph].parts:
        return 0
    return found.loaded


class _GraphStore:
    """The graph store at an address, and the endpoint that counts what is in it, if one is known."""

    def __init__(self, url: str, wire: Wire, endpoint: str | None) -> None:
        self._url = url
        self._wire = wire
        self._endpoint = endpoint

    def record(self) -> Record | None:
        """What an earlier publication has left; None if there was none."""
        return read_record(
            (triple.subject.value, triple.predicate.value, triple.object.value)
            for triple in self._triples(iris.RECORD_GRAPH)
            if not isinstance(triple.subject, ox.Triple) and not isinstance(triple.object, ox.Triple)
        )

    def holds(self, graph: str, found: Entry | None, wanted: Entry) -> bool:
        """Whether the graph is there whole already: by the record, and by counting."""
        if found is None or not found.is_whole or not found.same_triples(wanted):
            return False
        return self._count(graph) == wanted.triples

    def put(self, graph: str, lines: list[bytes]) -> None:
        """Replaces the graph."""
        self._require_taken(graph, self._send("PUT", graph, b"".join(lines)))

    def add(self, graph: str, lines: list[bytes]) -> None:
        """Adds to the graph."""
        self._require_taken(graph, self._send("POST", graph, b"".join(lines)))

    def delete(self, graph: str) -> None:
        """Removes the graph; nothing happens where there is none."""
        reply = self._send("DELETE", graph)
        if reply.status != 404:
            self._require_taken(graph, reply)

    def require_count(self, graph: str, expected: int) -> None:
        """Raises `RemoteError` if the graph has not as many triples there as here."""
        found = self._count(graph)
        if found != expected:
            raise RemoteError(
                f"{shown(self._url)} has {found:,} triples in <{graph}> after loading, {expected:,} were sent;"
                " the publication is not complete"
            )

    def _count(self, graph: str) -> int:
        if self._endpoint is not None:
            return Endpoint(self._endpoint, self._wire, ((), ())).count(graph)
        return len(self._triples(graph))

    def _triples(self, graph: str) -> list[ox.Triple]:
        reply = self._send("GET", graph)
        if reply.status == 404:
            return []
        if not 200 <= reply.status < 300:
            raise RemoteError(f"{shown(self._url)} is no graph store (status {reply.status}){reply.said()}")
        try:
            return read_graph(reply, self._url)
        except SyntaxError:
            raise RemoteError(f"the answer of {shown(self._url)} is cut or is not what it says it is") from None

    def _send(self, method: str, graph: str, content: bytes | None = None) -> Reply:
        url = f"{self._url}{'&' if '?' in self._url else '?'}{urlencode({'graph': graph})}"
        accept = GRAPH_ACCEPT if method == "GET" else "*/*"
        return self._wire.send(method, url, accept, content=content, media=_NTRIPLES)

    def _require_taken(self, graph: str, reply: Reply) -> None:
        if 200 <= reply.status < 300:
            return
        if reply.status in (404, 405, 501):
            raise RemoteError(
                f"there is no graph store that can be written at {shown(self._url)} (status {reply.status})"
            )
        advice = "; send smaller parts with --part-size" if reply.status == 413 else ""
        raise RemoteError(f"{shown(self._url)} did not take <{graph}> (status {reply.status}){reply.said()}{advice}")
