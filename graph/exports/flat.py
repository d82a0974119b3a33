"""All that the graph holds as flat tables, each column with its meaning: what CSV, XLSX and SQLite are written from.

Without a day every row is there; with one, of what has days only what holds on it or may, and the last column `on_day`
tells which.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from graph import iris
from graph.answers import CERTAINTIES
from graph.contents import Cited, Contents, Entry, Fact, Position
from graph.dates import Holds
from graph.exports.columns import (
    CERTAINTY,
    CODES,
    NOTE,
    SOURCES,
    Column,
    Table,
    bound,
    bounds,
    cited_text,
    code,
    joined,
    kept,
    of_last,
    on_day,
    reference,
    table_of,
    written,
    yes,
)
from graph.exports.material import Material
from graph.store import Iri, Literal, Store

_OF_STATES: Final = ("iso2", "iso3", "cow", "gw")


def counts(record: Fact | Position) -> bool:
    """Whether a record counts at all: not unverified, and no denial."""
    return record.certainty != CERTAINTIES[0] and not (isinstance(record, Fact) and record.denied)


def flat_tables(material: Material) -> tuple[Table, ...]:
    """Every table, each after those that it refers to."""
    held, day = material.held, material.day
    return (
        _sources(held),
        _things(held, day),
        _names(held),
        _statements(held, day),
        _milestones(held, day),
        _positions(held, day),
        _third_state_steps(material),
        _claims(held),
        _recommendations(held),
        _observations(held),
        _mentions(held),
        _completeness(held, day),
        _citations(held, day),
    )


def states_table(material: Material) -> Table:
    """States and polities with their codes and what they are members of on the day."""
    held, day = material.held, material.day or material.about.covered_until
    member_of: dict[str, list[str]] = {}
    for fact in held.facts.values():
        if fact.relation == "memberOf" and counts(fact) and fact.span.holds_on(day) is Holds.YES:
            member_of.setdefault(fact.subject, []).append(held.label(fact.object))
    return table_of(
        "states",
        "States and polities",
        f"One row a state or polity. Codes are those of today; what changed over time is in the panel export. "
        f"Memberships are those that certainly hold on {day}.",
        ("id",),
        [thing for thing in held.things.values() if is_state(thing)],
        Column("id", "Id of the thing.", lambda thing: thing.id, refers="things"),
        Column("name", "Preferred name.", lambda thing: thing.label),
        Column("kind", "State, or Polity where statehood is disputed.", lambda thing: thing.kind),
        *(code(name) for name in _OF_STATES),
        Column(
            "member_of",
            f"Of what it is certainly a member on {day}; only what is recorded and not unverified.",
            lambda thing: joined(sorted(member_of.get(thing.id, ()))),
        ),
        Column("other_names", "Other names in use or once in use.", lambda thing: joined(thing.names)),
        Column("note", "What a reader should know.", lambda thing: thing.note),
    )


def is_state(thing: Entry) -> bool:
    """Whether a thing is a state, or a polity whose statehood is disputed."""
    return thing.kind in ("State", "Polity")


# The tables


def _sources(held: Contents) -> Table:
    return table_of(
        "sources",
        "Sources",
        "One row a source.",
        ("id",),
        held.sources.values(),
        Column("id", "Key of the source, as citations name it after `@`.", lambda source: source.id),
        Column("citation", "The source as it is cited.", lambda source: source.text),
        Column("grade", "Kind of source, from official act to press.", lambda source: source.grade),
        Column("primary", "yes: a primary source.", lambda source: yes(source.primary)),
        Column(
            "party_to_dispute",
            "yes: its author is a party to a dispute that it reports.",
            lambda source: yes(source.party_to_dispute),
        ),
        Column("url", "Address.", lambda source: source.url),
    )


def _things(held: Contents, day: date | None) -> Table:
    existence = {fact.subject: fact for fact in held.facts.values() if fact.relation == "exists" and not fact.denied}

    def exists(part: str) -> Callable[[Entry], str]:
        return lambda thing: getattr(existence[thing.id], part) if thing.id in existence else ""

    def exists_on_day(thing: Entry) -> str:
        assert day is not None
        if thing.id not in existence or existence[thing.id].certainty == CERTAINTIES[0]:
            return ""
        return existence[thing.id].span.holds_on(day).value

    return table_of(
        "things",
        "Things",
        "One row a thing: state, organisation, body, treaty, act, project, operation and so on. All are there for "
        "every day, since other rows name them.",
        ("id",),
        held.things.values(),
        Column("id", "Id; its address is https://w3id.org/eunato/id/ and the id.", lambda thing: thing.id),
        Column("name", "Preferred name.", lambda thing: thing.label),
        Column("kind", "The most telling of its kinds: a class of the ontology.", lambda thing: thing.kind),
        Column("kinds", "All its kinds.", lambda thing: joined(thing.kinds)),
        Column("acronym", "Acronym.", lambda thing: thing.acronym),
        Column("from", "First day of its existence, as written; empty where none is recorded.", exists("begins")),
        Column("to", "First day on which it no longer exists, as written.", exists("ends")),
        Column("certainty", "Certainty of these days.", exists("certainty")),
        *map(code, CODES),
        Column("description", "What it is.", lambda thing: thing.description),
        Column("other_names", "Other names in use or once in use.", lambda thing: joined(thing.names)),
        Column("links", "Addresses elsewhere: homepage, Wikidata, tables of the EU.", lambda t: joined(t.links)),
        Column("sources", "Citations: @key, locator; @key2, locator.", lambda thing: cited_text(thing.cited)),
        Column("note", "What a reader should know.", lambda thing: thing.note),
        *(
            [
                Column(
                    "on_day",
                    f"Whether it exists on {day}: yes, no, unknown; empty without recorded days.",
                    exists_on_day,
                )
            ]
            if day
            else []
        ),
    )


def _names(held: Contents) -> Table:
    return table_of(
        "names",
        "Names with days",
        "One row a further name of a thing for which days or sources are recorded; other names are in `things`.",
        ("entity", "lang", "kind", "name"),
        held.names,
        reference("entity", "Whose name.", "things", lambda name: name.entity),
        Column("name", "The name.", lambda name: name.name),
        Column("lang", "Its language, as BCP 47 tag.", lambda name: name.lang),
        Column("kind", "official, short, acronym, former, translation or misspelling.", lambda name: name.kind),
        Column("from", "First day of its use, as written.", lambda name: name.begins),
        Column("to", "First day on which it is no longer used, as written.", lambda name: name.ends),
        SOURCES,
    )


def _statements(held: Contents, day: date | None) -> Table:
    return table_of(
        "statements",
        "Statements",
        "One row a statement: subject, relation, object, and the days on which it holds. Rows with `holds` = no are "
        "denials; rows with certainty unverified count nowhere.",
        ("id",),
        (fact for fact in held.facts.values() if kept(fact.span, day)),
        Column("id", "Id of the statement.", lambda fact: fact.id),
        reference("subject", "Of what it is said.", "things", lambda fact: fact.subject),
        Column("subject_name", "Its name.", lambda fact: held.label(fact.subject)),
        Column("relation", "Relation of the ontology; `exists` has no object.", lambda fact: fact.relation),
        Column("relation_name", "The relation in words.", lambda fact: held.words.get(fact.relation, fact.relation)),
        reference("object", "To what it relates.", "things", lambda fact: fact.object),
        Column("object_name", "Its name.", lambda fact: held.label(fact.object)),
        reference("concerning", "On what matter.", "things", lambda fact: fact.concerning),
        Column("role", "In which role.", lambda fact: fact.role),
        *written(),
        Column("holds", "yes, or no for a denial.", lambda fact: yes(not fact.denied)),
        Column("basis", "Ids of the acts on which it rests.", lambda fact: joined(fact.basis)),
        CERTAINTY,
        Column("contested_by", "Ids of those who dispute it.", lambda fact: joined(fact.contested_by)),
        *bounds(),
        SOURCES,
        NOTE,
        *on_day(day),
    )


def _milestones(held: Contents, day: date | None) -> Table:
    return table_of(
        "milestones",
        "Milestones",
        "One row what happened to a thing and when: signed, adopted, in force and so on."
        + (f" Those that happened, or may have happened, up to {day}." if day else ""),
        ("id",),
        (milestone for milestone in held.milestones if day is None or milestone.earliest <= day),
        Column("id", "Id of the milestone.", lambda milestone: milestone.id),
        reference("entity", "Whose milestone.", "things", lambda milestone: milestone.entity),
        Column("entity_name", "Its name.", lambda milestone: held.label(milestone.entity)),
        Column("milestone", "What happened.", lambda milestone: milestone.milestone),
        Column("date", "The day, as written.", lambda milestone: milestone.written),
        Column("earliest", "First day that this may mean.", lambda m: bound(m.earliest), "date"),
        Column("latest", "Last day that this may mean.", lambda m: bound(m.latest), "date"),
        reference("act", "The act by which it happened.", "things", lambda milestone: milestone.act),
        Column("act_name", "Its name.", lambda milestone: held.label(milestone.act)),
        CERTAINTY,
        SOURCES,
        NOTE,
    )


def _positions(held: Contents, day: date | None) -> Table:
    return table_of(
        "positions",
        "Positions",
        "One row who takes which stance on what, towards whom, in which forum and on whose account. No statement of "
        "fact about the matter.",
        ("id",),
        (position for position in held.positions if kept(position.span, day)),
        Column("id", "Id of the position.", lambda position: position.id),
        reference("holder", "Who takes the stance.", "things", lambda position: position.holder),
        Column("holder_name", "The name.", lambda position: held.label(position.holder)),
        Column("stance", "Which stance.", lambda position: position.stance),
        reference("matter", "On what.", "things", lambda position: position.matter),
        Column("matter_name", "The name.", lambda position: held.label(position.matter)),
        reference("towards", "Towards whom.", "things", lambda position: position.towards),
        Column("towards_name", "The name.", lambda position: held.label(position.towards)),
        reference("forum", "In which forum.", "things", lambda position: position.forum),
        Column("forum_name", "The name.", lambda position: held.label(position.forum)),
        Column("attributed_to", "On whose account: ids or keys of sources.", lambda p: joined(p.attributed_to)),
        *written(),
        CERTAINTY,
        *bounds(),
        SOURCES,
        NOTE,
        *on_day(day),
    )


def _third_state_steps(material: Material) -> Table:
    held, stages = material.held, _stages(material.store)
    members = {
        fact.subject
        for fact in held.facts.values()
        if fact.relation == "memberOf" and fact.object == "pesco" and not fact.denied
    }
    steps = [
        (*stages[fact.relation], fact)
        for fact in held.facts.values()
        if fact.relation in stages
        and held.things[fact.object].kind == "PescoProject"
        and fact.subject not in members
        and kept(fact.span, material.day)
    ]
    steps.sort(key=lambda step: (step[-1].subject, step[-1].object, step[0], step[-1].id))
    columns = (
        reference("state", "The third state.", "things", lambda fact: fact.subject),
        Column("state_name", "Its name.", lambda fact: held.label(fact.subject)),
        reference("project", "The PESCO project.", "things", lambda fact: fact.object),
        Column("project_name", "Its name.", lambda fact: held.label(fact.object)),
    )
    days = (
        *written(),
        Column("holds", "yes, or no for a denial.", lambda fact: yes(not fact.denied)),
        Column("basis", "Ids of the acts on which it rests.", lambda fact: joined(fact.basis)),
        CERTAINTY,
        *bounds(),
        reference("statement", "The statement that says so.", "statements", lambda fact: fact.id),
        SOURCES,
        NOTE,
        *on_day(material.day),
    )
    return table_of(
        "third_state_steps",
        "Steps of third states in PESCO",
        "One row a recorded step of a state on its way into a PESCO project, of states that were never members of "
        "PESCO. Each step holds from its own day; authorised is not participating. Rows with `holds` = no are denials; "
        "unverified rows count nowhere.",
        ("statement",),
        steps,
        *(of_last(column) for column in columns),
        Column("rank", "How far on the way, from 1.", lambda step: step[0], "integer"),
        Column("stage", "Which step.", lambda step: step[1]),
        *(of_last(column) for column in days),
    )


def _stages(store: Store) -> dict[str, tuple[int, str]]:
    """The steps into a project by relation: how far on the way, and their name."""
    rows = store.select("SELECT ?step ?stage ?rank WHERE { ?step :stage ?stage . ?stage :stageRank ?rank }").rows
    return {
        step.value.removeprefix(iris.ONTOLOGY): (int(rank.value), stage.value.removeprefix(iris.CONCEPT))
        for step, stage, rank in rows
        if isinstance(step, Iri) and isinstance(stage, Iri) and isinstance(rank, Literal)
    }


def _claims(held: Contents) -> Table:
    return table_of(
        "claims",
        "Claims of the literature",
        "One row a claim of a publication, right or wrong. Claims are no statements of the graph.",
        ("id",),
        held.claims,
        Column("id", "Id of the claim.", lambda claim: claim.id),
        reference("source", "The publication.", "sources", lambda claim: claim.source),
        Column("locator", "Where in it.", lambda claim: claim.locator),
        Column("as_of", "The day for which it is said.", lambda claim: claim.written),
        Column("text", "What is said, in our words.", lambda claim: claim.text),
        Column("question", "Question of the catalogue that computes it.", lambda claim: claim.question),
        Column("parameters", "Its parameters.", lambda claim: claim.parameters),
        Column("value", "What is claimed.", lambda claim: claim.value),
        Column("verdict", "What the curators judge where no question computes it.", lambda claim: claim.verdict),
        Column("verdict_note", "The graph's own view.", lambda claim: claim.note),
        Column("corrected_by", "Ids of what says better.", lambda claim: joined(claim.corrected_by)),
    )


def _recommendations(held: Contents) -> Table:
    return table_of(
        "recommendations",
        "Recommendations",
        "One row who asks what of whom, and what met it since.",
        ("id",),
        held.recommendations,
        Column("id", "Id of the recommendation.", lambda item: item.id),
        reference("source", "The publication.", "sources", lambda item: item.source),
        Column("locator", "Where in it.", lambda item: item.locator),
        Column("by", "Who asks.", lambda item: joined(item.by)),
        Column("addressed_to", "Of whom.", lambda item: joined(item.addressed_to)),
        Column("about", "About what.", lambda item: joined(item.about)),
        Column("text", "What is asked, in our words.", lambda item: item.text),
        Column("met_by", "What met it since.", lambda item: joined(item.met_by)),
        Column("met_degree", "How far.", lambda item: item.met_degree),
        NOTE,
    )


def _observations(held: Contents) -> Table:
    return table_of(
        "observations",
        "Observations",
        "One row a measured value.",
        ("id",),
        held.observations,
        Column("id", "Id of the observation.", lambda item: item.id),
        reference("subject", "Of what.", "things", lambda item: item.subject),
        Column("subject_name", "Its name.", lambda item: held.label(item.subject)),
        Column("measure", "What is measured.", lambda item: item.measure),
        Column("value", "The value, as written.", lambda item: item.value),
        Column("unit", "Its unit.", lambda item: item.unit),
        Column("period", "The days or year it is of.", lambda item: item.period),
        Column("vintage", "When the figure was published.", lambda item: item.vintage),
        SOURCES,
        NOTE,
    )


def _mentions(held: Contents) -> Table:
    return table_of(
        "mentions",
        "Mentions",
        "One row a thing that a publication speaks of, and where.",
        ("entity", "source", "locator"),
        held.mentions,
        reference("entity", "What is spoken of.", "things", lambda item: item.entity),
        Column("entity_name", "Its name.", lambda item: held.label(item.entity)),
        reference("source", "The publication.", "sources", lambda item: item.source),
        Column("locator", "Where in it.", lambda item: item.locator),
    )


def _completeness(held: Contents, day: date | None) -> Table:
    return table_of(
        "completeness",
        "Complete lists",
        "One row a list that is known to be complete on its days. Only there does absence from it mean no.",
        ("id",),
        (item for item in held.completeness if kept(item.span, day)),
        Column("id", "Id of the list.", lambda item: item.id),
        Column("subject", "An id, `kind:` and a class, or empty for any.", lambda item: item.subject),
        Column("relation", "The relation whose list is complete.", lambda item: item.relation),
        Column("object", "An id, `kind:` and a class, or empty for any.", lambda item: item.object),
        Column("role", "In which role; empty for any.", lambda item: item.role),
        Column("from", "First day of completeness, as written.", lambda item: item.begins),
        Column("to", "First day for which it is not known to be complete.", lambda item: item.ends),
        *bounds(),
        SOURCES,
        NOTE,
        *on_day(day),
    )


def _citations(held: Contents, day: date | None) -> Table:
    cited: list[tuple[str, str, Cited]] = [
        *(("things", thing.id, thing.cited) for thing in held.things.values()),
        *(("statements", fact.id, fact.cited) for fact in held.facts.values() if kept(fact.span, day)),
        *(("milestones", m.id, m.cited) for m in held.milestones if day is None or m.earliest <= day),
        *(("positions", position.id, position.cited) for position in held.positions if kept(position.span, day)),
        *(("observations", item.id, item.cited) for item in held.observations),
        *(("completeness", item.id, item.cited) for item in held.completeness if kept(item.span, day)),
    ]
    return table_of(
        "citations",
        "Citations",
        "One row a citation of a row of another table, for joins; the same stand together in the columns `sources`.",
        ("table", "row", "number"),
        (
            (table, row, number, key, locator)
            for table, row, pairs in cited
            for number, (key, locator) in enumerate(pairs, start=1)
        ),
        Column("table", "The table of the row that is shown.", lambda item: item[0]),
        Column("row", "Its id there.", lambda item: item[1]),
        Column("number", "Which of its citations, from 1.", lambda item: item[2], "integer"),
        reference("source", "The source.", "sources", lambda item: item[3]),
        Column("locator", "Where in it.", lambda item: item[4]),
    )
