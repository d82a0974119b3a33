"""Whatever can be cited, found by what a user types: the data set, a source, a thing, a record, an answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from graph import iris
from graph.answers import Answer, labels_of
from graph.citations import Bibliography, Work, bibliography_of, own
from graph.citations.sources import keys_of
from graph.contents import (
    Claim,
    Fact,
    Milestone,
    Observation,
    Position,
    Recommendation,
    Record,
    record_ids,
    record_of,
)
from graph.dates import Span
from graph.errors import QuestionError
from graph.names import SeveralThings, Thing, resolve, suggest
from graph.store import About, Iri, Literal, Store
from graph.wording import Wording, days_in_words, standing

_NEAREST = 4
_LEAST_LIKENESS = 60.0
# What can stand in an address, and so be an id; anything else is at most a name.
_ID = re.compile(r"@?[^\s\x00-\x1f<>\"{}|\\^`/]+")
_SPACES: dict[type, str] = {
    Fact: iris.STATEMENT,
    Milestone: iris.MILESTONE,
    Position: iris.POSITION,
    Claim: iris.CLAIM,
    Recommendation: iris.RECOMMENDATION,
    Observation: iris.OBSERVATION,
}
_ADDRESSES = (iris.SOURCE, iris.THING, *_SPACES.values())


def cite(store: Store, cited: Iterable[str | Answer], day: date, sources: bool = False) -> Bibliography:
    """How to cite these, sorted by key and each once; the data set where nothing is named.

    A text is the key of a source (with or without `@`), the id of a statement, milestone, position, claim,
    recommendation or observation, the id or a name of a thing, or the address of one of these. `sources` adds those
    that answers, records and things rest on. Raises `QuestionError` with the nearest for what is not held.
    """
    works: list[Work] = []
    behind: set[str] = set()
    for one in cited:
        work, keys = _of_answer(store.about, one) if isinstance(one, Answer) else _of_text(store, one.strip(), day)
        works.append(work)
        behind.update(keys)
    if not works:
        works.append(own.dataset(store.about, day))
    if sources:
        works += bibliography_of(store, behind).works
    return Bibliography(works)


def answer_work(about: About, found: Answer) -> Work:
    """An answer as a work: its question and parameters, how many rows it has, and their fingerprint. Its key is of its
    own for each question, set of parameters, day and content."""
    # Two questions without rows have the same fingerprint.
    mark = hashlib.sha256(f"{found.asked} {found.fingerprint}".encode()).hexdigest()[:12]
    return own.part(
        f"eunato-{found.question}-{found.as_of}-{mark}",
        "dataset",
        found.title,
        about,
        date.fromisoformat(found.as_of),
        iris.BASE,
        (
            f"question {found.asked}",
            f"{len(found.rows)} row{'' if len(found.rows) == 1 else 's'}",
            f"answer SHA-256 {found.fingerprint}",
        ),
    )


def thing_work(about: About, thing: Thing, day: date) -> Work:
    """A thing as a work: its dossier."""
    return own.part(f"eunato-{thing.id}", "entry", thing.label, about, day, thing.iri)


def record_work(store: Store, record: Record, day: date) -> Work:
    """A statement or other record as a work: what it says in words, its days, how certain it is, how it stands on the
    day, who contests it, and its sources with their locators."""
    title, said = _said(store, record, day)
    texts = {reference.id: reference.text.rstrip(".") for reference in bibliography_of(store, _keys(record))}
    rests_on = [(f"@{key}, {locator}", texts.get(key, "")) for key, locator in _cited(record)]
    address = _SPACES[type(record)] + record.id
    return own.part(record.id, "entry", title, store.about, day, address, tuple(said), rests_on)


# Finding what is meant


def _of_answer(about: About, found: Answer) -> tuple[Work, Iterable[str]]:
    return answer_work(about, found), [reference.id for reference in found.sources]


def _of_text(store: Store, text: str, day: date) -> tuple[Work, Iterable[str]]:
    """The work that a text means, and the keys of the sources that it rests on."""
    if not text:
        raise QuestionError("an empty text names nothing that can be cited")
    id = next((text.removeprefix(space) for space in _ADDRESSES if text.startswith(space)), text)
    if _ID.fullmatch(id):
        of_source = bibliography_of(store, [id.removeprefix("@")]).works
        if of_source:
            return of_source[0], ()
        record = record_of(store, id)
        if record is not None:
            return record_work(store, record, day), _keys(record)
    if id.startswith("@"):
        raise _unknown(store, id)
    try:
        thing = resolve(store, id)
    except SeveralThings:
        raise
    except QuestionError:
        raise _unknown(store, id) from None
    rows = store.select(f"SELECT DISTINCT ?source WHERE {{ <{thing.iri}> :citation/:source ?source }}").rows
    return thing_work(store.about, thing, day), [
        source.value.removeprefix(iris.SOURCE) for (source,) in rows if isinstance(source, Iri)
    ]


def _unknown(store: Store, text: str) -> QuestionError:
    """Tells it with the keys, ids and names most like the text."""
    # Only what is not known needs it.
    from rapidfuzz import fuzz, process

    known = [*keys_of(store), *record_ids(store)]
    hits = process.extract(
        text.removeprefix("@"),
        known,
        scorer=fuzz.ratio,
        processor=str.lower,
        limit=_NEAREST,
        score_cutoff=_LEAST_LIKENESS,
    )
    ids, names = [id for id, *_ in hits], [thing.label for thing in suggest(store, text)]
    nearest = dict.fromkeys([*ids, *names] if "-" in text or text.startswith("@") else [*names, *ids])
    told = f"no source has the key {text}, no record that id, and no thing that name"
    return QuestionError(told, [*nearest][:_NEAREST])


# A record in words


def _said(store: Store, record: Record, day: date) -> tuple[str, list[str]]:
    """A title that says it, and what a reader must know beside it."""
    words = _wording(store, record)
    if isinstance(record, Fact):
        said = [f"statement {record.id}", _certainty(record.certainty), _on(record.span, day, record.denied)]
        if record.role:
            said.append(f"role: {words.concept(record.role)}")
        for word, ids in (("legal basis", record.basis), ("contested by", record.contested_by)):
            if ids:
                said.append(f"{word}: {', '.join(map(words.label, ids))}")
        return f"{words.fact(record)}, {days_in_words(record.begins, record.ends)}", said
    if isinstance(record, Milestone):
        act = [f"by {words.label(record.act)}"] if record.act else []
        return words.milestone(record), [f"milestone {record.id}", _certainty(record.certainty), *act]
    if isinstance(record, Position):
        held = labels_of(store, record.attributed_to)
        accounts = ", ".join(held.get(id, f"@{id}") for id in record.attributed_to)
        title = f"{words.position(record)}, {days_in_words(record.begins, record.ends)}"
        said = [f"position {record.id}", _certainty(record.certainty), _on(record.span, day)]
        return title, [*said, f"on the account of {accounts}"]
    if isinstance(record, Observation):
        period = f" ({record.period})" if record.period else ""
        return words.observation(record) + period, [f"observation {record.id}", f"vintage {record.vintage}"]
    if isinstance(record, Claim):
        judged = [f"verdict: {words.concept(f'verdict-{record.verdict}')}"] if record.verdict else []
        return f"claim: {record.text.rstrip('.')}", [f"claim {record.id}, as of {record.written}", *judged]
    return f"recommendation: {record.text.rstrip('.')}", [f"recommendation {record.id}"]


def _certainty(certainty: str) -> str:
    return f"{certainty}, which counts nowhere" if certainty == "unverified" else certainty


def _on(span: Span, day: date, denied: bool = False) -> str:
    """How it stands on the day: an ended statement is not cited as one that holds."""
    told = {
        "yes": "holds on",
        "not certain": "not certain on",
        "ended": "no longer holds on",
        "later": "does not yet hold on",
    }[standing(span, day)]
    return f"{'the denial ' if denied else ''}{told} {day}"


def _keys(record: Record) -> list[str]:
    return [key for key, _ in _cited(record)]


def _cited(record: Record) -> tuple[tuple[str, str], ...]:
    """The sources of a record with their locators; of a claim or recommendation, where it is said."""
    return ((record.source, record.locator),) if isinstance(record, Claim | Recommendation) else record.cited


def _wording(store: Store, record: Record) -> Wording:
    """The names of what this record speaks of. Relations that no word is held for, and concepts, stand for themselves."""
    ids: set[str] = set()
    slugs: set[str] = set()
    if isinstance(record, Fact):
        ids = {record.subject, record.object, record.concerning, *record.basis, *record.contested_by}
        slugs = {record.role}
    elif isinstance(record, Milestone):
        ids, slugs = {record.entity, record.act}, {record.milestone}
    elif isinstance(record, Position):
        ids, slugs = {record.holder, record.matter}, {f"stance-{record.stance}"}
    elif isinstance(record, Observation):
        ids = {record.subject}
    elif isinstance(record, Claim):
        slugs = {f"verdict-{record.verdict}"}
    labels = labels_of(store, ids - {""})
    concepts = _concepts(store, slugs - {""})
    return Wording(
        lambda id: labels.get(id, id),
        lambda name: store.relations.get(name, name),
        lambda slug: concepts.get(slug, slug),
    )


def _concepts(store: Store, slugs: Iterable[str]) -> dict[str, str]:
    wanted = " ".join(f"<{iris.CONCEPT}{slug}>" for slug in sorted(slugs))
    if not wanted:
        return {}
    rows = store.select(
        f"SELECT ?concept ?label WHERE {{ VALUES ?concept {{ {wanted} }} ?concept skos:prefLabel ?label }}"
    )
    return {
        concept.value.removeprefix(iris.CONCEPT): label.value
        for concept, label in rows.rows
        if isinstance(concept, Iri) and isinstance(label, Literal)
    }
