"""What the embedded engine gives, in the form in which results of a server are compared."""

from __future__ import annotations

import functools

from results import Row, Table, Term, literal, row

from graph import iris, store

DAY = "2022-07-01"  # that of the fixture `served`
VIEW = iris.view_graph(DAY)


@functools.cache
def rows_of(view: store.Store, query: str) -> Table:
    found = view.select(query)
    assert found.rows, "a query without rows shows nothing"
    return Table(found.variables, [_row_of(solution) for solution in found.dicts()])


def _row_of(solution: dict[str, store.Term]) -> Row:
    return row({name: term_of(term) for name, term in solution.items() if term is not None})


def term_of(term: store.Iri | store.Literal | store.Blank) -> Term:
    if isinstance(term, store.Literal):
        return literal(term.value, term.datatype, term.language)
    return Term("uri" if isinstance(term, store.Iri) else "bnode", term.value)
