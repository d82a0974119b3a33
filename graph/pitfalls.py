"""The pitfalls of ontologies that a query can see, looked for in ontology and data → the same list of problems as the
checks give. Each is one file of `ontology/checks/`."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from graph import iris
from graph.errors import OntologyError, Place, Problem, Severity
from graph.model import Dataset
from graph.query_files import split_file
from graph.rdf import nquads
from graph.store import ontology_quads

FOLDER = "checks"
_ENDING = "-violation"


def run(data: Dataset, ontology: Path) -> list[Problem]:
    """Every finding of every check, by check and node; none in a sound ontology."""
    engine = ox.Store()
    lines = [*nquads(data), *ontology_quads(ontology)]
    engine.bulk_load(input="\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return found(engine, ontology)


def found(engine: ox.Store, ontology: Path) -> list[Problem]:
    """The findings in a graph that is loaded already, ontology and statements in their named graphs.

    A check selects `?node`, what is at fault, and `?text`, what is wrong or what to do; the summary in its head says
    why that matters. Raises `OntologyError` where a check cannot be run.
    """
    problems = []
    for path in sorted((ontology / FOLDER).glob(f"*{_ENDING}.rq")):
        head, query = split_file(path.read_text(encoding="utf-8"))
        try:
            rows = engine.query(query, prefixes=iris.PREFIXES, use_default_graph_as_union=True)
            nodes = {(row["node"].value, row["text"].value) for row in rows}  # type: ignore[union-attr]
            (why,) = head["summary"]
        except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise OntologyError(f"the check ontology/{FOLDER}/{path.name} cannot be run: {error}") from None
        problems += [
            Problem(
                f"pitfall {path.stem.removesuffix(_ENDING)}",
                Severity.ERROR,
                Place("ontology"),
                f"{node.removeprefix(iris.BASE)}: {text}. {why}",
            )
            for node, text in sorted(nodes)
        ]
    return problems
