"""TriG: each graph under its own name."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.exports.heading import commented
from graph.exports.material import Material
from graph.exports.triples import PREFIXES, ontology_quads, quads
from graph.turtle import written


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file: the statements and the ontology; for a day also the view of it, the plain and derived triples that
    certainly hold then. Its quads are those of `KnowledgeGraph.rdf()`, but for the view where no day is given."""
    found = quads(material)
    if material.day is None:
        found += ontology_quads()
    # One block for each graph.
    found.sort(key=lambda quad: (str(quad.graph_name), str(quad)))
    yield "eunato.trig", commented(material) + written(found, ox.RdfFormat.TRIG, PREFIXES)
