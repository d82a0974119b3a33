"""Figures about the data: how many statements of which theme, how certain, on which sources, and what is left open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.contents import Contents, Fact
from graph.pages.themes import THEMES

OFFICIAL = frozenset(["official-act", "official-text"])


@dataclass(frozen=True, slots=True)
class Share:
    """Counts of a group of statements. `primary` rest on at least one primary source, `several` on two sources or
    more, `open_ends` have an end that is not known, `coarse` a first or last day that is only known within a range."""

    id: str
    label: str
    statements: int
    confirmed: int
    probable: int
    unverified: int
    denied: int
    primary: int
    several: int
    open_ends: int
    coarse: int


def shares(held: Contents, theme: Mapping[str, str]) -> list[Share]:
    """One share a theme, then the days on which things exist, then all together."""
    facts = list(held.facts.values())
    found = [share(held, name, label, (fact for fact in facts if theme.get(fact.id) == name)) for name, label in THEMES]
    found.append(
        share(
            held,
            "existence",
            "Days on which things exist",
            (fact for fact in facts if fact.relation == "exists"),
        )
    )
    return [*found, share(held, "all", "All", facts)]


def share(held: Contents, id: str, label: str, facts: Iterable[Fact]) -> Share:
    """The counts of these statements."""
    some = list(facts)
    primary = {key for key, record in held.sources.items() if record.primary}
    return Share(
        id=id,
        label=label,
        statements=len(some),
        confirmed=sum(fact.certainty == "confirmed" for fact in some),
        probable=sum(fact.certainty == "probable" for fact in some),
        unverified=sum(fact.certainty == "unverified" for fact in some),
        denied=sum(fact.denied for fact in some),
        primary=sum(any(key in primary for key, _ in fact.cited) for fact in some),
        several=sum(len({key for key, _ in fact.cited}) > 1 for fact in some),
        open_ends=sum(fact.ends == "?" for fact in some),
        coarse=sum(
            fact.span.valid_from != fact.span.possibly_from
            or (fact.ends != "?" and fact.span.valid_until != fact.span.possibly_until)
            for fact in some
        ),
    )


def percent(part: int, whole: int) -> str:
    """A share in whole percent; nothing of nothing is a dash."""
    return f"{round(100 * part / whole)} %" if whole else "–"
