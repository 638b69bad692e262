"""Krippendorff's alpha: any number of raters, any missing, four kinds of labels.

Use it for the agreement of all raters at once. Nominal for categories without an order; ordinal
also for b < tie < a and for ratings; interval and ratio for numbers.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
CELLS = 4_000_000  # numbers held at once while bootstrapping: 32 MB


def alpha(counts: Ints, *, level: Level = "nominal", values: Floats | None = None) -> float:
    """One minus the observed over the expected disagreement.

    Args:
        counts: How many raters gave unit u the label c, shape (n_units, n_classes); for ordered
            levels the columns are in order. Units with one rating are skipped.
        level: What the distance of two labels is.
        values: The number behind each label, for interval and ratio; 0, 1, 2 … when left out.

    Returns:
        Alpha, 1 for perfect agreement, 0 for chance; 1.0 by convention when one label was given
        throughout; nan when no unit has two ratings.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, sections D and E.
    """
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return float("nan")
    raters, totals = counts.sum(axis=1), counts.sum(axis=0)
    apart = _distances(totals[None], level, values)[0]
    observed = 0.0
    for m in np.unique(raters):
        same = counts[raters == m].astype(float)
        pairs = same.T @ same - np.diag(same.sum(axis=0))  # ordered pairs: whole numbers
        # Divided last, so that the order of units and labels changes not even the last bit.
        observed += float((pairs * apart).sum()) / (int(m) - 1)
    expected = float((np.outer(totals, totals) * apart).sum())
    return 1.0 - observed * (int(totals.sum()) - 1) / expected if expected else 1.0


def by_unit(counts: Ints, *, level: Level = "nominal", values: Floats | None = None) -> Floats:
    """Each unit's own alpha: one minus its disagreement over the expected of all units.

    Their mean, weighed by the number of ratings, is `alpha`: a unit below 0 is disagreed on more
    than labels drawn at random would be.

    Args:
        counts: As for `alpha`, shape (n_units, n_classes).
        level: As for `alpha`.
        values: As for `alpha`.

    Returns:
        Shape (n_units,), at most 1; nan for a unit with fewer than two ratings.
    """
    found = np.full(len(counts), np.nan)
    pairable = counts.sum(axis=1) >= 2
    some = counts[pairable]
    if not len(some):
        return found
    totals = some.sum(axis=0)
    apart = _distances(totals[None], level, values)[0]
    n = int(totals.sum())
    expected = float((np.outer(totals, totals) * apart).sum()) / (n * (n - 1))
    observed = _unit_coincidences(some) @ apart.ravel() / some.sum(axis=1)
    found[pairable] = 1.0 - observed / expected if expected else 1.0
    return found


def interval(
    counts: Ints,
    *,
    rng: np.random.Generator,
    level: Level = "nominal",
    values: Floats | None = None,
    repeats: int = 1000,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Percentile bootstrap of alpha, drawing whole units; (nan, nan) when alpha is nan.

    Args:
        counts: As for `alpha`.
        rng: Source of the draws: the same state gives the same interval.
        level: As for `alpha`.
        values: As for `alpha`.
        repeats: Number of bootstrap samples.
        confidence: In (0, 1).
    """
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return float("nan"), float("nan")
    # Units with the same counts are interchangeable, and there are few kinds of them.
    kinds, sizes = np.unique(counts, axis=0, return_counts=True)
    k = counts.shape[1]
    rows = _unit_coincidences(kinds)
    found = []
    for start in range(0, repeats, step := max(1, CELLS // (len(kinds) + k * k))):
        drawn = rng.multinomial(
            len(counts), sizes / len(counts), size=min(step, repeats - start)
        ).astype(float)
        pairs = (drawn @ rows).reshape(-1, k, k)
        found.append(_from_coincidences(pairs, drawn @ kinds, level, values))
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.concatenate(found), [tail, 1 - tail])
    return float(low), float(high)


def _unit_coincidences(counts: Ints) -> Floats:
    """o_ck of each unit, shape (n_units, n_classes²)."""
    pairs = counts[:, :, None] * counts[:, None, :]
    k = counts.shape[1]
    pairs[:, np.arange(k), np.arange(k)] -= counts
    rows: Floats = pairs.reshape(len(counts), -1) / (counts.sum(axis=1) - 1)[:, None]
    return rows


def _from_coincidences(pairs: Floats, totals: Ints, level: Level, values: Floats | None) -> Floats:
    """Alpha of each of a stack of coincidence tables (s, k, k) with their label totals (s, k)."""
    apart = _distances(totals, level, values)
    n = totals.sum(axis=1)
    observed = (pairs * apart).sum(axis=(1, 2)) * (n - 1)
    expected = (totals[:, :, None] * totals[:, None, :] * apart).sum(axis=(1, 2))
    some = expected > 0
    return np.where(some, 1 - observed / np.where(some, expected, 1), 1.0)


def _distances(totals: Ints, level: Level, values: Floats | None) -> Floats:
    """Squared distance of each two labels, shape (s, k, k) or (1, k, k)."""
    k = totals.shape[1]
    if level == "nominal":
        return 1.0 - np.eye(k)[None]
    if level == "ordinal":
        # Between c and k lie all labels ranked between them, and half of each end.
        middle = totals.cumsum(axis=1) - totals / 2
        return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)
    x = np.arange(k, dtype=float) if values is None else np.asarray(values, dtype=float)
    gap, size = x[:, None] - x[None, :], x[:, None] + x[None, :]
    if level == "interval":
        return np.asarray(gap**2)[None]
    return np.asarray(np.where(gap == 0, 0.0, gap / np.where(size == 0, 1, size)) ** 2)[None]
