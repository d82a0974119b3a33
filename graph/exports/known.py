"""Whether a relation is known to hold or not to hold: 1, 0, or nothing where neither is known.

1 needs a statement that counts and certainly holds. 0 needs a denial that certainly holds, or a list that is complete
on the day and in which there is nothing that may hold. A statement that is unverified, or whose days leave it open,
counts neither way and leaves nothing known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.answers import CERTAINTIES
from graph.contents import Completeness, Contents, Fact
from graph.dates import Holds
from graph.exports.flat import counts

Known = int | None

_ONE_DAY = timedelta(days=1)
_ALL_STATES = "kind:State"


@dataclass(frozen=True, slots=True)
class Asked:
    """A relation to one thing, in one role and on one matter, where these are given."""

    relation: str
    object: str
    role: str = ""
    concerning: str = ""


class Knowledge:
    """What is known of relations between things. `symmetric` are the relations that hold in both directions."""

    def __init__(self, held: Contents, symmetric: Iterable[str]) -> None:
        self._held = held
        self._symmetric = frozenset(symmetric)
        self._last = held.about.covered_until
        self._facts: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
        self._outgoing: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._lists: dict[str, list[Completeness]] = defaultdict(list)
        self._covering: dict[tuple[str, str, str, str], list[Completeness]] = {}
        for fact in held.facts.values():
            self._facts[fact.subject, fact.relation, fact.object].append(fact)
            self._outgoing[fact.subject, fact.relation].append(fact)
            if fact.relation in self._symmetric:
                self._facts[fact.object, fact.relation, fact.subject].append(fact)
        for complete in held.completeness:
            self._lists[complete.relation].append(complete)

    def on(self, subject: str, asked: Asked, day: date) -> tuple[Known, list[Fact]]:
        """Whether it holds on the day, and the statements that say so."""
        facts = list(self._of(subject, asked))
        complete = self.is_complete(subject, asked, day, day)
        holding = [fact for fact in facts if counts(fact) and fact.span.holds_on(day) is Holds.YES]
        denying = [fact for fact in facts if _denies(fact) and fact.span.holds_on(day) is Holds.YES]
        if (holding and denying) or (not complete and day > self._last):
            return None, []
        if holding:
            return 1, holding
        if denying:
            return 0, denying
        if any(not fact.denied and fact.span.holds_on(day) is not Holds.NO for fact in facts):
            return None, []
        return (0, []) if complete else (None, [])

    def in_year(self, subject: str, asked: Asked, year: int) -> Known:
        """Whether it holds on any day of the year on which the thing that it is asked of exists."""
        first, last = self._days(asked.object, year)
        if first > last:
            return None
        told = list(self._of(subject, asked))
        facts = [fact for fact in told if not fact.denied]
        complete = self.is_complete(subject, asked, first, last)
        known = last if complete else min(last, self._last)
        if any(counts(f) and max(first, f.span.valid_from) < min(known + _ONE_DAY, f.span.valid_until) for f in facts):
            return 1
        if any(_denies(f) and f.span.valid_from <= first and last < f.span.valid_until for f in told):
            return 0
        if any(f.span.possibly_from <= last and f.span.possibly_until > first for f in facts):
            return None
        return 0 if complete else None

    def linked(self, subject: str, relations: Iterable[str], day: date) -> dict[str, list[Fact]]:
        """To what a thing is certainly related on the day, in one of these relations, with the statements."""
        found: dict[str, list[Fact]] = {}
        if day <= self._last:
            for relation in relations:
                for fact in self._outgoing[subject, relation]:
                    if counts(fact) and fact.span.holds_on(day) is Holds.YES:
                        found.setdefault(fact.object, []).append(fact)
        return dict(sorted(found.items()))

    def is_open(self, subject: str, relations: Iterable[str], kind: str, day: date) -> bool:
        """Whether a thing may be related on the day to something of this kind, without its being certain."""
        return any(
            not fact.denied
            and kind in self._held.things[fact.object].kinds
            and fact.span.holds_on(day) is not Holds.NO
            and not (counts(fact) and fact.span.holds_on(day) is Holds.YES)
            for relation in relations
            for fact in self._outgoing[subject, relation]
        )

    def is_complete(self, subject: str, asked: Asked, first: date, last: date) -> bool:
        """Whether one complete list covers it on all these days. An empty subject or object asks for any."""
        key = (subject, asked.relation, asked.object, asked.role)
        if key not in self._covering:
            self._covering[key] = [c for c in self._lists[asked.relation] if self._covers(c, subject, asked)]
        # A list on one matter only could not be told from that of all: none is held.
        return not asked.concerning and any(
            complete.span.valid_from <= first and last < complete.span.valid_until for complete in self._covering[key]
        )

    def windows(self, asked: Asked) -> list[str]:
        """The days on which one list is complete for all states, as `first..last`, the last included."""
        self.is_complete(_ALL_STATES, asked, self._last, self._last)
        spans = [complete.span for complete in self._covering[_ALL_STATES, asked.relation, asked.object, asked.role]]
        return [f"{span.valid_from}..{span.valid_until - _ONE_DAY}" for span in spans if not asked.concerning]

    def exists(self, id: str, day: date) -> Holds:
        """By its recorded days, whether a thing exists on a day; unknown where none are recorded."""
        facts = [fact for fact in self._facts[id, "exists", ""] if counts(fact)]
        return facts[0].span.holds_on(day) if facts else Holds.UNKNOWN

    def _of(self, subject: str, asked: Asked) -> Iterator[Fact]:
        for fact in self._facts.get((subject, asked.relation, asked.object), ()):
            if fact.role == (asked.role or fact.role) and fact.concerning == (asked.concerning or fact.concerning):
                yield fact

    def _days(self, id: str, year: int) -> tuple[date, date]:
        """The days of a year on which a thing may exist, first and last included."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        facts = [fact for fact in self._facts[id, "exists", ""] if counts(fact)]
        if facts:
            first = max(first, facts[0].span.possibly_from)
            last = min(last, facts[0].span.possibly_until - _ONE_DAY)
        return first, last

    def _covers(self, complete: Completeness, subject: str, asked: Asked) -> bool:
        def either(one: str, other: str) -> bool:
            return self._within(one, complete.subject) and self._within(other, complete.object)

        if complete.role not in ("", asked.role):
            return False
        backwards = asked.relation in self._symmetric and either(asked.object, subject)
        return either(subject, asked.object) or backwards

    def _within(self, id: str, scope: str) -> bool:
        """Whether a list of this scope holds a thing, or all things of a kind written `kind:` and its class."""
        if not scope or scope == id:
            return True
        return scope.startswith("kind:") and id in self._held.things and scope[5:] in self._held.things[id].kinds


def _denies(fact: Fact) -> bool:
    return fact.denied and fact.certainty != CERTAINTIES[0]
