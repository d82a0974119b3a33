"""Whole-process times of the headline question, as ratios within one run.

Machines are shared and noisy: commands take turns, A B C A B C, and what counts is the median of the ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graph.knowledge_graph import load
from graph.store import open_store

RUNS = 15
QUESTION = "non-eu-allies-in-pesco"

# The shortest typer program that opens the same store and runs the same query.
BARE_TYPER = """
import sys, typer
app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
@app.command()
def ask(question: str, format: str = "tsv") -> None:
    import pyoxigraph
    store = pyoxigraph.Store.read_only({store!r})
    sys.stdout.buffer.write(store.query(open({query!r}).read(), use_default_graph_as_union=True)
                            .serialize(format=pyoxigraph.QueryResultsFormat.JSON))
app()
"""
PLAIN_OXIGRAPH = """
import sys, pyoxigraph
store = pyoxigraph.Store.read_only({store!r})
sys.stdout.buffer.write(store.query(open({query!r}).read(), use_default_graph_as_union=True)
                        .serialize(format=pyoxigraph.QueryResultsFormat.JSON))
"""
PLAIN_RDFLIB = """
import sys, rdflib
graph = rdflib.Graph().parse({triples!r}, format="nt")
sys.stdout.buffer.write(graph.query(open({query!r}).read()).serialize(format="json"))
"""


def main() -> None:
    """Prints a table of medians and of ratios to the first row."""
    store = open_store()
    home = store._home
    assert home is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        query = folder / "query.rq"
        query.write_text(load().question_text(QUESTION), encoding="utf-8")
        triples = folder / "graph.nt"
        lines = (quad.decode() for quad in store.nquads())
        triples.write_text("".join(line.rpartition(" <")[0] + " .\n" for line in lines), encoding="utf-8")
        places = {"store": str(home / "whole" / "base"), "query": str(query), "triples": str(triples)}
        commands = {"eunato ask": [sys.executable, "-m", "cli", "ask", QUESTION, "--format", "json"]}
        for label, code in (
            ("shortest typer program", BARE_TYPER),
            ("plain pyoxigraph script", PLAIN_OXIGRAPH),
            ("plain rdflib script", PLAIN_RDFLIB),
        ):
            script = folder / f"{label.replace(' ', '_')}.py"
            script.write_text(code.format(**places), encoding="utf-8")
            commands[label] = [sys.executable, str(script), *([QUESTION] if "typer" in label else [])]
        commands["eunato --help"] = [sys.executable, "-m", "cli", "--help"]
        times = _take_turns(commands)
    ours = times["eunato ask"]
    print(f"{'command':<26} {'median ms':>10} {'eunato ask / it':>16}")
    for label, seconds in times.items():
        ratio = statistics.median(a / b for a, b in zip(ours, seconds, strict=True))
        print(f"{label:<26} {statistics.median(seconds) * 1000:>10.0f} {ratio:>16.2f}")


def _take_turns(commands: dict[str, list[str]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {label: [] for label in commands}
    for run in range(RUNS + 1):
        for label, command in commands.items():
            # rdflib takes seconds; a few runs of it are enough.
            if "rdflib" in label and run > 3:
                times[label].append(times[label][-1])
                continue
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if run:
                times[label].append(time.perf_counter() - start)
    return times


if __name__ == "__main__":
    main()
