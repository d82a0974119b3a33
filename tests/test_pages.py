"""The page in a real browser with the network off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, chromium

from graph.citations import Reference
from graph.knowledge_graph import KnowledgeGraph
from graph.pages.document import embedded
from graph.pages.network import network_page

REQUIRED = os.environ.get("EUNATO_BROWSER_TESTS") == "required"
NASTY = '</script><img src=x onerror="window.hurt=1"> \'quoted\' "twice" \u202eright-to-left ' + "very long " * 30

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        if REQUIRED:
            pytest.fail("Chromium is required here and was not found")
        pytest.skip("no Chromium on this machine; .ci/run installs it and requires these tests")
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


class Opened:
    """A page opened from disk with the network off, and what it said and asked for."""

    def __init__(self, browser: Any, file: Path) -> None:
        self.context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
        self.page = self.context.new_page()
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())
        self.page.wait_for_function("window.eunatoNetwork !== undefined")


@pytest.fixture
def opened(browser: Any, kg: KnowledgeGraph, tmp_path: Path) -> Iterator[Opened]:
    file = tmp_path / "page.html"
    file.write_text(kg.page("non-eu-allies-in-pesco", "2022-07-01"), encoding="utf-8")
    opened = Opened(browser, file)
    yield opened
    assert opened.messages == []
    assert opened.requests == [file.as_uri()]
    opened.context.close()


def test_page_opens_without_network_and_draws_the_answer(opened: Opened) -> None:
    assert opened.page.inner_text("h1").startswith("Which non-EU Allies")
    assert opened.page.get_attribute("time", "datetime") == "2022-07-01"
    nodes = opened.page.evaluate("Object.keys(window.eunatoNetwork.getPositions()).sort()")
    assert {"canada", "norway", "united-states", "military-mobility"} <= set(nodes)
    drawn = opened.page.evaluate(
        "(() => { const c = document.querySelector('#network canvas'); const d = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; })()"
    )
    assert drawn > 1000


def test_nothing_moves_by_itself(opened: Opened) -> None:
    before = opened.page.evaluate("JSON.stringify(window.eunatoNetwork.getPositions())")
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("JSON.stringify(window.eunatoNetwork.getPositions())") == before


def test_table_carries_every_statement_of_the_picture(opened: Opened, kg: KnowledgeGraph) -> None:
    graph = kg.network(answer=kg.ask("non-eu-allies-in-pesco", "2022-07-01"))
    rows = opened.page.eval_on_selector_all("#facts tbody tr[data-id]", "rows => rows.map(row => row.dataset.id)")
    assert sorted(rows) == sorted(key for _, _, key in graph.edges(keys=True))


def test_filter_hides_relation_in_table_and_picture_and_moves_nothing(opened: Opened) -> None:
    places = opened.page.evaluate("JSON.stringify(window.eunatoNetwork.getPositions())")
    opened.page.uncheck("input[data-relation=memberOf]")
    visible = opened.page.eval_on_selector_all(
        "#facts tbody tr[data-id]", "rows => rows.filter(row => !row.hidden).map(row => row.dataset.relation)"
    )
    assert visible and "memberOf" not in visible
    assert opened.page.inner_text("#shown").startswith(f"{len(visible)} of ")
    assert opened.page.evaluate("JSON.stringify(window.eunatoNetwork.getPositions())") == places


def test_row_and_search_open_the_details_by_keyboard(opened: Opened) -> None:
    opened.page.focus("button[data-node=norway]")
    opened.page.keyboard.press("Enter")
    assert "Norway" in opened.page.inner_text("#panel-body h3")
    assert "@dec-2021-749" in opened.page.inner_text("#panel-body")
    opened.page.focus("#search")
    opened.page.keyboard.type("CANADA")
    assert opened.page.inner_text("#found") == "1 found"
    assert opened.page.inner_text("#panel-body h3") == "Canada"


def test_hostile_labels_change_nothing_but_the_text_shown(browser: Any, tmp_path: Path) -> None:
    import networkx as nx

    graph = nx.MultiDiGraph()
    graph.add_node("a", label=NASTY, kinds="State", group="State")
    graph.add_node("b", label="B", kinds="Organisation", group="Organisation")
    graph.add_edge(
        "a",
        "b",
        key="a--r--b",
        relation="memberOf",
        label=NASTY,
        begins="2020",
        ends="",
        certainty="probable",
        citations=NASTY,
    )
    text = network_page(
        graph,
        title=NASTY,
        as_of="2020-01-01",
        stamp=NASTY,
        notes=[NASTY],
        sources=[Reference("k", NASTY, "press", "")],
        words={},
    )
    file = tmp_path / "nasty.html"
    file.write_text(text, encoding="utf-8")
    opened = Opened(browser, file)
    assert opened.page.evaluate("window.hurt") is None
    assert opened.page.query_selector("img") is None
    assert opened.page.evaluate("document.querySelector('h1').textContent") == NASTY
    opened.page.click("#facts button[data-node=a]")
    assert opened.page.evaluate("document.querySelector('#panel-body h3').textContent") == NASTY
    assert opened.messages == [] and opened.requests == [file.as_uri()]
    opened.context.close()


def test_answer_without_rows_is_a_page_that_says_so(browser: Any, kg: KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text(kg.page("non-eu-allies-in-pesco", "2000-01-01"), encoding="utf-8")
    opened = Opened(browser, file)
    assert "No statement answers this question" in opened.page.inner_text("#facts")
    assert opened.messages == []
    opened.context.close()


def test_same_answer_gives_the_same_bytes(kg: KnowledgeGraph) -> None:
    assert kg.page("non-eu-allies-in-pesco", "2022-07-01") == kg.page("non-eu-allies-in-pesco", "2022-07-01")


def test_page_names_no_address_that_it_would_load(kg: KnowledgeGraph) -> None:
    text = kg.page("non-eu-allies-in-pesco", "2022-07-01")
    assert "<script src" not in text and "@import" not in text
    assert text.count("<link ") == 1 and '<link rel="icon" href="data:,">' in text
    assert len(text.encode("utf-8")) < 1_500_000


def test_embedded_data_cannot_end_its_element() -> None:
    assert "<" not in str(embedded({"a": "</script><!--"}))


def test_view_command_writes_the_page_and_says_where(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out" / "norway.html"
    done = run("view", "network", "Norway", "--output", str(target))
    assert done.returncode == 0 and str(target) in done.stderr
    assert "<h1>What is stated about a thing, over all time? – Norway</h1>" in target.read_text(encoding="utf-8")
