"""Figures about the data: how many statements of which theme, how certain, on which sources, what is left open, and
what was last shown when; as answers, and counted alike for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.answers import Answer, Cell, Row, StatementRef, answered, evidence_of
from graph.contents import Completeness, Contents, Fact, contents
from graph.dates import read_date
from graph.errors import QuestionError
from graph.names import Thing
from graph.store import Store
from graph.themes import THEMES, theme_of

BOARDS = ("themes", "statements", "stale", "lists")
OLDER_THAN_DAYS = 365
EXISTENCE = "existence"
_EXISTENCE_LABEL = "Days on which things exist"

# What a text says or what was done once: it can be wrong, but it does not go out of date.
_STAYS_TRUE = frozenset(
    [
        "adoptedBy", "amends", "basedOn", "cites", "covers", "endorsedBy", "establishedBy", "implements", "mandatedBy",
        "mergedInto", "precedes", "replaces", "reportsOn", "requires", "signedBy", "succeeds",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """Counts of a group of statements. `primary` rest on at least one primary source, `several` on two sources or
    more, `end_not_known` have an end that is not known, `coarse` a first or last day that is only known within a range."""

    id: str
    label: str
    statements: int
    confirmed: int
    probable: int
    unverified: int
    denied: int
    primary: int
    several: int
    end_not_known: int
    coarse: int


def shares(held: Contents, theme: Mapping[str, str]) -> list[Share]:
    """One share a theme, then the days on which things exist, then all together."""
    facts = list(held.facts.values())
    found = [share(held, name, label, (fact for fact in facts if theme.get(fact.id) == name)) for name, label in THEMES]
    existing = (fact for fact in facts if fact.relation == "exists")
    found.append(share(held, EXISTENCE, _EXISTENCE_LABEL, existing))
    return [*found, share(held, "all", "All", facts)]


def share(held: Contents, id: str, label: str, facts: Iterable[Fact]) -> Share:
    """The counts of these statements."""
    some = list(facts)
    primary = {key for key, record in held.sources.items() if record.primary}
    return Share(
        id=id,
        label=label,
        statements=len(some),
        confirmed=sum(fact.certainty == "confirmed" for fact in some),
        probable=sum(fact.certainty == "probable" for fact in some),
        unverified=sum(fact.certainty == "unverified" for fact in some),
        denied=sum(fact.denied for fact in some),
        primary=sum(any(key in primary for key, _ in fact.cited) for fact in some),
        several=sum(len({key for key, _ in fact.cited}) > 1 for fact in some),
        end_not_known=sum(fact.ends == "?" for fact in some),
        coarse=sum(
            fact.span.valid_from != fact.span.possibly_from
            or (fact.ends not in ("", "?") and fact.span.valid_until != fact.span.possibly_until)
            for fact in some
        ),
    )


def percent(part: int, whole: int) -> str:
    """A share in whole percent; nothing of nothing is a dash."""
    whole_percent = _whole_percent(part, whole)
    return "–" if whole_percent is None else f"{whole_percent} %"


# As answers


def coverage(store: Store, board: str, day: date, *, theme: str = "", older_than: int = OLDER_THAN_DAYS) -> Answer:
    """One board of figures, for a day.

    `themes`: a row a theme, with counts, shares, and what is open. `statements`: the list behind these counts.
    `stale`: what is open and can go out of date, and was last shown more than `older_than` days before the day, the
    oldest first. `lists`: which lists are known to be complete. `theme` leaves only its statements.

    Raises `QuestionError` for a board or theme that there is not.
    """
    names = [*(name for name, _ in THEMES), EXISTENCE]
    if board not in BOARDS:
        raise QuestionError(f"there is no board '{board}'; there are {', '.join(BOARDS)}")
    if theme and theme not in names:
        raise QuestionError(f"no theme is called '{theme}'; there are {', '.join(names)}")
    if theme and board == "lists":
        raise QuestionError("complete lists have no theme")
    held = contents(store)
    if board == "lists":
        return _lists(store, held, day)
    shown = [_shown(fact, held, day) for fact in held.facts.values()]
    if theme:
        shown = [one for one in shown if one.theme == theme]
    if board == "themes":
        return _themes(store, held, shown, day, theme, older_than)
    if board == "statements":
        return _statements(store, shown, day, theme)
    return _stale(store, shown, day, theme, older_than)


def themes_of(held: Contents) -> dict[str, str]:
    """The theme of each statement, by id; the days of things have none."""
    return {fact.id: theme_of(fact, held) for fact in held.facts.values() if fact.relation != "exists"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A statement with its theme and the last day on which a source shows it: `seen` or, where that is not recorded,
    the day from which it counts. `accessed` is the last day on which one of its sources was looked at.

    `is_open`: it counts, holds on the day, and has no end. `ages`: it is open and can go out of date; `days` is then
    for how long, on the day, it has not been shown.
    """

    fact: Fact
    theme: str
    last_shown: date
    days: int
    accessed: str
    primary: bool
    is_open: bool
    ages: bool


