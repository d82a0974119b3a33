"""The compiled graph: its cache, the view of a day, and what a query may do."""

from __future__ import annotations

import ast
import multiprocessing
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT
from worlds import small_world

from graph import iris
from graph import store as store_room
from graph.errors import DataError, QuestionError
from graph.guard import check_query
from graph.knowledge_graph import KnowledgeGraph, load
from graph.store import Literal, Rows, Store, open_store

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small world with a cache of its own."""
    monkeypatch.setenv("EUNATO_CACHE", str(tmp_path / "cache"))
    return small_world(tmp_path / "world")


def count(rows: Rows) -> int:
    ((term,),) = rows.rows
    assert isinstance(term, Literal)
    return int(term.value)


def compiled(tmp_path: Path) -> list[Path]:
    """The compiled graphs in the test's cache, without what is half built."""
    return [path for path in (tmp_path / "cache").glob("*/whole") if path.is_dir()]


def test_second_opening_builds_nothing(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = count(open_store(world).select(COUNT))

    def refuse(*_: object) -> None:
        raise AssertionError("built again although nothing changed")

    monkeypatch.setattr(store_room, "_compile", refuse)
    assert count(open_store(world).select(COUNT)) == first


def test_change_of_a_table_is_seen_at_once(world: Path) -> None:
    before = open_store(world).about.sha256
    path = next((world / "statements").glob("*.csv"))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    assert open_store(world).about.sha256 != before


def test_touching_a_table_changes_nothing(world: Path) -> None:
    before = open_store(world).about.sha256
    for path in world.rglob("*.csv"):
        os.utime(path, (0, 0))
    assert open_store(world).about.sha256 == before


def test_fingerprint_is_that_of_the_tables_wherever_they_lie(world: Path, tmp_path: Path) -> None:
    shutil.copytree(world, tmp_path / "elsewhere")
    assert open_store(world).about.sha256 == open_store(tmp_path / "elsewhere").about.sha256


@pytest.mark.parametrize("harm", ["remove meta", "cut a file", "remove a file", "empty meta", "garbage in a file"])
def test_broken_cache_is_built_again(world: Path, tmp_path: Path, harm: str) -> None:
    expected = count(open_store(world).select(COUNT))
    (place,) = compiled(tmp_path)
    tables = sorted((place / "base").glob("*.sst"), key=lambda path: path.stat().st_size)
    if harm == "remove meta":
        (place / "meta.json").unlink()
    elif harm == "empty meta":
        (place / "meta.json").write_text("", encoding="utf-8")
    elif harm == "cut a file":
        os.truncate(tables[-1], 10)
    elif harm == "remove a file":
        tables[-1].unlink()
    else:
        # The same size, so that only the engine can notice.
        for table in tables:
            table.write_bytes(b"\xff" * table.stat().st_size)
    assert count(open_store(world).select(COUNT)) == expected


def test_broken_view_is_built_again(world: Path, tmp_path: Path) -> None:
    day = date(2020, 1, 1)
    expected = count(open_store(world).view(day).select(COUNT))
    (view,) = (tmp_path / "cache").glob("*/view-*")
    (view / "meta.json").write_text("{}", encoding="utf-8")
    assert count(open_store(world).view(day).select(COUNT)) == expected


def test_failed_build_leaves_nothing_behind(world: Path, tmp_path: Path) -> None:
    (world / "sources.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match=r"is not in sources\.json"):
        open_store(world)
    assert compiled(tmp_path) == []
    assert list((tmp_path / "cache").glob("*/building-*")) == []


def _count_in_process(world: str, cache: str) -> int:
    os.environ["EUNATO_CACHE"] = cache
    return count(open_store(world).view(date(2020, 1, 1)).select(COUNT))


def test_many_processes_at_once_build_one_sound_cache(world: Path, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(6) as pool:
        counts = pool.starmap(_count_in_process, [(str(world), str(tmp_path / "cache"))] * 12)
    assert len(set(counts)) == 1
    assert len(compiled(tmp_path)) == 1
    assert list((tmp_path / "cache").glob("*/building-*")) == []


def test_graph_is_answered_from_memory_where_no_cache_can_be_kept(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = count(open_store(world).view(date(2020, 1, 1)).select(COUNT))
    (tmp_path / "a file").write_text("", encoding="utf-8")
    monkeypatch.setenv("EUNATO_CACHE", str(tmp_path / "a file" / "below"))
    assert count(open_store(world).view(date(2020, 1, 1)).select(COUNT)) == expected


def test_cache_is_never_in_the_tables_folder(world: Path) -> None:
    before = sorted(world.rglob("*"))
    open_store(world).view(date(2020, 1, 1))
    assert sorted(world.rglob("*")) == before


def test_opened_graph_cannot_be_written(store: store_room.Store) -> None:
    with pytest.raises(QuestionError, match="not SPARQL"):
        store.select("INSERT DATA { <a:a> <a:b> <a:c> }")


# The view of a day


def test_view_has_the_super_property_of_a_coordinator(store: store_room.Store) -> None:
    view = store.view(date(2022, 7, 1))
    for relation in ("coordinates", "participatesIn"):
        assert view.outcome(f"ASK {{ GRAPH ?g {{ id:netherlands :{relation} id:military-mobility }} }}")


def test_view_holds_on_the_first_day_and_no_longer_on_the_day_of_the_end(store: store_room.Store) -> None:
    member = "ASK { id:united-kingdom :memberOf id:eu }"
    assert store.view(date(2020, 1, 31)).outcome(member)
    assert not store.view(date(2020, 2, 1)).outcome(member)
    accession = "ASK { id:sweden :memberOf id:nato }"
    assert not store.view(date(2024, 3, 6)).outcome(accession)
    assert store.view(date(2024, 3, 7)).outcome(accession)


def test_denied_statement_makes_no_plain_triple(store: store_room.Store) -> None:
    rows = store.select(
        "SELECT ?s ?r ?o WHERE { ?n a :NegativeStatement ; :deniedSubject ?s ; :deniedRelation ?r ; :deniedObject ?o }"
    )
    assert rows.rows
    assert store.outcome("ASK { ?n a :NegativeStatement . ?n rdf:subject|rdf:predicate|rdf:object ?x }") is False


def test_view_of_one_day_does_not_show_in_another(store: store_room.Store) -> None:
    store.view(date(2022, 7, 1))
    graphs = store.view(date(2021, 5, 5)).select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s :memberOf ?o } }")
    assert [term.value for (term,) in graphs.rows] == ["https://w3id.org/eunato/graph/view/2021-05-05"]


def test_first_and_last_day_of_the_calendar_have_a_view(store: store_room.Store) -> None:
    assert count(store.view(date(1, 1, 1)).select("SELECT (COUNT(*) AS ?n) WHERE { ?s :memberOf ?o }")) == 0
    assert count(store.view(date(9999, 12, 30)).select("SELECT (COUNT(*) AS ?n) WHERE { ?s :memberOf id:nato }")) == 32


# What a query may do


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { { SERVICE<http://example.org/>{} } }",
        "# harmless\nSELECT * {\n  SERVICE\n<http://example.org/> { } }",
    ],
)
def test_service_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(QuestionError, match="SERVICE"):
        check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s rdfs:label 'SERVICE <x>' }",
        'SELECT * { ?s rdfs:label """a "SERVICE" { b""" }',
        "SELECT * { ?s ?p <http://example.org/SERVICE> } # SERVICE",
        "SELECT ?service { ?service ?p ?o }",
        "SELECT * { ?s :service ?o }",
        "SELECT * { ?s ?p '" + "{" * 500 + "' }",
    ],
)
def test_word_service_in_texts_and_names_is_allowed(query: str) -> None:
    check_query(query)


