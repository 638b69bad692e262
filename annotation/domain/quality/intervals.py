"""Intervals for shares: what a number from few items is worth."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy import special


def wilson(hits: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share; (nan, nan) without any trial.

    Args:
        hits: Successes, in [0, n].
        n: Independent trials; of trials in clusters, as many as they are worth (`independent`).
        confidence: In (0, 1).

    Raises:
        ValueError: hits is not between 0 and n.

    Source: Wilson (1927), J. Am. Stat. Assoc. 22(158).
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    if n == 0:
        return float("nan"), float("nan")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p, z2 = hits / n, z * z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # At 0 and n the bound is exactly 0 or 1; rounding must not step over it.
    return (0.0 if hits == 0 else max(0.0, middle - half)), (
        1.0 if hits == n else min(1.0, middle + half)
    )


def clopper_pearson(hits: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of a share: never too narrow, for small n and for guarantees.

    Args:
        hits: Successes, in [0, n].
        n: Independent trials; (nan, nan) without any.
        confidence: In (0, 1).

    Raises:
        ValueError: hits is not between 0 and n.

    Source: Clopper & Pearson (1934), Biometrika 26(4), by quantiles of the beta distribution.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    if n == 0:
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else float(special.betaincinv(hits, n - hits + 1, tail))
    high = 1.0 if hits == n else float(special.betaincinv(hits + 1, n - hits, 1 - tail))
    return low, high


def binomial_p(hits: float, n: float) -> float:
    """Two-sided p-value of `hits` in n tosses of a fair coin; 1.0 without any toss.

    Between whole numbers, which trials in clusters may be worth, by the incomplete beta function.
    """
    fewer = min(hits, n - hits)
    if fewer >= n - fewer:
        return 1.0
    return min(1.0, 2 * float(special.betainc(n - fewer, fewer + 1, 0.5)))


def independent(hits: NDArray[np.bool_], clusters: NDArray[np.int_]) -> float:
    """How many independent trials these are worth; at most as many as there are.

    Trials over the design effect: the variance of their share from cluster to cluster, over that of
    as many tosses. Where all hit or all miss nothing varies, and clusters are taken for tosses.

    Args:
        hits: Of each trial, shape (n,).
        clusters: Whose it is, shape (n,): what is not independent has the same number.

    Source: Kish (1965), Survey Sampling; for intervals of shares Korn & Graubard (1998), Survey
    Methodology 24(2).
    """
    n = len(hits)
    _, index, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    if len(sizes) < 2:
        return float(len(sizes))
    share = float(hits.mean())
    if share in (0.0, 1.0):
        return n * n / float(sizes @ sizes)
    off = np.bincount(index, hits) - share * sizes
    between = len(sizes) / (len(sizes) - 1) * float(off @ off) / n**2
    return n * min(1.0, share * (1 - share) / (n - 1) / between) if between else float(n)


def discoveries(p: NDArray[np.float64], *, dependent: bool = False) -> NDArray[np.float64]:
    """p-values adjusted for looking at many: below q means a share of at most q false alarms.

    Args:
        p: p-values, shape (n,).
        dependent: Benjamini–Yekutieli, valid under any dependence; else Benjamini–Hochberg.

    Source: Benjamini & Hochberg (1995); Benjamini & Yekutieli (2001), Ann. Stat. 29(4).
    """
    n = len(p)
    if not n:
        return p
    order = np.argsort(p, kind="stable")
    ranks = np.arange(1, n + 1)
    factor = (1 / ranks).sum() if dependent else 1.0
    scaled = p[order] * n * factor / ranks
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


def bootstrap_share(
    hits: NDArray[np.int_],
    totals: NDArray[np.int_],
    *,
    rng: np.random.Generator,
    repeats: int = 1000,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Percentile bootstrap of Σ hits / Σ totals, drawing whole items.

    Judgments of one item are not independent, items are: so items are drawn, not judgments.

    Args:
        hits: Successes per item, shape (n_items,), each in [0, total of the item].
        totals: Trials per item, same shape.
        rng: Source of the draws: the same state gives the same interval.
        repeats: Number of bootstrap samples.
        confidence: In (0, 1).

    Returns:
        Lower and upper bound in [0, 1]; (nan, nan) when no item has a trial.
    """
    hits, totals = hits[totals > 0], totals[totals > 0]
    n = len(totals)
    if n == 0:
        return float("nan"), float("nan")
    # Items of one and the same (hits, total) are interchangeable, and there are few kinds of them:
    # to draw n items is to draw how many of each kind, cheap even for a million items.
    kinds, sizes = np.unique(np.stack([hits, totals]), axis=1, return_counts=True)
    drawn = rng.multinomial(n, sizes / n, size=repeats)
    shares = (drawn @ kinds[0]) / (drawn @ kinds[1])
    tail = (1 - confidence) / 2
    low, high = np.quantile(shares, [tail, 1 - tail])
    return float(low), float(high)
