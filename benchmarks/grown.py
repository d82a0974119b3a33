"""Tables of any size and of our shape, written as a tables folder like `data/`: the same for the same size and seed.

What is taken from the real tables. Rows are drawn from them, so the proportions are theirs: rows of each table,
relations, citations a row, dates by their precision, ends, roles, denials, certainty, lengths of names and notes. The
report of a run shows some of them side by side.

Worlds. What is smaller than the real tables is cut from them: first what answers of the catalogue rest on, and some
rows of each table, of each relation and about what questions ask by default; then rows at random, each with what it
names, cites and presupposes. In so small a cut there are more things and sources to a statement than in the whole.

What is larger begins with all rows and goes on with further worlds, each cut from the real tables in the same way, 60
to 100 % of them, under names of its own (`eu-w3`), some years later. States are the same in all worlds. So a state's
links grow with the graph, and so does every list over all projects or statements (the headline among them), while what
is asked of the EU, NATO or one project keeps its answer.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from graph.checks import SYMMETRIC_RELATIONS
from graph.knowledge_graph import load
from graph.locations import data_folder
from graph.names import Thing
from graph.package import DESCRIPTION, Package, read_package
from graph.questions import question, question_ids

Row = dict[str, str]

STATES = "entities/states.csv"
HEADLINE = "non-eu-allies-in-pesco"
SMALLEST_WORLD = 0.6
LATEST_SHIFT = 3
# How many rows of each table, each relation and each thing that questions ask about come first, if there are so many.
_OF_EACH = 3
# How many of the statements on which the first row of an answer rests.
_OF_ANSWER = 4
# Triples of a row of each table, without those of its citations and of the cells that may be empty.
_TRIPLES = {
    "entities": 5, "statements": 10, "names": 4, "milestones": 7, "completeness": 8, "retired": 0,
    "positions": 11, "claims": 11, "recommendations": 9, "observations": 9, "mentions": 4,
}  # fmt: skip
_TRIPLES_OF_CITATION = {"entities": 6, "statements": 6, "positions": 6, "observations": 6}
_TRIPLES_OF_SOURCE = 8
_CITED = re.compile(r"@([a-z0-9-]+)")
_YEAR = re.compile(r"(?<![0-9-])([0-9]{4})(-02-29)?")
_DATE_COLUMNS = frozenset({"from", "to", "seen", "date", "as_of", "period", "vintage"})
# Cells that name one thing, and cells that name several.
_ONE = {
    "statements": ("subject", "object", "concerning"),
    "names": ("entity",),
    "milestones": ("entity", "act"),
    "completeness": ("subject", "object"),
    "positions": ("holder", "matter", "towards", "forum"),
    "observations": ("subject",),
    "mentions": ("entity",),
}
_SEVERAL = {
    "statements": ("basis", "contested_by"),
    "positions": ("attributed_to",),
    "claims": ("corrected_by",),
    "recommendations": ("by", "to", "about", "met_by"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the real tables: table, file, cells, and the things it names. `key` tells it from every other."""

    table: str
    path: str
    row: Row
    names: tuple[str, ...]
    key: str


def write_tables(folder: Path, triples: int, seed: int = 1, data: Path | None = None) -> Counter[str]:
    """Writes about so many triples' worth of tables into a new folder; returns how many rows each file got."""
    real = _Real(data or data_folder())
    worlds = _worlds(real, triples, seed)
    rows: dict[str, list[list[str]]] = defaultdict(list)
    sources: list[dict[str, Any]] = []
    for number, (items, shift) in enumerate(worlds):
        world = _World(real, number, shift, items)
        for item in world.items:
            row = world.row(item)
            rows[item.path].append([row[name] for name in real.columns[item.table]])
        cited = {key for item in world.items for key in real.cited(item)}
        sources += [world.source(key) for key in sorted(cited)]
    folder.mkdir(parents=True)
    shutil.copyfile(real.folder / DESCRIPTION, folder / DESCRIPTION)
    for table in real.package.tables.values():
        for path in table.paths:
            file = folder / path
            file.parent.mkdir(exist_ok=True)
            with file.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(real.columns[table.name])
                writer.writerows(sorted(rows[path]))
    # One item a line, so that a problem in it has a line of its own.
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in sources)
    (folder / real.package.sources_path).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return Counter({path: len(found) for path, found in rows.items()}) + Counter(
        {real.package.sources_path: len(sources)}
    )


