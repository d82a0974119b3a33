"""Whether every question gives the same rows on every engine: embedded on disk and in memory, the Oxigraph server by
`--endpoint`, and rdflib and oxrdflib as far as they end within a limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rdflib

from benchmarks import servers
from benchmarks.engines import limited
from benchmarks.report import Report
from benchmarks.start import write_triples
from graph.publishing import publish
from graph.questions import portable_text, question_ids
from graph.remote import open_remote
from graph.store import Iri, Literal, Store, open_store

_WITHIN = 20.0


def measure(report: Report, sizes: dict[str, Path], work: Path, also_slow: bool) -> None:
    """`sizes` are tables by what their size is called; with `also_slow`, rdflib and oxrdflib are asked too."""
    report.part("Identical answers: every question, usual parameters")
    rows = []
    good = True
    for label, tables in sizes.items():
        store = open_store(tables)
        expected = {id: rows_of(store, id) for id in question_ids()}
        answered = sum(1 for found in expected.values() if found)
        found: dict[str, tuple[int, int, list[str]]] = {"in memory": _on_ours(store.in_memory(), expected)}
        with servers.oxigraph(work / f"agree-{label}") as url:
            publish(store, f"{url}/store", endpoint=f"{url}/query")
            found["Oxigraph server"] = _on_ours(open_remote(f"{url}/query"), expected)
        if also_slow:
            triples = work / "agree.nt"
            write_triples(store, triples)
            for name, kind in (("oxrdflib", "Oxigraph"), ("rdflib", "default")):
                found[name] = _on_rdflib(store, expected, rdflib.Graph(store=kind).parse(triples, format="nt"))
        for name, (same, late, differs) in found.items():
            good = good and not differs
            rows.append((label, name, len(expected), answered, same, late, _named(differs)))
    report.table(["size", "engine", "questions", "with rows", "same rows", f"not within {_WITHIN:g} s", "differ"], rows)
    report.target("identical rows on every engine, 20k and 200k", "all", "all" if good else "see the table", good)


def _on_ours(store: Store, expected: dict[str, Any]) -> tuple[int, int, list[str]]:
    differs = [id for id, rows in expected.items() if rows_of(store, id) != rows]
    return len(expected) - len(differs), 0, differs


def _on_rdflib(store: Store, expected: dict[str, Any], graph: rdflib.Graph) -> tuple[int, int, list[str]]:
    same = late = 0
    differs = []
    for id, rows in expected.items():
        try:
            with limited(_WITHIN):
                found = sorted(tuple(value_of(term) for term in row) for row in graph.query(portable_text(store, id)))  # type: ignore[union-attr]
        except TimeoutError:
            late += 1
            continue
        if found == rows:
            same += 1
        else:
            differs.append(id)
    return same, late, differs


def rows_of(store: Store, id: str) -> list[tuple[str, ...]]:
    """The sorted rows of a question with its usual parameters, each term by its value."""
    return sorted(tuple(value_of(term) for term in row) for row in store.select(portable_text(store, id)).rows)


def value_of(term: object) -> str:
    """A term by its value: engines write numbers and truth values in more than one way."""
    if isinstance(term, rdflib.Literal):
        value = str(term.toPython() if term.datatype == rdflib.XSD.boolean else term).casefold()
        return _number(value) if term.datatype in (rdflib.XSD.decimal, rdflib.XSD.integer) else value
    if isinstance(term, Literal):
        value = term.value.casefold()
        return _number(value) if term.datatype.endswith(("#decimal", "#integer")) else value
    if isinstance(term, Iri):
        return term.value
    return "" if term is None else str(term)


def _number(text: str) -> str:
    return f"{float(text):.9g}"


def _named(ids: list[str]) -> str:
    return ", ".join(ids) or "–"
