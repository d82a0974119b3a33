"""A version of the tables, as a person names it: a folder, an archive, or a revision of the checkout they lie in.

The tables of an archive or a revision are unpacked into a folder that is removed again.
"""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from graph.errors import QuestionError
from graph.package import DESCRIPTION

_MOST_BYTES = 500_000_000
_READ = (".csv", ".json")


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it was named, with the beginning of its commit where it is a revision, and the folder of its
    tables."""

    name: str
    folder: Path


@contextmanager
def opened(named: str, tables: Path) -> Iterator[Version]:
    """The version of this name. What exists as a folder or file is that; anything else is a revision of the git
    checkout in which the folder `tables` lies.

    Raises `QuestionError` if it is none of these or holds no tables.
    """
    if not named.strip():
        raise QuestionError("name a version: a revision, a folder or an archive")
    path = Path(named).expanduser()
    if path.is_dir():
        yield Version(named, _tables_in(path))
        return
    with TemporaryDirectory(prefix="eunato-version-") as place:
        folder = Path(place)
        if path.is_file():
            _unpack(path, folder)
            yield Version(named, folder)
        else:
            commit = _checked_out(named, tables, folder)
            yield Version(named if commit.startswith(named) else f"{named} = {commit[:12]}", folder)


def _tables_in(path: Path) -> Path:
    """The folder itself, or `data` in it, as in a checkout."""
    for folder in (path, path / "data"):
        if (folder / DESCRIPTION).is_file():
            return folder
    raise QuestionError(f"{path} holds no tables: there is no {DESCRIPTION} in it, nor in a folder data")


# Archives


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in an archive: its path, its size and what tells it from others of that path."""

    path: PurePosixPath
    size: int
    info: zipfile.ZipInfo | tarfile.TarInfo


def _unpack(path: Path, folder: Path) -> None:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                members = [
                    _Member(PurePosixPath(info.filename), info.file_size, info)
                    for info in archive.infolist()
                    if not info.is_dir()
                ]
                for member, target in _wanted(str(path), members, folder):
                    target.write_bytes(archive.read(member.info))  # type: ignore[arg-type]
            return
        if tarfile.is_tarfile(path):
            with tarfile.open(path) as tar:
                _unpack_tar(str(path), tar, folder)
            return
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError, RuntimeError, NotImplementedError) as error:
        raise QuestionError(f"{path} cannot be unpacked: {error}") from None
    raise QuestionError(f"{path} is neither a folder nor a zip or tar archive")


def _unpack_tar(name: str, archive: tarfile.TarFile, folder: Path) -> None:
    members = [_Member(PurePosixPath(info.name), info.size, info) for info in archive.getmembers() if info.isfile()]
    for member, target in _wanted(name, members, folder):
        content = archive.extractfile(member.info)  # type: ignore[arg-type]
        target.write_bytes(content.read() if content is not None else b"")


def _wanted(name: str, members: Iterable[_Member], folder: Path) -> Iterator[tuple[_Member, Path]]:
    """The tables of an archive and where each is to be written: those beside its outermost description, and below."""
    # A path that leads out of the folder is never followed.
    safe = [member for member in members if not member.path.is_absolute() and ".." not in member.path.parts]
    homes = sorted({member.path.parent for member in safe if member.path.name == DESCRIPTION}, key=_depth)
    if not homes:
        raise QuestionError(f"{name} holds no tables: there is no {DESCRIPTION} in it")
    if len(homes) > 1 and len(homes[0].parts) == len(homes[1].parts):
        raise QuestionError(f"{name} holds tables in {homes[0]} and in {homes[1]}; unpack it and name one of them")
    tables = [member for member in safe if member.path.suffix in _READ and member.path.is_relative_to(homes[0])]
    if sum(member.size for member in tables) > _MOST_BYTES:
        raise QuestionError(
            f"{name} holds more than {_MOST_BYTES // 1_000_000} MB of tables; unpack it and name the folder"
        )
    for member in tables:
        target = folder / member.path.relative_to(homes[0])
        target.parent.mkdir(parents=True, exist_ok=True)
        yield member, target


def _depth(path: PurePosixPath) -> tuple[int, str]:
    return len(path.parts), str(path)


# Revisions


def _checked_out(revision: str, tables: Path, folder: Path) -> str:
    """Unpacks the tables of a revision and returns its commit."""
    told = f"'{revision}' is no folder and no archive"
    try:
        top = _git(tables, "rev-parse", "--show-toplevel")
    except FileNotFoundError:
        raise QuestionError(f"{told}; a revision is read by git, which is not installed") from None
    except subprocess.CalledProcessError:
        raise QuestionError(
            f"{told}; nor can it be a revision: {tables} lies in no git checkout; name one with --data"
        ) from None
    root = Path(top.decode("utf-8").rstrip("\n"))
    try:
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except subprocess.CalledProcessError:
        raise QuestionError(f"{told}, and the checkout at {root} has no such revision") from None
    commit = found.decode("ascii").strip()
    below = tables.resolve().relative_to(root.resolve()).as_posix()
    try:
        packed = _git(root, "archive", "--format=tar", commit if below == "." else f"{commit}:{below}")
    except subprocess.CalledProcessError:
        raise QuestionError(f"revision {revision} has no folder {below}") from None
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        _unpack_tar(f"revision {revision}", tar, folder)
    return commit


def _git(folder: Path, *arguments: str) -> bytes:
    # A hook of git names its own repository to whatever it starts; here the folder says which is meant.
    own = {
        name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    }
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True, env=own).stdout
