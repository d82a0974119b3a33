"""The glossary: classes, relations, derived relations and concepts, each with its definition."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph import iris
from graph.contents import Contents
from graph.pages.addresses import anchor
from graph.pages.document import Site, beside, page
from graph.store import Iri, Literal, Store


def glossary_page(store: Store, held: Contents, *, day: date, site: Site) -> str:
    """The page of all words of the ontology. Every class has its place there, also one without a definition."""
    groups = [
        _group("classes", "Kinds of things and records", store.classes, held),
        _group("relations", "Relations that are stated", store.relations, held),
        _group("derived", "Relations that rules derive", store.derived_relations, held),
        *_schemes(store, held),
    ]
    shown = [group for group in groups if group["terms"]]
    return page(
        "glossary.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=held.about,
        title="Glossary",
        page_kind="site glossary",
        skip_to="terms",
        skip_words="Skip to the terms",
        as_of=day.isoformat(),
        standfirst=f"{sum(len(group['terms']) for group in shown)} words of the field as they are used here. The short name beside each is its name in queries.",
        notes=(),
        site=site,
        groups=shown,
    )


def _group(id: str, label: str, words: dict[str, str], held: Contents) -> dict[str, Any]:
    terms = [
        {"anchor": anchor("term", local), "label": label_, "name": f":{local}", "text": held.definitions.get(local, "")}
        for local, label_ in sorted(words.items(), key=lambda word: word[1].casefold())
    ]
    return {"id": id, "label": label, "text": "", "terms": terms}


def _schemes(store: Store, held: Contents) -> list[dict[str, Any]]:
    """The concepts by their schemes; those of none come last."""
    members: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    rows = store.select(
        "SELECT ?concept ?scheme ?label WHERE { ?concept skos:inScheme ?scheme . ?scheme skos:prefLabel ?label }"
    ).rows
    for concept, scheme, label in rows:
        if isinstance(concept, Iri) and isinstance(scheme, Iri) and isinstance(label, Literal):
            slug = concept.value.removeprefix(iris.CONCEPT)
            if slug in held.concepts:
                name = scheme.value.removeprefix(iris.CONCEPT)
                members.setdefault(name, []).append(slug)
                labels[name] = label.value
    rest = sorted(set(held.concepts) - {slug for slugs in members.values() for slug in slugs})
    groups = [(labels[name], name, sorted(slugs)) for name, slugs in members.items()]
    if rest:
        groups.append(("Other concepts", "other-concepts", rest))
    return [
        {
            "id": id,
            "label": label,
            "text": "",
            "terms": [
                {
                    "anchor": anchor("term", f"c-{slug}"),
                    "label": held.concepts[slug][0],
                    "name": f"c:{slug}",
                    "text": held.concepts[slug][1],
                }
                for slug in slugs
            ],
        }
        for label, id, slugs in sorted(groups, key=lambda group: (group[1] == "other-concepts", group[0]))
    ]
