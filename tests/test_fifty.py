"""The fifty questions that researchers ask each have an answer in the catalogue or by a command."""

from __future__ import annotations

import csv

from conftest import ROOT

from cli import app
from graph.questions import question_ids

ASKED = [
    "A01",
    "A03",
    "A05",
    "A06",
    "A08",
    "A09",
    "A11",
    "A12",
    "A14",
    "A15",
    "A17",
    "A18",
    "A19",
    "B01",
    "B03",
    "B05",
    "B07",
    "B09",
    "B10",
    "B12",
    "B14",
    "B15",
    "B17",
    "B18",
    "B20",
    "C01",
    "C03",
    "C05",
    "C07",
    "C08",
    "C10",
    "C11",
    "C13",
    "C14",
    "C16",
    "C18",
    "C19",
    "D01",
    "D03",
    "D05",
    "D07",
    "D08",
    "D10",
    "D12",
    "D14",
    "D15",
    "D16",
    "D18",
    "D19",
    "D20",
]


def rows() -> list[dict[str, str]]:
    found = []
    for name in ("fifty-ab.csv", "fifty-cd.csv"):
        with (ROOT / "tests" / name).open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


def test_each_of_the_fifty_is_mapped() -> None:
    assert len(ASKED) == 50
    assert {row["question"] for row in rows()} == set(ASKED)


def test_every_mapping_names_a_question_or_a_command_and_says_how_far() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known = {*question_ids(), *commands}
    assert [row for row in rows() if row["catalogue"] not in known] == []
    assert all(row["note"].startswith(("answered", "partly")) for row in rows())
