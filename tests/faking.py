"""Other servers for the tests: a real engine as a process of its own, and one that answers as a test tells it."""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Oxigraph:
    """The Oxigraph server of its package, read and write, on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
        assert program is not None, "the Oxigraph server is missing; it comes with: pip install oxigraph"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.query, self.store = self.url + "/query", self.url + "/store"
        self.process = subprocess.Popen(
            [program, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 20
        while True:
            try:
                httpx.get(self.url)
                return
            except httpx.TransportError:
                assert time.monotonic() < end and self.process.poll() is None, "the Oxigraph server does not start"
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def graph(self, iri: str) -> list[bytes]:
        """The triples of a graph as sorted lines."""
        reply = httpx.get(self.store, params={"graph": iri}, headers={"Accept": "application/n-triples"}, timeout=60)
        return sorted(reply.content.splitlines(keepends=True)) if reply.status_code == 200 else []

    def put(self, content: bytes, graph: str | None) -> None:
        """Replaces a graph, the default graph if it has no name."""
        target = f"{self.store}?default" if graph is None else str(httpx.URL(self.store, params={"graph": graph}))
        httpx.put(
            target, content=content, headers={"Content-Type": "application/n-triples"}, timeout=60
        ).raise_for_status()

    def asks(self, query: str) -> bool:
        reply = httpx.post(self.query, data={"query": query}, headers={"Accept": "application/sparql-results+json"})
        return bool(reply.json()["boolean"])


@dataclass
class Fake:
    """A server at `url` that remembers what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Handler = http.server.BaseHTTPRequestHandler
Answering = Callable[[Handler, Asked], None]


@contextmanager
def fake_server(answer: Answering, host: str = "127.0.0.1") -> Iterator[Fake]:
    """A server that gives every request to `answer`, which writes the reply."""

    class Told(Handler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            fake.asked.append(asked)
            try:
                answer(self, asked)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer((host, 0), Told)
    server.daemon_threads = True
    fake = Fake(f"http://{host}:{server.server_port}/sparql")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(handler: Handler, status: int, body: bytes = b"", media: str = "text/plain", **headers: str) -> None:
    """A whole reply; headers with _ for -."""
    handler.send_response(status)
    handler.send_header("Content-Type", media)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
