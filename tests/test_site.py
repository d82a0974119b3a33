"""The site: every page and link of it, the facts on it, how it is written, and how it works from disk in a browser."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browsing import NASTY, Opened
from conftest import ROOT, Run
from worlds import ORGANISATIONS, PATHS, REGISTER, STATES, add, edit, read_rows, small_world

from graph.errors import EunatoError
from graph.folding import fold
from graph.knowledge_graph import KnowledgeGraph, load
from graph.own_folder import SITE, write_folder
from graph.pages.document import Site
from graph.pages.entity import entity_page
from graph.pages.gathered import Gathered
from graph.pages.neighbours import MOST, neighbours_picture
from graph.pages.records import Records
from graph.pages.site import NAV, SiteFiles
from graph.questions import question, question_ids
from graph.themes import theme_of


@dataclass
class Built:
    """A site on disk with the text of each page, what each names as its parts, and what it was made of."""

    folder: Path
    files: SiteFiles
    pages: dict[str, str]
    anchors: dict[str, set[str]]

    def row(self, page: str, anchor: str) -> str:
        """The words of the row of a table that stands at an anchor, blanks made one."""
        found = re.search(rf'<tr id="{re.escape(anchor)}">(.*?)</tr>', self.pages[page], re.DOTALL)
        assert found, f"{page} has no row {anchor}"
        return words_of(found[1])


def words_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@pytest.fixture(scope="module")
def built(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("site") / "any base" / "site"
    files = kg.site()
    made: dict[str, str] = {}

    def kept() -> Iterator[tuple[str, str]]:
        for path, text in files:
            if path.endswith(".html"):
                made[path] = text
            yield path, text

    written = write_folder(folder, kept(), SITE)
    assert written.files == len(files) + 1
    anchors = {}
    for path, text in made.items():
        names = re.findall(r'\sid="([^"]*)"', text)
        assert len(names) == len(set(names)), f"{path} names two parts alike"
        anchors[path] = set(names)
    return Built(folder, files, made, anchors)


# All of it


def test_every_link_inside_the_site_leads_somewhere(built: Built) -> None:
    there = {file.relative_to(built.folder).as_posix() for file in built.folder.rglob("*") if file.is_file()}
    wrong = []
    seen = 0
    for path, text in built.pages.items():
        for link in map(html.unescape, re.findall(r'\shref="([^"]*)"', text)):
            if link.startswith(("https://", "http://", "data:")):
                continue
            seen += 1
            file, _, part = link.partition("#")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            if name not in there or (part and part not in built.anchors[name]):
                wrong.append((path, link))
    assert wrong == []
    assert seen > 100_000


def test_no_page_asks_for_anything_and_links_outside_tell_nobody_from_where(built: Built) -> None:
    for path, text in built.pages.items():
        assert "<link " not in text.replace('<link rel="icon" href="data:,">', ""), path
        assert not re.search(r"<(script|img|iframe)[^>]*\ssrc=", text), path
        assert "default-src 'none'" in html.unescape(text[:1000]), path
        for anchor in re.findall(r'<a [^>]*href="https?:[^>]*>', text):
            assert 'rel="noreferrer"' in anchor, (path, anchor)


def test_every_thing_source_and_question_has_its_page_with_the_masthead(built: Built) -> None:
    held = built.files.held
    expected = {f"thing/{id}.html" for id in held.things} | {f"source/{key}.html" for key in held.sources}
    expected |= {f"question/{id}.html" for id in question_ids()} | {"index.html"} | {file for file, _ in NAV}
    assert set(built.pages) == expected
    for path, text in built.pages.items():
        root = "../" if "/" in path else ""
        assert all(f'href="{root}{file}"' in text for file, _ in NAV), path


def test_every_statement_stands_in_both_dossiers_and_on_the_page_of_each_source(built: Built) -> None:
    for fact in built.files.held.facts.values():
        for end in {fact.subject, fact.object} - {""}:
            assert f"statement-{fact.id}" in built.anchors[f"thing/{end}.html"]
        for key, _ in fact.cited:
            assert f"#statement-{fact.id}" in built.pages[f"source/{key}.html"]


def test_every_milestone_position_and_claim_stands_where_it_belongs(built: Built) -> None:
    held = built.files.held
    assert all(f"milestone-{one.id}" in built.anchors[f"thing/{one.entity}.html"] for one in held.milestones)
    assert all(f"position-{one.id}" in built.anchors[f"thing/{one.holder}.html"] for one in held.positions)
    assert all(f"claim-{one.id}" in built.anchors["literature.html"] for one in held.claims)
    assert all(f"recommendation-{one.id}" in built.anchors[f"source/{one.source}.html"] for one in held.recommendations)


def test_pages_without_a_script_have_none_and_pages_are_small(built: Built) -> None:
    for path, text in built.pages.items():
        assert len(text.encode("utf-8")) < 1_500_000, path
        if path.startswith(("thing/", "source/", "question/")):
            assert "<script" not in text, path
    assert len(built.pages["thing/eeas.html"].encode("utf-8")) < 120_000


# Facts


def test_turkiye_has_asked_and_is_not_authorised_and_the_denial_of_an_arrangement_is_one(built: Built) -> None:
    page = "thing/turkiye.html"
    denial = built.row(page, "statement-eda--hasAgreementWith--turkiye--eda-cooperation--not")
    assert denial.startswith("denied: European Defence Agency has agreement with Türkiye")
    assert built.row(page, "statement-turkiye--requestedToJoin--military-mobility").startswith(
        "Türkiye requested to join Military Mobility"
    )
    assert "statement-turkiye--authorisedToJoin--military-mobility" not in built.anchors[page]
    refused = built.row(page, "statement-turkiye--authorisedToJoin--military-mobility--not")
    assert refused.startswith("denied: Türkiye authorised to join Military Mobility")
    picture = re.search(r"<svg.*?</svg>", built.pages[page], re.DOTALL)
    assert picture and "authorised" not in picture[0] and "European Defence Agency" not in picture[0]
    assert "requested to join: Military Mobility" in picture[0]


def test_united_kingdom_was_in_the_eu_to_before_february_2020(built: Built) -> None:
    row = built.row("thing/united-kingdom.html", "statement-united-kingdom--memberOf--eu")
    assert "to before 2020-02-01" in row and " ended " in row
    assert "no end recorded" in built.row("thing/united-kingdom.html", "statement-united-kingdom--memberOf--nato")


def test_page_of_the_decision_on_norway_lists_its_authorisation(built: Built) -> None:
    page = built.pages["source/dec-2021-749.html"]
    assert "../thing/norway.html#statement-norway--authorisedToJoin--military-mobility" in page
    words = words_of(page)
    assert "official act" in words and "Primary source yes" in words and "Norway authorised to join" in words
    assert "Norway participates in Military Mobility" not in words


def test_fund_is_not_said_to_be_run_by_the_agency(built: Built) -> None:
    rows = re.findall(r'<tr id="statement-eda--([^"]*)">(.*?)</tr>', built.pages["thing/edf.html"], re.DOTALL)
    assert {id.partition("--")[0] for id, _ in rows} <= {"oversees", "supports"}
    denial = built.row("thing/edf.html", "statement-eda--oversees--edf--not")
    assert denial.startswith("denied: European Defence Agency oversees")


def test_unverified_statements_stand_apart_and_in_no_picture(built: Built) -> None:
    held = built.files.held
    unverified = [fact for fact in held.facts.values() if fact.certainty == "unverified" and fact.object]
    assert len(unverified) > 50
    for fact in unverified:
        page = built.pages[f"thing/{fact.subject}.html"]
        assert page.index('id="unverified"') < page.index(f'id="statement-{fact.id}"'), fact.id


def test_former_names_have_their_days(built: Built) -> None:
    names = words_of(built.pages["thing/turkiye.html"].split("<dt>Names</dt>")[1].split("</ul>")[0])
    assert "Turkey former name, from 2022-05-31 or earlier to before 2022-06-01" in names
    esdp = words_of(built.pages["thing/csdp.html"])
    assert "European Security and Defence Policy former name" in esdp


def test_what_is_coarse_is_not_certain_on_the_day(built: Built) -> None:
    day, gathered = date(2021, 10, 1), Gathered(built.files.held)
    theme = {id: theme_of(fact, gathered.held) for id, fact in gathered.held.facts.items()}
    page = entity_page(
        gathered,
        "norway",
        day=day,
        site=Site("../", "thing/norway.html", NAV),
        records=Records(gathered, "../", day),
        theme=theme,
        symmetric=frozenset(),
    )
    row = re.search(r'<tr id="statement-norway--participatesIn--military-mobility">(.*?)</tr>', page, re.DOTALL)
    assert row and "from some day in 2021-08-25..2021-12-14" in words_of(row[1]) and "not certain" in row[1]
    spoke = re.search(r"<title>participates in: Military Mobility, not certain on 2021-10-01</title>", page)
    assert spoke


def test_things_about_which_nothing_is_stated_say_so(built: Built) -> None:
    held = built.files.held
    linked = {end for fact in held.facts.values() if fact.relation != "exists" for end in (fact.subject, fact.object)}
    empty = sorted(set(held.things) - linked)
    assert empty
    for id in empty:
        assert "No statement is held about it" in built.pages[f"thing/{id}.html"]
        assert "not recorded" in built.pages[f"thing/{id}.html"]


def test_picture_draws_at_most_so_many_and_counts_the_rest(built: Built) -> None:
    held = built.files.held
    eu = [fact for fact in held.facts.values() if "eu" in (fact.subject, fact.object) and fact.object]
    picture = neighbours_picture(held, eu, "eu", held.about.covered_until, "", frozenset())
    assert picture is not None and len(picture["spokes"]) == MOST and picture["left_out"] > 20
    spots = [(spoke["x"] > 470, spoke["y"]) for spoke in picture["spokes"]]
    spots += [(heading["x"] > 470, heading["y"]) for heading in picture["headings"]]
    assert len(set(spots)) == len(spots)


def test_literature_keeps_computed_and_judged_apart_and_counts_them(built: Built, kg: KnowledgeGraph) -> None:
    found = kg.audit()
    page = built.pages["literature.html"]
    parts = dict(re.findall(r'<h2 id="part-(\w+)">(.*?)</section>', page, re.DOTALL))
    for how in ("computed", "judged"):
        results = re.findall(r'data-result="([^"]*)"', parts[how])
        assert len(results) == sum(row.cells["how"] == how for row in found.rows)
        assert results == sorted(results, key=lambda result: result != "differs")
        assert results.count("differs") == found.extra["counts"][how].get("differs", 0)
    differing = next(claim for claim in built.files.held.claims if claim.verdict == "differs" and claim.corrected_by)
    article = re.search(rf'<article[^>]*id="claim-{differing.id}"(.*?)</article>', page, re.DOTALL)
    assert article and html.escape(differing.note, quote=False) in html.unescape(article[1]).replace("&", "&amp;")
    assert "See <a href=" in article[1]


def test_questions_answer_for_chosen_days_and_say_where_there_is_nothing(built: Built, kg: KnowledgeGraph) -> None:
    for id in question_ids():
        page = built.pages[f"question/{id}.html"]
        days = re.findall(r'<h3 id="on-(\d{4}-\d{2}-\d{2})"', page)
        assert days == (
            ["2025-12-31", "2022-07-01", "2017-05-15", "2004-05-01"]
            if question(id).asks_for_a_day
            else [kg.as_of.isoformat()]
        ), id
        assert f"eunato ask {id}" in page and 'id="sparql"' in page and "Cannot be asked" not in page, id
    page = built.pages["question/non-eu-allies-in-pesco.html"]
    day = dict(re.findall(r'<h3 id="on-([\d-]+)"(.*?)</section>', page, re.DOTALL))
    assert [len(re.findall("<tr>", day[of])) - 1 for of in ("2025-12-31", "2022-07-01")] == [
        len(kg.ask("non-eu-allies-in-pesco", of).rows) for of in ("2025-12-31", "2022-07-01")
    ]
    assert "No rows." in day["2017-05-15"] and "No rows." in day["2004-05-01"]
    assert "Norway" in day["2022-07-01"] and "participating" in day["2022-07-01"]


def test_start_page_answers_the_headline_for_its_day(built: Built, kg: KnowledgeGraph) -> None:
    page = built.pages["index.html"]
    rows = [words_of(row) for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL)]
    expected = kg.ask("non-eu-allies-in-pesco").to_dicts()
    assert len(rows) == len(expected)
    for row, answer in zip(rows, expected, strict=True):
        assert row.startswith(f"{answer['state']} {answer['project']} {answer['stage']}") and "@dec-" in row
    assert "as of 2025-12-31" in page


def test_search_knows_every_name_acronym_code_and_id(built: Built) -> None:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', built.pages["index.html"], re.DOTALL)
    assert block
    things = json.loads(block[1])["things"]
    known = {id: {fold(name) for name in (one["l"], one.get("h", ""), *one.get("a", ()))} for id, one in things.items()}
    with (ROOT / "data/names.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert fold(row["name"]) in known[row["entity"]], row["name"]
    for id, entry in built.files.held.things.items():
        assert {fold(value) for _, value in entry.codes} <= known[id]
    assert {f"@{key}" for key in built.files.held.sources} <= set(things)


def test_coverage_counts_what_is_held(built: Built) -> None:
    held = built.files.held
    total = re.search(r'<tr class="sum">(.*?)</tr>', built.pages["coverage.html"], re.DOTALL)
    assert total
    cells = words_of(total[1]).replace(" %", "%").split()
    facts = held.facts.values()
    assert cells[1] == f"{len(facts):,}"
    assert cells[2] == f"{round(100 * sum(fact.certainty == 'confirmed' for fact in facts) / len(facts))}%"
    themes = re.findall(r'<tr><th scope="row">[^<]*</th><td>([\d,]+)</td>', built.pages["coverage.html"])
    assert sum(int(number.replace(",", "")) for number in themes) == len(facts)


def test_downloads_are_in_the_site_and_the_graph_has_the_fingerprint(built: Built, kg: KnowledgeGraph) -> None:
    links = re.findall(r'href="(data/[^"]*)"', built.pages["downloads.html"])
    there = {path.relative_to(built.folder).as_posix() for path in (built.folder / "data").rglob("*") if path.is_file()}
    assert set(links) == there
    assert hashlib.sha256((built.folder / "data/eunato.nq").read_bytes()).hexdigest() == kg.about.sha256
    assert (built.folder / "data/tables/names.csv").read_bytes() == (ROOT / "data/names.csv").read_bytes()


def test_citations_name_version_day_and_fingerprint(built: Built, kg: KnowledgeGraph) -> None:
    page = html.unescape(built.pages["cite.html"])
    assert page.count(kg.about.sha256) >= 4 and kg.about.version in page and "as of 2025-12-31" in page
    for mark in ("@misc{", "cff-version: 1.2.0", '"type": "dataset"'):
        assert mark in page


# Other worlds, and writing


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A small world in which formal meetings exist, as the page of memberships asks for."""
    folder = small_world(tmp_path / "world")
    format = {"id": "nac-psc-berlin-plus", "kinds": "meeting-format", "name": "Formal meetings"}
    add(folder, ORGANISATIONS, **format, from_="2003-03-17", certainty="confirmed", sources=REGISTER)
    return folder


