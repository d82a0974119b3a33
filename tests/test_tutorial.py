"""The tutorial, run command by command as a newcomer does: in a fresh folder, on a terminal, with nothing compiled."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from conftest import ROOT, Run
from write_tutorial import COLUMNS, TUTORIAL, commands, on_a_terminal, written

TEXT = TUTORIAL.read_text(encoding="utf-8")
COMMANDS = commands(TEXT)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each command printed, run in the order of the tutorial."""
    folder = tmp_path_factory.mktemp("newcomer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EUNATO_CACHE", str(tmp_path_factory.mktemp("empty-cache")))
        patch.setenv("EUNATO_DATA", str(folder / "nowhere"))  # of another project: not the newcomer's
        return [on_a_terminal(command, folder) for command, _ in COMMANDS]


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[command[:60] for command, _ in COMMANDS])
def test_command_prints_what_stands_below_it(newcomer: list[str], number: int) -> None:
    assert newcomer[number] == COMMANDS[number][1], "if that is meant, run: make docs"


def test_tutorial_shows_what_it_promises() -> None:
    shown = " ".join(command for command, _ in COMMANDS)
    for part in (
        "ask non-eu-allies-in-pesco", "--as-of 2021-05-06", "compare EU NATO", "--explain --cite", "why Cyprus", "find",
        "show", "path", "diff", "audit", "view", "--format csv --output", "--sparql", "eunato sparql",
    ):  # fmt: skip
        assert part in shown
    assert any(command.startswith('eunato ask "') for command, _ in COMMANDS)


def test_tables_of_the_tutorial_fit_its_window() -> None:
    lines = [line for _, output in COMMANDS for line in output.split("\n")]
    tables = [line for line in lines if line.startswith(" ─")]
    assert len(tables) >= 8
    assert max(map(len, tables)) <= COLUMNS
    assert not [line for line in lines if "Traceback" in line or "\t" in line or line.endswith(" ")]


def test_output_is_replaced_and_the_words_between_stay() -> None:
    text = "a\n```console\n$ one 'x'\nold\n$ two\n```\nb\n```sh\n$ not this\n```\n"
    asked: list[str] = []

    def printed(command: str) -> str:
        asked.append(command)
        return f"<{command}>\n"

    new = written(text, printed)
    assert asked == ["one 'x'", "two"]
    assert new == "a\n```console\n$ one 'x'\n<one 'x'>\n$ two\n<two>\n```\nb\n```sh\n$ not this\n```\n"
    assert written(new, dict(commands(new)).__getitem__) == new


@pytest.mark.parametrize(
    "command", sorted({found for found in re.findall(r"`(eunato [^`]+)`", TEXT) if "COMMAND" not in found})
)
def test_command_named_in_the_text_runs(run: Run, command: str, tmp_path: Path) -> None:
    done = run(*shlex.split(command)[1:], folder=tmp_path)
    assert done.returncode == 0 and done.stdout, done.stderr


def test_python_named_in_the_text_runs(cache: Path) -> None:
    import graph

    (code,) = re.findall(r"`(graph\.load[^`]+)`", TEXT)
    assert len(eval(code, {"graph": graph})) > 0


def test_links_lead_somewhere_and_make_knows_its_targets() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links and all((TUTORIAL.parent / link).exists() for link in links)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", TEXT, flags=re.MULTILINE):
        assert f"\n{target}:" in makefile
