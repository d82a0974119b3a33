"""A vault for Obsidian: a note for each thing and each source, statements as links with their days and sources.

Notes are plain Markdown with properties in front. Names become names of files that every system takes; no two notes
differ in case alone.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from graph import iris
from graph.answers import CERTAINTIES
from graph.contents import Cited, Claim, Entry, Fact, Milestone, Position, SourceRecord
from graph.dates import Holds
from graph.exports.codebook import introduction
from graph.exports.columns import CODES, kept
from graph.exports.material import Material

_LONGEST: Final = 120
# What file systems or links of Obsidian do not take; and marks that turn the direction of writing.
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|#^\[\]\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#|~$%^=&])")
_UNPRINTED: Final = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ABOUT: Final = "About this vault"


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """A note on the vault, one for each thing in a folder of its kind, and one for each source."""
    vault = _Vault(material)
    yield f"{_ABOUT}.md", vault.about().encode()
    for thing in material.held.things.values():
        yield f"{vault.folder(thing)}/{vault.name(thing.id)}.md", vault.thing(thing).encode()
    for source in material.held.sources.values():
        yield f"Sources/{vault.name('@' + source.id)}.md", vault.source(source).encode()


class _Vault:
    """The notes of a graph, with what stands in each gathered once."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._held = material.held
        wanted = {thing.id: thing.label for thing in self._held.things.values()}
        # A key may be long or odd as well; `@` keeps sources apart from things.
        wanted |= {f"@{key}": f"@{key}" for key in self._held.sources}
        self._names = _file_names(wanted, taken=[_ABOUT])
        self._said: dict[str, list[Fact]] = defaultdict(list)
        self._said_of: dict[str, list[Fact]] = defaultdict(list)
        for fact in self._held.facts.values():
            if kept(fact.span, material.day):
                self._said[fact.subject].append(fact)
                if fact.object:
                    self._said_of[fact.object].append(fact)
        self._milestones: dict[str, list[Milestone]] = defaultdict(list)
        for milestone in sorted(self._held.milestones, key=lambda m: (m.earliest, m.latest, m.id)):
            if material.day is None or milestone.earliest <= material.day:
                self._milestones[milestone.entity].append(milestone)
        self._positions: dict[str, list[Position]] = defaultdict(list)
        for position in self._held.positions:
            if kept(position.span, material.day):
                for id in dict.fromkeys((position.holder, position.matter, position.towards)):
                    if id:
                        self._positions[id].append(position)
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in self._held.claims:
            self._claims[claim.source].append(claim)
        self._words = {
            kind: self._held.words.get(kind, kind) for thing in self._held.things.values() for kind in thing.kinds
        }

    def name(self, id: str) -> str:
        return self._names[id]

    def folder(self, thing: Entry) -> str:
        words = self._words[thing.kind]
        return _safe(words[0].upper() + words[1:])

    # Notes

    def about(self) -> str:
        held = self._held
        kinds: dict[str, int] = defaultdict(int)
        for thing in held.things.values():
            kinds[self.folder(thing)] += 1
        lines = [f"- {folder}: {number}" for folder, number in sorted(kinds.items())]
        return introduction(self._material, "EU–NATO relations", _READING) + "\n".join(
            ["", "## Notes", "", *lines, f"- Sources: {len(held.sources)}", ""]
        )

    def thing(self, thing: Entry) -> str:
        codes = {name: value for name, words in CODES.items() for kind, value in thing.codes if kind == words}
        properties = {
            "id": thing.id,
            "aliases": [name for name in dict.fromkeys((thing.label, *thing.names)) if name != self.name(thing.id)],
            "kinds": [self._words[kind] for kind in thing.kinds],
            **({"acronym": thing.acronym} if thing.acronym else {}),
            **codes,
            "address": iris.THING + thing.id,
            **self._stamp(),
        }
        parts = [_properties(properties), f"# {_plain(thing.label)}\n"]
        parts += [f"{_plain(text)}\n" for text in (thing.description, thing.note) if text]
        if thing.cited:
            parts.append(f"Sources: {self._cited(thing.cited)}\n")
        if thing.links:
            parts.append("".join(f"- <{link}>\n" for link in thing.links))
        parts += self._section("Statements", (self._statement(fact) for fact in self._said[thing.id]))
        parts += self._section(
            "Statements of others", (self._statement(fact, whole=True) for fact in self._said_of[thing.id])
        )
        parts += self._section("Milestones", (self._milestone(one) for one in self._milestones[thing.id]))
        parts += self._section("Positions", (self._position(one) for one in self._positions[thing.id]))
        return "\n".join(parts)

    def source(self, source: SourceRecord) -> str:
        properties = {
            "key": source.id,
            "grade": source.grade,
            "primary": source.primary,
            "party_to_dispute": source.party_to_dispute,
            **({"url": source.url} if source.url else {}),
            "address": iris.SOURCE + source.id,
            **self._stamp(),
        }
        lines = [_properties(properties), f"# {_plain('@' + source.id)}\n", f"{_plain(source.text)}\n"]
        lines += self._section("Claims", (self._claim(claim) for claim in self._claims[source.id]))
        return "\n".join(lines)

    def _stamp(self) -> dict[str, str]:
        day = {"as_of": self._material.day.isoformat()} if self._material.day else {}
        return {"data_version": self._material.about.version, "fingerprint": self._material.about.sha256, **day}

    def _section(self, title: str, lines: Iterable[str]) -> list[str]:
        found = [f"- {line}\n" for line in lines]
        return [f"## {title}\n", "".join(found)] if found else []

    # Lines

    def _statement(self, fact: Fact, whole: bool = False) -> str:
        """A statement in a line; `whole` names its subject too."""
        relation = self._held.words.get(fact.relation, fact.relation)
        parts = [self._thing(fact.subject)] if whole else []
        parts += [f"does not hold: {relation}" if fact.denied else relation]
        if fact.object and not whole:
            parts.append(self._thing(fact.object))
        elif fact.object:
            parts.append("this")
        if fact.role:
            parts.append(f"as {_plain(self._concept(fact.role))}")
        if fact.concerning:
            parts.append(f"on {self._thing(fact.concerning)}")
        if fact.basis:
            parts.append(f"by {self._things(fact.basis)}")
        if fact.contested_by:
            parts.append(f"(contested by {self._things(fact.contested_by)})")
        return self._line(" ".join(parts), fact.begins, fact.ends, fact, f"^{_block(fact.id)}" if not whole else "")

    def _milestone(self, milestone: Milestone) -> str:
        act = f" by {self._thing(milestone.act)}" if milestone.act else ""
        text = f"{milestone.written}: {_plain(self._concept(milestone.milestone))}{act}"
        return self._ended(text, milestone.certainty, milestone.cited, milestone.note)

    def _position(self, position: Position) -> str:
        parts = [self._thing(position.holder), self._concept("stance-" + position.stance), self._thing(position.matter)]
        if position.towards:
            parts.append(f"towards {self._thing(position.towards)}")
        if position.forum:
            parts.append(f"in {self._thing(position.forum)}")
        tellers = [self._thing(id) if id in self._held.things else self._source(id) for id in position.attributed_to]
        parts.append(f"(on the account of {', '.join(tellers)})")
        return self._line(" ".join(parts), position.begins, position.ends, position)

    def _claim(self, claim: Claim) -> str:
        """What a publication says, right or wrong, and the curators' view of it."""
        view = f" Verdict: {_plain(self._concept('verdict-' + claim.verdict))}." if claim.verdict else ""
        note = f" {_plain(claim.note)}" if claim.note else ""
        return f"{_plain(claim.text)} ({_plain(claim.locator)}; as of {_plain(claim.written)}).{view}{note}"

    def _line(self, text: str, begins: str, ends: str, record: Fact | Position, block: str = "") -> str:
        until = {"": "", "?": ", end not known"}.get(ends, f" until {ends}")
        days = f", from {begins}{until}"
        day = self._material.day
        if day and record.span.holds_on(day) is Holds.UNKNOWN:
            days += f", not certain on {day}"
        return self._ended(text + days, record.certainty, record.cited, record.note, block)

    def _ended(self, text: str, certainty: str, cited: Cited, note: str, block: str = "") -> str:
        counted = f"{certainty}, counts nowhere" if certainty == CERTAINTIES[0] else certainty
        remark = f". {_plain(note)}" if note else ""
        return f"{text} · {counted} · {self._cited(cited)}{remark}" + (f" {block}" if block else "")

    def _thing(self, id: str) -> str:
        return self._link(id, self._held.label(id)) if id in self._held.things else _plain(id)

    def _things(self, ids: Sequence[str]) -> str:
        return ", ".join(map(self._thing, ids))

    def _source(self, key: str) -> str:
        return self._link("@" + key, "@" + key) if key in self._held.sources else _plain(key)

    def _cited(self, cited: Cited) -> str:
        return "; ".join(f"{self._source(key)}, {_plain(locator)}" for key, locator in cited)

    def _link(self, id: str, label: str) -> str:
        name = self._names[id]
        shown = _shown(label)
        return f"[[{name}]]" if shown == name else f"[[{name}|{shown}]]"

    def _concept(self, slug: str) -> str:
        concepts = self._held.concepts
        return concepts[slug][0] if slug in concepts else slug


