"""Taking turns: machines are shared and noisy, so what is compared runs A B C A B C, and what counts is the median of
the ratios within one round."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Times:
    """Seconds of each round, and the most memory that a process took, in bytes (0 for calls)."""

    seconds: list[float] = field(default_factory=list)
    memory: int = 0

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds)

    @property
    def ms(self) -> float:
        return self.median * 1000

    def over(self, other: Times) -> float:
        """The median of the ratios within one round."""
        return statistics.median(a / b for a, b in zip(self.seconds, other.seconds, strict=False))


def processes(
    commands: Mapping[str, Sequence[str]], rounds: int, few: Mapping[str, int] | None = None
) -> dict[str, Times]:
    """Runs whole processes in turn, after one round that is not counted. `few` limits the rounds of slow ones. Raises
    `RuntimeError` where one fails."""
    found = {label: Times() for label in commands}
    for number in range(rounds + 1):
        for label, command in commands.items():
            if number > (few or {}).get(label, rounds):
                continue
            seconds, memory = run(command)
            found[label].memory = max(found[label].memory, memory)
            if number:
                found[label].seconds.append(seconds)
    return found


def run(command: Sequence[str], cwd: Path | None = None) -> tuple[float, int]:
    """Seconds and the most memory in bytes that one process took by itself."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:3]} … ended with {process.returncode}: {said.decode()[-500:]}")
    return seconds, usage.ru_maxrss * 1024


def calls(acts: Mapping[str, Callable[[], Any]], rounds: int, seconds: float = 0) -> dict[str, Times]:
    """Runs calls in turn, after one round that is not counted; where `seconds` is given, further rounds until they are
    over or ten times as many rounds are done."""
    for act in acts.values():
        act()
    found = {label: Times() for label in acts}
    end = time.perf_counter() + seconds
    done = 0
    while done < rounds or (time.perf_counter() < end and done < 10 * rounds):
        for label, act in acts.items():
            start = time.perf_counter()
            act()
            found[label].seconds.append(time.perf_counter() - start)
        done += 1
    return found
