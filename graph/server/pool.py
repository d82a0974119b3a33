"""Worker processes: one request at a time each, killed when time is up or nobody waits for the answer any more.

A request that runs long gives its place to a fresh worker, so that a few slow queries do not hold up the quick ones;
of such long ones there are only so many at a time.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_LONG_AFTER = 0.25  # seconds
_START_WITHIN = 60.0  # seconds; a first start may have to compile the graph


class Refused(Exception):
    """A request that got no answer: `kind` is busy, timeout, or died (memory, as a rule)."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server allows: seconds a query may run, how many run and wait at once, megabytes a worker may take beyond
    the graph, bytes and rows of a result, bytes of a request."""

    seconds: float = 10.0
    workers: int = 4
    long: int = 8
    waiting: int = 256
    memory: int = 1024
    result_bytes: int = 64_000_000
    rows: int = 1_000_000
    request_bytes: int = 200_000


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: Sequence[str]) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20
        )
        worker = cls(process)
        try:
            await asyncio.wait_for(worker._receive(), _START_WITHIN)
        except BaseException:
            worker.kill()
            raise
        return worker

    async def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        text = json.dumps(request).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(struct.pack(">I", len(text)) + text)
        await self._process.stdin.drain()
        return await self._receive()

    async def _receive(self) -> tuple[dict[str, Any], bytes]:
        assert self._process.stdout is not None
        (length,) = struct.unpack(">I", await self._process.stdout.readexactly(4))
        head = json.loads(await self._process.stdout.readexactly(length))
        return head, await self._process.stdout.readexactly(head.get("length", 0))

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    @property
    def pid(self) -> int:
        return self._process.pid


class Pool:
    """So many workers of one command. `ask` gives the reply, or raises `Refused`."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._command = tuple(command)
        self._limits = limits
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._places = asyncio.Semaphore(limits.workers)
        self._long = 0
        self._waiting = 0
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Starts the workers. The first alone: it may have to compile the graph, and the others then find it."""
        self._keep(await _Worker.start(self._command))
        for worker in await asyncio.gather(*(_Worker.start(self._command) for _ in range(self._limits.workers - 1))):
            self._keep(worker)

    async def close(self) -> None:
        """Kills all workers."""
        self._closing = True
        for worker in self._all:
            worker.kill()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(worker._process.wait() for worker in self._all), return_exceptions=True)

    @property
    def pids(self) -> list[int]:
        """The processes that are alive."""
        return sorted(worker.pid for worker in self._all)

    async def ask(
        self, request: dict[str, Any], gone: asyncio.Future[None] | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """The head and body of a reply. If `gone` is done first, nobody waits any more: the worker is killed and
        `Refused("gone")` raised. The time limit counts from when a worker takes the request up."""
        if self._waiting >= self._limits.waiting:
            raise Refused("busy", "too many requests are waiting")
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        place = _Place(self._places)
        try:
            worker = self._idle.pop() if self._idle else await self._fresh()
            return await self._run(worker, request, gone, place)
        finally:
            place.give_back()

    async def _run(
        self, worker: _Worker, request: dict[str, Any], gone: asyncio.Future[None] | None, place: _Place
    ) -> tuple[dict[str, Any], bytes]:
        answer = asyncio.ensure_future(worker.ask(request))
        waits: set[asyncio.Future[Any]] = {answer}
        if gone is not None:
            waits.add(gone)
        long = False
        try:
            done, _ = await asyncio.wait(
                waits, timeout=min(_LONG_AFTER, self._limits.seconds), return_when="FIRST_COMPLETED"
            )
            if not done and self._limits.seconds > _LONG_AFTER:
                if self._long < self._limits.long:
                    # It goes on beside the others: its place is for quick ones.
                    long = True
                    self._long += 1
                    place.give_back()
                left = self._limits.seconds - _LONG_AFTER
                done, _ = await asyncio.wait(waits, timeout=left, return_when="FIRST_COMPLETED")
            if answer not in done:
                kind, detail = (
                    ("gone", "nobody waits for the answer")
                    if done
                    else ("timeout", f"the query ran longer than {self._limits.seconds:g} s and was stopped")
                )
                raise Refused(kind, detail)
            try:
                head, body = answer.result()
            except (asyncio.IncompleteReadError, ConnectionError):
                raise Refused("died", "the query ended its process; it asks for more memory than is allowed") from None
        except BaseException:
            answer.cancel()
            self._lose(worker)
            raise
        finally:
            if long:
                self._long -= 1
        if len(self._idle) >= self._limits.workers:
            self._lose(worker)
        else:
            self._idle.append(worker)
        return head, body

    async def _fresh(self) -> _Worker:
        try:
            worker = await _Worker.start(self._command)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            raise Refused("busy", "no worker could be started") from None
        self._all.add(worker)
        return worker

    def _keep(self, worker: _Worker) -> None:
        self._all.add(worker)
        self._idle.append(worker)

    def _lose(self, worker: _Worker) -> None:
        """Kills a worker and, so that the next request need not wait for it, starts another."""
        worker.kill()
        task = asyncio.ensure_future(self._replace(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self, worker: _Worker) -> None:
        await worker._process.wait()
        self._all.discard(worker)
        if not self._closing and len(self._idle) < self._limits.workers and len(self._all) < self._limits.workers:
            try:
                self._keep(await self._fresh())
            except Refused:
                return  # the next request tries again and tells


class _Place:
    """A place among the quick ones, given back once."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places: asyncio.Semaphore | None = places

    def give_back(self) -> None:
        if self._places is not None:
            self._places.release()
            self._places = None


def worker_command(data: str | None, day: str, memory: int) -> list[str]:
    """The command that starts a worker on a graph, with the view of a day."""
    settings = json.dumps({"data": data, "day": day, "memory": memory})
    return [sys.executable, "-m", "graph.server.worker", settings]
