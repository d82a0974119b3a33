"""Which lane of the timeline a thing stands in: each in one lane only, so that no count counts it twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from graph.contents import Contents, Fact
from graph.pages.sides import TEXTS, joint_texts, sides

# The date of the Treaty of Maastricht's entry into force: before it, members are those of the Communities.
_UNION = "1993-11-01"
_BOTH_WAYS = ("hasAgreementWith", "cooperatesWith")


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: how it draws its things, whether it is shown from the start, the things and the statements in it.

    `how` is `steps` (dated steps of a text), `life` (a bar from beginning to end, with steps on it), `members` (who
    joined and left on a day), `projects` (what was adopted and ended on a day) or `facts` (a bar for each statement).
    """

    id: str
    label: str
    how: str
    shown: bool
    things: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sorting:
    """What the lanes are decided by, worked out once."""

    held: Contents
    side: dict[str, str] = field(default_factory=dict)
    joint: frozenset[str] = frozenset()
    accessions: frozenset[str] = frozenset()
    bilateral: frozenset[str] = frozenset()
    under: dict[str, set[str]] = field(default_factory=dict)

    def kind(self, id: str) -> str:
        return self.held.things[id].kind


def lanes(held: Contents) -> list[Lane]:
    """The lanes of everything that is dated, in the order in which they stand; none is empty."""
    sorting = _sorting(held)
    dated = {fact.subject for fact in held.facts.values() if fact.relation == "exists" and not fact.denied}
    dated |= {milestone.entity for milestone in held.milestones}
    found: dict[str, list[str]] = defaultdict(list)
    for id in sorted(dated):
        if id in held.things:
            for lane in _LANES:
                if lane.takes(sorting, id):
                    found[lane.id].append(id)
                    break
    members = _members(held)
    made = [
        Lane(
            lane.id, lane.label, lane.how, lane.shown, tuple(found[lane.id]),
            tuple(sorted(fact.id for fact in members[lane.id])),
        )
        for lane in _LANES
    ]  # fmt: skip
    return [lane for lane in made if lane.things or lane.facts]


def lanes_about(held: Contents, id: str) -> list[Lane]:
    """The lanes of one thing: its own, one for each relation that links it, and those of the things it is linked to."""
    own = [
        fact for fact in held.facts.values() if fact.object and not fact.denied and id in (fact.subject, fact.object)
    ]
    near = {end for fact in own for end in (fact.subject, fact.object)} - {id}
    by_relation: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for fact in own:
        by_relation[fact.relation, fact.subject == id or fact.relation in _BOTH_WAYS].append(fact.id)
    related = [
        Lane(
            f"{'out' if outward else 'in'}-{relation}",
            f"{held.words.get(relation, relation)} …" if outward else f"… {held.words.get(relation, relation)}",
            "facts",
            True,
            facts=tuple(sorted(ids)),
        )
        for (relation, outward), ids in sorted(
            by_relation.items(), key=lambda item: (not item[0][1], -len(item[1]), item[0][0])
        )
    ]
    whole = lanes(held)
    beside = [
        Lane(lane.id, lane.label, lane.how, False, things)
        for lane in whole
        if (things := tuple(thing for thing in lane.things if thing in near))
    ]
    dated = any(id in lane.things for lane in whole) or any(m.entity == id for m in held.milestones)
    itself = [Lane("itself", held.label(id), "life", True, (id,))] if dated else []
    # Where little is linked, all of it is shown at once.
    few = sum(len(lane.things) + len(lane.facts) for lane in (*related, *beside)) <= 60
    return [
        *itself,
        *related,
        *(Lane(lane.id, lane.label, lane.how, few, lane.things, lane.facts) for lane in beside),
    ]


def lane_sides(held: Contents) -> dict[str, str]:
    """The side of a thing, for its colour: as everywhere, and both for texts of both. Treaties are of states."""
    sorting = _sorting(held)
    return {
        id: side for id, side in sorted(sorting.side.items()) if id not in held.things or sorting.kind(id) != "Treaty"
    }


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    label: str
    how: str
    shown: bool
    takes: Callable[[_Sorting, str], bool]


def _kinds(*kinds: str) -> Callable[[_Sorting, str], bool]:
    return lambda sorting, id: sorting.kind(id) in kinds


def _operation(of: str) -> Callable[[_Sorting, str], bool]:
    return lambda sorting, id: sorting.kind(id) == "Operation" and id in sorting.under[of]


def _never(sorting: _Sorting, id: str) -> bool:
    return False


