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
from psycopg.sql import SQL
from psycopg.types.json import set_json_loads

from interchange.formats import choosing
from interchange.formats.base import (
    ExportItem,
    ExportJudgment,
    ExportLabel,
    Format,
    Json,
    LeftOut,
)
from interchange.services import aggregating
from interchange.services.ahead import ahead
from interchange.services.evidence import EVIDENCE, JOINS, Known, Read

# Rows read at once: few enough that they are joined and sorted in memory, and that their texts stay
# in memory that is used again and again.
CHUNK = 500
_NONE: Json = {}  # shared by all rows: records are read, never written
_PIECE = 50  # rows made at once: memory of a few is used again, that of many is fetched anew

# JSON comes as text, and is parsed where a row is made of it, not where it arrives: five hundred
# parsed items at a time went out to memory and came back for it.
ITEM = "i.id, i.external_id, i.prompt::text, i.responses::text, i.group_key"
LABEL = """
    l.value::text, l.posterior, l.method, l.method_version, l.status, l.source, l.n_human,
    l.n_judge, l.agreement, l.fit_id
"""
JUDGMENT = """
    j.id, j.answers::text, j.source, j.counted, j.presented_order::text, j.active_seconds,
    j.question_set_id,
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
    {JOINS}
"""
STORED = (
    "(SELECT * FROM interchange_snapshotrow WHERE snapshot_id = %(snapshot)s "
    "AND position > %(after)s AND position <= %(up_to)s)"
)
LAST = "SELECT coalesce(max(position), 0) FROM interchange_snapshotrow WHERE snapshot_id = %s"
# It is done with its work a minute or more before the rows of a million are written.
PATIENT = "SET idle_in_transaction_session_timeout = 0"
PICKED = "(SELECT * FROM picked WHERE reason IS NULL)"


@dataclass(slots=True)
class Chunk:
    """Some rows, and how many records they come from."""

    records: int = 0
    items: list[int] = field(default_factory=list)  # of each row
    rows: list[Json] = field(default_factory=list)
    last: bool = True  # of what was read at once: there files that have batches end one


@contextmanager
def transaction() -> Iterator[psycopg.Connection[Any]]:
    """One consistent view of the database, on a connection of its own.

    Its own, so that progress can be noted on Django's connection while this one reads for minutes.
    """
    with _connected() as own:
        own.execute(PATIENT)
        yield own


@contextmanager
def beside(own: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """Another connection that sees what that one saw when it began, and nothing it writes."""
    [(name,)] = own.execute("SELECT pg_export_snapshot()").fetchall()
    with _connected() as other:
        other.execute(SQL("SET TRANSACTION SNAPSHOT {}").format(name))
        other.execute(PATIENT)
        yield other


def _connected() -> psycopg.Connection[Any]:
    how = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    made: psycopg.Connection[Any] = psycopg.connect(**how)
    made.isolation_level = IsolationLevel.REPEATABLE_READ
    set_json_loads(orjson.loads, made)
    return made


def rows(
    own: psycopg.Connection[Any],
    *,
    form: Format,
    params: Json,
    name: str,
    at: Any,
    project_id: int,
    snapshot_id: int | None = None,
    limit: int | None = None,
    left_out: dict[str, int],
) -> Iterator[Chunk]:
    """Chunks of rows in the order of the membership; the next are read while some are used.

    Args:
        own: The snapshot's transaction.
        form: The format.
        params: Its checked choices.
        name: What meta_snapshot says.
        at: When the snapshot was begun; later verdicts on old calls are not seen.
        project_id: Whose.
        snapshot_id: Whose stored membership; None for what was just picked (a preview).
        limit: At most so many.
        left_out: Counts, by reason, what the format itself cannot carry; added to.
    """
    sql = JUDGMENT_ROWS
    if form.unit == "label":
        labels = aggregating.stored(form, params, snapshot=snapshot_id is not None)
        sql = LABEL_ROWS.replace("{labels}", labels)
    record = label if form.unit == "label" else judgment
    known = Known(own, project_id=project_id, at=at)
    given = {"snapshot": snapshot_id}
    found = _picked(own, sql, given, limit) if snapshot_id is None else _stored(own, sql, given)
    for some in ahead(known.with_orders(own, found)):
        for first in range(0, len(some.rows), _PIECE):
            piece = some.rows[first : first + _PIECE]
            chunk = Chunk(len(piece), last=first + _PIECE >= len(some.rows))
            for row in piece:
                try:
                    one: Any = record(item(row), row[5:], some, name)
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
    pk, external_id, prompt, responses, group = row[:5]
    loads = orjson.loads
    return ExportItem(pk, external_id, loads(prompt), loads(responses), group, _NONE, _NONE)


def label(
    item: ExportItem, row: Any, read: Read, name: str, *, trusted: bool = True
) -> ExportLabel:
    """The label in the columns of EVIDENCE and LABEL."""
    (
        guideline_id, config_id, reason, propensity, rater_id, confidence,
        value, posterior, method, version, status, source, n_human, n_judge, agreement, fit,
    ) = row  # fmt: skip
    return ExportLabel(
        item, orjson.loads(value), posterior, method, version, status, source, n_human, n_judge,
        agreement, read.known.guidelines.get(guideline_id),
        read.routing(config_id, reason, propensity), read.judge(item.id, rater_id, confidence),
        name, trusted, fit,
    )  # fmt: skip


def judgment(item: ExportItem, row: Any, read: Read, name: str) -> ExportJudgment:
    """The verdict in the columns of EVIDENCE and JUDGMENT."""
    (
        guideline_id, config_id, reason, propensity, rater_id, confidence,
        pk, answers, source, counted, order, seconds, question_set, at, purpose, supersedes,
    ) = row  # fmt: skip
    rater = read.known.raters[rater_id]
    return ExportJudgment(
        id=pk,
        item=item,
        answers=orjson.loads(answers),
        rater=rater.name,
        rater_kind=rater.kind,
        simulated=rater.simulated,
        source=source,
        counted=counted,
        presented_order=orjson.loads(order),
        active_seconds=seconds,
        guideline_version=read.known.guidelines.get(guideline_id),
        question_set_version=read.known.question_sets[question_set],
        created_at=at,
        routing=read.routing(config_id, reason, propensity),
        judge=read.judge(item.id, rater_id, confidence),
        snapshot=name,
        confidence=confidence,
        purpose=purpose,
        supersedes=supersedes,
    )
