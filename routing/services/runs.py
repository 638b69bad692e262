"""Judging in a project as something one can watch, pause, resume and cancel."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Sum
from django.utils import timezone

from annotation.domain.types import ItemState
from annotation.errors import Invalid, Refusal
from annotation.selectors import items, projects
from annotation.services import audit
from routing import selectors
from routing.judges.spec import PANEL
from routing.models import JudgeCall, JudgeRun
from routing.services import slots, specs, waiting

STATE = JudgeRun.State
RECENT = timedelta(minutes=5)  # over which the speed is measured
MOVES = {  # action -> the states it may begin in, and the one it ends in
    "pause": ((STATE.RUNNING,), STATE.PAUSED),
    "resume": ((STATE.PAUSED,), STATE.RUNNING),
    "cancel": ((STATE.RUNNING, STATE.PAUSED), STATE.CANCELLING),
}


class NoRun(Refusal):
    """The judging here is not in a state in which this can be done."""

    code = "no_run"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the judging is; the estimates are None where nothing was finished lately."""

    state: str  # of the newest run; "none" where there was none
    started_at: datetime | None
    calls_done: int  # since the run began
    calls_failed: int
    calls_left: int  # at most: an item may need none, or be given up before its last
    items_held: int  # that no judge could decide on and the people's budget does not hold
    calls_per_minute: float | None
    seconds_left: int | None
    spent_usd: Decimal  # since the run began
    usd_left: Decimal | None


def begin(project_id: int) -> bool:
    """Open a run where something waits and none is open; whether the judges may be asked now.

    A run that is being cancelled goes on: what waits has to go to people.
    """
    state = _open(project_id).values_list("state", flat=True).first()
    if state is not None:
        return bool(state != STATE.PAUSED)
    if next(waiting.pages(project_id, specs.active(project_id=project_id), 1), None):
        try:
            with transaction.atomic():
                JudgeRun.objects.create(project_id=project_id)
        except IntegrityError:
            return begin(project_id)  # another worker was first
    return True


def end(project_id: int) -> None:
    """Close the run, unless something still waits."""
    asked = specs.active(project_id=project_id)
    if next(waiting.pages(project_id, asked, 1), None) is None:
        _move(project_id, (STATE.RUNNING,), STATE.DONE, None)
    if next(waiting.pages(project_id, [], 1), None) is None:
        _move(project_id, (STATE.CANCELLING,), STATE.CANCELLED, None)


def is_halted(project_id: int) -> bool:
    """Whether somebody has paused or cancelled the run."""
    return bool(_open(project_id).exclude(state=STATE.RUNNING).exists())


def is_cancelling(project_id: int) -> bool:
    """Whether what waits has to go to people."""
    return bool(_open(project_id).filter(state=STATE.CANCELLING).exists())


@transaction.atomic
def change(*, project_id: int, action: str, actor_id: int | None) -> None:
    """Pause, resume or cancel. Calls that are out come back and count; no new one leaves.

    Raises:
        Invalid: There is no such action.
        NoRun: It cannot be done in the state the run is in.
    """
    if action not in MOVES:
        raise Invalid(fields={"action": [f"One of {', '.join(MOVES)}."]})
    before, after = MOVES[action]
    if not _move(project_id, before, after, actor_id):
        run = _newest(project_id)
        raise NoRun(f"To {action} it, it must be {' or '.join(before)}; it is {_state(run)}.")
    audit.record(
        kind=f"judging.{after}",
        project_id=project_id,
        actor_id=actor_id,
        subject="judging",
        data={},
    )


def progress(project_id: int) -> Progress:
    """How far the judging is, from the ledger; nothing is counted beside it."""
    run = _newest(project_id)
    since = run.started_at if run else timezone.now()
    mine = JudgeCall.objects.filter(
        project_id=project_id, purpose=JudgeCall.Purpose.WORK, finished_at__gte=since
    )
    counted = mine.aggregate(n=Count("pk"), spent=Sum("cost_usd"))
    done = int(counted["n"])
    waits = items.count_in_states(project_id=project_id, states=[ItemState.AWAITING_JUDGE])
    left, through = _left(project_id, waits)
    speed = _per_second(mine)
    spent = Decimal(counted["spent"] or 0)
    return Progress(
        state=_state(run),
        started_at=run.started_at if run else None,
        calls_done=done,
        calls_failed=mine.filter(state=JudgeCall.State.FAILED).count(),
        calls_left=left,
        items_held=0 if _people_can(project_id) else through,
        calls_per_minute=None if speed is None else round(speed * 60, 1),
        seconds_left=None if speed is None or not left else round(left / speed),
        spent_usd=spent,
        usd_left=spent / done * left if done else None,
    )


def _per_second(finished: Any) -> float | None:
    """Calls finished per second of late; None while there are too few to tell."""
    now = timezone.now()
    lately = finished.filter(finished_at__gte=now - RECENT)
    found = lately.aggregate(n=Count("pk"), first=Min("created_at"))
    if found["n"] < 2:
        return None
    # From the first call's beginning: else a run of one burst would seem endlessly fast.
    span = max((now - max(found["first"], now - RECENT)).total_seconds(), 0.001)
    return float(found["n"] / span)


def _left(project_id: int, waits: int) -> tuple[int, int]:
    """(Calls to come, items that judges are through with) of the items that wait for a judge."""
    active = [s for s in specs.active(project_id=project_id) if s.backend != PANEL]
    each = sum(len(slots.of(spec, 0)) for spec in active)
    if not each or is_cancelling(project_id):
        return 0, waits
    done = JudgeCall.objects.filter(
        slots.FINAL,
        project_id=project_id,
        purpose=JudgeCall.Purpose.WORK,
        spec__in=active,
        item__state=ItemState.AWAITING_JUDGE,
    )
    by_item = done.order_by().values("item").annotate(n=Count("pk"))
    return max(waits * each - done.count(), 0), by_item.filter(n__gte=each).count()


def _people_can(project_id: int) -> bool:
    """Whether the people's budget holds one more item."""
    left, project = selectors.people_left(project_id), projects.by_id(project_id)
    return left is None or project is None or left >= project.overlap


def _open(project_id: int) -> Any:
    return JudgeRun.objects.filter(project_id=project_id, state__in=JudgeRun.OPEN)


def _newest(project_id: int) -> JudgeRun | None:
    return JudgeRun.objects.filter(project_id=project_id).order_by("-pk").first()


def _state(run: JudgeRun | None) -> str:
    return run.state if run else "none"


def _move(project_id: int, before: tuple[str, ...], after: str, actor_id: int | None) -> bool:
    return bool(
        JudgeRun.objects.filter(project_id=project_id, state__in=before).update(
            state=after, changed_at=timezone.now(), changed_by_id=actor_id
        )
    )
