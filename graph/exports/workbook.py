"""An Excel workbook: a sheet of notes, the tables as sheets with filters and a frozen header, and a codebook.

Every text is written as text, never as a formula, a link or a number. Bounds are real dates.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from graph.errors import EunatoError
from graph.exports.codebook import READING, explained
from graph.exports.columns import Cell, Table
from graph.exports.flat import flat_tables, states_table
from graph.exports.heading import LICENCE, heading
from graph.exports.material import Material

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What readers look for first; the others follow.
_FIRST: Final = ("states", "things", "statements", "milestones", "positions", "claims", "sources", "third_state_steps")
_WIDEST: Final = 60
_NARROWEST: Final = 10
# The widths are guessed from so many rows.
_LOOKED_AT: Final = 200
_LONGEST: Final = 32_767
_CUT: Final = " […] cut here: a cell of Excel holds 32,767 characters; the export csv has the whole text"
# Excel takes 1900 for a leap year: earlier days would be shown one day off.
_FIRST_DATE: Final = date(1900, 3, 1)


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """The workbook. Raises `EunatoError` where XlsxWriter is not installed."""
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise EunatoError("Excel workbooks need XlsxWriter; install it with: pip install 'eunato[xlsx]'") from None
    tables = {table.name: table for table in (states_table(material), *flat_tables(material))}
    ordered = [tables[name] for name in (*_FIRST, *(name for name in tables if name not in _FIRST))]
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties(
        {
            "title": material.about.title,
            "subject": material.stamp(),
            "comments": f"Licence {LICENCE} (CC BY 4.0)",
            # Not the day of writing: the same data give the same bytes.
            "created": datetime.combine(material.about.covered_until, datetime.min.time()),
        }
    )
    formats = {
        "head": workbook.add_format({"bold": True, "bottom": 1}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "text": workbook.add_format({"valign": "top"}),
        "note": workbook.add_format({"text_wrap": True, "valign": "top"}),
    }
    _about(workbook, formats, material, ordered)
    for table in ordered:
        _sheet(workbook, formats, table.name, table.header, table.rows)
    _sheet(
        workbook,
        formats,
        "codebook",
        ("sheet", "column", "meaning"),
        [(table.name, column.name, explained(column)) for table in ordered for column in table.columns],
    )
    workbook.close()
    yield "eunato.xlsx", out.getvalue()


def _about(workbook: Workbook, formats: dict[str, Format], material: Material, tables: Sequence[Table]) -> None:
    sheet = workbook.add_worksheet("about")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 110)
    lines = [
        *(("", line) for line in heading(material)),
        *(("how to read it", line) for line in READING),
        (
            "how to read it",
            "Text stands as text: no cell is a formula or a link. Bounds are dates of Excel, but for days "
            "before March 1900, which are text.",
        ),
        *((table.name, f"{table.title}. {table.meaning} {len(table.rows)} rows.") for table in tables),
        ("codebook", "What each column means."),
    ]
    for row, (part, line) in enumerate(lines):
        sheet.write_string(row, 0, part, formats["head" if row == 0 else "text"])
        sheet.write_string(row, 1, line, formats["note"])


def _sheet(
    workbook: Workbook, formats: dict[str, Format], name: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, formats["head"])
        longest = max([len(title) + 3, *(len(str(row[column])) for row in rows[:_LOOKED_AT])])
        sheet.set_column(column, column, min(max(longest, _NARROWEST), _WIDEST))
    for number, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            _cell(sheet, formats, number, column, cell)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    # Codes such as 255 are names, not quantities: no green corners on them.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(header))}{len(rows) + 1}"})


def _cell(sheet: Worksheet, formats: dict[str, Format], row: int, column: int, cell: Cell) -> None:
    if cell == "":
        return
    if isinstance(cell, date) and cell >= _FIRST_DATE:
        sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), formats["date"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats["text"])
    else:
        text = str(cell)
        if len(text) > _LONGEST:
            text = text[: _LONGEST - len(_CUT)] + _CUT
        sheet.write_string(row, column, text, formats["text"])


def _letters(columns: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(columns - 1))
