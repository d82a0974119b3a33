"""Results of SPARQL read by the letter of their formats, and compared as the W3C's cases ask: rows in any order, nameless
nodes one to one. Written without the engine's own readers, which would share its errors."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from decimal import Decimal
from typing import NamedTuple
from xml.etree import ElementTree

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_TRUTHS = {"0": "false", "1": "true"}
_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double", "float")}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Term(NamedTuple):
    """A term: kind `uri`, `bnode` or `literal`; of a literal its datatype (none for a plain text) and language."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""


Row = tuple[tuple[str, Term], ...]  # by the name of the variable; unbound ones are left out


class Table(NamedTuple):
    variables: tuple[str, ...]
    rows: list[Row]


def read(text: str, form: str) -> Table | bool:
    """A result in `json`, `xml`, `tsv` or `csv`; raises `ValueError` where it is not in that format."""
    return {"json": _json, "xml": _xml, "tsv": _tsv, "csv": _csv}[form](text)


def same(one: Table | bool, other: Table | bool, ordered: bool = False) -> bool:
    """Whether two results are the same, up to the names of nameless nodes."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if set(one.variables) != set(other.variables) or len(one.rows) != len(other.rows):
        return False
    if ordered:
        return _match(list(enumerate(one.rows)), list(enumerate(other.rows)), {})
    named_one = Counter(row for row in one.rows if not _nameless(row))
    if named_one != Counter(row for row in other.rows if not _nameless(row)):
        return False
    return _match(
        [(0, row) for row in one.rows if _nameless(row)], [(0, row) for row in other.rows if _nameless(row)], {}
    )


def literal(value: str, datatype: str = "", language: str = "") -> Term:
    """A literal; numbers and truths are as their values, for 1.0 and 1.00 are one."""
    if datatype == _XSD + "boolean":
        value = _TRUTHS.get(value, value)
    datatype = "" if language or datatype == _XSD + "string" else datatype
    if datatype in _NUMBERS:
        try:
            number = Decimal(value)
        except ArithmeticError:
            pass
        else:
            if number.is_finite():
                value = (
                    str(float(number)) if datatype[len(_XSD) :] in ("double", "float") else f"{number.normalize():f}"
                )
    return Term("literal", value, datatype, language.casefold())


def row(bindings: dict[str, Term]) -> Row:
    return tuple(sorted(bindings.items()))


def _nameless(found: Row) -> bool:
    return any(term.kind == "bnode" for _, term in found)


def _match(left: list[tuple[int, Row]], right: list[tuple[int, Row]], names: dict[str, str]) -> bool:
    """Whether the rows can be paired; `names` are the pairs of nameless nodes so far, which must stay one to one."""
    if not left:
        return True
    (place, first), rest = left[0], left[1:]
    for number, (other_place, candidate) in enumerate(right):
        more = _pairing(first, candidate, names) if place == other_place else None
        if more is not None and _match(rest, right[:number] + right[number + 1 :], more):
            return True
    return False


def _pairing(one: Row, other: Row, names: dict[str, str]) -> dict[str, str] | None:
    if len(one) != len(other):
        return None
    names = dict(names)
    for (variable, term), (other_variable, other_term) in zip(one, other, strict=True):
        if variable != other_variable or term.kind != other_term.kind:
            return None
        if term.kind != "bnode":
            if term != other_term:
                return None
        elif names.get(term.value, other_term.value) != other_term.value:
            return None
        elif term.value not in names:
            if other_term.value in names.values():
                return None
            names[term.value] = other_term.value
    return names


def _json(text: str) -> Table | bool:
    document = json.loads(text)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = []
    for solution in document["results"]["bindings"]:
        found = {}
        for name, term in solution.items():
            if term["type"] in ("literal", "typed-literal"):
                found[name] = literal(term["value"], term.get("datatype", ""), term.get("xml:lang", ""))
            else:
                found[name] = Term({"uri": "uri", "bnode": "bnode"}[term["type"]], term["value"])
        rows.append(row(found))
    return Table(tuple(document["head"]["vars"]), rows)


def _xml(text: str) -> Table | bool:
    try:
        root = ElementTree.fromstring(text.encode("utf-8"))
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from None
    if (truth := root.find(_SRX + "boolean")) is not None:
        return {"true": True, "false": False}[(truth.text or "").strip()]
    rows = []
    for solution in root.iter(_SRX + "result"):
        found = {}
        for binding in solution.iter(_SRX + "binding"):
            (node,) = binding
            kind = node.tag.removeprefix(_SRX)
            if kind == "literal":
                found[binding.attrib["name"]] = literal(
                    node.text or "", node.get("datatype", ""), node.get(_LANGUAGE, "")
                )
            else:
                found[binding.attrib["name"]] = Term({"uri": "uri", "bnode": "bnode"}[kind], (node.text or "").strip())
        rows.append(row(found))
    return Table(tuple(variable.attrib["name"] for variable in root.iter(_SRX + "variable")), rows)


_TSV_TERM = re.compile(
    r'<(?P<uri>[^>]*)>|_:(?P<bnode>\S+)|"(?P<text>(?:[^"\\]|\\.)*)"(?:\^\^<(?P<datatype>[^>]*)>|@(?P<language>[\w-]+))?'
    r"|(?P<integer>[+-]?\d+)|(?P<decimal>[+-]?\d*\.\d+)|(?P<double>[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+)"
    r"|(?P<boolean>true|false)"
)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


def _tsv(text: str) -> Table:
    head, *lines = text.removesuffix("\n").replace("\r\n", "\n").split("\n")
    names = [name.removeprefix("?") for name in head.split("\t")] if head else []
    rows = []
    for line in lines:
        cells = line.split("\t")
        if len(cells) != max(len(names), 1):
            raise ValueError(f"{len(cells)} cells for {len(names)} variables")
        rows.append(row({name: _tsv_term(cell) for name, cell in zip(names, cells, strict=False) if cell}))
    return Table(tuple(names), rows)


def _tsv_term(cell: str) -> Term:
    found = _TSV_TERM.fullmatch(cell)
    if found is None:
        raise ValueError(f"no term: {cell}")
    if found["uri"] is not None:
        return Term("uri", found["uri"])
    if found["bnode"] is not None:
        return Term("bnode", found["bnode"])
    if found["text"] is not None:
        value = re.sub(r"\\(.)", lambda escape: _ESCAPED[escape[1]], found["text"])
        return literal(value, found["datatype"] or "", found["language"] or "")
    kind = next(kind for kind in ("integer", "decimal", "double", "boolean") if found[kind] is not None)
    return literal(cell, _XSD + kind)


def _csv(text: str) -> Table:
    """What kind a value is of, CSV does not say: all but nameless nodes are texts. A row of one empty cell is a row."""
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    rows = []
    for line in lines:
        cells = line or [""]
        if len(cells) != max(len(head), 1):
            raise ValueError(f"{len(cells)} cells for {len(head)} variables")
        rows.append(
            row(
                {
                    name: Term("bnode", cell) if cell.startswith("_:") else Term("literal", cell)
                    for name, cell in zip(head, cells, strict=False)
                    if cell
                }
            )
        )
    return Table(tuple(head), rows)
