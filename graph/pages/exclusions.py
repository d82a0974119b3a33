"""Who is shut out of formal meetings on Berlin Plus matters, over time: one stretch of days after the other.

The rule is asked on each day on which a statement that it reads begins or ends; nothing can change in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.contents import Contents
from graph.dates import EARLIEST, OPEN_END, Span
from graph.rulebook import Rule
from graph.rules import derive
from graph.store import Store

MEETINGS = "nac-psc-berlin-plus"
RELATION = "excludedFrom"

Verdicts = tuple[tuple[str, str, tuple[str, ...]], ...]
"""State, verdict (yes or unknown) and the statements that this rests on, sorted by state."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, half-open, on which the rule yields the same for the same reasons."""

    begins: date
    ends: date
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The rules, the stretches in order, and the other things from which the same rules shut the same states out."""

    rules: tuple[Rule, ...]
    stretches: tuple[Stretch, ...]
    also_from: tuple[str, ...]


def exclusions(store: Store, held: Contents) -> Exclusions:
    """What the rules yield for every day on which such meetings exist."""
    rules = tuple(rule for rule in store.rules if rule.derives == RELATION)
    days = _days(rules, held)
    stretches: list[Stretch] = []
    others: set[str] | None = None
    for begins, ends in zip(days, [*days[1:], OPEN_END][: len(days)], strict=True):
        found = derive(store, begins, RELATION)
        verdicts = tuple((item.subject, item.verdict, item.statements) for item in found if item.object == MEETINGS)
        if verdicts:
            same = {
                other
                for other in {item.object for item in found} - {MEETINGS}
                if tuple((i.subject, i.verdict, i.statements) for i in found if i.object == other) == verdicts
            }
            others = same if others is None else others & same
        if stretches and stretches[-1].verdicts == verdicts:
            stretches[-1] = Stretch(stretches[-1].begins, ends, verdicts)
        else:
            stretches.append(Stretch(begins, ends, verdicts))
    return Exclusions(rules, tuple(stretches), tuple(sorted(others or ())))


def _days(rules: Iterable[Rule], held: Contents) -> list[date]:
    """The first day of the meetings, and each day after it on which what the rules read may change."""
    life = held.facts.get(f"{MEETINGS}--exists")
    if life is None:
        return []
    begins = life.span.possibly_from
    named = {id for rule in rules for id in re.findall(r"\bid:([\w-]+)", rule.query)}
    relations = {term for rule in rules for term in re.findall(r"(?<!\w):(\w+)", rule.query)}
    spans: list[Span] = [
        fact.span
        for fact in held.facts.values()
        if fact.relation in relations and named & {fact.subject, fact.object, fact.concerning}
    ]
    spans += [list_.span for list_ in held.completeness if list_.relation in relations and list_.object in {*named, ""}]
    bounds = {day for span in spans for day in (span.valid_from, span.valid_until)}
    return [begins, *sorted(day for day in bounds if max(begins, EARLIEST) < day < OPEN_END)]
