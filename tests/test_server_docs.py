"""docs/server.md says what the server allows and how larger engines are used: as the program does it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from conftest import ROOT, Run
from faking import Oxigraph

from graph.credentials import PASSWORD, TOKEN, USER
from graph.server.pool import Limits

TEXT = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")


def stated(what: str) -> tuple[int, str]:
    """The default of a limit and the option that changes it."""
    (number, million, option) = re.findall(
        rf"^\| {re.escape(what)}[^|]*\| ([\d,]+)( million)? \| (?:`(--\w+)`)? ?\|", TEXT, re.MULTILINE
    )[0]
    return int(number.replace(",", "")) * (1_000_000 if million else 1), option


@pytest.mark.parametrize(
    ("what", "limit", "option"),
    [
        ("seconds for a query", "seconds", "--timeout"), ("megabytes for a query", "memory", "--memory"),
        ("rows of a result", "rows", "--rows"), ("bytes of a result", "result_bytes", ""),
        ("bytes of a request", "request_bytes", ""), ("quick queries side by side", "workers", "--workers"),
        ("slow queries beside these", "long", ""), ("waiting requests", "waiting", ""),
    ],
)  # fmt: skip
def test_limit_is_the_one_that_stands_there(run: Run, what: str, limit: str, option: str) -> None:
    assert stated(what) == (getattr(Limits(), limit), option)
    assert option in run("serve", "--help").stdout


def test_credentials_are_named_as_they_are_read() -> None:
    assert set(re.findall(r"EUNATO_\w+", TEXT)) == {TOKEN, USER, PASSWORD}


def test_commands_for_a_larger_engine_run(run: Run, tmp_path: Path) -> None:
    block = next(part for part in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL) if "eunato publish" in part)
    commands = [line.removeprefix("$ eunato ").partition("  #")[0] for line in block.splitlines() if "$ eunato" in line]
    assert len(commands) == 4
    server = Oxigraph(tmp_path / "oxigraph")
    try:
        for command in commands:
            done = run(*shlex.split(command.replace("http://localhost:7878", server.url)))
            assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == "true"
    finally:
        server.stop()
