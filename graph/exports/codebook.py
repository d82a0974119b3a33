"""Words that go with tables: what the data are, how to read them, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.answers import table_text
from graph.exports.columns import Column, Table
from graph.exports.heading import heading
from graph.exports.material import Material

READING: Final = (
    "`from` is the first day on which something holds, `to` the first day on which it no longer does. Both are text, as "
    "the source gives them: 2004, 2004-05, 2004-05-01, a range A..B within which the change fell, or ..D for on or before D.",
    "`valid_from` and `valid_until` bound the days on which it certainly holds, `possibly_from` and `possibly_until` those "
    "on which it may. The first day is included, the last is not. An empty bound is open.",
    "Rows with certainty `unverified` are held but count nowhere. Rows with `holds` = no are denials.",
    "What is not recorded is not thereby denied: absence means no only where the table `completeness` says that the list "
    "is complete on the day.",
)


def introduction(material: Material, title: str, notes: Iterable[str]) -> str:
    """The beginning of a text that goes with files, in Markdown: title, what the data are, how to read them."""
    first, *rest = heading(material)
    return "\n".join(
        [f"# {title}", "", f"{first}.", "", *map(_item, rest), "", "## How to read it", "", *map(_item, notes), ""]
    )


def codebook(tables: Iterable[Table], suffix: str = "") -> str:
    """What each table and each of its columns means, in Markdown; `suffix` ends the names of the tables."""
    parts = []
    for table in tables:
        columns = [[f"`{column.name}`", explained(column)] for column in table.columns]
        key = ", ".join(f"`{name}`" for name in table.key)
        parts += [
            f"## {table.name}{suffix}",
            "",
            f"{table.title}. {table.meaning} {len(table.rows)} rows; key: {key}.",
            "",
            table_text(["column", "meaning"], columns, "md"),
        ]
    return "\n".join(parts)


def explained(column: Column) -> str:
    """What a column means, and whose id it holds."""
    return column.meaning + (f" An id of `{column.refers}`." if column.refers else "")


def _item(line: str) -> str:
    return f"- {line}"
