"""Addresses of other servers as a user gives them, and as they are shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from graph.credentials import PASSWORD, USER
from graph.errors import RemoteError


def require_address(url: str) -> str:
    """The address as it is; raises `RemoteError` where it is none of HTTP or holds credentials."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or not url.isprintable() or " " in url:
        raise RemoteError("an address is written http://… or https://…, for instance http://localhost:7878/query")
    if "@" in parts.netloc:
        raise RemoteError(f"leave user and password out of the address: set {USER} and {PASSWORD}, or use a netrc file")
    if parts.fragment:
        raise RemoteError("leave the part from # on out of the address")
    return url


def shown(url: str) -> str:
    """An address as it can be shown: a key may stand behind its question mark."""
    return url.partition("?")[0]
