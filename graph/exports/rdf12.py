"""RDF 1.2 in Turtle: the plain triple of a statement, with the statement as what annotates it.

`st:x rdf:reifies <<( s p o )>>` names the triple that the statement is about; its days, certainty, legal basis and
citations hang on `st:x`, so that `s p o {| :validFrom ?from |}` finds them. This takes the place of the three terms
rdf:subject, rdf:predicate and rdf:object of the core.

A triple is asserted only where at least one statement of it counts: an unverified statement names its triple and does
not assert it. A denial names no triple, so that no pattern takes it for the opposite of what it says; it keeps its
terms :deniedSubject, :deniedRelation and :deniedObject. An asserted triple has no days: for all days it says that it
held at some time, and its annotations say when. For a day only what certainly holds then is asserted, with what
follows from it and what the rules derive, as in the view of that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from graph import iris
from graph.exports.heading import commented
from graph.exports.material import Material
from graph.exports.triples import PREFIXES, triples
from graph.turtle import written

_RDF = iris.PREFIXES["rdf"]
_PARTS = tuple(ox.NamedNode(_RDF + part) for part in ("subject", "predicate", "object"))
_REIFIES = ox.NamedNode(_RDF + "reifies")
_CERTAINTY = ox.NamedNode(iris.ONTOLOGY + "certainty")
_UNVERIFIED = ox.NamedNode(iris.CONCEPT + "unverified")

_MEANING = b"""# RDF 1.2. rdf:reifies names the triple of a statement; its days, certainty and sources hang on the statement.
# A plain triple has no days: it says that this held at some time, or, in a file of one day, on that day.
# Unverified statements and denials assert no triple.
"""


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file of Turtle, which needs a reader of RDF 1.2."""
    found = triples(material)
    parts: dict[Any, dict[ox.NamedNode, Any]] = defaultdict(dict)
    unverified = set()
    kept = set()
    for triple in found:
        if triple.predicate in _PARTS:
            parts[triple.subject][triple.predicate] = triple.object
            continue
        kept.add(triple)
        if (triple.predicate, triple.object) == (_CERTAINTY, _UNVERIFIED):
            unverified.add(triple.subject)
    for statement, three in parts.items():
        plain = ox.Triple(*(three[part] for part in _PARTS))
        kept.add(ox.Triple(statement, _REIFIES, plain))
        # The view of the day is among what was found.
        if material.day is None and statement not in unverified:
            kept.add(plain)
    text = written(sorted(kept, key=str), ox.RdfFormat.TURTLE, PREFIXES)
    yield "eunato.rdf12.ttl", commented(material) + _MEANING + text
