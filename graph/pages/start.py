"""The start of a site: the headline question with its answer, the search over every name, the views, and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph import iris
from graph.answers import Answer
from graph.contents import Contents, Fact
from graph.dates import EARLIEST, OPEN_END
from graph.folding import fold
from graph.pages.addresses import question_file
from graph.pages.answers_shown import shown_answer
from graph.pages.document import Site, beside, page
from graph.pages.records import Records
from graph.store import Iri, Literal, Store

HEADLINE = "non-eu-allies-in-pesco"
_NEWEST = 10
# What an act does to others on the day on which it is made; the act itself is the news, and stands in the timeline.
_ACTS_OF_LAW = frozenset(
    ["adoptedBy", "signedBy", "basedOn", "amends", "implements", "replaces", "endorsedBy", "cites"]
)


def start_page(
    found: Answer,
    *,
    search: Mapping[str, Any],
    day: date,
    site: Site,
    records: Records,
    views: Sequence[tuple[str, str, str]],
    figures: Sequence[tuple[str, str, str]],
) -> str:
    """The start page: `found` answers the headline question; `search` is the index of `search_index`; `views` are file,
    name and sentence; `figures` are number, words and file."""
    held = records.held
    return page(
        "start.html",
        data={
            "about": {
                "title": held.about.title,
                "version": held.about.version,
                "sha256": held.about.sha256,
                "covered": held.about.covered_until.isoformat(),
            },
            "day": day.isoformat(),
            "name": "start",
            "root": site.root,
            "sources": [],
            "words": {},
            **search,
        },
        scripts=[beside("page.js"), beside("start.js")],
        styles=[beside("page.css"), beside("site.css")],
        about=held.about,
        title=found.title,
        page_kind="site start",
        skip_to="search",
        skip_words="Skip to the search",
        as_of=day.isoformat(),
        standfirst=f"One of the questions that this graph of EU–NATO relations answers for any day, with its sources. On {day}: {_stages(found)}. Authorised or invited is not participating.",
        notes=(),
        site=site,
        day=day.isoformat(),
        answer=shown_answer(found, records),
        question=question_file(found.question),
        views=[{"href": file, "label": label, "text": words} for file, label, words in views],
        figures=[{"number": number, "words": words, "href": href} for number, words, href in figures],
        changes=[_change(records, at, begins, fact) for at, begins, fact in newest_changes(held, day)],
        version=held.about.version,
    )


def _stages(found: Answer) -> str:
    """How many rows of the headline answer stand at which step, the highest first as they come."""
    counts = Counter(str(row.cells["stage"]) for row in found.rows)
    order = sorted(counts, key=lambda stage: (stage != "participating", -counts[stage], stage))
    return ", ".join(f"{counts[stage]} {stage}" for stage in order) or "none is recorded"


def search_index(store: Store, held: Contents) -> dict[str, Any]:
    """Everything that the search finds: things by all names that a question understands, and sources, whose ids begin
    with @, by key, title and author. The shape is that of `embedded_things`."""
    known = _search_keys(store)
    things: dict[str, Any] = {}
    for id, entry in held.things.items():
        names = [name for name in entry.names if name not in (entry.label, entry.acronym)]
        names += [value for _, value in entry.codes]
        shown = {fold(name) for name in (entry.label, entry.acronym, id, *names)}
        further = sorted(known.get(id, set()) - shown)
        found = {"l": entry.label, "k": entry.kind, "h": entry.acronym, "a": [*dict.fromkeys(names), *further]}
        things[id] = {key: value for key, value in found.items() if value}
    for key, record in held.sources.items():
        # Not the bare name of an author: who types the name of a body means the body.
        authors = [
            "by " + str(author.get("literal") or " ".join(filter(None, (author.get("given"), author.get("family")))))
            for author in record.csl.get("author") or ()
        ]
        things[f"@{key}"] = {"l": str(record.csl.get("title") or key), "k": "Source", "h": f"@{key}", "a": authors}
    kinds = {entry.kind for entry in held.things.values()}
    return {
        "things": things,
        "kinds": {kind: held.words.get(kind, kind) for kind in sorted(kinds)} | {"Source": "source"},
    }


def _search_keys(store: Store) -> dict[str, set[str]]:
    """The folded names by which each thing is found, misspellings among them."""
    keys: dict[str, set[str]] = {}
    for thing, key in store.select("SELECT ?thing ?key WHERE { ?thing skos:hiddenLabel ?key }").rows:
        if isinstance(thing, Iri) and isinstance(key, Literal):
            keys.setdefault(thing.value.removeprefix(iris.THING), set()).add(fold(key.value))
    return keys


def newest_changes(held: Contents, day: date, most: int = _NEWEST) -> list[tuple[date, bool, Fact]]:
    """The last certain beginnings (True) and ends up to a day, newest first; nothing unverified or denied."""
    changes = [
        (at, begins, fact)
        for fact in held.facts.values()
        if fact.object
        and fact.relation not in _ACTS_OF_LAW
        and not fact.denied
        and fact.certainty != "unverified"
        and fact.span.is_certain_somewhere
        for at, begins, exact in (
            (fact.span.valid_from, True, fact.span.possibly_from == fact.span.valid_from),
            (fact.span.valid_until, False, fact.span.possibly_until == fact.span.valid_until),
        )
        if exact and EARLIEST < at <= day and at != OPEN_END
    ]
    return sorted(changes, key=lambda change: (-change[0].toordinal(), change[2].id, change[1]))[:most]


def _change(records: Records, at: date, begins: bool, fact: Fact) -> dict[str, Any]:
    return {"day": at.isoformat(), "what": "began" if begins else "ended", "row": records.fact(fact)}
