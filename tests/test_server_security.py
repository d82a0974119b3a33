"""What a hostile request tries, and what the server makes of it: it is refused, or it is only text."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from browsing import NASTY
from conftest import ROOT
from serving import Served
from worlds import PESCO, PROJECTS, STATES, edit, small_world

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SECRET = "a text that only this file holds"


@contextlib.contextmanager
def limited(**limits: Any) -> Iterator[Served]:
    """A server with limits that the command line does not offer."""
    server = Served(command=[sys.executable, str(ROOT / "tests" / "limited_server.py"), json.dumps(limits)])
    try:
        yield server
    finally:
        server.stop()


def ask(server: Served, query: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{server.url}/sparql", data={"query": query}, headers=headers, timeout=30)


def exchange(server: Served, request: bytes, seconds: float = 30) -> bytes:
    """All that the server says to these bytes until it closes."""
    with contextlib.suppress(ConnectionError), connect(server, seconds) as connection:
        connection.sendall(request)
        return read_all(connection)
    return b""


def connect(server: Served, seconds: float = 30) -> socket.socket:
    url = httpx.URL(server.url)
    return socket.create_connection((url.host, url.port or 0), timeout=seconds)


def read_all(connection: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


class Listener:
    """A server of the attacker, which only counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.visits += 1
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    # It would notice.
    with socket.create_connection(("127.0.0.1", httpx.URL(listener.url).port or 0)) as own:
        own.recv(1)
    assert listener.visits == 1
    listener.visits = 0
    yield listener
    listener.close()


# Nothing is changed


UPDATES = (
    "INSERT DATA { <x:s> <x:p> <x:o> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "PREFIX x: <x:> INSERT DATA { x:s x:p x:o }",
    "BASE <http://x.example/> PREFIX x: <x:> PREFIX y: <y:>\n# comment\nDELETE DATA { x:s x:p x:o }",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL", "DROP ALL", "CREATE GRAPH <x:g>", "COPY DEFAULT TO <x:g>", "MOVE <x:a> TO <x:b>", "ADD <x:a> TO <x:b>",
)  # fmt: skip


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused_however_they_come(served: Served, update: str) -> None:
    before = ask(served, COUNT).json()
    address = f"{served.url}/sparql"
    direct = {"Content-Type": "application/sparql-update"}
    for response in (
        httpx.post(address, data={"update": update}),
        httpx.get(address, params={"update": update}),
        httpx.post(address, content=update, headers=direct),
        httpx.get(address, params={"query": update}),
        ask(served, update),
        httpx.post(address, params={"query": COUNT}, data={"update": update}),
    ):
        assert response.status_code == 403, response.text
        assert "read-only" in response.json()["detail"]
    assert ask(served, COUNT).json() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE"])
@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/ask", "/ask/members-of", "/id/norway", "/health", "/openapi.json", "/thing/norway.html"]
)
def test_other_methods_are_refused_with_those_that_are_taken(served: Served, method: str, path: str) -> None:
    if (method, path) == ("POST", "/sparql"):
        return
    response = httpx.request(method, served.url + path)
    assert response.status_code == 405
    allowed = {name.strip() for name in response.headers["allow"].split(",")}
    assert {"GET", "HEAD"} <= allowed and method not in allowed
    assert response.headers["content-type"] == "application/problem+json"


