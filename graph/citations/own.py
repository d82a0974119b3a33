"""The data set, and what it holds and answers, as works to be cited: with data version, fingerprint, day and address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from graph import iris
from graph.citations.bibliography import Reference, Work
from graph.store import About

AUTHOR = "eunato maintainers"
LICENCE = "CC-BY-4.0"


def dataset(about: About, day: date) -> Work:
    """The data set as a whole."""
    item = _item(f"eunato-{about.version}", "dataset", about.title, about, iris.BASE)
    item["note"] = f"{_fingerprint(about)}, as of {day}"
    return _work(item, about, f"{about.title}. {_data(about, day)}")


def part(
    key: str,
    kind: str,
    title: str,
    about: About,
    day: date,
    address: str,
    said: Sequence[str] = (),
    rests_on: Sequence[tuple[str, str]] = (),
) -> Work:
    """A part of the data set: a thing, a record, an answer; `kind` is its CSL type.

    `said` is what a reader must know beside its title. `rests_on` are its sources, each as key with locator and as
    reference; the item names the former only, for each source is an item of its own.
    """
    item = _item(key, kind, title, about, address)
    item["container-title"] = about.title
    behind = [f"rests on {'; '.join(place for place, _ in rests_on)}"] if rests_on else []
    item["note"] = _line("; ".join([*said, f"data {_fingerprint(about)}, as of {day}", *behind]))
    told = f"{title} [{'; '.join(said)}]" if said else title
    after = "; ".join(f"{place}: {reference}" if reference else place for place, reference in rests_on)
    within = f"Rests on: {after}. In" if after else "In"
    return _work(item, about, f"{told}. {within}: {about.title}. {_data(about, day)}")


def as_cff(about: About) -> str:
    """The citation of the data as a CITATION.cff."""
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"title: {json.dumps(about.title, ensure_ascii=False)}",
        'message: "If you use the data, please cite it with its version and the day for which you asked."',
        "authors:",
        f'  - name: "{AUTHOR}"',
        f'version: "{about.version}"',
        *([f'date-released: "{about.released}"'] if about.released else []),
        f"license: {LICENCE}",
        f'url: "{iris.BASE}"',
    ]
    return "\n".join(lines) + "\n"


def _item(key: str, kind: str, title: str, about: About, address: str) -> dict[str, Any]:
    day = [int(part) for part in about.released.split("-")] if about.released else []
    return {
        "id": key,
        "type": kind,
        "title": _line(title),
        "author": [{"literal": AUTHOR}],
        **({"issued": {"date-parts": [day]}} if day else {}),
        "version": about.version,
        "URL": address,
        "license": LICENCE,
        "language": "en",
    }


def _work(item: dict[str, Any], about: About, told: str) -> Work:
    year = f" ({about.released[:4]})" if about.released else ""
    text = _line(f"{AUTHOR}{year}. {told} {item['URL']}")
    return Work(Reference(item["id"], text, "", item["URL"]), item)


def _data(about: About, day: date) -> str:
    return f"Data version {about.version}, {_fingerprint(about)}, as of {day}."


def _fingerprint(about: About) -> str:
    return f"SHA-256 {about.sha256 or 'not known'}"


def _line(text: str) -> str:
    """In one line: a name may hold a line end."""
    return " ".join(text.split())
