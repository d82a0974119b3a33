"""The wheel by itself, in an environment that has only its dependencies: same answer as the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, Run


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("*.whl")
    return found


def test_wheel_carries_tables_ontology_questions_and_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "cli.py",
        "graph/__init__.py",
        "graph/data/datapackage.json",
        "graph/data/sources.json",
        "graph/data/statements/memberships.csv",
        "graph/ontology/eunato.ttl",
        "graph/ontology/shapes.ttl",
        "graph/ontology/checks/cycle-violation.rq",
        "graph/questions/non-eu-allies-in-pesco.rq",
        "graph/pages/templates/network.html",
    } <= names
    assert not any(name.startswith(("tests/", "data/", "notebooks/")) for name in names)


def test_installed_program_answers_as_the_checkout_does(wheel: Path, tmp_path: Path, run: Run) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False)
    program = environment / ("Scripts" if os.name == "nt" else "bin")
    (site,) = environment.glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies are those of this environment; the checkout itself stays out of sight.
    mine = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    elsewhere = tmp_path / "dependencies"
    elsewhere.mkdir()
    for entry in mine.iterdir():
        if not entry.name.startswith(("_eunato", "eunato", "__editable__")) and entry.suffix != ".pth":
            (elsewhere / entry.name).symlink_to(entry)
    (site / "dependencies.pth").write_text(str(elsewhere), encoding="utf-8")
    arguments = ["ask", "non-eu-allies-in-pesco", "--as-of", "2022-07-01", "--format", "json"]
    done = subprocess.run(
        [str(program / "python"), "-c", "import cli; print(cli.__file__); cli.app()", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "EUNATO_DATA")},
    )
    assert done.returncode == 0, done.stderr
    where, _, answer = done.stdout.partition("\n")
    assert str(site) in where
    assert answer == run(*arguments).stdout