# Nothing is reached


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "select*where{service<URL>{?s ?p ?o}}",
        "SELECT * WHERE { { SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } } } }",
        "SELECT * WHERE { VALUES ?there { <URL> } SERVICE ?there { ?s ?p ?o } }",
        "PREFIX there: <URL> SELECT * WHERE { SERVICE there: { ?s ?p ?o } }",
        "BASE <URL> SELECT * WHERE { SERVICE <sparql> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { \\u0053ERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { \\U00000053ervice <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { BIND ('\\u0027 AS ?x) SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { # \u2028 SERVICE\n SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { BIND (\"\\\"\" AS ?x) SERVICE <URL> { ?s ?p '\"' } }",
        "SELECT * WHERE { BIND ('''a''' AS ?x) SERVICE <URL> { ?s ?p \"'''\" } }",
        "LOAD <URL>", "LOAD SILENT <URL> INTO GRAPH <x:g>",
    ],
)  # fmt: skip
def test_no_query_calls_another_server(served: Served, listener: Listener, query: str) -> None:
    response = ask(served, query.replace("URL", listener.url))
    assert response.status_code in (400, 403), response.text
    time.sleep(0.1)
    assert listener.visits == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service WHERE { BIND ('SERVICE <http://there.example/> {}' AS ?service) }",
        "SELECT * WHERE { # SERVICE <http://there.example/> { ?s ?p ?o }\n BIND (1 AS ?n) }",
        'SELECT * WHERE { BIND ("""a "quoted" SERVICE <http://there.example/> {} """ AS ?text) }',
        "SELECT * WHERE { VALUES ?address { <http://there.example/SERVICE> } }",
        "SELECT $service ?SERVICE WHERE { VALUES ($service ?SERVICE) { (1 2) } }",
        "SELECT ?load ?insert WHERE { VALUES (?load ?insert) { ('LOAD' 'INSERT DATA') } }",
    ],
)
def test_words_that_do_nothing_are_allowed(served: Served, query: str) -> None:
    response = ask(served, query)
    assert response.status_code == 200, response.text
    assert len(response.json()["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <PLACE> WHERE { ?s ?p ?o }",
        "SELECT * FROM NAMED <PLACE> WHERE { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * WHERE { GRAPH <PLACE> { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } FROM <PLACE> WHERE { ?s ?p ?o }",
        "DESCRIBE <PLACE> FROM <PLACE>",
    ],
)
def test_from_reads_no_file_and_calls_no_server(served: Served, listener: Listener, tmp_path: Path, query: str) -> None:
    file = tmp_path / "secret.ttl"
    file.write_text(f'<x:s> <x:p> "{SECRET}" .', encoding="utf-8")
    for place in (file.as_uri(), f"file:{file}", str(file), "file:///etc/passwd", listener.url, listener.url + "x.ttl"):
        response = ask(served, query.replace("PLACE", place))
        assert response.status_code in (200, 400), response.text
        assert SECRET not in response.text and "root:" not in response.text
        if response.status_code == 200 and "SELECT" in query:
            assert response.json()["results"]["bindings"] == []
        elif response.status_code == 200:
            assert "<x:" not in response.text
    time.sleep(0.1)
    assert listener.visits == 0


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_graphs_of_the_request_read_no_file_and_call_no_server(
    served: Served, listener: Listener, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "secret.ttl"
    file.write_text(f'<x:s> <x:p> "{SECRET}" .', encoding="utf-8")
    for place in (file.as_uri(), "file:///etc/passwd", listener.url, "not an address", "", "\x00"):
        given = {"query": "SELECT * WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", name: place}
        response = httpx.get(f"{served.url}/sparql", params=given)
        assert response.status_code in (200, 400), response.text
        assert response.status_code == 400 or response.json()["results"]["bindings"] == []
    assert listener.visits == 0


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "//etc/passwd",
        "/%2fetc%2fpasswd", "/..%5c..%5cpyproject.toml", "/thing/../../pyproject.toml", "/thing/%2e%2e/%2e%2e/cli.py",
        "/data/..%252f..%252fpyproject.toml", "/id/..%2f..%2fetc%2fpasswd", "/id/%2e%2e", "/ask/..%2f..%2fetc%2fpasswd",
        "/index.html%00.txt", "/%00", "/file:///etc/passwd", "/pyproject.toml", "/.git/config",
        "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd", "/%ff", "/thing/.html", "/./pyproject.toml",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(served: Served, path: str) -> None:
    answer = exchange(served, f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
    assert re.match(rb"HTTP/1.1 (400|404) ", answer), answer[:300]
    assert b"root:" not in answer and b"[project]" not in answer and str(ROOT).encode() not in answer


# Parameters are names, not pieces of a query


@pytest.mark.parametrize(
    "path",
    [
        "/ask/members-of?organisation=" + quote(value)
        for value in (
            "nato> . ?s ?p ?o . <x:y", 'nato" UNION { ?s ?p ?o } #', "nato } UNION { ?s ?p ?o", "nato'; DROP ALL; --",
            "<https://w3id.org/eunato/id/nato>", ":nato ; ?p ?o", "nato\\u003e", "?organisation", "*", "", " ", "\x00",
            "nato\nPREFIX x: <x:>", "\ud7ff\U0001f600", "{{7*7}}", "a" * 20_000,
        )
    ]
    + [
        "/ask/members-of?as-of=" + quote(value)
        for value in ('2022-07-01"^^xsd:date) ?s ?p ?o', "2022-07-01' OR 1", "0000-00-00", "9" * 5000, "today\x00")
    ]
    + ["/ask/paths-between?most=1)%20?s%20?p%20?o", "/ask/members-of?organisation=eu&organisation=nato"],
)  # fmt: skip
def test_what_is_no_name_is_refused_as_none(served: Served, path: str) -> None:
    response = httpx.get(served.url + path, timeout=30)
    assert response.status_code in (400, 404), (response.status_code, response.text[:300])
    assert response.headers["content-type"] == "application/problem+json"
    assert "rows" not in response.json()


@pytest.mark.parametrize(
    "question", ["members-of%22", "members-of%0d%0aX-Evil:1", "%3Cscript%3E", "members-of.rq", "%00"]
)
def test_question_that_is_none_is_not_found(served: Served, question: str) -> None:
    assert httpx.get(f"{served.url}/ask/{question}", timeout=30).status_code == 404


# Headers


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /sparql?query=ASK%7B%7D&format=json%0d%0aX-Evil:1",
        "GET /sparql?query=ASK%7B%7D&download=a%0d%0aX-Evil:1",
        "GET /id/norway%0d%0aX-Evil:1",
        "GET /ask/members-of?format=html%0d%0aX-Evil:1",
        "GET /%0d%0aX-Evil:1",
        "GET /thing/x%0d%0aX-Evil:1.html",
    ],
)
@pytest.mark.parametrize("header", ["Accept: text/html", "Accept: text/csv\rX-Evil: 1", "Origin: x%0d%0aX-Evil: 1"])
def test_line_breaks_make_no_headers(served: Served, request_line: str, header: str) -> None:
    answer = exchange(
        served, f"{request_line} HTTP/1.1\r\nHost: here\r\n{header}\r\nConnection: close\r\n\r\n".encode()
    )
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert re.match(rb"http/1.1 (200|303|4\d\d) ", head), answer[:300]
    assert not re.search(rb"[\r\n]x-evil", head)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example/path",
        "evil.example\\@here",
        "<script>",
        'a"b',
        "a b",
        "[::1",
        "here:99999999",
        "a\tb",
        "@",
        "%0d%0a",
    ],
)
@pytest.mark.parametrize("path", ["/sparql", "/id/norway", "/openapi.json", "/.well-known/void"])
def test_host_that_is_none_gets_nowhere(served: Served, host: str, path: str) -> None:
    accept = "text/html" if path.startswith("/id") else "*/*"
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
    answer = exchange(served, request.encode())
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:300]
    assert host.encode() not in answer


