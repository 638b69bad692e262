"""The ledger of judge calls: every row is committed before its request leaves (I7, I8).

A call's life: reserved (its worst case set aside in the budget) → sent → ok, failed or unknown.
Each step is a compare-and-set, committed on its own; the last one settles what it costs.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from logging import getLogger
from typing import Any

import orjson
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from annotation import statements
from routing.judges.base import FATES, CallFailed, Completion, Fate, Messages, Outcome
from routing.judges.parsing import PARSER_VERSION, Parsed
from routing.judges.prompts import Prompt
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.base import Reading
from routing.models import Budget, JudgeCall, JudgeSpec, Verdict
from routing.services import budgets

log = getLogger(__name__)
MAX_ATTEMPTS = 5  # of one piece of work, where a failure may be the item's own fault
MARGIN = timedelta(seconds=60)  # beyond the deadline, before a call's worker is held to be dead
DUPLICATE = "duplicate_candidates"
# Sent, and nothing is known of the answer: what a setting may let be sent again.
LOST = ("timeout", "connection_lost", "worker_lost")
# Failures of the endpoint, not of the item: however often they come, no item is given up for them.
NEVER_FINAL = {"rate_limited", "unreachable", "never_sent"}
STATE = JudgeCall.State
_MICRO = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Slot:
    """One piece of work: an item shown to a judge in one order, once."""

    item_id: int
    order: int
    sample: int


@dataclass(frozen=True, slots=True)
class Next:
    """The attempt a slot needs; `broken` is the answer of the one before it, to be repaired."""

    slot: Slot
    attempt: int
    broken: str | None = None
    extra: int = 0  # calls that were lost sight of before it


def parts(spec: JudgeSpec) -> int:
    """How many calls of the judge's protocol an item needs, for each sample; 0 of a panel."""
    return int(spec.spec.get("parts", 2))


def slots(spec: JudgeSpec, item_id: int) -> list[Slot]:
    """All work of a judge on an item."""
    samples = range(int(spec.spec["samples"]))
    return [Slot(item_id, part, sample) for sample in samples for part in range(parts(spec))]


def of_items(spec: JudgeSpec, item_ids: Sequence[int]) -> dict[Slot, JudgeCall]:
    """The newest attempt of each slot."""
    rows = _work(spec, item_ids).order_by("attempt")
    return _by_slot(spec, rows.defer("logprobs", "expects"))


def _work(spec: JudgeSpec, item_ids: Sequence[int]) -> QuerySet[JudgeCall]:
    return JudgeCall.objects.filter(spec=spec, item_id__in=item_ids, purpose=JudgeCall.Purpose.WORK)


def _by_slot(spec: JudgeSpec, rows: Iterable[JudgeCall]) -> dict[Slot, JudgeCall]:
    """The last row of each slot, with the judge at hand."""
    found = {}
    for call in rows:
        call.spec = spec
        found[_slot(call)] = call
    return found


def _slot(call: JudgeCall) -> Slot:
    assert call.item_id is not None  # a constraint: work has an item
    return Slot(call.item_id, call.order, call.sample)


def next_attempt(slot: Slot, last: JudgeCall | None) -> Next | None:
    """What the slot needs now; None: nothing, it is final or under way."""
    if last is None:
        return Next(slot, 1)
    if is_final(last) or last.state not in (STATE.FAILED, STATE.UNKNOWN):
        return None
    repair = FATES.get(last.error) is Fate.REPAIR
    extra = last.extra + (last.state == STATE.UNKNOWN)
    return Next(slot, last.attempt + 1, last.response if repair else None, extra)


def is_final(call: JudgeCall) -> bool:
    """Whether the slot of this, its newest attempt, is done with, well or badly; see FINAL."""
    if call.state == STATE.UNKNOWN:
        return call.error not in LOST or call.extra >= call.spec.unknown_retries
    if call.state != STATE.FAILED:
        return call.state == STATE.OK
    if call.error in NEVER_FINAL or FATES[call.error] is Fate.FATAL:
        return False
    if FATES[call.error] is Fate.FINAL or call.attempt >= MAX_ATTEMPTS:
        return True
    return FATES[call.error] is Fate.REPAIR and call.attempt >= 2


def _named(*fates: Fate) -> list[str]:
    return [name for name, fate in FATES.items() if fate in fates]


# The same rule for queries; a test holds the two together.
FINAL = (
    Q(state=STATE.OK)
    | (Q(state=STATE.UNKNOWN) & (~Q(error__in=LOST) | Q(extra__gte=F("spec__unknown_retries"))))
    | Q(state=STATE.FAILED, error__in=_named(Fate.FINAL))
    | Q(state=STATE.FAILED, error__in=_named(Fate.REPAIR), attempt__gte=2)
    | (
        Q(state=STATE.FAILED, attempt__gte=MAX_ATTEMPTS)
        & ~Q(error__in=[*_named(Fate.FATAL), *NEVER_FINAL])
    )
)


