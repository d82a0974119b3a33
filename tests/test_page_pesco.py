"""The PESCO page: every cell against the catalogue, the facts that the field knows, and use by mouse and by keyboard."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browsing import NASTY, Opened
from worlds import COVERED_UNTIL, PESCO, PROJECTS, edit, small_world

from graph.contents import Contents, contents
from graph.errors import QuestionError
from graph.knowledge_graph import KnowledgeGraph
from graph.pages.pesco import LADDER, pesco_page, pesco_view
from graph.store import Iri, Store, open_store

pytestmark = pytest.mark.browser

# For each cell of the matrix what it shows: every row, every column, also those that filters would leave out.
CELLS = """() => Object.fromEntries([...document.querySelectorAll('#matrix td[data-mark]')].map(td =>
    [td.dataset.state + '--' + td.dataset.project, [td.dataset.mark, td.classList.contains('unsure'), td.className.includes('denied'), td.getAttribute('aria-label')]]))"""


@pytest.fixture(scope="module")
def held(store: Store) -> Contents:
    return contents(store)


@pytest.fixture(scope="module")
def file(held: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("pesco") / "pesco.html"
    target.write_text(pesco_page(held, day=held.about.covered_until), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def shared(browser: Any, file: Path) -> Iterator[Opened]:
    opened = Opened(browser, file)
    yield opened
    opened.close()


@pytest.fixture
def opened(shared: Opened, file: Path) -> Opened:
    """The page as it opens; the browser's page is shared, as opening a new one for each test takes long."""
    shared.page.goto("about:blank")
    shared.page.goto(file.as_uri())
    return shared


def go(opened: Opened, day: str, **state: str) -> None:
    """Moves the page to a day by its address, as a link does."""
    address = "&".join([f"as-of={day}", *(f"{key.replace('_', '-')}={value}" for key, value in state.items())])
    opened.page.evaluate("address => { location.hash = address }", address)
    opened.page.locator(f"#day-shown[datetime='{day}']").wait_for()
    # Details and lists follow in the next frame.
    opened.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def cell(opened: Opened, state: str, project: str) -> list[Any] | None:
    """Mark, whether it is uncertain, whether a no stands beside it, and its words; None where nothing is recorded."""
    found: list[Any] | None = opened.page.evaluate(CELLS).get(f"{state}--{project}")
    return found


def asked(kg: KnowledgeGraph, question: str, day: str, **parameters: str) -> list[tuple[dict[str, Any], str]]:
    """The rows of the catalogue's answer, each with its certainty."""
    return [(dict(row.cells), str(row.certainty)) for row in kg.ask(question, day, **parameters).rows]


def details_of(opened: Opened, heading: str) -> str:
    """The text of the panel, once its heading begins so."""
    opened.page.locator("#panel-body h3", has_text=re.compile(rf"^{re.escape(heading)}")).wait_for()
    return str(opened.page.inner_text("#panel-body"))


def heading_group(opened: Opened, state: str) -> str:
    heading = f"#matrix thead button[data-state={state}]"
    return str(opened.page.eval_on_selector(heading, "b => b.closest('th').className"))


# What the field knows


def test_three_allies_asked_were_authorised_and_took_part_in_military_mobility(opened: Opened) -> None:
    for day, mark in (("2021-05-05", "requested"), ("2021-05-06", "authorised"), ("2022-07-01", "participating")):
        go(opened, day)
        for state in ("canada", "norway", "united-states"):
            shown = cell(opened, state, "military-mobility")
            assert shown is not None and shown[:2] == [mark, False], (day, state, shown)
    listed = opened.page.eval_on_selector_all(
        "#third tbody tr[data-cell]",
        "rows => rows.map(r => [r.dataset.cell, r.dataset.stage, r.children[7].textContent])",
    )
    assert ["norway--military-mobility", "participating", "probable"] in listed


def test_invited_is_no_participation_and_canada_waits_at_the_logistic_hubs(opened: Opened) -> None:
    go(opened, "2023-03-01")
    britain = cell(opened, "united-kingdom", "military-mobility")
    assert britain is not None and britain[:3] == ["invited", False, True]  # the recorded no stands beside it
    hubs = cell(opened, "canada", "netloghubs")
    assert hubs is not None and hubs[:2] == ["authorised", False]


