"""The query page in real Chromium against a real server: editor, completion, examples, results, links and refusals."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from browsing import NASTY, Opened
from serving import Served

from graph import iris
from graph.knowledge_graph import KnowledgeGraph
from graph.pages.site import NAV, QUERY
from graph.questions import portable_text, question_ids
from graph.store import Store

DAY = "2022-07-01"
MEMBERS = "SELECT ?state ?organisation WHERE { ?state :memberOf ?organisation . ?state a :State } ORDER BY ?state"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_REFUSED = re.compile(r"Failed to load resource: (the server responded with a status of \d+|net::ERR_CONNECTION)")


class Visited(Opened):
    """A page of a server. What the browser itself notes of a refusal is no message of the page."""

    def __init__(
        self, browser: Any, server: Served, path: str, *, width: int = 1440, height: int = 900, dark: bool = False
    ) -> None:
        self.server = server
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.page = self.context.new_page()
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.go(path)

    def go(self, path: str) -> None:
        self.page.goto(self.server.url + path)

    def wrongs(self) -> list[str]:
        own = (self.server.url + "/", "data:", "blob:")
        said = [text for text in self.messages if not _REFUSED.match(text)]
        return said + [url for url in self.requests if not url.startswith(own)]

    # The query page

    @property
    def text(self) -> str:
        return str(self.page.input_value("#query"))

    @property
    def status(self) -> str:
        return str(self.page.inner_text("#status"))

    def write(self, text: str) -> None:
        """Types over what the editor holds, as a user does."""
        self.page.focus("#query")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def run(self, query: str) -> None:
        """Writes a query and runs it by the keyboard, until its outcome is shown."""
        self.write(query)
        self.page.keyboard.press("Control+Enter")
        self.settled()

    def settled(self, seconds: float = 20) -> None:
        self.until(
            "!document.getElementById('status').classList.contains('busy') && document.getElementById('stop').hidden",
            seconds,
        )

    def cells(self, row: int = 0) -> list[str]:
        return [
            str(cell).strip()
            for cell in self.page.locator(f"#result tbody tr:nth-child({row + 1}) > *").all_inner_texts()
        ]

    def words(self) -> list[str]:
        """What the list of words offers; nothing where it is closed."""
        if not self.page.is_visible("#words"):
            return []
        return [
            str(text)
            for text in self.page.locator("#words li[role=option]:not([aria-disabled]) code").all_inner_texts()
        ]

    def problem(self) -> str:
        return str(self.page.inner_text("#problem"))


def address(**state: str) -> str:
    return "#" + urllib.parse.urlencode(state)


def asked(server: Served, query: str, media: str) -> str:
    """What the server says to a plain client."""
    return httpx.post(f"{server.url}/sparql", data={"query": query}, headers={"Accept": media}, timeout=30).text


@pytest.fixture(scope="module")
def open_page(browser: Any, served: Served) -> Iterator[Visited]:
    page = Visited(browser, served, "/query")
    yield page
    page.close()


@pytest.fixture
def page(open_page: Visited) -> Visited:
    """The page as if it were opened anew."""
    open_page.go("/health")
    open_page.go("/query")
    return open_page


@pytest.fixture(scope="module")
def tight(cache: Path) -> Iterator[Served]:
    """A server with much time, little memory and few rows."""
    server = Served("--as-of", "2023-05-01", "--timeout", "60", "--workers", "2", "--memory", "400", "--rows", "500")
    yield server
    server.stop()


# The pages of a server


@pytest.mark.browser
def test_pages_of_the_server_say_nothing_to_the_console_and_ask_nobody_else(browser: Any, served: Served) -> None:
    page = Visited(browser, served, "/")
    for path in ("/", "/network.html", "/thing/norway.html", "/ask/non-eu-allies-in-pesco?format=html"):
        page.go(path)
        assert page.page.locator("h1").count() == 1
        link = page.page.locator("nav a", has_text="Query").first
        assert urllib.parse.urljoin(served.url + path, link.get_attribute("href")) == f"{served.url}/query.html"
    page.page.locator("nav a", has_text="Query").first.click()
    page.until("document.getElementById('query').value.includes('SELECT')")
    assert page.page.locator("nav a[aria-current=page]").inner_text() == "Query"
    page.close()


def test_site_on_disk_has_no_query_page_and_leads_to_none(kg: KnowledgeGraph) -> None:
    files = kg.site()
    assert QUERY[0] not in files.paths and QUERY not in NAV
    assert QUERY[0] not in files.text("index.html")


def test_only_the_query_page_may_send_requests_and_only_to_its_server(served: Served) -> None:
    def policy(path: str) -> str:
        found = re.search(
            r'http-equiv="Content-Security-Policy" content="([^"]*)"', httpx.get(served.url + path, timeout=60).text
        )
        assert found
        return found[1].replace("&#39;", "'")

    assert "default-src 'none'; connect-src 'self';" in policy("/query")
    for path in ("/", "/network.html", "/thing/norway.html"):
        assert "default-src 'none'" in policy(path) and "connect-src" not in policy(path)


def test_page_is_not_too_large_and_the_same_each_time(served: Served) -> None:
    first, second, third = (
        httpx.get(served.url + path, timeout=60).content for path in ("/query", "/query.html", "/sparql")
    )
    assert len(first) < 1_500_000 and first == second
    assert third != first and b"/sparql" in third  # without a query a plain client gets the description
    assert httpx.get(f"{served.url}/sparql", headers={"Accept": "text/html"}, timeout=60).content == first


# Asking


@pytest.mark.browser
def test_query_runs_by_keyboard_and_shows_things_by_name_with_the_address_one_click_away(page: Visited) -> None:
    page.run(MEMBERS)
    rows = json.loads(asked(page.server, MEMBERS, "application/json"))["results"]["bindings"]
    assert page.status == f"{len(rows)} rows, 2 columns."
    assert page.cells()[0] == "Albania"
    link = page.page.locator("#result tbody a").first
    assert urllib.parse.urljoin(page.page.url, link.get_attribute("href")) == f"{page.server.url}/thing/albania.html"
    assert iris.THING not in page.page.inner_text("#result")
    page.page.check("#iris")
    assert f"{iris.THING}albania" in page.cells()[0]
    assert page.page.is_checked("#iris")


@pytest.mark.browser
def test_query_runs_by_mouse_and_the_starter_is_right(page: Visited) -> None:
    assert page.status == "Nothing has been asked yet."
    page.page.click("#run")
    page.settled()
    names = {page.cells(row)[0] for row in range(page.page.locator("#result tbody tr").count())}
    # The members of NATO outside the EU on that day, counted by hand.
    assert names == {
        "Albania", "Canada", "Iceland", "Montenegro", "North Macedonia", "Norway", "Türkiye", "United Kingdom", "United States",
    }  # fmt: skip


@pytest.mark.browser
def test_day_and_data_version_are_in_sight(page: Visited, served: Served) -> None:
    told = page.page.inner_text("header")
    assert DAY in told and httpx.get(f"{served.url}/health").json()["version"] in told and "--as-of" in told


@pytest.mark.browser
def test_table_sorts_numbers_as_numbers_and_tells_unbound_from_empty(page: Visited) -> None:
    page.run('SELECT ?n ?m WHERE { VALUES (?n ?m) { (10 "") (9 UNDEF) (2.5 "a") (2.10 "b") } }')
    page.page.locator("#result thead button").first.click()
    assert [page.cells(row)[0] for row in range(4)] == ["2.1", "2.5", "9", "10"]
    assert "not bound" in page.cells(2)[1] and "empty text" in page.cells(3)[1]


@pytest.mark.browser
def test_ten_thousand_rows_come_in_pages_and_do_not_freeze_the_page(page: Visited) -> None:
    page.page.evaluate(
        "window.longest = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration); }).observe({ type: 'longtask' })"
    )
    page.run("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10000")
    assert page.status == "10,000 rows, 3 columns."
    assert page.page.locator("#result tbody tr").count() <= 100
    page.page.locator("#result thead button").nth(2).click()
    assert page.page.locator("#result thead th").nth(2).get_attribute("aria-sort") == "ascending"
    page.page.click("#result .pager >> text=Next")
    assert "of 10000" in page.page.inner_text("#result .pager")
    page.page.click("[data-show=graph]")
    page.until("document.querySelector('#drawn').dataset.state === 'drawn'", 30)
    assert page.page.evaluate("window.longest") < 5000
    told = page.page.inner_text("#drawn-said")
    assert "Left out" in told and int(re.match(r"(\d+) things", told)[1]) <= 250  # type: ignore[index]


@pytest.mark.browser
def test_nothing_found_is_no_refusal_and_no_no(page: Visited) -> None:
    page.run("SELECT ?x WHERE { ?x :memberOf id:norway }")
    assert page.status == "0 rows, 1 column."
    assert "does not mean no" in page.page.inner_text("#result") and page.problem() == ""
    page.run("ASK { id:norway :memberOf id:eu }")
    assert page.page.inner_text("#result .truth") == "false" and "does not mean no" in page.page.inner_text("#result")
    page.run("ASK { id:norway :memberOf id:nato }")
    assert page.page.inner_text("#result .truth") == "true"


@pytest.mark.browser
def test_hostile_labels_and_addresses_are_only_text(page: Visited) -> None:
    literal = json.dumps(NASTY)
    page.run(
        f'SELECT ?text ?link ?other WHERE {{ BIND ({literal} AS ?text) BIND (<javascript:window.hurt=1> AS ?link) BIND (IRI("https://w3id.org/eunato/id/%3Cb%3E") AS ?other) }}'
    )
    shown = page.page.inner_text("#result")
    assert "<img src=x" in shown and "javascript:window.hurt=1" in shown
    assert page.page.locator("#result img, #result a").count() == 0
    page.run(
        f"CONSTRUCT {{ <javascript:window.hurt=1> rdfs:seeAlso <data:text/html,x> ; rdfs:label {literal} }} WHERE {{}}"
    )
    assert "<img src=x" in page.page.inner_text("#result") and page.page.locator("#result a").count() == 0
    page.page.click("[data-show=graph]")
    page.until("document.querySelector('#drawn').dataset.state === 'drawn'")
    assert "1 row with a text" in page.page.inner_text("#drawn-said")
    page.page.click("[data-show=table]")
    assert page.page.evaluate("window.hurt") is None and page.sideways() == 0


# Refusals


@pytest.mark.browser
def test_syntax_error_is_marked_where_the_server_sees_it_and_told_in_its_words(page: Visited) -> None:
    query = 'SELECT ?state WHERE {\n  ?state rdfs:label "Türkiye 𝒜" ) .\n}'
    page.run(query)
    problem = json.loads(asked(page.server, query, "application/json"))
    assert f"line {problem['line']}, column {problem['column']}" in page.problem()
    for line in problem["detail"].split("\n"):
        assert line.strip() in page.problem()
    assert page.page.inner_text("#lines .wrong") == str(problem["line"])
    assert page.page.locator("#paint .wrong-here").count() == 1
    assert page.page.get_attribute("#query", "aria-invalid") == "true"
    page.page.click("#go-there")
    caret = page.page.evaluate("document.activeElement.id === 'query' && document.activeElement.selectionStart")
    lines = query.split("\n")
    before = "\n".join([*lines[: problem["line"] - 1], lines[problem["line"] - 1][: problem["column"] - 1]])
    # A browser counts a character beyond the basic plane, as 𝒜 is, twice.
    assert "𝒜" in before and caret == len(before.encode("utf-16-le")) // 2
    page.page.keyboard.type(" ")
    assert page.page.locator("#paint .wrong-here").count() == 0
    assert page.page.get_attribute("#query", "aria-invalid") is None


@pytest.mark.browser
def test_prefix_that_nobody_declared_is_named(page: Visited) -> None:
    page.run("SELECT * WHERE { ?s foo:bar ?o ; :memberOf _:b }")
    assert "Neither declared nor one of ours: foo:" in page.problem() and "_:" not in page.problem().split("ours:")[1]


@pytest.mark.browser
def test_update_and_service_are_refused_in_words(page: Visited) -> None:
    page.run("DELETE WHERE { ?s ?p ?o }")
    assert page.page.locator(".problem[data-status='403']").count() == 1 and "read-only" in page.problem()
    page.run("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert "SERVICE" in page.problem() and page.page.inner_text("#result") == ""


@pytest.mark.browser
def test_time_limit_is_told_with_what_to_do(page: Visited) -> None:
    page.run(ENDLESS)
    assert page.page.locator(".problem[data-status='504']").count() == 1
    assert "2 s" in page.problem() and "LIMIT" in page.problem()
    assert page.page.inner_text("#result") == "" and not page.page.is_visible("#result-tools")


@pytest.mark.browser
def test_too_many_rows_memory_stop_and_a_server_that_is_gone(browser: Any, tight: Served) -> None:
    page = Visited(browser, tight, "/query")
    page.run("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    assert page.page.locator(".problem[data-status='413']").count() == 1 and "LIMIT" in page.problem()
    page.run("SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d")
    page.settled(60)
    assert page.page.locator(".problem[data-status='503']").count() == 1 and "memory" in page.problem().casefold()

    page.page.wait_for_timeout(500)
    workers = set(tight.descendants())
    page.write(ENDLESS)
    page.page.click("#run")
    page.page.wait_for_selector("#stop", state="visible")
    page.page.wait_for_timeout(600)
    busy = set(tight.descendants())
    page.page.click("#stop")
    page.settled()
    assert page.status.startswith("Stopped") and page.page.inner_text("#result") == ""
    # The time limit is a minute: only the stop can have ended a worker now.
    tight.until("the worker of the query is gone", lambda: not (workers | busy) <= set(tight.descendants()), 10)

    # A link made on a server with another day says so.
    page.go("/query" + address(**{"as-of": DAY, "query": "ASK {}"}))
    page.page.reload()
    page.settled()
    assert DAY in page.page.inner_text("#other-day") and "2023-05-01" in page.page.inner_text("#other-day")

    tight.stop()
    page.run("ASK { ?s ?p ?o }")
    assert "cannot be reached" in page.problem()
    page.close()


# Completion


@pytest.mark.browser
def test_words_are_offered_while_typing_by_any_name_and_taken_by_keyboard(page: Visited) -> None:
    page.write("SELECT * WHERE { ")
    page.page.keyboard.type("id:türkei")
    assert page.words() == ["id:turkiye"]
    assert page.page.get_attribute("#query", "aria-activedescendant") == "word-0"
    page.page.keyboard.press("Enter")
    assert page.text.endswith("{ id:turkiye") and page.words() == []
    page.page.keyboard.type(" :memb")
    assert page.words()[0] == ":memberOf"
    page.page.keyboard.press("Escape")
    assert page.words() == [] and page.text.endswith(":memb")
    page.page.keyboard.press("Control+Space")
    page.page.keyboard.press("ArrowDown")
    second = page.words()[1]
    page.page.keyboard.press("Enter")
    assert page.text.endswith(f" {second}")
    page.page.keyboard.press("Control+z")
    assert page.text.endswith(":memb")


@pytest.mark.browser
def test_words_are_completed_from_a_bare_name_and_taken_by_mouse(page: Visited) -> None:
    page.write("SELECT * WHERE { Norwegen")
    page.page.keyboard.press("Control+Space")
    assert "id:norway" in page.words()
    page.page.click("#words li:has-text('id:norway')")
    assert page.text.endswith("{ id:norway")
    page.write("SELECT * WHERE { ?x a ")
    page.page.click("#complete")
    assert ":State" in page.words() and "id:norway" not in page.words() and ":memberOf" not in page.words()


@pytest.mark.browser
@pytest.mark.parametrize(
    "text", ['SELECT * { ?s ?p "a :member', "SELECT * # see :member", "SELECT ?member", "SELECT * { <http://a/:member", "SELECT * { _:member", "SELECT * { wd:nor", '"x"@en']
)  # fmt: skip
def test_nothing_is_offered_where_no_word_of_ours_can_stand(page: Visited, text: str) -> None:
    page.write(text[:-1])
    page.page.keyboard.type(text[-1])
    assert page.words() == []


@pytest.mark.browser
def test_prefix_that_the_query_declares_for_another_space_offers_nothing_of_ours(page: Visited) -> None:
    page.write("PREFIX id: <https://example.org/> SELECT * WHERE { id:nor")
    page.page.keyboard.type("w")
    assert page.words() == []
    page.write(f"PREFIX x: <{iris.THING}> SELECT * WHERE {{ x:norw")
    page.page.keyboard.type("a")
    assert "x:norway" in page.words()


@pytest.mark.browser
def test_every_word_that_can_be_offered_is_in_the_graph(page: Visited, store: Store) -> None:
    offered = page.page.evaluate(
        "Object.keys(eunato.data.prefixes).flatMap((prefix) => queryWords.fitting('', { start: 0, end: 0, prefix, typed: '' }, 1e6).words.map(({ written }) => written))"
    )
    rows = (
        store.view(store.about.covered_until)
        .select("SELECT DISTINCT ?x WHERE { { ?x ?p ?o } UNION { ?s ?x ?o } UNION { ?s ?p ?x FILTER (ISIRI(?x)) } }")
        .rows
    )
    there = {term.value for (term,) in rows if hasattr(term, "value")}
    written = {iris.PREFIXES[word.split(":")[0]] + word.split(":")[1] for word in offered}
    assert written <= there
    for wanted in (
        "id:norway",
        ":memberOf",
        ":PescoProject",
        "c:confirmed",
        "rdf:subject",
        "skos:prefLabel",
        "src:eln-2017",
        ":validFrom",
    ):
        assert wanted in offered


@pytest.mark.browser
def test_tab_leaves_the_editor_and_closes_the_list(page: Visited) -> None:
    page.write("SELECT * WHERE { id:no")
    page.page.keyboard.type("r")
    assert page.words()
    page.page.keyboard.press("Tab")
    assert page.words() == [] and page.page.evaluate("document.activeElement.id") == "run"
    page.page.keyboard.press("Shift+Tab")
    assert page.page.evaluate("document.activeElement.id") == "query"


@pytest.mark.browser
def test_text_in_colours_is_the_text_of_the_editor_and_lines_are_numbered(page: Visited) -> None:
    text = '# a "comment\nSELECT ?s { ?s ?p """long\n\'text""" ; <http://x/#y> 1.5 . FILTER(?a<?b) }\n\n'
    page.write(text)
    assert page.page.text_content("#paint") == text + "\n"
    assert page.page.inner_text("#lines").split() == ["1", "2", "3", "4", "5"]
    assert page.page.locator("#paint .t-text").all_text_contents() == ['"""long\n\'text"""']
    assert page.page.locator("#paint .t-iri").all_text_contents() == ["<http://x/#y>"]


