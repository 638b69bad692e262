"""Writes decisions, and creates the work of each in the same transaction (promise I10)."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import orjson
from django.db import transaction
from django.utils import timezone

from annotation.domain.types import ItemState, Route
from annotation.services import items, jobs, labels, queue
from annotation.services.items import Locked
from routing import selectors
from routing.models import Budget, Decision
from routing.policies import pipeline
from routing.services import budgets, planning
from routing.services.planning import Planned, Setting
from routing.signals import SIGNALS

PEOPLE = (Route.HUMAN, Route.BOTH)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many items each route got; held: nobody can be asked for now."""

    human: int = 0
    judge: int = 0
    both: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch with its rows locked."""

    given: Setting
    locked: Mapping[int, Locked]
    judge_can: bool

    def judgments(self, planned: Planned) -> int:
        """How many people are asked."""
        return self.given.project.overlap if planned.decision.route in PEOPLE else 0

    def cost(self, planned: Planned) -> int:
        """Judgments of people to set aside beyond what the round before did; may be negative.

        What was leased or given already stays set aside, whoever is asked now.
        """
        taken = self.locked[planned.decision.item_id].taken
        before = planned.before.human_judgments if planned.before else 0
        return max(self.judgments(planned), taken) - max(before, taken)

    def settled(self, planned: Planned) -> Planned:
        """The same item without people."""
        policy, seen = self.given.policy, planned.decision.signals
        judge = bool(self.given.judges) or bool(seen.get("judge_verdicts"))
        judge_can = self.judge_can and policy.asks_judges and judge
        return replace(planned, decision=pipeline.settle_for(planned.decision, judge_can=judge_can))


def write(
    given: Setting,
    planned: Sequence[Planned],
    *,
    states: Sequence[ItemState],
    judge_can: bool = True,
) -> Outcome:
    """Write these decisions, at most `planning.BATCH` items a transaction.

    Items that left `states` or were decided on since the plan was made are left as they are.

    Args:
        judge_can: False: judges have failed on these items, so that without people they wait.
    """
    at, total = timezone.now(), Counter[str]()
    for rows in planning.batches(range(len(planned))):
        total.update(_write(given, [planned[n] for n in rows], at, set(states), judge_can))
    return Outcome(**total)


@transaction.atomic
def _write(
    given: Setting,
    planned: Sequence[Planned],
    at: datetime,
    states: set[ItemState],
    judge_can: bool,
) -> dict[str, int]:
    ids = [p.decision.item_id for p in planned]
    batch = _Batch(given, items.lock(item_ids=ids), judge_can)
    latest = selectors.last(ids)
    live = [
        p
        for p in planned
        if (row := batch.locked.get(p.decision.item_id)) is not None
        and row.state in states
        and latest.get(p.decision.item_id) == p.before
    ]
    live = _within_budget(batch, live)
    placed = [p for p in live if p.decision.route is not None]
    Decision.objects.bulk_create([_row(batch, p, at) for p in placed], batch_size=1000)
    _create_work(given, placed)
    return planning.counts(live)


def _within_budget(batch: _Batch, planned: Sequence[Planned]) -> list[Planned]:
    """Set aside what these decisions cost; where it no longer fits, people are not asked.

    The plan saw the budget before the rows were locked: another worker may have used it since.
    """
    project_id = batch.given.project.id
    if _set_aside(project_id, sum(batch.cost(p) for p in planned)):
        return list(planned)
    left = budgets.lock_people(project_id) or 0
    left -= sum(cost for p in planned if (cost := batch.cost(p)) < 0)
    kept: dict[int, Planned] = {}
    for p in sorted(planned, key=_urgency):
        cost = batch.cost(p)
        fits = cost <= 0 or cost <= left
        kept[p.decision.item_id] = p if fits else batch.settled(p)
        if cost > 0:
            left -= batch.cost(kept[p.decision.item_id])
    final = [kept[p.decision.item_id] for p in planned]
    if not _set_aside(project_id, sum(batch.cost(p) for p in final)):
        raise budgets.BudgetSpent  # cannot be: the row is locked and what is kept fits
    return final


def _urgency(planned: Planned) -> tuple[bool, float, int]:
    """Audited first, then the most doubtful, then the smaller id."""
    decision = planned.decision
    doubt = 2.0 if decision.score is None else decision.score
    return not decision.audited, -doubt, decision.item_id


def _set_aside(project_id: int, judgments: int) -> bool:
    unit, amount = Budget.Unit.HUMAN_JUDGMENTS, Decimal(abs(judgments))
    if judgments > 0:
        return budgets.fits(project_id=project_id, unit=unit, amount=amount)
    if judgments < 0:
        budgets.release(project_id=project_id, unit=unit, amount=amount)
    return True


def _create_work(given: Setting, placed: Sequence[Planned]) -> None:
    """Open the items to people, hand them to judges, and label those that are judged already."""
    project = given.project
    people = [p.decision.item_id for p in placed if p.decision.route in PEOPLE]
    judge = [p.decision.item_id for p in placed if p.decision.route is Route.JUDGE]
    if people:
        queue.open_items(item_ids=people, need=project.overlap, reserve=project.reserve)
    if judge:
        items.ask_judge(item_ids=judge)
    if any(_needs_judge(p) for p in placed):
        jobs.enqueue(kind="judge", key=f"project:{project.id}", project_id=project.id)
    labels.resolve(item_ids=[p.decision.item_id for p in placed])


def _needs_judge(planned: Planned) -> bool:
    asked = planned.decision.route in (Route.JUDGE, Route.BOTH)
    return asked and not planned.decision.signals.get("judge_verdicts")


def _row(batch: _Batch, planned: Planned, at: datetime) -> Decision:
    decision, given = planned.decision, batch.given
    assert decision.route is not None
    # What was seen and by which version of each signal and of the policy.
    seen = [
        given.policy.key,
        given.policy.version,
        {key: [SIGNALS[key].version, value] for key, value in decision.signals.items()},
    ]
    sha256 = hashlib.sha256(orjson.dumps(seen, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Decision(
        item_id=decision.item_id,
        project_id=given.project.id,
        config_id=given.config.id,
        policy_version=given.policy.version,
        round=planned.round,
        route=decision.route,
        human_judgments=batch.judgments(planned),
        audited=decision.audited,
        propensity=decision.propensity,
        draw=planned.draw,
        score=decision.score,
        threshold=decision.threshold,
        reasons=list(decision.reasons),
        signals=decision.signals,
        signals_sha256=sha256,
        seed=given.config.seed,
        created_at=at,
    )
