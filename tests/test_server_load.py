"""What the server does when much is asked of it, when a query runs away, and when a worker or a client is lost."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph
import pytest
from conftest import ROOT
from loops import in_own_loop
from serving import Served

_NUMBERS = itertools.count()
SECONDS = float(os.environ.get("EUNATO_LOAD_SECONDS", "12"))
LIMIT = 2.0  # seconds that a query may run
GRACE = 0.5  # seconds after which its worker is gone
WORKERS, LONG, HALTED, MEMORY = 4, 4, 16, 512

POINT = "SELECT ?name WHERE { <https://w3id.org/eunato/id/norway> skos:prefLabel ?name }"
TWO = "?a ?b ?c . ?d ?e ?f ."
THREE = TWO + " ?g ?h ?i ."
COUNT = f"SELECT (COUNT(*) AS ?n) WHERE {{ {TWO} }}"
ORDER = f"SELECT * WHERE {{ {TWO} }} ORDER BY ?c ?f"
# It gives row after row to the engine's writer, but none that is let through.
STREAM = f"SELECT * WHERE {{ {TWO} FILTER (CONCAT(STR(?c), STR(?f)) = 'none') }}"
TEXT = f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?text) WHERE {{ {THREE} }}"
MANY_ROWS = f"SELECT * WHERE {{ {TWO} }}"


@pytest.fixture(scope="module")
def server(cache: object) -> Iterator[Served]:
    """Two seconds for a query, 512 MB for a worker, 20,000 rows for a result."""
    server = Served(
        "--as-of", "2022-07-01", "--timeout", f"{LIMIT:g}", "--workers", str(WORKERS), "--memory", str(MEMORY),
        "--rows", "20000",
    )  # fmt: skip
    yield server
    assert server.stop() == 0
    assert "Traceback" not in "".join(server.log), "".join(server.log)


@pytest.fixture(scope="module")
def narrow(cache: object) -> Iterator[Served]:
    """A megabyte and a thousand rows for a result."""
    with limited(seconds=30, workers=2, result_bytes=1_000_000, rows=1000) as server:
        yield server


@contextlib.contextmanager
def limited(**limits: Any) -> Iterator[Served]:
    """A server with limits that the command line does not offer."""
    server = Served(command=[sys.executable, str(ROOT / "tests" / "limited_server.py"), json.dumps(limits)])
    try:
        yield server
    finally:
        server.stop()


def ask(server: Served, query: str, **headers: str) -> httpx.Response:
    # Never the same text twice, else it would be answered without a worker.
    query = f"{query} # {next(_NUMBERS)}"
    return httpx.post(f"{server.url}/sparql", data={"query": query}, headers=headers, timeout=60)


def settled(server: Served, workers: int = WORKERS) -> None:
    """Waits until no query runs and every place has its worker."""

    def at_rest() -> bool:
        before = server.work()
        time.sleep(0.15)
        return server.work() == before and len(before) == workers

    server.until("every place has its worker and none works", at_rest, 30)


def at_work(server: Served, before: dict[int, float]) -> set[int]:
    """The workers of which the server had them before, and that have worked much since."""
    return {pid for pid, seconds in server.work().items() if pid in before and seconds > before[pid] + 0.15}


class Watched:
    """Looks all the time at the memory of server and workers together, and at how many they are."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self.memory = self.workers = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.1):
            self.memory = max(self.memory, self._server.memory())
            self.workers = max(self.workers, len(self._server.descendants()))


