"""The views of a site: a line for each, with its file, its words and what builds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from graph.contents import Contents
from graph.membership import history
from graph.pages.document import Site
from graph.pages.exclusions import exclusions
from graph.pages.membership import EU, NATO, membership_page
from graph.pages.pesco import pesco_page
from graph.pages.timeline import whole_timeline
from graph.pages.views import whole_network
from graph.store import Store

Build = Callable[[Store, Contents, date, Site], str]


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name in the masthead, one sentence for the start page, and what builds its page."""

    label: str
    text: str
    build: Build


def _network(_: Store, held: Contents, day: date, site: Site) -> str:
    return whole_network(held, day, site)


def _pesco(_: Store, held: Contents, day: date, site: Site) -> str:
    return pesco_page(held, day=day, site=site)


def _membership(store: Store, held: Contents, day: date, site: Site) -> str:
    series, shut_out = history(store, EU, NATO), exclusions(store, held)
    return membership_page(held, series=series, shut_out=shut_out, day=day, site=site)


def _timeline(_: Store, held: Contents, day: date, site: Site) -> str:
    return whole_timeline(held, day, site)


SITE_VIEWS: dict[str, View] = {
    "network.html": View(
        "Network", "Who is linked to what on any day, by theme, with a table that carries the same facts.", _network
    ),
    "pesco.html": View(
        "PESCO",
        "Which state coordinates, takes part in or observes which project, and how far third states have come.",
        _pesco,
    ),
    "membership.html": View(
        "Membership",
        "Who is in the EU, in NATO, in both and in neither; who is shut out of what, and why.",
        _membership,
    ),
    "timeline.html": View(
        "Timeline",
        "Treaties, declarations, operations, projects and members in lanes, from their first day to their last.",
        _timeline,
    ),
}
"""The views by the name of their file, in the order of the masthead."""
