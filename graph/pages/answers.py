"""The page of an answer: the network of the statements behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph.answers import text
from graph.network import of_answer
from graph.pages.network import network_page
from graph.questions import answer
from graph.store import Store


def answer_page(store: Store, question: str, parameters: Mapping[str, str], day: date | None = None) -> str:
    """One self-contained HTML page with the statements behind an answer, as a picture and as a table."""
    found = answer(store, question, parameters, day)
    given = ", ".join(text(value) for value in found.parameters.values())
    return network_page(
        of_answer(store, found),
        title=f"{found.title} – {given}" if given else found.title,
        as_of=found.as_of,
        stamp=found.stamp(),
        notes=found.notes,
        sources=found.sources,
        words={**store.classes, **store.relations},
    )
