"""The routes: each turns a request into one for a worker, and its reply into a response."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from graph.description import statistics_from
from graph.server.description import examples, openapi, service_description, void
from graph.server.kept import Kept, Key
from graph.server.pool import Limits, Pool, Refused, Reply, Room
from graph.server.protocol import (
    GRAPH_TYPES,
    MEDIA_TYPES,
    METHODS,
    RESULT_TYPES,
    Asked,
    BadRequest,
    asked,
    named,
    negotiated,
    query_form,
    wants_page,
)
from graph.server.sending import Sent
from graph.server.starting import Starter
from graph.store import About

_PLACE = re.compile(r"at line (\d+), column (\d+)")
# What a worker refuses, as a status and a title.
_WORKER_STATUS = {
    "question": (400, "The query or question is wrong"),
    "missing": (404, "Not held"),
    "too-large": (413, "The result is too large"),
    "memory": (503, "Out of memory"),
    "data": (500, "The data cannot be used"),
    "defect": (500, "A defect of the server"),
}
_POOL_STATUS = {
    "busy": (503, "Too much at once"),
    "timeout": (504, "Time is up"),
    "died": (503, "The query was ended"),
    "too-deep": (400, "The query is wrong"),
    "gone": (499, "Nobody waits"),
}
_ANSWER_TYPES = {"application/json": "json", "text/csv": "csv", "text/tab-separated-values": "tsv", "text/html": "html"}
_ANSWER_MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
_THING_TYPES = {"text/html": "html", **GRAPH_TYPES}
_PAGE_MEDIA = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "nq": "application/n-quads",
}
_READ_ON = 50  # times as many bytes as are allowed
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
    # A browser shows XML as a page, with what scripts a query may have written into it.
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
# A page says itself, by their hashes, which scripts are its own; nothing comes from elsewhere in any case.
_PAGE_HEADERS = {
    **_HEADERS,
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
}
_PAGE = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
# Functions whose value is another one each time.
_DIFFERS = re.compile(r"\b(?:rand|now|uuid|struuid|bnode)\b", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served: the data, the day of the view, and where the server is reached; empty `address` = as asked."""

    about: About
    day: str
    address: str = ""


