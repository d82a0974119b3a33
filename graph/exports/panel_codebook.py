"""The codebook of the panels, in Markdown: unit, rule of coding, missing values, coverage, columns, known problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.answers import table_text
from graph.exports.heading import heading
from graph.exports.material import Material
from graph.exports.state_codes import NOTES


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of a panel, and what its cells may hold."""

    name: str
    meaning: str
    values: str = "text"


@dataclass(frozen=True, slots=True)
class PanelFile:
    """A file of the panels: its name, what a row is, its columns and its rows."""

    name: str
    meaning: str
    variables: Sequence[Variable]
    rows: Sequence[Sequence[str]]


def panel_codebook(material: Material, files: Sequence[PanelFile], complete: Mapping[str, Sequence[str]]) -> str:
    """The codebook; `complete` are the days on which the list behind a column is complete."""
    first, *rest = heading(material)
    lines = ["# Codebook of the panels", "", f"{first}.", "", *(f"- {line}" for line in rest), ""]
    lines += ["## Rules", "", *(f"- {rule}" for rule in (_day_rule(material), *_RULES, *NOTES)), ""]
    lines += ["## Complete lists", "", _LISTS, ""]
    lines.append(
        table_text(
            ["column", "complete on"], [[f"`{name}`", "; ".join(days) or "–"] for name, days in complete.items()], "md"
        )
    )
    for file in files:
        lines += [f"## {file.name}", "", f"{file.meaning} {len(file.rows)} rows.", ""]
        lines.append(
            table_text(
                ["column", "meaning", "values"], [[f"`{v.name}`", v.meaning, v.values] for v in file.variables], "md"
            )
        )
    return "\n".join(lines)


def _day_rule(material: Material) -> str:
    if material.day is not None:
        return (
            f"There is one year, coded for {material.day}; columns that end in `_any` are of that whole calendar year."
        )
    return (
        "Each year is coded for its last day, 31 December: who joined in March is a member in that year, who left in March "
        "is none. Columns that end in `_any` are 1 if it holds on any day of the calendar year, so that a year of leaving "
        "still counts. For any other day of a year take `--as-of`."
    )


_RULES = (
    "1: a statement says so that is confirmed or probable, and it certainly holds on the day. 0: a source denies it, or the "
    "list is complete on the day and the state is not in it. Empty: neither is known, the organisation does not exist, or "
    "the day is not covered. Empty is never no: read it as missing (NA), not as 0.",
    "Unverified statements make no 1; where one says that it holds, the cell is empty even in a complete list. So it is on "
    "days between the widest and the certain bounds of a date, as for the WEU's associate members of 1992 to 1994.",
    "Numbers are of what is recorded and are minima, unless the column beside them that ends in `_complete` is 1: the list "
    "is complete, and nothing in it is uncertain on the day. Where "
    "nothing is recorded and the list is not complete, the cell is empty, not 0. The ids behind a number stand in the column "
    "that ends in `_list`, joined by `; `.",
    "NATO's founders are members from 24 August 1949, when the treaty entered into force; accession days count as days of "
    "membership. The United Kingdom is out of the EU from 1 February 2020.",
    "Columns of the EU are empty before 1 November 1993; `eu_or_ec` takes the European Communities before that day.",
    "Most contributors to operations and most participants of PESCO projects rest on single sources. EU members are mostly "
    "not recorded as contributors to EU operations.",
)
_LISTS = (
    "Days, first and last included, on which the list behind a column is complete for all states; only then is 0 possible "
    "without a denial. For some states or projects a list can be complete on other days too: `_complete` tells."
)
