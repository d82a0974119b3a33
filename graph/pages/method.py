"""How facts are chosen, dated and graded, in words, with figures of the data at hand."""

from __future__ import annotations

from datetime import date

from graph.coverage import Share, percent
from graph.pages.document import Site, beside, page
from graph.pages.gathered import Gathered
from graph.pages.records import Records


def method_page(gathered: Gathered, total: Share, *, day: date, site: Site, records: Records) -> str:
    """The page of the method; `total` are the counts of all statements."""
    held = gathered.held
    return page(
        "method.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=held.about,
        title="Method",
        page_kind="site method",
        skip_to="statement",
        skip_words="Skip to the text",
        as_of=day.isoformat(),
        standfirst="What counts as a fact here, how its days are written and read, how evidence is graded, and what is done when sources disagree.",
        notes=(),
        site=site,
        covered=held.about.covered_until.isoformat(),
        statements=f"{total.statements:,}",
        confirmed=percent(total.confirmed, total.statements),
        probable=percent(total.probable, total.statements),
        unverified=percent(total.unverified, total.statements),
        denied=total.denied,
        contested=sum(bool(fact.contested_by) for fact in held.facts.values()),
        papers=[records.source(key) for key in gathered.papers],
        grades=[
            {"label": held.concepts[grade][0], "text": held.concepts[grade][1]}
            for grade in _GRADES
            if grade in held.concepts
        ],
    )


_GRADES = (
    "official-act", "official-text", "parliament", "data-set", "declassified", "scholarship", "reference-work",
    "think-tank", "press",
)  # fmt: skip
