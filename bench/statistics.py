"""The statistics on simulated votes, as large as projects get; needs no database.

    python -m bench.statistics
    python -m bench.statistics --only bradley --json

Processor seconds (user and system) beside wall seconds: on a busy machine only the first means
something. One thread for linear algebra, so that both cores' spinning does not count as work.
"""

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402

from annotation.domain.aggregation import AGGREGATORS, Table  # noqa: E402
from annotation.domain.aggregation import bradley_terry as bt  # noqa: E402
from annotation.domain.aggregation import noisy_bradley_terry as noisy  # noqa: E402
from annotation.domain.aggregation.comparisons import Comparisons  # noqa: E402
from annotation.domain.quality import agreement, krippendorff  # noqa: E402
from bench import common  # noqa: E402

TARGETS = {
    "alpha 100k x 5": 0.1,
    "alpha bootstrap 100k x 5": None,
    "majority 1M": None,
    "weighted_majority 1M": None,
    "dawid_skene 1M": 3.0,
    "one_coin 1M": None,
    "mace 1M": None,
    "glad 100k": None,
    "bradley-terry 1M": 0.3,
    "bradley-terry 1M, side, 3 controls, by rater": None,
    "noisy bradley-terry 1M": 6.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="parts whose name holds this")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = run(only=given.only)
    if given.json:
        common.show(found, as_json=True)
        return
    for name, row in found.items():
        target = f"< {row['target']} s" if row["target"] else ""
        print(
            f"{name:46} {row['processor_seconds']:7.2f} s processor"
            f" {row['wall_seconds']:7.2f} s wall  {target:8} {row['check']}"
        )
    print(f"peak memory {common.peak_mb():.0f} MB")


def run(*, only: str = "") -> dict[str, Any]:
    """Seconds of each part, and how near it came to the truth it was simulated from."""
    found = {}
    for name, target in TARGETS.items():
        if only not in name:
            continue
        work, check = PARTS[name.split(" ")[0]](name)
        wall, spent = time.perf_counter(), time.process_time()
        result = work()
        spent, wall = time.process_time() - spent, time.perf_counter() - wall
        found[name] = {
            "processor_seconds": round(spent, 3),
            "wall_seconds": round(wall, 3),
            "target": target,
            "check": check(result),
        }
    return found


def _alpha(name: str) -> tuple[Callable[[], Any], Callable[[Any], str]]:
    truth, items, _, labels, _ = _votes(500_000)
    n = len(truth)
    if "bootstrap" in name:
        counts = agreement.tabulate(items, labels, n_units=n, n_classes=3)
        return (
            lambda: krippendorff.interval(counts, rng=np.random.default_rng(0)),
            lambda r: f"[{r[0]:.4f}, {r[1]:.4f}]",
        )
    return (
        lambda: krippendorff.alpha(agreement.tabulate(items, labels, n_units=n, n_classes=3)),
        lambda r: f"alpha {r:.4f}",
    )


def _labels(name: str) -> tuple[Callable[[], Any], Callable[[Any], str]]:
    key, size = name.split(" ")
    truth, items, raters, labels, n_raters = _votes(100_000 if size == "100k" else 1_000_000)
    table = Table(items, raters, labels, len(truth), n_raters, 3)

    def right(found: Any) -> str:
        return f"{(found.labels == truth).mean():.4f} right, {found.rounds} rounds"

    return lambda: AGGREGATORS[key].pool(table), right


def _ranking(name: str) -> tuple[Callable[[], Any], Callable[[Any], str]]:
    rng = np.random.default_rng(1)
    n, options, n_raters = 1_000_000, 200, 500
    scores = rng.normal(0, 1.5, options)
    left, raters = rng.integers(0, options, n), rng.integers(0, n_raters, n)
    right = (left + rng.integers(1, options, n)) % options
    p = 1 / (1 + np.exp(-(scores[left] - scores[right])))
    if name.startswith("noisy"):
        earnest = np.where(np.arange(n_raters) < 350, 0.95, 0.1)[raters]
        p = earnest * p + (1 - earnest) * np.where(raters < 350, 0.5, 0.9)
    table = Comparisons(left, right, (rng.random(n) < p).astype(float), options)

    def near(found: Any) -> str:
        return f"correlation {np.corrcoef(scores, found.scores)[0, 1]:.4f}"

    if name.startswith("noisy"):
        return lambda: noisy.fit(table, raters, n_raters=n_raters), near
    if "controls" in name:
        x = rng.normal(size=(n, 3))
        return lambda: bt.fit(table, side=True, controls=x, clusters=raters), near
    return lambda: bt.fit(table), near


def _votes(n: int) -> tuple[Any, Any, Any, Any, int]:
    """Five votes an item, a thousand raters from 50 to 95 % right, three labels."""
    rng = np.random.default_rng(0)
    n_items, n_raters = n // 5, 1000
    right, truth = rng.uniform(0.5, 0.95, n_raters), rng.integers(0, 3, n_items)
    items, raters = np.repeat(np.arange(n_items), 5), rng.integers(0, n_raters, n)
    good = rng.random(n) < right[raters]
    labels = np.where(good, truth[items], (truth[items] + rng.integers(1, 3, n)) % 3)
    return truth, items, raters, labels, n_raters


PARTS: dict[str, Callable[[str], tuple[Callable[[], Any], Callable[[Any], str]]]] = {
    "alpha": _alpha,
    "bradley-terry": _ranking,
    "noisy": _ranking,
    **dict.fromkeys(AGGREGATORS, _labels),
}

if __name__ == "__main__":
    main()
