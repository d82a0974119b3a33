"""The compiled graph: built once from tables and ontology, kept in a cache, opened read-only, asked by SPARQL.

Cache. One folder for each state of tables, ontology, building code and engine, named by their hash, below
`locations.cache_folder()`. It is built in a temporary folder and then renamed, so that a process that stops half
way, or two at once, leave nothing half built. A folder whose files are not as they were when it was built is
thrown away and built again. The view of a day is a folder of its own inside, which shares the files of the whole
by hard links.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import pyoxigraph as ox

from graph import iris
from graph.errors import DataError, EunatoError, OntologyError, QuestionError, RemoteError
from graph.guard import check_query, names_dataset
from graph.locations import RULES_FOLDER, cache_folder, data_folder, ontology_folder

if TYPE_CHECKING:
    from graph.rulebook import Rule

LAYOUT: Final = "1"
ONTOLOGY_FILES: Final = ("eunato.ttl", "concepts.ttl")
_BUILDING_ROOMS: Final = (
    "checks", "dates", "folding", "iris", "model", "package", "query_files", "rdf", "references",
    "rulebook", "store", "tables",
)  # fmt: skip
_META: Final = "meta.json"
_WHOLE: Final = "whole"
_BASE: Final = "base"
_FORGET_AFTER_SECONDS: Final = 30 * 24 * 3600
_REMEMBERED: Final = 20_000
# A load of so many quads leaves the engine with dozens of files that overlap. At 10 million, putting them in order takes
# an eighth of the time of building and twice the place, and questions are then four to eight times as fast.
_TIDIED_ABOVE: Final = 3_000_000
_VIEWS_KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class Iri:
    """A resource in a result."""

    value: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a result, with its datatype IRI and language (empty if it has none)."""

    value: str
    datatype: str
    language: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A nameless node in a result; the graph has none, but a query can make one."""

    value: str


Term = Iri | Literal | Blank | None


class SupportsWrite(Protocol):
    """What a result can be written to."""

    def write(self, data: bytes, /) -> object: ...


# A result as the engine gives it; triples from elsewhere come as a list.
Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | list[ox.Triple]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows:
    """A result of SELECT: variable names and rows of terms in that order, None where unbound."""

    variables: tuple[str, ...]
    rows: list[tuple[Term, ...]]

    def dicts(self) -> Iterator[dict[str, Term]]:
        for row in self.rows:
            yield dict(zip(self.variables, row, strict=True))


@dataclass(frozen=True, slots=True)
class About:
    """What the compiled graph is: data version, fingerprint of its statements, and the day it is curated up to.

    `released` is the day of this version, `YYYY-MM-DD`, empty where it is not told. `sha256` is empty where another
    engine holds the graph and nobody has said what it was made from.
    """

    title: str
    version: str
    sha256: str
    covered_until: date
    covered_by_table: dict[str, date]
    released: str = ""

    def stamp(self) -> str:
        """Version and beginning of the fingerprint: by which data an answer was given."""
        return data_stamp(self.version, self.sha256)


def data_stamp(version: str, sha256: str) -> str:
    """How the data is named below an answer."""
    return f"eunato data {version} ({sha256[:12] or 'fingerprint not known'})"


class Store:
    """A compiled graph, read-only. `day` is set where the plain triples of a day can be asked."""

    def __init__(
        self,
        engine: ox.Store,
        about: About,
        home: Path | None,
        day: date | None = None,
        mend: Callable[[], Store] | None = None,
    ) -> None:
        self._engine = engine
        self._home = home
        self._mend = mend
        self.about = about
        self.day = day
        self._memory: dict[str, dict[Any, Any]] = {}
        self._views: dict[date, Store] = {}

    @property
    def state(self) -> str:
        """What `open_store` takes to open the same graph again; empty where it is held in memory only."""
        return self._home.name if self._home is not None else ""

    def recalled(self, name: str, keys: Iterable[str], find: Callable[[list[str]], Mapping[str, T]]) -> dict[str, T]:
        """What `find` finds for these keys, in their order. The graph does not change: what was found before under
        this name is not looked for again."""
        wanted = list(dict.fromkeys(keys))
        known: dict[str, T] = self._memory.setdefault(name, {})
        missing = [key for key in wanted if key not in known]
        if missing:
            if len(known) > _REMEMBERED:
                known.clear()
                missing = wanted
            known.update(find(missing))
        return {key: known[key] for key in wanted if key in known}

    # Asking

    def select(self, text: str) -> Rows:
        """The rows of a SELECT; raises `QuestionError` where the query is wrong or is none."""

        def rows(found: Found) -> Rows:
            if not isinstance(found, ox.QuerySolutions):
                raise QuestionError("this query gives no rows; a SELECT is needed here")
            return _rows(found)

        return self._query(text, rows)

    def serialized(self, text: str, results: str, graphs: str, services: Collection[str] = ()) -> bytes:
        """The result of any query as the bytes of a standard format.

        `results` (json, xml, csv, tsv) counts for SELECT and ASK, `graphs` (turtle, nt, jsonld, rdfxml) for
        CONSTRUCT and DESCRIBE. `services` are the addresses that the query may ask by SERVICE.
        """

        out = io.BytesIO()
        self.write_result(text, out, results, graphs, services=services)
        return out.getvalue()

    def write_result(
        self,
        text: str,
        out: SupportsWrite,
        results: str,
        graphs: str,
        dataset: tuple[Sequence[str], Sequence[str]] | None = None,
        begun: Callable[[str], None] = lambda form: None,
        base: str | None = None,
        services: Collection[str] = (),
    ) -> str:
        """Writes the result of any query as in `serialized`, as it comes, and returns the form that was written.

        `dataset` names default and named graphs that count instead of those that the query names; `begun` is told
        the form before the first byte; `base` is what relative addresses in the query are read against.
        """

        def write(found: Found) -> str:
            form = graphs if isinstance(found, ox.QueryTriples | list) else results
            begun(form)
            if isinstance(found, ox.QueryTriples | list):
                out.write(_graph_text(found, graphs))
            elif isinstance(found, ox.QueryBoolean) and results in ("csv", "tsv"):
                # The CSV and TSV formats of SPARQL 1.1 have no form for ASK.
                out.write(b"true\n" if found else b"false\n")
            else:
                found.serialize(out, format=_RESULT_FORMATS[results])  # type: ignore[arg-type]
            return form

        return self._query(text, write, dataset, base, services)

    def description(self, id: str, form: str) -> bytes:
        """What is held about the thing of this id, and every statement in which it stands, in a format of RDF; empty
        where nothing is."""
        thing = f"<{iris.THING}{id}>"
        return self.serialized(
            f"""CONSTRUCT {{ ?node ?term ?value }} WHERE {{
              {{ BIND ({thing} AS ?node) }} UNION {{ VALUES ?part {{ rdf:subject rdf:object :deniedSubject :deniedObject }} ?node ?part {thing} }}
              UNION {{ VALUES ?part {{ :milestoneOf :nameOf }} ?node ?part {thing} }}
              ?node ?term ?value }}""",
            "json",
            form,
        )

    def outcome(self, text: str) -> Rows | bool | list[tuple[Term, ...]]:
        """Rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE."""

        def outcome(found: Found) -> Rows | bool | list[tuple[Term, ...]]:
            if isinstance(found, ox.QueryBoolean):
                return bool(found)
            if isinstance(found, ox.QueryTriples | list):
                return [(_term(t.subject), _term(t.predicate), _term(t.object)) for t in found]
            return _rows(found)

        return self._query(text, outcome)

    def nquads(self) -> Iterator[bytes]:
        """Every quad, one N-Quads line at a time, in the engine's order."""
        for quad in self._engine:
            yield f"{quad} .\n".encode()

    def ntriples(self, graph: str) -> list[bytes]:
        """The triples of one graph as sorted N-Triples lines, each with its line end."""
        text = self._engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        return sorted((text or b"").splitlines(keepends=True))

    def _query(
        self,
        text: str,
        use: Callable[[Found], T],
        dataset: tuple[Sequence[str], Sequence[str]] | None = None,
        base: str | None = None,
        services: Collection[str] = (),
    ) -> T:
        """Runs a query and takes what is needed from its result, which the engine reads as it goes."""
        check_query(text, services)
        try:
            if dataset is not None:
                default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(iri) for iri in dataset[0]]
                named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in dataset[1]]
                return use(
                    self._engine.query(
                        text, base_iri=base, prefixes=iris.PREFIXES, default_graph=default, named_graphs=named
                    )
                )
            # Asked for the union, the engine would not heed a FROM.
            union = not names_dataset(text)
            return use(
                self._engine.query(text, base_iri=base, prefixes=iris.PREFIXES, use_default_graph_as_union=union)
            )
        except (OSError, RuntimeError) as error:
            if _OF_THE_QUERY.match(str(error)):
                raise QuestionError(f"the query cannot be run: {error}") from None
            if services:
                raise RemoteError(f"a service that the query asks gave no result: {_one_line(str(error))}") from None
            # The engine found its own files damaged. They can be made again from the tables, once.
            if self._mend is None:
                raise
            self._engine, self._mend = self._mend()._engine, None
            return self._query(text, use, dataset, base, services)
        except SyntaxError as error:
            raise QuestionError(_syntax_message(text, str(error))) from None
        except ValueError as error:
            raise QuestionError(f"the query cannot be run: {error}") from None

    # The view of a day

    def view(self, day: date) -> Store:
        """The same graph together with the plain and implied triples that certainly hold on `day`.

        The last two are kept open, for who asks again and again about the same days.
        """
        found = self._views.pop(day, None) or self._opened_view(day)
        self._views[day] = found
        if len(self._views) > _VIEWS_KEPT:
            del self._views[next(iter(self._views))]
        return found

    def _opened_view(self, day: date) -> Store:
        if self._home is None:
            engine = ox.Store()
            engine.bulk_extend(self._engine)
            engine.bulk_extend(self._view_quads(day))
            return Store(engine, self.about, None, day)
        place = self._home / f"view-{day.isoformat()}"
        if not _is_sound(place):
            _build_aside(self._home, place, lambda folder: self._write_view(folder, day))
        return Store(_open(place / _BASE), self.about, self._home, day, self._mended_view(day))

    def in_memory(self) -> Store:
        """The same graph held in memory, where a query takes about a fifth of the time: for who asks many."""
        engine = ox.Store()
        engine.bulk_extend(self._engine)
        return Store(engine, self.about, None, self.day)

    def _mended_view(self, day: date) -> Callable[[], Store] | None:
        mend = self._mend
        return (lambda: mend().view(day)) if mend is not None else None

    def _write_view(self, folder: Path, day: date) -> None:
        assert self._home is not None
        _share_files(self._home / _WHOLE / _BASE, folder / _BASE)
        engine = ox.Store(str(folder / _BASE))
        engine.bulk_extend(self._view_quads(day))
        engine.flush()
        del engine
        _write_meta(folder, {})

    def _view_quads(self, day: date) -> list[ox.Quad]:
        graph = ox.NamedNode(iris.view_graph(day.isoformat()))
        implied, symmetric = self._implied, {iris.ONTOLOGY + name for name in self.symmetric_relations}
        quads: dict[ox.Quad, None] = {}
        for subject, relation, target in self._solutions(
            _VIEW_QUERY.replace("?_day_xsd_date", f'"{day.isoformat()}"^^xsd:date')
        ):
            for above in implied.get(relation, (relation,)):
                quads[ox.Quad(subject, above, target, graph)] = None
                if above.value in symmetric:
                    quads[ox.Quad(target, above, subject, graph)] = None
        for rule in self.rules:
            relation = ox.NamedNode(iris.ONTOLOGY + rule.derives)
            for row in self._solutions(rule.for_day(day.isoformat())):
                if row["verdict"].value == "yes":
                    quads[ox.Quad(row["subject"], relation, row["object"], graph)] = None
        return list(quads)

    @cached_property
    def _implied(self) -> dict[ox.NamedNode, list[ox.NamedNode]]:
        """Of each relation that implies others: itself and all that it implies."""
        found: dict[ox.NamedNode, list[ox.NamedNode]] = {}
        # Once for all relations: asked for each statement, it took most of the time.
        for relation, above in self._solutions(
            "SELECT ?relation ?above WHERE { ?relation rdfs:subPropertyOf+ ?above }"
        ):
            found.setdefault(relation, [relation]).append(above)
        return found

    def _solutions(self, text: str) -> ox.QuerySolutions:
        """The engine's own rows."""
        found = self._engine.query(text, prefixes=iris.PREFIXES, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return found

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that belong to this graph."""
        from graph.rulebook import read_rules

        return read_rules(ontology_folder())

    @cached_property
    def relations(self) -> dict[str, str]:
        """The relations of the ontology: local name → label."""
        return self._labels_of(":Relation")

    @cached_property
    def derived_relations(self) -> dict[str, str]:
        """The relations that rules derive: local name → label."""
        return self._labels_of(":DerivedRelation")

    @cached_property
    def symmetric_relations(self) -> frozenset[str]:
        """The relations that hold in both directions, by local name."""
        return frozenset(self._labels_of("owl:SymmetricProperty"))

    def implying(self, relation: str) -> frozenset[str]:
        """The relation itself and those that imply it, by local name."""
        rows = self.select(f"SELECT ?below WHERE {{ ?below rdfs:subPropertyOf* :{relation} }}").rows
        return frozenset(term.value.removeprefix(iris.ONTOLOGY) for (term,) in rows if isinstance(term, Iri)) | {
            relation
        }

    @cached_property
    def classes(self) -> dict[str, str]:
        """The classes of the ontology: local name → label."""
        return self._labels_of("owl:Class")

    def word(self, name: str) -> str:
        """The label of one class or relation by its local name; the name itself where the ontology has none."""

        def find(_: list[str]) -> dict[str, str]:
            rows = self.select(f"SELECT ?label WHERE {{ :{name} rdfs:label ?label }}").rows
            return {name: next((label.value for (label,) in rows if isinstance(label, Literal)), name)}

        return self.recalled("words", [name], find)[name]

    def _labels_of(self, kind: str) -> dict[str, str]:
        names = {}
        for term, label in self.select(f"SELECT ?term ?label WHERE {{ ?term a {kind} ; rdfs:label ?label }}").rows:
            if isinstance(term, Iri) and isinstance(label, Literal):
                names[term.value.removeprefix(iris.ONTOLOGY)] = label.value
        return names


def open_store(data: str | Path | None = None, state: str = "") -> Store:
    """Opens the compiled graph of a tables folder, building it first where the cache has no sound one.

    With `state`, the `Store.state` of one that was opened before, it is that graph also where the tables have been
    changed since. Raises `DataError` with every problem if the tables are wrong or that graph is no longer held,
    `OntologyError` if the ontology is wrong.
    """
    tables, ontology = data_folder(data), ontology_folder()
    key = state or cache_key(tables, ontology)
    home = cache_folder() / key

    def require_same() -> None:
        if cache_key(tables, ontology) != key:
            raise DataError("the tables have been changed since they were opened, and what was made of them is lost")

    def rebuilt() -> Store:
        require_same()
        shutil.rmtree(home, ignore_errors=True)
        return _open_cached(home, tables, ontology, None)

    if state and not _is_sound(home / _WHOLE):
        require_same()
    try:
        try:
            return _open_cached(home, tables, ontology, rebuilt)
        except OSError:
            return rebuilt()
    except OSError:
        # No cache can be kept here, for instance in a read-only home: the graph lives in memory for this run.
        engine = ox.Store()
        return Store(engine, _about_from(_compile(engine, tables, ontology)), None)


def _open_cached(home: Path, tables: Path, ontology: Path, mend: Callable[[], Store] | None) -> Store:
    place = home / _WHOLE
    if not _is_sound(place):
        home.mkdir(parents=True, exist_ok=True)
        _build_aside(home, place, lambda folder: _write_whole(folder, tables, ontology))
        _forget_old(home)
    return Store(_open(place / _BASE), _read_about(place), home, mend=mend)


def cache_key(tables: Path, ontology: Path) -> str:
    """The hash of everything that the compiled graph depends on."""
    digest = hashlib.sha256(f"{LAYOUT} {ox.__version__}".encode())
    rooms = Path(__file__).parent
    files: list[tuple[str, Path]] = [(f"room {name}", rooms / f"{name}.py") for name in _BUILDING_ROOMS]
    files += [(f"ontology {name}", ontology / name) for name in ONTOLOGY_FILES]
    files += [(f"rule {path.name}", path) for path in sorted((ontology / RULES_FOLDER).glob("*.rq"))]
    files += [
        (f"data {path}", tables / path) for path in sorted(_files_below(tables)) if path.endswith((".csv", ".json"))
    ]
    for name, path in files:
        try:
            content = path.read_bytes()
        except OSError:
            content = b"unreadable"  # reading the tables says where and why
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


# Building


def _write_whole(folder: Path, tables: Path, ontology: Path) -> None:
    engine = ox.Store(str(folder / _BASE))
    meta = _compile(engine, tables, ontology)
    engine.flush()
    del engine
    _write_meta(folder, meta)


def _compile(engine: ox.Store, tables: Path, ontology: Path) -> dict[str, Any]:
    """Fills an empty engine and returns what describes the result."""
    # Only building needs these rooms; asking a cached graph must not pay for them.
    from graph import checks, rdf
    from graph import tables as table_room

    loaded = table_room.load(tables)
    checks.require_sound([*loaded.problems, *checks.run(loaded.dataset)])
    lines = rdf.nquads(loaded.dataset)
    # All in one load: with each further one the engine has more files in which it must look for everything.
    everything = [*lines, *ontology_quads(ontology)]
    try:
        engine.bulk_load(input="\n".join(everything).encode("utf-8"), format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise DataError(f"a homepage, authority or URL in the tables is no valid address: {error}") from None
    if len(everything) > _TIDIED_ABOVE:
        engine.optimize()
    data = loaded.dataset
    return {
        "title": data.title,
        "version": data.version,
        "released": data.released,
        "sha256": rdf.fingerprint(lines),
        "covered_until": data.covered_until.isoformat(),
        "covered_by_table": {path: day.isoformat() for path, day in data.covered_by_table.items()},
    }


def ontology_quads(ontology: Path) -> Iterator[str]:
    """The lines of N-Quads of the ontology, in its graph; raises `OntologyError` where a file is missing or wrong."""
    graph = ox.NamedNode(iris.ONTOLOGY_GRAPH)
    for name in ONTOLOGY_FILES:
        try:
            for triple in ox.parse(path=str(ontology / name), format=ox.RdfFormat.TURTLE):
                yield f"{ox.Quad(triple.subject, triple.predicate, triple.object, graph)} ."
        except (OSError, SyntaxError, ValueError) as error:
            raise OntologyError(f"ontology/{name} cannot be read as Turtle: {error}") from None


# The plain triples of a day, with those of every super-property. What could not be verified counts nowhere.
_VIEW_QUERY: Final = """
SELECT ?subject ?relation ?object WHERE {
  ?statement :validUntil ?until .
  FILTER (?until > ?_day_xsd_date)
  ?statement :validFrom ?from .
  FILTER (?from <= ?_day_xsd_date)
  ?statement rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object .
  MINUS { ?statement :certainty c:unverified }
}"""

_RESULT_FORMATS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPH_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
# What the engine raises as a RuntimeError although its files are well.
_OF_THE_QUERY: Final = re.compile(r"The custom function|The variable encoding the service name|The SPARQL ")
_SYNTAX_PLACE: Final = re.compile(r"error at (\d+):(\d+)")
_LONGEST_HINT: Final = 200
_SHOWN_AROUND: Final = 80
_TURTLE_PREFIXES: Final = {name: iri for name, iri in iris.PREFIXES.items() if name}


def _graph_text(found: ox.QueryTriples | list[ox.Triple], form: str) -> bytes:
    """The triples sorted, so that the same query gives the same bytes."""
    from graph.turtle import written

    triples = sorted(found, key=str)
    return written(triples, _GRAPH_FORMATS[form], _TURTLE_PREFIXES)


def _syntax_message(query: str, error: str) -> str:
    """What is wrong, the line in which it is, and a mark below the place."""
    match = _SYNTAX_PLACE.search(error)
    if match is None:
        return f"the query is not SPARQL: {error}"
    line, column = int(match[1]), int(match[2])
    expected = error[match.end() :].lstrip(": ").split("\n")[0]
    lines = query.split("\n")
    whole = lines[line - 1] if line <= len(lines) else ""
    # A line may be the whole of a long query: shown is what stands around the place.
    begin = max(0, column - 1 - _SHOWN_AROUND)
    shown = whole[begin : column + _SHOWN_AROUND]
    short = expected if len(expected) <= _LONGEST_HINT else expected[:_LONGEST_HINT].rpartition(",")[0] + " …"
    return (
        f"the query is not SPARQL at line {line}, column {column}: {short}\n  {shown}\n  {' ' * (column - 1 - begin)}^"
    )


def _one_line(text: str) -> str:
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= _LONGEST_HINT else words[:_LONGEST_HINT] + " …"


def _rows(found: ox.QuerySolutions) -> Rows:
    variables = tuple(variable.value for variable in found.variables)
    return Rows(variables, [tuple(map(_term, solution)) for solution in found])


def _term(value: Any) -> Term:
    if value is None:
        return None
    if isinstance(value, ox.NamedNode):
        return Iri(value.value)
    if isinstance(value, ox.Literal):
        return Literal(value.value, value.datatype.value, value.language or "")
    return Blank(str(value))


# Files of the cache


def _build_aside(home: Path, place: Path, write: Callable[[Path], None]) -> None:
    """Builds a folder beside its place and moves it there in one step. Whoever comes second finds the first's
    and throws its own away: both are the same."""
    import tempfile  # here and below where only some need it: a question is answered sooner without

    work = Path(tempfile.mkdtemp(prefix="building-", dir=home))
    try:
        write(work)
        for _ in range(2):
            try:
                work.rename(place)
                return
            except OSError:
                if _is_sound(place):
                    return
                _discard(place)
        raise EunatoError(f"the cache at {place} cannot be written; remove that folder")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _discard(place: Path) -> None:
    """Moves a folder out of the way before removing it, so that nobody opens it half removed."""
    aside = place.with_name(f"{place.name}-discarded-{os.getpid()}-{time.monotonic_ns()}")
    with contextlib.suppress(FileNotFoundError):
        place.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def size_on_disk(state: str) -> int:
    """The bytes of the files of this `Store.state`, without those of any view; held in memory it takes about thrice
    as much."""
    return sum(_sizes(cache_folder() / state / _WHOLE / _BASE).values())


def _share_files(source: Path, target: Path) -> None:
    """Copies an engine's folder; its large files, which are never changed in place, are linked where possible."""
    target.mkdir()
    for name in _engine_files(source):
        if name.endswith(".sst"):
            try:
                os.link(source / name, target / name)
                continue
            except OSError:
                pass
        shutil.copyfile(source / name, target / name)


def _engine_files(folder: Path) -> list[str]:
    """The files that hold the engine's state; its log and its lock do not."""
    return [entry.name for entry in os.scandir(folder) if not entry.name.startswith("LO")]


def _sizes(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_size for name in sorted(_engine_files(folder))}


def _write_meta(folder: Path, meta: dict[str, Any]) -> None:
    text = json.dumps({"about": meta, "files": _sizes(folder / _BASE)})
    (folder / _META).write_text(text, encoding="utf-8")


def _is_sound(place: Path) -> bool:
    """Whether every file is there with the size it had when it was built."""
    try:
        meta = json.loads((place / _META).read_bytes())
        return bool(meta["files"] == _sizes(place / _BASE))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _read_about(place: Path) -> About:
    return _about_from(json.loads((place / _META).read_bytes())["about"])


def _about_from(meta: dict[str, Any]) -> About:
    return About(
        title=meta["title"],
        version=meta["version"],
        sha256=meta["sha256"],
        covered_until=date.fromisoformat(meta["covered_until"]),
        covered_by_table={path: date.fromisoformat(day) for path, day in meta["covered_by_table"].items()},
        released=meta["released"],
    )


def _open(folder: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(folder))
    except RuntimeError as error:
        # So the engine calls damaged files when it opens them; for us it is the same as a file that cannot be read.
        raise OSError(str(error)) from None


def _files_below(folder: Path) -> Iterable[str]:
    for parent, _, names in os.walk(folder):
        for name in names:
            yield os.path.relpath(os.path.join(parent, name), folder).replace(os.sep, "/")  # noqa: PTH118


def _forget_old(home: Path) -> None:
    """Removes compiled graphs that nobody has built on for a month."""
    limit = time.time() - _FORGET_AFTER_SECONDS
    with contextlib.suppress(OSError):
        for folder in home.parent.iterdir():
            if folder != home and folder.is_dir() and folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)
