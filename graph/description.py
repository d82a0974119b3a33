"""What the data set is, for catalogues and search engines: VoID, DCAT and schema.org in one, as RDF triples.

The server says it of the graph that it serves, an export of the files that it stands beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from graph import iris
from graph.store import About, Iri, Literal, Store

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
_SPDX = "http://spdx.org/rdf/terms#"
_RDF, _DCTERMS, _SCHEMA, _XSD = (iris.PREFIXES[name] for name in ("rdf", "dcterms", "schema", "xsd"))
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
PREFIXES: Final = {
    "void": VOID, "dcat": DCAT, "dcterms": _DCTERMS, "schema": _SCHEMA, "spdx": _SPDX, "xsd": _XSD, "eunato": iris.ONTOLOGY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statistics:
    """How large a graph is: its triples, subjects, things, and how many nodes are of each class and triples of each
    property, by address and sorted by it."""

    triples: int
    subjects: int
    things: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file that holds the data set or a part of it: its path, what it is, its media type, bytes and SHA-256."""

    path: str
    title: str
    media: str
    size: int
    sha256: str
    is_whole_in_rdf: bool = False


def statistics(store: Store, graph: str = "") -> Statistics:
    """Counts of one graph, or of all together."""
    inside = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"

    def by(what: str, where: str) -> tuple[tuple[str, int], ...]:
        rows = store.select(f"SELECT {what} (COUNT(*) AS ?n) WHERE {{ {where} }} GROUP BY {what}").rows
        counted = ((term.value, int(n.value)) for term, n in rows if isinstance(term, Iri) and isinstance(n, Literal))
        return tuple(sorted(counted))

    def one(what: str, only: str = "") -> int:
        (row,) = store.select(f"SELECT ({what} AS ?n) WHERE {{ {inside} {only} }}").rows
        assert isinstance(row[0], Literal)
        return int(row[0].value)

    return Statistics(
        triples=one("COUNT(*)"),
        subjects=one("COUNT(DISTINCT ?s)"),
        things=one("COUNT(DISTINCT ?s)", f"FILTER (?p = skos:prefLabel && STRSTARTS(STR(?s), '{iris.THING}'))"),
        classes=by("?class", inside.replace("?p ?o", "a ?class")),
        properties=by("?p", inside),
    )


def statistics_from(told: dict[str, Any]) -> Statistics:
    """The counts as another process sent them, as JSON of `dataclasses.asdict`."""
    pairs = {name: tuple((iri, number) for iri, number in told[name]) for name in ("classes", "properties")}
    return Statistics(told["triples"], told["subjects"], told["things"], **pairs)


def described(about: About, size: Statistics) -> Iterator[ox.Triple]:
    """The data set: version, licence, days, and how large it is."""
    this = iris.BASE
    for kind in (VOID + "Dataset", DCAT + "Dataset", _SCHEMA + "Dataset"):
        yield link(this, _RDF + "type", kind)
    for term in (_DCTERMS + "title", _SCHEMA + "name"):
        yield words(this, term, about.title, "en")
    for term in (_DCTERMS + "license", _SCHEMA + "license"):
        yield link(this, term, LICENCE)
    for term in (DCAT + "version", _SCHEMA + "version"):
        yield words(this, term, about.version)
    for term in (_DCTERMS + "identifier", _SCHEMA + "identifier"):
        yield words(this, term, about.sha256)
    if about.released:
        for term in (_DCTERMS + "issued", _SCHEMA + "datePublished"):
            yield _typed(this, term, about.released, "date")
    yield _typed(this, iris.ONTOLOGY + "coveredUntil", about.covered_until.isoformat(), "date")
    yield words(this, _SCHEMA + "temporalCoverage", f"../{about.covered_until}")
    yield link(this, _SCHEMA + "url", iris.BASE)
    yield link(this, VOID + "vocabulary", iris.ONTOLOGY)
    yield words(this, VOID + "uriSpace", iris.THING)
    for name, number in (("triples", size.triples), ("distinctSubjects", size.subjects), ("entities", size.things)):
        yield count(this, VOID + name, number)
    yield count(this, VOID + "classes", len(size.classes))
    yield count(this, VOID + "properties", len(size.properties))
    for part, of, counted, parts in (
        ("classPartition", "class", "entities", size.classes),
        ("propertyPartition", "property", "triples", size.properties),
    ):
        for iri, number in parts:
            node = f"{iris.BASE}void/{of}/{quote(iri, safe='')}"
            yield link(this, VOID + part, node)
            yield link(node, VOID + of, iri)
            yield count(node, VOID + counted, number)


def distributed(about: About, files: Iterable[Distribution]) -> Iterator[ox.Triple]:
    """The files of the data set, each under an address made of data version and path."""
    this = iris.BASE
    for file in files:
        node = f"{iris.BASE}distribution/{quote(about.version)}/{quote(file.path)}"
        yield link(this, DCAT + "distribution", node)
        yield link(this, _SCHEMA + "distribution", node)
        if file.is_whole_in_rdf:
            yield link(this, VOID + "dataDump", node)
        for kind in (DCAT + "Distribution", _SCHEMA + "DataDownload"):
            yield link(node, _RDF + "type", kind)
        yield words(node, _DCTERMS + "title", file.title, "en")
        yield words(node, _SCHEMA + "name", file.path)
        yield link(node, _DCTERMS + "license", LICENCE)
        yield link(node, DCAT + "mediaType", _MEDIA_TYPES + file.media)
        yield words(node, _SCHEMA + "encodingFormat", file.media)
        yield _typed(node, DCAT + "byteSize", str(file.size), "nonNegativeInteger")
        yield words(node, _SCHEMA + "contentSize", f"{file.size} B")
        yield words(node, _SCHEMA + "sha256", file.sha256)
        checksum = node + "#checksum"
        yield link(node, _SPDX + "checksum", checksum)
        yield link(checksum, _RDF + "type", _SPDX + "Checksum")
        yield link(checksum, _SPDX + "algorithm", _SPDX + "checksumAlgorithm_sha256")
        yield _typed(checksum, _SPDX + "checksumValue", file.sha256, "hexBinary")


# Triples, for whatever describes something


def link(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def words(subject: str, predicate: str, text: str, language: str | None = None) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(text, language=language))


def count(subject: str, predicate: str, number: int) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(number))


def _typed(subject: str, predicate: str, text: str, datatype: str) -> ox.Triple:
    value = ox.Literal(text, datatype=ox.NamedNode(_XSD + datatype))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
