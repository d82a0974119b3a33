"""The program as a user meets it: a process of its own, with its streams and exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run

HEADLINE = ("ask", "non-eu-allies-in-pesco", "--as-of", "2022-07-01")


def test_piped_output_is_tab_separated_and_nothing_is_cut(run: Run) -> None:
    done = run(*HEADLINE)
    assert done.returncode == 0
    header, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert header == ["state", "project", "stage", "since", "from", "act", "certainty", "sources"]
    assert all(len(row) == len(header) for row in rows)
    assert "…" not in done.stdout
    assert "Network of Logistic Hubs in Europe and Support to Operations" in done.stdout
    assert all("@" in row[-1] for row in rows)


def test_notes_and_stamp_go_to_stderr(run: Run) -> None:
    done = run(*HEADLINE)
    assert "eunato data" not in done.stdout
    assert "as of 2022-07-01" in done.stderr
    assert "not known to be complete" in done.stderr


def test_json_is_one_document_on_stdout(run: Run) -> None:
    document = json.loads(run(*HEADLINE, "--format", "json").stdout)
    assert document["question"] == "non-eu-allies-in-pesco"
    assert document["as_of"] == "2022-07-01"


def test_csv_has_as_many_cells_in_each_row(run: Run) -> None:
    rows = list(csv.reader(io.StringIO(run(*HEADLINE, "--format", "csv").stdout)))
    assert len(rows) > 3
    assert {len(row) for row in rows} == {9}
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_markdown_carries_notes_stamp_and_sources(run: Run) -> None:
    text = run(*HEADLINE, "--format", "md").stdout
    assert text.startswith("**Which non-EU Allies")
    assert "eunato data" in text and "- @dec-2021-749:" in text


def test_terminal_gets_a_table_with_every_word() -> None:
    """On a terminal, however narrow, long cells are folded and not cut."""
    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *HEADLINE],
        cwd=ROOT,
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "70", "NO_COLOR": "1", "TERM": "xterm"},
    )
    os.close(terminal)
    parts = []
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    process.wait()
    os.close(main)
    shown = b"".join(parts).decode()
    assert "\t" not in shown and "…" not in shown
    for word in ("Canada", "participating", "Logistic", "2021/750", "probable"):
        assert word in shown
    assert "\x1b[" not in shown


def test_table_on_a_terminal_of_any_width_cuts_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column was once cut at the right edge where the longest words of all columns just fitted."""
    import cli

    header = ["id", "name", "description"]
    rows = [
        ["decision-cfsp-2023-385", "Network of Logistic Hubs in Europe and Support to Operations", "Finds that " * 9],
        ["", "European Medium Altitude Long Endurance Remotely Piloted Aircraft Systems", "one another's deployments"],
    ]
    words = {word for row in rows for cell in row for word in cell.split()}
    monkeypatch.setattr(cli, "_on_terminal", lambda output: True)
    for width in range(20, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        written: list[str] = []
        monkeypatch.setattr(cli, "_write", lambda text, output, written=written: written.append(text))
        cli._write_table(header, rows, None)
        lines = "".join(written).split("\n")
        assert words <= {word.rstrip(":") for line in lines for word in line.split()}, width
        if "─" in "".join(lines):
            assert max(map(len, lines)) <= width


def test_explain_adds_statements_and_cite_the_bibliography(run: Run) -> None:
    done = run(*HEADLINE, "--format", "table", "--explain", "--cite")
    assert "rests on norway participatesIn military-mobility" in done.stdout
    assert "see also norway requestedToJoin military-mobility" in done.stdout
    assert "@dec-2021-749  Council of the European Union." in done.stdout


def test_sparql_option_shows_a_query_that_runs_as_it_is(run: Run) -> None:
    query = run(*HEADLINE, "--sparql").stdout
    assert query.startswith("PREFIX ") and "?_" not in query
    done = run("sparql", "-", "--format", "json", stdin=query)
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert {row["state"]["value"].rpartition("/")[2] for row in rows} == {"canada", "norway", "united-states"}


def test_output_option_writes_the_same_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "answer.tsv"
    done = run(*HEADLINE, "--output", str(target))
    assert done.returncode == 0 and done.stdout == ""
    assert target.read_text(encoding="utf-8") == run(*HEADLINE).stdout


def test_output_into_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    done = run(*HEADLINE, "--output", str(tmp_path))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("name", ["Turkey", "Türkiye", "TR", "turkiye", "TUR", "türkiye", " TURKIYE "])
def test_every_name_of_a_state_is_that_state(run: Run, name: str) -> None:
    document = json.loads(run("show", name, "--format", "json").stdout)
    assert document["thing"] == {"id": "turkiye", "label": "Türkiye"}


@pytest.mark.parametrize(("name", "id"), [("UK", "united-kingdom"), ("GB", "united-kingdom"), ("EL", "greece"), ("USA", "united-states"), ("PfP", "partnership-for-peace"), ("OTAN", "nato"), ("fYROM", "north-macedonia"), ("NetLogHubs", "netloghubs"), ("milmob", "military-mobility")])  # fmt: skip
def test_usual_abbreviations_are_known(run: Run, name: str, id: str) -> None:
    assert json.loads(run("show", name, "--format", "json").stdout)["thing"]["id"] == id


def test_misspelt_name_is_answered_with_the_nearest(run: Run) -> None:
    done = run("show", "nroway")
    assert done.returncode == 2
    assert "did you mean Norway" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "no-such-question"), "the catalogue has no question 'no-such-question'"),
        (("ask", "members-of", "organization=EU"), "has no parameter 'organization'; it has: organisation"),
        (("ask", "members-of", "EU"), "write name=value"),
        (
            ("ask", "members-of", "organisation=Norway"),
            "nothing is called 'Norway' among organisation, body, framework",
        ),
        (("ask", "members-of", "organisation="), "needs organisation="),
        (("ask", "pesco-projects", "--as-of", "2021-13-40"), "not in the calendar"),
        (("ask", "pesco-projects", "--as-of", "2021-05"), "not a full day"),
        (("ask", "pesco-projects", "--as-of", "yesterday"), "is not a date"),
        (("compare", "EU", "EU"), "cannot be compared with itself"),
        (("compare", "--between", "2020-01-01", "2019-01-01"), "is before"),
        (("sparql", "SELECT ?x WHERE { ?x a "), "is not SPARQL at line 1"),
        (("sparql", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"), "uses SERVICE"),
        (("sparql", "nonsense"), "neither a query nor a file"),
        (("sparql", "INSERT DATA { <a:a> <a:b> <a:c> }"), "is not SPARQL"),
        (("sparql", "SELECT * { " + "{" * 3000 + "}" * 3000 + " }"), "nests 3001 brackets"),
        (("find", "!!!"), "at least one letter"),
        (("check", "no-such-folder"), "no tables folder at no-such-folder"),
        (("ask", "pesco-projects", "--data", "no-such-folder"), "no tables folder at no-such-folder"),
        (("show", ""), "is no name"),
    ],
)
def test_bad_input_gets_one_clear_error_and_exit_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_query_over_its_time_is_stopped(run: Run) -> None:
    done = run("sparql", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "0.5")
    assert done.returncode == 2
    assert "longer than 0.5 s and was stopped" in done.stderr


