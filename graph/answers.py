"""What an answer is: rows with the statements behind them, sources, notes and a stamp; and its forms.

The JSON form is a contract that other programs rely on; the table forms carry the same cells as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from graph import iris
from graph.citations import Reference, references
from graph.dates import OPEN_END, Span
from graph.names import Thing
from graph.store import Blank, Iri, Literal, Store, Term, data_stamp

# Worst first: a row is as certain as the least certain statement behind it.
CERTAINTIES = ("unverified", "probable", "confirmed")

# How many statements one query names: a query has a greatest length.
_AT_ONCE = 400

_BOUNDS = ("validFrom", "validUntil", "possiblyFrom", "possiblyUntil")

_PARTS = ", ".join(
    (
        "rdf:subject", "rdf:predicate", "rdf:object", ":deniedSubject", ":deniedRelation", ":deniedObject",
        ":from", ":to", *(f":{name}" for name in _BOUNDS), ":certainty", ":note",
    )
)  # fmt: skip

_XSD = iris.PREFIXES["xsd"]
_RDF = iris.PREFIXES["rdf"]
_OPEN_END = OPEN_END.isoformat()

_EVIDENCE_COLUMNS = (
    "statement", "subject", "relation", "object", "holds", "from", "to",
    "valid_from", "valid_until", "possibly_from", "possibly_until", "certainty", "citations", "note",
)  # fmt: skip

# Signs that a cell in a notebook may have to stay in one line: a range of two days has 22.
_SHORT = 22

# What pandas would turn into fractions or objects where some are missing.
_WITH_GAPS: Mapping[type, str] = {int: "Int64", bool: "boolean"}

# Notebooks set tables to the right and their cells in one line; words are read from the left, over several.
_NOTEBOOK_STYLE = (
    "<style>.eunato-answer th, .eunato-answer td { text-align: left !important; vertical-align: top; "
    "white-space: normal; max-width: 30em } .eunato-answer td.whole { white-space: nowrap }</style>"
)


@dataclass(frozen=True, slots=True)
class StatementRef:
    """A statement standing in a cell."""

    id: str


Cell = None | str | int | float | bool | Thing | StatementRef | tuple["Cell", ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement behind an answer: what it says, its days as written and as bounds, and where it says so.

    `citations` are pairs of source key and locator.
    """

    id: str
    subject: str
    relation: str
    object: str
    denied: bool
    begins: str
    ends: str
    span: Span
    certainty: str
    note: str
    citations: tuple[tuple[str, str], ...]

    def as_text(self) -> str:
        """The statement in one line, with its days as written, its certainty and its citations."""
        until = f" to {self.ends}" if self.ends else ""
        denied = " does not hold," if self.denied else ""
        cited = "; ".join(f"@{source}, {locator}" for source, locator in self.citations)
        return f"{self.subject} {self.relation} {self.object},{denied} from {self.begins}{until} ({self.certainty}): {cited}"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, the ids of the statements behind it, and the lowest certainty among these.

    `also` are statements that belong to the story of the row, such as earlier steps, but that it does not rest on.
    """

    cells: dict[str, Cell]
    statements: tuple[str, ...]
    certainty: str | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """An answer to a question of the catalogue, with what is needed to check and to cite it.

    `sha256` is empty where another engine gave it and the fingerprint of its data is not known.
    """

    question: str
    title: str
    parameters: dict[str, Cell]
    as_of: str
    version: str
    sha256: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    evidence: dict[str, Evidence]
    sources: tuple[Reference, ...]
    notes: tuple[str, ...]
    sparql: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def only(self, column: str, value: str) -> Answer:
        """The same answer with only the rows that have this text in this column."""
        return replace(self, rows=tuple(row for row in self.rows if text(row.cells[column]) == value))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as plain dictionaries, things as their labels, in the order of `columns`."""
        return [{name: plain(row.cells[name]) for name in self.columns} for row in self.rows]

    def to_frame(self) -> Any:
        """The rows as a pandas data frame, with the certainty of each as last column; needs pandas.

        Things stand by their label, lists as text joined by `; `, days as text `YYYY-MM-DD`, which `pandas.to_datetime`
        reads; an open end and what is not known are missing. Whole numbers and truth values stay such where some are
        missing. Without rows it has its columns all the same.
        """
        import pandas

        rows = [{"certainty": row.certainty, **cells} for row, cells in zip(self.rows, self.to_dicts(), strict=True)]
        frame = pandas.DataFrame(rows, columns=self._header())
        for name in frame.columns:
            cells = [row[name] for row in rows]
            for kind, dtype in _WITH_GAPS.items():
                if {type(cell) for cell in cells} == {kind, type(None)}:
                    frame[name] = pandas.array(cells, dtype=dtype)
        return frame

    def evidence_frame(self) -> Any:
        """The statements behind each row (`part` = rests on) and beside it (see also) as a pandas data frame.

        `row` is the number of the row in `to_frame()`; things and relations stand by their id. `from` and `to` are as
        written; `valid_from`, `valid_until`, `possibly_from` and `possibly_until` are the certain and the widest
        bounds, half-open, as `YYYY-MM-DD`, empty where a bound is open. Needs pandas.
        """
        import pandas

        found = [
            {"row": number, "part": part, **_plain_evidence(self.evidence[id])}
            for number, row in enumerate(self.rows)
            for part, ids in (("rests on", row.statements), ("see also", row.also))
            for id in ids
            if id in self.evidence
        ]
        return pandas.DataFrame(found, columns=["row", "part", *_EVIDENCE_COLUMNS])

    def to_json(self, explain: bool = False) -> str:
        """The contract's JSON. `explain` adds `also` to each row, and `evidence`: each statement with its days and
        citations."""
        document: dict[str, Any] = {
            "question": self.question,
            "title": self.title,
            "parameters": {name: json_cell(value) for name, value in self.parameters.items()},
            "as_of": self.as_of,
            "dataset": {"version": self.version, "sha256": self.sha256 or None},
            "answer_sha256": self.fingerprint,
            **self.extra,
            "columns": list(self.columns),
            "rows": [{**self._json_row(row), **({"also": list(row.also)} if explain else {})} for row in self.rows],
            "sources": [{"id": source.id, "text": source.text} for source in self.sources],
            "notes": list(self.notes),
        }
        if explain:
            document["evidence"] = [_json_evidence(item) for item in self.evidence.values()]
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def _json_row(self, row: Row) -> dict[str, Any]:
        return {
            "cells": {name: json_cell(row.cells[name]) for name in self.columns},
            "statements": list(row.statements),
            "certainty": row.certainty,
        }

    @property
    def fingerprint(self) -> str:
        """By which two people see whether they got the same answer, in whatever format: the SHA-256 of `columns`,
        `rows` (cells, statements, certainty) and, where there is one, `verdict`, as in the JSON, with sorted keys, no
        blanks, in UTF-8. Question, day and data are not part of it: they stand beside it."""
        content = {"columns": list(self.columns), "rows": [self._json_row(row) for row in self.rows]}
        if "verdict" in self.extra:
            content["verdict"] = self.extra["verdict"]
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows as text, with the certainty of each row as last column."""
        header = self._header()
        rows = []
        for row in self.rows:
            texts = [text(row.cells[name]) for name in self.columns]
            if "certainty" not in self.columns:
                texts.append(row.certainty or "")
            rows.append(texts)
        return header, rows

    def cited_table(self) -> tuple[list[str], list[list[str]]]:
        """As `table`, with one more column that holds the citations behind each row."""
        header, rows = self.table()
        return [*header, "sources"], [[*texts, self.citations(row)] for texts, row in zip(rows, self.rows, strict=True)]

    def citations(self, row: Row) -> str:
        """The citations behind a row, each once: `@key, locator; @key2, locator`."""
        found = [
            f"@{source}, {locator}"
            for statement in row.statements
            if statement in self.evidence
            for source, locator in self.evidence[statement].citations
        ]
        return "; ".join(dict.fromkeys(found))

    def to_csv(self) -> str:
        """Comma-separated with a header, the stamp as last column, for the file is passed on without what was said
        beside it; a spreadsheet takes no cell for a formula (see `graph.inert`)."""
        header, rows = self.cited_table()
        stamp = self.stamp()
        return table_text([*header, "stamp"], [[*row, stamp] for row in rows], "csv")

    def to_tsv(self) -> str:
        """Tab-separated with a header, nothing cut; tabs and line ends inside cells become blanks."""
        return table_text(*self.cited_table(), "tsv")

    def to_markdown(self) -> str:
        """Title, table, notes, stamp and sources, ready for a note."""
        header, rows = self.table()
        lines = [f"**{self.title}**", "", table_text(header, rows, "md")]
        if not rows:
            lines += ["", "No rows."]
        lines += ["", *(f"- {note}" for note in self.notes), "", self.stamp(), "", "Sources", ""]
        lines += [f"- @{source.id}: {source.text}" for source in self.sources]
        return "\n".join(lines) + "\n"

    def explanation(self) -> str:
        """Row by row, the statements behind it and beside it: what each says, since when, how certain, and where
        it says so."""
        lines = []
        for number, row in enumerate(self.rows, start=1):
            lines.append(f"{number}. " + ", ".join(t for name in self.columns if (t := text(row.cells[name]))))
            for mark, ids in (("rests on", row.statements), ("see also", row.also)):
                lines += [f"   {mark} {self.evidence[id].as_text()}" for id in ids if id in self.evidence]
        return "\n".join(lines) + "\n" if lines else ""

    def stamp(self) -> str:
        """The line by which the same answer can be had again: data, question, day, and the beginning of the answer's
        own fingerprint."""
        data = data_stamp(self.version, self.sha256)
        return f"{data}, {self.asked}, as of {self.as_of}, answer {self.fingerprint[:12]}"

    @property
    def asked(self) -> str:
        """The question with its parameters as the command line takes them."""
        given = (
            f" {name}={value.id if isinstance(value, Thing) else value}" for name, value in self.parameters.items()
        )
        return self.question + "".join(given)

    def __repr__(self) -> str:
        return f"<Answer {self.stamp()}, rows: {len(self.rows)}>"

    def _header(self) -> list[str]:
        return [*self.columns] if "certainty" in self.columns else [*self.columns, "certainty"]

    def _repr_html_(self) -> str:
        from html import escape  # only notebooks need it

        header, rows = self.table()
        head = "".join(f"<th>{escape(name)}</th>" for name in header)
        cells = ("".join(_html_cell(cell) for cell in row) for row in rows)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else "<p>No rows.</p>"
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        sources = "".join(f"<li>@{escape(source.id)}: {escape(source.text)}</li>" for source in self.sources)
        counted = "1 source" if len(self.sources) == 1 else f"{len(self.sources)} sources"
        return (
            f'<div class="eunato-answer">{_NOTEBOOK_STYLE}<p><strong>{escape(self.title)}</strong></p>{table}'
            + (f"<ul>{notes}</ul>" if notes else "")
            + f"<p><small>{escape(self.stamp())}</small></p>"
            + (f"<details><summary>{counted}</summary><ul>{sources}</ul></details>" if sources else "")
            + "</div>"
        )


# Making an answer


def answered(
    store: Store,
    question: str,
    title: str,
    *,
    day: date,
    parameters: dict[str, Cell],
    columns: Iterable[str],
    rows: Iterable[Row],
    notes: Iterable[str],
    evidence: dict[str, Evidence] | None = None,
    cited: Iterable[str] = (),
    sparql: str = "",
    extra: dict[str, Any] | None = None,
) -> Answer:
    """An answer with the stamp of the data that it comes from, and the references of all that it cites.

    `evidence` are the statements by id; `cited` are keys of sources named elsewhere than in these statements.
    """
    evidence = evidence or {}
    return Answer(
        question=question,
        title=title,
        parameters=parameters,
        as_of=day.isoformat(),
        version=store.about.version,
        sha256=store.about.sha256,
        columns=tuple(columns),
        rows=tuple(rows),
        evidence=evidence,
        sources=sources_of(store, evidence.values(), cited),
        notes=tuple(notes),
        sparql=sparql,
        extra=extra or {},
    )


# From terms to cells


def cell(term: Term, labels: dict[str, str]) -> Cell:
    """A term of a result as a cell. An open end is None; a concept or relation stands by its own name."""
    if term is None:
        return None
    if isinstance(term, Blank):
        return term.value
    if isinstance(term, Iri):
        for namespace, make in _NAMESPACES:
            local = iris.local_id(term.value, namespace)
            if local is not None:
                return Thing(local, labels.get(local, local)) if make is Thing else make(local)
        return term.value
    return _literal(term)


def _literal(term: Literal) -> Cell:
    kind = term.datatype.removeprefix(_XSD)
    if kind == "boolean":
        return term.value in ("true", "1")
    if kind == "integer":
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        return float(term.value)
    if kind == "date" and term.value == _OPEN_END:
        return None
    return term.value


_NAMESPACES: tuple[tuple[str, Any], ...] = (
    (iris.THING, Thing),
    (iris.STATEMENT, StatementRef),
    (iris.CONCEPT, iris.concept_value),
    (iris.SOURCE, str),
    (iris.ONTOLOGY, str),
)


def labels_of(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """The preferred names of these entities."""

    def find(ids: list[str]) -> dict[str, str]:
        wanted = " ".join(f"<{iris.THING}{id}>" for id in ids)
        query = f"SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {wanted} }} ?thing skos:prefLabel ?label }}"
        return {
            thing.value.removeprefix(iris.THING): label.value
            for thing, label in store.select(query).rows
            if isinstance(thing, Iri) and isinstance(label, Literal)
        }

    return store.recalled("labels", sorted(ids), find)


def evidence_of(store: Store, ids: Iterable[str]) -> dict[str, Evidence]:
    """The statements of these ids, in the order of the ids, with their citations in the order of the table."""

    def find(ids: list[str]) -> dict[str, Evidence]:
        found: dict[str, Evidence] = {}
        for start in range(0, len(ids), _AT_ONCE):
            found |= _evidence_of(store, ids[start : start + _AT_ONCE])
        return found

    return store.recalled("evidence", sorted(ids), find)


def _evidence_of(store: Store, wanted: Sequence[str]) -> dict[str, Evidence]:
    values = " ".join(f"<{iris.STATEMENT}{statement}>" for statement in wanted)
    # Two plain joins: with OPTIONAL the engine would read every statement of the graph for each of its parts. What is
    # not needed is left out, since on disk each term of a result is looked up by itself.
    parts: dict[str, dict[str, str]] = {}
    for statement, term, value in store.select(
        f"SELECT ?statement ?term ?value WHERE {{ VALUES ?statement {{ {values} }} ?statement ?term ?value"
        f" FILTER (?term IN ({_PARTS})) }}"
    ).rows:
        parts.setdefault(_value(statement), {})[_value(term)] = _value(value)
    cited: dict[str, dict[int, tuple[str, str]]] = {}
    for statement, citation, source, locator in store.select(
        f"""SELECT ?statement ?citation ?source ?locator WHERE {{
          VALUES ?statement {{ {values} }}
          ?statement :citation ?citation . ?citation :source ?source ; :locator ?locator }}"""
    ).rows:
        number = int(_value(citation).rpartition("/")[2])
        cited.setdefault(_value(statement), {})[number] = (
            _value(source).removeprefix(iris.SOURCE),
            _value(locator),
        )
    return {id: _evidence(id, parts[iri], cited.get(iri, {})) for id in wanted if (iri := iris.STATEMENT + id) in parts}


def _evidence(id: str, part: Mapping[str, str], cited: Mapping[int, tuple[str, str]]) -> Evidence:
    def own(name: str) -> str:
        return part.get(iris.ONTOLOGY + name, "")

    denied = own("deniedRelation") != ""
    return Evidence(
        id=id,
        subject=(own("deniedSubject") or part.get(_RDF + "subject", "")).removeprefix(iris.THING),
        relation=(own("deniedRelation") or part.get(_RDF + "predicate", "")).removeprefix(iris.ONTOLOGY),
        object=_object(own("deniedObject") or part.get(_RDF + "object", "")),
        denied=denied,
        begins=own("from"),
        ends=own("to"),
        span=Span(*(date.fromisoformat(own(name)) for name in _BOUNDS)),
        certainty=own("certainty").removeprefix(iris.CONCEPT),
        note=own("note"),
        citations=tuple(pair for _, pair in sorted(cited.items())),
    )


def _object(text: str) -> str:
    """The id of a thing; of an existence `true`, which engines without truth values keep as 1."""
    return "true" if text == "1" else text.removeprefix(iris.THING)


def lowest_certainty(evidence: Iterable[Evidence]) -> str | None:
    """The lowest certainty among these statements; None if there are none."""
    return min((item.certainty for item in evidence), key=CERTAINTIES.index, default=None)


def sources_of(store: Store, evidence: Iterable[Evidence], more: Iterable[str] = ()) -> tuple[Reference, ...]:
    """The references of every source behind these statements, and of `more` keys."""
    keys = {source for item in evidence for source, _ in item.citations}
    return tuple(references(store, keys.union(more)))


# From cells to text


def json_cell(value: Cell) -> Any:
    """A cell as the contract writes it."""
    if isinstance(value, Thing):
        return {"id": value.id, "label": value.label}
    if isinstance(value, StatementRef):
        return {"statement": value.id}
    if isinstance(value, tuple):
        return [json_cell(item) for item in value]
    return value


def plain(value: Cell) -> Any:
    """A cell for a data frame: things by their label, lists joined."""
    if isinstance(value, Thing | StatementRef | tuple):
        return text(value)
    return value


def text(value: Cell) -> str:
    """A cell for reading: things by their label, yes or no, nothing for an open end."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Thing):
        return value.label
    if isinstance(value, StatementRef):
        return value.id
    if isinstance(value, tuple):
        return "; ".join(text(item) for item in value)
    return str(value)


