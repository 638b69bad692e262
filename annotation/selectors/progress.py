"""The project's overview: how far it is, who judges, how well they agree."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, FloatField, Q
from django.db.models.functions import Now, TruncDay
from django.utils import timezone

from annotation import statements
from annotation.domain.states import OUTSIDE
from annotation.domain.types import ItemState, JobState, RaterKind
from annotation.models import Item, Job, Judgment, Rater
from annotation.selectors import agreement, figures

DAYS = 30
NOTHING: dict[str, Any] = {
    "judged_by": {"human": 0, "judge": 0, "both": 0},
    "judgments": {"human": 0, "judge": 0, "today_human": 0},
    "per_day": [],
    "agreement": [],
    "people": [],
}

# One pass over the project's judgments: which kinds of rater have judged each item.
JUDGED_BY = """
SELECT human, judge, count(*) FROM (
    SELECT bool_or(r.kind = 'human') AS human, bool_or(r.kind = 'judge') AS judge
    FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
    WHERE j.project_id = %(id)s AND j.purpose = 'work' GROUP BY j.item_id) AS items
GROUP BY human, judge
"""


class Median(Aggregate):
    """The middle value; nulls are left out."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def overview(project_id: int) -> dict[str, Any]:
    """Everything the overview shows of annotation; routing adds spend and routes.

    A fixed number of queries, however many rows there are. What is counted over all judgments is
    as of `as_of`; null while it is counted for the first time.
    """
    counts = _counts(project_id)
    kept = figures.known(project_id, "overview", judged)
    data = kept.data or NOTHING
    return {
        "counts": counts,
        **data,
        "judged_by": _with_open(data["judged_by"], counts["total"]),
        "as_of": kept.as_of,
        "jobs": _jobs(project_id),
        "queue_age_seconds": _queue_age(project_id),
        "sentence": sentence(counts),
    }


def judged(project_id: int) -> dict[str, Any]:
    """What the overview shows of the judgments, as plain JSON: one pass each over all of them."""
    people = _raters(project_id)
    days = _per_day(project_id)
    today = datetime.now(UTC).date().isoformat()
    return {
        "judged_by": _judged_by(project_id),
        "judgments": {
            "human": sum(p["judged"] for p in people if p["kind"] == RaterKind.HUMAN),
            "judge": sum(p["judged"] for p in people if p["kind"] == RaterKind.JUDGE),
            "today_human": next((d["human"] for d in days if d["day"] == today), 0),
        },
        "per_day": days,
        "agreement": _agreement(project_id),
        "people": people,
    }


def sentence(counts: dict[str, int]) -> str:
    """The state of the project in words."""
    if not counts["total"]:
        return "No items yet: import some to begin."
    parts = [f"{counts['resolved']:,} of {counts['total']:,} items have a label"]
    for state, words in (
        ("awaiting_human", "wait for people"),
        ("awaiting_judge", "wait for a judge"),
        ("imported", "wait to be routed"),
    ):
        if counts[state]:
            parts.append(f"{counts[state]:,} {words}")
    return ", ".join(parts) + "."


def _counts(project_id: int) -> dict[str, int]:
    """Items by state; discarded ones and those with a known answer are not in the total."""
    found = dict(
        Item.objects.filter(project_id=project_id).values_list("state").annotate(n=Count("pk"))
    )
    counts = {str(state): found.get(state, 0) for state in ItemState}
    total = sum(n for state, n in counts.items() if ItemState(state) not in OUTSIDE)
    return {"total": total, **counts}


def _judged_by(project_id: int) -> dict[str, int]:
    found = {
        (human, judge): n for human, judge, n in statements.rows(JUDGED_BY, {"id": project_id})
    }
    return {
        "human": found.get((True, False), 0),
        "judge": found.get((False, True), 0),
        "both": found.get((True, True), 0),
    }


def _with_open(by: dict[str, int], total: int) -> dict[str, int]:
    return {**by, "open": max(0, total - sum(by.values()))}


def _raters(project_id: int) -> list[dict[str, Any]]:
    """Who has judged, most first; corrections count once."""
    rows = (
        Rater.objects.filter(project_id=project_id)
        .annotate(
            judged=Count("judgments", filter=Q(judgments__supersedes__isnull=True)),
            median_seconds=Median("judgments__active_seconds"),
        )
        .filter(judged__gt=0)
        .order_by("-judged", "pk")
        .values("name", "kind", "simulated", "judged", "median_seconds")
    )
    return [{**row, "rater": row["name"]} for row in rows]


def _per_day(project_id: int) -> list[dict[str, Any]]:
    """The last 30 days, oldest first, days without judgments included; UTC."""
    today = datetime.now(UTC).date()
    first = today - timedelta(days=DAYS - 1)
    start = datetime.combine(first, datetime.min.time(), UTC)
    counted: Counter[tuple[date, str]] = Counter()
    rows = (
        Judgment.objects.filter(
            project_id=project_id, supersedes__isnull=True, created_at__gte=start
        )
        .annotate(day=TruncDay("created_at", tzinfo=UTC))
        .values_list("day", "rater__kind")
        .annotate(n=Count("pk"))
    )
    for day, kind, n in rows:
        counted[day.date(), kind] += n
    days = [first + timedelta(days=i) for i in range(DAYS)]
    return [
        {
            "day": d.isoformat(),
            "human": counted[d, RaterKind.HUMAN],
            "judge": counted[d, RaterKind.JUDGE],
        }
        for d in days
    ]


def _agreement(project_id: int) -> list[dict[str, Any]]:
    found = agreement.of_project(project_id, limit=agreement.PAGE_JUDGMENTS)
    return [
        {"question": question.key, "title": question.title, **asdict(report)}
        for question, report in found
    ]


def _jobs(project_id: int) -> list[Job]:
    """The latest ten."""
    return list(Job.objects.filter(project_id=project_id).order_by("-pk")[:10])


def _queue_age(project_id: int) -> float | None:
    """How long the oldest due job has been waiting or running; None when there is none."""
    oldest = (
        Job.objects.filter(
            project_id=project_id,
            state__in=[JobState.PENDING, JobState.RUNNING],
            not_before__lte=Now(),
        )
        .order_by("not_before")
        .values_list("not_before", flat=True)
        .first()
    )
    return (timezone.now() - oldest).total_seconds() if oldest else None