def test_site_command_tells_what_it_wrote_and_the_same_data_give_the_same_bytes(
    run: Run, world: Path, tmp_path: Path
) -> None:
    digests = []
    for seed in ("1", "2"):
        target = tmp_path / f"site-{seed}"
        done = run("site", str(target), "--data", str(world), PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        files = sorted(path for path in target.rglob("*") if path.is_file())
        assert f"wrote {len(files)} files" in done.stderr and str(target) in done.stderr and done.stdout == ""
        assert done.stderr.count("\n") == 1  # no progress where nobody watches
        digests.append({path.relative_to(target).as_posix(): path.read_bytes() for path in files})
    assert digests[0] == digests[1]
    assert len(digests[0]) > 100
    assert "Cannot be asked here" in digests[0]["question/operation-profile.html"].decode("utf-8")


def test_site_replaces_only_an_earlier_site(tmp_path: Path) -> None:
    place = tmp_path / "site"
    write_folder(place, [("index.html", "one"), ("thing/a.html", "a")], SITE)
    write_folder(place, [("index.html", "two")], SITE)
    assert (place / "index.html").read_text(encoding="utf-8") == "two" and not (place / "thing").exists()
    (place / "CNAME").write_text("mine", encoding="utf-8")
    with pytest.raises(EunatoError, match=r"holds what no site wrote \(CNAME\)"):
        write_folder(place, [("index.html", "three")], SITE)
    assert (place / "index.html").read_text(encoding="utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_site_refuses_a_folder_of_something_else_and_takes_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(EunatoError, match="is not empty and holds no site"):
        write_folder(tmp_path / "mine", [("index.html", "")], SITE)
    assert (tmp_path / "mine/thesis.txt").is_file()
    with pytest.raises(EunatoError, match="is a file"):
        write_folder(tmp_path / "mine/thesis.txt", [("index.html", "")], SITE)
    (tmp_path / "empty").mkdir()
    assert write_folder(tmp_path / "empty", [("index.html", "x")], SITE).files == 2
    assert (tmp_path / "empty" / SITE.marker).is_file()


def test_site_that_fails_half_way_leaves_the_earlier_one(tmp_path: Path) -> None:
    place = tmp_path / "site"
    write_folder(place, [("index.html", "one")], SITE)

    def failing() -> Iterator[tuple[str, str]]:
        yield "index.html", "two"
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write_folder(place, failing(), SITE)
    assert (place / "index.html").read_text(encoding="utf-8") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# In the browser


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """Opens pages, and closes them at the end: then none may have said or asked for anything."""
    pages: list[Opened] = []

    def open_page(file: Path, fragment: str = "", **how: Any) -> Opened:
        pages.append(Opened(browser, file, fragment, **how))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "file"),
    [
        ("turkey", "thing/turkiye.html"),
        ("ESDP", "thing/csdp.html"),
        ("CCDCOE", "thing/ccdcoe.html"),
        ("dec 2021 749", "source/dec-2021-749.html"),
    ],
)
def test_search_by_keyboard_opens_a_dossier_and_back_works(built: Built, opened: Any, typed: str, file: str) -> None:
    page = opened(built.folder / "index.html").page
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.wait_for_selector("#search-list [role=option][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{file}")
    assert page.inner_text("h1")
    page.go_back()
    page.wait_for_url("**/index.html")


