"""RDF as text with its prefixes, the same bytes each time, and in a form that every reader takes.

Two things of the engine's own Turtle are changed: it writes prefixes in an order that differs from run to run, and
names with escaped characters (`id:x\\/citation\\/1`), of which rdflib cannot read all; they are written as full addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

# A text or an address, which stay as they are, or else a prefixed name with an escape; the engine sets a blank or a
# line break after every name.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^>]*>|([\w-]*):(\S*\\\S*)')
_ESCAPE = re.compile(rb"\\(.)")


def written(quads: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """The triples or quads in a format of RDF, in the order given."""
    text = ox.serialize(quads, format=form, prefixes=dict(prefixes)) or b""
    if form not in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
        return text
    spaces = {name.encode(): iri.encode() for name, iri in prefixes.items()}

    def in_full(match: re.Match[bytes]) -> bytes:
        if match[2] is None:
            return match[0]
        return b"<" + spaces[match[1]] + _ESCAPE.sub(rb"\1", match[2]) + b">"

    # All prefixes come first; in the texts below them a line break is always escaped.
    lines = text.split(b"\n")
    count = next((number for number, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
    body = (_TOKEN.sub(in_full, line) if b"\\" in line else line for line in lines[count:])
    return b"\n".join([*sorted(lines[:count]), *body])
