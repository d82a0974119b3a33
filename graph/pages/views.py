"""The pages that are asked for by name: which statements each shows, from which day on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from graph.answers import text
from graph.contents import Contents, Fact, contents
from graph.names import resolve
from graph.pages.document import Site
from graph.pages.membership import membership_view
from graph.pages.network import CUTS, network_page
from graph.pages.pesco import pesco_view
from graph.pages.timeline import timeline_view
from graph.questions import answer
from graph.store import Store


def network_of_answer(store: Store, question: str, parameters: Mapping[str, str], day: date | None = None) -> str:
    """The statements behind and beside an answer, for its day."""
    found = answer(store, question, parameters, day)
    given = ", ".join(text(value) for value in found.parameters.values())
    held = contents(store)
    return network_page(
        held,
        [held.facts[id] for id in found.evidence if id in held.facts],
        title=f"{found.title} – {given}" if given else found.title,
        standfirst="The statements behind the answer, as a picture and as a table.",
        day=date.fromisoformat(found.as_of),
        notes=[*found.notes, found.stamp()],
        dated=False,
    )


def network_view(store: Store, entity: str | None = None, day: date | None = None) -> str:
    """The whole graph, beginning with a cut that can be read; or the neighbourhood of one thing, by any name."""
    held = contents(store)
    day = day or store.about.covered_until
    if entity is None:
        return whole_network(held, day)
    thing = resolve(store, entity)
    return network_page(
        held,
        neighbourhood(held, thing.id),
        title=f"{thing.label}: what it is linked to, on any day",
        standfirst=held.things[thing.id].description,
        day=day,
        focus=thing.id,
    )


def whole_network(held: Contents, day: date, site: Site | None = None) -> str:
    """The page of all statements, by cuts that can be read."""
    return network_page(
        held,
        held.facts.values(),
        title="EU and NATO: who is linked to what, on any day",
        standfirst="Bodies, memberships, projects, operations and instruments, each line with its days and its sources. Move the day, choose a thing, read the table.",
        day=day,
        cuts=CUTS,
        site=site,
    )


def neighbourhood(held: Contents, id: str) -> list[Fact]:
    """The statements about a thing, and those among the things that they link it to.

    Members of the same organisations are not linked to each other by that; so states bring nothing of their own, and
    organisations neither, unless the thing is the other end.
    """
    own = [fact for fact in held.facts.values() if id in (fact.subject, fact.object) and fact.object]
    near = {end for fact in own for end in (fact.subject, fact.object)} - {id}
    quiet = {end for end in near if held.things[end].kind in ("State", "Polity", "Organisation", "Framework", "Place")}
    among = [
        fact
        for fact in held.facts.values()
        if fact.subject in near - quiet and fact.object in near - quiet and fact.subject != fact.object
    ]
    return [*own, *among]


VIEWS: dict[str, Callable[[Store, str | None, date], str]] = {
    "network": network_view,
    "pesco": pesco_view,
    "membership": membership_view,
    "timeline": timeline_view,
}
"""The views by name: each takes the store, a thing by any name or None, and the day at which it starts."""
