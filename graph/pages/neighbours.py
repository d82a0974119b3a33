"""A thing in the middle and what it is linked to on the day around it: places of a small picture, without a script.

Only statements that hold or may hold on the day are drawn. Where there are many, each relation gives some in turn, and
the picture says how many are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from graph.contents import Contents, Fact
from graph.dates import Holds
from graph.pages.addresses import thing_file

MOST = 24
_WIDE = 940
_ROW = 25
_ARC = (70, 120)  # how far from the middle names stand at top and bottom, and how much farther at half height
_LONGEST = 34  # letters of a name beside its dot


@dataclass(frozen=True, slots=True)
class _Spoke:
    """One neighbour: under which words it stands, and whether a statement certainly holds on the day."""

    heading: str
    id: str
    certain: bool


def neighbours_picture(
    held: Contents, facts: Iterable[Fact], id: str, day: date, root: str, symmetric: frozenset[str]
) -> dict[str, Any] | None:
    """The picture as the template draws it, or None where nothing is linked on the day.

    `headings` are {text, x, y, end}; `spokes` {text, full, href, x, y, tx, end, certain}, `end` being true where the
    words stand to the left of their dot. `left_out` is how many neighbours are not drawn.
    """
    groups = _groups(held, facts, id, day, symmetric)
    if not groups:
        return None
    chosen = _in_turn(groups)
    slots: list[str | _Spoke] = []
    for heading, spokes in groups.items():
        some = [spoke for spoke in spokes if spoke in chosen]
        if some:
            more = len(spokes) - len(some)
            slots += [f"{heading}, {more} more" if more else heading, *some]
    half = (len(slots) + 1) // 2
    if half < len(slots) and isinstance(slots[half - 1], str):
        half -= 1  # a heading stands above what it heads
    right, left = slots[:half], slots[half:]
    if left and not isinstance(left[0], str):
        left.insert(0, f"{left[0].heading}, continued")
    high = max(len(right), len(left)) * _ROW + 50
    headings: list[dict[str, Any]] = []
    spokes_drawn: list[dict[str, Any]] = []
    for side, column in ((1, right), (-1, left)):
        for x, y, slot in _places(column, side, high):
            if isinstance(slot, str):
                headings.append({"text": slot, "x": x, "y": y, "end": side < 0})
                continue
            label = held.label(slot.id)
            spokes_drawn.append(
                {
                    "text": label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…",
                    "full": f"{slot.heading}: {label}" + ("" if slot.certain else f", not certain on {day}"),
                    "href": root + thing_file(slot.id),
                    "x": x,
                    "y": y,
                    "tx": x + 10 * side,
                    "end": side < 0,
                    "certain": slot.certain,
                }
            )
    return {
        "wide": _WIDE,
        "high": high,
        "middle": {"x": _WIDE // 2, "y": high // 2, "text": held.things[id].acronym or _short(held.label(id))},
        "headings": headings,
        "spokes": spokes_drawn,
        "left_out": sum(map(len, groups.values())) - len(chosen),
    }


def _groups(
    held: Contents, facts: Iterable[Fact], id: str, day: date, symmetric: frozenset[str]
) -> dict[str, list[_Spoke]]:
    """Neighbours by the words of their relation: what the thing does first, then what is done to it."""
    found: dict[tuple[bool, str], dict[str, bool]] = {}
    for fact in facts:
        if fact.denied or fact.certainty == "unverified" or not fact.object or fact.subject == fact.object:
            continue
        held_on = fact.span.holds_on(day)
        if held_on is Holds.NO:
            continue
        inward = fact.object == id and fact.relation not in symmetric
        words = held.words.get(fact.relation, fact.relation)
        other = fact.subject if fact.object == id else fact.object
        certain = found.setdefault((inward, f"{words} it" if inward else words), {})
        certain[other] = certain.get(other, False) or held_on is Holds.YES
    return {
        heading: [
            _Spoke(heading, other, certain)
            for other, certain in sorted(ends.items(), key=lambda end: (not end[1], held.label(end[0]), end[0]))
        ]
        for (_, heading), ends in sorted(found.items())
    }


def _in_turn(groups: dict[str, list[_Spoke]]) -> set[_Spoke]:
    """At most so many neighbours as can be read, each relation giving one in turn."""
    chosen: list[_Spoke] = []
    for turn in range(max(map(len, groups.values()))):
        chosen += [spokes[turn] for spokes in groups.values() if turn < len(spokes)]
    return set(chosen[:MOST])


def _places(column: list[str | _Spoke], side: int, high: int) -> Iterable[tuple[int, int, str | _Spoke]]:
    """Spots on an arc to the right (1) or the left (-1) of the middle, one below the other."""
    reach = high / 2
    for row, slot in enumerate(column):
        down = (row - (len(column) - 1) / 2) * _ROW
        out = _ARC[0] + _ARC[1] * sqrt(max(0.0, 1 - (down / reach) ** 2))
        yield round(_WIDE / 2 + side * out), round(high / 2 + down), slot


def _short(label: str) -> str:
    return label if len(label) <= 22 else label[:21].rstrip() + "…"
