"""How to cite the data, an answer, a statement and a thing, as they are told everywhere else."""

from __future__ import annotations

from datetime import date

from graph.answers import Answer
from graph.citations.own import as_cff
from graph.citing import cite
from graph.pages.document import Site, beside, page
from graph.store import Store


def citing_page(store: Store, found: Answer, example: str, *, day: date, site: Site) -> str:
    """The page of citations. `found` is an answer and `example` the id of a statement to show how."""
    about = store.about
    data = cite(store, (), day)
    examples = [("An answer", cite(store, [found], day))]
    if example:
        examples.append(("A statement", cite(store, [example], day)))
    return page(
        "citing.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=about,
        title="How to cite",
        page_kind="site citing",
        skip_to="text",
        skip_words="Skip to the citations",
        as_of=day.isoformat(),
        standfirst="Name the data version and the day you asked for: the same question gives the same answer again.",
        notes=(),
        site=site,
        forms=[
            {"id": "text", "label": "Text", "text": data.to_text()},
            {"id": "bibtex", "label": "BibTeX", "text": data.to_bibtex()},
            {"id": "ris", "label": "RIS", "text": data.to_ris().replace("\r\n", "\n").strip()},
            {"id": "csl", "label": "CSL-JSON (Zotero)", "text": data.to_csl()},
            {"id": "cff", "label": "CITATION.cff", "text": as_cff(about)},
        ],
        version=about.version,
        sha256=about.sha256,
        day=day.isoformat(),
        covered=about.covered_until.isoformat(),
        examples=[{"label": label, "text": shown.to_text()} for label, shown in examples],
        command=f"eunato cite {example}" if example else "eunato cite",
    )
