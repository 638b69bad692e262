"""Whole items on their way out: each with its judgments and labels, by windows of a membership."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg

from interchange.formats import answers
from interchange.formats.base import ExportItem, Json
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.services import aggregating, snapshots
from interchange.services.ahead import ahead
from interchange.services.evidence import EVIDENCE, JOINS, Known, Read
from interchange.services.snapshots import ITEM, JUDGMENT, LABEL, Chunk

# An item's own row comes after its evidence (membership.ITEMS): then everything about it is known.
ITEM_ROWS = f"""
SELECT {ITEM}, i.context::text, i.metadata::text
FROM {{members}} m JOIN annotation_item i ON i.id = m.item_id
WHERE m.label_id IS NULL AND m.judgment_id IS NULL ORDER BY m.item_id
"""
LABEL_ROWS = f"""
SELECT l.item_id, l.question, l.source <> 'llm' OR NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(l.judgment_ids) evidence
    JOIN annotation_judgment e ON e.id = evidence::bigint
    JOIN annotation_rater er ON er.id = e.rater_id
    WHERE er.judge_spec_id IS NULL OR er.judge_spec_id <> ALL (%(trusted)s::bigint[])),
    {EVIDENCE}, {LABEL}
FROM {{members}} m
    JOIN {{labels}} l ON l.id = m.label_id
    LEFT JOIN annotation_judgment j ON j.id = (l.judgment_ids->>0)::bigint
    {JOINS}
ORDER BY l.item_id, l.question
"""
JUDGMENT_ROWS = f"""
SELECT j.item_id, {EVIDENCE}, {JUDGMENT}
FROM {{members}} m
    JOIN annotation_judgment j ON j.id = m.judgment_id
    {JOINS}
ORDER BY j.item_id, j.id
"""
# As it was when the snapshot was begun: what is trusted later changes nothing in it.
TRUSTED = """
SELECT spec_id FROM (
    SELECT DISTINCT ON (spec_id) spec_id, status FROM routing_judgetrust WHERE at <= %(at)s
    ORDER BY spec_id, id DESC) newest
WHERE status = 'trusted'
"""
FIRST = """
(SELECT * FROM picked WHERE reason IS NULL AND item_id IN (
    SELECT item_id FROM picked
    WHERE reason IS NULL AND label_id IS NULL AND judgment_id IS NULL
    ORDER BY item_id LIMIT %(limit)s))
"""
Severities = Mapping[str, Sequence[str]]
_Row = tuple[Any, Read]  # with what its window was read with


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of a window of the membership."""

    items: list[Any]
    labels: list[Any]
    judgments: list[Any]
    read: Read


def rows(
    own: psycopg.Connection[Any],
    *,
    form: ItemFormat,
    params: Json,
    name: str,
    at: Any,
    severities: Severities,
    project_id: int,
    snapshot_id: int | None = None,
    limit: int | None = None,
    losses: Losses,
) -> Iterator[Chunk]:
    """Chunks of rows, in the order of the items; the next window is read while one is used.

    Args:
        own: The snapshot's transaction.
        form: The format.
        params: Its checked choices.
        name: What meta_snapshot says.
        at: When the snapshot was begun.
        severities: Question of spans -> keys of its severities, the least first.
        project_id: Whose.
        snapshot_id: Whose stored membership; None for what was just picked (a preview).
        limit: At most so many items.
        losses: Counts what the format cannot carry; added to.
    """
    table = aggregating.stored(form, params, snapshot=snapshot_id is not None)
    known = Known(own, project_id=project_id, at=at)
    found = _windows(own, known, snapshot_id, limit, table)
    for bundles in _whole(ahead(found), name, severities):
        chunk = Chunk(len(bundles))
        for bundle in bundles:
            some = form.write(bundle, params, losses)
            chunk.rows += some
            chunk.items += [bundle.item.id] * len(some)
        yield chunk


def _windows(
    own: psycopg.Connection[Any],
    known: Known,
    snapshot_id: int | None,
    limit: int | None,
    table: str,
) -> Iterator[Window]:
    trusted = [pk for (pk,) in own.execute(TRUSTED, {"at": known.at}).fetchall()]
    given = {"snapshot": snapshot_id, "trusted": trusted, "limit": limit}
    members = FIRST if snapshot_id is None else snapshots.STORED
    queries = [
        q.format(members=members, labels=table) for q in (ITEM_ROWS, LABEL_ROWS, JUDGMENT_ROWS)
    ]
    spans = [{}] if snapshot_id is None else snapshots.windows(own, snapshot_id)
    for span in spans:
        prepare = snapshot_id is not None
        items, labels, judgments = (
            own.execute(query, {**given, **span}, prepare=prepare, binary=prepare).fetchall()
            for query in queries
        )
        judged = sorted({row[0] for rows in (labels, judgments) for row in rows})
        yield Window(items, labels, judgments, Read(known, [], known.orders(own, judged)))


def _whole(found: Iterator[Window], name: str, severities: Severities) -> Iterator[list[Bundle]]:
    labels: dict[int, list[_Row]] = {}  # of items whose own row is yet to come
    judgments: dict[int, list[_Row]] = {}
    for window in found:
        for row in window.labels:
            labels.setdefault(row[0], []).append((row, window.read))
        for row in window.judgments:
            judgments.setdefault(row[0], []).append((row, window.read))
        yield [
            _bundle(row, labels.pop(row[0], []), judgments.pop(row[0], []), name, severities)
            for row in window.items
        ]


def _bundle(
    row: Any, labels: list[_Row], judgments: list[_Row], name: str, severities: Severities
) -> Bundle:
    item: ExportItem = snapshots.item(row)
    item.context, item.metadata = orjson.loads(row[5]), orjson.loads(row[6])
    given = [snapshots.judgment(item, j[1:], read, name) for j, read in judgments]
    for judgment in given:
        judgment.answers = answers.outward(judgment.answers, severities)
    return Bundle(
        item,
        tuple(given),
        {
            row[1]: snapshots.label(item, row[3:], read, name, trusted=row[2])
            for row, read in labels
        },
    )
