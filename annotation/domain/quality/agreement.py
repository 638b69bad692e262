"""Agreement of raters: shares and Cohen's kappa, for two or for all with all.

The common input is a table of counts: how many raters gave unit u the label c. Everything is
counted in whole numbers and divided last, so that the order of units, raters and labels changes
nothing.
"""

import math
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int_]
Weights = Literal["none", "linear", "quadratic"]


class Pairs(NamedTuple):
    """Pairs of raters per unit, shape (n_units,) each."""

    agreeing: Ints
    all: Ints


def tabulate(units: Ints, labels: Ints, *, n_units: int, n_classes: int) -> Ints:
    """Count the labels of each unit.

    Args:
        units: Unit of each rating, values in [0, n_units).
        labels: Label of each rating, same shape, values in [0, n_classes).
        n_units: Number of units.
        n_classes: Number of possible labels; a tie is a label of its own.

    Returns:
        Counts, shape (n_units, n_classes).
    """
    cells = np.bincount(units * n_classes + labels, minlength=n_units * n_classes)
    return cells.reshape(n_units, n_classes)


def pairs(counts: Ints) -> Pairs:
    """Unordered pairs of raters in each unit, and how many of them gave the same label."""
    raters = counts.sum(axis=1)
    return Pairs((counts * (counts - 1)).sum(axis=1) // 2, raters * (raters - 1) // 2)


def exact_agreement(counts: Ints) -> float:
    """Share of pairs of raters that agree, over all units; nan when no unit has two raters."""
    agreeing, every = pairs(counts)
    return float(agreeing.sum() / every.sum()) if every.sum() else float("nan")


def cohen_kappa(a: Ints, b: Ints, *, n_classes: int, weights: Weights = "none") -> float:
    """Chance-corrected agreement of two raters on the same units.

    Args:
        a: Labels of the first rater, shape (n_units,), values in [0, n_classes).
        b: Labels of the second rater, same shape, units in the same order.
        n_classes: Number of possible labels.
        weights: How much a near miss counts, for ordered labels: none, linear or quadratic.

    Returns:
        Kappa in [-1, 1]; 0 is chance level. 1.0 if both gave one and the same label throughout;
        nan without any unit.

    Raises:
        ValueError: The arrays differ in shape.

    Source: Cohen (1960), Educ. Psychol. Meas. 20(1), eq. 1; Cohen (1968), Psychol. Bull. 70(4).
    """
    table = confusion(a, b, n_classes=n_classes)
    n = int(table.sum())
    if not n:
        return float("nan")
    apart = _distances(n_classes, weights)
    expected = int((np.outer(table.sum(axis=1), table.sum(axis=0)) * apart).sum())
    # One fraction of two whole numbers: all alike is 1.0 to the last bit.
    return (expected - n * int((table * apart).sum())) / expected if expected else 1.0


def cohen_interval(
    a: Ints, b: Ints, *, n_classes: int, weights: Weights = "none", confidence: float = 0.95
) -> tuple[float, float, float]:
    """Standard error of Cohen's kappa and the normal interval around it; nan without any unit.

    Source: Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72(5), eq. 10: for large samples.
    """
    table = confusion(a, b, n_classes=n_classes)
    n = int(table.sum())
    if not n:
        return float("nan"), float("nan"), float("nan")
    kappa = cohen_kappa(a, b, n_classes=n_classes, weights=weights)
    apart = _distances(n_classes, weights)
    near = 1 - apart / max(1, apart.max())
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    by_chance = float(rows @ near @ columns)
    if by_chance >= 1:  # one label throughout
        return 0.0, kappa, kappa
    marginal = (near @ columns)[:, None] + (rows @ near)[None, :]
    spread = float((p * (near - marginal * (1 - kappa)) ** 2).sum())
    spread -= (kappa - by_chance * (1 - kappa)) ** 2
    error = math.sqrt(max(0.0, spread) / n) / (1 - by_chance)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return error, max(-1.0, kappa - half), min(1.0, kappa + half)


def confusion(a: Ints, b: Ints, *, n_classes: int) -> Ints:
    """How often the first said the row and the second the column, shape (n_classes, n_classes)."""
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} and {b.shape}")
    cells = np.bincount(a * n_classes + b, minlength=n_classes * n_classes)
    return cells.reshape(n_classes, n_classes)


def matrix(units: Ints, raters: Ints, labels: Ints, *, n_raters: int) -> tuple[Ints, Ints]:
    """Each rater with each other: on how many units both gave a label, and the same one.

    Args:
        units: Unit of each rating; at most one rating per unit and rater.
        raters: Rater of each rating, values in [0, n_raters).
        labels: Label of each rating, not negative.
        n_raters: Number of raters.

    Returns:
        (same, both), each of shape (n_raters, n_raters) and symmetric.
    """
    if not len(units):
        return np.zeros((n_raters, n_raters), dtype=int), np.zeros((n_raters, n_raters), dtype=int)
    ones = np.ones(len(units), dtype=int)
    width = int(units.max()) + 1
    rated = sparse.csr_array((ones, (raters, units)), shape=(n_raters, width))
    said = sparse.csr_array(
        (ones, (raters, labels * width + units)), shape=(n_raters, width * (int(labels.max()) + 1))
    )
    return (said @ said.T).toarray(), (rated @ rated.T).toarray()


def _distances(n_classes: int, weights: Weights) -> Ints:
    steps = np.abs(np.subtract.outer(np.arange(n_classes), np.arange(n_classes)))
    return {"none": np.minimum(steps, 1), "linear": steps, "quadratic": steps**2}[weights]


def majority(counts: Ints) -> Ints:
    """The label most raters gave each unit; -1 where two labels are level or nobody rated."""
    if not counts.size:
        return np.full(len(counts), -1)
    best = counts.argmax(axis=1)
    top = counts.max(axis=1)
    level = (counts == top[:, None]).sum(axis=1) > 1
    return np.where(level | (top == 0), -1, best)
