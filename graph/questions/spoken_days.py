"""The days that plain words name: dates, ranges of them, and `before`, `after`, `since` or `until` something dated.

Where words name a day that cannot be told, or could be one of several, the one who asks is told so: a day that was
guessed would make a wrong answer look right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph import iris
from graph.dates import OPEN_END, DateError, Stretch, read_date
from graph.errors import QuestionError
from graph.names import Thing
from graph.store import Iri, Literal, Store

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_PARTS_OF_YEAR = {
    "first half": (1, 6), "second half": (7, 12), "first quarter": (1, 3), "second quarter": (4, 6),
    "third quarter": (7, 9), "fourth quarter": (10, 12), "last quarter": (10, 12),
}  # fmt: skip
_MILESTONES = {
    "signed": "signed", "signature": "signed", "signing": "signed", "adopted": "adopted", "adoption": "adopted",
    "published": "published", "publication": "published", "established": "established", "founded": "established",
    "created": "established", "establishment": "established", "foundation": "established", "creation": "established",
    "launched": "launched", "launch": "launched", "entry into force": "in-force", "entered into force": "in-force",
    "came into force": "in-force", "took effect": "in-force", "in force": "in-force", "began": "began",
    "started": "began", "start": "began", "beginning": "began", "ended": "ended", "end": "ended",
    "terminated": "ended", "termination": "ended", "dissolved": "ended", "completed": "completed",
    "completion": "completed", "repealed": "repealed",
}  # fmt: skip
# What may be meant where the words name no milestone: when a thing came about, not what later became of it.
_COMING_ABOUT = frozenset({"declared", "signed", "adopted", "provisional", "in-force", "established", "launched"})
_COMING_ABOUT |= {"opened", "operational"}

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d{2}"
_PART = "|".join(_PARTS_OF_YEAR)
_DATE = (
    rf"(?:\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b{_NUMBER}(?: of)? (?:{_MONTH})\.? \d{{4}}\b|\b(?:{_MONTH})\.? {_NUMBER} \d{{4}}\b"
    rf"|\b(?:the )?(?:{_PART}) of {_YEAR}\b|\b(?:the )?(?:end|beginning|start) of (?:(?:{_MONTH})\.? )?{_YEAR}\b"
    rf"|\b(?:{_MONTH})\.? \d{{4}}\b|\b\d{{4}}-\d{{2}}\b(?![-\d])|(?<![/\d])\b{_YEAR}\b(?![/\d])|\btoday\b)"
)
# The left end of a range may leave out what the right end says: from 3 to 15 May 2017, March–June 2017.
_LEFT = rf"(?:{_DATE}|\b{_NUMBER}(?: of)? (?:{_MONTH})\b|\b(?:{_MONTH})\b|(?<![\d-])\b{_NUMBER}(?=\s*(?:to|until|till|and|[-–—])))"
_RANGE = re.compile(
    rf"\bbetween (?P<b1>{_LEFT}) and (?P<b2>{_DATE})"
    rf"|(?:\bfrom )?(?P<f1>{_LEFT})(?: (?:to|until|till|through|up to) |\s*[-–—]\s*)(?P<f2>{_DATE})",
    re.IGNORECASE,
)
_NAME = r"⟦(?P<name>\d+)⟧"
_NOUNS = "|".join(word for word in _MILESTONES if not word.endswith(("ed", "began", "effect", "force")))
_NOUNS += "|entry into force"
_VERBS = "|".join(word for word in _MILESTONES if word.endswith(("ed", "began", "effect", "force")))
_CLAUSE = re.compile(
    rf"\b(?P<word>before|prior to|after|since|until|till)(?: the)? (?:(?P<date>{_DATE})"
    rf"|(?:(?P<noun>{_NOUNS}) of (?:the )?)?{_NAME}(?: (?:(?:was|were|had|had been|has been) )?(?P<verb>{_VERBS})\b)?"
    r"(?= *$| (?:which|who|whom|whose|what|how|where|when|in|on)\b"
    r"| (?:was|were|is|are|did|does|has|have|had) (?:the )?⟦))",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom (?P<date>{_DATE}) on(?:wards?)?\b", re.IGNORECASE)
_PLAIN = re.compile(_DATE, re.IGNORECASE)
_LEFT_OVER = re.compile(
    rf"\b(?:before|prior to|after|since|until|till)\b(?! when\b)[^⟦]{{0,40}}(?:⟦\d+⟧)?|\bbetween ⟦\d+⟧ and {_DATE}",
    re.IGNORECASE,
)
# Decades and seasons are looked for where these are not: the end of 2017 and the first half of 2020 are days.
_PLAIN_EDGE = re.compile(rf"\b(?:the )?(?:(?:{_PART})|end|beginning|start) of {_YEAR}\b", re.IGNORECASE)
_ONE_DAY = timedelta(days=1)
# Words that name a time which is no day, nor days that are agreed on.
_VAGUE = re.compile(
    rf"(?i:\b(?:early|late|mid|around|circa|about)[ -]*(?:in )?(?:(?:{_MONTH})\.? )?{_YEAR}(?:s\b)?)"
    rf"|(?i:\b(?:spring|summer|autumn|fall|winter)(?: of)? {_YEAR}\b)|\b\d{{2,4}}['’]?s\b"
    r"|(?i:\b(?:last|next|past|this|previous) (?:year|month|week|decade|century)\b|\b(?:yesterday|tomorrow|recently)\b)"
    r"|(?i:\b(?:in|during|by)) (?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\b(?! \d)"
)


@dataclass(frozen=True, slots=True)
class Days:
    """What the words ask about: the last day of it, and the day before its first one.

    `day` is None where the words leave the end open or name no day, `since` where they name no beginning: what
    happened on `since` itself is not asked about. `first` is the first day where the end is open. `spread` says that
    the words ask about every day of a span; of one month or year the last day is meant, and after something the first
    day after it. `said` puts into words the days that dated things were taken for.
    """

    since: date | None
    first: date | None
    day: date | None
    spread: bool
    said: tuple[str, ...]


def take_days(store: Store, marked: str, named: Sequence[Thing], today: date | None) -> tuple[Days, str, set[int]]:
    """The days that words name, the words without them, and which of the named things were taken for their days.

    In `marked` each name stands as its number in `named`, in the brackets ⟦ and ⟧. Raises `QuestionError` for a day
    that no calendar has, for a range that ends before it begins, and for words that name no one day.
    """
    vague = _VAGUE.search(_PLAIN_EDGE.sub(" ", marked))
    if vague:
        raise QuestionError(f"'{vague[0]}' is no one day; name a day, a month or a year")
    taking = _Taking(store, named, today)
    rest = _FROM.sub(taking.since, _CLAUSE.sub(taking.clause, _RANGE.sub(taking.range, marked)))
    left_over = _LEFT_OVER.search(rest)
    if left_over:
        words = re.sub(r"⟦(\d+)⟧", lambda match: named[int(match[1])].label, left_over[0]).strip()
        raise QuestionError(f"'{words}' is no day that can be told; name the day, or a dated thing by its name")
    rest = _PLAIN.sub(taking.plain, rest)
    return taking.days(), rest, taking.used


class _Taking:
    """What has been found while the words are read."""

    def __init__(self, store: Store, named: Sequence[Thing], today: date | None) -> None:
        self.store, self.named, self.today = store, named, today
        self.used: set[int] = set()
        self.plain_ones: list[Stretch] = []
        self.begins: list[tuple[date, date]] = []  # since and first
        self.ends: list[date] = []
        self.spread = False
        self.said: list[str] = []

    def days(self) -> Days:
        if len(self.begins) > 1 or len(self.ends) > 1 or (self.plain_ones and (self.begins or self.ends)):
            raise QuestionError("these words name more than one span of days; ask for one at a time")
        since, first = self.begins[0] if self.begins else (None, None)
        day = self.ends[0] if self.ends else None
        if self.plain_ones:
            ordered = sorted(self.plain_ones, key=lambda stretch: stretch.first)
            since, day = _since(ordered[0], len(ordered) > 1), ordered[-1].last
        if since is not None and day is not None and day < since:
            raise QuestionError(f"{day} is before {since}; give the earlier day first")
        return Days(
            since, first if day is None else None, day, self.spread or len(self.plain_ones) > 1, tuple(self.said)
        )

    def range(self, match: re.Match[str]) -> str:
        left, right = match["b1"] or match["f1"], match["b2"] or match["f2"]
        begin, end = self._stretch(_completed(left, right)), self._stretch(right)
        if end.first < begin.first:
            raise QuestionError(f"'{match[0].strip()}' ends before it begins; give the earlier date first")
        self._begin(begin)
        self.ends.append(end.last)
        return " "

    def clause(self, match: re.Match[str]) -> str:
        word = match["word"].casefold()
        if match["date"]:
            stretch = self._stretch(match["date"])
            if word == "after":
                self.begins.append((stretch.last, stretch.last + _ONE_DAY))
            elif word == "since":
                self._begin(stretch)
            else:
                self.ends.append(stretch.last if word in ("until", "till") else stretch.first - _ONE_DAY)
            return " "
        number = int(match["name"])
        key = (match["noun"] or match["verb"] or "").casefold()
        found = _day_of(self.store, self.named[number], _MILESTONES.get(key, ""), word)
        self.used.add(number)
        self.said.append(f"{self.named[number].label}: {_shown(found)}")
        if word in ("after", "since"):
            self.begins.append((found.last, found.last))
            self.spread = self.spread or word == "since"
        else:
            self.ends.append(found.first - _ONE_DAY)
        return " "

    def since(self, match: re.Match[str]) -> str:
        self._begin(self._stretch(match["date"]))
        return " "

    def plain(self, match: re.Match[str]) -> str:
        self.spread = self.spread or bool(re.match(rf"(?:the )?(?:{_PART}) of", match[0], re.IGNORECASE))
        self.plain_ones.append(self._stretch(match[0]))
        return " "

    def _begin(self, stretch: Stretch) -> None:
        self.begins.append((_since(stretch, True), stretch.first))
        self.spread = True

    def _stretch(self, words: str) -> Stretch:
        try:
            return _read(words, self.today)
        except DateError as error:
            raise QuestionError(str(error)) from None


def _since(begin: Stretch, ranged: bool) -> date:
    """The day whose changes do not count: of a span from day to day its first, else the one before."""
    return begin.first if begin.is_day and ranged else begin.first - _ONE_DAY


# Dates


def _read(words: str, today: date | None) -> Stretch:
    """The days of one date in words."""
    text = words.casefold().removeprefix("the ")
    if text == "today":
        if today is None:
            raise QuestionError("'today' has no meaning here; name the day")
        return Stretch(today, today)
    part = next((months for name, months in _PARTS_OF_YEAR.items() if text.startswith(name)), None)
    if part is not None:
        year = text[-4:]
        return Stretch(read_date(f"{year}-{part[0]:02d}").first, read_date(f"{year}-{part[1]:02d}").last)
    edge, of, whole = text.partition(" of ")
    if of and edge in ("end", "beginning", "start"):
        stretch = read_date(_written(whole))
        return Stretch(stretch.last, stretch.last) if edge == "end" else Stretch(stretch.first, stretch.first)
    return read_date(_written(text))


def _written(text: str) -> str:
    """A date in words as the tables write it."""
    if re.fullmatch(r"[\d-]+", text):
        return text
    year, month, day = _parts(text)
    return f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")


def _parts(text: str) -> tuple[str, int, int]:
    """Year (empty where none is said), month and day (0 where none is said) of a date in words."""
    numbers = re.findall(r"\d+", text)
    year = next((number for number in numbers if len(number) == 4), "")
    month = next((_MONTHS[word] for word in re.findall(r"[a-z]+", text) if word in _MONTHS), 0)
    return year, month, next((int(number) for number in numbers if len(number) < 3), 0)


def _completed(left: str, right: str) -> str:
    """The left end of a range with the month and the year that only the right end says."""
    text = left.strip().casefold()
    if re.search(r"\d{4}|today", text):
        return text
    _, month, day = _parts(text)
    ends = right.strip().casefold()
    if not re.search(r"[a-z]", ends) or ends == "today":
        raise QuestionError(f"'{left.strip()}' is no date; write it with its year")
    year, ends_in, _ = _parts(ends)
    return f"{year}-{month or ends_in:02d}" + (f"-{day:02d}" if day else "")


# Dated things


def _day_of(store: Store, thing: Thing, milestone: str, word: str) -> Stretch:
    """The one day, or the days within which it fell, on which a thing came about or passed the milestone."""
    held = _milestones(store, thing)
    begins, ends = _existence(store, thing)
    classes = {term.value for (term,) in store.select(f"SELECT ?k WHERE {{ <{thing.iri}> a ?k }}").rows if term}
    if iris.class_of("event") in classes and milestone in ("", "began", "ended"):
        if begins is None:
            raise QuestionError(f"no day is held for {thing.label}; name the day")
        # What follows a meeting of several days follows its last one.
        last = ends.first - _ONE_DAY if ends is not None and ends.is_day else begins.last
        return Stretch(last, last) if milestone == "ended" or (word == "after" and not milestone) else begins
    if milestone == "ended":
        wanted = {"ended": ends} if ends is not None else {k: v for k, v in held.items() if k == "terminated"}
    elif milestone == "began":
        wanted = {k: v for k, v in held.items() if k in ("launched", "established")}
        wanted = wanted or ({"began": begins} if begins is not None else {})
    elif milestone:
        wanted = {k: v for k, v in held.items() if k == milestone}
    else:
        wanted = {k: v for k, v in held.items() if k in _COMING_ABOUT}
        wanted = wanted or ({"began": begins} if begins is not None else {})
        if wanted and word == "after" and ends is not None:
            wanted["ended"] = ends
    choices = [
        f"{name} {_shown(day)}" for name, day in sorted({**held, **wanted}.items(), key=lambda hit: hit[1].first)
    ]
    if not wanted:
        of = f" on which it was {milestone}" if milestone else ""
        raise QuestionError(f"no day is held for {thing.label}{of}; name the day", choices)
    if len(set(wanted.values())) > 1:
        raise QuestionError(f"{thing.label} has several days; say which is meant", choices)
    found = next(iter(wanted.values()))
    if found.first == date.min:
        raise QuestionError(f"the day of {thing.label} is not known; name the day", choices)
    return found


def _shown(day: Stretch) -> str:
    return str(day.first) if day.is_day else f"{day.first}..{day.last}"


def _milestones(store: Store, thing: Thing) -> dict[str, Stretch]:
    """Milestone → the days within which it fell; unverified ones do not count."""
    found = {}
    for node in store.select(
        f"""SELECT ?milestone ?earliest ?latest WHERE {{
          ?node :milestoneOf <{thing.iri}> ; :milestone ?milestone ; :earliest ?earliest ; :latest ?latest ;
                :certainty ?certainty .
          FILTER (?certainty != c:unverified) }} ORDER BY DESC(?earliest)"""
    ).dicts():
        name, earliest, latest = node["milestone"], node["earliest"], node["latest"]
        if isinstance(name, Iri) and isinstance(earliest, Literal) and isinstance(latest, Literal):
            local = name.value.removeprefix(iris.CONCEPT)
            found[local] = Stretch(date.fromisoformat(earliest.value), date.fromisoformat(latest.value))
    return found


def _existence(store: Store, thing: Thing) -> tuple[Stretch | None, Stretch | None]:
    """The days within which a thing came to exist, and those within which it ceased to; None where not held."""
    for row in store.select(
        f"""SELECT ?possiblyFrom ?validFrom ?validUntil ?possiblyUntil WHERE {{
          ?life rdf:subject <{thing.iri}> ; rdf:predicate :exists ; :possiblyFrom ?possiblyFrom ; :validFrom ?validFrom ;
                :validUntil ?validUntil ; :possiblyUntil ?possiblyUntil ; :certainty ?certainty .
          FILTER (?certainty != c:unverified) }}"""
    ).rows:
        days = [date.fromisoformat(term.value) for term in row if isinstance(term, Literal)]
        if len(days) == 4:
            ends = None if days[3] >= OPEN_END else Stretch(days[2], days[3])
            return Stretch(days[0], days[1]), ends
    return None, None