# The first rule that takes a thing decides; the order is also that of the page.
_LANES = (
    _Rule("eu-nato", "EU–NATO declarations and agreements", "steps", True, lambda s, id: s.kind(id) in TEXTS and id in s.joint),
    _Rule("treaties", "Treaties", "steps", True, lambda s, id: s.kind(id) == "Treaty" and id not in s.accessions),
    _Rule("declarations", "Other declarations and conclusions", "steps", True, lambda s, id: s.kind(id) == "Declaration" and id not in s.bilateral),
    _Rule("eu-members", "Members of the EU (to 1993 of the Communities)", "members", True, _never),
    _Rule("nato-members", "Members of NATO", "members", True, _never),
    _Rule("berlin-plus", "Operations with recourse to Berlin Plus", "life", True, _operation("berlin-plus")),
    _Rule("eu-operations", "Other operations of the EU or the Communities", "life", True, _operation("eu")),
    _Rule("nato-operations", "Operations of NATO", "life", True, _operation("nato")),
    _Rule("reports", "Reports", "steps", True, _kinds("Report")),
    _Rule("pesco", "PESCO projects", "projects", True, _kinds("PescoProject")),
    _Rule("strategies", "Strategies and concepts", "steps", False, _kinds("Strategy")),
    _Rule("initiatives", "Commitments and processes", "steps", False, _kinds("Commitment", "Process", "SetOfArrangements", "Capability", "Policy")),
    _Rule("formats", "Meeting formats and dialogues", "life", False, _kinds("MeetingFormat", "Dialogue")),
    _Rule("exercises", "Exercises", "life", False, _kinds("Exercise")),
    _Rule("accessions", "Accession treaties and protocols", "steps", False, lambda s, id: id in s.accessions),
    _Rule("agreements", "Agreements with states, and others", "steps", False, lambda s, id: s.kind(id) in ("Agreement", "Declaration")),
    _Rule("acts", "Legal acts", "steps", False, _kinds("LegalAct")),
    _Rule("other-operations", "Operations of WEU and others", "life", False, _kinds("Operation")),
    _Rule("frameworks", "Organisations, programmes, funds", "life", False, _kinds("Organisation", "Framework", "Programme", "Fund")),
    _Rule("bodies", "Bodies, offices and centres", "life", False, _kinds("Body", "Office", "Centre")),
    _Rule("events", "Summits and other meetings", "life", False, _kinds("Event")),
    _Rule("issues", "Issues and disputes", "life", False, _kinds("Issue")),
)  # fmt: skip


def _sorting(held: Contents) -> _Sorting:
    side = dict(sides(held))
    facts = [fact for fact in held.facts.values() if not fact.denied and fact.certainty != "unverified"]
    under: dict[str, set[str]] = {"berlin-plus": set(), "eu": set(), "nato": set()}
    for fact in facts:
        if fact.relation == "hasRecourseTo" and fact.object == "berlin-plus":
            under["berlin-plus"].add(fact.subject)
    # What is itself unverified is shown when asked for, and then where its unverified statements put it.
    for fact in held.facts.values():
        if fact.relation in ("conductedBy", "conductedUnder") and fact.object in side and not fact.denied:
            side.setdefault(fact.subject, side[fact.object])
    for of in ("eu", "nato"):
        under[of] = {id for id, own in side.items() if own in (of, "both")} - under["berlin-plus"]
    return _Sorting(
        held, side, joint_texts(held, side), frozenset(_accessions(held, facts)),
        frozenset(act for fact in facts if fact.relation == "hasAgreementWith" for act in fact.basis), under,
    )  # fmt: skip


def _accessions(held: Contents, facts: Iterable[Fact]) -> set[str]:
    """Treaties by which a state joined an organisation that was there already."""
    facts = list(facts)
    begins = {fact.subject: fact.span.valid_from for fact in facts if fact.relation == "exists"}
    return {
        act
        for fact in facts
        if fact.relation == "memberOf" and fact.object in begins and fact.span.valid_from > begins[fact.object]
        for act in fact.basis
        if act in held.things and held.things[act].kind == "Treaty"
    }


def _members(held: Contents) -> dict[str, list[Fact]]:
    """Memberships by lane; those of the Communities only where they began before the EU took their place."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in held.facts.values():
        if fact.relation != "memberOf" or fact.denied:
            continue
        if fact.object == "nato":
            found["nato-members"].append(fact)
        elif fact.object == "eu" or (
            fact.object == "european-communities" and fact.span.valid_from.isoformat() < _UNION
        ):
            found["eu-members"].append(fact)
    return found
