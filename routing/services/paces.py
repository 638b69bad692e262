"""How many judgments of people an amount of money or minutes buys, and how many by now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from annotation.selectors import judgments
from routing.models import Spending
from routing.policies import prices

FEWEST = 20  # timed judgments before their mean is believed
ASSUMED_MINUTES = 1.0  # a judgment, until then
MOST = 10**7  # judgments: what a budget's row holds
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """An amount for people, in `unit`, and what it comes to.

    Args:
        minutes: Active minutes a judgment, the mean of the newest thousand that were timed.
        timed: How many those are; below `FEWEST` the minutes are assumed.
        cost: Of one judgment, in the unit.
        released: What may be spent by now.
        judgments: What that buys.
        for_audits: Judgments in all that only audits may use.
    """

    unit: str
    amount: float
    usd_per_judgment: float
    usd_per_hour: float
    begins: datetime
    days: int
    front: float
    reserve: float
    minutes: float
    timed: int
    cost: float
    released: float
    judgments: int
    for_audits: int

    @property
    def assumed(self) -> bool:
        """Whether the minutes are a guess, since too few judgments were timed."""
        return self.timed < FEWEST


def of(project_id: int) -> Pace | None:
    """The project's; None where people are not paid from an amount."""
    row = Spending.objects.filter(project_id=project_id).first()
    if row is None:
        return None
    timed, seconds = judgments.pace(project_id)
    minutes = seconds / 60 if timed >= FEWEST and seconds else ASSUMED_MINUTES
    cost = minutes
    if row.unit == Spending.Unit.USD:
        cost = float(row.usd_per_judgment) + float(row.usd_per_hour) * minutes / 60
    amount = float(row.amount)
    elapsed = (timezone.now() - row.begins) / DAY
    released = prices.released(amount, row.days, elapsed, front=row.front, reserve=row.reserve)
    return Pace(
        unit=row.unit,
        amount=amount,
        usd_per_judgment=float(row.usd_per_judgment),
        usd_per_hour=float(row.usd_per_hour),
        begins=row.begins,
        days=row.days,
        front=row.front,
        reserve=row.reserve,
        minutes=minutes,
        timed=timed,
        cost=cost,
        released=released,
        judgments=_bought(released, cost),
        for_audits=_bought(amount * row.reserve, cost),
    )


def bought_in_all(pace: Pace) -> int:
    """Judgments that all of the amount buys at what one costs now."""
    return _bought(pace.amount, pace.cost)


def _bought(amount: float, cost: float) -> int:
    """Whole judgments; a hair is forgiven, so that 3 times a third buys 3."""
    return min(MOST, int(amount / cost + 1e-9)) if cost > 0 else 0
