"""Shortest dated paths between two things: on each hop the relation, its direction, its days and its sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice, pairwise

import networkx as nx

from graph.answers import Answer, Cell, Evidence, Row, StatementRef, answered, evidence_of, lowest_certainty
from graph.errors import QuestionError
from graph.names import Thing, resolve
from graph.network import of_day
from graph.store import Store

_COLUMNS = ("path", "hop", "from_thing", "relation", "direction", "to_thing", "from", "to", "statement")
MOST_PATHS = 20


def shortest(
    store: Store,
    start: str,
    goal: str,
    day: date | None = None,
    *,
    via: str | None = None,
    without: Collection[str] = (),
    relations: Collection[str] = (),
    most: int = MOST_PATHS,
) -> Answer:
    """All shortest paths of a day, one row a hop, at most `most` paths; a note says how many there are.

    Relations are walked in both directions; `direction` is `→` where the statement points along the path and `←`
    where it points against it. Parallel statements between two things are one hop with a row each. `via` must be
    passed, `without` are left out, `relations` are the only ones walked (local names). Raises `QuestionError` for
    unknown names; where there is no path the answer has no rows and a note says so.
    """
    day = day or store.about.covered_until
    begin, end = resolve(store, start), resolve(store, goal)
    if begin == end:
        raise QuestionError(f"{begin.label} is both ends of the path; name two things")
    unknown = set(relations) - set(store.relations)
    if unknown:
        raise QuestionError(f"no relation is called {', '.join(sorted(unknown))}", sorted(store.relations))
    middle = resolve(store, via) if via else None
    barred = {resolve(store, name).id for name in without}
    if barred & {begin.id, end.id, middle.id if middle else ""}:
        raise QuestionError("a thing cannot be left out that the path begins, ends or passes at")
    graph = of_day(store, day)
    if relations:
        graph = graph.edge_subgraph(
            [edge for edge in graph.edges(keys=True) if graph.edges[edge]["relation"] in relations]
        )
    # In an order of its own: which of many paths are shown must not depend on the order of a set.
    walkable = nx.Graph(sorted(edge for edge in graph.edges() if not barred & set(edge)))
    found = sorted(_paths(walkable, begin.id, end.id, middle.id if middle else None, most + 1))
    rows: list[Row] = []
    statements = {key for path in found[:most] for a, b in pairwise(path) for key in _between(graph, a, b)}
    evidence = evidence_of(store, statements)
    labels = {node: str(graph.nodes[node]["label"]) for path in found for node in path}
    for number, path in enumerate(found[:most], start=1):
        rows += _hops(number, path, graph, labels, store, evidence)
    notes = [_count_note(found, most, begin, end, day)]
    if barred:
        notes.append("Left out: " + ", ".join(sorted(barred)) + ".")
    notes.append("A path shows what is recorded for the day; that a path is missing does not show that there was none.")
    parameters: dict[str, Cell] = {"from": begin, "to": end}
    if middle:
        parameters["via"] = middle
    return answered(
        store,
        "path",
        f"How {begin.label} and {end.label} were linked",
        day=day,
        parameters=parameters,
        columns=_COLUMNS,
        rows=rows,
        notes=notes,
        evidence=evidence,
    )


def _paths(graph: nx.Graph, begin: str, end: str, middle: str | None, most: int) -> list[list[str]]:
    if middle is None:
        return list(islice(_shortest(graph, begin, end), most))
    # A path through a thing passes each other thing once: the halves must not share any.
    second = list(_shortest(graph, middle, end))
    joined = (
        one + other[1:] for one in _shortest(graph, begin, middle) for other in second if not set(one) & set(other[1:])
    )
    return list(islice(joined, most)) or _through(graph, begin, end, middle)


def _through(graph: nx.Graph, begin: str, end: str, middle: str) -> list[list[str]]:
    """One shortest path through the middle where the shortest ways to it and from it get into each other's way.

    Two flows leave the middle, one for each end; each thing lets one pass (Suurballe's problem as a cheapest flow).
    """
    if not {begin, end, middle} <= set(graph):
        return []
    flows = nx.DiGraph()
    for node in sorted(graph):
        flows.add_edge((node, "in"), (node, "out"), capacity=1, weight=0)
    for a, b in sorted(graph.edges):
        flows.add_edge((a, "out"), (b, "in"), capacity=1, weight=1)
        flows.add_edge((b, "out"), (a, "in"), capacity=1, weight=1)
    for node in (begin, end):
        flows.add_edge((node, "out"), "ends", capacity=1, weight=0)
    found = nx.max_flow_min_cost(flows, (middle, "out"), "ends")
    halves = {}
    for step in [node for node, amount in found[(middle, "out")].items() if amount]:
        half = [middle, step[0]]
        while not found[(half[-1], "out")].get("ends"):
            half.append(next(node[0] for node, amount in found[(half[-1], "out")].items() if amount))
        halves[half[-1]] = half
    return [halves[begin][::-1] + halves[end][1:]] if len(halves) == 2 else []


def _shortest(graph: nx.Graph, begin: str, end: str) -> Iterator[list[str]]:
    if begin in graph and end in graph and nx.has_path(graph, begin, end):
        yield from nx.all_shortest_paths(graph, begin, end)


def _between(graph: nx.MultiDiGraph, a: str, b: str) -> list[str]:
    keys = list(graph.get_edge_data(a, b, default={})) + list(graph.get_edge_data(b, a, default={}))
    return sorted(set(keys))


def _hops(
    number: int,
    path: list[str],
    graph: nx.MultiDiGraph,
    labels: dict[str, str],
    store: Store,
    evidence: dict[str, Evidence],
) -> list[Row]:
    rows = []
    for hop, (a, b) in enumerate(pairwise(path), start=1):
        for key in _between(graph, a, b):
            item = evidence[key]
            cells: dict[str, Cell] = {
                "path": number,
                "hop": hop,
                "from_thing": Thing(a, labels[a]),
                "relation": store.relations.get(item.relation, item.relation),
                "direction": "→" if item.subject == a else "←",
                "to_thing": Thing(b, labels[b]),
                "from": item.begins,
                "to": item.ends or None,
                "statement": StatementRef(key),
            }
            rows.append(Row(cells, (key,), lowest_certainty([item])))
    return rows


def _count_note(found: list[list[str]], most: int, begin: Thing, end: Thing, day: date) -> str:
    if not found:
        return f"No path between {begin.label} and {end.label} is recorded for {day}."
    length = len(found[0]) - 1
    steps = "1 hop" if length == 1 else f"{length} hops"
    if len(found) > most:
        return f"More than {most} shortest paths of {steps} on {day}; the first {most} are shown. Raise --max for more."
    return (
        f"{len(found)} shortest paths of {steps} on {day}."
        if len(found) > 1
        else f"A shortest path, of {steps}, on {day}."
    )
