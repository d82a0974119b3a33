"""Writes docs/vocabulary.md from the ontology and the compiled graph; run by `make docs`. A test compares the two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph import iris
from graph.store import Iri, Literal, Store, open_store

VOCABULARY = Path(__file__).resolve().parent.parent / "docs" / "vocabulary.md"

_PREFIXES = {
    **iris.PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "vann": "http://purl.org/vocab/vann/",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
}
_TRAITS = {
    "owl:SymmetricProperty": "symmetric",
    "owl:AsymmetricProperty": "asymmetric",
    "owl:IrreflexiveProperty": "irreflexive",
    "owl:FunctionalProperty": "at most one value",
}
_NAME = re.compile(r"(?<![\w:/])\^?(:|c:|skos:|schema:|rdfs:|xsd:|rdf:|dcat:)[A-Za-z][A-Za-z-]*[A-Za-z]")
_PROPERTIES = ("owl:ObjectProperty", "owl:DatatypeProperty")


class Words:
    """The terms of the ontology with what it says of each."""

    def __init__(self, store: Store) -> None:
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        query = f"SELECT ?term ?property ?value WHERE {{ GRAPH <{iris.ONTOLOGY_GRAPH}> {{ ?term ?property ?value }} }}"
        for term, property, value in store.select(query).rows:
            assert isinstance(term, Iri) and isinstance(property, Iri) and isinstance(value, Iri | Literal)
            shown = short(value.value) if isinstance(value, Iri) else value.value
            self._said[short(term.value)][short(property.value)].append(shown)

    def of(self, term: str, *properties: str) -> list[str]:
        """The values of these properties, sorted; terms in their short form."""
        return sorted(value for property in properties for value in self._said[term][property])

    def terms(self, *kinds: str) -> list[str]:
        """Our terms that are of one of these kinds, by name."""
        own = (name for name in self._said if name.startswith((":", "c:")))
        return sorted((name for name in own if {*kinds} & {*self.of(name, "rdf:type")}), key=lambda n: (n.lower(), n))


class Uses:
    """How often the data uses a term."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.instances = self._counted("?node a ?term")
        self.stated = self._counted("?node rdf:predicate ?term")
        self.unverified = self._counted("?node rdf:predicate ?term ; :certainty c:unverified")
        self.denied = self._counted("?node :deniedRelation ?term")
        self.triples = self._counted("?node ?term ?value")
        # The stages are values of relations, in the ontology.
        qualifies = "?node ?property ?term FILTER (STRSTARTS(STR(?property), STR(:)))"
        self.named = self._counted(qualifies) | self._counted("?node :stage ?term", iris.ONTOLOGY_GRAPH)

    def _counted(self, pattern: str, graph: str = iris.STATEMENTS_GRAPH) -> dict[str, int]:
        query = f"SELECT ?term (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ {pattern} }} }} GROUP BY ?term"
        rows = self._store.select(query).rows
        return {short(t.value): int(n.value) for t, n in rows if isinstance(t, Iri) and isinstance(n, Literal)}


def short(iri: str) -> str:
    """The address with its prefix, where it has one of those that the document lists."""
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def written(store: Store) -> str:
    """The whole document, for the tables that the store was made from."""
    words, uses = Words(store), Uses(store)
    parts = [_head(words, store), _classes(words, uses), _relations(words, uses), _derived(words, store)]
    lines = [line for part in [*parts, _others(words, uses), _concepts(words, uses)] for line in part]
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(words: Words, store: Store) -> Iterator[str]:
    (ontology,) = {by for term in words.terms("owl:Class") for by in words.of(term, "rdfs:isDefinedBy")}
    yield "# Vocabulary"
    yield ""
    yield "<!-- Generated from ontology/ and data/ by `make docs`; edit those. -->"
    yield ""
    yield words.of(ontology, "dcterms:description")[0]
    yield ""
    yield f"Address: <{ontology}>. Version: {words.of(ontology, 'owl:versionInfo')[0]}, of {words.of(ontology, 'dcterms:issued')[0]}."
    yield f"Licence: <{words.of(ontology, 'dcterms:license')[0]}>. Numbers of uses: {store.about.stamp()}, of all days, unverified"
    yield "and denied statements told apart. A number says how much is recorded, not how much there is."
    yield ""
    for comment in words.of(ontology, "rdfs:comment"):
        yield f"- {_escaped(comment)}"
    yield ""
    yield "Prefixes, which queries need not declare, except those marked:"
    yield ""
    yield "| prefix | namespace |"
    yield "|---|---|"
    for prefix, namespace in sorted(_PREFIXES.items()):
        yield f"| `{prefix}:`{'' if prefix in iris.PREFIXES else ' (declare it)'} | `{namespace}` |"
    yield ""


def _classes(words: Words, uses: Uses) -> Iterator[str]:
    yield "## Classes"
    yield ""
    yield "A thing may be of several classes. *Held* counts the things of the class itself, not of those below it."
    yield ""
    for term in words.terms("owl:Class"):
        yield from _entry(
            words,
            term,
            ("below", _codes(words.of(term, "rdfs:subClassOf"))),
            ("disjoint with", _codes(_disjoint(words, term))),
            ("held", str(uses.instances.get(term, ""))),
        )