def test_good_queries_do_not_suffer_from_32_connections_mixed_with_runaway_ones(server: Served) -> None:
    settled(server)
    about_norway = ask(server, POINT).json()
    assert about_norway["results"]["bindings"] == [{"name": {"type": "literal", "value": "Norway", "xml:lang": "en"}}]
    headline_text = headline(server)
    headline_rows = ask(server, headline_text).json()
    assert len(headline_rows["results"]["bindings"]) >= 4
    answer = httpx.get(f"{server.url}/ask/non-eu-allies-in-pesco", timeout=30).json()
    assert {row["cells"]["state"]["id"] for row in answer["rows"]} >= {"norway", "canada", "united-states"}

    begun = server.memory()
    statuses: Counter[tuple[str, int]] = Counter()
    waits: list[float] = []
    end = time.monotonic() + SECONDS

    async def good(client: httpx.AsyncClient, number: int) -> None:
        chosen = random.Random(number)
        while time.monotonic() < end:
            before = time.monotonic()
            kind = chosen.choice(["point", "headline", "ask", "own"])
            if kind == "ask":
                got = await client.get("/ask/non-eu-allies-in-pesco", params={"format": "json"})
                right = got.json() == answer
            elif kind == "own":
                # Whoever gets the answer to another's question is found here.
                own = chosen.randrange(10**9)
                got = await client.post("/sparql", data={"query": f"SELECT ({own} AS ?own) WHERE {{}}"})
                right = got.json()["results"]["bindings"][0]["own"]["value"] == str(own)
            else:
                query, rows = (POINT, about_norway) if kind == "point" else (headline_text, headline_rows)
                # Never the same text twice, else it would be answered without a worker.
                got = await client.get("/sparql", params={"query": f"{query} # {chosen.random()}"})
                right = got.json() == rows
            assert got.status_code == 200 and right, (kind, got.status_code, got.text[:500])
            waits.append(time.monotonic() - before)
            statuses["good", 200] += 1
            await asyncio.sleep(0.02)  # else this process would be what is measured

    async def bad(client: httpx.AsyncClient, number: int) -> None:
        runaway = [(COUNT, {504}), (ORDER, {503, 504}), (STREAM, {504}), (TEXT, {503, 504}), (MANY_ROWS, {413, 504})]
        while time.monotonic() < end:
            query, right = runaway[number % len(runaway)]
            got = await client.post("/sparql", data={"query": query})
            assert got.status_code in right, (query, got.status_code, got.text[:500])
            assert got.headers["content-type"] == "application/problem+json"
            statuses[query.partition(" WHERE")[0], got.status_code] += 1
            number += 8

    async def run() -> None:
        connections = httpx.Limits(max_connections=32)
        async with httpx.AsyncClient(base_url=server.url, timeout=90, limits=connections) as client:
            await asyncio.gather(*(good(client, n) for n in range(22)), *(bad(client, n) for n in range(10)))

    with Watched(server) as watched:
        in_own_loop(run())
    settled(server)

    waits.sort()
    after = server.memory()
    print(
        f"{len(waits)} good queries, waits {waits[len(waits) // 2]:.3f} s in the middle, "
        f"{waits[int(len(waits) * 0.99)]:.3f} s at 99%, {waits[-1]:.3f} s at most; {dict(statuses)}; "
        f"{watched.workers} workers at most; "
        f"memory {begun / 1e6:.0f} MB before, {watched.memory / 1e6:.0f} MB at most, {after / 1e6:.0f} MB after"
    )
    assert statuses["good", 200] > 2 * SECONDS  # it is thousands where nothing else works on the machine
    assert sum(n for (kind, _), n in statuses.items() if kind != "good") >= 10
    # In their places, running long, and halted; beside these, those that are being killed.
    most = WORKERS + LONG + HALTED
    assert watched.workers <= most + 10
    # What ten queries take at their limit, and the others at rest.
    assert watched.memory < begun + 10 * (MEMORY + 64) * 1e6 + most * 64e6
    assert after < begun + 100e6


