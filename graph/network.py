"""Statements → a networkx graph, for an answer or for a day; its projections, and what holds it together.

Nodes are ids of entities, with `label`, `kinds` (class names, sorted, joined by blanks) and `group` (the kind by
which a picture colours it). Edges are keyed by statement id, with `relation` (local name), `label` (its words),
`begins` and `ends` as written (`ends` empty while open), `certainty`, and `citations` (`@key, locator; …`).
Denied statements are no edges.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

import networkx as nx

from graph import iris
from graph.answers import Answer, Evidence, evidence_of
from graph.store import Iri, Literal, Store

# The most telling kind first, for things that are of several kinds.
_GROUPS = ("PescoProject", "State", "Polity", "Organisation", "Body", "Framework", "LegalAct", "Treaty")


def of_answer(store: Store, answer: Answer) -> nx.MultiDiGraph:
    """The statements behind and beside an answer as edges. Things that stand in its cells only, such as a legal
    basis, are no nodes: the answer's own table shows them."""
    return _graph(store, answer.evidence.values())


def of_day(store: Store, day: date) -> nx.MultiDiGraph:
    """Every statement that certainly holds on the day and is not unverified."""
    rows = store.select(
        f"""SELECT ?statement WHERE {{
          ?statement rdf:predicate ?relation ; :validFrom ?from ; :validUntil ?until ; :certainty ?certainty .
          FILTER (?from <= "{day}"^^xsd:date && ?until > "{day}"^^xsd:date && ?certainty != c:unverified)
          FILTER (?relation != :exists)
        }}"""
    ).rows
    ids = [term.value.removeprefix(iris.STATEMENT) for (term,) in rows if isinstance(term, Iri)]
    return _graph(store, evidence_of(store, ids).values())


def shared_projects(graph: nx.MultiDiGraph) -> nx.Graph:
    """States joined by the PESCO projects that both take part in. Edges carry `projects` (ids, sorted) and `weight`,
    their number; states without a common project stay as nodes. Only as complete as the lists of participants are."""
    taking_part: dict[str, set[str]] = {}
    for state, project, relation in graph.edges(data="relation"):
        if relation in ("participatesIn", "coordinates") and graph.nodes[project]["group"] == "PescoProject":
            taking_part.setdefault(state, set()).add(project)
    joined = nx.Graph()
    for state in sorted(taking_part):
        joined.add_node(state, **graph.nodes[state])
    for one, other in combinations(sorted(taking_part), 2):
        common = sorted(taking_part[one] & taking_part[other])
        if common:
            joined.add_edge(one, other, projects=common, weight=len(common))
    return joined


def states_and_instruments(graph: nx.MultiDiGraph) -> nx.Graph:
    """States on the one side, on the other what they are members of, take part in, signed or have an agreement with.
    Edges carry `relations`, the local names, sorted."""
    joined = nx.Graph()
    for one, other, relation in graph.edges(data="relation"):
        for state, thing in ((one, other), (other, one)):
            if graph.nodes[state]["group"] == "State" and graph.nodes[thing]["group"] != "State":
                joined.add_node(state, **graph.nodes[state])
                joined.add_node(thing, **graph.nodes[thing])
                known = joined.get_edge_data(state, thing, {"relations": ()})["relations"]
                joined.add_edge(state, thing, relations=tuple(sorted({*known, relation})))
    return joined


def between_the_sides(graph: nx.MultiDiGraph, one: str = "eu", other: str = "nato") -> list[tuple[str, float]]:
    """What holds two sides together: things by the share of shortest paths between the structures of the two that
    pass through them, greatest first, then by id.

    The structure of a side is the organisation and all that is, directly or not, part of it or subordinate to it.
    States, and things that belong to a side themselves, are counted too; paths that begin or end at a thing are not.
    """
    sides = _structure(graph, one), _structure(graph, other)
    plain = nx.Graph(graph.to_undirected(as_view=True))
    found = nx.betweenness_centrality_subset(plain, sides[0], sides[1], normalized=False)
    pairs = max(len(sides[0]) * len(sides[1]), 1)
    # networkx halves what it counts in an undirected graph, as if each pair had been met from both its ends.
    return sorted(
        ((node, 2 * value / pairs) for node, value in found.items() if value > 0), key=lambda hit: (-hit[1], hit[0])
    )


def cut_points(graph: nx.MultiDiGraph) -> list[str]:
    """Things without which what is linked would fall apart, sorted by id."""
    return sorted(nx.articulation_points(nx.Graph(graph.to_undirected(as_view=True))))


def communities(graph: nx.MultiDiGraph) -> list[list[str]]:
    """Things that are linked more closely with one another than with the rest (greedy modularity), largest first."""
    plain = nx.Graph(graph.to_undirected(as_view=True))
    found = nx.community.greedy_modularity_communities(plain) if plain.number_of_edges() else []
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))


def _structure(graph: nx.MultiDiGraph, organisation: str) -> set[str]:
    below = nx.DiGraph()
    below.add_node(organisation)
    below.add_edges_from(
        (whole, part)
        for part, whole, relation in graph.edges(data="relation")
        if relation in ("partOf", "subordinateTo")
    )
    return {organisation, *nx.descendants(below, organisation)}


def _graph(store: Store, evidence: Iterable[Evidence]) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    words = store.relations
    for item in evidence:
        if item.denied or item.relation == "exists":
            continue
        graph.add_edge(
            item.subject,
            item.object,
            key=item.id,
            relation=item.relation,
            label=words.get(item.relation, item.relation),
            begins=item.begins,
            ends=item.ends,
            certainty=item.certainty,
            citations="; ".join(f"@{source}, {locator}" for source, locator in item.citations),
        )
    _describe(store, graph, set(graph.nodes))
    return graph


def _describe(store: Store, graph: nx.MultiDiGraph, ids: set[str]) -> None:
    """Adds these nodes with their label and kinds."""
    # One query for all: a day's graph names more things than a query may.
    rows = store.select(
        "SELECT ?thing ?label ?kind WHERE { ?thing skos:prefLabel ?label ; a ?kind } ORDER BY STR(?thing) STR(?kind)"
    ).rows
    kinds: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for thing, label, kind in rows:
        if isinstance(thing, Iri) and isinstance(label, Literal) and isinstance(kind, Iri):
            entity = thing.value.removeprefix(iris.THING)
            labels[entity] = label.value
            kinds.setdefault(entity, []).append(kind.value.removeprefix(iris.ONTOLOGY))
    for entity in sorted(ids):
        of = kinds.get(entity, [])
        group = next((kind for kind in _GROUPS if kind in of), of[0] if of else "")
        graph.add_node(entity, label=labels.get(entity, entity), kinds=" ".join(of), group=group)
