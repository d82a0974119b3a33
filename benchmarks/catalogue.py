"""Every question of the catalogue, warm: beside its bare text on the bare engine, and by size of the graph."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox

from benchmarks.report import Report, ms
from benchmarks.start import engine_folder
from benchmarks.turns import calls
from graph.questions import answer, portable_text, question, question_ids
from graph.store import Store, open_store

_SLOWEST = 8
_WHERE = {"memory": "in memory", "disk": "on disk"}
# Two milliseconds and a tenth of one for each row.
_DAY_SECONDS, _ROW_SECONDS = 0.002, 0.0001


def measure(report: Report, rounds: int) -> None:
    """On the real data: `Store.select` and the whole answer, beside the engine asked the same by hand; and the same with
    the graph held in memory, as the server and `graph.load(in_memory=True)` hold it."""
    report.part("Questions of the catalogue: warm, real data, usual parameters")
    store = open_store()
    memory = store.in_memory()
    engine = ox.Store.read_only(str(engine_folder(store)))
    rows = []
    for id in question_ids():
        text = portable_text(store, id)
        size = len(store.select(text).rows)
        times = calls(
            {
                "bare": lambda text=text: bare(engine, text),  # type: ignore[misc]
                "disk": lambda text=text: store.select(text),  # type: ignore[misc]
                "memory": lambda text=text: memory.select(text),  # type: ignore[misc]
                "answer": lambda id=id: answer(store, id),  # type: ignore[misc]
            },
            rounds,
            0.2,
        )
        rows.append((id, size, times, times["disk"].over(times["bare"])))
    rows.sort(key=lambda row: -row[2]["disk"].median)
    report.table(
        ["question", "rows", "bare engine ms", "ours ms", "ratio", "in memory ms", "whole answer ms"],
        [
            (id, size, ms(t["bare"].median), ms(t["disk"].median), f"{ratio:.2f}", ms(t["memory"].median), ms(t["answer"].median))
            for id, size, t, ratio in rows[:_SLOWEST]
        ],
    )  # fmt: skip
    report.say(f"The {_SLOWEST} slowest of {len(rows)}.")
    ratios = sorted(ratio for *_, ratio in rows)
    over = sum(1 for ratio in ratios if ratio > 1.2)
    report.target(
        "a catalogue question, warm / its text on bare pyoxigraph",
        "≤ 1.2",
        f"median {ratios[len(ratios) // 2]:.2f}, worst {ratios[-1]:.2f}; {over} of {len(ratios)} above 1.2",
        not over,
    )
    for where in ("memory", "disk"):
        slow = [id for id, _, times, _ in rows if times[where].median > 0.010]
        late = [
            id
            for id, size, times, _ in rows
            if question(id).asks_for_a_day and times[where].median > _DAY_SECONDS + _ROW_SECONDS * size
        ]
        days = sum(1 for id, *_ in rows if question(id).asks_for_a_day)
        report.target(
            f"every question ≤ 10 ms on our data, {_WHERE[where]}", "all",
            f"{len(rows) - len(slow)} of {len(rows)}{_named(slow)}", not slow,
        )  # fmt: skip
        report.target(
            f"questions on a day ≤ 2 ms + 0.1 ms a row, our data, {_WHERE[where]}", "all",
            f"{days - len(late)} of {days}{_named(late)}", not late,
        )  # fmt: skip


def measure_views(report: Report, tables: Path, rounds: int) -> None:
    """The view of a day that nobody has asked for yet, and of one that was: on tables of 20k triples."""
    store = open_store(tables)
    first: list[float] = []
    again: list[float] = []
    for number in range(rounds):
        day = date(2010 + number, 6, 1)
        first.append(calls_once(store, day))
        # Opened anew, as by the next command: within a process the last views stay open.
        again.append(calls_once(open_store(tables), day))
    first.sort()
    again.sort()
    one, two = first[len(first) // 2], again[len(again) // 2]
    report.part("View of another day, 20k triples")
    report.say(f"First time {ms(one)} ms, again {ms(two)} ms.")
    report.target("view for another day, first time, 20k", "≤ 60 ms", f"{ms(one)} ms", one <= 0.060)
    report.target("view for another day, cached", "≤ 5 ms", f"{ms(two)} ms", two <= 0.005)


def calls_once(store: Store, day: date) -> float:
    """Seconds until the view of a day can be asked, with nothing counted before."""
    import time

    start = time.perf_counter()
    store.view(day)
    return time.perf_counter() - start


def bare(engine: ox.Store, text: str) -> list[object]:
    """What the engine gives for the text, each row taken."""
    found = engine.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(row) for row in found]


def _named(ids: list[str]) -> str:
    return f" ({', '.join(sorted(ids)[:6])}{' …' if len(ids) > 6 else ''})" if ids else ""
