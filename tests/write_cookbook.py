"""Writes the printed results in docs/cookbook.md; run by `make docs`. A test compares them with what the program prints."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

import cli

COOKBOOK = Path(__file__).resolve().parent.parent / "docs" / "cookbook.md"
ADDRESS = "http://127.0.0.1:8420"
SERVED_DAY = "2022-07-01"

_BLOCK = re.compile(r"^```(sparql|sh|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
_DAY = re.compile(r"^# as of (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A block that is run: its heading, its language, its text, and what is printed below it."""

    heading: str
    language: str
    code: str
    printed: str


def recipes(text: str) -> list[Recipe]:
    """Every block that is run, in order: all queries but those that ask another server, curl, and Python."""
    return [
        Recipe(re.findall(r"^### (.*)$", text[: block.start()], re.MULTILINE)[-1], block[1], block[2], block[3] or "")
        for block in _BLOCK.finditer(text)
        if _is_run(block)
    ]


def written(text: str, printed: Callable[[Recipe], str]) -> str:
    """The text with what each block prints."""
    found = iter(recipes(text))

    def with_result(block: re.Match[str]) -> str:
        if not _is_run(block):
            return block[0]
        return f"```{block[1]}\n{block[2]}```\n\n```text\n{printed(next(found))}```\n"

    return _BLOCK.sub(with_result, text)


def printed(recipe: Recipe, url: str) -> str:
    """What the block prints, by `eunato sparql` or asked of the server at this address."""
    if recipe.language == "sparql":
        day = _DAY.search(recipe.code)
        form = "nt" if re.search(r"^CONSTRUCT", recipe.code, re.MULTILINE) else "table"
        arguments = ["sparql", "-", "--format", form, *(["--as-of", day[1]] if day else [])]
        done = CliRunner().invoke(cli.app, arguments, input=recipe.code)
        assert done.exit_code == 0, done.output
        return done.stdout.strip("\n") + "\n"
    code = recipe.code.replace(ADDRESS, url)
    if recipe.language == "sh":
        return subprocess.run(["sh", "-c", code], capture_output=True, check=True, text=True, encoding="utf-8").stdout
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, COOKBOOK.name, "exec"), {})
    return out.getvalue()


def _is_run(block: re.Match[str]) -> bool:
    if block[1] == "sh":
        return block[2].startswith("curl ")
    return "# asks another server\n" not in block[2]


if __name__ == "__main__":
    from serving import Served

    server = Served("--as-of", SERVED_DAY)
    try:
        text = written(COOKBOOK.read_text(encoding="utf-8"), lambda recipe: printed(recipe, server.url))
    finally:
        server.stop()
    COOKBOOK.write_text(text, encoding="utf-8")
