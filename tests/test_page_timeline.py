"""The timeline in a real browser with the network off; its facts are checked against the tables themselves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browsing import NASTY, Opened
from conftest import ROOT

from graph.contents import Contents, Entry, Fact, Milestone, SourceRecord, contents
from graph.dates import read_moment, read_span
from graph.pages.lanes import lanes, lanes_about
from graph.pages.timeline import timeline_page, timeline_view
from graph.store import About, Store

pytestmark = pytest.mark.browser


def rows_of(path: str) -> list[dict[str, str]]:
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def held(store: Store) -> Contents:
    return contents(store)


@pytest.fixture(scope="module")
def lane_ids(held: Contents) -> list[str]:
    return [lane.id for lane in lanes(held)]


@pytest.fixture(scope="module")
def file(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("timeline") / "timeline.html"
    target.write_text(timeline_view(store, None, date(2025, 12, 31)), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def opened(browser: Any, file: Path) -> Iterator[Opened]:
    """One page for all tests: each begins with an address of its own."""
    opened = Opened(browser, file)
    yield opened
    opened.close()


def go(opened: Opened, **state: str) -> None:
    """To a state of the page: what is not named is as at first. Waits until picture and table stand."""
    opened.page.evaluate(
        "text => new Promise(done => { location.hash = text; setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 0); })",
        "&".join(f"{key}={value}" for key, value in state.items()) or "as-of=2025-12-31",
    )


def only(lane_ids: list[str], *shown: str) -> str:
    return ",".join(id for id in lane_ids if id not in shown)


def table(opened: Opened) -> list[dict[str, str]]:
    """All rows, as the CSV has them: the table on the page shows a hundred at a time."""
    text = opened.download(lambda: opened.page.click("[data-download=csv]")).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def count(opened: Opened, lane: str) -> int:
    return int(opened.page.inner_text(f"#lane-legend label:has([data-name={lane}]) .count"))


def mark(opened: Opened, id: str) -> Any:
    return opened.page.locator(f'.mark[data-mark="{id}"]')


# What it says


def test_opens_without_network_with_a_stretch_and_lanes_that_can_be_read(opened: Opened, file: Path) -> None:
    go(opened)
    assert opened.page.input_value("#year-from") == "1992" and opened.page.input_value("#year-to") == "2025"
    shown = opened.page.eval_on_selector_all(".lane", "all => all.map(lane => lane.dataset.lane)")
    assert shown[:3] == ["eu-nato", "treaties", "declarations"]
    assert {"berlin-plus", "reports", "eu-members", "nato-members"} <= set(shown) and "acts" not in shown
    assert file.stat().st_size <= 1_500_000
    assert opened.requests == [file.as_uri()]


@pytest.mark.parametrize(
    ("id", "row", "when", "what"),
    [
        ("jd-2016", "jd-2016--signed", "2016-07-08", "signed"),
        ("maastricht-treaty", "maastricht-treaty--signed", "1992-02-07", "signed"),
        ("maastricht-treaty", "maastricht-treaty--in-force", "1993-11-01", "in force"),
        ("eufor-althea", "eufor-althea--launched", "2004-12-02", "launched"),
        ("concordia", "concordia--launched", "2003-03-31", "launched"),
        ("concordia", "concordia--completed", "2003-12-15", "completed"),
        ("active-endeavour", "active-endeavour--terminated", "2016-10-01..2016-11-09", "terminated"),
    ],
)
def test_gold_dates_stand_in_the_table_and_in_the_name_of_the_mark(
    opened: Opened, id: str, row: str, when: str, what: str
) -> None:
    tabled = {entry["id"]: entry["date"] for entry in rows_of("milestones.csv")}
    assert tabled[row] == when
    go(opened)
    found = {entry["id"]: entry for entry in table(opened)}[row]
    assert (found["date_as_written"], found["what"], found["thing"]) == (when, what, id)
    assert "@" in found["sources"]
    assert f"{what} {when}" in (mark(opened, id).get_attribute("aria-label") or "")


def test_bar_of_concordia_runs_from_its_launch_to_its_end(opened: Opened, lane_ids: list[str]) -> None:
    go(opened, **{"from": "2003", "to": "2003", "hide": only(lane_ids, "berlin-plus")})
    low, high = opened.page.evaluate(
        """() => { const bar = document.querySelector('.mark[data-mark="concordia"] rect.bar');
        const x = +bar.getAttribute('x'); return [x, x + +bar.getAttribute('width')]; }"""
    )
    wide = opened.page.evaluate("document.querySelector('#plane').clientWidth - 26")
    days = [(low - 10) / wide * 365, (high - 10) / wide * 365]
    assert days == pytest.approx([(date(2003, 3, 31) - date(2003, 1, 1)).days, (date(2003, 12, 15) - date(2003, 1, 1)).days], abs=0.3)  # fmt: skip


def test_a_date_that_is_a_range_keeps_its_width_and_has_no_point(opened: Opened, lane_ids: list[str]) -> None:
    go(opened, **{"from": "2016", "to": "2016", "hide": only(lane_ids, "nato-operations")})
    drawn = mark(opened, "active-endeavour")
    spans = drawn.locator("rect.edge").evaluate_all(
        "all => all.map(one => [+one.getAttribute('x'), +one.getAttribute('width')])"
    )
    wide = opened.page.evaluate("document.querySelector('#plane').clientWidth - 26")
    first, last = (date(2016, 10, 1) - date(2016, 1, 1)).days, (date(2016, 11, 10) - date(2016, 1, 1)).days
    assert any(abs((x - 10) / wide * 366 - first) < 0.5 and abs(width / wide * 366 - (last - first)) < 0.5 for x, width in spans)  # fmt: skip
    assert drawn.locator(".glyph, .stroke").count() == 0
    # One that its source gives to the day has a point.
    assert mark(opened, "sea-guardian").locator(".glyph, .stroke").count() == 1


def test_open_end_and_unknown_end_are_drawn_differently(opened: Opened, lane_ids: list[str]) -> None:
    ends = {row["id"]: row["to"] for row in [*rows_of("entities/formats.csv"), *rows_of("entities/operations.csv")]}
    assert ends["transatlantic-dinners"] == "?" and ends["eufor-althea"] == ""
    go(opened, hide=only(lane_ids, "formats", "berlin-plus"), tall="formats")
    assert mark(opened, "transatlantic-dinners").locator("text.ask").count() == 1
    assert mark(opened, "transatlantic-dinners").locator("polygon.bar").count() == 0
    assert mark(opened, "eufor-althea").locator("text.ask").count() == 0
    assert mark(opened, "eufor-althea").locator("polygon.bar").count() == 1
    # Ended: neither an arrow nor a question.
    assert mark(opened, "concordia").locator("polygon.bar, text.ask").count() == 0


def test_on_or_before_is_an_arrow_and_not_a_day(opened: Opened, lane_ids: list[str]) -> None:
    written = {row["id"]: row["date"] for row in rows_of("milestones.csv")}
    assert written["emc--merged"] == "..2022-05"
    go(opened, **{"from": "2022", "to": "2022", "hide": only(lane_ids, "pesco")})
    drawn = opened.page.locator('.mark[data-mark^="pesco:..2022-05"]')
    assert drawn.locator(".run").count() == 1 and drawn.locator(".glyph").count() == 0
    row = next(row for row in table(opened) if row["id"] == "emc--merged")
    assert (row["date_as_written"], row["earliest"], row["latest"]) == ("..2022-05", "", "2022-05-31")


@pytest.mark.parametrize(("first", "last"), [(1992, 2025), (1999, 2004), (2016, 2026)])
def test_counts_of_the_lanes_are_those_of_the_tables(
    opened: Opened, lane_ids: list[str], first: int, last: int
) -> None:
    low, high = date(first, 1, 1), date(last, 12, 31)
    go(opened, **{"from": str(first), "to": str(last)})
    milestones = [row for row in rows_of("milestones.csv") if row["certainty"] != "unverified"]

    def happened(kind: str, file: str) -> int:
        things = {row["id"] for row in rows_of(f"entities/{file}") if kind in row["kinds"].split("; ")}
        moments = [(row["entity"], read_moment(row["date"])) for row in milestones if row["entity"] in things]
        return len({entity for entity, at in moments if at.last >= low and max(at.first, at.last if at.first == date.min else at.first) <= high})  # fmt: skip

    assert count(opened, "pesco") == happened("pesco-project", "pesco-projects.csv")
    # Members: each state that joined or left in these years, once.
    for of in ("nato", "eu"):
        states = set()
        for row in rows_of("statements/memberships.csv"):
            if row["relation"] != "memberOf" or row["object"] != of or row["holds"] == "no":
                continue
            if low <= date.fromisoformat(row["from"]) <= high:
                states.add(row["subject"])
            if row["to"] and low <= date.fromisoformat(row["to"]) <= high:
                states.add(row["subject"])
        assert count(opened, f"{of}-members") == len(states)
    # Operations: whose life may touch these years, or of which something happened in them.
    covered = date(2025, 12, 31)
    touched = set()
    for row in rows_of("entities/operations.csv"):
        if row["kinds"] != "operation" or row["certainty"] == "unverified":
            continue
        span = read_span(row["from"], row["to"])
        begins = span.valid_from if span.possibly_from == date.min else span.possibly_from
        until = max(covered, begins) if span.possibly_until.year == 9999 else span.possibly_until
        if begins <= high and (until > low or until == begins >= low):
            touched.add(row["id"])
    operations = {row["id"] for row in rows_of("entities/operations.csv") if row["kinds"] == "operation"}
    for row in milestones:
        at = read_moment(row["date"])
        if row["entity"] in operations and at.last >= low and at.first <= high:
            touched.add(row["entity"])
    assert sum(count(opened, lane) for lane in ("berlin-plus", "eu-operations", "nato-operations", "other-operations")) == len(touched)  # fmt: skip


def test_table_has_every_milestone_of_the_shown_lanes_and_years_and_no_other(
    opened: Opened, held: Contents, lane_ids: list[str]
) -> None:
    go(opened, **{"from": "2003", "to": "2005", "hide": ""})
    found = {row["id"] for row in table(opened)}
    things = {thing for lane in lanes(held) for thing in lane.things}
    expected = set()
    for row in rows_of("milestones.csv"):
        at = read_moment(row["date"])
        first = at.last if at.first == date.min else at.first
        if row["entity"] in things and row["certainty"] != "unverified" and first <= date(2005, 12, 31) and at.last >= date(2003, 1, 1):  # fmt: skip
            expected.add(row["id"])
    assert expected <= found and len(expected) > 80
    assert {id for id in found if id in {row["id"] for row in rows_of("milestones.csv")}} == expected


def test_every_dated_thing_stands_in_one_lane_and_one_only(held: Contents) -> None:
    stands = [thing for lane in lanes(held) for thing in lane.things]
    assert len(stands) == len(set(stands))
    dated = {row["entity"] for row in rows_of("milestones.csv")}
    assert dated <= set(stands)
    by = {thing: lane.id for lane in lanes(held) for thing in lane.things}
    assert {by["jd-2016"], by["soia-2003"], by["berlin-plus"]} == {"eu-nato"}
    assert [by[id] for id in ("concordia", "eufor-althea", "artemis", "kfor")] == ["berlin-plus", "berlin-plus", "eu-operations", "nato-operations"]  # fmt: skip
    assert by["treaty-of-accession-2003"] == "accessions" and by["lisbon-treaty"] == "treaties"


@pytest.mark.parametrize("day", ["2003-06-01", "2016-07-08"])
def test_running_operations_of_a_day_are_those_of_the_table(opened: Opened, held: Contents, day: str) -> None:
    go(opened, **{"as-of": day})
    lane = next(lane for lane in lanes(held) if lane.id == "nato-operations")
    tabled = {row["id"]: row for row in rows_of("entities/operations.csv")}
    at = date.fromisoformat(day)
    running = [id for id in lane.things if tabled[id]["certainty"] != "unverified" and read_span(tabled[id]["from"], tabled[id]["to"]).holds_on(at) == "yes"]  # fmt: skip
    assert f"on {day}: {len(running)} recorded as running" in opened.page.inner_text(
        '.lane[data-lane="nato-operations"] h3'
    )
    assert f"on {day}: 1 recorded as running" in opened.page.inner_text('.lane[data-lane="berlin-plus"] h3')


def test_enlargements_say_how_many_members_there_were_then(opened: Opened) -> None:
    go(opened)
    names = opened.page.eval_on_selector_all(".lane[data-lane$=members] .mark text", "all => all.map(one => one.textContent)")  # fmt: skip
    assert {"EU: 12 members", "+3 → 15", "+10 → 25", "+Bulgaria, Romania → 27", "+Croatia → 28", "−United Kingdom → 27"} <= set(names)  # fmt: skip
    assert {"+3 → 19", "+7 → 26", "+Albania, Croatia → 28", "+Finland → 31", "+Sweden → 32"} <= set(names)
    # The closures of PESCO projects are not completely recorded: no total may be shown.
    waves = opened.page.eval_on_selector_all(".lane[data-lane=pesco] .mark text", "all => all.map(one => one.textContent)")  # fmt: skip
    assert "+17 projects" in waves and not any("→" in name for name in waves)
    # Nobody left the Communities when the EU took their place for good.
    assert not any("2009-12-01" in row["date_as_written"] for row in table(opened) if row["lane"].startswith("Members"))


def test_what_could_not_be_verified_is_asked_for_and_never_counted(opened: Opened) -> None:
    unverified = {row["id"]: row["certainty"] for row in rows_of("milestones.csv")}
    assert unverified["eu-racc-sahel--launched"] == "unverified"
    go(opened, tall="eu-operations")
    before = count(opened, "eu-operations")
    assert mark(opened, "eu-racc-sahel").count() == 0
    opened.page.check("#unverified")
    assert mark(opened, "eu-racc-sahel").count() == 1
    assert "unverified" in (mark(opened, "eu-racc-sahel").get_attribute("aria-label") or "")
    assert count(opened, "eu-operations") == before
    opened.page.wait_for_function("document.querySelector('#shown').textContent.includes('unverified')")


# Moving about


def test_lane_is_switched_off_in_picture_table_and_address_and_back_again(opened: Opened) -> None:
    go(opened)
    assert opened.page.locator("#facts tr[data-lane=treaties]").count() > 0
    opened.page.uncheck("#lane-legend [data-name=treaties]")
    assert opened.page.locator(".lane[data-lane=treaties]").count() == 0
    opened.page.wait_for_function("document.querySelectorAll('#facts tr[data-lane=treaties]').length === 0")
    assert "treaties" in opened.page.evaluate("new URLSearchParams(location.hash.slice(1)).get('hide')")
    assert opened.page.evaluate("document.activeElement.dataset.name") == "treaties"
    opened.page.go_back()
    opened.page.wait_for_selector(".lane[data-lane=treaties]")
    assert opened.page.is_checked("#lane-legend [data-name=treaties]")
    opened.page.click("#lanes-all")
    assert opened.page.locator("#lane-legend input:not(:checked)").count() == 0
    opened.page.click("#lanes-first")
    assert opened.page.locator(".lane[data-lane=acts]").count() == 0


def test_search_by_any_name_centres_and_shows_the_details(opened: Opened) -> None:
    go(opened)
    opened.page.fill("#search", "warsaw declaration")
    opened.page.keyboard.press("Enter")
    assert "focus=jd-2016" in opened.page.evaluate("location.hash")
    panel = opened.page.inner_text("#panel-body")
    assert "2016-07-08" in panel and "@jd-2016-ec" in panel and "confirmed" in panel and "signed by" in panel
    assert mark(opened, "jd-2016").get_attribute("aria-current") == "true"
    # A thing of other years moves the years; one of a lane that is off switches it on.
    opened.page.fill("#search", "EDC")
    opened.page.keyboard.press("Enter")
    first, last = (int(opened.page.input_value(f"#year-{end}")) for end in ("from", "to"))
    assert first <= 1952 <= last and mark(opened, "edc-treaty").is_visible()
    opened.page.fill("#search", "European Defence Agency")
    opened.page.keyboard.press("Enter")
    assert opened.page.is_checked("#lane-legend [data-name=bodies]") and mark(opened, "eda").is_visible()


def test_search_for_a_state_shows_when_it_joined(opened: Opened) -> None:
    go(opened)
    opened.page.fill("#search", "Finland")
    opened.page.keyboard.press("Enter")
    chosen = opened.page.eval_on_selector_all(".mark.chosen", "all => all.map(one => one.getAttribute('aria-label'))")
    assert any(name.startswith("European Union, 1995-01-01: joined by Austria, Finland, Sweden, 15 members") for name in chosen)  # fmt: skip
    assert any("2023-04-04: joined by Finland, 31 members" in name for name in chosen)


def test_years_by_input_preset_buttons_and_mouse(opened: Opened) -> None:
    def years() -> tuple[str, str]:
        return opened.page.input_value("#year-from"), opened.page.input_value("#year-to")

    go(opened)
    opened.page.click("text=1999–2015")
    assert years() == ("1999", "2015")
    assert opened.page.get_attribute("button:has-text('1999–2015')", "aria-pressed") == "true"
    opened.page.fill("#year-from", "2002")
    opened.page.keyboard.press("Tab")
    assert years() == ("2002", "2015") and "from=2002" in opened.page.evaluate("location.hash")
    opened.page.click("#closer")
    assert years() == ("2005", "2011")
    opened.page.click("#farther")
    assert years() == ("2002", "2015")
    opened.page.click("#earlier")
    assert years()[0] < "2002"
    opened.page.go_back()
    opened.page.wait_for_function("document.querySelector('#year-from').value === '2002'")
    place = opened.page.locator(".lane svg").first.bounding_box()
    opened.page.mouse.move(place["x"] + 300, place["y"] + place["height"] - 3)
    opened.page.mouse.down()
    opened.page.mouse.move(place["x"] + 500, place["y"] + place["height"] - 3, steps=4)
    opened.page.mouse.up()
    assert years()[0] < "2002" and int(years()[1]) - int(years()[0]) == 13
    # A zoom goes no further than a year, nor beyond what is dated.
    go(opened, **{"from": "2003", "to": "2003"})
    assert opened.page.is_disabled("#closer") and "Feb" in (opened.page.locator(".axis").first.text_content() or "")
    assert mark(opened, "concordia").is_visible()
    opened.page.click("button:has-text('All') >> nth=0")
    assert opened.page.is_disabled("#earlier") and opened.page.is_disabled("#later")


def test_marks_are_walked_by_keyboard(opened: Opened) -> None:
    go(opened)
    opened.page.focus("#timeline")
    for _ in range(3):
        opened.page.keyboard.press("Tab")
        if opened.page.evaluate("document.activeElement.classList.contains('mark')"):
            break

    def here() -> tuple[str, str]:
        return tuple(opened.page.evaluate("[document.activeElement.dataset.mark, document.activeElement.closest('.lane').dataset.lane]"))  # fmt: skip

    first = here()
    assert first[1] == "eu-nato"
    assert opened.page.locator('.mark[tabindex="0"]').count() == 1
    opened.page.keyboard.press("ArrowRight")
    second = here()
    dates = {row["entity"]: row["date"] for row in reversed(rows_of("milestones.csv"))}
    assert second[1] == "eu-nato" and dates[second[0]] > dates[first[0]]
    opened.page.keyboard.press("ArrowDown")
    assert here()[1] == "treaties"
    opened.page.keyboard.press("Home")
    assert here() == ("maastricht-treaty", "treaties")
    opened.page.keyboard.press("Enter")
    assert opened.page.inner_text("#panel-body h3") == "Treaty on European Union"
    assert "1993-11-01" in opened.page.inner_text("#panel-body") and here()[0] == "maastricht-treaty"
    opened.page.keyboard.press("+")
    # The zoom keeps in sight what it was asked for on.
    assert (opened.page.input_value("#year-from"), opened.page.input_value("#year-to")) == ("1992", "2008")
    assert here() == ("maastricht-treaty", "treaties")
    opened.page.keyboard.press("Escape")
    assert "focus" not in opened.page.evaluate("location.hash")
    assert "Choose a mark" in opened.page.inner_text("#panel-body")
    opened.page.keyboard.press("Shift+ArrowRight")
    before = opened.page.input_value("#year-from")
    assert before > "1992"
    opened.page.focus('.mark[tabindex="0"]')
    opened.page.keyboard.press("Shift+ArrowLeft")
    assert opened.page.input_value("#year-from") < before


def test_row_of_the_table_leads_to_the_mark(opened: Opened) -> None:
    go(opened)
    opened.page.click("#facts [data-node=maastricht-treaty] >> nth=0")
    assert mark(opened, "maastricht-treaty").get_attribute("aria-current") == "true"
    assert opened.page.locator("#facts tr.chosen").count() >= 2


def test_day_is_a_line_that_moves_and_names_what_changed(opened: Opened, lane_ids: list[str]) -> None:
    go(opened, **{"as-of": "2003-12-14", "from": "2003", "to": "2004"})
    at = opened.page.evaluate("parseFloat(document.querySelector('.day-line').style.left)")
    assert opened.page.inner_text('.lane[data-lane="berlin-plus"] h3').endswith("1 recorded as running")
    opened.page.fill("#day-exact", "2003-12-16")
    opened.page.dispatch_event("#day-exact", "change")
    assert opened.page.evaluate("parseFloat(document.querySelector('.day-line').style.left)") > at
    assert "EUFOR Concordia" in opened.page.inner_text("#day-changes .left")
    assert opened.page.inner_text('.lane[data-lane="berlin-plus"] h3').endswith("0 recorded as running")
    opened.page.fill("#day-exact", "2016-07-08")
    opened.page.dispatch_event("#day-exact", "change")
    assert not opened.page.is_visible(".day-line")


# Reading


@pytest.mark.parametrize(
    ("first", "last", "everything"), [(1992, 2025, False), (2003, 2003, True), (1945, 2026, True)]
)  # fmt: skip
def test_no_label_lies_over_another(
    opened: Opened, lane_ids: list[str], first: int, last: int, everything: bool
) -> None:
    state = {"from": str(first), "to": str(last)}
    if everything:
        state |= {"hide": "acts", "tall": ",".join(lane_ids)}
    go(opened, **state)
    overlapping = opened.page.evaluate(
        """() => { const found = [];
        for (const svg of document.querySelectorAll('.lane svg')) {
          const boxes = [...svg.querySelectorAll('.mark text:not(.ask)')].map(one => [one.textContent, one.getBoundingClientRect()]);
          for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
            const [a, b] = [boxes[i][1], boxes[j][1]];
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) found.push([boxes[i][0], boxes[j][0]]);
          } }
        return found; }"""
    )
    assert overlapping == []
    assert opened.page.locator(".mark text").count() > 30


def test_what_has_no_room_is_counted_and_can_be_shown(opened: Opened) -> None:
    go(opened)
    lane = opened.page.locator('.lane[data-lane="eu-operations"]')
    more = int(lane.get_attribute("data-more-count") or "0")
    shown = lane.locator(".mark").count()
    assert more > 0 and f"+{more} more" in lane.inner_text()
    assert shown + more == count(opened, "eu-operations")
    lane.locator("[data-more]").focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator('.lane[data-lane="eu-operations"] .mark').count() == shown + more
    assert opened.page.evaluate("document.activeElement.dataset.more") == "eu-operations"
    assert "tall=eu-operations" in opened.page.evaluate("location.hash")


def test_chosen_thing_has_room_whatever_the_others(opened: Opened) -> None:
    go(opened)
    hidden = {row["thing"] for row in table(opened) if row["lane"].startswith("Other operations")} - set(
        opened.page.eval_on_selector_all(".mark", "all => all.map(one => one.dataset.mark)")
    )
    thing = sorted(hidden)[0]
    go(opened, focus=thing)
    assert mark(opened, thing).count() == 1


def test_svg_and_png_carry_day_version_sources_and_key(opened: Opened, held: Contents) -> None:
    go(opened, **{"as-of": "2016-07-08", "from": "2016", "to": "2018"})
    svg = opened.download(lambda: opened.page.click("[data-download=svg]")).decode("utf-8")
    assert "As of 2016-07-08" in svg and held.about.version in svg and "@jd-2016-ec" in svg
    assert "Joint Declaration 2016" in svg and "EU–NATO declarations and agreements" in svg and "signed" in svg
    assert "var(--" not in re.sub(r"<style.*?</style>", "", svg)
    png = opened.download(lambda: opened.page.click("[data-download=png]"))
    assert png.startswith(b"\x89PNG") and len(png) > 20_000
    rows = table(opened)
    assert {row["as_of"] for row in rows} == {"2016-07-08"} and all(held.about.version in row["data"] for row in rows)


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(browser: Any, file: Path, dark: bool) -> None:
    opened = Opened(browser, file, "#focus=concordia&from=2001&to=2006", dark=dark)
    assert opened.axe() == []
    opened.close()


@pytest.mark.parametrize("width", [1024, 390])
def test_page_never_scrolls_sideways_and_the_picture_can_be_used(browser: Any, file: Path, width: int) -> None:
    opened = Opened(browser, file, "#focus=concordia&from=2001&to=2006", width=width)
    assert opened.sideways() <= 0
    box = mark(opened, "concordia").bounding_box()
    assert 0 <= box["x"] < width
    mark(opened, "eufor-althea").click()
    assert "EUFOR Althea" in opened.page.inner_text("#panel-body h3")
    assert opened.sideways() <= 0
    opened.close()


@pytest.mark.parametrize("fragment", ["#from=abc&to=-1&hide=nothing&focus=nobody", "#from=2030&to=1800&as-of=2025-99-99", "#hide=&tall=x&from=2010&to=2005"])  # fmt: skip
def test_bad_address_gives_a_page_all_the_same(browser: Any, file: Path, fragment: str) -> None:
    opened = Opened(browser, file, fragment)
    first, last = (int(opened.page.input_value(f"#year-{end}")) for end in ("from", "to"))
    assert 1900 < first <= last < 2100
    assert opened.page.locator(".lane").count() > 0
    opened.close()


# One thing


def test_timeline_of_a_thing_by_any_name(browser: Any, store: Store, held: Contents, tmp_path: Path) -> None:
    target = tmp_path / "norway.html"
    target.write_text(timeline_view(store, "Norwegen", date(2025, 12, 31)), encoding="utf-8")
    opened = Opened(browser, target)
    assert opened.page.inner_text("h1").startswith("Norway")
    rows = table(opened)
    joined = {row["id"] for row in rows}
    assert {"norway--memberOf--nato", "norway--authorisedToJoin--military-mobility"} <= joined
    authorised = next(row for row in rows if row["id"] == "norway--authorisedToJoin--military-mobility")
    assert authorised["date_as_written"] == "2021-05-06/" and authorised["what"] == "authorised to join"
    # Authorised is not participating: two lanes.
    assert opened.page.locator(".lane[data-lane=out-authorisedToJoin] .mark").count() == 1
    stated = {f.id for f in held.facts.values() if f.object and not f.denied and f.certainty != "unverified" and "norway" in (f.subject, f.object)}  # fmt: skip
    assert joined == stated
    assert opened.axe() == []
    opened.close()


def test_denied_statements_are_no_bars(held: Contents) -> None:
    drawn = {id for lane in lanes_about(held, "artemis") for id in lane.facts}
    assert "artemis--hasRecourseTo--berlin-plus--not" in held.facts
    assert drawn and not any(held.facts[id].denied for id in drawn)


# Any data


def world(*milestones: Milestone) -> Contents:
    def entry(id: str, kind: str) -> Entry:
        return Entry(id, NASTY, (kind,), kind, "", NASTY, NASTY, (NASTY,), (), (), ())

    def fact(id: str, subject: str, relation: str, target: str) -> Fact:
        since, cited = "2020-01-01", (("k", NASTY),)
        return Fact(
            id, subject, relation, target, False, "", "", (), (), since, "", read_span(since), "confirmed", NASTY, cited
        )

    facts = [fact("a--exists", "a", "exists", ""), fact("a--leads--b", "a", "leads", "b")]
    return Contents(
        about=About(NASTY, "1", "0" * 64, date(2026, 1, 1), {}),
        things={"a": entry("a", "Operation"), "b": entry("b", "Body")},
        facts={one.id: one for one in facts},
        milestones=milestones,
        positions=(), claims=(), recommendations=(), observations=(), mentions=(), completeness=(),
        sources={"k": SourceRecord("k", NASTY, "press", "javascript:alert(1)", False, False, {})},
        words={"exists": NASTY, "leads": NASTY, "Operation": NASTY}, definitions={}, concepts={"launched": (NASTY, NASTY)},
    )  # fmt: skip


def test_hostile_labels_change_nothing_but_the_text_shown(browser: Any, tmp_path: Path) -> None:
    day = date(2020, 6, 1)
    launched = Milestone(
        "a--launched", "a", "launched", "2020-06-01", day, day, "", "confirmed", NASTY, (("k", NASTY),)
    )
    target = tmp_path / "nasty.html"
    target.write_text(
        timeline_page(world(launched), title=NASTY, standfirst=NASTY, day=date(2021, 1, 1), notes=[NASTY]), "utf-8"
    )
    opened = Opened(browser, target, "#focus=a&hide=")
    assert opened.page.evaluate("window.hurt") is None and opened.page.query_selector("img") is None
    assert opened.page.evaluate("document.querySelector('h1').textContent") == NASTY
    assert opened.page.evaluate("document.querySelector('#panel-body h3').textContent") == NASTY
    assert opened.page.locator("#facts tbody tr").count() == 2
    assert opened.sideways() <= 0
    opened.page.click("[data-download=svg]")
    opened.close()


def test_nothing_dated_is_a_page_that_says_so(browser: Any, tmp_path: Path) -> None:
    target = tmp_path / "empty.html"
    empty = replace(world(), facts={})
    target.write_text(timeline_page(empty, title="T", standfirst="", day=date(2021, 1, 1), thing="b"), "utf-8")
    opened = Opened(browser, target)
    assert "Nothing dated is recorded here" in opened.page.inner_text("#timeline")
    opened.close()


def test_same_data_and_day_give_the_same_bytes(store: Store, file: Path) -> None:
    assert timeline_view(store, None, date(2025, 12, 31)) == file.read_text(encoding="utf-8")


def test_page_names_no_address_that_it_would_load(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "<script src" not in text and "@import" not in text and "url(http" not in text
    assert text.count("<link ") == 1
