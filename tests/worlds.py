"""A small invented world as a complete tables folder, and helpers that change one cell, row or line of a copy.

Its columns come from `data/datapackage.json`; its states, projects and acts exist nowhere. Who is who:

- Arcadia: in the EU, NATO and PESCO; coordinates Sky Bridge.
- Ruritania: in the EU and PESCO; twice in NATO, with years between.
- Sylvania: in the EU since one day, never in NATO; in PESCO later than the others.
- Erewhon: in the EU, in neither NATO nor PESCO, and a source says so.
- Freedonia: in NATO only; goes every step into Sky Bridge.
- Borduria: in none of them; authorised for Sky Bridge, no more.
- Lugash: in NATO only; known to have asked, on poor evidence.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
COVERED_UNTIL = "2025-12-31"
MEMBERSHIPS_COVERED_UNTIL = "2026-06-30"

PATHS: Mapping[str, tuple[str, ...]] = {
    "entities": (
        "entities/instruments.csv",
        "entities/organisations.csv",
        "entities/pesco-projects.csv",
        "entities/states.csv",
    ),
    "statements": ("statements/memberships.csv", "statements/pesco.csv"),
    "names": ("names.csv",),
    "milestones": ("milestones.csv",),
    "completeness": ("completeness.csv",),
    "retired": ("retired.csv",),
}
MEMBERSHIPS = "statements/memberships.csv"
PESCO = "statements/pesco.csv"
STATES = "entities/states.csv"
ORGANISATIONS = "entities/organisations.csv"
PROJECTS = "entities/pesco-projects.csv"
INSTRUMENTS = "entities/instruments.csv"

REGISTER = "@register-2026, whole page"
_GAZETTE_2018 = "@gazette-2018, art. 1"
_GAZETTE_2021 = "@gazette-2021, art. 2; @register-2026, part 3, p. 7"

Row = dict[str, str]


def small_world(folder: Path) -> Path:
    """Writes the whole world into `folder`, which may be new, and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / "datapackage.json", _description())
    _write_json(folder / "sources.json", _sources())
    rows = _rows()
    for paths in PATHS.values():
        for path in paths:
            _write_rows(folder, path, rows[path])
    return folder


# Changing a copy. A keyword that is a word of Python takes an underscore at its end: `from_="2021"`.


def edit(folder: Path, file: str, row_id: str, **cells: Any) -> None:
    """Sets cells of one row; the file stays sorted.

    A row of names.csv is named `entity/name`. In sources.json the keywords are members of the item, and None
    removes one; those of `custom` are written `custom={...}` and merged.
    """
    if file == "sources.json":
        items = read_json(folder, file)
        item = items[_only([i for i, item in enumerate(items) if item["id"] == row_id], row_id)]
        for key, value in _plain(cells).items():
            if value is None:
                del item[key]
            elif key == "custom":
                item[key] = {**item.get("custom", {}), **value}
            else:
                item[key] = value
        _write_json(folder / file, items)
        return
    rows = read_rows(folder, file)
    rows[_index(file, rows, row_id)].update(_fitting(file, _plain(cells)))
    _write_rows(folder, file, rows)


def add(folder: Path, file: str, **cells: Any) -> None:
    """Adds a row, or an item of sources.json; the file stays sorted. What is not given is empty."""
    if file == "sources.json":
        _write_json(folder / file, [*read_json(folder, file), _plain(cells)])
    else:
        _write_rows(folder, file, [*read_rows(folder, file), _fitting(file, _plain(cells))])


def remove(folder: Path, file: str, row_id: str) -> None:
    """Removes one row, or one item of sources.json."""
    if file == "sources.json":
        _write_json(folder / file, [item for item in read_json(folder, file) if item["id"] != row_id])
    else:
        rows = read_rows(folder, file)
        del rows[_index(file, rows, row_id)]
        _write_rows(folder, file, rows)


