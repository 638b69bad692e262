"""A person's own work in a project: what they judged, how fast, and how it was checked.

Everything here is found by their own rater; nobody else's judgment can be reached.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson
from django.utils import timezone

from annotation import statements
from annotation.domain import questions as q
from annotation.domain.presentation import Presentation
from annotation.domain.quality import gold
from annotation.domain.rules import Rules
from annotation.domain.types import Purpose
from annotation.models import Assignment, Qualification
from annotation.selectors import pace, versions
from annotation.selectors.gold import Score
from annotation.selectors.versions import Seat

HEAD = 200  # characters of the prompt's last message
DAYS = 30
HISTORY = """
SELECT j.id, j.assignment_id, j.created_at, j.active_seconds, j.supersedes_id IS NOT NULL,
    j.purpose, j.question_set_id, j.answers, j.presented_order,
    jsonb_path_query_array(i.responses, '$[*].key'), left(i.prompt #>> '{-1,content}', %(head)s),
    i.state, g.answers, g.explanation
FROM annotation_judgment j JOIN annotation_item i ON i.id = j.item_id
LEFT JOIN annotation_gold g ON g.item_id = i.id AND j.purpose IN ('gold', 'training')
WHERE j.rater_id = %(rater)s AND j.id < %(before)s AND j.assignment_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
    AND (NOT %(revised)s OR j.supersedes_id IS NOT NULL)
    AND (NOT %(checked)s OR j.purpose = ANY(%(told)s))
    AND (%(since)s::timestamptz IS NULL OR j.created_at >= %(since)s::timestamptz)
    AND (%(until)s::timestamptz IS NULL OR j.created_at < %(until)s::timestamptz)
ORDER BY j.id DESC LIMIT %(limit)s
"""
# A changed answer is the same item again: it is counted once, on the day it was first given.
PER_DAY = """
SELECT (created_at AT TIME ZONE 'UTC')::date, count(*), coalesce(sum(active_seconds), 0)
FROM annotation_judgment
WHERE rater_id = %(rater)s AND supersedes_id IS NULL AND created_at >= %(since)s
GROUP BY 1
"""
IN_ALL = """
SELECT count(*), coalesce(sum(active_seconds), 0),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY active_seconds)
FROM annotation_judgment WHERE rater_id = %(rater)s AND supersedes_id IS NULL
"""
CHECKED = """
SELECT j.answers, g.answers FROM annotation_judgment j JOIN annotation_gold g USING (item_id)
WHERE j.rater_id = %(rater)s AND j.purpose = 'gold'
    AND NOT EXISTS (SELECT 1 FROM annotation_judgment s WHERE s.supersedes_id = j.id)
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What of one's history to show."""

    revised: bool = False
    checked: bool = False  # those whose expected answer is shown
    since: date | None = None
    until: date | None = None  # that day included


def history(
    seat: Seat, filters: Filters, *, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """One's own answers in force, the latest first, as they were displayed.

    Args:
        before: Only those with a smaller id.
    """
    if seat.rater_id is None:
        return []
    rules = seat.project.rules
    rows = statements.rows(
        HISTORY,
        {
            "rater": seat.rater_id,
            "before": before or 2**63 - 1,
            "head": HEAD,
            "revised": filters.revised,
            "checked": filters.checked,
            "told": _told(rules),
            "since": filters.since and _midnight(filters.since),
            "until": filters.until and _midnight(filters.until + timedelta(days=1)),
            "limit": limit,
        },
    )
    leases = Assignment.objects.in_bulk([row[1] for row in rows])
    return [_row(row, leases[row[1]], rules) for row in rows]


def summary(seat: Seat) -> dict[str, Any]:
    """One's pace and progress, one's share, and how one did where that is shown."""
    rules = seat.project.rules
    given = {"rater": seat.rater_id or 0, "since": _midnight(_today() - timedelta(days=DAYS - 1))}
    [(judged, seconds, median)] = statements.rows(IN_ALL, given)
    days = {day: (n, float(spent)) for day, n, spent in statements.rows(PER_DAY, given)}
    wanted = pace.expected(seat.project.project_id, rules)
    return {
        "judged": judged,
        "today": days.get(_today(), (0, 0.0))[0],
        "active_seconds": float(seconds),
        "median_seconds": None if median is None else float(median),
        "expected": wanted,
        "earned": _paid(float(seconds), rules),
        "per_day": _days(days),
        "quota_total": rules.quota_total,
        "quota_day": rules.quota_day,
        "checked": _score(seat).figure() if rules.show_gold and seat.rater_id else None,
        "training": list(
            Qualification.objects.filter(
                project_id=seat.project.project_id, user_id=seat.user_id
            ).order_by("attempt")
        ),
    }


def may_revise(assignment: Assignment, rules: Rules) -> bool:
    """Whether the answer may still be changed: the same rule as `leases.reopen`."""
    if assignment.purpose in _told(rules) or assignment.closed_at is None:
        return False
    return timezone.now() <= assignment.changeable_until(rules.revise_days)


def _told(rules: Rules) -> list[str]:
    """Purposes whose expected answer is shown afterwards."""
    shown = [Purpose.TRAINING.value]
    return [*shown, Purpose.GOLD.value] if rules.show_gold else shown


def _row(row: tuple[Any, ...], assignment: Assignment, rules: Rules) -> dict[str, Any]:
    (pk, assignment_id, at, seconds, revised, purpose, question_set, answers, order, keys, head,
        state, expected, explanation) = row  # fmt: skip
    asked = versions.questions(question_set)
    shown = Presentation(tuple(orjson.loads(keys)), tuple(orjson.loads(order)))
    given = orjson.loads(answers)
    return {
        "id": pk,
        "assignment_id": assignment_id,
        "at": at,
        "active_seconds": seconds,
        "revised": revised,
        "prompt_head": head or "",
        "answers": q.answers_to_display(given, asked, shown),
        "may_revise": state != "discarded" and may_revise(assignment, rules),
        "checked": _checked(given, expected, explanation, asked, shown)
        if purpose in _told(rules)
        else None,
    }


def _checked(
    given: dict[str, Any],
    expected: str | None,
    explanation: str,
    asked: list[q.Question],
    shown: Presentation,
) -> dict[str, Any] | None:
    known = orjson.loads(expected) if expected else {}
    found = gold.check(given, known, asked)
    if found is None:
        return None
    return {
        "right": found.right,
        "expected": q.answers_to_display(known, asked, shown),
        "explanation": explanation,
    }


def _score(seat: Seat) -> Score:
    asked = versions.questions(seat.project.question_set_id)
    found = [
        gold.check(orjson.loads(given), orjson.loads(expected), asked)
        for given, expected in statements.rows(CHECKED, {"rater": seat.rater_id})
    ]
    checked = [one for one in found if one]
    return Score(sum(one.right for one in checked), len(checked))


def _paid(seconds: float, rules: Rules) -> float | None:
    return None if rules.hourly_rate is None else seconds * rules.hourly_rate / 3600


def _days(counted: dict[date, tuple[int, float]]) -> list[dict[str, Any]]:
    """The last 30 days, oldest first."""
    days = [_today() - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    return [{"day": day.isoformat(), "judged": counted.get(day, (0, 0.0))[0]} for day in days]


def _today() -> date:
    return datetime.now(UTC).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
