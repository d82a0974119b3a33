"""The network page in a real browser with the network off, by mouse and by keyboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browsing import NASTY, Opened
from conftest import Run

from graph.contents import Contents, Entry, Fact, SourceRecord, contents
from graph.dates import OPEN_END, Span
from graph.knowledge_graph import KnowledgeGraph
from graph.pages.document import embedded
from graph.pages.network import CUTS, network_page
from graph.pages.sides import sides
from graph.store import About, Store

pytestmark = pytest.mark.browser
POSITIONS = "JSON.stringify(Object.values(window.eunatoNetwork.body.nodes).map(node => [node.id, node.x, node.y]))"
READY = "window.eunatoNetwork !== undefined && document.querySelector('#facts tbody tr') !== null"


@pytest.fixture(scope="module")
def held(store: Store) -> Contents:
    return contents(store)


@pytest.fixture(scope="module")
def file(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("network") / "network.html"
    file.write_text(kg.page("network", as_of="2021-05-06"), encoding="utf-8")
    return file


def opened_at(browser: Any, file: Path, fragment: str = "", **options: Any) -> Opened:
    opened = Opened(browser, file, fragment, **options)
    opened.until(READY)
    return opened


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Opened]:
    opened = opened_at(browser, file)
    yield opened
    opened.close()


@pytest.fixture
def answer(browser: Any, kg: KnowledgeGraph, tmp_path: Path) -> Iterator[Opened]:
    file = tmp_path / "answer.html"
    file.write_text(kg.answer_page("non-eu-allies-in-pesco", "2022-07-01"), encoding="utf-8")
    opened = opened_at(browser, file)
    yield opened
    opened.close()


def table_of(opened: Opened) -> list[dict[str, str]]:
    text = opened.download(lambda: opened.page.click("[data-download=csv]")).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def day_shown(opened: Opened) -> str:
    return str(opened.page.get_attribute("#day-shown", "datetime"))


def fact(id: str, certainty: str = "confirmed", since: date = date(2020, 1, 1), note: str = "") -> Fact:
    subject, relation, target = id.split("--")
    span = Span(since, OPEN_END, since, OPEN_END)
    return Fact(
        id,
        subject,
        relation,
        target,
        False,
        "",
        "",
        (),
        (),
        since.isoformat(),
        "",
        span,
        certainty,
        note,
        (("k", NASTY),),
    )


def nasty_world() -> Contents:
    def entry(id: str, label: str, kind: str) -> Entry:
        return Entry(id, label, (kind,), kind, "", NASTY, NASTY, (NASTY,), (), (), ())

    things = {"a": entry("a", NASTY, "State"), "b": entry("b", "B", "Body"), "c": entry("c", "C", "Body")}
    facts = {f.id: f for f in (fact("a--attends--b", note=NASTY), fact("a--leads--c", "unverified"))}
    source = SourceRecord("k", NASTY, "press", "javascript:alert(1)", False, False, {})
    about = About("World", "1", "0" * 64, date(2026, 1, 1), {})
    return Contents(
        about, things, facts, (), (), (), (), (), (), (), {"k": source}, {"attends": NASTY, "leads": "leads"}, {}, {}
    )  # fmt: skip


# What it shows


def test_whole_view_opens_without_network_with_a_cut_that_can_be_read(opened: Opened, file: Path) -> None:
    drawn = opened.page.evaluate(
        "(() => { const c = document.querySelector('#network canvas'); const d = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; })()"
    )
    assert drawn > 3000
    assert day_shown(opened) == "2021-05-06"
    assert opened.page.input_value("#cut") == "structure"
    assert len(file.read_bytes()) <= 1_500_000
    assert opened.requests == [file.as_uri()]


@pytest.mark.parametrize(
    ("day", "cut"), [("2022-07-01", "pesco"), ("2005-12-31", "structure"), ("2017-05-15", "instruments")]
)
def test_table_has_what_holds_on_the_day_and_no_more(
    browser: Any, file: Path, kg: KnowledgeGraph, held: Contents, day: str, cut: str
) -> None:
    opened = opened_at(browser, file, f"#as-of={day}&cut={cut}")
    rows = {row["statement"] for row in table_of(opened)}
    (chosen,) = [one for one in CUTS if one.id == cut]
    certain = {key for _, _, key in kg.network(day).edges(keys=True) if chosen.takes(held.facts[key], held)}
    assert certain and certain <= rows
    # The rest may hold: their first or last day is open, and the page says of how many that is so.
    unsure = rows - certain
    assert all(held.facts[id].span.holds_on(date.fromisoformat(day)).value == "unknown" for id in unsure)
    said = opened.page.inner_text("#shown")
    assert said.startswith(f"{len(rows)} of ") and (not unsure or f"{len(unsure)} of them not certain" in said)
    opened.close()


def test_stage_of_norway_is_the_one_of_the_day(browser: Any, file: Path) -> None:
    opened = opened_at(browser, file, "#as-of=2021-05-05&cut=pesco&focus=norway&only=1")
    assert {row["relation"] for row in table_of(opened)} == {"expressedInterestIn", "requestedToJoin"}
    opened.page.click("#day-later")
    assert day_shown(opened) == "2021-05-06"
    assert "authorisedToJoin" in {row["relation"] for row in table_of(opened)}
    assert "participatesIn" not in {row["relation"] for row in table_of(opened)}
    assert "Norway – authorised to join – Military Mobility" in opened.page.inner_text("#day-changes")
    assert "@dec-2021-749" in opened.page.inner_text("#panel-body")
    opened.close()


def test_colour_of_a_state_is_its_side_on_the_day(browser: Any, file: Path) -> None:
    def colour(day: str) -> str:
        opened = opened_at(browser, file, f"#as-of={day}&cut=pesco&focus=united-kingdom")
        found = opened.page.evaluate("window.eunatoNetwork.body.nodes['finland'].options.color.background")
        opened.close()
        return str(found)

    assert colour("2023-04-03") == "#0072b2" and colour("2023-04-04") == "#7b3f98"


def test_answer_is_drawn_for_its_day_only(answer: Opened, kg: KnowledgeGraph) -> None:
    assert answer.page.inner_text("h1").startswith("Which non-EU Allies")
    assert answer.page.query_selector("#day-slider") is None
    graph = kg.network(answer=kg.ask("non-eu-allies-in-pesco", "2022-07-01"))
    assert {row["statement"] for row in table_of(answer)} == {key for _, _, key in graph.edges(keys=True)}


def test_answer_without_rows_is_a_page_that_says_so(browser: Any, kg: KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text(kg.answer_page("non-eu-allies-in-pesco", "2000-01-01"), encoding="utf-8")
    opened = opened_at(browser, file)
    assert "No statement on this day" in opened.page.inner_text("#facts")
    opened.close()


def test_neighbourhood_of_a_thing_is_named_by_any_alias(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out" / "turkey.html"
    done = run("view", "network", "Turkey", "--as-of", "2017-05-15", "--output", str(target))
    assert done.returncode == 0 and str(target) in done.stderr and "MB" in done.stderr
    assert "<h1>Türkiye: what it is linked to, on any day</h1>" in target.read_text(encoding="utf-8")


def test_unknown_thing_gives_the_nearest_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    done = run("view", "network", "Norwey", "--output", str(tmp_path / "x.html"))
    assert done.returncode == 2 and "Norway" in done.stderr and not (tmp_path / "x.html").exists()


# What it does


def test_filters_and_days_move_nothing(opened: Opened) -> None:
    before = opened.page.evaluate(POSITIONS)
    opened.page.uncheck("[data-filter=relation][data-name=partOf]")
    opened.page.click("#day-earlier")
    opened.page.uncheck("[data-filter=kind][data-name=Body]")
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate(POSITIONS) == before


def test_filter_takes_relation_from_table_and_picture_and_stands_in_the_address(opened: Opened) -> None:
    assert "partOf" in {row["relation"] for row in table_of(opened)}
    opened.page.uncheck("[data-filter=relation][data-name=partOf]")
    assert "partOf" not in {row["relation"] for row in table_of(opened)}
    assert "hide-relation=partOf" in opened.page.url
    drawn = opened.page.evaluate(
        "Object.values(window.eunatoNetwork.body.edges).filter(edge => !edge.options.hidden).length"
    )
    opened.page.check("[data-filter=relation][data-name=partOf]")
    assert (
        opened.page.evaluate(
            "Object.values(window.eunatoNetwork.body.edges).filter(edge => !edge.options.hidden).length"
        )
        > drawn
    )


def test_back_returns_to_the_view_before(opened: Opened) -> None:
    opened.page.select_option("#cut", "pesco")
    opened.page.fill("#day-exact", "2018-03-06")
    assert day_shown(opened) == "2018-03-06"
    opened.page.go_back()
    opened.until("document.getElementById('day-shown').textContent === '2021-05-06'")
    assert opened.page.input_value("#cut") == "pesco"
    opened.page.go_back()
    opened.until("document.getElementById('cut').value === 'structure'")


def test_all_of_it_works_by_keyboard(opened: Opened) -> None:
    page = opened.page
    page.focus("#search")
    page.keyboard.type("shape")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-body h3") == "Supreme Headquarters Allied Powers Europe"
    page.focus("#day-slider")
    page.keyboard.press("ArrowLeft")
    assert day_shown(opened) < "2021-05-06"
    page.focus("#facts td button.link, #facts th button.link")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-body h3") == page.evaluate("eunato.label(eunato.state.focus)")
    page.focus("[data-filter=relation][data-name=partOf]")
    page.keyboard.press("Space")
    assert "hide-relation=partOf" in page.url
    # The legend is drawn anew; whoever steps through it must not be thrown out.
    assert page.evaluate("document.activeElement.dataset.name") == "partOf"


def test_play_walks_through_the_changes_and_stops(opened: Opened) -> None:
    opened.page.fill("#day-exact", "2017-12-10")
    opened.page.select_option("#cut", "pesco")
    opened.page.click("#day-play")
    opened.until("document.getElementById('day-shown').textContent > '2017-12-10'")
    opened.page.click("#day-play")
    assert opened.page.get_attribute("#day-play", "aria-pressed") == "false"
    stopped = day_shown(opened)
    opened.page.wait_for_timeout(1200)
    assert day_shown(opened) == stopped


@pytest.mark.parametrize(
    ("typed", "found"), [("TURKEY", "Türkiye"), ("eurocorps", "Eurocorps"), ("Turkiye", "Türkiye")]
)
def test_search_knows_every_alias(opened: Opened, typed: str, found: str) -> None:
    opened.page.fill("#search", typed)
    assert found in opened.page.inner_text("#search-list li >> nth=0")


def test_search_for_nothing_says_so(opened: Opened) -> None:
    opened.page.fill("#search", "xyzzy")
    assert "nothing bears this name" in opened.page.inner_text("#search-list")


# What it gives


def test_svg_shows_what_is_seen_with_day_version_and_sources(answer: Opened, kg: KnowledgeGraph) -> None:
    root = ElementTree.fromstring(answer.download(lambda: answer.page.click("[data-download=svg]")))
    words = " ".join(text.strip() for text in root.itertext())
    assert "2022-07-01" in words and kg.about.version in words and "@dec-2021-749" in words
    assert {"Norway", "Canada"} <= {text.strip() for text in root.itertext()}
    assert answer.page.evaluate("document.querySelectorAll('body > div > svg').length") == 0


def test_png_is_a_picture(answer: Opened) -> None:
    picture = answer.download(lambda: answer.page.click("[data-download=png]"))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 10_000


def test_csv_names_day_version_and_sources(answer: Opened, kg: KnowledgeGraph) -> None:
    for row in table_of(answer):
        assert row["as_of"] == "2022-07-01" and kg.about.version in row["data"] and row["sources"].startswith("[@")


def test_same_data_and_day_give_the_same_bytes(kg: KnowledgeGraph, file: Path) -> None:
    assert kg.page("network", as_of="2021-05-06") == file.read_text(encoding="utf-8")


# Whom it serves


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(browser: Any, file: Path, dark: bool) -> None:
    opened = opened_at(browser, file, "#as-of=2021-05-06&cut=pesco&focus=norway", dark=dark)
    assert opened.axe() == []
    opened.close()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_page_never_scrolls_sideways(browser: Any, file: Path, width: int) -> None:
    opened = opened_at(browser, file, "#focus=norway&cut=pesco", width=width)
    assert opened.sideways() <= 0
    opened.close()


# What it withstands


def test_hostile_labels_change_nothing_but_the_text_shown(browser: Any, tmp_path: Path) -> None:
    world = nasty_world()
    file = tmp_path / "nasty.html"
    text = network_page(
        world, world.facts.values(), title=NASTY, standfirst=NASTY, day=date(2021, 1, 1), notes=[NASTY], focus="a"
    )
    file.write_text(text, encoding="utf-8")
    opened = opened_at(browser, file)
    page = opened.page
    assert page.evaluate("document.querySelector('h1').textContent") == NASTY
    assert page.evaluate("document.querySelector('#panel-body h3').textContent") == NASTY
    page.fill("#search", "very long")
    svg = opened.download(lambda: page.click("[data-download=svg]"))
    ElementTree.fromstring(svg)
    assert page.evaluate("window.hurt") is None
    assert page.query_selector("img") is None and page.query_selector("a[href^=javascript]") is None
    assert opened.sideways() <= 0
    opened.close()


def test_what_could_not_be_verified_is_shown_only_when_asked_for(browser: Any, tmp_path: Path) -> None:
    world = nasty_world()
    file = tmp_path / "unverified.html"
    file.write_text(
        network_page(world, world.facts.values(), title="T", standfirst="", day=date(2021, 1, 1)), encoding="utf-8"
    )
    opened = opened_at(browser, file)
    assert {row["statement"] for row in table_of(opened)} == {"a--attends--b"}
    opened.page.check("#unverified")
    assert {row["statement"] for row in table_of(opened)} == {"a--attends--b", "a--leads--c"}
    opened.close()


@pytest.mark.parametrize(
    "fragment", ["#as-of=nonsense", "#as-of=2021-13-45", "#cut=none&focus=nobody", "#%", "#as-of=0001-01-01"]
)
def test_bad_address_gives_a_page_all_the_same(browser: Any, file: Path, fragment: str) -> None:
    opened = opened_at(browser, file, fragment)
    assert opened.page.inner_text("#shown")
    opened.close()


def test_embedded_data_cannot_end_its_element() -> None:
    assert "<" not in str(embedded({"a": "</script><!--"}))


def test_page_names_no_address_that_it_would_load(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "<script src" not in text and "@import" not in text
    assert text.count("<link ") == 1 and '<link rel="icon" href="data:,">' in text


def test_arrow_keys_move_the_picture_when_it_has_the_focus(opened: Opened) -> None:
    before = opened.page.evaluate("window.eunatoNetwork.getViewPosition().x")
    opened.page.focus("#network")
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate("window.eunatoNetwork.getViewPosition().x") > before
    scale = opened.page.evaluate("window.eunatoNetwork.getScale()")
    opened.page.keyboard.press("+")
    assert opened.page.evaluate("window.eunatoNetwork.getScale()") > scale
    assert opened.axe() == []


def test_side_of_a_thing_follows_the_structure(held: Contents) -> None:
    found = sides(held)
    assert found["eda"] == found["hrvp"] == found["military-mobility"] == "eu"
    assert found["shape"] == found["saceur"] == found["nato-mc"] == "nato"
    assert found["nac-psc-formal"] == found["jd-2016"] == "both"
    # The Organisation for Joint Armament Cooperation is neither's, and states are not told here.
    assert "occar" not in found and "france" not in found
    # That the Centre is not part of NATO is a denial and must not count.
    assert found.get("hybrid-coe") is None
