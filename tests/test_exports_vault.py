"""The vault: every link leads to one note, properties are YAML, hostile names become harmless names of files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from worlds import MEMBERSHIPS, ORGANISATIONS, PROJECTS, STATES, edit, small_world

from graph.knowledge_graph import KnowledgeGraph, load

DATA = Path(__file__).resolve().parent.parent / "data"
LINK = re.compile(r"(?<!\\)\[\[([^\]|]+)(?:\|[^\]]*)?\]\]")

Notes = dict[str, str]


def notes_of(graph: KnowledgeGraph, day: str | None = None) -> Notes:
    return {path: content.decode("utf-8") for path, content in graph.export("vault", day).files}


def properties(note: str) -> dict[str, Any]:
    start, front, _ = note.split("---\n", 2)
    assert start == ""
    return yaml.safe_load(front)


def name(path: str) -> str:
    return PurePosixPath(path).name.removesuffix(".md")


def by_id(notes: Notes) -> dict[str, str]:
    """The path of each note of a thing, by its id."""
    return {
        properties(text)["id"]: path for path, text in notes.items() if "/" in path and not path.startswith("Sources/")
    }


@pytest.fixture(scope="module")
def notes(kg: KnowledgeGraph) -> Notes:
    return notes_of(kg)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Notes:
    world = small_world(tmp_path_factory.mktemp("hostile") / "data")
    edit(
        world, STATES, "arcadia", name="../../etc/passwd", description="<script>alert(1)</script> [[Norway]] #tag **b**"
    )
    edit(world, STATES, "borduria", name="Lugash")
    edit(world, STATES, "lugash", name="LUGASH")
    edit(world, STATES, "erewhon", name="con")
    edit(world, STATES, "freedonia", name="\u202eFree|donia]] [x](http://x.example) \u05d0\u05e8\u05e7")
    edit(world, STATES, "sylvania", name="???")
    edit(world, PROJECTS, "sky-bridge", name="About this vault")
    edit(world, PROJECTS, "deep-harbour", name="Ü" * 400)
    edit(world, ORGANISATIONS, "pesco", name='no: "yes" # \u2028 \u0085end \U0001f600')
    edit(world, MEMBERSHIPS, "arcadia--memberOf--eu", note="`code` [[link]] <b>x</b> - =1")
    return notes_of(load(data=world))


# The real data


def test_every_thing_and_every_source_has_a_note(notes: Notes) -> None:
    tables = [path.read_text(encoding="utf-8") for path in (DATA / "entities").glob("*.csv")]
    assert sorted(by_id(notes)) == sorted(row["id"] for text in tables for row in csv.DictReader(io.StringIO(text)))
    sources = [properties(text)["key"] for path, text in notes.items() if path.startswith("Sources/")]
    assert sorted(sources) == sorted(item["id"] for item in json.loads((DATA / "sources.json").read_text("utf-8")))
    assert len(notes) == len(by_id(notes)) + len(sources) + 1


def test_every_link_leads_to_one_note(notes: Notes) -> None:
    names = Counter(name(path).casefold() for path in notes)
    assert max(names.values()) == 1
    linked = {target for text in notes.values() for target in LINK.findall(text)}
    assert len(linked) > 1_500
    assert not {target for target in linked if target.casefold() not in names}


def test_note_has_names_days_sources(notes: Notes) -> None:
    norway = notes["State/Norway.md"]
    front = properties(norway)
    assert (front["id"], front["iso2"], front["cow"]) == ("norway", "NO", "385") and "Norwegen" in front["aliases"]
    (line,) = (line for line in norway.splitlines() if line.startswith("- authorised to join [[Military Mobility]]"))
    assert "from 2021-05-06 · confirmed · [[@dec-2021-749]], title and recitals 1-2" in line
    assert line.endswith("^norway-authorisedToJoin-military-mobility")
    assert "[[Decision (CFSP) 2021-749|Decision (CFSP) 2021/749]]" in line


def test_denied_and_unverified_are_marked(notes: Notes) -> None:
    turkiye = notes["State/Türkiye.md"]
    assert "- does not hold: participates in [[Military Mobility]]" in turkiye
    switzerland = notes["State/Switzerland.md"]
    (line,) = (line for line in switzerland.splitlines() if line.startswith("- invited to join [[Military Mobility]]"))
    assert "· unverified, counts nowhere ·" in line


def test_object_is_told_what_is_said_of_it(notes: Notes) -> None:
    nato = notes[by_id(notes)["nato"]]
    others = nato.split("## Statements of others")[1].split("\n## ")[0]
    assert len(re.findall(r"^- \[\[.+?\]\] member of this", others, re.MULTILINE)) == 32


def test_vault_says_what_it_is_of(notes: Notes, kg: KnowledgeGraph) -> None:
    about = notes["About this vault.md"]
    assert kg.about.sha256 in about and "CC BY 4.0" in about and "- State: 104\n" in about
    for path, text in notes.items():
        if "/" in path:
            assert properties(text)["fingerprint"] == kg.about.sha256


def test_day_leaves_out_what_does_not_hold(kg: KnowledgeGraph) -> None:
    notes = notes_of(kg, "2017-05-15")
    assert "Montenegro" not in notes[by_id(notes)["nato"]].split("## Statements of others")[1]
    assert str(properties(notes["State/Norway.md"])["as_of"]) == "2017-05-15"
    assert "authorised to join" not in notes["State/Norway.md"]
    assert "not certain on 2017-05-15" in notes["State/Norway.md"]


# Hostile names


def test_names_of_files_are_safe_on_every_system(notes: Notes, hostile: Notes) -> None:
    for path in [*notes, *hostile]:
        *folders, file = PurePosixPath(path).parts
        assert len(folders) <= 1 and len(file.encode()) <= 255, path
        stem = file.removesuffix(".md")
        assert not re.search(r'[\\/:*?"<>|#^\[\]\x00-\x1f\u202a-\u202e]', stem), path
        assert stem == stem.strip(" .") and stem.lower() not in ("con", "nul", ""), path
    assert max(Counter(path.casefold() for path in hostile).values()) == 1


def test_names_that_differ_in_case_alone_get_their_id(hostile: Notes) -> None:
    paths = by_id(hostile)
    assert (name(paths["borduria"]), name(paths["lugash"])) == ("Lugash (borduria)", "LUGASH (lugash)")
    assert name(paths["sylvania"]) == "sylvania"
    assert name(paths["sky-bridge"]) == "About this vault (sky-bridge)"
    assert name(paths["erewhon"]) == "con_"


def test_links_to_hostile_names_lead_to_their_notes(hostile: Notes) -> None:
    names = {name(path) for path in hostile}
    assert {target for text in hostile.values() for target in LINK.findall(text)} <= names
    bridge = hostile[by_id(hostile)["sky-bridge"]]
    assert f"[[{name(by_id(hostile)['freedonia'])}" in bridge


def test_text_is_no_markup(hostile: Notes) -> None:
    arcadia = hostile[by_id(hostile)["arcadia"]]
    assert r"\<script\>alert(1)\</script\> \[\[Norway\]\] \#tag \*\*b\*\*" in arcadia
    assert r"\`code\` \[\[link\]\] \<b\>x\</b\> - \=1" in arcadia
    assert not any("\u202e" in text.split("---\n", 2)[2] for text in hostile.values() if text.startswith("---"))


def test_properties_keep_every_character(hostile: Notes) -> None:
    aliases = {id: properties(hostile[path])["aliases"] for id, path in by_id(hostile).items()}
    assert 'no: "yes" # \u2028 \u0085end \U0001f600' in aliases["pesco"]
    assert "\u202eFree|donia]] [x](http://x.example) \u05d0\u05e8\u05e7" in aliases["freedonia"]
    assert "../../etc/passwd" in aliases["arcadia"]
    assert "Ü" * 400 in aliases["deep-harbour"]
