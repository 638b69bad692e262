"""A logistic regression without an intercept: the order of two responses means nothing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Weights in log-odds."""

    weights: Floats  # shape (k,)
    errors: Floats  # standard errors, same shape
    loss: float  # minus the log-likelihood


def fit(x: Floats, y: NDArray[np.bool_], *, clusters: NDArray[np.int_] | None = None) -> Fit:
    """Newton's method.

    Args:
        x: Differences in units of about 1, shape (n, k).
        y: Which of two won, shape (n,).
        clusters: Verdicts on one pair are not independent: its number for each, [0, n_clusters),
            of which there are two at least. Errors are then by cluster; else from the curvature.

    A ridge of one row in a hundred keeps weights finite where a column decides everything.

    Source: Liang & Zeger (1986), Biometrika 73(1), for errors by cluster.
    """
    n, k = x.shape
    ridge = np.eye(k) * n / 100 / 4
    curve, b = ridge, np.zeros(k)
    for _ in range(100):
        p = special.expit(x @ b)
        curve = x.T @ (x * (p * (1 - p))[:, None]) + ridge
        step = np.linalg.solve(curve, x.T @ (y - p) - ridge @ b)
        b = b + step
        if np.abs(step).max(initial=0) < 1e-10:
            break
    spread = np.linalg.inv(curve)
    if clusters is not None:
        off = x * (y - special.expit(x @ b))[:, None]
        sums = np.stack([np.bincount(clusters, weights=column) for column in off.T])
        groups = sums.shape[1]
        spread = spread @ (sums @ sums.T) @ spread * (groups / (groups - 1))
    loss = float(np.logaddexp(0, np.where(y, -1, 1) * (x @ b)).sum())
    return Fit(b, np.sqrt(np.diag(spread)), loss)
