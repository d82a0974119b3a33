"""A new statement, taken cell by cell: each is checked as it comes and said back in words, then the whole is checked as
`eunato check` does, on a copy, and only a sound row is written.

The table is written aside and renamed: whatever breaks off leaves it as it was.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from graph import checks, iris, tables
from graph.csv_rows import Inserted, insert_row
from graph.curation import check_folder
from graph.dates import DateError, Span, read_date, read_span
from graph.errors import DataError, Place, Problem, QuestionError, Severity
from graph.folding import fold
from graph.locations import is_packaged, ontology_folder
from graph.model import Certainty, Citation, Dated, Entity, Source, Statement
from graph.names import resolve
from graph.store import Iri, Literal, Store
from graph.wording import days_in_words

TO_SETTLE = "To settle:"

T = TypeVar("T")

_BREAK = re.compile(r";\s+(?=@)")
# Control characters, line ends, and what turns the direction of a text round without being seen.
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]")
_NEAREST = 3
_LEAST_LIKENESS = 60.0
_SHOWN = 10
_OFFICIAL = frozenset({"official-act", "official-text"})
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A column of the row and what to ask for it; `several` may be given more than once. `file` is no column, but the
    table that takes the row."""

    column: str
    asks: str
    required: bool = False
    several: bool = False

    @property
    def option(self) -> str:
        return "--" + self.column.replace("_", "-")


PROMPTS = (
    Prompt("subject", "Who or what, by any name", required=True),
    Prompt("relation", "Which relation, for instance memberOf", required=True),
    Prompt("object", "To whom or what, by any name", required=True),
    Prompt("concerning", "In which matter, where the same two are related in several"),
    Prompt("role", "In which role, where the relation leaves it open"),
    Prompt("holds", "Does a source deny it? Then write no"),
    Prompt("from", "First day on which it holds: 2004-05-01, 2004-05, 2004, A..B, or ..D for on or before D", required=True),
    Prompt("to", "First day on which it no longer holds; empty: still holds; ?: not known"),
    Prompt("seen", "Last day on which a source shows it"),
    Prompt("contested_by", "Who or what disputes it", several=True),
    Prompt("basis", "Legal basis: the act or treaty", several=True),
    Prompt("sources", "Source and place in it, as @key, art. 1; or words to search for", required=True, several=True),
    Prompt("certainty", "How certain: confirmed, probable or unverified", required=True),
    Prompt("note", "What a reader should know; for unverified, what would settle it"),
    Prompt("file", "Which table takes the row"),
)  # fmt: skip
"""What is asked, in this order."""


