"""No check of `ontology/checks/` finds anything in the real ontology and data; each finds what was spoilt for it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT
from worlds import small_world

from graph import iris, pitfalls
from graph.curation import check_folder
from graph.errors import OntologyError
from graph.store import ONTOLOGY_FILES, Store

ONTOLOGY = ROOT / "ontology"
FILES = sorted(path.stem for path in (ONTOLOGY / pitfalls.FOLDER).glob("*.rq"))

# For each check what is done to the graph, as a SPARQL update, and the node that must be found.
INSERT = "INSERT DATA {{ GRAPH <https://w3id.org/eunato/graph/{}> {{ {} }} }}"
WORDS, FACTS = "ontology", "statements"


def added(graph: str, triples: str) -> str:
    return INSERT.format(graph, triples)


def taken(triples: str) -> str:
    return f"DELETE WHERE {{ GRAPH ?graph {{ {triples} }} }}"


SPOILT = {
    "bare-header": [
        (taken("<https://w3id.org/eunato/ontology> dcterms:license ?x"), "ontology"),
        (taken("<https://w3id.org/eunato/ontology> owl:versionIRI ?x"), "ontology"),
    ],
    "concept-outside-scheme": [
        (taken("c:probable skos:inScheme ?x"), "concept/probable"),
        (taken("c:scheme-certainty skos:hasTopConcept ?x"), "concept/confirmed"),
        (added(WORDS, "c:probable skos:inScheme c:scheme-roles"), "concept/probable"),
    ],
    "cycle": [
        (added(WORDS, ":Actor rdfs:subClassOf :State"), "ontology#Actor"),
        (added(WORDS, ":participatesIn rdfs:subPropertyOf :coordinates"), "ontology#coordinates"),
    ],
    "dangling": [(added(FACTS, "id:norway :note id:nowhere"), "id/nowhere")],
    "equivalence": [
        (added(WORDS, ":State owl:equivalentClass :Polity"), "ontology#State"),
        (added(FACTS, "id:turkey skos:exactMatch <http://www.wikidata.org/entity/Q20>"), "id/norway"),
    ],
    "lopsided-symmetry": [(added(WORDS, ":informs a owl:SymmetricProperty . :hosts a owl:SymmetricProperty"), "ontology#hosts")],
    "missing-definition": [
        (taken(":State skos:definition ?x"), "ontology#State"),
        (taken("c:probable skos:definition ?x"), "concept/probable"),
    ],
    "missing-domain-or-range": [
        (taken(":memberOf rdfs:domain ?x"), "ontology#memberOf"),
        (taken(":validFrom rdfs:range ?x ; schema:rangeIncludes ?y"), "ontology#validFrom"),
    ],
    "missing-label": [(taken(":State rdfs:label ?x"), "ontology#State")],
    "missing-origin": [(taken(":State rdfs:isDefinedBy ?x"), "ontology#State")],
    "misspelt-namespace": [
        (added(FACTS, "id:norway <http://schema.org/url> <https://www.regjeringen.no>"), "http://schema.org/url"),
        (added(FACTS, "<http://w3id.org/eunato/id/norway> :note 'x'@en"), "http://w3id.org/eunato/id/norway"),
        (added(FACTS, "<https://w3id.org/eunato/statements/x> :note 'x'@en"), "statements/x"),
        (added(FACTS, "id:x skos:exactMatch <https://www.wikidata.org/entity/Q20>"), "https://www.wikidata.org/entity/Q20"),
    ],
    "mixed-class": [(added(WORDS, ":Other a owl:Class ; rdfs:label 'other bodies and funds'@en"), "ontology#Other")],
    "named-inverse": [(added(WORDS, ":hasMember a owl:ObjectProperty ; owl:inverseOf :memberOf"), "ontology#hasMember")],
    "naming": [
        (added(WORDS, ":member_of a owl:ObjectProperty"), "ontology#member_of"),
        (added(WORDS, ":pescoProject a owl:Class"), "ontology#pescoProject"),
        (added(WORDS, "c:leadNation a skos:Concept"), "concept/leadNation"),
    ],
    "recursive-definition": [
        (added(WORDS, ":State rdfs:subClassOf :State"), "ontology#State"),
        (added(WORDS, ":Force a owl:Class ; rdfs:label 'force'@en ; skos:definition 'A force.'@en"), "ontology#Force"),
    ],
    "same-definition": [(added(WORDS, ":Land a owl:Class ; skos:definition 'A sovereign state, past or present.'@en"), "ontology#Land")],
    "same-label": [
        (added(WORDS, ":Country a owl:Class ; rdfs:label 'State'@en"), "ontology#Country"),
        (added(WORDS, ":belongsTo a owl:ObjectProperty ; rdfs:label 'member of'@en"), "ontology#belongsTo"),
    ],
    "several-domains-or-ranges": [(added(WORDS, ":memberOf rdfs:range :Framework"), "ontology#memberOf")],
    "several-labels": [(added(WORDS, ":State rdfs:label 'country'@en"), "ontology#State")],
    "two-kinds": [(added(WORDS, ":memberOf a owl:DatatypeProperty"), "ontology#memberOf")],
    "unconnected": [(added(WORDS, ":Doctrine a owl:Class"), "ontology#Doctrine")],
    "undefined-term": [
        (added(FACTS, "id:norway :memberof id:nato"), "ontology#memberof"),
        (added(FACTS, "id:norway a :Country"), "ontology#Country"),
        (added(FACTS, "st:x rdf:predicate :joins"), "ontology#joins"),
        (added(WORDS, ":memberOf dcterms:isPartof :x"), "http://purl.org/dc/terms/isPartof"),
    ],
    "untyped": [(added(FACTS, "id:atlantis rdfs:label 'Atlantis'@en"), "id/atlantis")],
    "wider-than-its-parent": [(added(WORDS, ":participatesIn rdfs:domain :Body"), "ontology#coordinates")],
}  # fmt: skip


@pytest.fixture
def small() -> ox.Store:
    """The ontology, and a state that matches an item of Wikidata."""
    engine = ox.Store()
    for name in ONTOLOGY_FILES:
        engine.bulk_load(
            path=str(ONTOLOGY / name), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(iris.ONTOLOGY_GRAPH)
        )
    engine.update(
        added(FACTS, "id:norway a :State ; skos:exactMatch <http://www.wikidata.org/entity/Q20>"),
        prefixes=iris.PREFIXES,
    )
    return engine  # fmt: skip


def test_real_ontology_and_data_have_no_pitfall(store: Store) -> None:
    engine = ox.Store()
    engine.bulk_load(input=b"".join(store.nquads()), format=ox.RdfFormat.N_QUADS)
    assert len(engine) > 140_000
    assert [str(problem) for problem in pitfalls.found(engine, ONTOLOGY)] == []


def test_every_check_has_something_spoilt_for_it() -> None:
    assert [f"{name}-violation" for name in sorted(SPOILT)] == FILES


@pytest.mark.parametrize(
    ("name", "update", "node"),
    [
        pytest.param(name, update, node, id=f"{name}-{number}")
        for name, cases in SPOILT.items()
        for number, (update, node) in enumerate(cases)
    ],
)
def test_check_finds_what_was_spoilt(small: ox.Store, name: str, update: str, node: str) -> None:
    def hits() -> list[str]:
        return [p.text for p in pitfalls.found(small, ONTOLOGY) if p.rule == f"pitfall {name}"]

    assert hits() == []
    small.update(update, prefixes=iris.PREFIXES)
    assert any(text.startswith(f"{node}: ") for text in hits())


def test_check_runs_with_the_others(tmp_path: Path) -> None:
    ontology = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, ontology)
    path = ontology / "eunato.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace('rdfs:label "polity"@en ;', ""), encoding="utf-8")
    problems = check_folder(small_world(tmp_path / "data"), ontology).problems
    found = [problem for problem in problems if problem.rule.startswith("pitfall")]
    assert [problem.rule for problem in found] == ["pitfall missing-label"]
    assert found[0].text.startswith("ontology#Polity: give it an rdfs:label in English. A term without")


def test_check_that_is_no_query_is_an_error_and_no_silence(small: ox.Store, tmp_path: Path) -> None:
    for text in ("this is no SPARQL", "#+ summary: x\nASK { ?a ?b ?c }", "SELECT ?node ?text WHERE { ?node a ?text }"):
        (tmp_path / pitfalls.FOLDER).mkdir(exist_ok=True)
        (tmp_path / pitfalls.FOLDER / "bad-violation.rq").write_text(text, encoding="utf-8")
        with pytest.raises(OntologyError, match=r"bad-violation\.rq cannot be run"):
            pitfalls.found(small, tmp_path)


def test_every_check_says_why_it_matters() -> None:
    for name in FILES:
        text = (ONTOLOGY / pitfalls.FOLDER / f"{name}.rq").read_text(encoding="utf-8")
        assert re.match(r"#\+ summary: [A-Z].{30,}\.\n", text), name
