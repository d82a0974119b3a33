"""`eunato cite` and `eunato sources` as a user runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import rispy
from conftest import Run
from pybtex.database import parse_string

from graph.citations import FORMS
from graph.knowledge_graph import KnowledgeGraph

NORWAY = "norway--authorisedToJoin--military-mobility"


def test_without_an_id_the_data_set_is_cited(run: Run, kg: KnowledgeGraph) -> None:
    done = run("cite")
    assert done.returncode == 0 and done.stderr == "" and done.stdout == kg.cite().to_text()
    assert kg.about.sha256 in done.stdout and done.stdout.count("\n") == 1


@pytest.mark.parametrize("form", FORMS)
def test_several_at_once_in_every_form(run: Run, kg: KnowledgeGraph, form: str, tmp_path: Path) -> None:
    target = tmp_path / "cited"
    done = run(
        "cite", NORWAY, "Norway", "@dec-2021-749", "--as-of", "2022-07-01", "--format", form, "--output", str(target)
    )
    assert done.returncode == 0 and done.stdout == ""
    here = kg.cite(NORWAY, "norway", "dec-2021-749", as_of="2022-07-01")
    assert [reference.id for reference in here] == ["dec-2021-749", "eunato-norway", NORWAY]
    assert target.read_bytes() == here.written(form).encode("utf-8")


def test_answer_is_cited_with_its_sources(run: Run, kg: KnowledgeGraph) -> None:
    question = ("--question", "states-in-pesco-project", "--parameter", "project=MilMob", "--as-of", "2022-01-01")
    answer = kg.ask("states-in-pesco-project", "2022-01-01", project="MilMob")
    done = run("cite", *question)
    assert f"question states-in-pesco-project project=military-mobility; {len(answer.rows)} rows" in done.stdout
    assert answer.fingerprint in done.stdout
    done = run("cite", *question, "--sources", "--format", "bibtex")
    keys = set(parse_string(done.stdout, "bibtex").entries)
    assert keys == {kg.cite(answer)[0].id, *(source.id for source in answer.sources)} and len(keys) > 1


def test_same_answer_has_the_same_fingerprint_in_every_form(run: Run) -> None:
    asked = ("ask", "non-eu-allies-in-pesco", "--as-of", "2023-03-01")
    sha256 = json.loads(run(*asked, "--format", "json").stdout)["answer_sha256"]
    for form in ("table", "tsv", "csv", "md"):
        done = run(*asked, "--format", form, "--explain")
        assert f"answer {sha256[:12]}" in done.stdout + done.stderr, form
    assert sha256 in run("cite", "--question", "non-eu-allies-in-pesco", "--as-of", "2023-03-01").stdout


def test_unknown_id_gives_the_nearest_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    done = run("cite", "dec-2021-749", "dec-2021-74", "--output", str(tmp_path / "out"))
    assert done.returncode == 2 and done.stdout == "" and not list(tmp_path.iterdir())
    assert "no source has the key dec-2021-74" in done.stderr and "did you mean" in done.stderr
    done = run("cite", "--parameter", "project=MilMob")
    assert done.returncode == 2 and "--question" in done.stderr


def test_bibliography_is_listed_and_searched(run: Run, kg: KnowledgeGraph) -> None:
    done = run("sources", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == len(kg.sources()) and f"{len(rows)} sources; eunato data" in done.stderr
    assert next(row for row in rows if row["id"] == "dec-2021-749")["issued"] == "2021-05-07"
    done = run("sources", "Norway", "pesco", "--grade", "official-act", "--format", "json")
    assert [row["id"] for row in json.loads(done.stdout)] == [s.id for s in kg.sources("norway pesco", "official-act")]
    assert len(rispy.loads(run("sources", "2021/749", "--format", "ris").stdout)) == len(kg.sources("2021/749")) == 1
    assert run("sources", "nothing of that kind").stdout.count("\n") == 1


def test_grade_that_is_none_gives_those_there_are(run: Run) -> None:
    done = run("sources", "--grade", "best")
    assert done.returncode == 2 and "official-act" in done.stderr


def test_citing_loads_no_heavy_library(run: Run) -> None:
    import os
    import subprocess
    import sys

    code = (
        "import sys; sys.argv = ['eunato', 'cite', '" + NORWAY + "', '--format', 'bibtex']\n"
        "from cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('rdflib', 'networkx', 'pyvis', 'pandas', 'jinja2', 'rapidfuzz') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False)
    assert done.stderr == "[]\n", done.stderr
