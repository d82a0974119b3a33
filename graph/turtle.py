"""RDF as text with its prefixes, the same bytes each time: the engine writes prefixes in an order that changes from run
to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox


def written(quads: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """The triples or quads in a format of RDF, in the order given."""
    text = ox.serialize(quads, format=form, prefixes=dict(prefixes)) or b""
    if form not in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
        return text
    # All prefixes come first; in the texts below them a line break is always escaped.
    lines = text.split(b"\n")
    count = next((number for number, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
    return b"\n".join([*sorted(lines[:count]), *lines[count:]])
