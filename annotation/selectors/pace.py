"""How long an item takes, measured, and what that pays."""

from dataclasses import dataclass

from django.core.cache import cache

from annotation import statements
from annotation.domain.rules import Rules

# Of the latest verdicts from the bench; the middle one, since a tab left open is no slow reading.
MEDIAN = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY active_seconds), count(*) FROM (
    SELECT active_seconds FROM annotation_judgment
    WHERE project_id = %(project)s AND source = 'bench' AND purpose = 'work'
        AND supersedes_id IS NULL AND active_seconds > 0
    ORDER BY id DESC LIMIT 2000) latest
"""
ENOUGH = 20  # verdicts; fewer say nothing yet
KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Pace:
    """What a person can expect of an item."""

    seconds: float | None  # None: not measured yet
    pay: float | None  # for an item; None: not measured, or pay is not mentioned
    currency: str


def expected(project_id: int, rules: Rules) -> Pace:
    """By everybody's active time in the project, at most ten minutes old."""
    seconds = cache.get_or_set(f"pace:{project_id}", lambda: _median(project_id), KEPT_SECONDS)
    known = float(seconds) if seconds else None
    pay = None
    if known is not None and rules.hourly_rate is not None:
        pay = known * rules.hourly_rate / 3600
    return Pace(known, pay, rules.currency)


def _median(project_id: int) -> float:
    """Seconds; 0 while there are too few."""
    [(median, n)] = statements.rows(MEDIAN, {"project": project_id})
    return float(median) if n >= ENOUGH else 0.0
