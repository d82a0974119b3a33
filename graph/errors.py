"""What can go wrong, told apart by whose fault it is, and how a problem in the tables is reported.

Four kinds of error reach a user: `DataError` (the tables), `OntologyError` (ontology, shapes or rules),
`QuestionError` (what was asked) and `RemoteError` (another server). All others are defects of the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """`ERROR` stops every command; `WARNING` is shown by `check` and stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: file as given below the data folder, line and column counted from 1.

    Line 0 means the file as a whole; an empty column means the row as a whole.
    """

    file: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
        if self.column:
            parts.append(self.column)
        return ":".join(parts)

    def at(self, column: str) -> Place:
        """The same row, pointed at one column."""
        return Place(self.file, self.line, column)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: the rule that found it, where, and one text that says what was found, what is allowed
    and what to do."""

    rule: str
    severity: Severity
    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text} [{self.rule}]"


class EunatoError(Exception):
    """The base of all errors that are told to a user in one piece, without a traceback."""


class DataError(EunatoError):
    """The tables cannot be used. `problems` holds every error found, not only the first."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([*(str(problem) for problem in self.problems), self.args[0]])


class OntologyError(EunatoError):
    """The ontology, a shape or a rule cannot be used."""


class QuestionError(EunatoError):
    """What was asked cannot be answered as asked: an unknown name, a bad date, a broken query.

    `suggestions` are what may have been meant, nearest first.
    """

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = tuple(suggestions)


class RemoteError(EunatoError):
    """Another server cannot be reached, refuses, or answers with something else than it should."""
