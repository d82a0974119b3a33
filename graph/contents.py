"""All that a graph holds, read at once into records: for what needs everything, such as pages and exports.

One pass over the graph of statements; an answer to one question never reads it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import unquote

from graph import iris
from graph.dates import Span
from graph.store import About, Iri, Literal, Store

Cited = tuple[tuple[str, str], ...]
"""Source keys with their locators, in the order of the table."""

_RDF = iris.PREFIXES["rdf"]
_SKOS = iris.PREFIXES["skos"]

# The most telling kind first, for things that are of several kinds: by it a page groups, colours and shapes them.
TELLING_KINDS = (
    "PescoProject", "State", "Polity", "Organisation", "Framework", "Body", "Office", "Centre", "Operation", "Exercise",
    "MeetingFormat", "Treaty", "Agreement", "SetOfArrangements", "Declaration", "LegalAct", "Strategy", "Report",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing: its preferred name, classes (local names, sorted), the most telling of them, other names and codes."""

    id: str
    label: str
    kinds: tuple[str, ...]
    kind: str
    acronym: str
    description: str
    note: str
    names: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    cited: Cited


@dataclass(frozen=True, slots=True)
class Name:
    """A further name of a thing: its language, its kind (official, short, acronym, former, translation, misspelling)
    and the days on which it was in use, as written, where they are known."""

    entity: str
    name: str
    lang: str
    kind: str
    begins: str
    ends: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement: what it says, its days as written and as bounds, and where it says so.

    The existence of a thing has the relation `exists` and an empty object.
    """

    id: str
    subject: str
    relation: str
    object: str
    denied: bool
    role: str
    concerning: str
    basis: tuple[str, ...]
    contested_by: tuple[str, ...]
    begins: str
    ends: str
    span: Span
    certainty: str
    note: str
    cited: Cited
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What happened to a thing and when: the date as written, and the first and the last day it may mean."""

    id: str
    entity: str
    milestone: str
    written: str
    earliest: date
    latest: date
    act: str
    certainty: str
    note: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Position:
    """Who takes which stance on what, towards whom, in which forum, and on whose account (ids or source keys)."""

    id: str
    holder: str
    stance: str
    matter: str
    towards: str
    forum: str
    attributed_to: tuple[str, ...]
    begins: str
    ends: str
    span: Span
    certainty: str
    note: str
    cited: Cited
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a publication says as of a day, and the curators' view of it, with the ids of what corrects it.

    Where a question of the catalogue can compute it: its id, its parameters and the claimed value, as written.
    """

    id: str
    source: str
    locator: str
    written: str
    text: str
    verdict: str
    note: str
    corrected_by: tuple[str, ...]
    question: str = ""
    parameters: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Who asks what of whom about what, where, and what met it since."""

    id: str
    source: str
    locator: str
    by: tuple[str, ...]
    addressed_to: tuple[str, ...]
    about: tuple[str, ...]
    text: str
    met_by: tuple[str, ...]
    met_degree: str
    note: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A measured value with its unit, period and vintage."""

    id: str
    subject: str
    measure: str
    value: str
    unit: str
    period: str
    vintage: str
    note: str
    cited: Cited


Record = Fact | Milestone | Position | Claim | Recommendation | Observation
"""What has an id and an address of its own, apart from things and sources."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Which publication speaks of a thing, and where."""

    entity: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """A list that is complete on the days of the span; subject and object are an id, `kind:` and a class, or empty.
    With a role it is the list of those in that role only."""

    id: str
    subject: str
    relation: str
    object: str
    begins: str
    ends: str
    span: Span
    note: str
    cited: Cited
    role: str = ""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as it is cited, with its grade, address, and its CSL-JSON."""

    id: str
    text: str
    grade: str
    url: str
    primary: bool
    party_to_dispute: bool
    csl: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything, by id and sorted by it.

    `words` and `definitions` are the labels and definitions of classes and relations by local name, `concepts` those
    of the glossary by slug, as pairs.
    """

    about: About
    things: dict[str, Entry]
    facts: dict[str, Fact]
    milestones: tuple[Milestone, ...]
    positions: tuple[Position, ...]
    claims: tuple[Claim, ...]
    recommendations: tuple[Recommendation, ...]
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...]
    completeness: tuple[Completeness, ...]
    sources: dict[str, SourceRecord]
    words: dict[str, str]
    definitions: dict[str, str]
    concepts: dict[str, tuple[str, str]]
    names: tuple[Name, ...] = ()

    def label(self, id: str) -> str:
        """The preferred name of a thing; an id that the graph does not hold stands for itself."""
        return self.things[id].label if id in self.things else id