_READING: Final = (
    "Each note is a thing or a source. A statement stands with the note of its subject, and with that of its object under "
    "“Statements of others”, where “this” is the object. It can be linked by its block.",
    "`from` is the first day on which something holds, `until` the first day on which it no longer does, as the source gives "
    "them: 2004, 2004-05, 2004-05-01, a range A..B within which the change fell, or ..D for on or before D.",
    "After the days stand the certainty and the sources. What is unverified counts nowhere. “Does not hold” marks a denial.",
    "What is not recorded is not thereby denied: lists are complete only where the data say so (export `csv`, table "
    "`completeness`).",
    "Links and the graph of Obsidian show what is named where, on whatever days and also where it is denied.",
)


# Text that stays text


def _plain(text: str) -> str:
    """Text in a note as it is: no markup, no link, no line of its own."""
    return _MARKDOWN.sub(r"\\\1", " ".join(_without_controls(text).split()))


def _shown(label: str) -> str:
    """A label inside a link, where nothing can be escaped."""
    return (
        " ".join(re.sub(r"[\[\]|]+", " ", _without_controls(label)).split()).replace("<", "‹").replace(">", "›") or "?"
    )


def _without_controls(text: str) -> str:
    """Without marks that turn the direction of writing for what follows, and without control characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", text)


def _properties(properties: Mapping[str, object]) -> str:
    """Properties in YAML: values are JSON, which is YAML too once no character in it ends a line or is not printed."""
    lines = [f"{name}: {_UNPRINTED.sub(_escaped, json.dumps(v, ensure_ascii=False))}" for name, v in properties.items()]
    return "\n".join(["---", *lines, "---", ""])


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _block(id: str) -> str:
    """The mark of a block: Obsidian takes letters, digits and single hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", id)


