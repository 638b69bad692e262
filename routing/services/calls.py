"""The ledger of judge calls: every row is committed before its request leaves (I7, I8).

A call's life: reserved (its worst case set aside in the budget) → sent → ok, failed or unknown.
Each step is a compare-and-set, committed on its own; the last one settles what it costs.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from logging import getLogger

import orjson
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from routing.judges.base import FATES, CallFailed, Completion, Fate, Messages, Outcome
from routing.judges.parsing import PARSER_VERSION, Parsed
from routing.judges.prompts import Prompt
from routing.models import Budget, JudgeCall, JudgeSpec, Verdict
from routing.services import budgets

log = getLogger(__name__)
MAX_ATTEMPTS = 5  # of one piece of work, where a failure may be the item's own fault
MARGIN = timedelta(seconds=60)  # beyond the deadline, before a call's worker is held to be dead
DUPLICATE = "duplicate_candidates"
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


def slots(spec: JudgeSpec, item_id: int) -> list[Slot]:
    """All work of a judge on an item."""
    samples = int(spec.spec["samples"])
    return [Slot(item_id, order, sample) for sample in range(samples) for order in (0, 1)]


def of_items(spec: JudgeSpec, item_ids: Sequence[int]) -> dict[Slot, JudgeCall]:
    """The newest attempt of each slot."""
    rows = JudgeCall.objects.filter(spec=spec, item_id__in=item_ids).order_by("attempt")
    return {Slot(c.item_id, c.order, c.sample): c for c in rows.defer("logprobs")}


def next_attempt(slot: Slot, last: JudgeCall | None) -> Next | None:
    """What the slot needs now; None: nothing, it is final or under way."""
    if last is None:
        return Next(slot, 1)
    if last.state != STATE.FAILED or is_final(last):
        return None
    repair = FATES.get(last.error) is Fate.REPAIR
    return Next(slot, last.attempt + 1, broken=last.response if repair else None)


def is_final(call: JudgeCall) -> bool:
    """Whether the slot of this, its newest attempt, is done with, well or badly; see FINAL."""
    if call.state != STATE.FAILED:
        return call.state in (STATE.OK, STATE.UNKNOWN)
    if call.error in NEVER_FINAL or FATES[call.error] is Fate.FATAL:
        return False
    if FATES[call.error] is Fate.FINAL or call.attempt >= MAX_ATTEMPTS:
        return True
    return FATES[call.error] is Fate.REPAIR and call.attempt >= 2


def _named(*fates: Fate) -> list[str]:
    return [name for name, fate in FATES.items() if fate in fates]


# The same rule for queries; a test holds the two together.
FINAL = (
    Q(state__in=[STATE.OK, STATE.UNKNOWN])
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
    params = spec.spec["params"]
    tokens_out = int(params.get("max_completion_tokens") or params.get("max_tokens") or 64)
    return _price(spec, tokens_in, tokens_out)


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
    amount = worst_case(spec, prompt.messages)
    try:
        with transaction.atomic():
            call = JudgeCall.objects.create(
                item_id=work.slot.item_id,
                project_id=spec.project_id,
                spec=spec,
                order=work.slot.order,
                sample=work.slot.sample,
                attempt=work.attempt,
                cache_key=cache_key(spec, prompt, work.slot.sample),
                reserved_usd=amount,
            )
            budgets.reserve(project_id=spec.project_id, unit=Budget.Unit.USD, amount=amount)
    except IntegrityError:
        return None
    return call


def mark_sent(call: JudgeCall) -> bool:
    """Commit that the request is about to leave; False: a sweep has given the row up."""
    mine = JudgeCall.objects.filter(pk=call.pk, state=STATE.RESERVED)
    return bool(mine.update(state=STATE.SENT, sent_at=timezone.now()))


def finish(
    call: JudgeCall,
    spec: JudgeSpec,
    outcome: Outcome,
    parsed: Parsed | None,
    *,
    repaired: bool = False,
) -> Decimal | None:
    """Write how the call ended and settle its cost, in the caller's transaction.

    Args:
        outcome: What came back.
        parsed: What was read out of a completion; None for a failure.
        repaired: The call asked the judge to repair an answer.

    Returns:
        What it cost; None: a sweep took the row for lost before, what came back is not used.
    """
    state, error = _ended(outcome, parsed)
    cost = _cost(call, spec, outcome, state)
    done = outcome if isinstance(outcome, Completion) else Completion(text="", finish_reason="")
    failed = outcome if isinstance(outcome, CallFailed) else None
    won = JudgeCall.objects.filter(pk=call.pk, state__in=[STATE.RESERVED, STATE.SENT]).update(
        state=state,
        error=error,
        cost_usd=cost,
        status_code=failed.status_code if failed else 200,
        # PostgreSQL's text holds no NUL.
        response=done.text.replace("\0", "�"),
        finish_reason=done.finish_reason[:40],
        model=done.model,
        request_id=done.request_id,
        tokens_in=done.tokens_in,
        tokens_out=done.tokens_out,
        latency_ms=done.latency_ms if failed is None else None,
        logprobs=done.logprobs,
        finished_at=timezone.now(),
    )
    if not won:
        return None
    budgets.settle(
        project_id=call.project_id,
        unit=Budget.Unit.USD,
        reserved=call.reserved_usd,
        spent=cost,
    )
    if parsed is not None:
        _write_verdict(call, parsed, repaired=repaired)
    return cost


def write_duplicates(spec: JudgeSpec, item_id: int) -> None:
    """Note for every slot of an item whose responses are alike that nobody had to be asked."""
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
                state=STATE.OK,
                error=DUPLICATE,
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


def lock(spec: JudgeSpec, item_id: int) -> dict[Slot, JudgeCall]:
    """The newest attempts of an item's slots, locked.

    Of two workers that record at once the second sees what the first wrote: so one of them sees
    the last call finish.
    """
    rows = JudgeCall.objects.select_for_update().filter(spec=spec, item_id=item_id).order_by("pk")
    newest: dict[Slot, JudgeCall] = {}
    for call in rows:
        slot = Slot(call.item_id, call.order, call.sample)
        if slot not in newest or newest[slot].attempt < call.attempt:
            newest[slot] = call
    return newest


def verdicts(found: Sequence[JudgeCall]) -> dict[int, Verdict]:
    """The readable verdicts of these calls, by call."""
    rows = Verdict.objects.filter(call__in=found, parser_version=PARSER_VERSION, state="ok")
    return {verdict.call_id: verdict for verdict in rows}


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


def _write_verdict(call: JudgeCall, parsed: Parsed, *, repaired: bool) -> None:
    strength, p_a = parsed.strength, parsed.p_first
    if call.order == 1:  # b was shown first
        strength = -strength if strength is not None else None
        p_a = 1 - p_a if p_a is not None else None
    winner = "" if strength is None else "a" if strength < 0 else "b" if strength > 0 else "tie"
    Verdict.objects.create(
        call=call,
        parser_version=PARSER_VERSION,
        state=parsed.state,
        winner=winner,
        strength=strength,
        p_a=p_a,
        reasoning=parsed.reasoning.replace("\0", "�"),
        repaired=repaired,
    )
