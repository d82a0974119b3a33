"""The site: which files it has, in which order, and how each is made. Whoever writes them decides where.

Everything is read from the graph once. The same graph and day give the same bytes, and all links are relative, so that
the site works from disk and below any path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path

from graph.answers import Answer
from graph.audit import audit
from graph.contents import Contents, contents
from graph.coverage import shares, themes_of
from graph.pages.addresses import question_file, source_file, thing_file
from graph.pages.answer import answer_page
from graph.pages.catalogue_pages import question_page, questions_page
from graph.pages.citing import citing_page
from graph.pages.coverage import coverage_page
from graph.pages.data_files import DataFile, data_files, downloads_page
from graph.pages.document import Site
from graph.pages.entity import entity_page
from graph.pages.gathered import Gathered
from graph.pages.glossary import glossary_page
from graph.pages.lists import sources_page, things_page
from graph.pages.literature import literature_page
from graph.pages.method import method_page
from graph.pages.query import query_page
from graph.pages.records import Records
from graph.pages.site_views import SITE_VIEWS
from graph.pages.source import source_page
from graph.pages.start import HEADLINE, search_index, start_page
from graph.questions import answer, question_ids
from graph.store import Store

Make = Callable[[], str]

NAV: tuple[tuple[str, str], ...] = (
    *((file, view.label) for file, view in SITE_VIEWS.items()),
    ("questions.html", "Questions"),
    ("literature.html", "Literature"),
    ("things.html", "Things"),
    ("sources.html", "Sources"),
    ("glossary.html", "Glossary"),
    ("coverage.html", "Coverage"),
    ("method.html", "Method"),
    ("downloads.html", "Downloads"),
    ("cite.html", "Cite"),
)
"""The pages of the masthead."""

QUERY = ("query.html", "Query")
"""The page that asks its server, and so is in no site on disk."""


class SiteFiles:
    """The files of a site: how many (`len`), and in turn each relative path with its text.

    A page is made when its turn comes, so that whoever writes the files can tell how far it is. `tables` is the folder
    that the graph was made of. `served` adds the page that needs a server, which asks the same `store`.
    """

    def __init__(self, store: Store, day: date, tables: Path, served: bool = False) -> None:
        self._nav = NAV
        if served:
            place = [file for file, _ in NAV].index("questions.html") + 1
            self._nav = (*NAV[:place], QUERY, *NAV[place:])
        self._store = store
        self._day = day
        self._tables = tables
        self.held: Contents = contents(store)
        self._gathered = Gathered(self.held)
        self._theme = themes_of(self.held)
        self._makers: list[tuple[str, Make]] = [
            *self._main_pages(),
            *((file, self._of_view(file)) for file in SITE_VIEWS),
            *((question_file(id), self._of_question(id)) for id in question_ids()),
            *((thing_file(id), self._of_thing(id)) for id in self.held.things),
            *((source_file(key), self._of_source(key)) for key in self.held.sources),
            *((file.path, self._of_data(file)) for file in self._data),
            *([(QUERY[0], lambda: self._query)] if served else []),
        ]

    def __len__(self) -> int:
        return len(self._makers)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for path, make in self._makers:
            yield path, make()

    @property
    def paths(self) -> list[str]:
        """The relative paths of all files, in the order in which they are made."""
        return [path for path, _ in self._makers]

    def text(self, path: str) -> str:
        """One file alone; raises `KeyError` where the site has none of that path."""
        return dict(self._makers)[path]()

    def answer(self, found: Answer) -> str:
        """The page of any answer, as it would stand among the questions."""
        return answer_page(
            self._store, found, site=self._at("question/answer.html", "questions.html"), records=self._below
        )

    # What every page of a folder shares

    @cached_property
    def _top(self) -> Records:
        return Records(self._gathered, "", self._day)

    @cached_property
    def _below(self) -> Records:
        return Records(self._gathered, "../", self._day)

    @cached_property
    def _data(self) -> list[DataFile]:
        return data_files(self._store, self._tables)

    @cached_property
    def _symmetric(self) -> frozenset[str]:
        return self._store.symmetric_relations

    # The pages

    def _main_pages(self) -> list[tuple[str, Make]]:
        day, store, held, gathered = self._day, self._store, self.held, self._gathered

        def start() -> str:
            return start_page(
                answer(store, HEADLINE, {}, day),
                search=search_index(store, held),
                day=day,
                site=self._at("index.html"),
                records=self._top,
                views=[(file, view.label, view.text) for file, view in SITE_VIEWS.items()],
                figures=self._figures(),
            )

        def coverage() -> str:
            found = shares(held, self._theme)
            return coverage_page(gathered, found, day=day, site=self._at("coverage.html"), records=self._top)

        def method() -> str:
            *_, total = shares(held, self._theme)
            return method_page(gathered, total, day=day, site=self._at("method.html"), records=self._top)

        def cite() -> str:
            found = answer(store, HEADLINE, {}, day)
            shown = next((id for row in found.rows for id in row.statements), next(iter(held.facts), ""))
            return citing_page(store, found, shown, day=day, site=self._at("cite.html"))

        return [
            ("index.html", start),
            ("questions.html", lambda: questions_page(store, day=day, site=self._at("questions.html"))),
            (
                "literature.html",
                lambda: literature_page(audit(store), day=day, site=self._at("literature.html"), records=self._top),
            ),
            ("things.html", lambda: things_page(gathered, day=day, site=self._at("things.html"), records=self._top)),
            ("sources.html", lambda: sources_page(gathered, day=day, site=self._at("sources.html"), records=self._top)),
            ("glossary.html", lambda: glossary_page(store, held, day=day, site=self._at("glossary.html"))),
            ("coverage.html", coverage),
            ("method.html", method),
            ("downloads.html", lambda: downloads_page(store, self._data, day=day, site=self._at("downloads.html"))),
            ("cite.html", cite),
        ]

    @cached_property
    def _query(self) -> str:
        # A server is asked for it more than once, and to gather its words takes a second.
        return query_page(self._store, self.held, day=self._day, site=self._at(QUERY[0]))

    def _of_view(self, file: str) -> Make:
        return lambda: SITE_VIEWS[file].build(self._store, self.held, self._day, self._at(file))

    def _of_question(self, id: str) -> Make:
        return lambda: question_page(
            self._store, id, day=self._day, site=self._at(question_file(id), "questions.html"), records=self._below
        )

    def _of_thing(self, id: str) -> Make:
        return lambda: entity_page(
            self._gathered,
            id,
            day=self._day,
            site=self._at(thing_file(id)),
            records=self._below,
            theme=self._theme,
            symmetric=self._symmetric,
        )

    def _of_source(self, key: str) -> Make:
        return lambda: source_page(
            self._gathered, key, day=self._day, site=self._at(source_file(key)), records=self._below, theme=self._theme
        )

    def _of_data(self, file: DataFile) -> Make:
        return lambda: file.text

    def _figures(self) -> list[tuple[str, str, str]]:
        held = self.held
        counted = sum(fact.certainty != "unverified" for fact in held.facts.values())
        return [
            (f"{len(held.things):,}", "things", "things.html"),
            (f"{counted:,}", "statements that count", "coverage.html"),
            (f"{len(held.milestones):,}", "milestones", "coverage.html"),
            (f"{len(held.positions):,}", "positions", "coverage.html"),
            (f"{len(held.claims):,}", "claims of the literature", "literature.html"),
            (f"{len(held.sources):,}", "sources", "sources.html"),
        ]

    def _at(self, file: str, current: str = "") -> Site:
        """Where a file stands; `current` is the page of the masthead that it belongs to, by default itself."""
        return Site(root="../" * file.count("/"), here=current or file, nav=self._nav)


def site_files(store: Store, day: date, tables: Path, served: bool = False) -> SiteFiles:
    """The files of the site of a graph on a day; `tables` is the folder that the graph was made of, `served` whether a
    server answers beside it."""
    return SiteFiles(store, day, tables, served)
