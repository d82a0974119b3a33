"""The query page of a server: an editor for SPARQL, the catalogue as examples, and results as table, graph and text.

It works only where a server answers beside it; a site on disk has none, and so has no such page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from graph import iris
from graph.contents import Contents
from graph.pages.document import Site, beside, page
from graph.pages.network import vis_network
from graph.pages.start import search_index
from graph.questions import Question, question, question_ids
from graph.questions.catalogue import Parameter
from graph.store import Iri, Literal, Store

Word = tuple[str, str, str, str]
"""A word of a query: as it is written, its label, its sort, and its definition."""

_ANY = "any"
_SOURCES = "sources"
_STARTER = """\
# Which members of NATO are outside the EU on the day of this server?
SELECT ?state WHERE {
  ?state :memberOf id:nato .
  MINUS { ?state :memberOf id:eu }
}
ORDER BY ?state
"""
_PLAIN_STARTER = """\
SELECT ?thing ?name WHERE {
  ?thing a :Entity ; skos:prefLabel ?name .
}
ORDER BY ?name
LIMIT 100
"""


def query_page(store: Store, held: Contents, *, day: date, site: Site) -> str:
    """The page. `store` is the view of the day that the server asks."""
    about = held.about
    asked = [question(id) for id in question_ids()]
    things = search_index(store, held)
    return page(
        "query.html",
        data={
            "about": {
                "title": about.title,
                "version": about.version,
                "sha256": about.sha256,
                "covered": about.covered_until.isoformat(),
            },
            "day": day.isoformat(),
            "name": "query",
            "root": site.root,
            "sources": [],
            "words": held.words,
            **things,
            "state": {"query": "", "question": "", "given": "", "graphs": "", "show": "table", "iris": ""},
            "prefixes": iris.PREFIXES,
            "terms": words(store, held),
            "catalogue": [_example(one, held) for one in asked],
            "choices": _choices(asked, held),
            "starter": _STARTER if {"eu", "nato"} <= set(held.things) else _PLAIN_STARTER,
        },
        scripts=[
            vis_network(),
            *(
                beside(name)
                for name in (
                    "page.js", "query-words.js", "query-editor.js", "query-completion.js", "query-questions.js", "query-cells.js",
                    "query-graph.js", "query-results.js", "query.js",
                )
            ),
        ],
        styles=[beside("page.css"), beside("query.css")],
        about=about,
        title="Ask the graph in SPARQL",
        page_kind="query",
        skip_to="query",
        skip_words="Skip to the editor",
        as_of=day.isoformat(),
        standfirst="Write a query, or start from a question of the catalogue. Everything is asked of this server alone.",
        notes=_NOTES,
        site=site,
        asks_its_server=True,
        version=about.version,
        fingerprint=about.sha256[:12],
        prefixes=sorted((name, address) for name, address in iris.PREFIXES.items()),
    )  # fmt: skip


_NOTES = (
    "A relation written between two things, such as ?state :memberOf id:nato, finds what certainly holds on the day of this server. Statements hold their own days (:validFrom, :validUntil), so that a query can ask for any other day; a question of the catalogue takes a day of its own.",
    "That a query finds nothing does not mean no: only lists that are known to be complete allow that. Questions of the catalogue say which lists these are; a bare query does not.",
    "What could not be verified is held with :certainty c:unverified. It is in no relation between two things, but a query of statements finds it unless it leaves it out.",
)


def words(store: Store, held: Contents) -> list[Word]:
    """The words that the page completes besides things and sources: classes, relations, properties and concepts of
    ours, and of other vocabularies what the graph uses, sorted by how they are written."""
    found: dict[str, Word] = {}

    def add(address: str, label: str, sort: str, text: str = "") -> None:
        written = _written(address)
        if written:
            found.setdefault(written, (written, label, sort, text))

    for local, label in store.classes.items():
        add(_full(local), label, "class", held.definitions.get(local, ""))
    for local, label in store.relations.items():
        add(_full(local), label, "relation", held.definitions.get(local, ""))
    for local, label in store.derived_relations.items():
        add(_full(local), label, "derived relation", held.definitions.get(local, ""))
    for slug, (label, text) in held.concepts.items():
        add(iris.CONCEPT + slug, label, "concept", text)
    for address, label in _used(store, "?s a ?term"):
        add(address, label, "class")
    for address, label in _used(store, "?s ?term ?o"):
        add(address, label, "property", held.definitions.get(address.removeprefix(iris.ONTOLOGY), ""))
    return [found[written] for written in sorted(found)]


def _full(local: str) -> str:
    """The address of a word of the ontology; one of another vocabulary stands in full already."""
    return local if ":" in local else iris.ONTOLOGY + local


def _used(store: Store, pattern: str) -> Iterable[tuple[str, str]]:
    rows = store.select(
        f"SELECT DISTINCT ?term ?label WHERE {{ {pattern} OPTIONAL {{ ?term rdfs:label ?label }} }}"
    ).rows
    return sorted(
        (term.value, label.value if isinstance(label, Literal) else "") for term, label in rows if isinstance(term, Iri)
    )


_BY_LENGTH = sorted(
    ((address, name) for name, address in iris.PREFIXES.items() if name != "eunato"), key=lambda pair: -len(pair[0])
)


def _written(address: str) -> str:
    """An address with a prefix of ours; empty where there is none, or where the rest would need more than letters."""
    for space, name in _BY_LENGTH:
        local = address.removeprefix(space)
        if address.startswith(space) and local and all(part.isalnum() for part in local.replace("_", "-").split("-")):
            return f"{name}:{local}"
    return ""


def _example(asked: Question, held: Contents) -> dict[str, Any]:
    label = "derived by rule" if "derived by rule" in asked.tags else asked.tags[0] if asked.tags else "other"
    return {
        "id": asked.id,
        "summary": asked.summary,
        "description": asked.description,
        "tags": asked.tags,
        "phrases": asked.phrases,
        "group": label[:1].upper() + label[1:],
        "dated": asked.asks_for_a_day,
        "computed": bool(asked.measure),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "meaning": parameter.meaning,
                "default": parameter.default,
                "choices": _choice_of(parameter, held),
            }
            for parameter in asked.parameters
        ],
        "columns": {name: meaning for name, meaning in asked.columns.items() if meaning},
        "query": asked.query,
    }


def _choice_of(parameter: Parameter, held: Contents) -> str:
    """The name of the list that a parameter is chosen from; empty where it is typed."""
    if parameter.type == "iri":
        return " ".join(parameter.kinds) or _ANY
    # A literal that names a source by its key.
    return _SOURCES if parameter.type == "literal" and parameter.default in held.sources else ""


def _choices(asked: Iterable[Question], held: Contents) -> dict[str, list[str]]:
    """The ids of each list of kinds, by label. What is chosen among all things or sources has no list of its own."""
    lists: dict[str, list[str]] = {}
    for one in asked:
        for parameter in one.parameters:
            if parameter.kinds:
                classes = {iris.class_of(kind).removeprefix(iris.ONTOLOGY) for kind in parameter.kinds}
                lists[" ".join(parameter.kinds)] = sorted(
                    (id for id, entry in held.things.items() if classes & set(entry.kinds)),
                    key=lambda id: (held.label(id).casefold(), id),
                )
    return lists
