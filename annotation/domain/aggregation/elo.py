"""Elo ratings: for a live display only, since they depend on the order of the verdicts."""

import numpy as np
from numpy.typing import NDArray

from annotation.domain.aggregation.comparisons import Comparisons

Floats = NDArray[np.float64]


def rate(table: Comparisons, *, k: float = 30.0, start: float = 1000.0) -> Floats:
    """Ratings after the verdicts in the order given, which should be that of time.

    Source: Elo (1978): r += k (outcome - 1 / (1 + 10^((r_other - r) / 400))).
    """
    ratings = [start] * table.n_options
    rows = zip(table.left.tolist(), table.right.tolist(), table.won.tolist(), strict=True)
    for left, right, won in rows:
        gap = (ratings[right] - ratings[left]) / 400
        gain = k * (won - 1 / (1 + 10**gap))
        ratings[left] += gain
        ratings[right] -= gain
    return np.array(ratings)


def mean(
    table: Comparisons, *, rng: np.random.Generator, shuffles: int = 100, k: float = 30.0,
    start: float = 1000.0,
) -> Floats:  # fmt: skip
    """The mean over random orders, where the order means nothing."""
    total = np.zeros(table.n_options)
    for _ in range(shuffles):
        at = rng.permutation(len(table.won))
        turned = Comparisons(table.left[at], table.right[at], table.won[at], table.n_options)
        total += rate(turned, k=k, start=start)
    return total / shuffles
