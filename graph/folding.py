"""One form of a name for comparing: `Türkiye`, `TURKIYE` and `turkiye ` fold to the same key."""

from __future__ import annotations

import re
import unicodedata

# Letters that no decomposition turns into an ASCII letter, as they occur in names of states and bodies.
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "İ": "i",
        "ß": "ss",
        "æ": "ae",
        "Æ": "ae",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ð": "d",
        "þ": "th",
    }
)
_BREAKS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The text without case, accents, punctuation and superfluous blanks; may be empty."""
    spread = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return _BREAKS.sub(" ", plain.casefold()).strip()
