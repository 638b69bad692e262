"""Hard limits: whatever is set aside and spent stays within them, enforced by the row (I8).

Money is set aside per judge call. For people, the judgments a decision asks for are set aside with
it; how many of them have been given is read back from the items by `recount`.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Case, F, IntegerField, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from annotation import statements
from annotation.domain.types import ItemState
from annotation.errors import Invalid
from annotation.services import audit
from routing import selectors
from routing.errors import BelowCommitted, BudgetSpent
from routing.models import Budget, Spending
from routing.services import paces

__all__ = ["BelowCommitted", "BudgetSpent", "recount", "release", "reserve", "set_limit", "settle"]
USD, PEOPLE = Budget.Unit.USD, Budget.Unit.HUMAN_JUDGMENTS
MOST = Decimal(10) ** 7  # what the column holds, and more than anybody should set by mistake


@transaction.atomic
def set_limit(*, project_id: int, unit: str, limit: Decimal, actor_id: int | None) -> Budget:
    """Set how much may be spent in all, from the project's beginning.

    Raises:
        Invalid: There is no such unit, or the limit is no sensible amount.
        BelowCommitted: More than that is spent or set aside already.
    """
    if unit not in Budget.Unit.values:
        raise Invalid(f"There is no budget {unit!r}; there are {', '.join(Budget.Unit.values)}.")
    if not limit.is_finite() or not 0 <= limit <= MOST:
        raise Invalid(fields={"limit": [f"A number from 0 to {MOST:,}."]})
    if unit == PEOPLE and limit != int(limit):
        raise Invalid(fields={"limit": ["Judgments of people are counted in whole numbers."]})
    budget = ensure(project_id, unit)
    used = budget.spent + budget.reserved
    if limit < used:
        raise BelowCommitted(
            f"{_amount(unit, used)} are spent or set aside already; the limit cannot be lower."
        )
    before, budget.limit = budget.limit, limit
    if unit == PEOPLE:
        Spending.objects.filter(project_id=project_id).delete()  # what was said last holds
    budget.save(update_fields=["limit"])
    audit.record(
        kind="budget.set",
        project_id=project_id,
        actor_id=actor_id,
        subject=f"budget:{unit}",
        data={"limit": str(limit), "before": str(before)},
    )
    return budget


def reserve(*, project_id: int, unit: str, amount: Decimal) -> None:
    """Set an amount aside; nothing happens unless all of it fits.

    Without a budget, people may be asked without limit; judges may only be asked for nothing.

    Raises:
        BudgetSpent: It does not fit.
    """
    if amount == 0 or fits(project_id=project_id, unit=unit, amount=amount):
        return
    raise BudgetSpent(_spent(project_id, unit, amount))


def fits(*, project_id: int, unit: str, amount: Decimal) -> bool:
    """Set an amount aside if it fits: one statement, so that no two can share the last place."""
    rows = Budget.objects.filter(project_id=project_id, unit=unit)
    if rows.filter(limit__gte=F("spent") + F("reserved") + amount).update(
        reserved=F("reserved") + amount
    ):
        return True
    return unit == PEOPLE and not rows.exists()


# The row stops at its limit, whatever a provider charges: the ledger keeps the true cost.
SETTLE = """
    UPDATE routing_budget SET
        reserved = greatest(reserved - %(reserved)s::numeric, 0),
        spent = least(spent + %(spent)s::numeric,
                      "limit" - greatest(reserved - %(reserved)s::numeric, 0))
    WHERE project_id = %(project)s AND unit = %(unit)s
"""


def settle(*, project_id: int, unit: str, reserved: Decimal, spent: Decimal) -> None:
    """Turn what was set aside into what was spent."""
    given = {"project": project_id, "unit": str(unit), "reserved": reserved, "spent": spent}
    statements.rows(SETTLE, given)


def release(*, project_id: int, unit: str, amount: Decimal) -> None:
    """Give back what was set aside and is not needed.

    What imported judgments of people were counted for comes back too when a judge is asked instead,
    although `recount` had booked it as spent.
    """
    zero = Value(Decimal(0))
    Budget.objects.filter(project_id=project_id, unit=unit).update(
        reserved=Greatest(F("reserved") - amount, zero),
        spent=Greatest(F("spent") - Greatest(amount - F("reserved"), zero), zero),
    )


def lock_people(project_id: int) -> int | None:
    """How many judgments of people may still be asked for, held until the transaction ends."""
    budget = _locked(project_id, PEOPLE)
    return None if budget is None else int(budget.limit - budget.spent - budget.reserved)


@transaction.atomic
def recount(project_id: int) -> None:
    """Read back how much of the people's budget is given, and how much still asked for.

    The sum hardly ever changes: only when a lease ended without a verdict after its item had gone
    to the judge. With the row locked no decision can set anything aside in between. Where people
    are paid from an amount, the limit becomes what it buys by now, and the price follows the pace.
    """
    budget = _locked(project_id, PEOPLE)
    if budget is not None:
        given, used = _people(project_id)
        if (pace := paces.of(project_id)) is not None:
            budget.limit = max(Decimal(pace.judgments), used)
            paces.reprice(project_id, pace, int(used))
        budget.spent = min(given, budget.limit)
        budget.reserved = min(used - given, budget.limit - budget.spent)
        budget.save(update_fields=["limit", "spent", "reserved"])


def committed(project_id: int) -> int:
    """How many judgments of people were given or asked for so far."""
    return int(_people(project_id)[1])


def _people(project_id: int) -> tuple[Decimal, Decimal]:
    """Judgments given, and given or asked for, over the newest decision of each item."""
    asked = Greatest(F("human_judgments"), F("item__taken"))
    given = Case(
        When(human_judgments__gt=0, item__state=ItemState.RESOLVED, then=asked),
        default=F("item__counted"),
        output_field=IntegerField(),
    )
    sums: dict[str, Any] = selectors.newest(project_id).aggregate(
        given=Coalesce(Sum(given), 0),
        committed=Coalesce(Sum(asked, output_field=IntegerField()), 0),
    )
    return Decimal(sums["given"]), Decimal(sums["committed"])


def ensure(project_id: int, unit: str) -> Budget:
    """The row, locked; a new one begins with what people have been asked for so far."""
    if budget := _locked(project_id, unit):
        if unit == PEOPLE:
            recount(project_id)
            budget.refresh_from_db()
        return budget
    given, used = _people(project_id) if unit == PEOPLE else (Decimal(0), Decimal(0))
    Budget.objects.bulk_create(
        [
            Budget(
                project_id=project_id,
                unit=unit,
                limit=used,
                spent=given,
                reserved=used - given,
            )
        ],
        ignore_conflicts=True,
    )
    return Budget.objects.select_for_update().get(project_id=project_id, unit=unit)


def _locked(project_id: int, unit: str) -> Budget | None:
    rows = Budget.objects.select_for_update()
    return rows.filter(project_id=project_id, unit=unit).first()


def _spent(project_id: int, unit: str, amount: Decimal) -> str:
    budget = Budget.objects.filter(project_id=project_id, unit=unit).first()
    if budget is None:
        return "No budget for judges is set, so only free judges may be asked. Set one to go on."
    left = _amount(unit, budget.limit - budget.spent - budget.reserved)
    return (
        f"The budget of {_amount(unit, budget.limit)} has {left} left, and the next step may take "
        f"{_amount(unit, amount)}. Raise the limit to go on."
    )


def _amount(unit: str, amount: Decimal) -> str:
    return f"${amount:.4f}" if unit == USD else f"{int(amount):,} judgments of people"
