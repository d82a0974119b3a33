"""References with the items behind them, and the forms in which they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.errors import QuestionError
from graph.references import iso, names

Item = Mapping[str, Any]
"""One CSL-JSON item."""

FORMS: Final = ("text", "bibtex", "ris", "csl")


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited: its key, its reference in one line, the grade of a source, and its address."""

    id: str
    text: str
    grade: str
    url: str


@dataclass(frozen=True, slots=True)
class Work:
    """A reference and its CSL-JSON item."""

    reference: Reference
    item: Item


class Bibliography(list[Reference]):
    """References sorted by key, each once, and the forms in which they are written."""

    def __init__(self, works: Iterable[Work] = ()) -> None:
        self.works: Final = _keyed(works)
        super().__init__(work.reference for work in self.works)

    @property
    def items(self) -> list[Item]:
        """What the forms are written from: a CSL-JSON item for each reference, in the same order."""
        return [work.item for work in self.works]

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows as text: a reference in its parts, a source with its grade."""
        return list(_COLUMNS), [_row(work) for work in self.works]

    def to_text(self) -> str:
        """A reference a line."""
        return "".join(f"{reference.text}\n" for reference in self)

    def to_bibtex(self) -> str:
        """BibTeX entries in UTF-8, under the keys."""
        from graph.citations.bibtex import entry

        return "\n".join(entry(item) for item in self.items)

    def to_ris(self) -> str:
        """RIS records, their lines ended by CR and LF as the format wants."""
        from graph.citations.ris import record

        return "".join(record(item) for item in self.items)

    def to_csl(self) -> str:
        """One CSL-JSON list, which Zotero, Pandoc and citeproc read."""
        return json.dumps(self.items, ensure_ascii=False, indent=2) + "\n"

    def written(self, form: str) -> str:
        """In one of `FORMS`; raises `QuestionError` for any other."""
        forms = {"text": self.to_text, "bibtex": self.to_bibtex, "ris": self.to_ris, "csl": self.to_csl}
        if form not in forms:
            raise QuestionError(f"no citation is written as '{form}'", FORMS)
        return forms[form]()


_COLUMNS = ("id", "grade", "primary", "party_to_dispute", "type", "author", "title", "issued", "language", "url")


def _row(work: Work) -> list[str]:
    item = work.item
    held = item.get("custom") or {}
    return [
        work.reference.id,
        work.reference.grade,
        "yes" if held.get("primary") else "no",
        "yes" if held.get("party-to-dispute") else "no",
        str(item["type"]),
        names(item.get("author")),
        str(item["title"]),
        iso(item.get("issued")),
        str(item.get("language", "")),
        work.reference.url,
    ]


def _keyed(works: Iterable[Work]) -> tuple[Work, ...]:
    """Sorted by key, each key once: what is cited twice stands once."""
    found = {work.reference.id: work for work in works}
    return tuple(found[key] for key in sorted(found))
