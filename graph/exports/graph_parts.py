"""The nodes and edges of the graph formats, with their attributes: the same in GraphML and GEXF.

An edge is a statement, under its id, from its subject to its object. What counts nowhere is no edge: unverified
statements, and denials, which say that something was not so; a measure of the graph would count them. How many were
left out is said in the file, and the N-Quads hold them. `symmetric` marks edges that hold in both directions and stand
once. Two things may be joined by several edges, one a statement.

Over all days every thing is a node. For a day the edges are the statements that certainly hold on it, and the nodes
what they join: the graph of `KnowledgeGraph.network()` for that day.

Attributes are texts, but for `symmetric`; what is not recorded is the empty text. `begins` and `ends` are the days as
written in the tables (`from` and `to`; networkx and R would take these names for the two ends of an edge), `valid_from`,
`valid_until` the certain and `possibly_from`, `possibly_until` the widest bounds, half-open, empty where open. The days
of a node are those on which the thing exists, where they are recorded and verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph import iris
from graph.contents import Cited, Contents, Entry, Fact
from graph.dates import EARLIEST, OPEN_END, Span
from graph.exports.heading import heading
from graph.exports.material import Material

NODE_ATTRIBUTES = (
    "kind", "kinds", "acronym", "description", "iso2", "iso3", "cow", "gw", "wikidata", "domain", "wave", "celex",
    "begins", "ends", "valid_from", "valid_until", "possibly_from", "possibly_until", "certainty", "citations", "address",
)  # fmt: skip
EDGE_ATTRIBUTES = (
    "statement", "relation", "role", "concerning", "basis", "begins", "ends", "valid_from", "valid_until", "possibly_from",
    "possibly_until", "certainty", "contested_by", "symmetric", "citations", "note", "address",
)  # fmt: skip
_CODES = {
    "ISO 3166-1 alpha-2": "iso2", "ISO 3166-1 alpha-3": "iso3", "COW": "cow", "Gleditsch–Ward": "gw",
    "domain": "domain", "wave": "wave", "CELEX": "celex",
}  # fmt: skip
_WIKIDATA = "http://www.wikidata.org/entity/"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attributes = dict[str, str | bool]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing; `life` is when it exists, None where that is not recorded."""

    id: str
    label: str
    life: Span | None
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement that counts."""

    id: str
    source: str
    target: str
    label: str
    span: Span
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Parts:
    """Nodes and edges, each sorted by id, and what the file says of itself, a line each."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    heading: tuple[str, ...]


def parts(material: Material) -> Parts:
    """All that the graph formats write."""
    held = material.held
    relations = [fact for fact in held.facts.values() if fact.relation != "exists"]
    facts = [fact for fact in relations if _counts(fact)]
    if material.day is not None:
        facts = [fact for fact in facts if fact.span.valid_from <= material.day < fact.span.valid_until]
    joined = {end for fact in facts for end in (fact.subject, fact.object)}
    lives = {fact.subject: fact for fact in held.facts.values() if fact.relation == "exists" and _counts(fact)}
    symmetric = material.store.symmetric_relations
    return Parts(
        nodes=tuple(
            _node(entry, lives.get(entry.id))
            for entry in held.things.values()
            if material.day is None or entry.id in joined
        ),
        edges=tuple(_edge(fact, held, fact.relation in symmetric) for fact in facts),
        heading=(*heading(material), *_rules(relations, material.day)),
    )


def xml_text(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _counts(fact: Fact) -> bool:
    return not fact.denied and fact.certainty != "unverified"


def _rules(relations: Iterable[Fact], day: date | None) -> tuple[str, str]:
    denied = sum(fact.denied for fact in relations)
    unverified = sum(not fact.denied and fact.certainty == "unverified" for fact in relations)
    return (
        f"Edges are statements; left out are {denied} denials and {unverified} unverified statements, which count nowhere"
        + ("" if day is None else ", and what does not certainly hold on that day"),
        "What is not recorded is empty; it does not mean no. Days are half-open: an end is the first day on which it no "
        "longer holds",
    )


def _node(entry: Entry, life: Fact | None) -> Node:
    codes: dict[str, list[str]] = {}
    for words, value in entry.codes:
        if words in _CODES:
            codes.setdefault(_CODES[words], []).append(iris.concept_value(value))
    wikidata = [link.removeprefix(_WIKIDATA) for link in entry.links if link.startswith(_WIKIDATA)]
    attributes: Attributes = {
        "kind": entry.kind,
        "kinds": " ".join(entry.kinds),
        "acronym": entry.acronym,
        "description": entry.description,
        **{code: "; ".join(codes.get(code, ())) for code in _CODES.values()},
        "wikidata": "; ".join(wikidata),
        **_days(life),
        "certainty": life.certainty if life else "",
        "citations": _citations(entry.cited),
        "address": iris.THING + entry.id,
    }
    return Node(entry.id, entry.label, life.span if life else None, attributes)


def _edge(fact: Fact, held: Contents, symmetric: bool) -> Edge:
    attributes: Attributes = {
        # Also as an attribute: igraph does not read the ids of edges.
        "statement": fact.id,
        "relation": fact.relation,
        "role": fact.role,
        "concerning": fact.concerning,
        "basis": "; ".join(fact.basis),
        **_days(fact),
        "certainty": fact.certainty,
        "contested_by": "; ".join(fact.contested_by),
        "symmetric": symmetric,
        "citations": _citations(fact.cited),
        "note": fact.note,
        "address": iris.STATEMENT + fact.id,
    }
    return Edge(fact.id, fact.subject, fact.object, held.words.get(fact.relation, fact.relation), fact.span, attributes)


def _days(fact: Fact | None) -> Attributes:
    if fact is None:
        return dict.fromkeys(("begins", "ends", "valid_from", "valid_until", "possibly_from", "possibly_until"), "")
    return {
        "begins": fact.begins,
        "ends": fact.ends,
        "valid_from": _bound(fact.span.valid_from),
        "valid_until": _bound(fact.span.valid_until),
        "possibly_from": _bound(fact.span.possibly_from),
        "possibly_until": _bound(fact.span.possibly_until),
    }


def _bound(day: date) -> str:
    return "" if day in (EARLIEST, OPEN_END) else day.isoformat()


def _citations(cited: Cited) -> str:
    return "; ".join(f"@{source}, {locator}" for source, locator in cited)
