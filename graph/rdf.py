"""Records → RDF, as engine-neutral N-Quads lines. The same records give the same lines, sorted.

No blank nodes: everything that has an id in the tables has an IRI made from it. Only full days are written as
`xsd:date`; a date as its source gives it is kept as text beside them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from urllib.parse import quote

from graph import iris
from graph.dates import OPEN_END, Span
from graph.errors import Place
from graph.folding import fold
from graph.model import (
    Certainty,
    Citation,
    Claim,
    Completeness,
    Dataset,
    Dated,
    Entity,
    Mention,
    Milestone,
    Name,
    Observation,
    Position,
    Recommendation,
    Source,
    Statement,
)
from graph.references import as_text

_RDF = iris.PREFIXES["rdf"]
_RDFS = iris.PREFIXES["rdfs"]
_SKOS = iris.PREFIXES["skos"]
_DCTERMS = iris.PREFIXES["dcterms"]
_ORG = iris.PREFIXES["org"]
_PROV = iris.PREFIXES["prov"]
_SCHEMA = iris.PREFIXES["schema"]
_OWL = iris.PREFIXES["owl"]
_XSD = iris.PREFIXES["xsd"]
_DCAT = "http://www.w3.org/ns/dcat#"

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
# What RFC 3987 does not allow in the paths of our addresses and N-Quads cannot hold unescaped.
_IRI_ESCAPES = str.maketrans({character: f"%{ord(character):02X}" for character in ' <>"{}|\\^`[]'})

_TO_ESCAPE = re.compile(r'[\\"\n\r\t]')
_TO_ESCAPE_IN_IRI = re.compile(r'[ <>"{}|\\^`\[\]]')

_BRACKETS = re.compile(r"\s*\([^)]*\)\s*")
_CODE_TERMS = {
    "iso2": "iso2",
    "iso3": "iso3",
    "cow": "cowCode",
    "gw": "gwCode",
    "celex": "celex",
    "oj": "officialJournal",
}


def nquads(data: Dataset) -> list[str]:
    """The statements graph as sorted N-Quads lines without line ends."""
    graph = _iri(iris.STATEMENTS_GRAPH)
    return sorted({f"{subject} {predicate} {value} {graph} ." for subject, predicate, value in _triples(data)})


def fingerprint(lines: Iterable[str]) -> str:
    """The SHA-256 of the sorted N-Quads, each line ended by `\\n`: what identifies the data set."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8") + b"\n")
    return digest.hexdigest()


Triple = tuple[str, str, str]


def _triples(data: Dataset) -> Iterator[Triple]:
    yield from _dataset(data)
    for source in data.sources.values():
        yield from _source(source)
    for entity in data.entities:
        yield from _entity(entity)
        if entity.dated is not None and entity.certainty is not None:
            yield from _existence(entity, entity.dated, entity.certainty, data)
    for statement in data.statements:
        yield from _statement(statement, data)
    for name in data.names:
        yield from _name(name, data.by_id.get(name.entity))
    for milestone in data.milestones:
        yield from _milestone(milestone)
    for scope in data.completeness:
        yield from _completeness(scope, data)
    for position in data.positions:
        yield from _position(position, data)
    spaces = {row.id: iris.OBSERVATION for row in data.observations}
    spaces |= {row.id: iris.POSITION for row in data.positions}
    spaces |= {row.id: iris.MILESTONE for row in data.milestones}
    spaces |= {row.id: iris.STATEMENT for row in data.statements}
    for claim in data.claims:
        yield from _claim(claim, spaces)
    for recommendation in data.recommendations:
        yield from _recommendation(recommendation)
    for observation in data.observations:
        yield from _observation(observation, data)
    for mention in data.mentions:
        yield from _mention(mention)


def _dataset(data: Dataset) -> Iterator[Triple]:
    this = _iri(iris.BASE)
    yield this, _term(_RDF + "type"), _term(_DCAT + "Dataset")
    yield this, _term(_DCTERMS + "title"), _text(data.title, "en")
    yield this, _term(_DCTERMS + "license"), _iri("https://creativecommons.org/licenses/by/4.0/")
    yield this, _term(_OWL + "versionInfo"), _text(data.version)
    yield this, _own("coveredUntil"), _day(data.covered_until)