@pytest.mark.browser
def test_prefixes_are_shown_and_can_be_declared_for_another_engine(page: Visited) -> None:
    page.page.click("summary:has-text('Prefixes')")
    assert iris.THING in page.page.inner_text(".prefixes")
    page.write('SELECT ?s WHERE { ?s :memberOf id:eu . FILTER (?s != "skos:x") }')
    page.page.click("#declare")
    assert page.text.startswith(f"PREFIX : <{iris.ONTOLOGY}>\nPREFIX id: <{iris.THING}>\nSELECT")
    page.page.click("#declare")
    assert page.text.count("PREFIX") == 2


# Questions


@pytest.mark.browser
def test_every_question_filled_on_the_page_asks_what_the_program_asks(page: Visited, store: Store) -> None:
    filled = page.page.evaluate(
        "Object.fromEntries([...queryQuestions.byId].map(([id, one]) => [id, queryQuestions.filled(one, Object.fromEntries(one.parameters.map((p) => [p.name, p.default])), eunato.data.day)]))"
    )
    assert sorted(filled) == question_ids()
    from datetime import date

    day = date.fromisoformat(DAY)
    for id, text in filled.items():
        full = re.sub(r"(?<![\w/])id:([a-z0-9-]+)", rf"<{iris.THING}\1>", text)
        own = re.sub(r"(?<![\w/])id:([a-z0-9-]+)", rf"<{iris.THING}\1>", portable_text(store, id, {}, day))
        assert own.endswith(full), id


