"""Query files as the project keeps them: a head of `#+` lines and a SPARQL text with typed tokens.

The head is grlc's: a key and its value, or a key and an indented list. A token is a grlc token, `?_asOf_xsd_date` or
`?_state_iri`; it is replaced everywhere, also inside MINUS and subqueries, by one serialised term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.errors import OntologyError, QuestionError

DAY = "asOf"

_TOKEN = re.compile(r"\?_(?P<name>[A-Za-z][A-Za-z0-9]*)_(?P<type>iri|xsd_date|xsd_integer|literal)\b")


def split_file(text: str) -> tuple[dict[str, list[str]], str]:
    """Head and query of a file; every value of the head is a list, of one item where it stands on its key's line."""
    head: dict[str, list[str]] = {}
    body: list[str] = []
    key = ""
    for line in text.splitlines():
        if not line.startswith("#+"):
            body.append(line)
            continue
        content = line[2:].strip()
        if content.startswith("- "):
            head.setdefault(key, []).append(content[2:].strip())
        else:
            key, _, value = content.partition(":")
            head.setdefault(key, [])
            if value.strip():
                head[key].append(value.strip())
    return head, "\n".join(body).strip() + "\n"


def pairs(file: str, entries: list[str]) -> dict[str, str]:
    """A list of `name: value` as a dictionary; raises `OntologyError` where an entry is not written so."""
    found = {}
    for entry in entries:
        name, colon, value = entry.partition(":")
        if not colon:
            raise OntologyError(f"'{file}': '{entry}' is not written as name: value")
        found[name.strip()] = value.strip()
    return found


def tokens(query: str) -> dict[str, str]:
    """The tokens that stand in a query: name → type."""
    return {match["name"]: match["type"] for match in _TOKEN.finditer(query)}


def filled(file: str, query: str, terms: Mapping[str, str]) -> str:
    """The query with each token replaced by its term, given by name as SPARQL writes it."""

    def term(match: re.Match[str]) -> str:
        if match["name"] not in terms:
            raise QuestionError(f"question '{file}' needs {match['name']}=…")
        return terms[match["name"]]

    return _TOKEN.sub(term, query)


def day_term(day: str) -> str:
    """A day, written YYYY-MM-DD, as SPARQL writes it."""
    return f'"{day}"^^xsd:date'
