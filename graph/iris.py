"""The project's namespaces, and the only place where an id becomes an IRI or an IRI an id.

Kept apart from `rdf` so that reading an answer does not load what writing the graph needs.
"""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/eunato/"

ONTOLOGY: Final = BASE + "ontology#"
THING: Final = BASE + "id/"
STATEMENT: Final = BASE + "statement/"
SOURCE: Final = BASE + "source/"
CONCEPT: Final = BASE + "concept/"
MILESTONE: Final = BASE + "milestone/"
COMPLETENESS: Final = BASE + "completeness/"
CLAIM: Final = BASE + "claim/"
POSITION: Final = BASE + "position/"
RECOMMENDATION: Final = BASE + "recommendation/"
OBSERVATION: Final = BASE + "observation/"
MENTION: Final = BASE + "mention/"

STATEMENTS_GRAPH: Final = BASE + "graph/statements"
ONTOLOGY_GRAPH: Final = BASE + "graph/ontology"
VIEW_GRAPH: Final = BASE + "graph/view/"
# What a publication says of the graphs beside it, in another engine.
RECORD_GRAPH: Final = BASE + "graph/publication"

# What a query may use without declaring it. The empty prefix is the ontology's own.
PREFIXES: Final[dict[str, str]] = {
    "": ONTOLOGY,
    "eunato": ONTOLOGY,
    "id": THING,
    "st": STATEMENT,
    "src": SOURCE,
    "c": CONCEPT,
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def view_graph(day: str) -> str:
    """The IRI of the graph that holds the plain triples of a day, written YYYY-MM-DD."""
    return VIEW_GRAPH + day


# Concepts that bear their scheme in their name, because the bare word would be no name of its own: `stance-blocks`.
_SCHEMES: Final = ("domain-", "met-", "name-", "stance-", "verdict-")


def concept_value(slug: str) -> str:
    """The value as it stands in the tables, for the slug of a concept: `blocks` for `stance-blocks`."""
    for scheme in _SCHEMES:
        if slug.startswith(scheme):
            return slug[len(scheme) :]
    return slug


def class_of(kind: str) -> str:
    """The ontology class of a kind as it stands in the tables: `pesco-project` is `:PescoProject`."""
    return ONTOLOGY + "".join(part.capitalize() for part in kind.split("-"))


def local_id(iri: str, namespace: str) -> str | None:
    """The id behind an IRI of ours, or None where it is not directly in that namespace."""
    if not iri.startswith(namespace):
        return None
    rest = iri[len(namespace) :]
    return None if "/" in rest else rest
