"""The ledger of judge calls: every row is committed before its request leaves (I7, I8).

A call's life: reserved (its worst case set aside in the budget) → sent → ok, failed or unknown
(endings). Each step is a compare-and-set, committed on its own; the last one settles what it costs.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotation import statements
from routing.judges.prompts import Prompt
from routing.models import Budget, JudgeCall, JudgeSpec
from routing.services import budgets, costs, slots
from routing.services.slots import Next

MARGIN = timedelta(seconds=60)  # beyond the deadline, before a call's worker is held to be dead
DUPLICATE = "duplicate_candidates"
STATE = JudgeCall.State


def params(spec: JudgeSpec, prompt: Prompt) -> dict[str, Any]:
    """What a backend is given beside the messages: of a one-word answer, also its menu."""
    if prompt.form.kind != "token":
        return dict(spec.spec["params"])
    return {**spec.spec["params"], "words": " ".join(prompt.menu)}


def cache_key(spec: JudgeSpec, prompt: Prompt, sample: int) -> str:
    """Hash of all that decides the answer: neither key nor timeout is part of it."""
    parts = {
        "v": 1,
        "base_url": spec.spec["base_url"],
        "backend": spec.backend,
        "model": spec.spec["model"],
        "params": spec.spec["params"],
        "messages": prompt.messages,
        "schema": prompt.schema,
        "sample": sample,
    }
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def reserve(spec: JudgeSpec, work: Next, prompt: Prompt) -> JudgeCall | None:
    """Set the worst case aside and write the attempt; None: another worker has this slot.

    Raises:
        budgets.BudgetSpent: The budget does not hold the worst case.
    """
    call = _row(spec, work, prompt)
    try:
        with transaction.atomic():
            call.save(force_insert=True)
            budgets.reserve(
                project_id=spec.project_id, unit=Budget.Unit.USD, amount=call.reserved_usd
            )
    except IntegrityError:
        return None
    return call


def mark_sent(call: JudgeCall) -> bool:
    """Commit that the request is about to leave; False: a sweep has given the row up."""
    mine = JudgeCall.objects.filter(pk=call.pk, state=STATE.RESERVED)
    return bool(mine.update(state=STATE.SENT, sent_at=timezone.now()))


@dataclass(frozen=True, slots=True)
class Sent:
    """Rows of calls that may leave now, by their place in what was asked for."""

    calls: dict[int, JudgeCall]
    refusal: budgets.BudgetSpent | None = None  # the budget held no more than these


# One statement, so that a row and what it may cost are committed together. The budget's row comes
# last, since whoever holds it must wait for nobody; its CHECK refuses what does not fit.
_SEND = """
    WITH made AS (
        INSERT INTO routing_judgecall (item_id, project_id, spec_id, purpose, subject, "order",
            sample, attempt, extra, state, cache_key, expects, reserved_usd, cost_usd, error,
            response, finish_reason, model, request_id, created_at, sent_at)
        SELECT e.item_id, %(project)s, %(spec)s, 'work', '', e."order", e.sample, e.attempt,
            e.extra, 'sent', e.cache_key, e.expects, e.reserved_usd, 0, '', '', '', '', '',
            %(now)s, %(now)s
        FROM jsonb_to_recordset(%(rows)s::jsonb) AS e(item_id bigint, "order" smallint,
            sample smallint, attempt smallint, extra smallint, cache_key text, expects jsonb,
            reserved_usd numeric)
        WHERE %(total)s::numeric = 0 OR EXISTS (
            SELECT FROM routing_budget WHERE project_id = %(project)s AND unit = 'usd')
        RETURNING id, item_id, "order", sample, reserved_usd),
    paid AS (
        UPDATE routing_budget SET reserved = reserved + (SELECT sum(reserved_usd) FROM made)
        WHERE project_id = %(project)s AND unit = 'usd' AND %(total)s::numeric > 0
            AND EXISTS (SELECT FROM made))
    SELECT item_id, "order", sample, id FROM made
