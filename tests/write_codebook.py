"""Writes docs/codebook.md from the data package, the ontology and its rules; run by `make docs`. A test compares it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from graph import iris
from graph.answers import table_text
from graph.dates import EARLIEST, OPEN_END, read_span
from graph.locations import data_folder, ontology_folder
from graph.package import Column, data_dictionary, read_package
from graph.rulebook import read_rules
from graph.tables import GRADES

CODEBOOK = Path(__file__).resolve().parent.parent / "docs" / "codebook.md"

_OWN = Namespace(iris.ONTOLOGY)
# The concept of a value bears the name of its scheme where the bare word would be no name of its own.
_CONCEPTS = {
    "role": "", "certainty": "", "milestone": "", "kind": "name-", "stance": "stance-", "verdict": "verdict-",
    "met_degree": "met-",
}  # fmt: skip
_OF = {"kind": " of a name"}
_DATES = (
    ("2004-05-01", "2012-06-30", ""),
    ("2004-05", "2012", ""),
    ("2004", "2012-06", ""),
    ("2019-11-12..2021-11-16", "", ""),
    ("2004", "2012-06-01..2012-09", ""),
    ("..2004-05-01", "", ""),
    ("2004-05-01", "?", "2010-03-31"),
    ("2004-05-01", "?", ""),
)

_INTRO = """# Codebook

Every table, column and value of the data, and what they mean. It is generated from `data/datapackage.json`, the
ontology and its rules (`make docs`); how facts are chosen and graded is told in [`method.md`](method.md), what is
covered in the [README](../README.md).

## Days

A date is written as its source gives it. `from` is the first day on which something holds, `to` the first day on which
it no longer does: sources that give a last day are converted. From both follow the certain bounds, on whose days it
holds for certain, and the widest bounds, on whose days it may hold. Of each pair the first day is included and the last
is not. Between them the answer is *unknown*; outside the widest bounds this row says nothing, and that means *no* only
where the list is known to be complete.

"""
_AFTER_DATES = """
`to` empty: no end is known, and it counts as holding up to the day for which is asked; the stamp and the notes of an
answer name the day up to which the data was curated. `to` = `?`: it is not known whether it ended; it is certain up to
and including `seen`, and where nobody saw it later, on its first day alone. An open denial (`holds` = `no`) reaches to
the day up to which its table was curated, and is unknown after it. Milestones and claims have one date, whose first and
last possible day count in the same way.

## Missing values

An empty cell means that nothing is recorded, never zero and never *no*. What a source denies is a row of its own with
`holds` = `no`. Where a list is complete for certain days, a row of `completeness.csv` says so; only there does the
absence of a row mean *no*.

"""


def codebook(folder: Path, ontology: Path) -> str:
    """The whole text. Raises `KeyError` for a value that the ontology does not define."""
    package = read_package(folder)
    words = Graph()
    for name in ("eunato.ttl", "concepts.ttl"):
        words.parse(ontology / name, format="turtle")
    columns = {column.name: column for table in package.tables.values() for column in table.columns}
    parts = [_INTRO, _dates(), _AFTER_DATES, "## Tables and columns\n\n", data_dictionary(package)]
    parts += ["\n## Relations\n\n", _RELATIONS, _relations(words, columns["relation"].allowed or ())]
    parts += ["\n## Derived relations\n\n", _DERIVED, _rules(words, ontology)]
    parts += ["\n## Kinds\n\n", _kinds(words, columns["kinds"])]
    for name, prefix in _CONCEPTS.items():
        parts += [
            f"\n## Values of `{name}`{_OF.get(name, '')}\n\n",
            _concepts(words, sorted(columns[name].allowed or ()), prefix),
        ]
    parts += ["\n## Sources\n\n", _SOURCES, _concepts(words, GRADES, "")]
    return "".join(parts)


_RELATIONS = """Each statement is *subject – relation – object*. A relation that implies another counts for it too; a
symmetric one stands once in the tables, with the lower id as subject, and holds in both directions.

