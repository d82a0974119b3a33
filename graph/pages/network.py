"""A network as one page: the picture by pyvis and vis-network, and beside it a table with the same facts.

Positions are computed here, once, from a fixed seed; nothing moves by itself when the page opens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from graph.citations import Reference
from graph.pages.document import beside, render

# Okabe and Ito's colours, told apart by colour-blind readers too; each group also has a shape of its own.
LOOKS: dict[str, tuple[str, str]] = {
    "State": ("#0072B2", "dot"),
    "Polity": ("#56B4E9", "dot"),
    "Organisation": ("#D55E00", "square"),
    "Body": ("#E69F00", "square"),
    "Framework": ("#CC79A7", "hexagon"),
    "PescoProject": ("#009E73", "diamond"),
    "LegalAct": ("#6B6B6B", "triangle"),
    "Treaty": ("#6B6B6B", "triangleDown"),
}
_OTHER = ("#6B6B6B", "dot")
_SEED = 20171211  # the day PESCO was established; any fixed number would do
_SPREAD = 900


def network_page(
    graph: nx.MultiDiGraph,
    *,
    title: str,
    as_of: str,
    stamp: str,
    notes: Sequence[str],
    sources: Sequence[Reference],
    words: dict[str, str],
) -> str:
    """The page. `words` are the labels of the groups and relations as the ontology has them."""
    nodes = sorted(graph.nodes(data=True))
    places = _places(graph)
    picture = _picture(graph, places)
    edges = [
        {
            "id": key,
            "from": begin,
            "to": end,
            "relation": attributes["relation"],
            "words": attributes["label"],
            "begins": attributes["begins"],
            "ends": attributes["ends"],
            "certainty": attributes["certainty"],
            "citations": attributes["citations"],
        }
        for begin, end, key, attributes in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[2])
    ]
    groups = Counter(attributes["group"] for _, attributes in nodes)
    relations = Counter(edge["relation"] for edge in edges)
    labels = {node: attributes["label"] for node, attributes in nodes}
    return render(
        "network.html",
        data={
            "nodes": picture["nodes"],
            "edges": picture["edges"],
            "options": _OPTIONS,
            "facts": edges,
            "labels": labels,
        },
        scripts=[_vis_network(), beside("network.js")],
        styles=[beside("page.css")],
        title=title,
        as_of=as_of,
        stamp=stamp,
        notes=notes,
        sources=sources,
        edges=edges,
        labels=labels,
        groups=[
            {
                "name": name,
                "label": words.get(name, name),
                "count": count,
                "color": _look(name)[0],
                "shape": _look(name)[1],
            }
            for name, count in sorted(groups.items())
        ],
        relations=[
            {"name": name, "label": words.get(name, name), "count": count} for name, count in sorted(relations.items())
        ],
    )


def _picture(graph: nx.MultiDiGraph, places: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Nodes and edges as vis-network takes them, made by pyvis; parallel statements are one line with a count."""
    from pyvis.network import Network

    network = Network(directed=True, notebook=False)
    for node, attributes in sorted(graph.nodes(data=True)):
        color, shape = _look(attributes["group"])
        x, y = places[node]
        network.add_node(
            node, label=attributes["label"], color=color, shape=shape, x=x, y=y, kind=attributes["group"], size=16
        )
    bundles: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {}
    for begin, end, key, attributes in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[2]):
        bundles.setdefault((begin, end), []).append((key, attributes))
    for (begin, end), statements in sorted(bundles.items()):
        wordings = list(dict.fromkeys(attributes["label"] for _, attributes in statements))
        network.add_edge(
            begin,
            end,
            id=f"{begin} {end}",
            label=wordings[0] if len(wordings) == 1 else f"{len(wordings)} relations",
            width=1 + len(statements),
            statements=[key for key, _ in statements],
        )
    return {"nodes": network.nodes, "edges": network.edges}


def _places(graph: nx.MultiDiGraph) -> dict[str, tuple[int, int]]:
    """Whole pixels for each node, the same on every run."""
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(graph.nodes))
    ordered.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges()}))
    if not ordered:
        return {}
    start = nx.circular_layout(ordered)
    found = nx.spring_layout(ordered, pos=start, seed=_SEED, iterations=200, k=2.2 / max(len(ordered), 1) ** 0.5)
    return {node: (round(float(x) * _SPREAD), round(float(y) * _SPREAD * 0.6)) for node, (x, y) in found.items()}


def _look(group: str) -> tuple[str, str]:
    return LOOKS.get(group, _OTHER)


def _vis_network() -> str:
    """The text of vis-network as pyvis brings it, without the pointer to a map file that is not there."""
    import pyvis

    script = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    lines = script.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")).replace(
        "</script", "<\\/script"
    )


_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": _SEED},
    "interaction": {"hover": True, "keyboard": False, "navigationButtons": False, "multiselect": False},
    "nodes": {"font": {"size": 18, "face": "system-ui, sans-serif"}, "borderWidth": 1},
    "edges": {
        "color": {"color": "#8a8f98", "highlight": "#111111", "hover": "#444444"},
        "font": {"size": 12, "align": "middle", "strokeWidth": 4},
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.6}},
        "smooth": {"enabled": True, "type": "continuous", "roundness": 0.2},
    },
}
