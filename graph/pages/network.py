"""A network as one page: the picture by pyvis and vis-network, and beside it a table with the same facts.

Positions are computed here, once, from a fixed seed; nothing moves by itself when the page opens, nor when the day or
a filter changes. Membership of the EU and of NATO is a state's colour and no line.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx

from graph.contents import Contents, Fact
from graph.pages.document import Site, beside, page
from graph.pages.facts import days_of_change, embedded_data
from graph.pages.sides import sides

# A shape for each kind, so that colour is free for the side; kinds that are not named are dots.
SHAPES: dict[str, str] = {
    "State": "dot", "Polity": "dot", "Organisation": "star", "Framework": "hexagon", "Body": "square", "Office": "square",
    "Centre": "square", "PescoProject": "diamond", "Operation": "triangle", "Exercise": "triangleDown",
    "Treaty": "triangleDown", "Declaration": "triangleDown", "LegalAct": "triangleDown", "Agreement": "triangleDown",
}  # fmt: skip
_SEED = 20171211  # the day PESCO was established; any fixed number would do
_CELL = (30, 46)  # pixels; a node with its label takes as many cells side by side as the label is wide
_LONGEST_LABEL = 26  # characters, as `network.js` cuts them
_HOP = (170, 105)  # pixels from one thing to the next that it is linked to
_MANY = 700  # from so many things on, the exact layout takes too long


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the whole that can be read at once: its relations, and where only some objects count, their kinds."""

    id: str
    label: str
    relations: frozenset[str]
    kinds: frozenset[str] = frozenset()

    def takes(self, fact: Fact, held: Contents) -> bool:
        """Whether a statement belongs to this cut."""
        if fact.relation not in self.relations:
            return False
        return not self.kinds or bool(self.kinds & set(held.things[fact.object].kinds))


_STEPS_INTO_A_PROJECT = (
    "expressedInterestIn", "requestedToJoin", "authorisedToJoin", "invitedToJoin", "arrangementConcluded",
)  # fmt: skip
CUTS = (
    Cut(
        "structure",
        "Bodies, offices and meeting formats",
        frozenset(
            [
                "partOf", "subordinateTo", "commands", "hosts", "attends", "liaisesWith", "leads", "oversees", "manages",
                "decidesBy", "informs", "invitedTo", "counterpartOf", "holdsOffice", "supports", "reportsOn", "mergedInto",
                "cooperatesWith",
            ]
        ),
    ),
    Cut(
        "memberships",
        "Members, associates, candidates",
        frozenset(["memberOf", "associatedWith", "candidateFor", "optedOutOf", "suspendedFrom", "observerIn"]),
        frozenset(["Organisation", "Framework", "Body", "Policy", "Fund", "Programme", "Centre"]),
    ),
    Cut(
        "pesco",
        "PESCO projects and who is in them",
        frozenset(["participatesIn", "coordinates", "observerIn", "succeeds", *_STEPS_INTO_A_PROJECT]),
        frozenset(["PescoProject"]),
    ),
    Cut(
        "operations",
        "Operations and exercises",
        frozenset(
            [
                "conductedBy", "conductedUnder", "contributesTo", "takesPlaceIn", "operationHqAt", "hasRecourseTo",
                "succeeds", "participatesIn", "coordinates", "observerIn",
            ]
        ),
        frozenset(["Operation", "Exercise", "Activity", "Body", "Policy", "Place", "State", "Polity", "Organisation", "SetOfArrangements"]),
    ),
    Cut(
        "instruments",
        "Treaties, acts, declarations and agreements",
        frozenset(
            [
                "adoptedBy", "signedBy", "partyTo", "hasAgreementWith", "basedOn", "implements", "amends", "replaces",
                "endorsedBy", "covers", "requires", "funds", "precedes", "cites", "mandatedBy", "establishedBy",
            ]
        ),
    ),
)  # fmt: skip


