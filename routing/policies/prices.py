"""Money: from what doubt on people are worth asking, and how the price follows the spending."""

import numpy as np

from routing.signals import Floats

MOST = 1000.0  # the price; beyond it nobody is worth asking


def least_doubt(cost: float, worth: float, price: float) -> float:
    """The chance that the judge is wrong from which on people are worth asking, [0, 1].

    People instead of the judge where (p_judge - p_people) · worth > price · cost; people are taken
    to be right, and what the judge costs to be spent already.

    Args:
        cost: Of all people that are asked about an item.
        worth: What a right label is worth more than a wrong one, in the same unit, above 0.
        price: λ, 0 or more: 1 takes the cost at its face value.
    """
    return min(1.0, price * cost / worth)


def next_price(price: float, spent: float, due: float, day: float, *, rate: float = 0.1) -> float:
    """The price after an hour: it rises while spending is ahead of plan, and is never below 0.

    λ ← max(0, λ + rate · (spent - due) / day), the gradient of the dual of "spend the budget".

    Args:
        price: λ before.
        spent: So far.
        due: What the plan had spent by now.
        day: What the plan spends on a day, in the mean; of nothing, the price rises by the rate.
    """
    return min(MOST, max(0.0, price + rate * ((spent - due) / day if day > 0 else 1.0)))


def due(budget: float, share: float, *, front: float, reserve: float) -> float:
    """What an even spender has spent after this share of the time, [0, 1]: `plan`, by the hour."""
    return budget * (1 - reserve) * (share + front * share * (1 - share))


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
