"""What an endpoint may be asked now, for all workers together: limits per minute, circuit breaker.

Kept in PostgreSQL, in one row per endpoint and model, by the database's clock: whatever becomes of
the broker, no two workers together pass a limit. A lane without limits costs one read per batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Func, Value
from django.db.models.functions import Coalesce, Greatest

from annotation.errors import Invalid
from routing.judges import rates
from routing.models import JudgeEndpoint, JudgeLane, JudgeSpec

BREAK_AFTER = 5  # failures of the endpoint in a row: it is down, and more calls would only cost
PROBE_SECONDS = 30.0  # that everybody waits for the one call which finds out whether it is up
MOST = 100_000_000  # per minute
NOW = "SELECT *, clock_timestamp() AS now FROM routing_judgelane WHERE id = %(id)s"


class _Clock(Func):
    """The time of the statement, not of its transaction."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


@dataclass(frozen=True, slots=True)
class Grant:
    """How many calls may leave now; if not all, when to ask again, and whether it is closed."""

    calls: int
    wait_seconds: float = 0.0
    closed: bool = False


def of(spec: JudgeSpec) -> JudgeLane | None:
    """The lane of a judge that asks an endpoint; None for one that asks nobody."""
    if spec.endpoint_id is None:
        return None
    lane, _ = JudgeLane.objects.get_or_create(
        endpoint_id=spec.endpoint_id, model=spec.spec["model"]
    )
    return lane


def set_limits(
    *, endpoint: JudgeEndpoint, model: str, requests: int | None, tokens: int | None
) -> JudgeLane:
    """Limit what every judge of this model and endpoint may ask together, from now on.

    Raises:
        Invalid: A limit is no sensible number; None is no limit.
    """
    fields = {"requests_per_minute": requests, "tokens_per_minute": tokens}
    wrong = {
        name: [f"A whole number from 1 to {MOST}, or nothing for no limit."]
        for name, value in fields.items()
        if value is not None and not 1 <= value <= MOST
    }
    if wrong:
        raise Invalid(fields=wrong)
    # Emptied, not filled: a limit that is set again and again would let a burst out each time.
    lane, _ = JudgeLane.objects.update_or_create(
        endpoint=endpoint,
        model=model,
        defaults={**fields, "requests_level": 0.0, "tokens_level": 0.0, "filled_at": _Clock()},
        create_defaults=fields,
    )
    return lane


def take(lane: JudgeLane, sizes: Sequence[int]) -> Grant:
    """Let as many calls leave, in order, as the lane holds now.

    Args:
        lane: Its row is read anew.
        sizes: The tokens each call is expected to use; see `give_back`.
    """
    if not sizes:
        return Grant(0)
    [seen] = JudgeLane.objects.raw(NOW, {"id": lane.pk})
    if (wait := _closed_for(seen)) > 0:
        return Grant(0, wait, closed=True)
    if seen.failures >= BREAK_AFTER:
        # The breaker's time is over: one call of one worker finds out; the others go on waiting.
        first = JudgeLane.objects.filter(pk=lane.pk, closed_until=seen.closed_until)
        until = _Clock() + Value(timedelta(seconds=PROBE_SECONDS))
        if not first.update(closed_until=until):
            return Grant(0, PROBE_SECONDS, closed=True)
        sizes = sizes[:1]
    if seen.requests_per_minute is None and seen.tokens_per_minute is None:
        return Grant(len(sizes))
    with transaction.atomic():
        row = JudgeLane.objects.select_for_update().annotate(now=_Clock()).get(pk=lane.pk)
        limits = rates.Limits(row.requests_per_minute, row.tokens_per_minute)
        taken = rates.take(_level(row, limits), limits, sizes)
        JudgeLane.objects.filter(pk=lane.pk).update(
            requests_level=taken.level.requests, tokens_level=taken.level.tokens, filled_at=row.now
        )
    return Grant(taken.calls, taken.wait_seconds)


def give_back(lane: JudgeLane, tokens: int) -> None:
    """Correct the level by what was estimated and not used; negative: more was used."""
    if tokens and lane.tokens_per_minute is not None:
        JudgeLane.objects.filter(pk=lane.pk, filled_at__isnull=False).update(
            tokens_level=F("tokens_level") + tokens
        )


def works(lane: JudgeLane) -> None:
    """The endpoint answered: whatever had failed before is forgotten."""
    JudgeLane.objects.filter(pk=lane.pk, failures__gt=0).update(failures=0, closed_until=None)


def fails(lane: JudgeLane, *, seconds: float, at_once: bool) -> bool:
    """The endpoint failed; whether it is left alone now, by every worker.

    Args:
        seconds: For how long to leave it alone.
        at_once: It asked to wait, so that one failure is enough.
    """
    JudgeLane.objects.filter(pk=lane.pk).update(failures=F("failures") + 1)
    failures = JudgeLane.objects.values_list("failures", flat=True).get(pk=lane.pk)
    if not at_once and failures < BREAK_AFTER:
        return False
    until = _Clock() + Value(timedelta(seconds=seconds))
    JudgeLane.objects.filter(pk=lane.pk).update(
        closed_until=Greatest(Coalesce(F("closed_until"), until), until)
    )
    return True


def state(lane: JudgeLane) -> dict[str, Any]:
    """The lane as pages show it."""
    row = JudgeLane.objects.annotate(now=_Clock()).get(pk=lane.pk)
    closed: datetime | None = row.closed_until if _closed_for(row) > 0 else None
    return {
        "requests_per_minute": row.requests_per_minute,
        "tokens_per_minute": row.tokens_per_minute,
        "closed_until": closed,
    }


def _closed_for(row: Any) -> float:
    return (row.closed_until - row.now).total_seconds() if row.closed_until else 0.0


def _level(row: Any, limits: rates.Limits) -> rates.Level:
    if row.filled_at is None:
        return rates.full(limits)
    level = rates.Level(row.requests_level, row.tokens_level)
    return rates.filled(level, limits, (row.now - row.filled_at).total_seconds())
