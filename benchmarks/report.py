"""The report: what was reached of each target, tables of figures, versions; Markdown, with nothing in it that was not
measured in this run."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from graph.answers import markdown_row

_PACKAGES = (
    "pyoxigraph", "oxigraph", "rdflib", "oxrdflib", "typer", "networkx", "pyvis", "playwright", "starlette", "uvicorn",
)  # fmt: skip


class Report:
    """Gathers what the parts of a run have to say, and prints it as it comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._targets: list[tuple[str, str, str, str]] = []
        self._parts: list[str] = []

    def target(self, figure: str, target: str, measured: str, reached: bool | None) -> None:
        """One line of the table of targets; `reached` is None where nothing could be measured."""
        word = {True: "yes", False: "NO", None: "not measured"}[reached]
        self._targets.append((figure, target, measured, word))
        print(f"  [{word}] {figure}: {measured} (target {target})", flush=True)

    def part(self, title: str) -> None:
        self._parts.append(f"## {title}")
        print(f"\n{title}", flush=True)

    def say(self, text: str) -> None:
        self._parts.append(text)
        print("  " + text, flush=True)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        texts = [[str(cell) for cell in row] for row in rows]
        lines = [markdown_row(header), "|" + "---|" * len(header), *(markdown_row(row) for row in texts)]
        self._parts.append("\n".join(lines))
        widths = [max(len(row[i]) for row in [list(header), *texts]) for i in range(len(header))]
        for row in [list(header), *texts]:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)), flush=True)

    def write(self, day: str, quick: bool) -> Path:
        """Writes `report.md`. `day` is what the caller says; nothing here reads a clock."""
        head = [
            "# Speed",
            f"{'Quick' if quick else 'Full'} run of {day or 'a day not given'}. Times on a shared machine vary; ratios are medians of"
            " ratios within one round, taken in turn.",
            machine(),
        ]
        table = ["| figure | target | measured | reached |", "|---|---|---|---|", *map(markdown_row, self._targets)]
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "report.md"
        file.write_text("\n\n".join([*head, "## Targets", "\n".join(table), *self._parts]) + "\n", encoding="utf-8")
        return file


def machine() -> str:
    """Processor, memory, system and versions, in one line."""
    model = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} –")
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}; {', '.join(found)}."
    )


def mib(size: float) -> str:
    return f"{size / 2**20:,.0f}"


def ms(seconds: float) -> str:
    """Milliseconds, with as many digits as tell something."""
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
