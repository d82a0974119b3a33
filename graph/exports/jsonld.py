"""JSON-LD 1.1, with the context of the ontology inside, so that it is read without a network.

The engine writes JSON-LD with full addresses. Here they are shortened by the context, value by value: where a term
fits the value, it is used, else a prefixed name with the value in full. rdflib would shorten it too, but takes several
times as long, and its order differs from run to run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from graph import iris
from graph.exports.heading import heading
from graph.exports.material import Material
from graph.exports.triples import quads
from graph.locations import ontology_folder
from graph.turtle import written

Value = dict[str, str]

_TYPE = iris.PREFIXES["rdf"] + "type"


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """One file with the quads of the N-Quads, a JSON object for each node and graph."""
    context = json.loads((ontology_folder() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    expanded = json.loads(written(quads(material), ox.RdfFormat.JSON_LD, {}))
    terms = _Terms(context)
    graphs = [
        {"id": terms.address(graph["@id"]), "@graph": [terms.node(node) for node in graph["@graph"]]}
        for graph in expanded
    ]
    # A key that the context sets to nothing is for people: it adds no quad.
    whole = {"@context": {**context, "heading": None}, "heading": list(heading(material)), "@graph": graphs}
    yield "eunato.jsonld", (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


class _Terms:
    """A context read backwards: from addresses to terms."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        plain = {term: value for term, value in context.items() if isinstance(value, str)}
        self._prefixes = {term: iri for term, iri in plain.items() if iri.endswith(("/", "#"))}
        self._terms: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._names: dict[str, str] = {}
        # Whose values are a list also where there is only one.
        self._sets: set[str] = set()
        for term, definition in context.items():
            if term.startswith("@") or definition in ("@id", "@type") or term in self._prefixes:
                continue
            parts = {"@id": definition} if isinstance(definition, str) else definition
            iri = self._expanded(parts["@id"])
            self._terms[iri] = (term, parts)
            self._names[iri] = term
            if parts.get("@container") == "@set":
                self._sets.add(term)

    def address(self, iri: str) -> str:
        """The address of a node, by the longest prefix that begins it."""
        fitting = [(len(space), term) for term, space in self._prefixes.items() if iri.startswith(space)]
        if not fitting:
            return iri
        length, term = max(fitting)
        return iri if iri[length:].startswith("//") else f"{term}:{iri[length:]}"

    def node(self, node: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, list[Any]] = {}
        for iri, values in node.items():
            if iri == "@id":
                continue
            if iri == _TYPE:
                made["type"] = [self._name(kind["@id"]) for kind in values]
                continue
            term, parts = self._terms.get(iri, ("", {}))
            for value in values:
                value_of_term = self._short(value, parts) if term else None
                if value_of_term is None:
                    made.setdefault(self.address(iri), []).append(self._in_full(value))
                else:
                    made.setdefault(term, []).append(value_of_term)
        short = {key: values if key in self._sets or len(values) > 1 else values[0] for key, values in made.items()}
        return {"id": self.address(node["@id"]), **short}

    def _short(self, value: Value, parts: Mapping[str, str]) -> str | None:
        """The value as the term takes it, None where it is not such a value."""
        if "@id" in value:
            if parts.get("@type") == "@vocab":
                return self._name(value["@id"])
            return self.address(value["@id"]) if parts.get("@type") == "@id" else None
        wanted_type = self._expanded(parts["@type"]) if "@type" in parts else None
        same = value.get("@type") == wanted_type and value.get("@language") == parts.get("@language")
        return value["@value"] if same and parts.get("@container") != "@language" else None

    def _in_full(self, value: Value) -> Value:
        if "@id" in value:
            return {"id": self.address(value["@id"])}
        full = dict(value)
        if "@type" in full:
            full["type"] = self._name(full.pop("@type"))
        return full

    def _name(self, iri: str) -> str:
        return self._names.get(iri) or self.address(iri)

    def _expanded(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        return self._prefixes[prefix] + rest if colon and prefix in self._prefixes else name
