"""Where things, sources and questions have their pages in a site, and where a record stands on its page.

Addresses are relative, so that a site works from disk and below any path. Ids and keys are slugs by the rules of the
tables; should one hold anything else, that is written out, so that no two pages share a file.
"""

from __future__ import annotations

import re

_NOT_SAFE = re.compile(r"[^a-z0-9-]")


def safe(name: str) -> str:
    """A name as a part of a file's name: slugs as they are, every other character by its number."""
    return _NOT_SAFE.sub(lambda found: f"_{ord(found[0]):x}_", name)


def thing_file(id: str) -> str:
    """The file of a thing's dossier."""
    return f"thing/{safe(id)}.html"


def source_file(key: str) -> str:
    """The file of what rests on a source."""
    return f"source/{safe(key)}.html"


def question_file(id: str) -> str:
    """The file of a question with its answers."""
    return f"question/{safe(id)}.html"


def anchor(record: str, id: str) -> str:
    """Where a record of a kind (statement, milestone, position, claim, recommendation, observation, term) stands on
    its page. Ids of records are letters, digits and hyphens."""
    return f"{record}-{id}"
