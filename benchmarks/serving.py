"""Throughput of the SPARQL endpoint by wrk, beside `oxigraph serve-read-only` and rdflib-endpoint: the same triples, the
same queries, in turn; and how long point queries take while four slow ones run."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks import servers
from benchmarks.report import Report, ms
from benchmarks.start import engine_folder, write_triples
from graph.prefixes import with_prefixes
from graph.store import open_store

DAY = "2022-07-01"
_CONNECTIONS = 32
_POINT = "SELECT ?project WHERE { ?s rdf:subject id:norway ; rdf:predicate :participatesIn ; rdf:object ?project }"
_TWO_HOPS = """SELECT ?other ?project WHERE {
  ?one rdf:subject id:norway ; rdf:predicate :participatesIn ; rdf:object ?project .
  ?two rdf:object ?project ; rdf:predicate :participatesIn ; rdf:subject ?other
} ORDER BY STR(?other) STR(?project)"""
_SLOW = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (STR(?c) < STR(?f) && STR(?f) < STR(?i)) }"
)
_KINDS = {"point": _POINT, "two hops": _TWO_HOPS}
# A comment at the end makes each request another text, so that no answer is kept from the one before.
_NEW_TEXTS = """
local thread = 0
function setup(t) t:set("number", thread); thread = thread + 1 end
local count = 0
function request()
  count = count + 1
  return wrk.format(nil, wrk.path .. "%20%23" .. number .. "-" .. count)
end
"""
_LIMIT_SECONDS = 5.0
_RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def measure(report: Report, tables: Path, folder: Path, rounds: int, seconds: int, rdflib_endpoint: str | None) -> None:
    """`rdflib_endpoint` is the path of its program; where it is not given, that peer is left out."""
    report.part(f"Endpoint: requests a second at {_CONNECTIONS} connections, 20k triples")
    if shutil.which("wrk") is None:
        report.say("wrk was not there (Debian package wrk); nothing was measured.")
        report.target("endpoint", "≥ 8,000/s", "wrk is missing", None)
        return
    store = open_store(tables)
    # Ours serves the view of a day; the others get the same triples.
    with ExitStack() as stack:
        view = store.view(date.fromisoformat(DAY))
        triples = folder / "served.nt"
        write_triples(view, triples)
        place = folder / "served"
        shutil.copytree(engine_folder(store).parent.parent / f"view-{DAY}" / "base", place, dirs_exist_ok=True)
        peers = {
            "eunato serve": stack.enter_context(servers.eunato(tables, DAY)),
            "oxigraph serve-read-only": stack.enter_context(servers.oxigraph(place, read_only=True)) + "/query",
        }
        if rdflib_endpoint:
            peers["rdflib-endpoint"] = stack.enter_context(servers.rdflib_endpoint(rdflib_endpoint, triples))
        else:
            report.say("rdflib-endpoint was left out: name its program with --rdflib-endpoint.")
        script = folder / "new_texts.lua"
        script.write_text(_NEW_TEXTS, encoding="utf-8")
        rates: dict[tuple[str, str], list[float]] = defaultdict(list)
        for _ in range(rounds):
            for kind, query in _KINDS.items():
                for peer, url in peers.items():
                    rates[peer, kind].append(_rate(url, with_prefixes(query), seconds, script))
                    rates[peer, f"{kind}, same text"].append(_rate(url, with_prefixes(query), seconds))
        columns = [*_KINDS, *(f"{kind}, same text" for kind in _KINDS)]
        report.table(
            ["server", *columns],
            [(peer, *(f"{statistics.median(rates[peer, kind]):,.0f}" for kind in columns)) for peer in peers],
        )
        for kind in ("point", "point, same text"):
            point = statistics.median(rates["eunato serve", kind])
            report.target(f"endpoint, {kind}, 32 connections", "≥ 8,000/s", f"{point:,.0f}/s", point >= 8_000)
        for kind in columns:
            pairs = zip(rates["eunato serve", kind], rates["oxigraph serve-read-only", kind], strict=True)
            share = statistics.median(a / b for a, b in pairs)
            if kind == "two hops":
                report.target("endpoint, two hops / `oxigraph serve-read-only`", "≥ 80 %", f"{share:.0%}", share >= 0.8)
            else:
                report.say(f"{kind}: {share:.0%} of `oxigraph serve-read-only`.")
    _while_busy(report, tables)


def _rate(url: str, query: str, seconds: int, script: Path | None = None) -> float:
    command = ["wrk", "-t2", f"-c{_CONNECTIONS}", f"-d{seconds}s", "-H", "Accept: application/sparql-results+json"]
    command += ["-s", str(script)] if script else []
    done = subprocess.run([*command, f"{url}?query={quote(query)}"], capture_output=True, text=True, check=True)
    found = _RATE.search(done.stdout)
    assert found is not None, done.stdout
    refused = _BAD.search(done.stdout)
    # What was refused is no answer.
    return max(0.0, float(found[1]) - (int(refused[1]) / seconds if refused else 0.0))


def _while_busy(report: Report, tables: Path) -> None:
    report.part("Endpoint: point queries while four slow ones run")
    with servers.eunato(tables, DAY, "--timeout", str(_LIMIT_SECONDS)) as url:
        ended: list[tuple[float, int]] = []

        def slow() -> None:
            start = time.perf_counter()
            status = httpx.get(url, params={"query": _SLOW}, timeout=60).status_code
            ended.append((time.perf_counter() - start, status))

        def point(client: httpx.Client) -> float:
            start = time.perf_counter()
            client.get(url, params={"query": with_prefixes(_POINT)}).raise_for_status()
            return time.perf_counter() - start

        with httpx.Client(timeout=60) as client:
            quiet = [point(client) for _ in range(200)]
            threads = [threading.Thread(target=slow) for _ in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            busy = []
            while any(thread.is_alive() for thread in threads):
                busy.append(point(client))
                time.sleep(0.005)
            for thread in threads:
                thread.join()
    busy.sort()
    quiet.sort()
    middle, late = busy[len(busy) // 2], busy[int(len(busy) * 0.95)]
    last = max(seconds for seconds, _ in ended)
    report.say(
        f"Alone {ms(quiet[len(quiet) // 2])} ms (median). Beside four slow queries, {len(busy)} point queries: median {ms(middle)} ms,"
        f" 95th percentile {ms(late)} ms, longest {ms(busy[-1])} ms. Slow ones ended after at most {last:.2f} s with"
        f" {sorted({status for _, status in ended})}; the limit was {_LIMIT_SECONDS:g} s."
    )
    report.target("point query beside four slow ones, 95th percentile", "≤ 50 ms", f"{ms(late)} ms", late <= 0.050)
    report.target("a slow query is dead at limit + 0.5 s", "≤ 5.5 s", f"{last:.2f} s", last <= _LIMIT_SECONDS + 0.5)
