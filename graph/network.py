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


def of_links(store: Store, links: Iterable[tuple[str, str, str, str]]) -> nx.MultiDiGraph:
    """A graph of links given as statement, subject, relation and object, each by id. Edges carry `relation` only:
    for measures of the whole, which read nothing else, at a tenth of the time."""
    graph = nx.MultiDiGraph()
    for statement, subject, relation, target in sorted(links):
        graph.add_edge(subject, target, key=statement, relation=relation)
    _describe(store, graph, set(graph.nodes))
    return graph


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
    Each pair of one thing of either structure counts the same, and within a pair each of its shortest paths. States,
    and things that belong to a side themselves, are counted too; paths that begin or end at a thing are not. Empty
    where one of the two is not in the graph.
    """
    sides = structure(graph, one), structure(graph, other)
    found = nx.betweenness_centrality_subset(_plain(graph), *sides, normalized=False)
    pairs = max(len(sides[0]) * len(sides[1]), 1)
    # networkx halves what it counts in an undirected graph, as if each pair had been met from both its ends. Rounded,
    # since things of the same share must not be told apart by the order in which fractions were added up.
    shares = ((node, round(2 * value / pairs, 9)) for node, value in found.items() if value > 0)
    return sorted(shares, key=lambda hit: (-hit[1], hit[0]))


def links_between_the_sides(graph: nx.MultiDiGraph, one: str = "eu", other: str = "nato") -> set[frozenset[str]]:
    """The pairs of neighbours between which shortest paths of `between_the_sides` run."""
    found = nx.edge_betweenness_centrality_subset(
        _plain(graph), structure(graph, one), structure(graph, other), normalized=False
    )
    return {frozenset(pair) for pair, value in found.items() if value > 0}


def structure(graph: nx.MultiDiGraph, organisation: str) -> list[str]:
    """The organisation and all that is, directly or not, part of it or subordinate to it, sorted by id; empty where
    it is not in the graph."""
    if organisation not in graph:
        return []
    below = nx.DiGraph()
    below.add_node(organisation)
    below.add_edges_from(
        (whole, part)
        for part, whole, relation in graph.edges(data="relation")
        if relation in ("partOf", "subordinateTo")
    )
    return sorted({organisation, *nx.descendants(below, organisation)})


def cut_points(graph: nx.MultiDiGraph) -> dict[str, list[str]]:
    """Things without which what is linked would fall apart, sorted by id, each with what falls off, sorted by id: all
    that was linked through it but for the largest piece, of several largest the one with the first id."""
    plain = _plain(graph)
    # Blocks that stay together whichever one thing is taken out, joined by the things that they share: a tree.
    blocks = [sorted(block) for block in nx.biconnected_components(plain)]
    points = set(nx.articulation_points(plain))
    tree: dict[str | int, list[str | int]] = {point: [] for point in points}
    for number, block in enumerate(blocks):
        shared = [node for node in block if node in points]
        tree[number] = list(shared)
        for node in shared:
            tree[node].append(number)

    def piece(point: str, block: str | int) -> list[str]:
        """What hangs on the point by this block."""
        found, left, met = set[str](), [block], {point, block}
        while left:
            node = left.pop()
            if isinstance(node, int):
                found.update(blocks[node])
            for other in tree[node]:
                if other not in met:
                    met.add(other)
                    left.append(other)
        return sorted(found - {point})

    cut = {}
    for point in sorted(points):
        pieces = sorted((piece(point, block) for block in tree[point]), key=lambda nodes: (-len(nodes), nodes))
        cut[point] = sorted(node for nodes in pieces[1:] for node in nodes)
    return cut


def communities(graph: nx.MultiDiGraph) -> list[list[str]]:
    """Things that are linked more closely with one another than with the rest (greedy modularity), largest first."""
    nodes = sorted(graph)
    # By number: networkx settles ties by the order of sets, and that of names differs from process to process.
    plain = nx.convert_node_labels_to_integers(_plain(graph), ordering="sorted")
    found = nx.community.greedy_modularity_communities(plain) if plain.number_of_edges() else []
    groups = (sorted(nodes[number] for number in group) for group in found)
    return sorted(groups, key=lambda group: (-len(group), group))


def _plain(graph: nx.MultiDiGraph) -> nx.Graph:
    """Who is linked with whom, in whatever direction and by however many statements."""
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted((one, other) for one, other in graph.edges() if one != other))
    return plain


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
    labels, kinds = store.recalled("things", ["all"], lambda _: {"all": _things(store)})["all"]
    for entity in sorted(ids):
        of = kinds.get(entity, [])
        group = next((kind for kind in _GROUPS if kind in of), of[0] if of else "")
        graph.add_node(entity, label=labels.get(entity, entity), kinds=" ".join(of), group=group)


def _things(store: Store) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Labels and kinds of all things by id. One query for all: a day's graph names more things than a query may."""
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
    return labels, kinds
