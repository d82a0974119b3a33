"""Whole processes: the headline question and --help, beside the shortest programs that do the same."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from benchmarks.report import Report, mib, ms
from benchmarks.turns import processes
from graph import locations
from graph.knowledge_graph import load
from graph.store import Store, open_store

QUESTION = "non-eu-allies-in-pesco"

# The shortest typer program that opens the same store and runs the same query.
_TYPER = """
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
_PYOXIGRAPH = """
import sys, pyoxigraph
store = pyoxigraph.Store.read_only({store!r})
sys.stdout.buffer.write(store.query(open({query!r}).read(), use_default_graph_as_union=True)
                        .serialize(format=pyoxigraph.QueryResultsFormat.JSON))
"""
_RDFLIB = """
import sys, rdflib
graph = rdflib.Graph().parse({triples!r}, format="nt")
sys.stdout.buffer.write(graph.query(open({query!r}).read()).serialize(format="json"))
"""
_OXRDFLIB = """
import sys, rdflib
graph = rdflib.Graph(store="Oxigraph").parse({triples!r}, format="nt")
sys.stdout.buffer.write(graph.query(open({query!r}).read()).serialize(format="json"))
"""


def measure(report: Report, folder: Path, rounds: int) -> None:
    """On the real data."""
    report.part("From the command line: whole processes, real data")
    store = open_store()
    query = folder / "headline.rq"
    query.write_text(load().question_text(QUESTION), encoding="utf-8")
    triples = folder / "real.nt"
    write_triples(store, triples)
    places = {"store": str(engine_folder(store)), "query": str(query), "triples": str(triples)}
    commands: dict[str, list[str]] = {"eunato ask": [sys.executable, "-m", "cli", "ask", QUESTION, "--format", "json"]}
    for label, code in (
        ("shortest typer program", _TYPER),
        ("plain pyoxigraph script", _PYOXIGRAPH),
        ("oxrdflib script", _OXRDFLIB),
        ("rdflib script", _RDFLIB),
    ):
        script = folder / f"{label.replace(' ', '_')}.py"
        script.write_text(code.format(**places), encoding="utf-8")
        commands[label] = [sys.executable, str(script), *([QUESTION] if code is _TYPER else [])]
    commands["eunato --help"] = [sys.executable, "-m", "cli", "--help"]
    bare = folder / "bare_help.py"
    bare.write_text(bare_program(Path(locations.__file__).parent.parent / "cli.py"), encoding="utf-8")
    commands["bare typer --help"] = [sys.executable, str(bare), "--help"]
    times = processes(commands, rounds, {"rdflib script": 1, "oxrdflib script": 2})
    ours = times["eunato ask"]
    report.table(
        ["command", "median ms", "eunato ask / it", "RSS MiB"],
        [(label, ms(t.median), f"{ours.over(t):.2f}", mib(t.memory)) for label, t in times.items()],
    )
    typer, script, slow = (
        ours.over(times[k]) for k in ("shortest typer program", "plain pyoxigraph script", "rdflib script")
    )
    report.target("`eunato ask`, whole process / shortest typer program", "≤ 1.25", f"{typer:.2f}", typer <= 1.25)
    report.target("`eunato ask` / plain pyoxigraph script", "≤ 3", f"{script:.2f}", script <= 3)
    report.target("rdflib script / `eunato ask`", "≥ 8", f"{1 / slow:.1f}", 1 / slow >= 8)
    help = times["eunato --help"].over(times["bare typer --help"])
    report.target("`eunato --help` / bare typer program with the same commands", "≤ 1.1", f"{help:.2f}", help <= 1.1)


def engine_folder(store: Store) -> Path:
    """Where the engine's own files of a compiled graph lie."""
    return locations.cache_folder() / store.state / "whole" / "base"


def write_triples(store: Store, file: Path) -> None:
    """The graph as N-Triples, without the names of its graphs, for engines that have none."""
    with file.open("w", encoding="utf-8") as out:
        for quad in store.nquads():
            out.write(quad.decode().rpartition(" <")[0] + " .\n")


def bare_program(path: Path) -> str:
    """The same commands and options as in this command line, without anything behind them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if not node.decorator_list:
                continue
            node.body = [node.body[0], ast.Pass()]
        elif (
            (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("graph"))
            or (isinstance(node, ast.ClassDef) and node.name == "Told")
            or (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))
        ):
            continue
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            node.value.keywords = [k for k in node.value.keywords if k.arg != "cls"]
        kept.append(node)
    tree.body = kept
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n\napp()\n"