def _shown(fact: Fact, held: Contents, day: date) -> _Shown:
    records = [held.sources[key] for key, _ in fact.cited if key in held.sources]
    is_open = not fact.ends and fact.certainty != "unverified" and fact.span.valid_from <= day
    # A day that is only known by its year is certain from no later than its first.
    last = read_date(fact.seen).first if fact.seen else fact.span.valid_from
    return _Shown(
        fact=fact,
        theme=EXISTENCE if fact.relation == "exists" else theme_of(fact, held),
        last_shown=last,
        days=max(0, (day - last).days),
        accessed=max((_accessed(record.csl) for record in records), default=""),
        primary=any(record.primary for record in records),
        is_open=is_open,
        ages=is_open and fact.relation != "exists" and fact.relation not in _STAYS_TRUE,
    )


def _accessed(csl: Mapping[str, object]) -> str:
    """The day on which a source was looked at, as far as its CSL-JSON tells it."""
    value = csl.get("accessed")
    parts = value.get("date-parts") if isinstance(value, dict) else None
    return "-".join(f"{int(part):02d}" for part in parts[0]) if parts else ""


def _themes(store: Store, held: Contents, shown: list[_Shown], day: date, theme: str, older_than: int) -> Answer:
    labels = {**dict(THEMES), EXISTENCE: _EXISTENCE_LABEL}
    groups = [(name, label, [one for one in shown if one.theme == name]) for name, label in labels.items()]
    rows = [_theme_row(held, name, label, group, older_than) for name, label, group in groups if theme in ("", name)]
    if not theme:
        rows.append(_theme_row(held, "all", "All", shown, older_than))
    return answered(
        store,
        "coverage",
        "Coverage by theme",
        day=day,
        parameters={"board": "themes", **_given(theme), "older_than": older_than},
        columns=_THEME_COLUMNS,
        rows=rows,
        notes=[
            "Counts are of all statements, unverified and denied ones included, except open ones: these count, hold on the day and have no recorded end.",
            f"not_shown: of the open ones that can go out of date, how many were last shown more than {older_than} days before the day; eunato coverage stale lists them.",
            "last_seen and last_accessed: the latest day on which a source shows one of them, and on which one of their sources was looked at.",
        ],
    )


_THEME_COLUMNS = (
    "theme", "label", "statements", "confirmed", "confirmed_percent", "probable", "unverified", "denied", "primary",
    "primary_percent", "several_sources", "end_not_known", "day_in_range", "open", "can_age", "not_shown", "last_seen", "last_accessed",
)  # fmt: skip


def _theme_row(held: Contents, name: str, label: str, group: list[_Shown], older_than: int) -> Row:
    counted = share(held, name, label, (one.fact for one in group))
    cells: dict[str, Cell] = {
        "theme": name,
        "label": label,
        "statements": counted.statements,
        "confirmed": counted.confirmed,
        "confirmed_percent": _whole_percent(counted.confirmed, counted.statements),
        "probable": counted.probable,
        "unverified": counted.unverified,
        "denied": counted.denied,
        "primary": counted.primary,
        "primary_percent": _whole_percent(counted.primary, counted.statements),
        "several_sources": counted.several,
        "end_not_known": counted.end_not_known,
        "day_in_range": counted.coarse,
        "open": sum(one.is_open for one in group),
        "can_age": sum(one.ages for one in group),
        "not_shown": sum(one.ages and one.days > older_than for one in group),
        "last_seen": max((one.fact.seen for one in group), default="") or None,
        "last_accessed": max((one.accessed for one in group), default="") or None,
    }
    return Row(cells, (), None)


