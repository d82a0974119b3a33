"""The data that a site offers to be taken along: tables, sources, the graph and the ontology, as files with sizes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.citations.sources import search
from graph.exports.quads import statements_quads
from graph.locations import ontology_folder
from graph.pages.document import Site, beside, page
from graph.store import ONTOLOGY_FILES, Store

FOLDER = "data"
_QUADS = f"{FOLDER}/eunato.nq"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the site with what it is; `group` says under which heading."""

    path: str
    text: str
    words: str
    group: str


def data_files(store: Store, tables: Path) -> list[DataFile]:
    """Every data file of a site, in the order of the page."""
    return [
        DataFile(_QUADS, statements_quads(tables, store.about.sha256), "All statements, things, names, claims and sources as sorted N-Quads (RDF). Its SHA-256 is the fingerprint of the data.", "The graph"),
        *(
            DataFile(f"{FOLDER}/ontology/{name}", (ontology_folder() / name).read_text(encoding="utf-8"), words, "The ontology")
            for name, words in _ONTOLOGY
            if (ontology_folder() / name).is_file()
        ),
        *_bibliography(store),
        *(DataFile(f"{FOLDER}/tables/{path}", text, words, "The tables") for path, text, words in _tables(tables)),
    ]  # fmt: skip


_ONTOLOGY = (
    (ONTOLOGY_FILES[0], "Classes and relations with their definitions, in Turtle."),
    (ONTOLOGY_FILES[1], "The concepts: roles, grades, stances and the other words of the glossary, in Turtle."),
    ("shapes.ttl", "What every record must look like, in SHACL."),
)


def _bibliography(store: Store) -> Iterator[DataFile]:
    """All sources in the forms of reference managers; as CSL-JSON they are one of the tables."""
    found = search(store)
    yield DataFile(f"{FOLDER}/sources.bib", found.to_bibtex(), "All sources as BibTeX", "The sources")
    yield DataFile(
        f"{FOLDER}/sources.ris", found.to_ris(), "All sources as RIS, for Zotero, EndNote and Citavi", "The sources"
    )


def _tables(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Path, text and words of each table, of the sources and of the description of all."""
    paths = sorted(path for ending in ("*.csv", "*.json", "README.md") for path in folder.rglob(ending))
    for path in paths:
        text = path.read_bytes().decode("utf-8")
        name = path.relative_to(folder).as_posix()
        if name.endswith(".csv"):
            rows = max(sum(1 for _ in _records(text)) - 1, 0)
            yield name, text, f"{rows:,} row{'' if rows == 1 else 's'}, CSV in UTF-8"
        elif name in _NAMED:
            yield name, text, _NAMED[name]


_NAMED = {
    "sources.json": "All sources as CSL-JSON, which Zotero reads",
    "datapackage.json": "The description of all tables and columns (Frictionless Data Package)",
    "README.md": "How facts are coded, and what each column means",
}


def _records(text: str) -> Iterator[list[str]]:
    import csv
    import io

    return csv.reader(io.StringIO(text, newline=""))


def downloads_page(store: Store, files: list[DataFile], *, day: date, site: Site) -> str:
    """The page that links every data file of the site, with sizes and what each is."""
    groups: dict[str, list[dict[str, str]]] = {}
    for file in files:
        content = file.text.encode("utf-8")
        groups.setdefault(file.group, []).append(
            {
                "href": site.root + file.path,
                "name": file.path.removeprefix(f"{FOLDER}/"),
                "words": file.words,
                "size": size_in_words(len(content)),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    return page(
        "downloads-page.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=store.about,
        title="Downloads",
        page_kind="site files",
        skip_to="files",
        skip_words="Skip to the files",
        as_of=day.isoformat(),
        standfirst="Every file stands in this site. Data and ontology: CC BY 4.0.",
        notes=(),
        site=site,
        groups=[{"label": label, "id": f"group-{number}", "files": some} for number, (label, some) in enumerate(groups.items())],
        fingerprint=store.about.sha256,
        version=store.about.version,
    )  # fmt: skip


def size_in_words(size: int) -> str:
    """A size in bytes for reading."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
