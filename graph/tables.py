"""CSV files and sources → records, by the description in `package`.

Whatever does not fit the description is reported, all at once, with file, line and column. What rows mean together
is judged in `checks`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph.dates import DateError, Stretch, read_date, read_moment, read_range, read_span
from graph.errors import Place, Problem, Severity
from graph.model import (
    Certainty,
    Citation,
    Claim,
    Completeness,
    Dataset,
    Dated,
    Entity,
    Mention,
    Milestone,
    Name,
    Observation,
    Position,
    Recommendation,
    Retired,
    Source,
    Statement,
)
from graph.package import DESCRIPTION, Column, Package, Table, joined, read_package

GRADES = (
    "official-act",
    "official-text",
    "parliament",
    "data-set",
    "declassified",
    "scholarship",
    "reference-work",
    "think-tank",
    "press",
)
CODE_SCHEMES = ("iso2", "iso3", "cow", "gw", "celex", "eli", "oj", "domain", "wave")

_CITATION_BREAK = re.compile(r";\s+(?=@)")
_SOURCE_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the records of all rows that could be read, and every problem met on the way."""

    package: Package
    dataset: Dataset
    problems: tuple[Problem, ...]


def load(folder: Path) -> Loaded:
    """Reads a tables folder. Raises `DataError` only if the description itself cannot be read."""
    package = read_package(folder)
    return _Reader(folder, package).read()


