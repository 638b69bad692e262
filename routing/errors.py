"""What routing refuses to do, each with a stable code."""

from annotation.errors import Refusal


class BudgetSpent(Refusal):
    """The budget does not hold this."""

    code = "budget_spent"


class BelowCommitted(Refusal):
    """The limit is below what is spent and set aside already."""

    code = "below_committed"


class NoPolicy(Refusal):
    """No policy has been chosen for this project; choose one first, then route."""

    code = "no_policy"
