"""Runs a question of the catalogue for a day and makes an answer of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph import iris
from graph.answers import (
    Answer,
    Cell,
    Row,
    answered,
    cell,
    evidence_of,
    labels_of,
    lowest_certainty,
    sort_key,
)
from graph.dates import DateError, parse_day
from graph.errors import QuestionError
from graph.names import Thing, resolve
from graph.prefixes import with_prefixes
from graph.query_files import DAY, day_term
from graph.questions.catalogue import Parameter, Question, question
from graph.store import Iri, Literal, Rows, Store

# Variables of these beginnings are no columns: they name the statements that a row rests on, and those that belong
# to its story without carrying it.
_EVIDENCE = "statement"
_ALSO = "also"


def answer(store: Store, id: str, given: Mapping[str, str] | None = None, day: date | None = None) -> Answer:
    """The answer to a question for a day (by default the day up to which the data was curated).

    `given` are its parameters as typed; a name of a thing in any known form will do. Rows that are equal but for
    the statements behind them are one row. Raises `QuestionError` for an unknown question, parameter or name.
    """
    asked = question(id)
    day = day or store.about.covered_until
    values = _values(store, asked, given or {})
    terms = _terms(asked, values, day)
    query = asked.filled(terms)
    rows = store.select(query)
    folded, said = _measured(store, asked, values, rows) if asked.measure else (_folded(store, asked, rows), ())
    evidence = evidence_of(store, {id for _, statements, also in folded for id in (*statements, *also)})
    return answered(
        store,
        asked.id,
        asked.summary,
        day=day,
        parameters=values,
        columns=asked.columns if asked.measure else _columns(rows),
        rows=(
            Row(cells, statements, lowest_certainty(evidence[s] for s in statements if s in evidence), also)
            for cells, statements, also in folded
        ),
        notes=(*said, *_notes(store, asked, values, day), *asked.notes),
        evidence=evidence,
        cited=_cited_in_cells(folded),
        sparql=with_prefixes(query),
    )


def portable_text(store: Store, id: str, given: Mapping[str, str] | None = None, day: date | None = None) -> str:
    """The question's query as it would be run, with its prefixes declared, for any SPARQL 1.1 endpoint."""
    asked = question(id)
    values = _values(store, asked, given or {})
    return with_prefixes(asked.filled(_terms(asked, values, day or store.about.covered_until)))


# Parameters


def _values(store: Store, asked: Question, given: Mapping[str, str]) -> dict[str, Cell]:
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name in given:
        if name not in known:
            allowed = ", ".join(known) or "none"
            raise QuestionError(f"question '{asked.id}' has no parameter '{name}'; it has: {allowed}")
    return {name: _value(store, asked, parameter, given.get(name)) for name, parameter in known.items()}


def _value(store: Store, asked: Question, parameter: Parameter, typed: str | None) -> Cell:
    text = parameter.default if typed is None else typed
    if not text:
        raise QuestionError(f"question '{asked.id}' needs {parameter.name}=… ({parameter.meaning})")
    if parameter.type == "iri":
        return resolve(store, text, parameter.kinds)
    if parameter.type == "xsd_date":
        try:
            return parse_day(text).isoformat()
        except DateError as error:
            raise QuestionError(f"{parameter.name}: {error}") from None
    if parameter.type == "xsd_integer":
        if not text.lstrip("-").isdecimal():
            raise QuestionError(f"{parameter.name}: '{text}' is no whole number")
        return int(text)
    return text


def _terms(asked: Question, values: Mapping[str, Cell], day: date) -> dict[str, str]:
    terms = {DAY: day_term(day.isoformat())}
    for parameter in asked.parameters:
        value = values[parameter.name]
        if isinstance(value, Thing):
            terms[parameter.name] = f"<{value.iri}>"
        elif isinstance(value, int):
            terms[parameter.name] = str(value)
        elif parameter.type == "xsd_date":
            terms[parameter.name] = day_term(str(value))
        else:
            terms[parameter.name] = _quoted(str(value))
    return terms


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


# Rows


def _columns(rows: Rows) -> tuple[str, ...]:
    return tuple(name for name in rows.variables if not name.startswith((_EVIDENCE, _ALSO)))


def _things_in(rows: Rows) -> set[str]:
    found = set()
    for row in rows.rows:
        for term in row:
            if isinstance(term, Iri) and term.value.startswith(iris.THING):
                found.add(term.value.removeprefix(iris.THING))
    return found


_Folded = tuple[dict[str, Cell], tuple[str, ...], tuple[str, ...]]


def _measured(
    store: Store, asked: Question, values: Mapping[str, Cell], rows: Rows
) -> tuple[list[_Folded], tuple[str, ...]]:
    """The rows that a measure computes on the statements that the query selects, and what is to be said of them."""
    # Only here: other questions start without networkx.
    from graph.questions.measures import measured

    found, notes = measured(store, asked.measure, rows, {k: v for k, v in values.items() if isinstance(v, Thing)})
    return [(cells, statements, ()) for cells, statements in found], notes


