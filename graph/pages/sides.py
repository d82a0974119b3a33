"""To which side a thing belongs, for its colour: the EU's, NATO's, both, or neither.

States are of a side by their membership on the day, which the page works out itself; every other thing by what it is
part of, subordinate to, founded, adopted, signed or conducted by, over all time. An office belongs where the body does
that it leads or commands, a meeting format to those that attend it, a text to both sides that made it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

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
TEXTS = ("Declaration", "Agreement", "SetOfArrangements", "Commitment")
"""The kinds of texts that both sides can have made."""
_SIGNING = frozenset(["signedBy", "endorsedBy", "adoptedBy"])


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
    found |= dict.fromkeys(joint_texts(held, found), "both")
    return dict(sorted(found.items()))


def joint_texts(held: Contents, side: Mapping[str, str]) -> frozenset[str]:
    """Texts of both sides: signed or endorsed by bodies of each, the basis of an agreement between them, and what is
    part of such a text, or has it as part, or carries it out."""
    facts = [fact for fact in held.facts.values() if not fact.denied and fact.certainty != "unverified"]
    by: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.relation in _SIGNING:
            by[fact.subject].add(side.get(fact.object, ""))
        if fact.relation == "hasAgreementWith":
            for act in fact.basis:
                by[act] |= {side.get(fact.subject, ""), side.get(fact.object, "")}
    found = {id for id, of in by.items() if ({"eu", "nato"} <= of or "both" in of) and id in held.things}
    while True:
        more: set[str] = set()
        for fact in facts:
            if fact.relation not in ("partOf", "implements") or not fact.object:
                continue
            whole, part = fact.object, fact.subject
            if whole in found and held.things[part].kind in TEXTS:
                more.add(part)
            if fact.relation == "partOf" and part in found and held.things[whole].kind in TEXTS:
                more.add(whole)
        if more <= found:
            return frozenset(found)
        found |= more


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
