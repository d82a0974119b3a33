"""How to cite the data, a thing, a statement and an answer: as text, BibTeX, CFF and CSL-JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from graph import iris
from graph.answers import Answer
from graph.pages.document import Site, beside, page
from graph.store import About

_AUTHOR = "eunato maintainers"
_LICENCE = "CC-BY-4.0"


def citing_page(about: About, found: Answer, example: str, *, released: str, day: date, site: Site) -> str:
    """The page of citations. `found` is an answer and `example` the id of a statement to show how; `released` is the
    day of the data, empty where it is not told."""
    return page(
        "citing.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=about,
        title="How to cite",
        page_kind="site citing",
        skip_to="text",
        skip_words="Skip to the citations",
        as_of=day.isoformat(),
        standfirst="Name the data version and the day you asked for: the same question gives the same answer again.",
        notes=(),
        site=site,
        forms=[
            {"id": "text", "label": "Text", "text": as_text(about, released, day)},
            {"id": "bibtex", "label": "BibTeX", "text": as_bibtex(about, released, day)},
            {"id": "cff", "label": "CITATION.cff", "text": as_cff(about, released)},
            {"id": "csl", "label": "CSL-JSON (Zotero)", "text": as_csl(about, released)},
        ],
        version=about.version,
        sha256=about.sha256,
        day=day.isoformat(),
        covered=about.covered_until.isoformat(),
        answer_stamp=found.stamp(),
        statement=example,
        statement_address=iris.STATEMENT + example if example else "",
        thing_address=iris.THING,
    )


def as_text(about: About, released: str, day: date) -> str:
    """The citation of the data in one line."""
    year = f" ({released[:4]})" if released else ""
    return f"{_AUTHOR}{year}. {about.title}. Data version {about.version}, SHA-256 {about.sha256}, as of {day}. {iris.BASE}"


def as_bibtex(about: About, released: str, day: date) -> str:
    """The citation of the data for BibTeX."""
    year = f"  year         = {{{released[:4]}}},\n" if released else ""
    return (
        f"@misc{{eunato-{about.version},\n"
        f"  author       = {{{{{_AUTHOR}}}}},\n"
        f"  title        = {{{{{about.title}}}}},\n"
        f"{year}"
        f"  version      = {{{about.version}}},\n"
        f"  howpublished = {{\\url{{{iris.BASE}}}}},\n"
        f"  note         = {{Data set, {_LICENCE}, SHA-256 {about.sha256}, as of {day}}}\n"
        "}\n"
    )


def as_cff(about: About, released: str) -> str:
    """The citation of the data as a CITATION.cff."""
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"title: {json.dumps(about.title, ensure_ascii=False)}",
        'message: "If you use the data, please cite it with its version and the day for which you asked."',
        "authors:",
        f'  - name: "{_AUTHOR}"',
        f'version: "{about.version}"',
        *([f'date-released: "{released}"'] if released else []),
        f"license: {_LICENCE}",
        f'url: "{iris.BASE}"',
    ]
    return "\n".join(lines) + "\n"


def as_csl(about: About, released: str) -> str:
    """The citation of the data as one CSL-JSON item."""
    item: dict[str, Any] = {
        "id": f"eunato-{about.version}",
        "type": "dataset",
        "title": about.title,
        "author": [{"literal": _AUTHOR}],
        "version": about.version,
        "URL": iris.BASE,
        "license": _LICENCE,
        "note": f"SHA-256 {about.sha256}",
    }
    if released:
        item["issued"] = {"date-parts": [[int(part) for part in released.split("-")]]}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"
