"""A process that answers one request after another on its standard input, until it is killed or the input ends.

A message is four bytes of length, big-endian, a JSON head, and for a reply the body whose length the head names. The
first message of a worker is its ready sign. All that a worker says is either a whole answer or a refusal: a result
that grows beyond its limit is thrown away, never cut.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from graph import iris
from graph.errors import EunatoError, QuestionError
from graph.store import Iri, Literal, Store

if TYPE_CHECKING:
    from graph.answers import Answer
    from graph.pages.site import SiteFiles

Reply = tuple[dict[str, Any], bytes]


class TooLarge(QuestionError):
    """A result beyond its limit of bytes or rows."""


def serve(store: Store, requests: BinaryIO, replies: BinaryIO, memory: int = 0, data: str | Path | None = None) -> None:
    """Answers requests on the store until their stream ends.

    `memory` bounds the address space that the process may take beyond what it has now, in megabytes; 0 leaves it.
    `data` is the folder of tables from which the pages take what they offer for download.
    """
    _bound(memory)
    pages = _Pages(store, data)
    kinds: Mapping[str, Callable[[Store, dict[str, Any]], Reply]] = {
        "sparql": _sparql,
        "ask": _ask,
        "thing": _thing,
        "page": pages.page,
        "answer": pages.answer,
        "about": _about,
    }
    _send(replies, {"ready": True}, b"")
    while (head := requests.read(4)) and len(head) == 4:
        request = json.loads(requests.read(struct.unpack(">I", head)[0]))
        try:
            reply, body = kinds[request["kind"]](store, request)
        except TooLarge as error:
            reply, body = {"error": "too-large", "detail": str(error)}, b""
        except QuestionError as error:
            reply, body = {"error": "question", "detail": str(error), "suggestions": list(error.suggestions)}, b""
        except EunatoError as error:
            reply, body = {"error": "data", "detail": str(error)}, b""
        except MemoryError:
            reply, body = {"error": "memory", "detail": "the query asks for more memory than is allowed"}, b""
        except Exception:  # noqa: BLE001 - a defect of ours must be told as one, not as a query that took too much
            traceback.print_exc()
            reply, body = {"error": "defect", "detail": "the log of the server says more"}, b""
        _send(replies, reply, body)


def _sparql(store: Store, request: dict[str, Any]) -> Reply:
    out = _Limited(request["bytes"], request["rows"])
    form = store.write_result(
        request["query"], out, request["results"], request["graphs"], request["dataset"], out.expect, request["base"]
    )
    return {"form": form}, out.getvalue()


def _ask(store: Store, request: dict[str, Any]) -> Reply:
    found = _answer(store, request)
    form = request["form"]
    body = found.to_json(explain=True) if form == "json" else found.to_csv() if form == "csv" else found.to_tsv()
    return {"form": form}, body.encode("utf-8")


def _answer(store: Store, request: dict[str, Any]) -> Answer:
    from graph.questions import answer

    found = answer(store, request["question"], request["parameters"], _day(request["day"]) or store.day)
    if len(found.rows) > request["rows"]:
        raise TooLarge(f"the answer has {len(found.rows):,} rows; at most {request['rows']:,} are sent")
    return found


def _thing(store: Store, request: dict[str, Any]) -> Reply:
    body = store.description(request["id"], request["form"])
    if not body.strip():
        return {"error": "missing", "detail": f"the graph holds nothing of the id '{request['id']}'"}, b""
    return {"form": request["form"]}, body


def _about(store: Store, _: dict[str, Any]) -> Reply:
    """What the server says of itself: the catalogue with the choices for each parameter, and how large the graph is."""
    from graph.description import statistics
    from graph.questions import portable_text, question, question_ids

    catalogue = []
    for id in question_ids():
        asked = question(id)
        try:
            text = portable_text(store, id, {}, store.day)
        except QuestionError:
            text = ""  # a default that this graph does not hold
        parameters = [
            {
                "name": parameter.name,
                "type": "integer" if parameter.type == "xsd_integer" else "string",
                "meaning": parameter.meaning,
                "default": parameter.default,
                "choices": _choices(store, parameter.kinds) if parameter.type == "iri" else [],
            }
            for parameter in asked.parameters
        ]
        catalogue.append(
            {
                "id": id, "summary": asked.summary, "description": asked.description, "tags": list(asked.tags),
                "dated": asked.asks_for_a_day, "parameters": parameters, "sparql": text,
            }
        )  # fmt: skip
    return {"catalogue": catalogue, "size": asdict(statistics(store))}, b""


def _choices(store: Store, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
    """Things of these kinds as pairs of id and name; none where anything will do."""
    if not kinds:
        return []
    classes = " ".join(f"<{iris.class_of(kind)}>" for kind in kinds)
    rows = store.select(
        f"SELECT DISTINCT ?thing ?label WHERE {{ VALUES ?class {{ {classes} }} ?thing a ?class ; skos:prefLabel ?label }} ORDER BY STR(?thing)"
    ).rows
    return [
        (thing.value.removeprefix(iris.THING), label.value)
        for thing, label in rows
        if isinstance(thing, Iri) and isinstance(label, Literal)
    ]


class _Pages:
    """The pages of the site, made when the first is asked for and then kept in hand."""

    def __init__(self, store: Store, data: str | Path | None) -> None:
        self._store, self._data = store, data

    @cached_property
    def _site(self) -> SiteFiles:
        from graph.locations import data_folder
        from graph.pages.site import site_files

        day = self._store.day or self._store.about.covered_until
        return site_files(self._store, day, data_folder(self._data), served=True)

    def page(self, _: Store, request: dict[str, Any]) -> Reply:
        try:
            return {"form": "html"}, self._site.text(request["path"]).encode("utf-8")
        except KeyError:
            return {"error": "missing", "detail": f"there is no page '{request['path']}'"}, b""

    def answer(self, store: Store, request: dict[str, Any]) -> Reply:
        return {"form": "html"}, self._site.answer(_answer(store, request)).encode("utf-8")


def _day(text: str) -> date | None:
    from graph.knowledge_graph import read_day

    return read_day(text) if text else None


class _Limited(io.RawIOBase):
    """What an engine writes to, up to so many bytes and rows."""

    def __init__(self, most_bytes: int, most_rows: int) -> None:
        self._parts: list[bytes] = []
        self._bytes = self._rows = 0
        self._most_bytes, self._most_rows = most_bytes, most_rows
        self._mark = b""
        self._tail = b""

    def expect(self, form: str) -> None:
        """The form in which the result will come: how its rows are counted. Counted is what stands between or around
        rows in that form; a text that looks like it can only make the count too high."""
        self._mark = {"json": b'},{"', "xml": b"<result>", "csv": b"\n", "tsv": b"\n"}.get(form, b"")
        self._rows = {"json": 1, "csv": -1, "tsv": -1}.get(form, 0)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._bytes += len(piece)
        if self._bytes > self._most_bytes:
            raise TooLarge(
                f"the result is larger than {self._most_bytes:,} bytes; ask for less, for instance with LIMIT"
            )
        if self._mark:
            joined = self._tail + piece
            self._rows += joined.count(self._mark)
            self._tail = joined[len(joined) - len(self._mark) + 1 :] if len(self._mark) > 1 else b""
            if self._rows > self._most_rows:
                raise TooLarge(
                    f"the result has more than {self._most_rows:,} rows; ask for less, for instance with LIMIT"
                )
        self._parts.append(piece)
        return len(piece)

    def getvalue(self) -> bytes:
        return b"".join(self._parts)


def _send(replies: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    text = json.dumps({**head, "length": len(body)}).encode()
    replies.write(struct.pack(">I", len(text)) + text + body)
    replies.flush()


def _bound(memory: int) -> None:
    """Lets the process take so many megabytes more than it has."""
    if not memory:
        return
    try:
        import resource
    except ImportError:  # not on this system
        return
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of ours
        has = int(file.read().split()[0]) * resource.getpagesize()
    limit = has + memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # A query that asks for more ends the process; nobody wants the disk full of what it held.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def depend_on_parent() -> None:
    """Ends with the server, whatever it is doing then, and leaves it to the server what an interrupt means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        # A query cannot be interrupted from within; the kernel ends the process with its parent.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def main() -> None:
    """The worker of `eunato serve`: its settings are the JSON object of the first argument."""
    settings = json.loads(sys.argv[1])
    depend_on_parent()
    from graph.store import open_store

    store = open_store(settings["data"], settings["state"])
    view = store.view(date.fromisoformat(settings["day"]))
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may get among the replies
    serve(view, sys.stdin.buffer, replies, settings["memory"], settings["data"])


if __name__ == "__main__":
    main()
