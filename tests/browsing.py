"""What tests of pages share: a page opened from disk in real Chromium with the network off, and what it said and asked."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REQUIRED = os.environ.get("EUNATO_BROWSER_TESTS") == "required"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-background-networking",
    "--disable-component-update",
)  # fmt: skip
NASTY = '</script><img src=x onerror="window.hurt=1"> \'quoted\' "twice" \u202eright-to-left ' + "very long " * 30


class Opened:
    """A page opened from disk with the network off. `sound` says what went wrong: messages, and requests but its own."""

    def __init__(
        self, browser: Any, file: Path, fragment: str = "", *, width: int = 1440, height: int = 900, dark: bool = False
    ) -> None:
        self.context = browser.new_context(
            offline=True,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        self.page = self.context.new_page()
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri() + fragment)

    def until(self, expression: str, seconds: float = 10) -> None:
        """Waits until a JavaScript expression is true. Asked from outside: the page's policy forbids what Playwright's
        own waiting for a function would do in it."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < end, f"not so within {seconds} seconds: {expression}"
            self.page.wait_for_timeout(20)

    def wrongs(self) -> list[str]:
        """Console messages, and requests that leave the disk; pictures made by the page itself are none."""
        return self.messages + [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]

    def close(self) -> None:
        assert self.wrongs() == []
        self.context.close()

    def axe(self) -> list[str]:
        """What axe finds serious or critical on the page as it stands: rule, and the first place."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [
            f"{item['id']}: {item['nodes'][0]['html'][:160]} {item['nodes'][0]['failureSummary'][:200]}"
            for item in found
            if item["impact"] in ("serious", "critical")
        ]

    def download(self, act: Callable[[], None]) -> bytes:
        """What the page gives to be saved when `act` is done."""
        with self.page.expect_download() as waited:
            act()
        return Path(waited.value.path()).read_bytes()

    def sideways(self) -> int:
        """By how many pixels the page as a whole can be scrolled to the side; it should not."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
