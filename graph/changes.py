"""What changed between two versions of the tables, fact by fact, and whether the world changed or our knowledge of it.

The first version was curated up to a day, for the whole or for a table (`covered_until`). What began or ended after
that day is a change of the world. What had begun or ended by then was known late or wrongly: our knowledge changed.
Where the dates are too coarse to tell, it may be either. A row that is unverified counts nowhere and shows no change
of the world.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from graph import checks, tables
from graph.answers import table_text
from graph.dates import Stretch, read_moment, read_range
from graph.errors import DataError, QuestionError, Severity
from graph.package import DESCRIPTION
from graph.versions import Version, opened

HEADER = ("id", "table", "change", "what", "column", "old", "new", "why", "statement")


class What(StrEnum):
    """What changed. `CITATION`: only sources, the day last seen, notes or descriptions; the fact stays as it was.
    `EITHER`: the dates do not tell. `UNTOLD`: a version cannot be read as tables, so that nothing can be judged."""

    WORLD = "world"
    EITHER = "either"
    KNOWLEDGE = "knowledge"
    CITATION = "citation"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a row, old and new; or a whole row that was added or removed, with its cells in `new` or `old`.

    `statement` says in words what the row is about; `why` is the reason for `what`.
    """

    id: str
    table: str
    change: str
    what: What
    column: str
    old: str
    new: str
    why: str
    statement: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions: its name as asked for, what its description says, and why this program cannot read it
    (empty where it can)."""

    name: str
    version: str
    covered_until: str
    unread: str

    def told(self) -> str:
        until = f", curated until {self.covered_until}" if self.covered_until else ""
        return f"{self.name} (data {self.version or 'without a version'}{until})"


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes between two versions: the world first, then what may be either, our knowledge, and citations; each
    by table and id."""

    before: Side
    after: Side
    changes: tuple[Change, ...]

    def only(self, what: str = "", table: str = "") -> Changes:
        """The same with only the changes of this kind and of this table, where given."""
        kept = (one for one in self.changes if what in ("", one.what) and table in ("", one.table))
        return Changes(self.before, self.after, tuple(kept))

    def counts(self) -> dict[str, int]:
        """How many rows changed in each way; a row that changed in two ways counts in both."""
        rows = {(one.what, one.table, one.id) for one in self.changes}
        found = Counter(what for what, _, _ in rows)
        return {what.value: found[what] for what in What if found[what]}

    def summary(self) -> str:
        """Both versions and the counts in one line."""
        counted = ", ".join(f"{number} {_WORDS[What(what)]}" for what, number in self.counts().items())
        return f"from {self.before.told()} to {self.after.told()}: {counted or 'no change'}"

    @property
    def notes(self) -> tuple[str, ...]:
        unread = [side for side in (self.before, self.after) if side.unread]
        if not unread:
            return ()
        return (
            *(f"{side.name} cannot be loaded by this program: {side.unread}" for side in unread),
            "Rows are compared as they stand, by id; whether the world or our knowledge changed is not judged.",
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows as text."""
        return list(HEADER), [[str(getattr(one, name)) for name in HEADER] for one in self.changes]

    def to_markdown(self) -> str:
        """Summary, notes and table, ready for release notes."""
        table = table_text(*self.table(), "md")
        return "\n".join([f"**{self.summary()}**", "", *(f"- {note}" for note in self.notes), "", table])

    def to_json(self) -> str:
        """One object: both versions, the counts, and each row that changed with its columns."""
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for one in sorted(self.changes, key=lambda one: (one.table, one.id)):
            entry = rows.setdefault(
                (one.table, one.id),
                {"id": one.id, "table": one.table, "change": one.change, "statement": one.statement, "columns": []},
            )
            part = {"column": one.column or None, "old": one.old or None, "new": one.new or None}
            entry["columns"].append({**part, "what": one.what.value, "why": one.why})
        return (
            json.dumps(
                {
                    "before": _json_side(self.before),
                    "after": _json_side(self.after),
                    "counts": self.counts(),
                    "changes": list(rows.values()),
                    "notes": list(self.notes),
                },
                ensure_ascii=False,
                indent=2,
            )
            + "\n"
        )


def changes(before: str, after: str | None, folder: Path) -> Changes:
    """The changes from one version to another, each named as `graph.versions.opened` takes it: a revision of the
    checkout in which `folder` lies, a folder of tables, or an archive of one. None is `folder` as it stands."""
    with opened(before, folder) as old:
        if after is None:
            return _compared(_read(old), _read(Version("the tables as they stand", folder)))
        with opened(after, folder) as new:
            return _compared(_read(old), _read(new))


# Reading


Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class _Tables:
    """The rows of a version by table and key, and up to which day each file was curated."""

    side: Side
    rows: Mapping[str, Mapping[str, _Row]]
    covered_until: date | None
    covered_by_file: Mapping[str, date]

    def covered(self, file: str) -> date:
        """The last day up to which this file was curated; only asked where the version could be loaded."""
        assert self.covered_until is not None
        return self.covered_by_file.get(file, self.covered_until)

    def name(self, id: str) -> str:
        """The preferred name of a thing; its id where it has none."""
        row = self.rows.get("entities", {}).get(id)
        return row.cells.get("name", id) if row is not None else id


def _read(version: Version) -> _Tables:
    """The rows as they stand; whether this program can load them is told beside."""
    folder = version.folder
    unread, covered, by_file = "", None, {}
    try:
        loaded = tables.load(folder)
        covered, by_file = loaded.package.covered_until, dict(loaded.package.covered_by_table)
        found = [*loaded.problems, *checks.run(loaded.dataset)]
        errors = [problem for problem in found if problem.severity is Severity.ERROR]
        if errors:
            count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
            unread = f"{count} in its tables, the first: {errors[0]}"
    except DataError as error:
        unread = "; ".join(str(problem) for problem in error.problems) or str(error)
    described = _json(folder / DESCRIPTION)
    described = described if isinstance(described, dict) else {}
    rows: dict[str, dict[str, _Row]] = {}
    for path in sorted(folder.rglob("*.csv")):
        file = path.relative_to(folder).as_posix()
        _keep(rows.setdefault(_table_of(file), {}), file, _table_rows(path, version.name, file))
    sources = _json(folder / "sources.json")
    items = [_flat(item) for item in sources if isinstance(item, dict)] if isinstance(sources, list) else []
    _keep(rows.setdefault("sources", {}), "sources.json", items)
    side = Side(version.name, str(described.get("version", "")), str(described.get("covered_until", "")), unread)
    return _Tables(side, rows, covered, by_file)


def _table_of(file: str) -> str:
    return file.partition("/")[0].removesuffix(".csv")


def _table_rows(path: Path, version: str, file: str) -> list[dict[str, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
        return [{name: cell for name, cell in row.items() if isinstance(cell, str)} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise QuestionError(f"{file} of {version} cannot be read: {error}") from None


def _keep(kept: dict[str, _Row], file: str, rows: Iterable[dict[str, str]]) -> None:
    """Rows by id; those of a table without ids by all that names them. One that stands twice is told by its number."""
    for cells in rows:
        key = named = cells.get("id") or "/".join(cells[name] for name in _NAMING if cells.get(name))
        number = 1
        while key in kept:
            number += 1
            key = f"{named} #{number}"
        kept[key] = _Row(file, cells)


_NAMING = ("entity", "lang", "kind", "name", "source", "locator")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None  # loading says so


def _flat(item: Mapping[str, Any]) -> dict[str, str]:
    """The members of a source as cells; what is no text stands as JSON."""
    cells: dict[str, str] = {}
    for name, value in item.items():
        if name == "custom" and isinstance(value, dict):
            cells |= {f"custom.{key}": _cell(one) for key, one in value.items()}
        else:
            cells[name] = _cell(value)
    return cells


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


# Comparing


def _compared(before: _Tables, after: _Tables) -> Changes:
    found = [
        change
        for table in sorted({*before.rows, *after.rows})
        for change in _table_changes(table, before, after)
        if not (table == "retired" and change.change == "added" and change.id in _gone(before, after))
    ]
    order = list(What)
    found.sort(key=lambda one: (order.index(one.what), one.table, one.id))
    return Changes(before.side, after.side, tuple(found))


def _table_changes(table: str, before: _Tables, after: _Tables) -> Iterator[Change]:
    old_rows, new_rows = before.rows.get(table, {}), after.rows.get(table, {})
    judged = not (before.side.unread or after.side.unread)
    for id in sorted({*old_rows, *new_rows}):
        old, new = old_rows.get(id), new_rows.get(id)
        if new is None:
            assert old is not None
            what = What.KNOWLEDGE if judged else What.UNTOLD
            why = _retired(id, after)
            yield Change(id, table, "removed", what, "", _in_one(old.cells), "", why, _words(old.cells, before))
        elif old is None:
            what, why = _added(table, new.cells, before.covered(new.file)) if judged else (What.UNTOLD, "")
            yield Change(id, table, "added", what, "", "", _in_one(new.cells), why, _words(new.cells, after))
        else:
            pair = _Pair(table, old.cells, new.cells)
            for column in dict.fromkeys((*old.cells, *new.cells)):
                was, now = old.cells.get(column, ""), new.cells.get(column, "")
                if was != now:
                    what, why = _changed(pair, column, before.covered(old.file)) if judged else (What.UNTOLD, "")
                    yield Change(id, table, "changed", what, column, was, now, why, _words(new.cells, after))


def _added(table: str, cells: Cells, covered: date) -> tuple[What, str]:
    """What a new row means: something that began since, or something that we did not hold."""
    if table == "sources":
        return What.CITATION, "a source that was not held"
    if cells.get("certainty") == "unverified":
        return What.KNOWLEDGE, "added, unverified: it counts nowhere"
    column = _BEGINS.get(table, "")
    if not cells.get(column):
        return What.KNOWLEDGE, "added"
    return _begun(table, cells, covered, "added late")


def _begun(table: str, cells: Cells, covered: date, late: str) -> tuple[What, str]:
    """What a row means that did not count before: it may have begun, or happened, since."""
    happened = "happened" if table == "milestones" else "began"
    return _told(read_moment(cells[_BEGINS[table]]), covered, happened, f"{late}: it {happened}")


def _retired(id: str, after: _Tables) -> str:
    row = after.rows.get("retired", {}).get(id)
    if row is None:
        return "removed, without a reason in retired.csv"
    successor = row.cells.get("successor", "")
    return f"retired: {row.cells.get('reason', '')}" + (f" (now {successor})" if successor else "")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row of both versions."""

    table: str
    old: Cells
    new: Cells

    @property
    def unverified(self) -> bool:
        return self.new.get("certainty") == "unverified"


def _changed(pair: _Pair, column: str, covered: date) -> tuple[What, str]:
    """What a changed cell means."""
    was, now = pair.old.get(column, ""), pair.new.get(column, "")
    if column == "seen" and "?" in (pair.old.get("to"), pair.new.get("to")):
        return What.KNOWLEDGE, "it is known to have held up to another day"
    if pair.table == "sources" or column in _BESIDE:
        return What.CITATION, _BESIDE.get(column, "the source is described otherwise")
    if column == "certainty" and was == "unverified" and now and pair.new.get(_BEGINS.get(pair.table, "")):
        return _begun(pair.table, pair.new, covered, "now shown")
    if column == "certainty":
        return What.KNOWLEDGE, "the evidence is judged otherwise"
    if pair.table not in _BEGINS or column not in ("from", "to", "date"):
        return What.KNOWLEDGE, "corrected"
    if pair.unverified:
        return What.KNOWLEDGE, "dated otherwise, unverified: it counts nowhere"
    if column == "to" and was in ("", "?") and now not in ("", "?"):
        return _told(read_range(now), covered, "ended", "recorded late: it had ended")
    if now == "?":
        return What.KNOWLEDGE, "whether it ended is no longer held to be known"
    if _is_after(was, covered) and (not now or _is_after(now, covered)):
        return What.EITHER, f"a day after {covered} was moved: decided since, or corrected"
    return What.KNOWLEDGE, {"from": "the start was corrected", "to": "the end was corrected"}.get(
        column, "the day was corrected"
    )


def _told(when: Stretch, covered: date, happened: str, late: str) -> tuple[What, str]:
    """Whether something happened after the day up to which the first version was curated."""
    if when.first > covered:
        return What.WORLD, f"{happened} after {covered}"
    if when.last <= covered:
        return What.KNOWLEDGE, f"{late} by {covered}"
    return What.EITHER, f"{happened} before or after {covered}: the day is not exact enough to tell"


def _is_after(written: str, covered: date) -> bool:
    return written not in ("", "?") and read_moment(written).first > covered


_BEGINS = {"statements": "from", "entities": "from", "positions": "from", "milestones": "date"}
"""The column that says when something began or happened, for tables whose rows are about the world."""

_BESIDE = {
    "sources": "cited otherwise",
    "assessed_by": "cited otherwise",
    "locator": "cited otherwise",
    "seen": "shown by a source up to another day",
    "note": "another note",
    "verdict_note": "another note",
    "description": "described otherwise",
    "homepage": "another link",
    "wikidata": "another link",
    "authority": "another link",
}
"""Columns that stand beside a fact and do not alter it, with what a change of them is."""

_WORDS = {
    What.WORLD: "in the world",
    What.EITHER: "in the world or in our knowledge",
    What.KNOWLEDGE: "in our knowledge",
    What.CITATION: "in citations and notes only",
    What.UNTOLD: "not judged",
}


def _gone(before: _Tables, after: _Tables) -> set[str]:
    """Ids of rows that stand in the first version only."""
    return {
        id
        for table, rows in before.rows.items()
        if table != "retired"
        for id in rows
        if id not in after.rows.get(table, {})
    }


# In words


def _words(cells: Cells, version: _Tables) -> str:
    """What a row is about, things by their names."""
    if "relation" in cells and "subject" in cells:
        denied = "denied: " if cells.get("holds") == "no" else ""
        matter = f" on {version.name(cells['concerning'])}" if cells.get("concerning") else ""
        return f"{denied}{version.name(cells['subject'])} {cells['relation']} {version.name(cells.get('object', ''))}{matter}"
    if "milestone" in cells:
        return f"{version.name(cells.get('entity', ''))}: {cells['milestone']}"
    if "stance" in cells:
        return f"{version.name(cells.get('holder', ''))} {cells['stance']}, {version.name(cells.get('matter', ''))}"
    return cells.get("title") or cells.get("name") or cells.get("text") or ""


def _in_one(cells: Cells) -> str:
    """The cells that an id does not already tell, in one."""
    return "; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell and name not in _TOLD_BY_ID)


_TOLD_BY_ID = frozenset({"id", "subject", "relation", "object", "concerning"})


def _json_side(side: Side) -> dict[str, str | None]:
    return {
        "name": side.name,
        "version": side.version or None,
        "covered_until": side.covered_until or None,
        "unread": side.unread or None,
    }
