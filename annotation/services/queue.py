"""The annotator's queue: which item is leased to whom (promises I3, I4, I5).

Capacity is counted on the item's own row, in the statement that locks it. Rows are always locked in
the order assignment, then item, here and in `leases`, so that no two of them wait for each other.
"""

import secrets
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from annotation import statements
from annotation.domain.rules import OFF
from annotation.domain.states import MOVES
from annotation.domain.types import AssignmentState, ItemState, Purpose
from annotation.models import Assignment, Item, Membership, Project
from annotation.selectors import queue as seen
from annotation.selectors import versions
from annotation.selectors.queue import Leased
from annotation.selectors.versions import Seat
from annotation.services import mixing, quotas, training

MARK_SECONDS = 60

# PostgreSQL re-checks a WHERE only on the row it waited for, and only if that row changed: so the
# row that carries the capacity is the row that is locked, and this statement changes it. It also
# opens the lease and draws its order, so that a claim is one statement. The order sorts the
# response keys by md5(seed:key), which anybody can do again. Two things keep the plan to a walk
# along the queue's index, whatever the tables held when it was made: the count is part of the text,
# and "not theirs yet" is a look-up per row, not a join. Of items that say the same one is enough.
GRANT = """
WITH pick AS (
    SELECT i.id, i.priority, i.text_group FROM annotation_item i
    WHERE i.project_id = %(project)s AND i.state = 'awaiting_human' AND i.taken < i.need
      AND (i.priority, i.id) > (%(priority)s, %(after)s)
      AND (SELECT a.id FROM annotation_assignment a WHERE a.item_id = i.id
        AND a.annotator_id = %(user)s AND a.showing = 0) IS NULL
      AND (i.text_group IS NULL OR (SELECT a.id FROM annotation_assignment a
        WHERE a.text_group = i.text_group AND a.annotator_id = %(user)s
        AND a.showing = 0) IS NULL){kept}
    ORDER BY i.priority, i.id LIMIT {count}
    FOR UPDATE SKIP LOCKED),
one_of_each AS (
    SELECT DISTINCT ON (coalesce(text_group, -id)) id FROM pick
    ORDER BY coalesce(text_group, -id), priority, id),
granted AS (
    UPDATE annotation_item i SET taken = i.taken + 1 FROM one_of_each p WHERE i.id = p.id
    RETURNING i.id, i.priority, i.prompt, i.responses, i.context, i.text_group,
        %(draw)s::bigint # i.id AS seed),
opened AS (
    INSERT INTO annotation_assignment (item_id, text_group, project_id, annotator_id, state,
        lease_token, leased_until, presented_order, order_seed, reason, note, opened_at)
    SELECT id, text_group, %(project)s, %(user)s, 'open', gen_random_uuid(),
        now() + make_interval(secs => %(lease)s),
        (SELECT jsonb_agg(r->'key' ORDER BY
            CASE WHEN %(shuffle)s THEN md5(seed || ':' || (r->>'key')) END, n)
        FROM jsonb_array_elements(responses) WITH ORDINALITY each(r, n)),
        seed, '', '', now()
    FROM granted ORDER BY priority, id
    RETURNING *)
SELECT i.priority, i.id, {columns} FROM opened a JOIN granted i ON i.id = a.item_id
ORDER BY i.priority, i.id
"""
# Only where a project has cohorts; the others keep the shorter statement.
KEPT = """
      AND (i.cohort_id IS NULL OR i.cohort_id = %(cohort)s::bigint)"""
GRANTS = {
    (count, bool(kept)): GRANT.format(count=count, columns=seen.LEASED, kept=kept)
    for count in (1, 2, 3)
    for kept in ("", KEPT)
}

