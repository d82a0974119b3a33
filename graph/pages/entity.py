"""The dossier of one thing: what it is, what is stated about it by theme, who objects to what, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.citing import thing_work
from graph.contents import Entry, Fact
from graph.names import Thing
from graph.pages.addresses import anchor
from graph.pages.document import Site, beside, page
from graph.pages.gathered import Gathered, OfThing, by_theme
from graph.pages.neighbours import neighbours_picture
from graph.pages.records import Link, Records
from graph.themes import THEMES


def entity_page(
    gathered: Gathered,
    id: str,
    *,
    day: date,
    site: Site,
    records: Records,
    theme: Mapping[str, str],
    symmetric: frozenset[str],
) -> str:
    """The page of a thing. `records` make the rows for the folder of the page, `theme` is that of each statement by
    id, `symmetric` are the relations that hold both ways."""
    held = gathered.held
    entry, own = held.things[id], gathered.things[id]
    counted = [fact for fact in own.facts if fact.certainty != "unverified"]
    unverified = [fact for fact in own.facts if fact.certainty == "unverified"]
    themed = by_theme(counted, dict(theme))
    return page(
        "entity.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=held.about,
        title=entry.label,
        page_kind="site dossier",
        skip_to="statements",
        skip_words="Skip to the statements",
        as_of=day.isoformat(),
        standfirst=entry.description,
        notes=_NOTES,
        site=site,
        day=day.isoformat(),
        entry=_entry(records, entry, own, site.root),
        existence=records.fact(own.existence, id) if own.existence else None,
        picture=neighbours_picture(held, own.facts, id, day, site.root, symmetric),
        themes=[
            {"id": name, "label": words, "rows": records.facts(themed[name], id)}
            for name, words in THEMES
            if name in themed
        ],
        counted=len(counted),
        unverified=records.facts(unverified, id),
        beside=records.facts(own.beside, id),
        milestones=[records.milestone(found) for found in sorted(own.milestones, key=lambda m: (m.earliest, m.id))],
        acts=[records.milestone(found) for found in sorted(own.acts, key=lambda m: (m.earliest, m.id))],
        positions=_positions(records, own, id),
        claims=[records.claim(claim) for claim in own.claims],
        mentions=[
            {"source": records.source(found.source), "locator": found.locator}
            for found in sorted(own.mentions, key=lambda found: found.source)
        ],
        silent=[records.source(key) for key in gathered.papers if key not in {m.source for m in own.mentions}],
        recommendations=_recommendations(records, own, id),
        observations=[records.observation(found) for found in own.observations],
        lists=[records.complete_list(scope) for scope in own.lists],
        outgoing=_links(records, own.facts, id, outgoing=True),
        incoming=_links(records, own.facts, id, outgoing=False),
        citation=thing_work(held.about, Thing(id, entry.label), day).reference.text,
    )


def _entry(records: Records, entry: Entry, own: OfThing, root: str) -> dict[str, Any]:
    """What a thing is: kinds with their places in the glossary, names, codes, addresses elsewhere, and evidence."""
    named = {name.name for name in own.names}
    return {
        "kinds": [
            {"text": records.words(kind), "href": f"{root}glossary.html#{anchor('term', kind)}"}
            for kind in sorted(entry.kinds, key=lambda kind: (kind != entry.kind, kind))
        ],
        "names": [records.name(name) for name in sorted(own.names, key=lambda n: (_NAME_KINDS.index(n.kind), n.name))],
        "other_names": [name for name in entry.names if name not in named and name != entry.acronym],
        "acronym": entry.acronym,
        "codes": [{"scheme": scheme, "value": records.concept(value)} for scheme, value in entry.codes],
        "links": entry.links,
        "note": entry.note,
        "cited": records.cited(entry.cited),
    }


_NAME_KINDS = ("official", "short", "acronym", "former", "translation", "misspelling")


def _positions(records: Records, own: OfThing, id: str) -> list[dict[str, Any]]:
    """Positions in parts: taken by the thing, towards it, on it, and those in which it is the forum or the teller."""
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in _SIDES}
    for found in sorted(own.positions, key=lambda found: (found.span.valid_from, found.id)):
        part = (
            "by"
            if found.holder == id
            else "towards"
            if found.towards == id
            else "on"
            if found.matter == id
            else "within"
        )
        parts[part].append(records.position(found, id))
    return [{"id": name, "label": label, "rows": parts[name]} for name, label in _SIDES if parts[name]]


_SIDES = (
    ("by", "Positions that it takes"),
    ("towards", "Positions of others towards it"),
    ("on", "Positions on it as the matter"),
    ("within", "Positions taken in it as the forum, or told on its account"),
)


def _recommendations(records: Records, own: OfThing, id: str) -> list[dict[str, Any]]:
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in _ADVICE}
    for found in own.recommendations:
        part = "about" if id in found.about else "to" if id in found.addressed_to else "by" if id in found.by else "met"
        parts[part].append(records.recommendation(found))
    return [{"id": name, "label": label, "rows": parts[name]} for name, label in _ADVICE if parts[name]]


_ADVICE = (("about", "About it"), ("to", "Addressed to it"), ("by", "Made by it"), ("met", "Met by it, as sources say"))


def _links(records: Records, facts: Sequence[Fact], id: str, *, outgoing: bool) -> list[Link]:
    """Other dossiers that statements link with this one, by label, each once; unverified statements are left out."""
    ends = {
        fact.object if outgoing else fact.subject
        for fact in facts
        if (fact.subject == id) == outgoing and fact.certainty != "unverified"
    } - {id}
    return records.things(sorted(ends, key=lambda end: (records.held.label(end), end)))


_NOTES = (
    "“Denied” marks what a source says does not hold. What is not listed is not recorded; that means no only where a list is known to be complete.",
    "Dates stand as their sources give them: A..B is a range within which the change fell; “to before” names the first day on which it no longer holds. “Not certain” means that the sources leave it open whether it holds on the day.",
    "Confirmed and probable statements count. Unverified ones stand apart and count nowhere.",
)
