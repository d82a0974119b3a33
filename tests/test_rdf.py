"""The graph as N-Quads: the same for the same tables, without nameless nodes, readable by others."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from conftest import ROOT

from graph import rdf, tables
from graph.model import Dataset
from graph.references import as_text


@pytest.fixture(scope="module")
def data() -> Dataset:
    return tables.load(ROOT / "data").dataset


@pytest.fixture(scope="module")
def quads(data: Dataset) -> list[ox.Quad]:
    return list(ox.parse(input="\n".join(rdf.nquads(data)).encode(), format=ox.RdfFormat.N_QUADS))


def test_same_tables_give_the_same_sorted_lines(data: Dataset) -> None:
    lines = rdf.nquads(data)
    assert lines == sorted(set(lines))
    assert rdf.fingerprint(lines) == rdf.fingerprint(rdf.nquads(tables.load(ROOT / "data").dataset))


def test_order_of_the_rows_does_not_matter(data: Dataset) -> None:
    from dataclasses import replace

    turned = replace(data, statements=data.statements[::-1], entities=data.entities[::-1])
    assert rdf.nquads(turned) == rdf.nquads(data)


def test_there_are_no_nameless_nodes(quads: list[ox.Quad]) -> None:
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_every_date_is_a_full_day(quads: list[ox.Quad]) -> None:
    days = [
        q.object.value for q in quads if isinstance(q.object, ox.Literal) and q.object.datatype.value.endswith("#date")
    ]
    assert days and all(len(day) == 10 for day in days)


def test_every_statement_has_four_bounds_and_a_citation(quads: list[ox.Quad]) -> None:
    own = "https://w3id.org/eunato/ontology#"
    by_subject: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject.value, set()).add(quad.predicate.value)
        if quad.predicate.value.endswith("#type"):
            kinds.setdefault(quad.subject.value, set()).add(quad.object.value)
    statements = [s for s, of in kinds.items() if of & {own + "Statement", own + "NegativeStatement"}]
    assert len(statements) > 500
    needed = {
        own + name for name in ("validFrom", "validUntil", "possiblyFrom", "possiblyUntil", "citation", "certainty")
    }
    assert [s for s in statements if not needed <= by_subject[s]] == []


def test_hostile_text_stays_text() -> None:
    nasty = 'a "quoted" \\ line\nbreak\ttab </script> \u2028 é'
    (quad,) = ox.parse(input=f"<a:a> <a:b> {rdf._text(nasty, 'en')} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert quad.object.value == nasty


def test_hostile_address_stays_one_address() -> None:
    line = f"<a:a> <a:b> {rdf._iri('https://example.org/a b>c[d]|e')} ."
    (quad,) = ox.parse(input=line.encode(), format=ox.RdfFormat.N_TRIPLES)
    assert quad.object.value == "https://example.org/a%20b%3Ec%5Bd%5D%7Ce"


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (
            {
                "title": "Council Decision (CFSP) 2021/749",
                "author": [{"literal": "Council of the European Union"}],
                "container-title": "Official Journal",
                "volume": "L 160",
                "page": "109",
                "issued": {"date-parts": [[2021, 5, 7]]},
                "URL": "http://data.europa.eu/eli/dec/2021/749/oj",
                "accessed": {"date-parts": [[2026, 11, 21]]},
            },
            "Council of the European Union. Council Decision (CFSP) 2021/749. Official Journal, L 160, p. 109, 7 May 2021."
            " http://data.europa.eu/eli/dec/2021/749/oj (accessed 21 November 2026).",
        ),
        ({"title": "A page"}, "A page."),
        (
            {
                "title": "T",
                "author": [{"family": "Doe", "given": "Jane"}, {"family": "Roe"}],
                "issued": {"date-parts": [[2017, 5]]},
            },
            "Doe, Jane; Roe. T. May 2017.",
        ),
    ],
)
def test_reference_in_one_line(item: dict[str, object], text: str) -> None:
    assert as_text(item) == text
