"""Listening: one process, stopped by SIGTERM or SIGINT after the requests in hand."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.errors import QuestionError
from graph.server.app import Serving, create_app
from graph.server.pool import Limits, worker_command
from graph.store import About

_HEAD_WITHIN = 10.0  # seconds for a client to send the head of a request


class _Patient(HttpToolsProtocol):
    """Closes a connection whose client does not get on with the head of its request."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._late = asyncio.get_running_loop().call_later(_HEAD_WITHIN, self._give_up)

    def _give_up(self) -> None:
        waiting: object = self.cycle  # none before the first request is read, whatever its type says
        if waiting is None and not self.transport.is_closing():
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._late.cancel()
        super().connection_lost(exc)


def serve(
    about: About,
    data: str | None,
    day: date,
    host: str,
    port: int,
    limits: Limits,
    address: str,
    told: Callable[[str], None],
) -> None:
    """Serves until it is told to stop. `address` is where clients reach it, if not by host and port; `told` gets one
    line when it listens. Raises `QuestionError` where the port is taken or the host is none of this machine."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise QuestionError(
            f"cannot listen at {host} port {port}: {error.strerror}; name another with --port"
        ) from None
    serving = Serving(about, day.isoformat(), address.rstrip("/"))
    app = create_app(serving, worker_command(data, serving.day, limits.memory), limits)
    config = uvicorn.Config(
        app,
        http=_Patient,
        ws="none",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=int(limits.seconds) + 1,
        h11_max_incomplete_event_size=64_000,
    )
    port = listening.getsockname()[1]
    server = _Announcing(config, lambda: told(f"http://{f'[{host}]' if ':' in host else host}:{port}/"))
    server.run(sockets=[listening])


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
