"""Routing over items whose signals are there already: plan, decide, write, all in one run.

    python -m bench.routing --items 1000000

The policy is "confidence", or --policy. Signals are computed first, as a worker does, and timed
apart; for the first items, the others repeat them as their verdicts do. Then one run decides
on every item and writes the decision with its reasons and the work it creates, in the same
transactions: some three in ten items go to people, the others get the judge's label.
"""

import argparse
import time
from typing import Any

from bench import common, labelled

ITEMS, SECONDS, PEAK_MB = 1_000_000, 60.0, 2000.0  # the target
IMPORTED, SAMPLE = 2000, 20_000
# Verdicts are alike where ids are 500 apart (`labelled.JUDGMENTS`), and so are their signals.
REPEAT = """
INSERT INTO routing_itemsignals (item_id, part, version, evidence, "values")
SELECT i.id, s.part, s.version, s.evidence, s."values" FROM annotation_item i
JOIN routing_itemsignals s ON s.item_id = %(first)s + (i.id - %(first)s) %% 500
WHERE i.project_id = %(project)s ON CONFLICT DO NOTHING
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--policy", default="confidence")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    common.show(run(items=options.items, policy=options.policy), as_json=options.json)


def run(*, items: int, policy: str = "confidence") -> dict[str, Any]:
    """Items/s, peak memory, what a million would take at that rate; signals computed a second.

    Seconds are of the wall and of the processors: this process, and all of PostgreSQL's.
    """
    common.ready()
    project_id, _ = labelled.make(items, labels=False, imported=IMPORTED)
    computing, _ = common.in_child(_signals, str(project_id))
    before = common.database_seconds(), common.wal_bytes()
    (seconds, python), peak = common.in_child(_route, str(project_id), policy)
    after = common.database_seconds(), common.wal_bytes()
    return {
        "items": items,
        "items_per_second": round(items / seconds),
        "seconds": round(seconds, 1),
        "seconds_for_a_million": round(seconds * ITEMS / items, 1),
        "python_cpu_seconds": round(python, 1),
        "database_cpu_seconds": round(after[0] - before[0], 1),
        "wal_mb": round((after[1] - before[1]) / 2**20),
        "peak_mb": round(peak),
        "signals_per_second": round(min(items, SAMPLE) / computing),
    }


def _signals(project_id: str, results: Any) -> None:
    common.setup()
    from annotation import statements  # noqa: PLC0415
    from routing.policies import POLICIES  # noqa: PLC0415
    from routing.services import planning, signals  # noqa: PLC0415

    ids = planning.all_ids(int(project_id))
    with common.timed() as took:
        signals.fill(item_ids=ids[:SAMPLE], keys=POLICIES["confidence"].needs)
    statements.rows(REPEAT, {"project": int(project_id), "first": ids[0]})
    for item_id in (ids[0], ids[len(ids) // 2], ids[-1]):  # what is repeated is what it would be
        again = signals.fill(item_ids=[item_id], keys=POLICIES["confidence"].needs)
        assert not again, item_id
    statements.rows("VACUUM ANALYZE routing_itemsignals", {})
    results.put((took[0], common.peak_mb()))


def _route(project_id: str, policy: str, results: Any) -> None:
    common.setup()
    from routing.services import configs, routing  # noqa: PLC0415

    pk = int(project_id)
    params = {"threshold": 0.7} if policy == "confidence" else {}
    configs.choose(project_id=pk, actor_id=None, policy=policy, params=params, audit_rate=0.05)
    processor = time.process_time()
    with common.timed() as took:
        routing.route(project_id=pk)
    results.put(((took[0], time.process_time() - processor), common.peak_mb()))


if __name__ == "__main__":
    main()
