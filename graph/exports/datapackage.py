"""The tables as they are curated, as a Data Package that needs nothing else: what the whole graph is made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from graph.errors import DataError
from graph.exports.material import Material
from graph.package import DESCRIPTION

DICTIONARY = "README.md"


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """`datapackage.json` and the files that it names, byte for byte; also the data dictionary, where there is one.

    The description has in addition the fingerprint of the data, and the size and hash of each resource of one file.
    """
    package = json.loads((material.tables / DESCRIPTION).read_text(encoding="utf-8"))
    contents = {
        path: (material.tables / path).read_bytes() for resource in package["resources"] for path in _paths(resource)
    }
    for resource in package["resources"]:
        if isinstance(resource["path"], str):
            content = contents[resource["path"]]
            resource["bytes"] = len(content)
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    described = {**package, "fingerprint": f"sha256:{material.about.sha256}"}
    yield DESCRIPTION, (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    yield from sorted(contents.items())
    dictionary = material.tables / DICTIONARY
    if dictionary.is_file():
        yield DICTIONARY, dictionary.read_bytes()


def _paths(resource: Mapping[str, Any]) -> list[str]:
    paths = [resource["path"]] if isinstance(resource["path"], str) else list(resource["path"])
    for path in paths:
        # What is read here is also written, below another folder.
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise DataError(f"{DESCRIPTION} names {path}, which is outside its own folder")
    return paths
