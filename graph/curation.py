"""One look at a folder of tables: every finding of tables, rules, shapes, vocabulary and ontology, and what rests on what."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from graph import checks, pitfalls, shapes, tables
from graph.csv_rows import character_of
from graph.errors import Place, Problem, Severity
from graph.package import Package, read_package

# What GitHub's workflow commands need escaped in a message, and in the properties before it.
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, and the shares of certainty by file. `shapes_run` is false where errors of the tables made it
    pointless to look at the graph."""

    folder: Path
    problems: tuple[Problem, ...]
    shares: tuple[checks.Shares, ...]
    sources: int
    shapes_run: bool

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors

    def as_text(self) -> str:
        """One finding a line: `file:line:column: severity: text [rule]`."""
        return "".join(
            f"{problem.place}: {problem.severity}: {problem.text} [{problem.rule}]\n" for problem in self.problems
        )

    def as_github(self, root: Path | None = None) -> str:
        """The findings as annotations of a GitHub workflow, files below `root` relative to it: at the line, and where
        a cell is meant at its first character."""
        texts: dict[str, str | None] = {}
        lines = []
        for problem in self.problems:
            place = problem.place
            path = self.folder / place.file
            if place.file not in texts:
                texts[place.file] = _text_of(path)
            properties = {
                "file": (path.relative_to(root) if root and path.is_relative_to(root) else path).as_posix(),
                "line": str(max(place.line, 1)),
                "col": _character(place, texts[place.file]),
                "title": problem.rule,
            }
            told = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items() if value)
            text = f"{place.column}: {problem.text}" if place.column else problem.text
            lines.append(f"::{problem.severity} {told}::{text.translate(_MESSAGE)}\n")
        return "".join(lines)

    def as_json(self) -> str:
        """Findings and shares as one JSON object."""
        return (
            json.dumps(
                {
                    "errors": self.errors,
                    "warnings": self.warnings,
                    "shapes_run": self.shapes_run,
                    "problems": [
                        {
                            "rule": problem.rule,
                            "severity": problem.severity.value,
                            "file": problem.place.file,
                            "line": problem.place.line,
                            "column": problem.place.column,
                            "text": problem.text,
                        }
                        for problem in self.problems
                    ],
                    "shares": [
                        {
                            "file": share.file,
                            "rows": share.rows,
                            "confirmed": share.confirmed,
                            "probable": share.probable,
                            "unverified": share.unverified,
                        }
                        for share in self.shares
                    ],
                },
                ensure_ascii=False,
                indent=2,
            )
            + "\n"
        )

    def summary(self) -> list[str]:
        """Shares of each file, then the verdict."""
        width = max((len(share.file) for share in self.shares), default=0)
        lines = [
            f"{share.file:<{width}}  {share.rows:>5} rows"
            f"  {_percent(share.confirmed, share.rows)} confirmed  {_percent(share.probable, share.rows)} probable"
            f"  {_percent(share.unverified, share.rows)} unverified"
            for share in self.shares
        ]
        lines.append(f"{self.sources} sources")
        if not self.shapes_run:
            lines.append("The shapes were not run: correct the tables first, then check again.")
        lines.append(f"{self.errors} errors, {self.warnings} warnings in {self.folder}")
        return lines


def check_folder(folder: Path, ontology: Path) -> Report:
    """Everything that can be found wrong with a folder of tables, in the order of files and lines.

    Raises `DataError` only if the description of the tables itself cannot be read.
    """
    loaded = tables.load(folder)
    problems = [*loaded.problems, *checks.run(loaded.dataset), *_uncanonical(folder, loaded.package)]
    sound = not any(problem.severity is Severity.ERROR for problem in problems)
    problems += shapes.unknown_terms(loaded.package, ontology)
    if sound:
        problems += shapes.run(loaded.dataset, ontology)
        problems += pitfalls.run(loaded.dataset, ontology)
    return Report(
        folder=folder,
        problems=tuple(sorted(problems, key=lambda problem: (problem.place, problem.rule, problem.text))),
        shares=tuple(checks.shares(loaded.dataset)),
        sources=len(loaded.dataset.sources),
        shapes_run=sound,
    )


def sort_tables(folder: Path) -> list[str]:
    """Writes each table in its canonical form; returns those that changed. A table that is no CSV is left alone."""
    changed = []
    for path, text, canonical in _forms(folder, read_package(folder)):
        if canonical != text:
            (folder / path).write_text(canonical, encoding="utf-8", newline="")
            changed.append(path)
    return changed


def _uncanonical(folder: Path, package: Package) -> list[Problem]:
    return [
        Problem(
            "not-canonical",
            Severity.WARNING,
            Place(path),
            "is not sorted, or quoted more than needed; run: eunato check --sort",
        )
        for path, text, canonical in _forms(folder, package)
        if canonical != text
    ]


def _forms(folder: Path, package: Package) -> list[tuple[str, str, str]]:
    """Path, text and canonical text of each table that can be read as CSV."""
    found = []
    for table in package.tables.values():
        for path in table.paths:
            try:
                text = (folder / path).read_bytes().decode("utf-8")
                found.append((path, text, tables.canonical(text)))
            except (OSError, UnicodeDecodeError, csv.Error, StopIteration):
                continue  # reported by reading the tables
    return found


def _text_of(path: Path) -> str | None:
    """The text of a table; None for what is none, or cannot be read."""
    try:
        return path.read_bytes().decode("utf-8") if path.suffix == ".csv" else None
    except (OSError, UnicodeDecodeError):
        return None


def _character(place: Place, text: str | None) -> str:
    """The character of its line at which a finding stands; empty where that cannot be told."""
    if place.column.isdecimal():
        return place.column
    found = character_of(text, place.line, place.column) if text is not None and place.column else None
    return "" if found is None else str(found)


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole) if whole else 0:>3} %"
