"""The page of one answer, with its notes, its sources behind each row, and the query that gave it."""

from __future__ import annotations

from graph.answers import Answer, text
from graph.pages.answers_shown import shown_answer
from graph.pages.document import Site, beside, page
from graph.pages.records import Records
from graph.store import Store


def answer_page(store: Store, found: Answer, *, site: Site, records: Records) -> str:
    """The page; its table links to dossiers and sources of the site."""
    given = ", ".join(text(value) for value in found.parameters.values())
    return page(
        "answer.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=store.about,
        title=f"{found.title} – {given}" if given else found.title,
        page_kind="site question",
        skip_to="answer",
        skip_words="Skip to the answer",
        as_of=found.as_of,
        site=site,
        found=shown_answer(found, records),
        sparql=found.sparql,
    )
