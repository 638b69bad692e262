"""Soft labels: the votes kept as shares, for those who train on disagreement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
CONTESTED = 0.8  # entropy from which an item is worth a look, in [0, 1]


@dataclass(frozen=True, slots=True, eq=False)
class Soft:
    """One row an item."""

    shares: Floats  # shape (n_items, n_classes), rows sum to 1; nan where nobody voted
    n: Ints  # votes
    entropy: Floats  # [0, 1]: 0 unanimous, 1 all labels equally often; nan where nobody voted


def labels(counts: Ints, *, smoothing: float = 0.0) -> Soft:
    """Votes per item and label → shares.

    Args:
        counts: Shape (n_items, n_classes).
        smoothing: Votes added to every label; 1 gives the mean of the posterior under a uniform
            prior.
    """
    n, k = counts.sum(axis=1), counts.shape[1]
    there = n > 0
    whole = np.where(there, n + k * smoothing, 1)[:, None]
    shares = np.where(there[:, None], (counts + smoothing) / whole, np.nan)
    logs = np.log(np.where(shares > 0, shares, 1))
    entropy = -(shares * logs).sum(axis=1) / np.log(k) if k > 1 else np.where(there, 0.0, np.nan)
    return Soft(shares, n, np.abs(entropy))