def test_query_within_its_time_answers_as_without_limit(run: Run) -> None:
    query = "SELECT ?s WHERE { ?s :memberOf id:nato } ORDER BY ?s"
    assert run("sparql", query, "--timeout", "60").stdout == run("sparql", query).stdout != ""


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "table"])
def test_select_in_each_format(run: Run, form: str) -> None:
    done = run("sparql", "SELECT ?s WHERE { ?s :memberOf id:pesco }", "--format", form, "--as-of", "2018-01-01")
    assert done.returncode == 0
    assert "austria" in done.stdout


@pytest.mark.parametrize("form", ["turtle", "nt", "jsonld", "rdfxml"])
def test_construct_in_each_format(run: Run, form: str) -> None:
    import rdflib

    done = run("sparql", "CONSTRUCT WHERE { ?s :memberOf id:pesco }", "--format", form, "--as-of", "2018-01-01")
    names = {"turtle": "turtle", "nt": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
    assert len(rdflib.Graph().parse(data=done.stdout, format=names[form])) == 25


def test_ask_query_answers_yes_on_a_terminal_and_true_in_a_pipe(run: Run) -> None:
    query = "ASK { id:norway :memberOf id:nato }"
    assert run("sparql", query).stdout == "true\n"
    assert "yes" in run("sparql", query, "--format", "table").stdout


def test_query_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) WHERE { ?s :memberOf id:nato }", encoding="utf-8")
    assert "32" in run("sparql", str(file)).stdout


def test_catalogue_names_every_question(run: Run) -> None:
    from graph.questions import question_ids

    listed = {line.split("\t")[0] for line in run("ask").stdout.splitlines()[1:]}
    assert listed == set(question_ids())


def test_find_puts_names_before_descriptions(run: Run) -> None:
    rows = [line.split("\t") for line in run("find", "mobility").stdout.splitlines()]
    matched = [row[3] == "description" for row in rows[1:]]
    assert "military-mobility" in {row[0] for row, described in zip(rows[1:], matched, strict=True) if not described}
    assert any(matched) and matched == sorted(matched)


