"""A typed name → the entity meant: ids, names, codes and aliases in any case and with or without accents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph import iris
from graph.errors import QuestionError
from graph.folding import fold
from graph.store import Iri, Literal, Store

_NEAREST = 3
_LEAST_LIKENESS = 60.0


class SeveralThings(QuestionError):
    """A name that several things bear."""


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """An entity and its preferred name."""

    id: str
    label: str

    @property
    def iri(self) -> str:
        """Its address."""
        return iris.THING + self.id


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found: the entity, what it is, its description, and the folded name that matched, or the word
    `description` where only that did."""

    thing: Thing
    kinds: tuple[str, ...]
    description: str
    matched: str


def resolve(store: Store, text: str, kinds: Sequence[str] = ()) -> Thing:
    """The one entity that bears this name, of one of `kinds` if any are given.

    Raises `QuestionError` with the nearest names if none does, or with all of them if several do.
    """
    wanted = _kind_filter(kinds)
    key = fold(text)
    if not key:
        raise QuestionError(f"'{text}' is no name; type an id, a name or a code, for instance norway, Norway or NO")
    # An id is exact and goes first: it decides between two things of the same name.
    exact = _things(
        store, f"VALUES ?thing {{ <{iris.THING}{key.replace(' ', '-')}> }} ?thing skos:prefLabel ?label . {wanted}"
    )
    if exact:
        return exact[0]
    found = _things(store, f'?thing skos:hiddenLabel "{key}" ; skos:prefLabel ?label . {wanted}')
    if len(found) == 1:
        return found[0]
    if found:
        preferred = [thing for thing in found if fold(thing.label) == key]
        if len(preferred) == 1:
            return preferred[0]
        raise SeveralThings(
            f"'{text}' names several things; type the id of the one you mean",
            [f"{thing.label} ({thing.id})" for thing in found],
        )
    nearest = suggest(store, text, kinds)
    raise QuestionError(
        f"nothing is called '{text}'" + (f" among {', '.join(kinds)}" if kinds else ""),
        [thing.label for thing in nearest],
    )


def suggest(store: Store, text: str, kinds: Sequence[str] = (), most: int = _NEAREST) -> list[Thing]:
    """The entities with the most similar names, nearest first; none that is too unlike."""
    # Only a name that is not known needs it.
    from rapidfuzz import fuzz, process

    rows = store.select(
        f"SELECT ?thing ?label ?key WHERE {{ ?thing skos:hiddenLabel ?key ; skos:prefLabel ?label . {_kind_filter(kinds)} }}"
        " ORDER BY STR(?thing) STR(?key)"
    ).rows
    keys = [key.value if isinstance(key, Literal) else "" for _, _, key in rows]
    hits = process.extract(fold(text), keys, scorer=fuzz.ratio, limit=most * 8, score_cutoff=_LEAST_LIKENESS)
    nearest: dict[str, Thing] = {}
    for _, _, index in hits:
        thing = _thing(rows[index][0], rows[index][1])
        nearest.setdefault(thing.id, thing)
    return list(nearest.values())[:most]


def find(store: Store, text: str) -> list[Hit]:
    """Entities whose names or description contain the text: exact names first, then beginnings, then the rest."""
    key = fold(text)
    if not key:
        raise QuestionError("type at least one letter or digit to search for")
    rows = store.select(
        f"""SELECT ?thing ?label ?name ?kind ?description WHERE {{
          ?thing skos:prefLabel ?label ; a ?kind .
          OPTIONAL {{ ?thing dcterms:description ?description }}
          {{ ?thing skos:hiddenLabel ?name . FILTER (CONTAINS(?name, "{key}")) }}
          UNION
          {{ ?thing dcterms:description ?words . FILTER (CONTAINS(LCASE(?words), "{key}")) }}
        }} ORDER BY STR(?thing) STR(?name)"""
    )
    names: dict[Thing, set[str]] = defaultdict(set)
    kinds: dict[Thing, set[str]] = defaultdict(set)
    descriptions: dict[Thing, str] = {}
    for row in rows.dicts():
        thing = _thing(row["thing"], row["label"])
        names[thing].update([_text(row["name"])] if row["name"] is not None else [])
        kinds[thing].add(_text(row["kind"]).removeprefix(iris.ONTOLOGY))
        descriptions[thing] = _text(row["description"])

    def place(thing: Thing) -> tuple[int, str]:
        best = min((0 if name == key else 1 if name.startswith(key) else 2 for name in names[thing]), default=3)
        return best, thing.label

    return [
        Hit(
            thing,
            tuple(sorted(kinds[thing])),
            descriptions[thing],
            min(
                names[thing],
                key=lambda name: (name != key, not name.startswith(key), len(name), name),
                default="description",
            ),
        )
        for thing in sorted(kinds, key=place)
    ]


def _things(store: Store, pattern: str) -> list[Thing]:
    rows = store.select(f"SELECT DISTINCT ?thing ?label WHERE {{ {pattern} }} ORDER BY STR(?thing)").rows
    return [_thing(thing, label) for thing, label in rows]


def _kind_filter(kinds: Sequence[str]) -> str:
    if not kinds:
        return ""
    classes = " ".join(f"<{iris.class_of(kind)}>" for kind in kinds)
    return f"VALUES ?class {{ {classes} }} ?thing a ?class ."


def _thing(thing: object, label: object) -> Thing:
    assert isinstance(thing, Iri)
    return Thing(thing.value.removeprefix(iris.THING), _text(label))


def _text(term: object) -> str:
    return term.value if isinstance(term, Iri | Literal) else ""
