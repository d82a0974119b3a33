"""Speed, measured beside what users would pick instead: `make bench` (some minutes), `make bench-full` (all of it).

Writes `report.md`, and with growth a plot, into `--out`. The day in the report is given by `--date`, not read.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from benchmarks import agreement, building, catalogue, columnar, engines, growth, pages, serving, start
from benchmarks.grown import proportions, write_tables
from benchmarks.growth import TARGET_AT
from benchmarks.report import Report
from graph.locations import data_folder

QUICK = [20_000, 200_000]
FULL = [20_000, 200_000, 2_000_000, 10_000_000]
PARTS = ("start", "catalogue", "views", "compile", "engines", "endpoint", "agreement", "growth", "columnar", "pages")


def main() -> None:
    given = _options()
    report = Report(given.out)
    work = Path(tempfile.mkdtemp(prefix="eunato-bench-", dir=given.work))
    before = os.environ.get("EUNATO_CACHE")
    os.environ["EUNATO_CACHE"] = str(work / "cache")
    wanted = given.only or PARTS
    rounds = 9 if given.full else 5
    try:
        small, larger = work / "20k", work / "200k"
        write_tables(small, QUICK[0])
        write_tables(larger, QUICK[1])
        report.part("What is measured on")
        report.say("Rows of each table for 1,000 rows, in the real tables and in the generated ones.")
        report.table(["table", "real", "20k", "200k"], proportions(data_folder(), small, larger))
        if "start" in wanted:
            start.measure(report, work, 2 * rounds)
        if "compile" in wanted:
            building.measure_real(report, work, data_folder(), rounds)
        if "catalogue" in wanted:
            catalogue.measure(report, rounds)
        if "views" in wanted:
            catalogue.measure_views(report, small, 2 * rounds)
        if "engines" in wanted:
            engines.measure(report, small, work, rounds)
        if "endpoint" in wanted:
            serving.measure(
                report, small, work, rounds if given.full else 3, 4 if given.full else 2, given.rdflib_endpoint
            )
        if "agreement" in wanted:
            agreement.measure(report, {"20k": small, "200k": larger}, work, given.full)
        if "growth" in wanted:
            growth.measure(report, FULL if given.full else QUICK, work, rounds)
        if "columnar" in wanted:
            large = work / "2M" if given.full and given.maplib else None
            if large is not None:
                write_tables(large, TARGET_AT)
            columnar.measure(report, given.maplib, {"real data": None, "20k": small, "200k": larger}, large, work)
        if "pages" in wanted:
            pages.measure(report, pages.SIZES if given.full else pages.SIZES[:1])
        print(f"\n{report.write(given.date, not given.full)}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if before is None:
            os.environ.pop("EUNATO_CACHE")
        else:
            os.environ["EUNATO_CACHE"] = before


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="also 2M and 10M triples, rdflib on every question, larger pages"
    )
    parser.add_argument("--date", default="", help="the day that the report bears")
    parser.add_argument("--out", type=Path, default=Path("out/bench"), help="where the report goes")
    parser.add_argument("--work", type=Path, help="where large files are kept meanwhile; 10M triples take about 10 GB")
    parser.add_argument("--rdflib-endpoint", help="the program of rdflib-endpoint, which is no dependency of ours")
    parser.add_argument("--maplib", help="a Python that has maplib, which is no dependency of ours")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
