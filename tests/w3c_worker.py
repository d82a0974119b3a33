"""A worker of the server on the data files of the W3C's cases: each file is a named graph, none is the default one.

Its argument is a JSON file of triples of graph, path and base address.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from graph.server.worker import serve
from graph.store import About, Store

ABOUT = About("W3C cases", "0", "", date(2013, 3, 21), {})
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}


def main() -> None:
    engine = ox.Store()
    for graph, path, base in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        engine.load(path=path, format=_FORMATS[Path(path).suffix], base_iri=base, to_graph=ox.NamedNode(graph))
    serve(Store(engine, ABOUT, None), sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
