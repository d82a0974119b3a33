"""Sources as they are cited: looked up in the compiled graph, one reference for each key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph import iris
from graph.store import Iri, Literal, Store


@dataclass(frozen=True, slots=True)
class Reference:
    """A source's key, its reference in one line, its grade and its address."""

    id: str
    text: str
    grade: str
    url: str


def references(store: Store, keys: Iterable[str]) -> list[Reference]:
    """The references of these keys, sorted by key; a key that the graph does not hold is left out."""
    return list(store.recalled("references", sorted(keys), lambda missing: _references(store, missing)).values())


def _references(store: Store, keys: list[str]) -> dict[str, Reference]:
    wanted = " ".join(f"<{iris.SOURCE}{key}>" for key in keys)
    rows = store.select(
        f"""SELECT ?source ?text ?grade ?url WHERE {{
          VALUES ?source {{ {wanted} }}
          ?source dcterms:bibliographicCitation ?text ; :grade ?grade .
          OPTIONAL {{ ?source schema:url ?url }}
        }}"""
    )
    found = [
        Reference(
            id=_value(row["source"]).removeprefix(iris.SOURCE),
            text=_value(row["text"]),
            grade=_value(row["grade"]).removeprefix(iris.CONCEPT),
            url=_value(row["url"]),
        )
        for row in rows.dicts()
    ]
    return {reference.id: reference for reference in found}


def _value(term: object) -> str:
    return term.value if isinstance(term, Iri | Literal) else ""
