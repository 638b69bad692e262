"""The annotator's queue: grant, extend, give back and end leases (promises I3, I4, I5).

Capacity is counted on the item's own row, in the statement that locks it. Rows are always locked in
the order assignment, then item, so that no two of these functions wait for each other.
"""

import random
import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from annotation.domain.states import MOVES
from annotation.domain.types import AssignmentState, ItemState
from annotation.errors import LeaseLost, NotFound, TooLateToReopen
from annotation.models import Assignment, Item, Project
from annotation.selectors import versions

REOPEN_FOR = timedelta(minutes=30)

# PostgreSQL re-checks a WHERE only on the row it waited for, and only if that row changed: so the
# row that carries the capacity is the row that is locked, and this statement changes it.
GRANT = """
WITH pick AS (
    SELECT i.id FROM annotation_item i
    WHERE i.project_id = %(project)s AND i.state = 'awaiting_human' AND i.taken < i.need
      AND NOT EXISTS (
        SELECT 1 FROM annotation_assignment a WHERE a.item_id = i.id AND a.annotator_id = %(user)s)
    ORDER BY i.priority, i.id LIMIT %(count)s
    FOR UPDATE SKIP LOCKED)
UPDATE annotation_item i SET taken = i.taken + 1 FROM pick WHERE i.id = pick.id
RETURNING i.id, i.priority, i.responses
"""

END_LEASES = """
UPDATE annotation_assignment SET state = 'expired', closed_at = now()
WHERE id IN (
    SELECT id FROM annotation_assignment WHERE state = 'open' AND leased_until < now()
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING item_id
"""

OPEN_ITEMS = """
UPDATE annotation_item i
SET state = 'awaiting_human', label_source = 'human', reserve = %(reserve)s,
    need = GREATEST(i.taken, %(need)s - (
        SELECT count(*) FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
        WHERE j.item_id = i.id AND j.source = 'import' AND r.kind = 'human'))
WHERE i.id = ANY(%(ids)s) AND i.state = ANY(%(from)s)
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the bench gets: leases, or why there are none."""

    status: str  # ok | retry | done | acknowledge | paused
    assignment_ids: list[int]
    retry_after: int | None = None  # seconds


def claim(*, project_id: int, user_id: int, count: int, holding: Sequence[int] = ()) -> Claim:
    """Lease up to `count` items to an annotator, beside those the browser already holds.

    Their own open leases come first (another tab, a restarted browser), then items new to them,
    then those they once returned or let expire.
    """
    project = versions.in_force(project_id)
    if project.state != Project.State.ACTIVE:
        return Claim("paused", [])
    if not versions.acknowledged(project, user_id=user_id):
        return Claim("acknowledge", [])
    ids = _resume(project, user_id, count, holding)
    if len(ids) < count:
        try:
            ids += _grant(project, user_id, count - len(ids))
        except IntegrityError:
            # Two tabs of one person were granted the same item: this one asks again.
            ids += _grant(project, user_id, count - len(ids))
    if len(ids) < count:
        ids += _take_up_again(project, user_id, count - len(ids))
    if ids or holding:
        return Claim("ok", ids)
    return _nothing(project_id, user_id)


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
    item_id = Assignment.objects.values_list("item_id", flat=True).get(pk=assignment_id)
    _release([item_id])


@transaction.atomic
def free(*, project_id: int, user_id: int) -> int:
    """Return every lease of somebody who left the project."""
    held = Assignment.objects.select_for_update().filter(
        project_id=project_id, annotator_id=user_id, state=AssignmentState.OPEN
    )
    rows = list(held.order_by("pk").values_list("pk", "item_id"))
    Assignment.objects.filter(pk__in=[pk for pk, _ in rows]).update(
        state=AssignmentState.EXPIRED, closed_at=Now()
    )
    _release([item_id for _, item_id in rows])
    return len(rows)


def end_leases(*, batch: int = 500) -> int:
    """Sweep: give the items of leases that ran out back to the queue."""
    ended = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(END_LEASES, [batch])
            items = [row[0] for row in cursor.fetchall()]
            _release(items)
        ended += len(items)
        if len(items) < batch:
            return ended


def open_items(*, item_ids: Sequence[int], need: int, reserve: int) -> int:
    """Ask `need` people about each item; imported judgments of people count towards it.

    Called in the transaction of the decision. An item that has them all already is not offered to
    anybody; `labels.resolve` then labels it.
    """
    sources = [s.value for s, to in MOVES.items() if ItemState.AWAITING_HUMAN in to]
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_ITEMS,
            {
                "ids": list(item_ids),
                "need": need,
                "reserve": reserve,
                "from": [*sources, ItemState.AWAITING_HUMAN.value],
            },
        )
        return int(cursor.rowcount)