def rewrite(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces a text that stands exactly once in a file, and nothing else: no sorting, no quoting."""
    text = (folder / file).read_bytes().decode("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_bytes(text.replace(old, new).encode("utf-8"))


def describe(folder: Path, table: str, column: str = "", **members: Any) -> None:
    """Sets members of a resource in datapackage.json, or of one of its columns."""
    raw = read_json(folder, "datapackage.json")
    target = raw if not table else next(entry for entry in raw["resources"] if entry["name"] == table)
    if column:
        target = next(entry for entry in target["schema"]["fields"] if entry["name"] == column)
    target.update(members)
    _write_json(folder / "datapackage.json", raw)


def line_of(folder: Path, file: str, row_id: str, nth: int = 1) -> int:
    """The line, counted from 1, on which the nth row begins whose first cell is `row_id`, or on which the id of an
    item of sources.json stands."""
    pattern = rf'^ *"id": "{re.escape(row_id)}"' if file == "sources.json" else rf'^"?{re.escape(row_id)}"?(,|$)'
    lines = (folder / file).read_bytes().decode("utf-8").split("\n")
    found = [number for number, line in enumerate(lines, start=1) if re.search(pattern, line)]
    assert len(found) >= nth, f"{row_id} stands {len(found)} times in {file}"
    return found[nth - 1]


def read_rows(folder: Path, file: str) -> list[Row]:
    """The rows of a table as they stand."""
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_json(folder: Path, file: str) -> Any:
    return json.loads((folder / file).read_text(encoding="utf-8"))


def _plain(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {key.removesuffix("_"): value for key, value in cells.items()}


def _fitting(file: str, cells: dict[str, Any]) -> dict[str, Any]:
    unknown = cells.keys() - set(columns(file))
    assert not unknown, f"{file} has no column {', '.join(unknown)}"
    return cells


def _index(file: str, rows: list[Row], row_id: str) -> int:
    entity, _, name = row_id.partition("/")
    if file == "names.csv":
        return _only([i for i, row in enumerate(rows) if (row["entity"], row["name"]) == (entity, name)], row_id)
    return _only([i for i, row in enumerate(rows) if row["id"] == row_id], row_id)


def _only(found: list[int], row_id: str) -> int:
    assert len(found) == 1, f"{len(found)} rows are called {row_id}"
    return found[0]


# Writing


def columns(file: str) -> list[str]:
    """The columns of a table in their order, as the real description has them."""
    table = next(name for name, paths in PATHS.items() if file in paths)
    resource = next(entry for entry in _real_description()["resources"] if entry["name"] == table)
    return [field["name"] for field in resource["schema"]["fields"]]


@cache
def _real_description() -> dict[str, Any]:
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def _description() -> dict[str, Any]:
    """The real description with fewer files, and days and version of its own."""
    raw = json.loads(json.dumps(_real_description()))
    resources = []
    for resource in raw["resources"]:
        resource.pop("covered_until", None)
        resource.pop("covered_until_by_path", None)
        if resource["name"] in PATHS:
            paths = PATHS[resource["name"]]
            resource["path"] = list(paths) if len(paths) > 1 else paths[0]
            if resource["name"] == "statements":
                resource["covered_until_by_path"] = {MEMBERSHIPS: MEMBERSHIPS_COVERED_UNTIL}
            resources.append(resource)
        elif resource["name"] == "sources":
            resources.append(resource)
    return {
        **raw,
        "name": "small-world",
        "title": "A small invented world",
        "version": "1.0.0",
        "covered_until": COVERED_UNTIL,
        "resources": resources,
    }


def _write_rows(folder: Path, file: str, rows: list[Row]) -> None:
    names = columns(file)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(sorted([row.get(name) or "" for name in names] for row in rows))
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode("utf-8"))


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


# The world


def _rows() -> dict[str, list[Row]]:
    return {
        STATES: _states(),
        ORGANISATIONS: _organisations(),
        PROJECTS: _projects(),
        INSTRUMENTS: _instruments(),
        MEMBERSHIPS: _memberships(),
        PESCO: _pesco(),
        "names.csv": _names(),
        "milestones.csv": _milestones(),
        "completeness.csv": _completeness(),
        "retired.csv": [
            {
                "id": "arcadia--memberOf--old-league",
                "reason": "The Old League was no organisation.",
                "successor": "arcadia--memberOf--nato",
            },
            {"id": "zenda", "reason": "Is the capital of Ruritania, no state.", "successor": "ruritania"},
        ],
    }


def _entity(id: str, kinds: str, name: str, **cells: str) -> Row:
    begins = {"certainty": "confirmed"} if "from_" in cells else {}
    return {"id": id, "kinds": kinds, "name": name, "sources": REGISTER, **begins, **_plain(cells)}


def _states() -> list[Row]:
    named = {
        "arcadia": ("Arcadia", "iso2:XA; iso3:XAR; cow:901; gw:901"),
        "borduria": ("Borduria", "iso2:XB; iso3:XBO"),
        "erewhon": ("Erewhon", "iso2:XE; iso3:XER"),
        "freedonia": ("Freedonia", "iso2:XF; iso3:XFR"),
        "lugash": ("Lugash", "iso2:XL; iso3:XLU"),
        "ruritania": ("Ruritania", "iso2:XR; iso3:XRU"),
        "sylvania": ("Sylvania", "iso2:XS; iso3:XSY"),
    }
    return [
        _entity(id, "state", name, code=codes, description=f"{name} is invented.")
        for id, (name, codes) in named.items()
    ]


def _organisations() -> list[Row]:
    return [
        _entity(
            "eu",
            "organisation",
            "European Union",
            acronym="EU",
            from_="1993-11-01",
            homepage="https://eu.example/",
            description="Stands for the Union in an invented world.",
        ),
        _entity(
            "european-communities",
            "organisation",
            "European Communities",
            acronym="EC",
            from_="1958-01-01",
            to="2009-12-01",
        ),
        _entity("nato", "organisation", "North Atlantic Treaty Organization", acronym="NATO", from_="1949-08-24"),
        _entity("pesco", "framework", "Permanent Structured Cooperation", acronym="PESCO", from_="2017-12-11"),
        _entity("council-of-the-eu", "body", "Council of the Union", from_="1993-11-01..1993-11-09"),
    ]


def _projects() -> list[Row]:
    return [
        _entity(
            "sky-bridge",
            "pesco-project",
            "Sky Bridge",
            acronym="SKB",
            from_="2018-03-06",
            code="domain:air; wave:1",
            sources=_GAZETTE_2018,
        ),
        _entity(
            "deep-harbour",
            "pesco-project",
            "Deep Harbour, or the Long Pier",
            from_="2018-11-19",
            to="2020-11..2020-12-15",
            code="domain:maritime; wave:2",
            certainty="probable",
            note="The day of its end is not shown.",
        ),
    ]


def _instruments() -> list[Row]:
    def act(id: str, name: str, day: str, number: str, **cells: str) -> Row:
        return _entity(id, "legal-act", name, from_=day, code=f"celex:{number}", **cells)

    return [
        act("act-2017-1", "Act 2017/1", "2017-12-11", "32017D9001"),
        act("act-2018-1", "Act 2018/1", "2018-03-06", "32018D9001", sources=_GAZETTE_2018),
        act("act-2018-2", "Act 2018/2", "2018-11-19", "32018D9002"),
        act("act-2021-1", "Act 2021/1", "2021-05-06", "32021D9001", sources=_GAZETTE_2021),
        act("act-2022-1", "Act 2022/1", "2022-11-14", "32022D9001"),
        _entity("alliance-treaty", "treaty", "Treaty of the Alliance", from_="1949-08-24"),
        _entity(
            "strelsau-treaty",
            "treaty",
            "Treaty of Strelsau",
            from_="1995-01",
            description="By which Ruritania acceded to the Union.",
        ),
    ]


def _statement(
    subject: str, relation: str, thing: str, begins: str, ends: str = "", suffix: str = "", **cells: str
) -> Row:
    return {
        "id": f"{subject}--{relation}--{thing}{suffix}",
        "subject": subject,
        "relation": relation,
        "object": thing,
        "from": begins,
        "to": ends,
        "certainty": "confirmed",
        "sources": REGISTER,
        **_plain(cells),
    }


def _memberships() -> list[Row]:
    return [
        _statement("arcadia", "memberOf", "european-communities", "1958-01-01", "2009-12-01"),
        _statement("arcadia", "memberOf", "eu", "1993-11-01"),
        _statement("arcadia", "memberOf", "nato", "1949-08-24", basis="alliance-treaty"),
        _statement("arcadia", "memberOf", "pesco", "2017-12-11", basis="act-2017-1"),
        _statement("borduria", "memberOf", "eu", "..2019-06", suffix="--not", holds="no", contested_by="lugash"),
        _statement("erewhon", "memberOf", "eu", "1993-11-01"),
        _statement("erewhon", "memberOf", "pesco", "2017-12-11", suffix="--not", holds="no"),
        _statement("eu", "succeeds", "european-communities", "1993-11-01"),
        _statement("freedonia", "memberOf", "nato", "1952-02", basis="alliance-treaty"),
        _statement("lugash", "memberOf", "nato", "1949-08-24", basis="alliance-treaty"),
        _statement("ruritania", "memberOf", "eu", "1995-01-01", basis="strelsau-treaty"),
        _statement("ruritania", "memberOf", "nato", "1955-05-06", "1966", basis="alliance-treaty"),
        _statement("ruritania", "memberOf", "nato", "2004-03-29", suffix="--2", basis="alliance-treaty"),
        _statement("ruritania", "memberOf", "pesco", "2017-12-11"),
        _statement("sylvania", "candidateFor", "eu", "1999..2001-06", "2004-05-01", certainty="probable"),
        _statement("sylvania", "memberOf", "eu", "2004-05-01"),
        _statement("sylvania", "memberOf", "pesco", "2023-05-23"),
    ]


def _pesco() -> list[Row]:
    acts = {"act-2017-1": "2017-12-11", "act-2018-1": "2018-03-06", "act-2018-2": "2018-11-19"}
    acts |= {"act-2021-1": "2021-05-06", "act-2022-1": "2022-11-14"}
    adopted = [_statement(act, "adoptedBy", "council-of-the-eu", day) for act, day in acts.items()]
    freedonia = [
        ("expressedInterestIn", "..2020-11-06", {"certainty": "probable", "sources": "@press-2021, paras 2–3; 5"}),
        ("requestedToJoin", "2021-02-25..2021-02-28", {"certainty": "probable", "sources": "@press-2021, para. 1"}),
        ("authorisedToJoin", "2021-05-06", {"basis": "act-2021-1", "sources": _GAZETTE_2021}),
        ("invitedToJoin", "2021-05-06..2021-05-31", {"certainty": "probable"}),
        ("arrangementConcluded", "2021-08-25..2021-12-14", {"certainty": "probable"}),
        ("participatesIn", "2021-12-14", {"certainty": "probable"}),
    ]
    return [
        *adopted,
        *(_statement("freedonia", step, "sky-bridge", begins, **cells) for step, begins, cells in freedonia),
        _statement("arcadia", "coordinates", "sky-bridge", "2018-03-06", basis="act-2018-1"),
        _statement("arcadia", "participatesIn", "deep-harbour", "2018-11-19", "2020-11"),
        _statement("borduria", "authorisedToJoin", "sky-bridge", "2022-11-14", basis="act-2022-1"),
        _statement(
            "lugash",
            "requestedToJoin",
            "sky-bridge",
            "2024",
            certainty="unverified",
            note="To settle: the request itself, or a list of requests.",
        ),
        _statement("pesco", "establishedBy", "act-2017-1", "2017-12-11"),
        _statement("ruritania", "coordinates", "deep-harbour", "2018-11-19", "2020-11"),
        _statement("ruritania", "participatesIn", "sky-bridge", "2018-03-06", "?", seen="2019-11-12"),
        _statement("sky-bridge", "establishedBy", "act-2018-1", "2018-03-06"),
        _statement("sky-bridge", "partOf", "pesco", "2018-03-06"),
        _statement("deep-harbour", "establishedBy", "act-2018-2", "2018-11-19"),
        _statement("deep-harbour", "partOf", "pesco", "2018-11-19", "2020-11..2020-12-15"),
        _statement("sylvania", "participatesIn", "sky-bridge", "2023-06"),
    ]


def _names() -> list[Row]:
    def name(entity: str, text: str, lang: str, kind: str, **cells: str) -> Row:
        return {"entity": entity, "name": text, "lang": lang, "kind": kind, **_plain(cells)}

    return [
        name("ruritania", "Ruritanien", "de", "translation"),
        name("ruritania", "Kingdom of Ruritania", "en", "former", from_="1871", to="1918-11", sources=REGISTER),
        name("freedonia", "Fredonia", "en", "misspelling"),
        name("borduria", "Bordürie", "fr", "translation"),
        name("sky-bridge", "Himmelsbrücke", "de", "translation"),
        name("nato", "OTAN", "fr", "acronym"),
    ]


def _milestones() -> list[Row]:
    def milestone(entity: str, what: str, day: str, act: str = "", **cells: str) -> Row:
        return {
            "id": f"{entity}--{what}",
            "entity": entity,
            "milestone": what,
            "date": day,
            "act": act,
            "certainty": "confirmed",
            "sources": REGISTER,
            **cells,
        }

    return [
        milestone("alliance-treaty", "signed", "1949-04-04"),
        milestone("pesco", "established", "2017-12-11", "act-2017-1"),
        milestone("sky-bridge", "adopted", "2018-03-06", "act-2018-1", sources=_GAZETTE_2018),
        milestone("deep-harbour", "adopted", "2018-11-19", "act-2018-2"),
        milestone("deep-harbour", "terminated", "2020-11..2020-12-15", certainty="probable"),
        milestone("eu", "declared", "..1993", certainty="probable"),
    ]


def _completeness() -> list[Row]:
    def complete(id: str, subject: str, relation: str, thing: str, begins: str, ends: str = "") -> Row:
        return {
            "id": id,
            "subject": subject,
            "relation": relation,
            "object": thing,
            "from": begins,
            "to": ends,
            "sources": REGISTER,
        }

    return [
        complete("members-of-communities", "", "memberOf", "european-communities", "1958-01-01", "2009-12-01"),
        complete("members-of-eu", "", "memberOf", "eu", "1993-11-01"),
        complete("members-of-nato", "", "memberOf", "nato", "1949-08-24"),
        complete("members-of-pesco", "", "memberOf", "pesco", "2017-12-11"),
        complete("pesco-projects", "kind:pesco-project", "exists", "", "2018-03-06"),
        complete("sky-bridge-authorisations", "", "authorisedToJoin", "sky-bridge", "2018-03-06", "2025-01-14"),
    ]


def _sources() -> list[dict[str, Any]]:
    def source(key: str, title: str, grade: str, primary: bool, **members: Any) -> dict[str, Any]:
        return {
            "id": key,
            "type": "document",
            "title": title,
            **members,
            "custom": {"grade": grade, "primary": primary, "party-to-dispute": False},
        }

    return [
        source(
            "gazette-2018",
            "Gazette of the Union, 2018",
            "official-act",
            True,
            issued={"date-parts": [[2018, 3, 8]]},
            URL="https://gazette.example/2018",
        ),
        source(
            "gazette-2021",
            "Gazette of the Union, 2021",
            "official-act",
            True,
            issued={"date-parts": [[2021, 5]]},
        ),
        source(
            "press-2021",
            "Freedonia wants to fly",
            "press",
            False,
            author=[{"family": "Firefly", "given": "Rufus"}],
            issued={"date-parts": [[2021, 2, 26], [2021, 3, 2]]},
        ),
        source(
            "register-2026",
            "Register of invented facts",
            "data-set",
            False,
            publisher="Invented Institute",
            URL="https://register.example/",
            accessed={"date-parts": [[2026, 7, 1]]},
        ),
    ]
