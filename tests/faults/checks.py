"""What must hold after the campaign, read from the tables and the clients' ledgers alone.

SQL on a connection of its own: nothing of the code that wrote the rows is asked about them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
LOST = "I7 a call is still on its way"
# Each finds rows that break a promise; none may come back.
RULES = {
    "I2 a verdict is in the table twice": """
        SELECT idempotency_key, count(*) FROM annotation_judgment
        GROUP BY rater_id, idempotency_key HAVING count(*) > 1""",
    "I4 somebody judged an item twice": """
        SELECT item_id, rater_id, count(*) FROM annotation_judgment
        WHERE supersedes_id IS NULL GROUP BY 1, 2 HAVING count(*) > 1""",
    "I3 an item has more counted verdicts than it has room for": """
        SELECT i.id, i.need, i.reserve, count(*) FROM annotation_item i
        JOIN annotation_judgment j ON j.item_id = i.id
        WHERE j.source = 'bench' AND j.supersedes_id IS NULL AND j.counted
        GROUP BY i.id HAVING count(*) > i.need + i.reserve""",
    "I3 an item is handed out to more people than are needed": """
        SELECT i.id, i.need, count(*) FROM annotation_item i
        JOIN annotation_assignment a ON a.item_id = i.id AND a.state IN ('open', 'submitted')
        LEFT JOIN annotation_judgment j ON j.assignment_id = a.id AND j.supersedes_id IS NULL
        WHERE j.counted IS NOT FALSE GROUP BY i.id HAVING count(*) > i.need + i.reserve""",
    "I3 taken is not what the assignments say": """
        SELECT i.id, i.taken, count(a.id) FROM annotation_item i
        LEFT JOIN (
            SELECT a.id, a.item_id FROM annotation_assignment a
            LEFT JOIN annotation_judgment j ON j.assignment_id = a.id AND j.supersedes_id IS NULL
            WHERE a.state = 'open' OR (a.state = 'submitted' AND j.counted)) a ON a.item_id = i.id
        GROUP BY i.id HAVING i.taken <> count(a.id)""",
    "I3 counted is not what the verdicts say": """
        SELECT i.id, i.counted, count(j.id) FROM annotation_item i
        LEFT JOIN annotation_judgment j ON j.item_id = i.id AND j.source = 'bench'
            AND j.supersedes_id IS NULL AND j.counted
        GROUP BY i.id HAVING i.counted <> count(j.id)""",
    "I5 a submitted assignment holds no verdict, or a verdict no submitted assignment": """
        SELECT a.id, a.state FROM annotation_assignment a
        LEFT JOIN annotation_judgment j ON j.assignment_id = a.id AND j.supersedes_id IS NULL
        WHERE (a.state = 'submitted') <> (j.id IS NOT NULL)""",
    "I6 a lease outlives its end": """
        SELECT id, item_id, leased_until FROM annotation_assignment
        WHERE state = 'open' AND leased_until < now() - interval '1 second'""",
    "I6 a job has not ended": """
        SELECT id, kind, state, attempts, error FROM annotation_job
        WHERE state IN ('pending', 'running')""",
    "I6 an import has not ended": """
        SELECT id, state FROM interchange_importbatch
        WHERE state IN ('pending', 'staging', 'committing')""",
    "I6 a judge's item is neither labelled nor with people": """
        SELECT id, external_id, state FROM annotation_item
        WHERE state IN ('imported', 'awaiting_judge')""",
    "I6 a resolved item has no label": """
        SELECT i.id FROM annotation_item i
        LEFT JOIN annotation_label l ON l.item_id = i.id
        WHERE i.state = 'resolved' AND l.id IS NULL""",
    "I7 a piece of judge's work is charged twice": """
        SELECT item_id, spec_id, "order", sample, count(*) FROM routing_judgecall
        WHERE state IN ('reserved', 'sent', 'ok', 'unknown') AND purpose = 'work'
        GROUP BY 1, 2, 3, 4 HAVING count(*) > 1""",
    LOST: """
        SELECT id, state, created_at FROM routing_judgecall WHERE state IN ('reserved', 'sent')""",
    "I7 a judge judged without having been asked in both orders": """
        SELECT j.id, j.item_id FROM annotation_judgment j
        JOIN annotation_rater r ON r.id = j.rater_id
        WHERE j.source = 'judge' AND 2 > (
            SELECT count(DISTINCT c."order") FROM routing_judgecall c
            WHERE c.item_id = j.item_id AND c.spec_id = r.judge_spec_id
              AND c.state = 'ok' AND c.purpose = 'work')""",
    "I8 the budget is not what the ledger says": """
        SELECT b.spent, b.reserved, c.spent FROM routing_budget b, (
            SELECT coalesce(sum(cost_usd), 0) AS spent FROM routing_judgecall) c
        WHERE b.unit = 'usd' AND (b.spent <> c.spent OR b.reserved <> 0)""",
    "I10 an item was routed without a decision": """
        SELECT i.id, i.state FROM annotation_item i
        LEFT JOIN routing_decision d ON d.item_id = i.id
        WHERE i.label_source = 'judge' AND d.id IS NULL""",
}


def violations(database: Connection, ledgers: list[Path]) -> dict[str, list[Any]]:
    """What is broken: the promise in words -> up to five cases, and how many there are."""
    found: dict[str, list[Any]] = {}
    for promise, sql in RULES.items():
        if rows := database.execute(sql).fetchall():
            found[promise] = _some(rows)
    for promise, cases in _against_ledgers(database, ledgers):
        if cases:
            found[promise] = _some(cases)
    return found


def counts(database: Connection, ledgers: list[Path]) -> dict[str, Any]:
    """How much happened, for the report."""
    events = Counter(line["event"] for path in ledgers for line in _read(path))
    tables = {
        "verdicts_of_people": "annotation_judgment WHERE source = 'bench'",
        "surplus": "annotation_judgment WHERE source = 'bench' AND NOT counted",
        "verdicts_of_judges": "annotation_judgment WHERE source = 'judge'",
        "judge_calls": "routing_judgecall",
        "judge_calls_unknown": "routing_judgecall WHERE state = 'unknown'",
        "items_imported": "interchange_importedrun, generate_series(1, items)",
        "leases_expired": "annotation_assignment WHERE state = 'expired'",
        "jobs": "annotation_job",
        "jobs_dead": "annotation_job WHERE state = 'dead'",
        "jobs_tried_more_than_once": "annotation_job WHERE attempts > 1",
    }
    rows = {
        name: database.execute(f"SELECT count(*) FROM {what}").fetchall()[0][0]
        for name, what in tables.items()
    }
    return {"ledger": dict(events), **rows}


def open_work(database: Connection) -> int:
    """Rows that the sweeps have still to deal with."""
    rules = [sql for promise, sql in RULES.items() if promise.startswith("I6") or promise == LOST]
    return sum(len(database.execute(sql).fetchall()) for sql in rules)


def _against_ledgers(database: Connection, ledgers: list[Path]) -> Iterator[tuple[str, list[Any]]]:
    kept = Counter(
        row[0]
        for row in database.execute(
            "SELECT idempotency_key FROM annotation_judgment WHERE source = 'bench'"
        ).fetchall()
    )
    imported = {
        row[0] for row in database.execute("SELECT id FROM interchange_importbatch").fetchall()
    }
    lines = [line for path in ledgers for line in _read(path)]
    verdicts = [line for line in lines if ":" not in line["key"]]  # the others are skips, uploads
    acked = {line["key"] for line in verdicts if line["event"] == "ack"}
    refused = {line["key"]: line for line in verdicts if line["event"] == "refused"}
    sent = {line["key"] for line in verdicts if line["event"] == "sent"}
    yield "I1 an acknowledged verdict is lost", [key for key in acked if kept[key] == 0]
    yield "I2 an acknowledged verdict is there twice", [key for key in acked if kept[key] > 1]
    yield (
        "I2 a verdict was refused and kept all the same",
        [line for key, line in refused.items() if kept[key]],
    )
    yield "I2 a verdict that nobody sent", [key for key in kept if key not in sent]
    yield (
        "I6 an acknowledged import is lost",
        [
            line
            for line in lines
            if line["event"] == "ack"
            and line["key"].startswith("import:")
            and line["answer"]["id"] not in imported
        ],
    )
    yield (
        "a client that retried was never answered",
        [line for line in lines if line["event"] == "gave_up"],
    )


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def _some(cases: list[Any]) -> list[Any]:
    return [f"{len(cases)} in all", *(str(case) for case in cases[:5])]
