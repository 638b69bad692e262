"""The judge keeps only what a promise covers: at most so much disagreement, almost surely."""

from dataclasses import dataclass, field, replace
from math import isnan
from typing import ClassVar

import numpy as np
from scipy.special import betaincinv

from annotation.domain.types import Json
from routing.policies import numbers
from routing.policies.base import Score
from routing.policies.calibration import CalibrationFrame
from routing.policies.learned_error import Learned, LearnedError
from routing.policies.ranking import Ranked
from routing.signals import Floats, SignalFrame

START = 0.4  # share of the audited items, the surest, with which the walk starts
LEARN_FROM = 200  # audited items from which one half learns whom to trust and the other tests it


@dataclass(frozen=True, slots=True)
class Promise:
    """What the walk found. `kept` 0: nothing can be promised, and people judge everything."""

    limit: float = -1.0  # doubt up to which the judge keeps items; -1 = none
    rows: int = 0  # audited items the promise stands on
    kept: int = 0  # of them, those the judge would have kept
    errors: int = 0  # of these, those on which people said otherwise
    bound: float = 1.0  # upper bound of the share of errors, at the chance 1 - delta
    learnt: Learned = field(
        default_factory=Learned
    )  # what orders the items; without rows the confidence does
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guaranteed(Ranked):
    """With chance 1 - delta the judge disagrees with people on at most alpha of what it keeps.

    Holds while new items come like the audited ones. What the budget does not hold waits: handing
    it to the judge would break the promise.

    Source: Jung et al. (2024), "Trust or Escalate", arXiv 2407.18370; fixed-sequence testing with
    the bound of Clopper and Pearson (1934).
    """

    key: ClassVar[str] = "guaranteed"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Guaranteed agreement"
    summary: ClassVar[str] = "The judge keeps what it provably gets right often enough."
    needs: ClassVar[frozenset[str]] = LearnedError.needs
    state: ClassVar[type] = Promise
    holds: ClassVar[bool] = True
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "alpha": {
                "type": "number",
                "minimum": 0.001,
                "maximum": 0.999,
                "default": 0.15,
                "title": "Disagreement allowed",
                "description": "Share of the items the judge keeps on which people would differ.",
            },
            "delta": {
                "type": "number",
                "minimum": 0.001,
                "maximum": 0.5,
                "default": 0.1,
                "title": "Risk of a broken promise",
                "description": "The chance that the audit misleads and the share is larger.",
            },
        },
        "additionalProperties": False,
    }

    alpha: float = 0.15  # share, (0, 1)
    delta: float = 0.1  # probability, (0, .5]

    @property
    def threshold(self) -> float | None:  # type: ignore[override]  # the audits say, not the admin
        """None: the state holds it."""
        return None

    @property
    def compares(self) -> bool:
        """Each item is held against the limit."""
        return False

    def limit(self, state: Promise) -> float | None:
        """The doubt up to which the judge keeps an item."""
        return state.limit

    def fit(self, audited: CalibrationFrame) -> Promise:
        """Find the largest share of the items for which the promise holds.

        With rows enough one half of the prompts learns an order of items, the other half tests it:
        what had a say in the order cannot vouch for it.
        """
        frame = alike(audited.usable())
        learnt = Learned()
        if len(frame) >= LEARN_FROM:
            half = frame.fold(2)
            learnt = LearnedError().fit(frame.take(np.flatnonzero(half == 0).tolist()))
            if learnt.rows:
                frame = frame.take(np.flatnonzero(half == 1).tolist())
        doubt = _doubt(frame.signals, learnt)
        known = np.flatnonzero(~np.isnan(doubt))
        found = walk(doubt[known], frame.judge_wrong[known], self.alpha, self.delta)
        return replace(found, learnt=learnt, notes=(self._said(found),))

    def score(self, frame: SignalFrame, state: Promise) -> Score:
        """The learnt chance that the judge is wrong, or one minus its confidence."""
        doubt = _doubt(frame, state.learnt)
        p = doubt if state.learnt.rows else np.full(len(frame), np.nan)
        why = [self._why(d, state) for d in doubt.tolist()]
        return Score(p, doubt, tuple(why))

    def _why(self, doubt: float, state: Promise) -> str:
        if isnan(doubt):
            return "No judge has given a verdict, or the item is unlike anything audited: people."
        side = "above" if doubt > state.limit else "not above"
        shown, limit = numbers.apart(doubt, state.limit, 3)
        kept = f"doubt {shown} is {side} {limit}. " if state.kept else ""
        return f"{kept[:1].upper()}{kept[1:]}{state.notes[0]}"

    def _said(self, found: Promise) -> str:
        alpha, sure = 100 * self.alpha, 100 * (1 - self.delta)  # .1 % is not "0 %"
        asked = f"at most {alpha:.3g}% disagreement, with {sure:.4g}% certainty"
        if found.kept:
            return (
                f"Promised for what the judge keeps: {asked} (of {found.rows} audited items it "
                f"keeps {found.kept}, {found.errors} wrong: at most {found.bound:.1%})."
            )
        return (
            f"Cannot promise {asked}, from {found.rows} audited items: people judge everything. "
            "Audit more, allow more disagreement, or find a better judge."
        )


def alike(audited: CalibrationFrame) -> CalibrationFrame:
    """A part of the rows that stands for all items, each with one and the same chance to be in it.

    Rows are kept with chance weight / largest weight, by their own draws: an exact bound wants
    independent draws from one population, which weighted ones are not.
    """
    if not len(audited):
        return audited
    keep = audited.signals.draws * audited.weights.max() < audited.weights
    return audited.take(np.flatnonzero(keep | (audited.weights == audited.weights.max())).tolist())


def walk(doubt: Floats, wrong: Floats, alpha: float, delta: float) -> Promise:
    """From the surest 40 % on, item by item, until the bound first passes alpha.

    Each step tests "the share of errors up to this doubt is above alpha" at level delta; since the
    order is fixed before labels are seen and the walk stops at the first test that fails, the
    chance of any false promise is at most delta.

    Args:
        doubt: Shape (n,), without NaN.
        wrong: Shape (n,), 0 or 1.
        alpha: Share of errors allowed.
        delta: Chance of a false promise.
    """
    order = np.argsort(doubt, kind="stable")
    ranked = doubt[order]
    n = np.arange(1, len(doubt) + 1)
    errors = np.cumsum(wrong[order])
    # Items of one doubt stand or fall together: a step ends where the next doubt is larger.
    ends = np.append(ranked[1:] > ranked[:-1], True) & (n >= np.ceil(START * len(n)))
    steps = np.flatnonzero(ends) if len(n) else np.empty(0, dtype=int)
    bounds = clopper_pearson(errors[steps], n[steps], delta)
    failed = np.flatnonzero(bounds > alpha)
    passed = steps[: failed[0]] if len(failed) else steps
    if not len(passed):
        return Promise(rows=len(n))
    last = passed[-1]
    return Promise(
        limit=float(ranked[last]),
        rows=len(n),
        kept=int(n[last]),
        errors=int(errors[last]),
        bound=float(bounds[len(passed) - 1]),
    )


def clopper_pearson(errors: Floats, n: Floats, delta: float) -> Floats:
    """One-sided upper bound of a share, at level 1 - delta: Beta(k + 1, n - k) at it."""
    room = np.maximum(n - errors, 1e-12)
    return np.where(errors >= n, 1.0, betaincinv(errors + 1, room, 1 - delta))


def _doubt(frame: SignalFrame, learnt: Learned) -> Floats:
    if learnt.rows:
        return LearnedError().score(frame, learnt).doubt
    return 1 - frame.column("judge_confidence")
