"""The data package: what `datapackage.json` says of every table, once: its columns, what they may hold, which
ontology term each one is, and up to which day it was curated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph.dates import DateError, parse_day
from graph.errors import DataError, Place, Problem, Severity

DESCRIPTION = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the data package describes it."""

    name: str
    required: bool
    pattern: re.Pattern[str] | None
    allowed: frozenset[str] | None
    separator: str
    reads: str
    references: str
    term: str
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """One resource of the data package: its files and its columns in order."""

    name: str
    title: str
    description: str
    paths: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Package:
    """The data package: what is described, and up to which day each part was curated. `released` is the day of this
    version, `YYYY-MM-DD`, empty where it is not told."""

    version: str
    released: str
    title: str
    licence: str
    covered_until: date
    covered_by_table: Mapping[str, date]
    tables: Mapping[str, Table]
    sources_path: str


def read_package(folder: Path) -> Package:
    """Reads `datapackage.json`; raises `DataError` with the place of what is wrong."""
    path = folder / DESCRIPTION
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _broken_description(Place(DESCRIPTION), f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise _broken_description(Place(DESCRIPTION), f"not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except json.JSONDecodeError as error:
        place = Place(DESCRIPTION, error.lineno, str(error.colno))
        raise _broken_description(place, f"not JSON: {error.msg}; correct it") from None
    try:
        return _package_from(raw)
    except (LookupError, TypeError, AttributeError, ValueError, re.error, DateError) as error:
        raise _broken_description(Place(DESCRIPTION), f"not as a data package describes tables: {error}") from None


def data_dictionary(package: Package) -> str:
    """The columns of every table as Markdown, from the description itself."""
    parts: list[str] = []
    for table in package.tables.values():
        parts += [f"### {table.title}", "", f"{table.description} Files: {joined(table.paths)}.", ""]
        parts += ["| column | meaning | allowed | ontology term |", "|---|---|---|---|"]
        for column in table.columns:
            parts.append(
                f"| `{column.name}`{' (required)' if column.required else ''} | {_cell(column.description)} "
                f"| {_cell(_allowed_text(column))} | {column.term} |"
            )
        parts.append("")
    return "\n".join(parts)


def joined(names: Iterable[str]) -> str:
    """Names as a message or a table lists them."""
    return ", ".join(names)


def _broken_description(place: Place, text: str) -> DataError:
    return DataError("the tables cannot be read", [Problem("description", Severity.ERROR, place, text)])


def _package_from(raw: Mapping[str, Any]) -> Package:
    tables: dict[str, Table] = {}
    covered: dict[str, date] = {}
    sources_path = ""
    for resource in raw["resources"]:
        if resource["name"] == "sources":
            sources_path = resource["path"]
            continue
        path = resource["path"]
        paths: Sequence[str] = [path] if isinstance(path, str) else path
        for name in paths:
            covered_here = resource.get("covered_until_by_path", {}).get(name, resource.get("covered_until"))
            if covered_here:
                covered[name] = parse_day(covered_here)
        tables[resource["name"]] = Table(
            name=resource["name"],
            title=resource["title"],
            description=resource["description"],
            paths=tuple(paths),
            columns=tuple(_column_from(entry) for entry in resource["schema"]["fields"]),
        )
    if not sources_path:
        raise KeyError("no resource is called 'sources'")
    return Package(
        version=raw["version"],
        released=parse_day(raw["created"][:10]).isoformat() if raw.get("created") else "",
        title=raw["title"],
        licence=raw["licenses"][0]["name"],
        covered_until=parse_day(raw["covered_until"]),
        covered_by_table=covered,
        tables=tables,
        sources_path=sources_path,
    )


def _column_from(entry: Mapping[str, Any]) -> Column:
    limits = entry.get("constraints", {})
    return Column(
        name=entry["name"],
        required=bool(limits.get("required")),
        pattern=re.compile(limits["pattern"]) if "pattern" in limits else None,
        # A cell that holds a list has its allowed values apart: `enum` would speak of the whole cell.
        allowed=frozenset(allowed) if (allowed := limits.get("enum") or entry.get("allowed_items")) else None,
        separator=entry.get("separator", ""),
        reads=entry.get("reads", ""),
        references=entry.get("references", ""),
        term=entry.get("rdfProperty", ""),
        description=entry["description"],
    )


def _allowed_text(column: Column) -> str:
    if column.allowed is not None:
        return ", ".join(f"`{value}`" for value in sorted(column.allowed))
    if column.references:
        return "id of an entity"
    return {
        "start": "date or range",
        "end": "date, range, `?`",
        "date": "date",
        "range": "date or range",
        "citations": "citations",
        "codes": "codes",
        "scope": "id, `kind:…` or empty",
    }.get(column.reads, "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
