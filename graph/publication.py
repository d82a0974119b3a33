"""What a publication leaves in another engine beside the graphs themselves: a graph of its own that says what they
were made from and whether they are whole.

It is written before the first triple and after each part, and called complete last, so that graphs which are half
loaded are told from whole ones, and a second run knows where the first one stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import quote, unquote

from graph import iris

_TERMS: Final = iris.BASE + "publication#"
_TABLE: Final = iris.BASE + "table/"
_XSD: Final = iris.PREFIXES["xsd"]
_COVERED: Final = iris.ONTOLOGY + "coveredUntil"
COMPLETE, LOADING = "complete", "loading"

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One published graph: how many triples it has, the SHA-256 of its sorted N-Triples lines, the fingerprint of the
    data it comes from, in how many parts it goes over and how many of them have arrived."""

    triples: int
    sha256: str
    dataset: str
    parts: int
    loaded: int

    @property
    def is_whole(self) -> bool:
        return self.loaded == self.parts

    def same_triples(self, other: Entry) -> bool:
        """Whether both are the same graph, in whatever parts it goes over."""
        return (self.sha256, self.triples) == (other.sha256, other.triples)


@dataclass(frozen=True, slots=True)
class Record:
    """The graphs by address, whether all are whole, up to which day each table was curated, and the day of the data
    version, empty where it is not told."""

    state: str
    entries: dict[str, Entry]
    covered_by_table: dict[str, date] = field(default_factory=dict)
    released: str = ""

    @property
    def is_complete(self) -> bool:
        return self.state == COMPLETE

    def lines(self) -> list[bytes]:
        """The record as N-Triples."""
        return [f"{line}\n".encode() for line in sorted(self._lines())]

    def _lines(self) -> Iterator[str]:
        yield f'<{iris.RECORD_GRAPH}> <{_TERMS}state> "{self.state}" .'
        if self.released:
            yield f'<{iris.RECORD_GRAPH}> <{_TERMS}released> "{self.released}" .'
        for graph, entry in self.entries.items():
            for term, number in (("triples", entry.triples), ("parts", entry.parts), ("loaded", entry.loaded)):
                yield f'<{graph}> <{_TERMS}{term}> "{number}"^^<{_XSD}integer> .'
            yield f'<{graph}> <{_TERMS}sha256> "{entry.sha256}" .'
            yield f'<{graph}> <{_TERMS}dataset> "{entry.dataset}" .'
        for table, day in self.covered_by_table.items():
            yield f'<{_TABLE}{quote(table)}> <{_COVERED}> "{day.isoformat()}"^^<{_XSD}date> .'


def read_record(triples: Iterable[Triple]) -> Record | None:
    """The record from the triples of its graph, None where there is none. One that is not understood counts as not
    complete and as holding nothing."""
    parts: dict[str, dict[str, str]] = {}
    for subject, predicate, value in triples:
        parts.setdefault(subject, {})[predicate] = value
    if not parts:
        return None
    try:
        entries = {
            subject: Entry(
                triples=int(found[_TERMS + "triples"]),
                sha256=found[_TERMS + "sha256"],
                dataset=found[_TERMS + "dataset"],
                parts=int(found[_TERMS + "parts"]),
                loaded=int(found[_TERMS + "loaded"]),
            )
            for subject, found in parts.items()
            if _TERMS + "triples" in found
        }
        tables = {
            unquote(subject.removeprefix(_TABLE)): date.fromisoformat(found[_COVERED])
            for subject, found in parts.items()
            if subject.startswith(_TABLE)
        }
        this = parts[iris.RECORD_GRAPH]
        released = this.get(_TERMS + "released", "")
        return Record(
            this[_TERMS + "state"], entries, tables, date.fromisoformat(released).isoformat() if released else ""
        )
    except (KeyError, ValueError):
        return Record(LOADING, {})
