"""Who would be asked: signals and decisions, computed without writing anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotation.errors import NotFound
from annotation.selectors import projects as project_rows
from annotation.selectors.projects import ProjectRecord
from routing import policies, selectors
from routing.errors import NoPolicy
from routing.policies import pipeline
from routing.policies.base import Budget, Policy
from routing.policies.columns import NOBODY, ROUTES, Decisions, Rows
from routing.policies.halted import Halted
from routing.selectors import ConfigRecord, Standing
from routing.services import drifting, epochs, learnt, paces, side_by_side, signals, specs, strata
from routing.services.batches import BATCH, ROUTABLE, Beat, all_ids, batches
from routing.services.paces import Pace
from routing.signals import Floats, SignalFrame

__all__ = ["BATCH", "ROUTABLE", "Beat", "Plan", "Setting", "all_ids", "batches", "counts", "plan"]


@dataclass(frozen=True, slots=True)
class Setting:
    """All that holds for a whole run."""

    project: ProjectRecord
    config: ConfigRecord
    policy: Policy
    judges: tuple[int, ...]  # ids of the specs that are asked
    people_left: int | None  # judgments; None = no limit
    state: Any = None  # what the policy has learnt of these judges; None = nothing yet
    for_audits: int = 0  # judgments that are kept for audits to come
    least: float | None = None  # chance of an error from which on people are worth their price


@dataclass(frozen=True, slots=True)
class Plan:
    """Decisions to be written, column by column.

    Args:
        decisions: One per item.
        rounds: Shape (n_items,).
        draws: The audit coins, shape (n_items,).
        before: What had been decided on each item before.
    """

    decisions: Decisions
    rounds: NDArray[np.int64]
    draws: Floats
    before: Standing

    def __len__(self) -> int:
        return len(self.decisions)

    def take(self, rows: Rows) -> "Plan":
        """The plan of these rows, in the order given."""
        if len(rows) == len(self) and np.array_equal(rows, np.arange(len(rows))):
            return self  # nothing left out, as is usual
        return Plan(
            self.decisions.take(rows), self.rounds[rows], self.draws[rows], self.before.take(rows)
        )


def setting(project_id: int, config: ConfigRecord | None = None) -> Setting:
    """The project with the policy in force, or with another for a rehearsal.

    While a drift alarm is open, people judge, whatever the policy.

    Raises:
        NotFound: There is no such project.
        NoPolicy: None has been chosen.
    """
    project, config = project_rows.by_id(project_id), config or selectors.config(project_id)
    if project is None:
        raise NotFound
    if config is None:
        raise NoPolicy
    policy = policies.make(config.policy, config.params)
    halted, pace = drifting.opened(project_id) is not None, paces.of(project_id)
    return Setting(
        project=project,
        config=config,
        policy=Halted() if halted else policy,
        judges=tuple(spec.pk for spec in specs.active(project_id=project_id)),
        people_left=selectors.people_left(project_id),
        for_audits=_for_audits(project_id, pace),
        least=None if pace is None else pace.least,
        state=None
        if halted
        else learnt.in_force(project_id, config, policy, epochs.current(project_id)),
    )


def plan(
    given: Setting,
    item_ids: Sequence[int],
    *,
    weigh: bool = False,
    keep: bool = False,
    fresh: bool = False,
    beat: Beat = lambda *_: None,
) -> Plan:
    """Decide on these items together, since a budget binds them to each other.

    Args:
        item_ids: In id order.
        weigh: The judge went first on these items. Its verdict is weighed now, under the audit
            coin that was tossed then: a second toss would audit more than was said.
        keep: Signals that had to be computed are kept for the next time.
        fresh: Nobody has decided on any of them yet, so that there is no such thing to read.
        beat: Called after each batch that was read.
    """
    read = _read(given, item_ids, beat, keep=keep, fresh=fresh)
    before, coins = read.before, read.coins
    if weigh:
        coins = np.where(before.rounds > 0, before.draws, coins)
    columns = {key: read.signals[key] for key in sorted(_keys(given))}
    seen = SignalFrame(tuple(item_ids), columns, read.tosses)
    terms = pipeline.Terms(
        audit_rate=_audit_rate(given, item_ids, read.signals),
        judge_active=bool(given.judges),
        budget=_budget(given, before),
        state=given.state,
        for_audits=given.for_audits,
        least=given.least,
    )
    decisions = pipeline.decide(seen, given.policy, coins, terms)
    return Plan(decisions, before.rounds + 1, coins, before)


def _audit_rate(
    given: Setting, item_ids: Sequence[int], read: Mapping[str, Floats]
) -> float | Floats:
    """Each item's chance to be audited; where no judge is asked there is nothing to audit."""
    rate = given.config.audit_rate
    if not given.policy.asks_judges:
        return rate
    return strata.audit_rates(given.project.id, item_ids, rate, seen=read)


def _for_audits(project_id: int, pace: Pace | None) -> int:
    """What is left of the reserve: audits draw on it first."""
    if pace is None or not pace.for_audits:
        return 0
    return max(0, pace.for_audits - selectors.audited_judgments(project_id))


def _budget(given: Setting, before: Standing) -> Budget:
    if given.people_left is None:
        return Budget(None, given.project.overlap)
    # What an earlier round set aside for these very items is theirs to spend again.
    mine = int(before.human_judgments.sum())
    return Budget(given.people_left + mine, given.project.overlap)


def _keys(given: Setting) -> frozenset[str]:
    """The signals that the policy sees."""
    return given.policy.needs | {"judge_verdicts"}


@dataclass(frozen=True, slots=True)
class _Read:
    """What deciding rests on, of every item.

    Args:
        before: What was decided before.
        signals: Those that the policy and the audit's strata need, each of shape (n_items,).
        coins: The audit coins, shape (n_items,).
        tosses: The draws for policies that toss, shape (n_items,).
    """

    before: Standing
    signals: dict[str, Floats]
    coins: Floats
    tosses: Floats


def _read(given: Setting, item_ids: Sequence[int], beat: Beat, *, keep: bool, fresh: bool) -> _Read:
    """Read it a few batches at once, and toss the coins while PostgreSQL looks for the rest."""
    keys = _keys(given) | (strata.NEEDS if given.policy.asks_judges else frozenset())
    n = len(item_ids)
    columns = {key: np.empty(n) for key in sorted(keys)}
    read = _Read(Standing.nothing(n), columns, np.empty(n), np.empty(n))

    def batch(first: int) -> int:
        ids = item_ids[first : first + BATCH]
        rows = slice(first, first + len(ids))
        if not fresh:
            read.before.put(first, selectors.standing(ids))
        rounds = (read.before.rounds[rows] + 1).tolist()
        drawn = pipeline.all_draws(given.config.seed, ids, rounds)
        read.coins[rows], read.tosses[rows] = drawn
        for key, values in signals.read(ids, keys, keep=keep).items():
            columns[key][rows] = values
        return len(ids)

    done = 0
    for count in side_by_side.results(batch, range(0, n, BATCH)):
        done += count
        beat(done, n)
    return read


def counts(decisions: Decisions) -> dict[str, int]:
    """How many items each route gets; "held": nobody can be asked for now."""
    named = {route.value: int((decisions.routes == n).sum()) for n, route in enumerate(ROUTES)}
    return {**named, "held": int((decisions.routes == NOBODY).sum())}
