"""Calls that ask a judge without judging anything: trials, attacks, tags of prompts.

They go through the same ledger, budget and lane as work does, and are marked as what they are; no
judgment comes of them. A probe that has been answered is not paid for again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from logging import getLogger
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from annotation.errors import Refusal
from annotation.services import jobs
from routing.judges import parsing
from routing.judges.base import FATES, Backend, CallFailed, Completion, Fate, Outcome
from routing.judges.prompts import Prompt
from routing.models import Budget, JudgeCall, JudgeLane, JudgeSpec, Verdict
from routing.services import budgets, calls, costs, endings, lanes, slots, specs

log = getLogger(__name__)
STATE = JudgeCall.State
T = TypeVar("T")


class NotAnswering(Refusal):
    """The judge cannot be asked at all; the message says why."""

    code = "judge_not_answering"


@dataclass(frozen=True, slots=True)
class Probe:
    """One call: what it is about, and what it shows."""

    subject: str  # at most 120 characters; a probe's name within its judge and purpose
    part: int
    prompt: Prompt
    item_id: int | None = None


def ask(
    spec: JudgeSpec,
    probes: Iterable[Probe],
    *,
    purpose: str,
    beat: Callable[[int], None] = lambda _: None,
) -> dict[tuple[str, int], JudgeCall]:
    """Ask what has not been answered yet; the newest call of every probe, answered or failed.

    Raises:
        NotAnswering: The judge cannot be opened, or its endpoint refuses every call.
        budgets.BudgetSpent: The budget does not hold the next call.
        jobs.Later: The endpoint's minute is used up, or it is left alone for a while.
    """
    try:
        backend = specs.open_backend(spec)
    except CallFailed as failed:
        raise NotAnswering(failed.detail or failed.reason) from failed
    wanted = list(probes)
    subjects = {p.subject for p in wanted}
    known = _known(spec, purpose, subjects)
    new = [p for p in wanted if _open(known.get((p.subject, p.part)))]
    done = len(wanted) - len(new)
    with ThreadPoolExecutor(int(spec.spec["run"]["concurrency"]), "probe") as pool:
        for batch in _batches(new, pool._max_workers * backend.batch_size):
            done += _round(spec, backend, pool, batch, purpose)
            beat(done)
    known = _known(spec, purpose, subjects)
    return {key: known[key] for p in wanted if (key := (p.subject, p.part)) in known}


def settle_lost(call: JudgeCall) -> None:
    """Finish a probe whose worker must be dead."""
    lost = "worker_lost" if call.state == STATE.SENT else "never_sent"
    with transaction.atomic():
        endings.finish(call, call.spec, CallFailed(lost), None)


def verdicts(found: Iterable[JudgeCall]) -> dict[int, Verdict]:
    """Their newest verdicts, readable or not, by call."""
    rows = Verdict.objects.filter(call__in=list(found)).order_by("call_id", "-pk")
    return {verdict.call_id: verdict for verdict in rows.distinct("call_id")}


def _known(
    spec: JudgeSpec, purpose: str, subjects: Collection[str]
) -> dict[tuple[str, int], JudgeCall]:
    asked = JudgeCall.objects.filter(spec=spec, purpose=purpose, subject__in=subjects)
    rows = asked.order_by("pk").defer("logprobs")
    return {(call.subject, call.order): call for call in rows}


def _open(call: JudgeCall | None) -> bool:
    """Whether a probe is to be asked: never yet, or its last call failed for a passing reason."""
    if call is None:
        return True
    fate = FATES.get(call.error)
    return call.state == STATE.FAILED and fate in (Fate.RETRY, Fate.AGAIN, Fate.FATAL)


Asked = list[tuple[Probe, JudgeCall]]


def _round(
    spec: JudgeSpec,
    backend: Backend,
    pool: ThreadPoolExecutor,
    batch: Sequence[Probe],
    purpose: str,
) -> int:
    """Ask one poolful and write it down, whatever stops it; how many were asked."""
    lane = lanes.of(spec)
    sizes = [costs.tokens_expected(spec, p.prompt.messages) for p in batch]
    grant = lanes.take(lane, sizes) if lane else lanes.Grant(len(batch))
    sent, refusal = _sent(spec, batch[: grant.calls], purpose)
    flying = {
        _submitted(spec, backend, pool, group): group
        for group in _batches(sent, backend.batch_size)
    }
    fatal: CallFailed | None = None
    for future in as_completed(flying):
        for (probe, call), outcome in _results(future, flying[future]):
            _finish(spec, probe, call, outcome)
            if isinstance(outcome, CallFailed):
                fatal = outcome if outcome.fate is Fate.FATAL else fatal
                _learn(lane, outcome)
    if fatal:
        raise NotAnswering(fatal.detail or fatal.reason)
    if refusal:
        raise refusal
    if grant.calls < len(batch):
        at = timezone.now() + timedelta(seconds=max(grant.wait_seconds, 1.0))
        raise jobs.Later(
            "The endpoint takes no call now: its limit is used up, or it has just failed.",
            not_before=at,
            counts=False,
        )
    return len(sent)


def _sent(
    spec: JudgeSpec, batch: Sequence[Probe], purpose: str
) -> tuple[Asked, budgets.BudgetSpent | None]:
    sent: Asked = []
    for probe in batch:
        try:
            if call := _send(spec, probe, purpose):
                sent.append((probe, call))
        except budgets.BudgetSpent as refusal:
            return sent, refusal
    return sent, None


def _submitted(
    spec: JudgeSpec, backend: Backend, pool: ThreadPoolExecutor, group: Asked
) -> Future[list[Outcome]]:
    prompt = group[0][0].prompt
    return pool.submit(
        backend.complete_batch,
        [probe.prompt.messages for probe, _ in group],
        schema=prompt.schema,
        params=calls.params(spec, prompt),
    )


def _results(
    future: Future[list[Outcome]], group: Asked
) -> Iterator[tuple[tuple[Probe, JudgeCall], Outcome]]:
    error = future.exception()
    if isinstance(error, CallFailed):
        return zip(group, [error] * len(group), strict=True)
    if error:
        log.error("a judge broke down", exc_info=error)
        return zip(group, [CallFailed("worker_lost")] * len(group), strict=True)
    return zip(group, future.result(), strict=True)


def _learn(lane: JudgeLane | None, failed: CallFailed) -> None:
    if lane and (failed.fate is Fate.RETRY or failed.reason in slots.LOST):
        seconds = float(failed.retry_after or 30)
        lanes.fails(lane, seconds=seconds, at_once=failed.reason == "rate_limited")


def _send(spec: JudgeSpec, probe: Probe, purpose: str) -> JudgeCall | None:
    """Write the row, sent, and set its worst case aside; None: another worker has this probe."""
    before = JudgeCall.objects.filter(
        spec=spec, purpose=purpose, subject=probe.subject, order=probe.part
    ).aggregate(n=Max("attempt"))["n"]
    now = timezone.now()
    amount = costs.worst_case(spec, probe.prompt.messages)
    try:
        with transaction.atomic():
            call = JudgeCall.objects.create(
                item_id=probe.item_id,
                project_id=spec.project_id,
                spec=spec,
                purpose=purpose,
                subject=probe.subject,
                order=probe.part,
                attempt=(before or 0) + 1,
                state=STATE.SENT,
                cache_key=calls.cache_key(spec, probe.prompt, 0),
                expects=probe.prompt.expects(),
                reserved_usd=amount,
                created_at=now,
                sent_at=now,
            )
            budgets.reserve(project_id=spec.project_id, unit=Budget.Unit.USD, amount=amount)
    except IntegrityError:
        return None
    return call


def _finish(spec: JudgeSpec, probe: Probe, call: JudgeCall, outcome: Outcome) -> None:
    parsed = parsing.parse(outcome, probe.prompt) if isinstance(outcome, Completion) else None
    with transaction.atomic():
        endings.finish(call, spec, outcome, parsed)


def _batches(found: Sequence[T], size: int) -> Iterator[list[T]]:
    rest = iter(found)
    while batch := list(islice(rest, size)):
        yield batch
