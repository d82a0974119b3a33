"""Archives and descriptions: the Data Package by frictionless, the description by rdflib, the release by rocrate,
sha256sum and the program itself."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rdflib
import worlds
from rdflib import RDF, URIRef
from rdflib.namespace import DCAT, DCTERMS

from graph import iris
from graph.contents import Contents, contents
from graph.errors import DataError
from graph.exports import export
from graph.knowledge_graph import KnowledgeGraph
from graph.store import open_store

VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SCHEMA = rdflib.Namespace("https://schema.org/")
THIS = URIRef(iris.BASE)


@pytest.fixture(scope="module")
def held(kg: KnowledgeGraph) -> Contents:
    return contents(kg.store)


@pytest.fixture(scope="module")
def bundle(kg: KnowledgeGraph) -> dict[str, bytes]:
    return dict(kg.export("bundle").files)


@pytest.fixture(scope="module")
def release(bundle: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release as a folder on disk."""
    return written(bundle, tmp_path_factory.mktemp("release"))


def written(files: dict[str, bytes], folder: Path) -> Path:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


# Data Package


def test_data_package_is_valid_and_whole_for_frictionless(kg: KnowledgeGraph, held: Contents, tmp_path: Path) -> None:
    """Keys, types, patterns, sizes and hashes; and as many rows as the graph has records."""
    from frictionless import Package, validate

    folder = written(dict(kg.export("datapackage").files), tmp_path)
    package = Package(str(folder / "datapackage.json"))
    rows = {}
    for resource in package.resources:
        report = validate(resource)
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
        rows[resource.name] = report.tasks[0].stats.get("rows")
    assert rows["entities"] == len(held.things)
    assert rows["statements"] == sum(fact.relation != "exists" for fact in held.facts.values())
    assert rows["claims"] == len(held.claims) and rows["milestones"] == len(held.milestones)
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert (described["version"], described["fingerprint"]) == (kg.about.version, f"sha256:{kg.about.sha256}")
    assert len(json.loads((folder / "sources.json").read_text("utf-8"))) == len(held.sources)


def test_changed_table_is_seen_by_its_hash(kg: KnowledgeGraph, tmp_path: Path) -> None:
    from frictionless import Package, validate

    folder = written(dict(kg.export("datapackage").files), tmp_path)
    path = folder / "retired.csv"
    path.write_bytes(path.read_bytes().replace(b",", b", ", 1))
    report = validate(Package(str(folder / "datapackage.json")).get_resource("retired"))
    assert "hash-count" in report.flatten(["type"])[0] or "byte-count" in report.flatten(["type"])[0]


def test_data_package_makes_the_same_graph_again(tmp_path: Path) -> None:
    world = worlds.small_world(tmp_path / "world")
    store = open_store(world)
    folder = written(dict(export(store, "datapackage", None, world).files), tmp_path / "again")
    assert open_store(folder).about.sha256 == store.about.sha256


def test_description_cannot_write_outside_the_folder(tmp_path: Path) -> None:
    world = worlds.small_world(tmp_path / "world")
    store = open_store(world)
    (tmp_path / "elsewhere.csv").write_text("id\n")
    raw = worlds.read_json(world, "datapackage.json")
    raw["resources"][0]["path"] = "../elsewhere.csv"
    (world / "datapackage.json").write_text(json.dumps(raw))
    with pytest.raises(DataError, match=r"\.\./elsewhere\.csv"):
        list(export(store, "datapackage", None, world).files)


# VoID, DCAT, schema.org


@pytest.fixture(scope="module")
def void(kg: KnowledgeGraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=kg.export("void").content(), format="turtle")


def test_description_counts_what_the_files_hold(void: rdflib.Graph, kg: KnowledgeGraph, held: Contents) -> None:
    lines = kg.export("nquads").content().decode().splitlines()
    assert int(void.value(THIS, VOID.triples)) == len(lines)
    assert int(void.value(THIS, VOID.entities)) == len(held.things)
    assert int(void.value(THIS, VOID.distinctSubjects)) == len({line.split(" ", 1)[0] for line in lines})
    by_property = Counter(line.split(" ", 2)[1].strip("<>") for line in lines)
    assert int(void.value(THIS, VOID.properties)) == len(by_property)
    told = {
        str(void.value(part, VOID.property)): int(void.value(part, VOID.triples))
        for part in void.objects(THIS, VOID.propertyPartition)
    }
    assert told == by_property
    classes = {
        str(void.value(part, VOID["class"])): int(void.value(part, VOID.entities))
        for part in void.objects(THIS, VOID.classPartition)
    }
    assert classes[iris.ONTOLOGY + "State"] == sum("State" in entry.kinds for entry in held.things.values())
    assert classes[iris.ONTOLOGY + "NegativeStatement"] == sum(fact.denied for fact in held.facts.values())


