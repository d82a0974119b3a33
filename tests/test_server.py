"""The server as a process: its start and its end, and what it answers to plain requests."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Run
from serving import Served

from graph.server.kept import Kept
from graph.server.running import listen


def test_every_answer_over_http_is_the_answer_of_the_program(served: Served, run: Run) -> None:
    over = httpx.get(f"{served.url}/ask/non-eu-allies-in-pesco", params={"format": "json"}).json()
    local = run("ask", "non-eu-allies-in-pesco", "--as-of", "2022-07-01", "--format", "json", "--explain")
    import json

    assert over == json.loads(local.stdout)


def test_day_of_a_question_goes_before_that_of_the_server(served: Served) -> None:
    def states(**given: str) -> list[Any]:
        rows = httpx.get(f"{served.url}/ask/non-eu-allies-in-pesco", params=given).json()["rows"]
        return [(row["cells"]["state"]["id"], row["cells"]["stage"]) for row in rows]

    assert ("norway", "participating") in states()
    assert ("norway", "authorised") in states(**{"as-of": "2021-05-06"})


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ask/no-such-question", 404), ("/ask/members-of?organisation=nobody", 400), ("/ask/members-of?nonsense=1", 400),
        ("/ask/members-of?as-of=2022-13-01", 400), ("/ask/members-of?format=xlsx", 400), ("/id/no-such-thing", 404),
        ("/id/..%2f..%2fetc%2fpasswd", 404), ("/no/such/page.html", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_or_wrong_is_told_as_a_problem(served: Served, path: str, status: int) -> None:
    found = httpx.get(served.url + path, timeout=30)  # the first page waits for the whole site
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["status"] == status and found.json()["detail"]


def test_error_in_a_query_names_line_and_column(served: Served) -> None:
    problem = httpx.get(f"{served.url}/sparql", params={"query": "SELECT *\nWHERE { ?s ?p "}).json()
    assert problem["status"] == 400 and problem["line"] == 2 and problem["column"] > 1


def test_unknown_name_comes_with_the_nearest(served: Served) -> None:
    problem = httpx.get(f"{served.url}/ask/memberships-of-state", params={"state": "Norwey"}).json()
    assert "Norway" in problem["suggestions"]


def test_taken_port_is_one_clear_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = run("serve", "--port", str(other.getsockname()[1]))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "--port" in done.stderr


def test_body_of_an_answer_does_not_wait_until_its_head_is_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_server_listens_on_this_machine_only_and_stops_cleanly(cache: object) -> None:
    server = Served("--as-of", "2022-07-01")
    assert server.url.startswith("http://127.0.0.1:")
    workers = server.descendants()
    assert workers
    assert server.stop() == 0
    assert not server.descendants()


def test_data_version_and_day_are_told_at_the_start(served: Served) -> None:
    assert "on the view of 2022-07-01" in served.said and "eunato data 2026" in served.said


def test_workers_end_with_a_server_that_is_killed(cache: object) -> None:
    server = Served("--as-of", "2022-07-01", "--timeout", "60")
    workers = server.descendants()
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{server.url}/sparql", params={"query": endless}, timeout=0.5)
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{server.url}/sparql", params={"query": endless}, timeout=0.5)
    server.process.kill()
    assert workers
    server.until("all workers are gone", lambda: not any(alive(pid) for pid in workers))
    server.stop()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_pages_do_not_share_the_memory_of_queries(cache: object) -> None:
    server = Served("--as-of", "2022-07-01", "--memory", "64")
    try:
        assert httpx.get(f"{server.url}/thing/norway.html", timeout=60).status_code == 200
    finally:
        server.stop()


def test_same_request_is_answered_again_without_a_worker_and_another_is_not(served: Served) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c FILTER CONTAINS(STR(?c), 'Norway') }"  # some work

    def worked(query: str = query, **more: str) -> bool:
        """Whether a worker had to work for it."""
        before = served.work()
        headers = {name: more.pop(name) for name in ("Accept", "Host") if name in more}
        got = httpx.post(f"{served.url}/sparql", data={"query": query, **more}, headers=headers, timeout=30)
        assert got.status_code == 200
        answers.append(got.text)
        return served.work() != before

    answers: list[str] = []
    assert worked() and not worked()
    assert answers[0] == answers[1] != ""
    assert worked(query + " ")
    assert worked(Accept="text/csv") and not worked(Accept="text/csv")
    assert answers[-1].startswith("n\r\n")
    assert worked(Host="example.org")  # relative addresses are read against it
    worked(**{"default-graph-uri": "https://w3id.org/eunato/graph/ontology"})
    assert answers[-1] != answers[0]


@pytest.mark.parametrize("call", ["RAND()", "now()", "UUID()", "StrUUID()", "BNODE()"])
def test_what_differs_each_time_is_not_kept(served: Served, call: str) -> None:
    def told() -> str:
        return httpx.post(f"{served.url}/sparql", data={"query": f"SELECT ({call} AS ?x) WHERE {{}}"}).text

    assert told() != told()


def test_refusal_is_not_kept(served: Served) -> None:
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }"
    for _ in range(2):
        before = served.work()
        assert httpx.post(f"{served.url}/sparql", data={"query": slow}, timeout=30).status_code in (503, 504)
        assert set(before) != set(served.work())  # a worker was lost each time


def test_kept_answers_take_no_more_than_they_may() -> None:
    kept: Kept[str] = Kept(1600)
    for number in range(40):
        kept.keep((number,), "answer", 100)
        kept.get((0,))  # asked for again and again, it stays
    assert [number for number in range(40) if kept.get((number,))] == [0, *range(25, 40)]
    kept.keep(("large",), "answer", 101)
    assert kept.get(("large",)) is None
    none: Kept[str] = Kept(0)
    none.keep((1,), "answer", 1)
    assert none.get((1,)) is None