# Names of files


def _file_names(wanted: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """A name for each id, from its label. Labels that would give the same name, in whatever case, get their id too."""
    safe = {id: _safe(label) for id, label in wanted.items()}
    bearers: dict[str, list[str]] = defaultdict(list)
    for id, name in safe.items():
        bearers[_folded(name)].append(id)
    used = {_folded(name) for name in taken}
    names = {}
    for id in sorted(safe):
        name = safe[id]
        if len(bearers[_folded(name)]) > 1 or _folded(name) in used or not name:
            name = _safe(f"{name[: _LONGEST - len(id) - 3].strip()} ({id})" if name else id)
        number = 2
        while _folded(name) in used:
            name, number = f"{name[: _LONGEST - 4]} {number}", number + 1
        used.add(_folded(name))
        names[id] = name
    return names


def _safe(label: str) -> str:
    """A label as the name of a file, without its ending: nothing that a file system or a link does not take."""
    label = label.replace("/", "-")
    name = " ".join(_NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", label)).split())[:_LONGEST].strip(" .")
    while len(name.encode()) > 2 * _LONGEST:
        name = name[:-1].strip(" .")
    return f"{name}_" if _RESERVED.fullmatch(name) else name


def _folded(name: str) -> str:
    """By what a file system that is blind to case takes two names for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