@pytest.mark.browser
def test_question_is_found_loaded_changed_and_asked_by_mouse(page: Visited) -> None:
    page.page.fill("#find-question", "Stop a DECISION veto-holders")
    found = page.page.locator("#groups li button:visible").all_inner_texts()
    assert "Which states can stop a decision of a body, and by which rule?" in found and len(found) < 10
    assert page.page.inner_text("#found-questions") == f"{len(found)} of {len(question_ids())} questions"
    page.page.fill("#find-question", "pesco-projects-of-state")
    page.page.click("#groups [data-question=pesco-projects-of-state]")
    assert "id:france" in page.text and f'"{DAY}"^^xsd:date' in page.text
    page.page.select_option("#parameter-state", "norway")
    assert "id:norway" in page.text and "id:france" not in page.text
    assert page.status == "Nothing has been asked yet."
    page.page.click("#question button[type=submit]")
    page.settled()
    told = httpx.get(
        f"{page.server.url}/ask/pesco-projects-of-state", params={"state": "norway", "format": "json"}
    ).json()
    assert page.status == f"{len(told['rows'])} row, as of {DAY}."
    assert page.cells()[0] == "Military Mobility" and "participates in" in page.cells()[1]
    shown = page.page.inner_text("#result")
    assert all(note in shown for note in told["notes"])
    assert "@nl-mod-2021-12-14" in shown
    page.page.click("#result >> text=This answer as a page")
    page.page.wait_for_url("**/ask/pesco-projects-of-state?*")
    assert "Norway" in page.page.inner_text("h1")


