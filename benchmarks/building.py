"""Compiling tables beside the bare bulk load of the same quads, and where the time goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from benchmarks.report import Report, mib
from benchmarks.turns import Times, run
from graph import checks, rdf
from graph import tables as table_room
from graph.locations import cache_folder

_COMPILE = "import sys; from graph.store import open_store; open_store(sys.argv[1])"
_LOAD = """
import sys, pyoxigraph
store = pyoxigraph.Store(sys.argv[1])
store.bulk_load(path=sys.argv[2], format=pyoxigraph.RdfFormat.N_QUADS)
store.flush()
"""


@dataclass(slots=True)
class Built:
    """Of one size: the quads, the two ways to a store on disk, and the bytes of that store."""

    quads: int
    compiled: Times
    loaded: Times
    size: int

    @property
    def ratio(self) -> float:
        return self.compiled.over(self.loaded)


def build(tables: Path, work: Path, rounds: int) -> Built:
    """Compiles the tables and loads the same quads by hand, in turn, each in a process and a folder of its own."""
    from graph.store import open_store, size_on_disk

    compiled, loaded = Times(), Times()
    quads = work / "quads.nq"
    bare = work / "bare"
    count = 0
    for number in range(rounds):
        shutil.rmtree(cache_folder(), ignore_errors=True)
        _take(compiled, [sys.executable, "-c", _COMPILE, str(tables)])
        if number == 0:
            with quads.open("wb") as out:
                for line in open_store(tables).nquads():
                    out.write(line)
                    count += 1
        shutil.rmtree(bare, ignore_errors=True)
        _take(loaded, [sys.executable, "-c", _LOAD, str(bare), str(quads)])
    shutil.rmtree(bare, ignore_errors=True)
    quads.unlink()
    return Built(count, compiled, loaded, size_on_disk(open_store(tables).state))


def _take(times: Times, command: list[str]) -> None:
    seconds, memory = run(command)
    times.seconds.append(seconds)
    times.memory = max(times.memory, memory)


def steps(tables: Path) -> dict[str, float]:
    """Seconds of each step of compiling, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.building", str(tables)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure_real(report: Report, work: Path, data: Path, rounds: int) -> None:
    """The real tables."""
    report.part("Compiling the real tables")
    before = os.environ.get("EUNATO_CACHE")
    os.environ["EUNATO_CACHE"] = str(work / "cache-of-compiling")
    try:
        built = build(data, work, rounds)
        shutil.rmtree(cache_folder(), ignore_errors=True)
    finally:
        os.environ.pop("EUNATO_CACHE")
        if before is not None:
            os.environ["EUNATO_CACHE"] = before
    report.say(
        f"{built.quads:,} quads: compile {built.compiled.median:.2f} s, bare bulk load {built.loaded.median:.2f} s,"
        f" store {mib(built.size)} MiB, RSS {mib(built.compiled.memory)} MiB. Steps: {steps_text(steps(data))}."
    )
    seconds = built.compiled.median
    report.target("compile after a change of tables, our data", "≤ 1 s", f"{seconds:.2f} s", seconds <= 1)


def steps_text(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.items())


def _steps(tables: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    start = time.perf_counter()

    def step(name: str) -> None:
        nonlocal start
        now = time.perf_counter()
        found[name] = round(now - start, 3)
        start = now

    loaded = table_room.load(tables)
    step("tables to records")
    checks.require_sound([*loaded.problems, *checks.run(loaded.dataset)])
    step("checks")
    lines = rdf.nquads(loaded.dataset)
    step("records to sorted quads")
    text = "\n".join(lines).encode("utf-8")
    step("one text")
    with tempfile.TemporaryDirectory(dir=tables.parent) as folder:
        engine = ox.Store(folder)
        engine.bulk_load(input=text, format=ox.RdfFormat.N_QUADS)
        engine.flush()
        step("engine")
        del engine
    start = time.perf_counter()
    rdf.fingerprint(lines)
    step("fingerprint")
    return found


if __name__ == "__main__":
    print(json.dumps(_steps(Path(sys.argv[1]))))
