"""Sources as they are cited: looked up in the compiled graph, one reference for each key."""

from __future__ import annotations

import json
from collections.abc import Iterable

from graph import iris
from graph.citations.bibliography import Bibliography, Reference, Work
from graph.errors import QuestionError
from graph.folding import fold
from graph.store import Iri, Literal, Store

_PARTS = "?source dcterms:bibliographicCitation ?text ; :grade ?grade . OPTIONAL { ?source schema:url ?url }"


def references(store: Store, keys: Iterable[str]) -> list[Reference]:
    """The references of these keys, sorted by key; a key that the graph does not hold is left out."""
    return list(store.recalled("references", sorted(keys), lambda missing: _references(store, missing)).values())


def bibliography_of(store: Store, keys: Iterable[str]) -> Bibliography:
    """As `references`, with what the forms of other tools are written from."""
    wanted = sorted(set(keys))
    return Bibliography(_works(store, f"VALUES ?source {{ {_iris(wanted)} }}") if wanted else ())


def search(store: Store, text: str = "", grade: str = "") -> Bibliography:
    """The sources of a grade whose key or reference contains every word of the text; all where neither is given.

    Upper and lower case and accents do not count. Raises `QuestionError` for a grade that no source has.
    """
    found = _works(store, "?source a :Source .")
    grades = sorted({work.reference.grade for work in found})
    if grade and grade not in grades:
        raise QuestionError(f"no source has the grade '{grade}'", grades)
    words = fold(text).split()

    def fits(work: Work) -> bool:
        held = fold(f"{work.reference.id} {work.reference.text}")
        return (not grade or work.reference.grade == grade) and all(word in held for word in words)

    return Bibliography(work for work in found if fits(work))


def keys_of(store: Store) -> list[str]:
    """Every key, sorted."""
    rows = store.select("SELECT ?source WHERE { ?source a :Source }").rows
    return sorted(_value(source).removeprefix(iris.SOURCE) for (source,) in rows)


def _references(store: Store, keys: list[str]) -> dict[str, Reference]:
    rows = store.select(f"SELECT ?source ?text ?grade ?url WHERE {{ VALUES ?source {{ {_iris(keys)} }} {_PARTS} }}")
    found = [_reference(*row) for row in rows.rows]
    return {reference.id: reference for reference in found}


def _works(store: Store, which: str) -> list[Work]:
    rows = store.select(f"SELECT ?source ?text ?grade ?url ?csl WHERE {{ {which} ?source :csl ?csl . {_PARTS} }}")
    return [Work(_reference(*parts), json.loads(_value(csl))) for *parts, csl in rows.rows]


def _reference(source: object, text: object, grade: object, url: object) -> Reference:
    return Reference(
        id=_value(source).removeprefix(iris.SOURCE),
        text=_value(text),
        grade=_value(grade).removeprefix(iris.CONCEPT),
        url=_value(url),
    )


def _iris(keys: Iterable[str]) -> str:
    return " ".join(f"<{iris.SOURCE}{key}>" for key in keys)


def _value(term: object) -> str:
    return term.value if isinstance(term, Iri | Literal) else ""