@pytest.mark.browser
def test_question_is_asked_for_another_day_by_keyboard(page: Visited) -> None:
    page.page.focus("#find-question")
    page.page.keyboard.type("non-eu-allies-in-pesco")
    page.page.focus("#groups [data-question=non-eu-allies-in-pesco]")
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "question-title"
    page.page.fill("#parameter-as-of", "2021-05-06")
    page.page.keyboard.press("Enter")
    page.settled()
    assert page.status.endswith("as of 2021-05-06.")
    found = {tuple(page.cells(row)[:3]) for row in range(page.page.locator("#result tbody tr").count())}
    # On the day of the Council's decisions they were authorised and took no part yet.
    assert ("Norway", "Military Mobility", "authorised") in found
    assert not any(stage == "participating" for _, _, stage in found)


@pytest.mark.browser
def test_question_without_an_answer_does_not_say_no_and_names_no_day_it_has_not(page: Visited) -> None:
    page.go("/query" + address(question="positions-on", given="matter=berlin"))
    page.settled()
    assert page.status == "0 rows, over all time."
    assert "That does not mean no" in page.page.inner_text("#result")


@pytest.mark.browser
def test_parameter_among_all_things_is_chosen_by_any_name(page: Visited) -> None:
    page.go("/query" + address(question="statements-about"))
    page.settled()
    page.page.fill("#parameter-entity", "Norwegen")
    page.page.keyboard.press("Enter")
    assert "id:norway" in page.text and page.page.input_value("#parameter-entity") == "Norway"
    page.page.fill("#parameter-entity", "nobody knows this")
    page.page.keyboard.press("Tab")
    assert page.page.input_value("#parameter-entity") == "Norway" and "id:norway" in page.text


