"""Asking for more people about some items, by hand: a round of its own, whatever was decided."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db import transaction

from annotation.domain.types import JudgmentRecord, RaterKind
from annotation.errors import Invalid
from annotation.selectors import items as item_rows
from annotation.selectors import judgments as judgment_rows
from annotation.services import audit, items
from routing import selectors
from routing.policies.columns import HUMAN, Decisions, why
from routing.services import budgets, deciding, planning
from routing.services.planning import Plan, Setting

MOST = 1000  # items at once
PEOPLE = 100  # more an item


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a list: `asked` go to people, `held` the budget or their state did not let."""

    asked: int
    held: int


@transaction.atomic
def ask(
    *,
    project_id: int,
    item_ids: Sequence[int],
    actor_id: int | None,
    people: int | None = None,
    reason: str = "",
    subject: str = "",
) -> Asked:
    """Have so many more people look at each item, within the budget for people.

    Who has judged an item, or holds it now, does not count: `people` come on top.

    Args:
        people: How many more; None = as many as the project asks about an item.
        reason: A sentence, kept with the decision.
        subject: What the record of the act is about.

    Raises:
        Invalid: There is no item, there are too many, or some are not the project's.
        NoPolicy: The project has none, so that nothing may be decided.
    """
    ids = _checked(project_id, item_ids, people)
    budgets.recount(project_id)
    given = planning.setting(project_id)
    more = given.project.overlap if people is None else people
    said = f"Asked for by hand: people judge it{f'. {reason.strip()}' if reason.strip() else '.'}"
    asked = 0
    for need, some in sorted(_by_need(ids, more).items()):
        asked += deciding.write(
            _wanting(given, need), _round(some, said), states=planning.ROUTABLE, judge_can=False
        ).human
    audit.record(
        kind="routing.people_asked",
        project_id=project_id,
        actor_id=actor_id,
        subject=subject,
        data={"items": ids, "people": more, "asked": asked, "reason": reason.strip()},
    )
    return Asked(asked, len(ids) - asked)


def _checked(project_id: int, item_ids: Sequence[int], people: int | None) -> list[int]:
    ids = sorted(set(item_ids))
    if not ids or len(ids) > MOST:
        raise Invalid(fields={"item_ids": [f"Name from 1 to {MOST:,} items."]})
    mine = {item.id for item in item_rows.records(ids) if item.project_id == project_id}
    if strangers := [pk for pk in ids if pk not in mine]:
        raise Invalid(fields={"item_ids": [f"Not items of this project: {strangers[:5]}."]})
    if people is not None and not 1 <= people <= PEOPLE:
        raise Invalid(fields={"people": [f"From 1 to {PEOPLE} more people an item."]})
    return ids


def _by_need(ids: Sequence[int], more: int) -> dict[int, list[int]]:
    """Items by how many people each is then asked of in all, imported judgments among them."""
    locked, before = items.lock(item_ids=ids), judgment_rows.of_items(ids)
    by_need: dict[int, list[int]] = defaultdict(list)
    for pk, taken in zip(locked.item_ids.tolist(), locked.taken.tolist(), strict=True):
        imported = sum(_imported(record) for record in before.get(pk, []))
        by_need[taken + imported + more].append(pk)
    return by_need


def _imported(record: JudgmentRecord) -> bool:
    return record.rater_kind is RaterKind.HUMAN and record.source == "import"


def _wanting(given: Setting, need: int) -> Setting:
    return replace(given, project=replace(given.project, overlap=need))


def _round(ids: Sequence[int], said: str) -> Plan:
    before = selectors.standing(ids)
    because = why(np.ones(len(ids), dtype=bool), "{0}", np.full(len(ids), said, dtype=object))
    decisions = Decisions.make(ids, HUMAN, propensity=1.0, why=[because])
    return Plan(decisions, before.rounds + 1, before.draws, before)
