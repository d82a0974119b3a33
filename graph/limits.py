"""A query in a process of its own, which is really stopped when its time is up: the engine cannot be interrupted."""

from __future__ import annotations

import multiprocessing
from collections.abc import Collection
from datetime import date
from multiprocessing.connection import Connection

from graph.errors import EunatoError, QuestionError


def serialized_within(
    seconds: float, data: str | None, day: date, query: str, results: str, graphs: str, services: Collection[str] = ()
) -> bytes:
    """The result of a query in a standard format (see `Store.serialized`), on the view of the day.

    Raises `QuestionError` if it takes longer than `seconds`, the start of the process not counted.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=True)
    worker = context.Process(
        target=_answer, args=(there, data, day, query, results, graphs, tuple(services)), daemon=True
    )
    worker.start()
    there.close()
    try:
        here.recv()  # the graph is open; only now does the clock run
        if not here.poll(seconds):
            raise QuestionError(
                f"the query ran longer than {seconds:g} s and was stopped; narrow it or raise --timeout"
            )
        outcome = here.recv()
    except EOFError:
        raise QuestionError("the query ended its process; it asks for more than this machine can hold") from None
    finally:
        worker.kill()
        worker.join()
        here.close()
    if isinstance(outcome, EunatoError):
        raise outcome
    return bytes(outcome)


def _answer(
    channel: Connection,
    data: str | None,
    day: date,
    query: str,
    results: str,
    graphs: str,
    services: tuple[str, ...],
) -> None:
    from graph.store import open_store

    outcome: bytes | QuestionError
    view = None
    try:
        view = open_store(data).view(day)
        channel.send("open")
        outcome = view.serialized(query, results, graphs, services)
    except EunatoError as error:
        # Its text crosses; what else it carries need not.
        outcome = QuestionError(str(error))
        if view is None:
            channel.send("open")
    channel.send(outcome)
