"""Written dates: every row of the contract's table, the three answers, and what must hold for all dates."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.dates import (
    EARLIEST,
    OPEN_END,
    DateError,
    Holds,
    Span,
    Stretch,
    parse_day,
    read_date,
    read_moment,
    read_range,
    read_span,
)

YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN
ONE_DAY = timedelta(days=1)
DAY, MONTH, YEAR = 10, 7, 4  # precisions, as lengths of the ISO form

for_all = settings(deadline=None)


def d(text: str) -> date:
    return date.fromisoformat(text)


def spread(*written: str) -> Span:
    """The span whose four bounds are given in the order of the class."""
    return Span(*(d(text) for text in written))


# The contract's table


@pytest.mark.parametrize(
    ("begins", "certain", "widest"),
    [
        pytest.param("2004-05-01", "2004-05-01", "2004-05-01", id="a day is itself"),
        pytest.param("2004-05", "2004-05-31", "2004-05-01", id="a month is certain from its last day"),
        pytest.param("2004", "2004-12-31", "2004-01-01", id="a year is certain from its last day"),
        pytest.param("2019-11-12..2021-11-16", "2021-11-16", "2019-11-12", id="a range of days"),
        pytest.param("2019-11..2021-02", "2021-02-28", "2019-11-01", id="a range of months"),
        pytest.param("2019..2021", "2021-12-31", "2019-01-01", id="a range of years"),
        pytest.param("2019..2021-11-16", "2021-11-16", "2019-01-01", id="a range of mixed precision"),
        pytest.param("2020..2020", "2020-12-31", "2020-01-01", id="a range within one year"),
        pytest.param("..2004-05-01", "2004-05-01", "0001-01-01", id="on or before a day"),
        pytest.param("..2004-05", "2004-05-31", "0001-01-01", id="on or before a month"),
        pytest.param("..2004", "2004-12-31", "0001-01-01", id="on or before a year"),
    ],
)
def test_bounds_of_from_as_in_the_contract(begins: str, certain: str, widest: str) -> None:
    assert read_span(begins) == Span(d(certain), OPEN_END, d(widest), OPEN_END)


@pytest.mark.parametrize(
    ("ends", "certain", "widest"),
    [
        pytest.param("2012-06-30", "2012-06-30", "2012-06-30", id="a day is itself"),
        pytest.param("2012-06", "2012-06-01", "2012-07-01", id="a month is certain to its first day"),
        pytest.param("2012", "2012-01-01", "2013-01-01", id="a year is certain to its first day"),
        pytest.param("2012-06-30..2012-07-02", "2012-06-30", "2012-07-03", id="a range of days ends the day after"),
        pytest.param("2012-12..2013-02", "2012-12-01", "2013-03-01", id="a range of months"),
        pytest.param("2012..2013", "2012-01-01", "2014-01-01", id="a range of years"),
        pytest.param("2012..2013-02-03", "2012-01-01", "2013-02-04", id="a range of mixed precision"),
        pytest.param("", "9999-12-31", "9999-12-31", id="an empty end is open"),
    ],
)
def test_bounds_of_to_as_in_the_contract(ends: str, certain: str, widest: str) -> None:
    assert read_span("2004-05-01", ends) == Span(d("2004-05-01"), d(certain), d("2004-05-01"), d(widest))


@pytest.mark.parametrize(
    ("begins", "seen", "certain_until"),
    [
        pytest.param("2004-05-01", "2019-11-12", "2019-11-13", id="the day after seen"),
        pytest.param("2004-05-01", "2019-11", "2019-11-02", id="a month seen counts as its first day"),
        pytest.param("2004-05-01", "2019", "2019-01-02", id="a year seen counts as its first day"),
        pytest.param("2004-05-01", "", "2004-05-02", id="the day after a certain start"),
        pytest.param("2004-05", "", "2004-06-01", id="the day after the certain start of a month"),
        pytest.param("..2004-05-01", "", "2004-05-02", id="the day after the day on or before which it began"),
        pytest.param("2019-11-12..2021-11-16", "", "2021-11-17", id="the day after the end of a range"),
        pytest.param("2004-05-01", "2003-01-01", "2004-05-02", id="a day seen before the start adds nothing"),
        pytest.param("2004", "2004", "2005-01-01", id="a year seen in the year of the start adds nothing"),
    ],
)
def test_unknown_end_is_certain_to_the_day_after_seen_or_start(begins: str, seen: str, certain_until: str) -> None:
    span = read_span(begins, "?", seen)
    assert (span.valid_until, span.possibly_until) == (d(certain_until), OPEN_END)


def test_empty_from_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(DateError, match=r"^no start is written; write '\.\.' and the first day on which a source"):
        read_span("")


@pytest.mark.parametrize("ends", ["", "2012", "2012-06-30", "2010..2012"])
def test_seen_changes_nothing_where_the_end_is_written_or_open(ends: str) -> None:
    assert read_span("2004", ends, "2009-01-01") == read_span("2004", ends)


# Three answers at every boundary


@pytest.mark.parametrize(
    ("begins", "ends", "seen", "answers"),
    [
        pytest.param(
            "2004-05-01",
            "2012-06-30",
            "",
            {"2004-04-30": NO, "2004-05-01": YES, "2012-06-29": YES, "2012-06-30": NO, "2012-07-01": NO},
            id="days",
        ),
        pytest.param(
            "2004-05",
            "2012-06",
            "",
            {
                "2004-04-30": NO,
                "2004-05-01": UNKNOWN,
                "2004-05-30": UNKNOWN,
                "2004-05-31": YES,
                "2012-05-31": YES,
                "2012-06-01": UNKNOWN,
                "2012-06-30": UNKNOWN,
                "2012-07-01": NO,
            },
            id="months",
        ),
        pytest.param(
            "2004",
            "2012",
            "",
            {
                "2003-12-31": NO,
                "2004-01-01": UNKNOWN,
                "2004-12-30": UNKNOWN,
                "2004-12-31": YES,
                "2011-12-31": YES,
                "2012-01-01": UNKNOWN,
                "2012-12-31": UNKNOWN,
                "2013-01-01": NO,
            },
            id="years",
        ),
        pytest.param(
            "2019-11-12..2021-11-16",
            "2023-05-01..2023-05-03",
            "",
            {
                "2019-11-11": NO,
                "2019-11-12": UNKNOWN,
                "2021-11-15": UNKNOWN,
                "2021-11-16": YES,
                "2023-04-30": YES,
                "2023-05-01": UNKNOWN,
                "2023-05-03": UNKNOWN,
                "2023-05-04": NO,
            },
            id="ranges",
        ),
        pytest.param(
            "..2004-05-01",
            "",
            "",
            {"0001-01-01": UNKNOWN, "2004-04-30": UNKNOWN, "2004-05-01": YES, "9999-12-30": YES},
            id="on or before, open end",
        ),
        pytest.param(
            "2004-05-01",
            "?",
            "2019-11-12",
            {"2004-04-30": NO, "2004-05-01": YES, "2019-11-12": YES, "2019-11-13": UNKNOWN, "9999-12-30": UNKNOWN},
            id="unknown end, seen",
        ),
        pytest.param(
            "2004-05-01",
            "?",
            "",
            {"2004-04-30": NO, "2004-05-01": YES, "2004-05-02": UNKNOWN, "9999-12-30": UNKNOWN},
            id="unknown end, never seen again",
        ),
        pytest.param(
            "2012",
            "2012",
            "",
            {"2011-12-31": NO, "2012-01-01": UNKNOWN, "2012-12-31": UNKNOWN, "2013-01-01": NO},
            id="never certain",
        ),
    ],
)
def test_answer_on_each_side_of_each_bound(begins: str, ends: str, seen: str, answers: dict[str, Holds]) -> None:
    span = read_span(begins, ends, seen)
    assert {day: span.holds_on(d(day)) for day in answers} == answers


def test_interval_end_day_is_excluded() -> None:
    span = read_span("2004-05-01", "2012-06-30")
    assert span.holds_on(d("2012-06-29")) is YES
    assert span.holds_on(d("2012-06-30")) is NO


def test_interval_start_day_is_included() -> None:
    assert read_span("2004-05-01").holds_on(d("2004-05-01")) is YES


def test_one_day_interval_holds_on_that_day_only() -> None:
    span = read_span("2004-05-01", "2004-05-02")
    assert [span.holds_on(d(day)) for day in ("2004-04-30", "2004-05-01", "2004-05-02")] == [NO, YES, NO]


def test_start_and_end_on_the_same_day_hold_on_no_day() -> None:
    span = read_span("2004-05-01", "2004-05-01")
    assert not span.is_ordered
    assert not span.is_certain_somewhere
    assert span.holds_on(d("2004-05-01")) is NO


def test_start_and_end_in_the_same_year_are_ordered_but_never_certain() -> None:
    span = read_span("2012", "2012")
    assert span.is_ordered
    assert not span.is_certain_somewhere


@pytest.mark.parametrize(("begins", "ends"), [("2012", "2011"), ("2012-07", "2012-06"), ("2012-06-30", "2012-06-29")])
def test_end_before_start_under_every_reading_is_not_ordered(begins: str, ends: str) -> None:
    assert not read_span(begins, ends).is_ordered


# The calendar


@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("1900-02", "1900-02-28"),
        ("2000-02", "2000-02-29"),
        ("2004-02", "2004-02-29"),
        ("2023-02", "2023-02-28"),
        ("2100-02", "2100-02-28"),
        ("2021-04", "2021-04-30"),
        ("2021-12", "2021-12-31"),
        ("0001-01", "0001-01-31"),
        ("9999-12", "9999-12-31"),
    ],
)
def test_month_ends_on_its_last_day(month: str, last: str) -> None:
    assert read_date(month) == Stretch(d(f"{month}-01"), d(last))


def test_leap_day_of_a_leap_year_is_a_day() -> None:
    assert read_date("2024-02-29") == Stretch(d("2024-02-29"), d("2024-02-29"))


def test_day_after_the_end_of_a_leap_february_is_the_first_of_march() -> None:
    assert read_date("2024-02").day_after == d("2024-03-01")
    assert read_span("2020", "2024-02").possibly_until == d("2024-03-01")
    assert read_span("2024-02-29", "?").valid_until == d("2024-03-01")


def test_day_after_the_last_of_the_calendar_is_that_day_itself() -> None:
    assert read_date("9999-12-31").day_after == OPEN_END
    assert read_span("2004", "9999").possibly_until == OPEN_END
    assert read_span("2004", "?", "9999-12-31").valid_until == OPEN_END


def test_first_year_of_the_calendar_can_be_written() -> None:
    assert read_date("0001") == Stretch(EARLIEST, d("0001-12-31"))
    assert read_span("0001-01-01").holds_on(EARLIEST) is YES


def test_open_end_holds_to_the_last_day_but_one_of_the_calendar() -> None:
    assert read_span("2004").holds_on(OPEN_END - ONE_DAY) is YES
    assert read_span("2004").holds_on(OPEN_END) is NO


@given(year=st.integers(1, 9999), month=st.integers(1, 12))
@for_all
def test_every_month_has_as_many_days_as_the_calendar_says(year: int, month: int) -> None:
    stretch = read_date(f"{year:04d}-{month:02d}")
    assert (stretch.last - stretch.first).days + 1 == calendar.monthrange(year, month)[1]
    assert (stretch.first.day, stretch.first.month, stretch.last.month) == (1, month, month)


@given(year=st.integers(1, 9999))
@for_all
def test_every_year_runs_from_january_to_december(year: int) -> None:
    assert read_date(f"{year:04d}") == Stretch(date(year, 1, 1), date(year, 12, 31))


@given(day=st.dates())
@for_all
def test_every_day_reads_as_itself(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert read_date(day.isoformat()) == read_range(day.isoformat()) == read_moment(day.isoformat())


# Single events


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2004-05-01", "2004-05-01", "2004-05-01"),
        ("2004-05", "2004-05-01", "2004-05-31"),
        ("2004..2005-02", "2004-01-01", "2005-02-28"),
        ("..2004", "0001-01-01", "2004-12-31"),
    ],
)
def test_moment_covers_all_days_that_its_date_may_mean(text: str, first: str, last: str) -> None:
    assert read_moment(text) == Stretch(d(first), d(last))


def test_stretch_of_one_day_is_a_day_and_a_month_is_none() -> None:
    assert read_range("2004-05-01..2004-05-01").is_day
    assert not read_date("2004-05").is_day


# What is no date


NOT_WRITTEN_SO = [
    "",
    " ",
    "2021-5",
    "2021-5-1",
    "2021-05-1",
    "21-05-01",
    "20210501",
    "2021/05/01",
    "01.05.2021",
    "2021-05-01T00:00",
    "2021-05-01 ",
    "2021-05-01\n",
    "12021",
    "-2021",
    "May 2021",
    "?",
    "2021?",
    "٢٠٢١",
]


@pytest.mark.parametrize("text", NOT_WRITTEN_SO)
@pytest.mark.parametrize("read", [read_date, read_range, read_moment, parse_day, read_span])
def test_other_ways_of_writing_a_date_are_refused(read: object, text: str) -> None:
    expected = rf"^'{text}' is not a date; allowed are YYYY, YYYY-MM and YYYY-MM-DD$".replace("?", r"\?")
    if read is read_span and not text:
        expected = "no start is written"
    assert callable(read)
    with pytest.raises(DateError, match=expected):
        read(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2021-13-40", "month must be in 1..12"),
        ("2021-13", "month must be in 1..12"),
        ("2021-00", "month must be in 1..12"),
        ("2021-00-10", "month must be in 1..12"),
        ("2021-02-30", "day is out of range for month"),
        ("2021-02-29", "day is out of range for month"),
        ("1900-02-29", "day is out of range for month"),
        ("2021-04-31", "day is out of range for month"),
        ("2021-01-00", "day is out of range for month"),
        ("0000", "year 0 is out of range"),
        ("0000-01-01", "year 0 is out of range"),
    ],
)
@pytest.mark.parametrize("read", [read_date, read_range, read_moment, parse_day, read_span])
def test_days_that_no_calendar_has_are_refused_with_the_reason(read: object, text: str, why: str) -> None:
    assert callable(read)
    expected = rf"^'{text}' is not in the calendar \({why}.*\); correct year, month or day$"
    with pytest.raises(DateError, match=expected):
        read(text)


@pytest.mark.parametrize("text", ["2021..2019", "2021-05-02..2021-05-01", "2021-06..2021-05", "2022..2021-12-31"])
@pytest.mark.parametrize("read", [read_range, read_moment, read_span])
def test_range_that_ends_before_it_begins_is_refused(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(DateError, match=rf"^'{text}' ends before it begins; write the earlier date first$"):
        read(text)


@pytest.mark.parametrize("text", ["2019..", "2019-11-12.."])
@pytest.mark.parametrize("read", [read_range, read_moment, read_span])
def test_range_without_an_end_is_refused(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(DateError, match=rf"^'{text}' is an open range; write both ends, as in "):
        read(text)


@pytest.mark.parametrize("text", ["..", "..2019"])
def test_range_without_a_start_is_refused_as_range_and_as_end(text: str) -> None:
    with pytest.raises(DateError, match=rf"^'{text}' is an open range; write both ends"):
        read_range(text)
    with pytest.raises(DateError, match=rf"^'{text}' is an open range; write both ends"):
        read_span("2004", text)


@pytest.mark.parametrize("read", [read_moment, read_span])
def test_two_dots_alone_are_no_date(read: object) -> None:
    assert callable(read)
    with pytest.raises(DateError, match=r"'\.\.' is an open range"):
        read("..")


@pytest.mark.parametrize("text", ["2019..2020..2021", "2019...2020", "2019..?", "2019 .. 2020", "....2019", "..2019.."])
@pytest.mark.parametrize("read", [read_range, read_moment, read_span])
def test_malformed_ranges_are_refused(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(DateError):
        read(text)


@pytest.mark.parametrize("text", ["2019-11-12..2021-11-16", "..2019-11-12"])
def test_date_of_a_source_is_no_range(text: str) -> None:
    with pytest.raises(DateError, match="is not a date"):
        read_date(text)


@pytest.mark.parametrize(("text", "instead"), [("2021", "2021-01-01"), ("2021-05", "2021-05-01")])
def test_full_day_is_required_where_a_day_is_asked_for(text: str, instead: str) -> None:
    with pytest.raises(
        DateError, match=rf"^'{text}' is not a full day; write it as YYYY-MM-DD, for instance {instead}"
    ):
        parse_day(text)


def test_bad_end_and_bad_seen_are_refused() -> None:
    with pytest.raises(DateError, match="'2021-02-30' is not in the calendar"):
        read_span("2004", "2021-02-30")
    with pytest.raises(DateError, match="'2021-5' is not a date"):
        read_span("2004", "?", "2021-5")


# What holds for all dates


def write(day: date, precision: int) -> str:
    return day.isoformat()[:precision]


precisions = st.sampled_from([DAY, MONTH, YEAR])
# Dates crowd together, so that starts, ends and `seen` meet.
near = st.dates(date(2003, 11, 1), date(2004, 3, 31))
some_days = near | st.dates()
some_written = st.builds(write, some_days, precisions)


@st.composite
def ranges(draw: st.DrawFn, days: st.SearchStrategy[date] = some_days) -> str:
    first, last = sorted((draw(days), draw(days)))
    return f"{write(first, draw(precisions))}..{write(last, draw(precisions))}"


starts = some_written | ranges() | some_written.map("..{}".format)
ends = st.just("") | st.just("?") | some_written | ranges()
seens = st.just("") | some_written
spans = st.builds(read_span, starts, ends, seens)


def around(*spans_: Span) -> list[date]:
    """The days at which an answer can change: each bound, the day before and the day after."""
    bounds = {day for s in spans_ for day in (s.valid_from, s.valid_until, s.possibly_from, s.possibly_until)}
    ordinals = {bound.toordinal() + step for bound in bounds for step in (-1, 0, 1)}
    return [date.fromordinal(n) for n in sorted(ordinals) if date.min.toordinal() <= n <= date.max.toordinal()]


@given(span=spans)
@for_all
def test_widest_bounds_enclose_the_certain_ones(span: Span) -> None:
    assert span.possibly_from <= span.valid_from
    assert span.valid_until <= span.possibly_until


@given(span=spans, day=some_days)
@for_all
def test_answer_is_yes_inside_certain_no_outside_widest_and_else_unknown(span: Span, day: date) -> None:
    for each in [day, *around(span)]:
        inside_certain = span.valid_from <= each < span.valid_until
        outside_widest = each < span.possibly_from or each >= span.possibly_until
        assert not (inside_certain and outside_widest)
        expected = YES if inside_certain else NO if outside_widest else UNKNOWN
        assert span.holds_on(each) is expected


@given(first=some_days, last=some_days, day=some_days)
@for_all
def test_full_days_never_give_unknown(first: date, last: date, day: date) -> None:
    span = read_span(first.isoformat(), last.isoformat())
    for each in [day, *around(span)]:
        assert span.holds_on(each) is (YES if first <= each < last else NO)


@given(day=some_days, precision=precisions)
@for_all
def test_start_is_unknown_exactly_within_its_written_stretch(day: date, precision: int) -> None:
    text = write(day, precision)
    span = read_span(text)
    for each in around(span):
        if each == OPEN_END:
            continue
        within = each.isoformat().startswith(text)
        last_within = within and not (each + ONE_DAY).isoformat().startswith(text)
        expected = YES if last_within else UNKNOWN if within else YES if each > day else NO
        assert span.holds_on(each) is expected


@given(day=some_days, precision=st.sampled_from([MONTH, YEAR]))
@for_all
def test_coarse_end_is_unknown_exactly_within_its_written_stretch(day: date, precision: int) -> None:
    text = write(day, precision)
    span = read_span("0001-01-01", text)
    for each in around(span):
        if each == OPEN_END:
            continue
        expected = UNKNOWN if each.isoformat().startswith(text) else YES if each < day else NO
        assert span.holds_on(each) is expected


def coarser(text: str, keep: tuple[int, int]) -> str:
    """The same date or range with its parts cut to the given precisions; open ends stay."""
    first, dots, last = text.partition("..")
    return first[: keep[0]] + dots + last[: keep[1]]


cuts = st.tuples(precisions, precisions)


@given(begins=starts, end=ends, seen=seens, cut_from=cuts, cut_to=cuts, cut_seen=cuts)
@example("2004-05-01", "2012-06-30", "", (YEAR, YEAR), (YEAR, YEAR), (DAY, DAY))
@example("2004-05-31", "?", "2004-05-31", (MONTH, MONTH), (DAY, DAY), (MONTH, MONTH))
@for_all
def test_less_precision_never_turns_yes_into_no_or_no_into_yes(
    begins: str, end: str, seen: str, cut_from: tuple[int, int], cut_to: tuple[int, int], cut_seen: tuple[int, int]
) -> None:
    fine = read_span(begins, end, seen)
    coarse = read_span(coarser(begins, cut_from), coarser(end, cut_to), coarser(seen, cut_seen))
    for day in around(fine, coarse):
        assert {fine.holds_on(day), coarse.holds_on(day)} != {YES, NO}, day


@given(begins=starts, end=ends.filter(lambda text: text != "?"), cut_from=cuts, cut_to=cuts)
@for_all
def test_less_precision_only_ever_adds_unknown_days(
    begins: str, end: str, cut_from: tuple[int, int], cut_to: tuple[int, int]
) -> None:
    fine = read_span(begins, end)
    coarse = read_span(coarser(begins, cut_from), coarser(end, cut_to))
    for day in around(fine, coarse):
        assert coarse.holds_on(day) in (fine.holds_on(day), UNKNOWN), day


@given(day=some_days, cut=precisions)
@for_all
def test_less_precision_of_seen_only_ever_adds_unknown_days(day: date, cut: int) -> None:
    fine = read_span("0001-01-01", "?", day.isoformat())
    coarse = read_span("0001-01-01", "?", write(day, cut))
    for each in around(fine, coarse):
        assert coarse.holds_on(each) in (fine.holds_on(each), UNKNOWN), each


@given(begins=starts, seen=some_written)
@for_all
def test_seeing_it_later_never_takes_a_certain_day_away(begins: str, seen: str) -> None:
    without, shown = read_span(begins, "?"), read_span(begins, "?", seen)
    for day in around(without, shown):
        assert without.holds_on(day) is not YES or shown.holds_on(day) is YES


@given(begins=starts, seen=seens)
@for_all
def test_unknown_end_is_certain_on_its_certain_start(begins: str, seen: str) -> None:
    span = read_span(begins, "?", seen)
    if span.valid_from < OPEN_END:
        assert span.holds_on(span.valid_from) is YES


@given(begins=starts, end=ends, seen=seens)
@for_all
def test_certain_somewhere_means_a_day_with_yes_and_ordered_a_day_without_no(begins: str, end: str, seen: str) -> None:
    span = read_span(begins, end, seen)
    answers = {span.holds_on(day) for day in around(span)}
    assert span.is_certain_somewhere == (YES in answers)
    assert span.is_ordered == (answers != {NO})


# Stints


@given(one=spans, other=spans)
@for_all
def test_spans_overlap_for_certain_if_and_only_if_some_day_is_yes_in_both(one: Span, other: Span) -> None:
    common = any(one.holds_on(day) is YES and other.holds_on(day) is YES for day in around(one, other))
    assert one.certainly_overlaps(other) == other.certainly_overlaps(one) == common


@given(days=st.lists(some_days, min_size=4, max_size=10, unique=True).map(sorted), data=st.data())
@for_all
def test_several_stints_of_one_member_are_never_yes_on_the_same_day(days: list[date], data: st.DataObject) -> None:
    # Each stint begins after the one before has ended, however coarsely both are written.
    written = [write(day, data.draw(precisions)) for day in days]
    stints = [read_span(begins, end) for begins, end in zip(written[::2], written[1::2], strict=False)]
    for day in around(*stints):
        assert sum(stint.holds_on(day) is YES for stint in stints) <= 1, day
    for number, stint in enumerate(stints):
        assert not any(stint.certainly_overlaps(other) for other in stints[:number])


@given(days=st.lists(some_days, min_size=3, max_size=8, unique=True).map(sorted))
@for_all
def test_stints_that_follow_without_a_break_leave_no_day_out_and_none_twice(days: list[date]) -> None:
    stints = [read_span(begins.isoformat(), end.isoformat()) for begins, end in pairwise(days)]
    for day in around(*stints):
        inside = days[0] <= day < days[-1]
        assert [stint.holds_on(day) for stint in stints].count(YES) == (1 if inside else 0), day


def test_stints_with_years_between_are_no_between_them() -> None:
    first, second = read_span("1949-08-24", "1966-07-01"), read_span("2009-04-04")
    days = ["1949-08-24", "1966-06-30", "1966-07-01", "2009-04-03", "2009-04-04"]
    assert [first.holds_on(d(day)) for day in days] == [YES, YES, NO, NO, NO]
    assert [second.holds_on(d(day)) for day in days] == [NO, NO, NO, NO, YES]


def test_stint_that_ends_on_the_first_day_of_the_next_does_not_overlap_it() -> None:
    assert not read_span("1990", "2004-05-01").certainly_overlaps(read_span("2004-05-01"))


def test_stint_that_ends_a_day_after_the_next_begins_overlaps_it() -> None:
    assert read_span("1990", "2004-05-02").certainly_overlaps(read_span("2004-05-01"))