@pytest.mark.browser
def test_search_walks_with_arrows_and_closes_with_escape(built: Built, opened: Any) -> None:
    page = opened(built.folder / "index.html").page
    page.focus("#search")
    page.keyboard.type("military")
    first = page.get_attribute("#search", "aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") != first
    page.keyboard.press("Escape")
    assert page.get_attribute("#search", "aria-expanded") == "false"


@pytest.mark.browser
@pytest.mark.parametrize(
    "file",
    [
        "index.html", "thing/turkiye.html", "thing/cyprus.html", "thing/military-mobility.html", "thing/eeas.html",
        "source/dec-2021-749.html", "question/compare-members.html", "coverage.html", "downloads.html",
    ],
)  # fmt: skip
def test_page_is_accessible_and_fits_a_phone(built: Built, opened: Any, file: str) -> None:
    found = opened(built.folder / file, width=390, height=844, dark=file == "thing/cyprus.html")
    assert found.sideways() == 0
    assert found.axe() == []


@pytest.mark.browser
@pytest.mark.parametrize("file", ["literature.html", "glossary.html", "method.html", "cite.html", "questions.html"])
def test_page_fits_screens(built: Built, opened: Any, file: str) -> None:
    found = opened(built.folder / file, width=390, height=844)
    assert found.sideways() == 0
    found.page.set_viewport_size({"width": 1024, "height": 800})
    assert found.sideways() == 0


