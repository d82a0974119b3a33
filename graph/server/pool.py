"""Worker processes: one request at a time each, killed when time is up or nobody waits for the answer any more.

A worker is also a place: a request waits until one is free. One that runs long gives its place to a fresh worker, so
that a few slow queries do not hold up the quick ones; of such long ones there are only so many at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import struct
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

_LONG_AFTER = 0.25  # seconds
_START_WITHIN = 60.0  # seconds; a first start may have to compile the graph
_WAIT_WITHIN = 30.0  # seconds until a worker is free
_END_WITHIN = 1.0  # seconds between its last word and its end
_LARGE = 1_000_000  # bytes; smaller replies are not counted
_LOWER_PRIORITY = 10


class Refused(Exception):
    """A request that got no answer: `kind` is busy, timeout, gone, too-deep, or died (memory, as a rule)."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server allows: seconds a query may run; how many run side by side, how many of those that run long beside
    these, and how many wait; megabytes a worker may take beyond the graph; bytes and rows of a result; bytes of large
    results in hand at once; bytes of a request.

    With `long` 0 a worker goes on with what takes long in its place, and also when nobody waits any more.
    """

    seconds: float = 10.0
    workers: int = 4
    long: int = 8
    waiting: int = 256
    memory: int = 1024
    result_bytes: int = 64_000_000
    rows: int = 1_000_000
    held_bytes: int = 256_000_000
    request_bytes: int = 200_000


class Room:
    """How many bytes of large replies are in hand, between the worker that wrote them and the client that takes them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0

    def take(self, size: int) -> None:
        if size > _LARGE:
            if self._held + size > self._most:
                raise Refused("busy", "too many large results are on their way to clients")
            self._held += size

    def give_back(self, size: int) -> None:
        if size > _LARGE:
            self._held -= size


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answered. Whoever has sent the body on, or will not, says so with `done()`."""

    head: dict[str, Any]
    body: bytes
    room: Room

    def done(self) -> None:
        self.room.give_back(len(self.body))


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process, room: Room) -> None:
        self._process = process
        self._room = room
        self.spent = False  # killed, or no longer as good as a new one

    @classmethod
    async def start(cls, command: Sequence[str], room: Room) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 20,
            # What the engine says when its memory ends is long, and writing it down takes memory.
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )
        worker = cls(process, room)
        try:
            async with asyncio.timeout(_START_WITHIN):
                await worker._receive()
        except BaseException:
            worker.kill()
            await worker.ended()
            raise
        return worker

    async def ask(self, request: dict[str, Any]) -> Reply:
        text = json.dumps(request).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(struct.pack(">I", len(text)) + text)
        await self._process.stdin.drain()
        return await self._receive()

    async def _receive(self) -> Reply:
        assert self._process.stdout is not None
        (length,) = struct.unpack(">I", await self._process.stdout.readexactly(4))
        head = json.loads(await self._process.stdout.readexactly(length))
        size = head["length"]
        self._room.take(size)
        try:
            return Reply(head, await self._process.stdout.readexactly(size), self._room)
        except BaseException:
            self._room.give_back(size)
            raise

    @property
    def fit(self) -> bool:
        """Whether it can take another request. One that was killed from outside while it was idle cannot."""
        assert self._process.stdout is not None
        return not self.spent and self._process.returncode is None and not self._process.stdout.at_eof()

    def step_back(self) -> None:
        """Leaves the processors to the others when they have work."""
        self.spent = True  # a process may lower its priority, but not raise it again
        with contextlib.suppress(OSError, AttributeError):  # it has just ended; there are no priorities here
            os.setpriority(os.PRIO_PROCESS, self.pid, _LOWER_PRIORITY)

    def kill(self) -> None:
        self.spent = True
        if self._process.returncode is None:
            self._process.kill()

    async def ended(self) -> None:
        await self._process.wait()

    async def code(self) -> int:
        """The exit code of one that has stopped answering. It is not killed before: so the code would be lost."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_END_WITHIN):
                await self._process.wait()
        return self._process.returncode or 0

    @property
    def pid(self) -> int:
        return self._process.pid