def headline(server: Served) -> str:
    """The SPARQL text of the headline question, as the server publishes it."""
    found = httpx.get(
        f"{server.url}/.well-known/sparql-examples", headers={"Accept": "application/n-triples"}, timeout=30
    ).content
    (text,) = [
        triple.object.value
        for triple in pyoxigraph.parse(found, format=pyoxigraph.RdfFormat.N_TRIPLES)
        if triple.predicate.value.endswith("shacl#select") and triple.subject.value.endswith("/non-eu-allies-in-pesco")
    ]
    return str(text)


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        pytest.param(COUNT, {504}, id="count over a cross product"),
        pytest.param(ORDER, {503, 504}, id="order by over one"),
        pytest.param(STREAM, {504}, id="streaming select"),
        pytest.param(TEXT, {503, 504}, id="one text of everything"),
        pytest.param(
            f"SELECT * WHERE {{ {TWO} FILTER REGEX(CONCAT(STR(?c), STR(?f)), '^(([a-z])+.)+[A-Z]([a-z])+$') }}",
            {504},
            id="regular expression that goes back and forth",
        ),
        pytest.param(
            "SELECT * WHERE { ?a ?b ?c FILTER REGEX(STR(?c), '((a{0,1000}){0,1000}){0,1000}') }",
            {200, 504},
            id="regular expression of a billion parts",
        ),
        pytest.param(
            "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<x:y>)* ?b . ?c (!<x:y>|^!<x:z>)+ ?d }", {503, 504}, id="path of any length"
        ),
        pytest.param(f"CONSTRUCT {{ ?a ?b ?f . ?d ?e ?c }} WHERE {{ {TWO} }}", {413, 503, 504}, id="construct"),
        pytest.param(f"DESCRIBE ?a ?d WHERE {{ {TWO} }}", {413, 503, 504}, id="describe"),
        pytest.param(
            "SELECT ?t8 WHERE { BIND ('" + "t" * 1000 + "' AS ?t0) "
            + " ".join(f"BIND (CONCAT({', '.join([f'?t{n}'] * 8)}) AS ?t{n + 1})" for n in range(8)) + " }",
            {503}, id="text that grows eightfold",
        ),
        pytest.param(f"SELECT * WHERE {{ {'?s ?p ?o . ' * 8000} }}", {503, 504}, id="eight thousand patterns"),
    ],
)  # fmt: skip
def test_runaway_query_gets_its_status_and_is_gone_half_a_second_after_its_limit(
    server: Served, query: str, statuses: set[int]
) -> None:
    settled(server)
    got: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: got.append(ask(server, query)))
    work = server.work()
    before = time.monotonic()
    thread.start()
    ran: set[int] = set()
    while thread.is_alive() and time.monotonic() < before + LIMIT + GRACE:
        ran |= at_work(server, work)
        time.sleep(0.02)
    left = ran & set(server.descendants())
    thread.join(10)
    assert ran
    assert [response.status_code for response in got] and got[0].status_code in statuses, got[0].text[:500]
    if got[0].status_code in (503, 504):
        assert not left, "the worker is still there"
    if got[0].status_code != 200:
        assert got[0].headers["content-type"] == "application/problem+json"
    assert got[0].status_code != 503 or got[0].headers["retry-after"]
    assert ask(server, POINT).status_code == 200
    settled(server)


def test_query_whose_client_has_left_is_stopped(cache: object) -> None:
    with limited(seconds=60, workers=2) as server:
        settled(server, 2)
        for method in (raw_get, raw_post):
            work = server.work()
            connection = method(server, STREAM)
            server.until("the query runs long", lambda work=work: bool(at_work(server, work)))
            ran = at_work(server, work)
            time.sleep(0.3)
            connection.close()
            server.until("its worker is gone", lambda ran=ran: not ran & set(server.descendants()), GRACE)
            settled(server, 2)
        assert ask(server, POINT).status_code == 200


def test_clients_that_leave_at_once_cost_no_worker(server: Served) -> None:
    settled(server)
    before = server.descendants()
    for _ in range(40):
        raw_get(server, POINT).close()
    assert ask(server, POINT).status_code == 200
    assert server.descendants() == before


def raw_get(server: Served, query: str) -> socket.socket:
    path = httpx.URL(f"{server.url}/sparql", params={"query": query}).raw_path.decode()
    return raw(server, f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())


def raw_post(server: Served, query: str) -> socket.socket:
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: here\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(query)}"
    )
    return raw(server, f"{head}\r\n\r\n{query}".encode())


def raw(server: Served, request: bytes) -> socket.socket:
    url = httpx.URL(server.url)
    connection = socket.create_connection((url.host, url.port or 0), timeout=30)
    connection.sendall(request)
    return connection


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT * WHERE " + "{" * 3000 + "}" * 3000, id="braces"),
        pytest.param("SELECT (" + "(" * 3000 + "1" + ")" * 3000 + " AS ?n) WHERE {}", id="brackets"),
        pytest.param("SELECT * WHERE { FILTER (" + "!" * 50_000 + "true) }", id="not not"),
        pytest.param("SELECT (" + "1+" * 45_000 + "1 AS ?n) WHERE {}", id="long sum"),
        pytest.param("SELECT * WHERE { ?s " + "<x:y>/" * 9000 + "<x:y> ?o }", id="long path"),
        pytest.param("SELECT * WHERE { {} " + "UNION {} " * 8000 + "}", id="long union"),
        pytest.param("SELECT * WHERE { ?s ?p (" + "1 " * 40_000 + ") }", id="long list"),
        pytest.param("PREFIX " * 5000 + "SELECT * WHERE {}", id="prefixes without end"),
        pytest.param("SELECT * WHERE { FILTER (" + "- " * 40_000 + "1) }", id="signs"),
        pytest.param("SELECT (<http://nowhere.example/function>(1) AS ?n) WHERE {}", id="unknown function"),
        pytest.param("SELECT * # " + "long " * 21_000 + "\nWHERE {}", id="longer than a query may be"),
    ],
)
def test_query_that_would_end_the_engine_is_refused_as_wrong(server: Served, query: str) -> None:
    before = time.monotonic()
    got = ask(server, query)
    assert got.status_code == 400, got.text[:500]
    assert len(got.text) < 2000
    assert time.monotonic() - before < 5
    assert ask(server, POINT).status_code == 200


