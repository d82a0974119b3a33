"""Rows that are computed on the network of the statements that a question selects, each with its evidence.

A measure takes the network of the day and gives pairs of cells and statement ids, and notes. Its cells have the
columns that the question's file describes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import networkx as nx

from graph import iris, network
from graph.answers import Cell
from graph.errors import QuestionError
from graph.names import Thing
from graph.store import Iri, Rows, Store

MOST_ROWS = 25
# What a question selects for a measure, in this order.
SELECTED = ("statement", "subject", "relation", "object")

Measured = tuple[list[tuple[dict[str, Cell], tuple[str, ...]]], tuple[str, ...]]

_STATES = ("State", "Polity")


def measured(store: Store, name: str, rows: Rows, given: Mapping[str, Thing]) -> Measured:
    """The rows of a measure on these statements, in its own order, and what is to be said of them.

    `given` are the things that the question's parameters name. Raises `QuestionError` where the measure makes no
    sense for them.
    """
    return _MEASURES[name](network.of_links(store, _links(rows)), given)


def _links(rows: Rows) -> Iterable[tuple[str, str, str, str]]:
    for row in rows.dicts():
        statement, subject, relation, target = (row[name] for name in SELECTED)
        assert isinstance(statement, Iri) and isinstance(relation, Iri)
        if isinstance(subject, Iri) and isinstance(target, Iri):
            yield (
                statement.value.removeprefix(iris.STATEMENT),
                subject.value.removeprefix(iris.THING),
                relation.value.removeprefix(iris.ONTOLOGY),
                target.value.removeprefix(iris.THING),
            )


# The measures


def _between_the_sides(graph: nx.MultiDiGraph, given: Mapping[str, Thing]) -> Measured:
    a, b = given["a"], given["b"]
    if a == b:
        raise QuestionError(f"{a.label} is both sides; name two")
    absent = [side.label for side in (a, b) if side.id not in graph]
    if absent:
        return [], (f"No link of {' or '.join(absent)} is recorded for the day.",)
    hits = network.between_the_sides(graph, a.id, b.id)
    shares = dict(hits)
    states = [node for node, _ in hits if graph.nodes[node]["group"] in _STATES]
    told = [(node, round(share, 3)) for node, share in hits if node not in {a.id, b.id, *states}]
    bearing = network.links_between_the_sides(graph, a.id, b.id)
    rows: list[tuple[dict[str, Cell], tuple[str, ...]]] = []
    for node, share in told[:MOST_ROWS]:
        cells: dict[str, Cell] = {
            "rank": 1 + sum(other > share for _, other in told),
            "thing": _thing(graph, node),
            "kind": graph.nodes[node]["group"],
            "share": share,
        }
        rows.append(
            (cells, _links_of(graph, node, (o for o in _around(graph, node) if frozenset((node, o)) in bearing)))
        )
    sizes = [len(network.structure(graph, side.id)) for side in (a, b)]
    notes = [
        f"Paths between the side of {a.label} ({_things(sizes[0])}) and that of {b.label} ({_things(sizes[1])}), each with"
        " all that is recorded as part of it or subordinate to it on the day.",
        f"Left out of the rows: {a.label} ({shares.get(a.id, 0):.3f}) and {b.label} ({shares.get(b.id, 0):.3f})"
        + (
            f", and {_things(len(states), 'state')}, of which {graph.nodes[states[0]]['label']} has the greatest share"
            f" ({shares[states[0]]:.3f})."
            if states
            else "."
        ),
        *_shown(len(told)),
    ]
    return rows, tuple(notes)


def _cut_points(graph: nx.MultiDiGraph, given: Mapping[str, Thing]) -> Measured:
    rows: list[tuple[dict[str, Cell], tuple[str, ...]]] = []
    for point, fallen in sorted(network.cut_points(graph).items(), key=lambda hit: (-len(hit[1]), hit[0])):
        cells: dict[str, Cell] = {
            "thing": _thing(graph, point),
            "kind": graph.nodes[point]["group"],
            "cut_off_count": len(fallen),
            "cut_off": tuple(_thing(graph, node) for node in fallen),
        }
        rows.append((cells, _links_of(graph, point, set(fallen) & set(_around(graph, point)))))
    return rows, ()


def _communities(graph: nx.MultiDiGraph, given: Mapping[str, Thing]) -> Measured:
    rows: list[tuple[dict[str, Cell], tuple[str, ...]]] = []
    for number, group in enumerate(network.communities(graph), start=1):
        inside = graph.subgraph(group)
        core = min(group, key=lambda node: (-len(_around(inside, node)), node))
        cells: dict[str, Cell] = {
            "number": number,
            "around": _thing(graph, core),
            "size": len(group),
            "members": tuple(_thing(graph, node) for node in group),
        }
        rows.append((cells, tuple(sorted(key for _, _, key in inside.edges(keys=True)))))
    return rows, ()


def _most_linked(graph: nx.MultiDiGraph, given: Mapping[str, Thing]) -> Measured:
    counts = {node: len(_around(graph, node)) for node in graph}
    ranked = sorted(counts, key=lambda node: (-counts[node], node))
    rows: list[tuple[dict[str, Cell], tuple[str, ...]]] = []
    for node in ranked[:MOST_ROWS]:
        links = _links_of(graph, node, _around(graph, node))
        cells: dict[str, Cell] = {
            "rank": 1 + sum(count > counts[node] for count in counts.values()),
            "thing": _thing(graph, node),
            "kind": graph.nodes[node]["group"],
            "linked_to": counts[node],
            "links": len(links),
            "centrality": round(counts[node] / max(len(graph) - 1, 1), 3),
        }
        rows.append((cells, links))
    return rows, tuple(_shown(len(ranked)))


_MEASURES: dict[str, Callable[[nx.MultiDiGraph, Mapping[str, Thing]], Measured]] = {
    "between-the-sides": _between_the_sides,
    "communities": _communities,
    "cut-points": _cut_points,
    "most-linked": _most_linked,
}


# Their parts


def _thing(graph: nx.MultiDiGraph, node: str) -> Thing:
    return Thing(node, str(graph.nodes[node]["label"]))


def _around(graph: nx.MultiDiGraph, node: str) -> list[str]:
    """The other things that a thing is linked with, in whatever direction, sorted."""
    return sorted({*graph.successors(node), *graph.predecessors(node)} - {node})


def _links_of(graph: nx.MultiDiGraph, node: str, others: Iterable[str]) -> tuple[str, ...]:
    """The statements that link a thing with these, in either direction, sorted."""
    return tuple(
        sorted(
            key
            for other in others
            for one, two in ((node, other), (other, node))
            for key in graph.get_edge_data(one, two, default={})
        )
    )


def _shown(number: int) -> list[str]:
    return [f"{number} things in all; the first {MOST_ROWS} are shown."] if number > MOST_ROWS else []


def _things(number: int, one: str = "thing") -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
