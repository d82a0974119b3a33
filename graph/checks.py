"""What rows must mean together: one named function for each rule, each yielding every problem it finds.

A rule's docstring is its reason. Rules look at certain bounds only, so a date that is merely coarse is never
called an error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graph.dates import read_date
from graph.errors import DataError, Place, Problem, Severity
from graph.folding import fold
from graph.model import Certainty, Completeness, Dataset, Dated, Entity, Milestone, Name, Position, Statement

# A row of the first implies the second; must agree with rdfs:subPropertyOf in the ontology (a test compares them).
IMPLIED_RELATION = {"coordinates": "participatesIn"}

# Stated once, true both ways; must agree with owl:SymmetricProperty in the ontology.
SYMMETRIC_RELATIONS = frozenset({"cooperatesWith", "hasAgreementWith"})

# Relations that cannot hold before their object exists, nor after it has ended.
_BOUND_TO_OBJECT = frozenset(
    {
        "memberOf",
        "associatedWith",
        "observerIn",
        "participatesIn",
        "coordinates",
        "authorisedToJoin",
        "invitedToJoin",
        "arrangementConcluded",
    }
)
_TO_SETTLE = "To settle:"
# What may follow the parts of an id: the number of a further stint, and --not for a denial.
_STINT = re.compile(r"(--([2-9]|[1-9][0-9]+))?")
_DENIAL = re.compile(r"(--([2-9]|[1-9][0-9]+))?--not")

Rule = Callable[[Dataset], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Shares:
    """How many rows of a file rest on which certainty."""

    file: str
    rows: int
    confirmed: int
    probable: int
    unverified: int


def run(dataset: Dataset) -> list[Problem]:
    """Every problem that any rule finds, in the order of files and lines."""
    found = [problem for rule in RULES for problem in rule(dataset)]
    return sorted(found, key=lambda problem: (problem.place, problem.rule))


def require_sound(problems: Iterable[Problem]) -> None:
    """Raises `DataError` with all errors if there is at least one; warnings stop nothing."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        raise DataError(f"{count} in the tables; nothing was loaded", errors)


def shares(dataset: Dataset) -> list[Shares]:
    """The evidence behind each file of statements, entities and milestones; entities without days are not counted."""
    counts: dict[str, dict[Certainty, int]] = defaultdict(lambda: defaultdict(int))
    rows: list[Entity | Statement | Milestone | Position] = [
        *dataset.entities,
        *dataset.statements,
        *dataset.milestones,
        *dataset.positions,
    ]
    for row in rows:
        if row.certainty is not None:
            counts[row.place.file][row.certainty] += 1
    return [
        Shares(
            file,
            sum(by_certainty.values()),
            by_certainty[Certainty.CONFIRMED],
            by_certainty[Certainty.PROBABLE],
            by_certainty[Certainty.UNVERIFIED],
        )
        for file, by_certainty in sorted(counts.items())
    ]


# Ids and references


class Identified(Protocol):
    """A row with an id of its own."""

    @property
    def id(self) -> str: ...

    @property
    def place(self) -> Place: ...


def duplicate_ids(data: Dataset) -> Iterator[Problem]:
    """An id names one thing for ever, or nothing can be cited by it."""
    tables: list[Sequence[Identified]] = [
        data.entities,
        data.statements,
        data.milestones,
        data.completeness,
        data.retired,
        data.positions,
        data.claims,
        data.recommendations,
        data.observations,
    ]
    for rows in tables:
        first: dict[str, Place] = {}
        for row in rows:
            if row.id in first:
                yield _error(
                    "duplicate-id",
                    row.place.at("id"),
                    f"'{row.id}' already stands at {first[row.id]}; remove one of the two, or give one an id of its own",
                )
            else:
                first[row.id] = row.place


def duplicate_rows(data: Dataset) -> Iterator[Problem]:
    """The same fact with the same days under two ids would be counted twice."""
    first: dict[tuple[object, ...], Statement] = {}
    for row in data.statements:
        key = (*row.about, row.denied, row.dated.begins, row.dated.ends)
        other = first.setdefault(key, row)
        if other is not row:
            yield _error(
                "duplicate-row",
                row.place,
                f"says the same as {other.place} ({other.id}); remove one of the two rows",
            )


def retired_ids(data: Dataset) -> Iterator[Problem]:
    """A retired id is never used again."""
    retired = {row.id: row for row in data.retired}
    rows: list[Entity | Statement] = [*data.entities, *data.statements]
    for row in rows:
        if row.id in retired:
            yield _error(
                "retired-id",
                row.place.at("id"),
                f"'{row.id}' was retired ({retired[row.id].place}); choose a new id",
            )