def test_long_query_within_the_limits_is_answered(server: Served) -> None:
    names = " ".join(f"'name {n}'" for n in range(5000))
    query = f"SELECT ?n WHERE {{ VALUES ?n {{ {names} }} }}"
    assert len(ask(server, query).json()["results"]["bindings"]) == 5000

    def get(many: int) -> bytes:
        path = f"/sparql?query=SELECT+?n+WHERE{{VALUES+?n{{{'%22name%22' * many}}}}}"
        with raw(server, f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode()) as connection:
            return read_all(connection)

    assert get(6000).startswith(b"HTTP/1.1 200 ") and get(6000).count(b'"name"') == 6000
    assert get(7000).startswith(b"HTTP/1.1 414 ")


RESULT_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)


@pytest.mark.parametrize("media", RESULT_TYPES)
@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT ?p WHERE { ?s ?p ?o } LIMIT 1001", id="one row too many"),
        pytest.param("SELECT (CONCAT(STR(?s), '" + "x" * 5000 + "') AS ?t) WHERE { ?s ?p ?o } LIMIT 250", id="bytes"),
    ],
)
def test_result_beyond_its_limit_is_refused_whole(narrow: Served, media: str, query: str) -> None:
    got = ask(narrow, query, Accept=media)
    assert got.status_code == 413, got.text[:200]
    assert got.headers["content-type"] == "application/problem+json"
    assert got.json()["status"] == 413 and len(got.content) < 1000


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_graph_beyond_its_limit_is_refused_whole(narrow: Served, media: str) -> None:
    texts = "CONSTRUCT { ?s ?p ?t } WHERE { ?s ?p ?o BIND (CONCAT(STR(?o), '" + "x" * 20_000 + "') AS ?t) }"
    got = ask(narrow, texts + " LIMIT 60", Accept=media)
    assert got.status_code == 413, got.text[:200]
    assert len(got.content) < 1000


@pytest.mark.parametrize("media", RESULT_TYPES)
def test_result_as_large_as_it_may_be_is_answered(narrow: Served, media: str) -> None:
    got = ask(narrow, "SELECT ?p WHERE { ?s ?p ?o } LIMIT 1000", Accept=media)
    assert got.status_code == 200, got.text[:200]


def test_ten_thousand_rows_are_answered_in_every_format(server: Served) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10000"
    counts: dict[str, Callable[[httpx.Response], int]] = {
        "application/sparql-results+json": lambda got: len(got.json()["results"]["bindings"]),
        "application/sparql-results+xml": lambda got: got.text.count("<result>"),
        "text/tab-separated-values": lambda got: len(got.text.splitlines()) - 1,
    }
    for media, count in counts.items():
        got = ask(server, query, Accept=media)
        assert got.status_code == 200
        assert count(got) == 10_000, media
        assert int(got.headers["content-length"]) == len(got.content)


def test_more_requests_than_may_wait_are_told_to_come_again(cache: object) -> None:
    with limited(seconds=2, workers=1, long=1, halted=1, waiting=3) as server:
        settled(server, 1)

        async def all_at_once() -> list[httpx.Response]:
            async with httpx.AsyncClient(timeout=60) as client:
                address = f"{server.url}/sparql"
                return await asyncio.gather(*(client.post(address, data={"query": COUNT}) for _ in range(12)))

        got = in_own_loop(all_at_once())
        statuses = Counter(response.status_code for response in got)
        assert statuses[503] >= 4 and statuses[504] >= 4 and statuses[503] + statuses[504] == 12, statuses
        assert all(response.headers["retry-after"] for response in got if response.status_code == 503)
        assert ask(server, POINT).status_code == 200
        settled(server, 1)


