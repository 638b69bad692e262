"""Leases once granted: held, given back, ended, taken up again (promise I5)."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from annotation.domain import rules
from annotation.domain.types import AssignmentState, Purpose
from annotation.errors import LeaseLost, NotFound, TooLateToReopen
from annotation.models import Assignment, Item

END = """
UPDATE annotation_assignment SET state = 'expired', closed_at = now()
WHERE id IN (
    SELECT id FROM annotation_assignment WHERE state = 'open' AND leased_until < now()
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING item_id, purpose
"""


def extend(*, assignment_id: int, user_id: int, lease_token: uuid.UUID) -> Assignment:
    """Hold the item for another full lease.

    Raises:
        LeaseLost: It is no longer held under this token.
    """
    mine = _held(assignment_id, user_id, lease_token)
    assignment = Assignment.objects.select_related("project").filter(mine).first()
    if assignment is None:
        raise LeaseLost
    until = timezone.now() + timedelta(seconds=assignment.project.lease_seconds)
    if not Assignment.objects.filter(mine).update(leased_until=until):
        raise LeaseLost
    assignment.leased_until = until
    return assignment


def save_draft(*, assignment_id: int, user_id: int, lease_token: uuid.UUID, draft: object) -> None:
    """Keep the unsent answer on the server too.

    Raises:
        LeaseLost: The item is no longer held under this token.
    """
    if not Assignment.objects.filter(_held(assignment_id, user_id, lease_token)).update(
        draft=draft
    ):
        raise LeaseLost


@transaction.atomic
def give_back(
    *,
    assignment_id: int,
    user_id: int,
    lease_token: uuid.UUID,
    state: AssignmentState,
    reason: str = "",
    note: str = "",
) -> None:
    """End a lease without a verdict: skipped (never offered to them again) or returned.

    Raises:
        LeaseLost: It was not held under this token.
    """
    closed = Assignment.objects.filter(_held(assignment_id, user_id, lease_token)).update(
        state=state, reason=reason, note=note, closed_at=Now()
    )
    if not closed:
        raise LeaseLost
    given = Assignment.objects.get(pk=assignment_id)
    if given.purpose == Purpose.WORK:
        _release([given.item_id])


@transaction.atomic
def free(*, project_id: int, user_id: int) -> int:
    """Return every lease of somebody who left the project."""
    held = Assignment.objects.select_for_update().filter(
        project_id=project_id, annotator_id=user_id, state=AssignmentState.OPEN
    )
    rows = list(held.order_by("pk").values_list("pk", "item_id", "purpose"))
    Assignment.objects.filter(pk__in=[pk for pk, *_ in rows]).update(
        state=AssignmentState.EXPIRED, closed_at=Now()
    )
    _release([item_id for _, item_id, purpose in rows if purpose == Purpose.WORK])
    return len(rows)


def end(*, batch: int = 500) -> int:
    """Sweep: give the items of leases that ran out back to the queue."""
    ended = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(END, [batch])
            rows = cursor.fetchall()
            _release([item_id for item_id, purpose in rows if purpose == Purpose.WORK])
        ended += len(rows)
        if len(rows) < batch:
            return ended


def reopen(*, assignment_id: int, user_id: int) -> Assignment:
    """One's own submitted assignment, to be answered anew.

    Raises:
        NotFound: It is not theirs, or holds no verdict.
        TooLateToReopen: The time for that is over.
    """
    assignment = (
        Assignment.objects.select_related("project")
        .filter(pk=assignment_id, annotator_id=user_id, state=AssignmentState.SUBMITTED)
        .first()
    )
    if assignment is None or assignment.closed_at is None:
        raise NotFound
    asked = rules.parse(assignment.project.rules)
    if assignment.purpose == Purpose.TRAINING or (
        assignment.purpose == Purpose.GOLD and asked.show_gold
    ):
        raise TooLateToReopen("You have seen what was expected, so this answer stays as it is.")
    if timezone.now() > assignment.changeable_until(asked.revise_days):
        raise TooLateToReopen
    return assignment


def _held(assignment_id: int, user_id: int, lease_token: uuid.UUID) -> Q:
    return Q(
        pk=assignment_id,
        annotator_id=user_id,
        lease_token=lease_token,
        state=AssignmentState.OPEN,
    )


def _release(item_ids: Sequence[int]) -> None:
    """Give leases back to their items, locking the rows in id order."""
    for times, ids in _by_count(item_ids).items():
        list(Item.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        Item.objects.filter(pk__in=ids).update(taken=F("taken") - times)


def _by_count(item_ids: Sequence[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for item_id, times in sorted(Counter(item_ids).items()):
        groups.setdefault(times, []).append(item_id)
    return groups
