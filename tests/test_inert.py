"""No cell of a CSV file is a formula, and no harmless cell is changed by that."""

from __future__ import annotations

import csv
import io

import pytest

from graph.inert import csv_text, inert


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x.example/\")", "+cmd|'/C calc'!A0", "-2+3+cmd|'/C calc'!A0",
        "@SUM(1+1)*cmd|'/C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "@a, =cmd|' /C calc'!A0", "-", "--5", "1e5-=",
    ],
)  # fmt: skip
def test_formula_is_text(cell: str) -> None:
    assert inert(cell)[0] not in "=+-@\t\r\n＝＋－＠"
    assert cell in inert(cell)


@pytest.mark.parametrize("cell", ["-5", "+3.25", "-1.5e-3", "", "5–4", "a = b", "Türkiye", " =1", "חיפה", "'quoted'"])
def test_harmless_cells_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == cell


def test_citations_are_bracketed_as_pandoc_has_them() -> None:
    assert inert("@dec-2021-749, art. 1; @eln-2017, fn. 7") == "[@dec-2021-749, art. 1; @eln-2017, fn. 7]"


def test_file_is_read_back_cell_by_cell() -> None:
    rows = [["-5", 'said "no"; then\nleft', "a,b"], ["", "=1", "x"]]
    found = list(csv.reader(io.StringIO(csv_text(["one", "two", "three"], rows))))
    assert found == [["one", "two", "three"], rows[0], ["", "'=1", "x"]]
