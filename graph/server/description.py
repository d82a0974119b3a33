"""What the server says about itself: service description, VoID, examples, and an OpenAPI description of the questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from graph import iris
from graph.description import LICENCE, PREFIXES, VOID, Statistics, described, link, words
from graph.store import About
from graph.turtle import written

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FOAF = "http://xmlns.com/foaf/0.1/"
_SH = "http://www.w3.org/ns/shacl#"
_RDF, _RDFS = iris.PREFIXES["rdf"], iris.PREFIXES["rdfs"]
_SCHEMA = iris.PREFIXES["schema"]
_PREFIXES = {
    **PREFIXES, "sd": _SD, "foaf": _FOAF, "sh": _SH, "rdfs": _RDFS, "formats": _FORMATS,
}  # fmt: skip
_GRAPH_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip


def service_description(endpoint: str, day: str, form: str) -> bytes:
    """The SPARQL 1.1 service description of the endpoint at this address, in a format of RDF."""
    service, dataset = endpoint, endpoint + "#dataset"
    triples = [
        link(service, _RDF + "type", _SD + "Service"),
        link(service, _SD + "endpoint", endpoint),
        link(service, _SD + "supportedLanguage", _SD + "SPARQL11Query"),
        link(service, _SD + "feature", _SD + "UnionDefaultGraph"),
        *(
            link(service, _SD + "resultFormat", _FORMATS + name)
            for name in (
                "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
                "N-Triples", "JSON-LD", "RDF_XML",
            )
        ),
        link(service, _SD + "defaultDataset", dataset),
        link(dataset, _RDF + "type", _SD + "Dataset"),
        link(dataset, _SD + "defaultGraph", dataset + "-default"),
        link(dataset + "-default", _RDF + "type", _SD + "Graph"),
    ]  # fmt: skip
    for name in (iris.STATEMENTS_GRAPH, iris.ONTOLOGY_GRAPH, iris.view_graph(day)):
        node = dataset + "-" + name.rpartition("/")[2]
        triples += [
            link(dataset, _SD + "namedGraph", node),
            link(node, _RDF + "type", _SD + "NamedGraph"),
            link(node, _SD + "name", name),
        ]
    return _text(triples, form)


def void(about: About, root: str, size: Statistics, form: str) -> bytes:
    """The description of the data set, as VoID, DCAT and schema.org, in a format of RDF."""
    this = iris.BASE
    return _text(
        [
            *described(about, size),
            link(this, _FOAF + "homepage", root + "/"),
            link(this, VOID + "sparqlEndpoint", root + "/sparql"),
        ],
        form,
    )


def examples(catalogue: Sequence[dict[str, Any]], endpoint: str, form: str) -> bytes:
    """Every question with the defaults of its parameters as an executable query (SHACL), in a format of RDF."""
    triples = []
    for asked in catalogue:
        this = f"{iris.BASE}question/{asked['id']}"
        triples += [
            link(this, _RDF + "type", _SH + "SPARQLExecutable"),
            link(this, _RDF + "type", _SH + "SPARQLSelectExecutable"),
            words(this, _RDFS + "label", asked["id"]),
            words(this, _RDFS + "comment", asked["summary"]),
            words(this, _SH + "select", asked["sparql"]),
            link(this, _SCHEMA + "target", endpoint),
            *(words(this, _SCHEMA + "keywords", tag) for tag in asked["tags"]),
        ]
    return _text(triples, form)


def openapi(about: About, root: str, catalogue: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The OpenAPI 3.1 description of the questions and of the SPARQL endpoint."""
    paths: dict[str, Any] = {
        "/sparql": {
            "get": {
                "summary": "SPARQL 1.1 Protocol: any query",
                "parameters": [
                    _parameter("query", "The query; prefixes of ours need no declaration.", required=True),
                    _parameter("default-graph-uri", "A graph that the default graph is made of."),
                    _parameter("named-graph-uri", "A graph that can be named."),
                ],
                "responses": _responses("application/sparql-results+json"),
            }
        }
    }
    for asked in catalogue:
        given = [
            {
                **_parameter(parameter["name"], parameter["meaning"]),
                "schema": _schema(parameter["type"], parameter["default"]),
                **(
                    {"examples": {id: {"value": id, "summary": label} for id, label in parameter["choices"]}}
                    if parameter["choices"]
                    else {}
                ),
            }
            for parameter in asked["parameters"]
        ]
        if asked["dated"]:
            day = _parameter("as-of", "The day to answer for.")
            given.append({**day, "schema": {"type": "string", "format": "date"}})
        formats = {"type": "string", "enum": ["json", "csv", "tsv", "html"]}
        given.append(
            {**_parameter("format", "The form of the answer, if not by the Accept header."), "schema": formats}
        )
        paths[f"/ask/{asked['id']}"] = {
            "get": {
                "operationId": asked["id"],
                "summary": asked["summary"],
                "description": asked["description"],
                "tags": asked["tags"][:1],
                "parameters": given,
                "responses": _responses("application/json"),
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": about.title, "version": about.version, "license": {"name": "CC BY 4.0", "url": LICENCE}},
        "servers": [{"url": root}],
        "paths": paths,
    }


def _parameter(name: str, meaning: str, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": meaning, "required": required, "schema": {"type": "string"}}


def _schema(type: str, default: str) -> dict[str, Any]:
    """Of what type a value is, and its default as such a value, where there is one."""
    if not default:
        return {"type": type}
    return {"type": type, "default": int(default) if type == "integer" else default}


def _responses(media: str) -> dict[str, Any]:
    problem = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
    return {
        "200": {"description": "The answer.", "content": {media: {"schema": {"type": "object"}}}},
        "400": {"description": "What was asked is wrong, and how.", **problem},
        "406": {"description": "None of the accepted forms can be given.", **problem},
        "503": {"description": "Too much is asked at once; try again.", **problem},
        "504": {"description": "The query ran longer than it may.", **problem},
    }


def _text(triples: Sequence[ox.Triple], form: str) -> bytes:
    return written(triples, _GRAPH_FORMATS[form], _PREFIXES)
