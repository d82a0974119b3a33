"""Requests that nobody would think of: whatever comes, the server gives a status that is not its own fault, in time.

1,000 requests in the tests, the same ones each time; EUNATO_FUZZ_CASES asks for more, and then for others.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import Served

from graph.questions import question, question_ids

CASES = int(os.environ.get("EUNATO_FUZZ_CASES", "1000"))
LIMIT = 0.5  # seconds that a query may run
STATUSES = {200, 204, 303, 400, 403, 404, 405, 406, 408, 413, 414, 415, 431, 503, 504}


def cases(share: float) -> settings:
    return settings(
        max_examples=round(CASES * share),
        derandomize=CASES == 1000,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def server(cache: object) -> Iterator[Served]:
    server = Served(
        "--as-of", "2022-07-01", "--timeout", f"{LIMIT:g}", "--workers", "3", "--memory", "256", "--rows", "5000"
    )
    httpx.get(f"{server.url}/index.html", timeout=60)  # makes the pages
    yield server
    assert server.process.poll() is None
    response = httpx.get(f"{server.url}/sparql", params={"query": "ASK { :Relation a ?kind }"}, timeout=30)
    assert response.json() == {"head": {}, "boolean": True}
    server.until("no more processes than there may be", lambda: len(server.descendants()) <= 3 + 4 + 1, 20)
    server.stop()
    log = "".join(server.log)
    assert "Traceback" not in log and "Exception" not in log, log[:3000]


@pytest.fixture(scope="module")
def client(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


seen: Counter[tuple[str, int]] = Counter()


def send(client: httpx.Client, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    request = client.build_request(method, client.base_url.copy_with(raw_path=b"/"), headers=headers, content=body)
    request.url = request.url.copy_with(raw_path=target.encode("ascii"))
    before = time.monotonic()
    response = client.send(request)
    assert time.monotonic() - before < LIMIT + 15  # the machine may be busy; a hang is more
    assert response.status_code in STATUSES, (response.status_code, response.text[:500])
    assert response.headers.get("x-content-type-options") == "nosniff" or response.status_code in (400, 405, 414, 431)
    if response.status_code >= 400 and response.headers.get("content-type", "").startswith("application/problem"):
        problem = response.json() if method != "HEAD" else {"status": response.status_code, "detail": "x"}
        assert problem["status"] == response.status_code and problem["detail"]
        assert "killed from outside" not in problem["detail"]
        assert len(response.content) < 60_000
    seen[method, response.status_code] += 1


# Queries: pieces of the language in any order, so that some are right, with any sign among them.

VARIABLES = st.sampled_from(["?s", "?p", "?o", "$s", "?label", "?_1", "?é"])
TERMS = st.one_of(
    VARIABLES,
    st.sampled_from(
        [
            "<https://w3id.org/eunato/id/norway>", "<>", "<x:y>", "<#a>", "<../..>", "a", ":memberOf", "skos:prefLabel",
            "rdf:type", "nowhere:thing", "_:b", "[]", "()", "(1 2)", "[ :a 1 ]", '"text"', "'text'@en", "'''a'b'''", '"""',
            "'2022-01-01'^^xsd:date", "'x'^^xsd:integer", "1", "-1.5e9", "1e999", "true", "<<?s ?p ?o>>", "<<( ?s ?p ?o )>>",
            "\\u0041", "'\\uD800'", "'\\U0010FFFF'",
        ]
    ),
    st.text(max_size=8).map(lambda text: f'"{text}"'),
    st.text(max_size=8).map(lambda text: f"<{text}>"),
)  # fmt: skip
PATHS = st.sampled_from(
    [":memberOf*", ":memberOf+", "^a", "!a", "(a|^a)*", "a/skos:prefLabel", "(!a)*", "!(a|^a)?", ":x{1,2}", "((a*)*)*"]
)
EXPRESSIONS = st.recursive(
    st.one_of(TERMS, st.just("*"), st.just("now()"), st.just("RAND()"), st.just("<x:function>(1)"), st.just("xsd:date(?o)")),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "=", "<", "&&", "||", "IN", ","]), inner).map(" ".join),
        st.tuples(
            st.sampled_from(
                [
                    "STR", "LANG", "DATATYPE", "IRI", "BNODE", "COUNT", "SUM", "MAX", "SAMPLE", "GROUP_CONCAT", "REGEX",
                    "REPLACE", "SUBSTR", "STRLEN", "CONCAT", "YEAR", "MD5", "SHA512", "STRDT", "STRLANG", "ENCODE_FOR_URI",
                    "IF", "COALESCE", "BOUND", "!", "-", "EXISTS", "NOT EXISTS", "UUID", "ROUND", "LANGMATCHES", "TRIPLE",
                ]
            ), inner,
        ).map(lambda both: f"{both[0]}({both[1]})"),
    ),
    max_leaves=6,
)  # fmt: skip
TRIPLES = st.tuples(TERMS, st.one_of(TERMS, PATHS), TERMS).map(lambda three: " ".join(three) + " .")
PATTERNS = st.recursive(
    st.one_of(
        TRIPLES,
        EXPRESSIONS.map(lambda text: f"FILTER ({text})"),
        st.tuples(EXPRESSIONS, VARIABLES).map(lambda both: f"BIND ({both[0]} AS {both[1]})"),
        st.lists(TERMS, max_size=4).map(lambda terms: f"VALUES ?s {{ {' '.join(terms)} }}"),
        st.text(max_size=12),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(" ".join),
        inner.map(lambda text: f"{{ {text} }}"),
        inner.map(lambda text: f"OPTIONAL {{ {text} }}"),
        inner.map(lambda text: f"MINUS {{ {text} }}"),
        inner.map(lambda text: f"GRAPH ?g {{ {text} }}"),
        inner.map(lambda text: f"LATERAL {{ {text} }}"),
        inner.map(lambda text: f"SERVICE <http://nowhere.example/> {{ {text} }}"),
        inner.map(lambda text: f"{{ SELECT * WHERE {{ {text} }} }}"),
        st.tuples(inner, inner).map(lambda both: f"{{ {both[0]} }} UNION {{ {both[1]} }}"),
        inner.map(lambda text: f"FILTER NOT EXISTS {{ {text} }}"),
    ),
    max_leaves=5,
)
FORMS = st.one_of(
    st.sampled_from(
        [
            "SELECT * WHERE", "SELECT DISTINCT ?s WHERE", "SELECT (COUNT(*) AS ?n) WHERE", "ASK", "DESCRIBE ?s WHERE",
            "CONSTRUCT { ?s ?p ?o } WHERE", "CONSTRUCT WHERE", "SELECT REDUCED ?s ?o", "DESCRIBE <x:y>", "INSERT DATA",
            "DELETE WHERE", "SELECT * FROM <x:g> WHERE", "SELECT * FROM NAMED <x:g>", "", "select", "PREFIX", "BASE <x:>",
        ]
    ),
    EXPRESSIONS.map(lambda text: f"SELECT ({text} AS ?x) WHERE"),
)  # fmt: skip
HEADS = st.sampled_from(
    ["", "PREFIX x: <x:> ", "BASE <http://a.example/> ", "# comment\n", "PREFIX : <x:> ", "\ufeff", "VERSION '1.2' "]
)
TAILS = st.sampled_from(
    ["", " LIMIT 5", " LIMIT 0", " OFFSET 3", " ORDER BY ?s LIMIT 3", " GROUP BY ?s", " HAVING (COUNT(*) > 1)", " LIMIT -1",
     " LIMIT 99999999999999999999", " VALUES ?s { 1 }", " #", " ; ", "}"]
)  # fmt: skip
# Pieces that fit together, with texts and numbers of any kind.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="'\\\n\r"), max_size=8).map(
    lambda text: f"'{text}'"
)
NUMBERS = st.one_of(st.integers().map(str), st.floats(allow_nan=False, allow_infinity=False).map(lambda x: f"{x:e}"))
RIGHT = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "?s a ?kind .",
                "?s skos:prefLabel ?label .",
                "?s :memberOf+ ?o .",
                "?s (!a)* ?o .",
                "GRAPH ?g { ?s ?p ?o }",
                "?s ?p ?o . ?t ?q ?u .",
                "OPTIONAL { ?s :from ?from }",
                "MINUS { ?s a :Body }",
                "FILTER EXISTS { ?s ?p ?o }",
                "FILTER (?from < '2020-01-01'^^xsd:date)",
                "{ ?s a :State } UNION { ?s a :Body }",
                "FILTER (LANG(?label) = 'en')",
                "{ SELECT ?s (COUNT(*) AS ?many) WHERE { ?s ?p ?o } GROUP BY ?s }",
                "BIND (<x:function>(1) AS ?z) .",
            ]
        ),
        TEXTS.map(lambda text: f"FILTER (CONTAINS(STR(?label), {text}))"),
        TEXTS.map(lambda text: f"FILTER (REGEX(STR(?label), {text}, 'i'))"),
        st.tuples(TEXTS, NUMBERS).map(lambda both: f"VALUES (?v ?w) {{ ({both[0]} {both[1]}) }}"),
        st.tuples(NUMBERS, st.sampled_from("+-*/"), NUMBERS).map(lambda three: f"FILTER ({' '.join(three)} > 0)"),
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
GOOD = st.tuples(
    st.sampled_from(
        [
            "SELECT * {",
            "SELECT DISTINCT ?s {",
            "ASK {",
            "CONSTRUCT { ?s a ?label } {",
            "DESCRIBE ?s {",
            "SELECT (COUNT(*) AS ?n) {",
        ]
    ),
    RIGHT,
    st.sampled_from(["}", "} LIMIT 10", "} OFFSET 3 LIMIT 1", "} LIMIT 0"]),
).map(" ".join)
QUERIES = st.one_of(
    GOOD, GOOD, GOOD,
    st.tuples(HEADS, FORMS, PATTERNS, TAILS).map(lambda four: f"{four[0]}{four[1]} {{ {four[2]} }}{four[3]}"),
    st.lists(st.one_of(FORMS, PATTERNS, TERMS, EXPRESSIONS, st.text(max_size=5)), max_size=12).map(" ".join),
    st.text(max_size=200),
)  # fmt: skip
VISIBLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40).map(
    str.strip
)
MEDIA = st.sampled_from(
    [
        "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/turtle", "text/html", "*/*",
        "application/json", "application/n-triples", "application/ld+json", "application/rdf+xml", "image/png", "text/*", "*",
        "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "multipart/form-data",
        "text/html;q=0.1", "text/csv;q=2", "text/csv;q=nan", "text/csv;q=", "text/csv;q=1e9;x=y", "/", ";", ",", "a/b/c",
    ]
)  # fmt: skip
ACCEPTS = st.one_of(
    st.none(), st.just("*/*"), MEDIA, VISIBLE, st.lists(st.one_of(MEDIA, VISIBLE), max_size=5).map(",".join)
)
TYPES = st.one_of(
    st.none(), MEDIA, VISIBLE,
    st.tuples(MEDIA, st.sampled_from(["utf-8", "latin-1", '"', "x y", "utf-16", ""])).map("; charset=".join),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(
        [
            "query",
            "update",
            "default-graph-uri",
            "named-graph-uri",
            "using-graph-uri",
            "format",
            "download",
            "as-of",
            "output",
        ]
    ),
    st.text(max_size=6),
)
VALUES = st.one_of(
    st.sampled_from(
        ["json", "csv", "turtle", "html", "xml", "2022-01-01", "today", "2022", "9999-12-31", "0001-01-01", "norway", "Norway",
         "NATO", "eu", "-1", "99999999999999999999", "1e5", "https://w3id.org/eunato/graph/statements", "x:g", "[]", "None"]
    ),
    st.text(max_size=30),
    QUERIES,
)  # fmt: skip


