"""The catalogue of questions, one `.rq` file each beside this one, and its runner."""

from typing import TYPE_CHECKING, Any

from graph.prefixes import with_prefixes
from graph.questions.catalogue import Parameter, Question, question, question_ids
from graph.questions.runner import answer, is_complete, portable_text, short_name

if TYPE_CHECKING:
    from graph.questions.plain_words import Understood, understand

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


def __getattr__(name: str) -> Any:
    # Only when words are asked for: to read them takes longer than to find the answer.
    if name in ("Understood", "understand"):
        from graph.questions import plain_words

        return getattr(plain_words, name)
    raise AttributeError(f"module 'graph.questions' has no attribute '{name}'")
