"""Agreement of many raters beyond chance: Fleiss, Conger, Brennan–Prediger, Gwet's AC1 and AC2.

They differ only in what they take for chance. Kappa collapses when one label is common (94 %
agreement can be a kappa of -.02); AC1 does not: report both. The labels are those the question
declares, not those that happened to be given.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import agreement

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
Weights = Literal["none", "linear", "quadratic", "ordinal"]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """nan inside means that no unit has two ratings."""

    value: float
    observed: float  # agreement, mean over units with two ratings or more
    by_chance: float
    error: float = float("nan")  # standard error over units


def fleiss(counts: Ints) -> Coefficient:
    """Chance: two draws from all ratings together, Σ p_j².

    Args:
        counts: How many raters gave unit u the label c, shape (n_units, n_classes).

    Source: Fleiss (1971), Psychol. Bull. 76(5); with missing ratings as Gwet (2014), ch. 2.
    """
    return _corrected(_observed(counts, "none"), float((_shares(counts) ** 2).sum()))


def brennan_prediger(counts: Ints, *, weights: Weights = "none") -> Coefficient:
    """Chance: every label as likely as any other, 1/K. Randolph's free-marginal kappa.

    Source: Brennan & Prediger (1981), Educ. Psychol. Meas. 41(3).
    """
    near = nearness(counts.shape[1], weights)
    return _corrected(_observed(counts, weights), float(near.mean()))


def gwet(counts: Ints, *, weights: Weights = "none") -> Coefficient:
    """AC1, or AC2 with weights: Σ w / (K(K - 1)) · Σ π_k(1 - π_k) is chance.

    A unit with one rating counts in π, not in the observed agreement. The standard error is over
    units, as if drawn from many.

    Source: Gwet (2008), Br. J. Math. Stat. Psychol. 61(1), eqs. 6 and 35; Gwet (2014), ch. 5.
    """
    counts = counts[counts.sum(axis=1) > 0]
    k = counts.shape[1]
    near = nearness(k, weights)
    observed, pi = _observed(counts, weights), _shares(counts)
    if k < 2:
        return _corrected(observed, 1.0)
    scale = near.sum() / (k * (k - 1))
    found = _corrected(observed, float(scale * (pi * (1 - pi)).sum()))
    return Coefficient(
        found.value, found.observed, found.by_chance, _gwet_error(counts, near, pi, scale, found)
    )


def conger(units: Ints, raters: Ints, labels: Ints, *, n_classes: int) -> Coefficient:
    """Cohen's kappa for many raters: chance is each two raters' own habits, averaged over pairs.

    Args:
        units: Unit of each rating, values from 0.
        raters: Rater of each rating, values from 0.
        labels: Label of each rating, values in [0, n_classes).
        n_classes: Number of possible labels.

    Source: Conger (1980), Psychol. Bull. 88(2).
    """
    n_units = int(units.max()) + 1 if len(units) else 0
    counts = agreement.tabulate(units, labels, n_units=n_units, n_classes=n_classes)
    n_raters = int(raters.max()) + 1 if len(raters) else 0
    said = agreement.tabulate(raters, labels, n_units=n_raters, n_classes=n_classes)
    habits = said[said.sum(axis=1) > 0]
    if len(habits) < 2:
        return _corrected(float("nan"), 0.0)
    share = habits / habits.sum(axis=1, keepdims=True)
    r, total = len(share), share.sum(axis=0)
    by_chance = float((total**2).sum() - (share**2).sum()) / (r * (r - 1))
    return _corrected(_observed(counts, "none"), by_chance)


def nearness(n_classes: int, weights: Weights) -> Floats:
    """How far two labels count as the same, 1 on the diagonal, shape (n_classes, n_classes)."""
    steps = np.abs(np.subtract.outer(np.arange(n_classes), np.arange(n_classes)))
    last = max(1, n_classes - 1)
    by_kind = {
        "none": np.minimum(steps, 1),
        "linear": steps / last,
        "quadratic": (steps / last) ** 2,
        "ordinal": steps * (steps + 1) / (last * (last + 1)),
    }
    return np.asarray(1.0 - by_kind[weights])


def _observed(counts: Ints, weights: Weights) -> float:
    every = counts.sum(axis=1)
    counts = counts[every >= 2]
    return float(_agreement_of_units(counts, weights).mean()) if len(counts) else float("nan")


def _agreement_of_units(counts: Ints, weights: Weights) -> Floats:
    r = counts.sum(axis=1)
    near = nearness(counts.shape[1], weights)
    return np.asarray((counts * (counts @ near - 1)).sum(axis=1) / (r * (r - 1)))


def _shares(counts: Ints) -> Floats:
    r = counts.sum(axis=1)
    counts, r = counts[r > 0], r[r > 0]
    return np.asarray((counts / r[:, None]).mean(axis=0)) if len(r) else np.zeros(counts.shape[1])


def _corrected(observed: float, by_chance: float) -> Coefficient:
    if by_chance >= 1:  # one label throughout
        return Coefficient(observed, observed, by_chance)
    return Coefficient((observed - by_chance) / (1 - by_chance), observed, by_chance)


def _gwet_error(counts: Ints, near: Floats, pi: Floats, scale: float, found: Coefficient) -> float:
    n, r = len(counts), counts.sum(axis=1)
    several = r >= 2
    if n < 2 or not several.any() or found.by_chance >= 1:
        return float("nan")
    room = 1 - found.by_chance
    own = np.zeros(n)
    rated = counts[several]
    pairs = r[several] * (r[several] - 1)
    own[several] = (rated * (rated @ near - 1)).sum(axis=1) / pairs - found.by_chance
    own *= n / several.sum() / room
    chance = scale * (counts @ (1 - pi)) / r
    own -= 2 * (1 - found.value) * (chance - found.by_chance) / room
    return float(np.sqrt(((own - found.value) ** 2).sum() / (n * (n - 1))))
