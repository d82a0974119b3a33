"""The public object: everything the command line does, for notebooks and programs.

>>> import graph
>>> kg = graph.load(as_of="2022-07-01")
>>> kg.ask("non-eu-allies-in-pesco").to_dicts()[0]["state"]
'Canada'
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from graph.dates import DateError, parse_day
from graph.errors import QuestionError

if TYPE_CHECKING:
    import networkx
    import rdflib

    from graph.answers import Answer
    from graph.citations import Bibliography
    from graph.dossiers import Dossier
    from graph.exports import Exported
    from graph.names import Hit
    from graph.pages.site import SiteFiles
    from graph.publishing import Published
    from graph.questions import Understood
    from graph.store import About, Rows, Store, Term

Day = str | date | None


def load(
    as_of: Day = None,
    data: str | Path | None = None,
    endpoint: str | None = None,
    seconds: float | None = None,
    in_memory: bool = False,
) -> KnowledgeGraph:
    """Opens the graph. `as_of` is the day for which it answers (None: the day up to which the data was curated);
    `data` another tables folder; `endpoint` the address of a SPARQL engine that holds the graph and is asked instead,
    each query for so many `seconds` at most. `in_memory` takes a second more to open and some 70 MB, and then about a
    fifth of the time for a query: for whoever asks many.

    Raises `DataError` if the tables are wrong, `QuestionError` for a bad day, `RemoteError` if that engine cannot be
    asked or does not hold the whole graph.
    """
    if endpoint is not None:
        from graph.remote import open_remote
        from graph.wire import SECONDS

        return KnowledgeGraph(open_remote(endpoint, seconds or SECONDS), _day(as_of))
    from graph.locations import data_folder
    from graph.store import open_store

    store = open_store(data)
    return KnowledgeGraph(store.in_memory() if in_memory else store, _day(as_of), data_folder(data))


class KnowledgeGraph:
    """The graph as of a day. Every method that takes `as_of` answers for that day instead."""

    def __init__(self, store: Store, day: date | None = None, tables: Path | None = None) -> None:
        self._store = store
        self._tables = tables
        self._as_of = day or store.about.covered_until

    @property
    def as_of(self) -> date:
        """The day for which answers are given."""
        return self._as_of

    @property
    def store(self) -> Store:
        """What is asked."""
        return self._store

    @property
    def about(self) -> About:
        """Data version, fingerprint, and the days up to which the tables were curated."""
        return self._store.about

    def ask(self, question: str, as_of: Day = None, **parameters: str) -> Answer:
        """The answer to a question of the catalogue; parameters by name, things by any name they bear."""
        from graph.questions import answer

        return answer(self._store, question, parameters, self._on(as_of))

    def understand(self, words: str, today: date | None = None) -> Understood:
        """What plain words mean: a question of the catalogue with its parameters and day."""
        from graph.questions import understand

        return understand(self._store, words, today)

    def question_text(self, question: str, as_of: Day = None, **parameters: str) -> str:
        """The question as a SPARQL query that runs on any endpoint holding the graph."""
        from graph.questions import portable_text

        return portable_text(self._store, question, parameters, self._on(as_of))

    def sparql(self, query: str, as_of: Day = None) -> Rows | bool | list[tuple[Term, ...]]:
        """Rows of a SELECT, the truth of an ASK, or triples, on the graph together with the view of the day."""
        return self.view(as_of).outcome(query)

    def sparql_serialized(
        self, query: str, results: str, graphs: str, as_of: Day = None, services: Collection[str] = ()
    ) -> bytes:
        """The result in a standard format: `results` json, xml, csv or tsv; `graphs` turtle, nt, jsonld or rdfxml.
        `services` are the addresses that the query may ask by SERVICE."""
        return self.view(as_of).serialized(query, results, graphs, services)

    def publish(self, graph_store: str, as_of: Day = None, endpoint: str | None = None) -> Published:
        """Loads the graph, with `as_of` also the plain triples of that day, into another engine by the Graph Store
        Protocol. Triples are counted there through its SPARQL `endpoint`, or by fetching them back."""
        from graph.publishing import publish

        return publish(self._store, graph_store, day=_day(as_of), endpoint=endpoint)

    def compare(self, a: str = "EU", b: str = "NATO", as_of: Day = None) -> Answer:
        """Members of both, only of the one, only of the other, on the day."""
        from graph.membership import compare

        return compare(self._store, a, b, self._on(as_of))

    def compare_history(self, a: str = "EU", b: str = "NATO", since: Day = None, until: Day = None) -> Answer:
        """Every stretch of days on which these sets stayed the same, with the cause of each change."""
        from graph.membership import history

        return history(self._store, a, b, _day(since), _day(until))

    def why(self, subject: str, relation: str, target: str, as_of: Day = None, concerning: str = "") -> Answer:
        """Whether a relation, stated or derived, holds on the day: verdict, rule, premises and named absences."""
        from graph.reasons import why

        return why(self._store, subject, relation, target, self._on(as_of), concerning)

    def paths(
        self,
        start: str,
        goal: str,
        as_of: Day = None,
        *,
        via: str | None = None,
        without: Collection[str] = (),
        relations: Collection[str] = (),
        most: int = 20,
    ) -> Answer:
        """All shortest paths of the day between two things, one row a hop."""
        from graph.paths import shortest

        return shortest(
            self._store, start, goal, self._on(as_of), via=via, without=without, relations=relations, most=most
        )

    def diff(self, since: Day, until: Day) -> Answer:
        """What began and what ended after the one day and up to the other."""
        from graph.questions import answer

        begin, end = _day(since), _day(until)
        if begin is None or end is None or end < begin:
            raise QuestionError("give two days, the earlier first")
        return answer(self._store, "changes-between", {"since": begin.isoformat()}, end)

    def audit(self) -> Answer:
        """Every claim of the literature against the graph on the day it speaks of."""
        from graph.audit import audit

        return audit(self._store)

    def coverage(self, board: str = "themes", as_of: Day = None, *, theme: str = "", older_than: int = 365) -> Answer:
        """What is held and how well it is shown: `themes`, the `statements` behind their counts, what is `stale`, or
        the `lists` that are known to be complete (see `graph.coverage`)."""
        from graph.coverage import coverage

        return coverage(self._store, board, self._on(as_of), theme=theme, older_than=older_than)

    def show(self, name: str, as_of: Day = None) -> Dossier:
        """All that is held about a thing; with `as_of` only what holds, or may hold, on that day."""
        from graph.dossiers import dossier

        return dossier(self._store, name, _day(as_of))

    def find(self, text: str) -> list[Hit]:
        """Things whose names or description contain the text."""
        from graph.names import find

        return find(self._store, text)

    def network(self, as_of: Day = None, answer: Answer | None = None) -> networkx.MultiDiGraph:
        """The statements of the day, or those behind an answer, as a networkx graph."""
        from graph.network import of_answer, of_day

        return of_day(self._store, self._on(as_of)) if answer is None else of_answer(self._store, answer)

    def answer_page(self, question: str, as_of: Day = None, **parameters: str) -> str:
        """The statements behind an answer as one self-contained HTML page."""
        from graph.pages.views import network_of_answer

        return network_of_answer(self._store, question, parameters, self._on(as_of))

    def page(self, view: str = "network", entity: str | None = None, as_of: Day = None) -> str:
        """A view as one self-contained HTML page that starts at the day; with `entity`, of that thing."""
        from graph.pages.views import VIEWS

        if view not in VIEWS:
            raise QuestionError(f"no view is called '{view}'", sorted(VIEWS))
        return VIEWS[view](self._store, entity, self._on(as_of))

    def site(self, as_of: Day = None) -> SiteFiles:
        """The files of the whole site for the day: how many, and in turn each relative path with its text."""
        from graph.locations import data_folder
        from graph.pages.site import site_files

        return site_files(self._store, self._on(as_of), self._tables or data_folder())

    def export(self, format: str, as_of: Day = None) -> Exported:
        """The graph in the format of another tool (see `graph.exports.EXPORTS`), for all days; with `as_of` for one."""
        from graph.exports import export
        from graph.locations import data_folder

        return export(self._store, format, _day(as_of), self._tables or data_folder())

    def rdf(self, as_of: Day = None) -> rdflib.Dataset:
        """The whole graph with the view of the day as an rdflib data set, whose default graph is their union."""
        import rdflib

        from graph import iris

        dataset = rdflib.Dataset(default_union=True)
        for prefix, namespace in iris.PREFIXES.items():
            # rdflib keeps one prefix a namespace; ours is the empty one, as in our queries.
            if prefix != "eunato":
                dataset.bind(prefix, namespace, override=True)
        dataset.parse(data=b"".join(self.view(as_of).nquads()), format="nquads")
        return dataset

    def view(self, as_of: Day = None) -> Store:
        """The compiled graph together with the plain and implied triples of the day."""
        return self._store.view(self._on(as_of))

    def cite(self, *cited: str | Answer, as_of: Day = None, sources: bool = False) -> Bibliography:
        """How to cite these, sorted by key; the data set where nothing is named.

        Each is the key of a source, the id of a statement, milestone, position, claim, recommendation or observation,
        the id or name of a thing, or an answer. `sources` adds what they rest on. Raises `QuestionError` with the
        nearest for what is not held.
        """
        from graph.citing import cite

        return cite(self._store, cited, self._on(as_of), sources)

    def sources(self, text: str = "", grade: str = "") -> Bibliography:
        """The sources whose key or reference holds every word of the text, of that grade if one is given."""
        from graph.citations.sources import search

        return search(self._store, text, grade)

    def _on(self, as_of: Day) -> date:
        return _day(as_of) or self._as_of


def read_day(text: str) -> date:
    """The day of a full `YYYY-MM-DD` as it is asked for; raises `QuestionError`."""
    try:
        return parse_day(text)
    except DateError as error:
        raise QuestionError(str(error)) from None


def _day(value: Day) -> date | None:
    return read_day(value) if isinstance(value, str) else value