@pytest.mark.browser
def test_what_a_user_wrote_is_not_lost_to_a_parameter_and_comes_back_by_ctrl_z(page: Visited) -> None:
    page.write("SELECT * WHERE { ?mine ?p ?o }")
    page.page.click("summary:has-text('PESCO')")
    page.page.click("#groups [data-question=pesco-projects-of-state]")
    assert "id:france" in page.text
    page.page.focus("#query")
    page.page.keyboard.press("Control+z")
    assert "?mine" in page.text
    page.page.select_option("#parameter-state", "norway")
    assert "?mine" in page.text
    page.page.click("#refill")
    assert "id:norway" in page.text


# Links


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/query?query=", "/sparql?query="])
def test_link_with_a_query_fills_the_editor_and_runs(page: Visited, path: str) -> None:
    page.go(path + urllib.parse.quote(MEMBERS))
    page.settled()
    assert page.text == MEMBERS and page.cells()[0] == "Albania"
    assert page.page.url.startswith(f"{page.server.url}/query#")
    assert page.page.locator("nav a[aria-current=page]").inner_text() == "Query"


@pytest.mark.browser
def test_link_with_graphs_of_its_own_asks_these(page: Visited) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    page.go("/sparql?" + urllib.parse.urlencode({"query": count, "default-graph-uri": iris.ONTOLOGY_GRAPH}))
    page.settled()
    plain = httpx.get(
        f"{page.server.url}/sparql", params={"query": count, "default-graph-uri": iris.ONTOLOGY_GRAPH, "format": "csv"}
    ).text
    assert page.cells()[0] == plain.split()[1]
    page.run(count + " ")
    assert page.cells()[0] != plain.split()[1]


