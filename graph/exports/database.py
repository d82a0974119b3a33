"""A SQLite database: the tables with keys and foreign keys, views for a day, and search over the things.

The table `day` holds the day that the views look at; whoever changes it looks at another day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from graph.contents import Contents
from graph.exports.codebook import READING, explained
from graph.exports.columns import Cell, Column, Table, as_text, kept, reference, table_of
from graph.exports.flat import flat_tables
from graph.exports.heading import heading
from graph.exports.material import Material

_TYPES = {"text": "TEXT", "integer": "INTEGER", "date": "TEXT"}

_VIEWS = {
    "statements_counted": (
        "Statements that count at all: neither unverified nor denied.",
        "SELECT * FROM statements WHERE certainty <> 'unverified' AND holds = 'yes'",
    ),
    "statements_certain": (
        "Statements that count and certainly hold on the day in the table `day`.",
        """SELECT statements_counted.* FROM statements_counted, day
        WHERE (valid_from IS NULL OR valid_from <= day) AND (valid_until IS NULL OR valid_until > day)""",
    ),
    "statements_uncertain": (
        "Statements that count and may hold on the day in the table `day`, by their widest bounds, but not certainly.",
        """SELECT statements_counted.* FROM statements_counted, day
        WHERE (possibly_from IS NULL OR possibly_from <= day) AND (possibly_until IS NULL OR possibly_until > day)
        AND NOT ((valid_from IS NULL OR valid_from <= day) AND (valid_until IS NULL OR valid_until > day))""",
    ),
    "lists_complete": (
        "Lists that are complete on the day in the table `day`: only there does absence mean no.",
        """SELECT completeness.* FROM completeness, day
        WHERE (valid_from IS NULL OR valid_from <= day) AND (valid_until IS NULL OR valid_until > day)""",
    ),
}


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """The database. It is built in memory in one order: the same data give the same bytes with the same SQLite."""
    tables = (*flat_tables(material), *_lists(material.held, material.day))
    database = sqlite3.connect(":memory:")
    try:
        database.execute("PRAGMA foreign_keys = ON")
        for table in tables:
            database.execute(_definition(table))
            for column in table.columns:
                if column.refers and (column.name,) != table.key:
                    database.execute(
                        f"CREATE INDEX {_quoted(f'{table.name}_{column.name}')} ON {_quoted(table.name)} ({_quoted(column.name)})"
                    )
            _insert(database, table.name, table.rows)
        _describe(database, material, tables)
        _search(database)
        database.commit()
        wrong = database.execute("PRAGMA foreign_key_check").fetchall()
        assert not wrong, wrong
        yield "eunato.db", database.serialize()
    finally:
        database.close()


def _lists(held: Contents, day: date | None) -> tuple[Table, ...]:
    """Lists in cells of statements and things, a row for each member, for joins."""
    facts = [fact for fact in held.facts.values() if kept(fact.span, day)]
    return (
        _list("statement_basis", "Acts on which statements rest", "act", [(f.id, id) for f in facts for id in f.basis]),
        _list(
            "statement_contested_by",
            "Who disputes statements",
            "by",
            [(fact.id, id) for fact in facts for id in fact.contested_by],
        ),
        table_of(
            "thing_kinds",
            "Kinds of things",
            "One row a thing and one of its kinds.",
            ("thing", "kind"),
            [(thing.id, kind) for thing in held.things.values() for kind in thing.kinds],
            reference("thing", "The thing.", "things", lambda pair: pair[0]),
            Column("kind", "A class of the ontology.", lambda pair: pair[1]),
        ),
    )


def _list(name: str, title: str, column: str, pairs: list[tuple[str, str]]) -> Table:
    return table_of(
        name,
        title,
        "One row a statement and one thing.",
        ("statement", column),
        pairs,
        reference("statement", "The statement.", "statements", lambda pair: pair[0]),
        reference(column, "The thing.", "things", lambda pair: pair[1]),
    )


def _definition(table: Table) -> str:
    parts = [
        f"{_quoted(column.name)} {_TYPES[column.kind]}" + (" NOT NULL" if column.name in table.key else "")
        for column in table.columns
    ]
    parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    parts += [
        f"FOREIGN KEY ({_quoted(column.name)}) REFERENCES {_quoted(column.refers)} (id)"
        for column in table.columns
        if column.refers
    ]
    return f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _insert(database: sqlite3.Connection, name: str, rows: Sequence[Sequence[Cell]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(
            f"INSERT INTO {_quoted(name)} VALUES ({marks})", ([_value(cell) for cell in row] for row in rows)
        )


def _value(cell: Cell) -> str | int | None:
    """Nothing written is NULL; a date is text, as SQLite compares it."""
    if cell == "":
        return None
    return cell if isinstance(cell, int) else as_text(cell)


def _describe(database: sqlite3.Connection, material: Material, tables: Sequence[Table]) -> None:
    """What the data are, the day of the views, the views, and what each column means."""
    day = material.day or material.about.covered_until
    database.execute("CREATE TABLE about (number INTEGER PRIMARY KEY, line TEXT NOT NULL)")
    views = (f"View {name}: {meaning}" for name, (meaning, _) in _VIEWS.items())
    database.executemany(
        "INSERT INTO about (line) VALUES (?)",
        [
            (line,)
            for line in (
                *heading(material),
                *READING,
                f"The views look at the day in the table `day`, here {day}; for another: UPDATE day SET day = '2017-05-15'.",
                *views,
            )
        ],
    )
    database.execute("CREATE TABLE day (day TEXT NOT NULL PRIMARY KEY)")
    database.execute("INSERT INTO day VALUES (?)", [day.isoformat()])
    for name, (_, query) in _VIEWS.items():
        database.execute(f"CREATE VIEW {name} AS {query}")
    database.execute(
        'CREATE TABLE columns ("table" TEXT NOT NULL, "column" TEXT NOT NULL, meaning TEXT NOT NULL, PRIMARY KEY ("table", "column"))'
    )
    _insert(
        database,
        "columns",
        [(table.name, column.name, explained(column)) for table in tables for column in table.columns],
    )


def _search(database: sqlite3.Connection) -> None:
    """Search over names, acronyms and descriptions, blind to accents. Datasette finds it by how `content` is quoted."""
    database.execute(
        """CREATE VIRTUAL TABLE things_fts USING fts5(name, acronym, other_names, description,
        content="things", tokenize="unicode61 remove_diacritics 2")"""
    )
    database.execute("INSERT INTO things_fts (things_fts) VALUES ('rebuild')")


def _quoted(name: str) -> str:
    return f'"{name}"'