def _folded(store: Store, asked: Question, rows: Rows) -> list[_Folded]:
    """Rows with the statements behind them and beside them; list columns gather their values, sorted by id."""
    labels = labels_of(store, _things_in(rows))
    columns = _columns(rows)
    gathered: dict[tuple[Cell, ...], dict[str, dict[Cell, None]]] = {}
    for terms in rows.dicts():
        cells = {name: cell(terms[name], labels) for name in columns}
        key = tuple(cells[name] for name in columns if name not in asked.lists)
        lists = gathered.setdefault(key, {name: {} for name in (*asked.lists, _EVIDENCE, _ALSO)})
        for name in asked.lists:
            if cells[name] is not None:
                lists[name][cells[name]] = None
        for name, term in terms.items():
            for group in (_EVIDENCE, _ALSO):
                if name.startswith(group) and isinstance(term, Iri):
                    lists[group][term.value.removeprefix(iris.STATEMENT)] = None
    folded = []
    for key, lists in gathered.items():
        single = iter(key)
        cells = {
            name: tuple(sorted(lists[name], key=sort_key)) if name in asked.lists else next(single) for name in columns
        }
        statements = tuple(sorted(str(id) for id in lists[_EVIDENCE]))
        also = tuple(sorted(str(id) for id in lists[_ALSO] if id not in lists[_EVIDENCE]))
        folded.append((cells, statements, also))
    return folded


def _cited_in_cells(folded: list[_Folded]) -> set[str]:
    """Source keys that stand in a column called `source`, where a question gives them itself."""
    found: set[str] = set()
    for cells, _, _ in folded:
        value = cells.get("source")
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, str):
                found.add(item)
    return found


# Notes


def _notes(store: Store, asked: Question, values: Mapping[str, Cell], day: date) -> list[str]:
    notes = []
    covered = store.about.covered_until
    if asked.asks_for_a_day and day > covered:
        further = {until for until in store.about.covered_by_table.values() if until > covered}
        reach = f"; some tables reach to {max(further)}" if further else ""
        notes.append(
            f"{day} is after {covered}, the day up to which the data was curated{reach}:"
            " what changed since then is not in this answer."
        )
    for scope in asked.complete:
        subject, target = _given(scope.subject, values), _given(scope.object, values)
        if scope.or_predecessor:
            body = standing_body(store, target, day)
            if body is None:
                notes.append(f"On {day} there was no {short_name(store, target)}, nor a predecessor of it.")
                continue
            if body.id != target:
                notes.append(
                    f"On {day} the {short_name(store, target)} did not exist yet; its predecessor, {body.label}, counts in its place."
                )
            target = body.id
        notes.append(_completeness_note(store, subject, scope.relation, target, day))
    # Two lists may lack the same: it is said once.
    return list(dict.fromkeys(notes))


def _given(part: str, values: Mapping[str, Cell]) -> str:
    """A part of a list's scope, with the parameter it may stand for."""
    if not part.startswith("$"):
        return part
    thing = values[part[1:]]
    assert isinstance(thing, Thing)
    return thing.id


def _completeness_note(store: Store, subject: str, relation: str, target: str, day: date) -> str:
    """Whether the list behind an answer is complete on the day: only then does absence from it mean no. What the
    curators remark on the list goes with it, also where it was complete only up to an earlier day."""
    if relation == "exists":
        name = _named(store, target).removeprefix("any ")
        if not _began(store, target, day):
            return f"On {day} there was no {name} yet."
        listed = f"every {name}"
        subject, target = target, ""
    else:
        name = _named(store, target)
        if not _began(store, target, day):
            return f"On {day} there was no {name.removeprefix('any ')} yet."
        listed = " ".join(part for part in (subject and _named(store, subject), store.word(relation), name) if part)
    scopes = _scopes(store, subject, relation, target)
    holding = [scope for scope in scopes if scope.begins <= day < scope.ends]
    if holding:
        remark = " ".join(dict.fromkeys(scope.note for scope in holding if scope.note))
        return f"List “{listed}”: complete on {day}, so absence from it means no." + (f" {remark}" if remark else "")
    ended = max((scope for scope in scopes if scope.ends <= day), key=lambda scope: scope.ends, default=None)
    text = f"List “{listed}”: not known to be complete on {day}, so absence from it does not mean no."
    if ended is None:
        return text
    return f"{text} It is complete up to the day before {ended.ends}." + (f" {ended.note}" if ended.note else "")


def _began(store: Store, target: str, day: date) -> bool:
    """Whether the thing, or any thing of the kind, may exist on the day or have existed before it; true where nothing
    is recorded of its beginning."""
    if not target:
        return True
    key = f"{target} {day}"
    return store.recalled("begun", [key], lambda _: {key: _has_begun(store, target, day)})[key]


def _has_begun(store: Store, target: str, day: date) -> bool:
    which = (
        f"?thing a <{iris.class_of(target.removeprefix('kind:'))}> ."
        if target.startswith("kind:")
        else f"VALUES ?thing {{ <{iris.THING}{target}> }}"
    )
    life = f"{which} ?life rdf:subject ?thing ; rdf:predicate :exists ; :possiblyFrom ?from"
    # The first one found has mostly begun, and then the earliest need not be looked for.
    for query in (f"SELECT ?from WHERE {{ {life} }} LIMIT 1", f"SELECT (MIN(?from) AS ?first) WHERE {{ {life} }}"):
        rows = store.select(query).rows
        found = rows[0][0] if rows else None
        if not isinstance(found, Literal) or found.value <= day.isoformat():
            return True
    return False


