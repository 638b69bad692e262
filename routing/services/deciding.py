"""Writes decisions, and creates the work of each in the same transaction (promise I10)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from annotation import statements
from annotation.domain.types import ItemState
from annotation.services import items, jobs, labels, queue
from routing import selectors
from routing.models import Budget
from routing.policies import pipeline
from routing.policies.columns import BOTH, HUMAN, JUDGE, NOBODY, Decisions
from routing.services import budgets, decision_rows, planning, side_by_side
from routing.services.planning import Plan, Setting

CHUNK = 5000  # items a transaction
# No chunk waits for the disk: what anybody commits afterwards, a lease, a call, the end of the job,
# brings it there with all that came before, and what a crash took would be decided again. And a
# plan made while a table was small is not used once a run has filled it.
BATCH_OF_MANY = """
SELECT set_config('synchronous_commit', 'off', true),
    set_config('plan_cache_mode', 'force_custom_plan', true)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many items each route got; held: nobody can be asked for now."""

    human: int = 0
    judge: int = 0
    both: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch whose rows are locked."""

    given: Setting
    plan: Plan
    taken: NDArray[np.int64]  # leases and judgments of each item
    judge_can: bool

    def judgments(self, decisions: Decisions) -> NDArray[np.int64]:
        """How many people are asked about each item."""
        return np.where(_people(decisions), _need(self.given, decisions), 0)

    def cost(self, decisions: Decisions) -> NDArray[np.int64]:
        """Judgments of people to set aside beyond what the round before did; may be negative.

        What was leased or given already stays set aside, whoever is asked now.
        """
        before = np.maximum(self.plan.before.human_judgments, self.taken)
        cost: NDArray[np.int64] = np.maximum(self.judgments(decisions), self.taken) - before
        return cost


def write(
    given: Setting, plan: Plan, *, states: Iterable[ItemState], judge_can: bool = True
) -> Outcome:
    """Write these decisions, at most `CHUNK` items a transaction.

    Items that left `states` or were decided on since the plan was made are left as they are.

    Args:
        judge_can: False: judges have failed on these items, so that without people they wait.
    """
    at, allowed = timezone.now(), frozenset(states)

    def chunk(first: int) -> dict[str, int]:
        part = plan.take(np.arange(first, min(first + CHUNK, len(plan))))
        return _write(given, part, at, allowed, judge_can)

    total = Counter[str]()
    for counted in side_by_side.results(chunk, range(0, len(plan), CHUNK)):
        total.update(counted)
    return Outcome(**total)


def _write(
    given: Setting, plan: Plan, at: datetime, states: frozenset[ItemState], judge_can: bool
) -> dict[str, int]:
    """As planned, and if the budget has gone to others meanwhile, what it still holds.

    As planned the budget's row is written last, so that writers hold it from each other for the
    length of a commit only; all of the transaction is undone where it does not fit.
    """
    try:
        return _written(given, plan, at, states, judge_can, hopeful=True)
    except budgets.BudgetSpent:
        return _written(given, plan, at, states, judge_can, hopeful=False)


@transaction.atomic
def _written(
    given: Setting,
    plan: Plan,
    at: datetime,
    states: frozenset[ItemState],
    judge_can: bool,
    *,
    hopeful: bool,
) -> dict[str, int]:
    statements.rows(BATCH_OF_MANY, {})
    ids = plan.decisions.item_ids
    locked = items.lock(item_ids=ids.tolist())
    live = np.zeros(len(ids), dtype=bool)
    taken = np.zeros(len(ids), dtype=np.int64)
    at_row = np.searchsorted(ids, locked.item_ids)
    live[at_row] = locked.among(states)
    taken[at_row] = locked.taken
    rows = np.flatnonzero(live & (_rounds(ids, locked) == plan.before.rounds))
    batch = _Batch(given, plan.take(rows), taken[rows], judge_can)
    decisions = batch.plan.decisions if hopeful else _within_budget(batch)
    counted = planning.counts(decisions)
    placed = np.flatnonzero(decisions.routes != NOBODY)
    final = replace(batch.plan, decisions=decisions).take(placed)
    decision_rows.add(given, final, batch.judgments(final.decisions), at)
    _create_work(given, final.decisions)
    if hopeful and not _set_aside(given.project.id, int(batch.cost(decisions).sum())):
        raise budgets.BudgetSpent
    # Last, after the budget's row in any case: the one order in which writers wait for each other.
    _wake_judges(given, final.decisions)
    return counted


