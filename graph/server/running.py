"""Listening: one process, stopped by SIGTERM or SIGINT after the requests in hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.errors import EunatoError, QuestionError
from graph.server.app import Serving, create_app
from graph.server.pool import Limits
from graph.server.starting import Command, Nursery, Starter
from graph.store import About, size_on_disk

_HEAD_WITHIN = 10.0  # seconds for a client to send the head of a request
_TAKEN_WITHIN = 30.0  # seconds for a client to take the next piece of an answer
_HEAD_BYTES = 400_000  # more than is read at once, which may be head and body together
_ADDRESS_BYTES = 65_535  # the parser takes no more; a longer query is posted
_CONNECTIONS = 512
_IN_MEMORY = 400_000_000  # bytes on disk up to which a graph is served from memory


class _Guarded(HttpToolsProtocol):
    """Closes a connection whose client does not get on with the head of a request or does not take the answer, and
    refuses what is too much."""

    _late: asyncio.TimerHandle | None = None  # set while the head of a request is awaited
    _slow: asyncio.TimerHandle | None = None  # set while the client does not take what was written
    _head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > _CONNECTIONS:
            self._refuse(b"503 Service Unavailable\r\nretry-after: 2")
        else:
            self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._late is None:
            self._await_head()

    def data_received(self, data: bytes) -> None:
        if self._late is not None:
            self._head += len(data)
            if self._head > _HEAD_BYTES:
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > _ADDRESS_BYTES:
            self._refuse(b"414 URI Too Long")

    def on_headers_complete(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late, self._head = None, 0
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._late = self.loop.call_later(_HEAD_WITHIN, self.transport.close)

    def _refuse(self, status: bytes) -> None:
        self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._slow = self.loop.call_later(_TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._slow is not None:
            self._slow.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._late, self._slow):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `QuestionError` where the port is taken or the host is none of this machine."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise QuestionError(
            f"cannot listen at {host} port {port}: {error.strerror}; name another with --port"
        ) from None
    # What it accepts inherits this. Otherwise the body of an answer waits for the client to have acknowledged its head,
    # which takes the client 40 ms on a connection that is used again.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(
    about: About,
    data: str | None,
    state: str,
    day: date,
    host: str,
    port: int,
    limits: Limits,
    address: str,
    told: Callable[[str], None],
) -> None:
    """Serves the graph of this state (see `open_store`) until it is told to stop. `address` is where clients reach it,
    if not by host and port; `told` gets one line when it listens. Raises `QuestionError` as `listen` does."""
    listening = listen(host, port)
    serving = Serving(about, day.isoformat(), address.rstrip("/"))
    queries, pages = _starters(data, state, serving.day, limits.memory)
    app = create_app(serving, queries, limits, pages)
    config = uvicorn.Config(
        app,
        http=_Guarded,
        ws="none",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=int(limits.seconds) + 1,
    )
    port = listening.getsockname()[1]
    server = _Announcing(config, lambda: told(f"http://{f'[{host}]' if ':' in host else host}:{port}/"))
    server.run(sockets=[listening])
    if not server.started:
        raise EunatoError("the server could not start its workers; what they said stands above")


def _starters(data: str | None, state: str, day: str, memory: int) -> tuple[Starter, Starter]:
    """What starts the workers for queries and those for pages. Pages are ours and as large as they are; what a query
    may take does not bound them."""

    def command(room: str, memory: int) -> list[str]:
        settings = json.dumps({"data": data, "state": state, "day": day, "memory": memory})
        return [sys.executable, "-m", f"graph.server.{room}", settings]

    if sys.platform == "linux" and size_on_disk(state) <= _IN_MEMORY:
        nursery = Nursery(command("nursery", memory))
        return nursery.of("q"), nursery.of("p")
    return Command(command("worker", memory)), Command(command("worker", 0))


class _Announcing(uvicorn.Server):
    """Says when it is ready, and ends well when it is asked to end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal once more when it has stopped, so that a clean stop would look like a kill.
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()
