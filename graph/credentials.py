"""Who we are to another server: only from the environment or a netrc file, never from an address.

`EUNATO_ENDPOINT_TOKEN` is sent as a bearer token; `EUNATO_ENDPOINT_USER` and `EUNATO_ENDPOINT_PASSWORD` answer a server
that asks for them; otherwise the entry of the host in the file that `NETRC` names, or in `~/.netrc`, does.
"""

from __future__ import annotations

import netrc
import os
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import RemoteError

TOKEN, USER, PASSWORD = "EUNATO_ENDPOINT_TOKEN", "EUNATO_ENDPOINT_USER", "EUNATO_ENDPOINT_PASSWORD"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token, or a user with a password. Their text never shows, not even in a trace."""

    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def credentials_for(host: str) -> Credentials | None:
    """What is to be told to this host, None if there is nothing; raises `RemoteError` for a netrc file that cannot be
    read."""
    if token := os.environ.get(TOKEN):
        return Credentials(token=token)
    if user := os.environ.get(USER):
        return Credentials(user=user, password=os.environ.get(PASSWORD, ""))
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    if not path.is_file():
        return None
    try:
        found = netrc.netrc(str(path)).authenticators(host)
    except netrc.NetrcParseError as error:
        raise RemoteError(f"{path} is not as a netrc file should be: line {error.lineno}") from None
    except OSError as error:
        raise RemoteError(f"{path} cannot be read: {error.strerror}") from None
    return Credentials(user=found[0], password=found[2] or "") if found else None