def canonical(text: str) -> str:
    """The same rows in canonical form: sorted by the first column, minimal quoting, `\\n` at each end of line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader)
    rows = sorted(reader)
    if any("\r" in cell for row in rows for cell in row):
        return text  # csv does not quote it; a line break in a cell is an error of its own, and not for us to rewrite
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


class _Reader:
    def __init__(self, folder: Path, package: Package) -> None:
        self.folder = folder
        self.package = package
        self.problems: list[Problem] = []
        self.held_back: set[str] = set()
        self.unread: set[str] = set()

    def read(self) -> Loaded:
        sources = self._sources()
        rows: dict[str, list[Any]] = {}
        builders: dict[str, Callable[[Place, Row], Any]] = {
            "entities": self._entity,
            "statements": self._statement,
            "names": self._name,
            "milestones": self._milestone,
            "completeness": self._completeness,
            "retired": self._retired,
            "positions": self._position,
            "claims": self._claim,
            "recommendations": self._recommendation,
            "observations": self._observation,
            "mentions": self._mention,
        }
        for name, table in self.package.tables.items():
            builder = builders.get(name)
            if builder is None:
                self._report(
                    "unknown-table",
                    Place(DESCRIPTION),
                    f"no table is called '{name}'; allowed: {joined(builders)}",
                )
                continue
            rows[name] = [record for place, row in self._rows(table) if (record := builder(place, row)) is not None]
        self._undescribed_files()
        entities: list[Entity] = rows.get("entities", [])
        dataset = Dataset(
            version=self.package.version,
            covered_until=self.package.covered_until,
            title=self.package.title,
            licence=self.package.licence,
            covered_by_table=self.package.covered_by_table,
            sources=sources,
            entities=tuple(entities),
            statements=tuple(rows.get("statements", [])),
            names=tuple(rows.get("names", [])),
            milestones=tuple(rows.get("milestones", [])),
            completeness=tuple(rows.get("completeness", [])),
            retired=tuple(rows.get("retired", [])),
            positions=tuple(rows.get("positions", [])),
            claims=tuple(rows.get("claims", [])),
            recommendations=tuple(rows.get("recommendations", [])),
            observations=tuple(rows.get("observations", [])),
            mentions=tuple(rows.get("mentions", [])),
            by_id={entity.id: entity for entity in entities},
            released=self.package.released,
            held_back=frozenset(self.held_back),
            unread=frozenset(self.unread),
        )
        return Loaded(self.package, dataset, tuple(self.problems))

    # Files and rows

    def _report(self, rule: str, place: Place, text: str) -> None:
        self.problems.append(Problem(rule, Severity.ERROR, place, text))

    def _undescribed_files(self) -> None:
        described = {path for table in self.package.tables.values() for path in table.paths}
        for path in sorted(self.folder.rglob("*.csv")):
            relative = path.relative_to(self.folder).as_posix()
            if relative not in described:
                self._report(
                    "undescribed-file",
                    Place(relative),
                    f"{DESCRIPTION} does not name this table, so nothing in it would be read; add its path or remove it",
                )

    def _text(self, path: str) -> str | None:
        try:
            raw = (self.folder / path).read_bytes()
        except OSError as error:
            self._report("missing-file", Place(path), f"cannot be read ({error.strerror}); {DESCRIPTION} names it")
            return None
        if raw.startswith(b"\xef\xbb\xbf"):
            self._report("encoding", Place(path, 1), "begins with a byte-order mark; save it as UTF-8 without one")
            raw = raw[3:]
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            before = raw[: error.start]
            line = before.count(b"\n") + 1
            column = str(error.start - (before.rfind(b"\n") + 1) + 1)
            self._report(
                "encoding",
                Place(path, line, column),
                f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8",
            )
            return None

    def _rows(self, table: Table) -> Iterable[tuple[Place, Row]]:
        for path in table.paths:
            text = self._text(path)
            if text is None:
                self.unread.add(table.name)
            else:
                yield from self._rows_of(table, path, text)

    def _rows_of(self, table: Table, path: str, text: str) -> Iterable[tuple[Place, Row]]:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        names = [column.name for column in table.columns]
        try:
            header = next(reader, None)
            if header is None:
                self._report("missing-column", Place(path, 1), f"is empty; its first row must be {','.join(names)}")
                return
            for number, name in enumerate(header, start=1):
                if name not in names:
                    self._report(
                        "unknown-column",
                        Place(path, 1, name or f"column {number}"),
                        f"no such column; allowed: {joined(names)}; rename or remove it",
                    )
                elif header.index(name) < number - 1:
                    self._report("unknown-column", Place(path, 1, name), "stands twice; keep one of the two columns")
            for name in names:
                if name not in header:
                    self._report(
                        "missing-column",
                        Place(path, 1, name),
                        "this column is missing; add it, empty where nothing is known",
                    )
            line = reader.line_num + 1
            for cells in reader:
                place = Place(path, line)
                line = reader.line_num + 1
                if len(cells) != len(header):
                    self._report(
                        "row-length",
                        place,
                        f"{len(cells)} cells where the header has {len(header)}; quote cells that hold a comma",
                    )
                    self.held_back.update(cells[:1])
                    continue
                row = dict.fromkeys(names, "") | dict(zip(header, cells, strict=True))
                if self._row_fits(table, place, row):
                    yield place, row
                else:
                    self.held_back.add(row.get("id", ""))
        except csv.Error as error:
            self.unread.add(table.name)
            self._report("csv", Place(path, line), f"not CSV as RFC 4180 has it ({error}); check the quotes")

    def _row_fits(self, table: Table, place: Place, row: Row) -> bool:
        """Whether every cell fits its column; each that does not is reported."""
        before = len(self.problems)
        for column in table.columns:
            value = row[column.name]
            if not value:
                if column.required:
                    self._report("required", place.at(column.name), "is empty; a value is required")
                continue
            if value != value.strip() or "\n" in value or "\r" in value:
                text = f"{value!r} has blanks at an end or a line break; remove them"
                self._report("blanks", place.at(column.name), text)
                continue
            if column.allowed is None and column.pattern is None:
                continue
            for item in value.split(column.separator) if column.separator else [value]:
                if column.allowed is not None and item not in column.allowed:
                    self._report(
                        _rule_for(column),
                        place.at(column.name),
                        f"'{item}' is not known; allowed: {joined(sorted(column.allowed))}",
                    )
                if column.pattern is not None and column.pattern.fullmatch(item) is None:
                    text = f"'{item}' does not fit the pattern {column.pattern.pattern}"
                    self._report("pattern", place.at(column.name), text)
        self._read_cells(table, place, row)
        return len(self.problems) == before

    def _read_cells(self, table: Table, place: Place, row: Row) -> None:
        """Reads whatever has a form of its own, so that one wrong cell does not hide another."""
        for column in table.columns:
            text = row[column.name]
            if column.reads == "start" and not any(row[name] for name in ("from", "to")):
                continue
            if column.reads == "start":
                self._dated(place, row)
            elif column.reads == "citations":
                self._citations(place, text, column.name)
            elif column.reads == "codes":
                self._codes(place, text)
            elif column.reads == "range" and text:
                self._stretch(place, column.name, text)

    # Cells

    def _citations(self, place: Place, text: str, column: str = "sources") -> tuple[Citation, ...]:
        found: list[Citation] = []
        for part in _CITATION_BREAK.split(text) if text else ():
            key, _, locator = part.partition(",")
            locator = locator.strip()
            if not key.startswith("@") or _SOURCE_KEY.fullmatch(key[1:]) is None:
                self._report(
                    "citation", place.at(column), f"'{part}' is no citation; write @key, locator; @key2, locator"
                )
            elif not locator:
                self._report(
                    "missing-locator",
                    place.at(column),
                    f"'{key}' has no locator; add article, page or paragraph, or 'whole page'",
                )
            else:
                found.append(Citation(key[1:], locator))
        return tuple(found)

    def _dated(self, place: Place, row: Row) -> Dated | None:
        """The three date columns; None if one of them is wrong, which is then reported at its own column."""
        begins, ends, seen = row["from"], row["to"], row.get("seen", "")
        try:
            return _read_dated(begins, ends, seen)
        except DateError:
            pass  # told below, each at its own column
        if not begins:
            self._report(
                "date", place.at("from"), "is empty while `to` is not; write '..' and the first day a source shows it"
            )
            return None
        readings: list[tuple[str, Callable[[], object]]] = [
            ("from", lambda: read_span(begins)),
            ("to", lambda: read_span("0001", ends)),
            ("seen", lambda: read_date(seen) if seen else None),
        ]
        for column, reading in readings:
            try:
                reading()
            except DateError as error:
                self._report("date", place.at(column), str(error))
        return None

    def _dated_if_any(self, place: Place, row: Row) -> tuple[bool, Dated | None]:
        if row["from"]:
            dated = self._dated(place, row)
            return dated is not None, dated
        return True, None

    def _codes(self, place: Place, text: str) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for part in text.split("; ") if text else ():
            scheme, colon, value = part.partition(":")
            if not colon or not value or scheme not in CODE_SCHEMES:
                self._report(
                    "code",
                    place.at("code"),
                    f"'{part}' is no code; write scheme:value with a scheme of {joined(CODE_SCHEMES)}",
                )
            else:
                found.append((scheme, value))
        return tuple(found)

    # Records

    def _entity(self, place: Place, row: Row) -> Entity | None:
        good, dated = self._dated_if_any(place, row)
        if dated is not None and not row["certainty"]:
            self._report("required", place.at("certainty"), "is empty though days are given; say how certain they are")
            good = False
        if not good:
            return None
        return Entity(
            id=row["id"],
            place=place,
            kinds=_items(row["kinds"]),
            name=row["name"],
            acronym=row["acronym"],
            dated=dated,
            codes=self._codes(place, row["code"]),
            wikidata=row["wikidata"],
            authority=row["authority"],
            homepage=row["homepage"],
            certainty=Certainty(row["certainty"]) if row["certainty"] else None,
            description=row["description"],
            sources=self._citations(place, row["sources"]),
            note=row["note"],
        )

    def _statement(self, place: Place, row: Row) -> Statement | None:
        dated = self._dated(place, row)
        if dated is None:
            return None
        return Statement(
            id=row["id"],
            place=place,
            subject=row["subject"],
            relation=row["relation"],
            object=row["object"],
            concerning=row["concerning"],
            role=row["role"],
            dated=dated,
            denied=row["holds"] == "no",
            basis=_items(row["basis"]),
            certainty=Certainty(row["certainty"]),
            contested_by=_items(row["contested_by"]),
            sources=self._citations(place, row["sources"]),
            note=row["note"],
        )

    def _name(self, place: Place, row: Row) -> Name | None:
        good, dated = self._dated_if_any(place, row)
        if not good:
            return None
        return Name(
            entity=row["entity"],
            place=place,
            name=row["name"],
            lang=row["lang"],
            kind=row["kind"],
            dated=dated,
            sources=self._citations(place, row["sources"]),
        )

    def _milestone(self, place: Place, row: Row) -> Milestone | None:
        when = self._stretch(place, "date", row["date"])
        if when is None:
            return None
        return Milestone(
            id=row["id"],
            place=place,
            entity=row["entity"],
            milestone=row["milestone"],
            written=row["date"],
            when=when,
            act=row["act"],
            certainty=Certainty(row["certainty"]),
            sources=self._citations(place, row["sources"]),
            note=row["note"],
        )

    def _completeness(self, place: Place, row: Row) -> Completeness | None:
        dated = self._dated(place, row)
        if dated is None:
            return None
        return Completeness(
            id=row["id"],
            place=place,
            subject=row["subject"],
            relation=row["relation"],
            object=row["object"],
            role=row["role"],
            dated=dated,
            sources=self._citations(place, row["sources"]),
            note=row["note"],
        )

    def _position(self, place: Place, row: Row) -> Position | None:
        dated = self._dated(place, row)
        if dated is None:
            return None
        return Position(
            id=row["id"],
            place=place,
            holder=row["holder"],
            stance=row["stance"],
            matter=row["matter"],
            towards=row["towards"],
            forum=row["forum"],
            dated=dated,
            attributed_to=_items(row["attributed_to"]),
            certainty=Certainty(row["certainty"]),
            sources=self._citations(place, row["sources"]),
            note=row["note"],
        )

    def _claim(self, place: Place, row: Row) -> Claim | None:
        as_of = self._stretch(place, "as_of", row["as_of"])
        if as_of is None:
            return None
        return Claim(
            id=row["id"],
            place=place,
            said_in=Citation(row["source"], row["locator"]),
            written=row["as_of"],
            as_of=as_of,
            text=row["text"],
            question=row["question"],
            parameters=row["parameters"],
            value=row["value"],
            verdict=row["verdict"],
            verdict_note=row["verdict_note"],
            corrected_by=_items(row["corrected_by"]),
        )

    def _recommendation(self, place: Place, row: Row) -> Recommendation:
        return Recommendation(
            id=row["id"],
            place=place,
            said_in=Citation(row["source"], row["locator"]),
            by=_items(row["by"]),
            addressed_to=_items(row["to"]),
            about=_items(row["about"]),
            text=row["text"],
            met_by=_items(row["met_by"]),
            met_degree=row["met_degree"],
            assessed_by=self._citations(place, row["assessed_by"], "assessed_by"),
            note=row["note"],
        )

    def _observation(self, place: Place, row: Row) -> Observation | None:
        period = self._stretch(place, "period", row["period"]) if row["period"] else None
        if row["period"] and period is None:
            return None
        return Observation(
            id=row["id"],
            place=place,
            subject=row["subject"],
            measure=row["measure"],
            value=row["value"],
            unit=row["unit"],
            written=row["period"],
            period=period,
            vintage=row["vintage"],
            sources=self._citations(place, row["sources"]),
            note=row["note"],
        )

    def _mention(self, place: Place, row: Row) -> Mention:
        return Mention(row["entity"], place, Citation(row["source"], row["locator"]))

    def _stretch(self, place: Place, column: str, text: str) -> Stretch | None:
        """The days that a single date or range covers; None if it is wrong, which is then reported."""
        try:
            return read_moment(text)
        except DateError as error:
            self._report("date", place.at(column), str(error))
            return None

    def _retired(self, place: Place, row: Row) -> Retired:
        return Retired(row["id"], place, row["reason"], row["successor"])

    # Sources

    def _sources(self) -> dict[str, Source]:
        path = self.package.sources_path
        text = self._text(path)
        if text is None:
            self.unread.add("sources")
            return {}
        try:
            items = json.loads(text)
        except json.JSONDecodeError as error:
            self.unread.add("sources")
            self._report("json", Place(path, error.lineno, str(error.colno)), f"not JSON: {error.msg}; correct it")
            return {}
        if not isinstance(items, list):
            self.unread.add("sources")
            self._report("json", Place(path), "is no list; CSL-JSON is a list of items")
            return {}
        lines: dict[str, list[int]] = {}
        line, seen = 1, 0
        for match in re.finditer(r'"id"\s*:\s*"((?:[^"\\]|\\.)*)"', text):
            line, seen = line + text.count("\n", seen, match.start()), match.start()
            lines.setdefault(match[1], []).append(line)
        found: dict[str, Source] = {}
        for item in items:
            key = item.get("id") if isinstance(item, dict) else None
            place = Place(path, lines[str(key)].pop(0) if lines.get(str(key)) else 0)
            if not isinstance(key, str) or _SOURCE_KEY.fullmatch(key) is None:
                self._report(
                    "source-key",
                    place,
                    f"{key!r} is no key for a source; use lower-case words joined by hyphens",
                )
            elif key in found:
                self._report("duplicate-id", place, f"'{key}' stands twice; keep one of the two items")
            elif (source := self._source(key, place, item)) is not None:
                found[key] = source
            else:
                self.held_back.add(key)
        return found

    def _source(self, key: str, place: Place, item: Mapping[str, Any]) -> Source | None:
        custom = item.get("custom")
        custom = custom if isinstance(custom, dict) else {}
        grade = custom.get("grade")
        if grade not in GRADES:
            self._report(
                "source-grade",
                place.at("custom.grade"),
                f"{grade!r} of '{key}' is no grade; allowed: {joined(GRADES)}",
            )
            return None
        if not item.get("title"):
            self._report("required", place.at("title"), f"'{key}' has no title; add it")
            return None
        dates: dict[str, Stretch | None] = {}
        for name in ("issued", "accessed"):
            try:
                dates[name] = _csl_date(item.get(name))
            except (DateError, TypeError, ValueError, LookupError, AttributeError) as error:
                self._report(
                    "date",
                    place.at(name),
                    f"the date of '{key}' cannot be read ({error}); write date-parts as CSL-JSON does",
                )
                return None
        authors = item.get("author", [])
        if not isinstance(authors, list) or not all(isinstance(author, dict) for author in authors):
            self._report(
                "source-author",
                place.at("author"),
                f"the authors of '{key}' are no list of names; write them as CSL-JSON does",
            )
            return None
        return Source(
            id=key,
            place=place,
            csl=item,
            grade=str(grade),
            primary=bool(custom.get("primary")),
            party_to_dispute=bool(custom.get("party-to-dispute")),
            # A page without a date is as old as the look at it.
            shown_until=dates["issued"] or dates["accessed"],
        )


# The same days stand in many rows, and each is read twice: once to check the row, once for its record.
@lru_cache(maxsize=100_000)
def _read_dated(begins: str, ends: str, seen: str) -> Dated:
    """The three date columns with their bounds; raises `DateError` if one of them is wrong."""
    if seen:
        read_date(seen)
    return Dated(begins, ends, seen, read_span(begins, ends, seen))


def _csl_date(value: Any) -> Stretch | None:
    """The days of a date as CSL-JSON writes it; None where there is none."""
    if not value:
        return None
    written = [
        "-".join(f"{int(part):0{4 if place == 0 else 2}d}" for place, part in enumerate(parts))
        for parts in value["date-parts"]
    ]
    return read_range("..".join(written))


def _items(text: str) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()


def _rule_for(column: Column) -> str:
    return "unknown-relation" if column.name == "relation" else "allowed-value"
