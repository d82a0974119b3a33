"""A real server as a process of its own, as a user starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from conftest import ROOT

_LISTENING = re.compile(r"listening at (http://\S+?)/(?:,|\s|$)")


class Served:
    """A server that listens at `url` (without a slash at the end) until it is stopped."""

    def __init__(self, *arguments: str, command: list[str] | None = None) -> None:
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "cli", "serve", "--port", "0", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        assert self.process.stderr is not None
        self.said = self.process.stderr.readline()
        found = _LISTENING.search(self.said)
        assert found is not None, self.said + self.process.stderr.read()
        self.url = found[1]
        # What it says is read all the time: a full pipe would hold it up.
        self.log: list[str] = []
        self._reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr or ()), daemon=True)
        self._reader.start()

    def stop(self, seconds: float = 15) -> int:
        """Asks it to end, as a service manager does, and returns its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(seconds)
        finally:
            self.process.kill()
            self.process.wait()
            self._reader.join(5)
            assert self.process.stderr is not None
            self.process.stderr.close()

    def descendants(self) -> list[int]:
        """The workers that are alive: copies of the one process that holds the graph."""
        return sorted(pid for mother in self.children(self.process.pid) for pid in self.children(mother))

    def children(self, parent: int) -> list[int]:
        """The processes that this one has started and that are alive."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                try:
                    fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[1]) == parent and fields[0] != "Z":
                    found.append(int(folder.name))
        return sorted(found)

    def work(self) -> dict[int, float]:
        """The seconds of work that each process has done which it started."""
        found = {}
        for pid in self.descendants():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            found[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return found

    def memory(self) -> int:
        """Bytes that it and all its processes hold; what they share counts once."""
        mothers = self.children(self.process.pid)
        total = 0
        for pid in [self.process.pid, *mothers, *self.descendants()]:
            try:
                text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) * 1024
        return total

    def until(self, condition: str, true: Callable[[], bool], seconds: float = 5) -> None:
        """Waits until `true()` is true."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"not so within {seconds} seconds: {condition}"
            time.sleep(0.02)
