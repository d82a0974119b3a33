"""docs/vocabulary.md is the ontology's, term by term, and its numbers are those of the tables."""

from __future__ import annotations

import csv
import re

from conftest import ROOT
from write_vocabulary import VOCABULARY, written

from graph.store import Store

TEXT = VOCABULARY.read_text(encoding="utf-8")


def entry(term: str) -> str:
    (found,) = re.findall(rf"^### `{re.escape(term)}` .*?(?=^##)", TEXT, flags=re.MULTILINE | re.DOTALL)
    return str(found)


def statements(relation: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted((ROOT / "data" / "statements").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row["relation"] == relation]
    return rows


def test_vocabulary_is_that_of_the_ontology_and_the_data(store: Store) -> None:
    assert written(store) == TEXT, "run: make docs"


def test_every_term_of_the_ontology_stands_in_it_once() -> None:
    ontology = (ROOT / "ontology" / "eunato.ttl").read_text(encoding="utf-8")
    terms = re.findall(r"^(:\w+) a ", ontology, flags=re.MULTILINE)
    assert len(terms) > 150
    assert sorted(re.findall(r"^### `(:\w+)` ", TEXT, flags=re.MULTILINE)) == sorted(terms)
    concepts = re.findall(
        r"^(c:[\w-]+) a skos:Concept ", (ROOT / "ontology" / "concepts.ttl").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(re.findall(r"^\| `(c:[\w-]+)` \|", TEXT, flags=re.MULTILINE)) == sorted(concepts)


def test_numbers_are_those_of_the_tables() -> None:
    for relation in ("memberOf", "authorisedToJoin", "hasAgreementWith", "optedOutOf"):
        rows = statements(relation)
        stated = [row for row in rows if row["holds"] != "no"]
        unverified = [row for row in stated if row["certainty"] == "unverified"]
        told = f"- statements: {len(stated)}"
        told += f", {len(unverified)} of them unverified" * bool(unverified)
        told += f", {len(rows) - len(stated)} more denied" * (len(rows) > len(stated))
        assert told + "\n" in entry(f":{relation}"), relation


def test_entry_tells_what_a_reader_needs() -> None:
    assert "- from: `:Polity`\n- to: `:Joinable`\n" in entry(":memberOf")
    assert "- implies: `:participatesIn`\n" in entry(":coordinates")
    assert "- is: symmetric, irreflexive\n" in entry(":hasAgreementWith")
    assert "- is: asymmetric\n" in entry(":amends")
    assert "- from: `:Citation` or `:Claim` or `:Mention` or `:Recommendation`\n" in entry(":source")
    assert "- to: `xsd:date`\n" in entry(":validFrom")
    # Disjointness is said once and holds both ways.
    for one, other in ((":Treaty", ":Agreement"), (":Agreement", ":Treaty")):
        assert f"`{other}`" in re.findall(r"- disjoint with: .*", entry(one))[0]
    assert "- rule: `non-eu-ally`: " in entry(":nonEuAlly")


def test_markdown_is_in_one_piece() -> None:
    assert not re.search(r"`[:c][\w:-]*[.,;)]`", TEXT)
    assert TEXT.count("`") % 2 == 0
    for line in TEXT.split("\n"):
        if line.startswith("| `c:") and not line.startswith("| `c:`"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 5, line