# What was imported is counted for all items together: item by item it took a third of the time.
OPEN_ITEMS = """
WITH given AS MATERIALIZED (
    SELECT j.item_id, count(*) AS n
    FROM annotation_judgment j JOIN annotation_rater r ON r.id = j.rater_id
    WHERE j.item_id = ANY(%(ids)s::bigint[]) AND j.source = 'import' AND r.kind = 'human'
    GROUP BY j.item_id)
UPDATE annotation_item i
SET state = 'awaiting_human', label_source = 'human', reserve = %(reserve)s,
    need = GREATEST(i.taken, %(need)s - coalesce(given.n, 0))
FROM unnest(%(ids)s::bigint[]) AS asked(id) LEFT JOIN given ON given.item_id = asked.id
WHERE i.id = asked.id AND i.state = ANY(%(from)s)
"""


RESUME = """
UPDATE annotation_assignment SET leased_until = now() + make_interval(secs => %(lease)s)
WHERE state = 'open' AND id IN (
    SELECT id FROM annotation_assignment
    WHERE annotator_id = %(user)s AND project_id = %(project)s AND state = 'open'
        AND id <> ALL(%(holding)s)
    ORDER BY opened_at, id LIMIT %(count)s)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the bench gets: leases, or why there are none."""

    status: str  # ok | retry | done | acknowledge | paused | quota | unqualified
    assignments: list[Leased]
    retry_after: int | None = None  # seconds


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far along the queue an annotator has got; before everything by default."""

    until: float  # of the monotonic clock
    priority: int = -(2**31)
    item_id: int = 0


def claim(
    *,
    project_id: int,
    user_id: int,
    count: int,
    holding: Sequence[int] = (),
    seat: Seat | None = None,
) -> Claim:
    """Lease up to `count` items (at most 3) to an annotator, beside those the browser holds.

    Their own open leases come first (another tab, a restarted browser), then items new to them,
    then those they once returned or let expire.

    Args:
        seat: Theirs, where the caller knows it.

    Raises:
        NotFound: They are no member of the project.
    """
    seat = seat or versions.seat(project_id=project_id, user_id=user_id)
    if seat.project.state != Project.State.ACTIVE:
        return Claim("paused", [])
    if not seat.acknowledged:
        return Claim("acknowledge", [])
    leased = _resume(seat, count, holding)
    rules, status = seat.project.rules, "ok"
    if len(leased) < count:
        if rules is OFF:
            try:
                leased += _next(seat, count - len(leased))
            except IntegrityError:
                # Two tabs of one person were granted the same item or text: this one asks again.
                leased += _next(seat, count - len(leased))
        else:
            status, more = _under_rules(seat, count - len(leased))
            leased += more
    if leased or holding:
        return Claim("ok", leased)
    return (
        _nothing(project_id, user_id, cohorts=rules.cohorts)
        if status == "ok"
        else Claim(status, [])
    )


def _under_rules(seat: Seat, count: int) -> tuple[str, list[Leased]]:
    """What the project's rules let them have: training first, within their quota, a mix."""
    rules = seat.project.rules
    with transaction.atomic():
        cohort = quotas.lock(seat)  # two tabs of one person: what either takes, the other must see
        room = quotas.room(seat) if rules.limits else count
        if not room:
            return "quota", []
        step = training.step(seat) if rules.training_items else training.OVER
        if step is not training.OVER:
            return step.status, seen.leased(step.assignment_ids)
        count = min(count, room)
        leased = seen.leased(mixing.mixed_in(seat, count, cohort)) if rules.mixes else []
        leased += _next(seat, count - len(leased), cohort)
    # What is mixed in is not always the first of three.
    secrets.SystemRandom().shuffle(leased)
    return "ok", leased


def _next(seat: Seat, count: int, cohort: int | None = None) -> list[Leased]:
    """Items that need people: those that are new to them, then those they put aside."""
    leased = _grant(seat, count, cohort) if count else []
    if len(leased) < count:
        leased += _take_up_again(seat, count - len(leased))
    return leased


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
                "ids": statements.array(item_ids),
                "need": need,
                "reserve": reserve,
                "from": [*sources, ItemState.AWAITING_HUMAN.value],
            },
        )
        return int(cursor.rowcount)


