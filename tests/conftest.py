"""What the tests share: the real graph opened once, its cache outside the user's own, and the program as a process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from graph.knowledge_graph import KnowledgeGraph, load
from graph.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent

# The same examples each time, so that what passed for one passes for all; and how long one takes is not tested.
settings.register_profile("eunato", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("eunato")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the tests' own: they neither use nor spoil the user's."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("EUNATO_CACHE")
    os.environ["EUNATO_CACHE"] = str(folder)
    os.environ.pop("EUNATO_DATA", None)
    yield folder
    if before is None:
        del os.environ["EUNATO_CACHE"]
    else:
        os.environ["EUNATO_CACHE"] = before


@pytest.fixture(scope="session")
def store(cache: Path) -> Store:
    """The compiled real graph."""
    return open_store()


@pytest.fixture(scope="session")
def kg(cache: Path) -> KnowledgeGraph:
    """The real graph as a program uses it."""
    return load()


@pytest.fixture(scope="session")
def run(cache: Path) -> Run:
    """Runs `eunato` as a process of its own, as a user does, its output in a pipe."""

    def run(
        *arguments: str, stdin: str | None = None, folder: Path = ROOT, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=folder,
            env={**os.environ, "NO_COLOR": "1", **environment},
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def tables_copy(tmp_path: Path) -> Path:
    """A copy of the real tables that a test may spoil."""
    target = tmp_path / "data"
    shutil.copytree(ROOT / "data", target)
    return target


def chromium() -> str | None:
    """The browser of this machine."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a screen, for tests marked `browser`; required where EUNATO_BROWSER_TESTS says so."""
    from browsing import ARGUMENTS, REQUIRED

    path = chromium()
    if path is None:
        if REQUIRED:
            pytest.fail("Chromium is required here and was not found")
        pytest.skip("no Chromium on this machine; .ci/run installs it and requires these tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(cache: Path) -> Iterator[Any]:
    """A server on the real graph, on the view of 2022-07-01, with two seconds for a query."""
    from serving import Served

    server = Served("--as-of", "2022-07-01", "--timeout", "2", "--workers", "3")
    yield server
    server.stop()
