"""How long the network page takes in Chromium: until it can be used, and for one step of a filter or of the day; beside
it the page that pyvis writes by itself from the same things and statements, in the same run."""

from __future__ import annotations

import contextlib
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.report import Report
from benchmarks.synthetic import invented
from graph.contents import Contents
from graph.pages.network import network_page

RUNS = 5
_PLAIN_WITHIN = 120_000
SIZES = ((1_000, 5_000), (2_000, 10_000), (5_000, 10_000))
# Milliseconds until a page of so many things can be used.
_USABLE_WITHIN = {1_000: 1_000, 5_000: 2_000}
_STEPS = (
    ("day", "document.getElementById('day-earlier').click()"),
    ("relation filter", "document.querySelector('[data-filter=relation]').click()"),
    ("kind filter", "document.querySelector('[data-filter=kind]').click()"),
)
# From the click to the second frame after it: by then the picture has been drawn anew.
_TIMED = """(act) => new Promise((done) => {
  const start = performance.now();
  ({ACT})();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""


def measure(report: Report, sizes: Sequence[tuple[int, int]]) -> None:
    """Medians in milliseconds; pyvis's own page at the first size."""
    from playwright.sync_api import sync_playwright

    report.part("Network page in Chromium, milliseconds")
    if shutil.which("chromium") is None:
        report.say("Chromium was not there; nothing was measured.")
        return
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        rows = []
        for things, statements in sizes:
            held = invented(things, statements)
            file = Path(name) / f"{things}.html"
            file.write_text(
                network_page(held, held.facts.values(), title="Invented", standfirst="", day=date(2015, 1, 1)),
                encoding="utf-8",
            )
            usable, steps = _ours(browser, file)
            medians = [statistics.median(times) for times in (usable, *steps.values())]
            rows.append((f"{things:,} / {statements:,}", *(f"{value:.0f}" for value in medians)))
            limit = _USABLE_WITHIN.get(things)
            if limit is not None:
                first, worst = medians[0], max(medians[2:])
                report.target(
                    f"network page, {things:,} things, usable", f"≤ {limit} ms", f"{first:.0f} ms", first <= limit
                )
                report.target(f"network page, {things:,} things, filter", "≤ 100 ms", f"{worst:.0f} ms", worst <= 100)
        report.table(["things / statements", "usable", *(step for step, _ in _STEPS)], rows)
        held = invented(*sizes[0])
        plain = Path(name) / "pyvis.html"
        _plain_pyvis(held, plain)
        shown = _first_picture(browser, plain)
        report.say(
            f"pyvis's own page, {sizes[0][0]:,} things: "
            + (f"first picture after {shown:,.0f} ms." if shown else f"no picture within {_PLAIN_WITHIN // 1000} s.")
        )
        browser.close()


def _ours(browser: Any, file: Path) -> tuple[list[float], dict[str, list[float]]]:
    usable: list[float] = []
    steps: dict[str, list[float]] = {step: [] for step, _ in _STEPS}
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(file.as_uri())
        usable.append(page.evaluate("new Promise((done) => requestAnimationFrame(() => done(performance.now())))"))
        page.wait_for_timeout(500)
        for step, act in _STEPS:
            steps[step].append(page.evaluate(_TIMED.replace("{ACT}", f"() => {act}")))
        page.close()
    return usable, steps


def _plain_pyvis(held: Contents, file: Path) -> None:
    from pyvis.network import Network

    network = Network(directed=True, notebook=False, cdn_resources="in_line")
    for entry in held.things.values():
        network.add_node(entry.id, label=entry.label)
    for fact in held.facts.values():
        network.add_edge(fact.subject, fact.object)
    file.write_text(network.generate_html(notebook=False), encoding="utf-8")


def _first_picture(browser: Any, file: Path) -> float | None:
    """Milliseconds until vis-network has settled its simulation and shows something; None where that takes too long."""
    from playwright.sync_api import TimeoutError

    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    found: float | None = None
    with contextlib.suppress(TimeoutError):
        page.wait_for_function("document.getElementById('loadingBar')?.style.display === 'none'", timeout=_PLAIN_WITHIN)
        found = float(page.evaluate("performance.now()"))
    page.close()
    return found
