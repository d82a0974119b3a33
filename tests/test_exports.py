"""What every export has in common: the command, the day, the same bytes, and errors that lose nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from conftest import Run

from graph.errors import QuestionError
from graph.exports import EXPORTS
from graph.knowledge_graph import KnowledgeGraph


def content_of(kg: KnowledgeGraph, format: str, day: str | None = None) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in kg.export(format, day).files}


@pytest.mark.parametrize("format", sorted(EXPORTS))
def test_same_data_gives_the_same_bytes_to_another_process(
    kg: KnowledgeGraph, run: Run, format: str, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    done = run("export", format, "--output", str(target), PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    assert done.returncode == 0, done.stderr
    assert kg.about.stamp() in done.stderr
    here = content_of(kg, format)
    assert here
    if EXPORTS[format].is_folder:
        for path, sha256 in here.items():
            assert hashlib.sha256((target / path).read_bytes()).hexdigest() == sha256, path
    else:
        assert list(here.values()) == [hashlib.sha256(target.read_bytes()).hexdigest()]


@pytest.mark.parametrize("format", sorted(EXPORTS))
def test_day_makes_a_difference_or_is_refused(kg: KnowledgeGraph, format: str) -> None:
    if EXPORTS[format].days == "all":
        with pytest.raises(QuestionError, match="all days"):
            kg.export(format, "2017-05-15")
    else:
        assert content_of(kg, format, "2003-06-01") != content_of(kg, format, "2017-05-15")


def test_command_lists_the_formats(run: Run) -> None:
    said = run("export").stdout.splitlines()
    assert [line.split()[0] for line in said] == list(EXPORTS)


def test_unknown_format_gives_those_there_are_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    done = run("export", "turtel", "--output", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "no format is called 'turtel'" in done.stderr and "nquads" in done.stderr
    assert not list(tmp_path.iterdir())


def test_bad_day_leaves_the_earlier_file(run: Run, tmp_path: Path) -> None:
    earlier = tmp_path / "out.nq"
    earlier.write_text("mine")
    assert run("export", "nquads", "--as-of", "2017-13-45", "--output", str(earlier)).returncode == 2
    assert earlier.read_text() == "mine"


def test_nquads_are_what_the_fingerprint_is_of(kg: KnowledgeGraph) -> None:
    assert hashlib.sha256(kg.export("nquads").content()).hexdigest() == kg.about.sha256


def test_folder_that_holds_other_things_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    for format in (name for name, one in EXPORTS.items() if one.is_folder):
        done = run("export", format, "--output", str(tmp_path))
        assert done.returncode == 2 and "not empty" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "mine"