def unknown_ids(data: Dataset) -> Iterator[Problem]:
    """Every id that a row names must be an entity."""
    for place, column, used in _references(data):
        if used not in data.by_id and used not in data.held_back and "entities" not in data.unread:
            yield _error(
                "unknown-id",
                place.at(column),
                f"'{used}' is no entity; add it to a table of entities or correct the id",
            )


def unknown_corrections(data: Dataset) -> Iterator[Problem]:
    """What corrects a claim is a row of these tables; whoever a position is attributed to is an entity or a source."""
    rows: list[Sequence[Identified]] = [data.statements, data.milestones, data.positions, data.observations]
    known = {*data.by_id, *(row.id for table in rows for row in table), *data.held_back}
    for claim in data.claims:
        for used in claim.corrected_by:
            if used not in known:
                yield _error(
                    "unknown-id",
                    claim.place.at("corrected_by"),
                    f"'{used}' is no entity, statement, milestone, position or observation; add it or correct the id",
                )
    for position in data.positions:
        for used in position.attributed_to:
            if used not in known and used not in data.sources:
                yield _error(
                    "unknown-id",
                    position.place.at("attributed_to"),
                    f"'{used}' is no entity and no source; add it or correct the id",
                )


def unknown_sources(data: Dataset) -> Iterator[Problem]:
    """Every cited key must stand in sources.json."""
    if "sources" in data.unread:
        return
    known = {*data.sources, *data.held_back}
    for place, citations in data.cited():
        for citation in citations:
            if citation.source not in known:
                yield _error(
                    "unknown-source",
                    place.at("sources"),
                    f"'@{citation.source}' is not in sources.json; add it there or correct the key",
                )


def unused_sources(data: Dataset) -> Iterator[Problem]:
    """A source on which nothing rests is a slip or a left-over."""
    used = {citation.source for _, citations in data.cited() for citation in citations}
    for key, source in data.sources.items():
        if key not in used:
            yield Problem(
                "unused-source",
                Severity.WARNING,
                source.place,
                f"nothing cites '{key}'; cite it or remove it",
            )


def statement_ids(data: Dataset) -> Iterator[Problem]:
    """A statement's id says what it states, so that a reader of the id alone is not misled."""
    for row in data.statements:
        expected = "--".join(part for part in (row.subject, row.relation, row.object, row.concerning) if part)
        rest = row.id.removeprefix(expected)
        if row.denied:
            stint = rest.removesuffix("--not").removeprefix("--")
            good = row.id.startswith(expected) and rest.endswith("--not") and (not stint or stint.isdecimal())
        else:
            good = row.id.startswith(expected) and _STINT.fullmatch(rest) is not None
        if not good:
            ending = "--not" if row.denied else " (--2, --3 … for further stints)"
            yield _error(
                "statement-id",
                row.place.at("id"),
                f"'{row.id}' does not name its parts; write {expected}{ending}",
            )


# Evidence


def unverified_notes(data: Dataset) -> Iterator[Problem]:
    """What could not be verified says what would settle it."""
    rows: list[Entity | Statement | Milestone | Position] = [
        *data.entities,
        *data.statements,
        *data.milestones,
        *data.positions,
    ]
    for row in rows:
        if row.certainty is Certainty.UNVERIFIED and not row.note.startswith(_TO_SETTLE):
            yield _error(
                "unverified-note",
                row.place.at("note"),
                f"an unverified row must say what would settle it; begin with '{_TO_SETTLE}'",
            )


def older_than_sources_allow(data: Dataset) -> Iterator[Problem]:
    """A source written before something began cannot show that it began: a treaty signed in 2003 does not prove
    a membership of 2004, nor an authorisation of May a participation in December."""
    rows: list[Entity | Statement | Position] = [*data.entities, *data.statements, *data.positions]
    for row in rows:
        if row.dated is None or not row.sources:
            continue
        begins = _first_day_shown(row.dated)
        cited = [data.sources[citation.source] for citation in row.sources if citation.source in data.sources]
        known = [source.shown_until.last for source in cited if source.shown_until is not None]
        if any(day >= begins for day in known) or not cited:
            continue
        if len(known) == len(cited):
            yield _error(
                "older-than-sources",
                row.place.at("sources"),
                f"begins {row.dated.begins}, but its latest source is of {max(known)}; cite one that was written later",
            )
        else:
            yield Problem(
                "undated-source",
                Severity.WARNING,
                row.place.at("sources"),
                "rests on a source without a date; give the source `issued` or `accessed`",
            )


# Days


