"""The page of one source: what it is, how it is graded, and everything that rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from graph import iris
from graph.contents import Cited, Fact
from graph.pages.document import Site, beside, page
from graph.pages.gathered import Gathered, by_theme
from graph.pages.records import Records
from graph.themes import THEMES


def source_page(
    gathered: Gathered, key: str, *, day: date, site: Site, records: Records, theme: Mapping[str, str]
) -> str:
    """The page of a source; `records` make the rows for its folder, `theme` is that of each statement by id."""
    held = gathered.held
    record, on = held.sources[key], gathered.sources[key]
    themed = by_theme((fact for fact in on.facts if fact.relation != "exists"), dict(theme))
    existences = [fact for fact in on.facts if fact.relation == "exists"]
    archive = str((record.csl.get("custom") or {}).get("archive") or "")
    return page(
        "source.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=held.about,
        title=str(record.csl.get("title") or key),
        page_kind="site source",
        skip_to="rests",
        skip_words="Skip to what rests on it",
        as_of=day.isoformat(),
        standfirst="",
        notes=(),
        site=site,
        day=day.isoformat(),
        key=key,
        reference=record.text,
        grade=records.concept(record.grade),
        grade_meaning=held.concepts.get(record.grade, ("", ""))[1],
        primary=record.primary,
        party=record.party_to_dispute,
        url=_web(record.url),
        archive=_web(archive),
        note=str(record.csl.get("note") or ""),
        themes=[
            {"id": name, "label": words, "rows": _rows(records, themed[name], key)}
            for name, words in THEMES
            if name in themed
        ],
        existences=_rows(records, existences, key),
        alone=sum(len({cited for cited, _ in fact.cited}) == 1 for fact in on.facts),
        statements=len(on.facts),
        things=records.things(sorted(on.things, key=lambda id: (held.label(id), id))),
        names=[
            {"entity": records.thing(name.entity), "name": name.name, "locator": _locators(name.cited, key)}
            for name in sorted(on.names, key=lambda name: (name.name, name.entity))
        ],
        milestones=[records.milestone(found) for found in on.milestones],
        positions=[records.position(found) for found in on.positions],
        observations=[records.observation(found) for found in on.observations],
        lists=[records.complete_list(scope) for scope in on.lists],
        claims=[records.claim(claim) for claim in on.claims],
        recommendations=[records.recommendation(found) for found in on.recommendations],
        mentions=[
            {"entity": records.thing(found.entity), "locator": found.locator}
            for found in sorted(on.mentions, key=lambda found: held.label(found.entity))
        ],
        empty=not any(
            (on.facts, on.things, on.names, on.milestones, on.positions, on.observations, on.lists, on.claims,
             on.recommendations, on.mentions)
        ),
        address=iris.SOURCE + key,
        version=held.about.version,
        sha=held.about.sha256[:12],
    )  # fmt: skip


def _web(address: str) -> str:
    """An address that a reader can open; any other is no link."""
    return address if address.startswith(("http://", "https://")) else ""


def _rows(records: Records, facts: Iterable[Fact], key: str) -> list[dict[str, Any]]:
    """Statements with the place in this source; the other sources of a row are only counted."""
    held = records.held
    placed = sorted(facts, key=lambda fact: (held.label(fact.subject), fact.relation, held.label(fact.object), fact.id))
    return [
        {
            **records.fact(fact),
            "locator": _locators(fact.cited, key),
            "others": len({cited for cited, _ in fact.cited} - {key}),
            "dossier": records.record(fact.id)["href"],
        }
        for fact in placed
    ]


def _locators(cited: Cited, key: str) -> str:
    return "; ".join(locator for found, locator in cited if found == key)
