"""The quads of the RDF formats: for all days the statements alone, for a day also the ontology and what holds then."""

from __future__ import annotations

import pyoxigraph as ox

from graph import iris
from graph.exports.material import Material
from graph.exports.quads import files as nquads_files
from graph.locations import ontology_folder
from graph.store import ONTOLOGY_FILES

PREFIXES = {name: iri for name, iri in iris.PREFIXES.items() if name != "eunato"}


def quads(material: Material) -> list[ox.Quad]:
    """The same quads as those of the N-Quads, in their order; values as they are written there."""
    ((_, text),) = nquads_files(material)
    return list(ox.parse(input=text, format=ox.RdfFormat.N_QUADS))


def triples(material: Material) -> list[ox.Triple]:
    """The quads without their graphs, each triple once, in the order of N-Triples."""
    return [quad.triple for _, quad in sorted({str(quad.triple): quad for quad in quads(material)}.items())]


def ontology_quads() -> list[ox.Quad]:
    """The ontology and its concepts, in the order of N-Quads."""
    graph = ox.NamedNode(iris.ONTOLOGY_GRAPH)
    found = [
        ox.Quad(one.subject, one.predicate, one.object, graph)
        for name in ONTOLOGY_FILES
        for one in ox.parse(path=str(ontology_folder() / name), format=ox.RdfFormat.TURTLE)
    ]
    return sorted(set(found), key=str)
