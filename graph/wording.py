"""Records in plain words, the same ones on pages and in citations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from graph.contents import Fact, Milestone, Observation, Position
from graph.dates import Holds, Span

_FULL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Wording:
    """Says what a record says. `label` gives the name of a thing by its id, `relation` the words of a relation by its
    local name, `concept` those of a concept by its slug."""

    label: Callable[[str], str]
    relation: Callable[[str], str]
    concept: Callable[[str], str]

    def fact(self, fact: Fact) -> str:
        """A statement; a denial begins with the word `denied`."""
        denied = "denied: " if fact.denied else ""
        matter = f" on {self.label(fact.concerning)}" if fact.concerning else ""
        target = f" {self.label(fact.object)}" if fact.object else ""
        return f"{denied}{self.label(fact.subject)} {self.relation(fact.relation)}{target}{matter}"

    def milestone(self, milestone: Milestone) -> str:
        """What happened to which thing, and when, as written."""
        return f"{self.label(milestone.entity)}: {self.concept(milestone.milestone)} {milestone.written}"

    def position(self, position: Position) -> str:
        """Who takes which stance on what."""
        stance = self.concept(f"stance-{position.stance}")
        return f"position: {self.label(position.holder)} {stance}, {self.label(position.matter)}"

    def observation(self, observation: Observation) -> str:
        """Of what, what was measured, and how much."""
        measure = observation.measure.replace("-", " ")
        return f"{self.label(observation.subject)}: {measure}, {observation.value} {observation.unit}"


def days_in_words(begins: str, ends: str) -> str:
    """Days as their sources give them, in words that claim no more: the end is the first day on which it no longer
    holds."""
    start = _start(begins)
    if ends == "?":
        return f"{start}; whether it ended is not known"
    if not ends:
        return f"{start}; no end recorded"
    if _FULL_DAY.fullmatch(ends):
        return f"{start} to before {ends}"
    return f"{start} until some day in {ends}"


def standing(span: Span, day: date) -> str:
    """How a record stands on a day: `yes`, `not certain`, `ended` or `later`."""
    held = span.holds_on(day)
    if held is Holds.NO:
        return "ended" if span.possibly_until <= day else "later"
    return "yes" if held is Holds.YES else "not certain"


def _start(begins: str) -> str:
    if begins.startswith(".."):
        return f"from {begins[2:]} or earlier"
    return f"from {begins}" if _FULL_DAY.fullmatch(begins) else f"from some day in {begins}"