def proportions(*folders: Path) -> list[tuple[str, ...]]:
    """Of each table, how many of 1,000 rows of all tables are in it, folder by folder; at the end, citations a statement
    and how many of 1,000 statements have ended."""
    read = [_Real(folder) for folder in folders]
    counts = [Counter(item.table for item in real.items) + Counter(sources=len(real.sources)) for real in read]
    rows = [(name, *(f"{1000 * count[name] / count.total():.0f}" for count in counts)) for name in counts[0]]
    statements = [[item.row for item in real.items if item.table == "statements"] for real in read]
    cited = [sum(row["sources"].count("@") for row in found) / len(found) for found in statements]
    ended = [1000 * sum(1 for row in found if row["to"]) / len(found) for found in statements]
    rows.append(("citations a statement", *(f"{value:.2f}" for value in cited)))
    rows.append(("statements that have ended, of 1,000", *(f"{value:.0f}" for value in ended)))
    return rows


def _worlds(real: _Real, triples: int, seed: int) -> Iterator[tuple[list[Item], int]]:
    """The rows of each world, and by how many years it is later than the real one."""
    chance = random.Random(seed)
    whole = sum(real.weight(item) for item in real.items) + _TRIPLES_OF_SOURCE * len(real.sources)
    if triples < whole:
        yield real.cut(triples, chance), 0
        return
    yield real.items, 0
    left = triples - whole
    while left > 0:
        budget = min(left, int(whole * chance.uniform(SMALLEST_WORLD, 1)))
        yield real.cut(budget, chance), chance.randrange(LATEST_SHIFT + 1)
        left -= budget


