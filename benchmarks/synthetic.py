"""Invented contents of any size and of our shape, the same for the same seed."""

from __future__ import annotations

import random
from datetime import date, timedelta

from graph.contents import Contents, Entry, Fact, SourceRecord
from graph.dates import OPEN_END, Span
from graph.store import About

_KINDS = ("State", "Body", "Operation", "PescoProject", "Treaty")
_RELATIONS = ("partOf", "participatesIn", "contributesTo", "signedBy", "leads")


def invented(things: int, statements: int, seed: int = 1) -> Contents:
    """So many things and statements between them; some things are linked far more often than others, a third of the
    statements have ended."""
    chance = random.Random(seed)
    entries = {}
    for number in range(things):
        id, kind = f"t{number}", _KINDS[number % len(_KINDS)]
        entries[id] = Entry(id, f"Thing number {number}", (kind,), kind, "", "", "", (), (), (), ())
    facts: dict[str, Fact] = {}
    while len(facts) < statements:
        one, other = chance.randrange(things), int(chance.random() ** 2 * things)
        relation = chance.choice(_RELATIONS)
        id = f"t{one}--{relation}--t{other}"
        begins = date(1990, 1, 1) + timedelta(days=chance.randrange(12_000))
        ends = OPEN_END if chance.random() < 0.67 else begins + timedelta(days=chance.randrange(1, 4_000))
        if one == other or id in facts:
            continue
        facts[id] = Fact(
            id=id, subject=f"t{one}", relation=relation, object=f"t{other}", denied=False, role="", concerning="", basis=(),
            contested_by=(), begins=begins.isoformat(), ends="" if ends == OPEN_END else ends.isoformat(),
            span=Span(begins, ends, begins, ends), certainty="confirmed", note="", cited=(("source", "p. 1"),),
        )  # fmt: skip
    source = SourceRecord("source", "A source.", "press", "", False, False, {})
    return Contents(
        about=About("Invented", "1", "0" * 64, date(2026, 6, 30), {}),
        things=entries, facts=facts, milestones=(), positions=(), claims=(), recommendations=(), observations=(),
        mentions=(), completeness=(), sources={"source": source}, words={}, definitions={}, concepts={},
    )  # fmt: skip
