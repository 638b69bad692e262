"""From a snapshot's stored membership to rows: the same id gives the same bytes for ever (I9).

Only rows that never change are read: labels, judgments, decisions, judge specs, versions, and the
content of items, which no service edits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from django.db import connection
from psycopg import IsolationLevel

from interchange.formats import choosing
from interchange.formats.base import (
    ExportItem,
    ExportJudgment,
    ExportLabel,
    Format,
    Json,
    Judge,
    LeftOut,
    Routing,
)
from interchange.services import aggregating
from interchange.services.ahead import ahead

# Rows read at once: few enough that they are joined and sorted in memory, and that their texts stay
# in memory that is used again and again.
CHUNK = 500

ITEM = "i.id, i.external_id, i.prompt::text, i.responses::text, i.group_key"
EVIDENCE = """
    g.version, c.policy, c.version, d.reasons->>0, d.propensity,
    jr.name, s.sha256, s.spec->>'template_sha256', j.confidence,
    CASE WHEN s.id IS NOT NULL THEN (
        SELECT coalesce(min(v.winner) = max(v.winner), false) FROM routing_judgecall k
        JOIN routing_verdict v ON v.call_id = k.id
        WHERE k.item_id = i.id AND k.spec_id = s.id AND v.state = 'ok' AND k.purpose = 'work'
          AND v.created_at <= %(at)s) END
"""
JOINS = """
    LEFT JOIN routing_decision d ON d.id = m.decision_id
    LEFT JOIN routing_routingconfig c ON c.id = d.config_id
    LEFT JOIN annotation_guideline g ON g.id = j.guideline_id
    LEFT JOIN annotation_rater jr ON jr.id = j.rater_id AND jr.kind = 'judge'
    LEFT JOIN routing_judgespec s ON s.id = jr.judge_spec_id
"""
LABEL = """
    l.value::text, l.posterior, l.method, l.method_version, l.status, l.source, l.n_human,
    l.n_judge, l.agreement, l.fit_id
"""
JUDGMENT = """
    j.id, j.answers::text, r.name, r.kind, r.simulated, j.source, j.counted,
    j.presented_order::text, j.active_seconds, q.version,
    to_char(j.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), j.purpose,
    j.supersedes_id
"""
LABEL_ROWS = f"""
SELECT {ITEM}, {EVIDENCE}, {LABEL}
FROM {{members}} m
    JOIN annotation_item i ON i.id = m.item_id
    JOIN {{labels}} l ON l.id = m.label_id
    LEFT JOIN annotation_judgment j ON j.id = (l.judgment_ids->>0)::bigint
    {JOINS}
"""
JUDGMENT_ROWS = f"""
SELECT {ITEM}, {EVIDENCE}, {JUDGMENT}
FROM {{members}} m
    JOIN annotation_judgment j ON j.id = m.judgment_id
    JOIN annotation_item i ON i.id = m.item_id
    JOIN annotation_rater r ON r.id = j.rater_id
    JOIN annotation_questionset q ON q.id = j.question_set_id
    {JOINS}
