"""Statements and things as a page embeds them: short, each source and thing once, ends and bounds only where needed.

A fact is `{i, s, r, o, b}` (id, subject, relation, object, begin as written) and, where they say something: `e` (end as
written), `f`, `u` (certain bounds, half-open), `p`, `q` (widest bounds), `c` (certainty, 1 probable, 2 unverified),
`n` (1 = denied), `w` (role), `m` (in which matter), `t` (note), `x` (contested by), `y` (legal basis), `k` (pairs of
source key and locator). `page.js` restores what is left out: `f` is `b`, `u` is open, `p` is `f`, `q` is `u`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from graph.contents import Cited, Contents, Fact
from graph.dates import EARLIEST, OPEN_END

_CERTAINTY = {"probable": 1, "unverified": 2}


def embedded_fact(fact: Fact) -> dict[str, Any]:
    """One statement as a page embeds it."""
    valid_from, valid_until = fact.span.valid_from.isoformat(), fact.span.valid_until.isoformat()
    found: dict[str, Any] = {"i": fact.id, "s": fact.subject, "r": fact.relation, "o": fact.object, "b": fact.begins}
    found["k"] = [list(pair) for pair in fact.cited]
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
        "t": fact.note,
        "x": list(fact.contested_by),
        "y": list(fact.basis),
    }
    return found | {key: value for key, value in optional.items() if value}


def embedded_things(held: Contents, ids: Iterable[str]) -> dict[str, Any]:
    """Things by id: `l` label, `k` kind, `a` other names that a search should find."""
    found = {}
    for id in sorted(set(ids)):
        if id in held.things:
            entry = held.things[id]
            found[id] = {"l": entry.label, "k": entry.kind, **({"a": list(entry.names)} if entry.names else {})}
    return found


def embedded_sources(held: Contents, cited: Iterable[Cited]) -> dict[str, list[str]]:
    """Sources by key: reference, grade, address."""
    keys = {key for pairs in cited for key, _ in pairs}
    return {
        key: [held.sources[key].text, held.sources[key].grade, held.sources[key].url]
        for key in sorted(keys)
        if key in held.sources
    }


def embedded_data(held: Contents, facts: Iterable[Fact], day: date, **more: Any) -> dict[str, Any]:
    """The data block of a page that shows these statements, starting at `day`. `more` belongs to the page alone."""
    shown = sorted(facts, key=lambda fact: fact.id)
    ids = {id for fact in shown for id in (fact.subject, fact.object, fact.concerning, *fact.basis, *fact.contested_by)}
    return {
        "about": {
            "title": held.about.title,
            "version": held.about.version,
            "sha256": held.about.sha256,
            "covered": held.about.covered_until.isoformat(),
        },
        "day": day.isoformat(),
        "things": embedded_things(held, ids),
        "sources": embedded_sources(held, (fact.cited for fact in shown)),
        "words": {relation: held.words.get(relation, relation) for relation in sorted({fact.relation for fact in shown})},
        "kinds": {
            kind: held.words.get(kind, kind)
            for kind in sorted({held.things[id].kind for id in ids if id in held.things})
        },
        "facts": [embedded_fact(fact) for fact in shown],
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
