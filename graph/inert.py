"""Text in a file of comma-separated values: a spreadsheet that opens it takes no cell for a formula.

A spreadsheet takes a cell for a formula by its first character. Most cells are harmless and stay as they are, numbers
with a sign among them. Citations begin with `@` and are put into brackets, as Pandoc writes them in a text:
`[@key, locator; @key2, locator]`. Any other cell of that kind gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# The last four are the same signs in full width, which some spreadsheets read alike.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_CITATIONS = re.compile(r"@[a-z0-9][a-z0-9-]*, ")


def inert(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula."""
    if not cell.startswith(_DANGEROUS) or _NUMBER.fullmatch(cell):
        return cell
    return f"[{cell}]" if _CITATIONS.match(cell) else f"'{cell}"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Header and rows as comma-separated values after RFC 4180, but with `\\n` at the end of each line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()
