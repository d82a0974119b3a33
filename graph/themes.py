"""The themes by which a dossier and the figures group statements: one for each statement, told by its relation and by
the kinds of its two ends."""

from __future__ import annotations

from graph.contents import Contents, Fact

THEMES: tuple[tuple[str, str], ...] = (
    ("membership", "Membership and standing"),
    ("pesco", "PESCO projects and who is in them"),
    ("structure", "Bodies, offices and meeting formats"),
    ("agreements", "Agreements"),
    ("operations", "Operations and exercises"),
    ("instruments", "Treaties, acts, declarations and what rests on them"),
)
"""The themes in the order of a page, with their words."""

_MEMBERSHIP = frozenset(["memberOf", "associatedWith", "candidateFor", "observerIn", "optedOutOf", "suspendedFrom"])
_INSTRUMENTS = frozenset(
    [
        "adoptedBy", "signedBy", "partyTo", "basedOn", "implements", "amends", "replaces", "endorsedBy", "covers",
        "requires", "funds", "precedes", "cites", "mandatedBy", "establishedBy", "reportsOn", "counterpartOf",
    ]
)  # fmt: skip
_OPERATIONS = frozenset(
    ["conductedBy", "conductedUnder", "contributesTo", "takesPlaceIn", "operationHqAt", "hasRecourseTo"]
)
_ACTIVITIES = frozenset(["Operation", "Exercise"])


def theme_of(fact: Fact, held: Contents) -> str:
    """The theme of a statement. Whatever a PESCO project is in stands under PESCO, else the relation decides; where it
    leaves it open, as taking part does, an operation or exercise at either end does."""
    kinds = {kind for end in (fact.subject, fact.object) if end in held.things for kind in held.things[end].kinds}
    if "PescoProject" in kinds:
        return "pesco"
    if fact.relation == "hasAgreementWith":
        return "agreements"
    if fact.relation in _OPERATIONS or (kinds & _ACTIVITIES and fact.relation not in _INSTRUMENTS):
        return "operations"
    if fact.relation in _MEMBERSHIP:
        return "membership"
    return "instruments" if fact.relation in _INSTRUMENTS else "structure"
