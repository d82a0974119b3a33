"""The timeline as one page: dated steps and periods in lanes, and below them a table with the same facts.

Dates stand as their sources give them. What is known to the month, or between two days, keeps its width; nothing is
put on a day that no source names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.contents import Contents, Fact, Milestone, contents
from graph.dates import EARLIEST
from graph.folding import fold
from graph.names import resolve
from graph.pages.document import Site, beside, page
from graph.pages.facts import days_of_change, embedded_data
from graph.pages.lanes import Lane, lane_sides, lanes, lanes_about
from graph.store import Store

# The stretch at the beginning: from the treaty that founded the EU to the last years.
_FROM = 1992
_PRESETS = ((1949, 1999), (1999, 2015), (2016, 0))
_LABEL = 40  # characters that a label in the picture may have
_CERTAINTY = {"probable": 1, "unverified": 2}
_NOTES = (
    "A date known to the month or the year, or as lying between two days, is drawn with that width and hatched; a"
    " beginning known only as “on or before” has an arrow to the left and is drawn from that day on.",
    "An arrow at the end of a bar: still open, as far as the data reach. A broken line with “?”: ended or not, the"
    " end is not known. Nothing drawn means that nothing is recorded, not that nothing happened.",
    "An operation's bar begins with its launch and ends with its last day; the act that set it up may be earlier and is"
    " a mark of its own. Signed is not in force: each is a mark of its own.",
    "Where a lane has no room, the things with the most statements stay and the others are counted; the table always"
    " has them all.",
    "Counts are of the things recorded here (of states in the lanes of members) with something dated in the chosen"
    " years; only where a list is known to be complete, as those of members, does a mark give the total. What could not"
    " be verified is neither shown nor counted until it is asked for, and is never counted.",
)  # fmt: skip


def timeline_page(
    held: Contents,
    *,
    title: str,
    standfirst: str,
    day: date,
    thing: str = "",
    notes: Sequence[str] = (),
    site: Site | None = None,
) -> str:
    """The page of everything that is dated, or with `thing` that of one thing and what it is directly linked to."""
    found = lanes_about(held, thing) if thing else lanes(held)
    shown = {id for lane in found for id in lane.things} | ({thing} if thing else set())
    drawn = {id for lane in found for id in lane.facts}
    facts = [
        fact
        for fact in held.facts.values()
        if fact.id in drawn or (not thing and {fact.subject, fact.object} & shown)
        or (thing and (thing in (fact.subject, fact.object) or (fact.relation == "exists" and fact.subject in shown)))
    ]  # fmt: skip
    milestones = [milestone for milestone in held.milestones if milestone.entity in shown]
    years = _years(held, facts, milestones, found)
    first, last = (max(_FROM, years[0]), held.about.covered_until.year) if not thing else years
    data = embedded_data(
        held,
        facts,
        day,
        things=[*shown, *(milestone.act for milestone in milestones if milestone.act)],
        cited=[milestone.cited for milestone in milestones],
        name=f"timeline-{thing}" if thing else "timeline",
        root=site.root if site else None,
        state={
            "from": str(min(first, last)), "to": str(last), "hide": ",".join(lane.id for lane in found if not lane.shown),
            "tall": "", "focus": thing, "unverified": "",
        },
        days=_days(held, facts, milestones, found) or [day.isoformat()],
        years=list(years),
        lanes=[
            {"id": lane.id, "label": lane.label, "how": lane.how, "things": lane.things, "facts": lane.facts}
            for lane in found
        ],
        thing=thing,
        sides={id: side for id, side in lane_sides(held).items() if id in shown},
        complete=_complete(held),
        brief=_brief(held, shown),
        milestones=[],
        steps={
            milestone: {"l": held.concepts.get(milestone, (milestone, ""))[0], "d": held.concepts.get(milestone, ("", ""))[1]}
            for milestone in sorted({milestone.milestone for milestone in milestones})
        },
    )  # fmt: skip
    place = {source[0]: number for number, source in enumerate(data["sources"])}
    data["milestones"] = [_embedded(milestone, place) for milestone in milestones]
    return page(
        "timeline.html",
        data=data,
        scripts=[beside("page.js"), beside("timeline.js")],
        styles=[beside("page.css"), beside("timeline.css")],
        site=site,
        page_kind="timeline",
        title=title,
        standfirst=standfirst,
        as_of=day.isoformat(),
        notes=[*notes, *_NOTES],
        about=held.about,
        skip_to="facts",
        skip_words="Skip to the table",
        years=years,
        presets=[
            (max(start, years[0]), end or years[1])
            for start, end in _PRESETS
            if start <= years[1] and (end or years[1]) >= years[0]
        ],
        downloads=("svg", "png", "csv"),
    )


def timeline_view(store: Store, entity: str | None, day: date) -> str:
    """The timeline of everything, or of one thing by any name."""
    held = contents(store)
    if entity is None:
        return whole_timeline(held, day)
    thing = resolve(store, entity)
    return timeline_page(
        held,
        title=f"{thing.label}: its dates, and those of what it is directly linked to",
        standfirst=held.things[thing.id].description,
        day=day,
        thing=thing.id,
    )


def whole_timeline(held: Contents, day: date, site: Site | None = None) -> str:
    """The page of everything that has a day."""
    return timeline_page(
        held,
        title="EU and NATO on one axis of time",
        standfirst="What was signed, founded, launched and ended, each date as its source gives it.",
        day=day,
        site=site,
    )


def _embedded(milestone: Milestone, place: Mapping[str, int]) -> dict[str, Any]:
    """A milestone: `i` id, `e` thing, `m` what happened, `w` date as written, `k` citations; where they say something,
    `a` and `z` (first and last possible day, `a` empty for "on or before"), `c` certainty, `y` act, `t` note."""
    optional = {
        "c": _CERTAINTY.get(milestone.certainty, 0), "y": milestone.act, "t": milestone.note,
    }  # fmt: skip
    found: dict[str, Any] = {
        "i": milestone.id,
        "e": milestone.entity,
        "m": milestone.milestone,
        "w": milestone.written,
        "k": [[place[key], locator] for key, locator in milestone.cited if key in place],
    }
    if milestone.earliest != milestone.latest:
        found["a"] = "" if milestone.earliest == EARLIEST else milestone.earliest.isoformat()
        found["z"] = milestone.latest.isoformat()
    return found | {key: value for key, value in optional.items() if value}


def _days(held: Contents, facts: Iterable[Fact], milestones: Iterable[Milestone], found: Iterable[Lane]) -> list[str]:
    """The days on which something drawn changes: periods that begin or end, and steps that have a day of their own."""
    drawn = {id for lane in found for id in lane.facts}
    own = [fact for fact in facts if fact.id in drawn or fact.relation == "exists"]
    steps = {
        milestone.earliest.isoformat()
        for milestone in milestones
        if milestone.earliest == milestone.latest <= held.about.covered_until and milestone.certainty != "unverified"
    }
    return sorted(steps | set(days_of_change(own, held.about.covered_until)))


def _complete(held: Contents) -> dict[str, list[list[str]]]:
    """For which days the list of the members of an organisation is complete: only then can they be counted."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for complete in held.completeness:
        if complete.relation == "memberOf" and complete.subject in ("", "kind:State") and complete.object:
            span = complete.span
            found[complete.object].append([span.valid_from.isoformat(), span.valid_until.isoformat()])
    return dict(found)


