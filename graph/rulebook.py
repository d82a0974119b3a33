"""The rules as their files hold them: what each derives, why, and the query that yields it for a day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.errors import OntologyError
from graph.locations import RULES_FOLDER
from graph.query_files import DAY, day_term, filled, split_file, tokens


@dataclass(frozen=True, slots=True)
class Absence:
    """What a rule's subject lacks: relation, object, and what it concerns (empty where that does not matter)."""

    relation: str
    object: str
    concerning: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One file of `ontology/rules/`.

    Its query yields for a day `?subject`, `?object`, `?verdict` (yes or unknown) and, in variables beginning
    `statement`, what each row rests on. `because` says in one sentence why it holds, `source` cites where that is
    laid down (empty where the rule is a definition of ours). Of the objects that are `undecided` it derives nothing,
    since how far it reaches is a matter on which positions differ: object and matter, by id.
    """

    id: str
    derives: str
    because: str
    source: str
    absences: tuple[Absence, ...]
    undecided: tuple[tuple[str, str], ...]
    query: str

    def for_day(self, day: str) -> str:
        """The query for a day, written YYYY-MM-DD."""
        return filled(self.id, self.query, {DAY: day_term(day)})


def read_rules(ontology: Path) -> tuple[Rule, ...]:
    """Every rule, by id; raises `OntologyError` where a file is not as described."""
    return tuple(
        read_rule(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted((ontology / RULES_FOLDER).glob("*.rq"))
    )


def read_rule(id: str, text: str) -> Rule:
    """A rule from the text of its file."""
    head, query = split_file(text)
    for key in ("derives", "because"):
        if len(head.get(key, [])) != 1:
            raise OntologyError(f"rule '{id}' needs one line '#+ {key}: …'")
    if set(tokens(query)) != {DAY}:
        raise OntologyError(f"rule '{id}' must be asked for a day and nothing else")
    absences = []
    for entry in head.get("absent", []):
        parts = [*entry.split(), ""]
        absences.append(Absence(parts[0], parts[1], parts[2]))
    undecided = []
    for entry in head.get("undecided", []):
        if len(entry.split()) != 2:
            raise OntologyError(f"rule '{id}': '{entry}' is not written as object matter")
        target, matter = entry.split()
        undecided.append((target, matter))
    return Rule(
        id=id,
        derives=head["derives"][0],
        because=head["because"][0],
        source=head.get("source", [""])[0],
        absences=tuple(absences),
        undecided=tuple(undecided),
        query=query,
    )
