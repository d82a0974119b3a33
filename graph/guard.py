"""What a query text may not do, found before it reaches the engine.

The engine has no guard of its own: it calls out on `SERVICE`, and a few thousand nested brackets overflow its
stack and end the process.
"""

from __future__ import annotations

import re

from graph.errors import QuestionError

MOST_CHARACTERS = 100_000
DEEPEST_NESTING = 200

_SKIPPED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|#[^\n\r]*",
    re.DOTALL,
)
_FROM = re.compile(r"(?<![\w:?$.-])FROM(?![\w:-])", re.IGNORECASE)
_SERVICE = re.compile(r"(?<![\w:?$.-])SERVICE(?![\w:-])", re.IGNORECASE)


def check_query(text: str) -> None:
    """Raises `QuestionError` if the text is too long, nested too deeply, or reaches for another server."""
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(f"the query has {len(text):,} characters; at most {MOST_CHARACTERS:,} are allowed")
    plain = bare(text)
    depth = deepest = 0
    for character in plain:
        if character in "{([":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "})]":
            depth -= 1
    if deepest > DEEPEST_NESTING:
        raise QuestionError(f"the query nests {deepest} brackets; at most {DEEPEST_NESTING} are allowed")
    if _SERVICE.search(plain):
        raise QuestionError(
            "the query uses SERVICE, which would ask another server; only the graph itself may be asked"
        )


def names_dataset(text: str) -> bool:
    """Whether the query says itself with FROM which graphs it asks."""
    return _FROM.search(bare(text)) is not None


def bare(text: str) -> str:
    """The query without its texts, addresses and comments."""
    return _SKIPPED.sub(" ", text)
