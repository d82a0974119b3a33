"""The question files: one portable SPARQL query each, with a head that says what it asks and gives.

Parameters stand in the query as grlc tokens and are replaced everywhere by one serialised term (`query_files`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.errors import OntologyError, QuestionError
from graph.locations import RULES_FOLDER, ontology_folder
from graph.query_files import DAY, filled, pairs, split_file, tokens

FOLDER = Path(__file__).parent
# What can be computed on the statements that a question selects; how stands in `measures`.
MEASURES = frozenset({"between-the-sides", "cut-points", "communities", "most-linked"})
_OR_PREDECESSOR = " or predecessor"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter: for an `iri` the kinds of thing it may be (empty = any), and its default."""

    name: str
    type: str
    kinds: tuple[str, ...]
    meaning: str
    default: str


@dataclass(frozen=True, slots=True)
class Scope:
    """A list on whose completeness an answer rests; its parts as written in the question's head."""

    subject: str
    relation: str
    object: str
    or_predecessor: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the catalogue. `complete` names the lists on whose completeness its answer rests, as subject,
    relation and object: an id, `kind:<kind>`, `$<parameter>`, or empty for any; written with `or predecessor`, the
    object's predecessor counts before it existed. With a `measure` its query selects the statements of the day and
    the rows are computed on the network of these. Parameters that are `assumed` keep their defaults in plain words
    that name none of them."""

    id: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: dict[str, str]
    lists: frozenset[str]
    complete: tuple[Scope, ...]
    notes: tuple[str, ...]
    phrases: tuple[str, ...]
    measure: str
    assumed: frozenset[str]
    query: str

    @property
    def asks_for_a_day(self) -> bool:
        return f"?_{DAY}_xsd_date" in self.query

    def filled(self, terms: dict[str, str]) -> str:
        """The query with each token replaced by its term, given by parameter name as SPARQL writes it."""
        return filled(self.id, self.query, terms)


def question_ids() -> list[str]:
    """The ids of all questions, sorted. A rule is a question too: what it derives can be asked for any day."""
    return sorted(path.stem for folder in _folders() for path in folder.glob("*.rq"))


def _folders() -> tuple[Path, Path]:
    return FOLDER, ontology_folder() / RULES_FOLDER


@cache
def question(id: str) -> Question:
    """One question of the catalogue; raises `QuestionError` if there is none of that id."""
    if re.fullmatch(r"[a-z0-9-]+", id):
        for folder in _folders():
            path = folder / f"{id}.rq"
            if path.is_file():
                return read_question(id, path.read_text(encoding="utf-8"))
    raise QuestionError(f"the catalogue has no question '{id}'", _similar(id))


def read_question(id: str, text: str) -> Question:
    """A question from the text of its file; raises `OntologyError` if its head is not as described."""
    head, query = split_file(text)
    defaults = pairs(id, head.get("defaults", []))
    described = pairs(id, head.get("parameters", []))
    types = tokens(query)
    types.pop(DAY, None)
    if set(types) != set(described):
        raise OntologyError(f"question '{id}': parameters described {sorted(described)}, used {sorted(types)}")
    parameters = []
    for name, described_as in described.items():
        kinds, bar, meaning = described_as.partition("|")
        allowed = tuple(kind.strip() for kind in kinds.split(",") if kind.strip() not in ("", "any")) if bar else ()
        parameters.append(
            Parameter(name, types[name], allowed, meaning.strip() or described_as, defaults.get(name, ""))
        )
    complete = []
    for entry in head.get("complete", []):
        words = entry.removesuffix(_OR_PREDECESSOR).split()
        if len(words) not in (2, 3):
            raise OntologyError(f"question '{id}': '{entry}' is not written as [subject] relation object")
        subject = words[0] if len(words) == 3 else ""
        complete.append(Scope(subject, words[-2], words[-1], entry.endswith(_OR_PREDECESSOR)))
    if not head.get("summary"):
        raise OntologyError(f"question '{id}' has no summary")
    measure = head.get("measure", [""])[0]
    if measure and measure not in MEASURES:
        raise OntologyError(
            f"question '{id}': no measure is called '{measure}'; there are {', '.join(sorted(MEASURES))}"
        )
    assumed = frozenset(head.get("assumed", []))
    if not assumed <= set(described):
        raise OntologyError(f"question '{id}': assumed {sorted(assumed)}, described {sorted(described)}")
    return Question(
        id=id,
        summary=head["summary"][0],
        description=" ".join(head.get("description", [])),
        tags=tuple(head.get("tags", [])),
        parameters=tuple(parameters),
        columns=pairs(id, head.get("columns", [])),
        lists=frozenset(head.get("lists", [])),
        complete=tuple(complete),
        notes=tuple(head.get("notes", [])),
        phrases=tuple(head.get("phrases", [])),
        measure=measure,
        assumed=assumed,
        query=query,
    )


def _similar(id: str) -> list[str]:
    import difflib

    return difflib.get_close_matches(id, question_ids(), n=3, cutoff=0.4)
