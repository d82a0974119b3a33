"""To which side a thing belongs, for its colour: the EU's, NATO's, both, or neither.

States are of a side by their membership on the day, which the page works out itself; every other thing by what it is
part of, subordinate to, founded, adopted, signed or conducted by, over all time. An office belongs where the body does
that it leads or commands, a meeting format to those that attend it.
"""

from __future__ import annotations

from collections import defaultdict

from graph.contents import Contents, Fact

_UPWARD = frozenset(
    [
        "partOf", "subordinateTo", "establishedBy", "adoptedBy", "signedBy", "endorsedBy", "conductedBy", "conductedUnder",
        "holdsOffice", "coordinates",
    ]
)  # fmt: skip
_HEADING = frozenset(["leads", "commands"])
_ROOTS = {
    "eu": ("eu", "european-communities", "ecsc", "pesco", "csdp", "cfsp"),
    "nato": ("nato",),
}
_STATES = frozenset(["State", "Polity", "Place"])


def sides(held: Contents) -> dict[str, str]:
    """Things by id: `eu`, `nato` or `both`; those of neither side, and states, are left out."""
    below: dict[str, set[str]] = defaultdict(set)
    for fact in held.facts.values():
        if fact.object and not fact.denied and fact.certainty != "unverified":
            for higher, lower in _belongs(held, fact):
                below[higher].add(lower)
    found: dict[str, str] = {}
    for side, roots in _ROOTS.items():
        waiting = [root for root in roots if root in held.things]
        seen = set(waiting)
        while waiting:
            for thing in sorted(below[waiting.pop()] - seen):
                if held.things[thing].kind not in _STATES:
                    seen.add(thing)
                    waiting.append(thing)
        for thing in seen:
            found[thing] = "both" if found.get(thing, side) != side else side
    return dict(sorted(found.items()))


def _belongs(held: Contents, fact: Fact) -> list[tuple[str, str]]:
    """Pairs of what a statement puts above what."""
    if fact.relation in _UPWARD:
        return [(fact.object, fact.subject)]
    subject, target = held.things[fact.subject].kind, held.things[fact.object].kind
    if fact.relation in _HEADING and subject == "Office" and target in ("Body", "Organisation"):
        return [(fact.object, fact.subject)]
    if fact.relation == "attends" and target == "MeetingFormat":
        return [(fact.subject, fact.object)]
    return []