def _named(store: Store, part: str) -> str:
    if part.startswith("kind:"):
        kind = iris.class_of(part.removeprefix("kind:")).removeprefix(iris.ONTOLOGY)
        return f"any {store.word(kind)}"
    return short_name(store, part)


def standing_body(store: Store, organisation: str, day: date) -> Thing | None:
    """The organisation itself on a day on which it exists, before that its predecessor; None if there was neither."""
    lives = store.select(
        f"""SELECT ?body ?label ?from ?until WHERE {{
          {{
            VALUES ?body {{ <{iris.THING}{organisation}> }}
            ?life rdf:subject ?body ; rdf:predicate :exists ; :validFrom ?from ; :validUntil ?until .
            ?body skos:prefLabel ?label .
          }}
          UNION
          {{
            ?succession rdf:subject <{iris.THING}{organisation}> ; rdf:predicate :succeeds ; rdf:object ?body .
            ?life rdf:subject ?body ; rdf:predicate :exists ; :validFrom ?from ; :validUntil ?until .
            ?body skos:prefLabel ?label .
          }}
        }} ORDER BY STR(?body)"""
    )
    own: list[tuple[str, str, Thing]] = []
    other: list[tuple[str, str, Thing]] = []
    for row in lives.dicts():
        body, label, begins, ends = row["body"], row["label"], row["from"], row["until"]
        assert isinstance(body, Iri) and isinstance(label, Literal)
        assert isinstance(begins, Literal) and isinstance(ends, Literal)
        thing = Thing(body.value.removeprefix(iris.THING), label.value)
        (own if thing.id == organisation else other).append((begins.value, ends.value, thing))
    today = day.isoformat()
    if any(begins <= today for begins, _, _ in own):
        other = []
    return next((thing for begins, ends, thing in [*own, *other] if begins <= today < ends), None)


def short_name(store: Store, entity: str) -> str:
    """The acronym of an entity where it has one, else its preferred name."""
    return store.recalled("short names", [entity], lambda _: {entity: _short_name(store, entity)})[entity]


def _short_name(store: Store, entity: str) -> str:
    rows = store.select(
        f"SELECT ?label ?acronym WHERE {{ <{iris.THING}{entity}> skos:prefLabel ?label"
        f" OPTIONAL {{ <{iris.THING}{entity}> :acronym ?acronym }} }}"
    ).rows
    for label, acronym in rows:
        best = acronym or label
        if isinstance(best, Literal):
            return best.value
    return entity


def is_complete(store: Store, subject: str, relation: str, target: str, day: date) -> bool:
    """Whether a completeness statement covers this list on the day. One for any subject covers each, one for a kind
    of object covers each object of that kind."""
    return any(scope.begins <= day < scope.ends for scope in _scopes(store, subject, relation, target))


@dataclass(frozen=True, slots=True)
class _Complete:
    """A stretch of days on which a list is complete, the end excluded, and what is to be said of it."""

    begins: date
    ends: date
    note: str


def _scopes(store: Store, subject: str, relation: str, target: str) -> list[_Complete]:
    key = f"{subject} {relation} {target}"
    return store.recalled("scopes", [key], lambda _: {key: _found_scopes(store, subject, relation, target)})[key]


def _found_scopes(store: Store, subject: str, relation: str, target: str) -> list[_Complete]:
    rows = store.select(
        f"""SELECT DISTINCT ?scope ?from ?until ?note WHERE {{
          ?scope :completeRelation :{relation} ; :validFrom ?from ; :validUntil ?until .
          {_covers("Subject", subject)}
          {_covers("Object", target)}
          OPTIONAL {{ ?scope :note ?note }}
        }} ORDER BY ?from STR(?scope)"""
    )
    found = []
    for row in rows.dicts():
        begins, ends, note = row["from"], row["until"], row["note"]
        assert isinstance(begins, Literal) and isinstance(ends, Literal)
        words = note.value if isinstance(note, Literal) else ""
        found.append(_Complete(date.fromisoformat(begins.value), date.fromisoformat(ends.value), words))
    return found


def _covers(part: str, wanted: str) -> str:
    anything = f"{{ ?scope a :CompletenessStatement . MINUS {{ ?scope :complete{part} ?one }} MINUS {{ ?scope :complete{part}Kind ?kind }} }}"
    if not wanted:
        return anything
    if wanted.startswith("kind:"):
        return f"{anything} UNION {{ ?scope :complete{part}Kind <{iris.class_of(wanted.removeprefix('kind:'))}> }}"
    thing = f"<{iris.THING}{wanted}>"
    return f"{anything} UNION {{ ?scope :complete{part} {thing} }} UNION {{ {thing} a ?class . ?scope :complete{part}Kind ?class }}"
