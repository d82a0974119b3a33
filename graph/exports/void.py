"""The description of the data set in Turtle, as VoID, DCAT and schema.org: for catalogues, portals, search engines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from graph import iris
from graph.description import PREFIXES, Distribution, described, distributed, statistics
from graph.exports import datapackage, quads
from graph.exports.heading import commented
from graph.exports.material import Material
from graph.turtle import written

MEDIA_TYPES = {
    ".nq": "application/n-quads", ".ttl": "text/turtle", ".trig": "application/trig", ".jsonld": "application/ld+json",
    ".csv": "text/csv", ".json": "application/json", ".graphml": "application/graphml+xml", ".gexf": "application/gexf+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".db": "application/vnd.sqlite3",
    ".md": "text/markdown", ".rq": "application/sparql-query", ".cff": "application/yaml", "": "text/plain",
}  # fmt: skip


_TITLES = {
    "eunato.nq": "All statements, claims and sources as sorted N-Quads",
    "datapackage.json": "Description of the tables (Data Package)",
    "sources.json": "Sources (CSL-JSON)",
}


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file, with the two forms from which all others can be made: the N-Quads and the tables."""
    found = [*quads.files(material), *datapackage.files(material)]
    files = [
        distribution(path, content, _TITLES.get(path, "Table"))
        for path, content in found
        if path != datapackage.DICTIONARY
    ]
    yield "eunato-void.ttl", description(material, files)


def distribution(path: str, content: bytes, title: str) -> Distribution:
    """A file as it is described."""
    suffix = path[path.rindex(".") :] if "." in path else ""
    return Distribution(
        path=path,
        title=title,
        media=MEDIA_TYPES.get(suffix, "application/octet-stream"),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_whole_in_rdf=suffix == ".nq",
    )


def description(material: Material, files: Iterable[Distribution]) -> bytes:
    """The description with these files. Counts are of the graph of statements, without the ontology."""
    about = material.about
    size = statistics(material.store, iris.STATEMENTS_GRAPH)
    triples = {*described(about, size), *distributed(about, files)}
    return commented(material) + written(sorted(triples, key=str), ox.RdfFormat.TURTLE, PREFIXES)
