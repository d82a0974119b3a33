"""The rows of a table as they stand in its text: where a cell begins, and one more row put among them.

A row is put at its sorted place, in the quoting and with the line ends that the text has; everything else stays as it
is, byte for byte.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = re.compile(r'[^",\r\n]*')


@dataclass(frozen=True, slots=True)
class Inserted:
    """The new text, the new row as it stands in it without its line end, and its line, counted from 1."""

    text: str
    row: str
    line: int


def insert_row(text: str, cells: Mapping[str, str]) -> Inserted:
    """Puts a row before the first one that sorts after it. `cells` are by column; a column that is not given is empty.

    Raises `ValueError` if the text has no header, lacks a column of the row, or ends inside a quoted cell.
    """
    records = list(_records(text))
    if not records:
        raise ValueError("the table has no header")
    header, *rows = records
    names = _cells(header.text)
    if missing := sorted(cells.keys() - set(names)):
        raise ValueError(f"the table has no column {', '.join(missing)}")
    values = [cells.get(name, "") for name in names]
    row = _written(values, [record.text for record in rows] or [header.text])
    end = header.end or "\n"
    after = next((record for record in rows if record.text and _cells(record.text) > values), None)
    if after is not None:
        return Inserted(text[: after.start] + row + end + text[after.start :], row, after.line)
    line = records[-1].line + len(re.findall(r"\r\n|\r|\n", records[-1].text)) + 1
    if records[-1].end:
        return Inserted(text + row + end, row, line)
    # The last line has no end; that too stays as it is.
    return Inserted(text + end + row, row, line)


def character_of(text: str, line: int, column: str) -> int | None:
    """At which character of its line, counted from 1, the cell of a column begins in the row that begins on this line;
    None where there is no such cell."""
    names, rows = _rows_by_line(text)
    cells = _raw_cells(rows[line]) if line in rows else []
    place = names.index(column) if column in names else len(cells)
    if place >= len(cells) or any("\n" in cell for cell in cells[:place]):
        return None
    return sum(len(cell) + 1 for cell in cells[:place]) + 1


@lru_cache(maxsize=1)  # findings come file by file
def _rows_by_line(text: str) -> tuple[list[str], dict[int, str]]:
    """The names of the columns, and each row by the line on which it begins; nothing of what is no CSV."""
    try:
        rows = {record.line: record.text for record in _records(text)}
        return _cells(rows[1]), rows
    except (ValueError, LookupError, csv.Error):
        return [], {}


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of a table: where it begins, on which line, its text, and the line end after it."""

    start: int
    line: int
    text: str
    end: str


def _records(text: str) -> Iterator[_Record]:
    """The records in turn; a line end within quotes does not end one."""
    start, line, passed = 0, 1, 0
    quoted = False
    for match in re.finditer(r'"|\r\n|\r|\n', text):
        if match[0] == '"':
            quoted = not quoted
            continue
        passed += 1
        if not quoted:
            yield _Record(start, line, text[start : match.start()], match[0])
            start, line = match.end(), passed + 1
    if quoted:
        raise ValueError("a quoted cell has no end")
    if start < len(text):
        yield _Record(start, line, text[start:], "")


def _cells(record: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline=""), strict=True))


def _written(values: Sequence[str], others: Sequence[str]) -> str:
    """The row quoted as the others are: each cell, each that is not empty (as some spreadsheets do), or none without
    need."""
    raw = [cell for record in others for cell in _raw_cells(record)]
    filled = [cell for cell in raw if cell]
    if filled and all(cell.startswith('"') for cell in filled):
        everything = len(filled) == len(raw)
        return ",".join(_quoted(value) if value or everything else "" for value in values)
    return ",".join(value if _PLAIN.fullmatch(value) else _quoted(value) for value in values)


def _raw_cells(record: str) -> list[str]:
    """The cells of a record with their quotes."""
    return re.findall(r'(?:^|,)((?:"(?:[^"]|"")*")|[^,]*)', record)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
