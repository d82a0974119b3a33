"""Projections of the day's graph, and what holds the two sides together."""

from __future__ import annotations

import networkx as nx
import pytest

from graph import network
from graph.knowledge_graph import KnowledgeGraph


def invented() -> nx.MultiDiGraph:
    """Two sides, linked by one desk only; two states in one project, a third in another."""
    graph = nx.MultiDiGraph()
    groups = {
        "eu": "Organisation", "nato": "Organisation", "staff": "Body", "command": "Body", "desk": "Body",
        "arcadia": "State", "borduria": "State", "freedonia": "State", "sky": "PescoProject", "sea": "PescoProject",
    }  # fmt: skip
    for node, group in groups.items():
        graph.add_node(node, label=node.title(), kinds=group, group=group)
    for one, relation, other in (
        ("staff", "partOf", "eu"), ("command", "subordinateTo", "nato"), ("desk", "liaisesWith", "staff"),
        ("desk", "liaisesWith", "command"), ("arcadia", "participatesIn", "sky"), ("borduria", "coordinates", "sky"),
        ("freedonia", "participatesIn", "sea"), ("arcadia", "memberOf", "eu"),
    ):  # fmt: skip
        graph.add_edge(one, other, key=f"{one}--{relation}--{other}", relation=relation)
    return graph


def test_states_are_joined_by_the_projects_they_share() -> None:
    joined = network.shared_projects(invented())
    assert set(joined.nodes) == {"arcadia", "borduria", "freedonia"}
    assert dict(joined.edges) == {("arcadia", "borduria"): {"projects": ["sky"], "weight": 1}}


def test_states_and_instruments_have_no_edge_between_states() -> None:
    joined = network.states_and_instruments(invented())
    assert joined.edges["arcadia", "eu"]["relations"] == ("memberOf",)
    assert not any(joined.nodes[a]["group"] == joined.nodes[b]["group"] == "State" for a, b in joined.edges)


def test_only_link_between_the_sides_carries_every_path() -> None:
    shares = dict(network.between_the_sides(invented()))
    # Two times two pairs; one of them is staff to command, and each passes the desk.
    assert shares["desk"] == pytest.approx(1.0)
    assert shares["desk"] == max(shares.values())
    assert "freedonia" not in shares


def test_cut_points_are_those_without_which_it_falls_apart() -> None:
    graph = invented()
    cut = network.cut_points(graph)
    assert "desk" in cut
    # As it is defined: what is left falls into pieces, and all but the largest are cut off.
    for point, fallen in cut.items():
        rest = nx.Graph(graph.to_undirected())
        component = nx.node_connected_component(rest, point) - {point}
        pieces = sorted(
            (sorted(piece) for piece in nx.connected_components(rest.subgraph(component))),
            key=lambda piece: (-len(piece), piece),
        )
        assert fallen == sorted(node for piece in pieces[1:] for node in piece) != []
    assert "freedonia" not in network.cut_points(graph)


def test_communities_cover_each_thing_once() -> None:
    groups = network.communities(invented())
    assert sorted(node for group in groups for node in group) == sorted(invented().nodes)


def test_shared_projects_of_real_states(kg: KnowledgeGraph) -> None:
    joined = network.shared_projects(kg.network("2019-01-01"))
    assert "military-mobility" in joined.edges["germany", "netherlands"]["projects"]
    assert "ireland" not in joined or "military-mobility" not in joined.get_edge_data("germany", "ireland", {}).get(
        "projects", []
    )


def test_what_holds_the_real_sides_together_changes_with_the_day(kg: KnowledgeGraph) -> None:
    def held(day: str) -> list[str]:
        return [node for node, _ in network.between_the_sides(kg.network(day))]

    assert {"eu", "nato"} <= set(held("2017-05-15"))
    assert "hybrid-fusion-cell" in held("2017-05-15") and "hybrid-fusion-cell" not in held("2005-12-31")
    assert held("2017-05-15") == held("2017-05-15")
