"""Writing many files into a folder of our own: aside first and then moved there in one step, and never over anything
that we did not write."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.errors import EunatoError


@dataclass(frozen=True, slots=True)
class Kind:
    """What is written: its name in messages, and the command that its marker names."""

    name: str
    made_by: str

    @property
    def marker(self) -> str:
        """The file that lists the others; by it an earlier folder of this kind is known."""
        return f"eunato-{self.name}.json"


SITE = Kind("site", "eunato site")


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, and their bytes in all."""

    files: int
    size: int


def write_folder(
    folder: Path, files: Iterable[tuple[str, str | bytes]], kind: Kind, told: Callable[[], None] = lambda: None
) -> Written:
    """Writes the files, texts as UTF-8, and a marker that lists them; `told` is called after each.

    `folder` may be new, empty, or hold an earlier one of this kind and nothing else: then that is replaced. Raises `EunatoError`
    where it holds anything else, or cannot be written; what was there before is then as it was.
    """
    place = folder.expanduser().resolve()
    require_own_or_empty(place, kind)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as error:
        raise EunatoError(f"{place} cannot be written: {error.strerror}") from None
    try:
        written = _write(work, files, kind, told)
        require_own_or_empty(place, kind)  # building takes a while
        _put_in_place(work, place)
        return written
    except OSError as error:
        raise EunatoError(f"{place} cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(work: Path, files: Iterable[tuple[str, str | bytes]], kind: Kind, told: Callable[[], None]) -> Written:
    paths: list[str] = []
    size = 0
    for path, content in files:
        target = work / path
        target.parent.mkdir(parents=True, exist_ok=True)
        size += target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        paths.append(path)
        told()
    marker = json.dumps({"made_by": kind.made_by, "files": sorted(paths)}, ensure_ascii=False, indent=0) + "\n"
    size += (work / kind.marker).write_bytes(marker.encode("utf-8"))
    work.chmod(0o755)  # a temporary folder is for its owner alone, this one is not
    return Written(len(paths) + 1, size)


def _put_in_place(work: Path, place: Path) -> None:
    """Moves the new folder to its place. An earlier one goes aside first and comes back if that fails."""
    if not place.exists():
        work.rename(place)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{place.name}-before-", dir=place.parent)) / place.name
    place.rename(aside)
    try:
        work.rename(place)
    except OSError:
        aside.rename(place)
        raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)


def require_own_or_empty(folder: Path, kind: Kind) -> None:
    """Refuses, with an `EunatoError`, a folder that holds what none of this kind wrote."""
    place = folder.expanduser().resolve()
    if not place.exists():
        return
    if not place.is_dir():
        raise EunatoError(f"{place} is a file; name a folder")
    there = {
        (Path(parent) / name).relative_to(place).as_posix() for parent, _, names in os.walk(place) for name in names
    }
    if not there and not any(place.iterdir()):
        return
    try:
        listed = json.loads((place / kind.marker).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise EunatoError(f"{place} is not empty and holds no {kind.name}; name a new or empty folder") from None
    foreign = sorted(there - {*listed, kind.marker})
    if foreign:
        few = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise EunatoError(f"{place} holds what no {kind.name} wrote ({few}); move it away or name another folder")
