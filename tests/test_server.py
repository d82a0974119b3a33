"""The server as a process: its start and its end, and what it answers to plain requests."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Run
from serving import Served

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
