"""GraphML, for networkx, igraph, Cytoscape, yEd: typed attributes, several edges between two things, each with its id."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.exports.graph_parts import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Attributes, Parts, parts, xml_text
from graph.exports.material import Material

if TYPE_CHECKING:
    import networkx


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file; what it is and by which rules stands in its attribute `about`."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(_graph(parts(material)), out)
    yield "eunato.graphml", out.getvalue()


def _graph(found: Parts) -> networkx.MultiDiGraph:
    import networkx as nx

    graph = nx.MultiDiGraph(about=xml_text(". ".join(found.heading)))
    for node in found.nodes:
        graph.add_node(node.id, label=xml_text(node.label), **_clean(node.attributes, NODE_ATTRIBUTES))
    for edge in found.edges:
        attributes = _clean(edge.attributes, EDGE_ATTRIBUTES)
        graph.add_edge(edge.source, edge.target, key=edge.id, label=xml_text(edge.label), **attributes)
    return graph


def _clean(attributes: Attributes, names: tuple[str, ...]) -> Attributes:
    """The attributes in their order, which becomes that of the file."""
    values = ((name, attributes[name]) for name in names)
    return {name: xml_text(value) if isinstance(value, str) else value for name, value in values}
