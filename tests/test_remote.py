"""Another engine holds the graph: it is published there whole, and gives the same answers as the embedded one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, Run
from faking import Asked, Handler, Oxigraph, fake_server, reply
from worlds import small_world

from graph import iris, questions
from graph.errors import QuestionError, RemoteError
from graph.knowledge_graph import KnowledgeGraph, load
from graph.publishing import Part, publish
from graph.remote import open_remote
from graph.store import Store, open_store

DAY = date(2022, 7, 1)
AFTER = date(2026, 2, 1)  # after the day up to which the data was curated
VIEW = iris.view_graph(DAY.isoformat())
FOREIGN = "https://example.org/other"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def other(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    """An Oxigraph server to which the real graph was published, with the view of a day, beside data of others."""
    server = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    foreign = b"".join(line for line in store.ntriples(iris.STATEMENTS_GRAPH)[:20_000])
    server.put(foreign.replace(b"2022-", b"1922-") + b"<a:a> <a:b> <a:c> .\n", FOREIGN)
    publish(store, server.store, day=DAY, endpoint=server.query)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def remote(other: Oxigraph) -> Store:
    return open_remote(other.query)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Oxigraph]:
    """An Oxigraph server that holds nothing."""
    server = Oxigraph(tmp_path / "oxigraph")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_world(tmp_path_factory.mktemp("small") / "world")


@pytest.fixture(scope="module")
def small(world: Path, cache: Path) -> Store:
    return open_store(world)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a program says that could not run: one line, no trace, nothing on stdout."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    return line


# The same answers


def test_other_engine_is_the_same_data(store: Store, remote: Store) -> None:
    assert remote.about == store.about
    assert remote.about.sha256 and remote.about.covered_by_table
    assert remote.relations == store.relations and remote.classes == store.classes


@pytest.mark.parametrize("id", questions.question_ids())
def test_every_question_gives_the_same_answer(store: Store, remote: Store, id: str) -> None:
    """Rows, statements behind them, sources, notes, stamp, and the query itself."""
    for day in (DAY, AFTER):
        assert questions.answer(remote, id, {}, day) == questions.answer(store, id, {}, day)


def test_names_are_found_and_suggested_as_here(store: Store, remote: Store) -> None:
    for name in ("Türkiye", "TR", "turkey"):
        given = {"state": name}
        assert questions.answer(remote, "memberships-of-state", given, DAY).parameters == {
            **questions.answer(store, "memberships-of-state", given, DAY).parameters
        }
    with pytest.raises(QuestionError) as wrong:
        questions.answer(remote, "memberships-of-state", {"state": "Norwey"}, DAY)
    assert "Norway" in wrong.value.suggestions


def test_reasons_comparison_and_paths_run_there_too(kg: KnowledgeGraph, other: Oxigraph) -> None:
    there = load("2022-07-01", endpoint=other.query)
    assert there.why("Norway", "participatesIn", "Military Mobility", DAY) == kg.why(
        "Norway", "participatesIn", "Military Mobility", DAY
    )
    assert there.compare(as_of=DAY) == kg.compare(as_of=DAY)
    assert there.paths("SHAPE", "EEAS", DAY) == kg.paths("SHAPE", "EEAS", DAY)


def test_ask_as_a_process_gives_the_same_bytes(kg: KnowledgeGraph, other: Oxigraph, run: Run) -> None:
    asked = ("ask", "non-eu-allies-in-pesco", "--as-of", "2022-07-01", "--endpoint", other.query)
    here = kg.ask("non-eu-allies-in-pesco", "2022-07-01")
    assert run(*asked, "--format", "json", "--explain").stdout == here.to_json(explain=True)
    done = run(*asked)
    assert done.stdout == here.to_tsv() and here.stamp() in done.stderr
    assert run(*asked, "--sparql").stdout == kg.question_text("non-eu-allies-in-pesco", "2022-07-01")


def test_plain_words_are_understood_with_the_names_held_there(other: Oxigraph, run: Run) -> None:
    done = run("ask", "is Norway in Military Mobility?", "--as-of", "2022-07-01", "--endpoint", other.query)
    assert done.returncode == 0, done.stderr
    assert "norway--participatesIn--military-mobility" in done.stdout


@pytest.mark.parametrize(
    ("query", "format"),
    [
        ("SELECT ?s ?o { ?s :memberOf ?o } ORDER BY STR(?s) STR(?o)", "tsv"),
        ("SELECT ?s ?o { ?s :memberOf ?o } ORDER BY STR(?s) STR(?o)", "json"),
        ("SELECT ?l { id:turkiye rdfs:label|skos:altLabel ?l } ORDER BY STR(?l) LANG(?l)", "xml"),
        ("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?o } } GROUP BY ?g ORDER BY STR(?g)", "csv"),
        ("ASK { GRAPH ?g { id:norway :memberOf id:nato } }", "json"),
        ("ASK FROM <https://w3id.org/eunato/graph/ontology> { ?s a :Statement }", "json"),
        ("CONSTRUCT { ?s :memberOf ?o } WHERE { ?s :memberOf ?o }", "turtle"),
        ("DESCRIBE id:twister", "nt"),
        ("PREFIX id: <https://w3id.org/eunato/ontology#> ASK { id:memberOf a ?x }", "json"),
    ],
)
def test_sparql_gives_the_same_result(kg: KnowledgeGraph, other: Oxigraph, run: Run, query: str, format: str) -> None:
    """On the view of the day, and blind to what else the engine holds."""
    done = run("sparql", query, "--as-of", "2022-07-01", "--endpoint", other.query, "--format", format)
    assert done.returncode == 0, done.stderr
    graphs = format if format in ("turtle", "nt") else "turtle"
    results = format if format not in ("turtle", "nt") else "json"
    assert done.stdout == kg.sparql_serialized(query, results, graphs, "2022-07-01").decode().replace("\r\n", "\n")
    assert "on the view of 2022-07-01" in done.stderr


def test_day_whose_plain_triples_are_not_there_is_told(other: Oxigraph, run: Run) -> None:
    done = run(
        "sparql", "ASK { ?s :memberOf ?o }", "--as-of", "2021-01-01", "--endpoint", other.query, "--format", "csv"
    )
    assert done.stdout == "false\n"
    assert "without the plain triples of 2021-01-01" in done.stderr and "eunato publish" in done.stderr


def test_broken_query_is_told_in_one_line(other: Oxigraph, run: Run) -> None:
    said = one_line(run("sparql", "SELECT * { ?s ?p }", "--endpoint", other.query))
    assert "refuses the query" in said


# Where the triples lie there


def test_triples_without_a_graph_name_give_the_same_rows_but_no_fingerprint(
    small: Store, empty: Oxigraph, run: Run, world: Path
) -> None:
    empty.put(b"".join([*small.ntriples(iris.STATEMENTS_GRAPH), *small.ntriples(iris.ONTOLOGY_GRAPH)]), None)
    there = open_remote(empty.query)
    assert there.about.sha256 == "" and there.about.version == small.about.version
    asked = ("ask", "compare-members", "--as-of", "2019-06-01", "--format", "json")
    done = run(*asked, "--endpoint", empty.query)
    expected = json.loads(run(*asked, "--data", str(world)).stdout)
    found = json.loads(done.stdout)
    assert found["dataset"] == {"version": small.about.version, "sha256": None}
    assert found["rows"] == expected["rows"] and found["rows"] and found["notes"] == expected["notes"]
    assert "fingerprint not known" in run(*asked[:-2], "--endpoint", empty.query).stderr


def test_fingerprint_is_not_claimed_for_a_graph_that_was_changed_since(small: Store, empty: Oxigraph) -> None:
    publish(small, empty.store)
    assert open_remote(empty.query).about == small.about
    lines = small.ntriples(iris.STATEMENTS_GRAPH)
    empty.put(b"".join(lines) + b"<a:a> <a:b> <a:c> .\n", iris.STATEMENTS_GRAPH)
    assert open_remote(empty.query).about.sha256 == ""


def test_engine_without_our_graph_says_what_to_do(empty: Oxigraph, run: Run) -> None:
    empty.put(b"<a:a> <a:b> <a:c> .\n", None)
    said = one_line(run("ask", "members-of", "--endpoint", empty.query))
    assert "does not hold our graph" in said and "eunato publish" in said


def test_data_and_endpoint_together_are_refused(run: Run, world: Path) -> None:
    assert "either" in one_line(run("ask", "members-of", "--data", str(world), "--endpoint", "http://127.0.0.1:1/q"))


# Publishing


def test_publishing_twice_changes_nothing_and_sends_nothing_again(small: Store, empty: Oxigraph) -> None:
    parts: list[Part] = []
    first = publish(small, empty.store, day=date(2019, 6, 1), told=parts.append)
    graphs = [*first.triples, iris.RECORD_GRAPH]
    before = {graph: empty.graph(graph) for graph in graphs}
    assert before[iris.STATEMENTS_GRAPH] == small.ntriples(iris.STATEMENTS_GRAPH)
    assert before[iris.ONTOLOGY_GRAPH] == small.ntriples(iris.ONTOLOGY_GRAPH)
    assert before[iris.view_graph("2019-06-01")] == small.view(date(2019, 6, 1)).ntriples(iris.view_graph("2019-06-01"))
    assert len(parts) == 3 and first.unchanged == ()
    parts.clear()
    second = publish(small, empty.store, day=date(2019, 6, 1), part_bytes=2000, told=parts.append)
    assert parts == [] and set(second.unchanged) == set(second.triples) == set(first.triples)
    assert {graph: empty.graph(graph) for graph in graphs} == before


def test_graph_in_many_parts_is_the_same_graph(small: Store, empty: Oxigraph) -> None:
    parts: list[Part] = []
    publish(small, empty.store, endpoint=empty.query, part_bytes=4000, told=parts.append)
    assert len(parts) > 20 and parts[-1].done == parts[-1].of
    assert empty.graph(iris.STATEMENTS_GRAPH) == small.ntriples(iris.STATEMENTS_GRAPH)
    assert open_remote(empty.query).about == small.about


def test_other_data_replaces_the_graph_and_removes_days_that_came_from_it(
    small: Store, store: Store, empty: Oxigraph
) -> None:
    empty.put(b"<a:a> <a:b> <a:c> .\n", FOREIGN)
    publish(store, empty.store, day=DAY, endpoint=empty.query)
    done = publish(small, empty.store, day=date(2019, 6, 1), endpoint=empty.query)
    assert done.removed == (VIEW,) and empty.graph(VIEW) == []
    assert empty.graph(iris.STATEMENTS_GRAPH) == small.ntriples(iris.STATEMENTS_GRAPH)
    assert empty.graph(FOREIGN) == [b"<a:a> <a:b> <a:c> .\n"]


def test_day_published_before_stays_with_the_same_data(small: Store, empty: Oxigraph) -> None:
    publish(small, empty.store, day=date(2019, 6, 1))
    publish(small, empty.store, day=date(2021, 7, 1))
    there = open_remote(empty.query)
    assert there.view(date(2019, 6, 1)).day and there.view(date(2021, 7, 1)).day
    query = "SELECT ?s ?o { ?s :memberOf ?o } ORDER BY STR(?s) STR(?o)"
    for day in (date(2019, 6, 1), date(2021, 7, 1)):
        assert there.view(day).select(query) == small.view(day).select(query)


def test_publish_as_a_process_says_what_it_did(world: Path, empty: Oxigraph, run: Run, small: Store) -> None:
    done = run("publish", empty.store, "--data", str(world), "--as-of", "2019-06-01", "--endpoint", empty.query)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "" and "\x1b" not in done.stderr and "\r" not in done.stderr
    assert iris.view_graph("2019-06-01") in done.stderr and f"published {small.about.stamp()}" in done.stderr
    assert "unchanged" in run("publish", empty.store, "--data", str(world)).stderr


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "publish", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def loaded(server: Oxigraph) -> int:
    """How many parts of the statements have been recorded as loaded."""
    for line in server.graph(iris.RECORD_GRAPH):
        if line.startswith(f"<{iris.STATEMENTS_GRAPH}> ".encode()) and b"#loaded>" in line:
            return int(line.split(b'"')[1])
    return 0


def test_killed_publication_is_not_taken_for_whole_and_the_next_one_finishes_it(
    world: Path, small: Store, empty: Oxigraph, run: Run
) -> None:
    told = ("--data", str(world), "--part-size", "0.002")
    reached = 0
    for _ in range(3):
        process = started(empty.store, *told)
        end = time.monotonic() + 60
        while loaded(empty) < reached + 3:
            assert time.monotonic() < end and process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        # Each run goes on where the one before was stopped.
        assert loaded(empty) >= reached + 3
        reached = loaded(empty)
        assert len(empty.graph(iris.STATEMENTS_GRAPH)) < len(small.ntriples(iris.STATEMENTS_GRAPH))
        assert "not complete" in one_line(run("ask", "members-of", "--endpoint", empty.query))
    done = run("publish", empty.store, *told)
    assert done.returncode == 0, done.stderr
    assert f"went on after {reached} parts" in done.stderr
    assert empty.graph(iris.STATEMENTS_GRAPH) == small.ntriples(iris.STATEMENTS_GRAPH)
    assert open_remote(empty.query).about == small.about


def test_graph_that_goes_over_in_one_part_is_never_seen_half(store: Store, small: Store, empty: Oxigraph) -> None:
    """By a client that knows nothing of our record."""
    publish(small, empty.store)
    sizes: set[int] = set()
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            sizes.add(len(empty.graph(iris.STATEMENTS_GRAPH)))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        publish(store, empty.store, endpoint=empty.query)
    finally:
        over.set()
        looking.join()
    allowed = {len(small.ntriples(iris.STATEMENTS_GRAPH)), len(store.ntriples(iris.STATEMENTS_GRAPH))}
    assert sizes <= allowed and len(small.ntriples(iris.STATEMENTS_GRAPH)) in sizes


def test_store_that_loses_triples_is_found_out(small: Store, empty: Oxigraph) -> None:
    import httpx

    def lossy(handler: Handler, asked: Asked) -> None:
        body = asked.body
        if asked.method == "PUT" and "statements" in asked.path:
            body = body[: body.rindex(b"\n", 0, -1) + 1]
        passed = {k: v for k, v in asked.headers.items() if k in ("accept", "content-type")}
        found = httpx.request(
            asked.method, empty.store + "?" + asked.path.partition("?")[2], content=body, headers=passed, timeout=60
        )
        reply(handler, found.status_code, found.content, found.headers.get("content-type", "text/plain"))

    with fake_server(lossy) as fake, pytest.raises(RemoteError, match=r"has [\d,]+ triples .* [\d,]+ were sent"):
        publish(small, fake.url)
    with pytest.raises(RemoteError, match="not complete"):
        open_remote(empty.query)
    publish(small, empty.store)
    assert empty.graph(iris.STATEMENTS_GRAPH) == small.ntriples(iris.STATEMENTS_GRAPH)


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, "no graph store"), (405, "no graph store"), (413, "--part-size"), (500, "status 500"), (401, "credentials")],
)
def test_store_that_refuses_is_told_in_one_line(world: Path, run: Run, status: int, said: str) -> None:
    def refuse(handler: Handler, asked: Asked) -> None:
        reply(handler, 404 if asked.method == "GET" else status, b"no")

    with fake_server(refuse) as fake:
        assert said in one_line(run("publish", fake.url, "--data", str(world)))


# Faults of the other side


def html(handler: Handler, asked: Asked) -> None:
    reply(handler, 200, b"<html><body>Welcome</body></html>", "text/html; charset=utf-8")


def unauthorised(handler: Handler, asked: Asked) -> None:
    reply(handler, 401, b"who are you?", WWW_Authenticate='Basic realm="x"')


def cut_in_transfer(handler: Handler, asked: Asked) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[')
    handler.close_connection = True


def cut_by_the_engine(handler: Handler, asked: Asked) -> None:
    reply(handler, 200, b'{"head":{"vars":["s"]},"results":{"bindings":[', "application/sparql-results+json")


def partial(handler: Handler, asked: Asked) -> None:
    body = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
    reply(handler, 200, body, "application/sparql-results+json", X_SPARQL_MaxRows="10000")


def huge(handler: Handler, asked: Asked) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    piece = b" " * 1_000_000
    while True:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))


def slow(handler: Handler, asked: Asked) -> None:
    time.sleep(20)


def dripping(handler: Handler, asked: Asked) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def busy(handler: Handler, asked: Asked) -> None:
    reply(handler, 503, b"", Retry_After="0")


def elsewhere(handler: Handler, asked: Asked) -> None:
    reply(handler, 307, b"", Location="http://localhost:1/sparql")


def nonsense(handler: Handler, asked: Asked) -> None:
    handler.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")
    handler.close_connection = True


def failing(handler: Handler, asked: Asked) -> None:
    reply(handler, 500, b"first \x1b[31mline\nsecond line")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (html, "text/html instead of SPARQL results"), (unauthorised, "wants credentials"), (failing, "first [31mline second"),
        (cut_in_transfer, "broke off"), (cut_by_the_engine, "cut or is not"), (partial, "at most 10000 rows"),
        (slow, "did not answer within 1 s"), (dripping, "did not answer within 1 s"), (busy, "too busy"),
        (elsewhere, "redirects to http://localhost:1/sparql"), (nonsense, "does not speak HTTP"),
    ],
)  # fmt: skip
def test_fault_of_an_endpoint_is_one_line(run: Run, answer: Callable[[Handler, Asked], None], said: str) -> None:
    with fake_server(answer) as fake:
        for command in (("ask", "members-of"), ("sparql", "ASK {}")):
            line = one_line(run(*command, "--endpoint", fake.url, "--timeout", "1"))
            assert said in line and fake.url in line and "\x1b" not in line


def test_endless_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.wire import Wire

    with fake_server(huge) as fake, pytest.raises(RemoteError, match="larger than 3,000,000 bytes"):
        Wire(seconds=30, most_bytes=3_000_000).send("GET", fake.url, "*/*")


def test_dead_server_is_one_line(run: Run) -> None:
    with fake_server(html) as fake:
        pass
    assert "cannot be reached" in one_line(run("ask", "members-of", "--endpoint", fake.url))
    assert "cannot be reached" in one_line(run("publish", fake.url))


@pytest.mark.parametrize(
    "url", ["localhost:7878", "ftp://example.org/", "file:///etc/passwd", "http://", "http://a b/"]
)
def test_wrong_address_is_one_line(run: Run, url: str) -> None:
    for command in (
        ("ask", "members-of", "--endpoint", url),
        ("publish", url),
        ("sparql", "ASK {}", "--allow-service", url),
    ):
        assert "an address is written http" in one_line(run(*command))


def test_busy_server_is_asked_again_when_it_says_so() -> None:
    from graph.wire import Wire

    times: list[float] = []

    def answer(handler: Handler, asked: Asked) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            reply(handler, 429, b"", Retry_After="1")
        elif len(times) == 2:
            reply(handler, 503, b"", Retry_After="Thu, 01 Jan 2026 00:00:01 GMT", Date="Thu, 01 Jan 2026 00:00:00 GMT")
        else:
            reply(handler, 200, b"here")

    with fake_server(answer) as fake:
        assert Wire(seconds=30).send("GET", fake.url, "*/*").body == b"here"
        assert "eunato" in fake.asked[0].headers["user-agent"]
    assert times[1] - times[0] >= 1


def test_pause_longer_than_the_time_limit_is_not_waited_for() -> None:
    from graph.wire import Wire

    def answer(handler: Handler, asked: Asked) -> None:
        reply(handler, 503, b"", Retry_After="3600")

    with fake_server(answer) as fake, pytest.raises(RemoteError, match="too busy"):
        Wire(seconds=5).send("GET", fake.url, "*/*")


def test_redirect_on_the_same_server_is_followed(small: Store, empty: Oxigraph) -> None:
    from graph.wire import Wire

    def answer(handler: Handler, asked: Asked) -> None:
        if asked.path == "/sparql":
            reply(handler, 308, b"", Location="/there")
        else:
            reply(handler, 200, asked.body)

    with fake_server(answer) as fake:
        found = Wire().send("POST", fake.url, "*/*", form=[("query", "ASK {}")])
        assert found.body == b"query=ASK+%7B%7D"
        assert [asked.path for asked in fake.asked] == ["/sparql", "/there"]


def test_redirects_in_a_circle_end() -> None:
    from graph.wire import Wire

    with fake_server(lambda handler, asked: reply(handler, 307, b"", Location="/sparql")) as fake:
        with pytest.raises(RemoteError, match="redirects"):
            Wire().send("GET", fake.url, "*/*")
        assert len(fake.asked) <= 5


# Credentials


SECRET = "s3cret-Word"


def wants(way: str) -> Callable[[Handler, Asked], None]:
    """An endpoint that answers only to our user, and then with an empty result."""
    import base64

    def answer(handler: Handler, asked: Asked) -> None:
        given = asked.headers.get("authorization", "")
        good = {
            "Basic": given == "Basic " + base64.b64encode(f"curator:{SECRET}".encode()).decode(),
            "Digest": given.startswith("Digest ") and 'username="curator"' in given and SECRET not in given,
            "Bearer": given == f"Bearer {SECRET}",
        }[way]
        if good:
            reply(handler, 200, b'{"head":{"vars":[]},"results":{"bindings":[]}}', "application/sparql-results+json")
        else:
            asks = 'Digest realm="x", nonce="abc", qop="auth"' if way == "Digest" else f'{way} realm="x"'
            reply(handler, 401, b"", WWW_Authenticate=asks)

    return answer


@pytest.mark.parametrize(
    ("way", "environment"),
    [
        ("Basic", {"EUNATO_ENDPOINT_USER": "curator", "EUNATO_ENDPOINT_PASSWORD": SECRET}),
        ("Digest", {"EUNATO_ENDPOINT_USER": "curator", "EUNATO_ENDPOINT_PASSWORD": SECRET}),
        ("Bearer", {"EUNATO_ENDPOINT_TOKEN": SECRET}),
    ],
)
def test_credentials_of_the_environment_are_told_as_the_server_asks(
    run: Run, way: str, environment: dict[str, str]
) -> None:
    with fake_server(wants(way)) as fake:
        let_in = one_line(run("ask", "members-of", "--endpoint", fake.url, **environment))
        assert "does not hold our graph" in let_in
        wrong = {name: value.replace(SECRET, "wrong-Word") for name, value in environment.items()}
        if way != "Digest":  # the fake does not compute the digest
            refused = one_line(run("ask", "members-of", "--endpoint", fake.url, **wrong))
            assert "does not accept the credentials" in refused and "wrong-Word" not in refused


def test_credentials_of_a_netrc_file_are_told_to_their_host_only(run: Run, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login curator password {SECRET}\n", encoding="utf-8")
    netrc.chmod(0o600)
    with fake_server(wants("Basic")) as fake:
        assert "does not hold our graph" in one_line(run("ask", "x", "--endpoint", fake.url, NETRC=str(netrc)))
    with fake_server(wants("Basic"), host="localhost") as fake:
        assert "wants credentials" in one_line(run("ask", "x", "--endpoint", fake.url, NETRC=str(netrc)))
        assert not any("authorization" in asked.headers for asked in fake.asked)
    netrc.write_text("machine\n", encoding="utf-8")
    with fake_server(wants("Basic")) as fake:
        assert "netrc file should be" in one_line(run("ask", "x", "--endpoint", fake.url, NETRC=str(netrc)))


def test_credentials_do_not_follow_a_redirect(run: Run) -> None:
    with fake_server(html, host="localhost") as elsewhere:

        def answer(handler: Handler, asked: Asked) -> None:
            reply(handler, 307, b"", Location=elsewhere.url)

        with fake_server(answer) as fake:
            said = one_line(run("ask", "members-of", "--endpoint", fake.url, EUNATO_ENDPOINT_TOKEN=SECRET))
    assert "redirects" in said and SECRET not in said
    assert elsewhere.asked == []


def test_credentials_in_an_address_are_refused_and_not_repeated(run: Run) -> None:
    url = f"http://curator:{SECRET}@127.0.0.1:1/sparql"
    for command in (
        ("ask", "members-of", "--endpoint", url),
        ("publish", url),
        ("sparql", "ASK {}", "--allow-service", url),
    ):
        said = one_line(run(*command))
        assert "leave user and password out" in said and SECRET not in said


def test_key_behind_the_question_mark_is_sent_but_not_shown(run: Run) -> None:
    with fake_server(html) as fake:
        said = one_line(run("ask", "members-of", "--endpoint", f"{fake.url}?key={SECRET}"))
        assert SECRET not in said and fake.asked[0].path == f"/sparql?key={SECRET}"
