"""One CSL-JSON item → one RIS record, which Zotero, EndNote, Mendeley and Citavi read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graph.references import days_of

# CSL type → type of the record, as Zotero maps them; GEN for types that are not here.
_TYPES = {
    "article": "JOUR",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "entry": "DATA",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "hearing": "HEAR",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "UNPB",
    "map": "MAP",
    "paper-conference": "CPAPER",
    "personal_communication": "PCOMM",
    "post": "ICOMM",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "speech": "SLIDE",
    "thesis": "THES",
    "treaty": "STAT",
    "webpage": "ELEC",
}
_PLAIN_FIELDS = (
    ("container-title", "T2"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "M1"),
    ("edition", "ET"),
    ("version", "ET"),
    ("publisher", "PB"),
    ("publisher-place", "CY"),
    ("DOI", "DO"),
    ("ISBN", "SN"),
    ("ISSN", "SN"),
)
_PAGES = re.compile(r"\s*[-–]\s*")


def record(item: Mapping[str, Any]) -> str:
    """The record from TY to ER, each line ended by CR and LF, with an empty line behind it."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(item)) + "\r\n"


def _fields(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(str(item["type"]), "GEN")
    yield "ID", _text(item["id"])
    yield "TI", _text(item["title"])
    for role, tag in (("author", "AU"), ("editor", "A2")):
        for author in item.get(role) or ():
            yield tag, _name(author)
    for name, tag in _PLAIN_FIELDS:
        if item.get(name):
            yield tag, _text(item[name])
    if item.get("page"):
        first, _, last = _PAGES.sub("\n", _text(item["page"]), count=1).partition("\n")
        yield "SP", first
        if last:
            yield "EP", last
    issued = days_of(item.get("issued"))
    if issued:
        yield "PY", f"{issued[0][0]:04d}"
        # The last part of a date is free text; a date of several days says there where it ends.
        yield "DA", _day(issued[0], f"to {_day(issued[1])}" if len(issued) > 1 else "")
    looked = days_of(item.get("accessed"))
    if looked:
        yield "Y2", _day(looked[0])
    if item.get("language"):
        yield "LA", _text(item["language"])
    if item.get("URL"):
        yield "UR", _text(item["URL"])
    if item.get("note"):
        yield "N1", _text(item["note"])
    yield "ER", ""


def _day(parts: list[int], more: str = "") -> str:
    """`2021/05/06/`, `2021/05//`, `2021///`: what is not known stays empty."""
    written = [f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(parts)]
    return "/".join([*written, *[""] * (3 - len(written)), more])


def _name(author: Mapping[str, Any]) -> str:
    if "literal" in author:
        return _text(author["literal"])
    family = " ".join(part for part in (author.get("non-dropping-particle"), author.get("family")) if part)
    return _text(", ".join(part for part in (family, author.get("given")) if part))


def _text(value: object) -> str:
    """Text in one line: a line end would begin another field."""
    return " ".join(str(value).split())
