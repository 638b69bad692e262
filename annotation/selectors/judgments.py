"""Judgments as other packages see them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from annotation import statements
from annotation.domain.types import JudgmentRecord, Purpose, RaterKind
from annotation.models import Judgment

BY_JUDGES = """
SELECT string_agg(int8send(item_id) || int8send(n), NULL) FROM (
    SELECT j.item_id, count(*) AS n
    FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
    WHERE j.item_id = ANY(%(items)s::bigint[]) AND r.kind = 'judge' GROUP BY j.item_id) counted
"""

# The newest judgments first, and no more of them than a worker reads in a second or two.
BY_BOTH = """
SELECT j.item_id, max(j.id) FROM (
    SELECT id, item_id, rater_id FROM annotation_judgment
    WHERE project_id = %(project)s AND id > %(after)s AND purpose = 'work'
    ORDER BY id DESC LIMIT 200000
) j JOIN annotation_rater r ON r.id = j.rater_id AND r.kind = 'human'
WHERE EXISTS (
    SELECT 1 FROM annotation_judgment o JOIN annotation_rater k ON k.id = o.rater_id
    WHERE o.item_id = j.item_id AND k.kind = 'judge')
GROUP BY j.item_id ORDER BY 2 DESC LIMIT %(limit)s
"""
# An hour at most: a page left open is no work.
PACE = """
SELECT count(*), avg(least(active_seconds, 3600)) FROM (
    SELECT active_seconds FROM annotation_judgment
    WHERE project_id = %(project)s AND source = 'bench' AND active_seconds > 0
    ORDER BY id DESC LIMIT 1000) newest
"""

PER_DAY = """
SELECT to_char((created_at AT TIME ZONE 'UTC')::date, 'YYYY-MM-DD'), count(*),
    coalesce(sum(least(active_seconds, 3600)), 0)
FROM annotation_judgment
WHERE project_id = %(project)s AND source = 'bench' AND created_at >= %(since)s GROUP BY 1
"""


def of_items(item_ids: Sequence[int]) -> dict[int, list[JudgmentRecord]]:
    """The judgments in force of each item, in id order; gold, training and repeats left out."""
    rows = (
        Judgment.objects.filter(
            item_id__in=item_ids, purpose=Purpose.WORK, superseded_by__isnull=True
        )
        .select_related("rater", "guideline", "question_set")
        .order_by("pk")
    )
    by_item: dict[int, list[JudgmentRecord]] = defaultdict(list)
    for judgment in rows:
        by_item[judgment.item_id].append(record(judgment))
    return by_item


def counts_by_judges(item_ids: Sequence[int]) -> NDArray[np.int64]:
    """How many judgments judges have given on each item, superseded ones too, shape (n_items,).

    Judgments are only ever added, so a count that is the same means that nothing has changed.

    Args:
        item_ids: In id order.
    """
    asked = {"items": statements.array(item_ids)}
    [(packed,)] = statements.rows(BY_JUDGES, asked, binary=True)
    ids, counts = statements.columns(packed, item_id="i8", n="i8")
    found = np.zeros(len(item_ids), dtype=np.int64)
    found[np.searchsorted(np.asarray(item_ids, dtype=np.int64), ids)] = counts
    return found


def by_both(project_id: int, *, after: int = 0, limit: int = 20_000) -> dict[int, int]:
    """Items that both people and judges have judged -> the newest judgment of people, newest first.

    Args:
        after: Only items that people have judged after this judgment.
    """
    given = {"project": project_id, "after": after, "limit": limit}
    return dict(statements.rows(BY_BOTH, given))


def pace(project_id: int) -> tuple[int, float]:
    """(How many were timed, mean active seconds) of the newest thousand timed on the bench."""
    [(n, mean)] = statements.rows(PACE, {"project": project_id})
    return int(n), float(mean or 0)


def per_day(project_id: int, *, since: datetime) -> dict[str, tuple[int, float]]:
    """Day in UTC -> (judgments given on the bench, their seconds); days without are left out."""
    rows = statements.rows(PER_DAY, {"project": project_id, "since": since})
    return {day: (n, float(seconds)) for day, n, seconds in rows}


def record(judgment: Judgment) -> JudgmentRecord:
    """A row (with its rater, guideline and question set fetched) as a frozen record."""
    return JudgmentRecord(
        id=judgment.pk,
        item_id=judgment.item_id,
        rater_id=judgment.rater_id,
        rater_kind=RaterKind(judgment.rater.kind),
        rater=judgment.rater.name,
        judge_spec_id=judgment.rater.judge_spec_id,
        answers=judgment.answers,
        presented_order=judgment.presented_order,
        confidence=judgment.confidence,
        active_seconds=judgment.active_seconds,
        guideline_version=judgment.guideline.version if judgment.guideline else None,
        question_set_version=judgment.question_set.version,
        source=judgment.source,
        counted=judgment.counted,
        created_at=judgment.created_at.isoformat(),
    )