def test_name_that_the_operator_gives_counts_instead_of_the_host_header(cache: object) -> None:
    server = Served("--as-of", "2022-07-01", "--address", "https://graph.example/eu-nato/")
    try:
        for host in ("evil.example", "here"):
            description = httpx.get(f"{server.url}/sparql", headers={"Host": host, "X-Forwarded-Host": "evil.example"})
            assert "<https://graph.example/eu-nato/sparql>" in description.text or "sparql" in description.text
            assert "evil.example" not in description.text
    finally:
        server.stop()


def test_two_lengths_of_one_request_are_refused(served: Served) -> None:
    for lengths in ("Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 50"):
        head = f"POST /sparql HTTP/1.1\r\nHost: here\r\nContent-Type: application/sparql-query\r\n{lengths}\r\n\r\n"
        answer = exchange(served, head.encode() + b"0\r\n\r\nGET /health HTTP/1.1\r\nHost: here\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1") == 1, answer[:300]


def test_server_says_nothing_of_what_it_is_made_of(served: Served) -> None:
    for path in ("/", "/health", "/sparql", "/sparql?query=SELECT", "/nowhere.html", "/id/norway", "/ask/members-of"):
        response = httpx.get(served.url + path, timeout=30)
        assert "server" not in response.headers and "x-powered-by" not in response.headers
        assert not re.search(r"uvicorn|starlette|Traceback|site-packages|\.py\b", response.text), path
        assert str(ROOT) not in response.text


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/net, which only Linux has")
def test_by_default_only_this_machine_is_listened_to(served: Served) -> None:
    port = httpx.URL(served.url).port
    places = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="utf-8").splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == "0A" and int(local.rpartition(":")[2], 16) == port:
                places.append(local.rpartition(":")[0])
    assert places == ["0100007F"]


