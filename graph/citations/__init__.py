"""What is cited, in the forms that other tools read: text, BibTeX, RIS and CSL-JSON.

Everything that can be cited is one CSL-JSON item with its reference in one line; each form is written from that.
"""

from __future__ import annotations

from graph.citations.bibliography import FORMS, Bibliography, Reference, Work
from graph.citations.sources import bibliography_of, references

__all__ = ["FORMS", "Bibliography", "Reference", "Work", "bibliography_of", "references"]