class Clash(QuestionError):
    """What was taken does not go with what is held; `back_to` is the column with which to begin again."""

    def __init__(self, problems: Iterable[Problem], back_to: str) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.back_to = back_to


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that could be written: its id, its table below the folder, and the text of the table before and with it."""

    id: str
    file: str
    before: str
    inserted: Inserted

    @property
    def place(self) -> Place:
        return Place(self.file, self.inserted.line)


class Adding:
    """Takes the cells of one statement for the tables in `folder`, of which `store` is the compiled graph. A last day
    seen may not be later than `today`.

    Raises `DataError` at once if these tables cannot be written.
    """

    def __init__(self, store: Store, folder: Path, today: date) -> None:
        _require_writable(folder)
        self._store = store
        self._folder = folder
        self._today = today
        loaded = tables.load(folder)
        self._table = loaded.package.tables["statements"]
        self._sources_file = loaded.package.sources_path
        self._data = loaded.dataset
        self._known_problems = set(checks.run(loaded.dataset))
        self._cells: dict[str, str] = {}
        self._file = ""

    # One cell

    def take(self, column: str, text: str) -> list[str]:
        """Takes what was typed for a column, and says what it was understood as, a line each.

        An empty text leaves the column as it is. Raises `QuestionError`, with the nearest that is known, for what cannot
        be taken; `Clash` where it contradicts what is held.
        """
        text = text.strip()
        if _UNSEEN.search(text):
            raise QuestionError("a cell is one line of text; leave out line breaks and control characters")
        if text or column == "to":
            return _READERS[column](self, text)
        if column in {prompt.column for prompt in self.missing()}:
            raise QuestionError(f"{column} is needed: {next(one for one in PROMPTS if one.column == column).asks}")
        if column in _WHEN_LEFT:
            return _WHEN_LEFT[column](self)
        return []

    def forget(self, column: str) -> None:
        """Leaves this column and all that are asked for after it as if nothing had been taken for them."""
        columns = [prompt.column for prompt in PROMPTS]
        for later in columns[columns.index(column) :]:
            self._cells.pop(later, None)

    def explanation(self, column: str) -> str:
        """What the data package says of a column, for whoever asks."""
        if column == "file":
            return f"One of: {', '.join(self._table.paths)}"
        found = self._table.column(column)
        allowed = sorted(found.allowed or ())
        return found.description + (f" One of: {', '.join(allowed)}" if allowed else "")

    def choices(self, column: str) -> Sequence[str]:
        """What can stand in a column, for completing what is typed; nothing where it is free text."""
        if column == "file":
            return self._table.paths
        if column == "sources":
            return [f"@{key}, " for key in self._data.sources]
        found = self._table.column(column)
        if found.allowed is not None:
            return sorted(found.allowed)
        return sorted(self._data.by_id) if found.references else ()

    def missing(self) -> list[Prompt]:
        """What must be given and is not."""
        lacking = [prompt for prompt in PROMPTS if prompt.required and not self._cells.get(prompt.column)]
        if self._cells.get("certainty") == "unverified" and not self._cells.get("note"):
            lacking += [prompt for prompt in PROMPTS if prompt.column == "note"]
        return lacking

    # Readers of columns

    def _thing(self, column: str, text: str) -> list[str]:
        found = resolve(self._store, text)
        self._cells[column] = found.id
        return [self._named(found.id)]

    def _things(self, column: str, text: str) -> list[str]:
        found = [resolve(self._store, part) for part in text.split("; ")]
        self._append(column, [thing.id for thing in found])
        return [self._named(thing.id) for thing in found]

    def _append(self, column: str, values: Iterable[str]) -> None:
        """Adds to a column that holds a list, each value once."""
        held = self._cells.get(column, "").split("; ") if self._cells.get(column) else []
        self._cells[column] = "; ".join(dict.fromkeys([*held, *values]))

    def _subject(self, text: str) -> list[str]:
        return self._thing("subject", text)

    def _relation(self, text: str) -> list[str]:
        known = {name: self._store.relations.get(name, name) for name in self._allowed("relation")}
        by_words = {_squeezed(words): name for name, label in known.items() for words in (label, name)}
        name = by_words.get(_squeezed(text))
        if name is None:
            raise QuestionError(f"no relation is called '{text}'", _nearest(text, known))
        self._require_class(self._cells.get("subject", ""), name, "domain")
        self._cells["relation"] = name
        return [f"{name}: {self._definition(name)}"]

    def _object(self, text: str) -> list[str]:
        found = resolve(self._store, text)
        subject, relation = self._cells.get("subject", ""), self._cells.get("relation", "")
        if found.id == subject:
            raise QuestionError("subject and object are the same; nothing is related to itself")
        self._require_class(found.id, relation, "range")
        self._cells["object"] = found.id
        said = [self._named(found.id)]
        if relation in checks.SYMMETRIC_RELATIONS and subject > found.id:
            self._cells |= {"subject": found.id, "object": subject}
            said.append(f"{relation} holds both ways and is written once, with {found.id} as subject")
        return [*said, *self._unusual(), *self._already_held()]

    def _concerning(self, text: str) -> list[str]:
        return self._thing("concerning", text)

    def _chosen(self, column: str, text: str) -> list[str]:
        allowed = self._allowed(column)
        if text not in allowed:
            raise QuestionError(f"'{text}' is no {column}; allowed: {', '.join(allowed)}", _nearest(text, allowed))
        self._cells[column] = text
        return []

    def _role(self, text: str) -> list[str]:
        return self._chosen("role", text)

    def _holds(self, text: str) -> list[str]:
        self._chosen("holds", text)
        return ["a denial: a source must itself say that it does not hold"]

    def _from(self, text: str) -> list[str]:
        span = _read(lambda: read_span(text))
        self._cells["from"] = text
        return [_start_in_words(text, span)]

    def _to(self, text: str) -> list[str]:
        begins = self._cells.get("from", "")
        span = _read(lambda: read_span(begins, text, self._cells.get("seen", "")))
        if text not in ("", "?") and not span.is_ordered:
            raise QuestionError(
                f"{text} is not after the start, {begins}; `to` is the first day on which it no longer holds"
            )
        self._cells["to"] = text
        return [_end_in_words(text, span)]

    def _seen(self, text: str) -> list[str]:
        shown = _read(lambda: read_date(text))
        if shown.first > self._today:
            raise QuestionError(f"{text} has not come yet; seen is the last day on which a source shows it")
        self._cells["seen"] = text
        return []

    def _contested_by(self, text: str) -> list[str]:
        return self._things("contested_by", text)

    def _basis(self, text: str) -> list[str]:
        return self._things("basis", text)

    def _sources(self, text: str) -> list[str]:
        cited, said = [], []
        for part in _BREAK.split(text):
            key, _, locator = (piece.strip() for piece in part.removeprefix("@").partition(","))
            source = self._data.sources.get(key)
            if source is None:
                raise QuestionError(
                    f"no source has the key '{key}'; add it to {self._sources_file} first, or take one that is there",
                    [_source_in_words(one) for one in self._like(part)],
                )
            if not locator:
                raise QuestionError(
                    f"@{key} has no locator; write where in it: @{key}, art. 1 (or page, paragraph; whole page where it"
                    " has no parts)"
                )
            cited.append(f"@{key}, {locator}")
            said.append(_source_in_words(source))
        held = [f"@{key}, {locator}" for key, locator in self._cited()]
        self._cells["sources"] = "; ".join(dict.fromkeys([*held, *cited]))
        return said

    def _cited(self) -> list[tuple[str, str]]:
        """Keys and locators of the sources that were taken."""
        cited = _BREAK.split(self._cells["sources"]) if self._cells.get("sources") else []
        return [(key, locator) for part in cited for key, _, locator in [part.removeprefix("@").partition(", ")]]

    def _certainty(self, text: str) -> list[str]:
        self._chosen("certainty", text)
        graded = {f"@{key}": self._data.sources[key].grade for key, _ in self._cited()}
        if text == "confirmed" and len(graded) == 1 and not _OFFICIAL & set(graded.values()):
            ((key, grade),) = graded.items()
            return [f"confirmed asks for an official source or two independent ones; cited is only {key} ({grade})"]
        return ["it counts nowhere until it is checked"] if text == "unverified" else []

    def _note(self, text: str) -> list[str]:
        if self._cells.get("certainty") == "unverified" and not text.startswith(TO_SETTLE):
            text = f"{TO_SETTLE} {text}"
        self._cells["note"] = text
        return []

    def _file_named(self, text: str) -> list[str]:
        paths = {path: path for path in self._table.paths}
        paths |= {Path(path).name: path for path in paths} | {Path(path).stem: path for path in paths}
        if text not in paths:
            raise QuestionError(f"no table of statements is called '{text}'", _nearest(text, self._table.paths))
        self._file = paths[text]
        return []

    # What is held

    def _allowed(self, column: str) -> list[str]:
        return sorted(self._table.column(column).allowed or ())

    def _named(self, id: str) -> str:
        entity = self._data.by_id[id]
        return f"{entity.name} ({id}), {' and '.join(entity.kinds)}"

    def _definition(self, relation: str) -> str:
        rows = self._store.select(f"SELECT ?text WHERE {{ :{relation} skos:definition ?text }}").rows
        return next((text.value for (text,) in rows if isinstance(text, Literal)), "")

    def _require_class(self, id: str, relation: str, end: str) -> None:
        """Refuses a thing that the ontology does not allow at this end of the relation."""
        found = self._store.select(f"SELECT ?class WHERE {{ :{relation} rdfs:{end} ?class }}").rows
        classes = [term.value.removeprefix(iris.ONTOLOGY) for (term,) in found if isinstance(term, Iri)]
        for name in classes:
            if not self._store.outcome(f"ASK {{ id:{id} a/rdfs:subClassOf* :{name} }}"):
                part = "subject" if end == "domain" else "object"
                raise QuestionError(
                    f"the {part} of {relation} is of the class {self._store.classes.get(name, name)};"
                    f" {self._named(id)}, is not"
                )

    def _unusual(self) -> list[str]:
        """A warning where no statement held so far joins such things by this relation."""
        subject, thing = self._kinds("subject"), self._kinds("object")
        for row in self._data.statements:
            if row.relation == self._cells["relation"]:
                ends = (self._data.by_id.get(row.subject), self._data.by_id.get(row.object))
                if all(
                    one is not None and kinds & {*one.kinds} for one, kinds in zip(ends, (subject, thing), strict=True)
                ):
                    return []
        ends_told = f"{'/'.join(sorted(subject))} and {'/'.join(sorted(thing))}"
        return [f"no statement so far joins {ends_told} by {self._cells['relation']}: is it meant?"]

    def _kinds(self, column: str) -> set[str]:
        return set(self._data.by_id[self._cells[column]].kinds)

    def _already_held(self) -> list[str]:
        """The statements between the same two, in either direction."""
        pair = {self._cells["subject"], self._cells["object"]}
        found = [row for row in self._data.statements if {row.subject, row.object} == pair]
        said = [f"held: {row.id}, {_days(row)} ({row.certainty})" for row in found[:_SHOWN]]
        return [*said, f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else said

    def _fitting_sources(self) -> list[str]:
        """Refuses sources that are older than what they are to show."""
        if found := self._new_problems(self._statement()):
            raise Clash(found, back_to="sources")
        return []

    def _fitting_days(self) -> list[str]:
        """Refuses days that contradict what is held; says which stints stand beside, and which may overlap."""
        row = self._statement()
        found = self._new_problems(row)
        # What is there already overlaps itself too; that need not be told.
        if found := [problem for problem in found if problem.rule == "duplicate-row"] or found:
            raise Clash(found, back_to="from")
        said = []
        for other in self._data.statements:
            if other.about == row.about and other.denied == row.denied:
                unclear = _may_overlap(row.dated.span, other.dated.span)
                told = "may overlap, the days are too coarse to tell" if unclear else "another stint"
                said.append(f"{told}: {other.id}, {_days(other)}")
        return said

    def _new_problems(self, row: Statement) -> list[Problem]:
        """What the rules find wrong with the tables once they hold this row, and did not before."""
        held = replace(self._data, statements=(*self._data.statements, row))
        errors = [problem for problem in checks.run(held) if problem.severity is Severity.ERROR]
        return [problem for problem in errors if problem not in self._known_problems and problem.rule not in _LATER]

    def _usual(self) -> list[str]:
        return [f"{self._usual_file()}, where statements like this stand"]

    def _statement(self) -> Statement:
        """The row as a record, as far as it is taken."""
        cells = self._cells
        span = read_span(cells["from"], cells.get("to", ""), cells.get("seen", ""))
        return Statement(
            id="new",
            place=Place("the new row"),
            subject=cells["subject"],
            relation=cells["relation"],
            object=cells["object"],
            concerning=cells.get("concerning", ""),
            role=cells.get("role", ""),
            dated=Dated(cells["from"], cells.get("to", ""), cells.get("seen", ""), span),
            denied=cells.get("holds") == "no",
            basis=tuple(filter(None, cells.get("basis", "").split("; "))),
            certainty=Certainty(cells.get("certainty", Certainty.CONFIRMED)),
            contested_by=tuple(filter(None, cells.get("contested_by", "").split("; "))),
            sources=tuple(Citation(key, locator) for key, locator in self._cited()),
            note=cells.get("note", ""),
        )

    def _like(self, text: str) -> list[Source]:
        """The sources that hold all these words in key or title, else those with the most similar keys."""
        words = fold(text).split()
        found = [
            one for one in self._data.sources.values() if all(word in fold(f"{one.id} {one.title}") for word in words)
        ]
        return found[:_SHOWN] if found else [self._data.sources[key] for key in _nearest(text, self._data.sources)]

    # The row

    def draft(self) -> Draft:
        """The row with its id, in the table where similar statements live unless one was chosen.

        Raises `QuestionError` if something is missing or no table can be told; `Clash` if it contradicts what is held.
        """
        if lacking := self.missing():
            raise QuestionError("missing: " + ", ".join(prompt.option for prompt in lacking))
        self._fitting_days()
        file = self._file or self._usual_file()
        id = self._new_id()
        path = self._folder / file
        before = path.read_bytes().decode("utf-8")
        return Draft(id, file, before, insert_row(before, {"id": id, **self._cells}))

    def says(self) -> str:
        """The statement in one line, things by their names, with its days and certainty."""
        cells = self._cells
        name = self._data.by_id
        denied = "denied: " if cells.get("holds") == "no" else ""
        matter = f" on {name[cells['concerning']].name}" if cells.get("concerning") else ""
        relation = self._store.relations.get(cells["relation"], cells["relation"])
        days = days_in_words(cells["from"], cells.get("to", ""))
        said = f"{denied}{name[cells['subject']].name} {relation} {name[cells['object']].name}{matter}"
        return f"{said}, {days} ({cells['certainty']})"

    def as_command(self) -> str:
        """What was taken, as options: for doing the same again, or nearly the same."""
        taken = {**self._cells, **({"file": self._file} if self._file else {})}
        given = [
            f"{prompt.option} {shlex.quote(taken[prompt.column])}" for prompt in PROMPTS if taken.get(prompt.column)
        ]
        return " ".join(["eunato add", *given])

    def _new_id(self) -> str:
        parts = (self._cells["subject"], self._cells["relation"], self._cells["object"], self._cells.get("concerning"))
        taken = {row.id for row in self._data.statements} | {row.id for row in self._data.retired}
        return new_id([part for part in parts if part], self._cells.get("holds") == "no", taken)

    def _usual_file(self) -> str:
        """The table in which most statements like this stand: of the same relation and object, else of the same
        relation and kinds, else of the same relation."""
        subject, relation, thing = (self._cells[column] for column in ("subject", "relation", "object"))
        alike: tuple[Callable[[Statement], bool], ...] = (
            lambda row: row.object == thing,
            lambda row: self._same_kind(row.subject, subject) and self._same_kind(row.object, thing),
            lambda row: True,
        )
        same = [row for row in self._data.statements if row.relation == relation]
        for is_alike in alike:
            counted = Counter(row.place.file for row in same if is_alike(row)).most_common(2)
            if counted and (len(counted) == 1 or counted[0][1] > counted[1][1]):
                return counted[0][0]
        raise QuestionError(
            f"no table holds statements like this; name one with --file: {', '.join(self._table.paths)}"
        )

    def _same_kind(self, one: str, other: str) -> bool:
        found: list[Entity | None] = [self._data.by_id.get(id) for id in (one, other)]
        return all(found) and found[0].kinds[0] == found[1].kinds[0]  # type: ignore[union-attr]

    # Checking and writing

    def check(self, draft: Draft) -> list[Problem]:
        """What `eunato check` finds on a copy of the tables that holds the row: every error, and warnings of the row."""
        with tempfile.TemporaryDirectory(prefix="eunato-add-") as place:
            copy = Path(place) / "data"
            shutil.copytree(self._folder, copy)
            (copy / draft.file).write_bytes(draft.inserted.text.encode("utf-8"))
            found = check_folder(copy, ontology_folder()).problems
        own = (draft.file, draft.inserted.line)
        return [one for one in found if one.severity is Severity.ERROR or (one.place.file, one.place.line) == own]

    def keep(self, draft: Draft) -> None:
        """Writes the table with the row. Raises `DataError` if it cannot be written, or was changed since it was read."""
        path = (self._folder / draft.file).resolve()
        try:
            if path.read_bytes() != draft.before.encode("utf-8"):
                raise DataError(f"{draft.file} was changed meanwhile; nothing was written, add the statement again")
            _replace(path, draft.inserted.text.encode("utf-8"))
        except OSError as error:
            raise DataError(f"{draft.file} cannot be written: {error.strerror}; nothing was changed") from None


_READERS: Mapping[str, Callable[[Adding, str], list[str]]] = {
    "subject": Adding._subject,
    "relation": Adding._relation,
    "object": Adding._object,
    "concerning": Adding._concerning,
    "role": Adding._role,
    "holds": Adding._holds,
    "from": Adding._from,
    "to": Adding._to,
    "seen": Adding._seen,
    "contested_by": Adding._contested_by,
    "basis": Adding._basis,
    "sources": Adding._sources,
    "certainty": Adding._certainty,
    "note": Adding._note,
    "file": Adding._file_named,
}

# What is judged, or said, once a column is left.
_WHEN_LEFT: Mapping[str, Callable[[Adding], list[str]]] = {
    "contested_by": Adding._fitting_days,
    "sources": Adding._fitting_sources,
    "file": Adding._usual,
}

# What these rules look at is not taken yet when the days are judged; the whole row is judged by all rules.
_LATER = frozenset({"statement-id", "unverified-note", "symmetric-order"})


def new_id(parts: Iterable[str], denied: bool, taken: Iterable[str]) -> str:
    """The id of a statement: its parts, `--2`, `--3` … for a further stint, `--not` for a denial. One that is taken, or
    was retired, is never used again."""
    base, ending, used = "--".join(parts), "--not" if denied else "", set(taken)
    number = 1
    while (id := f"{base}{f'--{number}' if number > 1 else ''}{ending}") in used:
        number += 1
    return id


def _require_writable(folder: Path) -> None:
    if is_packaged(folder):
        raise DataError(
            f"the tables in {folder} belong to the installed program and are not to be written; copy them, or get a"
            " checkout, and name that folder with --data"
        )
    closed = [path for path in (folder, folder / "statements") if path.exists() and not os.access(path, os.W_OK)]
    if closed:
        raise DataError(f"{closed[0]} cannot be written; name a folder of tables that can with --data")


def _replace(path: Path, content: bytes) -> None:
    """Writes aside and renames, so that the file is either the old one or the new one, with its permissions."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, aside)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


