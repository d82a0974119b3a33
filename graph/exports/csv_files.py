"""CSV: nodes and edges as Gephi, R and igraph read them, and every table with all its columns."""

from __future__ import annotations

from collections.abc import Iterator

from graph.dates import Holds
from graph.exports.codebook import READING, codebook, introduction
from graph.exports.columns import CODES, Column, Table, as_text, bounds, cited_text, code, joined, table_of, written
from graph.exports.flat import counts, flat_tables, states_table
from graph.exports.material import Material
from graph.inert import csv_text


def files(material: Material) -> Iterator[tuple[str, bytes]]:
    """`README.md`, which explains the others; `nodes.csv` and `edges.csv`; and a file for each table."""
    tables = (*_network(material), states_table(material), *flat_tables(material))
    yield "README.md", f"{introduction(material, 'Tables', (*READING, *_FILES))}\n{codebook(tables, '.csv')}".encode()
    for table in tables:
        rows = ([as_text(cell) for cell in row] for row in table.rows)
        yield f"{table.name}.csv", csv_text(table.header, rows).encode()


_FILES = (
    "Files are UTF-8 without a byte order mark, comma-separated, one header line, `\\n` at the end of a line. Excel shows "
    "accents rightly where a file is imported as UTF-8; or take the export `xlsx`.",
    "A cell that a spreadsheet would take for a formula has an apostrophe in front. Citations begin with `@` and stand in "
    "brackets, as Pandoc has them in a text: `[@key, locator; @key2, locator]`. Numbers stay as they are.",
    "`nodes.csv` and `edges.csv` are read as they are by Gephi, and by igraph in R: "
    "`graph_from_data_frame(edges, vertices = nodes)`. Each edge is a statement, and two things may share several: import "
    "them into Gephi with the merge strategy “Don't merge”.",
)


def _network(material: Material) -> tuple[Table, Table]:
    """Nodes and edges. Edges are the statements that count, but for those of mere existence; for a day, those that
    certainly hold on it, and as nodes what they touch."""
    held, day = material.held, material.day
    linking = [
        fact
        for fact in held.facts.values()
        if fact.object and counts(fact) and (day is None or fact.span.holds_on(day) is Holds.YES)
    ]
    touched = {id for fact in linking for id in (fact.subject, fact.object)}
    symmetric = material.store.symmetric_relations
    nodes = table_of(
        "nodes",
        "Nodes of the network",
        "One row a thing." + (f" Those that an edge touches on {day}." if day else ""),
        ("Id",),
        (thing for thing in held.things.values() if day is None or thing.id in touched),
        Column("Id", "Id of the thing.", lambda thing: thing.id),
        Column("Label", "Preferred name.", lambda thing: thing.label),
        Column("kind", "The most telling of its kinds: a class of the ontology.", lambda thing: thing.kind),
        Column("kinds", "All its kinds.", lambda thing: joined(thing.kinds)),
        Column("acronym", "Acronym.", lambda thing: thing.acronym),
        *map(code, CODES),
        Column("description", "What it is.", lambda thing: thing.description),
    )
    edges = table_of(
        "edges",
        "Edges of the network",
        "One row a statement between two things. Denied and unverified statements are no edges."
        + (
            f" Those that certainly hold on {day}."
            if day
            else " Those of all days: mind `valid_from` and `valid_until`."
        ),
        ("Id",),
        linking,
        Column("Source", "Subject of the statement.", lambda fact: fact.subject, refers="nodes"),
        Column("Target", "Its object.", lambda fact: fact.object, refers="nodes"),
        Column(
            "Type",
            "Directed, or Undirected for a relation that holds in both directions.",
            lambda fact: "Undirected" if fact.relation in symmetric else "Directed",
        ),
        Column("Id", "Id of the statement.", lambda fact: fact.id, refers="statements"),
        Column("Label", "The relation in words.", lambda fact: held.words.get(fact.relation, fact.relation)),
        Column("relation", "The relation.", lambda fact: fact.relation),
        Column("concerning", "On what matter.", lambda fact: fact.concerning),
        Column("role", "In which role.", lambda fact: fact.role),
        *written(),
        *bounds(),
        Column("certainty", "confirmed or probable.", lambda fact: fact.certainty),
        Column("sources", "Citations: @key, locator; @key2, locator.", lambda fact: cited_text(fact.cited)),
    )
    return nodes, edges
