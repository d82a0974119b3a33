"""Where the tables, the ontology and the cache lie.

Tables: the folder given, else `EUNATO_DATA`, else the one in the installed package, else the one of the checkout.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from graph.errors import DataError, OntologyError

RULES_FOLDER: Final = "rules"
"""Of the ontology: where its rules lie."""

_PACKAGE = Path(__file__).resolve().parent


def data_folder(chosen: str | Path | None = None) -> Path:
    """The folder of the tables; raises `DataError` if there is none or it has no `datapackage.json`."""
    named = chosen or os.environ.get("EUNATO_DATA")
    folder = Path(named).expanduser() if named else _beside_code("data")
    if not folder.is_dir():
        raise DataError(f"no tables folder at {folder}; name one with --data or EUNATO_DATA")
    if not (folder / "datapackage.json").is_file():
        raise DataError(
            f"{folder} has no datapackage.json, so it is no tables folder; name one with --data or EUNATO_DATA"
        )
    return folder


def ontology_folder() -> Path:
    """The folder of the ontology that belongs to this program; raises `OntologyError` if it is missing."""
    folder = _beside_code("ontology")
    if not (folder / "eunato.ttl").is_file():
        raise OntologyError(f"no ontology at {folder}; install the program again")
    return folder


def is_packaged(folder: Path) -> bool:
    """Whether these are the tables that came with an installed program: the next installation takes their place."""
    return folder.resolve() == (_PACKAGE / "data").resolve()


def licence_file() -> Path:
    """The licence of data and ontology, as it goes with every release."""
    return _beside_code("LICENSE-DATA")


def cache_folder() -> Path:
    """Where compiled graphs are kept: `EUNATO_CACHE`, else the user's cache folder of this system."""
    named = os.environ.get("EUNATO_CACHE")
    if named:
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "eunato"


def _beside_code(name: str) -> Path:
    """In a wheel `graph/<name>`; in a checkout `<name>` beside `graph`."""
    packaged = _PACKAGE / name
    return packaged if packaged.exists() else _PACKAGE.parent / name
