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
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STEPS = 24  # of the price at once, where nothing was decided for longer


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
        worth: What a right label is worth, in the unit; None: as much as the budget holds.
        price: λ, by which the cost counts more or less than its face value.
        people: Asked about an item.
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
    worth: float | None
    price: float
    people: int

    @property
    def least(self) -> float | None:
        """The chance of an error from which on people are worth asking about an item."""
        if self.worth is None:
            return None
        return prices.least_doubt(self.cost * self.people, self.worth, self.price)

    @property
    def assumed(self) -> bool:
        """Whether the minutes are a guess, since too few judgments were timed."""
        return self.timed < FEWEST


def of(project_id: int) -> Pace | None:
    """The project's; None where people are not paid from an amount."""
    row = Spending.objects.filter(project_id=project_id).select_related("project").first()
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
        worth=None if row.worth is None else float(row.worth),
        price=row.price,
        people=row.project.overlap,
    )


def reprice(project_id: int, pace: Pace, given: int) -> None:
    """Let the price follow the spending, a step for each hour that has gone by.

    Args:
        pace: As it is.
        given: Judgments of people, given or asked for so far.
    """
    row = Spending.objects.filter(project_id=project_id).first()
    hours = 0 if row is None or row.worth is None else (timezone.now() - row.priced_at) // HOUR
    if row is None or hours < 1:
        return
    share = min(1.0, max(0.0, (timezone.now() - row.begins) / DAY / row.days))
    price, spent = row.price, given * pace.cost
    due = prices.due(pace.amount, share, front=row.front, reserve=row.reserve)
    day = pace.amount * (1 - row.reserve) / row.days
    for _ in range(min(hours, STEPS)):
        price = prices.next_price(price, spent, due, day)
    # Compare and set: of two workers one takes the step.
    Spending.objects.filter(pk=row.pk, priced_at=row.priced_at).update(
        price=price, priced_at=row.priced_at + hours * HOUR
    )


def bought_in_all(pace: Pace) -> int:
    """Judgments that all of the amount buys at what one costs now."""
    return _bought(pace.amount, pace.cost)


def _bought(amount: float, cost: float) -> int:
    """Whole judgments; a hair is forgiven, so that 3 times a third buys 3."""
    return min(MOST, int(amount / cost + 1e-9)) if cost > 0 else 0
