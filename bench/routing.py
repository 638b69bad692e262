"""Routing over items whose signals are there already: plan, decide, write, all in one run.

    python -m bench.routing --items 1000000

The policy is "confidence". Its signals are computed first, as a worker does, and timed apart. Then
one run decides on every item and writes the decision with its reasons and the work it creates, in
the same transactions: three in ten items go to people, the others get the judge's label.
"""

import argparse
from typing import Any

from bench import common, labelled

ITEMS, SECONDS, PEAK_MB = 1_000_000, 60.0, 2000.0  # the target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    common.show(run(items=options.items), as_json=options.json)


def run(*, items: int) -> dict[str, Any]:
    """Items/s, peak memory, what a million would take at that rate; signals computed a second."""
    common.setup()
    project_id, _ = labelled.make(items, labels=False)
    computing, _ = common.in_child(_signals, str(project_id))
    seconds, peak = common.in_child(_route, str(project_id))
    return {
        "items": items,
        "items_per_second": round(items / seconds),
        "seconds": round(seconds, 1),
        "seconds_for_a_million": round(seconds * ITEMS / items, 1),
        "peak_mb": round(peak),
        "signals_per_second": round(items / computing),
    }


def _signals(project_id: str, results: Any) -> None:
    common.setup()
    from routing.policies import POLICIES  # noqa: PLC0415
    from routing.services import planning, signals  # noqa: PLC0415

    ids = planning.all_ids(int(project_id))
    with common.timed() as took:
        signals.fill(item_ids=ids, keys=POLICIES["confidence"].needs)
    results.put((took[0], common.peak_mb()))


def _route(project_id: str, results: Any) -> None:
    common.setup()
    from routing.services import configs, routing  # noqa: PLC0415

    pk = int(project_id)
    params = {"threshold": 0.7}
    configs.choose(
        project_id=pk, actor_id=None, policy="confidence", params=params, audit_rate=0.05
    )
    with common.timed() as took:
        routing.route(project_id=pk)
    results.put((took[0], common.peak_mb()))


if __name__ == "__main__":
    main()
