"""Keeps the figures of big projects at hand, so that no page waits for them."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from annotation import statements
from annotation.models import Figures
from annotation.selectors import (
    adjudication,
    drivers,
    figures,
    groups,
    principles,
    progress,
    quality,
    tallies,
)
from annotation.selectors.figures import BIG, STAMP

Count = Callable[[int], dict[str, Any]]
FIGURES: dict[str, Count] = {
    "overview": progress.judged,
    "quality": quality.of_project,
    "adjudication": adjudication.candidates,
    "drivers": drivers.of_project,
    "groups": groups.of_project,
    "principles": principles.of_project,
    "tallies": tallies.of_project,
}
EVERY_SECONDS = 30
# Counting takes at most this share of one worker's time, however big the project is.
SHARE = 0.05

STALE = f"""
SELECT p.id, {STAMP} FROM annotation_project p
LEFT JOIN annotation_figures f ON f.project_id = p.id AND f.name = %(name)s
WHERE {BIG} AND f.stamp IS DISTINCT FROM {STAMP}
    AND (f.id IS NULL OR f.as_of + make_interval(secs =>
        greatest(%(every)s::float8, f.seconds / %(share)s::float8)) < now())
ORDER BY f.as_of NULLS FIRST
"""


def refresh(counts: Mapping[str, Count] = FIGURES) -> int:
    """Sweep: count again what has changed in big projects; returns how many were counted.

    Args:
        counts: Name -> what counts the figures of a project.
    """
    counted = 0
    for name, count in counts.items():
        given = {
            "name": name, "quick": figures.QUICK_JUDGMENTS, "every": EVERY_SECONDS, "share": SHARE
        }  # fmt: skip
        for project_id, stamp in statements.rows(STALE, given):
            counted += _count(project_id, name, count, stamp)
    return counted


def expire(project_id: int, name: str) -> None:
    """Have a big project's figures counted again: what they depend on beside judgments changed."""
    Figures.objects.filter(project_id=project_id, name=name).update(stamp="")


def _count(project_id: int, name: str, count: Count, stamp: str) -> bool:
    """Count, unless another worker is at it."""
    key = {"key": f"figures:{project_id}:{name}"}
    # Held by the session, in no transaction: the server ends one that is idle for as long as a
    # million judgments take to be thought about.
    [(mine,)] = statements.rows("SELECT pg_try_advisory_lock(hashtextextended(%(key)s, 0))", key)
    if not mine:
        return False
    try:
        begin, as_of = time.monotonic(), timezone.now()
        data = count(project_id)
        took = time.monotonic() - begin
        Figures.objects.update_or_create(
            project_id=project_id,
            name=name,
            defaults={"data": data, "stamp": stamp, "as_of": as_of, "seconds": took},
        )
    finally:
        statements.rows("SELECT pg_advisory_unlock(hashtextextended(%(key)s, 0))", key)
    return True