@pytest.mark.browser
def test_links_of_a_dossier_work_from_disk(built: Built, opened: Any) -> None:
    page = opened(built.folder / "thing/turkiye.html").page
    page.focus("svg a")
    name = page.evaluate("document.activeElement.querySelector('text').textContent")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/thing/" in address and not address.endswith("turkiye.html"))
    assert page.inner_text("h1").startswith(name.rstrip("…"))
    page.go_back()
    page.click("nav[aria-label='On this page'] a[href='#statements']")
    assert page.evaluate("document.getElementById('statements').getBoundingClientRect().top") < 60
    page.locator("td.cited a").first.click()
    page.wait_for_url("**/source/*.html")
    page.click("text=Coverage")
    page.wait_for_url("**/coverage.html")


@pytest.mark.browser
def test_literature_filters_by_result_and_publication_and_the_address_keeps_it(built: Built, opened: Any) -> None:
    held = built.files.held
    differing = [claim for claim in held.claims if claim.verdict == "differs" and not claim.question]
    found = opened(built.folder / "literature.html", "#as-of=2025-12-31&result=differs")
    page = found.page
    shown = "Array.from(document.querySelectorAll('article.claim')).filter(one => one.offsetParent).map(one => one.id)"
    assert set(page.evaluate(shown)) >= {f"claim-{claim.id}" for claim in differing}
    many = len(page.evaluate(shown))
    assert page.inner_text("#shown") == f"{many} of {len(held.claims)} claims"
    page.focus("#publication")
    page.select_option("#publication", "eln-2017")
    assert set(page.evaluate(shown)) == {
        f"claim-{claim.id}" for claim in held.claims if claim.source == "eln-2017" and claim.verdict == "differs"
    }
    assert "publication=eln-2017" in page.evaluate("location.hash")
    assert found.axe() == []
    page.go_back()
    found.until("document.getElementById('publication').value === ''")
    assert len(page.evaluate(shown)) == many


