"""The lists of all things and of all sources: every page of a site can be reached from them without a script."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.contents import TELLING_KINDS
from graph.pages.document import Site, beside, page
from graph.pages.gathered import Gathered, OnSource
from graph.pages.records import Records


def things_page(gathered: Gathered, *, day: date, site: Site, records: Records) -> str:
    """All things by kind, with how many statements each is in."""
    held = gathered.held
    kinds = sorted({entry.kind for entry in held.things.values()}, key=_place)
    groups = []
    for kind in kinds:
        rows = [
            {
                "link": records.thing(id),
                "small": held.things[id].acronym,
                "count": len(gathered.things[id].facts),
            }
            for id in sorted(held.things, key=lambda id: (held.label(id).casefold(), id))
            if held.things[id].kind == kind
        ]
        groups.append({"id": f"kind-{kind}", "label": _heading(_plural(held.words.get(kind, kind))), "rows": rows})
    return _page(
        gathered,
        groups,
        title="All things",
        standfirst=f"{len(held.things)} states, bodies, projects, operations, instruments and other things, each with a dossier. The number is that of the statements it is in.",
        day=day,
        site=site,
        kind="things",
    )


def sources_page(gathered: Gathered, *, day: date, site: Site, records: Records) -> str:
    """All sources by grade, with how many records rest on each."""
    held = gathered.held
    grades = sorted({record.grade for record in held.sources.values()}, key=lambda grade: (_grade(grade), grade))
    groups = []
    for grade in grades:
        rows = [
            {
                "link": {"text": str(record.csl.get("title") or key), "href": records.source(key)["href"]},
                "small": f"@{key}" + (", primary" if record.primary else ""),
                "count": records_on(gathered.sources[key]),
            }
            for key, record in sorted(
                held.sources.items(), key=lambda one: (str(one[1].csl.get("title") or "").casefold(), one[0])
            )
            if record.grade == grade
        ]
        groups.append({"id": f"grade-{grade}", "label": _heading(records.concept(grade)), "rows": rows})
    return _page(
        gathered,
        groups,
        title="All sources",
        standfirst=f"{len(held.sources)} sources by their grade. The number is that of the records that rest on it: statements, milestones, positions, claims, recommendations, measured values, mentions and lists.",
        day=day,
        site=site,
        kind="sources",
    )


def records_on(on: OnSource) -> int:
    """How many records rest on a source or stand in it; entries and names are not counted."""
    return (
        len(on.facts)
        + len(on.milestones)
        + len(on.positions)
        + len(on.observations)
        + len(on.lists)
        + len(on.claims)
        + len(on.recommendations)
        + len(on.mentions)
    )


def _page(
    gathered: Gathered, groups: list[dict[str, Any]], *, title: str, standfirst: str, day: date, site: Site, kind: str
) -> str:
    return page(
        "list.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=gathered.held.about,
        title=title,
        page_kind=f"site {kind}",
        skip_to="list",
        skip_words="Skip to the list",
        as_of=day.isoformat(),
        standfirst=standfirst,
        notes=(),
        site=site,
        groups=groups,
    )


def _place(kind: str) -> tuple[int, str]:
    return (TELLING_KINDS.index(kind) if kind in TELLING_KINDS else len(TELLING_KINDS)), kind


_GRADES = (
    "official-act", "official-text", "parliament", "data-set", "declassified", "scholarship", "reference-work",
    "think-tank", "press",
)  # fmt: skip


def _grade(grade: str) -> int:
    return _GRADES.index(grade) if grade in _GRADES else len(_GRADES)


def _heading(words: str) -> str:
    return words[:1].upper() + words[1:]


def _plural(words: str) -> str:
    """The plural of a class's label, as a heading."""
    if words.endswith("y") and words[-2:-1] not in ("a", "e", "i", "o", "u"):
        return words[:-1] + "ies"
    if words == "set of arrangements":
        return "sets of arrangements"
    return words + ("es" if words.endswith("s") else "s")
