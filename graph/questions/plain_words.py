"""Plain words → a question of the catalogue, its parameters and the day; deterministic and without a network.

Names are found first, longest first, then days (`spoken_days`); what is left is compared with the wording of every question. A
question that needs a name of a kind that was not given, or that has no use for a name that was, is the less likely.
Where the best is not clearly ahead, or lacks a parameter, the nearest three are offered instead of an answer: a
default that nobody asked for would be a wrong answer given with confidence.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from graph import iris
from graph.errors import QuestionError
from graph.folding import fold
from graph.names import Thing
from graph.questions.catalogue import Question, question, question_ids
from graph.questions.spoken_days import Days, take_days
from graph.store import Iri, Literal, Store

_LONGEST_NAME = 9
# A best question below this share of understood words, or this close to the second, is offered, not answered.
_LEAST_SCORE = 0.42
_LEAST_LEAD = 0.04

_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "with",
        "which",
        "what",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "how",
        "many",
        "much",
        "there",
        "that",
        "this",
        "these",
        "those",
        "it",
        "its",
        "as",
        "from",
        "into",
        "than",
        "then",
        "any",
        "all",
        "each",
        "every",
        "state",
        "states",
        "country",
        "countries",
        "tell",
        "me",
        "show",
        "list",
        "give",
        "please",
        "can",
        "could",
        "would",
        "should",
        "currently",
        "now",
        "ever",
        "also",
        "not",
    ]
)
_WORD_FORMS = {
    "allies": "ally", "countries": "country", "bodies": "body", "parties": "party", "authorized": "authorised",
    "joined": "join", "joining": "join", "joins": "join", "participants": "participate", "participation": "participate",
    "participating": "participate", "participates": "participate", "participant": "participate", "part": "participate",
    "membership": "member", "members": "member", "belong": "member", "belongs": "member", "belonged": "member",
    "led": "lead", "leads": "lead", "leading": "lead", "coordinates": "coordinate", "coordinated": "coordinate",
    "coordinator": "coordinate", "coordinators": "coordinate", "coordinating": "coordinate",
    "both": "shared", "share": "shared", "common": "shared", "overlap": "shared",
    "signed": "sign", "signatories": "sign", "signatory": "sign", "signs": "sign",
    "changed": "change", "changes": "change", "shut": "exclude", "excluded": "exclude", "barred": "exclude",
    "kept": "exclude", "blocked": "block", "blocks": "block", "blocking": "block", "vetoed": "block", "veto": "block",
    "run": "running", "runs": "running", "ongoing": "running", "took": "participate", "take": "participate",
    "taking": "participate", "takes": "participate", "invited": "invite", "authorised": "authorise",
    "authorisation": "authorise", "authorised?": "authorise",
}  # fmt: skip
_MARK = re.compile(r"⟦\d+⟧")
WHY = "why"
_WHETHER = frozenset(["is", "was", "are", "were", "does", "did", "has", "have", "had", "why"])
_CUES: tuple[tuple[str, frozenset[str]], ...] = (
    ("excludedFrom", frozenset({"exclude", "excluded"})),
    ("authorisedToJoin", frozenset({"authorise", "authorised", "authorized"})),
    ("invitedToJoin", frozenset({"invite", "invited"})),
    ("requestedToJoin", frozenset({"request", "requested", "apply", "applied", "asked"})),
    ("coordinates", frozenset({"coordinate", "lead"})),
    ("memberOf", frozenset({"member"})),
    ("participatesIn", frozenset({"participate"})),
)
_TAKEN_PART_IN = frozenset(iris.class_of(kind) for kind in ("pesco-project", "operation", "exercise"))
_JOINED = frozenset(iris.class_of(kind) for kind in ("organisation", "body", "framework", "fund", "centre"))


@dataclass(frozen=True, slots=True)
class Understood:
    """What plain words were taken to mean: the question, its parameters by id, and the day (None = the default).

    The question is an id of the catalogue, or `why` with the parameters subject, relation and object.

    `said` puts it into words for the one who asked.
    """

    question: str
    parameters: dict[str, str]
    day: date | None
    said: str


def understand(store: Store, words: str, today: date | None = None) -> Understood:
    """The question meant; raises `QuestionError` with the nearest three where that is not clear.

    `today` is what the word today stands for. A month or a year stands for its last day. The beginning of a span of
    days fills a parameter `since` where the question has one; where it has none, `said` tells which one day was taken.
    """
    # Names first: the number of an act and the year of a declaration are parts of their names and no dates.
    every, marked = _take_names(store, words)
    days, rest, dated = take_days(store, marked, [thing for thing, _ in every], today)
    named = [one for number, one in enumerate(every) if number not in dated]
    left = _MARK.sub(" ", rest)
    asked_whether = _whether(words, named, left, days)
    if asked_whether is not None:
        return asked_whether
    tokens = _tokens(left)
    if not tokens:
        raise QuestionError("these words do not say what is asked", _some_questions())
    spans = days.spread or days.first is not None
    ranked = sorted(
        ((*_score(asked, tokens, named, spans), asked.id) for asked in _catalogue()),
        reverse=True,
        key=lambda hit: (hit[0], hit[2]),
    )
    (best, filled, id), second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0.0
    lacking = {parameter.name for parameter in question(id).parameters} - set(filled)
    if days.since is not None:
        lacking -= {"since"}
    # What a question assumes it assumes as a whole: of two sides, one that is named lacks the other.
    if not question(id).assumed & set(filled):
        lacking -= question(id).assumed
    if best < _LEAST_SCORE or best - second < _LEAST_LEAD or lacking:
        nearest = [f"{hit[2]}: {question(hit[2]).summary}" for hit in ranked[:3]]
        raise QuestionError(f"'{words}' is not clear enough to be answered; ask one of these by its id", nearest)
    asked = question(id)
    parameters = {name: thing.id for name, thing in filled.items()}
    day = days.day
    if any(parameter.name == "since" for parameter in asked.parameters) and days.since is not None:
        parameters["since"] = days.since.isoformat()
    else:
        # Since a day, and open: what is asked for is the state of things now, not on the day on which it began.
        day = day or (None if days.spread else days.first)
    said = f"understood as: {asked.summary} ({id}"
    said += "".join(f", {name} = {filled[name].label}" for name in filled)
    if not asked.assumed & set(filled):
        said += "".join(f", {p.name} = {p.default}" for p in asked.parameters if p.name in asked.assumed)
    said += f", since {parameters['since']}" if "since" in parameters else ""
    said += (f", as of {day})" if day else ")") + _said_of(days, day, "since" in parameters)
    return Understood(id, parameters, day, said)


def _said_of(days: Days, day: date | None, ranged: bool) -> str:
    """How the days were found, where that is not plain, and that only one of them was taken where that is so."""
    told = "".join(f"; {one}" for one in days.said)
    one_of_many = not ranged and (days.spread or days.first is not None)
    return told + (
        f"; the answer is for one day, {day or 'the last that is curated'}, of those that were named"
        if one_of_many
        else ""
    )


# Yes or no


def _whether(words: str, named: list[tuple[Thing, frozenset[str]]], left: str, days: Days) -> Understood | None:
    """`Is A in B?` asks for a verdict on one relation of two things; None where it is no such question."""
    if fold(words).split(" ")[0] not in _WHETHER or len(named) != 2:
        return None
    (subject, _), (target, kinds) = named
    said = set(fold(left).split()) | {_stem(word) for word in fold(left).split()}
    relation = next((relation for relation, cues in _CUES if cues & said), None)
    if relation is None and said & {"in", "inside", "part"}:
        relation = "participatesIn" if kinds & _TAKEN_PART_IN else "memberOf" if kinds & _JOINED else None
    if relation == "memberOf" and kinds & _TAKEN_PART_IN:
        relation = "participatesIn"
    if relation is None:
        return None
    if days.spread:
        raise QuestionError(
            "yes or no is said for one day, and these words name a span of days; name one, or ask for all that is recorded",
            [f"statements-about: {question('statements-about').summary}"],
        )
    day = days.day or days.first
    parameters = {"subject": subject.id, "relation": relation, "object": target.id}
    on = f", as of {day}" if day else ""
    return Understood(
        WHY,
        parameters,
        day,
        f"understood as: why {subject.label} {relation} {target.label}{on}" + _said_of(days, day, False),
    )


# Names


def _take_names(store: Store, words: str) -> tuple[list[tuple[Thing, frozenset[str]]], str]:
    """The things that the words name, in their order, longest names first; and the words with the number of each, in
    brackets, in its place."""
    spoken = [word for word in re.split(r"[\s,;:?!()\"“”„/⟦⟧]+|['’]s\b", words) if word]
    keys = _keys(store)
    taken: list[tuple[int, Thing, frozenset[str]]] = []
    used: set[int] = set()
    for length in range(min(_LONGEST_NAME, len(spoken)), 0, -1):
        for start in range(len(spoken) - length + 1):
            window = range(start, start + length)
            if used & set(window):
                continue
            text = " ".join(spoken[start : start + length])
            key = fold(text)
            hits = keys.get(key, ())
            if len(hits) > 1:
                hits = tuple(hit for hit in hits if fold(hit[0].label) == key)
            if len(hits) != 1 or (length == 1 and not _may_be_name(text)):
                continue
            thing, kinds = hits[0]
            taken.append((start, thing, kinds))
            used |= set(window)
    taken.sort(key=lambda hit: hit[0])
    marks = {start: f"⟦{number}⟧" for number, (start, _, _) in enumerate(taken)}
    marked = [marks.get(index, word) for index, word in enumerate(spoken) if index in marks or index not in used]
    return [(thing, kinds) for _, thing, kinds in taken], " ".join(marked)


def _may_be_name(word: str) -> bool:
    """Codes of two or three letters are words of English too (NO, IT, AT): they count in capitals only."""
    return len(word) > 3 or word.isupper() or any(letter.isupper() for letter in word[1:])


def _keys(store: Store) -> Mapping[str, tuple[tuple[Thing, frozenset[str]], ...]]:
    """Folded names → the things that bear them, with their classes."""
    if store.about.sha256 not in _KEYS:
        kinds: dict[Thing, set[str]] = {}
        bearers: dict[str, dict[Thing, None]] = {}
        for thing, label, key, kind in store.select(
            "SELECT ?thing ?label ?key ?kind WHERE { ?thing skos:hiddenLabel ?key ; skos:prefLabel ?label ; a ?kind }"
        ).rows:
            if (
                isinstance(thing, Iri)
                and isinstance(label, Literal)
                and isinstance(key, Literal)
                and isinstance(kind, Iri)
            ):
                one = Thing(thing.value.removeprefix(iris.THING), label.value)
                kinds.setdefault(one, set()).add(kind.value)
                bearers.setdefault(key.value, {})[one] = None
        _KEYS.clear()
        _KEYS[store.about.sha256] = {
            key: tuple((thing, frozenset(kinds[thing])) for thing in things) for key, things in bearers.items()
        }
    return _KEYS[store.about.sha256]


_KEYS: dict[str, Mapping[str, tuple[tuple[Thing, frozenset[str]], ...]]] = {}


# Wording


def _tokens(text: str) -> list[str]:
    return [_stem(word) for word in fold(text).split() if word not in _STOP]


def _stem(word: str) -> str:
    if word in _WORD_FORMS:
        return _WORD_FORMS[word]
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word


@cache
def _catalogue() -> tuple[Question, ...]:
    """The questions that can be asked in words: all but rules that another question says better."""
    return tuple(
        asked for asked in map(question, question_ids()) if asked.phrases or "derived by rule" not in asked.tags
    )


@cache
def _wording(id: str) -> tuple[frozenset[str], ...]:
    """The ways in which a question is put: its summary and its phrases, each as a set of words, and its id."""
    asked = question(id)
    return tuple(frozenset(_tokens(text)) for text in (asked.summary, id.replace("-", " "), *asked.phrases))


@cache
def _weights() -> Mapping[str, float]:
    """How telling a word is: the fewer questions use it, the more."""
    uses: Counter[str] = Counter()
    for asked in _catalogue():
        uses.update(frozenset().union(*_wording(asked.id)))
    return {word: 1.0 + math.log(len(_catalogue()) / count) for word, count in uses.items()}


def _score(
    asked: Question, tokens: list[str], named: list[tuple[Thing, frozenset[str]]], ranged: bool
) -> tuple[float, dict[str, Thing]]:
    """How well a question fits, from 0 to about 1, and which named thing fills which parameter."""
    weights = _weights()
    unknown = max(weights.values(), default=1.0)
    said = set(tokens)
    spoken = sum(weights.get(word, unknown) for word in said)
    # Names that a question speaks of without taking them, such as NATO in the headline, count as words of it.
    ids = {fold(thing.id.replace("-", " ")) for thing, _ in named}
    best = 0.0
    for wording in _wording(asked.id):
        if not wording:
            continue
        asked_weight = sum(weights.get(word, unknown) for word in wording)
        common = sum(weights.get(word, unknown) for word in said & wording)
        mentioned = sum(weights.get(word, unknown) for id in ids for word in id.split() if _stem(word) in wording)
        total = spoken + asked_weight
        best = max(best, (2 * common + mentioned) / total if total else 0.0)
    filled: dict[str, Thing] = {}
    free = list(named)
    specific = 0
    needed = [parameter for parameter in asked.parameters if parameter.type == "iri"]
    for parameter in needed:
        classes = {iris.class_of(kind) for kind in parameter.kinds}
        hit = next((one for one in free if not classes or one[1] & classes), None)
        if hit is not None:
            filled[parameter.name] = hit[0]
            specific += bool(classes)
            free.remove(hit)
    missing = sum(parameter.name not in filled for parameter in needed)
    if not asked.assumed & set(filled):
        missing -= len(asked.assumed)
    # A parameter that only such things can fill tells more than one that anything can.
    taken = 0.12 * len(filled) + 0.05 * specific - 0.16 * missing
    words_of_question = frozenset().union(*_wording(asked.id))
    idle = sum(
        not any(_stem(word) in words_of_question for word in fold(f"{t.id} {t.label}").replace("-", " ").split())
        for t, _ in free
    )
    spans = 0.15 if ranged and any(parameter.name == "since" for parameter in asked.parameters) else 0.0
    return best + taken - 0.2 * idle + spans, filled


def _some_questions() -> list[str]:
    return [f"{asked.id}: {asked.summary}" for asked in _catalogue()[:3]]
