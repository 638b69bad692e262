"""Shares from rows that were drawn with different, known chances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import intervals


@dataclass(frozen=True, slots=True)
class Weighted:
    """A share with its interval; `size` is how many equally likely rows would tell as much."""

    value: float
    low: float
    high: float
    size: float  # (Σ w)² / Σ w²


def hajek(
    hits: NDArray[np.float64], propensities: NDArray[np.float64], *, confidence: float = 0.95
) -> Weighted | None:
    """Σ (hit / π) / Σ (1 / π), Wilson's interval at the effective size; None without any row.

    Args:
        hits: Shape (n,), 0 or 1.
        propensities: Shape (n,), the chance with which each row was drawn, (0, 1].
        confidence: In (0, 1).

    Raises:
        ValueError: A propensity is not in (0, 1].

    Source: Hájek (1971); effective size: Kish (1965), Survey Sampling, section 11.7.
    """
    if not len(hits):
        return None
    if not ((propensities > 0) & (propensities <= 1)).all():
        raise ValueError("propensities are above 0 and at most 1")
    weights = 1 / propensities
    value = float(np.dot(weights, hits) / weights.sum())
    size = float(weights.sum() ** 2 / np.dot(weights, weights))
    n = max(1, round(size))
    low, high = intervals.wilson(round(value * n), n, confidence=confidence)
    return Weighted(value, low, high, size)
