"""One CSL-JSON item → a reference as a reader expects it in a footnote.

Author. Title. Container, volume (issue), page, date. Address (accessed …). Parts that are not known are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def as_text(item: Mapping[str, Any]) -> str:
    """The reference in one line of plain text, ending in a full stop."""
    parts = [names(item.get("author")), str(item["title"])]
    host = str(item.get("container-title") or item.get("publisher") or "")
    place = [host, str(item.get("volume", "")), _numbered("no.", item.get("number")), _numbered("p.", item.get("page"))]
    parts.append(", ".join(part for part in [*place, date_text(item.get("issued"))] if part))
    address = str(item.get("URL", ""))
    if address:
        accessed = date_text(item.get("accessed"))
        parts.append(f"{address} (accessed {accessed})" if accessed else address)
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def names(authors: object) -> str:
    """The authors in order, separated by semicolons; empty where none is known."""
    if not isinstance(authors, list):
        return ""
    found = []
    for author in authors:
        if "literal" in author:
            found.append(str(author["literal"]))
        else:
            found.append(", ".join(part for part in (author.get("family", ""), author.get("given", "")) if part))
    return "; ".join(found)


def date_text(value: object) -> str:
    """`7 May 2021`, `May 2021`, `2021`; empty where no date is known."""
    return "–".join(map(_one_date, days_of(value)))


def days_of(value: object) -> list[list[int]]:
    """The one or two days of a CSL-JSON date, each as year, month and day as far as they are known."""
    if not isinstance(value, Mapping):
        return []
    return [[int(part) for part in parts] for parts in value.get("date-parts") or ()]


def iso(value: object) -> str:
    """A CSL-JSON date as `2021-05-07`, `2021-05` or `2021`, and of several days `A/B`; empty where none is known."""
    return "/".join(
        "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(day)) for day in days_of(value)
    )


def _one_date(parts: list[int]) -> str:
    year, *rest = parts
    words = [str(year)]
    if rest:
        words.insert(0, _MONTHS[rest[0] - 1])
    if len(rest) > 1:
        words.insert(0, str(rest[1]))
    return " ".join(words)


def _numbered(word: str, value: object) -> str:
    return f"{word} {value}" if value else ""