def contents(store: Store) -> Contents:
    """Reads everything; the same graph gives the same records in the same order."""
    nodes = _Nodes(store)
    return Contents(
        about=store.about,
        things={entry.id: entry for entry in sorted(map(nodes.entry, nodes.things()), key=lambda entry: entry.id)},
        facts={
            fact.id: fact
            for fact in sorted(
                map(nodes.fact, [*nodes.of("Statement"), *nodes.of("NegativeStatement")]), key=lambda fact: fact.id
            )
        },
        milestones=tuple(map(nodes.milestone, nodes.of("Milestone"))),
        positions=tuple(map(nodes.position, nodes.of("Position"))),
        claims=tuple(map(nodes.claim, nodes.of("Claim"))),
        recommendations=tuple(map(nodes.recommendation, nodes.of("Recommendation"))),
        observations=tuple(map(nodes.observation, nodes.of("Observation"))),
        mentions=tuple(map(nodes.mention, nodes.of("Mention"))),
        completeness=tuple(map(nodes.complete, nodes.of("CompletenessStatement"))),
        sources={record.id: record for record in sorted(map(nodes.source, nodes.sources()), key=lambda r: r.id)},
        words={**store.classes, **store.relations, **store.derived_relations},
        definitions=_definitions(store),
        concepts=_concepts(store),
        names=tuple(map(nodes.name, nodes.of("Name"))),
    )


def record_of(store: Store, id: str) -> Record | None:
    """The one record of this id, of whatever kind, without reading the others; None where there is none."""
    nodes = _Nodes(store, [namespace + id for namespace in _RECORDS])
    return next(map(nodes.record, nodes.records()), None)


def record_ids(store: Store) -> list[str]:
    """The ids of all records, sorted."""
    kinds = ":Statement :NegativeStatement :Milestone :Position :Claim :Recommendation :Observation"
    rows = store.select(f"SELECT ?node WHERE {{ VALUES ?kind {{ {kinds} }} ?node a ?kind }}").rows
    return sorted(node.value.rpartition("/")[2] for (node,) in rows if isinstance(node, Iri))


_RECORDS = (
    iris.STATEMENT, iris.MILESTONE, iris.POSITION, iris.CLAIM, iris.RECOMMENDATION, iris.OBSERVATION,
)  # fmt: skip


