"""The SHACL shapes of the ontology, run on the whole graph → the same list of problems as the checks give."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from graph import iris
from graph.errors import OntologyError, Place, Problem, Severity
from graph.model import Dataset
from graph.package import Package
from graph.rdf import nquads

if TYPE_CHECKING:
    import rdflib

SHAPES_FILE = "shapes.ttl"


def run(data: Dataset, ontology: Path) -> list[Problem]:
    """Every finding of every shape, placed at the row that it speaks of.

    Raises `OntologyError` if the shapes cannot be run at all: a shape that does not parse must not pass in silence.
    """
    import pyshacl
    import rdflib

    shapes, graph = _read(ontology / SHAPES_FILE), _whole(data, ontology)
    try:
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False)
    except Exception as error:  # noqa: BLE001 - pyshacl raises many kinds, all of them mean that nothing was checked
        raise OntologyError(f"the shapes cannot be run: {error}") from None
    if not isinstance(report, rdflib.Graph):
        raise OntologyError(f"the shapes cannot be run: {report}")
    return _problems(report, _places(data), _names(shapes))


def untargeted(data: Dataset, ontology: Path) -> list[str]:
    """Shapes whose target class no node of the data has: a misspelt target passes in silence."""
    from rdflib.namespace import RDF, RDFS, SH

    shapes, graph = _read(ontology / SHAPES_FILE), _whole(data, ontology)
    missed = []
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        classes = [
            below
            for target in shapes.objects(shape, SH.targetClass)
            for below in graph.transitive_subjects(RDFS.subClassOf, target)
        ]
        hit = any((None, RDF.type, one) in graph for one in classes)
        hit = hit or any((None, path, None) in graph for path in shapes.objects(shape, SH.targetSubjectsOf))
        hit = hit or any((None, path, None) in graph for path in shapes.objects(shape, SH.targetObjectsOf))
        # A relation is a node of the ontology; what counts is that a statement uses it.
        hit = hit or any((None, RDF.predicate, node) in graph for node in shapes.objects(shape, SH.targetNode))
        targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
        if not hit and any((shape, target, None) in shapes for target in targets):
            missed.append(str(shape))
    return sorted(missed)


def _whole(data: Dataset, ontology: Path) -> rdflib.Graph:
    """Statements and ontology in one graph: without the ontology no shape would reach the subclasses."""
    import rdflib

    graph = rdflib.Graph()
    for name in ("eunato.ttl", "concepts.ttl"):
        graph += _read(ontology / name)
    # The lines are N-Quads of one graph; without its name they are N-Triples.
    graph_name = f" <{iris.STATEMENTS_GRAPH}> ."
    graph.parse(data="\n".join(line.removesuffix(graph_name) + " ." for line in nquads(data)), format="nt")
    return graph


def _read(path: Path) -> rdflib.Graph:
    import rdflib

    try:
        return rdflib.Graph().parse(str(path), format="turtle")
    except (OSError, SyntaxError) as error:
        raise OntologyError(f"ontology/{path.name} cannot be read: {error}") from None


def _problems(report: rdflib.Graph, places: Mapping[str, Place], names: Mapping[str, str]) -> list[Problem]:
    from rdflib.namespace import RDF, SH

    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode) or "")
        message = str(report.value(result, SH.resultMessage) or "does not fit its shape")
        shape = str(report.value(result, SH.sourceShape) or "")
        severe = report.value(result, SH.resultSeverity) == SH.Violation
        found.append(
            Problem(
                f"shape {names.get(shape, shape.rpartition('#')[2])}",
                Severity.ERROR if severe else Severity.WARNING,
                _place(focus, places),
                f"{focus.removeprefix(iris.BASE)}: {message}",
            )
        )
    return sorted(found, key=lambda problem: (problem.place, problem.rule, problem.text))


def unknown_terms(package: Package, ontology: Path) -> list[Problem]:
    """Words that the data package allows and the ontology does not define."""
    from rdflib import URIRef
    from rdflib.namespace import OWL, RDF, SKOS

    words = _read(ontology / "eunato.ttl") + _read(ontology / "concepts.ttl")
    own = iris.ONTOLOGY
    expected = {
        "relation": lambda value: (URIRef(own + value), RDF.type, URIRef(own + "Relation")),
        "kinds": lambda value: (URIRef(iris.class_of(value)), RDF.type, OWL.Class),
        "role": lambda value: (URIRef(iris.CONCEPT + value), RDF.type, SKOS.Concept),
        "milestone": lambda value: (URIRef(iris.CONCEPT + value), RDF.type, SKOS.Concept),
        "certainty": lambda value: (URIRef(iris.CONCEPT + value), RDF.type, SKOS.Concept),
        "kind": lambda value: (URIRef(iris.CONCEPT + "name-" + value), RDF.type, SKOS.Concept),
    }
    found = {}
    for table in package.tables.values():
        for column in table.columns:
            for value in column.allowed or ():
                triple = expected[column.name](value) if column.name in expected else None
                if triple is not None and value != "exists" and triple not in words:
                    found[f"{column.name} '{value}'"] = f"{triple[0]} is not defined in the ontology; define it there"
    return [
        Problem("unknown-term", Severity.ERROR, Place("datapackage.json"), f"{what}: {text}")
        for what, text in sorted(found.items())
    ]


def _names(shapes: rdflib.Graph) -> dict[str, str]:
    """The name of the shape that each nameless part of one belongs to."""
    from rdflib.namespace import RDF, SH

    names = {}
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        for part in shapes.transitive_objects(shape, SH.property):
            names[str(part)] = str(shape).rpartition("#")[2]
    return names


def _place(focus: str, places: Mapping[str, Place]) -> Place:
    """The row of a node, or of the row that a part of it (a citation, a name) hangs on."""
    node = focus
    while node:
        if node in places:
            return places[node]
        node = node.rpartition("/")[0]
    return Place("ontology")


def _places(data: Dataset) -> dict[str, Place]:
    places = {iris.THING + entity.id: entity.place for entity in data.entities}
    places |= {f"{iris.STATEMENT}{entity.id}--exists": entity.place for entity in data.entities}
    places |= {iris.STATEMENT + statement.id: statement.place for statement in data.statements}
    places |= {iris.SOURCE + source.id: source.place for source in data.sources.values()}
    places |= {iris.MILESTONE + milestone.id: milestone.place for milestone in data.milestones}
    places |= {iris.COMPLETENESS + scope.id: scope.place for scope in data.completeness}
    return places