"""


def send(spec: JudgeSpec, wanted: Sequence[tuple[Next, Prompt]]) -> Sent:
    """Reserve several calls and mark them sent, in one commit where nothing is in the way.

    A place that is missing in the answer is another worker's, or the budget's refusal.
    """
    if not wanted:
        return Sent({})
    rows = [_row(spec, work, prompt, state=STATE.SENT) for work, prompt in wanted]
    total = sum((row.reserved_usd for row in rows), Decimal(0))
    given = {
        "project": spec.project_id,
        "spec": spec.pk,
        "total": total,
        "now": rows[0].created_at,
        "rows": orjson.dumps([_new(row) for row in rows]).decode(),
    }
    try:
        with transaction.atomic():
            made = {(i, o, s): pk for i, o, s, pk in statements.rows(_SEND, given)}
    except IntegrityError:
        return _send_one_by_one(spec, wanted)
    if not made:
        return _send_one_by_one(spec, wanted)  # there is no budget: it says so in words
    for row in rows:
        row.pk = made[row.item_id, row.order, row.sample]
        row._state.adding = False
    return Sent(dict(enumerate(rows)))


def _new(row: JudgeCall) -> dict[str, Any]:
    names = ("item_id", "order", "sample", "attempt", "extra", "cache_key", "expects")
    return {name: getattr(row, name) for name in names} | {"reserved_usd": str(row.reserved_usd)}


def _send_one_by_one(spec: JudgeSpec, wanted: Sequence[tuple[Next, Prompt]]) -> Sent:
    found: dict[int, JudgeCall] = {}
    for n, (work, prompt) in enumerate(wanted):
        try:
            call = reserve(spec, work, prompt)
        except budgets.BudgetSpent as refusal:
            return Sent(found, refusal)
        if call and mark_sent(call):
            found[n] = call
    return Sent(found)


def _row(spec: JudgeSpec, work: Next, prompt: Prompt, *, state: str = STATE.RESERVED) -> JudgeCall:
    now = timezone.now()
    return JudgeCall(
        item_id=work.slot.item_id,
        project_id=spec.project_id,
        spec=spec,
        order=work.slot.order,
        sample=work.slot.sample,
        attempt=work.attempt,
        extra=work.extra,
        state=state,
        cache_key=cache_key(spec, prompt, work.slot.sample),
        expects=prompt.expects(),
        reserved_usd=costs.worst_case(spec, prompt.messages),
        created_at=now,
        sent_at=now if state == STATE.SENT else None,
    )


def write_unasked(spec: JudgeSpec, item_id: int, error: str) -> None:
    """Note for every slot of an item that nobody had to be asked, and why.

    Responses that are alike are an answer (a tie); anything else is a failure of the item.
    """
    now = timezone.now()
    JudgeCall.objects.bulk_create(
        [
            JudgeCall(
                item_id=item_id,
                project_id=spec.project_id,
                spec=spec,
                order=slot.order,
                sample=slot.sample,
                attempt=1,
                state=STATE.OK if error == DUPLICATE else STATE.FAILED,
                error=error,
                cache_key="",
                reserved_usd=0,
                finished_at=now,
            )
            for slot in slots.of(spec, item_id)
        ],
        ignore_conflicts=True,
    )


def stale() -> QuerySet[JudgeCall]:
    """Calls whose worker must be dead: in flight for longer than any deadline allows."""
    longest = max(600, settings.JUDGE_DEADLINE_SECONDS)
    before = timezone.now() - timedelta(seconds=longest) - MARGIN
    in_flight = JudgeCall.objects.filter(state__in=[STATE.RESERVED, STATE.SENT])
    return in_flight.filter(created_at__lt=before).select_related("spec").order_by("pk")


_LOCK = """
    SELECT 1 FROM routing_judgecall
    WHERE spec_id = %(spec)s AND item_id = ANY(%(items)s::bigint[]) AND purpose = 'work'
    ORDER BY item_id, id FOR UPDATE
"""


def lock(spec: JudgeSpec, item_ids: Sequence[int]) -> None:
    """Lock the calls about items, in the order of the items, until the transaction ends.

    Of two workers that record at once the second sees what the first wrote: so one of them sees
    the last call finish.
    """
    statements.rows(_LOCK, {"spec": spec.pk, "items": statements.array(item_ids)})
