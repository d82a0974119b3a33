"""Graph exports, opened by igraph and networkx and counted; GEXF also judged by what its version 1.3 allows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
import worlds
from lxml import etree

from graph import iris
from graph.contents import Contents, contents
from graph.exports import export
from graph.exports.graph_parts import EDGE_ATTRIBUTES, NODE_ATTRIBUTES
from graph.knowledge_graph import KnowledgeGraph, load
from graph.store import open_store

DAY = "2017-05-15"
GEXF = "{http://gexf.net/1.3}"
HOSTILE = "A \"q\" <b> & \u202eleft\u202c </script> =cmd|' /C calc'!A0 " + "x" * 300


@pytest.fixture(scope="module")
def held(kg: KnowledgeGraph) -> Contents:
    return contents(kg.store)


@pytest.fixture(scope="module")
def graphml(kg: KnowledgeGraph) -> bytes:
    return kg.export("graphml").content()


@pytest.fixture(scope="module")
def gexf(kg: KnowledgeGraph) -> bytes:
    return kg.export("gexf").content()


@pytest.fixture(scope="module")
def gexf_tree(gexf: bytes) -> Any:
    return etree.fromstring(gexf)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return worlds.small_world(tmp_path / "world")


def counting(held: Contents) -> set[str]:
    """The statements between two things that are neither denied nor unverified."""
    return {
        fact.id
        for fact in held.facts.values()
        if fact.relation != "exists" and not fact.denied and fact.certainty != "unverified"
    }


def read_by_igraph(content: bytes, folder: Path) -> igraph.Graph:
    path = folder / "read.graphml"
    path.write_bytes(content)
    return igraph.Graph.Read_GraphML(str(path))


# GraphML


def test_graphml_is_the_same_to_igraph_and_networkx(graphml: bytes, held: Contents, tmp_path: Path) -> None:
    one = read_by_igraph(graphml, tmp_path)
    other = nx.read_graphml(io.BytesIO(graphml))
    assert isinstance(other, nx.MultiDiGraph) and one.is_directed()
    assert set(one.vs["id"]) == set(other) == set(held.things)
    assert sorted(one.es["statement"]) == sorted(key for *_, key in other.edges(keys=True)) == sorted(counting(held))
    assert set(one.vs.attributes()) == {"id", "label", *NODE_ATTRIBUTES}
    assert set(one.es.attributes()) == {"id", "label", *EDGE_ATTRIBUTES}


def test_graphml_edge_says_what_the_table_says(graphml: bytes, tmp_path: Path) -> None:
    read = read_by_igraph(graphml, tmp_path)
    edge = read.es.find(statement="norway--authorisedToJoin--military-mobility")
    assert (read.vs[edge.source]["id"], read.vs[edge.target]["id"]) == ("norway", "military-mobility")
    told = {
        name: edge[name]
        for name in ("label", "relation", "begins", "ends", "valid_from", "valid_until", "certainty", "basis")
    }
    assert told == {
        "label": "authorised to join", "relation": "authorisedToJoin", "begins": "2021-05-06", "ends": "",
        "valid_from": "2021-05-06", "valid_until": "", "certainty": "confirmed", "basis": "decision-cfsp-2021-749",
    }  # fmt: skip
    assert "@dec-2021-749, title" in edge["citations"]
    assert edge["symmetric"] is False
    agreement = read.es.find(statement="albania--hasAgreementWith--eu--security-of-information")
    assert agreement["symmetric"] is True


def test_uncertain_days_stand_as_written_and_as_bounds(graphml: bytes, tmp_path: Path) -> None:
    read = read_by_igraph(graphml, tmp_path)
    edge = read.es.find(statement="aclant--partOf--nato-integrated-command")
    assert (edge["begins"], edge["possibly_from"], edge["valid_from"]) == ("1952", "1952-01-01", "1952-12-31")
    state = read.vs.find(id="turkiye")
    assert (state["iso3"], state["cow"], state["gw"], state["kind"]) == ("TUR", "640", "640", "State")


def test_graphml_keys_are_typed_and_each_has_its_own_id(graphml: bytes) -> None:
    tree = etree.fromstring(graphml)
    keys = tree.findall("{*}key")
    assert len({key.get("id") for key in keys}) == len(keys)
    assert {key.get("attr.name"): key.get("attr.type") for key in keys if key.get("for") == "edge"}[
        "symmetric"
    ] == "boolean"


def test_graph_files_say_what_they_are(
    graphml: bytes, gexf_tree: Any, kg: KnowledgeGraph, held: Contents, tmp_path: Path
) -> None:
    about = read_by_igraph(graphml, tmp_path)["about"]
    description = gexf_tree.findtext(f"{GEXF}meta/{GEXF}description")
    denied = sum(fact.denied for fact in held.facts.values())
    for text in (about, description):
        for told in (kg.about.version, kg.about.sha256, "all days", "licenses/by/4.0", f"{denied} denials"):
            assert told in text
    told = nx.read_graphml(io.BytesIO(kg.export("graphml", DAY).content())).graph["about"]
    assert f"Of the day {DAY}" in told


@pytest.mark.parametrize("day", ["1999-03-12", DAY])
def test_graph_of_a_day_is_that_of_network(kg: KnowledgeGraph, day: str) -> None:
    ours = kg.network(day)
    read = nx.read_graphml(io.BytesIO(kg.export("graphml", day).content()))
    assert set(read.edges(data="statement")) == set(ours.edges(keys=True)) and set(read) == set(ours)
    assert read.number_of_edges() == ours.number_of_edges()


def test_network_has_what_the_rdf_of_the_day_says_plainly(kg: KnowledgeGraph) -> None:
    """Each edge of the network is a plain triple of the view, which `KnowledgeGraph.rdf()` holds, and each plain triple
    that is neither implied nor derived is an edge, the existence of things apart."""
    view = kg.view(DAY).ntriples(iris.view_graph(DAY))
    parts = (line.decode().removesuffix(" .\n").split(" ", 2) for line in view)
    plain = {tuple(part.strip("<>").rpartition("/")[2].removeprefix("ontology#") for part in three) for three in parts}
    edges = {(one, relation, other) for one, other, relation in kg.network(DAY).edges(data="relation")}
    edges |= {(other, relation, one) for one, relation, other in edges if relation in kg.store.symmetric_relations}
    assert edges <= plain
    implied = {
        (one, above, other)
        for above in kg.store.relations
        for below in kg.store.implying(above)
        for one, relation, other in edges
        if relation == below
    }
    derived = {triple for triple in plain if triple[1] in kg.store.derived_relations}
    existing = {triple for triple in plain if triple[1] == "exists"}
    assert plain == edges | implied | derived | existing


# GEXF

# Of GEXF 1.3: the elements with the attributes that they may and must have, as far as we write them.
ALLOWED = {
    "gexf": ({"version"}, {"variant"}),
    "meta": (set(), {"lastmodifieddate"}),
    "creator": (set(), set()),
    "keywords": (set(), set()),
    "description": (set(), set()),
    "graph": (
        set(),
        {"defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation", "timestamp", "start", "end"},
    ),
    "attributes": ({"class"}, set()),
    "attribute": ({"id", "title", "type"}, set()),
    "nodes": (set(), {"count"}),
    "edges": (set(), {"count"}),
    "node": ({"id"}, {"label", "start", "end"}),
    "edge": ({"id", "source", "target"}, {"label", "kind", "weight", "type", "start", "end"}),
    "attvalues": (set(), set()),
    "attvalue": ({"for", "value"}, set()),
    "spells": (set(), set()),
    "spell": (set(), {"start", "end"}),
}
INSIDE = {
    "gexf": ["meta", "graph"], "meta": ["creator", "keywords", "description"],
    "graph": ["attributes", "attributes", "nodes", "edges"],
}  # fmt: skip
MANY = {
    "attributes": "attribute", "nodes": "node", "edges": "edge", "attvalues": "attvalue", "spells": "spell",
}  # fmt: skip


def faults(tree: Any) -> Iterator[str]:
    """What the format does not allow."""
    declared = {of.get("class"): {one.get("id") for one in of} for of in tree.iter(f"{GEXF}attributes")}
    for element in tree.iter():
        name = element.tag.removeprefix(GEXF)
        must, may = ALLOWED.get(name, (None, None))
        if must is None:
            yield f"{element.tag} is no element of GEXF 1.3"
            continue
        if not must <= set(element.attrib) <= must | may:
            yield f"{name} has {sorted(element.attrib)}"
        inside = [child.tag.removeprefix(GEXF) for child in element]
        if name in INSIDE and inside != INSIDE[name]:
            yield f"{name} holds {inside}"
        if name in MANY and (set(inside) - {MANY[name]} or (name == "spells" and not inside)):
            yield f"{name} holds {inside[:5]}"
        if name in ("node", "edge") and inside not in (["attvalues", "spells"], ["attvalues"]):
            yield f"{name} holds {inside}"
        if (
            name in ("node", "edge")
            and not {one.get("for") for one in element.iter(f"{GEXF}attvalue")} <= declared[name]
        ):
            yield f"{element.get('id')} has values that are not declared"
        for bound in ("start", "end"):
            if bound in element.attrib:
                date.fromisoformat(element.get(bound))


def alive(element: Any, day: str) -> bool:
    """Whether it is there on the day, as a program for GEXF 1.3 sees it: both ends of a spell are inside it, and what
    has no spells is there always."""
    spells = element.findall(f"{GEXF}spells/{GEXF}spell")
    return not spells or any(
        spell.get("start", "0001-01-01") <= day <= spell.get("end", "9999-12-31") for spell in spells
    )


def test_gexf_is_of_its_format(gexf_tree: Any, kg: KnowledgeGraph) -> None:
    assert gexf_tree.tag == f"{GEXF}gexf" and gexf_tree.get("version") == "1.3"
    assert list(faults(gexf_tree)) == []
    graph = gexf_tree.find(f"{GEXF}graph")
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    slice = etree.fromstring(kg.export("gexf", DAY).content())
    assert list(faults(slice)) == []
    graph = slice.find(f"{GEXF}graph")
    assert (graph.get("mode"), graph.get("timestamp")) == ("slice", DAY)
    assert not list(slice.iter(f"{GEXF}spell"))


def test_gexf_is_read_by_networkx(gexf: bytes, gexf_tree: Any, held: Contents) -> None:
    read = nx.read_gexf(io.BytesIO(gexf), version="1.3")
    certain = {id for id in counting(held) if held.facts[id].span.is_certain_somewhere}
    assert {data["id"] for *_, data in read.edges(data=True)} == certain
    assert read.number_of_edges() == len(certain) == len(gexf_tree.findall(f".//{GEXF}edge"))
    left_out = len(counting(held)) - len(certain)
    assert left_out and f"{left_out} statements and" in gexf_tree.findtext(f"{GEXF}meta/{GEXF}description")
    assert read.nodes["turkiye"]["cow"] == "640"


@pytest.mark.parametrize(
    "day", ["1949-08-23", "1949-08-24", "1999-03-12", DAY, "2020-01-31", "2020-02-01", "2025-12-31"]
)
def test_edges_on_each_day_are_those_of_the_network_and_so_are_their_ends(
    gexf_tree: Any, kg: KnowledgeGraph, day: str
) -> None:
    nodes = {node.get("id") for node in gexf_tree.iter(f"{GEXF}node") if alive(node, day)}
    edges = [edge for edge in gexf_tree.iter(f"{GEXF}edge") if alive(edge, day)]
    assert {edge.get("id") for edge in edges} == {key for *_, key in kg.network(day).edges(keys=True)}
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= nodes


def test_last_day_of_a_membership_is_inside_its_spell(gexf_tree: Any) -> None:
    """The United Kingdom left the EU at the end of 31 January 2020, Brussels time; the table says 2020-02-01."""
    (edge,) = gexf_tree.xpath("//*[@id='united-kingdom--memberOf--eu']")
    (spell,) = edge.iter(f"{GEXF}spell")
    assert (spell.get("start"), spell.get("end")) == ("1993-11-01", "2020-01-31")
    (edge,) = gexf_tree.xpath("//*[@id='norway--memberOf--nato']")
    (spell,) = edge.iter(f"{GEXF}spell")
    assert dict(spell.attrib) == {"start": "1949-08-24"}


def test_edges_of_the_same_ends_differ_in_kind(gexf_tree: Any) -> None:
    seen = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in gexf_tree.iter(f"{GEXF}edge")]
    assert len(set(seen)) == len(seen)
    assert any(kind.endswith(" (2)") for *_, kind in seen)


# An invented world


def spells_of(content: bytes, id: str) -> list[tuple[str | None, str | None]]:
    (element,) = etree.fromstring(content).xpath(f"//*[@id='{id}']")
    return [(spell.get("start"), spell.get("end")) for spell in element.iter(f"{GEXF}spell")]


def test_dates_as_written_become_spells_of_certain_days(world: Path) -> None:
    statement = "sylvania--memberOf--eu"
    for begins, ends, expected in (
        ("2004", "2012", [("2004-12-31", "2011-12-31")]),
        ("2004-05", "2012-06-30", [("2004-05-31", "2012-06-29")]),
        ("2004-05-01..2004-06-10", "", [("2004-06-10", None)]),
        ("..2004-05-01", "2012-02..2012-03-15", [("2004-05-01", "2012-01-31")]),
        ("2004-05-01", "?", [("2004-05-01", "2004-05-01")]),
    ):
        worlds.edit(world, worlds.MEMBERSHIPS, statement, from_=begins, to=ends, seen="")
        assert spells_of(export(open_store(world), "gexf", None, world).content(), statement) == expected, begins


def test_thing_of_several_stints_is_there_when_it_exists_or_is_joined(world: Path) -> None:
    content = export(open_store(world), "gexf", None, world).content()
    kinds = [
        edge.get("kind")
        for edge in etree.fromstring(content).iter(f"{GEXF}edge")
        if (edge.get("source"), edge.get("target")) == ("ruritania", "nato")
    ]
    assert kinds == ["member of", "member of (2)"]


def test_unverified_and_denied_statements_are_no_edges(world: Path) -> None:
    rows = worlds.read_rows(world, worlds.PESCO) + worlds.read_rows(world, worlds.MEMBERSHIPS)
    poor = {row["id"] for row in rows if row["certainty"] == "unverified"} | {
        row["id"] for row in rows if row["holds"] == "no"
    }
    assert len(poor) >= 2
    for format in ("graphml", "gexf"):
        text = export(open_store(world), format, None, world).content().decode()
        assert not [id for id in poor if f'id="{id}"' in text], format


def test_hostile_texts_come_back_as_they_were(world: Path, tmp_path: Path) -> None:
    worlds.edit(world, worlds.STATES, "arcadia", name=HOSTILE, description=HOSTILE)
    kg = load(data=world)
    assert HOSTILE in read_by_igraph(kg.export("graphml").content(), tmp_path).vs["label"]
    content = kg.export("gexf").content()
    assert list(faults(etree.fromstring(content))) == []
    assert nx.read_gexf(io.BytesIO(content), version="1.3").nodes["arcadia"]["description"] == HOSTILE


def test_no_day_of_writing_stands_in_the_files(gexf: bytes, graphml: bytes) -> None:
    assert b"lastmodifieddate" not in gexf
    assert not re.search(rb"networkx|NetworkX", gexf + graphml)
