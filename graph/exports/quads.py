"""N-Quads, a line a quad, sorted: without a day the statements alone, byte for byte what the fingerprint is of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from graph.errors import DataError
from graph.exports.material import Material


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """The graph of statements; for a day also the ontology and the plain and derived triples of that day."""
    if material.day is None:
        yield "eunato.nq", statements_quads(material.tables, material.about.sha256).encode("utf-8")
    else:
        yield "eunato.nq", b"".join(sorted(material.store.view(material.day).nquads()))


def statements_quads(tables: Path, sha256: str) -> str:
    """The graph of statements as sorted N-Quads, byte for byte what its fingerprint is the SHA-256 of.

    They are made of the tables: the engine writes some values, such as 2.00, in another form. Raises `DataError` where
    the tables are not those of the fingerprint.
    """
    from graph import rdf
    from graph.tables import load

    text = "".join(f"{line}\n" for line in rdf.nquads(load(tables).dataset))
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != sha256:
        raise DataError(f"the tables in {tables} have changed since the graph was opened; try again")
    return text