def test_switzerland_is_authorised_and_no_more(opened: Opened) -> None:
    go(opened, "2025-06-01")
    shown = cell(opened, "switzerland", "crf")
    assert shown is not None and shown[:2] == ["authorised", False]
    assert "g-third" in heading_group(opened, "switzerland")


def test_turkiye_was_never_authorised(opened: Opened) -> None:
    days = opened.page.evaluate("eunato.data.days")
    above = opened.page.evaluate(
        """days => days.map(day => pescoDay.projects.map(({id}) => pescoDay.cell('turkiye', id, day)).filter(found => found
             && !['interested', 'requested', 'no', 'absent'].includes(found.mark))).flat().length""",
        days,
    )
    assert above == 0
    go(opened, "2022-07-01")
    shown = cell(opened, "turkiye", "military-mobility")
    assert shown is not None and shown[2] and "a source says no" in shown[3]


def test_denmark_and_britain_change_their_group_on_the_day(opened: Opened) -> None:
    for day, denmark, britain in (
        ("2019-01-01", "g-eu", "g-eu"),
        ("2020-01-31", "g-eu", "g-eu"),
        ("2020-02-01", "g-eu", "g-ally"),
        ("2023-05-22", "g-eu", "g-ally"),
        ("2023-05-23", "g-pesco", "g-ally"),
    ):
        go(opened, day)
        assert denmark in heading_group(opened, "denmark"), day
        assert britain in heading_group(opened, "united-kingdom"), day
        assert opened.page.locator("#third tr[data-cell^=denmark]").count() == 0
    assert "26 states are members of PESCO" in opened.page.inner_text("#summary")


# The page and the catalogue give the same answers


@pytest.mark.parametrize("day", ["2018-12-31", "2021-12-31", "2023-06-12", "2025-12-31"])
def test_every_cell_row_and_column_is_the_catalogues(opened: Opened, kg: KnowledgeGraph, day: str) -> None:
    go(opened, day, life="all", empty="1")
    running = {cells["project"].id for cells, _ in asked(kg, "pesco-projects", day)}
    if day in ("2018-12-31", "2021-12-31"):
        assert len(running) == {"2018-12-31": 34, "2021-12-31": 60}[day]
    assert f"{len(running)} projects are recorded as running on {day}" in opened.page.inner_text("#summary")
    lives = opened.page.eval_on_selector_all(
        "#matrix tbody tr", "rows => rows.map(r => [r.dataset.project, r.querySelector('.life').textContent])"
    )
    assert {project for project, life in lives if not life} == running
    cells = opened.page.evaluate(CELLS)
    third = {(row["state"].id, row["project"].id): row["stage"] for row, _ in asked(kg, "third-states-in-pesco", day)}
    roles = {"coordinates": "coordinator", "participatesIn": "member", "observerIn": "observer"}
    expected = {f"{state}--{project}": stage for (state, project), stage in third.items()}
    states: dict[str, set[str]] = {}
    for state in opened.page.evaluate("pescoDay.states.map(({id}) => id)"):
        for row, _ in asked(kg, "pesco-projects-of-state", day, state=state):
            relation, project = row["relation"], row["project"].id
            if relation != "observerIn":
                states.setdefault(state, set()).add(project)
            if (state, project) not in third:
                expected[f"{state}--{project}"] = roles[relation]
    certain = {key: mark for key, (mark, unsure, *_) in cells.items() if not unsure and mark not in ("no", "absent")}
    assert certain == expected
    columns = opened.page.eval_on_selector_all(
        "#matrix thead button[data-state]",
        "all => all.map(b => [b.dataset.state, Number(b.querySelector('.many').textContent)])",
    )
    assert {state: many for state, many in columns if many} == {state: len(of) for state, of in states.items()}


@pytest.mark.parametrize("project", ["military-mobility", "crrt", "netloghubs"])
def test_a_row_is_the_answer_on_the_project(opened: Opened, kg: KnowledgeGraph, project: str) -> None:
    day = "2022-07-01"
    go(opened, day)
    rows = [row for row, _ in asked(kg, "states-in-pesco-project", day, project=project)]
    taking_part = {row["state"].id for row in rows if row["relation"] != "observerIn"}
    assert opened.page.inner_text(f"#matrix tr[data-project={project}] td.many") == str(len(taking_part))
    shown = {key.split("--")[0] for key, (mark, unsure, *_) in opened.page.evaluate(CELLS).items()
             if key.endswith(f"--{project}") and not unsure and mark in ("coordinator", "member", "participating")}  # fmt: skip
    assert shown == taking_part


