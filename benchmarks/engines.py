"""The same texts on the same triples: our store, bare pyoxigraph, the oxigraph program, oxrdflib, rdflib, Comunica."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pyoxigraph as ox

from benchmarks.catalogue import bare
from benchmarks.report import Report, mib, ms
from benchmarks.servers import oxigraph_program
from benchmarks.start import engine_folder, write_triples
from benchmarks.turns import calls, processes
from graph.questions import portable_text
from graph.store import Store, open_store

# What kinds of question there are: the headline, one of a point, one of a day, one that grows with its answer, one of
# two hops, and one that reads every statement.
ASKED = {
    "headline: non-EU Allies in PESCO": "non-eu-allies-in-pesco",
    "point: states in a project": "states-in-pesco-project",
    "day: members of EU and NATO": "compare-members",
    "answer grows: links of Norway": "links-of-state",
    "two hops: states sharing projects": "states-sharing-projects",
    "scan: statements by relation": "",
}
SCAN = """PREFIX : <https://w3id.org/eunato/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?relation (COUNT(?statement) AS ?statements) (COUNT(DISTINCT ?subject) AS ?subjects) WHERE {
  ?statement rdf:predicate ?relation ; rdf:subject ?subject ; :validFrom ?from ; :validUntil ?until .
  FILTER (?from <= "2022-07-01"^^xsd:date && ?until > "2022-07-01"^^xsd:date)
} GROUP BY ?relation ORDER BY STR(?relation)"""
_WITHIN = 20
_LOADS_RDFLIB = "import rdflib; rdflib.Graph({store}).parse({file!r}, format='nt')"


def texts(store: Store) -> dict[str, str]:
    """The six texts, with the usual parameters."""
    return {label: portable_text(store, id) if id else SCAN for label, id in ASKED.items()}


def measure(report: Report, tables: Path, folder: Path, rounds: int) -> None:
    """Warm queries of engines within this process, in milliseconds; then whole processes of programs."""
    import rdflib

    report.part("The same six texts on other engines, 20k triples")
    store = open_store(tables)
    triples = folder / "peers.nt"
    write_triples(store, triples)
    engine = ox.Store.read_only(str(engine_folder(store)))
    memory = store.in_memory()
    plain = rdflib.Graph().parse(triples, format="nt")
    oxrdflib = rdflib.Graph(store="Oxigraph").parse(triples, format="nt")
    rows = []
    for label, text in texts(store).items():
        acts: dict[str, Callable[[], Any]] = {
            "ours": lambda text=text: store.select(text),  # type: ignore[misc]
            "in memory": lambda text=text: memory.select(text),  # type: ignore[misc]
            "pyoxigraph": lambda text=text: bare(engine, text),  # type: ignore[misc]
            "oxrdflib": lambda text=text: list(oxrdflib.query(text)),  # type: ignore[misc]
            "rdflib": lambda text=text: list(plain.query(text)),  # type: ignore[misc]
        }
        slow = _too_slow(acts)
        times = calls({name: act for name, act in acts.items() if name not in slow}, rounds)
        cells = [ms(times[name].median) if name in times else f"> {_WITHIN:,} s" for name in acts]
        ratio = f"{times['rdflib'].over(times['ours']):,.0f}" if "rdflib" in times else "–"
        rows.append((label, len(store.select(text).rows), *cells, ratio))
    report.table(
        [
            "question",
            "rows",
            "ours (disk) ms",
            "ours (memory)",
            "pyoxigraph (disk)",
            "oxrdflib",
            "rdflib",
            "rdflib / ours",
        ],
        rows,
    )
    _programs(report, store, triples, folder, rounds)


def _programs(report: Report, store: Store, triples: Path, folder: Path, rounds: int) -> None:
    query = folder / "peers.rq"
    query.write_text(texts(store)["headline: non-EU Allies in PESCO"], encoding="utf-8")
    commands = {
        "oxigraph query (compiled)": [
            oxigraph_program(), "query", "--location", str(engine_folder(store)), "--union-default-graph",
            "--query-file", str(query), "--results-format", "json",
        ],
        "load pyoxigraph, 20k": [
            sys.executable, "-c",
            f"import pyoxigraph as o; o.Store().bulk_load(path={str(triples)!r}, format=o.RdfFormat.N_TRIPLES)",
        ],
        "load oxrdflib, 20k": [sys.executable, "-c", _LOADS_RDFLIB.format(store="store='Oxigraph'", file=str(triples))],
        "load rdflib, 20k": [sys.executable, "-c", _LOADS_RDFLIB.format(store="", file=str(triples))],
    }  # fmt: skip
    few = {"load rdflib, 20k": 2, "load oxrdflib, 20k": 2}
    comunica = comunica_program()
    if comunica is None:
        report.say("Comunica was not there: `pytest tests/test_clients.py` fetches it by npm.")
    with files_served(triples.parent) as url:
        if comunica is not None:
            commands["comunica-sparql"] = [
                "node", str(comunica), f"{url}/{triples.name}", "-f", str(query), "-t", "application/sparql-results+json",
            ]  # fmt: skip
            few["comunica-sparql"] = 1
        report.say("Whole processes: the headline by other programs, and what loading alone takes.")
        times = processes(commands, rounds, few)
    report.table(["process", "median ms", "RSS MiB"], [(k, ms(t.median), mib(t.memory)) for k, t in times.items()])


def comunica_program() -> Path | None:
    """Comunica for files, where the tests have fetched it."""
    for folder in sorted((Path.home() / ".cache" / "eunato-tests").glob("comunica-*")):
        program = folder / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
        if program.exists():
            return program
    return None


@contextmanager
def files_served(folder: Path) -> Iterator[str]:
    """A folder over HTTP, with the media type of N-Triples; Comunica reads no files."""

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = {".nt": "application/n-triples"}  # noqa: RUF012

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _too_slow(acts: dict[str, Callable[[], Any]]) -> set[str]:
    """Those that are not done within the limit; pure Python can be stopped by a signal, the engine is fast enough."""
    found = set()
    for name in ("oxrdflib", "rdflib"):
        try:
            with limited(_WITHIN):
                acts[name]()
        except TimeoutError:
            found.add(name)
    return found


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises `TimeoutError` in what takes longer, as long as it is Python."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
