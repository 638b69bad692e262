"""Money: who is worth asking at a price, and how the price follows the spending."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.signals import Floats


@dataclass(frozen=True, slots=True)
class Costs:
    """Prices in one currency: money, or people's minutes.

    Args:
        human: Of one item judged by people, all of them together.
        judge: Of one item judged by the judge.
        right: What a right label is worth more than a wrong one.
    """

    human: float
    judge: float
    right: float = 1.0


def gain(p_judge: Floats, p_human: Floats, costs: Costs, price: float) -> Floats:
    """What asking people instead of the judge is worth at this price; above 0: ask people.

    (p_judge - p_human) · right - price · (human - judge), p = chance to be wrong, shape (n,).
    """
    return np.asarray(
        (p_judge - p_human) * costs.right - price * (costs.human - costs.judge), dtype=float
    )


def next_price(price: float, spent: float, planned: float, *, rate: float = 0.1) -> float:
    """The price after a step: it rises while spending is ahead of plan, and never falls below 0.

    λ ← max(0, λ + rate · (spent - planned) / planned), per step; the gradient of the dual.
    """
    return max(0.0, price + rate * (spent - planned) / planned) if planned > 0 else price + rate


def plan(budget: float, steps: int, *, front: float = 0.0, reserve: float = 0.0) -> Floats:
    """What may be spent in each step, shape (steps,): more at first, some kept for later audits.

    Args:
        budget: In all.
        steps: 1 or more.
        front: 0 = even; 1 = falling in a straight line from twice the mean to nothing.
        reserve: Share of the budget kept back, [0, 1).
    """
    if steps < 1 or not 0 <= front <= 1 or not 0 <= reserve < 1:
        raise ValueError("steps from 1, front from 0 to 1, reserve from 0 to below 1")
    middle = (np.arange(steps) + 0.5) / steps
    weights = 1 + front * (1 - 2 * middle)
    return np.asarray(budget * (1 - reserve) * weights / weights.sum(), dtype=float)


def within(
    p_judge: Floats, p_human: Floats, costs: Costs, budget: float, ids: NDArray[np.int_]
) -> NDArray[np.bool_]:
    """Which items go to people when a budget is all that binds: the best errors per unit first.

    Only where people are the better choice; the extra cost of each counts, (human - judge). Ties go
    to the smaller id. Unknown chances come first.
    """
    better = np.nan_to_num(p_judge - p_human, nan=np.inf)
    extra = costs.human - costs.judge
    places = len(ids) if extra <= 0 else int(max(0.0, budget) / extra + 1e-9)
    order = np.lexsort((ids, -better))
    asked = np.zeros(len(ids), dtype=bool)
    asked[order[: min(places, len(ids))]] = True
    return asked & (better > 0)


def released(budget: float, days: int, elapsed: float, *, front: float, reserve: float) -> float:
    """What may be spent by now: the plan's days that have begun, and what is kept for audits.

    Args:
        budget: In all.
        days: Over which it is spread, 1 or more.
        elapsed: Days since the beginning; before it (below 0) nothing is released.
        front: See `plan`.
        reserve: Share of the budget for audits alone, which wait for no day.
    """
    if elapsed < 0:
        return 0.0
    begun = min(days, int(elapsed) + 1)
    return float(plan(budget, days, front=front, reserve=reserve)[:begun].sum() + budget * reserve)
