"""`eunato changes`: what changed between two versions, and whether the world did or our knowledge."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from worlds import MEMBERSHIPS, PESCO, REGISTER, STATES, add, describe, edit, remove, rewrite, small_world

import cli
from graph.changes import Change, Changes, What, changes
from graph.errors import QuestionError

# The invented world is curated until 2025-12-31, its memberships until 2026-06-30.

Edit = Callable[[Path], None]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return small_world(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return small_world(tmp_path / "new")


def between(old: Path, new: Path) -> Changes:
    return changes(str(old), str(new), old)


def stated(file: str, id: str, **cells: str) -> Edit:
    """A new statement of this id."""
    subject, relation, thing, *_ = id.split("--")
    parts = {"subject": subject, "relation": relation, "object": thing}
    full = {"certainty": "confirmed", "sources": REGISTER, **cells}
    return lambda folder: add(folder, file, id=id, **parts, **full)


def edited(file: str, id: str, **cells: str) -> Edit:
    return lambda folder: edit(folder, file, id, **cells)


def the_one(old: Path, new: Path, change: Edit) -> Change:
    change(new)
    (found,) = between(old, new).changes
    return found


def test_same_tables_have_not_changed(old: Path, new: Path) -> None:
    found = between(old, new)
    assert (found.changes, found.counts(), found.notes) == ((), {}, ())
    assert found.summary().endswith(": no change")


ADDED = [
    # The project tables are curated until 2025-12-31.
    (stated(PESCO, "lugash--authorisedToJoin--deep-harbour", from_="2019-01-01", to="2020-11"), "knowledge", "added late: it began by 2025-12-31"),
    (stated(PESCO, "lugash--authorisedToJoin--sky-bridge", from_="2025-12-31"), "knowledge", "added late: it began by 2025-12-31"),
    (stated(PESCO, "lugash--authorisedToJoin--sky-bridge", from_="2026-01-01"), "world", "began after 2025-12-31"),
    (stated(PESCO, "lugash--authorisedToJoin--sky-bridge", from_="2026-02"), "world", "began after 2025-12-31"),
    (stated(PESCO, "lugash--authorisedToJoin--sky-bridge", from_="2025-12-01..2026-01-31"), "either", "began before or after 2025-12-31: the day is not exact enough to tell"),
    (stated(PESCO, "lugash--authorisedToJoin--sky-bridge", from_="..2026-02-01"), "either", "began before or after 2025-12-31: the day is not exact enough to tell"),
    (stated(PESCO, "lugash--authorisedToJoin--sky-bridge", from_="2026-02", certainty="unverified", note="To settle: the act."), "knowledge", "added, unverified: it counts nowhere"),
    (stated(PESCO, "lugash--authorisedToJoin--sky-bridge--not", from_="2026-01-01", holds="no"), "world", "began after 2025-12-31"),
    # The table of memberships is curated further: what happened in between was known late.
    (stated(MEMBERSHIPS, "freedonia--memberOf--eu", from_="2026-06-30"), "knowledge", "added late: it began by 2026-06-30"),
    (stated(MEMBERSHIPS, "freedonia--memberOf--eu", from_="2026-07-01"), "world", "began after 2026-06-30"),
    (lambda folder: add(folder, "milestones.csv", id="eu--declared--2", entity="eu", milestone="declared", date="2026-03-01", certainty="confirmed", sources=REGISTER), "world", "happened after 2025-12-31"),
    (lambda folder: add(folder, "milestones.csv", id="eu--declared--2", entity="eu", milestone="declared", date="2020", certainty="confirmed", sources=REGISTER), "knowledge", "added late: it happened by 2025-12-31"),
    (lambda folder: add(folder, STATES, id="utopia", kinds="state", name="Utopia", from_="2026-05-01", certainty="confirmed", sources=REGISTER), "world", "began after 2025-12-31"),
    (lambda folder: add(folder, STATES, id="utopia", kinds="state", name="Utopia", sources=REGISTER), "knowledge", "added"),
    (lambda folder: add(folder, "names.csv", entity="eu", name="UE", lang="fr", kind="acronym"), "knowledge", "added"),
    (lambda folder: add(folder, "sources.json", id="leaflet", title="Leaflet", custom={"grade": "press"}), "citation", "a source that was not held"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "what", "why"), ADDED)
def test_added_row_is_of_the_world_only_if_it_began_after_the_first_version(
    old: Path, new: Path, change: Edit, what: str, why: str
) -> None:
    found = the_one(old, new, change)
    assert (found.change, found.what, found.why, found.column, found.old) == ("added", what, why, "", "")


MEMBER = "arcadia--memberOf--pesco"
TAKES_PART = "ruritania--participatesIn--sky-bridge"

CHANGED = [
    # An end is the first day on which it no longer holds: what held on the last day of curation ended after it.
    (edited(PESCO, "arcadia--coordinates--sky-bridge", to="2026-01-01"), "to", "world", "ended after 2025-12-31"),
    (edited(PESCO, "arcadia--coordinates--sky-bridge", to="2025-12-31"), "to", "knowledge", "recorded late: it had ended by 2025-12-31"),
    (edited(PESCO, "arcadia--coordinates--sky-bridge", to="2025-12..2026-02"), "to", "either", "ended before or after 2025-12-31: the day is not exact enough to tell"),
    (edited(PESCO, "arcadia--coordinates--sky-bridge", to="?"), "to", "knowledge", "whether it ended is no longer held to be known"),
    (edited(PESCO, TAKES_PART, to="2026-05"), "to", "world", "ended after 2025-12-31"),
    (edited(PESCO, TAKES_PART, to=""), "to", "knowledge", "the end was corrected"),
    (edited(MEMBERSHIPS, MEMBER, to="2026-06-30"), "to", "knowledge", "recorded late: it had ended by 2026-06-30"),
    (edited(MEMBERSHIPS, MEMBER, to="2026-07-01"), "to", "world", "ended after 2026-06-30"),
    (edited(PESCO, "arcadia--participatesIn--deep-harbour", to="2020-12"), "to", "knowledge", "the end was corrected"),
    (edited(MEMBERSHIPS, MEMBER, from_="2017-12-12"), "from", "knowledge", "the start was corrected"),
    (edited("milestones.csv", "sky-bridge--adopted", date="2018-03-07"), "date", "knowledge", "the day was corrected"),
    (edited(MEMBERSHIPS, MEMBER, certainty="probable"), "certainty", "knowledge", "the evidence is judged otherwise"),
    (edited(MEMBERSHIPS, MEMBER, basis="alliance-treaty"), "basis", "knowledge", "corrected"),
    (edited(STATES, "arcadia", name="Greater Arcadia"), "name", "knowledge", "corrected"),
    (edited(MEMBERSHIPS, MEMBER, sources="@register-2026, p. 1"), "sources", "citation", "cited otherwise"),
    (edited(MEMBERSHIPS, MEMBER, note="Day of adoption."), "note", "citation", "another note"),
    (edited(MEMBERSHIPS, MEMBER, seen="2026-05"), "seen", "citation", "shown by a source up to another day"),
    (edited(PESCO, TAKES_PART, seen="2021-01-01"), "seen", "knowledge", "it is known to have held up to another day"),
    (edited(STATES, "arcadia", description="A state."), "description", "citation", "described otherwise"),
    (edited("sources.json", "gazette-2018", title="Gazette, 2018"), "title", "citation", "the source is described otherwise"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "column", "what", "why"), CHANGED)
def test_changed_cell_is_told_with_old_and_new_and_judged(
    old: Path, new: Path, change: Edit, column: str, what: str, why: str
) -> None:
    found = the_one(old, new, change)
    assert (found.change, found.column, found.what, found.why) == ("changed", column, what, why)
    assert found.old != found.new


def test_each_cell_of_a_row_is_judged_by_itself(old: Path, new: Path) -> None:
    """It ended in the world, was begun on another day than we held, and is cited otherwise: three changes of one row."""
    edit(new, MEMBERSHIPS, MEMBER, to="2026-08-01", from_="2017-12-12", sources="@register-2026, p. 1")
    found = between(old, new)
    assert [(one.what, one.column, one.old, one.new) for one in found.changes] == [
        ("world", "to", "", "2026-08-01"),
        ("knowledge", "from", "2017-12-11", "2017-12-12"),
        ("citation", "sources", REGISTER, "@register-2026, p. 1"),
    ]
    assert found.counts() == {"world": 1, "knowledge": 1, "citation": 1}
    assert {one.statement for one in found.changes} == {"Arcadia memberOf Permanent Structured Cooperation"}


def test_announced_day_that_is_moved_may_be_either(old: Path, new: Path) -> None:
    for folder, day in ((old, "2027-01-01"), (new, "2027-03-01")):
        edit(folder, MEMBERSHIPS, MEMBER, to=day)
    (found,) = between(old, new).changes
    assert (found.what, found.why) == ("either", "a day after 2026-06-30 was moved: decided since, or corrected")


def test_what_was_unverified_and_is_shown_to_have_begun_since_is_of_the_world(old: Path, new: Path) -> None:
    id = "lugash--authorisedToJoin--sky-bridge"
    stated(PESCO, id, from_="2026-02-01", certainty="unverified", note="To settle: the act.")(old)
    stated(PESCO, id, from_="2026-02-01", note="To settle: the act.")(new)
    (found,) = between(old, new).changes
    assert (found.column, found.what, found.why) == ("certainty", "world", "began after 2025-12-31")


def test_what_is_unverified_shows_no_end_in_the_world(old: Path, new: Path) -> None:
    edit(new, PESCO, "lugash--requestedToJoin--sky-bridge", to="2026-03-01")
    (found,) = between(old, new).changes
    assert (found.what, found.why) == ("knowledge", "dated otherwise, unverified: it counts nowhere")


def test_retired_row_is_told_with_its_reason_once(old: Path, new: Path) -> None:
    remove(new, PESCO, TAKES_PART)
    add(new, "retired.csv", id=TAKES_PART, reason="Never took part.", successor="sky-bridge")
    (found,) = between(old, new).changes
    assert (found.id, found.change, found.what) == (TAKES_PART, "removed", "knowledge")
    assert found.why == "retired: Never took part. (now sky-bridge)"
    assert found.old.startswith("from: 2018-03-06; to: ?; seen: 2019-11-12; certainty: confirmed; sources: ")


def test_row_removed_without_a_reason_is_told_so(old: Path, new: Path) -> None:
    remove(new, PESCO, TAKES_PART)
    (found,) = between(old, new).changes
    assert found.why == "removed, without a reason in retired.csv"


def test_row_that_moved_to_another_table_has_not_changed(old: Path, new: Path) -> None:
    rows = {file: read(new / file) for file in (PESCO, MEMBERSHIPS)}
    rows[MEMBERSHIPS] = sorted([*rows[MEMBERSHIPS], rows[PESCO].pop(1)])
    for file, cells in rows.items():
        header = (new / file).read_text(encoding="utf-8").partition("\n")[0]
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(cells)
        (new / file).write_text(f"{header}\n{out.getvalue()}", encoding="utf-8")
    assert between(old, new).changes == ()


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_worlds_come_first_then_by_table_and_id(old: Path, new: Path) -> None:
    for change in (CHANGED[13][0], CHANGED[14][0], CHANGED[0][0], ADDED[4][0]):
        change(new)
    assert [(one.what, one.table) for one in between(old, new).changes] == [
        ("world", "statements"),
        ("either", "statements"),
        ("knowledge", "entities"),
        ("citation", "statements"),
    ]


# Versions that this program cannot load


def test_version_that_cannot_be_loaded_is_told_with_the_reason_and_compared_as_it_stands(old: Path, new: Path) -> None:
    edit(old, MEMBERSHIPS, MEMBER, basis="no-act")
    edit(new, MEMBERSHIPS, MEMBER, to="2026-08-01")
    remove(new, PESCO, TAKES_PART)
    add(new, "retired.csv", id=TAKES_PART, reason="Never took part.")
    found = between(old, new)
    assert found.before.unread.startswith("1 error in its tables, the first: statements/memberships.csv:")
    assert "'no-act' is no entity" in found.notes[0]
    assert [(one.id, one.change, one.column, one.old, one.new, one.what) for one in found.changes[:2]] == [
        (MEMBER, "changed", "to", "", "2026-08-01", "untold"),
        (MEMBER, "changed", "basis", "no-act", "act-2017-1", "untold"),
    ]
    assert found.changes[2].why == "retired: Never took part."
    assert found.counts() == {"untold": 2}


def test_version_of_other_columns_is_compared_as_it_stands(old: Path, new: Path) -> None:
    """A column that was not there yet is empty in every row."""
    for path in (old / MEMBERSHIPS, old / PESCO):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(
            out, [name for name in rows[0] if name != "seen"], extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
    found = between(old, new)
    assert [(one.id, one.column, one.old, one.new) for one in found.changes] == [(TAKES_PART, "seen", "", "2019-11-12")]
    assert "this column is missing" in found.notes[0]


def test_version_without_a_readable_description_is_compared_all_the_same(old: Path, new: Path) -> None:
    (old / "datapackage.json").write_text("{", encoding="utf-8")
    edit(new, MEMBERSHIPS, MEMBER, note="Now told.")
    found = between(old, new)
    assert [(one.column, one.new) for one in found.changes] == [("note", "Now told.")]
    assert "not JSON" in found.notes[0] and found.before.version == ""
    assert "data without a version" in found.summary()


def test_newer_version_may_be_the_one_that_cannot_be_loaded(old: Path, new: Path) -> None:
    describe(new, "statements", "relation", constraints={"required": True, "enum": ["memberOf"]})
    found = between(old, new)
    assert found.changes == () and found.after.unread and not found.before.unread


def test_file_that_is_no_text_is_told(old: Path, new: Path) -> None:
    (old / "names.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionError, match=r"names\.csv of .* cannot be read"):
        between(old, new)


# What a version can be


def packed(folder: Path, target: Path, below: str) -> Path:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w") as archive:
            for path in files:
                archive.write(path, below + path.relative_to(folder).as_posix())
    else:
        with tarfile.open(target, "w:gz" if target.suffix == ".gz" else "w") as tar:
            for path in files:
                tar.add(path, below + path.relative_to(folder).as_posix())
    return target


@pytest.mark.parametrize("name", ["old.zip", "old.tar", "old.tar.gz"])
@pytest.mark.parametrize("below", ["", "eunato-1.0.0/data/"], ids=["at the top", "deeper"])
def test_archive_is_read_as_the_folder_in_it(old: Path, new: Path, tmp_path: Path, name: str, below: str) -> None:
    archive = packed(old, tmp_path / name, below)
    edit(new, MEMBERSHIPS, MEMBER, to="2026-08-01")
    found = changes(str(archive), str(new), old)
    assert [one.what for one in found.changes] == ["world"]
    assert found.before.covered_until == "2025-12-31"


def test_checkout_is_read_as_its_data_folder(old: Path, tmp_path: Path) -> None:
    shutil.copytree(old, tmp_path / "checkout" / "data")
    assert changes(str(tmp_path / "checkout"), None, old).changes == ()


def test_archive_writes_nothing_outside(old: Path, tmp_path: Path) -> None:
    archive = tmp_path / "evil.zip"
    packed(old, archive, "")
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr("../../evil.csv", "id\n")
        more.writestr(str(tmp_path / "evil-absolute.csv"), "id\n")
    assert changes(str(archive), None, old).changes == ()
    assert not list(tmp_path.parent.rglob("evil*.csv"))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_text("no archive"), "is neither a folder nor a zip or tar archive"),
        (lambda path: path.mkdir(), "holds no tables"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "there is no datapackage.json in it"),
        (lambda path: None, "lies in no git checkout; name one with --data"),
    ],
    ids=["text", "empty folder", "empty archive", "nothing"],
)
def test_what_is_no_version_is_told(old: Path, tmp_path: Path, make: Callable[[Path], Any], told: str) -> None:
    make(tmp_path / "version")
    with pytest.raises(QuestionError, match=told):
        changes(str(tmp_path / "version"), None, old)


def test_archive_with_two_data_folders_is_asked_about(old: Path, tmp_path: Path) -> None:
    archive = tmp_path / "two.zip"
    with zipfile.ZipFile(archive, "w") as both:
        both.writestr("a/datapackage.json", "{}")
        both.writestr("b/datapackage.json", "{}")
    with pytest.raises(QuestionError, match="holds tables in a and in b"):
        changes(str(archive), None, old)


# Revisions


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with two revisions of the invented world, tagged v1 and v2, and changes that are not committed."""
    folder = tmp_path / "checkout"
    small_world(folder / "data")
    git(tmp_path, "init", "--quiet", str(folder))
    for tag, change in (
        ("v1", lambda: None),
        ("v2", lambda: edit(folder / "data", MEMBERSHIPS, MEMBER, to="2026-08-01")),
    ):
        change()
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", tag)
        git(folder, "tag", tag)
    edit(folder / "data", MEMBERSHIPS, "sylvania--memberOf--eu", from_="2004-05-02")
    return folder


