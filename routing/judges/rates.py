"""How many calls may leave now: two token buckets, one of requests and one of tokens.

A bucket holds a twelfth of the minute's allowance and fills at such a rate that no span of sixty
seconds sees more than the allowance: what it holds at first and what flows in sum up to it. Below
twelve a minute it holds one, and calls are spaced out evenly.

Tokens are taken on an estimate and corrected afterwards, so a single call may take the level below
zero; the next waits until it is above again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SPANS = 12  # of a minute; one of them may be used at once


@dataclass(frozen=True, slots=True)
class Limits:
    """Per minute; None is no limit."""

    requests: int | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """What is in the buckets."""

    requests: float
    tokens: float


@dataclass(frozen=True, slots=True)
class Taken:
    """How many of the calls may leave, what is left, and when to ask for the next one."""

    calls: int
    level: Level
    wait_seconds: float = 0.0  # until one more may leave; 0 when all may


def capacity(per_minute: int) -> float:
    """What a full bucket holds."""
    return max(1.0, per_minute / SPANS)


def per_second(per_minute: int) -> float:
    """How fast it fills."""
    if per_minute < SPANS:
        return per_minute / 60
    return (per_minute - capacity(per_minute)) / 60


def full(limits: Limits) -> Level:
    """The buckets as they are to begin with."""
    return Level(capacity(limits.requests or 1), capacity(limits.tokens or 1))


def filled(level: Level, limits: Limits, seconds: float) -> Level:
    """The buckets after some time; a clock that went back adds nothing."""
    return Level(
        _filled(level.requests, limits.requests, seconds),
        _filled(level.tokens, limits.tokens, seconds),
    )


def take(level: Level, limits: Limits, sizes: Sequence[int]) -> Taken:
    """Let calls leave, in order, while the buckets hold.

    Args:
        level: As of now.
        limits: Per minute.
        sizes: The tokens each call is expected to use.
    """
    requests, tokens = level.requests, level.tokens
    for n, size in enumerate(sizes):
        wait = max(_missing(requests - 1, limits.requests), _missing(tokens, limits.tokens))
        if wait > 0:
            return Taken(n, Level(requests, tokens), wait)
        requests -= 1
        tokens -= size
    return Taken(len(sizes), Level(requests, tokens))


def _filled(level: float, per_minute: int | None, seconds: float) -> float:
    if per_minute is None:
        return level
    return min(capacity(per_minute), level + max(seconds, 0.0) * per_second(per_minute))


def _missing(level: float, per_minute: int | None) -> float:
    """Seconds until the level is at zero."""
    return 0.0 if per_minute is None or level >= -1e-9 else -level / per_second(per_minute)
