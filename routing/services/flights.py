"""What a run of judges has in hand: its items, its calls on their way, and what it has done."""

import math
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from logging import getLogger

from django.utils import timezone

from annotation.domain.types import ItemRecord
from routing.judges import prompts
from routing.judges.base import Backend, CallFailed, Fate, Outcome
from routing.models import JudgeCall, JudgeLane, JudgeSpec
from routing.services import slots, verdicts
from routing.services.pages import Page

log = getLogger(__name__)
WAIT = {
    "rate_limited": 30,
    "unreachable": 60,
    "timeout": 60,
    "connection_lost": 30,
    "budget": 60,
    "people": 300,
}  # seconds, unless told otherwise
WORDS = {
    "rate_limited": "the endpoint asks to wait.",
    "unreachable": "the endpoint cannot be reached.",
    "provider_error": "the endpoint reports errors of its own.",
    "timeout": "the endpoint does not answer in time.",
    "connection_lost": "the endpoint breaks connections off.",
}


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

    @property
    def cost(self) -> str:
        """Dollars, without the zeros that the ledger keeps behind them."""
        return f"{self.cost_usd.normalize():f}"

    def wait(self, seconds: float) -> None:
        """Some of the work can go on no sooner than this."""
        at = timezone.now() + timedelta(seconds=seconds)
        self.again_at = max(at, self.again_at or at)


@dataclass(frozen=True, slots=True)
class Work:
    """One call that is to be made."""

    item: ItemRecord
    next: slots.Next
    page: Page


@dataclass(frozen=True, slots=True)
class Ready:
    """The same with its prompt."""

    work: Work
    prompt: prompts.Prompt


@dataclass(frozen=True, slots=True)
class Sent:
    """A call that has left."""

    work: Work
    call: JudgeCall
    prompt: prompts.Prompt
    tokens: int  # that the lane gave it

    def unused(self, outcome: Outcome) -> int:
        """The tokens of the estimate that the call did not use, as far as it says."""
        if isinstance(outcome, CallFailed):
            return self.tokens if outcome.fate in (Fate.RETRY, Fate.AGAIN) else 0
        if outcome.tokens_in is None or outcome.tokens_out is None:
            return 0
        return self.tokens - outcome.tokens_in - outcome.tokens_out


@dataclass(eq=False, slots=True)
class Asking:
    """A judge during a run."""

    spec: JudgeSpec
    backend: Backend
    question: verdicts.Asked
    pool: ThreadPoolExecutor
    panels: list[JudgeSpec]
    lane: JudgeLane | None
    concurrency: int
    source: Iterator[Work] = field(default_factory=lambda: iter(()))
    ready: deque[Ready] = field(default_factory=deque)  # repairs go in front
    flying: dict[Future[list[Outcome]], list[Sent]] = field(default_factory=dict)
    landed: deque[tuple[Sent, Outcome]] = field(default_factory=deque)  # not yet written down
    # Of time.monotonic(): the oldest of them waits no longer; 0 after a failure.
    record_at: float = math.inf
    failing: bool = False  # the last answer was a failure of the endpoint
    not_before: float = 0.0  # of time.monotonic(): the lane is empty until then
    stopped: bool = False
    drained: bool = False

    @property
    def idle(self) -> bool:
        """Nothing is out, and nothing will be sent."""
        out = self.flying or self.landed
        return not out and (self.stopped or (self.drained and not self.ready))


def outcomes(future: Future[list[Outcome]], batch: Sequence[Sent]) -> list[tuple[Sent, Outcome]]:
    """What came of each of these calls, whatever the backend did."""
    error = future.exception()
    if isinstance(error, CallFailed):
        return [(sent, error) for sent in batch]
    if error:
        # The backend broke down in a way it has no name for: what it did is unknown.
        log.error("a judge broke down", exc_info=error)
        return [(sent, CallFailed("worker_lost")) for sent in batch]
    return list(zip(batch, future.result(), strict=True))
