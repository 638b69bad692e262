"""Labels of judges that look wrong, and sending items to people by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.errors import Invalid
from annotation.selectors import items
from annotation.services import audit
from routing import selectors
from routing.policies.columns import HUMAN, Decisions, why
from routing.services import budgets, deciding, planning
from routing.services.deciding import Outcome
from routing.services.planning import Plan

MOST = 1000  # items at once


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a list: `asked` go to people, `held` the budget or their state did not let."""

    asked: int
    held: int


def suspicious(project_id: int, *, limit: int = 50) -> list[dict[str, Any]]:
    """Items that were left to judges, those that are likeliest wrong first."""
    rows = selectors.doubtful(project_id, limit=limit)
    names = {item.id: item.external_id for item in items.records([row["item_id"] for row in rows])}
    return [{**row, "external_id": names[row["item_id"]]} for row in rows]


def ask_people(
    *, project_id: int, item_ids: Sequence[int], actor_id: int | None, reason: str = ""
) -> Asked:
    """A new decision round that sends these items to people, within the budget.

    Raises:
        Invalid: There is no item, there are too many, or some are not the project's.
    """
    ids = sorted(set(item_ids))
    mine = {item.id for item in items.records(ids[: MOST + 1]) if item.project_id == project_id}
    if not ids or len(ids) > MOST:
        raise Invalid(fields={"item_ids": [f"Name from 1 to {MOST:,} items."]})
    if strangers := [pk for pk in ids if pk not in mine]:
        raise Invalid(fields={"item_ids": [f"Not items of this project: {strangers[:5]}."]})
    budgets.recount(project_id)
    given = planning.setting(project_id)
    said = "Asked for by hand: people judge it" + (f". {reason.strip()}" if reason.strip() else ".")
    before = selectors.standing(ids)
    because = why(np.ones(len(ids), dtype=bool), "{0}", np.full(len(ids), said, dtype=object))
    decisions = Decisions.make(ids, HUMAN, propensity=1.0, why=[because])
    plan = Plan(decisions, before.rounds + 1, before.draws, before)
    outcome: Outcome = deciding.write(given, plan, states=planning.ROUTABLE, judge_can=False)
    audit.record(
        kind="routing.people_asked",
        project_id=project_id,
        actor_id=actor_id,
        data={"items": len(ids), "asked": outcome.human, "reason": reason.strip()},
    )
    return Asked(outcome.human, len(ids) - outcome.human)
