"""Worker processes: one request at a time each, killed when time is up or nobody waits for the answer any more.

A worker is also a place: a request waits until one is free. One that runs long gives its place to a fresh worker, so
that slow queries do not hold up the quick ones. Of such long ones only so many run at a time; the next are halted as
they are, and go on when another has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import struct
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from graph.server.starting import Running, Starter

_LOOK_EVERY = 0.1  # seconds
_LONG_WORK = 0.1  # seconds of work after which a request is a long one
_LONG_AFTER = 0.5  # seconds after which it is one in any case; on a busy machine a quick one may take some time
_START_WITHIN = 60.0  # seconds; a first start may have to compile the graph
_WAIT_WITHIN = 30.0  # seconds until a worker is free
_END_WITHIN = 1.0  # seconds between its last word and its end
_LOWER_PRIORITY = 10  # of one that works much: it has to leave the processors to others
_LARGE = 1_000_000  # bytes; smaller replies are not counted


class Refused(Exception):
    """A request that got no answer: `kind` is busy, timeout, gone, too-deep, or died (memory, as a rule)."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server allows: seconds a query may run; how many run side by side; how many of those that run long beside
    these, and how many of them are halted; how many requests wait; megabytes a worker may take beyond the graph; bytes
    and rows of a result; bytes of large results in hand at once; bytes of small ones that are kept for the next who
    asks the same; bytes of a request.

    With `long` 0 a worker goes on with what takes long in its place, and also when nobody waits any more.
    """

    seconds: float = 10.0
    workers: int = 4
    long: int = 4
    halted: int = 16
    waiting: int = 256
    memory: int = 1024
    result_bytes: int = 64_000_000
    rows: int = 1_000_000
    held_bytes: int = 256_000_000
    kept_bytes: int = 64_000_000
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

    @property
    def is_small(self) -> bool:
        return len(self.body) <= _LARGE

    def done(self) -> None:
        self.room.give_back(len(self.body))


class _Worker:
    def __init__(self, process: Running, room: Room) -> None:
        self._process = process
        self._room = room
        self._killed = False

    @classmethod
    async def start(cls, starter: Starter, room: Room) -> _Worker:
        async with asyncio.timeout(_START_WITHIN) as within:
            worker = cls(await starter.start(), room)
            try:
                await worker._receive()
            except BaseException:
                worker.kill()
                within.reschedule(None)
                await worker.ended()
                raise
        return worker

    async def ask(self, request: dict[str, Any]) -> Reply:
        text = json.dumps(request).encode()
        self._process.requests.write(struct.pack(">I", len(text)) + text)
        await self._process.requests.drain()
        return await self._receive()

    async def _receive(self) -> Reply:
        replies = self._process.replies
        (length,) = struct.unpack(">I", await replies.readexactly(4))
        head = json.loads(await replies.readexactly(length))
        size = head["length"]
        self._room.take(size)
        try:
            return Reply(head, await replies.readexactly(size), self._room)
        except BaseException:
            self._room.give_back(size)
            raise

    @property
    def fit(self) -> bool:
        """Whether it can take another request. One that was killed from outside while it was idle cannot."""
        return not self._killed and not self._process.ended.done() and not self._process.replies.at_eof()

    def worked(self) -> float:
        """The seconds of work that it has done since it started; all seconds where the system does not tell."""
        try:
            return time.clock_gettime(~self.pid << 3 | 2)  # what clock_getcpuclockid() gives on Linux
        except (OSError, AttributeError):
            return time.monotonic()

    def set_priority(self, priority: int) -> None:
        """How much of the processors it gets, where the system lets it be set."""
        # Not allowed (most users may lower it, but not raise it), it has just ended, or there are no priorities.
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self.pid, priority)

    def halt(self) -> bool:
        """Makes it stand still; False where the system cannot."""
        if not hasattr(signal, "SIGSTOP"):
            return False
        self._process.send(signal.SIGSTOP)
        return True

    def go_on(self) -> None:
        self._process.send(signal.SIGCONT)

    def kill(self) -> None:
        self._killed = True
        self._process.send(signal.SIGKILL)
        self._process.requests.close()
        if not self._process.ended.done():
            self.set_priority(0)  # to give back its memory is work, too

    async def ended(self) -> None:
        await asyncio.wait([self._process.ended])

    async def code(self) -> int:
        """The exit code of one that has stopped answering. It is not killed before: so the code would be lost."""
        await asyncio.wait([self._process.ended], timeout=_END_WITHIN)
        return self._process.ended.result() if self._process.ended.done() else 0

    @property
    def pid(self) -> int:
        return self._process.pid


class Pool:
    """So many workers, started when the first request comes, if not by `start`."""

    def __init__(self, starter: Starter, limits: Limits, room: Room) -> None:
        self._starter = starter
        self.limits = limits
        self._room = room
        # For every place there is one worker: idle here, being started, or in the hands of one request. None stands
        # for one that could not be started.
        self._idle: list[_Worker | None] = []
        self._waiting: deque[asyncio.Future[_Worker | None]] = deque()
        self._all: set[_Worker] = set()
        self._begun = False
        self._long = 0
        self.halted: deque[_Run] = deque()
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Starts the workers. The first alone: it may have to compile the graph, and the others then find it. Raises
        `Refused` where it cannot be started."""
        self._begun = True
        await self._start_one()
        if self._idle == [None]:
            raise Refused("died", "no worker could be started")
        for _ in range(self.limits.workers - 1):
            self.fill_place()
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Kills all workers."""
        self._closing = True
        for task in self._tasks:
            task.cancel()  # one that is being started is killed by that
        for worker in self._all:
            worker.kill()
        await asyncio.gather(*self._tasks, *(worker.ended() for worker in self._all), return_exceptions=True)
        await self._starter.close()

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
        run = _Run(self, worker, left, seconds)
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
            for _ in range(self.limits.workers):
                self.fill_place()
        while True:
            worker = await self._next()
            if worker is not None and worker.fit:
                return worker
            self.fill_place()
            if worker is None:
                raise Refused("busy", "no worker could be started")
            self.lose(worker)

    async def _next(self) -> _Worker | None:
        if self._idle:
            return self._idle.pop()
        if len(self._waiting) >= self.limits.waiting:
            raise Refused("busy", "too many requests are waiting")
        turn: asyncio.Future[_Worker | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(_WAIT_WITHIN):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._offer(turn.result())  # it came at the very last moment
            else:
                self._waiting.remove(turn)
            if isinstance(error, TimeoutError):
                raise Refused("busy", "no worker became free") from None
            raise

    def _offer(self, worker: _Worker | None) -> None:
        """Gives a worker into the hands of who has waited longest, so that nobody who comes later can take it."""
        if self._waiting:
            self._waiting.popleft().set_result(worker)
        else:
            self._idle.append(worker)

    def fill_place(self) -> None:
        """Starts a worker for a place that has none."""
        self._later(self._start_one())

    def lose(self, worker: _Worker) -> None:
        worker.kill()
        self._later(self._bury(worker))

    def give_back(self, worker: _Worker, has_place: bool) -> None:
        """Takes a worker back that has answered, or that was killed. One that has given its place away ends: to start
        another costs less than what it may hold on to of a large result."""
        if worker.fit and has_place:
            self._offer(worker)
            return
        self.lose(worker)
        if has_place:
            self.fill_place()

    def begin_long(self) -> bool:
        """Takes one more among the long ones; False where there are enough."""
        if self._long >= self.limits.long:
            return False
        self._long += 1
        return True

    def end_long(self) -> None:
        """One of the long ones has ended: the first of those that are halted goes on."""
        self._long -= 1
        if self.halted and self.begin_long():
            self.halted.popleft().go_on()

    def may_halt(self) -> bool:
        return len(self.halted) < self.limits.halted

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start_one(self) -> None:
        worker = None
        try:
            if not self._closing:
                worker = await _Worker.start(self._starter, self._room)
                self._all.add(worker)
        except (TimeoutError, EOFError, OSError):
            pass  # the next request is told, and then it is tried again
        finally:
            self._offer(worker)

    async def _bury(self, worker: _Worker) -> None:
        await worker.ended()
        self._all.discard(worker)


class _Run:
    """One request in the hands of a worker: when it gives its place away, is halted, goes on, and is stopped."""

    def __init__(
        self, pool: Pool, worker: _Worker, left: Callable[[], Coroutine[Any, Any, None]] | None, seconds: float | None
    ) -> None:
        self._pool, self._worker, self._left = pool, worker, left
        self._seconds = pool.limits.seconds if seconds is None else seconds
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.call_later(self._seconds, self._stop, "timeout")
        self._look: asyncio.TimerHandle | None = None
        self._watch: asyncio.Task[None] | None = None
        self._remaining = 0.0
        self._has_place = True
        self._long = False
        self._stopped = ""
        if seconds is None and pool.limits.long:
            self._begun, self._worked = self._loop.time(), worker.worked()
            self._look = self._loop.call_later(_LOOK_EVERY, self._look_after)

    def _look_after(self) -> None:
        worked, took = self._worker.worked() - self._worked, self._loop.time() - self._begun
        if worked < _LONG_WORK and took < _LONG_AFTER:
            self._look = self._loop.call_later(_LOOK_EVERY, self._look_after)
            return
        # Only now: what is quick is done before its client can leave, and killing the worker would cost more.
        if self._left is not None:
            self._watch = self._loop.create_task(self._left())
            self._watch.add_done_callback(lambda task: None if task.cancelled() else self._stop("gone"))
        self._look = None
        self._lower_priority()
        self._long = self._pool.begin_long()
        if not self._long and self._pool.may_halt() and self._worker.halt():
            # Its clock stands still, too; but nobody should wait without end.
            self._pool.halted.append(self)
            self._remaining = self._until.when() - self._loop.time()
            self._until.cancel()
            self._until = self._loop.call_later(_WAIT_WITHIN, self._stop, "busy")
        elif not self._long:
            return
        self._has_place = False
        self._pool.fill_place()

    def _lower_priority(self) -> None:
        # Not where only the machine is busy: a quick query would then have to wait for the slow ones.
        if self._worker.worked() - self._worked < _LONG_WORK:
            self._look = self._loop.call_later(_LOOK_EVERY, self._lower_priority)
        else:
            self._worker.set_priority(_LOWER_PRIORITY)

    def go_on(self) -> None:
        """Among the long ones now."""
        self._long = True
        self._until.cancel()
        self._until = self._loop.call_later(self._remaining, self._stop, "timeout")
        self._worker.go_on()

    def _stop(self, why: str) -> None:
        self._stopped = self._stopped or why
        self._worker.kill()

    def refusal(self, code: int) -> Refused:
        """What is told when the worker ended, with this exit code, before it had answered."""
        if self._stopped == "timeout":
            return Refused("timeout", f"the query ran longer than {self._seconds:g} s and was stopped")
        if self._stopped == "busy":
            return Refused("busy", "too many queries run long")
        if self._stopped == "gone":
            return Refused("gone", "nobody waits for the answer")
        if code == -signal.SIGSEGV:  # the engine takes a query apart by recursion, and has so much stack
            return Refused("too-deep", "the query has too many parts one within or after the other")
        if code == -signal.SIGKILL:
            return Refused("died", "the process that ran the query was killed from outside; try again")
        return Refused("died", "the query ended its process: it asks for more memory than is allowed")

    def end(self) -> None:
        """Gives the worker back, or its place to a new one."""
        self._until.cancel()
        if self._look is not None:
            self._look.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if self in self._pool.halted:
            self._pool.halted.remove(self)
        if self._long:
            self._pool.end_long()
        self._pool.give_back(self._worker, self._has_place)
