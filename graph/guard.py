"""What a query text may not do, found before it reaches the engine.

The engine has no guard of its own: it calls out on `SERVICE`, and a few thousand nested brackets overflow its
stack and end the process.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from graph.errors import QuestionError

MOST_CHARACTERS = 100_000
DEEPEST_NESTING = 200

_SKIPPED = re.compile(
    r"\\."  # an escaped sign in a name: ex:o\'clock begins no text
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r'|<[^<>"{}|^`\s]*>'
    r"|#[^\n\r]*",
    re.DOTALL,
)
# What looks like an address may be two comparisons (?a<'b'&&'c'>?d), and only the engine's grammar knows. With a scheme
# and two slashes it can be nothing else.
_SURE = re.compile(r"<[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NAMES = re.compile(r"[?$]\w+|:[\w:%][\w:%-]*")
_FROM = re.compile(r"(?<![\w:?$.-])FROM(?![\w:-])", re.IGNORECASE)
# The engine wants no space around a word: 1SERVICESILENT:a is one too.
_SERVICE = re.compile("SERVICE", re.IGNORECASE)
# Where an address and a name together are no address, the engine reads the end of ex:SERVICE as the word: what follows
# betrays it.
_CALL = re.compile(
    r"""(?P<variable>[?$]\w*)?SERVICE\s*(?:SILENT\s*)?(?:<[^>]*>|[?$]\w+|[^\s<>?$"'{]*:[^\s{]*)\s*\{""", re.IGNORECASE
)
# A service that can be allowed: its whole address stands there.
_NAMED = re.compile(r"SERVICE\s*(?:SILENT\s*)?<(?P<address>https?://[^>\\]*)>\s*\{", re.IGNORECASE)


def check_query(text: str, services: Collection[str] = ()) -> None:
    """Raises `QuestionError` if the text is too long, nested too deeply, or reaches for another server.

    `services` are the addresses that it may ask by SERVICE, each written out in full as it stands here.
    """
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(f"the query has {len(text):,} characters; at most {MOST_CHARACTERS:,} are allowed")
    # Where a text or comment might begin inside what looks like an address, nothing of the query is taken for hidden.
    doubtful = any(
        not _SURE.match(found[0]) and set(found[0]) & set("'#\\")
        for found in _SKIPPED.finditer(text)
        if found[0].startswith("<")
    )
    plain = text if doubtful else bare(text)
    depth = deepest = 0
    for character in plain:
        if character in "{([":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "})]" and not doubtful:
            depth -= 1
    if deepest > DEEPEST_NESTING:
        raise QuestionError(f"the query nests {deepest} brackets; at most {DEEPEST_NESTING} are allowed")
    if _SERVICE.search(plain) and (doubtful or _calls(text, services)):
        if services:
            raise QuestionError(
                "the query uses SERVICE for an address that is not allowed; each is named with --allow-service"
                f" and written out in the query: <{'>, <'.join(sorted(services))}>"
            )
        raise QuestionError(
            "the query uses SERVICE, which would ask another server; only the graph itself may be asked"
        )


def _calls(text: str, services: Collection[str]) -> bool:
    """Whether the query calls, or may call, another server than these."""
    shown = _SKIPPED.sub(lambda found: found[0] if found[0].startswith("<") else " ", text)
    if services:
        shown = _NAMED.sub(lambda found: " {" if found["address"] in services else found[0], shown)
    if any(not found["variable"] for found in _CALL.finditer(shown)):
        return True
    return _SERVICE.search(_NAMES.sub(" ", bare(shown))) is not None


def names_dataset(text: str) -> bool:
    """Whether the query says itself with FROM which graphs it asks."""
    return _FROM.search(bare(text)) is not None


def bare(text: str) -> str:
    """The query without its texts, addresses and comments."""
    return _SKIPPED.sub(" ", text)
