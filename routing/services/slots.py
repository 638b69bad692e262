"""Pieces of work: an item shown to a judge in one order, once; and what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from routing.judges.base import FATES, Fate
from routing.models import JudgeCall, JudgeSpec

MAX_ATTEMPTS = 5  # of one piece of work, where a failure may be the item's own fault
# Sent, and nothing is known of the answer: what a setting may let be sent again.
LOST = ("timeout", "connection_lost", "worker_lost")
# Failures of the endpoint, not of the item: however often they come, no item is given up for them.
NEVER_FINAL = {"rate_limited", "unreachable", "never_sent"}
STATE = JudgeCall.State


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


def of(spec: JudgeSpec, item_id: int) -> list[Slot]:
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


def newest(spec: JudgeSpec, item_ids: Sequence[int]) -> dict[Slot, JudgeCall]:
    """The newest attempts of the slots of items, without what came back."""
    rows = _work(spec, item_ids).order_by("attempt")
    names = ("item_id", "order", "sample", "attempt", "extra", "state", "error")
    return _by_slot(spec, rows.only(*names))
