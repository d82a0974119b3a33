"""A place for each state in each field of the set diagram, so that no token moves while it stays in its field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.dates import OPEN_END, Span

FIELDS = ("only_a", "both", "only_b", "outside")
"""Only in the EU, in both, only in NATO, in neither."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A state's time in `eu`, `nato`, another framework, or as a candidate, cut to the days from `begins` to before
    `ends`."""

    state: str
    where: str
    span: Span
    begins: date = date.min
    ends: date = OPEN_END

    def certain(self, day: date) -> bool:
        """Whether it surely holds on the day."""
        return max(self.span.valid_from, self.begins) <= day < min(self.span.valid_until, self.ends)

    def possible(self, day: date) -> bool:
        """Whether it may hold on the day."""
        return max(self.span.possibly_from, self.begins) <= day < min(self.span.possibly_until, self.ends)


def places(spells: Sequence[Spell]) -> dict[str, Any]:
    """For each field `size`, the number of its places, and `of`, the place of each state that is ever in it.

    States that are never in a field together may share a place of it. The longest members have the first places, so
    that a field is filled from its beginning.
    """
    bounds = {
        day
        for spell in spells
        for day in (
            spell.span.valid_from, spell.span.valid_until, spell.span.possibly_from, spell.span.possibly_until,
            spell.begins, spell.ends,
        )
    }  # fmt: skip
    days = sorted(day for day in bounds if day < OPEN_END)
    lengths = [(after - day).days for day, after in zip(days, [*days[1:], date(2100, 1, 1)], strict=True)]
    by_state: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_state[spell.state].append(spell)
    inside: dict[str, dict[str, set[int]]] = {field: defaultdict(set) for field in FIELDS}
    for state, own in by_state.items():
        for number, day in enumerate(days):
            field = _field(own, day)
            if field:
                inside[field][state].add(number)
    return {field: _filled(inside[field], lengths) for field in FIELDS}


def _field(own: Iterable[Spell], day: date) -> str:
    certain = {spell.where for spell in own if spell.certain(day)}
    if "eu" in certain:
        return "both" if "nato" in certain else "only_a"
    if "nato" in certain:
        return "only_b"
    return "outside" if any(spell.possible(day) for spell in own) else ""


def _filled(present: dict[str, set[int]], lengths: Sequence[int]) -> dict[str, Any]:
    taken: list[set[int]] = []
    found: dict[str, int] = {}
    for state in sorted(present, key=lambda state: (-sum(lengths[number] for number in present[state]), state)):
        free = (place for place, days in enumerate(taken) if not days & present[state])
        place = next(free, len(taken))
        if place == len(taken):
            taken.append(set())
        taken[place] |= present[state]
        found[state] = place
    return {"size": len(taken), "of": dict(sorted(found.items()))}
