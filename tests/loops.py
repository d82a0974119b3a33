"""Running what is asynchronous beside tests that hold an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, run in a thread: this one may hold the event loop of a browser that an earlier test opened."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
