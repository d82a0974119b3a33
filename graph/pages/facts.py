"""Statements and things as a page embeds them: short, each source and thing once, ends and bounds only where needed.

A fact is `{i, b, k}` (id, begin as written, citations) and, where they say something: `e` (end as written), `f`, `u`
(certain bounds, half-open), `p`, `q` (widest bounds), `c` (certainty, 1 probable, 2 unverified), `n` (1 = denied), `w`
(role), `m` (in which matter), `t` (note), `x` (contested by), `y` (legal basis). A citation is the place of its source
in `sources`, with the locator unless that is the whole page. `page.js` restores what is left out: subject, relation
and object are the first three parts of an id; `f` is `b`, `u` is open, `p` is `f`, `q` is `u`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from graph.contents import Cited, Contents, Fact
from graph.dates import EARLIEST, OPEN_END

_CERTAINTY = {"probable": 1, "unverified": 2}


_WHOLE = "whole page"


def embedded_fact(fact: Fact, place: Mapping[str, int], notes: bool = True) -> dict[str, Any]:
    """One statement as a page embeds it; `place` tells where each source stands in the page's list."""
    valid_from, valid_until = fact.span.valid_from.isoformat(), fact.span.valid_until.isoformat()
    found: dict[str, Any] = {
        "i": fact.id,
        "b": fact.begins,
        "k": [
            [place[key]] if locator == _WHOLE else [place[key], locator] for key, locator in fact.cited if key in place
        ],
    }
    optional = {
        "e": fact.ends,
        "f": valid_from if valid_from != fact.begins else "",
        "u": valid_until if fact.span.valid_until != OPEN_END else "",
        "p": fact.span.possibly_from.isoformat() if fact.span.possibly_from != fact.span.valid_from else "",
        "q": fact.span.possibly_until.isoformat() if fact.span.possibly_until != fact.span.valid_until else "",
        "c": _CERTAINTY.get(fact.certainty, 0),
        "n": int(fact.denied),
        "w": fact.role,
        "m": fact.concerning,
        "t": fact.note if notes else "",
        "x": list(fact.contested_by),
        "y": list(fact.basis),
    }
    return found | {key: value for key, value in optional.items() if value}


def embedded_things(held: Contents, ids: Iterable[str]) -> dict[str, Any]:
    """Things by id: `l` label, `k` kind, `h` acronym, `a` other names that a search should find."""
    found: dict[str, Any] = {}
    for id in sorted(set(ids)):
        if id in held.things:
            entry = held.things[id]
            others = [name for name in entry.names if name not in (entry.label, entry.acronym)]
            optional = {"h": entry.acronym, "a": others}
            found[id] = {"l": entry.label, "k": entry.kind} | {key: value for key, value in optional.items() if value}
    return found


def embedded_sources(held: Contents, cited: Iterable[Cited]) -> list[list[str]]:
    """Sources, sorted by key: key, reference, grade, and the address where the reference does not hold it."""
    keys = {key for pairs in cited for key, _ in pairs}
    found = [held.sources[key] for key in sorted(keys) if key in held.sources]
    return [
        [record.id, record.text, record.grade, *([record.url] if record.url not in record.text else [])]
        for record in found
    ]


def embedded_data(
    held: Contents,
    facts: Iterable[Fact],
    day: date,
    *,
    things: Iterable[str] = (),
    cited: Iterable[Cited] = (),
    notes: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """The data block of a page that shows these statements, starting at `day`.

    `things` and `cited` are named by the page besides; without `notes` those of the statements are left out; `more`
    belongs to the page alone.
    """
    shown = sorted(facts, key=lambda fact: fact.id)
    sources = embedded_sources(held, [*(fact.cited for fact in shown), *cited])
    place = {source[0]: number for number, source in enumerate(sources)}
    ids = {*things} | {
        id for fact in shown for id in (fact.subject, fact.object, fact.concerning, *fact.basis, *fact.contested_by)
    }
    return {
        "about": {
            "title": held.about.title,
            "version": held.about.version,
            "sha256": held.about.sha256,
            "covered": held.about.covered_until.isoformat(),
        },
        "day": day.isoformat(),
        "things": embedded_things(held, ids),
        "sources": sources,
        "words": {
            relation: held.words.get(relation, relation) for relation in sorted({fact.relation for fact in shown})
        },
        "kinds": {
            kind: held.words.get(kind, kind)
            for kind in sorted({held.things[id].kind for id in ids if id in held.things})
        },
        "facts": [embedded_fact(fact, place, notes) for fact in shown],
        **more,
    }


def days_of_change(facts: Iterable[Fact], until: date) -> list[str]:
    """Every day, up to `until`, on which one of these statements certainly begins or ends, sorted."""
    days = set()
    for fact in facts:
        if fact.certainty == "unverified" or fact.denied or not fact.span.is_certain_somewhere:
            continue
        days |= {day for day in (fact.span.valid_from, fact.span.valid_until) if EARLIEST < day <= until}
    return [day.isoformat() for day in sorted(days)]
