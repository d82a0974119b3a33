"""Writes docs/python.md from the public docstrings and the examples below, which it runs; run by `make docs`. A test
compares it with the program and the data."""

from __future__ import annotations

import contextlib
import inspect
import io
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import graph
from graph import citations, errors
from graph.answers import Answer, Evidence, Row, StatementRef
from graph.dates import Span
from graph.dossiers import Dossier
from graph.names import Hit, Thing
from graph.store import About

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "python.md"

_INTRO = """# Python

`import graph` costs nothing; `graph.load()` opens the graph, and its methods are what the command line does. Every
example below is run in the tests. It is generated from the docstrings (`make docs`). Data frames need pandas:
`pip install 'eunato[frames]'`.

A `Day` is `YYYY-MM-DD` or `datetime.date`, or None for the day of the graph. `from` and `to` of a statement are half-open: the first day on which it holds,
and the first on which it no longer does. A thing is named by its id or by any name it bears. What cannot be asked is
told by an exception of `graph.errors`, each with a message that a reader can use.

A `Cell` of an answer is None, a text, a number, true or false, a `Thing`, a `StatementRef`, or a tuple of these. None is
an open end, or what is not recorded. An `Item` is a CSL-JSON item, a dictionary. `Holds` is `yes`, `no` or `unknown`.

"""

# Examples by the name of what they show. Days in the past, so that they change only where the past is corrected.
_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "load": ("import graph", 'kg = graph.load(as_of="2022-07-01")'),
    "KnowledgeGraph.as_of": ("kg.as_of",),
    "KnowledgeGraph.about": ("kg.about.covered_until > kg.as_of", "len(kg.about.sha256)"),
    "KnowledgeGraph.ask": (
        'answer = kg.ask("states-in-pesco-project", project="MilMob", as_of="2022-01-01")',
        "len(answer.rows), answer.columns",
    ),
    "KnowledgeGraph.understand": ('kg.understand("is Norway in Military Mobility?").question',),
    "KnowledgeGraph.sparql": (
        'rows = kg.sparql("SELECT ?ally { ?ally :memberOf id:nato MINUS { ?ally :memberOf id:eu } }", as_of="2019-01-01")',
        "sorted(ally.value.rpartition('/')[2] for (ally,) in rows.rows)",
        'kg.sparql("ASK { id:cyprus :memberOf id:nato }")',
    ),
    "KnowledgeGraph.compare": ('kg.compare("EU", "NATO", "2017-05-15").notes[0]',),
    "KnowledgeGraph.compare_history": (
        'history = kg.compare_history("EU", "NATO", since="2004-01-01", until="2010-01-01")',
        'history.to_frame()[["from", "both_count"]]',
    ),
    "KnowledgeGraph.why": (
        'reasons = kg.why("Cyprus", "excludedFrom", "nac-psc-berlin-plus", as_of="2017-05-15")',
        'reasons.extra["verdict"]',
    ),
    "KnowledgeGraph.paths": ('kg.paths("EUMS", "SHAPE", as_of="2017-05-15").to_dicts()[0]["statement"]',),
    "KnowledgeGraph.diff": ('len(kg.diff("2022-12-31", "2023-12-31").rows) > 0',),
    "KnowledgeGraph.show": ('dossier = kg.show("Türkiye")', "dossier.thing", "dossier.names[:3]"),
    "KnowledgeGraph.find": ('[hit.thing.id for hit in kg.find("logistic hubs")]',),
    "KnowledgeGraph.network": ("network = kg.network()", 'network.has_edge("norway", "nato")'),
    "KnowledgeGraph.cite": (
        'print(kg.cite("dec-2021-749").to_bibtex(), end="")',
        'kg.cite(kg.ask("non-eu-allies-in-pesco"))[0].id.startswith("eunato-non-eu-allies-in-pesco-2022-07-01-")',
    ),
    "KnowledgeGraph.sources": ('[source.id for source in kg.sources("2021/749", grade="official-act")]',),
    "KnowledgeGraph.rdf": ("dataset = kg.rdf()", "len(list(dataset.graphs())) >= 3"),
    "Answer.to_dicts": ('kg.ask("members-of", "1952-03-01", organisation="NATO").to_dicts()[0]',),
    "Answer.to_frame": ('kg.ask("members-of", "1952-03-01", organisation="NATO").to_frame().head(3)',),
    "Answer.evidence_frame": (
        'answer = kg.ask("non-eu-allies-in-pesco")',
        'answer.evidence_frame()[["statement", "valid_from", "certainty"]].head(2)',
    ),
    "Answer.stamp": ("kg.compare().stamp().endswith(kg.compare().fingerprint[:12])",),
}

