"""The SPARQL 1.1 protocol without its transport: what a request asks for, and in which form the answer is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from graph.guard import bare

RESULT_TYPES: dict[str, str] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPH_TYPES: dict[str, str] = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/x-turtle": "turtle",
    "text/plain": "nt",
}
MEDIA_TYPES: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
# What clients call a form in `format`, beside our own names and media types: SPARQLWrapper sends one with every query.
_OTHER_NAMES = {
    "n3": "turtle", "ttl": "turtle", "rdf": "rdfxml", "rdf+xml": "rdfxml", "xml": "rdfxml", "json-ld": "jsonld",
    "json": "jsonld", "n-triples": "nt", "ntriples": "nt",
}  # fmt: skip
METHODS = "GET, HEAD, POST, OPTIONS"
_FORM = re.compile(r"(?<![\w:?$.-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w-]|\s*:)", re.IGNORECASE)
# Read piece by piece: one pattern for the whole prologue takes longer than anybody lives where it does not fit.
_PROLOGUE = re.compile(r"\s+|BASE\b|PREFIX\s*[^\s:]*:", re.IGNORECASE)
_UPDATE = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE)


class BadRequest(Exception):
    """A request that cannot be taken: the status, and what is wrong in words."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the graphs that the request names, which then count instead of those in the query."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def dataset(self) -> tuple[Sequence[str], Sequence[str]] | None:
        if self.default_graphs or self.named_graphs:
            return self.default_graphs, self.named_graphs
        return None


def asked(method: str, query_string: str, content_type: str, body: bytes) -> Asked | None:
    """What is asked; None where a GET names no query, which asks for the description of the service.

    Raises `BadRequest`: 400 for a request that is not as the protocol says, 403 for an update, 405 and 415 for a
    method or a media type that is not taken.
    """
    given = _pairs(query_string)
    if method in ("GET", "HEAD"):
        if not given:
            return None
        return _of_pairs(given)
    if method != "POST":
        raise BadRequest(405, f"{method} is not taken here", allow=METHODS)
    kind = content_type.partition(";")[0].strip().casefold()
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", content_type, re.IGNORECASE)
    if charset is not None and charset[1].casefold() not in ("utf-8", "utf8", "us-ascii"):
        raise BadRequest(415, f"texts must be in UTF-8, not {charset[1]}")
    if kind == "application/x-www-form-urlencoded":
        return _of_pairs([*given, *_pairs(_text(body))])
    if kind == "application/sparql-query":
        if any(name == "query" for name, _ in given):
            raise BadRequest(400, "the query stands in the body and in the address; give one")
        return _of_pairs([*given, ("query", _text(body))])
    if kind == "application/sparql-update":
        raise BadRequest(403, "the graph is read-only: updates are refused")
    raise BadRequest(415, "post a query as application/sparql-query or application/x-www-form-urlencoded")


def query_form(query: str) -> str:
    """`SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`; raises `BadRequest` for anything else, with 403 for an update."""
    text = bare(query)
    begin = 0
    while piece := _PROLOGUE.match(text, begin):
        begin = piece.end()
    if _UPDATE.match(text, begin):
        raise BadRequest(403, "the graph is read-only: updates are refused")
    form = _FORM.search(text, begin)
    if form is None:
        raise BadRequest(400, "this is no query: SELECT, ASK, CONSTRUCT or DESCRIBE is missing")
    return form[1].upper()


def named(name: str, offered: Mapping[str, str]) -> str:
    """The form among `offered` (media type → form) that a client calls by this name, or by the first of several that
    is known; raises `BadRequest` for none."""
    forms = set(offered.values())
    for one in name.casefold().split(","):
        for form in (one, offered.get(one), _OTHER_NAMES.get(one)):
            if form in forms:
                return form
    raise BadRequest(400, f"the format '{name}' is none of {', '.join(sorted(forms))}")


def negotiated(accept: str, offered: Mapping[str, str], otherwise: str) -> str | None:
    """The form that the client likes best among `offered` (media type → form); `otherwise` where all is the same to
    it, None where none will do. Of equally liked ones the first offered. A form goes out as the first media type that
    is offered for it; the others count only where the client names them, since with `*/*` it may yet refuse the first.
    """
    ranges = _ranges(accept)
    if not ranges:
        return otherwise
    first = {form: media for media, form in reversed([*offered.items()])}
    best, best_quality = None, 0.0
    # What we would choose ourselves goes first where the client does not mind.
    order = sorted(offered, key=lambda media: offered[media] != otherwise)
    for media in order:
        quality = _quality(media, ranges, media == first[offered[media]])
        if quality > best_quality:
            best, best_quality = offered[media], quality
    return best


def wants_page(accept: str, offered: Mapping[str, str]) -> bool:
    """Whether the client is a browser: it names HTML, and likes it better than what is offered or as much."""
    names_it = any(name == "text/html" for name, _ in _ranges(accept))
    return names_it and negotiated(accept, {"text/html": "html", **offered}, "html") == "html"


def _quality(media: str, ranges: Sequence[tuple[str, float]], widely: bool) -> float:
    """The most specific range that takes the media type decides; only one that names it, if not `widely`."""
    kind = media.partition("/")[0]
    for wanted in (media, f"{kind}/*", "*/*") if widely else (media,):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().casefold() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if "/" in name:
            found.append((name.casefold(), quality))
        elif name == "*":
            found.append(("*/*", quality))
    return found


def _of_pairs(pairs: Sequence[tuple[str, str]]) -> Asked:
    queries = [value for name, value in pairs if name == "query"]
    if any(name == "update" for name, _ in pairs):
        raise BadRequest(403, "the graph is read-only: updates are refused")
    if len(queries) != 1:
        raise BadRequest(400, "give one query" if queries else "the parameter 'query' is missing")
    return Asked(
        queries[0],
        tuple(value for name, value in pairs if name == "default-graph-uri"),
        tuple(value for name, value in pairs if name == "named-graph-uri"),
        {name: value for name, value in pairs if name in ("format", "download")},
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=64)
    except ValueError as error:
        raise BadRequest(400, f"the parameters cannot be read: {error}") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(400, "the request is not in UTF-8") from None
