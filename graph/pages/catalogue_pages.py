"""The catalogue in a site: a page for each question and rule, with its answers for chosen days, and the list of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.errors import QuestionError
from graph.pages.addresses import question_file
from graph.pages.answers_shown import shown_answer
from graph.pages.document import Site, beside, page
from graph.pages.records import Records
from graph.questions import Question, answer, question, question_ids
from graph.rulebook import Rule
from graph.store import Store

TELLING_DAYS: tuple[tuple[date, str], ...] = (
    (date(2004, 5, 1), "the day on which the EU grew to 25 members, Cyprus and Malta among them"),
    (date(2017, 5, 15), "before PESCO, with the United Kingdom in the EU"),
    (date(2022, 7, 1), "after Russia's full-scale invasion of Ukraine and before Finland and Sweden joined NATO"),
)
"""The days for which answers stand in a site besides its own: the field is not the same on any two of them."""


def question_page(store: Store, id: str, *, day: date, site: Site, records: Records) -> str:
    """The page of a question or rule: what it asks, its answers with the defaults of its parameters, and its text."""
    asked = question(id)
    rule = next((rule for rule in store.rules if rule.id == id), None)
    answers = _answers(store, asked, day, records)
    return page(
        "question.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=store.about,
        title=asked.summary,
        page_kind="site question",
        skip_to="answers",
        skip_words="Skip to the answers",
        as_of=day.isoformat(),
        standfirst=asked.description,
        notes=(),
        site=site,
        id=id,
        tags=asked.tags,
        rule=_rule(rule) if rule else None,
        parameters=_parameters(asked, records),
        columns=[
            {"name": name.replace("_", " "), "meaning": meaning} for name, meaning in asked.columns.items() if meaning
        ],
        answers=answers,
        sparql=next((found["sparql"] for found in answers if found["sparql"]), asked.query),
        command=_command(asked, None),
        day=day.isoformat(),
    )


def questions_page(store: Store, *, day: date, site: Site) -> str:
    """The list of all questions and rules, by what they are about."""
    asked = [question(id) for id in question_ids()]
    groups: dict[str, list[dict[str, str]]] = {}
    for one in asked:
        label = "derived by rule" if "derived by rule" in one.tags else one.tags[0] if one.tags else "other"
        groups.setdefault(label, []).append(
            {"id": one.id, "summary": one.summary, "href": site.root + question_file(one.id)}
        )
    return page(
        "questions.html",
        data=None,
        scripts=[],
        styles=[beside("page.css"), beside("site.css")],
        about=store.about,
        title="Questions, with their answers",
        page_kind="site questions",
        skip_to="questions",
        skip_words="Skip to the questions",
        as_of=day.isoformat(),
        standfirst=f"{len(asked)} questions that the graph answers for any day. Each page shows the answers for chosen days; the command line and SPARQL give them for all others.",
        notes=(),
        site=site,
        groups=[
            {"label": label[:1].upper() + label[1:], "questions": some, "id": f"group-{number}"}
            for number, (label, some) in enumerate(sorted(groups.items()))
        ],
    )


def _answers(store: Store, asked: Question, day: date, records: Records) -> list[dict[str, Any]]:
    """Answers for the day of the site and the telling days; one where the question asks for no day. What cannot be
    asked of this graph, such as a default that it does not hold, stands there with the reason."""
    days: Sequence[tuple[date, str]] = [(day, "the day of this site")]
    if asked.asks_for_a_day:
        days = [*days, *((other, why) for other, why in reversed(TELLING_DAYS) if other != day)]
    shown = []
    for other, why in days:
        heading = {
            "id": f"on-{other.isoformat()}",
            "day": other.isoformat(),
            "why": why,
            "dated": asked.asks_for_a_day,
            "command": _command(asked, other if asked.asks_for_a_day else None),
        }
        try:
            found = answer(store, asked.id, {}, other)
        except QuestionError as error:
            shown.append({**heading, "refused": str(error), "answer": None, "sparql": ""})
            continue
        shown.append({**heading, "refused": "", "answer": shown_answer(found, records), "sparql": found.sparql})
    return shown


def _parameters(asked: Question, records: Records) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.name,
            "meaning": parameter.meaning,
            "kinds": ", ".join(parameter.kinds),
            "default": records.thing(parameter.default)
            if parameter.type == "iri"
            else {"text": parameter.default, "href": ""},
        }
        for parameter in asked.parameters
    ]


def _command(asked: Question, day: date | None) -> str:
    """The command that asks it again."""
    given = "".join(f" {_argument(parameter.name, parameter.default)}" for parameter in asked.parameters)
    return f"eunato ask {asked.id}{given}" + (f" --as-of {day}" if day else "")


def _argument(name: str, value: str) -> str:
    return f'"{name}={value}"' if " " in value else f"{name}={value}"


def _rule(rule: Rule) -> Mapping[str, str]:
    return {"derives": rule.derives, "because": rule.because, "source": rule.source}
