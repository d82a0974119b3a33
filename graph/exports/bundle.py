"""The release: one folder with the data in its main forms, checksums, licence, citation, and an RO-Crate description,
as a repository such as Zenodo takes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph import iris
from graph.citations.own import AUTHOR, as_cff
from graph.description import LICENCE
from graph.exports import datapackage
from graph.exports.heading import heading
from graph.exports.material import Material
from graph.exports.void import description, distribution
from graph.locations import licence_file, ontology_folder

# The formats of the folder, as far as they are there.
_FORMATS: Final = ("nquads", "turtle", "graphml", "gexf", "xlsx", "sqlite")
_TABLES: Final = {
    "datapackage.json": "Description of the tables (Data Package)",
    "sources.json": "Sources (CSL-JSON, for Zotero)",
    datapackage.DICTIONARY: "How facts are chosen, dated and graded; every column",
}
_CRATE: Final = "ro-crate-metadata.json"
_CRATE_VERSION: Final = "https://w3id.org/ro/crate/1.1"
_SUMS: Final = "SHA256SUMS"

Titled = dict[str, tuple[bytes, str]]
"""Files with their contents and what they are, by path."""


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """The files of the folder. `SHA256SUMS` has all others, as `sha256sum --check` reads it."""
    found = _data(material)
    found["eunato.void.ttl"] = (
        description(material, [distribution(path, content, title) for path, (content, title) in found.items()]),
        "Description of the data set and its files: VoID, DCAT, schema.org",
    )
    found["CITATION.cff"] = as_cff(material.about).encode("utf-8"), "How to cite"
    found["LICENSE-DATA"] = licence_file().read_bytes(), "Licence of data and ontology: CC BY 4.0"
    found["README.md"] = _readme(material, found), "What is in this folder"
    found[_CRATE] = _crate(material, found), "Description of the folder (RO-Crate)"
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, (content, _) in sorted(found.items()))
    yield from ((path, content) for path, (content, _) in sorted(found.items()))
    yield _SUMS, sums.encode("utf-8")


def _data(material: Material) -> Titled:
    from graph.exports.formats import EXPORTS, files_of

    found: Titled = {}
    for name in _FORMATS:
        if name in EXPORTS:
            format = EXPORTS[name]
            ((_, content),) = files_of(format, material)
            found[f"eunato{format.suffix}"] = content, format.summary
    for path, content in datapackage.files(material):
        found[f"data/{path}"] = content, _TABLES.get(path, "Table of the Data Package")
    folder = ontology_folder()
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".ttl", ".jsonld", ".rq"):
            found[f"ontology/{file.relative_to(folder).as_posix()}"] = file.read_bytes(), "Ontology"
    return found


def _readme(material: Material, found: Titled) -> bytes:
    title, *told = heading(material)
    main = {path: what for path, (_, what) in found.items() if "/" not in path}
    lines = [
        f"# {title}",
        "",
        *(f"{line}  " for line in told),
        "",
        "| file | what it is |",
        "|---|---|",
        *(f"| `{path}` | {what} |" for path, what in sorted(main.items())),
        "| `data/` | The tables as they are curated (Data Package, CSV, sources as CSL-JSON), with their dictionary |",
        "| `ontology/` | Classes, relations, concepts, shapes and rules, with their definitions |",
        f"| `{_CRATE}` | What is in this folder, for machines (RO-Crate) |",
        f"| `{_SUMS}` | Checksums; `sha256sum --check {_SUMS}` |",
        "",
        "How to read it:",
        "",
        "- Every statement has its days, its certainty and at least one source with the place in it.",
        "- Days are half-open: `from` is the first day on which it holds, `to` the first day on which it no longer does.",
        "- A date known to the month or year only has certain and widest bounds; counts use the certain ones.",
        "- What is not recorded is not a no. Only where a list is named complete (`data/completeness.csv`) does absence "
        "mean no.",
        "- Statements marked `unverified` are held and count nowhere; those with `holds` = `no` are sourced denials.",
        f"- The fingerprint is the SHA-256 of `eunato.nq`; the data were curated until {material.about.covered_until}.",
        "",
        "To cite: `CITATION.cff`, with the data version and the day for which you asked.",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _crate(material: Material, found: Titled) -> bytes:
    about = material.about
    described = [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            "description": file.title,
            "encodingFormat": file.media,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        for path, (content, title) in sorted(found.items())
        for file in (distribution(path, content, title),)
    ]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": " ".join(f"{line}." for line in heading(material)[1:]),
        "identifier": iris.BASE,
        "version": about.version,
        **({"datePublished": about.released} if about.released else {}),
        "temporalCoverage": f"../{about.covered_until}",
        "license": {"@id": LICENCE},
        "author": {"@id": "#maintainers"},
        "hasPart": [{"@id": file["@id"]} for file in described],
    }
    graph: list[Mapping[str, Any]] = [
        {
            "@id": _CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _CRATE_VERSION},
            "about": {"@id": "./"},
        },
        root,
        {"@id": LICENCE, "@type": "CreativeWork", "name": "Creative Commons Attribution 4.0 International"},
        {"@id": "#maintainers", "@type": "Organization", "name": AUTHOR},
        *described,
    ]
    crate = {"@context": f"{_CRATE_VERSION}/context", "@graph": graph}
    return (json.dumps(crate, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
