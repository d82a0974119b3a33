"""To which side a thing belongs, for its colour: the EU's, NATO's, both, or neither.

States are of a side by their membership on the day, which the page works out itself; every other thing by what it is
part of, subordinate to, founded, adopted, signed or conducted by, over all time.
"""

from __future__ import annotations

from collections import defaultdict

from graph.contents import Contents

_UPWARD = frozenset(
    [
        "partOf", "subordinateTo", "establishedBy", "adoptedBy", "signedBy", "endorsedBy", "conductedBy", "conductedUnder",
        "holdsOffice", "coordinates",
    ]
)  # fmt: skip
_ROOTS = {
    "eu": ("eu", "european-communities", "ecsc", "pesco", "csdp", "cfsp"),
    "nato": ("nato",),
}
_STATES = frozenset(["State", "Polity", "Place"])


def sides(held: Contents) -> dict[str, str]:
    """Things by id: `eu`, `nato` or `both`; those of neither side, and states, are left out."""
    below: dict[str, set[str]] = defaultdict(set)
    for fact in held.facts.values():
        if fact.relation in _UPWARD and not fact.denied and fact.object:
            below[fact.object].add(fact.subject)
    found: dict[str, str] = {}
    for side, roots in _ROOTS.items():
        waiting = [root for root in roots if root in held.things]
        seen = set(waiting)
        while waiting:
            for thing in sorted(below[waiting.pop()] - seen):
                if thing in held.things and held.things[thing].kind not in _STATES:
                    seen.add(thing)
                    waiting.append(thing)
        for thing in seen:
            found[thing] = "both" if found.get(thing, side) != side else side
    return dict(sorted(found.items()))
