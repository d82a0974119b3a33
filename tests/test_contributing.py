"""CONTRIBUTING says what is so, each command in it runs, and the issue forms are forms."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Run
from worlds import MEMBERSHIPS, add, edit, small_world

from graph.adding import PROMPTS
from graph.curation import check_folder
from graph.dates import read_span
from graph.locations import ontology_folder
from graph.package import read_package
from graph.tables import GRADES

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
PLACE = re.compile(r"\.csv:\d+")


def commands() -> list[tuple[str, str]]:
    """Every `$ eunato …` with the output printed below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def test_it_shows_commands_and_all_are_of_this_program() -> None:
    assert len(commands()) >= 10
    assert all(command.split()[0] == "eunato" for command, _ in commands())


# A check takes long and is run once below, on a small world; what is asked at a terminal is tested in test_add.
QUICK = [one for one in commands() if one[0] not in ("eunato add", "eunato check", "eunato check --sort")]


@pytest.mark.parametrize(("command", "output"), QUICK, ids=[command for command, _ in QUICK])
def test_command_runs_and_prints_what_stands_there(run: Run, command: str, output: str) -> None:
    done = run(*shlex.split(command)[1:], stdin="")
    if output:  # what it says of a fact that is held already
        assert done.returncode == 1
        assert PLACE.sub(".csv:n", done.stderr) == PLACE.sub(".csv:n", output)
    else:
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_commands_of_checking_run(run: Run, tmp_path: Path) -> None:
    world = small_world(tmp_path / "tables")
    lines = (world / MEMBERSHIPS).read_text(encoding="utf-8").splitlines(keepends=True)
    (world / MEMBERSHIPS).write_text("".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    sort = run(*shlex.split("check --sort"), "--data", str(world))
    assert (sort.returncode, sort.stderr.splitlines()[0]) == (0, f"sorted {MEMBERSHIPS}")
    assert run("check", "--data", str(world)).returncode == 0
    edit(world, MEMBERSHIPS, "arcadia--memberOf--nato", basis="no-act")
    wrong = run("check", "--data", str(world), "--format", "json")
    assert wrong.returncode == 1
    told = json.loads(wrong.stdout)
    described = TEXT.partition("`--format json` one object with")[2].partition("## ")[0]
    assert set(re.findall(r"`([a-z_]+)`", described)) == {*told, *told["problems"][0], *told["shares"][0]}


def test_annotations_are_for_the_folder_as_a_workflow_names_it(run: Run, tmp_path: Path) -> None:
    world = small_world(tmp_path / "data")
    edit(world, MEMBERSHIPS, "arcadia--memberOf--nato", basis="no-act")
    done = run("check", "data", "--format", "github", folder=tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=data/statements/memberships.csv,line=")


def test_every_option_in_the_text_is_one(run: Run) -> None:
    known = "".join(run(command, "--help", COLUMNS="200").stdout for command in ("add", "check", "changes", "coverage"))
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"[a-z0-9]+--[\w-]+", "", TEXT))) - {"--not"}:
        assert f"{option} " in known or f"{option}\n" in known, option


def test_example_of_a_source_can_be_added_and_cited(tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    source = json.loads(example)
    world = small_world(tmp_path / "tables")
    add(world, "sources.json", **source)
    edit(world, MEMBERSHIPS, "arcadia--memberOf--pesco", sources=f"@{source['id']}, art. 1")
    assert check_folder(world, ontology_folder()).problems == ()
    held = json.loads((ROOT / "data" / "sources.json").read_text(encoding="utf-8"))
    assert source["id"] in {one["id"] for one in held}


def test_days_of_the_text_can_be_written(tmp_path: Path) -> None:
    table = TEXT.partition("| you know | `from` | `to` |\n|---|---|---|\n")[2].partition("\n\n")[0]
    for row in table.splitlines():
        _, begins, ends = (re.findall(r"`([^`]+)`", cell) for cell in row.strip("|").split("|"))
        for written in begins:
            read_span(written)
        for written in ends:
            if written != "seen":
                read_span("..2019", written)
    assert read_span("2021", "2021-07-01").valid_until.isoformat() == "2021-07-01"


def test_words_of_the_text_are_those_of_the_data() -> None:
    statements = read_package(ROOT / "data").tables["statements"]
    certainties = re.findall(r"^\| `(\w+)` \| .* \| (yes|nowhere) \|$", TEXT, re.MULTILINE)
    assert {name for name, _ in certainties} == statements.column("certainty").allowed
    assert dict(certainties)["unverified"] == "nowhere"
    assert set(re.findall(r"\(`([a-z]+-[a-z]+|parliament)`\)", TEXT)) <= set(GRADES)
    columns = {prompt.column for prompt in PROMPTS} - {"file"}
    assert columns | {"id"} == {column.name for column in statements.columns}


def test_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / link).exists(), link
    for path in re.findall(r"`((?:data|graph)/[\w./-]*)`", TEXT):
        assert (ROOT / path).exists(), path


# Issue forms, after GitHub's syntax for issue forms and its form schema


NAMES = ["correction.yml", "missing-fact.yml", "question.yml"]

TOP = {"name", "description", "title", "labels", "assignees", "projects", "type", "body"}
ATTRIBUTES = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}
NEEDED = {"markdown": {"value"}, "dropdown": {"label", "options"}, "checkboxes": {"label", "options"}}


