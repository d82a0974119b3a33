"""Coverage and gaps: what is held and how well it is shown, where lists are complete, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.contents import Contents
from graph.coverage import Share, percent
from graph.pages.document import Site, beside, page
from graph.pages.gathered import Gathered
from graph.pages.records import Records


def coverage_page(gathered: Gathered, found: Sequence[Share], *, day: date, site: Site, records: Records) -> str:
    """The page of figures, complete lists and gaps; `found` are the shares by theme."""
    held = gathered.held
    unsettled = [fact for fact in held.facts.values() if fact.certainty == "unverified"]
    return page(
        "coverage.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=held.about,
        title="Coverage and gaps",
        page_kind="site coverage",
        skip_to="shares",
        skip_words="Skip to the figures",
        as_of=day.isoformat(),
        standfirst="What is held and how well it is shown; where a list is complete, so that absence means no; and what is known to be missing.",
        notes=(),
        site=site,
        shares=[_share(one) for one in found],
        records=_counts(held),
        covered=held.about.covered_until.isoformat(),
        covered_further=sorted(
            (path, until.isoformat())
            for path, until in held.about.covered_by_table.items()
            if until != held.about.covered_until
        ),
        lists=[records.complete_list(scope) for scope in held.completeness],
        gaps=_gaps(gathered, records),
        unsettled=records.facts(unsettled),
        day=day.isoformat(),
    )


def _share(one: Share) -> Mapping[str, str]:
    return {
        "id": one.id,
        "label": one.label,
        "statements": f"{one.statements:,}",
        "confirmed": percent(one.confirmed, one.statements),
        "probable": percent(one.probable, one.statements),
        "unverified": percent(one.unverified, one.statements),
        "denied": str(one.denied),
        "primary": percent(one.primary, one.statements),
        "several": percent(one.several, one.statements),
        "end_not_known": f"{one.end_not_known:,}",
        "coarse": f"{one.coarse:,}",
    }


def _counts(held: Contents) -> list[dict[str, str]]:
    counts = (
        ("things", len(held.things)),
        ("names", len(held.names)),
        ("milestones", len(held.milestones)),
        ("positions", len(held.positions)),
        ("claims", len(held.claims)),
        ("recommendations", len(held.recommendations)),
        ("measured values", len(held.observations)),
        ("mentions", len(held.mentions)),
        ("lists known to be complete", len(held.completeness)),
        ("sources", len(held.sources)),
    )
    return [{"words": words, "number": f"{number:,}"} for words, number in counts]


def _gaps(gathered: Gathered, records: Records) -> list[dict[str, Any]]:
    """What can be seen to be missing from the data itself, each with the things it concerns."""
    held = gathered.held
    projects = [id for id, entry in held.things.items() if "PescoProject" in entry.kinds]

    def has(id: str, relations: tuple[str, ...], both: bool) -> bool:
        return any(
            fact.relation in relations and fact.object == id and not fact.denied and fact.certainty != "unverified"
            for fact in gathered.things[id].facts
        ) or (both and any(fact.relation in relations for fact in gathered.things[id].facts))

    operations = [id for id, entry in held.things.items() if "Operation" in entry.kinds]
    found = (
        ("PESCO projects without a recorded coordinator", [id for id in projects if not has(id, ("coordinates",), False)]),
        ("PESCO projects without a recorded member besides the coordinator", [id for id in projects if not has(id, ("participatesIn",), False)]),
        ("Operations without a recorded contributor", [id for id in operations if not has(id, ("contributesTo",), False)]),
        ("Things about which no statement is held", [id for id in held.things if not gathered.things[id].facts]),
        ("Things whose days are not recorded, although their kind has days", [id for id, entry in held.things.items() if gathered.things[id].existence is None and entry.kind in _DATED]),
    )  # fmt: skip
    return [
        {
            "label": label,
            "count": len(ids),
            "things": records.things(sorted(ids, key=lambda id: (held.label(id).casefold(), id))),
        }
        for label, ids in found
        if ids
    ]


_DATED = frozenset(
    [
        "PescoProject", "Organisation", "Framework", "Body", "Operation", "Treaty", "Agreement", "Declaration", "LegalAct",
        "Strategy", "Fund", "Programme",
    ]
)  # fmt: skip
