"""The graph in the formats of other tools: every format by name, each in a room of its own.

A format is written from the compiled graph and its tables, the same bytes each time: no clock, no paths, sorted.
"""

from __future__ import annotations

from graph.exports.formats import EXPORTS, Exported, export, export_format

__all__ = ["EXPORTS", "Exported", "export", "export_format"]
