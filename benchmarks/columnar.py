"""Whether a columnar engine earns a place behind the store: maplib is asked the same texts, in a Python that has it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.agreement import rows_of, value_of
from benchmarks.engines import SCAN
from benchmarks.report import Report, ms
from benchmarks.start import write_triples
from benchmarks.turns import calls
from graph.questions import portable_text, question_ids
from graph.store import Store, open_store

_SCAN = "scan: statements by relation"
_ENDS_WITHIN = 900.0
_WITH_KIND = re.compile(r'"(.*)"(?:@\S+|\^\^<.*>)?', re.DOTALL)

# After an error within the engine its lock stays broken, so the graph is loaded anew. Of each text: the seconds and the
# rows, or what went wrong.
_WORKER = """
import json, sys, time
import maplib
triples, asked, answered = sys.argv[1:]
def loaded():
    model = maplib.Model()
    model.read(triples, format="ntriples")
    return model
start = time.perf_counter()
model = loaded()
found = {"": [time.perf_counter() - start, []]}
for label, text in json.load(open(asked, encoding="utf-8")).items():
    times = []
    try:
        for _ in range(3):
            start = time.perf_counter()
            frame = model.query(text)
            times.append(time.perf_counter() - start)
        found[label] = [sorted(times)[1], [[None if c is None else str(c) for c in row] for row in frame.rows()]]
    except BaseException as error:
        found[label] = [0.0, type(error).__name__]
        model = loaded()
json.dump(found, open(answered, "w", encoding="utf-8"))
"""


def measure(report: Report, python: str | None, sizes: dict[str, Path | None], scans: Path | None, work: Path) -> None:
    """`python` is a program that can import maplib. Every question at each of `sizes` (tables, None for the real ones);
    at `scans` only the scan, beside our own engine."""
    report.part("A columnar engine: maplib")
    if python is None:
        report.say("maplib was left out: name a Python that has it with --maplib.")
        return
    rows = []
    for label, tables in sizes.items():
        store = open_store(tables)
        found = _asked(python, store, {id: portable_text(store, id) for id in question_ids()}, work)
        loading, _ = found.pop("")
        failed = [id for id, (_, rows) in found.items() if isinstance(rows, str)]
        differ = [
            id
            for id, (_, rows) in found.items()
            if not isinstance(rows, str) and _plain(rows) != _plain(rows_of(store, id))
        ]
        times = sorted(seconds for id, (seconds, rows) in found.items() if not isinstance(rows, str))
        rows.append(
            (
                label, f"{loading:.2f}", len(found), len(found) - len(failed) - len(differ), ", ".join(differ) or "–",
                ", ".join(failed) or "–", ms(times[len(times) // 2]),
            )
        )  # fmt: skip
    report.table(["size", "load s", "questions", "same rows", "other rows", "fail in it", "median ms"], rows)
    if scans is not None:
        store = open_store(scans)
        memory = store.in_memory()
        seconds, given = _asked(python, store, {_SCAN: SCAN}, work)[_SCAN]
        times = calls({"disk": lambda: store.select(SCAN), "memory": lambda: memory.select(SCAN)}, 3)
        same = not isinstance(given, str) and _plain(given) == _plain(
            [value_of(term) for term in row] for row in store.select(SCAN).rows
        )
        report.say(
            f"{_SCAN}, 2M triples: ours {ms(times['disk'].median)} ms on disk, {ms(times['memory'].median)} ms in memory;"
            f" maplib {ms(seconds)} ms, {'the same rows' if same else 'other rows'}."
        )


def _asked(python: str, store: Store, texts: dict[str, str], work: Path) -> dict[str, tuple[float, Any]]:
    triples, asked, answered = work / "columnar.nt", work / "columnar.json", work / "columnar-rows.json"
    write_triples(store, triples)
    asked.write_text(json.dumps(texts), encoding="utf-8")
    command = [python, "-c", _WORKER, str(triples), str(asked), str(answered)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_ENDS_WITHIN)
    return {label: (seconds, rows) for label, (seconds, rows) in json.loads(answered.read_text("utf-8")).items()}


def _plain(rows: Iterable[Sequence[str | None]]) -> list[tuple[str, ...]]:
    """Sorted, with each cell by its value: engines write numbers, truth values and texts in more than one way."""
    return sorted(tuple(_plain_cell(cell or "") for cell in row) for row in rows)


def _plain_cell(cell: str) -> str:
    typed = _WITH_KIND.fullmatch(cell)
    text = (typed[1] if typed else cell.removeprefix("<").removesuffix(">")).casefold()
    try:
        return f"{float(text):.9g}"
    except ValueError:
        return text
