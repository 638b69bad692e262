"""One pass of judges over the items that wait for them.

Threads only talk to backends; every row is written here, in one thread, before and after. So a
process that dies at any point leaves calls that the next run or the sweep understands.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from logging import getLogger

from django.db import transaction
from django.utils import timezone

from annotation.domain.types import ItemRecord, ItemState
from annotation.selectors import items
from routing.judges import parsing, prompts
from routing.judges.base import FATES, Backend, CallFailed, Completion, Fate, Outcome
from routing.models import JudgeCall, JudgeSpec, JudgeTrust
from routing.services import budgets, calls, routing, specs, verdicts, waiting

log = getLogger(__name__)
RECORDS = 100  # items whose texts are in memory at a time
BREAK_AFTER = 5  # failures of the endpoint in a row: it is down, and more calls would only cost
WORDS = {
    "rate_limited": "the endpoint asks to wait.",
    "unreachable": "the endpoint cannot be reached.",
    "provider_error": "the endpoint reports errors of its own.",
}
WAIT = {
    "rate_limited": 30,
    "unreachable": 60,
    "budget": 60,
    "people": 300,
}  # seconds, unless told otherwise
BEAT_SECONDS = 10


@dataclass(slots=True)
class Report:
    """What a run did."""

    calls: Counter[str] = field(default_factory=Counter)  # "ok" or the reason of a failure
    judged: int = 0
    abstained: Counter[str] = field(default_factory=Counter)
    escalated: int = 0
    cost_usd: Decimal = Decimal(0)
    stopped: dict[str, str] = field(default_factory=dict)  # judge -> sentence
    again_at: datetime | None = None  # when the rest of the work can go on


@dataclass(slots=True)
class _Asking:
    """A judge during a run."""

    spec: JudgeSpec
    backend: Backend
    question: verdicts.Asked
    pool: ThreadPoolExecutor
    # Repairs and plainer forms, asked before anything new.
    urgent: deque["_Work"] = field(default_factory=deque)
    failures: int = 0  # of the endpoint, in a row
    stopped: bool = False

    @property
    def concurrency(self) -> int:
        return int(self.spec.spec["run"]["concurrency"])


@dataclass(frozen=True, slots=True)
class _Work:
    item: ItemRecord
    next: calls.Next


@dataclass(frozen=True, slots=True)
class _Sent:
    work: _Work
    call: JudgeCall
    prompt: prompts.Prompt


Flying = dict[Future[list[Outcome]], list[_Sent]]


class Run:
    """One pass over what waits in a project."""

    def __init__(self, project_id: int, beat: Callable[[Report], None]) -> None:
        self.project_id = project_id
        self.beat = beat
        self.report = Report()
        self.asking: list[_Asking] = []

    def open(self, spec_ids: set[int] | None) -> None:
        """Get the judges ready; one that cannot be is suspended, with the reason."""
        for spec in specs.active(project_id=self.project_id):
            if spec_ids is not None and spec.pk not in spec_ids:
                continue
            try:
                backend, question = specs.open_backend(spec), verdicts.asked(spec)
            except CallFailed as failed:
                self._suspend(spec, failed)
                continue
            except verdicts.NothingToJudge as refusal:
                self._suspend(spec, CallFailed("setup", str(refusal)))
                continue
            workers = ThreadPoolExecutor(spec.spec["run"]["concurrency"], "judge")
            self.asking.append(_Asking(spec, backend, question, workers))

    def close(self) -> None:
        """End the threads."""
        for asking in self.asking:
            asking.pool.shutdown(wait=True)

    def go(self, limit: int | None) -> None:
        """Ask about one page of items after another."""
        size = max([RECORDS, *(20 * a.concurrency for a in self.asking)])
        left = limit
        for page in waiting.pages(self.project_id, [a.spec for a in self.asking], size):
            ids = page if left is None else page[:left]
            for asking in self.asking:
                self._ask(asking, ids)
            self._release(ids)
            left = None if left is None else left - len(ids)
            if left == 0 or self._nobody_now():
                break

    def _nobody_now(self) -> bool:
        """Whether every judge has to wait (rate, budget, endpoint down) before it can go on."""
        return self.report.again_at is not None and all(a.stopped for a in self.asking)

    def _ask(self, asking: _Asking, ids: Sequence[int]) -> None:
        source = self._works(asking, ids)
        flying: Flying = {}
        try:
            while True:
                while len(flying) < asking.concurrency and self._send(asking, source, flying):
                    pass
                if not flying:
                    return
                self._collect(asking, flying)
                self.beat(self.report)
        finally:
            # Whatever stops the run: the calls that have left come back and are written down.
            asking.stopped = asking.stopped or bool(flying)
            while flying:
                self._collect(asking, flying)

    def _works(self, asking: _Asking, ids: Sequence[int]) -> Iterator[_Work]:
        for at in range(0, len(ids), RECORDS):
            chunk = ids[at : at + RECORDS]
            known = calls.of_items(asking.spec, chunk)
            for item in items.records(chunk):
                slots = calls.slots(asking.spec, item.id)
                wanted = [n for s in slots if (n := calls.next_attempt(s, known.get(s)))]
                if wanted and len(wanted) == len(slots) and verdicts.alike(item):
                    self._tie(asking, item)
                    continue
                yield from (_Work(item, n) for n in wanted)

    def _send(self, asking: _Asking, source: Iterator[_Work], flying: Flying) -> bool:
        """Put one more batch of calls into the air; False when there is nothing to send."""
        batch: list[_Sent] = []
        size = asking.backend.batch_size
        while len(batch) < size and not asking.stopped:
            work = asking.urgent.popleft() if asking.urgent else next(source, None)
            if work is None:
                break
            if sent := self._reserved(asking, work):
                batch.append(sent)
        batch = [sent for sent in batch if calls.mark_sent(sent.call)]
        if batch:
            future = asking.pool.submit(
                asking.backend.complete_batch,
                [sent.prompt.messages for sent in batch],
                schema=batch[0].prompt.schema,
                params=asking.spec.spec["params"],
            )
            flying[future] = batch
        return bool(batch)

    def _reserved(self, asking: _Asking, work: _Work) -> _Sent | None:
        prompt = verdicts.prompt(asking.spec, work.item, asking.question, work.next.slot)
        if work.next.broken is not None:
            prompt = prompts.repair(prompt, work.next.broken)
        try:
            call = calls.reserve(asking.spec, work.next, prompt)
        except budgets.BudgetSpent as refusal:
            self._stop(asking, str(refusal), WAIT["budget"])
            return None
        return _Sent(work, call, prompt) if call else None

    def _collect(self, asking: _Asking, flying: Flying) -> None:
        done, _ = wait(flying, timeout=BEAT_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            batch = flying.pop(future)
            if error := future.exception():
                # The backend broke down in a way it has no name for: what it did is unknown.
                log.error("judge %s broke down", asking.spec.name, exc_info=error)
                outcomes: list[Outcome] = [CallFailed("worker_lost")] * len(batch)
            else:
                outcomes = future.result()
            for sent, outcome in zip(batch, outcomes, strict=True):
                self._record(asking, sent, outcome)

    def _record(self, asking: _Asking, sent: _Sent, outcome: Outcome) -> None:
        parsed = parsing.parse(outcome, sent.prompt) if isinstance(outcome, Completion) else None
        repaired = sent.work.next.broken is not None
        with transaction.atomic():
            calls.lock(asking.spec, sent.work.item.id)
            cost = calls.finish(sent.call, asking.spec, outcome, parsed, repaired=repaired)
            if cost is None:
                return
            self._settle(asking, sent.work.item)
        reason = (
            outcome.reason if isinstance(outcome, CallFailed) else parsed.state if parsed else ""
        )
        self.report.calls[reason] += 1
        self.report.cost_usd += cost
        if reason == "ok":
            asking.failures = 0
        else:
            self._learn(asking, sent, reason, outcome)

    def _tie(self, asking: _Asking, item: ItemRecord) -> None:
        with transaction.atomic():
            calls.write_duplicates(asking.spec, item.id)
            self._settle(asking, item)

    def _settle(self, asking: _Asking, item: ItemRecord) -> None:
        outcome = verdicts.settle(asking.spec, item, asking.question)
        if outcome is None:
            return
        if outcome.abstains:
            self.report.abstained[outcome.abstains] += 1
        else:
            self.report.judged += 1

    def _learn(self, asking: _Asking, sent: _Sent, reason: str, outcome: Outcome) -> None:
        """Draw the conclusion of a failure: ask again, wait, or stop asking this judge."""
        fate = FATES[reason]
        if fate in (Fate.AGAIN, Fate.REPAIR):
            slot = sent.work.next.slot
            last = calls.of_items(asking.spec, [slot.item_id]).get(slot)
            if again := calls.next_attempt(slot, last):
                asking.urgent.append(_Work(sent.work.item, again))
        elif fate is Fate.FATAL and isinstance(outcome, CallFailed):
            self._suspend(asking.spec, outcome)
            asking.stopped = True
        elif fate is Fate.RETRY and isinstance(outcome, CallFailed):
            asking.failures += 1
            seconds = outcome.retry_after or WAIT.get(reason, 30)
            if reason == "rate_limited" or asking.failures >= BREAK_AFTER:
                self._stop(asking, f"{asking.spec.name}: {WORDS.get(reason, reason)}", seconds)
            self._wait(seconds)

    def _stop(self, asking: _Asking, sentence: str, seconds: float) -> None:
        asking.stopped = True
        self.report.stopped[asking.spec.name] = sentence
        self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        at = timezone.now() + timedelta(seconds=seconds)
        self.report.again_at = max(at, self.report.again_at or at)

    def _suspend(self, spec: JudgeSpec, failed: CallFailed) -> None:
        """No call of this judge can succeed: it is asked no more until an admin trusts it again."""
        sentence = failed.detail or failed.reason
        self.report.stopped[spec.name] = sentence
        if specs.trust_of(spec.pk).status != JudgeTrust.Status.SUSPENDED:
            specs.set_trust(
                project_id=spec.project_id,
                spec_id=spec.pk,
                status=JudgeTrust.Status.SUSPENDED,
                reason=sentence,
                actor_id=None,
            )

    def _release(self, ids: Sequence[int]) -> None:
        """Send to people those items that every judge is through with and none has judged."""
        active = specs.active(project_id=self.project_id)
        known = {spec.pk: calls.of_items(spec, ids) for spec in active}
        through = [
            item_id
            for item_id in ids
            if all(
                slot in known[spec.pk] and calls.is_final(known[spec.pk][slot])
                for spec in active
                for slot in calls.slots(spec, item_id)
            )
        ]
        reasons: dict[str, list[int]] = defaultdict(list)
        for item in items.records(through):
            if item.state is ItemState.AWAITING_JUDGE:
                reasons[self._why(active, item)].append(item.id)
        reasons.pop("", None)
        for reason, item_ids in reasons.items():
            went = routing.escalate(item_ids=item_ids, reason=reason)
            self.report.escalated += went
            if went < len(item_ids):
                # The people's budget is used up: asking again at every sweep would change nothing.
                self._wait(WAIT["people"])

    def _why(self, active: Sequence[JudgeSpec], item: ItemRecord) -> str:
        """Why no judge has judged the item; empty when one has after all.

        Settled once more: of two workers that asked about one item, each may have taken the other
        to be the last.
        """
        if not active:
            return "no_active_judge"
        abstentions = []
        for spec in active:
            with transaction.atomic():
                settled = verdicts.settle(spec, item, verdicts.asked(spec))
            if settled and not settled.abstains:
                return ""
            abstentions.append(settled.abstains if settled else "")
        return ", ".join(dict.fromkeys(filter(None, abstentions)))
