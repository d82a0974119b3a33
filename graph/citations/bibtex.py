"""One CSL-JSON item → one BibTeX entry, in UTF-8.

Acts, web pages and speeches have no type of their own in BibTeX: they are `@misc`, with where they were published in
`howpublished`. `year` and `month` are for BibTeX, `date`, `url` and `urldate` for biblatex and reference managers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graph.references import days_of, iso

# CSL type → type of the entry, and the field that names what it stands in. Types that are not here are @misc.
_TYPES = {
    "article-journal": ("article", "journal"),
    "article-magazine": ("article", "journal"),
    "article-newspaper": ("article", "journal"),
    "book": ("book", "series"),
    "chapter": ("incollection", "booktitle"),
    "entry-dictionary": ("incollection", "booktitle"),
    "entry-encyclopedia": ("incollection", "booktitle"),
    "manuscript": ("unpublished", "howpublished"),
    "paper-conference": ("inproceedings", "booktitle"),
    "report": ("techreport", "series"),
    "thesis": ("phdthesis", "series"),
}
# Without what they stand in, these entries would be incomplete.
_NEED_A_HOST = ("article", "incollection", "inproceedings")
_MISC = ("misc", "howpublished")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PLAIN_FIELDS = (
    ("volume", "volume"),
    ("issue", "number"),
    ("page", "pages"),
    ("edition", "edition"),
    ("publisher", "publisher"),
    ("publisher-place", "address"),
    ("DOI", "doi"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
    ("version", "version"),
    ("note", "note"),
)
_SPECIAL = str.maketrans(
    {
        # A brace is counted by BibTeX even behind a backslash, so that one alone would swallow what follows.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: "\\" + character for character in "&%$#_"},
    }
)
# An address is set as it stands; only what would end or break the field is written by its number.
_IN_ADDRESSES = re.compile(r'[\s{}\\"<>^`|]')
# Between signs of which TeX would make one: two hyphens are a dash, two commas a quotation mark.
_LIGATURES = re.compile(r"(?<=([-`',<>]))(?=\1)|(?<=[?!])(?=`)")
_PAGES = re.compile(r"(?<=\d)\s*[-–]\s*(?=\d)")


def entry(item: Mapping[str, Any]) -> str:
    """The entry, a field a line, ended by a line end. The key is the id of the item."""
    kind, host = _TYPES.get(str(item["type"]), _MISC)
    if kind in _NEED_A_HOST and not item.get("container-title"):
        kind, host = _MISC
    lines = [f"  {name:<12} = {value}" for name, value in _fields(item, kind, host)]
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _fields(item: Mapping[str, Any], kind: str, host: str) -> Iterator[tuple[str, str]]:
    for role in ("author", "editor"):
        if item.get(role):
            yield role, "{" + " and ".join(map(_name, item[role])) + "}"
    # The second pair of braces keeps styles from writing NATO as nato.
    yield "title", f"{{{{{_text(item['title'])}}}}}"
    if item.get("container-title"):
        yield host, _braced(_host(item, kind))
    if kind == "techreport":
        # BibTeX wants an institution, and calls every report a technical one.
        if not item.get("publisher"):
            yield "institution", _braced(_text(_first_author(item)))
        yield "type", _braced(_text(item.get("genre") or "Report"))
    if item.get("number"):
        yield "number", _braced(_text(item["number"]))
    for name, field in _PLAIN_FIELDS:
        value = item.get(name)
        if not value or (kind == "misc" and name in ("volume", "page")):
            continue
        if kind == "techreport" and name == "publisher":
            field = "institution"
        if kind == "phdthesis" and name == "publisher":
            field = "school"
        yield field, _braced(_pages(value) if name == "page" else _text(value))
    yield from _dates(item)
    if item.get("URL"):
        yield "url", _braced(_address(str(item["URL"])))
        if item.get("accessed"):
            yield "urldate", _braced(iso(item["accessed"]))


def _host(item: Mapping[str, Any], kind: str) -> str:
    """Where it stands; in a @misc with volume and page, for which that has no fields."""
    parts = [_text(item["container-title"])]
    if kind == "misc" and item.get("volume"):
        parts.append(_text(item["volume"]))
    if kind == "misc" and item.get("page"):
        parts.append(f"p. {_pages(item['page'])}")
    return ", ".join(parts)


def _dates(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    days = days_of(item.get("issued"))
    if not days:
        return
    yield "date", _braced(iso(item["issued"]))
    yield "year", _braced(f"{days[0][0]:04d}")
    if len(days[0]) > 1:
        yield "month", _MONTHS[days[0][1] - 1]


def _name(author: Mapping[str, Any]) -> str:
    """A person as `Family, Given`; braces keep the name of a body in one piece."""
    if "literal" in author or not author.get("family"):
        return _braced(_text(author.get("literal") or author.get("given") or ""))
    particle = str(author.get("non-dropping-particle") or "")
    family = _part(f"{particle} {author['family']}".strip())
    given = author.get("given")
    return f"{family}, {_part(given)}" if given else _braced(_text(author["family"]))


def _part(text: object) -> str:
    """A part of a name; one in which BibTeX would see several names is kept in one piece."""
    written = _text(text)
    return _braced(written) if "," in written or re.search(r"\band\b", written, re.IGNORECASE) else written


def _first_author(item: Mapping[str, Any]) -> str:
    first = (item.get("author") or [{}])[0]
    return str(first.get("literal") or first.get("family") or "")


def _text(value: object) -> str:
    """Text in which TeX sees nothing but text."""
    return _LIGATURES.sub("{}", " ".join(str(value).split()).translate(_SPECIAL))


def _pages(value: object) -> str:
    return "--".join(map(_text, _PAGES.split(str(value))))


def _address(url: str) -> str:
    return _IN_ADDRESSES.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8")), url)


def _braced(text: str) -> str:
    return f"{{{text}}}"
