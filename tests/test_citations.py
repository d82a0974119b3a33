"""Citations as other programs read them: BibTeX by pybtex, RIS by rispy, CSL-JSON by citeproc; and answers that carry
a fingerprint of their own."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rispy
import yaml
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import BibliographyData, parse_string
from pybtex.richtext import Text
from worlds import MEMBERSHIPS, add, describe, edit, small_world

from graph.citations import Bibliography, Reference, Work
from graph.citations.own import as_cff
from graph.errors import QuestionError
from graph.knowledge_graph import KnowledgeGraph, load
from graph.references import iso

NORWAY = "norway--authorisedToJoin--military-mobility"
HEADLINE = "non-eu-allies-in-pesco"


@pytest.fixture(scope="module")
def curated() -> dict[str, dict[str, Any]]:
    """The sources as they stand in the tables, by key."""
    return {item["id"]: item for item in json.loads((ROOT / "data" / "sources.json").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def everything(kg: KnowledgeGraph) -> Bibliography:
    return kg.sources()


def as_work(**item: Any) -> Bibliography:
    found = {"id": "key", "type": "webpage", "title": "Title", **item}
    return Bibliography([Work(Reference(found["id"], "", "", ""), found)])


def read_bibtex(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def plain(latex: str) -> str:
    """The text behind LaTeX as pybtex reads it, helped with the characters that it leaves as they are written."""
    for number, command in enumerate(_LEFT):
        latex = latex.replace(command, chr(0xE000 + number))
    return str(Text.from_latex(latex)).translate({0xE000: "{", 0xE001: "}", 0xE002: "$", 0xE003: "^"})


_LEFT = (r"\textbraceleft{}", r"\textbraceright{}", r"\$", r"\textasciicircum{}")


# All sources, by independent readers


def test_csl_is_what_was_curated(everything: Bibliography, curated: dict[str, dict[str, Any]]) -> None:
    assert json.loads(everything.to_csl()) == [curated[key] for key in sorted(curated)]


def test_bibtex_of_all_sources_is_read_by_pybtex(everything: Bibliography, curated: dict[str, dict[str, Any]]) -> None:
    found = read_bibtex(everything.to_bibtex()).entries
    assert set(found) == set(curated)
    for key, item in curated.items():
        fields = found[key].fields
        assert plain(fields["title"]) == item["title"]
        assert fields.get("url") == item.get("URL")
        assert fields.get("date", "") == iso(item.get("issued"))
        assert fields.get("year", "") == iso(item.get("issued"))[:4]
        assert fields.get("urldate", "") == (iso(item.get("accessed")) if "URL" in item else "")
        authors = [
            plain(" ".join([*person.first_names, *person.middle_names, *person.prelast_names, *person.last_names]))
            for person in found[key].persons.get("author", [])
        ]
        assert authors == [
            author.get("literal") or f"{author['given']} {author['family']}" for author in item.get("author", [])
        ]


def test_bibtex_has_the_types_that_every_style_knows(everything: Bibliography) -> None:
    types = Counter(entry.type for entry in read_bibtex(everything.to_bibtex()).entries.values())
    kinds = Counter(item["type"] for item in everything.items)
    hosted = Counter(item["type"] for item in everything.items if item.get("container-title"))
    assert types["techreport"] == kinds["report"] and types["book"] == kinds["book"]
    assert types["article"] == hosted["article-newspaper"] + hosted["article-journal"]
    assert types["incollection"] == hosted["chapter"] + hosted["entry-encyclopedia"]
    assert sum(types.values()) == types["misc"] + sum(
        types[name] for name in ("article", "book", "incollection", "techreport")
    )


def test_ris_of_all_sources_is_read_by_rispy(everything: Bibliography, curated: dict[str, dict[str, Any]]) -> None:
    text = everything.to_ris()
    assert text.count("\n") == text.count("\r\n")
    found = {record["id"]: record for record in rispy.loads(text)}
    assert set(found) == set(curated) and text.count("TY  - ") == text.count("ER  - ") == len(curated)
    for key, item in curated.items():
        record = found[key]
        assert "unknown_tag" not in record and record["type_of_reference"] in rispy.TYPE_OF_REFERENCE_MAPPING
        assert record["title"] == item["title"]
        assert record.get("urls", []) == ([item["URL"]] if "URL" in item else [])
        assert record.get("year", "") == iso(item.get("issued"))[:4]
        assert len(record.get("authors", [])) == len(item.get("author", []))
        assert record["language"] == item["language"]


def test_ris_types_are_those_of_the_field(everything: Bibliography) -> None:
    types = {
        (item["type"], record["type_of_reference"])
        for item, record in zip(everything.items, rispy.loads(everything.to_ris()), strict=True)
    }
    assert {
        ("legislation", "STAT"), ("report", "RPRT"), ("webpage", "ELEC"), ("article-newspaper", "NEWS"),
        ("article-journal", "JOUR"), ("hearing", "HEAR"), ("bill", "BILL"), ("dataset", "DATA"), ("chapter", "CHAP"),
    } <= types  # fmt: skip


def test_csl_has_only_types_and_variables_of_the_standard(everything: Bibliography, kg: KnowledgeGraph) -> None:
    """Against the lists that citeproc-py brings along."""
    import citeproc

    lists = Path(citeproc.__file__).parent / "data" / "schema" / "schemas" / "styles"
    types = set(re.findall(r'"([^"]+)"', (lists / "csl-types.rnc").read_text(encoding="utf-8")))
    variables = set(re.findall(r'"([^"]+)"', (lists / "csl-variables.rnc").read_text(encoding="utf-8")))
    answer = kg.ask(HEADLINE, "2023-03-01")
    for item in [*everything.items, *kg.cite(NORWAY, "Norway", answer).items, *kg.cite().items]:
        assert item["type"] in types, item
        assert set(item) <= variables | {"id", "type", "custom"}, item


def test_citeproc_sets_a_bibliography_of_each_type(kg: KnowledgeGraph, everything: Bibliography) -> None:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    shown = list({item["type"]: item for item in everything.items}.values())
    shown += [*kg.cite().items, *kg.cite(NORWAY).items]
    with warnings.catch_warnings():
        # It says that it knows nothing of `custom`, and that the style's schema is not checked.
        warnings.simplefilter("ignore")
        source = CiteProcJSON(json.loads(json.dumps(shown)))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        for item in shown:
            bibliography.register(Citation([CitationItem(item["id"])]))
        lines = [str(line) for line in bibliography.bibliography()]
    assert len(lines) == len(shown)
    for item, line in zip(shown, lines, strict=True):
        assert item["title"].split()[0] in line and item.get("author", [{}])[0].get("literal", "") in line, line
        assert iso(item["issued"])[:4] in line if "issued" in item else "(no date)" in line


# Texts that were not made for it

HOSTILE = (
    "100% of {EU} & NATO_members #1 $5 ~x ^2 \\end{document}",
    "} , note = {injected",
    "Ends with a backslash \\",
    '=cmd|"/c calc"!A1 </script>',
    "line\nbreak\r\nTY  - JOUR\u2028ER  - ",
    "שלום، مرحبا and Łódź, Šibenik",
    "x" * 5000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    works = as_work(
        title=text,
        author=[{"literal": text}, {"family": text, "given": "and Sons, Ltd"}],
        **{"container-title": text, "note": text, "URL": f"https://x.example/{text}"},
    )
    wanted = " ".join(text.split())
    (entry,) = read_bibtex(works.to_bibtex()).entries.values()
    assert plain(entry.fields["title"]) == wanted == plain(entry.fields["note"])
    assert len(entry.persons["author"]) == 2
    assert plain(" ".join(entry.persons["author"][0].last_names)) == wanted
    (record,) = rispy.loads(works.to_ris())
    assert record["title"] == wanted and record["type_of_reference"] == "ELEC"
    assert json.loads(works.to_csl())[0]["title"] == text


@given(st.text(st.characters(exclude_categories=("C",), exclude_characters="\u0131"), min_size=1, max_size=40))
@example("1914--1918 ``so'' ,,so'' <<so>> so?` so!`")
def test_any_text_is_read_back(text: str) -> None:
    wanted = " ".join(text.split())
    works = as_work(title=text)
    (entry,) = read_bibtex(works.to_bibtex()).entries.values()
    assert plain(entry.fields["title"]) == wanted
    if wanted:
        assert rispy.loads(works.to_ris())[0]["title"] == wanted


def test_names_of_persons_and_bodies() -> None:
    works = as_work(
        author=[
            {"literal": "Department of Defense and Department of State"},
            {"family": "Langlois", "given": "Maurice", "non-dropping-particle": "de"},
            {"family": "Müller & Söhne"},
        ]
    )
    first, second, third = read_bibtex(works.to_bibtex()).entries["key"].persons["author"]
    assert first.last_names == ["{Department of Defense and Department of State}"]
    assert (second.first_names, second.prelast_names, second.last_names) == (["Maurice"], ["de"], ["Langlois"])
    assert plain(third.last_names[0]) == "Müller & Söhne"
    assert rispy.loads(works.to_ris())[0]["authors"][1] == "de Langlois, Maurice"


def test_dates_are_given_as_far_as_they_are_known() -> None:
    for parts, date, month, day in (
        ([[2021]], "2021", None, "2021///"),
        ([[2021, 5]], "2021-05", "May", "2021/05//"),
        ([[2021, 5, 6]], "2021-05-06", "May", "2021/05/06/"),
        ([[2011, 11, 14], [2011, 11, 15]], "2011-11-14/2011-11-15", "November", "2011/11/14/to 2011/11/15/"),
        ([["1999", "1"]], "1999-01", "January", "1999/01//"),
    ):
        works = as_work(issued={"date-parts": parts})
        fields = read_bibtex(works.to_bibtex()).entries["key"].fields
        assert (fields["date"], fields["year"], fields.get("month")) == (date, date[:4], month)
        assert rispy.loads(works.to_ris())[0]["date"] == day
    assert "year" not in as_work().to_bibtex() and "PY" not in as_work().to_ris()


@pytest.mark.parametrize(
    ("item", "kind", "fields"),
    [
        ({"type": "legislation", "container-title": "OJ", "volume": "L 160", "page": "109-111"}, "misc", {"howpublished": "OJ, L 160, p. 109--111"}),
        ({"type": "article-journal", "container-title": "Survival", "volume": 3, "issue": "2", "page": "1–9"}, "article", {"journal": "Survival", "volume": "3", "number": "2", "pages": "1--9"}),
        ({"type": "article-newspaper"}, "misc", {}),
        ({"type": "report", "publisher": "IISS", "number": "7"}, "techreport", {"institution": "IISS", "number": "7", "type": "Report"}),
        ({"type": "report", "author": [{"literal": "EEAS"}]}, "techreport", {"institution": "EEAS"}),
        ({"type": "chapter", "container-title": "Handbook", "editor": [{"family": "Fiott", "given": "Daniel"}]}, "incollection", {"booktitle": "Handbook"}),
        ({"type": "thesis", "publisher": "King's College"}, "phdthesis", {"school": "King's College"}),
        ({"type": "book", "publisher": "OUP", "publisher-place": "Oxford", "ISBN": "1"}, "book", {"publisher": "OUP", "address": "Oxford", "isbn": "1"}),
    ],
)  # fmt: skip
def test_entries_have_the_fields_of_their_type(item: dict[str, Any], kind: str, fields: dict[str, str]) -> None:
    entry = read_bibtex(as_work(**item).to_bibtex()).entries["key"]
    assert entry.type == kind
    assert {name: entry.fields[name] for name in fields} == fields
    (record,) = rispy.loads(as_work(**item).to_ris())
    if item.get("page"):
        assert (record["start_page"], record["end_page"]) == tuple(re.split("[-–]", item["page"]))


# What is ours


def test_data_set_is_cited_alike_by_file_site_and_program(kg: KnowledgeGraph) -> None:
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    (reference,) = kg.cite()
    (item,) = kg.cite().items
    assert item["title"] == package["title"] and item["version"] == package["version"]
    assert item["issued"]["date-parts"] == [[int(part) for part in package["created"][:10].split("-")]]
    assert kg.about.sha256 in reference.text and f"as of {kg.as_of}" in reference.text
    file = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    told = yaml.safe_load(as_cff(kg.about))
    assert {name: file[name] for name in told} == told
    entry = read_bibtex(kg.cite().to_bibtex()).entries[f"eunato-{kg.about.version}"]
    assert plain(entry.fields["title"]) == package["title"] and kg.about.sha256 in entry.fields["note"]


def test_citation_file_has_what_its_format_asks_for() -> None:
    """Required and allowed keys of the Citation File Format 1.2.0."""
    file = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(file)
    assert set(file) <= {
        "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
        "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
        "repository-code", "title", "type", "url", "version",
    }  # fmt: skip
    assert file["cff-version"] == "1.2.0" and file["type"] in ("dataset", "software")
    assert all(
        isinstance(file[name], str) for name in ("message", "title", "version", "license", "url", "date-released")
    )
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", file["date-released"])
    assert all(set(author) <= {"name", "website", "email"} and author["name"] for author in file["authors"])
    assert len(set(file["keywords"])) == len(file["keywords"]) and all(file["keywords"])


def test_statement_is_cited_with_all_that_a_footnote_needs(kg: KnowledgeGraph) -> None:
    (reference,) = kg.cite(NORWAY, as_of="2023-03-01")
    for told in (
        "Norway authorised to join Military Mobility, from 2021-05-06; no end recorded",
        f"statement {NORWAY}; confirmed; holds on 2023-03-01; legal basis: Decision (CFSP) 2021/749",
        "@dec-2021-749, title and recitals 1-2: Council of the European Union. Council Decision (CFSP) 2021/749",
        f"Data version {kg.about.version}, SHA-256 {kg.about.sha256}, as of 2023-03-01.",
        f"https://w3id.org/eunato/statement/{NORWAY}",
    ):
        assert told in reference.text
    (item,) = kg.cite(NORWAY).items
    assert "rests on @dec-2021-749, title and recitals 1-2;" in item["note"] and "confirmed" in item["note"]


def test_statement_that_no_longer_or_not_yet_holds_is_not_cited_as_one_that_does(kg: KnowledgeGraph) -> None:
    """The United Kingdom left the EU on 2020-02-01, the first day on which it was no member."""
    left = "united-kingdom--memberOf--eu"
    assert "holds on 2020-01-31" in kg.cite(left, as_of="2020-01-31")[0].text
    assert "no longer holds on 2020-02-01" in kg.cite(left, as_of="2020-02-01")[0].text
    assert "does not yet hold on 2021-05-05" in kg.cite(NORWAY, as_of="2021-05-05")[0].text


def test_denials_contests_and_poor_evidence_are_told(tmp_path: Path) -> None:
    world = small_world(tmp_path / "world")
    statement = "freedonia--authorisedToJoin--sky-bridge"
    pesco = "statements/pesco.csv"
    edit(world, pesco, statement, certainty="unverified", note="To settle: the act.", contested_by="borduria")
    (reference,) = load(data=world).cite(statement)
    assert "unverified, which counts nowhere" in reference.text and "contested by: Borduria" in reference.text
    denial = next(line.split(",")[0] for line in (world / MEMBERSHIPS).read_text().splitlines() if "--not" in line)
    (reference,) = load(data=world).cite(denial)
    assert ". denied: " in reference.text and "; the denial " in reference.text


def test_every_record_can_be_cited_by_its_id(kg: KnowledgeGraph) -> None:
    for id, told in {
        "active-endeavour--terminated": "Operation Active Endeavour: terminated 2016-10-01..2016-11-09",
        "coelmont-eu-headquarters": "position: Jo Coelmont supports",
        "ceps-2022-china-as-strategic-competitor": "claim: The communiqué calls China a strategic competitor",
        "rec-000-04": "recommendation: Set up a permanent strategic headquarters",
        "allies-at-two-per-cent-2023-march-2024": "North Atlantic Treaty Organization: members spending",
        "edc-treaty--exists": " exists, from ",
    }.items():
        (reference,) = kg.cite(id)
        assert told in reference.text and "Rests on: @" in reference.text and reference.id == id
        assert reference.url.endswith(f"/{id}") and kg.cite(reference.url) == [reference]


def test_sources_behind_come_along_when_asked_for(kg: KnowledgeGraph) -> None:
    behind = {"dec-2021-749", "council-pr-2021-05-06", "no-mod-2021-05", "council-pr-2025-01-13"}
    assert {reference.id for reference in kg.cite(NORWAY, sources=True)} == {NORWAY, *behind}
    answer = kg.ask(HEADLINE, "2022-07-01")
    keys = {source.id for source in answer.sources}
    found = kg.cite(answer, NORWAY, sources=True)
    assert {reference.id for reference in found} == {*keys, *behind, NORWAY, kg.cite(answer)[0].id}
    assert len(read_bibtex(found.to_bibtex()).entries) == len(found) > len(behind)


def test_things_are_found_by_any_name_and_several_are_told(kg: KnowledgeGraph, tmp_path: Path) -> None:
    assert kg.cite("Turkey") == kg.cite("türkiye") == kg.cite("https://w3id.org/eunato/id/turkiye") == kg.cite("TR")
    assert kg.cite("Turkey", "Türkiye")[0].id == "eunato-turkiye" and len(kg.cite("Turkey", "Türkiye")) == 1
    world = small_world(tmp_path / "world")
    for entity in ("arcadia", "sylvania"):
        add(
            world,
            "names.csv",
            entity=entity,
            name="The Valley",
            lang="en",
            kind="short",
            sources="@register-2026, p. 1",
        )
    with pytest.raises(QuestionError, match="names several things"):
        load(data=world).cite("The Valley")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("dec-2021-74", "dec-2021-749"),
        ("norway--authorisedtojoin--militarymobility", NORWAY),
        ("Norwya", "Norway"),
        ("@norway", None),
        ("", None),
        ("<script>alert(1)</script>", None),
        ("x } UNION { ?s ?p ?o", None),
        ("a\x00b", None),
    ],
)
def test_unknown_gives_the_nearest(kg: KnowledgeGraph, text: str, nearest: str | None) -> None:
    with pytest.raises(QuestionError) as error:
        kg.cite(text)
    assert nearest is None or nearest in error.value.suggestions


def test_search_of_sources(kg: KnowledgeGraph, curated: dict[str, dict[str, Any]]) -> None:
    acts = kg.sources(grade="official-act")
    assert len(acts) == sum(item["custom"]["grade"] == "official-act" for item in curated.values()) > 100
    assert "dec-2021-749" in {source.id for source in kg.sources("NORWAY  pesco")}
    assert kg.sources("2021/749", "official-act")[0].id == "dec-2021-749"
    assert kg.sources("no such words anywhere") == []
    with pytest.raises(QuestionError) as error:
        kg.sources(grade="official")
    assert "official-act" in error.value.suggestions


def test_hostile_world_is_cited(tmp_path: Path) -> None:
    world = small_world(tmp_path / "world")
    edit(world, "entities/states.csv", "arcadia", name='=cmd|"x" </script> {Ar\\ca} & 5% שלום')
    edit(world, "sources.json", "register-2026", title="} @misc{x, title = {y")
    describe(world, "", created=None)
    kg = load(data=world)
    works = kg.cite("arcadia--memberOf--eu", "arcadia", sources=True)
    found = read_bibtex(works.to_bibtex()).entries
    assert set(found) == {"arcadia--memberOf--eu", "eunato-arcadia", "register-2026"}
    assert plain(found["eunato-arcadia"].fields["title"]) == '=cmd|"x" </script> {Ar\\ca} & 5% שלום'
    assert [record["id"] for record in rispy.loads(works.to_ris())] == [reference.id for reference in works]
    assert "year" not in found["eunato-arcadia"].fields and "(2026)" not in kg.cite()[0].text


# Answers


def test_fingerprint_can_be_computed_from_the_json(kg: KnowledgeGraph) -> None:
    """As an outsider would: from the published JSON, by the words of the documentation."""
    for answer in (kg.ask(HEADLINE, "2023-03-01"), kg.why("Norway", "memberOf", "EU"), kg.compare()):
        for explain in (False, True):
            document = json.loads(answer.to_json(explain))
            content = {
                "columns": document["columns"],
                "rows": [
                    {name: row[name] for name in ("cells", "statements", "certainty")} for row in document["rows"]
                ],
                **({"verdict": document["verdict"]} if "verdict" in document else {}),
            }
            text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            assert document["answer_sha256"] == hashlib.sha256(text.encode("utf-8")).hexdigest() == answer.fingerprint
        assert answer.stamp().endswith(f"answer {answer.fingerprint[:12]}")


def test_fingerprint_tells_same_rows_from_others(kg: KnowledgeGraph) -> None:
    first, second = kg.ask(HEADLINE, "2023-03-01"), kg.ask(HEADLINE, "2023-03-02")
    assert first.as_of != second.as_of and first.fingerprint == second.fingerprint
    assert kg.ask(HEADLINE, "2022-07-01").fingerprint != first.fingerprint
    # The same absence of rows is not the same verdict.
    assert kg.why("Norway", "memberOf", "EU").fingerprint != kg.why("Norway", "commands", "EU").fingerprint


def test_answers_with_different_parameters_have_different_keys(kg: KnowledgeGraph) -> None:
    answers = [
        kg.ask("members-of", day, organisation=name) for name in ("EU", "NATO") for day in ("2016-01-01", "2021-01-01")
    ]
    found = kg.cite(*answers)
    assert len(found) == 4
    assert len(read_bibtex(found.to_bibtex()).entries) == 4
    empty = [kg.ask("members-of", "1900-01-01", organisation=name) for name in ("EU", "NATO")]
    assert empty[0].fingerprint == empty[1].fingerprint and len(kg.cite(*empty)) == 2
    assert any("question members-of organisation=nato; 28 rows;" in reference.text for reference in found)


def test_file_of_an_answer_says_by_itself_what_it_is(kg: KnowledgeGraph) -> None:
    import csv
    import io

    answer = kg.ask(HEADLINE, "2023-03-01")
    header, *rows = csv.reader(io.StringIO(answer.to_csv()))
    assert header[-1] == "stamp" and {row[-1] for row in rows} == {answer.stamp()} and len(rows) == len(answer.rows)
    for form in (answer.to_markdown(), answer._repr_html_()):
        assert answer.stamp() in form
    for told in (kg.about.version, kg.about.sha256[:12], "2023-03-01", HEADLINE, answer.fingerprint[:12]):
        assert told in answer.stamp()


@pytest.mark.parametrize("made", ["ask", "compare", "history", "why", "path", "diff", "audit", "show"])
def test_every_sort_of_answer_is_stamped_and_can_be_cited(kg: KnowledgeGraph, made: str) -> None:
    answer = {
        "ask": lambda: kg.ask(HEADLINE),
        "compare": lambda: kg.compare(as_of="2017-05-15"),
        "history": lambda: kg.compare_history(),
        "why": lambda: kg.why("Cyprus", "excludedFrom", "nac-psc-berlin-plus", "2017-05-15"),
        "path": lambda: kg.paths("SHAPE", "EEAS", "2017-05-15"),
        "diff": lambda: kg.diff("2023-01-01", "2023-12-31"),
        "audit": lambda: kg.audit(),
        "show": lambda: kg.show("Türkiye").statements,
    }[made]()
    document = json.loads(answer.to_json())
    assert document["dataset"] == {"version": kg.about.version, "sha256": kg.about.sha256}
    assert document["answer_sha256"] == answer.fingerprint and document["as_of"] == answer.as_of
    (reference,) = kg.cite(answer)
    assert answer.title.rstrip(".") in reference.text and f"answer SHA-256 {answer.fingerprint}" in reference.text
    assert f"as of {answer.as_of}" in reference.text
