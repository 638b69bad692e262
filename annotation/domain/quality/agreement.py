"""Agreement of raters on nominal labels.

The common input is a table of counts: how many raters gave unit u the label c. Everything is
counted in whole numbers and divided last, so that the order of units, raters and labels changes
nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int_]


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


def krippendorff_alpha(counts: Ints) -> float:
    """Krippendorff's alpha for nominal labels, any number of raters, any missing.

    Args:
        counts: Table of counts, shape (n_units, n_classes); units with one rating are skipped.

    Returns:
        Alpha, 1 for perfect agreement, 0 for chance; 1.0 by convention when one label was given
        throughout; nan when no unit has two ratings.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section D.
    """
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return float("nan")
    raters = counts.sum(axis=1)
    totals = counts.sum(axis=0)
    n = int(totals.sum())
    differing = raters**2 - (counts**2).sum(axis=1)  # ordered pairs within a unit
    observed = sum(int(differing[raters == m].sum()) / (int(m) - 1) for m in np.unique(raters))
    expected = n * n - int((totals**2).sum())
    return 1.0 - observed * (n - 1) / expected if expected else 1.0


def cohen_kappa(a: Ints, b: Ints, *, n_classes: int) -> float:
    """Chance-corrected agreement of two raters on the same units.

    Args:
        a: Labels of the first rater, shape (n_units,), values in [0, n_classes).
        b: Labels of the second rater, same shape, units in the same order.
        n_classes: Number of possible labels.

    Returns:
        Kappa in [-1, 1]; 0 is chance level. 1.0 if both gave one and the same label throughout;
        nan without any unit.

    Raises:
        ValueError: The arrays differ in shape.

    Source: Cohen (1960), Educ. Psychol. Meas. 20(1), eq. 1.
    """
    if a.shape != b.shape:
        raise ValueError(f"shapes differ: {a.shape} and {b.shape}")
    n = len(a)
    if not n:
        return float("nan")
    same = int((a == b).sum())
    by_chance = int(
        (np.bincount(a, minlength=n_classes) * np.bincount(b, minlength=n_classes)).sum()
    )
    if by_chance == n * n:
        return 1.0
    return (n * same - by_chance) / (n * n - by_chance)


def majority(counts: Ints) -> Ints:
    """The label most raters gave each unit; -1 where two labels are level or nobody rated."""
    if not counts.size:
        return np.full(len(counts), -1)
    best = counts.argmax(axis=1)
    top = counts.max(axis=1)
    level = (counts == top[:, None]).sum(axis=1) > 1
    return np.where(level | (top == 0), -1, best)