def _relations(words: Words, uses: Uses) -> Iterator[str]:
    yield "## Relations"
    yield ""
    yield "What a statement can say. On each day on which it certainly holds, its plain triple, and that of each relation"
    yield "above it, stands in the view of that day."
    yield ""
    for term in words.terms(":Relation"):
        unverified, denied = uses.unverified.get(term, 0), uses.denied.get(term, 0)
        more = [f"{unverified} of them unverified"] * bool(unverified) + [f"{denied} more denied"] * bool(denied)
        yield from _entry(
            words,
            term,
            *_signature(words, term),
            ("stage", _codes(words.of(term, ":stage"))),
            ("statements", ", ".join([str(uses.stated.get(term, 0)), *more])),
        )


def _derived(words: Words, store: Store) -> Iterator[str]:
    yield "## Derived relations"
    yield ""
    yield "What rules yield for a day, each with the statements that it rests on (`eunato why`). No statement uses them."
    yield ""
    by_relation = defaultdict(list)
    for rule in store.rules:
        by_relation[f":{rule.derives}"].append(rule)
    for term in words.terms(":DerivedRelation"):
        rules = [f"`{rule.id}`: {_escaped(rule.because)}" for rule in by_relation[term]]
        yield from _entry(words, term, *_signature(words, term), ("rule", " ".join(rules)))


def _others(words: Words, uses: Uses) -> Iterator[str]:
    yield "## Other properties"
    yield ""
    yield "Qualifiers of records, days, sources and attributes. Where domain or range is one of several classes, *or* stands"
    yield "between them. *Uses* counts triples."
    yield ""
    ties = {*words.terms(":Relation"), *words.terms(":DerivedRelation")}
    for term in words.terms(*_PROPERTIES):
        if term not in ties:
            yield from _entry(words, term, *_signature(words, term), ("uses", str(uses.triples.get(term, 0))))


def _concepts(words: Words, uses: Uses) -> Iterator[str]:
    yield "## Concepts"
    yield ""
    yield "The values of qualifiers, by scheme. *Uses* counts triples that have the concept as object."
    yield ""
    for scheme in words.terms("skos:ConceptScheme"):
        yield f"### {words.of(scheme, 'skos:prefLabel')[0]} (`{scheme}`)"
        yield ""
        yield _escaped(words.of(scheme, "skos:definition")[0])
        yield ""
        yield "| concept | label | definition | uses |"
        yield "|---|---|---|--:|"
        for term in words.terms("skos:Concept"):
            if scheme in words.of(term, "skos:inScheme"):
                cells = [words.of(term, name)[0] for name in ("skos:prefLabel", "skos:definition")]
                told = " ".join([cells[1], *words.of(term, "skos:scopeNote")])
                yield f"| `{term}` | {_cell(cells[0])} | {_cell(told)} | {uses.named.get(term, 0)} |"
        yield ""


def _entry(words: Words, term: str, *facts: tuple[str, str]) -> Iterator[str]:
    yield f"### `{term}` {_escaped(words.of(term, 'rdfs:label')[0])}"
    yield ""
    yield _escaped(" ".join(words.of(term, "skos:definition") + words.of(term, "rdfs:comment")))
    yield ""
    examples = " / ".join(_escaped(one) for one in words.of(term, "skos:example"))
    close = _codes(words.of(term, "skos:closeMatch", "skos:narrowMatch", "rdfs:seeAlso"))
    testing = "may still change" if "testing" in words.of(term, "vs:term_status") else ""
    for name, value in (*facts, ("example", examples), ("compare", close), ("status", testing)):
        if value:
            yield f"- {name}: {value}"
    yield ""


def _signature(words: Words, term: str) -> tuple[tuple[str, str], ...]:
    kinds = words.of(term, "rdf:type")
    ranges = words.of(term, "schema:rangeIncludes") or words.of(term, "rdfs:range")
    return (
        ("from", _codes(words.of(term, "rdfs:domain") or words.of(term, "schema:domainIncludes"), " or ")),
        ("to", _codes(ranges, " or ")),
        ("implies", _codes(words.of(term, "rdfs:subPropertyOf"))),
        ("is", ", ".join(trait for kind, trait in _TRAITS.items() if kind in kinds)),
    )


def _disjoint(words: Words, term: str) -> list[str]:
    """Told of it or of the other; both are the same."""
    told = {*words.of(term, "owl:disjointWith")}
    return sorted(told | {other for other in words.terms("owl:Class") if term in words.of(other, "owl:disjointWith")})


def _codes(names: Iterable[str], between: str = ", ") -> str:
    return between.join(f"<{name}>" if name.startswith("http") else f"`{name}`" for name in names)


def _escaped(text: str) -> str:
    """Text in which Markdown finds nothing of its own; names of terms are code."""
    plain = text.replace("*", "\\*").replace("<", "\\<")
    return _NAME.sub(lambda name: f"`{name[0]}`", plain)


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|")


if __name__ == "__main__":
    VOCABULARY.write_text(written(open_store()), encoding="utf-8")