@pytest.mark.parametrize("day", ["2021-05-06", "2023-03-01", "2025-12-31"])
def test_list_of_third_states_is_the_catalogues_answer(opened: Opened, kg: KnowledgeGraph, day: str) -> None:
    def listed() -> list[list[str]]:
        return sorted(
            opened.page.eval_on_selector_all(
                "#third tbody tr[data-cell]",
                "rows => rows.map(r => [r.dataset.cell, r.dataset.stage, r.children[4].textContent, r.children[5].textContent, r.children[6].textContent, r.children[7].textContent])",
            )
        )

    for question, state in (("third-states-in-pesco", {}), ("non-eu-allies-in-pesco", {"allies": "1"})):
        go(opened, day, **state)
        expected = sorted(
            [
                f"{row['state'].id}--{row['project'].id}", row["stage"], row["since"], row["from"],
                ", ".join(act.label for act in row["act"]), certainty,
            ]
            for row, certainty in asked(kg, question, day)
        )  # fmt: skip
        assert listed() == expected


def test_ladder_is_the_ontologys(store: Store) -> None:
    rows = store.select(
        "SELECT ?step ?stage WHERE { ?step :stage ?stage . ?stage :stageRank ?rank } ORDER BY ?rank"
    ).rows
    named = [[term.value for term in row if isinstance(term, Iri)] for row in rows]
    assert [(step.rpartition("#")[2], stage.rpartition("/")[2]) for step, stage in named] == list(LADDER)


# What is not known


def test_empty_is_not_recorded_and_no_only_where_the_list_is_complete(opened: Opened) -> None:
    go(opened, "2020-03-04")
    assert cell(opened, "austria", "crrt") is None
    assert "not known to be complete" in opened.page.inner_text("#lists li:has-text('Who takes part')")
    opened.page.click("#matrix td[data-state=austria][data-project=crrt]")
    assert "this does not mean no" in details_of(opened, "Austria")
    go(opened, "2020-03-05")  # on this day all six signatories are named
    shown = cell(opened, "austria", "crrt")
    assert shown is not None and shown[0] == "absent"
    assert "Cyber" in opened.page.inner_text(
        "#lists li:has-text('Who takes part')"
    ) or "CRRT" in opened.page.inner_text("#lists")


def test_what_the_dates_leave_open_is_uncertain_and_counts_nowhere(opened: Opened, held: Contents) -> None:
    day = date(2021, 9, 1)  # between the two reports within which Canada took its last steps
    go(opened, day.isoformat())
    shown = cell(opened, "canada", "military-mobility")
    assert shown is not None and shown[:2] == ["invited", False] and "a higher one may hold" in shown[3]
    open_ended = [
        fact for fact in held.facts.values()
        if fact.relation == "observerIn" and fact.subject == "ireland" and fact.ends == "?" and fact.certainty != "unverified"
    ]  # fmt: skip
    assert open_ended
    go(opened, "2025-12-31")
    for fact in open_ended:
        shown = cell(opened, "ireland", fact.object)
        assert shown is None or shown[1], fact.id
    assert opened.page.inner_text("#third-unsure") != ""


def test_unverified_is_shown_only_when_asked_for_and_counts_nowhere(opened: Opened, held: Contents) -> None:
    fact = next(
        fact for fact in held.facts.values()
        if fact.certainty == "unverified" and fact.relation == "participatesIn" and fact.span.valid_until.year > 2025
        and "PescoProject" in held.things[fact.object].kinds
    )  # fmt: skip
    day = "2025-12-31"
    go(opened, day)
    row = f"#matrix tr[data-project={fact.object}]"
    before = opened.page.inner_text(f"{row} td.many")
    assert cell(opened, fact.subject, fact.object) is None
    opened.page.check("#unverified")
    shown = cell(opened, fact.subject, fact.object)
    assert shown is not None and "not verified" in shown[3]
    assert opened.page.inner_text(f"{row} td.many") == before


