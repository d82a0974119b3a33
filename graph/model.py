"""The records that the tables hold, each with the place where it stands. No input and no output here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from graph.dates import Span, Stretch
from graph.errors import Place


class Certainty(StrEnum):
    """How good the evidence is. UNVERIFIED rows are held and shown when asked for, and count nowhere."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the place in it that says so."""

    source: str
    locator: str

    def __str__(self) -> str:
        return f"@{self.source}, {self.locator}"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication. `csl` is its CSL-JSON item as curated; `shown_until` the days on which it may have been
    written or, for a page without a date, the day on which it was looked at; None where neither is known."""

    id: str
    place: Place
    csl: Mapping[str, Any]
    grade: str
    primary: bool
    party_to_dispute: bool
    shown_until: Stretch | None

    @property
    def title(self) -> str:
        return str(self.csl.get("title", self.id))

    @property
    def url(self) -> str:
        return str(self.csl.get("URL", ""))


@dataclass(frozen=True, slots=True)
class Dated:
    """The three date columns as written, and the bounds they set."""

    begins: str
    ends: str
    seen: str
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that statements speak of. `dated` is None where its days are not recorded."""

    id: str
    place: Place
    kinds: tuple[str, ...]
    name: str
    acronym: str
    dated: Dated | None
    codes: tuple[tuple[str, str], ...]
    wikidata: str
    authority: str
    homepage: str
    certainty: Certainty | None
    description: str
    sources: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Subject – relation – object, with its days. `denied` marks a sourced negative."""

    id: str
    place: Place
    subject: str
    relation: str
    object: str
    concerning: str
    role: str
    dated: Dated
    denied: bool
    basis: tuple[str, ...]
    certainty: Certainty
    contested_by: tuple[str, ...]
    sources: tuple[Citation, ...]
    note: str

    @property
    def about(self) -> tuple[str, str, str, str, str]:
        """What is stated, without its days: two statements about the same are stints of one fact."""
        return (self.subject, self.relation, self.object, self.concerning, self.role)


@dataclass(frozen=True, slots=True)
class Name:
    """A further name of an entity, in a language, of a kind, on certain days where it changed."""

    entity: str
    place: Place
    name: str
    lang: str
    kind: str
    dated: Dated | None
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A single day in the life of an entity: signed, adopted, published, completed …"""

    id: str
    place: Place
    entity: str
    milestone: str
    written: str
    when: Stretch
    act: str
    certainty: Certainty
    sources: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """Says that the list of statements with these parts is complete on these days; an empty part is any."""

    id: str
    place: Place
    subject: str
    relation: str
    object: str
    role: str
    dated: Dated
    sources: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Position:
    """Who takes which stance on what: holder, stance, matter, towards whom, in which forum, on whose account.

    `attributed_to` names an entity or a source; it is what keeps a report of a stance apart from the stance itself.
    """

    id: str
    place: Place
    holder: str
    stance: str
    matter: str
    towards: str
    forum: str
    dated: Dated
    attributed_to: tuple[str, ...]
    certainty: Certainty
    sources: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a publication says, right or wrong, as of its day; `verdict_note` is the graph's own view.

    Where a catalogue question computes it, `question` and `parameters` name it and `value` is what is claimed; else
    `verdict` is what the curators judge: holds, differs, since-changed, judgement or open.
    """

    id: str
    place: Place
    said_in: Citation
    written: str
    as_of: Stretch
    text: str
    question: str
    parameters: str
    value: str
    verdict: str
    verdict_note: str
    corrected_by: tuple[str, ...]

    @property
    def sources(self) -> tuple[Citation, ...]:
        return (self.said_in,)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Who asks what of whom about what, in which publication, and what met it since, by whose assessment."""

    id: str
    place: Place
    said_in: Citation
    by: tuple[str, ...]
    addressed_to: tuple[str, ...]
    about: tuple[str, ...]
    text: str
    met_by: tuple[str, ...]
    met_degree: str
    assessed_by: tuple[Citation, ...]
    note: str

    @property
    def sources(self) -> tuple[Citation, ...]:
        return (self.said_in, *self.assessed_by)


@dataclass(frozen=True, slots=True)
class Observation:
    """A measured value with its unit, the period it is of (None where none is given), and the vintage of the data it
    was taken from."""

    id: str
    place: Place
    subject: str
    measure: str
    value: str
    unit: str
    written: str
    period: Stretch | None
    vintage: str
    sources: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A publication speaks of a thing, and where."""

    entity: str
    place: Place
    said_in: Citation

    @property
    def sources(self) -> tuple[Citation, ...]:
        return (self.said_in,)


@dataclass(frozen=True, slots=True)
class Retired:
    """An id that is no longer used, why, and what stands in its place."""

    id: str
    place: Place
    reason: str
    successor: str


class Cited(Protocol):
    """A row that carries sources."""

    @property
    def place(self) -> Place: ...

    @property
    def sources(self) -> tuple[Citation, ...]: ...


@dataclass(frozen=True, slots=True)
class Dataset:
    """All records of a data folder. `covered_until` is the last day up to which the whole was curated;
    `covered_by_table` says so for each table that goes further or less far."""

    version: str
    covered_until: date
    title: str
    licence: str
    covered_by_table: Mapping[str, date]
    sources: Mapping[str, Source]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    names: tuple[Name, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    completeness: tuple[Completeness, ...] = ()
    retired: tuple[Retired, ...] = ()
    positions: tuple[Position, ...] = ()
    claims: tuple[Claim, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    observations: tuple[Observation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    by_id: Mapping[str, Entity] = field(default_factory=dict)
    released: str = ""
    # Ids and keys of rows that stand in the tables but could not be read, and tables that could not be read at all:
    # what names them is not wrong.
    held_back: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()

    def cited(self) -> Iterator[tuple[Place, tuple[Citation, ...]]]:
        """Every row that carries sources, with them."""
        tables: tuple[Sequence[Cited], ...] = (
            self.entities,
            self.statements,
            self.names,
            self.milestones,
            self.completeness,
            self.positions,
            self.claims,
            self.recommendations,
            self.observations,
            self.mentions,
        )
        for rows in tables:
            for row in rows:
                yield row.place, row.sources