def network_page(
    held: Contents,
    facts: Iterable[Fact],
    *,
    title: str,
    standfirst: str,
    day: date,
    notes: Sequence[str] = (),
    cuts: Sequence[Cut] = (),
    focus: str = "",
    dated: bool = True,
    site: Site | None = None,
) -> str:
    """The page of these statements; existences are left out.

    With `cuts` it starts with the first of them and offers the others; without, it shows all at once. `focus` is the
    thing that is chosen when the page opens. With `dated` the day can be moved; else only what is given is shown.
    """
    shown = sorted((fact for fact in facts if fact.object), key=lambda fact: fact.id)
    views = {
        cut.id: (cut.label, [number for number, fact in enumerate(shown) if cut.takes(fact, held)]) for cut in cuts
    } or {"all": ("All", list(range(len(shown))))}
    side = sides(held)
    pictures = {
        id: {"label": label, "facts": numbers, **_picture(held, [shown[number] for number in numbers], side)}
        for id, (label, numbers) in views.items()
        if numbers or not cuts
    }
    memberships = [
        fact
        for fact in held.facts.values()
        if fact.relation == "memberOf"
        and fact.object in ("eu", "nato")
        and not fact.denied
        and fact.certainty != "unverified"
    ]
    things = {id for fact in shown for id in (fact.subject, fact.object)}
    spells = [
        [fact.subject, fact.object, fact.span.valid_from.isoformat(), fact.span.valid_until.isoformat()]
        for fact in sorted(memberships, key=lambda fact: fact.id)
        if fact.subject in things
    ]
    data = embedded_data(
        held,
        shown,
        day,
        notes=not cuts,
        name="network" if not focus else f"network-{focus}",
        root=site.root if site else None,
        state={
            "cut": next(iter(pictures)), "focus": focus, "hide-side": "", "hide-kind": "", "hide-relation": "",
            "only": "", "unverified": "",
        },
        days=days_of_change([*shown, *(fact for fact in memberships if fact.subject in things)], held.about.covered_until)
        or [day.isoformat()],
        dated=dated,
        pictures=pictures,
        shapes=SHAPES,
        sides={id: value for id, value in side.items() if id in things},
        spells=spells,
        options=_OPTIONS,
    )  # fmt: skip
    return page(
        "network.html",
        data=data,
        scripts=[vis_network(), beside("page.js"), beside("network.js")],
        styles=[beside("page.css"), beside("network.css")],
        site=site,
        page_kind="network",
        title=title,
        standfirst=standfirst,
        as_of=day.isoformat(),
        notes=[*notes, *_NOTES],
        about=held.about,
        skip_to="facts",
        skip_words="Skip to the table",
        dated=dated,
        cuts=[{"id": id, "label": picture["label"]} for id, picture in pictures.items()],
        downloads=("svg", "png", "csv"),
    )


_NOTES = (
    "Colour is the side: states by their membership of the EU and NATO on the day, other things by what they are part of, founded, adopted or conducted by. Memberships of the EU and NATO are therefore not drawn as lines; they stand in the table.",
    "A dashed line may hold on the day: the sources leave its first or last day open. What could not be verified is left out unless it is asked for.",
    "Dates stand as their sources give them; A..B is a range within which the change fell, an end is the first day on which it no longer holds.",
    "That a line is missing does not mean no: only lists that are known to be complete allow that.",
)


def _picture(held: Contents, facts: Sequence[Fact], side: Mapping[str, str]) -> dict[str, Any]:
    """Nodes and lines as vis-network takes them, made by pyvis, in short: `nodes` are [id, x, y], `lines` are
    [place of the one node, of the other, places of the statements in this picture's list]; parallel statements are one
    line."""
    from pyvis.network import Network

    network = Network(directed=True, notebook=False)
    pairs = {(fact.subject, fact.object) for fact in facts}
    long = {id: min(len(held.things[id].acronym or held.label(id)), _LONGEST_LABEL) for pair in pairs for id in pair}
    places = _places(pairs, side, long)
    for id, (x, y) in sorted(places.items()):
        network.add_node(id, label=held.label(id), shape=SHAPES.get(held.things[id].kind, "dot"), x=x, y=y)
    bundles: dict[tuple[str, str], list[int]] = {}
    for number, fact in enumerate(facts):
        if not (fact.relation == "memberOf" and fact.object in ("eu", "nato")):
            bundles.setdefault((fact.subject, fact.object), []).append(number)
    for (begin, end), numbers in sorted(bundles.items()):
        network.add_edge(begin, end, statements=numbers)
    at = {node["id"]: place for place, node in enumerate(network.nodes)}
    return {
        "nodes": [[node["id"], node["x"], node["y"]] for node in network.nodes],
        "lines": [[at[edge["from"]], at[edge["to"]], edge["statements"]] for edge in network.edges],
    }


