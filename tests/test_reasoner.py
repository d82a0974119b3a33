"""HermiT, an OWL 2 reasoner, finds ontology and data consistent and no class empty; broken copies it refuses.

What is reasoned on is a copy in OWL 2 DL of all that the graph holds:
- rdf:subject, rdf:predicate and rdf:object may not stand in OWL 2 DL. Each statement gives its plain triple instead, of
  whatever day; a denial gives none. What rules derive is taken from the views of three days.
- xsd:date is no datatype of OWL 2. A day becomes its midnight as xsd:dateTime, so that days stay values that differ.
- OWL does not take two names for two things. Each entity, concept and source therefore gets its address as the one
  value of a functional property: then two values where one is allowed are a contradiction.
Nothing else is left out. Which entity a statement of which relation may name is tested by the shapes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT

from graph import iris
from graph.store import ONTOLOGY_FILES, Store

DAYS = (date(2003, 3, 31), date(2017, 5, 15), date(2025, 12, 31))

# What ORG, PROV, SKOS and DCTERMS say of the terms that we use.
OTHERS = """
    prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
    prov:hadPrimarySource rdfs:subPropertyOf prov:wasDerivedFrom .
    prov:Activity a owl:Class . prov:Entity owl:disjointWith prov:Activity .
    org:member rdfs:domain org:Membership .
    org:organization rdfs:domain org:Membership ; rdfs:range org:Organization .
    skos:exactMatch a owl:SymmetricProperty ; rdfs:domain skos:Concept ; rdfs:range skos:Concept .
    skos:inScheme rdfs:range skos:ConceptScheme .
    skos:Concept owl:disjointWith skos:ConceptScheme .
    dcterms:bibliographicCitation rdfs:domain dcterms:BibliographicResource"""

_RDF, _XSD = (iris.PREFIXES[prefix] for prefix in ("rdf", "xsd"))
_PARTS = (_RDF + "subject", _RDF + "predicate", _RDF + "object")
_TYPE = ox.NamedNode(_RDF + "type")
_ADDRESS = ox.NamedNode("urn:eunato:test:address")


@pytest.fixture(scope="module", autouse=True)
def java() -> None:
    """HermiT runs on Java; required where EUNATO_JAVA says so."""
    if shutil.which("java") is None:
        if os.environ.get("EUNATO_JAVA") == "required":
            pytest.fail("Java is required here and was not found")
        pytest.skip("no Java on this machine, which the reasoner needs; .ci/run installs it and requires these tests")


@pytest.fixture(scope="module")
def whole(store: Store) -> list[ox.Triple]:
    """All that the graph holds, and what holds or is derived on the three days."""
    held = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in _quads(store)]
    return held + [triple for day in DAYS for triple in _view(store, day)]


def test_ontology_and_data_are_consistent_and_no_class_is_empty(whole: list[ox.Triple], tmp_path: Path) -> None:
    assert len(whole) > 140_000
    assert empty_classes([*whole, *_turtle(OTHERS)], tmp_path) == []


SPOILT = {
    "a state that is also a legal act": "id:norway a :LegalAct",
    "a state as what is joined": "id:norway :memberOf id:germany",
    "an organisation as a member": "id:nato :memberOf id:eu",
    "a project authorised to join a state": "id:military-mobility :authorisedToJoin id:norway",
    "a denial that is also a statement": "st:cyprus--hasAgreementWith--nato--security-of-information--not a :Statement",
    "a thing that is part of itself": "id:eums :partOf id:eums",
    "acts that amend each other": "id:decision-cfsp-2021-749 :amends id:decision-cfsp-2021-750 . id:decision-cfsp-2021-750 :amends id:decision-cfsp-2021-749",
    "a source that is the act it holds": "src:dec-2021-749 a :LegalAct",
    "a statement of two certainties": "st:norway--authorisedToJoin--military-mobility :certainty c:confirmed, c:probable",
    "a statement that begins on two days": "st:norway--authorisedToJoin--military-mobility :validFrom '2021-05-07'^^xsd:date",
    "a word where yes or no is due": "src:dec-2021-749 :primary 'perhaps'",
    "a basis that is no instrument": "st:norway--authorisedToJoin--military-mobility :basis id:germany",
    "a derived relation of a wrong kind": "id:nato :nonEuAlly id:norway",
}


def test_what_is_spoilt_below_is_consistent_before(whole: list[ox.Triple], tmp_path: Path) -> None:
    named = [triple for spoilt in SPOILT.values() for triple in _turtle(spoilt)]
    assert empty_classes(_around(whole, named), tmp_path) == []


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_broken_copy_is_inconsistent(whole: list[ox.Triple], tmp_path: Path, spoilt: str) -> None:
    from owlready2 import OwlReadyInconsistentOntologyError

    more = _turtle(spoilt)
    with pytest.raises(OwlReadyInconsistentOntologyError):
        empty_classes([*_around(whole, more), *more], tmp_path)


def test_class_that_nothing_can_belong_to_is_named(tmp_path: Path) -> None:
    words = list(_ontology())
    more = _turtle(":Protectorate a owl:Class ; rdfs:subClassOf :State, :Treaty")
    assert empty_classes([*words, *more], tmp_path) == [iris.ONTOLOGY + "Protectorate"]


def empty_classes(triples: Iterable[ox.Triple], folder: Path) -> list[str]:
    """The classes that nothing can belong to, by address; raises `OwlReadyInconsistentOntologyError` where the
    triples contradict each other."""
    import owlready2

    path = folder / "copy.nt"
    path.write_bytes(b"".join(sorted(f"{triple} .\n".encode() for triple in _owl_copy(triples))))
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    owlready2.sync_reasoner_hermit(world, debug=0)
    return sorted(one.iri for one in world.inconsistent_classes() if one is not owlready2.Nothing)


def _around(whole: list[ox.Triple], named: list[ox.Triple]) -> list[ox.Triple]:
    """The ontology without its texts, and what the graph holds of each node that is named."""
    nodes = {term for triple in named for term in (triple.subject, triple.object)}
    held = [t for t in whole if t.subject in nodes and not t.subject.value.startswith((iris.ONTOLOGY, iris.CONCEPT))]
    assert {t.subject for t in named} <= {t.subject for t in held}, "what is spoilt must stand in the graph"
    words = [t for t in _ontology() if not isinstance(t.object, ox.Literal)]
    return [*words, *(t for t in held if t.predicate == _TYPE or isinstance(t.object, ox.Literal))]


def _owl_copy(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    yield from _turtle(f"{_ADDRESS} a owl:DatatypeProperty, owl:FunctionalProperty")
    stated: dict[ox.NamedNode, dict[str, ox.NamedNode]] = {}
    addressed = set()
    for triple in triples:
        if triple.predicate.value in _PARTS:
            stated.setdefault(triple.subject, {})[triple.predicate.value] = triple.object
            continue
        yield ox.Triple(triple.subject, triple.predicate, _value(triple.object))
        if triple.predicate == _TYPE and triple.subject.value.startswith((iris.THING, iris.CONCEPT, iris.SOURCE)):
            addressed.add(triple.subject)
    for parts in stated.values():
        yield ox.Triple(*(_value(parts[part]) for part in _PARTS))
    for thing in addressed:
        yield ox.Triple(thing, _ADDRESS, ox.Literal(thing.value))


def _value(term: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(term, ox.Literal) and term.datatype.value == _XSD + "date":
        return ox.Literal(f"{term.value}T00:00:00Z", datatype=ox.NamedNode(_XSD + "dateTime"))
    return term


def _quads(store: Store) -> Iterator[ox.Quad]:
    return iter(ox.parse(input=b"".join(store.nquads()), format=ox.RdfFormat.N_QUADS))


def _view(store: Store, day: date) -> Iterator[ox.Triple]:
    lines = store.view(day).ntriples(iris.view_graph(day.isoformat()))
    for quad in ox.parse(input=b"".join(lines), format=ox.RdfFormat.N_TRIPLES):
        # The object of :exists is a truth, in a view too.
        yield ox.Triple(quad.subject, quad.predicate, quad.object)


def _ontology() -> Iterator[ox.Triple]:
    for name in ONTOLOGY_FILES:
        for quad in ox.parse(path=str(ROOT / "ontology" / name), format=ox.RdfFormat.TURTLE):
            yield ox.Triple(quad.subject, quad.predicate, quad.object)


def _turtle(text: str) -> list[ox.Triple]:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in iris.PREFIXES.items())
    return [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(input=f"{prefixes}{text} .", format=ox.RdfFormat.TURTLE)
    ]