"""
STORED = (
    "(SELECT * FROM interchange_snapshotrow WHERE snapshot_id = %(snapshot)s "
    "AND position > %(after)s AND position <= %(up_to)s)"
)
LAST = "SELECT coalesce(max(position), 0) FROM interchange_snapshotrow WHERE snapshot_id = %s"
PICKED = "(SELECT * FROM picked WHERE reason IS NULL)"


@dataclass(slots=True)
class Chunk:
    """Some rows, and how many records they come from."""

    records: int = 0
    items: list[int] = field(default_factory=list)  # of each row
    rows: list[Json] = field(default_factory=list)


@contextmanager
def transaction() -> Iterator[psycopg.Connection[Any]]:
    """One consistent view of the database, on a connection of its own.

    Its own, so that progress can be noted on Django's connection while this one reads for minutes.
    """
    how = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    own = psycopg.connect(**how)
    with own:
        own.isolation_level = IsolationLevel.REPEATABLE_READ
        own.execute("SET idle_in_transaction_session_timeout = 0")
        yield own


def rows(
    own: psycopg.Connection[Any],
    *,
    form: Format,
    params: Json,
    name: str,
    at: Any,
    snapshot_id: int | None = None,
    limit: int | None = None,
    left_out: dict[str, int],
) -> Iterator[Chunk]:
    """Chunks of rows in the order of the membership; the next is read while one is used.

    Args:
        own: The snapshot's transaction.
        form: The format.
        params: Its checked choices.
        name: What meta_snapshot says.
        at: When the snapshot was begun; later verdicts on old calls are not seen.
        snapshot_id: Whose stored membership; None for what was just picked (a preview).
        limit: At most so many.
        left_out: Counts, by reason, what the format itself cannot carry; added to.
    """
    sql = JUDGMENT_ROWS
    if form.unit == "label":
        labels = aggregating.stored(form, params, snapshot=snapshot_id is not None)
        sql = LABEL_ROWS.replace("{labels}", labels)
    record = label if form.unit == "label" else judgment
    given = {"at": at, "snapshot": snapshot_id}
    found = _picked(own, sql, given, limit) if snapshot_id is None else _stored(own, sql, given)
    for some in ahead(found):
        chunk = Chunk(len(some))
        for row in some:
            try:
                one: Any = record(item(row), row[5:], name)
                if choosing.changed_with_order(one, params):
                    raise LeftOut("changed_with_order")
                chunk.rows.append(form.row(one, params))
                chunk.items.append(row[0])
            except LeftOut as reason:
                left_out[str(reason)] = left_out.get(str(reason), 0) + 1
        yield chunk


def _picked(
    own: psycopg.Connection[Any], sql: str, given: Json, limit: int | None
) -> Iterator[list[Any]]:
    query = sql.format(members=PICKED) + " ORDER BY m.item_id, m.judgment_id LIMIT %(limit)s"
    yield own.execute(query, {**given, "limit": limit}).fetchall()


def _stored(own: psycopg.Connection[Any], sql: str, given: Json) -> Iterator[list[Any]]:
    """Chunk by chunk of positions: one sort of all the texts went through the disk."""
    query = sql.format(members=STORED) + " ORDER BY m.position"
    for window in windows(own, given["snapshot"]):
        yield own.execute(query, {**given, **window}, prepare=True, binary=True).fetchall()


def windows(own: psycopg.Connection[Any], snapshot_id: int) -> Iterator[dict[str, int]]:
    """The positions of a stored membership, some at a time: {"after", "up_to"}."""
    last = own.execute(LAST, [snapshot_id]).fetchall()[0][0]
    # Planned once: nine tables took longer to plan than five hundred rows to find.
    own.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    # The planner knows nothing of rows written a moment ago, and a scan of whole tables for each
    # chunk would be paid a thousand times: every table here is looked up by its key.
    own.execute("SET LOCAL enable_seqscan = off")
    own.execute("SET LOCAL enable_hashjoin = off")
    own.execute("SET LOCAL enable_mergejoin = off")
    for after in range(0, last, CHUNK):
        yield {"after": after, "up_to": after + CHUNK}


def item(row: Any) -> ExportItem:
    """The item in the columns of ITEM."""
    return ExportItem(row[0], row[1], orjson.loads(row[2]), orjson.loads(row[3]), row[4])


def _circumstances(row: Any) -> tuple[int | None, Routing, Judge]:
    version = None if row[2] is None else str(row[2])
    judge = Judge(row[5], row[6], row[7], row[8], row[9]) if row[5] is not None else Judge()
    return row[0], Routing(row[1], version, row[3], row[4]), judge


def label(item: ExportItem, row: Any, name: str, *, trusted: bool = True) -> ExportLabel:
    """The label in the columns of EVIDENCE and LABEL."""
    guideline, routing, judge = _circumstances(row)
    value, posterior, method, version, status, source, n_human, n_judge, agreement, fit = row[10:]
    return ExportLabel(
        item=item,
        value=orjson.loads(value),
        posterior=posterior,
        method=method,
        method_version=version,
        status=status,
        source=source,
        n_human=n_human,
        n_judge=n_judge,
        agreement=agreement,
        guideline_version=guideline,
        routing=routing,
        judge=judge,
        snapshot=name,
        trusted=trusted,
        fit=fit,
    )


def judgment(item: ExportItem, row: Any, name: str) -> ExportJudgment:
    """The verdict in the columns of EVIDENCE and JUDGMENT."""
    guideline, routing, judge = _circumstances(row)
    pk, answers, rater, kind, simulated, source, counted, order, seconds, version, at = row[10:21]
    return ExportJudgment(
        id=pk,
        item=item,
        answers=orjson.loads(answers),
        rater=rater,
        rater_kind=kind,
        simulated=simulated,
        source=source,
        counted=counted,
        presented_order=orjson.loads(order),
        active_seconds=seconds,
        guideline_version=guideline,
        question_set_version=version,
        created_at=at,
        routing=routing,
        judge=judge,
        snapshot=name,
        confidence=row[8],
        purpose=row[21],
        supersedes=row[22],
    )