def end_before_start(data: Dataset) -> Iterator[Problem]:
    """An end that comes before its start under every reading of the dates."""
    rows: list[Entity | Statement | Completeness | Name | Position] = [
        *data.positions,
        *data.entities,
        *data.statements,
        *data.completeness,
        *data.names,
    ]
    for row in rows:
        if row.dated is not None and not (row.dated.span.is_ordered and _shown_before_end(row.dated)):
            yield _error(
                "end-before-start",
                row.place.at("to"),
                f"{row.dated.ends} is not after `from` {row.dated.begins}; swap them or correct the source"
                " (`to` is the first day on which it no longer holds)",
            )


def overlapping_stints(data: Dataset) -> Iterator[Problem]:
    """Two stints of one fact cannot both hold on one day; a coordinator's row already says that it takes part."""
    for rows in _by_fact(row for row in data.statements if not row.denied).values():
        for index, row in enumerate(rows):
            for other in rows[:index]:
                if row.dated.span.certainly_overlaps(other.dated.span):
                    yield _error(
                        "overlapping-stints",
                        row.place.at("from"),
                        f"overlaps {other.id} ({other.place}); end the earlier stint or remove one of the rows",
                    )


def positive_against_negative(data: Dataset) -> Iterator[Problem]:
    """A fact and its denial cannot both stand for one day, unless the rows say by whom it is contested."""
    # That a state does not coordinate does not deny that it takes part: only what is stated is widened.
    denied: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for row in data.statements:
        if row.denied:
            denied[row.subject, row.relation, row.object, row.concerning, row.role].append(row)
    for row in data.statements:
        if row.denied:
            continue
        for relation in dict.fromkeys((row.relation, _implied(row.relation))):
            for other in denied.get((row.subject, relation, row.object, row.concerning, row.role), ()):
                contested = row.contested_by or other.contested_by
                if row.dated.span.certainly_overlaps(other.dated.span) and not contested:
                    yield _error(
                        "positive-against-negative",
                        row.place,
                        f"is denied for the same days by {other.id} ({other.place}); correct the days or fill contested_by",
                    )


def outside_existence(data: Dataset) -> Iterator[Problem]:
    """Nothing takes part in a project before its adoption, nor in an organisation that has ended."""
    for row in data.statements:
        thing = data.by_id.get(row.object)
        if row.denied or row.relation not in _BOUND_TO_OBJECT or thing is None or thing.dated is None:
            continue
        span, life = row.dated.span, thing.dated.span
        if span.valid_from < life.possibly_from:
            yield _error(
                "before-existence",
                row.place.at("from"),
                f"{row.dated.begins} is before {thing.id} existed ({thing.dated.begins}, {thing.place})"
                "; correct the day here or there",
            )
        if span.valid_until > life.possibly_until:
            yield _error(
                "after-end",
                row.place.at("to"),
                f"{row.dated.ends or 'an open end'} is after the end of {thing.id} ({thing.dated.ends}, {thing.place}); end the statement then",
            )


def participants_have_standing(data: Dataset) -> Iterator[Problem]:
    """Whoever takes part in a PESCO project is a member of PESCO or a third state that the Council authorised:
    Decision (CFSP) 2017/2315, art. 5, and Decision (CFSP) 2020/1639, art. 2."""
    if "statements" in data.unread:
        return
    standing: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for row in data.statements:
        if not row.denied and (row.relation, row.object) == ("memberOf", "pesco"):
            standing[row.subject, ""].append(row)
        if not row.denied and row.relation == "authorisedToJoin":
            standing[row.subject, row.object].append(row)
    for row in data.statements:
        project = data.by_id.get(row.object)
        if (
            row.denied
            or _implied(row.relation) != "participatesIn"
            or project is None
            or "pesco-project" not in project.kinds
        ):
            continue
        if not row.dated.span.is_certain_somewhere:
            continue
        if data.held_back & {f"{row.subject}--memberOf--pesco", f"{row.subject}--authorisedToJoin--{row.object}"}:
            continue
        grounds = standing[row.subject, ""] + standing[row.subject, row.object]
        if not any(
            ground.dated.span.possibly_from <= row.dated.span.valid_from < ground.dated.span.possibly_until
            for ground in grounds
        ):
            yield _error(
                "no-standing",
                row.place.at("subject"),
                f"on {row.dated.span.valid_from} '{row.subject}' is neither a member of PESCO nor authorised to join {row.object};"
                " correct the day, or add the membership or authorisation",
            )


# Positions, recommendations, symmetric relations


def blocked_forums(data: Dataset) -> Iterator[Problem]:
    """A veto is used somewhere: without a forum whose rule gives one, nobody blocks, they object."""
    for position in data.positions:
        if position.stance == "blocks" and not position.forum:
            yield _error(
                "blocks-without-forum",
                position.place.at("forum"),
                "a position that blocks needs the forum in which the veto was used; name it, or write objects",
            )


