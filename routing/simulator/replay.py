"""Scores every policy on items it has not learnt from, and draws its frontier."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.domain.types import Route
from routing.policies.base import Budget, Decision, NoState, Policy
from routing.policies.calibration import CalibrationFrame
from routing.signals import Floats
from routing.simulator import metrics
from routing.simulator.metrics import Sample
from routing.simulator.report import Curve, Kept, Point, Report, Terms, Unfit

RANDOM, ORACLE = "chance", "oracle"
Beat = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Replayed:
    """A policy over all items, each scored by what was learnt from other prompts."""

    doubt: Floats  # NaN: before all
    p: Floats
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


def simulate(
    labelled: CalibrationFrame,
    policies: Mapping[str, Policy],
    terms: Terms,
    *,
    beat: Beat = lambda _: None,
) -> Report:
    """Every policy at every budget, with bands, between chance and the oracle.

    Args:
        labelled: Items with both labels; rows without are counted and left out.
        policies: Name -> policy.
        beat: Called with each policy's name before its turn.

    Raises:
        Unfit: There is no item with both labels.
    """
    usable = labelled.usable()
    if not len(usable):
        raise Unfit(
            "No item has both a label of people and one of the judge: import both, or let some "
            "items be audited, and simulate then."
        )
    rng = np.random.default_rng(terms.seed)
    drawn = metrics.sample(
        usable.judge_wrong,
        usable.groups,
        terms.people_right,
        repeats=terms.repeats,
        rng=rng,
        weights=usable.weights,
    )
    curves = []
    for name, policy in policies.items():
        beat(name)
        curves.append(_curve(name, _replay(policy, usable, terms.folds), policy, drawn, terms))
    return Report(
        items=len(usable),
        groups=len(np.unique(usable.groups)),
        judge_right=1 - drawn.judge_wrong,
        people_right=terms.people_right,
        terms=terms,
        curves=(*curves, *_limits(drawn, terms)),
        ignored=len(labelled) - len(usable),
    )


def _replay(policy: Policy, labelled: CalibrationFrame, folds: int) -> _Replayed:
    state = policy.fit(CalibrationFrame.nothing())
    if isinstance(state, NoState):
        return _part(policy, state, labelled)
    fold = labelled.fold(folds, alike=True)
    doubt, p = np.full(len(labelled), np.nan), np.full(len(labelled), np.nan)
    decisions: dict[int, Decision] = {}
    notes: list[str] = []
    for k in range(folds):
        test = np.flatnonzero(fold == k)
        if not len(test):
            continue
        learnt = policy.fit(labelled.take(np.flatnonzero(fold != k).tolist()))
        part = _part(policy, learnt, labelled.take(test.tolist()))
        doubt[test], p[test] = part.doubt, part.p
        decisions |= dict(zip(test.tolist(), part.decisions, strict=True))
        notes += part.notes
    ordered = tuple(decisions[row] for row in range(len(labelled)))
    return _Replayed(doubt, p, ordered, tuple(dict.fromkeys(notes)))


def _part(policy: Policy, state: Any, rows: CalibrationFrame) -> _Replayed:
    score = policy.score(rows.signals, state)
    decisions = policy.decide(rows.signals, state, Budget())
    return _Replayed(score.doubt, score.p_judge_wrong, tuple(decisions), tuple(state.notes))


def _curve(name: str, replayed: _Replayed, policy: Policy, drawn: Sample, terms: Terms) -> Curve:
    doubt = np.nan_to_num(replayed.doubt, nan=np.inf)
    own = None if policy.compares else _own(replayed.decisions, drawn)
    ece, brier = metrics.calibration(replayed.p, drawn.wrong, drawn.weights)
    return _frontier(
        name,
        doubt,
        drawn,
        terms,
        auroc=metrics.auroc(doubt, drawn.wrong, drawn.weights),
        ece=ece,
        brier=brier,
        own=own,
        notes=replayed.notes,
        bins=tuple(metrics.reliability(replayed.p, drawn.wrong, drawn.weights)),
    )


def _frontier(name: str, doubt: Floats, drawn: Sample, terms: Terms, **rest: Any) -> Curve:
    budgets = np.array(terms.budgets)
    quality, area = drawn.frontier(doubt, budgets)
    best, best_area = drawn.frontier(drawn.wrong, budgets)
    _, chance_area = drawn.chance(budgets)
    lift = _lift(area, best_area, chance_area)
    aurc = metrics.aurc(doubt, drawn.wrong, drawn.weights)
    return Curve(
        key=name,
        points=_points(quality, best[0], drawn, terms),
        auqc=float(area[0]),
        lift=float(lift[0]),
        lift_low=_quantile(lift[1:], 0.025),
        lift_high=_quantile(lift[1:], 0.975),
        aurc=aurc,
        excess_aurc=aurc - metrics.aurc(drawn.wrong, drawn.wrong, drawn.weights),
        **rest,
    )


def _points(quality: Floats, best: Floats, drawn: Sample, terms: Terms) -> tuple[Point, ...]:
    n, judge = len(drawn.wrong), 1 - drawn.judge_wrong
    per_item = terms.annotators * terms.human_cost
    points = []
    for at, budget in enumerate(terms.budgets):
        value = float(quality[0, at])
        cost = n * (budget * per_item + terms.judge_cost)
        gain = drawn.people - judge
        points.append(
            Point(
                budget=budget,
                people=round(budget * n),
                quality=value,
                low=_quantile(quality[1:, at], 0.025),
                high=_quantile(quality[1:, at], 0.975),
                regret=float(best[at]) - value,
                cost=cost,
                cost_per_correct=cost / (n * value) if value else float("nan"),
                saved=(value - judge) / gain - budget if gain > 0 else float("nan"),
            )
        )
    return tuple(points)


def _limits(drawn: Sample, terms: Terms) -> tuple[Curve, Curve]:
    """Chance, in expectation, and the oracle that knows every error: no policy passes it."""
    nothing: dict[str, Any] = {
        "ece": float("nan"), "brier": float("nan"), "own": None, "notes": (),
    }  # fmt: skip
    oracle = _frontier(ORACLE, drawn.wrong, drawn, terms, auroc=1.0, **nothing)
    budgets = np.array(terms.budgets)
    quality, area = drawn.chance(budgets)
    best, _ = drawn.frontier(drawn.wrong, budgets)
    flat = drawn.judge_wrong
    chance = Curve(
        key=RANDOM,
        points=_points(quality, best[0], drawn, terms),
        auqc=float(area[0]),
        lift=0.0,
        lift_low=0.0,
        lift_high=0.0,
        aurc=flat,
        excess_aurc=flat - metrics.aurc(drawn.wrong, drawn.wrong, drawn.weights),
        auroc=0.5,
        **nothing,
    )
    return chance, oracle


def _own(decisions: Sequence[Decision], drawn: Sample) -> Kept:
    judge = np.array([d.route is Route.JUDGE for d in decisions])
    people = np.array([d.route is Route.HUMAN for d in decisions])
    weights = drawn.weights
    right = judge * (1 - drawn.wrong) + people * drawn.people
    kept = weights[judge]
    return Kept(
        people=float(np.average(people, weights=weights)),
        waiting=float(np.average(~people & ~judge, weights=weights)),
        quality=float(np.average(right, weights=weights)),
        coverage=float(np.average(judge, weights=weights)),
        risk=float(np.average(drawn.wrong[judge], weights=kept)) if len(kept) else float("nan"),
    )


def _lift(area: Floats, best: Floats, chance: Floats) -> Floats:
    room = best - chance
    return np.where(room > 1e-12, (area - chance) / np.where(room > 1e-12, room, 1), np.nan)


def _quantile(values: Floats, q: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, q)) if len(known) else float("nan")
