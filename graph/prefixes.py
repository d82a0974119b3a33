"""Our prefixes in a query for another engine, which knows none of them."""

from __future__ import annotations

import re

from graph import iris
from graph.guard import bare

_USED = re.compile(r"(?<![\w:/#.-])([A-Za-z]*):(?=[\w%\\])")
_DECLARED = re.compile(r"(?<![\w:?$.-])PREFIX\s+([\w.-]*):", re.IGNORECASE)


def with_prefixes(query: str) -> str:
    """The query with a declaration for each of our prefixes that it uses and does not declare itself, so that it runs
    on any endpoint."""
    plain = bare(query)
    own = set(_DECLARED.findall(plain))
    used = {match[1] for match in _USED.finditer(plain)} - own
    declared = [f"PREFIX {name}: <{iris.PREFIXES[name]}>" for name in sorted(used) if name in iris.PREFIXES]
    return "\n".join([*declared, query])
