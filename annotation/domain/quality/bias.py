"""What pulls a rater besides the better answer: the side, the length, the format.

Verdicts here are in the order displayed: 1 the left response won, 0 the right, 1/2 a tie. Compare a
judge's pull with people's on the same pairs: people like length too, and only the difference is
the judge's bias.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from annotation.domain.quality import intervals
from annotation.domain.quality.figure import Figure, shown

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
PRIOR = 1 / 2.5**2  # precision of the weak prior that keeps a one-sided rater's slope finite
ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Side:
    """A rater's share of wins of the left response; ties are left out."""

    rater: int
    left: Figure  # Wilson's interval; n: decided verdicts
    p: float  # two-sided, of a fair coin
    biased: bool  # after Benjamini–Hochberg over all raters


def sides(raters: Ints, left_won: Floats, *, n_raters: int, q: float = 0.05) -> list[Side]:
    """Does a rater favour a side?

    Args:
        raters: Rater of each verdict, values in [0, n_raters).
        left_won: 1, 0 or 1/2, same shape. Sides were drawn at random.
        n_raters: Number of raters; all are listed.
        q: Bound on the share of false alarms among the raters called biased.
    """
    hits = np.bincount(raters[left_won == 1], minlength=n_raters)
    n = hits + np.bincount(raters[left_won == 0], minlength=n_raters)
    p = np.array([intervals.binomial_p(int(h), int(m)) for h, m in zip(hits, n, strict=True)])
    adjusted = intervals.discoveries(p)
    return [
        Side(r, _share(int(hits[r]), int(n[r])), float(p[r]), bool(n[r] and adjusted[r] <= q))
        for r in range(n_raters)
    ]


@dataclass(frozen=True, slots=True)
class Pull:
    """How strongly a property of the responses pulls a rater, in log-odds per unit of it."""

    rater: int
    slope: Figure  # shrunk towards all raters; n: decided verdicts
    alone: float | None  # the rater's verdicts alone


@dataclass(frozen=True, slots=True)
class Pulls:
    """All raters together, and each."""

    pooled: Figure  # mean over raters; n: raters
    spread: float  # standard deviation of the raters' true slopes
    raters: list[Pull]


def pulls(raters: Ints, difference: Floats, left_won: Floats, *, n_raters: int) -> Pulls:
    """Does a property (length, lists, bold …) of a response win it verdicts?

    A logistic regression per rater, P(left wins) = σ(side + slope · difference), then shrinkage:
    a rater of few verdicts is taken to be like the others.

    Args:
        raters: Rater of each verdict, values in [0, n_raters).
        difference: Left minus right; for length tanh(difference / its standard deviation), so that
            one huge response does not decide the slope.
        left_won: 1, 0 or 1/2; ties are left out.
        n_raters: Number of raters; all are listed.

    Source: AlpacaEval's length control (arXiv 2404.04475) for the regression; DerSimonian & Laird
    (1986) for the spread and the shrinkage.
    """
    decided = (left_won != 0.5) & ~np.isnan(left_won) & ~np.isnan(difference)
    raters, x, y = raters[decided], difference[decided], left_won[decided]
    n = np.bincount(raters, minlength=n_raters)
    slope, variance = _slopes(raters, x, y, n_raters)
    usable = np.bincount(raters, weights=np.abs(x), minlength=n_raters) > 0
    if not usable.any():
        why = "no rater has a verdict between responses that differ in this"
        return Pulls(
            Figure(None, why_not=why),
            0.0,
            [
                Pull(r, Figure(None, n=int(m), why_not=why), alone=None)
                for r, m in enumerate(n.tolist())
            ],
        )
    mean, error, spread = _random_effects(slope[usable], variance[usable])
    listed = []
    for r, m in enumerate(n.tolist()):
        if not usable[r]:
            why = "no verdict of theirs is between responses that differ in this"
            listed.append(Pull(r, Figure(None, n=m, why_not=why), alone=None))
            continue
        value, half = _shrunk(slope[r], variance[r], mean, error, spread)
        figure = shown(value, (value - half, value + half), n=m)
        listed.append(Pull(r, figure, alone=float(slope[r])))
    pooled = shown(mean, (mean - 1.96 * error, mean + 1.96 * error), n=int(usable.sum()))
    return Pulls(pooled, float(np.sqrt(spread)), listed)


def _share(hits: int, n: int) -> Figure:
    if not n:
        return Figure(None, why_not="there is no verdict for either side")
    return shown(hits / n, intervals.wilson(hits, n), n=n)


def _slopes(raters: Ints, x: Floats, y: Floats, n_raters: int) -> tuple[Floats, Floats]:
    """Slope of each rater and its variance, all raters at once by Newton's method."""
    a, b = np.zeros(n_raters), np.zeros(n_raters)

    def total(of: Floats) -> Floats:
        return np.bincount(raters, weights=of, minlength=n_raters).astype(float)

    for _ in range(ROUNDS):
        p = special.expit(a[raters] + b[raters] * x)
        w = p * (1 - p)
        aa, ab, bb = total(w) + PRIOR, total(w * x), total(w * x * x) + PRIOR
        ga, gb = total(y - p) - PRIOR * a, total((y - p) * x) - PRIOR * b
        room = aa * bb - ab * ab
        step_a, step_b = (bb * ga - ab * gb) / room, (aa * gb - ab * ga) / room
        a, b = a + np.clip(step_a, -2, 2), b + np.clip(step_b, -2, 2)
        if max(np.abs(step_a).max(initial=0), np.abs(step_b).max(initial=0)) < 1e-9:
            break
    return b, aa / room


def _random_effects(slope: Floats, variance: Floats) -> tuple[float, float, float]:
    """Mean over raters, its standard error, and the variance between raters."""
    w = 1 / variance
    fixed = (w @ slope) / w.sum()
    surplus = float(w @ (slope - fixed) ** 2) - (len(slope) - 1)
    room = float(w.sum() - (w @ w) / w.sum())
    spread = max(0.0, surplus / room) if room > 0 else 0.0
    w = 1 / (variance + spread)
    return float((w @ slope) / w.sum()), float(1 / np.sqrt(w.sum())), spread


def _shrunk(
    slope: float, variance: float, mean: float, error: float, spread: float
) -> tuple[float, float]:
    """A rater's slope after looking at all, and half its 95 % interval."""
    own = spread / (spread + variance)
    left = own * variance + ((1 - own) * error) ** 2
    return float(own * slope + (1 - own) * mean), float(1.96 * np.sqrt(left))
