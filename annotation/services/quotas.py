"""How much one person may take."""

from annotation import statements
from annotation.selectors.versions import Seat

# One person's claims one after the other: each sees what the one before took.
LOCK = """
SELECT cohort_id FROM annotation_membership WHERE project_id = %(project)s AND user_id = %(user)s
FOR NO KEY UPDATE
"""
TAKEN = """
SELECT count(a.id), count(a.id) FILTER (WHERE a.opened_at >= date_trunc('day', now(), 'UTC')),
    m.quota_total, m.quota_day
FROM annotation_membership m LEFT JOIN annotation_assignment a
    ON a.annotator_id = m.user_id AND a.project_id = m.project_id
    AND a.state IN ('open', 'submitted') AND a.purpose <> 'training'
WHERE m.project_id = %(project)s AND m.user_id = %(user)s GROUP BY m.id
"""
NO_LIMIT = 10**9


def lock(seat: Seat) -> int | None:
    """Wait for this person's other claims, until the transaction ends; the cohort they are in."""
    found = statements.row(LOCK, _of(seat))
    return found[0] if found else None


def room(seat: Seat) -> int:
    """How many more they may take now; call behind `lock`. Training does not count."""
    rules = seat.project.rules
    [(in_all, today, own_total, own_day)] = statements.rows(TAKEN, _of(seat))
    total = rules.quota_total if own_total is None else own_total
    day = rules.quota_day if own_day is None else own_day
    left = [NO_LIMIT if total is None else total - in_all, NO_LIMIT if day is None else day - today]
    return max(0, min(left))


def _of(seat: Seat) -> dict[str, int]:
    return {"project": seat.project.project_id, "user": seat.user_id}