@pytest.mark.browser
def test_copied_link_opens_the_same_and_back_returns_to_the_query_before(page: Visited, browser: Any) -> None:
    page.run("SELECT ?s WHERE { ?s :memberOf id:pesco } ORDER BY ?s")
    page.run("ASK { id:norway :memberOf id:nato }")
    assert page.page.inner_text("#result .truth") == "true"
    page.page.click("#copy-link")
    page.until("document.getElementById('copied').textContent !== ''")
    link = page.page.evaluate("navigator.clipboard.readText()")
    other = Visited(browser, page.server, link.removeprefix(page.server.url))
    other.settled()
    assert other.text == page.text and other.page.inner_text("#result .truth") == "true"
    other.close()
    page.page.go_back()
    page.until("document.getElementById('query').value.includes('id:pesco')")
    page.settled()
    assert page.status == "25 rows, 1 column." and page.cells()[0] == "Austria"
    page.page.go_back()
    page.until("document.getElementById('status').textContent.startsWith('Nothing')")
    page.page.go_forward()
    page.settled()
    assert page.status == "25 rows, 1 column."


# Forms


@pytest.mark.browser
def test_raw_text_and_downloads_are_what_the_server_sends(page: Visited) -> None:
    page.run(MEMBERS)
    page.page.click("[data-show=raw]")
    for form, media in (
        ("json", "application/sparql-results+json"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("xml", "application/sparql-results+xml"),
    ):
        own = asked(page.server, MEMBERS, media)
        page.page.select_option("#raw-form", form)
        page.until("document.getElementById('raw-said').textContent.includes('as the server sends')")
        assert page.page.text_content("#raw") == own.replace("\r\n", "\n") or page.page.text_content("#raw") == own
        assert page.download(lambda form=form: page.page.click(f"[data-take={form}]")).decode() == own  # type: ignore[misc]
    rows = list(csv.reader(io.StringIO(page.download(lambda: page.page.click("[data-take=csv]")).decode())))
    assert rows[0] == ["state", "organisation"] and rows[1][0] == f"{iris.THING}albania"


@pytest.mark.browser
def test_graph_results_come_in_the_forms_of_rdf_and_name_day_and_version(page: Visited) -> None:
    query = "CONSTRUCT WHERE { ?s :memberOf id:pesco }"
    page.run(query)
    assert page.status == "25 triples."
    assert page.cells() == ["Austria", "member of", "Permanent Structured Cooperation"]
    for form, media in (
        ("turtle", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("rdfxml", "application/rdf+xml"),
    ):
        with page.page.expect_download() as waited:
            page.page.click(f"[data-take={form}]")
        assert Path(waited.value.path()).read_text(encoding="utf-8") == asked(page.server, query, media)
        assert DAY in waited.value.suggested_filename and "data-20" in waited.value.suggested_filename


@pytest.mark.browser
def test_picture_is_drawn_without_motion_and_chooses_by_click(page: Visited) -> None:
    page.run("CONSTRUCT WHERE { ?s :memberOf id:pesco }")
    page.page.click("[data-show=graph]")
    page.until("document.querySelector('#drawn').dataset.state === 'drawn'")
    assert page.page.inner_text("#drawn-said") == "26 things and 25 links are drawn. The table has the same rows."
    first = page.page.locator("#drawn").screenshot()
    page.page.wait_for_timeout(700)
    assert page.page.locator("#drawn").screenshot() == first
    assert page.page.evaluate("document.querySelectorAll('#drawn [tabindex=\"0\"]').length") == 0
    page.page.focus("#drawn")
    page.page.keyboard.press("+")
    page.page.wait_for_timeout(100)
    assert page.page.locator("#drawn").screenshot() != first
    page.run("SELECT ?state ?relation ?body WHERE { ?state a :State ; ?relation ?body . ?body a :Organisation }")
    page.until("document.querySelector('#drawn').dataset.state === 'drawn'")
    page.run("SELECT ?name WHERE { id:norway skos:prefLabel ?name }")
    assert "no graph" in page.page.inner_text("#result")


# For everybody


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(browser: Any, served: Served, dark: bool) -> None:
    page = Visited(browser, served, "/query", dark=dark)
    found = {"start": page.axe()}
    page.write("SELECT * WHERE { id:no")
    page.page.keyboard.type("r")
    found["words"] = page.axe()
    page.page.keyboard.press("Escape")
    page.run("SELECT * WHERE { ?s :memberOf ?o } x")
    found["refused"] = page.axe()
    page.run(MEMBERS)
    page.page.check("#iris")
    found["table"] = page.axe()
    for view in ("graph", "raw"):
        page.page.click(f"[data-show={view}]")
        found[view] = page.axe()
    page.page.click("[data-show=table]")
    page.page.fill("#find-question", "state")
    page.page.click("#groups [data-question=pesco-projects-of-state]")
    page.page.click("#question button[type=submit]")
    page.settled()
    found["question"] = page.axe()
    assert {state: wrongs for state, wrongs in found.items() if wrongs} == {}
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_page_never_scrolls_sideways(browser: Any, served: Served, width: int) -> None:
    page = Visited(browser, served, "/query", width=width, height=844)
    assert page.sideways() == 0
    page.write("SELECT ?s WHERE { ?s ?p ?o . FILTER (STR(?o) = " + json.dumps("wide " * 60) + ") } id:")
    page.page.keyboard.type("e")
    assert page.words() and page.sideways() == 0
    page.run("SELECT ?s ?p ?o ?a ?b ?c WHERE { ?s :memberOf ?o ; ?p ?a . ?a ?b ?c } LIMIT 60")
    page.page.check("#iris")
    assert page.page.locator("#result tbody tr").count() == 50 and page.sideways() == 0
    page.run("SELECT ?s WHERE { ?s ?p ?o } " + "x" * 300)
    assert page.problem() and page.sideways() == 0
    if width == 390:
        assert not page.page.is_visible("#find-question")
        page.page.click("#examples > summary")
        page.page.fill("#find-question", "pesco-projects-of-state")
        page.page.click("#groups [data-question=pesco-projects-of-state]")
        assert not page.page.is_visible("#find-question") and page.page.is_visible("#question")
    else:
        page.page.fill("#find-question", "pesco-projects-of-state")
        page.page.click("#groups [data-question=pesco-projects-of-state]")
    page.page.click("#question button[type=submit]")
    page.settled()
    assert page.sideways() == 0
    page.close()