def reopen(*, assignment_id: int, user_id: int) -> Assignment:
    """One's own submitted assignment, to be answered anew.

    Raises:
        NotFound: It is not theirs, or holds no verdict.
        TooLateToReopen: The time for that is over.
    """
    assignment = Assignment.objects.filter(
        pk=assignment_id, annotator_id=user_id, state=AssignmentState.SUBMITTED
    ).first()
    if assignment is None or assignment.closed_at is None:
        raise NotFound
    if timezone.now() > max(assignment.leased_until, assignment.closed_at) + REOPEN_FOR:
        raise TooLateToReopen
    return assignment


def _held(assignment_id: int, user_id: int, lease_token: uuid.UUID) -> Q:
    return Q(
        pk=assignment_id,
        annotator_id=user_id,
        lease_token=lease_token,
        state=AssignmentState.OPEN,
    )


def _resume(
    project: versions.InForce, user_id: int, count: int, holding: Sequence[int]
) -> list[int]:
    mine = Assignment.objects.filter(
        project_id=project.project_id, annotator_id=user_id, state=AssignmentState.OPEN
    ).exclude(pk__in=holding)
    ids = list(mine.order_by("opened_at", "pk").values_list("pk", flat=True)[:count])
    if ids:
        until = timezone.now() + timedelta(seconds=project.lease_seconds)
        Assignment.objects.filter(pk__in=ids, state=AssignmentState.OPEN).update(leased_until=until)
    return ids


@transaction.atomic
def _grant(project: versions.InForce, user_id: int, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(GRANT, {"project": project.project_id, "user": user_id, "count": count})
        rows = sorted((priority, pk, responses) for pk, priority, responses in cursor.fetchall())
    now = timezone.now()
    assignments = [
        _drawn(project, pk, user_id, [r["key"] for r in _json(responses)], now)
        for _, pk, responses in rows
    ]
    return [a.pk for a in Assignment.objects.bulk_create(assignments)]


def _json(value: str | list[dict[str, str]]) -> list[dict[str, str]]:
    # A raw cursor gives Django's JSON columns as text.
    return orjson.loads(value) if isinstance(value, str) else value


def _drawn(
    project: versions.InForce, item_id: int, user_id: int, keys: list[str], now: datetime
) -> Assignment:
    seed = secrets.randbits(62)
    if project.side_order == Project.SideOrder.RANDOM:
        random.Random(seed).shuffle(keys)  # noqa: S311  (a stored draw, not a secret)
    return Assignment(
        item_id=item_id,
        project_id=project.project_id,
        annotator_id=user_id,
        lease_token=uuid.uuid4(),
        leased_until=now + timedelta(seconds=project.lease_seconds),
        presented_order=keys,
        order_seed=seed,
        opened_at=now,
    )


def _take_up_again(project: versions.InForce, user_id: int, count: int) -> list[int]:
    """Lease what they returned or let expire, as the same row under a new token."""
    again = (AssignmentState.RETURNED, AssignmentState.EXPIRED)
    candidates = Assignment.objects.filter(
        project_id=project.project_id,
        annotator_id=user_id,
        state__in=again,
        item__state=ItemState.AWAITING_HUMAN,
        item__taken__lt=F("item__need"),
    ).order_by("closed_at")
    ids: list[int] = []
    for pk, item_id in candidates.values_list("pk", "item_id")[: 4 * count]:
        if len(ids) == count:
            break
        with transaction.atomic():
            reopened = Assignment.objects.filter(pk=pk, state__in=again).update(
                state=AssignmentState.OPEN,
                lease_token=uuid.uuid4(),
                leased_until=timezone.now() + timedelta(seconds=project.lease_seconds),
                closed_at=None,
            )
            taken = reopened and Item.objects.filter(
                pk=item_id, state=ItemState.AWAITING_HUMAN, taken__lt=F("need")
            ).update(taken=F("taken") + 1)
            if not taken:
                transaction.set_rollback(True)
                continue
        ids.append(pk)
    return ids


def _nothing(project_id: int, user_id: int) -> Claim:
    """Tell "nothing right now" from "all done": locked or leased work may come back."""
    others = Item.objects.filter(project_id=project_id).exclude(
        Q(assignments__annotator_id=user_id)
        & Q(assignments__state__in=[AssignmentState.SUBMITTED, AssignmentState.SKIPPED])
    )
    waiting = others.filter(state=ItemState.AWAITING_HUMAN, counted__lt=F("need"))
    if waiting.filter(taken__lt=F("need")).exists():
        return Claim("retry", [], retry_after=1)
    if waiting.exists():
        return Claim("retry", [], retry_after=15)
    undecided = [ItemState.IMPORTED, ItemState.AWAITING_JUDGE]
    if Item.objects.filter(project_id=project_id, state__in=undecided).exists():
        return Claim("retry", [], retry_after=30)
    return Claim("done", [])


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
