"""What the literature gets wrong, and what it gets right: every claim against the graph on the day it speaks of.

What a question of the catalogue computes and what the curators judge stand apart.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from graph.answers import Answer, Row, text
from graph.audit import COMPUTED, JUDGED
from graph.pages.addresses import anchor
from graph.pages.document import Site, beside, page
from graph.pages.records import Records

_ORDER = ("differs", "since-changed", "open", "judgement", "holds", "cannot be computed")
_MEANING = {
    "differs": "the graph has it otherwise",
    "since-changed": "right on its day, not any more",
    "open": "what is held does not settle it",
    "judgement": "facts cannot settle it",
    "holds": "the graph bears it out",
    "cannot be computed": "neither computed nor judged",
}


def literature_page(found: Answer, *, day: date, site: Site, records: Records) -> str:
    """The page of an audit: each claim with what is claimed, what the graph has, why, and what corrects it."""
    held = records.held
    papers = {key: str(held.sources[key].csl.get("title") or key) for key in _sources(found) if key in held.sources}
    results = Counter(str(row.cells["result"]) for row in found.rows)
    data = {
        "about": {
            "title": held.about.title,
            "version": held.about.version,
            "sha256": held.about.sha256,
            "covered": held.about.covered_until.isoformat(),
        },
        "day": day.isoformat(),
        "name": "literature",
        "root": site.root,
        "state": {"result": "", "publication": ""},
        "things": {},
        "sources": [],
        "words": {},
    }
    parts = [
        {
            "id": how,
            "label": label,
            "text": words,
            "rows": _rows(found, how, records, papers),
            "counts": [
                {"result": result, "count": count}
                for result in _ORDER
                if (count := sum(_is(row, how) and row.cells["result"] == result for row in found.rows))
            ],
        }
        for how, label, words in _PARTS
    ]
    return page(
        "literature.html",
        data=data,
        scripts=[beside("page.js"), beside("literature.js")],
        styles=[beside("page.css"), beside("site.css")],
        about=held.about,
        title="What the literature gets wrong",
        page_kind="site literature",
        skip_to="claims",
        skip_words="Skip to the claims",
        as_of=day.isoformat(),
        standfirst=f"{len(found.rows)} claims of {len(papers)} publications, each against the graph on the day it speaks of. {results['differs']} differ from it, {results['since-changed']} were right on their day and are no more, {results['holds']} hold; the others are judgements, or what is held does not settle them.",
        notes=found.notes,
        site=site,
        # What differs first: a part in which nothing does comes after one in which something does.
        parts=sorted((part for part in parts if part["rows"]), key=_nothing_differs),
        results=[{"id": result, "count": results[result], "meaning": _MEANING[result]} for result in _ORDER if results[result]],
        papers=[
            {"key": key, "title": title, "count": sum(row.cells["source"] == key for row in found.rows)}
            for key, title in sorted(papers.items(), key=lambda paper: paper[1])
        ],
        total=len(found.rows),
    )  # fmt: skip


_PARTS = (
    (COMPUTED, "Computed", "A question of the catalogue was asked for the day of the claim; its answer stands beside what is claimed."),
    (JUDGED, "Judged by the curators", "No question computes these. The verdict is that of the curators, with the reason and, where there is one, the record that says better."),
    ("", "Neither computed nor judged", "Claims that are held, and on which nothing is said yet."),
)  # fmt: skip


def _nothing_differs(part: dict[str, Any]) -> bool:
    return all(row["result"] != "differs" for row in part["rows"])


def _in_words(value: str, records: Records) -> str:
    """What is claimed or found, as an audit writes it (`both=22; rows=canada; norway`), in words."""
    parts: list[tuple[str, list[str]]] = []
    for piece in filter(None, value.split("; ")):
        key, sign, first = piece.partition("=")
        if sign:
            parts.append((key, [first]))
        elif parts:
            parts[-1][1].append(piece)
    words = []
    for key, values in parts:
        listed = ", ".join(records.held.label(one) for one in values if one)
        counted = f" ({len(values)})" if key == "rows" and not values[0].isdecimal() and values[0] else ""
        words.append(f"{_KEYS.get(key, key)}{counted}: {listed or 'nothing'}")
    return "; ".join(words)


_KEYS = {
    "rows": "the list",
    "both": "in both",
    "only_a": "only in the first",
    "only_b": "only in the second",
    "includes": "the list includes",
    "excludes": "the list does not include",
}


def _is(row: Row, how: str) -> bool:
    return (row.cells["how"] or "") == how


def _sources(found: Answer) -> set[str]:
    return {str(row.cells["source"]) for row in found.rows}


def _rows(found: Answer, how: str, records: Records, papers: dict[str, str]) -> list[dict[str, Any]]:
    """The claims of a part: what differs first."""
    some = sorted(
        (row for row in found.rows if _is(row, how)),
        key=lambda row: (_ORDER.index(str(row.cells["result"])), str(row.cells["source"]), str(row.cells["claim"])),
    )
    rows = []
    for row in some:
        cells = row.cells
        corrections = cells["corrected_by"]
        ids = [str(id) for id in corrections] if isinstance(corrections, tuple) else []
        key = str(cells["source"])
        rows.append(
            {
                "anchor": anchor("claim", str(cells["claim"])),
                "id": str(cells["claim"]),
                "result": str(cells["result"]),
                "key": key,
                "publication": papers.get(key, key),
                "source": records.source(key),
                "locator": text(cells["locator"]),
                "as_of": text(cells["as_of"]),
                "says": text(cells["says"]),
                "claimed": _in_words(text(cells["claimed"]), records) if how == COMPUTED else "",
                "graph_has": _in_words(text(cells["graph_has"]), records) if how == COMPUTED else "",
                "explanation": text(cells["explanation"]),
                "corrected_by": [records.record(id) for id in ids],
            }
        )
    return rows
