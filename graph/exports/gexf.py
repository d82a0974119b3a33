"""Dynamic GEXF 1.3, for Gephi and its kin: every statement with the days on which it certainly holds.

networkx writes GEXF too, but puts the day of writing into it, and misspells a namespace of version 1.3.

In GEXF 1.3 both ends of a spell are inside it (`endopen` was for 1.2 and is gone): our `to`, the first day on which a
statement no longer holds, becomes the day before. An open end has no `end`. A spell has the certain days only, so that
on each day of the timeline exactly the edges are there that certainly hold, as in `KnowledgeGraph.network()`; the widest
bounds are attributes beside it. A statement whose dates give no certain day at all would stand on no day, and GEXF shows
what has no spell on all days: it is left out and counted in the description (GraphML has it). So is a thing that exists
on no certain day and stands in no edge.

A node is there on the days on which the thing certainly exists and, as a program hides edges whose ends are hidden,
whenever one of its edges is. A thing whose days are not recorded, or not verified, has no spell: it is there on every day.

`kind` tells edges of the same two things apart, which Gephi would else add up into one: the relation, for a further
statement of the same relation with a number.

For a day it is a slice, the graph of that one day without spells.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from graph.dates import OPEN_END, Span
from graph.exports.graph_parts import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Attributes, Edge, Node, parts, xml_text
from graph.exports.material import Material

_NAMESPACE = "http://gexf.net/1.3"
_ONE_DAY = timedelta(days=1)
Days = tuple[date, date]
"""A stretch of days, half-open."""


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file."""
    found = parts(material)
    edges = [edge for edge in found.edges if edge.span.is_certain_somewhere]
    days = _days_of_nodes(found.nodes, edges)
    nodes = [node for node in found.nodes if days[node.id] != []]
    told = list(found.heading)
    if material.day is None:
        told.append(
            f"Left out are also {len(found.edges) - len(edges)} statements and {len(found.nodes) - len(nodes)} things "
            "whose dates give no certain day"
        )
        told.append("Spells hold the certain days only, both ends included")
    root = ET.Element("gexf", {"xmlns": _NAMESPACE, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "eunato"
    ET.SubElement(meta, "keywords").text = "EU, NATO"
    ET.SubElement(meta, "description").text = xml_text(". ".join(told))
    graph = ET.SubElement(root, "graph", {"defaultedgetype": "directed", "idtype": "string", **_time(material.day)})
    for of, names in (("node", NODE_ATTRIBUTES), ("edge", EDGE_ATTRIBUTES)):
        declared = ET.SubElement(graph, "attributes", {"class": of})
        for name in names:
            kind = "boolean" if name == "symmetric" else "string"
            ET.SubElement(declared, "attribute", {"id": name, "title": name, "type": kind})
    is_dynamic = material.day is None
    _write_nodes(graph, nodes, days if is_dynamic else {})
    _write_edges(graph, edges, is_dynamic)
    ET.indent(root, " ")
    yield "eunato.gexf", ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _time(day: date | None) -> dict[str, str]:
    if day is None:
        return {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"}
    return {"mode": "slice", "timeformat": "date", "timerepresentation": "timestamp", "timestamp": day.isoformat()}


def _days_of_nodes(nodes: Iterable[Node], edges: Iterable[Edge]) -> dict[str, list[Days] | None]:
    """By id the days on which a node is there; None where it is on every day, since none are recorded."""
    joined: dict[str, list[Days]] = defaultdict(list)
    for edge in edges:
        for end in (edge.source, edge.target):
            joined[end].append(_certain(edge.span))
    days: dict[str, list[Days] | None] = {}
    for node in nodes:
        if node.life is None:
            days[node.id] = None
        else:
            life = [_certain(node.life)] if node.life.is_certain_somewhere else []
            days[node.id] = _united([*life, *joined[node.id]])
    return days


def _write_nodes(graph: ET.Element, nodes: Iterable[Node], days: Mapping[str, list[Days] | None]) -> None:
    written = ET.SubElement(graph, "nodes")
    for node in nodes:
        element = ET.SubElement(written, "node", {"id": node.id, "label": _token(node.label)})
        _write_values(element, node.attributes, NODE_ATTRIBUTES)
        stretches = days.get(node.id)
        if stretches is not None:
            _write_spells(element, stretches)


def _write_edges(graph: ET.Element, edges: Iterable[Edge], is_dynamic: bool) -> None:
    alike: Counter[tuple[str, str, str]] = Counter()
    written = ET.SubElement(graph, "edges")
    for edge in edges:
        alike[edge.source, edge.target, edge.label] += 1
        number = alike[edge.source, edge.target, edge.label]
        kind = edge.label if number == 1 else f"{edge.label} ({number})"
        names = {"id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label, "kind": kind}
        element = ET.SubElement(written, "edge", {name: _token(value) for name, value in names.items()})
        _write_values(element, edge.attributes, EDGE_ATTRIBUTES)
        if is_dynamic:
            _write_spells(element, [_certain(edge.span)])


def _write_values(element: ET.Element, attributes: Attributes, names: Iterable[str]) -> None:
    values = ET.SubElement(element, "attvalues")
    for name in names:
        value = attributes[name]
        text = str(value).lower() if isinstance(value, bool) else xml_text(value)
        if text:
            ET.SubElement(values, "attvalue", {"for": name, "value": text})


def _write_spells(element: ET.Element, days: Iterable[Days]) -> None:
    spells = ET.SubElement(element, "spells")
    for begin, until in days:
        end = {} if until == OPEN_END else {"end": (until - _ONE_DAY).isoformat()}
        ET.SubElement(spells, "spell", {"start": begin.isoformat(), **end})


def _certain(span: Span) -> Days:
    return span.valid_from, span.valid_until


def _united(stretches: Iterable[Days]) -> list[Days]:
    """The days of any of these stretches, as stretches apart from one another."""
    united: list[Days] = []
    for begin, until in sorted(stretches):
        if united and begin <= united[-1][1]:
            united[-1] = united[-1][0], max(until, united[-1][1])
        else:
            united.append((begin, until))
    return united


def _token(text: str) -> str:
    """A text on one line, as the format asks of labels."""
    return xml_text(" ".join(text.split()))
