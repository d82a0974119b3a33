"""The formats by name, and the one way to write any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Final

from graph.errors import QuestionError
from graph.exports.material import Material
from graph.store import Store

File = tuple[str, bytes]
"""A file of an export: its path below the folder of the export, and its content."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format. `room` is the module whose `files(material)` gives its files; `suffix` is that of its one file, empty
    where it is a folder of files; `days` tells whether it is of `any` one day or all, or always of `all` days."""

    name: str
    summary: str
    room: str
    suffix: str = ""
    days: str = "any"

    @property
    def is_folder(self) -> bool:
        return not self.suffix


EXPORTS: Final = {
    export.name: export
    for export in (
        # The rooms are imported only when one is written.
        Export("nquads", "RDF: every statement, claim and source as sorted N-Quads", "quads", ".nq"),
        Export("turtle", "RDF: the triples of the N-Quads in one graph", "turtle", ".ttl"),
        Export("trig", "RDF: statements, ontology and the view of a day, each in its named graph", "trig", ".trig"),
        Export("jsonld", "RDF: the quads of the N-Quads as JSON-LD, its context inside", "jsonld", ".jsonld"),
        Export("rdf12", "RDF 1.2: plain triples annotated by their statements", "rdf12", ".rdf12.ttl"),
        Export("graphml", "graph for networkx, igraph, Cytoscape: statements as edges", "graphml", ".graphml"),
        Export("gexf", "graph for Gephi over time: statements as edges with their certain days", "gexf", ".gexf"),
        Export("datapackage", "the tables as they are curated, as a Data Package", "datapackage", days="all"),
        Export("void", "description of the data set: VoID, DCAT, schema.org", "void", ".void.ttl", days="all"),
        Export("bundle", "the release: main formats, tables, ontology, checksums, RO-Crate", "bundle", days="all"),
        Export(
            "csv", "tables: nodes and edges for Gephi, R, igraph, and everything held, with a codebook", "csv_files"
        ),
        Export("xlsx", "tables: one Excel workbook with notes and codebook", "workbook", ".xlsx"),
        Export("sqlite", "tables: one SQLite database with keys, views for a day and search", "database", ".db"),
        Export("panel", "tables: state-year and dyad-year panels with COW and G–W codes, and codebook", "panel"),
        Export("vault", "notes: a Markdown vault for Obsidian, one note a thing and a source", "vault"),
    )
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A format with its files, which are made while they are read."""

    format: Export
    files: Iterator[File]

    def content(self) -> bytes:
        """The bytes of the one file of a format that is no folder."""
        ((_, content),) = self.files
        return content


def export_format(name: str) -> Export:
    """The format of this name; raises `QuestionError` if there is none."""
    if name not in EXPORTS:
        raise QuestionError(f"no format is called '{name}'; `eunato export` lists them", sorted(EXPORTS))
    return EXPORTS[name]


def export(store: Store, format: str, day: date | None, tables: Path) -> Exported:
    """The graph in a format, for all days or for one. Raises `QuestionError` for a format that is not there, and for
    a day where the format holds all days."""
    chosen = export_format(format)
    if day is not None and chosen.days == "all":
        raise QuestionError(f"{format} holds all days; leave --as-of away")
    return Exported(chosen, files_of(chosen, Material(store, day, tables)))


def files_of(format: Export, material: Material) -> Iterator[File]:
    """The files of a format, also for a format that holds others."""
    room = import_module(f"graph.exports.{format.room}")
    files: Iterator[File] = room.files(material)
    return files
