"""SERVICE in every spelling that the engine takes: it wants no space around a word, and decides by its grammar where a
text, a comment or an address begins."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from graph.errors import QuestionError
from graph.guard import check_query

_PREFIXES = "PREFIX : <http://example.org/> PREFIX ex: <http://example.org/> "
# Each hides the call from a reader that takes words for words and quotes for quotes; {call} stands for SERVICE <…> {…}.
_HIDDEN = (
    "?s ?p ?o.{call}",
    "?s ?p 1{call}",
    "?s ?p 1.{call}",
    "?s ?p true{call}",
    "?s ?p ex:.{call}",
    "?s ?p ex:a.a.{call}",
    "?s ?p ex:o\\'clock . {call} FILTER('a' != 'b')",
    "?s ?p ex:a\\#b . {call}",
    "?s ?p ?x FILTER(?x<?y#>'''\n || true) {call} #'''\n",
    "?s ?p ?x FILTER(?x<'a>' || true) {call} FILTER('a' != 'b')",
    "?s ?p ?x FILTER(?x != <http://example.org/\\u0041'>) {call} FILTER('a' != 'b')",
)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[int]]]:
    """A port of this machine, and who has called there."""
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    other, address = server.accept()
                except OSError:
                    return
                calls.append(address[1])
                other.close()

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("pattern", _HIDDEN)
def test_call_that_the_engine_would_make_is_refused(pattern: str, listener: tuple[int, list[int]]) -> None:
    port, calls = listener
    query = _PREFIXES + "SELECT * { " + pattern.replace("{call}", f"SERVICE <http://127.0.0.1:{port}/> {{}}") + " }"
    engine = ox.Store()
    engine.update(
        _PREFIXES + "INSERT DATA { ex:s ex:p 1, true, 'b', ex:, ex:a.a, ex:o\\'clock, ex:a\\#b }"
    )  # what each pattern needs in order to come to its call
    with pytest.raises(OSError, match=r"(?i)http|connect|socket|i/o|respon|end of file|early|clos"):
        list(engine.query(query))
    assert calls, "the engine itself makes no call: the case shows nothing"
    with pytest.raises(QuestionError, match="SERVICE"):
        check_query(query)


@pytest.mark.parametrize(
    "written", ["SERVICE:a {}", "SERVICEex:a {}", "SERVICESILENT<http://example.org/> {}", "sErViCe ?x {}"]
)
def test_call_without_spaces_is_refused(written: str) -> None:
    with pytest.raises(QuestionError, match="SERVICE"):
        check_query(_PREFIXES + "SELECT * { " + written + " }")


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p 'the European External Action Service'",
        "?s a schema:Service ; :service ?service ; ?p <https://example.org/service#o'clock>",
        "?s ?p <#me>, <urn:x:it's> FILTER(?a<?b && ?c>?d)",
    ],
)
def test_word_in_texts_addresses_and_names_stays_allowed(pattern: str) -> None:
    check_query("SELECT * { " + pattern + " }")


def test_nesting_cannot_be_hidden_from_the_count() -> None:
    deep = "(" * 300 + "1" + ")" * 300
    with pytest.raises(QuestionError, match="nests"):
        check_query(f"SELECT * {{ ?s ?p ?x FILTER(?x<'a>' || {deep} = 1) FILTER('a' != 'b') }}")