_CLASSES = (
    (graph.KnowledgeGraph, "The graph"),
    (Answer, "Answers"),
    (Row, ""),
    (StatementRef, ""),
    (Evidence, ""),
    (Span, ""),
    (Thing, "Things"),
    (Hit, ""),
    (Dossier, ""),
    (citations.Bibliography, "Citations"),
    (citations.Reference, ""),
    (About, "The data"),
)  # fmt: skip


def reference() -> str:
    """The whole text, with what each example prints now."""
    shell = _Shell()
    parts = [_INTRO, "## Opening\n\n", _member("graph.load", graph.load, shell, "load")]
    for kind, heading in _CLASSES:
        if heading:
            parts.append(f"## {heading}\n\n")
        parts.append(_class(kind, shell))
    parts.append("## Errors\n\n")
    for name, kind in vars(errors).items():
        if inspect.isclass(kind) and issubclass(kind, errors.EunatoError):
            parts.append(f"- `graph.errors.{name}`: {_one_line(kind)}\n")
    unused = set(_EXAMPLES) - shell.shown
    if unused:
        raise KeyError(f"examples of nothing: {sorted(unused)}")
    return "".join(parts)


class _Shell:
    """Runs the examples one after the other, as typed at a prompt."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.shown: set[str] = set()

    def session(self, name: str) -> str:
        """The examples of this name with what they print; empty where there are none."""
        self.shown.add(name)
        lines = "".join(f">>> {line}\n{self._printed(line)}" for line in _EXAMPLES.get(name, ()))
        return f"```pycon\n{lines}```\n\n" if lines else ""

    def _printed(self, line: str) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(line, "docs/python.md", "single"), self.names)
        return out.getvalue()


def _class(kind: type, shell: _Shell) -> str:
    text = f"### `{kind.__name__}`\n\n{_text(kind)}\n\n"
    fields = getattr(kind, "__dataclass_fields__", {})
    if fields:
        text += "".join(f"- `{name}: {field.type}`\n" for name, field in fields.items()) + "\n"
    return text + "".join(
        _member(f"{kind.__name__}.{name}", member, shell, f"{kind.__name__}.{name}") for name, member in _public(kind)
    )


def _public(kind: type) -> Iterator[tuple[str, Any]]:
    for name, member in vars(kind).items():
        if not name.startswith("_") and isinstance(member, types.FunctionType | property):
            yield name, member


def _member(title: str, member: Any, shell: _Shell, example: str) -> str:
    if isinstance(member, property):
        returns = inspect.signature(member.fget).return_annotation
        return f"#### `{title}: {returns}`\n\n{_text(member)}\n\n{shell.session(example)}"
    signature = inspect.signature(member)
    given = ", ".join(_parameters(signature))
    return f"#### `{title}({given}) -> {signature.return_annotation}`\n\n{_text(member)}\n\n{shell.session(example)}"


def _parameters(signature: inspect.Signature) -> Iterator[str]:
    """The parameters with their annotations as they are written, which `str` would put into quotes."""
    named_only = False
    for name, given in signature.parameters.items():
        if name == "self":
            continue
        if given.kind is given.KEYWORD_ONLY and not named_only:
            named_only = True
            yield "*"
        if given.kind is given.VAR_POSITIONAL:
            named_only = True
        stars = {given.VAR_POSITIONAL: "*", given.VAR_KEYWORD: "**"}.get(given.kind, "")
        default = "" if given.default is given.empty else f" = {given.default!r}"
        yield f"{stars}{name}: {given.annotation}{default}"


def _text(member: Any) -> str:
    found = inspect.getdoc(member)
    if not found:
        raise KeyError(f"{member} has no docstring")
    return found


def _one_line(member: Any) -> str:
    return " ".join(_text(member).split())


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
