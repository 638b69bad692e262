"""Paying people from an amount of money or minutes: spread over days, some kept for audits."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotation.errors import Invalid
from annotation.services import audit
from routing.errors import BelowCommitted
from routing.models import Budget, Spending
from routing.services import budgets, paces
from routing.services.paces import Pace

MOST = Decimal(10) ** 9
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Terms:
    """How people are paid.

    Args:
        unit: "usd" or "minutes".
        amount: In all, in the unit.
        usd_per_judgment: With `usd_per_hour` the price of a judgment; for minutes both are nothing.
        usd_per_hour: Of active time, as it is measured.
        days: Over which the amount is released; 1 = at once.
        front: [0, 1], how much more is spent at first.
        reserve: [0, 1), share that only audits may use.
        worth: Of a right label, in the unit; None: people are asked while the budget lasts.
    """

    unit: str
    amount: Decimal
    usd_per_judgment: Decimal = Decimal(0)
    usd_per_hour: Decimal = Decimal(0)
    days: int = 1
    front: float = 0.0
    reserve: float = 0.0
    worth: Decimal | None = None


@transaction.atomic
def choose(*, project_id: int, actor_id: int | None, terms: Terms) -> Pace:
    """Pay people so from now on; the amount counts what they have given since the beginning.

    Raises:
        Invalid: The terms cannot be; `fields` says which.
        BelowCommitted: More than the amount buys is given or asked for already.
    """
    if wrong := _wrong(terms):
        raise Invalid(fields=wrong)
    before = Spending.objects.filter(project_id=project_id).first()
    begins = before.begins if before else timezone.now()
    defaults: dict[str, Any] = {**asdict(terms), "begins": begins}
    if before is None or (before.worth is None) != (terms.worth is None):
        defaults |= {"price": 1.0, "priced_at": timezone.now()}  # the cost at its face value
    Spending.objects.update_or_create(project_id=project_id, defaults=defaults)
    pace = paces.of(project_id)
    assert pace is not None
    used, all_of_it = budgets.committed(project_id), paces.bought_in_all(pace)
    if all_of_it < used:
        raise BelowCommitted(
            f"{used:,} judgments of people are given or asked for already, and this buys "
            f"{all_of_it:,}: allow at least {used * pace.cost:,.2f} {pace.unit}."
        )
    budgets.ensure(project_id, Budget.Unit.HUMAN_JUDGMENTS)
    budgets.recount(project_id)
    audit.record(
        kind="spending.set",
        project_id=project_id,
        actor_id=actor_id,
        data={name: str(value) for name, value in asdict(terms).items()},
    )
    return pace


def _wrong(terms: Terms) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if terms.unit not in Spending.Unit.values:
        wrong["unit"] = [f"One of {', '.join(Spending.Unit.values)}."]
    for name in ("amount", "usd_per_judgment", "usd_per_hour"):
        value: Decimal = getattr(terms, name)
        most = MOST if name == "amount" else Decimal(10_000)
        if not value.is_finite() or not 0 <= value <= most:
            wrong[name] = [f"A number from 0 to {most:,}."]
    free = not wrong and terms.usd_per_judgment + terms.usd_per_hour == 0
    if free and terms.unit == Spending.Unit.USD:
        sentence = "Say what people cost, by the judgment or by the hour, to pay from money."
        wrong["usd_per_judgment"] = [sentence]
    if terms.worth is not None and not (terms.worth.is_finite() and 0 < terms.worth <= 10**6):
        wrong["worth"] = [
            "Above 0, to 1,000,000; nothing: people are asked while the budget lasts."
        ]
    checks: list[tuple[str, Any, bool, str]] = [
        ("days", terms.days, 1 <= terms.days <= MOST_DAYS, f"Days from 1 to {MOST_DAYS:,}."),
        ("front", terms.front, 0 <= terms.front <= 1, "From 0 (even) to 1 (all of it early)."),
        ("reserve", terms.reserve, 0 <= terms.reserve < 1, "A share from 0 to below 1."),
    ]
    for name, number, fits, sentence in checks:
        if not isfinite(number) or not fits:
            wrong[name] = [sentence]
    return wrong
