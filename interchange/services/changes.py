"""What is different between two snapshots: items that came, went, or changed their label."""

from typing import Any

import orjson
import psycopg

from annotation.errors import Invalid, NotFound
from interchange.formats.base import Json
from interchange.models import Snapshot
from interchange.services import snapshots

KINDS = ("added", "removed", "relabelled", "other_evidence")
PAGE = 50
# Labels and judgments never change, so that the same ids say the same; of labels that were made
# for one export, too: their number is made of what they say.
DIFFERENT = """
CREATE TEMP TABLE different ON COMMIT DROP AS
WITH held AS (
    SELECT snapshot_id = %(after)s AS new, item_id,
        array_agg(label_id ORDER BY label_id) FILTER (WHERE label_id IS NOT NULL) AS labels,
        array_agg(judgment_id ORDER BY judgment_id) FILTER (WHERE judgment_id IS NOT NULL)
            AS judgments
    FROM interchange_snapshotrow WHERE snapshot_id IN (%(before)s, %(after)s) GROUP BY 1, 2)
SELECT item_id, b.labels AS labels_before, a.labels AS labels_after,
    CASE WHEN b.item_id IS NULL THEN 'added' WHEN a.item_id IS NULL THEN 'removed'
        ELSE 'other_evidence' END AS kind
FROM (SELECT * FROM held WHERE NOT new) b FULL JOIN (SELECT * FROM held WHERE new) a
    USING (item_id)
WHERE b.labels IS DISTINCT FROM a.labels OR b.judgments IS DISTINCT FROM a.judgments
    OR a.item_id IS NULL OR b.item_id IS NULL
"""
VALUES = """
(SELECT jsonb_object_agg(l.question, l.value) FROM (
    SELECT question, value FROM annotation_label WHERE id = ANY(d.labels_{when})
    UNION ALL
    SELECT question, value FROM interchange_madelabel
    WHERE snapshot_id = %({when})s AND id = ANY(d.labels_{when})) l)
"""
RELABELLED = f"""
UPDATE different d SET kind = 'relabelled'
WHERE kind = 'other_evidence' AND labels_before IS DISTINCT FROM labels_after
    AND {VALUES.format(when="before")} IS DISTINCT FROM {VALUES.format(when="after")}
"""
COUNT = "SELECT kind, count(*) FROM different GROUP BY kind"
ITEMS = f"""
SELECT d.item_id, i.external_id, d.kind, {VALUES.format(when="before")}::text,
    {VALUES.format(when="after")}::text
FROM different d JOIN annotation_item i ON i.id = d.item_id
WHERE d.kind = ANY(%(kinds)s) AND d.item_id > %(cursor)s ORDER BY d.item_id LIMIT %(limit)s
"""


def between(
    own: psycopg.Connection[Any], before: Snapshot, after: Snapshot, *, after_params: Json
) -> Json:
    """Counts of items by kind of change, and the choices that differ.

    Args:
        own: A transaction that sees both memberships.
        before: The older one.
        after: The newer one.
        after_params: Its choices.
    """
    both = {"before": before.pk, "after": after.pk}
    own.execute(DIFFERENT, both)
    own.execute(RELABELLED, both)
    found = dict(own.execute(COUNT).fetchall())
    keys = sorted({*before.params, *after_params})
    return {
        "counts": {kind: int(found.get(kind, 0)) for kind in KINDS},
        "choices": [
            {"key": key, "before": before.params.get(key), "after": after_params.get(key)}
            for key in keys
            if before.params.get(key) != after_params.get(key)
        ],
    }


def compare(
    *, snapshot_id: int, since_id: int, kind: str = "", cursor: int = 0, limit: int = PAGE
) -> Json:
    """Two finished exports of one project, item by item.

    Args:
        snapshot_id: The newer one.
        since_id: The one it is compared with.
        kind: Only items changed in this way; "" is all.
        cursor: Items after this one.
        limit: At most so many.

    Raises:
        NotFound: One of them is not there, not finished, or of another project.
        Invalid: There is no such kind of change.
    """
    after = Snapshot.objects.filter(pk=snapshot_id, state=Snapshot.State.DONE).first()
    before = Snapshot.objects.filter(pk=since_id, state=Snapshot.State.DONE).first()
    if after is None or before is None or before.project_id != after.project_id:
        raise NotFound("Both exports must be finished and of this project.")
    if kind and kind not in KINDS:
        raise Invalid(fields={"kind": [f"One of {', '.join(KINDS)}."]})
    with snapshots.transaction() as own:
        found = between(own, before, after, after_params=after.params)
        given = {"kinds": [kind] if kind else list(KINDS), "cursor": cursor, "limit": limit + 1}
        both = {"before": before.pk, "after": after.pk}
        rows = own.execute(ITEMS, {**given, **both}).fetchall()
    last = rows[limit - 1][0] if len(rows) > limit else None
    return {
        **found,
        "before": side(before),
        "after": side(after),
        "items": [
            {
                "item_id": row[0], "external_id": row[1], "kind": row[2],
                "before": orjson.loads(row[3] or "{}"), "after": orjson.loads(row[4] or "{}"),
            }
            for row in rows[:limit]
        ],
        "next": None if last is None else str(last),
    }  # fmt: skip


def side(snapshot: Snapshot) -> Json:
    """What names a snapshot in a comparison."""
    return {
        "id": snapshot.pk, "format": snapshot.format, "rows": snapshot.rows,
        "sha256": snapshot.sha256, "created_at": snapshot.created_at,
    }  # fmt: skip