def _rounds(ids: NDArray[np.int64], locked: items.Locked) -> NDArray[np.int64]:
    """The newest round of each item, read after the rows are locked: who decides holds its row.

    Nothing leads back to the state of an item that nobody has decided on, so of these there is
    nothing to read.
    """
    rounds = np.zeros(len(ids), dtype=np.int64)
    moved = locked.item_ids[~locked.among({ItemState.IMPORTED})]
    if len(moved):
        rounds[np.searchsorted(ids, moved)] = selectors.standing(moved.tolist()).rounds
    return rounds


def _within_budget(batch: _Batch) -> Decisions:
    """Set aside what is left of the budget; where it no longer fits, people are not asked.

    The plan saw the budget before the rows were locked: another worker may have used it since.
    """
    project_id, decisions = batch.given.project.id, batch.plan.decisions
    cost = batch.cost(decisions)
    left = budgets.lock_people(project_id) or 0
    left -= int(cost[cost < 0].sum())
    # Without people an item may give back what the round before had set aside for it.
    bare = batch.cost(replace(decisions, routes=np.full(len(decisions), NOBODY, np.int8)))
    gone = []
    for row in _by_urgency(decisions):
        if cost[row] > max(left, 0):
            gone.append(row)
            left -= int(bare[row])
        elif cost[row] > 0:
            left -= int(cost[row])
    final = pipeline.settle_for(
        decisions, np.array(gone, dtype=np.intp), judge_can=_judge_can(batch)
    )
    if not _set_aside(project_id, int(batch.cost(final).sum())):
        raise budgets.BudgetSpent  # cannot be: the row is locked and what is kept fits
    return final


def _judge_can(batch: _Batch) -> NDArray[np.bool_]:
    """Which items a judge can judge, or has judged."""
    can = batch.judge_can and batch.given.policy.asks_judges
    judges = np.full(len(batch.plan), bool(batch.given.judges))
    return (judges | _judged(batch.plan.decisions)) & can


def _by_urgency(decisions: Decisions) -> list[int]:
    """Rows: audited first, then the most doubtful, then the smaller id."""
    doubt = np.where(np.isnan(decisions.score), 2.0, decisions.score)
    order = np.lexsort((decisions.item_ids, -doubt, ~decisions.audited))
    return [int(row) for row in order]


def _set_aside(project_id: int, judgments: int) -> bool:
    unit, amount = Budget.Unit.HUMAN_JUDGMENTS, Decimal(abs(judgments))
    if judgments > 0:
        return budgets.fits(project_id=project_id, unit=unit, amount=amount)
    if judgments < 0:
        budgets.release(project_id=project_id, unit=unit, amount=amount)
    return True


def _create_work(given: Setting, placed: Decisions) -> None:
    """Open the items to people, leave them to judges, and label those that are judged already."""
    project = given.project
    people = placed.item_ids[_people(placed)].tolist()
    judge = placed.item_ids[placed.routes == JUDGE].tolist()
    need = _need(given, placed)[_people(placed)]
    for each in np.unique(need).tolist():
        some = placed.item_ids[_people(placed)][need == each].tolist()
        queue.open_items(item_ids=some, need=each, reserve=project.reserve)
    if people:
        labels.resolve(item_ids=people)
    if judge:
        labels.leave_to_judges(item_ids=judge)


def _wake_judges(given: Setting, placed: Decisions) -> None:
    if (np.isin(placed.routes, (JUDGE, BOTH)) & ~_judged(placed)).any():
        pk = given.project.id
        jobs.enqueue(kind="judge", key=f"project:{pk}", project_id=pk)


def _people(decisions: Decisions) -> NDArray[np.bool_]:
    return np.isin(decisions.routes, (HUMAN, BOTH))


def _need(given: Setting, decisions: Decisions) -> NDArray[np.int64]:
    """How many people are asked about each item that people are asked about."""
    own = decisions.people.astype(np.int64)
    return np.where(own > 0, own, given.project.overlap)


def _judged(decisions: Decisions) -> NDArray[np.bool_]:
    """Where judges have given a verdict, as far as the decision saw."""
    if decisions.seen is None:
        return np.zeros(len(decisions), dtype=bool)
    judged: NDArray[np.bool_] = decisions.seen.column("judge_verdicts") > 0
    return judged
