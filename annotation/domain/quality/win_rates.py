"""How often one side wins, from many verdicts of a judge and some of people.

A judge's raw win rate is never reported alone: it carries the judge's errors. Rogan–Gladen mends it
from the judge's two error rates, prediction-powered inference from the rows that both judged. Both
intervals carry both samples.
"""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality.figure import Figure, shown

Floats = NDArray[np.float64]


def rogan_gladen(
    wins: int, n: int, *, true_wins: tuple[int, int], true_losses: tuple[int, int],
    confidence: float = 0.95,
) -> Figure:  # fmt: skip
    """The win rate behind a judge's.

    Args:
        wins: The judge's wins among the n rows without a person's verdict.
        n: Rows judged by the judge alone.
        true_wins: Of the rows that people call a win: (those the judge calls a win, all).
        true_losses: Of the rows that people call a loss: (those the judge calls a loss, all).
        confidence: In (0, 1).

    Returns:
        θ = (p + sp - 1) / (se + sp - 1), kept in [0, 1], n being the judge's rows; no value when
        the judge is no better than a coin, se + sp ≤ 1, or a sample is empty.

    Source: Rogan & Gladen (1978), Am. J. Epidemiol. 107(1); interval as Lang & Reiczigel (2014),
    with a row of each kind added (Agresti–Coull); arXiv 2511.21140 for judges.
    """
    if not (n and true_wins[1] and true_losses[1]):
        return Figure(None, n=n, why_not="it needs wins and losses that people judged as well")
    p, se, sp = wins / n, true_wins[0] / true_wins[1], true_losses[0] / true_losses[1]
    if se + sp <= 1:
        return Figure(None, n=n, why_not="the judge is no better than a coin on the audited rows")
    value = corrected(p, sensitivity=se, specificity=sp)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    m, m1, m0 = n + z * z, true_wins[1] + 2, true_losses[1] + 2
    p, se, sp = (wins + z * z / 2) / m, (true_wins[0] + 1) / m1, (true_losses[0] + 1) / m0
    if se + sp <= 1:
        return shown(value, (0.0, 1.0), n=n)
    middle = corrected(p, sensitivity=se, specificity=sp)
    shift = 2 * z * z * (middle * se * (1 - se) / m1 - (1 - middle) * sp * (1 - sp) / m0)
    spread = (
        p * (1 - p) / m + (1 - middle) ** 2 * sp * (1 - sp) / m0 + middle**2 * se * (1 - se) / m1
    )
    half = z * math.sqrt(spread) / (se + sp - 1)
    low, high = middle + shift - half, middle + shift + half
    return shown(value, (min(value, max(0.0, low)), max(value, min(1.0, high))), n=n)


def corrected(p: float, *, sensitivity: float, specificity: float) -> float:
    """θ = (p + sp - 1) / (se + sp - 1), kept in [0, 1]; nan when se + sp = 1."""
    gain = sensitivity + specificity - 1
    return min(1.0, max(0.0, (p + specificity - 1) / gain)) if gain else float("nan")


def prediction_powered(
    y: Floats, judged: Floats, judged_only: Floats, *, power: float | None = None,
    confidence: float = 0.95,
) -> Figure:  # fmt: skip
    """The mean of people's verdicts over all rows, from few of them and the judge's on all.

    Valid for any judge; a useless one costs nothing but the gain when `power` is tuned.

    Args:
        y: People's verdicts, 1 win, 0 loss, 1/2 tie, shape (n,); rows drawn at random.
        judged: The judge's verdicts on the same rows.
        judged_only: The judge's verdicts on the other rows, shape (N,).
        power: λ; 1 is plain PPI, 0 ignores the judge, None picks the least variance (PPI++).
        confidence: In (0, 1).

    Returns:
        θ = λ mean(judged_only) + mean(y - λ judged), n being the people's verdicts. The interval is
        normal with var(y - λ judged)/n + λ² var(judged_only)/N.

    Source: Angelopoulos et al. (2023), arXiv 2301.09633; PPI++, arXiv 2311.01453, section 6.
    """
    n, more = len(y), len(judged_only)
    if len(judged) != n:
        raise ValueError(f"{n} verdicts of people, {len(judged)} of the judge on the same rows")
    if n < 2 or more < 2:
        return Figure(None, n=n, why_not="it needs two rows of people and two of the judge alone")
    if power is None:
        power = best_power(y, judged, judged_only)
    value = power * float(judged_only.mean()) + float((y - power * judged).mean())
    spread = float((y - power * judged).var()) / n + power**2 * float(judged_only.var()) / more
    half = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(spread)
    return shown(value, (value - half, value + half), n=n)


def best_power(y: Floats, judged: Floats, judged_only: Floats) -> float:
    """λ of the least variance, cov(y, judged) / ((1 + n/N) var(judged)), kept in [0, 1]."""
    n, more = len(y), len(judged_only)
    variance = float(np.concatenate([judged, judged_only]).var(ddof=1))
    if n < 2 or not variance:
        return 0.0
    shared = float(np.cov(y, judged, ddof=1)[0, 1])
    return min(1.0, max(0.0, shared / ((1 + n / more) * variance)))