def _statements(store: Store, shown: list[_Shown], day: date, theme: str) -> Answer:
    return answered(
        store,
        "coverage",
        "Statements by theme",
        day=day,
        parameters={"board": "statements", **_given(theme)},
        columns=(
            "theme", "statement", "denied", "primary", "several_sources", "from", "to", "open", "can_age", "seen",
            "accessed",
        ),
        rows=[
            Row(
                {
                    "theme": one.theme,
                    "statement": StatementRef(one.fact.id),
                    "denied": one.fact.denied,
                    "primary": one.primary,
                    "several_sources": len({key for key, _ in one.fact.cited}) > 1,
                    "from": one.fact.begins,
                    "to": one.fact.ends or None,
                    "open": one.is_open,
                    "can_age": one.ages,
                    "seen": one.fact.seen or None,
                    "accessed": one.accessed or None,
                },
                (one.fact.id,),
                one.fact.certainty,
            )
            for one in sorted(shown, key=lambda one: (_order(one.theme), one.fact.id))
        ],
        notes=["Every statement that is held, unverified ones included: these count nowhere else."],
        evidence=evidence_of(store, (one.fact.id for one in shown)),
    )  # fmt: skip


def _stale(store: Store, shown: list[_Shown], day: date, theme: str, older_than: int) -> Answer:
    ages = [one for one in shown if one.ages]
    stale = sorted((one for one in ages if one.days > older_than), key=lambda one: (one.last_shown, one.fact.id))
    return answered(
        store,
        "coverage",
        f"Open statements not shown for more than {older_than} days",
        day=day,
        parameters={"board": "stale", **_given(theme), "older_than": older_than},
        columns=("statement", "theme", "from", "seen", "last_shown", "days", "rests_on", "accessed"),
        rows=[
            Row(
                {
                    "statement": StatementRef(one.fact.id),
                    "theme": one.theme,
                    "from": one.fact.begins,
                    "seen": one.fact.seen or None,
                    "last_shown": one.last_shown.isoformat(),
                    "days": one.days,
                    "rests_on": tuple(sorted({key for key, _ in one.fact.cited})),
                    "accessed": one.accessed or None,
                },
                (one.fact.id,),
                one.fact.certainty,
            )
            for one in stale
        ],
        notes=[
            f"{len(stale)} of {len(ages)} open statements that can go out of date; that none is shown later does not mean that it ended.",
            "last_shown is `seen` or, where that is not recorded, the day from which the statement counts.",
            f"Left out, for they stay true: the days on which things exist, and {', '.join(sorted(_STAYS_TRUE))}.",
        ],
        evidence=evidence_of(store, (one.fact.id for one in stale)),
    )


def _lists(store: Store, held: Contents, day: date) -> Answer:
    def part(name: str) -> Cell:
        return name if not name or name.startswith("kind:") else Thing(name, held.label(name))

    def row(one: Completeness) -> Row:
        cells: dict[str, Cell] = {
            "list": one.id,
            "subject": part(one.subject) or None,
            "relation": one.relation,
            "object": part(one.object) or None,
            "role": one.role or None,
            "from": one.begins,
            "to": one.ends or None,
            "complete": one.span.holds_on(day).value,
            "cited": "; ".join(f"@{key}, {locator}" for key, locator in one.cited),
            "note": one.note or None,
        }
        return Row(cells, (), None)

    return answered(
        store,
        "coverage",
        "Lists that are known to be complete",
        day=day,
        parameters={"board": "lists"},
        columns=("list", "subject", "relation", "object", "role", "from", "to", "complete", "cited", "note"),
        rows=[row(one) for one in held.completeness],
        notes=[
            "On these days absence from the list means no; everywhere else it means: not recorded. An empty subject or object is any.",
            "complete: whether the list is known to be complete on the day; without `to` it is up to the day up to which its table was curated.",
        ],
        cited=(key for one in held.completeness for key, _ in one.cited),
    )


def _given(theme: str) -> dict[str, Cell]:
    return {"theme": theme} if theme else {}


def _order(theme: str) -> int:
    return [*(name for name, _ in THEMES), EXISTENCE].index(theme)


def _whole_percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
