"""Written dates, the bounds they set, and whether something holds on a day: yes, no or unknown.

A date is written as its source gives it: `2004`, `2004-05`, `2004-05-01`, or a range `A..B` within which the
change fell. `from` is the first day on which something holds, `to` the first day on which it no longer does:
intervals are half-open. Every bound used anywhere in the program is computed here and nowhere else.

===================  ======================  =======================================
written              certain bound           widest bound
===================  ======================  =======================================
from 2004-05-01      2004-05-01              2004-05-01
from 2004-05         2004-05-31              2004-05-01
from A..B            last day of B           first day of A
from ..D             last day of D           0001-01-01
to 2012-06-30        2012-06-30              2012-06-30
to 2012              2012-01-01              2013-01-01
to A..B              first day of A          the day after the last of B
to (empty)           9999-12-31              9999-12-31
to ?                 the day after `seen`,   9999-12-31
                     or after the certain
                     start
===================  ======================  =======================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from graph.errors import EunatoError

EARLIEST = date.min
OPEN_END = date(9999, 12, 31)

_WRITTEN = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_ONE_DAY = timedelta(days=1)


class DateError(EunatoError):
    """A date that is not written as the rules say, or that no calendar has."""


class Holds(StrEnum):
    """The three answers to "does it hold on this day?"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that one written date may mean, first and last both included."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    @property
    def day_after(self) -> date:
        """The day after the last; the last day of the calendar has none and stands for itself."""
        return _day_after(self.last)


@dataclass(frozen=True, slots=True)
class Span:
    """Four half-open bounds. It holds for certain from `valid_from` up to, but not on, `valid_until`; it may
    hold from `possibly_from` up to, but not on, `possibly_until`. The certain interval may be empty, and is
    then written with an end before its start."""

    valid_from: date
    valid_until: date
    possibly_from: date
    possibly_until: date

    def holds_on(self, day: date) -> Holds:
        """Whether it holds on `day`, judged by the dates alone: NO means outside the widest bounds."""
        if self.valid_from <= day < self.valid_until:
            return Holds.YES
        if self.possibly_from <= day < self.possibly_until:
            return Holds.UNKNOWN
        return Holds.NO

    @property
    def is_certain_somewhere(self) -> bool:
        """Whether there is at least one day on which it holds for certain."""
        return self.valid_from < self.valid_until

    @property
    def is_ordered(self) -> bool:
        """Whether any reading of the dates puts the start before the end."""
        return self.possibly_from < self.possibly_until

    def certainly_overlaps(self, other: Span) -> bool:
        """Whether both hold for certain on at least one common day."""
        return max(self.valid_from, other.valid_from) < min(self.valid_until, other.valid_until)


def parse_day(text: str) -> date:
    """The day of a full `YYYY-MM-DD`; raises `DateError` for anything else."""
    stretch = read_date(text)
    if not stretch.is_day:
        raise DateError(f"'{text}' is not a full day; write it as YYYY-MM-DD, for instance {stretch.first}")
    return stretch.first


def read_date(text: str) -> Stretch:
    """The days that a year, a month or a day covers; raises `DateError`."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise DateError(f"'{text}' is not a date; allowed are YYYY, YYYY-MM and YYYY-MM-DD")
    year, month, day = match["year"], match["month"], match["day"]
    try:
        if day:
            only = date(int(year), int(month), int(day))
            return Stretch(only, only)
        if month:
            return Stretch(date(int(year), int(month), 1), _last_of_month(int(year), int(month)))
        return Stretch(date(int(year), 1, 1), date(int(year), 12, 31))
    except ValueError as error:
        raise DateError(f"'{text}' is not in the calendar ({error}); correct year, month or day") from None


def read_range(text: str) -> Stretch:
    """The days that a date or a range `A..B` covers; raises `DateError` if B ends before A begins."""
    start, dots, end = text.partition("..")
    if not dots:
        return read_date(text)
    if not start or not end:
        raise DateError(f"'{text}' is an open range; write both ends, as in 2019-11-12..2021-11-16")
    first, last = read_date(start), read_date(end)
    if last.last < first.first:
        raise DateError(f"'{text}' ends before it begins; write the earlier date first")
    return Stretch(first.first, last.last)


def read_moment(text: str) -> Stretch:
    """The days on which a single event may have fallen: a date, a range, or `..D` for on or before D."""
    if text.startswith("..") and text != "..":
        return Stretch(EARLIEST, read_date(text[2:]).last)
    return read_range(text)


def read_span(begins: str, ends: str = "", seen: str = "") -> Span:
    """The bounds set by the columns `from`, `to` and `seen`; raises `DateError`.

    A `seen` of reduced precision counts as its first day, since no more than that is certain.
    """
    if not begins:
        raise DateError("no start is written; write '..' and the first day on which a source shows it")
    if begins.startswith("..") and begins != "..":
        shown = read_date(begins[2:])
        valid_from, possibly_from = shown.last, EARLIEST
    else:
        start = read_range(begins)
        valid_from, possibly_from = start.last, start.first
    if not ends:
        valid_until = possibly_until = OPEN_END
    elif ends == "?":
        known = read_date(seen).first if seen else valid_from
        valid_until, possibly_until = _day_after(max(known, valid_from)), OPEN_END
    else:
        end = read_range(ends)
        valid_until, possibly_until = end.first, end.last if end.is_day else end.day_after
    return Span(valid_from, valid_until, possibly_from, possibly_until)


def _day_after(day: date) -> date:
    return day if day >= OPEN_END else day + _ONE_DAY


def _last_of_month(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - _ONE_DAY
