"""Derived relations of a day with the statements that each rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph import iris
from graph.errors import OntologyError
from graph.rulebook import Rule
from graph.store import Iri, Literal, Store


@dataclass(frozen=True, slots=True)
class Derived:
    """One derived relation: subject and object by id, `verdict` yes or unknown, the rule, and its premises."""

    subject: str
    object: str
    verdict: str
    rule: Rule
    statements: tuple[str, ...]


def derive(store: Store, day: date, relation: str | None = None) -> list[Derived]:
    """What the rules yield for a day, sorted; only for one derived relation if it is named."""
    found: list[Derived] = []
    for rule in store.rules:
        if relation is not None and rule.derives != relation:
            continue
        rows = store.select(rule.for_day(day.isoformat()))
        missing = {"subject", "object", "verdict"} - set(rows.variables)
        if missing:
            raise OntologyError(f"rule '{rule.id}' does not select {', '.join(sorted(missing))}")
        for row in rows.dicts():
            subject, target, verdict = row["subject"], row["object"], row["verdict"]
            if not isinstance(subject, Iri) or not isinstance(target, Iri) or not isinstance(verdict, Literal):
                continue
            premises = {
                term.value.removeprefix(iris.STATEMENT)
                for name, term in row.items()
                if name.startswith("statement") and isinstance(term, Iri)
            }
            found.append(
                Derived(
                    subject.value.removeprefix(iris.THING),
                    target.value.removeprefix(iris.THING),
                    verdict.value,
                    rule,
                    tuple(sorted(premises)),
                )
            )
    return sorted(found, key=lambda item: (item.rule.id, item.subject, item.object, item.statements))