def test_reservation_on_closures_comes_from_the_data(opened: Opened, held: Contents) -> None:
    note = next(complete.note for complete in held.completeness if complete.id == "pesco-projects-running")
    assert note in (opened.page.text_content("#list-notes") or "")
    go(opened, "2025-12-31")
    assert "not known to be complete on 2025-12-31" in opened.page.inner_text("#list-of-projects")
    assert opened.page.inner_text("#summary").startswith("At most 77 projects")
    go(opened, "2021-12-31")
    assert opened.page.inner_text("#summary").startswith("60 projects")


# Use


def test_slider_marks_what_joined_and_says_it(opened: Opened) -> None:
    go(opened, "2021-05-05")
    opened.page.click("#day-later")
    assert opened.page.inner_text("#day-shown") == "2021-05-06"
    assert "joined" in (
        opened.page.get_attribute("#matrix td[data-state=canada][data-project=military-mobility]", "class") or ""
    )
    assert "Canada – MM: authorised (was requested)" in opened.page.inner_text("#day-changes")
    opened.page.click("#day-earlier")
    assert cell(opened, "canada", "military-mobility")[0] == "requested"  # type: ignore[index]


def test_only_non_eu_allies_leaves_their_columns_and_names_those_without_a_record(opened: Opened) -> None:
    go(opened, "2022-07-01")
    opened.page.click("#allies")
    columns = opened.page.eval_on_selector_all(
        "#matrix thead button[data-state]", "all => all.map(b => b.dataset.state)"
    )
    assert columns == ["canada", "norway", "turkiye", "united-kingdom", "united-states"]
    assert "Albania, Iceland, Montenegro, North Macedonia" in opened.page.inner_text("#left-out")
    assert opened.page.inner_text("#matrix td[data-state=canada][data-project=military-mobility]") == "participating"
    opened.page.check("#empty")
    assert opened.page.locator("#matrix thead button[data-state=albania]").count() == 1
    opened.page.click("#allies")
    assert opened.page.locator("#matrix thead button[data-state=france]").count() == 1


def test_legend_counts_and_filters_and_what_is_hidden_is_not_empty(opened: Opened) -> None:
    go(opened, "2022-07-01")
    label = opened.page.locator("#role-legend label", has_text="coordinator")
    shown = [mark for mark, unsure, *_ in opened.page.evaluate(CELLS).values() if mark == "coordinator" and not unsure]
    assert int(re.findall(r"\d+", label.inner_text())[0]) == len(shown) > 0
    opened.page.focus("#role-legend input[data-name=coordinator]")
    opened.page.keyboard.press("Space")
    assert not [mark for mark, *_ in opened.page.evaluate(CELLS).values() if mark == "coordinator"]
    hidden = opened.page.locator("#matrix td[data-state=netherlands][data-project=military-mobility]")
    assert hidden.inner_text() == "·" and hidden.get_attribute("aria-label") == "hidden by a filter"
    assert opened.page.evaluate("document.activeElement.dataset.name") == "coordinator"
    opened.page.go_back()
    opened.page.locator("#matrix td[data-mark=coordinator]").first.wait_for()


def test_wave_filter_and_sorting(opened: Opened) -> None:
    go(opened, "2022-07-01")
    for name in ("1", "2", "3"):
        opened.page.uncheck(f"#wave-legend input[data-name='{name}']")
    waves = opened.page.eval_on_selector_all("#matrix td.wave", "all => all.map(td => td.textContent)")
    assert set(waves) == {"4"} and len(waves) == 14
    go(opened, "2022-07-01")
    opened.page.click("#matrix button[data-sort=count]")
    many = opened.page.eval_on_selector_all("#matrix td.many", "all => all.map(td => Number(td.textContent))")
    assert many == sorted(many, reverse=True) and many[0] > many[-1]
    opened.page.click("#matrix button[data-sort=name]")
    names = opened.page.eval_on_selector_all("#matrix tbody th b", "all => all.map(b => b.textContent)")
    assert names == sorted(names, key=str.casefold) or names[0].casefold() < names[-1].casefold()
    opened.page.click("#matrix button[data-sort=name]")
    assert opened.page.eval_on_selector_all("#matrix tbody th b", "all => all.map(b => b.textContent)") == names[::-1]
    opened.page.select_option("#states-by", "count")
    columns = opened.page.eval_on_selector_all(
        "#matrix thead th.g-pesco .many", "all => all.map(span => Number(span.textContent))"
    )
    assert columns == sorted(columns, reverse=True)


