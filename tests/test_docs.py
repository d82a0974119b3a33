"""What the documents show is what the program does."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Run
from serving import Served
from write_data_dictionary import readme_with_dictionary

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """Every `$ eunato …` of the README with the output printed below it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if command.startswith("eunato "):
                found.append((command.partition("  #")[0].strip(), output))
    return found


def test_readme_shows_commands() -> None:
    assert len(commands()) >= 9


@pytest.mark.parametrize(("command", "output"), [one for one in commands() if not one[0].startswith("eunato serve")])
def test_command_of_the_readme_runs_and_prints_what_stands_there(
    run: Run, command: str, output: str, tmp_path: Path
) -> None:
    # In a folder of its own: some of them write files.
    done = run(*shlex.split(command)[1:], folder=tmp_path)
    assert done.returncode == 0, done.stderr
    if output:
        assert done.stdout == output


def test_server_of_the_readme_starts(cache: Path) -> None:
    ((command, _),) = [one for one in commands() if one[0].startswith("eunato serve")]
    server = Served(*shlex.split(command)[2:])
    assert server.stop() == 0


def test_python_of_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})


def test_tables_of_the_readme_are_in_one_piece_and_its_links_lead_somewhere() -> None:
    blocks = [block.split("\n") for block in README.split("\n\n") if block.startswith("|")]
    assert blocks
    for lines in blocks:
        assert re.fullmatch(r"\|(-+\|)+", lines[1]), lines[0]
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_data_dictionary_is_that_of_the_description() -> None:
    folder = ROOT / "data"
    assert (folder / "README.md").read_text(encoding="utf-8") == readme_with_dictionary(folder), "run: make docs"


def test_versions_agree() -> None:
    import json

    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == package["version"]
    assert f"### {package['version']}\n" in changes
    assert f"### {project['version']}\n" in changes


def test_coverage_in_the_readme_is_that_of_the_description() -> None:
    import json

    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["covered_until"] in README


def test_data_package_is_valid_for_an_independent_reader() -> None:
    """Types, patterns, allowed values and foreign keys, as frictionless reads them. Table by table: its look at a
    whole package does not open tables of several files."""
    from frictionless import Package, validate

    package = Package(str(ROOT / "data" / "datapackage.json"))
    for resource in package.resources:
        report = validate(resource)
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]


def test_foreign_key_is_seen_by_an_independent_reader(tables_copy: Path) -> None:
    from frictionless import Package, validate

    path = tables_copy / "statements" / "memberships.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("--nato,albania,", "--nato,nowhere,", 1), encoding="utf-8")
    resource = Package(str(tables_copy / "datapackage.json")).get_resource("statements")
    assert ["foreign-key"] in validate(resource).flatten(["type"])


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    hosts = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian.org"]
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in (".csv", ".json") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [host for host in hosts if host in text], name