def test_deep_nesting_is_refused_before_it_reaches_the_engine(store: store_room.Store) -> None:
    with pytest.raises(QuestionError, match="nests 3001 brackets; at most 200"):
        store.select("SELECT * {" + "{" * 3000 + "}" * 3000 + "}")
    assert store.select("SELECT * {" + "{" * 150 + "}" * 150 + "}").rows == [()]


def test_overlong_query_is_refused(store: store_room.Store) -> None:
    with pytest.raises(QuestionError, match="at most 100,000"):
        store.select("SELECT * { } #" + "x" * 100_000)


def test_query_cannot_read_a_file(store: store_room.Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<a:secret> <a:is> <a:out> .", encoding="utf-8")
    rows = store.select(f"SELECT ?s FROM <file://{secret}> WHERE {{ ?s ?p ?o }}")
    assert rows.rows == []


def test_query_over_one_named_graph_sees_no_other(store: store_room.Store) -> None:
    ontology = "https://w3id.org/eunato/graph/ontology"
    assert store.outcome(f"ASK FROM <{ontology}> {{ :memberOf a :Relation }}") is True
    assert store.outcome(f"ASK FROM <{ontology}> {{ ?s a :Statement }}") is False
    assert store.outcome("ASK { ?s a :Statement . :memberOf a :Relation }") is True


def test_same_construct_gives_the_same_bytes(store: store_room.Store) -> None:
    query = "CONSTRUCT { ?s :memberOf id:nato } WHERE { ?st rdf:object id:nato ; rdf:subject ?s }"
    assert store.serialized(query, "json", "turtle") == store.serialized(query, "json", "turtle")


# The public object


def test_load_answers_for_its_day_and_for_another() -> None:
    kg = load(as_of="2019-01-01")
    assert kg.as_of == date(2019, 1, 1)
    assert kg.ask("eu-members-outside-pesco").as_of == "2019-01-01"
    assert kg.ask("eu-members-outside-pesco", "2023-06-01").as_of == "2023-06-01"


def test_load_refuses_a_bad_day() -> None:
    with pytest.raises(QuestionError, match="not in the calendar"):
        load(as_of="2019-02-30")


def test_answers_become_data_frames_and_html() -> None:
    answer = load().ask("members-of", "2024-03-07", organisation="NATO")
    frame = answer.to_frame()
    assert list(frame.columns) == ["state", "since", "from", "basis", "certainty"]
    assert len(frame) == 32 == len(answer.to_dicts())
    assert ">Sweden</td>" in answer._repr_html_()


def test_references_are_found_by_key_and_unknown_keys_refused() -> None:
    (reference,) = load().cite("dec-2021-749")
    assert "2021/749" in reference.text and reference.grade == "official-act"
    with pytest.raises(QuestionError, match="no source has the key nothing-like-this"):
        load().cite("nothing-like-this")


def test_network_of_a_day_and_of_an_answer() -> None:
    kg = load()
    day = kg.network("2020-01-31")
    assert day.has_edge("united-kingdom", "eu", key="united-kingdom--memberOf--eu")
    assert not kg.network("2020-02-01").has_edge("united-kingdom", "eu")
    answer = kg.network(answer=kg.ask("non-eu-allies-in-pesco", "2022-07-01"))
    attributes = answer.edges["norway", "military-mobility", "norway--authorisedToJoin--military-mobility"]
    assert attributes["begins"] == "2021-05-06" and "@dec-2021-749" in attributes["citations"]
    assert answer.nodes["norway"] == {"label": "Norway", "kinds": "State", "group": "State"}


def test_every_room_that_takes_part_in_building_is_in_the_key_of_the_cache() -> None:
    """A room left out would leave a stale graph in the cache after its next change."""
    # Words of messages, limits of queries, places of files, how a result is written: nothing built.
    apart = {"errors", "guard", "locations", "turtle"}
    met: set[str] = set()
    ahead = {"store"}
    while ahead:
        room = ahead.pop()
        met.add(room)
        for node in ast.walk(ast.parse((ROOT / "graph" / f"{room}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "graph":
                ahead |= {name.name for name in node.names} - met
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("graph."):
                ahead |= {str(node.module).split(".")[1]} - met
    assert met - apart == set(store_room._BUILDING_ROOMS)


def test_graph_held_in_memory_answers_as_the_one_on_disk(kg: KnowledgeGraph) -> None:
    held = load(in_memory=True)
    for question in ("non-eu-allies-in-pesco", "cut-points"):
        assert held.ask(question, "2022-07-01").to_json() == kg.ask(question, "2022-07-01").to_json()
    plain = "SELECT ?ally WHERE { ?ally :memberOf id:nato MINUS { ?ally :memberOf id:eu } } ORDER BY ?ally"
    assert held.sparql(plain, "2017-05-15") == kg.sparql(plain, "2017-05-15")
    assert held.about == kg.about


def test_last_views_are_kept_open_and_older_ones_are_not(store: Store) -> None:
    days = [date(2019, 1, day) for day in (1, 2, 3)]
    first, second = store.view(days[0]), store.view(days[1])
    assert store.view(days[0]) is first
    store.view(days[2])
    assert store.view(days[0]) is first
    again = store.view(days[1])
    assert again is not second
    assert again.ntriples(iris.view_graph("2019-01-02")) == second.ntriples(iris.view_graph("2019-01-02"))
