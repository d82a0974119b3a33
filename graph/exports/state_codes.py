"""COW and Gleditsch–Ward codes of states by day.

The tables hold the codes of today. Both lists date the membership of states in the international system, and a code
must not be put on a year in which the list does not have that state. What is dated here are the states of the graph
that entered after 1948, after the State System Membership list of the Correlates of War project (version 2016) and
the list of independent states of Gleditsch and Ward (1999, as updated). A state counts for the whole year in which it
entered, as in state-year files of both projects. Where the two years are not certain to us, the later one stands: a
code can be missing for a year, but is not wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.contents import Entry

COW: Final = "COW"
GW: Final = "Gleditsch–Ward"


@dataclass(frozen=True, slots=True)
class _Spell:
    """A code of a thing and the days on which it is right, the last excluded."""

    code: str
    begins: date
    ends: date = date.max


# Things whose code changed, or is shared with a state that is another thing here.
_CHANGING: Final = {
    ("germany", COW): (_Spell("260", date(1955, 5, 5), date(1990, 10, 3)), _Spell("255", date(1990, 10, 3))),
    ("germany", GW): (_Spell("260", date(1949, 9, 21)),),
    ("serbia", COW): (_Spell("345", date(2006, 6, 5)),),
    ("serbia", GW): (_Spell("340", date(2006, 6, 5)),),
}

# The first year by code, of COW and of Gleditsch–Ward; codes that are not here are in both since before 1949.
_ENTERED: Final = {
    "223": (1990, 1990),
    "305": (1955, 1955),
    "316": (1993, 1993),
    "317": (1993, 1993),
    "338": (1964, 1964),
    "341": (2006, 2006),
    "343": (1993, 1991),
    "344": (1992, 1992),
    "346": (1992, 1992),
    "347": (2008, 2008),
    "349": (1992, 1992),
    "352": (1960, 1960),
    **dict.fromkeys(("359", "366", "367", "368", "369", "370", "371", "372", "373"), (1991, 1991)),
    "404": (1974, 1974),
    **dict.fromkeys(("432", "434", "435", "436", "437", "461", "482", "483", "490", "520"), (1960, 1960)),
    "452": (1957, 1957),
    "540": (1975, 1975),
    "541": (1975, 1975),
    "600": (1956, 1956),
    "615": (1962, 1962),
    "616": (1956, 1956),
    "620": (1952, 1952),
    "625": (1956, 1956),
    "626": (2011, 2011),
    "690": (1961, 1961),
    "692": (1971, 1971),
    "694": (1971, 1971),
    "696": (1971, 1971),
    **dict.fromkeys(("701", "702", "703", "704", "705"), (1991, 1991)),
    "732": (1949, 1949),
    "740": (1952, 1952),
    "816": (1954, 1954),
    "820": (1957, 1957),
    "830": (1965, 1965),
    "835": (1984, 1984),
    "850": (1949, 1949),
}

NOTES: Final = (
    "COW and Gleditsch–Ward codes are given for the years in which these lists have the state. Germany: COW 260 from 5 "
    "May 1955 to 2 October 1990 and 255 since, no COW code before; Gleditsch–Ward 260 throughout. Serbia: COW 345 and "
    "Gleditsch–Ward 340 from 5 June 2006; before, both lists have Yugoslavia (345), which is no state of this panel. "
    "Czechia and Slovakia begin in 1993; Czechoslovakia (315) and the German Democratic Republic (265) are no states of "
    "this panel either. Russia stands under 365 before 1992 too, as in both lists, where it is the Soviet Union.",
    "The years of entry follow COW's State System Membership (version 2016) and the list of Gleditsch and Ward; where a "
    "first year was not certain to us, the later one was taken. An empty code therefore does not say that a list lacks "
    "the state. ISO 3166-1 codes are those of today.",
)


def code_on(thing: Entry, system: str, day: date) -> str:
    """The code of a thing in `COW` or `GW` on a day; empty where it has none."""
    code = dict(thing.codes).get(system, "")
    if code and (thing.id, system) in _CHANGING:
        return next((spell.code for spell in _CHANGING[thing.id, system] if spell.begins <= day < spell.ends), "")
    entered = _ENTERED.get(code, (0, 0))[0 if system == COW else 1]
    return code if day.year >= entered else ""


def is_listed(thing: Entry, day: date) -> bool:
    """Whether a thing is a state of its own on the day by one of the lists. A state that has no code in either counts
    as one on all days, another polity on none."""
    if not {COW, GW} & dict(thing.codes).keys():
        return thing.kind == "State"
    return bool(code_on(thing, COW, day) or code_on(thing, GW, day))