# Requests that are too large or too slow


def test_request_that_is_too_large_is_refused(served: Served) -> None:
    address = f"{served.url}/sparql"
    direct = {"Content-Type": "application/sparql-query"}
    large = b"#" * 300_000
    declared = httpx.post(address, content=large, headers=direct, timeout=30)
    chunked = httpx.post(
        address, content=(large[i : i + 1000] for i in range(0, 300_000, 1000)), headers=direct, timeout=30
    )
    form = httpx.post(address, data={"query": "SELECT", "padding": "x" * 300_000}, timeout=30)
    for response in (declared, chunked, form):
        assert response.status_code == 413
        assert response.json()["status"] == 413


def test_request_without_end_is_cut_off(served: Served) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: here\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
    before = served.memory()
    sent = 0
    with connect(served) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(head)
        while sent < 200_000_000:
            connection.sendall(b"10000\r\n" + b"#" * 0x10000 + b"\r\n")
            sent += 0x10000
    assert sent < 100_000_000
    assert served.memory() < before + 100e6


@pytest.mark.parametrize("begin", [b"GET /", b"GET / HTTP/1.1\r\nX: "], ids=["address", "header"])
def test_head_without_end_is_cut_off(served: Served, begin: bytes) -> None:
    sent = 0
    with connect(served) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(begin)
        while sent < 50_000_000:
            connection.sendall(b"x" * 65_536)
            sent += 65_536
    assert sent < 20_000_000
    assert httpx.get(f"{served.url}/health").status_code == 200


def test_many_parameters_are_refused(served: Served) -> None:
    given = "&".join(f"p{n}=1" for n in range(5000))
    assert httpx.get(f"{served.url}/sparql?{given}&query=ASK%7B%7D").status_code == 400
    assert httpx.get(f"{served.url}/ask/members-of?{given}", timeout=30).status_code == 400


def test_slow_clients_are_cut_off_and_hold_up_nobody(cache: object) -> None:
    with limited(seconds=1.5, workers=1, head_within=1.0) as server:
        post = b"POST /sparql HTTP/1.1\r\nHost: here\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\n"
        whole = b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n"
        begun = [(b"GET /", b"x"), (b"", b""), (post, b"#"), (whole + b"GET /", b"x")]
        connections = []
        for first, _ in begun * 10:
            connection = connect(server)
            connection.sendall(first)
            connections.append(connection)
        end = time.monotonic() + 8
        ended: dict[int, bytes] = {}
        said: dict[int, bytes] = dict.fromkeys(range(len(connections)), b"")
        while len(ended) < len(connections):
            assert time.monotonic() < end, "they are still connected"
            for n, connection in enumerate(connections):
                if n in ended:
                    continue
                drop = begun[n % 4][1]
                try:
                    connection.sendall(drop)
                    connection.settimeout(0.001)
                    part = connection.recv(65_536)
                except TimeoutError:
                    continue
                except ConnectionError:
                    part = b""
                said[n] += part
                if not part:
                    ended[n] = said[n]
            before = time.monotonic()
            assert httpx.get(f"{server.url}/health").status_code == 200
            assert time.monotonic() - before < 1
        for n, text in ended.items():
            if n % 4 == 2:
                assert not text or text.startswith(b"HTTP/1.1 408 "), text[:200]
        for connection in connections:
            connection.close()
        assert ask(server, COUNT).status_code == 200


# Pages


def html_of(served: Served) -> Iterator[tuple[str, httpx.Response]]:
    paths = (
        "/", "/index.html", "/questions.html", "/things.html", "/thing/norway.html", "/timeline.html", "/query",
        "/ask/members-of?format=html", "/sparql", "/sparql?query=SELECT%20*%20WHERE%20%7B%7D",
    )  # fmt: skip
    for path in paths:
        response = httpx.get(served.url + path, headers={"Accept": "text/html"}, timeout=60)
        if response.status_code == 200:
            yield path, response


