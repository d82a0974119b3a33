"""Records as the rows of a page: names as links, days in words, whether it holds on the day, marks and citations.

A link is `{text, href}`, its address empty where there is no page; a citation is `{key, href, locator}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from graph import iris
from graph.contents import (
    Cited,
    Claim,
    Completeness,
    Fact,
    Milestone,
    Name,
    Observation,
    Position,
    Recommendation,
)
from graph.dates import Span
from graph.pages.addresses import anchor, source_file, thing_file
from graph.pages.gathered import Gathered
from graph.wording import Wording, days_in_words, standing

Link = dict[str, str]

_DAYS = re.compile(r"\d{4}-\d{2}(-\d{2})?(\.\.\d{4}(-\d{2}){0,2})?")
_LANGUAGES = {
    "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fi": "Finnish", "fr": "French", "hr": "Croatian", "hu": "Hungarian", "is": "Icelandic",
    "it": "Italian", "lt": "Lithuanian", "lv": "Latvian", "mul": "in several languages", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip


class Records:
    """Rows for the pages of one folder: `root` leads from it to the start of the site."""

    def __init__(self, gathered: Gathered, root: str, day: date) -> None:
        self.gathered = gathered
        self.held = gathered.held
        self.root = root
        self.day = day
        self.claims = frozenset(claim.id for claim in gathered.held.claims)
        self._wording = Wording(self.held.label, self.words, self.concept)
        self._links: dict[str, Link] = {}

    # Names

    def thing(self, id: str) -> Link:
        """A thing by its label, linked to its dossier; an id that is not held stands for itself."""
        if id not in self._links:
            href = self.root + thing_file(id) if id in self.held.things else ""
            self._links[id] = {"text": self.held.label(id), "href": href}
        return self._links[id]

    def things(self, ids: Iterable[str]) -> list[Link]:
        """Several things, in the order given."""
        return [self.thing(id) for id in ids]

    def source(self, key: str) -> Link:
        """A source by its key, linked to its page."""
        return {"text": f"@{key}", "href": self.root + source_file(key) if key in self.held.sources else ""}

    def teller(self, id: str) -> Link:
        """On whose account: a thing or a source."""
        return self.thing(id) if id in self.held.things else self.source(id)

    def record(self, id: str) -> Link:
        """What corrects a claim, by what it says, linked to where it stands."""
        place = self.gathered.place_of(id)
        if place is None:
            return {"text": id, "href": ""}
        thing, sort, record = place
        href = self.root + thing_file(thing)
        if sort == "statement":
            return {"text": self.sentence(self.held.facts[record]), "href": f"{href}#{anchor(sort, record)}"}
        if sort:
            return {"text": self._record_in_words(sort, record), "href": f"{href}#{anchor(sort, record)}"}
        return self.thing(thing)

    def _record_in_words(self, sort: str, id: str) -> str:
        """A milestone, position or measured value in a few words."""
        if sort == "milestone":
            return self._wording.milestone(self.gathered.milestones[id])
        if sort == "position":
            return self._wording.position(self.gathered.positions[id])
        return self._wording.observation(self.gathered.observations[id])

    def concept(self, slug: str) -> str:
        """The words of a concept; a slug that is none stands for itself."""
        return self.held.concepts[slug][0] if slug in self.held.concepts else slug

    def words(self, relation: str) -> str:
        """The words of a relation."""
        return self.held.words.get(relation, relation)

    # Evidence

    def cited(self, cited: Cited) -> list[dict[str, str]]:
        """Citations as links with their locators."""
        return [{"key": key, "href": self.source(key)["href"], "locator": locator} for key, locator in cited]

    def on_day(self, span: Span, denied: bool = False) -> tuple[str, str]:
        """Whether it holds on the day of the site, in words and as the class of a mark."""
        word = standing(span, self.day)
        if word == "yes":
            return ("denied", "no") if denied else (word, "yes")
        return (f"denial {word}" if denied else word), "unknown" if word == "not certain" else "past"

    # Rows

    def sentence(self, fact: Fact) -> str:
        """A statement in plain words."""
        return self._wording.fact(fact)

    def fact(self, fact: Fact, here: str = "") -> dict[str, Any]:
        """A statement; the thing of the page itself (`here`) is not linked."""
        on_day, mark = self.on_day(fact.span, fact.denied)
        return {
            "id": fact.id,
            "anchor": anchor("statement", fact.id),
            "address": iris.STATEMENT + fact.id,
            "subject": self._here(fact.subject, here),
            "words": "exists" if fact.relation == "exists" else self.words(fact.relation),
            "object": self._here(fact.object, here) if fact.object else None,
            "concerning": self._here(fact.concerning, here) if fact.concerning else None,
            "role": self.concept(fact.role) if fact.role else "",
            "denied": fact.denied,
            "days": unbroken(days_in_words(fact.begins, fact.ends)),
            "on_day": on_day,
            "mark": mark,
            "certainty": fact.certainty,
            "contested_by": self.things(fact.contested_by),
            "basis": [self._here(act, here) for act in fact.basis],
            "note": fact.note,
            "cited": self.cited(fact.cited),
        }

    def facts(self, facts: Iterable[Fact], here: str = "") -> list[dict[str, Any]]:
        """Statements of a table: what the thing does first, then what is done to it, by relation, name and day."""

        def place(fact: Fact) -> tuple[bool, str, str, date, str]:
            other = fact.object if fact.subject == here else fact.subject
            return (
                fact.subject != here,
                self.words(fact.relation),
                self.held.label(other),
                fact.span.valid_from,
                fact.id,
            )

        return [self.fact(fact, here) for fact in sorted(facts, key=place)]

    def name(self, name: Name) -> dict[str, Any]:
        """A name with its kind and the days of its use."""
        return {
            "name": name.name,
            "lang": name.lang if name.lang != "mul" else "",
            "language": _LANGUAGES.get(name.lang, name.lang) if name.lang != "en" else "",
            "kind": self.concept(f"name-{name.kind}"),
            "days": unbroken(days_in_words(name.begins, name.ends)) if name.begins else "",
            "cited": self.cited(name.cited),
        }

    def milestone(self, milestone: Milestone) -> dict[str, Any]:
        """A milestone with the act by which it happened."""
        return {
            "anchor": anchor("milestone", milestone.id),
            "entity": self.thing(milestone.entity),
            "milestone": self.concept(milestone.milestone),
            "date": unbroken(milestone.written),
            "act": self.thing(milestone.act) if milestone.act else None,
            "certainty": milestone.certainty,
            "note": milestone.note,
            "cited": self.cited(milestone.cited),
        }

    def position(self, position: Position, here: str = "") -> dict[str, Any]:
        """A position, with on whose account it is told; the thing of the page itself (`here`) is not linked."""
        on_day, mark = self.on_day(position.span)
        return {
            "anchor": anchor("position", position.id),
            "holder": self._here(position.holder, here),
            "stance": self.concept(f"stance-{position.stance}"),
            "matter": self._here(position.matter, here),
            "towards": self._here(position.towards, here) if position.towards else None,
            "forum": self._here(position.forum, here) if position.forum else None,
            "account": [self.teller(id) for id in position.attributed_to],
            "days": unbroken(days_in_words(position.begins, position.ends)),
            "on_day": on_day,
            "mark": mark,
            "certainty": position.certainty,
            "note": position.note,
            "cited": self.cited(position.cited),
        }

    def claim(self, claim: Claim) -> dict[str, Any]:
        """A claim with the curators' view of it; what a question computes stands on the page of the literature."""
        return {
            "id": claim.id,
            "href": f"{self.root}literature.html#{anchor('claim', claim.id)}",
            "source": self.source(claim.source),
            "locator": claim.locator,
            "as_of": claim.written,
            "text": claim.text,
            "verdict": self.concept(f"verdict-{claim.verdict}") if claim.verdict else "computed",
            "note": claim.note,
            "corrected_by": [self.record(id) for id in claim.corrected_by],
        }

    def recommendation(self, recommendation: Recommendation) -> dict[str, Any]:
        """A recommendation with what met it since."""
        return {
            "anchor": anchor("recommendation", recommendation.id),
            "source": self.source(recommendation.source),
            "locator": recommendation.locator,
            "by": self.things(recommendation.by),
            "addressed_to": self.things(recommendation.addressed_to),
            "about": self.things(recommendation.about),
            "text": recommendation.text,
            "met": self.concept(f"met-{recommendation.met_degree}") if recommendation.met_degree else "not known",
            "met_by": self.things(recommendation.met_by),
            "note": recommendation.note,
        }

    def observation(self, observation: Observation) -> dict[str, Any]:
        """A measured value with its period and vintage."""
        return {
            "anchor": anchor("observation", observation.id),
            "subject": self.thing(observation.subject),
            "measure": observation.measure.replace("-", " "),
            "value": observation.value,
            "unit": observation.unit.replace("-", " "),
            "period": observation.period,
            "vintage": observation.vintage,
            "note": observation.note,
            "cited": self.cited(observation.cited),
        }

    def complete_list(self, scope: Completeness) -> dict[str, Any]:
        """A list that is known to be complete, in words."""
        if scope.relation == "exists":
            words: list[Link | str] = ["every ", self._scope(scope.subject)]
        else:
            relation = self.words(scope.relation)
            words = [
                self._scope(scope.subject) or "anyone",
                f" – {relation} – ",
                self._scope(scope.object) or "anything",
            ]
        return {
            "words": [part if isinstance(part, dict) else {"text": part, "href": ""} for part in words],
            "days": unbroken(days_in_words(scope.begins, scope.ends)),
            "note": scope.note,
            "cited": self.cited(scope.cited),
        }

    def _scope(self, part: str) -> Link | str:
        if part.startswith("kind:"):
            kind = part.removeprefix("kind:")
            return f"{self.held.words.get(kind, kind)}"
        return self.thing(part) if part else ""

    def _here(self, id: str, here: str) -> Link:
        return {"text": self.held.label(id), "href": ""} if id == here else self.thing(id)


def unbroken(text: str) -> Markup:
    """A text whose days and ranges are not broken at the end of a line."""
    return Markup(_DAYS.sub(r'<span class="day">\g<0></span>', str(escape(text))))
