"""From 20k to 10M triples: compiling, loading, the view of a day and six questions; at the largest size also a real
server that the graph was published to."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.building import Built, build, steps, steps_text
from benchmarks.engines import texts
from benchmarks.grown import write_tables
from benchmarks.report import Report, mib, ms
from benchmarks.turns import Times, calls, run
from graph.remote import open_remote
from graph.store import Store, open_store

TARGET_AT = 2_000_000
PUBLISHED_AT = 10_000_000
# What takes longer than this is not asked so often.
_SLOW_SECONDS, _SLOW_ROUNDS = 2.0, 2
_DAYS = (date(2022, 7, 1), date(2019, 1, 1))


def measure(report: Report, sizes: list[int], work: Path, rounds: int) -> None:
    """Each size in turn; what it leaves on the disk is removed before the next."""
    report.part("Growth: compile, load and views")
    built: dict[int, Built] = {}
    asked: dict[int, dict[str, tuple[int, Times]]] = {}
    remote: dict[str, tuple[int, Times]] = {}
    lines, said = [], []
    before = os.environ.get("EUNATO_CACHE")
    for size in sizes:
        folder = work / f"growth-{size}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ["EUNATO_CACHE"] = str(folder / "cache")
        tables = folder / "tables"
        start = time.perf_counter()
        write_tables(tables, size)
        written = time.perf_counter() - start
        found = built[size] = build(
            tables, folder, rounds if size < TARGET_AT else min(rounds, 3) if size < PUBLISHED_AT else 1
        )
        said.append(f"At {found.quads:,} quads, tables written in {written:.1f} s.")
        if size < PUBLISHED_AT:
            said[-1] += f" Steps of compiling: {steps_text(steps(tables))}."
        store = open_store(tables)
        first, again = _views(store)
        lines.append(
            (
                f"{found.quads:,}", f"{found.compiled.median:.2f}", f"{found.loaded.median:.2f}", f"{found.ratio:.2f}",
                mib(found.size), mib(found.compiled.memory), mib(found.loaded.memory), ms(first), ms(again),
            )
        )  # fmt: skip
        print("  " + "  ".join(lines[-1]), flush=True)
        asked[size] = _ask(store, rounds)
        if size == TARGET_AT:
            _targets(report, found, store, rounds)
        if size == PUBLISHED_AT:
            remote = _on_server(report, tables, folder, rounds)
        shutil.rmtree(folder, ignore_errors=True)
    if before is None:
        os.environ.pop("EUNATO_CACHE", None)
    else:
        os.environ["EUNATO_CACHE"] = before
    report.table(
        [
            "quads", "compile s", "bare load s", "ratio", "store MiB", "RSS compile MiB", "RSS load MiB",
            "view first ms", "view again ms",
        ],
        lines,
    )  # fmt: skip
    for text in said:
        report.say(text)
    _six(report, built, asked, remote)
    _plot(report, built, asked)


def _views(store: Store) -> tuple[float, float]:
    found = []
    for day in (_DAYS[0], _DAYS[1], _DAYS[1]):
        start = time.perf_counter()
        store.view(day)
        found.append(time.perf_counter() - start)
    return found[1], found[2]


def _ask(store: Store, rounds: int) -> dict[str, tuple[int, Times]]:
    """Of each of the six: its rows, and its times."""
    found = {}
    for label, text in texts(store).items():
        act: Callable[[], Any] = lambda text=text: store.select(text)  # noqa: E731
        start = time.perf_counter()
        rows = len(store.select(text).rows)
        slow = time.perf_counter() - start > _SLOW_SECONDS
        found[label] = (rows, calls({"it": act}, _SLOW_ROUNDS if slow else rounds)["it"])
    return found


def _targets(report: Report, found: Built, store: Store, rounds: int) -> None:
    report.target("compile at 2M / bare bulk load", "≤ 2", f"{found.ratio:.2f}", found.ratio <= 2)
    label, text = list(texts(store).items())[-1]
    memory = store.in_memory()
    times = calls({"disk": lambda: store.select(text), "memory": lambda: memory.select(text)}, rounds)
    best = min(t.median for t in times.values())
    report.target(
        f"{label}, 2M",
        "≤ 250 ms",
        f"disk {ms(times['disk'].median)} ms, memory {ms(times['memory'].median)} ms",
        best <= 0.25,
    )


def _on_server(report: Report, tables: Path, folder: Path, rounds: int) -> dict[str, tuple[int, Times]]:
    """Publishes by `eunato publish` to an Oxigraph server that keeps its store on disk, and asks there."""
    with servers.oxigraph(folder / "server") as url:
        command = [
            sys.executable,
            "-m",
            "cli",
            "publish",
            f"{url}/store",
            "--endpoint",
            f"{url}/query",
            "--data",
            str(tables),
        ]
        seconds, memory = run(command)
        report.say(
            f"`eunato publish` of {PUBLISHED_AT:,} triples to an Oxigraph server: {seconds:.0f} s, RSS {mib(memory)} MiB."
        )
        return _ask(open_remote(f"{url}/query"), rounds)


def _six(
    report: Report,
    built: dict[int, Built],
    asked: dict[int, dict[str, tuple[int, Times]]],
    remote: dict[str, tuple[int, Times]],
) -> None:
    report.part("Growth: six questions, milliseconds and rows")
    sizes = list(asked)
    header = ["question", *(f"{built[size].quads:,}" for size in sizes)]
    if remote:
        header.append("10M on a server")
    rows = []
    for label in asked[sizes[0]]:
        cells = [f"{ms(t.median)} ({n})" for n, t in (asked[size][label] for size in sizes)]
        if remote:
            count, times = remote[label]
            cells.append(f"{ms(times.median)} ({count})")
        rows.append((label, *cells))
    report.table(header, rows)
    # The smallest is cut from the real tables and answers less; from the next on, the real rows are all there.
    if len(sizes) > 2:
        for label in asked[sizes[1]]:
            if not label.startswith("scan"):
                _growth_of(report, label, built, asked, sizes[1], sizes[-1])
    late = [
        f"{label.partition(':')[0]} at {built[size].quads:,}: {ms(times.median)} ms for {count} rows"
        for size in sizes
        for label, (count, times) in asked[size].items()
        if label.startswith("day") and times.median > 0.002 + 0.0001 * count
    ]
    report.target("questions on a day ≤ 2 ms + 0.1 ms a row at any size", "all", "; ".join(late) or "all", not late)
    report.say(
        "With 100 million triples one would compile once, publish to an engine that already runs (`eunato publish`), and ask the"
        " same questions there by `--endpoint`."
        + (" So it was done here with the largest size." if remote else " The full run tries this at 10 million.")
    )


def _growth_of(
    report: Report,
    label: str,
    built: dict[int, Built],
    asked: dict[int, dict[str, tuple[int, Times]]],
    one: int,
    other: int,
) -> None:
    (few, small), (many, large) = asked[one][label], asked[other][label]
    grown, more = large.median / small.median, max(1.0, many / max(1, few))
    report.target(
        f"{label}: grows with the answer",
        f"≤ {2 * more:.3g} × (twice as its rows)",
        f"{grown:.3g} × from {built[one].quads:,} to {built[other].quads:,}",
        grown <= 2 * more,
    )


def _plot(report: Report, built: dict[int, Built], asked: dict[int, dict[str, tuple[int, Times]]]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sizes = list(asked)
    quads = [built[size].quads for size in sizes]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5))
    for number, label in enumerate(asked[sizes[0]]):
        values = [asked[size][label][1].ms for size in sizes]
        left.loglog(quads, values, marker="osD^vP"[number % 6], label=label)
    left.set(title="Six questions, warm, on disk", xlabel="quads", ylabel="ms")
    right.loglog(quads, [built[size].compiled.median for size in sizes], marker="o", label="compile the tables")
    right.loglog(quads, [built[size].loaded.median for size in sizes], marker="s", label="bare bulk load")
    right.set(title="Compile and load", xlabel="quads", ylabel="s")
    for axes in (left, right):
        axes.grid(visible=True, which="both", alpha=0.3)
        axes.legend(fontsize=8)
    figure.tight_layout()
    report.folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(report.folder / "growth.png", dpi=120)
    pyplot.close(figure)
    report.say("![Growth of time with the size of the graph, both axes logarithmic](growth.png)")
