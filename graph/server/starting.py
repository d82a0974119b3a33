"""How a worker comes to be: as a process of a command, or as a copy of one that holds the graph in memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Running:
    """A process that runs: what it says, what it is told, its number, and its exit code when it has ended (negative:
    the number of the signal that ended it)."""

    replies: asyncio.StreamReader
    requests: asyncio.StreamWriter
    pid: int
    ended: asyncio.Future[int]

    def send(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


class Starter(Protocol):
    """What starts workers."""

    async def start(self) -> Running:
        """Another one. Raises `OSError` or `EOFError` where it cannot be started."""

    async def close(self) -> None:
        """Ends what it needs for that."""


class Command:
    """Every worker is a process of this command."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)

    async def start(self) -> Running:
        process = await _process(self._command, asyncio.subprocess.PIPE)
        assert process.stdout is not None and process.stdin is not None
        return Running(process.stdout, process.stdin, process.pid, asyncio.ensure_future(process.wait()))

    async def close(self) -> None:
        pass


class Nursery:
    """One process of this command holds the graph in memory, and each worker is a copy of it, made in milliseconds:
    they share the memory, and what is read from memory needs a fifth of the time. See `nursery.main`."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._opened: asyncio.Task[_Open] | None = None

    def of(self, kind: str) -> Starter:
        """Starts workers of a kind, a letter that the process knows."""
        return _Kind(self, kind)

    async def start(self, kind: str) -> Running:
        if self._opened is None or (self._opened.done() and not _is_sound(self._opened)):
            self._opened = asyncio.ensure_future(_Open.start(self._command))
        nursery = await asyncio.shield(self._opened)
        return await nursery.copy(kind)

    async def close(self) -> None:
        if self._opened is not None:
            self._opened.cancel()
            if _is_sound(self._opened):
                await self._opened.result().close()


@dataclass(frozen=True, slots=True)
class _Kind:
    nursery: Nursery
    kind: str

    async def start(self) -> Running:
        return await self.nursery.start(self.kind)

    async def close(self) -> None:
        await self.nursery.close()


def _is_sound(opened: asyncio.Task[_Open]) -> bool:
    return opened.done() and not opened.cancelled() and opened.exception() is None and opened.result().is_open


class _Open:
    """A nursery that runs."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._awaited: deque[asyncio.Future[int]] = deque()
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._listening: asyncio.Task[None] | None = None
        self.is_open = True

    @classmethod
    async def start(cls, command: Sequence[str]) -> _Open:
        ours, theirs = socket.socketpair()
        with theirs:
            process = await _process(command, theirs.fileno())
        nursery = cls(process, ours)
        try:
            if "ready" not in await nursery._told():
                raise EOFError("the process that holds the graph ended before it was ready")
        except BaseException:
            await nursery.close()
            raise
        nursery._listening = asyncio.ensure_future(nursery._listen())
        return nursery

    async def copy(self, kind: str) -> Running:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        started: asyncio.Future[int] = loop.create_future()
        with theirs:
            socket.send_fds(self._control, [kind.encode()], [theirs.fileno()])
        self._awaited.append(started)
        try:
            pid = await started
            replies, requests = await asyncio.open_connection(sock=ours, limit=_BUFFER)
        except BaseException:
            ours.close()  # a copy that nobody listens to ends
            raise
        return Running(replies, requests, pid, self._ended[pid])

    async def close(self) -> None:
        self._control.close()
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        if self._listening is not None:
            await self._listening

    async def _told(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        return json.loads(line) if line else {}

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        while told := await self._told():
            if "started" in told:
                self._ended[told["started"]] = loop.create_future()
                started = self._awaited.popleft()
                if not started.done():
                    started.set_result(told["started"])
            else:
                self._ended.pop(told["ended"]).set_result(told["code"])
        # The copies end with it.
        self.is_open = False
        for future in self._awaited:
            if not future.done():
                future.set_exception(EOFError("the process that holds the graph has ended"))
        for future in self._ended.values():
            future.set_result(-signal.SIGKILL)


async def _process(command: Sequence[str], stdin: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        limit=_BUFFER,
        # What the engine says when its memory ends is long, and writing it down takes memory.
        env={**os.environ, "RUST_BACKTRACE": "0"},
    )
