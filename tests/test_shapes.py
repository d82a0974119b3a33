"""Each shape accepts its passing example, refuses its failing one, and hits at least one node of the real data."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
from conftest import ROOT

from graph import shapes, tables
from graph.errors import OntologyError
from graph.model import Dataset
from graph.package import read_package

ONTOLOGY = ROOT / "ontology"
EXAMPLES = ROOT / "tests" / "shapes"


@pytest.fixture(scope="module")
def data() -> Dataset:
    return tables.load(ROOT / "data").dataset


@pytest.fixture(scope="module")
def words() -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in ("eunato.ttl", "concepts.ttl"):
        graph.parse(str(ONTOLOGY / name), format="turtle")
    return graph


@pytest.fixture(scope="module")
def shape_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(str(ONTOLOGY / "shapes.ttl"), format="turtle")


def shape_names() -> list[str]:
    graph = rdflib.Graph().parse(str(ONTOLOGY / "shapes.ttl"), format="turtle")
    return sorted(str(shape).rpartition("#")[2] for shape in graph.subjects(rdflib.RDF.type, rdflib.SH.NodeShape))


def messages(example: Path, words: rdflib.Graph, shape_graph: rdflib.Graph) -> list[str]:
    graph = rdflib.Graph()
    graph += words
    graph.parse(str(example), format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shape_graph, inference="none")
    assert isinstance(report, rdflib.Graph)
    return [str(message) for message in report.objects(None, rdflib.SH.resultMessage)]


def test_every_shape_has_a_passing_and_a_failing_example() -> None:
    expected = {f"{name}-{kind}.ttl" for name in shape_names() for kind in ("pass", "fail")}
    assert {path.name for path in EXAMPLES.glob("*.ttl")} == expected


@pytest.mark.parametrize("name", shape_names())
def test_passing_example_conforms(name: str, words: rdflib.Graph, shape_graph: rdflib.Graph) -> None:
    assert messages(EXAMPLES / f"{name}-pass.ttl", words, shape_graph) == []


@pytest.mark.parametrize("name", shape_names())
def test_failing_example_is_refused_with_its_message(name: str, words: rdflib.Graph, shape_graph: rdflib.Graph) -> None:
    example = EXAMPLES / f"{name}-fail.ttl"
    expected = example.read_text(encoding="utf-8").splitlines()[0].removeprefix("# message:").strip()
    assert expected
    assert any(expected in message for message in messages(example, words, shape_graph))


def test_real_data_conforms(data: Dataset) -> None:
    assert [str(problem) for problem in shapes.run(data, ONTOLOGY)] == []


def test_every_shape_hits_a_node_of_the_real_data(data: Dataset) -> None:
    assert shapes.untargeted(data, ONTOLOGY) == []


def test_misspelt_target_is_noticed(data: Dataset, tmp_path: Path) -> None:
    for path in ONTOLOGY.glob("*.ttl"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    text = (tmp_path / "shapes.ttl").read_text(encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(
        text.replace("sh:targetClass :Source", "sh:targetClass :Sauce"), encoding="utf-8"
    )
    assert shapes.untargeted(data, tmp_path) != []


def test_broken_shapes_file_is_an_error_and_no_silence(data: Dataset, tmp_path: Path) -> None:
    for name in ("eunato.ttl", "concepts.ttl"):
        (tmp_path / name).write_text((ONTOLOGY / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"shapes\.ttl cannot be read"):
        shapes.run(data, tmp_path)


def test_finding_is_placed_at_its_row(data: Dataset) -> None:
    broken = next(entity for entity in data.entities if entity.id == "norway")
    from dataclasses import replace

    without = replace(broken, codes=())
    entities = tuple(without if entity is broken else entity for entity in data.entities)
    found = shapes.run(replace(data, entities=entities, by_id={**data.by_id, "norway": without}), ONTOLOGY)
    assert {problem.place for problem in found} == {broken.place}
    assert all(problem.rule.startswith("shape ") and problem.rule != "shape " for problem in found)


def test_every_word_the_tables_allow_is_defined() -> None:
    assert shapes.unknown_terms(read_package(ROOT / "data"), ONTOLOGY) == []


def test_every_term_named_in_the_description_is_defined(words: rdflib.Graph) -> None:
    package = read_package(ROOT / "data")
    own = "https://w3id.org/eunato/ontology#"
    named = {
        column.term for table in package.tables.values() for column in table.columns if column.term.startswith(own)
    }
    defined = {str(subject) for subject in words.subjects(rdflib.RDF.type, None)}
    assert named - defined == set()


def test_ontology_has_no_nameless_nodes_and_defines_each_term(words: rdflib.Graph) -> None:
    assert not any(isinstance(node, rdflib.BNode) for triple in words for node in triple)
    for term in set(words.subjects(rdflib.RDF.type, None)):
        if str(term).startswith("https://w3id.org/eunato/ontology#"):
            assert (term, rdflib.RDFS.label, None) in words, term
            assert (term, rdflib.SKOS.definition, None) in words, term


def test_implied_relations_of_the_checks_are_those_of_the_ontology(words: rdflib.Graph) -> None:
    from graph.checks import IMPLIED_RELATION

    own = "https://w3id.org/eunato/ontology#"
    relations = set(words.subjects(rdflib.RDF.type, rdflib.URIRef(own + "Relation")))
    stated = {
        (str(below).removeprefix(own), str(above).removeprefix(own))
        for below, above in words.subject_objects(rdflib.RDFS.subPropertyOf)
        if below in relations and above in relations
    }
    assert stated == set(IMPLIED_RELATION.items())


def test_context_reads_what_the_graph_writes() -> None:
    import json

    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    document = {**context, "id": "https://w3id.org/eunato/statement/x", "type": "Statement", "validFrom": "2021-05-06"}
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    own = rdflib.Namespace("https://w3id.org/eunato/ontology#")
    node = rdflib.URIRef("https://w3id.org/eunato/statement/x")
    assert graph.value(node, own.validFrom) == rdflib.Literal("2021-05-06", datatype=rdflib.XSD.date)