def sort_key(value: Cell) -> str:
    """Lists in cells are sorted by id."""
    return value.id if isinstance(value, Thing | StatementRef) else text(value)


def table_text(header: Sequence[str], rows: Iterable[Sequence[str]], form: str) -> str:
    """Rows of text as `tsv`, `csv`, `md` or `json` (a list of objects), with a header, nothing cut."""
    if form == "json":
        return json.dumps([dict(zip(header, row, strict=True)) for row in rows], ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        from graph.inert import csv_text

        return csv_text(header, rows)
    if form == "md":
        lines = [markdown_row(header), "|" + "---|" * len(header), *(markdown_row(row) for row in rows)]
        return "\n".join(lines) + "\n"
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in (header, *rows))


def markdown_row(cells: Iterable[str]) -> str:
    """One row of a Markdown table."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _html_cell(cell: str) -> str:
    from html import escape

    # Each finds its own direction, so that a name in Hebrew or Arabic does not turn its neighbours round; a day is
    # not broken at its hyphens.
    whole = ' class="whole"' if len(cell) <= _SHORT else ""
    return f'<td dir="auto"{whole}>{escape(cell)}</td>'


def _value(term: Term) -> str:
    return "" if term is None else term.value


def _json_evidence(item: Evidence) -> dict[str, Any]:
    return {
        "statement": item.id,
        "subject": item.subject,
        "relation": item.relation,
        "object": item.object,
        "holds": not item.denied,
        "from": item.begins,
        "to": item.ends or None,
        "certainty": item.certainty,
        "note": item.note or None,
        "citations": [{"source": source, "locator": locator} for source, locator in item.citations],
    }


def _plain_evidence(item: Evidence) -> dict[str, Any]:
    def bound(day: date) -> str | None:
        return None if day in (date.min, OPEN_END) else day.isoformat()

    return {
        **_json_evidence(item),
        "valid_from": bound(item.span.valid_from),
        "valid_until": bound(item.span.valid_until),
        "possibly_from": bound(item.span.possibly_from),
        "possibly_until": bound(item.span.possibly_until),
        "citations": "; ".join(f"@{source}, {locator}" for source, locator in item.citations),
    }