def create_app(serving: Serving, queries: Starter, limits: Limits, pages: Starter | None = None) -> Starlette:
    """The application. `queries` starts workers for queries, `pages` those for pages, by default the same."""
    service = _Service(serving, queries, limits, pages or queries)
    routes = [
        Route("/sparql", service.sparql, methods=["GET", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"]),
        Route("/ask", service.catalogue),
        Route("/ask/{question}", service.ask),
        Route("/id/{thing}", service.thing),
        Route("/openapi.json", service.openapi),
        Route("/.well-known/void", service.void),
        Route("/.well-known/sparql-examples", service.examples),
        Route("/health", service.health),
        Route("/query", service.query_page),
        Route("/", service.page),
        Route("/{path:path}", service.page),
    ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "POST", "HEAD", "OPTIONS"],
        allow_headers=["Accept", "Content-Type"],
        max_age=86400,
    )
    return Starlette(
        routes=routes,
        middleware=[cors],
        lifespan=service.lifespan,
        exception_handlers={BadRequest: _bad, Refused: _refused, HTTPException: _http, Exception: _defect},
    )


class _Service:
    def __init__(self, serving: Serving, for_queries: Starter, limits: Limits, for_pages: Starter) -> None:
        self._serving = serving
        self._limits = limits
        room = Room(limits.held_bytes)
        self._queries = Pool(for_queries, limits, room)
        # Pages take longer to make, are bounded, and must not keep a query from its worker.
        pages = Limits(seconds=60, workers=1, long=0, waiting=limits.waiting)
        self._pages = Pool(for_pages, pages, room)
        self._kept: Kept[Reply] = Kept(limits.kept_bytes)
        self._about: asyncio.Task[Reply] | None = None

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        await self._queries.start()
        app.state.pool = self._queries
        try:
            yield
        finally:
            await asyncio.gather(self._queries.close(), self._pages.close())

    # SPARQL

    async def sparql(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**_HEADERS, "Allow": METHODS})
        body = await self._body(request) if request.method == "POST" else b""
        query_string = request.scope["query_string"].decode("latin-1")
        wanted = asked(request.method, query_string, request.headers.get("content-type", ""), body)
        accept = request.headers.get("accept", "")
        if wanted is None:
            if wants_page(accept, GRAPH_TYPES):
                return await self.query_page(request)
            form = negotiated(accept, GRAPH_TYPES, "turtle")
            if form is None:
                raise BadRequest(406, "the description of this service comes as RDF or as a page")
            text = service_description(self._root(request) + "/sparql", self._serving.day, form)
            return Response(text, media_type=MEDIA_TYPES[form], headers=_HEADERS)
        return await self._answer_query(request, wanted, accept)

    async def _answer_query(self, request: Request, wanted: Asked, accept: str) -> Response:
        kind = query_form(wanted.query)
        graphs = kind in ("CONSTRUCT", "DESCRIBE")
        offered, otherwise = (GRAPH_TYPES, "turtle") if graphs else (RESULT_TYPES, "json")
        name = wanted.options.get("format")
        # A browser that follows a link likes a page best: the query page shows the result.
        if not name and request.method != "POST" and wants_page(accept, offered):
            return await self.query_page(request)
        form = named(name, offered) if name else negotiated(accept, offered, otherwise)
        if form is None:
            raise BadRequest(406, f"this query can be answered as {', '.join(offered)}")
        reply = await self._work(
            request,
            self._queries,
            {
                "kind": "sparql",
                "query": wanted.query,
                "results": "json" if graphs else form,
                "graphs": form if graphs else "turtle",
                "dataset": wanted.dataset,
                # The protocol leaves it to the service what relative addresses are read against.
                "base": self._root(request) + "/sparql",
                "bytes": self._limits.result_bytes,
                "rows": self._limits.rows,
            },
        )
        headers = dict(_HEADERS)
        if wanted.options.get("download"):
            headers["Content-Disposition"] = f'attachment; filename="result.{form}"'
        return Sent(reply, MEDIA_TYPES[reply.head["form"]], headers)

    async def query_page(self, request: Request) -> Response:
        return await self._of_page(request, "query.html")

    # Questions

    async def catalogue(self, request: Request) -> Response:
        about = await self._told()
        form = negotiated(request.headers.get("accept", ""), {"application/json": "json", "text/html": "html"}, "json")
        if form == "html":
            return RedirectResponse(self._root(request) + "/questions.html", 303)
        found = [
            {key: one[key] for key in ("id", "summary", "description", "tags", "dated", "parameters")}
            for one in about["catalogue"]
        ]
        return JSONResponse(found, headers=_HEADERS)

    async def ask(self, request: Request) -> Response:
        question = request.path_params["question"]
        given = dict(request.query_params)
        if len(given) != len(request.query_params.multi_items()):
            raise BadRequest(400, "a parameter is given twice")
        named = given.pop("format", "")
        if named and named not in _ANSWER_MEDIA:
            raise BadRequest(400, f"the format '{named}' is none of {', '.join(_ANSWER_MEDIA)}")
        form = named or negotiated(request.headers.get("accept", ""), _ANSWER_TYPES, "json")
        if form is None:
            raise BadRequest(406, f"an answer comes as {', '.join(_ANSWER_TYPES)}")
        about = await self._told()
        if question not in {one["id"] for one in about["catalogue"]}:
            raise BadRequest(404, f"the catalogue has no question '{question}'")
        task = {
            "question": question,
            "day": given.pop("as-of", ""),
            "parameters": given,
            "form": form,
            "rows": self._limits.rows,
        }
        if form == "html":
            reply = await self._work(request, self._pages, {"kind": "answer", **task})
        else:
            reply = await self._work(request, self._queries, {"kind": "ask", **task})
        return Sent(reply, _ANSWER_MEDIA[form], _headers_of(form))

    # Things and pages

    async def thing(self, request: Request) -> Response:
        id = request.path_params["thing"]
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id):
            raise BadRequest(404, "no thing has such an id")
        form = negotiated(request.headers.get("accept", ""), _THING_TYPES, "turtle")
        if form is None:
            raise BadRequest(406, f"a thing comes as {', '.join(_THING_TYPES)}")
        if form == "html":
            return RedirectResponse(f"{self._root(request)}/thing/{id}.html", 303, headers=_HEADERS)
        reply = await self._work(request, self._queries, {"kind": "thing", "id": id, "form": form})
        return Sent(reply, MEDIA_TYPES[form], _HEADERS)

    async def page(self, request: Request) -> Response:
        path = request.path_params.get("path") or "index.html"
        if not _PAGE.fullmatch(path):
            raise BadRequest(404, "no page has such a name")
        return await self._of_page(request, path)

    async def _of_page(self, request: Request, path: str) -> Response:
        reply = await self._work(request, self._pages, {"kind": "page", "path": path})
        form = path.rpartition(".")[2]
        return Sent(reply, _PAGE_MEDIA.get(form, "application/octet-stream"), _headers_of(form))

    # What it says of itself

    async def openapi(self, request: Request) -> Response:
        about = await self._told()
        return JSONResponse(openapi(self._serving.about, self._root(request), about["catalogue"]), headers=_HEADERS)

    async def void(self, request: Request) -> Response:
        form = self._rdf_form(request)
        about = await self._told()
        text = void(self._serving.about, self._root(request), statistics_from(about["size"]), form)
        return Response(text, media_type=MEDIA_TYPES[form], headers=_HEADERS)

    async def examples(self, request: Request) -> Response:
        form = self._rdf_form(request)
        about = await self._told()
        text = examples(about["catalogue"], self._root(request) + "/sparql", form)
        return Response(text, media_type=MEDIA_TYPES[form], headers=_HEADERS)

    async def health(self, request: Request) -> Response:
        about = self._serving.about
        return JSONResponse(
            {"version": about.version, "sha256": about.sha256, "as_of": self._serving.day}, headers=_HEADERS
        )

    # Helps

    def _rdf_form(self, request: Request) -> str:
        form = negotiated(request.headers.get("accept", ""), GRAPH_TYPES, "turtle")
        if form is None:
            raise BadRequest(406, f"this comes as {', '.join(GRAPH_TYPES)}")
        return form

    def _root(self, request: Request) -> str:
        """Where the server is reached, without a slash at the end."""
        if self._serving.address:
            return self._serving.address
        host = request.headers.get("host") or ":".join(str(part) for part in request.scope["server"])
        if not _HOST.fullmatch(host):
            raise BadRequest(400, "the Host header names no host")
        return f"{request.scope['scheme']}://{host}"

    async def _told(self) -> dict[str, Any]:
        """What the worker says of graph and catalogue, asked once; it is not held to the time limit of a query."""
        if self._about is None or (self._about.done() and (self._about.cancelled() or self._about.exception())):
            self._about = asyncio.ensure_future(self._queries.ask({"kind": "about"}, seconds=60))
        return (await asyncio.shield(self._about)).head

    async def _body(self, request: Request) -> bytes:
        """The body, as long as it may be and as slow as a query may be."""
        most = self._limits.request_bytes
        parts, size = [], 0
        try:
            async with asyncio.timeout(self._limits.seconds):
                async for part in request.stream():
                    size += len(part)
                    if size <= most:
                        parts.append(part)
                    elif size > _READ_ON * most:
                        break
        except TimeoutError:
            raise BadRequest(408, "the request came too slowly", connection="close") from None
        except ClientDisconnect:
            raise Refused("gone", "the client left before it had asked") from None
        if size > most:
            # It was read on for a while, since a client that is still sending would not see the answer.
            raise BadRequest(413, f"a request may have {most:,} bytes", connection="close")
        return b"".join(parts)

    async def _work(self, request: Request, pool: Pool, task: dict[str, Any]) -> Reply:
        """The reply of a worker; raises `BadRequest` for what it refuses. Long work ends when the client leaves."""
        key = _key(task)
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        reply = await pool.ask(task, functools.partial(_gone, request))
        if "error" in reply.head:
            status, title = _WORKER_STATUS[reply.head["error"]]
            raise _Told(status, title, reply.head["detail"], reply.head.get("suggestions", []))
        if reply.is_small and not _DIFFERS.search(task.get("query", "")):
            self._kept.keep(key, reply, len(reply.body) + sum(len(str(part)) for part in key))
        return reply