def _entity(entity: Entity) -> Iterator[Triple]:
    this = _iri(iris.THING + entity.id)
    for kind in entity.kinds:
        yield this, _term(_RDF + "type"), _iri(iris.class_of(kind))
    yield this, _term(_RDFS + "label"), _text(entity.name, "en")
    yield this, _term(_SKOS + "prefLabel"), _text(entity.name, "en")
    # Acts are often named without what stands in brackets: Decision 2021/749 for Decision (CFSP) 2021/749.
    bare = _BRACKETS.sub(" ", entity.name) if "legal-act" in entity.kinds else ""
    yield from _search_keys(this, entity.name, bare, entity.acronym, entity.id.replace("-", " "))
    if entity.acronym:
        yield this, _own("acronym"), _text(entity.acronym)
    if entity.description:
        yield this, _term(_DCTERMS + "description"), _text(entity.description, "en")
    for scheme, value in entity.codes:
        yield this, *_code(scheme, value)
    if entity.wikidata:
        yield this, _term(_SKOS + "exactMatch"), _iri("http://www.wikidata.org/entity/" + entity.wikidata)
    if entity.authority:
        yield this, _term(_SKOS + "exactMatch"), _iri(entity.authority)
    if entity.homepage:
        yield this, _term(_SCHEMA + "url"), _iri(entity.homepage)
    yield from _evidence(iris.THING + entity.id, entity.sources, entity.note)


def _code(scheme: str, value: str) -> tuple[str, str]:
    if scheme == "eli":
        return _own("eli"), _iri(value)
    if scheme == "domain":
        return _own("domain"), _concept("domain-" + value)
    if scheme == "wave":
        return _own("wave"), _typed(value, "integer")
    return _own(_CODE_TERMS[scheme]), _text(value)


def _existence(entity: Entity, dated: Dated, certainty: Certainty, data: Dataset) -> Iterator[Triple]:
    """The existence of an entity is a statement of its own, so that its days have sources too."""
    iri = f"{iris.STATEMENT}{entity.id}--exists"
    this = _iri(iri)
    yield this, _term(_RDF + "type"), _own("Statement")
    yield this, _term(_RDF + "subject"), _iri(iris.THING + entity.id)
    yield this, _term(_RDF + "predicate"), _own("exists")
    yield this, _term(_RDF + "object"), _typed("true", "boolean")
    yield this, _own("certainty"), _concept(certainty)
    yield from _days(this, dated)
    yield from _evidence(iri, entity.sources, entity.note, data)


def _statement(statement: Statement, data: Dataset) -> Iterator[Triple]:
    iri = iris.STATEMENT + statement.id
    this = _iri(iri)
    subject, relation, target = (
        _iri(iris.THING + statement.subject),
        _own(statement.relation),
        _iri(iris.THING + statement.object),
    )
    if statement.denied:
        yield this, _term(_RDF + "type"), _own("NegativeStatement")
        yield this, _own("deniedSubject"), subject
        yield this, _own("deniedRelation"), relation
        yield this, _own("deniedObject"), target
    else:
        yield this, _term(_RDF + "type"), _own("Statement")
        yield this, _term(_RDF + "subject"), subject
        yield this, _term(_RDF + "predicate"), relation
        yield this, _term(_RDF + "object"), target
        if statement.relation == "memberOf":
            yield this, _term(_RDF + "type"), _term(_ORG + "Membership")
            yield this, _term(_ORG + "member"), subject
            yield this, _term(_ORG + "organization"), target
    if statement.concerning:
        yield this, _own("concerning"), _iri(iris.THING + statement.concerning)
    if statement.role:
        yield this, _own("role"), _concept(statement.role)
    for act in statement.basis:
        yield this, _own("basis"), _iri(iris.THING + act)
    for other in statement.contested_by:
        yield this, _own("contestedBy"), _iri(iris.THING + other)
    yield this, _own("certainty"), _concept(statement.certainty)
    yield from _days(this, statement.dated, _known_until(statement.place, data) if statement.denied else None)
    yield from _evidence(iri, statement.sources, statement.note, data)


def _days(this: str, dated: Dated, known_until: date | None = None) -> Iterator[Triple]:
    """The bounds. An open denial, and an open list, is known up to `known_until` and no further."""
    for term, written in (("from", dated.begins), ("to", dated.ends), ("seen", dated.seen)):
        if written:
            yield this, _own(term), _text(written)
    span = dated.span
    if known_until is not None and span.valid_until == OPEN_END:
        span = Span(span.valid_from, _after(known_until), span.possibly_from, span.possibly_until)
    yield this, _own("validFrom"), _day(span.valid_from)
    yield this, _own("validUntil"), _day(span.valid_until)
    yield this, _own("possiblyFrom"), _day(span.possibly_from)
    yield this, _own("possiblyUntil"), _day(span.possibly_until)


def _evidence(iri: str, citations: tuple[Citation, ...], note: str, data: Dataset | None = None) -> Iterator[Triple]:
    this = _iri(iri)
    for number, citation in enumerate(citations, start=1):
        node = _iri(f"{iri}/citation/{number}")
        source = _iri(iris.SOURCE + citation.source)
        yield this, _own("citation"), node
        yield from _cited(node, citation)
        if data is not None:
            yield this, _term(_PROV + "wasDerivedFrom"), source
            if citation.source in data.sources and data.sources[citation.source].primary:
                yield this, _term(_PROV + "hadPrimarySource"), source
    if note:
        yield this, _own("note"), _text(note, "en")


