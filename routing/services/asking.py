"""One pass of judges over the items that wait for them.

Threads only talk to backends; every row is written here, in one thread, before and after. So a
process that dies at any point leaves calls that the next run or the sweep understands.

A place that becomes free is filled at once, from prompts that are ready. The answers are written
down soon after, many in one transaction: so the endpoint hardly ever waits for the bookkeeping.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from queue import Empty, SimpleQueue

from django.db import transaction

from annotation.domain.types import ItemRecord
from annotation.selectors import items
from routing.judges import parsing, prompts
from routing.judges.base import FATES, CallFailed, Completion, Fate, Outcome
from routing.judges.spec import PANEL
from routing.models import JudgeCall, JudgeSpec, JudgeTrust
from routing.services import (
    calls,
    costs,
    endings,
    flights,
    lanes,
    runs,
    slots,
    specs,
    undecided,
    verdicts,
    waiting,
)
from routing.services.flights import WAIT, WORDS, Asking, Ready, Report, Sent, Work
from routing.services.pages import Page, Pages

RECORDS = 100  # items whose texts are in memory at a time
RECORDED = 64  # answers that are written down before free places are looked after again
SOON_SECONDS = 0.25  # that an answer may wait for others, since many are written at the cost of one
BEAT_SECONDS = 1.0
SHORT_SECONDS = 5.0  # a wait for the lane that is worth keeping the worker for


class Run:
    """One pass over what waits in a project."""

    def __init__(self, project_id: int, beat: Callable[[Report], None]) -> None:
        self.project_id = project_id
        self.beat = beat
        self.report = Report()
        self.asking: list[Asking] = []
        self._pages = Pages(iter(()), None)
        self._done: SimpleQueue[tuple[Asking, Future[list[Outcome]]]] = SimpleQueue()
        self._beaten = 0.0
        self.halted = False  # somebody has paused or cancelled it

    def open(self, spec_ids: set[int] | None) -> None:
        """Get the judges ready; one that cannot be is suspended, with the reason."""
        for spec in specs.active(project_id=self.project_id):
            if spec.backend == PANEL or (spec_ids is not None and spec.pk not in spec_ids):
                continue
            try:
                backend, question = specs.open_backend(spec), verdicts.asked(spec)
                panels = specs.panels_of(spec)
                for panel in panels:
                    verdicts.asked(panel)
            except CallFailed as failed:
                self._suspend(spec, failed)
                continue
            except verdicts.NothingToJudge as refusal:
                self._suspend(spec, CallFailed("setup", str(refusal)))
                continue
            concurrency = int(spec.spec["run"]["concurrency"])
            workers = ThreadPoolExecutor(concurrency, "judge")
            lane = lanes.of(spec)
            asking = Asking(spec, backend, question, workers, panels, lane, concurrency)
            asking.failing = lane is not None and lane.failures > 0
            self.asking.append(asking)

    def close(self) -> None:
        """End the threads."""
        for asking in self.asking:
            asking.pool.shutdown(wait=True)

    def go(self, limit: int | None) -> None:
        """Ask all judges at once about what waits, page by page."""
        size = max([RECORDS, *(20 * a.concurrency for a in self.asking)])
        waits = waiting.pages(self.project_id, [a.spec for a in self.asking], size)
        self._pages = Pages(waits, limit)
        for asking in self.asking:
            asking.source = self._works(asking)
        try:
            self._ask()
        finally:
            # Whatever stops the run: the calls that have left come back and are written down.
            for asking in self.asking:
                asking.stopped = True
            while any(asking.flying or asking.landed for asking in self.asking):
                self._collect()
        self._release(self._pages.rest())
        if not self.halted and self.report.again_at is None:
            for ids in self._pages.unread():  # no judge can go on, waiting would change nothing
                undecided.release(self.project_id, ids, self.report)

    def _ask(self) -> None:
        while True:
            for asking in self.asking:
                self._fill(asking)
            if all(asking.idle for asking in self.asking):
                return
            self._collect()
            self._release(self._pages.through({a.spec.pk for a in self.asking if not a.stopped}))
            self._beat()

    def _beat(self) -> None:
        if time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        self._beaten = time.monotonic()
        self.beat(self.report)
        self.halted = runs.is_halted(self.project_id)
        asked = {spec.pk for spec in specs.active(project_id=self.project_id)}
        for asking in self.asking:
            # Retired, replaced by its next version or suspended meanwhile: it is paid no more.
            asking.stopped |= self.halted or asking.spec.pk not in asked

    # --- what is asked -------------------------------------------------------------------------

    def _works(self, asking: Asking) -> Iterator[Work]:
        for page in self._pages.read_by(asking.spec.pk, self._readers):
            for at in range(0, len(page.ids), RECORDS):
                chunk = page.ids[at : at + RECORDS]
                known = slots.of_items(asking.spec, chunk)
                for item in items.records(chunk):
                    yield from self._works_on(asking, item, known, page)

    def _readers(self) -> set[int]:
        return {a.spec.pk for a in self.asking if not a.drained}

    def _works_on(
        self, asking: Asking, item: ItemRecord, known: dict[slots.Slot, JudgeCall], page: Page
    ) -> Iterator[Work]:
        all_of_it = slots.of(asking.spec, item.id)
        wanted = [n for s in all_of_it if (n := slots.next_attempt(s, known.get(s)))]
        untouched = wanted and len(wanted) == len(all_of_it)
        if untouched and (reason := verdicts.unasked(asking.spec, item)):
            with transaction.atomic():
                calls.write_unasked(asking.spec, item.id, reason)
                self._settle(asking, [item])
            return
        for n in wanted:
            page.open += 1
            yield Work(item, n, page)

    def _prepare(self, asking: Asking, count: int) -> None:
        """Have prompts ready, so that free places need not wait for them."""
        while len(asking.ready) < count and not asking.stopped and not asking.drained:
            work = next(asking.source, None)
            if work is None:
                asking.drained = True
            else:
                asking.ready.append(self._ready(asking, work))

    def _ready(self, asking: Asking, work: Work) -> Ready:
        prompt = verdicts.prompt(asking.spec, work.item, asking.question, work.next.slot)
        if work.next.broken is not None:
            prompt = prompts.repair(prompt, work.next.broken)
        return Ready(work, prompt)

    # --- what leaves ---------------------------------------------------------------------------

    def _fill(self, asking: Asking) -> None:
        """Fill the free places, then have as much again ready for when the next become free."""
        size = asking.backend.batch_size
        self._launch(asking)
        self._prepare(asking, asking.concurrency * size)
        self._launch(asking)

    def _launch(self, asking: Asking) -> None:
        size = asking.backend.batch_size
        free = (asking.concurrency - len(asking.flying)) * size
        wanted = [asking.ready.popleft() for _ in range(min(free, len(asking.ready)))]
        if not wanted or asking.stopped or time.monotonic() < asking.not_before:
            asking.ready.extendleft(reversed(wanted))
            return
        asking.not_before = 0.0
        sizes = [costs.tokens_expected(asking.spec, r.prompt.messages) for r in wanted]
        may = self._granted(asking, sizes)
        asking.ready.extendleft(reversed(wanted[may:]))
        wanted = wanted[:may]
        sent = calls.send(asking.spec, [(r.work.next, r.prompt) for r in wanted])
        if sent.refusal:
            self._stop(asking, str(sent.refusal), WAIT["budget"])
        batch = []
        for n, ready in enumerate(wanted):
            if call := sent.calls.get(n):
                batch.append(Sent(ready.work, call, ready.prompt, sizes[n]))
            else:
                ready.work.page.open -= 1  # another worker's, or the budget's
        for at in range(0, len(batch), size):
            self._submit(asking, batch[at : at + size])

    def _submit(self, asking: Asking, batch: list[Sent]) -> None:
        first = batch[0].prompt
        future = asking.pool.submit(
            asking.backend.complete_batch,
            [sent.prompt.messages for sent in batch],
            schema=first.schema,
            params=calls.params(asking.spec, first),
        )
        asking.flying[future] = batch
        future.add_done_callback(lambda done: self._done.put((asking, done)))

    def _granted(self, asking: Asking, sizes: Sequence[int]) -> int:
        """How many calls the lane lets leave; a long wait is the job's, a short one the run's."""
        if asking.lane is None:
            return len(sizes)
        grant = lanes.take(asking.lane, sizes)
        if grant.calls == len(sizes):
            return grant.calls
        seconds = max(grant.wait_seconds, 0.02)
        if grant.closed and asking.flying:
            asking.not_before = time.monotonic() + 0.5  # one of them may open it again
        elif grant.closed or seconds > SHORT_SECONDS:
            why = "is left alone for a while." if grant.closed else "has used up its minute."
            self._stop(asking, f"{asking.spec.name}: the endpoint {why}", seconds)
        else:
            asking.not_before = time.monotonic() + seconds
        return grant.calls

    # --- what comes back -----------------------------------------------------------------------

    def _collect(self) -> None:
        """Wait for answers, fill the places that they leave, and write down what has waited."""
        for asking, future in self._arrived():
            if not asking.landed:
                asking.record_at = time.monotonic() + SOON_SECONDS
            landed = flights.outcomes(future, asking.flying.pop(future))
            asking.landed.extend(landed)
            if any(isinstance(outcome, CallFailed) for _, outcome in landed):
                asking.record_at = 0.0
        for asking in self.asking:
            if asking.record_at > 0.0:  # else what has failed may say that no more should leave
                self._launch(asking)
        for asking in self.asking:
            self._write_down(asking)

    def _write_down(self, asking: Asking) -> None:
        due = time.monotonic() >= asking.record_at or len(asking.landed) >= RECORDED
        if asking.landed and (due or not asking.flying):
            count = min(RECORDED, len(asking.landed))
            self._record(asking, [asking.landed.popleft() for _ in range(count)])
        if not asking.landed:
            asking.record_at = math.inf

    def _arrived(self) -> Iterator[tuple[Asking, Future[list[Outcome]]]]:
        """What has come back, waiting for the first if nothing else is due."""
        patience = self._patience()
        try:
            yield self._done.get(timeout=patience) if patience > 0 else self._done.get_nowait()
            while True:
                yield self._done.get_nowait()
        except Empty:
            return

    def _patience(self) -> float:
        """Seconds to wait for answers: until the next beat, a lane's filling, or a recording."""
        due = [a.not_before for a in self.asking if a.ready and not a.stopped and a.not_before]
        due += [a.record_at if a.flying else 0.0 for a in self.asking if a.landed]
        now = time.monotonic()
        return min([BEAT_SECONDS, *(max(at - now, 0.0) for at in due)])

    def _record(self, asking: Asking, answers: Sequence[tuple[Sent, Outcome]]) -> None:
        ended = [
            endings.Ending(
                sent.call,
                outcome,
                parsing.parse(outcome, sent.prompt) if isinstance(outcome, Completion) else None,
                repaired=sent.work.next.broken is not None,
            )
            for sent, outcome in answers
        ]
        touched = {sent.work.item.id: sent.work.item for sent, _ in answers}
        with transaction.atomic():
            calls.lock(asking.spec, list(touched))
            paid = endings.finish_all(asking.spec, ended)
            self._settle(asking, list(touched.values()))
        unused = 0
        for (sent, outcome), ending in zip(answers, ended, strict=True):
            sent.work.page.open -= 1
            unused += sent.unused(outcome)
            cost = paid.get(sent.call.pk)
            if cost is not None:
                self._note(asking, sent, ending, cost)
        if asking.lane is not None:
            lanes.give_back(asking.lane, unused)

    def _note(self, asking: Asking, sent: Sent, ending: endings.Ending, cost: Decimal) -> None:
        outcome, parsed = ending.outcome, ending.parsed
        failed = isinstance(outcome, CallFailed)
        reason = (
            outcome.reason if isinstance(outcome, CallFailed) else parsed.state if parsed else ""
        )
        self.report.calls[reason] += 1
        self.report.cost_usd += cost
        if asking.failing and not failed:
            asking.failing = False
            asking.not_before = 0.0
            if asking.lane is not None:
                lanes.works(asking.lane)
        if reason != "ok":
            self._learn(asking, sent, reason, outcome)

    def _settle(self, asking: Asking, found: Sequence[ItemRecord]) -> None:
        settled = verdicts.settle_all(asking.spec, found, asking.question, panels=asking.panels)
        for outcome in settled.values():
            if outcome.abstains:
                self.report.abstained[outcome.abstains] += 1
            else:
                self.report.judged += 1

    def _learn(self, asking: Asking, sent: Sent, reason: str, outcome: Outcome) -> None:
        """Draw the conclusion of a failure: ask again, wait, or stop asking this judge."""
        fate = FATES[reason]
        if fate in (Fate.AGAIN, Fate.REPAIR):
            slot = sent.work.next.slot
            last = slots.of_items(asking.spec, [slot.item_id]).get(slot)
            if again := slots.next_attempt(slot, last):
                sent.work.page.open += 1
                work = Work(sent.work.item, again, sent.work.page)
                asking.ready.appendleft(self._ready(asking, work))
        elif fate is Fate.FATAL and isinstance(outcome, CallFailed):
            self._suspend(asking.spec, outcome)
            asking.stopped = True
        elif isinstance(outcome, CallFailed) and (fate is Fate.RETRY or reason in slots.LOST):
            seconds = float(outcome.retry_after or WAIT.get(reason, 30))
            asking.failing = True
            if asking.lane is not None and lanes.fails(
                asking.lane, seconds=seconds, at_once=reason == "rate_limited"
            ):
                self._stop(asking, f"{asking.spec.name}: {WORDS.get(reason, reason)}", seconds)
            if fate is Fate.RETRY or asking.spec.unknown_retries > sent.call.extra:
                self.report.wait(seconds)

    def _stop(self, asking: Asking, sentence: str, seconds: float) -> None:
        asking.stopped = True
        self.report.stopped[asking.spec.name] = sentence
        self.report.wait(seconds)

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

    # --- what nobody could judge ---------------------------------------------------------------

    def _release(self, through: Sequence[Page]) -> None:
        for page in through:
            undecided.release(self.project_id, page.ids, self.report)
