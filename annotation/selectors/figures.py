"""Figures over all judgments of a project: counted while the page waits, or kept by the sweep."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from annotation import statements
from annotation.models import Figures

QUICK_JUDGMENTS = 20_000  # up to so many are counted while the page waits
KEPT_SECONDS = 3600

# What figures depend on: the last judgment (they are only ever added), the questions, the
# known answers, the day, what people told about themselves.
STAMP = """
md5(concat_ws(':',
    (SELECT max(id) FROM annotation_judgment WHERE project_id = p.id),
    (SELECT max(id) FROM annotation_questionset WHERE project_id = p.id),
    (SELECT concat(count(*), '-', extract(epoch FROM max(set_at)))
        FROM annotation_gold WHERE project_id = p.id),
    current_date,
    (SELECT concat(count(*), '-', extract(epoch FROM max(a.consented_at)))
        FROM annotation_annotatorprofile a JOIN annotation_rater r ON r.id = a.rater_id
        WHERE r.project_id = p.id),
    (SELECT count(*) FROM annotation_erasure WHERE project_id = p.id),
    (SELECT max(version) FROM annotation_survey WHERE project_id = p.id), p.min_group))
"""
BIG = """
(SELECT count(*) FROM (
    SELECT 1 FROM annotation_judgment
    WHERE project_id = p.id LIMIT %(quick)s::bigint + 1) few) > %(quick)s::bigint
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Figures and as of when they hold; None while they are counted for the first time."""

    data: dict[str, Any] | None
    as_of: datetime | None


def known(
    project_id: int,
    name: str,
    count: Callable[[int], dict[str, Any]],
    *,
    part: str = "",
    also: str = "",
) -> Known:
    """The figures of this name.

    Args:
        count: Counts them, for a project with few judgments; a big one's are counted by the sweep
            (services.figures), and a page shows what it counted last.
        part: The sweep keeps several under this name; this one is meant, and `count` counts it.
        also: What else they depend on: another one, and those of a small project are counted anew.
    """
    [(stamp, big)] = statements.rows(
        f"SELECT {STAMP}, {BIG} FROM annotation_project p WHERE id = %(id)s",
        {"id": project_id, "quick": QUICK_JUDGMENTS},
    )
    if big:
        kept = Figures.objects.filter(project_id=project_id, name=name).first()
        if kept is None:
            return Known(None, None)
        return Known(kept.data.get(part) if part else kept.data, kept.as_of)
    key = f"figures:{project_id}:{name}:{part}:{stamp}:{also}"
    data = cache.get_or_set(key, lambda: count(project_id), KEPT_SECONDS)
    return Known(data, timezone.now())
