"""PESCO as one page: projects by states, with what each state is in each project on a day, and from where that is known.

What stands in a cell is worked out in the page, for the day that is chosen there; here the statements, the ladder of
third states and the lists that are known to be complete are put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from graph.contents import Completeness, Contents, Entry, Fact, contents
from graph.names import resolve
from graph.pages.document import Site, beside, page
from graph.pages.facts import days_of_change, embedded_data
from graph.store import Store

# The steps into a project, lowest first, with the stage that holds while they do: `:stage` and `:stageRank` of the
# ontology, which the tests compare with this.
LADDER = (
    ("expressedInterestIn", "interested"),
    ("requestedToJoin", "requested"),
    ("authorisedToJoin", "authorised"),
    ("invitedToJoin", "invited"),
    ("arrangementConcluded", "arrangement-concluded"),
    ("participatesIn", "participating"),
)
_IN_A_PROJECT = frozenset([*(relation for relation, _ in LADDER), "coordinates", "observerIn"])
_OF_A_PROJECT = frozenset(["exists", "establishedBy"])
_MEMBERSHIPS = ("eu", "nato", "pesco")
_STATES = frozenset(["State", "Polity"])


def pesco_view(store: Store, entity: str | None, day: date) -> str:
    """The whole matrix; with a state or a project, by any name, its column or row is chosen when the page opens."""
    focus = resolve(store, entity, ("state", "polity", "pesco-project")).id if entity else ""
    return pesco_page(contents(store), day=day, focus=focus)


def pesco_page(held: Contents, *, day: date, focus: str = "", site: Site | None = None) -> str:
    """The page of all PESCO projects and all states that are or may come near them, starting at `day`."""
    projects = [entry for entry in held.things.values() if "PescoProject" in entry.kinds]
    own = {entry.id for entry in projects}
    inside = [fact for fact in held.facts.values() if fact.relation in _IN_A_PROJECT and fact.object in own]
    inside = [fact for fact in inside if _STATES & set(held.things[fact.subject].kinds)]
    lives = [fact for fact in held.facts.values() if fact.relation in _OF_A_PROJECT and fact.subject in own]
    begun = _begun(held, lives)
    memberships = _memberships(held, begun)
    states = sorted({fact.subject for fact in [*inside, *memberships]})
    lists = _lists(held, own)
    data = embedded_data(
        held,
        [*inside, *lives, *memberships],
        day,
        things=[*own, *states],
        cited=[complete.cited for complete in lists],
        name=f"pesco-{focus}" if focus else "pesco",
        root=site.root if site else None,
        state={
            "focus": focus, "allies": "", "only": "", "filled": "", "life": "", "empty": "", "order": "wave",
            "states": "name", "hide-mark": "", "hide-wave": "", "unverified": "",
        },
        days=_days(inside, lives, memberships, held, begun) or [day.isoformat()],
        projects=[[entry.id, _code(entry, "wave"), _domain(held, entry)] for entry in projects],
        states=[[id, _code(held.things[id], "ISO 3166-1 alpha-2") or id[:2].upper()] for id in states],
        ladder=[[relation, stage, *held.concepts.get(stage, (stage, ""))] for relation, stage in LADDER],
        meanings={relation: held.definitions.get(relation, "") for relation in ("coordinates", "participatesIn", "observerIn")},
        lists=[_embedded_list(complete) for complete in lists],
    )  # fmt: skip
    return page(
        "pesco.html",
        data=data,
        scripts=[beside("page.js"), beside("pesco-day.js"), beside("pesco-picture.js"), beside("pesco.js")],
        styles=[beside("page.css"), beside("pesco.css")],
        site=site,
        page_kind="pesco",
        title="PESCO projects: who is in which, and since when",
        standfirst="Every project by every state, for any day since PESCO was established: who coordinates, takes part or observes, and the step that each state outside the EU has reached. Authorised is not participating.",
        as_of=day.isoformat(),
        notes=_NOTES,
        about=held.about,
        skip_to="matrix",
        skip_words="Skip to the matrix",
        downloads=("svg", "png", "csv"),
    )


_NOTES = (
    "An empty cell means that nothing is recorded. It means no only where the list of a project's or a state's participations is known to be complete on the day; such cells bear a dash.",
    "The stage of a third state is the highest step that holds on the day; a later step does not end an earlier one. Authorised by the Council is not invited, and invited is not participating.",
    "A third state is one outside the EU on the day. A member of the EU outside PESCO is no third state.",
    "Who takes part is counted where it certainly holds on the day: coordinators, members, and third states under an arrangement in effect; no observer, and no other step. What could not be verified counts nowhere.",
    "A question mark and a dashed frame: the sources leave the first or the last day open, so that it may hold on the day. A recorded no is shown from the first day on which a source shows it.",
    "Dates stand as their sources give them; A..B is a range within which the change fell, an end is the first day on which it no longer holds.",
)


def _begun(held: Contents, lives: Iterable[Fact]) -> date:
    """The first day of PESCO, or of the first project where that is not held."""
    founded = [fact for fact in held.facts.values() if fact.relation == "exists" and fact.subject == "pesco"]
    days = [fact.span.valid_from for fact in founded or lives if fact.span.is_certain_somewhere]
    return min(days, default=held.about.covered_until)


def _memberships(held: Contents, begun: date) -> list[Fact]:
    """Who was in the EU, in NATO and in PESCO since it began, and who is said not to be."""
    return [
        fact
        for fact in held.facts.values()
        if fact.relation == "memberOf"
        and fact.object in _MEMBERSHIPS
        and fact.span.possibly_until > begun
        and _STATES & set(held.things[fact.subject].kinds)
    ]


def _days(
    inside: Iterable[Fact], lives: Iterable[Fact], memberships: Iterable[Fact], held: Contents, begun: date
) -> list[str]:
    """The days on which anything in the matrix changes, the groups of its columns included."""
    near = {fact.subject for fact in inside}
    moving = [fact for fact in memberships if fact.subject in near or fact.object == "pesco"]
    found = days_of_change(
        [*inside, *(fact for fact in lives if fact.relation == "exists"), *moving], held.about.covered_until
    )
    return [day for day in found if day >= begun.isoformat()]


def _lists(held: Contents, projects: set[str]) -> list[Completeness]:
    """The lists known to be complete that say something of a cell, a row or a column."""
    return [
        complete
        for complete in held.completeness
        if (complete.relation == "partOf" and complete.subject == "kind:PescoProject" and complete.object == "pesco")
        or (complete.relation == "memberOf" and complete.object in _MEMBERSHIPS and not complete.subject)
        or (complete.relation in _IN_A_PROJECT and complete.object in {"", "kind:PescoProject", *projects})
    ]


def _embedded_list(complete: Completeness) -> dict[str, Any]:
    """A complete list: scope, certain days (half-open), note, and its sources with their locators."""
    return {
        "subject": complete.subject,
        "relation": complete.relation,
        "object": complete.object,
        "from": complete.span.valid_from.isoformat(),
        "until": complete.span.valid_until.isoformat(),
        "note": complete.note,
        "cited": [list(pair) for pair in complete.cited],
    }


def _code(entry: Entry, scheme: str) -> str:
    return next((value for name, value in entry.codes if name == scheme), "")


def _domain(held: Contents, entry: Entry) -> str:
    slug = _code(entry, "domain")
    return held.concepts[slug][0] if slug in held.concepts else ""