def test_description_says_version_licence_and_days(void: rdflib.Graph, kg: KnowledgeGraph) -> None:
    assert {VOID.Dataset, DCAT.Dataset, SCHEMA.Dataset} <= set(void.objects(THIS, RDF.type))
    assert str(void.value(THIS, SCHEMA.version)) == kg.about.version
    assert str(void.value(THIS, DCTERMS.identifier)) == kg.about.sha256
    assert void.value(THIS, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert void.value(THIS, URIRef(iris.ONTOLOGY + "coveredUntil")).toPython() == kg.about.covered_until


def distributions(graph: rdflib.Graph) -> dict[str, tuple[int, str]]:
    """Bytes and SHA-256 by path."""
    return {
        str(graph.value(file, SCHEMA.name)): (
            int(graph.value(file, DCAT.byteSize)),
            str(graph.value(graph.value(file, SPDX.checksum), SPDX.checksumValue)).lower(),
        )
        for file in graph.objects(THIS, DCAT.distribution)
    }


def measured(content: bytes) -> tuple[int, str]:
    return len(content), hashlib.sha256(content).hexdigest()


def test_description_has_the_size_and_checksum_of_each_file(void: rdflib.Graph, kg: KnowledgeGraph) -> None:
    told = distributions(void)
    assert told["eunato.nq"] == measured(kg.export("nquads").content())
    tables = {path: measured(content) for path, content in kg.export("datapackage").files if path != "README.md"}
    assert {path: told[path] for path in tables} == tables
    assert len(told) == len(tables) + 1


# The release


def test_release_holds_the_main_formats_as_they_are(bundle: dict[str, bytes], kg: KnowledgeGraph) -> None:
    assert hashlib.sha256(bundle["eunato.nq"]).hexdigest() == kg.about.sha256
    for path in (
        "eunato.ttl",
        "eunato.graphml",
        "eunato.gexf",
        "ontology/eunato.ttl",
        "ontology/shapes.ttl",
        "LICENSE-DATA",
    ):
        assert bundle[path], path
    assert bundle["eunato.ttl"] == kg.export("turtle").content()
    tables = dict(kg.export("datapackage").files)
    assert {path: bundle[f"data/{path}"] for path in tables} == tables
    assert b"CC BY 4.0" in bundle["LICENSE-DATA"] and kg.about.version.encode() in bundle["CITATION.cff"]


def test_release_is_read_by_rocrate(release: Path, bundle: dict[str, bytes], kg: KnowledgeGraph) -> None:
    from rocrate.rocrate import ROCrate

    crate = ROCrate(str(release))
    assert crate.root_dataset["version"] == kg.about.version
    assert crate.license.id == "https://creativecommons.org/licenses/by/4.0/"
    assert crate.root_dataset["datePublished"]
    entities = {entity.id: entity for entity in crate.data_entities}
    beside = {"SHA256SUMS", "ro-crate-metadata.json"}
    assert set(entities) == set(bundle) - beside
    for path, entity in entities.items():
        assert entity["sha256"] == hashlib.sha256(bundle[path]).hexdigest(), path
        assert int(entity["contentSize"]) == len(bundle[path]), path


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_checksums_are_those_of_every_file(release: Path, bundle: dict[str, bytes]) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=release, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(bundle) - 1
    assert "SHA256SUMS" not in bundle["SHA256SUMS"].decode()


def test_release_describes_its_files(bundle: dict[str, bytes]) -> None:
    told = distributions(rdflib.Graph().parse(data=bundle["eunato.void.ttl"], format="turtle"))
    assert told["eunato.gexf"] == measured(bundle["eunato.gexf"])
    # Of what is written after it, it cannot know.
    after = {"eunato.void.ttl", "README.md", "CITATION.cff", "LICENSE-DATA", "ro-crate-metadata.json", "SHA256SUMS"}
    assert set(told) == set(bundle) - after
    assert all(told[path] == measured(bundle[path]) for path in told)


def test_readme_of_the_release_names_every_file_beside_it(bundle: dict[str, bytes], kg: KnowledgeGraph) -> None:
    readme = bundle["README.md"].decode()
    for path in bundle:
        if path != "README.md":
            assert f"`{path.partition('/')[0]}{'/' if '/' in path else ''}`" in readme, path
    assert kg.about.sha256 in readme and kg.about.version in readme


def test_release_of_other_tables_says_so(tmp_path: Path) -> None:
    world = worlds.small_world(tmp_path / "world")
    files: dict[str, Any] = dict(export(open_store(world), "bundle", None, world).files)
    version = worlds.read_json(world, "datapackage.json")["version"]
    assert f'version: "{version}"' in files["CITATION.cff"].decode()
    assert json.loads(files["ro-crate-metadata.json"])["@graph"][1]["version"] == version