def _name(name: Name, bearer: Entity | None) -> Iterator[Triple]:
    entity = _iri(iris.THING + name.entity)
    if name.kind == "misspelling":
        yield entity, _term(_SKOS + "hiddenLabel"), _text(name.name, name.lang)
    elif bearer is None or (name.name, name.lang) != (bearer.name, "en"):
        yield entity, _term(_SKOS + "altLabel"), _text(name.name, name.lang)
    yield from _search_keys(entity, name.name)
    if name.dated is None and not name.sources:
        return
    iri = f"{iris.THING}{name.entity}/name/{name.lang}-{name.kind}-{quote(name.name, safe='')}"
    this = _iri(iri)
    yield this, _term(_RDF + "type"), _own("Name")
    yield this, _own("nameOf"), entity
    yield this, _own("nameKind"), _concept("name-" + name.kind)
    yield this, _term(_RDFS + "label"), _text(name.name, name.lang)
    if name.dated is not None:
        yield from _days(this, name.dated)
    yield from _evidence(iri, name.sources, "")


def _milestone(milestone: Milestone) -> Iterator[Triple]:
    iri = iris.MILESTONE + milestone.id
    this = _iri(iri)
    yield this, _term(_RDF + "type"), _own("Milestone")
    yield this, _own("milestoneOf"), _iri(iris.THING + milestone.entity)
    yield this, _own("milestone"), _concept(milestone.milestone)
    yield this, _own("date"), _text(milestone.written)
    yield this, _own("earliest"), _day(milestone.when.first)
    yield this, _own("latest"), _day(milestone.when.last)
    yield this, _own("certainty"), _concept(milestone.certainty)
    if milestone.act:
        yield this, _own("basis"), _iri(iris.THING + milestone.act)
    yield from _evidence(iri, milestone.sources, milestone.note)


def _completeness(scope: Completeness, data: Dataset) -> Iterator[Triple]:
    iri = iris.COMPLETENESS + scope.id
    this = _iri(iri)
    yield this, _term(_RDF + "type"), _own("CompletenessStatement")
    yield this, _own("completeRelation"), _own(scope.relation)
    for term, value in (("completeSubject", scope.subject), ("completeObject", scope.object)):
        if value.startswith("kind:"):
            yield this, _own(term + "Kind"), _iri(iris.class_of(value.removeprefix("kind:")))
        elif value:
            yield this, _own(term), _iri(iris.THING + value)
    if scope.role:
        yield this, _own("role"), _concept(scope.role)
    yield from _days(this, scope.dated, _known_until(scope.place, data))
    yield from _evidence(iri, scope.sources, scope.note)


def _position(position: Position, data: Dataset) -> Iterator[Triple]:
    iri = iris.POSITION + position.id
    this = _iri(iri)
    yield this, _term(_RDF + "type"), _own("Position")
    yield this, _own("stance"), _concept("stance-" + position.stance)
    for term, entity in (
        ("holder", position.holder),
        ("matter", position.matter),
        ("towards", position.towards),
        ("forum", position.forum),
    ):
        if entity:
            yield this, _own(term), _iri(iris.THING + entity)
    for teller in position.attributed_to:
        yield this, _own("attributedTo"), _iri(_teller(teller, data))
    yield this, _own("certainty"), _concept(position.certainty)
    yield from _days(this, position.dated)
    yield from _evidence(iri, position.sources, position.note, data)


def _teller(teller: str, data: Dataset) -> str:
    """Who says so: an entity, or else a source."""
    return (iris.THING if teller in data.by_id else iris.SOURCE) + teller


def _claim(claim: Claim, namespaces: Mapping[str, str]) -> Iterator[Triple]:
    this = _iri(iris.CLAIM + claim.id)
    yield this, _term(_RDF + "type"), _own("Claim")
    yield from _said(this, claim.said_in)
    yield this, _own("asOf"), _text(claim.written)
    yield this, _own("earliest"), _day(claim.as_of.first)
    yield this, _own("latest"), _day(claim.as_of.last)
    yield this, _own("text"), _text(claim.text, "en")
    for term, value in (("question", claim.question), ("parameters", claim.parameters), ("value", claim.value)):
        if value:
            yield this, _own(term), _text(value)
    if claim.verdict:
        yield this, _own("verdict"), _concept("verdict-" + claim.verdict)
    if claim.verdict_note:
        yield this, _own("verdictNote"), _text(claim.verdict_note, "en")
    for id in claim.corrected_by:
        yield this, _own("correctedBy"), _iri(namespaces.get(id, iris.THING) + id)