def _brief(held: Contents, ids: Iterable[str]) -> dict[str, str]:
    """A short name for things whose name is too long for a label: one that begins like it, or shares most words with it."""
    short: dict[str, set[str]] = defaultdict(set)
    for name in held.names:
        if name.kind == "short" and name.lang in ("", "en") and len(name.name) <= _LABEL:
            short[name.entity].add(name.name)
    for id in ids:
        begin = fold(held.label(id)).split()[:1]
        short[id] |= {name for name in held.things[id].names if len(name) <= _LABEL and fold(name).split()[:1] == begin}
    found = {}
    for id in sorted(ids):
        if short[id] and len(held.label(id)) > _LABEL:
            own = [word for word in fold(held.label(id)).split() if len(word) > 2]

            def unlike(name: str, own: list[str] = own) -> tuple[bool, int, int, str]:
                words = fold(name).split()
                return words[:1] != own[:1], -len(set(own) & set(words)), len(name), name

            best = min(short[id], key=unlike)
            found[id] = best[0].upper() + best[1:]
    return found


def _years(
    held: Contents, facts: Iterable[Fact], milestones: Iterable[Milestone], found: Iterable[Lane]
) -> tuple[int, int]:
    """The first and the last year in which something begins, ends or happens."""
    drawn = {id for lane in found for id in lane.facts}
    shown = {id for lane in found for id in lane.things}
    days = [milestone.latest for milestone in milestones]
    for fact in facts:
        if fact.id in drawn or (fact.relation == "exists" and fact.subject in shown):
            days += [
                fact.span.valid_from,
                *([fact.span.possibly_until] if fact.span.possibly_until.year < 9999 else []),
            ]
    covered = held.about.covered_until.year
    return (min((day.year for day in days), default=covered), max([covered, *(day.year for day in days)]))