def _places(
    pairs: Collection[tuple[str, str]], side: Mapping[str, str], long: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """Whole pixels for each node, the same on every run: the EU's things to the left, NATO's to the right, parts that
    hang together laid out by themselves and set side by side. `long` is the length of each label in characters."""
    linked = nx.Graph()
    linked.add_nodes_from(sorted({thing for pair in pairs for thing in pair}))
    linked.add_edges_from(sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}))
    parts = sorted((sorted(part) for part in nx.connected_components(linked)), key=lambda part: (-len(part), part))
    placed: dict[str, tuple[int, int]] = {}
    right = top = bottom = 0
    for number, part in enumerate(parts):
        own = linked.subgraph(part)
        # A label grows with the number of links, as `network.js` draws it.
        needs = {
            node: 1 + 2 * round(long[node] * (12 + 2.5 * min(degree, 40) ** 0.5) * 0.27 / _CELL[0])
            for node, degree in own.degree
        }
        spots = _apart(_laid_out(own, side), needs)
        low_x, low_y = min(x for x, _ in spots.values()), min(y for _, y in spots.values())
        wide = max(x for x, _ in spots.values()) - low_x + _CELL[0]
        high = max(y for _, y in spots.values()) - low_y + _CELL[1]
        if number == 0:
            full, top, right = max(wide, 8 * _CELL[0]), high + _CELL[1], 0
            placed |= {node: (x - low_x, y - low_y) for node, (x, y) in spots.items()}
            bottom = top
            continue
        if right + wide > full:
            right, top = 0, bottom + _CELL[1]
        placed |= {node: (x - low_x + right, y - low_y + top) for node, (x, y) in spots.items()}
        right += wide + _CELL[0]
        bottom = max(bottom, top + high)
    return placed


def _laid_out(part: nx.Graph, side: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Places in pixels for things that hang together, as far from each other as they are in the graph (Kamada and
    Kawai; Fruchterman and Reingold where they are many), turned so that the EU stands left of NATO."""
    import igraph

    nodes = sorted(part)
    place = {node: number for number, node in enumerate(nodes)}
    drawn = igraph.Graph(n=len(nodes), edges=sorted((place[min(edge)], place[max(edge)]) for edge in part.edges))
    # A circle to begin with and a seed of our own: the same picture every time.
    start = drawn.layout_circle()
    igraph.set_random_number_generator(random.Random(_SEED))
    layout = (
        drawn.layout_kamada_kawai(seed=start)
        if len(nodes) <= _MANY
        else drawn.layout_fruchterman_reingold(seed=start, niter=300, grid=True)
    )
    spots = {node: complex(*layout[place[node]]) for node in nodes}
    turn = _middle(spots, side, "nato") - _middle(spots, side, "eu")
    if abs(turn) > 0:
        spots = {node: spot * (turn.conjugate() / abs(turn)) for node, spot in spots.items()}
    return {node: (spot.real * _HOP[0], spot.imag * _HOP[1]) for node, spot in spots.items()}


def _middle(spots: Mapping[str, complex], side: Mapping[str, str], of: str) -> complex:
    own = [spot for node, spot in sorted(spots.items()) if side.get(node) == of]
    return sum(own) / len(own) if own else 0j


def _apart(places: Mapping[str, tuple[float, float]], wide: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """No label over another: the widest first, each goes to the free cells nearest to its place."""
    taken: set[tuple[int, int]] = set()
    moved = {}
    for node, (x, y) in sorted(places.items(), key=lambda item: (-wide[item[0]], item[0])):
        at = (x / _CELL[0], y / _CELL[1])
        reach = range(-(wide[node] // 2), wide[node] // 2 + 1)
        ring = 0
        free: list[tuple[int, int]] = []
        while not free:
            free = [
                spot
                for spot in _ring(round(at[0]), round(at[1]), ring)
                if not any((spot[0] + dx, spot[1]) in taken for dx in reach)
            ]
            ring += 1
        cell = min(free, key=lambda spot: (abs(spot[0] - at[0]) + abs(spot[1] - at[1]), spot))
        taken |= {(cell[0] + dx, cell[1]) for dx in reach}
        moved[node] = (cell[0] * _CELL[0], cell[1] * _CELL[1])
    return moved


def _ring(x: int, y: int, far: int) -> list[tuple[int, int]]:
    """The cells at this distance from one, counted as a king walks."""
    if far == 0:
        return [(x, y)]
    edge = range(-far, far + 1)
    return [(x + dx, y + dy) for dx in edge for dy in (-far, far)] + [
        (x + dx, y + dy) for dy in edge[1:-1] for dx in (-far, far)
    ]


def vis_network() -> str:
    """The text of vis-network as pyvis brings it, without the pointer to a map file that is not there."""
    import pyvis

    script = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    lines = script.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")).replace(
        "</script", "<\\/script"
    )


_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": _SEED},
    "interaction": {"hover": False, "keyboard": False, "navigationButtons": False, "multiselect": False, "tooltipDelay": 0},
    "nodes": {"size": 9, "borderWidth": 1.5, "scaling": {"label": {"drawThreshold": 5}}},
    "edges": {
        "selectionWidth": 1.5,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "smooth": False,
    },
}  # fmt: skip
