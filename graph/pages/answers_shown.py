"""An answer as a page shows it: cells as links to dossiers, citations behind each row, notes and stamp."""

from __future__ import annotations

from typing import Any

from graph.answers import Answer, Cell, Row, StatementRef, text
from graph.names import Thing
from graph.pages.addresses import anchor
from graph.pages.records import Link, Records


def shown_answer(found: Answer, records: Records) -> dict[str, Any]:
    """Header, rows `{cells, cited}` with a list of links for each cell, notes, stamp and day."""
    header, _ = found.table()
    return {
        "name": found.title,
        "day": found.as_of,
        "header": [*(name.replace("_", " ") for name in header), "sources"],
        "rows": [_row(found, row, records) for row in found.rows],
        "notes": found.notes,
        "stamp": found.stamp(),
        "statements": len({id for row in found.rows for id in row.statements}),
    }


def _row(found: Answer, row: Row, records: Records) -> dict[str, Any]:
    cells = [_cell(row.cells[name], name, records) for name in found.columns]
    if "certainty" not in found.columns:
        cells.append([{"text": row.certainty or "", "href": ""}])
    pairs = [
        citation
        for statement in row.statements
        if statement in found.evidence
        for citation in found.evidence[statement].citations
    ]
    return {"cells": cells, "cited": records.cited(tuple(dict.fromkeys(pairs)))}


def _cell(value: Cell, column: str, records: Records) -> list[Link]:
    if isinstance(value, tuple):
        return [part for item in value for part in _cell(item, column, records)]
    if isinstance(value, Thing):
        return [records.thing(value.id)]
    if isinstance(value, StatementRef):
        return [records.record(value.id)]
    words = text(value)
    if column in ("source", "documents", "document", "cited") and words in records.held.sources:
        return [records.source(words)]
    if column == "claim" and words in records.claims:
        return [{"text": words, "href": f"{records.root}literature.html#{anchor('claim', words)}"}]
    if isinstance(value, str):
        plain = records.held.words.get(value) or records.concept(value)
        return [{"text": plain, "href": ""}]
    return [{"text": words, "href": ""}] if words else []
