"""`python -m bench [--full] [--json PATH]`: every benchmark, each in a fresh process, and a table.

Wants DATABASE_URL of a database that may be filled: `make bench` gives it a throw-away one. A
missed target is said, not punished: the exit status tells only whether everything ran.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[1]
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A benchmark to run: `python -m bench.MODULE ARGS`."""

    name: str
    module: str
    usual: str
    full: str
    only_full: bool = False

    def argv(self, *, full: bool) -> list[str]:
        """The module's arguments."""
        return (self.full if full else self.usual).split()


PACED = "--clients 64 --pace 2 --separate"
PARTS = (
    Part("import", "imports", "--rows 100000", "--rows 1000000"),
    Part("export", "exports", "--rows 50000", "--rows 1000000"),
    Part("closed loop", "queue", "--items 200000 --seconds 15", "--items 200000 --seconds 60"),
    Part(
        "64 people", "queue", f"--items 200000 --seconds 20 {PACED}",
        f"--items 200000 --seconds 60 {PACED}",
    ),
    Part("64 people, 10 k items", "queue", "", f"--items 10000 --seconds 60 {PACED}", True),
    Part("64 people, 1 M items", "queue", "", f"--items 1000000 --seconds 60 {PACED}", True),
    Part("paint", "paint", "--presses 40", "--presses 200"),
    Part("routing", "routing", "--items 50000", "--items 1000000"),
    Part("peers", "peers.label_studio", "", "", True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    work: str
    target: str
    measured: str
    met: bool | None  # None: for the reader to compare


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="full sizes, and peers: an hour")
    parser.add_argument("--json", type=Path, help="where all figures go")
    parser.add_argument("--only", help="parts whose name holds this")
    given = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        sys.exit("Set DATABASE_URL to a database that may be filled, or run `make bench`.")
    before, speed = os.getloadavg(), _speed()
    results: dict[str, Figures] = {}
    failed = 0
    for part in PARTS:
        if (part.only_full and not given.full) or (given.only or "") not in part.name:
            continue
        print(f"{part.name} …", flush=True)
        results[part.name] = _run(part, full=given.full)
        failed += "error" in results[part.name]
    lines = [line for name, figures in results.items() for line in _lines(name, figures, results)]
    show(lines)
    print(
        f"\nThe machine before: load {before[0]:.1f} on {os.cpu_count()} cores; ten million "
        f"additions in Python took {speed:.2f} s."
    )
    if given.json:
        machine = {
            "cores": os.cpu_count(),
            "load_before": before,
            "ten_million_additions_seconds": round(speed, 3),
            "kernel": platform.release(),
            "python": platform.python_version(),
        }
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        report = {"at": at, "machine": machine, "results": results}
        given.json.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    return 1 if failed else 0


def show(lines: list[Line]) -> None:
    """The table."""
    verdicts = {True: "met", False: "MISSED", None: ""}
    rows = [("work", "target", "measured", "verdict")]
    rows += [(line.work, line.target, line.measured, verdicts[line.met]) for line in lines]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def _speed() -> float:
    """How busy the machine is, in seconds that do not depend on us."""
    begin, total = time.perf_counter(), 0
    for n in range(10_000_000):
        total += n
    return time.perf_counter() - begin


def _run(part: Part, *, full: bool) -> Figures:
    argv = [sys.executable, "-m", f"bench.{part.module}", *part.argv(full=full), "--json"]
    ran = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if ran.returncode:
        return {"error": f"ended with code {ran.returncode}"}
    figures: Figures = orjson.loads(ran.stdout.strip().splitlines()[-1])
    return figures


def _lines(name: str, figures: Figures, results: dict[str, Figures]) -> Iterator[Line]:
    if "error" in figures:
        yield Line(name, "", figures["error"], False)
        return
    yield from READERS[name](figures)
    small, large = results.get("64 people, 10 k items"), results.get("64 people, 1 M items")
    if name == "64 people, 1 M items" and small and large and "error" not in small | large:
        for kind in ("claim_ms", "submit_ms"):
            ratio = large[kind]["p95"] / small[kind]["p95"]
            what = kind.removesuffix("_ms")
            yield Line(f"{what} p95, 1 M to 10 k items", "≤ 1.3 ×", f"{ratio:.2f} ×", ratio <= 1.3)


def _import(f: Figures) -> Iterator[Line]:
    share, peak = f["share_of_copy"], f["peak_mb"]
    said = f"{share:.0%}: {f['import_rows_per_second']:,} of {f['copy_rows_per_second']:,} rows/s"
    yield Line(f"import {f['rows']:,} rows", "≥ 30 % of COPY", said, share >= 0.30)
    yield Line("  its peak memory", "< 300 MB", f"{peak} MB", peak < 300)


def _export(f: Figures) -> Iterator[Line]:
    for kind, limit in (("jsonl", "cursor→orjson→file"), ("parquet", "cursor→dicts→pyarrow")):
        share, peak = f[f"{kind}_share_of_limit"], f[f"{kind}_peak_mb"]
        rates = f[f"{kind}_rows_per_second"], f[f"{kind}_limit_rows_per_second"]
        said = f"{share:.0%}: {rates[0]:,} of {rates[1]:,} rows/s"
        wanted = f[f"{kind}_target"]
        target = f"≥ {wanted:.0%} of {limit}"
        yield Line(f"export {f['rows']:,} rows, {kind}", target, said, share >= wanted)
        yield Line("  its peak memory", "< 300 MB", f"{peak} MB", peak < 300)


def _closed(f: Figures) -> Iterator[Line]:
    rate, errors = f["cycles_per_second"], f["errors"]
    work = f"claim + submit, {f['clients']} clients, {f['items']:,} items"
    said = f"{rate} cycles/s, {errors} errors, {f['share_of_raw_sql']:.0%} of raw SQL"
    yield Line(work, "≥ 100 cycles/s, 0 errors", said, rate >= 100 and not errors)


def _paced(f: Figures) -> Iterator[Line]:
    for kind in ("claim", "submit"):
        t = f[f"{kind}_ms"]
        met = t["p95"] < 150 and t["p99"] < 400 and not f["errors"]
        said = f"{t['p50']} / {t['p95']} / {t['p99']} ms, {f['errors']} errors"
        work = f"{kind}, {f['clients']} people, {f['items']:,} items"
        yield Line(f"{work}: p50 / p95 / p99", "p95 < 150, p99 < 400 ms", said, met)


def _paint(f: Figures) -> Iterator[Line]:
    t = f["paint_ms"]
    said = f"{t['p50']} / {t['p95']} / {t['max']} ms of {f['presses']} presses"
    work = f"key press to the next item painted, 2 × {f['words']:,} words: p50 / p95 / most"
    yield Line(work, "p95 < 50 ms", said, t["p95"] < 50)


def _routing(f: Figures) -> Iterator[Line]:
    seconds, peak = f["seconds_for_a_million"], f["peak_mb"]
    said = f"{seconds} s at {f['items_per_second']:,} items/s"
    yield Line(f"routing, from {f['items']:,} items", "1 M in < 60 s", said, seconds < 60)
    yield Line("  its peak memory", "< 2 GB", f"{peak} MB", peak < 2000)


def _peers(f: Figures) -> Iterator[Line]:
    for name, theirs in f["peers"].items():
        ratio = f["tiebreak"]["cycles_per_second"] / theirs["cycles_per_second"]
        said = f"{ratio:.1f} × ({f['tiebreak']['cycles_per_second']} to "
        said += f"{theirs['cycles_per_second']})"
        yield Line(f"cycles/s beside {name}, one client", "≥ 10 ×", said, ratio >= 10)


READERS: dict[str, Callable[[Figures], Iterator[Line]]] = {
    "import": _import,
    "export": _export,
    "closed loop": _closed,
    "64 people": _paced,
    "64 people, 10 k items": _paced,
    "64 people, 1 M items": _paced,
    "paint": _paint,
    "routing": _routing,
    "peers": _peers,
}

if __name__ == "__main__":
    sys.exit(main())
