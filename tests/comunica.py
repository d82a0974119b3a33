"""Comunica, the query engine of the JavaScript world, as a program: fetched once by npm into a folder of the user's cache.

Required where EUNATO_COMUNICA says `required`; else a test that needs it is skipped where npm or the network is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

# The last one that starts on Node 20. Its own parts ask for two versions of the library that makes terms, of which the
# older does not understand how the newer readers of results give a language, and loses it: all get the newer.
_PACKAGE = {
    "private": True,
    "dependencies": {"@comunica/query-sparql": "4.5.0"},
    "overrides": {"rdf-data-factory": "2.1.0"},
}
_FOLDER = Path.home() / ".cache" / "eunato-tests" / "comunica-4.5.0"
_PROGRAM = Path("node_modules", ".bin", "comunica-sparql")
REQUIRED = os.environ.get("EUNATO_COMUNICA") == "required"


def program() -> Path:
    """The program; the test that asks for it is skipped, or fails, where it cannot be had."""
    if not (_FOLDER / _PROGRAM).exists():
        wrong = _install()
        if wrong and REQUIRED:
            pytest.fail(f"Comunica is required here: {wrong}")
        if wrong:
            pytest.skip(f"no Comunica: {wrong}; .ci/run installs Node and requires it")
    return _FOLDER / _PROGRAM


def _install() -> str:
    """Fetches it; what went wrong, or nothing."""
    if shutil.which("npm") is None:
        return "npm is not on this machine"
    _FOLDER.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place and then moved there, so that one that was broken off is not taken for whole.
    work = Path(tempfile.mkdtemp(prefix="comunica-", dir=_FOLDER.parent))
    try:
        (work / "package.json").write_text(json.dumps(_PACKAGE), encoding="utf-8")
        done = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=work,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            return f"npm could not fetch it: {done.stderr.strip()[-300:]}"
        shutil.rmtree(_FOLDER, ignore_errors=True)
        work.rename(_FOLDER)
    except subprocess.TimeoutExpired:
        return "npm took more than 300 s"
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return ""
