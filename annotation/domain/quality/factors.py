"""Which properties of a response win: for people and for a judge, side by side.

A factor is any number about a response (length, lists, assertiveness …) or a principle that says
which of two responses it favours.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import logistic
from annotation.domain.quality.figure import Figure, shown

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Principle:
    """How well a principle reconstructs the verdicts."""

    relevance: float  # share of pairs on which it says something
    accuracy: float  # of those, share right; 1/2 when it says nothing
    kappa: float  # 2 (accuracy - 1/2): its votes know no order
    strength: float  # kappa · relevance


def principle(agree: int, disagree: int, silent: int) -> Principle:
    """Measures of Feedback Forensics.

    Args:
        agree: Pairs on which the principle favours the winner.
        disagree: The loser.
        silent: Neither, or it does not apply.
    """
    said = agree + disagree
    every = said + silent
    relevance = said / every if every else 0.0
    accuracy = agree / said if said else 0.5
    kappa = (agree - disagree) / said if said else 0.0
    return Principle(relevance, accuracy, kappa, (agree - disagree) / every if every else 0.0)


def drive(difference: Floats, preferred: Floats) -> Figure:
    """τ: does more of it win? 1 always, -1 always loses, 0 no matter.

    Args:
        difference: Of the factor, second response minus first, shape (n,); nan is left out.
        preferred: -1 first, 0 tie, 1 second.

    Returns:
        (concordant - discordant) / n with a normal interval; ties of either kind count as 0.

    Source: PROFILE, arXiv 2410.06965, section 3.
    """
    use = ~np.isnan(difference) & ~np.isnan(preferred)
    n = int(use.sum())
    if n < 2:
        return Figure(None, n=n, why_not="fewer than two pairs were judged")
    score = np.sign(difference[use]) * np.sign(preferred[use])
    value = float(score.mean())
    half = 1.96 * float(score.std(ddof=1)) / np.sqrt(n)
    return shown(value, (max(-1.0, value - half), min(1.0, value + half)), n=n)


@dataclass(frozen=True, slots=True)
class Explained:
    """A logistic regression of the overall verdict on differences of factors."""

    weights: list[Figure]  # log-odds per standard deviation of each factor
    share: float | None  # of the uncertainty that the factors explain (McFadden), [0, 1]
    n: int
    why_not: str = ""


def explain(differences: Floats, preferred: Floats) -> Explained:
    """What of the overall preference the aspects, length, assertiveness … together account for.

    Args:
        differences: Second minus first response, shape (n_pairs, n_factors); rows with nan are out.
        preferred: 1 second, -1 first; ties are left out.

    Returns:
        Weights with Wald intervals. Without an intercept: the order of responses means nothing.
        A ridge of one pair in a hundred keeps them finite where a factor decides everything.
    """
    use = ~np.isnan(differences).any(axis=1) & (preferred != 0) & ~np.isnan(preferred)
    x, y = differences[use], preferred[use] > 0
    n, k = x.shape
    if n < 10 * max(1, k):
        why = f"{k} factors need {10 * max(1, k)} decided pairs; there are {n}"
        return Explained([Figure(None, n=n, why_not=why)] * k, None, n, why)
    scale = np.sqrt((x**2).mean(axis=0))
    x = x / np.where(scale > 0, scale, 1)
    found = logistic.fit(x, y)
    half = 1.96 * found.errors
    constant = "all pairs are alike in this"
    weights = [
        shown(float(w), (float(w - h), float(w + h)), n=n)
        if s > 0
        else Figure(None, n=n, why_not=constant)
        for w, h, s in zip(found.weights, half, scale, strict=True)
    ]
    return Explained(weights, max(0.0, 1 - found.loss / (n * np.log(2))), n)
