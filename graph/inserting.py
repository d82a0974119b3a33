"""One row put into the text of a table: at its sorted place, in the quoting and with the line ends that the text has.
Everything else stays as it is, byte for byte."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    line = records[-1].line + records[-1].text.count("\n") + 1
    if records[-1].end:
        return Inserted(text + row + end, row, line)
    # The last line has no end; that too stays as it is.
    return Inserted(text + end + row, row, line)


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of a table: where it begins, on which line, its text, and the line end after it."""

    start: int
    line: int
    text: str
    end: str


def _records(text: str) -> Iterator[_Record]:
    """The records in turn; a line end within quotes does not end one."""
    start, line = 0, 1
    quoted = False
    for match in re.finditer(r'"|\r\n|\r|\n', text):
        if match[0] == '"':
            quoted = not quoted
        elif not quoted:
            yield _Record(start, line, text[start : match.start()], match[0])
            line += text.count("\n", start, match.end())
            start = match.end()
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