def _resume(seat: Seat, count: int, holding: Sequence[int]) -> list[Leased]:
    found = statements.rows(RESUME, _of(seat) | {"count": count, "holding": list(holding)})
    return seen.leased(sorted(pk for (pk,) in found)) if found else []


def _grant(seat: Seat, count: int, cohort: int | None) -> list[Leased]:
    """Lease items that are new to the annotator, from where they got to last.

    Whoever works ahead of the others leaves a trail of items that wait for a second verdict;
    walking it again at each claim would take longer with each item. What turns up behind the mark
    is found when the mark is a minute old, or when nothing lies ahead.
    """
    key, now = f"mark:{seat.project.project_id}:{seat.user_id}", time.monotonic()
    mark = cache.get(key) or _Mark(until=now + MARK_SECONDS)
    found = _granted(seat, count, mark, cohort)
    if not found and mark.item_id:
        mark = _Mark(until=now + MARK_SECONDS)
        found = _granted(seat, count, mark, cohort)
    if found and now < mark.until:
        priority, item_id = found[-1][:2]
        cache.set(key, replace(mark, priority=priority, item_id=item_id), mark.until - now)
    return [seen.shown(columns) for _, _, *columns in found]


def _granted(seat: Seat, count: int, mark: _Mark, cohort: int | None) -> list[tuple[Any, ...]]:
    drawn = {
        "draw": secrets.randbits(62),
        "shuffle": seat.project.side_order == Project.SideOrder.RANDOM,
        "priority": mark.priority,
        "after": mark.item_id,
        "cohort": cohort,
    }
    return statements.rows(GRANTS[count, seat.project.rules.cohorts], _of(seat) | drawn)


def _of(seat: Seat) -> dict[str, int]:
    project = seat.project
    return {
        "project": project.project_id,
        "user": seat.user_id,
        "lease": project.lease_seconds,
    }


def _take_up_again(seat: Seat, count: int) -> list[Leased]:
    """Lease what they returned or let expire, as the same row under a new token."""
    again = (AssignmentState.RETURNED, AssignmentState.EXPIRED)
    candidates = Assignment.objects.filter(
        project_id=seat.project.project_id,
        annotator_id=seat.user_id,
        state__in=again,
        purpose=Purpose.WORK,
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
                leased_until=timezone.now() + timedelta(seconds=seat.project.lease_seconds),
                closed_at=None,
            )
            taken = reopened and Item.objects.filter(
                pk=item_id, state=ItemState.AWAITING_HUMAN, taken__lt=F("need")
            ).update(taken=F("taken") + 1)
            if not taken:
                transaction.set_rollback(True)
                continue
        ids.append(pk)
    return seen.leased(ids)


def _nothing(project_id: int, user_id: int, *, cohorts: bool) -> Claim:
    """Tell "nothing right now" from "all done": locked or leased work may come back."""
    others = Item.objects.filter(project_id=project_id).exclude(
        Q(assignments__annotator_id=user_id)
        & Q(assignments__state__in=[AssignmentState.SUBMITTED, AssignmentState.SKIPPED])
    )
    # What says the same as something they have had is work for others only.
    had = Assignment.objects.filter(annotator_id=user_id, project_id=project_id, showing=0)
    others = others.exclude(text_group__in=had.exclude(text_group=None).values("text_group"))
    if cohorts:
        mine = Membership.objects.filter(project_id=project_id, user_id=user_id)
        others = others.filter(Q(cohort=None) | Q(cohort__in=mine.values("cohort")))
    waiting = others.filter(state=ItemState.AWAITING_HUMAN, counted__lt=F("need"))
    if waiting.filter(taken__lt=F("need")).exists():
        return Claim("retry", [], retry_after=1)
    if waiting.exists():
        return Claim("retry", [], retry_after=15)
    undecided = [ItemState.IMPORTED, ItemState.AWAITING_JUDGE]
    if Item.objects.filter(project_id=project_id, state__in=undecided).exists():
        return Claim("retry", [], retry_after=30)
    return Claim("done", [])