def encoded(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def header(name: str, value: str | None) -> list[tuple[bytes, bytes]]:
    return [] if value is None else [(name.encode(), value.encode("latin-1", "replace"))]


@cases(0.6)
@given(
    query=QUERIES,
    way=st.sampled_from(["get", "head", "form", "direct", "any"]),
    more=st.lists(st.tuples(NAMES, VALUES), max_size=2),
    accept=ACCEPTS,
    content_type=TYPES,
)
def test_any_query_in_any_way(
    client: httpx.Client,
    query: str,
    way: str,
    more: list[tuple[str, str]],
    accept: str | None,
    content_type: str | None,
) -> None:
    headers = header("Accept", accept)
    if way in ("get", "head"):
        send(client, way.upper(), f"/sparql?{encoded([('query', query), *more])}", headers)
    elif way == "form":
        headers += header("Content-Type", "application/x-www-form-urlencoded")
        send(client, "POST", "/sparql", headers, encoded([("query", query), *more]).encode())
    elif way == "direct":
        headers += header("Content-Type", "application/sparql-query")
        send(client, "POST", f"/sparql?{encoded(more)}", headers, query.encode())
    else:
        headers += header("Content-Type", content_type)
        send(client, "POST", f"/sparql?{encoded(more)}", headers, query.encode("utf-16", "replace"))


PARAMETERS = st.one_of(
    st.sampled_from(sorted({parameter.name for id in question_ids() for parameter in question(id).parameters})),
    NAMES,
)


@cases(0.25)
@given(
    asked=st.one_of(st.sampled_from(sorted(question_ids())), st.text(max_size=10)),
    more=st.lists(st.tuples(PARAMETERS, VALUES), max_size=3),
    accept=ACCEPTS,
)
def test_any_question_with_any_parameters(
    client: httpx.Client, asked: str, more: list[tuple[str, str]], accept: str | None
) -> None:
    send(client, "GET", f"/ask/{quote(asked, safe='')}?{encoded(more)}", header("Accept", accept))


@cases(0.15)
@given(
    folder=st.sampled_from(["/id/", "/thing/", "/", "/.well-known/", "/ask", "/sparql", "/openapi.json", "/health"]),
    name=st.one_of(
        st.sampled_from(["norway", "norway.html", "nato", "..", "%2e%2e", "index.html", "void", "sparql-examples", ""]),
        st.binary(max_size=20).map(quote_from_bytes),
        st.text(max_size=20).map(quote),
    ),
    method=st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PROPFIND"]),
    more=st.lists(st.tuples(NAMES, VALUES), max_size=2),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["Accept", "Host", "Origin", "Range", "If-None-Match", "Access-Control-Request-Method", "Expect",
                             "X-Forwarded-Host", "Accept-Encoding", "Content-Type", "Cookie", "Referer"]),
            st.one_of(VISIBLE, MEDIA),
        ),
        max_size=3,
    ),
)  # fmt: skip
def test_any_address_with_any_headers(
    client: httpx.Client,
    folder: str,
    name: str,
    method: str,
    more: list[tuple[str, str]],
    headers: list[tuple[str, str]],
) -> None:
    sent = [pair for key, value in dict(headers).items() for pair in header(key, value)]
    send(client, method, f"{folder}{name}?{encoded(more)}", sent)


def test_requests_were_of_all_kinds() -> None:
    """What is refused before it is read tells nothing: enough must have come through."""
    statuses = Counter[int]()
    for (_, status), count in seen.items():
        statuses[status] += count
    print(dict(statuses))
    assert sum(statuses.values()) >= CASES * 0.9
    assert statuses[200] > CASES * 0.1 and statuses[400] > CASES * 0.1