def test_find_without_a_hit_says_so(run: Run) -> None:
    done = run("find", "zzzzzz")
    assert done.returncode == 0
    assert "nothing contains 'zzzzzz'" in done.stderr


def test_show_on_a_day_leaves_out_what_has_ended(run: Run) -> None:
    later = run("show", "United Kingdom", "--as-of", "2021-01-01").stdout
    assert "European Union" not in [line.split("\t")[2] for line in later.splitlines()]
    before = run("show", "United Kingdom", "--as-of", "2019-01-01").stdout
    assert "European Union" in [line.split("\t")[2] for line in before.splitlines()]


def test_show_tells_yes_from_unknown(run: Run) -> None:
    rows = [line.split("\t") for line in run("show", "Türkiye", "--as-of", "2024-01-01").stdout.splitlines()]
    column = rows[0].index("on_the_day")
    asked = next(row for row in rows if row[1] == "requestedToJoin")
    member = next(row for row in rows if row[1] == "memberOf" and "Treaty" in row[2])
    assert (asked[column], member[column]) == ("unknown", "yes")


def test_today_is_answered_with_a_note_on_coverage(run: Run) -> None:
    done = run("ask", "eu-members-outside-pesco", "--as-of", "today")
    assert done.returncode == 0
    assert "the day up to which the data was curated" in done.stderr


def test_default_day_is_the_day_of_curation(run: Run, store: object) -> None:
    from graph.store import Store

    assert isinstance(store, Store)
    document = json.loads(run("ask", "eu-members-outside-pesco", "--format", "json").stdout)
    assert document["as_of"] == store.about.covered_until.isoformat()


def test_check_of_the_real_tables_finds_no_error_and_reports_shares(run: Run) -> None:
    done = run("check")
    assert done.returncode == 0 and ": error:" not in done.stdout
    assert "statements/memberships.csv" in done.stderr and "% confirmed" in done.stderr
    assert "\n0 errors, " in done.stderr


def test_bad_tables_stop_check_with_1_and_every_other_command_with_2(run: Run, tables_copy: Path) -> None:
    path = tables_copy / "statements" / "memberships.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",2004-05-01,", ",2004-13-01,", 1), encoding="utf-8")
    checked = run("check", str(tables_copy))
    assert checked.returncode == 1
    assert "statements/memberships.csv:" in checked.stdout and "not in the calendar" in checked.stdout
    for arguments in (
        HEADLINE,
        ("compare",),
        ("show", "NO"),
        ("find", "mob"),
        ("sparql", "ASK {}"),
        ("view", "network"),
    ):
        done = run(*arguments, "--data", str(tables_copy))
        assert done.returncode == 2, arguments
        assert "not in the calendar" in done.stderr and "nothing was loaded" in done.stderr
        assert done.stdout == ""


def test_data_folder_can_come_from_the_environment(run: Run, tables_copy: Path) -> None:
    (tables_copy / "sources.json").write_text("[", encoding="utf-8")
    assert run("ask", "members-of", EUNATO_DATA=str(tables_copy)).returncode == 2


def test_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m cli ask third-state-steps | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("state\t")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("ask", "--help"), ("ask", "--as-off", "x"), ("asks",), ("view",), ("--help",), ("find",)]
)
def test_making_ready_one_command_alone_changes_nothing_that_is_said(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    code = f"import cli; cli.app({list(arguments)!r}, prog_name='cli.py')"
    whole = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (whole.returncode, whole.stdout, whole.stderr)


# What is imported: start-up is what makes a question worth asking


def modules_after(*arguments: str) -> set[str]:
    code = (
        "import sys, io\nfrom typer.testing import CliRunner\nimport cli\n"
        f"result = CliRunner().invoke(cli.app, {list(arguments)!r})\n"
        "assert result.exit_code == 0, result.output\n"
        "sys.stdout.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.splitlines()}


def test_asking_imports_neither_rdflib_nor_networkx_nor_pyvis(store: object) -> None:
    loaded = modules_after("ask", "non-eu-allies-in-pesco", "--format", "json")
    assert "pyoxigraph" in loaded
    assert not loaded & {"rdflib", "networkx", "pyvis", "pandas", "numpy", "rapidfuzz", "pyshacl", "jinja2"}


def test_help_imports_no_engine_either() -> None:
    loaded = modules_after("--help")
    assert not loaded & {"rdflib", "networkx", "pyvis", "pyoxigraph", "pandas", "numpy", "jinja2", "rapidfuzz"}