def met_after_asked(data: Dataset) -> Iterator[Problem]:
    """What met a recommendation came after it: what was there before cannot answer it."""
    for row in data.recommendations:
        source = data.sources.get(row.said_in.source)
        asked = source.shown_until if source is not None else None
        for id in row.met_by:
            thing = data.by_id.get(id)
            if asked is None or thing is None or thing.dated is None:
                continue
            if thing.dated.span.valid_from < asked.first:
                yield _error(
                    "met-before-asked",
                    row.place.at("met_by"),
                    f"'{id}' began {thing.dated.begins}, before the text of {asked.first}; it cannot have met it",
                )


def symmetric_order(data: Dataset) -> Iterator[Problem]:
    """A symmetric statement is curated once, the lower id first, or the two could disagree."""
    for row in data.statements:
        if row.relation in SYMMETRIC_RELATIONS and row.subject > row.object:
            yield _error(
                "symmetric-order",
                row.place.at("subject"),
                f"'{row.relation}' holds both ways; write '{row.object}' as subject and '{row.subject}' as object",
            )


# Names


def ambiguous_names(data: Dataset) -> Iterator[Problem]:
    """A name that two entities bear cannot be resolved without asking back."""
    bearers: dict[str, dict[str, Place]] = defaultdict(dict)
    for entity in data.entities:
        for text in (entity.name, entity.acronym):
            if fold(text):
                bearers[fold(text)].setdefault(entity.id, entity.place)
    for name in data.names:
        if fold(name.name):
            bearers[fold(name.name)].setdefault(name.entity, name.place)
    for key, entities in bearers.items():
        if len(entities) > 1:
            *others, last = entities
            yield Problem(
                "ambiguous-name",
                Severity.WARNING,
                entities[last],
                f"'{key}' names {', '.join([*others, last])}; make one of the names more exact if it is not meant",
            )


RULES: tuple[Rule, ...] = (
    duplicate_ids,
    duplicate_rows,
    retired_ids,
    unknown_ids,
    unknown_corrections,
    unknown_sources,
    unused_sources,
    statement_ids,
    unverified_notes,
    older_than_sources_allow,
    end_before_start,
    overlapping_stints,
    positive_against_negative,
    outside_existence,
    participants_have_standing,
    blocked_forums,
    met_after_asked,
    symmetric_order,
    ambiguous_names,
)


def _error(rule: str, place: Place, text: str) -> Problem:
    return Problem(rule, Severity.ERROR, place, text)


def _implied(relation: str) -> str:
    return IMPLIED_RELATION.get(relation, relation)


def _by_fact(rows: Iterable[Statement]) -> dict[tuple[str, ...], list[Statement]]:
    found: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for row in rows:
        found[row.subject, _implied(row.relation), row.object, row.concerning, row.role].append(row)
    return found


def _shown_before_end(dated: Dated) -> bool:
    """Whether what a source shows on or before a day had not ended by then."""
    return not dated.begins.startswith("..") or dated.span.possibly_until > _first_day_shown(dated)


def _first_day_shown(dated: Dated) -> date:
    """The first day on which a source can show that it holds: that of the latest date in `from`."""
    return read_date(dated.begins.rpartition("..")[2]).first


def _references(data: Dataset) -> Iterator[tuple[Place, str, str]]:
    for row in data.statements:
        yield row.place, "subject", row.subject
        yield row.place, "object", row.object
        if row.concerning:
            yield row.place, "concerning", row.concerning
        for used in row.basis:
            yield row.place, "basis", used
        for used in row.contested_by:
            yield row.place, "contested_by", used
    for name in data.names:
        yield name.place, "entity", name.entity
    for milestone in data.milestones:
        yield milestone.place, "entity", milestone.entity
        if milestone.act:
            yield milestone.place, "act", milestone.act
    for position in data.positions:
        for column, used in (
            ("holder", position.holder),
            ("matter", position.matter),
            ("towards", position.towards),
            ("forum", position.forum),
        ):
            if used:
                yield position.place, column, used
    for recommendation in data.recommendations:
        for column, several in (
            ("by", recommendation.by),
            ("to", recommendation.addressed_to),
            ("about", recommendation.about),
            ("met_by", recommendation.met_by),
        ):
            for used in several:
                yield recommendation.place, column, used
    for observation in data.observations:
        yield observation.place, "subject", observation.subject
    for mention in data.mentions:
        yield mention.place, "entity", mention.entity
    for scope in data.completeness:
        for column, used in (("subject", scope.subject), ("object", scope.object)):
            if used and not used.startswith("kind:"):
                yield scope.place, column, used
