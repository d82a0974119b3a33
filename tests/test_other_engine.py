"""Every question gives the same rows on another SPARQL engine: the texts are standard, not one engine's own."""

from __future__ import annotations

from datetime import date

import pytest
import rdflib
from worlds import small_world

from graph import iris, questions
from graph.query_files import DAY, day_term
from graph.store import Iri, Literal, Store, open_store

DAYS = ("2019-06-01", "2021-07-01")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(small_world(tmp_path_factory.mktemp("small") / "world"))


@pytest.fixture(scope="module")
def other(world: Store) -> rdflib.Graph:
    graph = rdflib.Graph()
    lines = (quad.decode().rstrip("\n") for quad in world.nquads())
    graph.parse(data="\n".join(line.rpartition(" <")[0] + " ." for line in lines), format="nt")
    return graph


def filled(store: Store, id: str, day: str) -> str:
    """The question with each parameter filled by some thing of the small world that may fill it."""
    asked = questions.question(id)
    terms = {DAY: day_term(day)}
    for parameter in asked.parameters:
        if parameter.type == "iri":
            classes = " ".join(f"<{iris.class_of(kind)}>" for kind in parameter.kinds)
            limit = f"VALUES ?class {{ {classes} }} ?thing a ?class ." if classes else ""
            rows = store.select(
                f"SELECT DISTINCT ?thing WHERE {{ ?thing skos:prefLabel ?l . {limit} }} ORDER BY STR(?thing)"
            ).rows
            things = [term.value for (term,) in rows if isinstance(term, Iri) and term.value.startswith(iris.THING)]
            preferred = [
                iri
                for iri in things
                if iri.endswith(("/eu", "/nato")) and f"/{'eu' if parameter.name != 'b' else 'nato'}" in iri
            ]
            terms[parameter.name] = f"<{(preferred or things or [iris.THING + 'nothing'])[0]}>"
        elif parameter.type == "xsd_date":
            terms[parameter.name] = day_term("2018-01-01")
        else:
            terms[parameter.name] = f'"{parameter.default}"'
    return questions.with_prefixes(asked.filled(terms))


def plain(value: object) -> str:
    if isinstance(value, rdflib.Literal):
        return str(value.toPython() if value.datatype == rdflib.XSD.boolean else value).casefold()
    if isinstance(value, Literal):
        return value.value.casefold()
    return "" if value is None else str(value.value if isinstance(value, Iri) else value)


@pytest.mark.parametrize("id", questions.question_ids())
def test_rdflib_gives_the_same_rows(world: Store, other: rdflib.Graph, id: str) -> None:
    for day in DAYS:
        date.fromisoformat(day)
        query = filled(world, id, day)
        rows = world.select(query)
        found = other.query(query)
        assert [str(name) for name in found.vars or []] == list(rows.variables)
        expected = sorted(tuple(plain(term) for term in row) for row in rows.rows)
        assert sorted(tuple(plain(term) for term in row) for row in found) == expected, day


def test_small_world_answers_some_of_them(world: Store) -> None:
    """A comparison of nothing with nothing proves nothing."""
    answered = [id for id in questions.question_ids() if any(world.select(filled(world, id, day)).rows for day in DAYS)]
    assert len(answered) >= 12, answered


def test_rdflib_gives_the_headline_and_the_conditions_on_the_real_data(store: Store) -> None:
    graph = rdflib.Graph()
    lines = (quad.decode().rstrip("\n") for quad in store.nquads())
    graph.parse(data="\n".join(line.rpartition(" <")[0] + " ." for line in lines), format="nt")
    for id, given in (
        ("non-eu-allies-in-pesco", {}),
        ("conditions-for-third-state", {"state": "turkiye"}),
        ("states-sharing-projects", {"state": "ireland"}),
    ):
        query = questions.portable_text(store, id, given, date(2022, 7, 1))
        expected = sorted(tuple(plain(term) for term in row) for row in store.select(query).rows)
        assert expected
        assert sorted(tuple(plain(term) for term in row) for row in graph.query(query)) == expected