# In words


def _start_in_words(written: str, span: Span) -> str:
    if written.startswith(".."):
        return f"it began on {span.valid_from} or earlier; it counts from {span.valid_from}"
    if span.valid_from == span.possibly_from:
        return f"{span.valid_from} is the first day on which it holds"
    return f"it began on a day from {span.possibly_from} to {span.valid_from}; it counts from {span.valid_from}"


def _end_in_words(written: str, span: Span) -> str:
    last = span.valid_until - _ONE_DAY
    counts = f"it counts up to and including {last}" if span.is_certain_somewhere else "it counts on no day"
    if not written:
        return "it still holds as far as known"
    if written == "?":
        return f"whether it ended is not known; {counts}"
    if span.valid_until == span.possibly_until:
        return f"{last} is the last day on which it holds"
    return f"{counts}; it may have held up to and including {span.possibly_until - _ONE_DAY}"


def _days(row: Statement) -> str:
    return days_in_words(row.dated.begins, row.dated.ends)


def _source_in_words(source: Source) -> str:
    shown = source.shown_until
    when = f", {shown.first if shown.is_day else shown.first.year}" if shown is not None else ""
    return f"@{source.id}: {source.title} ({source.grade}{when})"


def _may_overlap(one: Span, other: Span) -> bool:
    return max(one.possibly_from, other.possibly_from) < min(one.possibly_until, other.possibly_until)


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")


def _nearest(text: str, names: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    known = list(names)
    hits = process.extract(
        _squeezed(text),
        [_squeezed(name) for name in known],
        scorer=fuzz.ratio,
        limit=_NEAREST,
        score_cutoff=_LEAST_LIKENESS,
    )
    return [known[index] for _, _, index in hits]


def _read(reading: Callable[[], T]) -> T:
    try:
        return reading()
    except DateError as error:
        raise QuestionError(str(error)) from None