@pytest.mark.browser
def test_hostile_labels_are_only_text(world: Path, tmp_path: Path, opened: Any) -> None:
    nasty = NASTY.strip()
    edit(world, STATES, "arcadia", name=nasty, description=nasty, note=nasty)
    edit(world, "sources.json", "register-2026", title=nasty)
    statements = next(path for path in PATHS["statements"] if read_rows(world, path))
    edit(world, statements, read_rows(world, statements)[0]["id"], note=nasty)
    place = tmp_path / "site"
    write_folder(place, load(data=world).site(), SITE)
    for file in ("thing/arcadia.html", "source/register-2026.html", "index.html", "things.html", "coverage.html"):
        found = opened(place / file, width=390, height=844)
        assert found.page.evaluate("window.hurt") is None
        assert found.page.query_selector("img") is None
        assert found.sideways() == 0, file
    page = opened(place / "index.html").page
    page.fill("#search", "arcadia")
    page.wait_for_selector("#search-list [data-id=arcadia]")
    assert page.evaluate("document.querySelector('#search-list [data-id=arcadia]').firstChild.textContent") == nasty
    page.keyboard.press("Enter")
    page.wait_for_url("**/thing/arcadia.html")
    assert page.evaluate("document.querySelector('h1').textContent") == nasty
    assert page.evaluate("window.hurt") is None
