"""The membership page in a real browser with the network off: sets, counts, exclusions with reasons, and the series."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browsing import NASTY, Opened
from worlds import small_world

from graph.answers import StatementRef
from graph.contents import Contents, contents
from graph.errors import QuestionError
from graph.knowledge_graph import KnowledgeGraph
from graph.membership import history
from graph.pages.exclusions import MEETINGS, Exclusions, exclusions
from graph.pages.membership import membership_page, membership_view
from graph.store import Store, open_store

pytestmark = pytest.mark.browser

COVERED = "2025-12-31"
# Day, in both, only in the EU, only in NATO: counted by hand in the tables of accessions.
GOLD = [
    ("1949-08-24", 0, 0, 12),
    ("1957-12-31", 0, 0, 15),
    ("1990-01-01", 11, 1, 5),
    ("2004-04-30", 11, 4, 15),
    ("2004-05-01", 19, 6, 7),
    ("2009-05-01", 21, 6, 7),
    ("2017-05-15", 22, 6, 6),
    ("2020-01-31", 22, 6, 7),
    ("2020-02-01", 21, 6, 8),
    ("2023-04-04", 22, 5, 9),
    ("2024-03-07", 23, 4, 9),
]


@pytest.fixture(scope="module")
def held(store: Store) -> Contents:
    return contents(store)


@pytest.fixture(scope="module")
def shut_out(store: Store, held: Contents) -> Exclusions:
    return exclusions(store, held)


def made(store: Store, held: Contents, shut_out: Exclusions, **more: Any) -> str:
    return membership_page(
        held, series=history(store, "eu", "nato"), shut_out=shut_out, day=date.fromisoformat(COVERED), **more
    )


@pytest.fixture(scope="module")
def file(store: Store, held: Contents, shut_out: Exclusions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("membership") / "membership.html"
    path.write_text(made(store, held, shut_out), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shared(browser: Any, file: Path) -> Iterator[Opened]:
    opened = Opened(browser, file)
    yield opened
    opened.close()


@pytest.fixture
def opened(shared: Opened) -> Opened:
    """The page in its first state; opened once for all tests that change nothing but its state."""
    go(shared, COVERED)
    return shared


def go(opened: Opened, day: str, **more: str) -> None:
    """Takes the page to a state by its address, as a link does."""
    state = "&".join([f"as-of={day}", *(f"{key}={value}" for key, value in more.items())])
    opened.page.evaluate("hash => { location.hash = hash }", state)
    opened.until(f"document.getElementById('day-shown').textContent === '{day}' && location.hash === '#{state}'")
    if more:
        opened.page.wait_for_timeout(30)


def field(opened: Opened, name: str) -> list[str]:
    """The states whose tokens stand in a field, sorted."""
    return sorted(
        opened.page.eval_on_selector_all(
            f".token[data-field={name}]", "tokens => tokens.map(token => token.dataset.state)"
        )
    )


def table(opened: Opened) -> dict[str, list[str]]:
    """The table of states: the texts of the cells by state."""
    rows = opened.page.eval_on_selector_all(
        "#states tbody tr[data-state]",
        "rows => rows.map(row => [row.dataset.state, [...row.cells].map(cell => cell.innerText)])",
    )
    return dict(rows)


def places(opened: Opened) -> dict[str, str]:
    pairs = opened.page.eval_on_selector_all(
        ".token", "tokens => tokens.map(token => [token.dataset.state, token.getAttribute('transform')])"
    )
    return dict(pairs)


# Counts and fields


@pytest.mark.parametrize(("day", "both", "only_eu", "only_nato"), GOLD)
def test_counts_and_tokens_are_those_of_the_day(
    opened: Opened, day: str, both: int, only_eu: int, only_nato: int
) -> None:
    go(opened, day)
    said = opened.page.inner_text("#counted")
    assert said.startswith(f"On {day}: {both} in both, {only_eu} only in the E")
    assert said.endswith(f"{only_nato} only in NATO.")
    assert [len(field(opened, name)) for name in ("both", "only_a", "only_b")] == [both, only_eu, only_nato]


def test_each_change_day_has_the_sets_of_compare(opened: Opened, kg: KnowledgeGraph) -> None:
    days = [str(row.cells["from"]) for row in kg.compare_history("EU", "NATO").rows]
    assert len(days) == 20
    for day in [*days, "1993-10-31", "1993-11-01"]:
        go(opened, day)
        expected = Counter()
        for row in kg.compare("EU", "NATO", day).rows:
            expected[str(row.cells["where"])] += 1
            assert row.cells["state"].id in field(opened, str(row.cells["where"])), (day, row.cells["state"])  # type: ignore[union-attr]
        assert {name: len(field(opened, name)) for name in ("both", "only_a", "only_b")} == {
            name: expected[name] for name in ("both", "only_a", "only_b")
        }


def test_lists_of_two_days_by_hand(opened: Opened) -> None:
    go(opened, "2017-05-15")
    assert field(opened, "only_a") == ["austria", "cyprus", "finland", "ireland", "malta", "sweden"]
    assert field(opened, "only_b") == ["albania", "canada", "iceland", "norway", "turkiye", "united-states"]
    assert len(field(opened, "outside")) == 17
    go(opened, "2024-03-07")
    assert field(opened, "only_a") == ["austria", "cyprus", "ireland", "malta"]
    assert field(opened, "only_b") == [
        "albania", "canada", "iceland", "montenegro", "north-macedonia", "norway", "turkiye", "united-kingdom",
        "united-states",
    ]  # fmt: skip


def test_communities_stand_for_the_eu_before_november_1993(opened: Opened) -> None:
    go(opened, "1990-01-01")
    assert "its predecessor, the European Communities, counts in its place" in opened.page.inner_text("#standing")
    assert "only in the EC" in opened.page.inner_text("#counted")
    assert "No Partnership for Peace yet on 1990-01-01" in (opened.page.text_content("#diagram") or "")
    assert "PESCO\ndid not exist yet" in opened.page.inner_text("#mark-legend")
    assert "yes, since 1973-01-01 (EC)" in table(opened)["ireland"]
    go(opened, "1957-12-31")
    assert "there was no EU, nor a predecessor" in opened.page.inner_text("#standing")
    assert "did not exist yet" in table(opened)["france"][2]
    assert "no EU yet" in (opened.page.text_content("#diagram") or "")
    go(opened, "1993-11-01")
    assert opened.page.inner_text("#standing") == ""
    assert table(opened)["france"][2] == "yes, since 1993-11-01 (in the EC since 1958-01-01)"


def test_after_the_days_of_curation_absence_is_no_no(opened: Opened) -> None:
    go(opened, "2026-11-21")
    standing = opened.page.inner_text("#standing")
    assert "curated up to 2025-12-31" in standing and "absence does not mean no" in standing
    assert table(opened)["norway"][2] == "not recorded"
    assert "it cannot be told" in opened.page.inner_text("#excluded-now")
    assert "Cyprus" in opened.page.inner_text("#excluded-now")
    go(opened, COVERED)
    assert table(opened)["norway"][2] == "no"


def test_frameworks_are_marks_and_columns(opened: Opened) -> None:
    go(opened, "2023-05-23")
    rows = table(opened)
    pesco = [state for state, cells in rows.items() if cells[4].startswith("yes")]
    assert len(pesco) == 26 and "malta" not in pesco and "denmark" in pesco
    legend = opened.page.inner_text("#mark-legend").split("\n")
    assert legend[legend.index("in PESCO") + 1] == "26"
    assert rows["malta"][4] == "no" and rows["malta"][5] == "yes, since 2008-04-03"
    assert "suspended since 2014-04-01" in rows["russia"][5]
    spoken = opened.page.get_attribute(".token[data-state=denmark]", "aria-label") or ""
    assert spoken == "Denmark: in both; in PESCO"
    go(opened, "2017-12-10")
    assert "did not exist yet" in table(opened)["germany"][4]


def test_candidates_come_on_request_and_their_absence_is_not_recorded(opened: Opened) -> None:
    opened.page.check("#candidates")
    assert "candidate for the EU" in (opened.page.get_attribute(".token[data-state=ukraine]", "aria-label") or "")
    assert table(opened)["norway"][6] == "not recorded"
    assert table(opened)["turkiye"][6] == "since 1999-12-11"
    opened.page.uncheck("#candidates")
    assert "candidate" not in (opened.page.get_attribute(".token[data-state=ukraine]", "aria-label") or "")


# Moving the day


def test_tokens_keep_their_places_but_for_those_who_change_field(opened: Opened) -> None:
    go(opened, "2023-04-03")
    before = places(opened)
    go(opened, "2023-04-04")
    after = places(opened)
    assert {state for state in before if before[state] != after.get(state)} == {"finland"}
    assert opened.page.eval_on_selector_all(".token.joined", "all => all.map(one => one.dataset.state)") == ["finland"]
    assert opened.page.eval_on_selector_all(".ghost", "all => all.map(one => one.dataset.ghost)") == ["finland"]
    said = opened.page.inner_text("#day-changes")
    assert "+ Finland in NATO" in said and "− Finland in PfP" in said
    # A choice does not wipe the marks away; the next day does.
    opened.page.click(".token[data-state=norway]")
    assert opened.page.locator(".token.joined").count() == 1
    go(opened, "2023-04-05")
    assert opened.page.locator(".token.joined").count() == 0


def test_places_never_collide_on_any_change_day(opened: Opened) -> None:
    days = opened.page.evaluate("eunato.data.days")
    assert len(days) > 40 and days[0] == "1949-08-24" and days[-1] <= COVERED
    spots = opened.page.evaluate(
        "days => days.map(day => { eunato.set({ 'as-of': day }, { replace: true });"
        " return [...document.querySelectorAll('.token')].map(token => token.getAttribute('transform')); })",
        days,
    )
    assert len(spots) == len(days)
    for day, found in zip(days, spots, strict=True):
        assert found and len(found) == len(set(found)), day


def test_day_by_keyboard_slider_and_back(opened: Opened) -> None:
    page = opened.page
    go(opened, "2020-01-31")
    page.focus("#day-later")
    page.keyboard.press("Enter")
    assert page.inner_text("#day-shown") == "2020-02-01"
    assert "− United Kingdom in EU" in page.inner_text("#day-changes")
    page.go_back()
    opened.until("document.getElementById('day-shown').textContent === '2020-01-31'")
    page.focus("#day-slider")
    page.keyboard.press("Home")
    assert page.inner_text("#day-shown") == "1949-08-24"
    page.fill("#day-exact", "2017-05-15")
    page.dispatch_event("#day-exact", "change")
    assert page.inner_text("#counted") == "On 2017-05-15: 22 in both, 6 only in the EU, 6 only in NATO."


def test_skip_link_keeps_the_day(opened: Opened) -> None:
    go(opened, "2017-05-15")
    opened.page.focus(".skip")
    opened.page.keyboard.press("Enter")
    opened.until("document.activeElement.id === 'states'")
    assert opened.page.inner_text("#day-shown") == "2017-05-15"
    opened.until("location.hash === '#as-of=2017-05-15'")


# Choosing


def test_tokens_by_arrow_keys_and_enter(opened: Opened) -> None:
    page = opened.page
    go(opened, "2017-05-15")
    page.focus(".token[tabindex='0']")
    begun = page.evaluate("document.activeElement.dataset.state")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.state") != begun
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.state") == begun
    page.keyboard.press("ArrowDown")
    state = page.evaluate("document.activeElement.dataset.state")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-body h3") == page.evaluate(f"eunato.label('{state}')")
    assert f"focus={state}" in page.url
    assert page.evaluate("document.activeElement.dataset.state") == state
    assert page.get_attribute(f".token[data-state={state}]", "aria-pressed") == "true"


def test_panel_tells_memberships_over_time_with_sources(opened: Opened) -> None:
    go(opened, "2017-05-15", focus="malta")
    panel = opened.page.inner_text("#panel-body")
    for words in (
        "Malta member of European Union", "from 2004-05-01, still open",
        "from 1995-04-26, to before 1996-10-27", "from 2008-04-03, still open", "@nato-malta-2008",
        "Security agreement with NATO", "from 2008-04-03..2009-03-31",
    ):  # fmt: skip
        assert words in panel, words


def test_search_by_any_name_and_row_of_the_table(opened: Opened) -> None:
    page = opened.page
    page.fill("#search", "Turkey")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-body h3") == "Türkiye"
    page.focus("#states [data-node=iceland]")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-body h3") == "Iceland"
    assert page.get_attribute("#states tr[data-state=iceland]", "class") == "chosen"


def test_fields_filter_picture_and_table_alike_and_counts_stay(opened: Opened) -> None:
    go(opened, "2017-05-15")
    opened.page.focus("#field-legend [data-name=both]")
    opened.page.keyboard.press("Space")
    assert field(opened, "both") == [] and len(field(opened, "only_a")) == 6
    assert "france" not in table(opened) and "cyprus" in table(opened)
    assert "22 in both" in opened.page.inner_text("#counted")
    assert "29 of 51 states" in opened.page.inner_text("#shown")
    assert "hide=both" in opened.page.url
    assert opened.page.evaluate("document.activeElement.dataset.name") == "both"


# Exclusions


@pytest.mark.parametrize(
    ("day", "yes", "unknown"),
    [
        ("2002-12-12", [], []),
        ("2003-06-01", [], []),
        ("2006-06-01", ["cyprus", "malta"], []),
        ("2008-06-01", ["cyprus"], ["malta"]),
        ("2009-06-01", ["cyprus"], []),
        ("2017-05-15", ["cyprus"], []),
        (COVERED, ["cyprus"], []),
    ],
)
def test_who_is_shut_out(opened: Opened, kg: KnowledgeGraph, day: str, yes: list[str], unknown: list[str]) -> None:
    go(opened, day)
    found = dict(
        opened.page.eval_on_selector_all(".reason", "all => all.map(one => [one.dataset.state, one.dataset.verdict])")
    )
    assert found == dict.fromkeys(yes, "yes") | dict.fromkeys(unknown, "unknown")
    for state in ("cyprus", "malta", "austria", "france"):
        assert kg.why(state, "excludedFrom", MEETINGS, day).extra["verdict"] == found.get(state, "no")


def test_before_the_terms_nothing_is_said_to_be_derived(opened: Opened) -> None:
    go(opened, "2002-12-12")
    assert "did not exist yet" in opened.page.inner_text("#excluded-now")
    go(opened, "2003-06-01")
    assert opened.page.inner_text("#excluded-now") == "On 2003-06-01: nobody is shut out."
    assert opened.page.eval_on_selector_all("#not-excluded button", "all => all.map(one => one.innerText)") == [
        "Austria", "Finland", "Ireland", "Sweden",
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "day"), [("cyprus", "2017-05-15"), ("malta", "2006-06-01"), ("malta", "2008-06-01")])
def test_reasons_are_those_of_why(opened: Opened, kg: KnowledgeGraph, state: str, day: str) -> None:
    go(opened, day)
    rows = [row.cells for row in kg.why(state, "excludedFrom", MEETINGS, day).rows]
    box = f".reason[data-state={state}]"
    shown = set(opened.page.eval_on_selector_all(f"{box} [data-fact]", "all => all.map(one => one.dataset.fact)"))
    assert shown == {row["statement"].id for row in rows if isinstance(row["statement"], StatementRef)}
    absences = opened.page.eval_on_selector_all(f"{box} .absence", "all => all.map(one => one.dataset.complete)")
    told = [row for row in rows if row["part"] == "absent" and row["statement"] is None]
    assert absences == ["true" if "which is complete" in str(row["says"]) else "false" for row in told]
    # Shut out only where each is denied by a source or absent from a complete list.
    verdict = kg.why(state, "excludedFrom", MEETINGS, day).extra["verdict"]
    assert ({row["holds"] for row in told} == {"no"}) == (verdict == "yes")
    assert str(rows[0]["says"]).split(" (@")[0] == opened.page.inner_text(".rule p")
    assert "@copenhagen-decl-2002-fr" in opened.page.inner_text(".rule")


def test_stretches_agree_with_the_rule_between_their_bounds(store: Store, shut_out: Exclusions) -> None:
    from graph.rules import derive

    for day in ("2004-05-02", "2005-09-09", "2008-04-02", "2009-03-30", "2010-01-01", "2023-02-01", "2025-06-30"):
        on = date.fromisoformat(day)
        stretch = next(stretch for stretch in shut_out.stretches if stretch.begins <= on < stretch.ends)
        found = [item for item in derive(store, on, "excludedFrom") if item.object == MEETINGS]
        assert stretch.verdicts == tuple((item.subject, item.verdict, item.statements) for item in found), day


def test_other_meetings_are_not_held_and_readings_name_their_holders(opened: Opened) -> None:
    go(opened, "2017-05-15")
    text = opened.page.inner_text(".others")
    assert "They are not held, from the time on" in text and "not derived" in text

    def holders() -> list[str]:
        return opened.page.eval_on_selector_all(".reading", "all => all.map(one => one.dataset.holder)")

    assert holders() == ["council-of-the-eu", "cyprus", "turkiye"]
    opened.page.check("#unverified")
    assert "ep" in holders()
    go(opened, "2005-01-01")
    assert "not certain on 2005-01-01" in opened.page.inner_text(".reading[data-holder=turkiye]")


# The series


def test_twenty_two_are_two_periods(opened: Opened) -> None:
    said = opened.page.inner_text("#exactly-said")
    assert said == (
        "Exactly 22 shared members in two periods: from 2013-07-01 to before 2020-02-01;"
        " from 2023-04-04 to before 2024-03-07."
    )
    assert opened.page.locator("svg.series .period").count() == 2
    opened.page.select_option("#exactly", "23")
    assert "in one period: since 2024-03-07" in opened.page.inner_text("#exactly-said")
    assert "exactly=23" in opened.page.url


def test_series_table_holds_each_step_of_the_history(opened: Opened, kg: KnowledgeGraph) -> None:
    rows = opened.page.eval_on_selector_all(
        "#steps tbody tr",
        "rows => rows.map(row => ({ from: row.dataset.from, numbers: [2, 3, 4].map(at => parseInt(row.cells[at].querySelector('summary, *')?.innerText || row.cells[at].innerText)), causes: [...row.querySelectorAll('[data-cause]')].map(one => one.dataset.cause).sort() }))",
    )
    expected = [
        {
            "from": row.cells["from"],
            "numbers": [row.cells["both_count"], row.cells["only_a_count"], row.cells["only_b_count"]],
            "causes": sorted(cause.id for cause in row.cells["cause"]),  # type: ignore[union-attr]
        }
        for row in kg.compare_history("EU", "NATO").rows
    ]
    assert rows == expected
    opened.page.locator("#steps tr[data-from='2024-03-07'] summary").first.click()
    listed = opened.page.inner_text("#steps tr[data-from='2024-03-07'] details[open]")
    assert "Finland" in listed and "Sweden" in listed and listed.count(",") == 22


def test_step_sets_the_day_by_mouse_and_by_keyboard(opened: Opened) -> None:
    page = opened.page
    page.locator("#series").scroll_into_view_if_needed()
    page.locator(".step[data-from='1986-01-01'] .hit").click(position={"x": 20, "y": 90})
    assert page.inner_text("#counted") == "On 1986-01-01: 11 in both, 1 only in the EC, 5 only in NATO."
    page.focus(".step[data-from='1986-01-01']")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.from") == "1995-01-01"
    page.keyboard.press("Enter")
    assert page.inner_text("#day-shown") == "1995-01-01"
    assert page.evaluate("document.activeElement.dataset.from") == "1995-01-01"
    page.click("#steps [data-step='2013-07-01']")
    assert page.inner_text("#day-shown") == "2013-07-01"
    page.click("[data-cause=croatia--memberOf--eu]")
    assert "Croatia joins the EU" in page.inner_text("#panel-body h3")


# Files


def test_files_carry_day_data_version_and_sources(opened: Opened, held: Contents) -> None:
    go(opened, "2017-05-15")
    version = f"eunato data {held.about.version} ({held.about.sha256[:12]})"
    svg = opened.download(lambda: opened.page.click("[data-download=svg]")).decode()
    assert svg.startswith("<svg") and version in svg and "2017-05-15" in svg and "@dec-2017-2315" not in svg
    assert "@nato-enlargement-2024" in svg and "Cyprus" in svg
    # The file explains its marks itself: those that it bears, and no others.
    assert ">in the Partnership for Peace, suspended<" in svg and ">in PESCO<" not in svg
    assert opened.download(lambda: opened.page.click("[data-download=png]")).startswith(b"\x89PNG")
    rows = list(csv.DictReader(io.StringIO(opened.download(lambda: opened.page.click("[data-download=csv]")).decode())))
    assert len(rows) == 51 and {row["as_of"] for row in rows} == {"2017-05-15"} and rows[0]["data"] == version
    cyprus = next(row for row in rows if row["state"] == "Cyprus")
    assert cyprus["code"] == "CY" and cyprus["shut"] == "shut out" and cyprus["statements"] == "cyprus--memberOf--eu"
    series = opened.download(lambda: opened.page.click("[data-series=svg]")).decode()
    assert series.startswith("<svg") and version in series and "22 shared" in series
    assert opened.download(lambda: opened.page.click("[data-series=png]")).startswith(b"\x89PNG")
    steps = list(csv.DictReader(io.StringIO(opened.download(lambda: opened.page.click("[data-series=csv]")).decode())))
    assert len(steps) == 20 and steps[-1]["both"] == "23" and len(steps[-1]["members_of_both"].split("; ")) == 23


# The page as a whole


def test_axe_and_width_on_screens_light_and_dark(browser: Any, file: Path) -> None:
    for width, dark, fragment in ((1440, False, ""), (1024, False, "#as-of=2006-06-01&focus=malta"), (390, True, "#as-of=2008-06-01&focus=malta&candidates=1")):  # fmt: skip
        opened = Opened(browser, file, fragment, width=width, dark=dark)
        if width != 1024:
            assert opened.axe() == []
        assert opened.sideways() <= 0
        overflow = opened.page.eval_on_selector_all(
            ".token",
            "all => all.filter(one => one.querySelector('.name').getBoundingClientRect().right > one.querySelector('.box').getBoundingClientRect().right).map(one => one.dataset.state)",
        )
        assert overflow == []
        opened.close()


def test_uncertain_membership_is_drawn_as_such_and_not_counted(
    browser: Any, store: Store, held: Contents, shut_out: Exclusions, tmp_path: Path
) -> None:
    id = "sweden--memberOf--nato"
    fact = held.facts[id]
    span = dataclasses.replace(fact.span, valid_from=date(2024, 3, 31), possibly_from=date(2024, 3, 1))
    facts = {**held.facts, id: dataclasses.replace(fact, begins="2024-03", span=span)}
    path = tmp_path / "page.html"
    path.write_text(made(store, dataclasses.replace(held, facts=facts), shut_out), encoding="utf-8")
    opened = Opened(browser, path, "#as-of=2024-03-15")
    assert "22 in both, 5 only in the EU" in opened.page.inner_text("#counted")
    token = opened.page.locator(".token[data-state=sweden]")
    assert "unsure" in (token.get_attribute("class") or "") and token.get_attribute("data-field") == "only_a"
    assert "NATO not certain on this day" in (token.get_attribute("aria-label") or "")
    assert "?" in (token.locator(".name").text_content() or "")
    row = table(opened)["sweden"]
    assert row[3].startswith("not certain (from 2024-03") and row[8] == "not certain"
    go(opened, "2024-03-31")
    assert "23 in both, 4 only in the EU" in opened.page.inner_text("#counted")
    opened.close()


def test_hostile_labels_are_only_text(
    browser: Any, store: Store, held: Contents, shut_out: Exclusions, tmp_path: Path
) -> None:
    things = {**held.things, "malta": dataclasses.replace(held.things["malta"], label=NASTY)}
    path = tmp_path / "page.html"
    path.write_text(made(store, dataclasses.replace(held, things=things), shut_out), encoding="utf-8")
    opened = Opened(browser, path, "#as-of=2006-06-01&focus=malta")
    assert opened.page.evaluate("window.hurt") is None
    assert opened.page.inner_text("#panel-body h3").startswith("</script><img src=x")
    assert opened.page.locator("main img").count() == 0
    assert opened.sideways() <= 0
    assert len(places(opened)) == len(set(places(opened).values())) > 40
    opened.close()


def test_same_data_and_day_give_the_same_bytes_and_the_page_is_small(
    store: Store, held: Contents, shut_out: Exclusions, file: Path
) -> None:
    again = made(store, held, shut_out)
    assert again == file.read_text(encoding="utf-8")
    assert len(again.encode("utf-8")) < 400_000


def test_view_takes_a_state_by_any_name_and_refuses_others(browser: Any, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(membership_view(store, "Turkey", date(2017, 5, 15)), encoding="utf-8")
    opened = Opened(browser, path)
    assert opened.page.inner_text("#panel-body h3") == "Türkiye"
    assert opened.page.inner_text("#day-shown") == "2017-05-15"
    opened.close()
    with pytest.raises(QuestionError, match="never in the EU"):
        membership_view(store, "Japan", date(2017, 5, 15))


def test_data_that_know_no_formal_meetings_exclude_nobody(tmp_path: Path) -> None:
    world = open_store(small_world(tmp_path / "world"))
    assert exclusions(world, contents(world)).stretches == ()
