"""Everything that concerns one thing, and everything that rests on one source: gathered once for all pages of a site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.contents import (
    Claim,
    Completeness,
    Contents,
    Fact,
    Mention,
    Milestone,
    Name,
    Observation,
    Position,
    Recommendation,
)


@dataclass(slots=True)
class OfThing:
    """What concerns a thing, each list in the order of the ids.

    `facts` have it as subject or object; `beside` name it otherwise: as their matter, their legal basis or a party that
    contests them. `existence` is the statement of its own days. `claims` are corrected by it or by a record about it,
    or computed with it as a parameter.
    """

    existence: Fact | None = None
    facts: list[Fact] = field(default_factory=list)
    beside: list[Fact] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    acts: list[Milestone] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    lists: list[Completeness] = field(default_factory=list)


@dataclass(slots=True)
class OnSource:
    """What rests on a source, and what is said in it; `things` are those whose entries cite it."""

    facts: list[Fact] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    lists: list[Completeness] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


class Gathered:
    """The contents, by thing and by source, and records by id. What nothing concerns is there too, with empty lists."""

    def __init__(self, held: Contents) -> None:
        self.held = held
        self.things: dict[str, OfThing] = {id: OfThing() for id in held.things}
        self.sources: dict[str, OnSource] = {key: OnSource() for key in held.sources}
        self.milestones = {milestone.id: milestone for milestone in held.milestones}
        self.positions = {position.id: position for position in held.positions}
        self.observations = {observation.id: observation for observation in held.observations}
        self._statements()
        self._records()
        self._sayings()

    @property
    def papers(self) -> tuple[str, ...]:
        """The publications that were read for what they mention, by key: only their silence says something."""
        return tuple(sorted({mention.source for mention in self.held.mentions}))

    def place_of(self, id: str) -> tuple[str, str, str] | None:
        """The thing on whose page a record stands, the sort of record, and its id; of a thing's id, itself."""
        if id in self.held.facts:
            return self.held.facts[id].subject, "statement", id
        if id in self.milestones:
            return self.milestones[id].entity, "milestone", id
        if id in self.positions:
            return self.positions[id].holder, "position", id
        if id in self.observations:
            return self.observations[id].subject, "observation", id
        return (id, "", "") if id in self.held.things else None

    def _of(self, ids: Iterable[str]) -> Iterable[OfThing]:
        """What is gathered of these things, each once, in a fixed order."""
        return [self.things[id] for id in sorted(set(ids)) if id in self.things]

    def _on(self, cited: Iterable[tuple[str, str]]) -> Iterable[OnSource]:
        return [self.sources[key] for key in sorted({key for key, _ in cited}) if key in self.sources]

    def _statements(self) -> None:
        for fact in self.held.facts.values():
            if fact.relation == "exists":
                for found in self._of([fact.subject]):
                    found.existence = fact
            else:
                ends = {fact.subject, fact.object}
                for found in self._of(ends):
                    found.facts.append(fact)
                for found in self._of({fact.concerning, *fact.basis, *fact.contested_by} - ends):
                    found.beside.append(fact)
            for place in self._on(fact.cited):
                place.facts.append(fact)

    def _records(self) -> None:
        for id, entry in self.held.things.items():
            for place in self._on(entry.cited):
                place.things.append(id)
        for name in self.held.names:
            for found in self._of([name.entity]):
                found.names.append(name)
            for place in self._on(name.cited):
                place.names.append(name)
        for milestone in self.held.milestones:
            for found in self._of([milestone.entity]):
                found.milestones.append(milestone)
            for found in self._of({milestone.act} - {milestone.entity}):
                found.acts.append(milestone)
            for place in self._on(milestone.cited):
                place.milestones.append(milestone)
        for position in self.held.positions:
            named = (position.holder, position.matter, position.towards, position.forum, *position.attributed_to)
            for found in self._of(named):
                found.positions.append(position)
            for place in self._on([*position.cited, *((key, "") for key in position.attributed_to)]):
                place.positions.append(position)
        for observation in self.held.observations:
            for found in self._of([observation.subject]):
                found.observations.append(observation)
            for place in self._on(observation.cited):
                place.observations.append(observation)
        for scope in self.held.completeness:
            for found in self._of([scope.subject, scope.object]):
                found.lists.append(scope)
            for place in self._on(scope.cited):
                place.lists.append(scope)

    def _sayings(self) -> None:
        for claim in self.held.claims:
            for found in self._of(self._concerned(claim)):
                found.claims.append(claim)
            for place in self._on([(claim.source, "")]):
                place.claims.append(claim)
        for recommendation in self.held.recommendations:
            named = (
                *recommendation.by,
                *recommendation.addressed_to,
                *recommendation.about,
                *recommendation.met_by,
            )
            for found in self._of(named):
                found.recommendations.append(recommendation)
            for place in self._on([(recommendation.source, "")]):
                place.recommendations.append(recommendation)
        for mention in self.held.mentions:
            for found in self._of([mention.entity]):
                found.mentions.append(mention)
            for place in self._on([(mention.source, "")]):
                place.mentions.append(mention)

    def _concerned(self, claim: Claim) -> set[str]:
        """The things that a claim is about, as far as it is told by what corrects it and by what computes it."""
        found = {pair.partition("=")[2] for pair in claim.parameters.split("; ")}
        for id in claim.corrected_by:
            if id in self.held.facts:
                found |= {self.held.facts[id].subject, self.held.facts[id].object}
            elif id in self.positions:
                found |= {self.positions[id].holder, self.positions[id].matter}
            elif (place := self.place_of(id)) is not None:
                found.add(place[0])
        return found


def by_theme(facts: Iterable[Fact], theme: dict[str, str]) -> dict[str, list[Fact]]:
    """Statements by their themes, which are given by id."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[theme[fact.id]].append(fact)
    return dict(found)
