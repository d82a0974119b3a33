"""Taking turns: machines are shared and noisy, so what is compared runs A B C A B C, and what counts is the median of
the ratios within one round."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
    """Runs whole processes in turn, after one round that is not counted. `few` limits the rounds of slow ones; what runs
    once is counted in the first. Raises `RuntimeError` where one fails."""
    found = {label: Times() for label in commands}
    for number in range(rounds + 1):
        for label, command in commands.items():
            most = (few or {}).get(label, rounds)
            if number > most or (number == 0 and most == 1):
                continue
            seconds, memory = run(command)
            found[label].memory = max(found[label].memory, memory)
            if number:
                found[label].seconds.append(seconds)
    return found


# What a process took at most is told of the whole time since it was forked, so it must be forked by something small.
_LAUNCHER = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def run(command: Sequence[str]) -> tuple[float, int]:
    """Seconds and the most memory in bytes that one process took by itself."""
    launcher = [sys.executable, "-S", "-E", "-c", _LAUNCHER, *command]
    # As on a machine where a program is used twice: where Python may not keep what it has compiled, each start compiles
    # all of our sources, and none of those of the peers, which are installed compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(launcher, capture_output=True, text=True, check=True, env=environment)
    seconds, kilobytes, code = done.stdout.split()
    if code != "0":
        raise RuntimeError(f"{command[0]} … ended with {code}: {done.stderr[-500:]}")
    return float(seconds), int(kilobytes) * 1024


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
