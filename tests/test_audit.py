"""Claims of the literature against the graph: what is computed, what is judged, and never the two mixed up."""

from __future__ import annotations

from collections import Counter

import pytest
from conftest import Run

from graph.answers import Answer, text
from graph.knowledge_graph import KnowledgeGraph


@pytest.fixture(scope="module")
def audit(kg: KnowledgeGraph) -> Answer:
    return kg.audit()


def result(audit: Answer, claim: str) -> tuple[str, str]:
    row = next(row for row in audit.rows if row.cells["claim"] == claim)
    return text(row.cells["result"]), text(row.cells["how"])


def test_every_claim_is_audited_and_says_how(audit: Answer) -> None:
    assert len(audit.rows) >= 150
    for row in audit.rows:
        assert text(row.cells["how"]) in ("computed", "judged"), row.cells["claim"]
        assert row.cells["source"] and row.cells["locator"] and row.cells["says"]


def test_counts_printed_by_the_papers_hold_for_their_own_day(audit: Answer) -> None:
    computed = [row for row in audit.rows if row.cells["how"] == "computed"]
    assert len(computed) >= 20
    assert [row.cells["claim"] for row in computed if row.cells["result"] != "holds"] == []


def test_what_differs_is_explained(audit: Answer) -> None:
    differing = [row for row in audit.rows if row.cells["result"] == "differs"]
    assert len(differing) >= 30
    assert [row.cells["claim"] for row in differing if not row.cells["explanation"]] == []


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("Maastricht", "eu-nato-background-2021"),
        ("threat analysis", "eu-nato-background-2021"),
        ("Monse", "eu-nato-background-2021"),
        ("Mali", "ceps-2022"),
        ("destroyers", "ceps-2022"),
        ("Bratislava", "eln-2017"),
    ],
)
def test_known_errors_of_the_papers_are_found(audit: Answer, words: str, source: str) -> None:
    hits = [
        row
        for row in audit.rows
        if row.cells["source"] == source
        and words.casefold()
        in f"{row.cells['claim']} {row.cells['says']} {row.cells['explanation']}".replace("-", " ").casefold()
    ]
    assert any(row.cells["result"] == "differs" for row in hits), [row.cells["claim"] for row in hits]


def test_fund_run_by_the_agency_is_a_claim_that_differs(audit: Answer) -> None:
    hits = [
        row
        for row in audit.rows
        if row.cells["source"] == "europeum-2025" and "fund" in str(row.cells["says"]).casefold()
    ]
    assert any(row.cells["result"] == "differs" for row in hits)


def test_shared_members_of_the_papers_hold(audit: Answer) -> None:
    for row in audit.rows:
        if text(row.cells["claimed"]) in ("both=22", "both=23"):
            assert (row.cells["result"], row.cells["how"]) == ("holds", "computed")


def test_audit_ends_with_1_only_if_something_computed_differs(run: Run, audit: Answer) -> None:
    computed = Counter(text(row.cells["result"]) for row in audit.rows if row.cells["how"] == "computed")
    done = run("audit", "--format", "json")
    assert done.returncode == (1 if computed["differs"] else 0)
    assert '"counts"' in done.stdout


def test_only_shows_one_result(run: Run) -> None:
    rows = [line.split("\t") for line in run("audit", "--only", "differs").stdout.splitlines()]
    column = rows[0].index("result")
    assert {row[column] for row in rows[1:]} == {"differs"}
