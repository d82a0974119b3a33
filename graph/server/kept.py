"""Small answers that were given before. The graph does not change while it is served, so the same request has the same
answer."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Key = tuple[Any, ...]


class Kept(Generic[T]):
    """Up to so many bytes of answers; the one that was not asked for the longest time goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._held: OrderedDict[Key, tuple[T, int]] = OrderedDict()

    def get(self, key: Key) -> T | None:
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        return found[0]

    def keep(self, key: Key, answer: T, size: int) -> None:
        """Keeps an answer of so many bytes, its key among them; not one that would push out most others."""
        if size > self._most // 16 or key in self._held:
            return
        self._held[key] = (answer, size)
        self._size += size
        while self._size > self._most:
            _, (_, size) = self._held.popitem(last=False)
            self._size -= size