def faults(form: Any) -> list[str]:
    """What GitHub would refuse in a form, as far as its documents say."""
    if not isinstance(form, dict):
        return ["no form"]
    found = [f"unknown key {key}" for key in sorted(form.keys() - TOP)]
    found += [
        f"{key} is empty" for key in ("name", "description") if not (isinstance(form.get(key), str) and form[key])
    ]
    body = form.get("body")
    if not isinstance(body, list) or not body:
        return [*found, "no body"]
    if all(isinstance(one, dict) and one.get("type") == "markdown" for one in body):
        found.append("nothing to fill in")
    for one in body:
        found += _faults_of_element(one)
    for what, values in (
        ("id", [one["id"] for one in body if isinstance(one, dict) and "id" in one]),
        (
            "label",
            [
                one["attributes"]["label"]
                for one in body
                if isinstance(one, dict) and "label" in one.get("attributes", {})
            ],
        ),
    ):
        found += [
            f"{what} {value} stands twice" for value in sorted({value for value in values if values.count(value) > 1})
        ]
    return found


def _faults_of_element(one: Any) -> list[str]:
    kind = one.get("type") if isinstance(one, dict) else None
    if kind not in ATTRIBUTES:
        return [f"unknown type {kind}"]
    attributes = one.get("attributes") or {}
    found = [f"{kind}: unknown key {key}" for key in sorted(one.keys() - {"type", "id", "attributes", "validations"})]
    found += [f"{kind}: unknown attribute {key}" for key in sorted(attributes.keys() - ATTRIBUTES[kind])]
    found += [
        f"{kind}: no {key}"
        for key in sorted(NEEDED.get(kind, {"label"}) - {key for key in attributes if attributes[key]})
    ]
    found += [
        f"{kind}: {key} is no text"
        for key in ("label", "description", "placeholder", "value")
        if not isinstance(attributes.get(key, ""), str)
    ]
    if "id" in one and (kind == "markdown" or not re.fullmatch(r"[A-Za-z0-9_-]+", str(one["id"]))):
        found.append(f"{kind}: id {one['id']} is not allowed")
    validations = one.get("validations", {})
    if (
        validations.keys() - {"required"}
        or not isinstance(validations.get("required", True), bool)
        or (validations and kind in ("markdown", "checkboxes"))
    ):
        found.append(f"{kind}: validations")
    options = attributes.get("options", [])
    if kind == "dropdown":
        if not all(isinstance(option, str) and option for option in options) or len(set(options)) != len(options):
            found.append("dropdown: options are unique texts")
        if options and not 0 <= attributes.get("default", 0) < len(options):
            found.append("dropdown: default")
    if kind == "checkboxes":
        found += [
            "checkboxes: option"
            for option in options
            if not isinstance(option, dict) or not option.get("label") or option.keys() - {"label", "required"}
        ]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_issue_form_is_one_that_github_takes(name: str) -> None:
    assert faults(yaml.safe_load((FORMS / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda form: form.pop("description"), "description is empty"),
        (lambda form: form.update(labls=[]), "unknown key labls"),
        (lambda form: form["body"].clear(), "no body"),
        (lambda form: form.update(body=form["body"][:1]), "nothing to fill in"),
        (lambda form: form["body"][1].update(type="text"), "unknown type text"),
        (lambda form: form["body"][1].update(id="a b"), "input: id a b is not allowed"),
        (lambda form: form["body"][3].update(id="statement"), "id statement stands twice"),
        (lambda form: form["body"][1]["attributes"].pop("label"), "input: no label"),
        (lambda form: form["body"][1]["attributes"].update(placeholder=2021), "input: placeholder is no text"),
        (
            lambda form: form["body"][2]["attributes"]["options"].append("The first day"),
            "dropdown: options are unique texts",
        ),
        (lambda form: form["body"][2]["attributes"]["options"].append(True), "dropdown: options are unique texts"),
        (lambda form: form["body"][1].update(validations={"required": "yes"}), "input: validations"),
        (lambda form: form["body"][-1]["attributes"].update(options=["yes"]), "checkboxes: option"),
    ],
)
def test_broken_form_is_seen(spoil: Any, fault: str) -> None:
    form = yaml.safe_load((FORMS / "correction.yml").read_text(encoding="utf-8"))
    spoil(form)
    assert fault in faults(form)


def test_forms_ask_for_what_a_curator_needs() -> None:
    for name, needed in (
        ("correction.yml", {"statement", "instead", "source"}),
        ("missing-fact.yml", {"subject", "relation", "object", "from", "source"}),
    ):
        form = yaml.safe_load((FORMS / name).read_text(encoding="utf-8"))
        required = {one["id"] for one in form["body"] if one.get("validations", {}).get("required")}
        assert needed <= required


def test_chooser_names_only_what_is_there_and_no_invented_address() -> None:
    config = yaml.safe_load((FORMS / "config.yml").read_text(encoding="utf-8"))
    assert config.keys() <= {"blank_issues_enabled", "contact_links"}
    assert isinstance(config["blank_issues_enabled"], bool)
    assert sorted(path.name for path in FORMS.iterdir()) == ["config.yml", *NAMES]
    for path in FORMS.iterdir():
        for address in re.findall(r"https?://[^\s\"']+", path.read_text(encoding="utf-8")):
            assert address == "http://data.europa.eu/eli/dec/2021/749/oj"


def test_example_in_the_form_is_a_fact_that_is_held() -> None:
    form = yaml.safe_load((FORMS / "correction.yml").read_text(encoding="utf-8"))
    example = form["body"][1]["attributes"]["placeholder"]
    assert any(
        f"\n{example}," in path.read_text(encoding="utf-8") for path in (ROOT / "data" / "statements").glob("*.csv")
    )
    version = read_package(ROOT / "data").version
    (asked,) = [one for one in form["body"] if one.get("id") == "version"]
    assert asked["attributes"]["placeholder"] == f"eunato data {version}"
