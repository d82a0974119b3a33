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
from write_codebook import CODEBOOK, codebook
from write_data_dictionary import readme_with_dictionary
from write_python_reference import REFERENCE, reference

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


def test_codebook_is_that_of_data_package_and_ontology() -> None:
    text = CODEBOOK.read_text(encoding="utf-8")
    assert text == codebook(ROOT / "data", ROOT / "ontology"), "run: make docs"
    # The bounds as the contract of the data states them, not as the program computes them.
    for row in (
        "| `2004-05` | `2012` |  | 2004-05-31 to 2012-01-01 | 2004-05-01 to 2013-01-01 |",
        "| `2019-11-12..2021-11-16` |  |  | 2021-11-16 to open | 2019-11-12 to open |",
        "| `..2004-05-01` |  |  | 2004-05-01 to open | open to open |",
        "| `2004-05-01` | `?` | `2010-03-31` | 2004-05-01 to 2010-04-01 | 2004-05-01 to open |",
    ):
        assert row in text


def test_codebook_explains_every_value_of_every_table() -> None:
    """Also those that a curator adds: a value without a definition has no row."""
    import json

    text = CODEBOOK.read_text(encoding="utf-8")
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    sources = json.loads((ROOT / "data" / "sources.json").read_text(encoding="utf-8"))
    values = {source["custom"]["grade"] for source in sources}
    for resource in package["resources"]:
        for column in resource.get("schema", {}).get("fields", []):
            assert f"| `{column['name']}`" in text
            allowed = column.get("constraints", {}).get("enum") or column.get("allowed_items") or []
            values |= set(allowed) - {"no", "exists"}
    assert len(values) > 100
    for value in values:
        assert re.search(rf"^\| `{re.escape(value)}` \| \S.* \|$", text, re.MULTILINE), value


def test_python_reference_is_that_of_the_program_and_its_examples_give_what_stands_there(cache: Path) -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), "run: make docs"


def test_fingerprint_of_the_method_note_is_that_of_the_program(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "method.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    for asked in (
        ("ask", "third-states-in-pesco", "--as-of", "2025-06-01"),
        ("why", "Cyprus", "excludedFrom", "nac-psc-berlin-plus", "--as-of", "2017-05-15"),
    ):
        assert run(*asked, "--format", "json", "--output", str(tmp_path / "answer.json")).returncode == 0
        exec(compile(code, "method.md", "exec"), {})


@pytest.mark.parametrize(
    "page", [*sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md")), "README.md"]
)
def test_links_between_documents_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for address in re.findall(r"\]\((?!https?://|#)([^)\s]+)\)", text):
        file, _, part = address.partition("#")
        target = (ROOT / page).parent / file
        assert target.exists(), address
        headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE) if part else []
        assert not part or part in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}, address


def test_versions_agree() -> None:
    import json

    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == package["version"]
    assert citation["title"] == package["title"]
    assert citation["date-released"] == package["created"][:10]
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
