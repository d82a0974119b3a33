"""Writes the printed output in docs/tutorial.md; run by `make docs`. A test compares it with what a newcomer gets."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable
from pathlib import Path

TUTORIAL = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
COLUMNS = 100

_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def commands(text: str) -> list[tuple[str, str]]:
    """Every command of the console blocks, with what is printed below it."""
    return [pair for block in _BLOCK.findall(text) for pair in _pairs(block)]


def written(text: str, printed: Callable[[str], str]) -> str:
    """The text with what each command prints, the commands run in their order."""
    return _BLOCK.sub(
        lambda block: "".join(f"$ {command}\n{printed(command)}" for command, _ in _pairs(block[0])), text
    )


def on_a_terminal(command: str, folder: Path) -> str:
    """What the command prints in a window of 100 columns, answers and talk as they come, without bold letters and
    without blanks at the ends of lines."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "EUNATO_DATA")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
    }
    process = subprocess.Popen(
        ["/bin/sh", "-c", command], cwd=folder, stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    )
    os.close(terminal)
    parts = []
    while part := _read(main):
        parts.append(part)
    process.wait()
    os.close(main)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", b"".join(parts).decode("utf-8").replace("\r\n", "\n"))
    return re.sub(r" +$", "", shown, flags=re.MULTILINE)


def _pairs(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def _read(main: int) -> bytes:
    try:
        return os.read(main, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as fresh:
        text = written(TUTORIAL.read_text(encoding="utf-8"), lambda command: on_a_terminal(command, Path(fresh)))
    TUTORIAL.write_text(text, encoding="utf-8")
