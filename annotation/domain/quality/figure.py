"""A number that a page may show, or the reason why there is none."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval, or `why_not`.

    The convention of this package: a formula gives nan where it is not defined; what a page shows
    is a Figure, whose value is then None and whose `why_not` ends the sentence "cannot be computed:
    …". No nan reaches a screen or a file.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0  # what the value rests on: pairs, items, votes; the function says which
    why_not: str = ""


def shown(
    value: float,
    interval: tuple[float, float] | None = None,
    *,
    n: int,
    why_not: str = "there are too few judgments",
) -> Figure:
    """A Figure of these numbers; of `why_not` when the value is nan. Infinite bounds are None."""
    if not math.isfinite(value):
        return Figure(None, n=n, why_not=why_not)
    low, high = interval or (math.nan, math.nan)
    return Figure(float(value), _or_none(low), _or_none(high), n)


def _or_none(bound: float) -> float | None:
    return float(bound) if math.isfinite(bound) else None
