"""Federation out: SERVICE asks the addresses that were named, one by one, and never another."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from conftest import Run
from faking import Asked, Fake, Handler, Oxigraph, fake_server, reply

from graph import iris
from graph.errors import QuestionError
from graph.guard import check_query
from graph.store import Store

FOUND = b'{"head":{"vars":["thing"]},"results":{"bindings":[{"thing":{"type":"uri","value":"https://w3id.org/eunato/id/norway"}}]}}'
JSON = "application/sparql-results+json"


def gives_norway(handler: Handler, asked: Asked) -> None:
    reply(handler, 200, FOUND, JSON)


def asking(url: str) -> str:
    return f"SELECT ?thing ?iso {{ SERVICE <{url}> {{ ?thing a <urn:allowed> }} ?thing :iso2 ?iso }}"


def refused(run: Run, fake: Fake, query: str, *more: str) -> str:
    """Refused before anybody is asked."""
    done = run("sparql", query, *more)
    assert done.returncode == 2 and done.stdout == "" and "SERVICE" in done.stderr, done.stderr
    assert fake.asked == []
    return done.stderr


def test_named_service_is_asked_and_joined(run: Run) -> None:
    with fake_server(gives_norway) as fake:
        done = run("sparql", asking(fake.url), "--allow-service", fake.url, "--format", "csv")
    assert done.stdout == "thing,iso\nhttps://w3id.org/eunato/id/norway,NO\n", done.stderr
    assert b"urn:allowed" in fake.asked[0].body and "authorization" not in fake.asked[0].headers


def test_each_of_several_addresses_is_named_by_itself(run: Run) -> None:
    with fake_server(gives_norway) as one, fake_server(gives_norway) as two:
        both = f"SELECT * {{ SERVICE <{one.url}> {{ ?thing ?a ?b }} SERVICE SILENT <{two.url}> {{ ?thing ?c ?d }} }}"
        assert "is not allowed" in refused(run, two, both, "--allow-service", one.url)
        assert one.asked == []
        done = run("sparql", both, "--allow-service", one.url, "--allow-service", two.url, "--format", "csv")
        assert done.returncode == 0 and one.asked and two.asked


def test_no_service_is_asked_without_being_named(run: Run) -> None:
    with fake_server(gives_norway) as fake:
        refused(run, fake, asking(fake.url))
        refused(run, fake, asking(fake.url), "--allow-service", fake.url + "/other")
        refused(run, fake, asking(fake.url + "?x=1"), "--allow-service", fake.url)


@pytest.mark.parametrize(
    "pattern",
    [
        "VALUES ?where {{ <{url}> }} SERVICE ?where {{ ?s ?p ?o }}",
        "SERVICE <{url}> {{ ?s ?p ?o }} SERVICE ?s {{ ?a ?b ?c }}",
        "?s ?p ?o.SERVICE:a {{ ?a ?b ?c }}",
        "SERVICE <{url}> {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}",
        "?s ?p 'SERVICE <{url}> {{'.SERVICE <http://127.0.0.1:9/> {{ ?a ?b ?c }}",
        "SERVICE <{url}/../else> {{ ?s ?p ?o }}",
        "SERVICE <sparql> {{ ?s ?p ?o }}",
        "SERVICE e:sparql {{ ?s ?p ?o }}",
    ],
)
def test_variable_and_hidden_addresses_are_refused_also_beside_a_named_one(run: Run, pattern: str) -> None:
    with fake_server(gives_norway) as fake:
        base = fake.url.removesuffix("sparql")
        query = f"BASE <{base}> PREFIX e: <{base}> PREFIX : <{base}> SELECT * {{ {pattern.format(url=fake.url)} }}"
        refused(run, fake, query, "--allow-service", fake.url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_of_a_service_is_not_followed(run: Run, status: int) -> None:
    """A named server cannot send us to one that was not named."""
    with fake_server(gives_norway, host="localhost") as elsewhere:
        with fake_server(lambda handler, asked: reply(handler, status, b"", Location=elsewhere.url)) as fake:
            done = run("sparql", asking(fake.url), "--allow-service", fake.url)
        assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1 and "gave no result" in done.stderr
        assert elsewhere.asked == []


def test_service_that_fails_is_one_line_and_spoils_no_cache(run: Run, cache: Any) -> None:
    with fake_server(lambda handler, asked: reply(handler, 500, b"first\nsecond \x1b[31m")) as fake:
        run("sparql", "ASK {}")
        before = {path: path.stat().st_mtime_ns for path in cache.rglob("meta.json")}
        done = run("sparql", asking(fake.url), "--allow-service", fake.url)
        assert {path: path.stat().st_mtime_ns for path in cache.rglob("meta.json")} == before
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1 and "\x1b" not in done.stderr
    assert run("sparql", "ASK {}", "--format", "csv").stdout == "true\n"


def test_slow_service_ends_with_the_time_limit(run: Run) -> None:
    with fake_server(lambda handler, asked: time.sleep(20)) as fake:
        done = run("sparql", asking(fake.url), "--allow-service", fake.url, "--timeout", "1")
    assert done.returncode == 2 and "ran longer than 1 s" in done.stderr


def test_server_never_asks_a_service(served: Any) -> None:
    with fake_server(gives_norway) as fake:
        for query in (
            asking(fake.url),
            f"SELECT * {{ ?s ?p ?o.SERVICE <{fake.url}> {{ ?a ?b ?c }} }}",
            # Where name and address together are no address, the engine reads the rest of the name as the word.
            f"PREFIX a: <http://h:80> SELECT * {{ ?s ?p a:SERVICE <{fake.url}> {{ ?a ?b ?c }} }}",
        ):
            assert httpx.get(f"{served.url}/sparql", params={"query": query}).status_code == 400
        assert fake.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s :memberOf id:european-external-action-service }",
        "SELECT * { id:european-external-action-service ?p ?o } # SERVICE <http://x/> {",
        "SELECT ?service { ?service :partOf ?o { ?o ?p ?service } }",
        'SELECT * { ?s rdfs:label "SERVICE <http://x/> {" }',
    ],
)
def test_names_with_the_word_in_them_are_no_service(text: str) -> None:
    check_query(text)
    check_query(text, ["http://example.org/"])


def test_name_that_ends_with_the_word_is_a_service_where_an_address_follows() -> None:
    with pytest.raises(QuestionError, match="SERVICE"):
        check_query("PREFIX a: <http://h:80> SELECT * { ?s ?p a:SERVICE <http://example.org/> { ?a ?b ?c } }")


def test_service_asks_a_second_engine_that_holds_the_graph(store: Store, run: Run, tmp_path: Any) -> None:
    """Both sides real: the names from there, the memberships from here."""
    other = Oxigraph(tmp_path / "oxigraph")
    try:
        labels = [line for line in store.ntriples(iris.STATEMENTS_GRAPH) if b"core#prefLabel>" in line]
        other.put(b"".join(labels), None)
        query = (
            f"SELECT DISTINCT ?label {{ ?m rdf:predicate :memberOf ; rdf:object id:nato ; rdf:subject ?s ."
            f" SERVICE <{other.query}> {{ ?s skos:prefLabel ?label }} }} ORDER BY STR(?label)"
        )
        done = run("sparql", query, "--allow-service", other.query, "--format", "csv")
        names = done.stdout.splitlines()[1:]
        assert len(names) == 32 and "Türkiye" in names, done.stderr
    finally:
        other.stop()


def test_wrong_query_is_told_as_such_under_a_time_limit_too(run: Run) -> None:
    done = run("sparql", "SELECT {", "--timeout", "20")
    assert done.returncode == 2 and "at line 1, column 9" in done.stderr and "Traceback" not in done.stderr