class _Real:
    """The real tables as rows of text, with what each row needs beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package: Package = read_package(folder)
        self.columns = {name: [c.name for c in table.columns] for name, table in self.package.tables.items()}
        self.items: list[Item] = []
        self.entities: dict[str, Item] = {}
        self.states: set[str] = set()
        for table in self.package.tables.values():
            for path in table.paths:
                with (folder / path).open(encoding="utf-8", newline="") as file:
                    for number, row in enumerate(csv.DictReader(file)):
                        self._take(table.name, path, number, row)
        read: list[dict[str, Any]] = json.loads((folder / self.package.sources_path).read_text(encoding="utf-8"))
        self.sources = {item["id"]: item for item in read}
        self._standing: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self.items:
            if item.row.get("relation") in ("memberOf", "authorisedToJoin"):
                self._standing[item.row["subject"], item.row["object"]].append(item)

    def _take(self, table: str, path: str, number: int, row: Row) -> None:
        names = [row[column] for column in _ONE.get(table, ()) if row[column]]
        names += [id for column in _SEVERAL.get(table, ()) for id in _items(row[column])]
        item = Item(table, path, row, tuple(names), row.get("id") or f"{path}:{number}")
        self.items.append(item)
        if table == "entities":
            self.entities[row["id"]] = item
            if path == STATES:
                self.states.add(row["id"])

    def cited(self, item: Item) -> set[str]:
        """The sources that a row cites."""
        row = item.row
        found = set(_CITED.findall(" ".join(row.get(column, "") for column in ("sources", "assessed_by"))))
        if row.get("source"):
            found.add(row["source"])
        return found | {id for id in item.names if id in self.sources and id not in self.entities}

    def weight(self, item: Item) -> int:
        """About how many triples a row gives."""
        row = item.row
        cells = sum(
            1 for column, text in row.items() if text and column in ("role", "to", "seen", "note", "concerning")
        )
        dated = 10 if item.table == "entities" and row["from"] else 0
        citations = row.get("sources", "").count("@")
        return _TRIPLES[item.table] + cells + dated + citations * _TRIPLES_OF_CITATION.get(item.table, 4)

    def needed(self, item: Item) -> Iterator[Item]:
        """What must be there where a row is: the things it names, and what entitles a state to take part."""
        for id in item.names:
            if id in self.entities:
                yield self.entities[id]
        if item.table == "statements" and item.row["relation"] in ("participatesIn", "coordinates"):
            yield from self._standing[item.row["subject"], "pesco"]
            yield from self._standing[item.row["subject"], item.row["object"]]

    def cut(self, triples: int, chance: random.Random) -> list[Item]:
        """Rows worth about so many triples, in the order of the tables."""
        kept: dict[str, Item] = {}
        cited: set[str] = set()
        weight = 0

        def take(item: Item) -> None:
            nonlocal weight
            if item.key in kept:
                return
            kept[item.key] = item
            new = self.cited(item) - cited
            cited.update(new)
            weight += self.weight(item) + _TRIPLES_OF_SOURCE * len(new)
            for other in self.needed(item):
                take(other)

        for item in [*self._first(chance), *chance.sample(self.items, len(self.items))]:
            if weight >= triples:
                break
            take(item)
        return [item for item in self.items if item.key in kept]

    def _first(self, chance: random.Random) -> list[Item]:
        """Rows about what questions ask about by default, and some of every relation, at random but in turn, so that
        a small world has something of each."""
        rows = chance.sample(self.items, len(self.items))
        heaps: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in rows:
            heaps["table", item.table].append(item)
            if item.table == "statements":
                heaps["relation", item.row["relation"]].append(item)
            for name in {*item.names, *self.cited(item)}:
                heaps["thing", name].append(item)
        asked = _defaults()
        wanted = [(kind, name) for kind, name in sorted(heaps) if kind != "thing" or name in asked]
        return [*self._asked_by_default, *self._behind_answers, *_in_turn(heaps[heap][:_OF_EACH] for heap in wanted)]

    @cached_property
    def _asked_by_default(self) -> list[Item]:
        return [self.entities[id] for id in sorted(_defaults()) if id in self.entities]

    @cached_property
    def _behind_answers(self) -> list[Item]:
        """The rows on which the answers of the catalogue rest: of each question, the first row of its answer with the
        usual parameters; of the headline all rows."""
        kg = load(data=self.folder)
        by_id = {item.key: item for item in self.items}
        found: dict[str, Item] = {}
        for id in question_ids():
            answer = kg.ask(id)
            for row in answer.rows if id == HEADLINE else answer.rows[:1]:
                things = [cell.id for cell in row.cells.values() if isinstance(cell, Thing)]
                for key in [*things, *(row.statements if id == HEADLINE else row.statements[:_OF_ANSWER])]:
                    key = key.removesuffix("--exists")
                    if key in by_id:
                        found.setdefault(key, by_id[key])
        return list(found.values())


class _World:
    """One world: which rows it has, under which names, and how much later."""

    def __init__(self, real: _Real, number: int, shift: int, items: Iterable[Item]) -> None:
        self._real = real
        self._number = number
        self._shift = shift
        self._made: dict[str, str] = {}
        self.items = [item for item in items if not self._is_elsewhere(item)]
        self._kept = {item.key for item in self.items}
        # The ids of these say what they are about, and so change with it.
        self._made = {
            item.key: self._made_id(item) for item in self.items if item.table in ("statements", "milestones")
        }

    def id(self, id: str) -> str:
        """The id of a thing, a source or a row in this world; states are the same in all."""
        if self._number == 0 or id in self._real.states or id.startswith("kind:") or not id:
            return id
        return self._made.get(id) or f"{id}-w{self._number}"

    def _made_id(self, item: Item) -> str:
        row = item.row
        if item.table == "milestones":
            return self.id(row["entity"]) + row["id"].removeprefix(row["entity"])
        parts = [part for part in (row[column] for column in _ONE["statements"]) if part]
        ending = row["id"].removeprefix("--".join([parts[0], row["relation"], *parts[1:]]))
        one, other, *matter = [self.id(part) for part in parts]
        if row["relation"] in SYMMETRIC_RELATIONS:
            one, other = sorted((one, other))
        return "--".join([one, row["relation"], other, *matter]) + ending

    def _is_elsewhere(self, item: Item) -> bool:
        """Whether the row would be the same as in the real world, since it speaks of states alone."""
        if self._number == 0:
            return False
        one = _ONE.get(item.table, ("id",) if item.table == "entities" else ())
        return item.table == "retired" or (bool(one) and all(self.id(item.row[c]) == item.row[c] for c in one))

    def row(self, item: Item) -> Row:
        """The row as it stands in this world."""
        row = dict(item.row)
        for column in _SEVERAL.get(item.table, ()):
            row[column] = "; ".join(self.id(id) for id in _items(row[column]) if self._has(id))
        if self._number == 0:
            return row
        for column in _DATE_COLUMNS & row.keys():
            if item.table != "recommendations":
                row[column] = self._later(row[column])
        for column in _ONE.get(item.table, ()):
            row[column] = self.id(row[column])
        for column in ("sources", "assessed_by"):
            if row.get(column):
                row[column] = _CITED.sub(lambda found: "@" + self.id(found[1]), row[column])
        if row.get("source"):
            row["source"] = self.id(row["source"])
        self._rename(item, row)
        return row

    def source(self, key: str) -> dict[str, Any]:
        """The source as it stands in this world."""
        item = self._real.sources[key]
        if self._number == 0:
            return item
        dates = {
            name: {
                "date-parts": [[parts[0] + self._shift, *_same_day(parts[1:])] for parts in item[name]["date-parts"]]
            }
            for name in ("issued", "accessed")
            if item.get(name)
        }
        return {**item, "id": self.id(key), **dates}

    def _has(self, id: str) -> bool:
        return id in self._kept or id in self._real.states or id in self._real.sources

    def _later(self, text: str) -> str:
        return _YEAR.sub(lambda found: f"{int(found[1]) + self._shift}{'-02-28' if found[2] else ''}", text)

    def _rename(self, item: Item, row: Row) -> None:
        if row.get("relation") in SYMMETRIC_RELATIONS and "subject" in row:
            row["subject"], row["object"] = sorted((row["subject"], row["object"]))
        if "id" in row:
            row["id"] = self.id(row["id"])
        for column in ("name", "acronym"):
            if row.get(column):
                row[column] = f"{row[column]} w{self._number}"
        if item.table == "entities":
            row["wikidata"] = row["authority"] = ""
            row["code"] = "; ".join(c for c in _items(row["code"]) if c.startswith(("domain:", "wave:")))
        if item.table == "claims":
            # What is claimed of the real world is not claimed of this one.
            row["question"] = row["parameters"] = row["value"] = ""
            row["verdict"] = row["verdict"] or "open"


def _defaults() -> set[str]:
    """What questions ask about where nothing else is said."""
    return {parameter.default for id in question_ids() for parameter in question(id).parameters}


def _items(text: str) -> list[str]:
    return text.split("; ") if text else []


def _same_day(rest: list[int]) -> list[int]:
    return [2, 28] if [int(part) for part in rest] == [2, 29] else rest


def _in_turn(heaps: Iterable[list[Item]]) -> Iterator[Item]:
    """The first of each, the second of each, and so on."""
    left = [list(reversed(heap)) for heap in heaps]
    while left:
        left = [heap for heap in left if heap]
        for heap in left:
            yield heap.pop()
