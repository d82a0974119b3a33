"""What every file says of itself, where its format has room for it: which data, of which days, under which licence."""

from __future__ import annotations

from graph import iris
from graph.description import LICENCE
from graph.exports.material import Material

__all__ = ["LICENCE", "commented", "heading"]


def heading(material: Material) -> tuple[str, ...]:
    """Title, data version with the whole fingerprint, the days, the licence and the address, a line each."""
    about = material.about
    days = f"the day {material.day}" if material.day else "all days"
    return (
        about.title,
        f"Data version {about.version}, fingerprint (SHA-256 of the sorted N-Quads of all statements) {about.sha256}",
        f"Of {days}; curated until {about.covered_until}",
        f"Licence {LICENCE} (CC BY 4.0); {iris.BASE}",
    )


def commented(material: Material) -> bytes:
    """The heading as comment lines of Turtle and its kin."""
    return "".join(f"# {line}\n" for line in heading(material)).encode("utf-8")