def test_arrows_move_and_enter_opens_the_details(opened: Opened) -> None:
    go(opened, "2023-03-01")
    tabbable = "#matrix [role=grid] [tabindex='0'], #matrix table [tabindex='0']"
    assert opened.page.locator(tabbable).count() == 1
    opened.page.focus("#matrix tr[data-project=military-mobility] button")
    for _ in range(3):
        opened.page.keyboard.press("ArrowRight")
    here = "[document.activeElement.dataset.state, document.activeElement.dataset.project]"
    assert opened.page.evaluate(here) == ["austria", "military-mobility"]
    opened.page.keyboard.press("End")
    assert opened.page.evaluate(here) == ["denmark", "military-mobility"]
    opened.page.focus("#matrix td[data-state=united-kingdom][data-project=military-mobility]")
    assert opened.page.locator(tabbable).count() == 1
    opened.page.keyboard.press("Enter")
    panel = details_of(opened, "United Kingdom – Military Mobility")
    assert "On 2023-03-01: invited" in panel and "@dec-2022-2244" in panel and "does not" in panel
    assert "Decision (CFSP) 2022/2244" in panel
    assert opened.page.evaluate(here) == ["united-kingdom", "military-mobility"]  # the place in the matrix is kept
    assert "focus=united-kingdom--military-mobility" in opened.page.url
    opened.page.keyboard.press("Control+Home")
    assert opened.page.evaluate("document.activeElement.dataset.sort") == "name"
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Enter")
    first = opened.page.evaluate("eunato.label(document.activeElement.dataset.project)")
    assert "PESCO project of wave 1" in details_of(opened, first)
    opened.page.go_back()
    details_of(opened, "United Kingdom – Military Mobility")


def test_headers_open_project_and_state(opened: Opened) -> None:
    go(opened, "2022-07-01")
    opened.page.click("#matrix tr[data-project=military-mobility] button")
    panel = details_of(opened, "Military Mobility")
    assert "27 states are recorded as taking part" in panel and "@dec-2018-340" in panel
    opened.page.click("#panel-body [data-cell=norway--military-mobility]")
    details_of(opened, "Norway – Military Mobility")
    opened.page.click("#matrix thead button[data-state=norway]")
    opened.page.locator("#panel-body h3:text-is('Norway')").wait_for()
    assert "Third state, Ally, on 2022-07-01" in opened.page.inner_text("#panel-body")


def test_search_finds_by_any_name_and_shows_only_what_is_chosen(opened: Opened) -> None:
    go(opened, "2022-07-01")
    opened.page.focus("#search")
    opened.page.keyboard.type("mobilité")
    opened.page.keyboard.press("Enter")
    assert "focus=military-mobility" in opened.page.url
    opened.page.check("#only")
    assert opened.page.locator("#matrix tbody tr").count() == 1
    assert opened.page.locator("#matrix thead button[data-state=malta]").count() == 0
    opened.page.fill("#search", "")
    opened.page.focus("#search")
    opened.page.keyboard.type("Kanada")
    opened.page.keyboard.press("Enter")
    assert opened.page.eval_on_selector_all(
        "#matrix thead button[data-state]", "all => all.map(b => b.dataset.state)"
    ) == ["canada"]
    opened.page.uncheck("#only")
    opened.page.fill("#search", "")
    opened.page.keyboard.type("EU TMCC")  # closed in 2020
    opened.page.keyboard.press("Enter")
    assert "closed 2020-11-20" in opened.page.inner_text("#matrix tr[data-project=eu-tmcc] .life")


def test_deep_link_opens_the_cell_on_its_day(browser: Any, file: Path) -> None:
    opened = Opened(browser, file, "#as-of=2021-05-06&focus=norway--military-mobility", width=390, height=844)
    assert "authorised" in details_of(opened, "Norway – Military Mobility")
    box = opened.page.eval_on_selector(
        "#matrix td.chosen",
        "td => { const a = td.getBoundingClientRect(), b = document.getElementById('matrix').getBoundingClientRect(); return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom }",
    )
    assert box and opened.sideways() == 0
    opened.close()


