"""Statements → a networkx graph, for an answer or for a day.

Nodes are ids of entities, with `label`, `kinds` (class names, sorted, joined by blanks) and `group` (the kind by
which a picture colours it). Edges are keyed by statement id, with `relation` (local name), `label` (its words),
`begins` and `ends` as written (`ends` empty while open), `certainty`, and `citations` (`@key, locator; …`).
Denied statements are no edges.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

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
