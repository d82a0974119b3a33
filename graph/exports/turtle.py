"""Turtle: the triples of the N-Quads in one graph."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.exports.heading import commented
from graph.exports.material import Material
from graph.exports.triples import PREFIXES, triples
from graph.turtle import written


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file. A statement is a node with its days, certainty and citations; only for a day does it also stand as a
    plain triple, since a plain triple has no days of its own."""
    yield "eunato.ttl", commented(material) + written(triples(material), ox.RdfFormat.TURTLE, PREFIXES)