def test_files_carry_what_is_seen_with_day_version_and_sources(opened: Opened, held: Contents) -> None:
    go(opened, "2022-07-01", allies="1", filled="1")
    text = opened.download(lambda: opened.page.click("[data-download=csv]")).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    seen = opened.page.evaluate(CELLS)
    assert {f"{row['state']}--{row['project']}" for row in rows} == set(seen)
    norway = next(row for row in rows if row["state"] == "norway" and row["project"] == "military-mobility")
    assert (norway["mark"], norway["holds"], norway["certainty"]) == ("participating", "yes", "probable")
    assert (
        norway["as_of"] == "2022-07-01"
        and held.about.version in norway["data"]
        and "@dec-2021-749" in norway["sources"]
    )
    svg = opened.download(lambda: opened.page.click("[data-download=svg]")).decode("utf-8")
    assert (
        "2022-07-01" in svg
        and held.about.version in svg
        and "@dec-2021-749" in svg
        and "Norway" in svg
        and ">par<" in svg
    )
    png = opened.download(lambda: opened.page.click("[data-download=png]"))
    assert png.startswith(b"\x89PNG") and len(png) > 5000


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1024, True), (390, False)])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    browser: Any, file: Path, width: int, dark: bool
) -> None:
    opened = Opened(browser, file, "#as-of=2023-03-01&focus=united-kingdom--military-mobility", width=width, dark=dark)
    opened.page.locator("#panel-body h3").wait_for()
    assert opened.axe() == []
    assert opened.sideways() == 0
    opened.close()


# The page as a file


def test_same_day_gives_the_same_bytes_of_a_bearable_size(held: Contents) -> None:
    day = date(2022, 7, 1)
    text = pesco_page(held, day=day)
    assert text == pesco_page(held, day=day)
    assert len(text.encode("utf-8")) < 1_500_000


def test_view_begins_with_what_is_named(store: Store) -> None:
    def state(entity: str) -> dict[str, str]:
        text = pesco_view(store, entity, date(2022, 7, 1))
        return json.loads(text.split('id="data">')[1].split("</script>")[0])["state"]  # type: ignore[no-any-return]

    assert state("Kanada")["focus"] == "canada"
    with pytest.raises(QuestionError):
        pesco_view(store, "Berlin Plus", date(2022, 7, 1))


def test_hostile_names_and_an_invented_world(browser: Any, tmp_path: Path) -> None:
    world = small_world(tmp_path / "world")
    edit(world, PROJECTS, "sky-bridge", name=NASTY.strip(), acronym="<b>SKB</b>")
    edit(world, PESCO, "borduria--authorisedToJoin--sky-bridge", note=NASTY.strip())
    text = pesco_page(contents(open_store(world)), day=date.fromisoformat(COVERED_UNTIL))
    target = tmp_path / "nasty.html"
    target.write_text(text, encoding="utf-8")
    opened = Opened(browser, target, "#as-of=2023-01-01&focus=borduria--sky-bridge")
    opened.page.locator("#panel-body h3").wait_for()
    assert opened.page.evaluate("window.hurt") is None and opened.page.query_selector("img") is None
    assert NASTY.strip() in opened.page.evaluate("document.querySelector('#panel-body h3').textContent")
    assert opened.page.evaluate("document.querySelector('#matrix tbody th b').textContent") == "<b>SKB</b>"
    assert cell(opened, "borduria", "sky-bridge")[:2] == ["authorised", False]  # type: ignore[index]
    assert cell(opened, "freedonia", "sky-bridge")[:2] == ["participating", False]  # type: ignore[index]
    assert cell(opened, "arcadia", "sky-bridge")[:2] == ["coordinator", False]  # type: ignore[index]
    assert cell(opened, "ruritania", "sky-bridge")[:2] == ["member", True]  # type: ignore[index]
    assert cell(opened, "lugash", "sky-bridge") is None
    go(opened, "2020-11-20")  # the month in which Deep Harbour ended
    assert "not certain" in opened.page.inner_text("#matrix tr[data-project=deep-harbour] .life")
    assert "1 project is recorded as running on 2020-11-20, 1 more may be" in opened.page.inner_text("#summary")
    opened.page.evaluate("location.hash = 'focus=nothing--of-this&as-of=2019-01-01'")
    opened.page.locator("#day-shown[datetime='2019-01-01']").wait_for()
    opened.close()
