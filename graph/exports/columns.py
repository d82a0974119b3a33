"""What a flat table is, and the columns that several of them have.

A cell is text, a whole number or a date; an empty text stands for nothing written, or for an open bound. Lists in a
cell are joined by `; `.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph.contents import Cited
from graph.dates import EARLIEST, OPEN_END, Holds, Span

Cell = str | int | date

# Columns of codes in the tables of things, by what `contents` calls them.
CODES: Final = {
    "iso2": "ISO 3166-1 alpha-2",
    "iso3": "ISO 3166-1 alpha-3",
    "cow": "COW",
    "gw": "Gleditsch–Ward",
    "celex": "CELEX",
    "oj": "Official Journal",
    "domain": "domain",
    "wave": "wave",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind` is text, integer or date; `refers` names the table whose id it holds, if it holds one."""

    name: str
    meaning: str
    read: Callable[[Any], Cell]
    kind: str = "text"
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns, the names of those that make its key, and its rows."""

    name: str
    title: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]


def as_text(cell: Cell) -> str:
    """A cell as text; a date as `YYYY-MM-DD`."""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def cited_text(cited: Cited) -> str:
    """Citations as the tables write them: `@key, locator; @key2, locator`."""
    return joined(f"@{key}, {locator}" for key, locator in cited)


def table_of(name: str, title: str, meaning: str, key: tuple[str, ...], records: Iterable[Any], *of: Column) -> Table:
    rows = tuple(tuple(column.read(record) for column in of) for record in records)
    return Table(name, title, meaning, key, of, rows)


def reference(name: str, meaning: str, refers: str, read: Callable[[Any], Cell]) -> Column:
    """A column that holds the id of a row of another table."""
    return Column(name, meaning, read, refers=refers)


def of_last(column: Column) -> Column:
    """The same column, of records that hold what it reads as their last part."""
    return Column(column.name, column.meaning, lambda item: column.read(item[-1]), column.kind, column.refers)


def code(name: str) -> Column:
    """The column of a code of things, by its name in `CODES`."""
    words = CODES[name]
    return Column(name, f"Code: {words}.", lambda thing: joined(value for kind, value in thing.codes if kind == words))


def written() -> tuple[Column, ...]:
    """The days as written."""
    return (
        Column(
            "from", "First day on which it holds, as written: a day, month, year or range A..B.", lambda r: r.begins
        ),
        Column(
            "to",
            "First day on which it no longer holds, as written; empty: still holds; `?`: not known whether it ended.",
            lambda record: record.ends,
        ),
        Column("seen", "Last day on which a source shows it.", lambda record: record.seen),
    )


def bounds() -> tuple[Column, ...]:
    """The days as four bounds."""
    return (
        Column("valid_from", "First day on which it certainly holds.", lambda r: bound(r.span.valid_from), "date"),
        Column(
            "valid_until",
            "First day on which it no longer certainly holds; empty: open. Not after `valid_from`: no day is certain.",
            lambda record: bound(record.span.valid_until),
            "date",
        ),
        Column(
            "possibly_from",
            "First day on which it may hold; empty: open.",
            lambda record: bound(record.span.possibly_from),
            "date",
        ),
        Column(
            "possibly_until",
            "First day on which it can no longer hold; empty: open.",
            lambda record: bound(record.span.possibly_until),
            "date",
        ),
    )


def on_day(day: date | None) -> tuple[Column, ...]:
    """With a day, the column that tells whether it holds on it."""
    if day is None:
        return ()
    return (
        Column(
            "on_day",
            f"By its days, whether it holds on {day}: yes, or unknown. Unverified rows count nowhere all the same.",
            lambda record: record.span.holds_on(day).value,
        ),
    )


def kept(span: Span, day: date | None) -> bool:
    """Whether something with these days belongs into tables of the day: it holds on it, or may."""
    return day is None or span.holds_on(day) is not Holds.NO


def bound(day: date) -> Cell:
    """A bound, or nothing where it is open."""
    return "" if day in (EARLIEST, OPEN_END) else day


def yes(value: bool) -> str:
    return "yes" if value else "no"


CERTAINTY: Final = Column(
    "certainty",
    "Evidence: confirmed, probable, or unverified, which counts nowhere.",
    lambda record: record.certainty,
)
SOURCES: Final = Column("sources", "Citations: @key, locator; @key2, locator.", lambda record: cited_text(record.cited))
NOTE: Final = Column("note", "What a reader should know.", lambda record: record.note)