def _key(task: Mapping[str, Any]) -> Key:
    """A task as what can be looked up: dictionaries and lists by their items."""
    return tuple(
        (
            name,
            tuple(sorted(value.items()))
            if isinstance(value, dict)
            else repr(value)
            if isinstance(value, list | tuple)
            else value,
        )
        for name, value in task.items()
    )


def _headers_of(form: str) -> Mapping[str, str]:
    return _PAGE_HEADERS if form == "html" else _HEADERS


class _Told(BadRequest):
    """A refusal with a title and what may have been meant."""

    def __init__(self, status: int, title: str, detail: str, suggestions: Sequence[str]) -> None:
        super().__init__(status, detail)
        self.title = title
        self.suggestions = suggestions


async def _gone(request: Request) -> None:
    """Returns when the client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


# Refusals as problem+json (RFC 9457)


def _problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, {**_HEADERS, **(headers or {})}, media_type="application/problem+json")


async def _bad(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadRequest)
    detail = str(error)
    more: dict[str, Any] = {}
    place = _PLACE.search(detail)
    if place is not None:
        more = {"line": int(place[1]), "column": int(place[2])}
    if isinstance(error, _Told):
        return _problem(error.status, error.title, detail, suggestions=list(error.suggestions), **more)
    return _problem(error.status, "The request is not as it should be", detail, headers=error.headers, **more)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    status, title = _POOL_STATUS[error.kind]
    return _problem(status, title, str(error), {"Retry-After": "2"} if status == 503 else None)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _problem(error.status_code, "The request is not as it should be", error.detail, error.headers)


async def _defect(request: Request, error: Exception) -> Response:
    return _problem(500, "A defect of the server", "the log of the server says more")