def test_every_page_may_load_nothing_and_run_only_its_own(served: Served) -> None:
    pages = list(html_of(served))
    assert len(pages) >= 9, [path for path, _ in pages]
    for path, response in pages:
        assert response.headers["content-type"] == "text/html; charset=utf-8", path
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in response.headers["content-security-policy"]
        assert "http" not in response.headers["content-security-policy"]
        found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', response.text)
        assert found, path
        policy = dict(part.strip().partition(" ")[::2] for part in found[1].replace("&#39;", "'").split(";"))
        assert policy["default-src"] == "'none'" and "unsafe" not in policy["script-src"], path


def test_everything_else_says_that_it_is_no_page(served: Served) -> None:
    for path in (
        "/sparql?query=ASK%7B%7D",
        "/ask/members-of",
        "/id/norway",
        "/health",
        "/nowhere.html",
        "/openapi.json",
    ):
        response = httpx.get(served.url + path, headers={"Accept": "*/*"}, timeout=30)
        assert response.headers["x-content-type-options"] == "nosniff", path
        assert "sandbox" in response.headers["content-security-policy"], path
        assert "html" not in response.headers["content-type"], path


@pytest.fixture(scope="module")
def nasty(cache: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on an invented world whose names want to be run."""
    world = small_world(tmp_path_factory.mktemp("nasty") / "data")
    name = NASTY.strip()
    edit(world, STATES, "freedonia", name=name, description=name, note=name)
    edit(world, PROJECTS, "sky-bridge", name="<b onmouseover=window.hurt=1>Sky</b> " + name)
    edit(world, PESCO, "freedonia--participatesIn--sky-bridge", note=name)
    edit(world, "sources.json", "register-2026", title=name)
    server = Served("--data", str(world), "--as-of", "2025-01-01")
    yield server
    server.stop()


SCRIPT = "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>"
NAMES = "SELECT ?thing ?name WHERE { ?thing skos:prefLabel ?name FILTER (CONTAINS(?name, 'script')) }"


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "/ask/memberships-of-state?state=freedonia&format=html",
        "/ask/non-eu-allies-in-pesco?format=html",
        "/thing/freedonia.html",
        "/thing/sky-bridge.html",
        "/source/register-2026.html",
        "/",
        "/sparql?query=" + quote(NAMES),
        "/query?query=" + quote(NAMES),
        "/query?query=" + quote(SCRIPT),
        "/query?query=" + quote(f"SELECT ('{SCRIPT}' AS ?x) (<x:{quote(SCRIPT)}> AS ?y) WHERE {{}}"),
        "/ask/members-of?organisation=" + quote(SCRIPT),
        "/ask/" + quote(SCRIPT, safe=""),
        "/sparql?format=json&query=" + quote(SCRIPT),
        "/sparql?format=" + quote(SCRIPT),
        "/sparql?format=csv&query=" + quote(NAMES),
        "/nowhere/" + quote(SCRIPT, safe=""),
    ],
)
def test_hostile_names_and_addresses_are_only_text(browser: Any, nasty: Served, path: str) -> None:
    with opened(browser, nasty, path) as page:
        page.wait_for_timeout(400)
        assert page.evaluate("window.hurt") is None
        assert page.evaluate("document.querySelectorAll('img[src=x], b[onmouseover]').length") == 0
        if path.startswith(("/thing/freedonia", "/ask/memberships-of-state?state=freedonia&")):
            assert "onerror" in page.inner_text("body")  # it is there, as text


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/sparql?format=json&query=" + quote(NAMES), "/ask/members-of?onerror=1"])
def test_result_that_a_browser_shows_is_shut_in(browser: Any, nasty: Served, path: str) -> None:
    with opened(browser, nasty, path) as page:
        assert "onerror" in page.content()
        assert page.evaluate("self.origin") == "null"  # it has no rights of its own, not even to its server


@contextlib.contextmanager
def opened(browser: Any, server: Served, path: str) -> Iterator[Any]:
    """A page in Chromium; what it asks for, it asks of its server."""
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    with contextlib.suppress(Exception):  # what is no page is downloaded
        page.goto(server.url + path)
    yield page
    assert dialogs == []
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:", "about:"))] == []
    context.close()