def worst_case(spec: JudgeSpec, messages: Messages) -> Decimal:
    """The most a call can cost: a token is at least one byte, an answer ends at its limit."""
    tokens_in = sum(len(m["content"].encode()) for m in messages) + 64
    return _price(spec, tokens_in, _tokens_out(spec))


def likely(spec: JudgeSpec, messages: Messages) -> Decimal:
    """What a call costs roughly: four bytes a token, an answer half as long as it may be."""
    tokens_in = sum(len(m["content"].encode()) for m in messages) // 4
    return _price(spec, tokens_in, max(1, _tokens_out(spec) // 2))


def _tokens_out(spec: JudgeSpec) -> int:
    params = spec.spec["params"]
    return int(params.get("max_completion_tokens") or params.get("max_tokens") or 64)


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
        reserved_usd=worst_case(spec, prompt.messages),
        created_at=now,
        sent_at=now if state == STATE.SENT else None,
    )


def tokens_expected(spec: JudgeSpec, messages: Messages) -> int:
    """What a call will use, roughly: four bytes a token, and the whole of its answer's limit."""
    return sum(len(m["content"].encode()) for m in messages) // 4 + _tokens_out(spec)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended: what came back, and what was read out of a completion."""

    call: JudgeCall
    outcome: Outcome
    parsed: Parsed | None
    repaired: bool = False  # the call asked the judge to repair an answer


def finish(
    call: JudgeCall,
    spec: JudgeSpec,
    outcome: Outcome,
    parsed: Parsed | None,
    *,
    repaired: bool = False,
) -> Decimal | None:
    """Write how one call ended; see `finish_all`. None: what came back is not used."""
    return finish_all(spec, [Ending(call, outcome, parsed, repaired)]).get(call.pk)


def finish_all(spec: JudgeSpec, endings: Sequence[Ending]) -> dict[int, Decimal]:
    """Write how calls ended and settle their cost, in the caller's transaction.

    The budget's row is touched last and once: whoever holds it waits for nobody.

    Returns:
        Call -> what it cost; a call that a sweep took for lost before is left out, and what came
        back is not used.
    """
    rows = {ending.call.pk: _ending_row(ending, spec) for ending in endings}
    won = _write_endings(list(rows.values()), [row for e in endings for row in _read(e, spec)])
    ours = [ending for ending in endings if ending.call.pk in won]
    costs = {ending.call.pk: Decimal(rows[ending.call.pk]["cost_usd"]) for ending in ours}
    reserved = sum((ending.call.reserved_usd for ending in ours), Decimal(0))
    spent = sum(costs.values(), Decimal(0))
    if reserved or spent:
        budgets.settle(
            project_id=spec.project_id, unit=Budget.Unit.USD, reserved=reserved, spent=spent
        )
    return costs


def _ending_row(ending: Ending, spec: JudgeSpec) -> dict[str, Any]:
    call, outcome = ending.call, ending.outcome
    state, error = _ended(outcome, ending.parsed)
    done = outcome if isinstance(outcome, Completion) else Completion(text="", finish_reason="")
    failed = outcome if isinstance(outcome, CallFailed) else None
    return {
        "id": call.pk,
        "state": str(state),
        "error": error,
        "cost_usd": str(_cost(call, spec, outcome, state)),
        "status_code": failed.status_code if failed else 200,
        "response": _storable(done.text),
        "finish_reason": _storable(done.finish_reason[:40]),
        "model": _storable(done.model),
        "request_id": _storable(done.request_id),
        "tokens_in": done.tokens_in,
        "tokens_out": done.tokens_out,
        "latency_ms": done.latency_ms if failed is None else None,
        "logprobs": done.logprobs,
    }


def _storable(text: str) -> str:
    """PostgreSQL's text holds no NUL, and no encoding holds half a surrogate pair."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()


def _read(ending: Ending, spec: JudgeSpec) -> list[dict[str, Any]]:
    if ending.parsed is None:
        return []
    row = verdict(ending.call, spec, ending.parsed, repaired=ending.repaired)
    return [{name: getattr(row, name) for name in _READ}]


_READ = (
    *("call_id", "parser_version", "state", "winner", "strength", "p_a", "value", "reasoning"),
    *("repaired", "created_at"),
)
# One statement for all: calls and what was read out of them take a tenth of the time that a
# statement for each of them takes. A verdict belongs only to a call that was still open.
_WRITE = """
    WITH ended AS (
        UPDATE routing_judgecall c SET
            state = e.state, error = e.error, cost_usd = e.cost_usd, status_code = e.status_code,
            response = e.response, finish_reason = e.finish_reason, model = e.model,
            request_id = e.request_id, tokens_in = e.tokens_in, tokens_out = e.tokens_out,
            latency_ms = e.latency_ms, logprobs = e.logprobs, finished_at = clock_timestamp()
        FROM jsonb_to_recordset(%(ends)s::jsonb) AS e(
            id bigint, state text, error text, cost_usd numeric, status_code smallint,
            response text, finish_reason text, model text, request_id text, tokens_in integer,
            tokens_out integer, latency_ms integer, logprobs jsonb)
        WHERE c.id = e.id AND c.state IN ('reserved', 'sent')
        RETURNING c.id),
    readings AS (
        INSERT INTO routing_verdict (call_id, parser_version, state, winner, strength, p_a, value,
            reasoning, repaired, created_at)
        SELECT e.* FROM jsonb_to_recordset(%(reads)s::jsonb) AS e(
            call_id bigint, parser_version text, state text, winner text, strength smallint,
            p_a float8, value jsonb, reasoning text, repaired boolean, created_at timestamptz)
        JOIN ended ON ended.id = e.call_id)
    SELECT id FROM ended
"""


def _write_endings(ends: list[dict[str, Any]], reads: list[dict[str, Any]]) -> set[int]:
    """Finish these calls where they are still open, and what was read out of those; which."""
    given = {"ends": _json(ends), "reads": _json(reads)}
    return {pk for (pk,) in statements.rows(_WRITE, given)}


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows).decode().replace("\\u0000", "�")


def verdict(call: JudgeCall, spec: JudgeSpec, parsed: Parsed, *, repaired: bool) -> Verdict:
    """The row, not yet saved, of what was read out of a call."""
    reading = Reading(call.order)
    if parsed.state == "ok" and call.purpose == JudgeCall.Purpose.TAG:
        reading = Reading(call.order, value=parsed.value)  # whatever the judge's own protocol is
    elif parsed.state == "ok":
        reading = PROTOCOLS[spec.spec["protocol"]].reading(parsed, part=call.order)
    strength = reading.strength
    winner = "" if strength is None else "a" if strength < 0 else "b" if strength > 0 else "tie"
    return Verdict(
        call=call,
        parser_version=PARSER_VERSION,
        state=parsed.state,
        winner=winner,
        strength=strength,
        p_a=reading.p_a,
        value=reading.value,
        reasoning=_storable(parsed.reasoning),
        repaired=repaired,
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
            for slot in slots(spec, item_id)
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


def newest(spec: JudgeSpec, item_ids: Sequence[int]) -> dict[Slot, JudgeCall]:
    """The newest attempts of the slots of items, without what came back."""
    rows = _work(spec, item_ids).order_by("attempt")
    names = ("item_id", "order", "sample", "attempt", "extra", "state", "error")
    return _by_slot(spec, rows.only(*names))


def verdicts(found: Sequence[JudgeCall]) -> dict[int, Verdict]:
    """The verdicts of these calls, by call, where the newest parser could read one."""
    rows = Verdict.objects.filter(call__in=found).order_by("call_id", "-pk").distinct("call_id")
    return {verdict.call_id: verdict for verdict in rows if verdict.state == "ok"}


def failures(item_calls: Sequence[JudgeCall]) -> str:
    """Why these calls gave no verdict, most frequent reason first, in a few words."""
    counts: dict[str, int] = defaultdict(int)
    for call in item_calls:
        if call.state != STATE.OK:
            counts[call.error or call.state] += 1
    return ", ".join(sorted(counts, key=lambda reason: -counts[reason]))


def _ended(outcome: Outcome, parsed: Parsed | None) -> tuple[str, str]:
    if isinstance(outcome, CallFailed):
        fate = FATES.get(outcome.reason)
        return (STATE.UNKNOWN if fate is Fate.UNKNOWN else STATE.FAILED), outcome.reason
    if parsed is None or parsed.state == "ok":
        return STATE.OK, ""
    return STATE.FAILED, parsed.state


def _cost(call: JudgeCall, spec: JudgeSpec, outcome: Outcome, state: str) -> Decimal:
    if isinstance(outcome, CallFailed):
        # An answer we could not use, or that we lost sight of, may have been billed in full.
        billed = state == STATE.UNKNOWN or outcome.status_code == 200
        return call.reserved_usd if billed else Decimal(0)
    if outcome.tokens_in is None or outcome.tokens_out is None:
        return call.reserved_usd
    cost = _price(spec, outcome.tokens_in, outcome.tokens_out)
    if cost > call.reserved_usd:
        log.warning("call %s reports more tokens than it can have used", call.pk)
    return min(cost, call.reserved_usd)


def _price(spec: JudgeSpec, tokens_in: int, tokens_out: int) -> Decimal:
    usd = spec.input_usd_per_million * tokens_in + spec.output_usd_per_million * tokens_out
    return (Decimal(usd) / 1_000_000).quantize(_MICRO, rounding=ROUND_UP)