@pytest.mark.parametrize("first", ["v1", "HEAD~1", "the commit"])
def test_revision_is_compared_with_another_and_with_the_tables_as_they_stand(checkout: Path, first: str) -> None:
    named = git(checkout, "rev-parse", "v1") if first == "the commit" else first
    committed = changes(named, "v2", checkout / "data")
    assert [(one.id, one.what) for one in committed.changes] == [(MEMBER, "world")]
    assert committed.before.name.endswith(git(checkout, "rev-parse", "v1")[:12]) or named == committed.before.name
    standing = changes(named, None, checkout / "data")
    assert [(one.id, one.what) for one in standing.changes] == [
        (MEMBER, "world"),
        ("sylvania--memberOf--eu", "knowledge"),
    ]
    assert standing.after.name == "the tables as they stand"


def test_revision_is_found_from_a_hook_of_git_too(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert len(changes("v1", "v2", checkout / "data").changes) == 1


def test_revision_leaves_the_checkout_as_it_is(checkout: Path) -> None:
    before = git(checkout, "status", "--porcelain=v2", "--branch")
    changes("v1", "v2", checkout / "data")
    assert git(checkout, "status", "--porcelain=v2", "--branch") == before


@pytest.mark.parametrize("named", ["v3", "--upload-pack=touch", "HEAD:data", "-h", "v1..v2", ""])
def test_what_is_no_revision_is_told(checkout: Path, named: str) -> None:
    with pytest.raises(QuestionError, match=r"has no such revision|name a version"):
        changes(named, None, checkout / "data")


def test_revision_without_tables_is_told(checkout: Path) -> None:
    git(checkout, "checkout", "--quiet", "--orphan", "bare")
    git(checkout, "rm", "-r", "-f", "--quiet", ".")
    git(checkout, "commit", "--quiet", "--allow-empty", "-m", "nothing")
    small_world(checkout / "data")
    with pytest.raises(QuestionError, match="revision bare has no folder data"):
        changes("bare", None, checkout / "data")


# Forms


@pytest.fixture
def told(run: Run, checkout: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    return lambda *arguments: run("changes", *arguments, "--data", str(checkout / "data"))


def test_piped_it_is_tab_separated_with_both_versions_on_stderr(told: Any) -> None:
    done = told("v1", "v2")
    assert done.returncode == 0, done.stderr
    header, row = (line.split("\t") for line in done.stdout.splitlines())
    assert header == ["id", "table", "change", "what", "column", "old", "new", "why", "statement"]
    assert row == [MEMBER, "statements", "changed", "world", "to", "", "2026-08-01", "ended after 2026-06-30", "Arcadia memberOf Permanent Structured Cooperation"]  # fmt: skip
    assert done.stderr.startswith("from v1 = ") and done.stderr.endswith(": 1 in the world\n")
    assert "(data 1.0.0, curated until 2025-12-31)" in done.stderr


def test_json_holds_both_versions_counts_and_each_row_with_its_columns(told: Any, checkout: Path) -> None:
    document = json.loads(told("v1", "--format", "json").stdout)
    assert set(document) == {"before", "after", "counts", "changes", "notes"}
    assert document["before"] == {"name": f"v1 = {git(checkout, 'rev-parse', 'v1')[:12]}", "version": "1.0.0", "covered_until": "2025-12-31", "unread": None}  # fmt: skip
    assert document["after"]["name"] == "the tables as they stand"
    assert document["counts"] == {"world": 1, "knowledge": 1}
    assert document["changes"][0] == {
        "id": MEMBER,
        "table": "statements",
        "change": "changed",
        "statement": "Arcadia memberOf Permanent Structured Cooperation",
        "columns": [
            {"column": "to", "old": None, "new": "2026-08-01", "what": "world", "why": "ended after 2026-06-30"}
        ],
    }
    assert [one["id"] for one in document["changes"]] == [MEMBER, "sylvania--memberOf--eu"]


def test_csv_markdown_and_table_hold_the_same_rows(told: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(told("v1", "--format", "csv").stdout)))
    assert [(row["id"], row["what"]) for row in rows] == [(MEMBER, "world"), ("sylvania--memberOf--eu", "knowledge")]
    markdown = told("v1", "--format", "md").stdout
    assert markdown.startswith("**from v1 = ") and f"| {MEMBER} | statements | changed | world |" in markdown
    assert MEMBER in told("v1", "--format", "table").stdout


def test_only_one_sort_of_change_or_one_table(told: Any) -> None:
    assert told("v1", "--only", "knowledge").stdout.splitlines()[1].startswith("sylvania--memberOf--eu\t")
    assert len(told("v1", "--table", "entities").stdout.splitlines()) == 1


def test_text_from_the_tables_is_inert_in_a_spreadsheet(checkout: Path, told: Any) -> None:
    edit(checkout / "data", MEMBERSHIPS, MEMBER, note="=cmd|' /C calc'!A0")
    (row,) = [
        one for one in csv.DictReader(io.StringIO(told("v2", "--format", "csv").stdout)) if one["column"] == "note"
    ]
    assert row["new"] == "'=cmd|' /C calc'!A0"


def test_options_are_the_sorts_of_change() -> None:
    assert [one.value for one in cli.What] == [one.value for one in What]


def test_what_is_no_revision_ends_with_2(told: Any) -> None:
    done = told("v9")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'v9' is no folder and no archive, and the checkout at" in done.stderr


def test_two_versions_of_the_real_tables(tmp_path: Path) -> None:
    """A repository of the real tables: one fact ends, one is corrected, one is added late; nothing else is found."""
    data = tmp_path / "checkout" / "data"
    shutil.copytree(ROOT / "data", data)
    git(tmp_path, "init", "--quiet", str(data.parent))
    git(data.parent, "add", ".")
    git(data.parent, "commit", "--quiet", "-m", "first")
    third = "statements/pesco-third-states.csv"
    rewrite(
        data,
        third,
        "canada--authorisedToJoin--netloghubs,canada,authorisedToJoin,netloghubs,,,2023-02-20,,",
        "canada--authorisedToJoin--netloghubs,canada,authorisedToJoin,netloghubs,,,2023-02-20,2026-09-01,",
    )
    rewrite(
        data,
        "statements/memberships.csv",
        "albania--memberOf--nato,albania,memberOf,nato,,,2009-04-01,",
        "albania--memberOf--nato,albania,memberOf,nato,,,2009-04-02,",
    )
    git(data.parent, "commit", "--quiet", "-a", "-m", "second")
    found = changes("HEAD~1", "HEAD", data)
    assert found.notes == ()
    assert [(one.id, one.what, one.column, one.old, one.new) for one in found.changes] == [
        ("canada--authorisedToJoin--netloghubs", "world", "to", "", "2026-09-01"),
        ("albania--memberOf--nato", "knowledge", "from", "2009-04-01", "2009-04-02"),
    ]
    assert found.changes[1].statement == "Albania memberOf North Atlantic Treaty Organization"