class Pool:
    """So many workers of one command, started when the first request comes, if not by `start`."""

    def __init__(self, command: Sequence[str], limits: Limits, room: Room) -> None:
        self._command = tuple(command)
        self._limits = limits
        self._room = room
        # For every place there is one worker: idle here, being started, or in the hands of one request. None stands
        # for one that could not be started.
        self._idle: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        self._all: set[_Worker] = set()
        self._begun = False
        self._long = 0
        self._waiting = 0
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Starts the workers. The first alone: it may have to compile the graph, and the others then find it. Raises
        `Refused` where it cannot be started."""
        self._begun = True
        await self._start_one()
        first = self._idle.get_nowait()
        if first is None:
            raise Refused("died", "no worker could be started")
        self._idle.put_nowait(first)
        for _ in range(self._limits.workers - 1):
            self._fill_place()
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Kills all workers."""
        self._closing = True
        for task in self._tasks:
            task.cancel()  # one that is being started is killed by that
        for worker in self._all:
            worker.kill()
        await asyncio.gather(*self._tasks, *(worker.ended() for worker in self._all), return_exceptions=True)

    @property
    def pids(self) -> list[int]:
        """The processes that are alive."""
        return sorted(worker.pid for worker in self._all)

    async def ask(
        self,
        request: dict[str, Any],
        left: Callable[[], Coroutine[Any, Any, None]] | None = None,
        seconds: float | None = None,
    ) -> Reply:
        """The reply of a worker, or `Refused`. The time limit counts from when a worker takes the request up.

        `left` returns when nobody waits for the answer any more: a request that runs long is then stopped. `seconds`
        replaces the limit, for what the server wants to know itself and may take its time.
        """
        worker = await self._free_worker()
        run = _Run(self, worker, left, self._limits.seconds if seconds is None else seconds, seconds is None)
        try:
            return await worker.ask(request)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise run.refusal(await worker.code()) from None
        except BaseException:
            # The answer may still come; whoever asks this worker next must not get it.
            worker.kill()
            raise
        finally:
            run.end()

    async def _free_worker(self) -> _Worker:
        if not self._begun:
            self._begun = True
            for _ in range(self._limits.workers):
                self._fill_place()
        while True:
            worker = await self._next()
            if worker is not None and worker.fit:
                return worker
            self._fill_place()
            if worker is None:
                raise Refused("busy", "no worker could be started")
            self._lose(worker)

    async def _next(self) -> _Worker | None:
        if not self._waiting and not self._idle.empty():
            return self._idle.get_nowait()
        if self._waiting >= self._limits.waiting:
            raise Refused("busy", "too many requests are waiting")
        self._waiting += 1
        try:
            async with asyncio.timeout(_WAIT_WITHIN):
                return await self._idle.get()
        except TimeoutError:
            raise Refused("busy", "no worker became free") from None
        finally:
            self._waiting -= 1

    def _fill_place(self) -> None:
        """Starts a worker for a place that has none."""
        self._later(self._start_one())

    def _lose(self, worker: _Worker) -> None:
        worker.kill()
        self._later(self._bury(worker))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start_one(self) -> None:
        worker = None
        try:
            if not self._closing:
                worker = await _Worker.start(self._command, self._room)
                self._all.add(worker)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            pass  # the next request is told, and then it is tried again
        finally:
            self._idle.put_nowait(worker)

    async def _bury(self, worker: _Worker) -> None:
        await worker.ended()
        self._all.discard(worker)


class _Run:
    """One request in the hands of a worker: when it gives its place away, and when it is stopped."""

    def __init__(
        self,
        pool: Pool,
        worker: _Worker,
        left: Callable[[], Coroutine[Any, Any, None]] | None,
        seconds: float,
        may_be_long: bool,
    ) -> None:
        self._pool, self._worker, self._left, self._seconds = pool, worker, left, seconds
        self._long = False
        self._stopped = ""
        self._watch: asyncio.Task[None] | None = None
        loop = asyncio.get_running_loop()
        if may_be_long and seconds > _LONG_AFTER:
            self._timer = loop.call_later(_LONG_AFTER, self._runs_long)
        else:
            self._timer = loop.call_later(seconds, self._stop, "timeout")

    def _runs_long(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._seconds - _LONG_AFTER, self._stop, "timeout")
        if not self._pool._limits.long:
            return
        # Only now: what is quick is done before its client can leave, and killing the worker would cost more.
        if self._left is not None:
            self._watch = loop.create_task(self._left())
            self._watch.add_done_callback(lambda task: None if task.cancelled() else self._stop("gone"))
        self._worker.step_back()
        if self._pool._long < self._pool._limits.long:
            self._long = True
            self._pool._long += 1
            self._pool._fill_place()

    def _stop(self, why: str) -> None:
        self._stopped = self._stopped or why
        self._worker.kill()

    def refusal(self, code: int) -> Refused:
        """What is told when the worker ended, with this exit code, before it had answered."""
        if self._stopped == "timeout":
            return Refused("timeout", f"the query ran longer than {self._seconds:g} s and was stopped")
        if self._stopped == "gone":
            return Refused("gone", "nobody waits for the answer")
        if code == -signal.SIGSEGV:  # the engine takes a query apart by recursion, and has so much stack
            return Refused("too-deep", "the query has too many parts one within or after the other")
        if code == -signal.SIGKILL:
            return Refused("died", "the process that ran the query was killed from outside; try again")
        return Refused("died", "the query ended its process: it asks for more memory than is allowed")

    def end(self) -> None:
        """Gives the worker back, or its place to a new one."""
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if self._long:
            self._pool._long -= 1
            self._pool._lose(self._worker)
        elif self._worker.fit:
            self._pool._idle.put_nowait(self._worker)
        else:
            self._pool._lose(self._worker)
            self._pool._fill_place()


def worker_command(data: str | None, state: str, day: str, memory: int) -> list[str]:
    """The command that starts a worker on a graph (see `open_store`), with the view of a day."""
    settings = json.dumps({"data": data, "state": state, "day": day, "memory": memory})
    return [sys.executable, "-m", "graph.server.worker", settings]
