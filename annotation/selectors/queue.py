"""What the bench shows: blind, by construction (promise I11).

Nothing here names a model, a response's key, another rater, a decision or a label: the payload is
built from these fields alone, and a test walks it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.utils import timezone

from annotation.domain import questions as q
from annotation.domain.types import AssignmentState, ItemState
from annotation.models import Assignment, Item, Judgment

SHOWN_CONTEXT = ("language", "criteria", "persona")
# In SQL for the same reason as `versions.in_force`: every claim and every verdict asks.
MINE = """
SELECT count(*), count(*) FILTER (WHERE j.created_at >= %(midnight)s) FROM annotation_judgment j
WHERE j.supersedes_id IS NULL AND j.rater_id IN (
    SELECT r.id FROM annotation_rater r WHERE r.project_id = %(project)s AND r.user_id = %(user)s)
"""
LEFT_SECONDS = 10  # how long the count of waiting items may be old


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the annotator and the project are."""

    today: int
    mine: int
    left: int  # items waiting for people, at most ten seconds old


@dataclass(frozen=True, slots=True)
class Leased:
    """A leased item as the bench shows it."""

    id: int
    item_id: int
    lease_token: UUID
    leased_until: datetime
    seconds_left: int
    prompt: list[dict[str, Any]]
    sides: list[dict[str, str]]  # [{"side": "left", "text": …}, {"side": "right", …}]
    context: dict[str, Any]
    draft: Any
    answers: dict[str, Any] | None  # as displayed, when reopened
    judgment_id: int | None


def leased(assignment_ids: Sequence[int]) -> list[Leased]:
    """The payloads of these assignments, in the order given."""
    rows = Assignment.objects.select_related("item").in_bulk(assignment_ids)
    return [shown(rows[pk]) for pk in assignment_ids if pk in rows]


def shown(assignment: Assignment) -> Leased:
    """The payload of one assignment (its item fetched)."""
    item = assignment.item
    texts = {r["key"]: r["text"] for r in item.responses}
    left, right = assignment.presented_order[:2]
    return Leased(
        id=assignment.pk,
        item_id=item.pk,
        lease_token=assignment.lease_token,
        leased_until=assignment.leased_until,
        seconds_left=clock(assignment)["seconds_left"],
        prompt=[{"role": m["role"], "content": m["content"]} for m in item.prompt],
        sides=[{"side": "left", "text": texts[left]}, {"side": "right", "text": texts[right]}],
        context={k: item.context[k] for k in SHOWN_CONTEXT if k in item.context},
        draft=assignment.draft,
        answers=None,
        judgment_id=None,
    )


def clock(assignment: Assignment) -> dict[str, Any]:
    """When the lease ends; seconds too, since the browser's clock may be wrong."""
    left = (assignment.leased_until - timezone.now()).total_seconds()
    return {"leased_until": assignment.leased_until, "seconds_left": max(0, int(left))}


def reopened(assignment: Assignment) -> Leased:
    """The payload of a submitted assignment, with the answer in force."""
    judgment = (
        Judgment.objects.select_related("question_set")
        .filter(assignment=assignment, superseded_by__isnull=True)
        .order_by("-pk")
        .first()
    )
    payload = shown(assignment)
    if judgment is None:
        return payload
    flipped = assignment.presented_order[0] != assignment.item.responses[0]["key"]
    asked = q.parse(judgment.question_set.questions)
    fields = {name: getattr(payload, name) for name in payload.__slots__}
    fields["answers"] = q.answers_to_display(judgment.answers, asked, flipped=flipped)
    fields["judgment_id"] = judgment.pk
    return Leased(**fields)


def models_by_side(assignment_id: int) -> dict[str, str] | None:
    """Which model was on which side, for somebody who has judged, if the project shows it."""
    assignment = (
        Assignment.objects.select_related("item")
        .filter(pk=assignment_id, state=AssignmentState.SUBMITTED, project__show_models_after=True)
        .first()
    )
    if assignment is None:
        return None
    names = {r["key"]: r.get("model", "") for r in assignment.item.responses}
    left, right = assignment.presented_order[:2]
    return {"left": names[left], "right": names[right]}


def progress(*, project_id: int, user_id: int) -> Progress:
    """Counts for the bench's header."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    left = cache.get_or_set(f"waiting:{project_id}", lambda: _waiting(project_id), LEFT_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(MINE, {"midnight": midnight, "project": project_id, "user": user_id})
        mine, today = cursor.fetchone()
    return Progress(today=today, mine=mine, left=int(left or 0))


def _waiting(project_id: int) -> int:
    return Item.objects.filter(
        project_id=project_id, state=ItemState.AWAITING_HUMAN, taken__lt=F("need")
    ).count()