class _Nodes:
    """The graph of statements, by subject and term; with `only`, these nodes and their citations."""

    def __init__(self, store: Store, only: Iterable[str] = ()) -> None:
        self._parts: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self._of_class: dict[str, list[str]] = defaultdict(list)
        wanted = " ".join(f"<{iri}>" for iri in only)
        which = (
            f"{{ VALUES ?node {{ {wanted} }} }} UNION {{ VALUES ?citing {{ {wanted} }} ?citing :citation ?node }}"
            if wanted
            else ""
        )
        rows = store.select(
            f"""SELECT ?node ?term ?value WHERE {{ GRAPH <{iris.STATEMENTS_GRAPH}> {{
              {which} ?node ?term ?value }} FILTER (?term NOT IN ({_NOT_READ})) }}"""
        ).rows
        for node, term, value in rows:
            assert isinstance(node, Iri) and isinstance(term, Iri) and isinstance(value, Iri | Literal)
            self._parts[node.value].setdefault(_short(term.value), []).append(value.value)
        for node_iri, part in self._parts.items():
            for kind in part.get("rdf:type", ()):
                self._of_class[kind.removeprefix(iris.ONTOLOGY)].append(node_iri)

    def of(self, kind: str) -> list[str]:
        return sorted(self._of_class[kind])

    def things(self) -> list[str]:
        return [iri for iri, part in self._parts.items() if iri.startswith(iris.THING) and "skos:prefLabel" in part]

    def sources(self) -> list[str]:
        return [iri for iri in self._parts if iri.startswith(iris.SOURCE)]

    def records(self) -> list[str]:
        return sorted(iri for iri in self._parts if iri.startswith(_RECORDS) and "rdf:type" in self._parts[iri])

    def record(self, iri: str) -> Record:
        makers: dict[str, Callable[[str], Record]] = {
            iris.STATEMENT: self.fact,
            iris.MILESTONE: self.milestone,
            iris.POSITION: self.position,
            iris.CLAIM: self.claim,
            iris.RECOMMENDATION: self.recommendation,
            iris.OBSERVATION: self.observation,
        }
        return next(make(iri) for namespace, make in makers.items() if iri.startswith(namespace))

    def entry(self, iri: str) -> Entry:
        kinds = tuple(sorted(kind.removeprefix(iris.ONTOLOGY) for kind in self._all(iri, "rdf:type")))
        named = {*self._all(iri, "skos:altLabel"), *self._all(iri, "acronym")}
        codes = [
            (words, value.removeprefix(iris.CONCEPT))
            for term, words in _CODES.items()
            for value in self._all(iri, term)
        ]
        return Entry(
            id=iri.removeprefix(iris.THING),
            label=self._one(iri, "skos:prefLabel"),
            kinds=kinds,
            kind=next((kind for kind in TELLING_KINDS if kind in kinds), kinds[0]),
            acronym=self._one(iri, "acronym"),
            description=self._one(iri, "dcterms:description"),
            note=self._one(iri, "note"),
            names=tuple(sorted(named)),
            codes=tuple(codes),
            links=tuple(
                sorted({*self._all(iri, "schema:url"), *self._all(iri, "skos:exactMatch"), *self._all(iri, "eli")})
            ),
            cited=self._cited(iri),
        )

    def name(self, iri: str) -> Name:
        kind = self._one(iri, "nameKind").removeprefix(iris.CONCEPT + "name-")
        # The address of a name holds its language, kind and text; its label is not read.
        lang, _, name = iri.rpartition("/name/")[2].partition(f"-{kind}-")
        return Name(
            entity=self._one(iri, "nameOf").removeprefix(iris.THING),
            name=unquote(name),
            lang=lang,
            kind=kind,
            begins=self._one(iri, "from"),
            ends=self._one(iri, "to"),
            cited=self._cited(iri),
        )

    def fact(self, iri: str) -> Fact:
        denied = bool(self._all(iri, "deniedRelation"))
        relation = (self._one(iri, "deniedRelation") or self._one(iri, "rdf:predicate")).removeprefix(iris.ONTOLOGY)
        target = self._one(iri, "deniedObject") or self._one(iri, "rdf:object")
        return Fact(
            id=iri.removeprefix(iris.STATEMENT),
            subject=(self._one(iri, "deniedSubject") or self._one(iri, "rdf:subject")).removeprefix(iris.THING),
            relation=relation,
            object=target.removeprefix(iris.THING) if target.startswith(iris.THING) else "",
            denied=denied,
            role=self._one(iri, "role").removeprefix(iris.CONCEPT),
            concerning=self._one(iri, "concerning").removeprefix(iris.THING),
            basis=self._ids(iri, "basis"),
            contested_by=self._ids(iri, "contestedBy"),
            begins=self._one(iri, "from"),
            ends=self._one(iri, "to"),
            span=self._span(iri),
            certainty=self._one(iri, "certainty").removeprefix(iris.CONCEPT),
            note=self._one(iri, "note"),
            cited=self._cited(iri),
            seen=self._one(iri, "seen"),
        )

    def milestone(self, iri: str) -> Milestone:
        return Milestone(
            id=iri.removeprefix(iris.MILESTONE),
            entity=self._one(iri, "milestoneOf").removeprefix(iris.THING),
            milestone=self._one(iri, "milestone").removeprefix(iris.CONCEPT),
            written=self._one(iri, "date"),
            earliest=date.fromisoformat(self._one(iri, "earliest")),
            latest=date.fromisoformat(self._one(iri, "latest")),
            act=self._one(iri, "basis").removeprefix(iris.THING),
            certainty=self._one(iri, "certainty").removeprefix(iris.CONCEPT),
            note=self._one(iri, "note"),
            cited=self._cited(iri),
        )

    def position(self, iri: str) -> Position:
        return Position(
            id=iri.removeprefix(iris.POSITION),
            holder=self._one(iri, "holder").removeprefix(iris.THING),
            stance=self._one(iri, "stance").removeprefix(iris.CONCEPT + "stance-"),
            matter=self._one(iri, "matter").removeprefix(iris.THING),
            towards=self._one(iri, "towards").removeprefix(iris.THING),
            forum=self._one(iri, "forum").removeprefix(iris.THING),
            attributed_to=self._ids(iri, "attributedTo"),
            begins=self._one(iri, "from"),
            ends=self._one(iri, "to"),
            span=self._span(iri),
            certainty=self._one(iri, "certainty").removeprefix(iris.CONCEPT),
            note=self._one(iri, "note"),
            cited=self._cited(iri),
            seen=self._one(iri, "seen"),
        )

    def claim(self, iri: str) -> Claim:
        return Claim(
            id=iri.removeprefix(iris.CLAIM),
            source=self._one(iri, "source").removeprefix(iris.SOURCE),
            locator=self._one(iri, "locator"),
            written=self._one(iri, "asOf"),
            text=self._one(iri, "text"),
            verdict=self._one(iri, "verdict").removeprefix(iris.CONCEPT + "verdict-"),
            note=self._one(iri, "verdictNote"),
            corrected_by=self._ids(iri, "correctedBy"),
            question=self._one(iri, "question"),
            parameters=self._one(iri, "parameters"),
            value=self._one(iri, "value"),
        )

    def recommendation(self, iri: str) -> Recommendation:
        return Recommendation(
            id=iri.removeprefix(iris.RECOMMENDATION),
            source=self._one(iri, "source").removeprefix(iris.SOURCE),
            locator=self._one(iri, "locator"),
            by=self._ids(iri, "by"),
            addressed_to=self._ids(iri, "addressedTo"),
            about=self._ids(iri, "about"),
            text=self._one(iri, "text"),
            met_by=self._ids(iri, "metBy"),
            met_degree=self._one(iri, "metDegree").removeprefix(iris.CONCEPT + "met-"),
            note=self._one(iri, "note"),
        )

    def observation(self, iri: str) -> Observation:
        return Observation(
            id=iri.removeprefix(iris.OBSERVATION),
            subject=self._one(iri, "observed").removeprefix(iris.THING),
            measure=self._one(iri, "measure"),
            value=self._one(iri, "amount"),
            unit=self._one(iri, "unit"),
            period=self._one(iri, "period"),
            vintage=self._one(iri, "vintage"),
            note=self._one(iri, "note"),
            cited=self._cited(iri),
        )

    def mention(self, iri: str) -> Mention:
        return Mention(
            entity=self._one(iri, "mentioned").removeprefix(iris.THING),
            source=self._one(iri, "source").removeprefix(iris.SOURCE),
            locator=self._one(iri, "locator"),
        )

    def complete(self, iri: str) -> Completeness:
        def scope(part: str) -> str:
            kind = self._one(iri, f"complete{part}Kind")
            one = self._one(iri, f"complete{part}")
            return "kind:" + kind.removeprefix(iris.ONTOLOGY) if kind else one.removeprefix(iris.THING)

        return Completeness(
            id=iri.removeprefix(iris.COMPLETENESS),
            subject=scope("Subject"),
            relation=self._one(iri, "completeRelation").removeprefix(iris.ONTOLOGY),
            object=scope("Object"),
            begins=self._one(iri, "from"),
            ends=self._one(iri, "to"),
            span=self._span(iri),
            note=self._one(iri, "note"),
            cited=self._cited(iri),
            role=self._one(iri, "role").removeprefix(iris.CONCEPT),
        )

    def source(self, iri: str) -> SourceRecord:
        return SourceRecord(
            id=iri.removeprefix(iris.SOURCE),
            text=self._one(iri, "dcterms:bibliographicCitation"),
            grade=self._one(iri, "grade").removeprefix(iris.CONCEPT),
            url=self._one(iri, "schema:url"),
            primary=self._one(iri, "primary") == "true",
            party_to_dispute=self._one(iri, "partyToDispute") == "true",
            csl=json.loads(self._one(iri, "csl")),
        )

    def _all(self, iri: str, term: str) -> list[str]:
        return self._parts[iri].get(term, [])

    def _one(self, iri: str, term: str) -> str:
        values = self._parts[iri].get(term)
        return values[0] if values else ""

    def _ids(self, iri: str, term: str) -> tuple[str, ...]:
        return tuple(sorted(value.rpartition("/")[2] for value in self._all(iri, term)))

    def _span(self, iri: str) -> Span:
        bounds = ("validFrom", "validUntil", "possiblyFrom", "possiblyUntil")
        return Span(*(date.fromisoformat(self._one(iri, bound)) for bound in bounds))

    def _cited(self, iri: str) -> Cited:
        nodes = sorted(self._all(iri, "citation"), key=lambda node: int(node.rpartition("/")[2]))
        return tuple(
            (self._one(node, "source").removeprefix(iris.SOURCE), self._one(node, "locator")) for node in nodes
        )


