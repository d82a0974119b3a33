"""Servers as processes of their own: ours, the Oxigraph server, rdflib-endpoint where a program for it is given."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_LISTENING = re.compile(r"listening at (http://\S+?)/(?:,|\s|$)")
_STARTS_WITHIN = 300.0


def oxigraph_program() -> str:
    """The Oxigraph program of its Python package."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if found is None:
        raise FileNotFoundError("the oxigraph program is missing; it comes with: pip install oxigraph")
    return found


@contextmanager
def eunato(tables: Path, day: str, *more: str) -> Iterator[str]:
    """`eunato serve` on these tables; gives the address of its SPARQL endpoint."""
    command = [sys.executable, "-m", "cli", "serve", "--port", "0", "--data", str(tables), "--as-of", day, *more]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stderr=said, stdout=subprocess.DEVNULL)
        try:
            end = time.monotonic() + _STARTS_WITHIN
            while True:
                said.seek(0)
                text = said.read()
                if found := _LISTENING.search(text):
                    break
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"eunato serve does not start: {text[-500:]}")
                time.sleep(0.05)
            yield found[1] + "/sparql"
        finally:
            _end(process)


@contextmanager
def oxigraph(folder: Path, *, read_only: bool = False) -> Iterator[str]:
    """The Oxigraph server on a folder; gives its address without a path: `/query` and `/store` are below it."""
    port = free_port()
    command = [oxigraph_program(), "serve-read-only" if read_only else "serve", "--location", str(folder)]
    if read_only:
        command.append("--union-default-graph")
    with _served([*command, "--bind", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}") as url:
        yield url


@contextmanager
def rdflib_endpoint(program: str, triples: Path) -> Iterator[str]:
    """rdflib-endpoint on a file of triples; gives the address of its SPARQL endpoint."""
    port = free_port()
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(triples)]
    with _served(command, f"http://127.0.0.1:{port}") as url:
        yield url + "/"


@contextmanager
def _served(command: list[str], url: str) -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + _STARTS_WITHIN
        while True:
            try:
                httpx.get(url, timeout=5)
                break
            except httpx.TransportError:
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{command[0]} does not start") from None
                time.sleep(0.05)
        yield url
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