def test_process_that_holds_the_graph_is_replaced_when_it_is_killed(server: Served) -> None:
    settled(server)
    (mother,) = server.children(server.process.pid)
    os.kill(mother, 9)
    server.until("its copies end with it", lambda: not server.children(mother))
    statuses = [ask(server, POINT).status_code for _ in range(2 * WORKERS)]
    assert set(statuses) <= {200, 503} and statuses[-1] == 200, statuses
    assert server.children(server.process.pid) not in ([], [mother])
    settled(server)


@pytest.mark.parametrize("idle", [False, True], ids=["in the middle of a query", "while it is idle"])
def test_worker_killed_from_outside_is_replaced(server: Served, idle: bool) -> None:
    settled(server)
    if idle:
        for pid in server.descendants():
            os.kill(pid, 9)
        for _ in range(2 * WORKERS):
            assert ask(server, POINT).status_code in (200, 503)
    else:
        got: list[httpx.Response] = []
        thread = threading.Thread(target=lambda: got.append(ask(server, COUNT)))
        work = server.work()
        thread.start()
        server.until("the query runs long", lambda: bool(at_work(server, work)))
        for pid in at_work(server, work):
            os.kill(pid, 9)
        thread.join(10)
        assert got[0].status_code == 503 and "killed" in got[0].json()["detail"]
        assert got[0].headers["retry-after"]
    assert ask(server, POINT).status_code == 200
    settled(server)


def test_places_and_processes_are_as_many_after_all_kinds_of_ends_as_before(server: Served) -> None:
    settled(server)
    for turn in range(2):
        leaving = [raw_get(server, STREAM) for _ in range(6)]
        threads = [
            threading.Thread(target=ask, args=(server, query))
            for query in (COUNT, ORDER, MANY_ROWS, TEXT, "SELECT", "SELECT (" + "1+" * 45_000 + "1 AS ?n) {}", POINT)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.1 + turn * 0.6)  # they leave before it is long, and after
        for connection in leaving:
            connection.close()
        for thread in threads:
            thread.join(60)
    settled(server)
    before = time.monotonic()
    for _ in range(3 * (WORKERS + LONG)):
        assert ask(server, POINT).status_code == 200
    assert time.monotonic() - before < 10
    settled(server)


def test_large_results_that_nobody_takes_do_not_fill_the_memory(cache: object) -> None:
    large = "SELECT (CONCAT(STR(?s), '" + "x" * 2000 + "') AS ?t) WHERE { ?s ?p ?o } LIMIT 5000"  # 10 MB
    with limited(seconds=20, workers=2, held_bytes=25_000_000, taken_within=3) as server:
        settled(server, 2)
        before = memory_of(server.process.pid)
        readers = [raw_get(server, large) for _ in range(10)]
        heads = [reader.recv(15) for reader in readers]
        taken = sum(head.startswith(b"HTTP/1.1 200") for head in heads)
        assert 1 <= taken <= 2 and all(head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 503")) for head in heads), heads
        assert memory_of(server.process.pid) < before + 100e6
        assert ask(server, POINT).status_code == 200
        # Those who do not take it are cut off, and it can be seen that what they have is not the whole.
        time.sleep(4)
        for reader, head in zip(readers, heads, strict=True):
            if head.startswith(b"HTTP/1.1 200"):
                assert len(read_all(reader)) < 10_000_000
            reader.close()
        server.until("there is room again", lambda: ask(server, large).status_code == 200)


def memory_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def read_all(connection: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def test_server_keeps_to_the_graph_that_it_started_with(cache: object, tables_copy: Path) -> None:
    server = Served("--as-of", "2022-07-01", "--timeout", "1", "--workers", "1", "--data", str(tables_copy))
    try:
        states = tables_copy / "entities" / "states.csv"
        text = states.read_text(encoding="utf-8")
        assert text.count("norway,state,Norway") == 1
        states.write_text(text.replace("norway,state,Norway", "norway,state,Elsewhere"), encoding="utf-8")
        before = server.descendants()
        assert ask(server, COUNT).status_code == 504  # its worker is a new one now
        answer = ask(server, POINT)
        assert answer.json()["results"]["bindings"][0]["name"]["value"] == "Norway"
        assert not set(before) & set(server.descendants())
    finally:
        server.stop()