# What only repeats other terms for the sake of other vocabularies, or serves the search for names.
_NOT_READ = "prov:wasDerivedFrom, prov:hadPrimarySource, skos:hiddenLabel, rdfs:label, org:member, org:organization, dcterms:title"
_CODES = {
    "iso2": "ISO 3166-1 alpha-2",
    "iso3": "ISO 3166-1 alpha-3",
    "cowCode": "COW",
    "gwCode": "Gleditsch–Ward",
    "celex": "CELEX",
    "officialJournal": "Official Journal",
    "domain": "domain",
    "wave": "wave",
}
_PREFIXED = {iri: prefix for prefix, iri in iris.PREFIXES.items() if prefix not in ("", "eunato")}


@cache
def _short(iri: str) -> str:
    """An own term by its local name, others with their prefix."""
    if iri.startswith(iris.ONTOLOGY):
        return iri[len(iris.ONTOLOGY) :]
    return next((f"{prefix}:{iri[len(space) :]}" for space, prefix in _PREFIXED.items() if iri.startswith(space)), iri)


def _definitions(store: Store) -> dict[str, str]:
    return dict(_pairs(store, "SELECT ?term ?text WHERE { ?term skos:definition ?text }", iris.ONTOLOGY))


def _concepts(store: Store) -> dict[str, tuple[str, str]]:
    defined = dict(_pairs(store, "SELECT ?term ?text WHERE { ?term skos:definition ?text }", iris.CONCEPT))
    named = _pairs(store, "SELECT ?term ?text WHERE { ?term a skos:Concept ; skos:prefLabel ?text }", iris.CONCEPT)
    return {slug: (label, defined.get(slug, "")) for slug, label in named}


def _pairs(store: Store, query: str, namespace: str) -> Iterable[tuple[str, str]]:
    rows = store.select(query).rows
    return sorted(
        (term.value.removeprefix(namespace), text.value)
        for term, text in rows
        if isinstance(term, Iri) and isinstance(text, Literal) and term.value.startswith(namespace)
    )
