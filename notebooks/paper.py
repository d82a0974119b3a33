"""How the figures of the notebooks are drawn, so that a journal can print them: widths, shades, captions, files.

Shades differ in lightness alone, from light to dark, so that they are told apart on a grey print and by readers who do
not see colours as most do. Letters stay above 6 points at the width of one column.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.textpath import TextPath

ONE_COLUMN = 3.5
"""Inches: the 89 mm of one column."""

PALE, LIGHT, MIDDLE, DARK = "#dce9f5", "#9dc3e2", "#437fb5", "#0b3260"
INK = "#222222"
UNCERTAIN = "//////"
"""The hatching of days on which something may have begun or ended."""

_LETTERS = 7.0
_CAPTION = 6.2  # points
_SOURCES_NAMED = 6  # a caption names so many; of more it says where they are listed


def style() -> None:
    """Sets what all figures share. Letters stay letters in SVG and PDF, and the same figure is the same file."""
    plt.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "font.size": _LETTERS,
            "axes.titlesize": _LETTERS,
            "axes.labelsize": _LETTERS,
            "xtick.labelsize": _LETTERS,
            "ytick.labelsize": _LETTERS,
            "legend.fontsize": _LETTERS - 0.5,
            "legend.frameon": False,
            "axes.edgecolor": INK,
            "axes.labelcolor": INK,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.linewidth": 0.6,
            "xtick.major.width": 0.6,
            "ytick.major.width": 0.6,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "hatch.linewidth": 0.5,
            "text.parse_math": False,  # a dollar sign in a name is a dollar sign
            "figure.dpi": 200,
            "figure.constrained_layout.use": True,
            "svg.fonttype": "none",
            "svg.hashsalt": "eunato",
            "pdf.fonttype": 42,
        }
    )


def panels(height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, Any]:
    """A figure of the width of one column, `height` inches high without its caption, and its one or more panels."""
    return plt.subplots(rows, columns, figsize=(ONE_COLUMN, height), **options)


def years(axes: Axes, ticks: int = 6) -> None:
    """Days along the bottom, as few of them written as can be read."""
    locator = AutoDateLocator(minticks=3, maxticks=ticks)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))


def key(shades: dict[str, str], uncertain: str = "") -> list[Patch]:
    """Entries of a legend: a shade for each word, and the hatching with what it means."""
    entries = [Patch(facecolor=shade, edgecolor=INK, linewidth=0.4, label=word) for word, shade in shades.items()]
    if uncertain:
        entries.append(Patch(facecolor="white", edgecolor=INK, linewidth=0.4, hatch=UNCERTAIN, label=uncertain))
    return entries


def caption(figure: Figure, text: str, *answers: Any, sources: Iterable[str] = ()) -> list[str]:
    """Adds, below the figure, what it shows, then data version, questions and days, and the sources.

    `sources` are the keys of what the figure shows, where that is less than all that the answers rest on. The figure
    grows by as much as the caption needs. Returns the keys.
    """
    keys = sorted({*sources} or {source.id for answer in answers for source in answer.sources})
    named = len(keys) <= _SOURCES_NAMED
    cited = ", ".join(f"@{key}" for key in keys) if named else f"{len(keys)}, listed in the notebook"
    stamps = dict.fromkeys(answer.stamp().partition(", ")[::2] for answer in answers)
    data = next(iter(stamps))[0]
    asked = "; ".join(question for _, question in stamps)
    width, height = figure.get_size_inches()
    lines = [
        line for part in (text, f"{data}: {asked}.", f"Sources: {cited}.") for line in _lines(part, (width - 0.1) * 72)
    ]
    room = (len(lines) + 0.8) * _CAPTION * 1.3 / 72
    figure.set_size_inches(width, height + room)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(rect=(0, room / (height + room), 1, height / (height + room)))
    figure.text(0.01, 0.01, "\n".join(lines), fontsize=_CAPTION, linespacing=1.3, va="bottom", gid="caption")
    return keys


def _lines(text: str, width: float) -> Iterator[str]:
    """The text in lines of at most so many points."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and TextPath((0, 0), longer, size=_CAPTION).get_extents().width > width:
            yield line
            longer = word
        line = longer
    yield line


def cited(evidence: Any) -> list[str]:
    """The keys of the sources that statements cite, sorted; `evidence` is the frame of `Answer.evidence_frame()`."""
    return sorted({key for text in evidence["citations"] for key in re.findall(r"(?:^|; )@([^,]+),", text)})


def table(frame: Any) -> Any:
    """A data frame to read: words from the left, nothing cut, what is short in one line, what is missing left empty."""
    left = {"selector": "th, td", "props": "text-align: left; vertical-align: top"}
    styled = frame.style.hide().format(na_rep="", precision=3).set_table_styles([left])
    return styled.map(lambda value: f"white-space: {'nowrap' if len(str(value)) <= 22 else 'pre-wrap'}")


def keep(figure: Figure, name: str) -> None:
    """Writes the figure as PDF, SVG and PNG into the folder that EUNATO_FIGURES names; without it, nowhere."""
    folder = os.environ.get("EUNATO_FIGURES")
    if not folder:
        return
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for suffix, about in (("pdf", {"CreationDate": None}), ("svg", {"Date": None}), ("png", {})):
        figure.savefig(place / f"{name}.{suffix}", metadata=about, dpi=600)
