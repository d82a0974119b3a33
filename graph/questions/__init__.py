"""The catalogue of questions, one `.rq` file each beside this one, and its runner."""

from graph.prefixes import with_prefixes
from graph.questions.catalogue import Parameter, Question, question, question_ids
from graph.questions.plain_words import Understood, understand
from graph.questions.runner import answer, is_complete, portable_text, short_name

__all__ = [
    "Parameter",
    "Question",
    "Understood",
    "answer",
    "is_complete",
    "portable_text",
    "question",
    "question_ids",
    "short_name",
    "understand",
    "with_prefixes",
]
