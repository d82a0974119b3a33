"""What every format is made from, read when it is first needed and then kept."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from graph.contents import Contents, contents
from graph.store import About, Store


class Material:
    """The compiled graph, the day for which it is exported (None: all days, with the days in the data), and the
    folder of the tables."""

    def __init__(self, store: Store, day: date | None, tables: Path) -> None:
        self.store = store
        self.day = day
        self.tables = tables

    @property
    def about(self) -> About:
        return self.store.about

    @cached_property
    def held(self) -> Contents:
        """All that the graph holds, as records; read once for all exports of a graph."""
        return self.store.recalled("contents", ["all"], lambda _: {"all": contents(self.store)})["all"]

    def stamp(self) -> str:
        """The line that says what an export was made from."""
        on = f", as of {self.day}" if self.day else ""
        return f"{self.about.stamp()}{on}"