def _recommendation(recommendation: Recommendation) -> Iterator[Triple]:
    iri = iris.RECOMMENDATION + recommendation.id
    this = _iri(iri)
    yield this, _term(_RDF + "type"), _own("Recommendation")
    yield from _said(this, recommendation.said_in)
    yield this, _own("text"), _text(recommendation.text, "en")
    for term, entities in (
        ("by", recommendation.by),
        ("addressedTo", recommendation.addressed_to),
        ("about", recommendation.about),
        ("metBy", recommendation.met_by),
    ):
        for entity in entities:
            yield this, _own(term), _iri(iris.THING + entity)
    if recommendation.met_degree:
        yield this, _own("metDegree"), _concept("met-" + recommendation.met_degree)
    for number, citation in enumerate(recommendation.assessed_by, start=1):
        node = _iri(f"{iri}/assessment/{number}")
        yield this, _own("assessment"), node
        yield from _cited(node, citation)
    if recommendation.note:
        yield this, _own("note"), _text(recommendation.note, "en")


def _observation(observation: Observation, data: Dataset) -> Iterator[Triple]:
    iri = iris.OBSERVATION + observation.id
    this = _iri(iri)
    yield this, _term(_RDF + "type"), _own("Observation")
    yield this, _own("observed"), _iri(iris.THING + observation.subject)
    yield this, _own("measure"), _text(observation.measure)
    yield this, _own("amount"), _typed(observation.value, "decimal")
    yield this, _own("unit"), _text(observation.unit)
    if observation.period is not None:
        yield this, _own("period"), _text(observation.written)
        yield this, _own("earliest"), _day(observation.period.first)
        yield this, _own("latest"), _day(observation.period.last)
    yield this, _own("vintage"), _text(observation.vintage)
    yield from _evidence(iri, observation.sources, observation.note, data)


def _mention(mention: Mention) -> Iterator[Triple]:
    this = _iri(f"{iris.MENTION}{mention.entity}/{mention.said_in.source}")
    yield this, _term(_RDF + "type"), _own("Mention")
    yield this, _own("mentioned"), _iri(iris.THING + mention.entity)
    yield this, _own("source"), _iri(iris.SOURCE + mention.said_in.source)
    yield this, _own("locator"), _text(mention.said_in.locator)


def _said(this: str, citation: Citation) -> Iterator[Triple]:
    """In which publication it is said, and where in it."""
    source = _iri(iris.SOURCE + citation.source)
    yield this, _own("source"), source
    yield this, _own("locator"), _text(citation.locator)
    yield this, _term(_PROV + "wasDerivedFrom"), source


def _cited(node: str, citation: Citation) -> Iterator[Triple]:
    yield node, _term(_RDF + "type"), _own("Citation")
    yield node, _own("source"), _iri(iris.SOURCE + citation.source)
    yield node, _own("locator"), _text(citation.locator)


def _source(source: Source) -> Iterator[Triple]:
    this = _iri(iris.SOURCE + source.id)
    yield this, _term(_RDF + "type"), _own("Source")
    yield this, _term(_DCTERMS + "title"), _text(source.title)
    yield this, _term(_DCTERMS + "bibliographicCitation"), _text(as_text(source.csl))
    yield this, _own("grade"), _concept(source.grade)
    yield this, _own("primary"), _typed(str(source.primary).lower(), "boolean")
    yield this, _own("partyToDispute"), _typed(str(source.party_to_dispute).lower(), "boolean")
    yield this, _own("csl"), _text(json.dumps(source.csl, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    if source.url:
        yield this, _term(_SCHEMA + "url"), _iri(source.url)


def _search_keys(this: str, *texts: str) -> Iterator[Triple]:
    for text in texts:
        key = fold(text)
        if key:
            yield this, _term(_SKOS + "hiddenLabel"), _text(key)


def _known_until(place: Place, data: Dataset) -> date:
    """The day up to which the table of this row was curated."""
    return data.covered_by_table.get(place.file, data.covered_until)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


# Terms as N-Quads write them


def _iri(iri: str) -> str:
    # Hardly any address has anything to escape, and looking takes a fifth of the time.
    return f"<{iri.translate(_IRI_ESCAPES) if _TO_ESCAPE_IN_IRI.search(iri) else iri}>"


# Of the terms of an ontology, its concepts and days there are few, each written many times.
@cache
def _term(iri: str) -> str:
    return _iri(iri)


@cache
def _own(name: str) -> str:
    return _iri(iris.ONTOLOGY + name)


@cache
def _concept(slug: str) -> str:
    return _iri(iris.CONCEPT + slug)


def _text(text: str, lang: str = "") -> str:
    quoted = f'"{text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text}"'
    return f"{quoted}@{lang}" if lang else quoted


def _typed(text: str, datatype: str) -> str:
    return f'"{text}"^^{_term(_XSD + datatype)}'


@cache
def _day(day: date) -> str:
    return _typed(day.isoformat(), "date")