"""
_DERIVED = """These are in no table: rules derive them for the day that is asked for, and name the statements that each
rests on and what is absent.

"""
_SOURCES = """`sources.json` is CSL-JSON, which Zotero and Pandoc read. Beside the members of that format, `custom` holds:

| member | meaning |
|---|---|
| `grade` | What sort of source it is; the values follow. |
| `primary` | Whether it is itself part of what happened, such as an act, a declaration or a speech. |
| `party-to-dispute` | Whether it speaks for a side of a dispute. |
| `archive` | Address of an archived copy; empty where none is known. |
| `read` | How far the curators read it: `text` (its text), `excerpt` (parts of it), `no` (it was not opened; what it says is known from another place). |

"""


def _dates() -> str:
    rows = []
    for begins, ends, seen in _DATES:
        span = read_span(begins, ends, seen)
        certain = f"{_day(span.valid_from)} to {_day(span.valid_until)}" if span.is_certain_somewhere else "no day"
        rows.append(
            [
                _code(begins),
                _code(ends),
                _code(seen),
                certain,
                f"{_day(span.possibly_from)} to {_day(span.possibly_until)}",
            ]
        )
    return table_text(["`from`", "`to`", "`seen`", "certain bounds", "widest bounds"], rows, "md")


def _day(day: date) -> str:
    return "open" if day in (EARLIEST, OPEN_END) else day.isoformat()


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _relations(words: Graph, allowed: Iterable[str]) -> str:
    def rows() -> Iterator[list[str]]:
        for name in sorted(set(allowed) - {"exists"}):
            term = _OWN[name]
            implied = sorted(_local(above) for above in words.objects(term, RDFS.subPropertyOf) if _is_own(above))
            traits = ["symmetric"] if (term, RDF.type, OWL.SymmetricProperty) in words else []
            traits += [f"implies `{above}`" for above in implied]
            ends = " → ".join(_ends(words, term, end) for end in (RDFS.domain, RDFS.range))
            yield [_code(name), _definition(words, term), ends, "; ".join(traits)]

    return table_text(["relation", "meaning", "from → to", ""], rows(), "md")


def _ends(words: Graph, term: Node, end: Node) -> str:
    return " and ".join(sorted(_local(kind) for kind in words.objects(term, end) if _is_own(kind))) or "Entity"


def _rules(words: Graph, ontology: Path) -> str:
    rows = [
        [_code(rule.derives), _definition(words, _OWN[rule.derives]), rule.because, rule.source or "by definition"]
        for rule in read_rules(ontology)
    ]
    return table_text(["relation", "meaning", "holds because", "laid down in"], rows, "md")


def _kinds(words: Graph, column: Column) -> str:
    rows = []
    for kind in sorted(column.allowed or ()):
        term = URIRef(iris.class_of(kind))
        above = sorted(_local(found) for found in words.objects(term, RDFS.subClassOf) if _is_own(found))
        rows.append([_code(kind), _local(term), ", ".join(above), _definition(words, term)])
    return table_text(["kind", "class", "is a", "meaning"], rows, "md")


def _concepts(words: Graph, values: Iterable[str], prefix: str) -> str:
    rows = []
    for value in values:
        term = URIRef(iris.CONCEPT + prefix + value)
        rows.append([_code(value), str(words.value(term, SKOS.prefLabel)), _definition(words, term)])
    return table_text(["value", "label", "meaning"], rows, "md")


def _definition(words: Graph, term: Node) -> str:
    found = words.value(term, SKOS.definition)
    if found is None:
        raise KeyError(f"{term} has no definition")
    comment = words.value(term, RDFS.comment)
    return f"{found} {comment}" if comment else str(found)


def _is_own(term: object) -> bool:
    return str(term).startswith(iris.ONTOLOGY)


def _local(term: object) -> str:
    return str(term).removeprefix(iris.ONTOLOGY)


if __name__ == "__main__":
    CODEBOOK.write_text(codebook(data_folder(), ontology_folder()), encoding="utf-8")
