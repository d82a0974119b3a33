"""Everything that is held about one thing: what it is, its names, milestones, and statements on a day or over time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from graph import iris
from graph.answers import Answer, Row
from graph.dates import Holds
from graph.names import Thing, resolve
from graph.questions import answer
from graph.store import Iri, Literal, Store


@dataclass(frozen=True, slots=True)
class Dossier:
    """A thing with its kinds (class names), description, codes as pairs, other names, and two answers."""

    thing: Thing
    kinds: tuple[str, ...]
    description: str
    note: str
    codes: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    statements: Answer
    milestones: Answer

    def heading(self) -> list[str]:
        """Name, kinds, description, note, other names and codes, a line each."""
        lines = [f"{self.thing.label} ({self.thing.id}): {', '.join(self.kinds)}"]
        lines += [line for line in (self.description, self.note) if line]
        if self.names:
            lines.append("also: " + "; ".join(self.names))
        lines += [f"{term}: {value}" for term, value in self.codes]
        return lines

    def to_markdown(self) -> str:
        """The dossier as a note: heading, statements and milestones with their sources."""
        parts = [
            f"# {self.thing.label}",
            "",
            *(f"- {line}" for line in self.heading()),
            "",
            self.statements.to_markdown(),
        ]
        if self.milestones.rows:
            parts.append(self.milestones.to_markdown())
        return "\n".join(parts)

    def to_json(self) -> str:
        """The thing, and its statements and milestones in the form of answers."""
        document = {
            "thing": {"id": self.thing.id, "label": self.thing.label},
            "kinds": list(self.kinds),
            "description": self.description,
            "note": self.note,
            "names": list(self.names),
            "codes": [{"scheme": term, "value": value} for term, value in self.codes],
            "statements": json.loads(self.statements.to_json(explain=True)),
            "milestones": json.loads(self.milestones.to_json()),
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def dossier(store: Store, name: str, day: date | None = None) -> Dossier:
    """All about the thing of that name; with a day, each statement also says whether it holds on it, and those
    that certainly do not are left out. Raises `QuestionError` with the nearest names for an unknown one."""
    thing = resolve(store, name)
    statements = answer(store, "statements-about", {"entity": thing.id}, day)
    if day is not None:
        statements = _on(statements, day)
    facts = store.select(
        f"""SELECT ?term ?value WHERE {{ <{thing.iri}> ?term ?value }} ORDER BY STR(?term) STR(?value)"""
    ).rows
    kinds, names, codes = [], [], []
    description = note = ""
    for term, value in facts:
        if not isinstance(term, Iri) or not isinstance(value, Iri | Literal):
            continue
        local = term.value.removeprefix(iris.ONTOLOGY)
        if term.value == iris.PREFIXES["rdf"] + "type":
            kinds.append(value.value.removeprefix(iris.ONTOLOGY))
        elif term.value == iris.PREFIXES["skos"] + "altLabel":
            names.append(value.value)
        elif term.value == iris.PREFIXES["dcterms"] + "description":
            description = value.value
        elif local == "note":
            note = value.value
        elif term.value in _CODE_TERMS:
            codes.append((_CODE_TERMS[term.value], value.value.removeprefix(iris.CONCEPT)))
    return Dossier(
        thing=thing,
        kinds=tuple(kinds),
        description=description,
        note=note,
        codes=tuple(sorted(codes)),
        names=tuple(sorted(set(names))),
        statements=statements,
        milestones=answer(store, "milestones-of", {"entity": thing.id}, day),
    )


def _on(found: Answer, day: date) -> Answer:
    """The statements that hold or may hold on the day, with a column that says which."""
    rows = []
    for row in found.rows:
        (statement,) = row.statements
        held = found.evidence[statement].span.holds_on(day)
        if held is not Holds.NO:
            cells = {**row.cells, "on_the_day": held.value}
            rows.append(Row(cells, row.statements, row.certainty))
    evidence = {statement: found.evidence[statement] for row in rows for statement in row.statements}
    return replace(found, columns=(*found.columns, "on_the_day"), rows=tuple(rows), evidence=evidence)


_CODE_TERMS = {
    iris.ONTOLOGY + "iso2": "ISO 3166-1 alpha-2",
    iris.ONTOLOGY + "iso3": "ISO 3166-1 alpha-3",
    iris.ONTOLOGY + "cowCode": "COW",
    iris.ONTOLOGY + "gwCode": "Gleditsch–Ward",
    iris.ONTOLOGY + "celex": "CELEX",
    iris.ONTOLOGY + "eli": "ELI",
    iris.ONTOLOGY + "officialJournal": "Official Journal",
    iris.ONTOLOGY + "acronym": "acronym",
    iris.ONTOLOGY + "domain": "domain",
    iris.ONTOLOGY + "wave": "wave",
    iris.PREFIXES["schema"] + "url": "homepage",
    iris.PREFIXES["skos"] + "exactMatch": "same as",
}
