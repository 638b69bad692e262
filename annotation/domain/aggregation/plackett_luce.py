"""Plackett–Luce: strengths from whole rankings, the best drawn first, then the best of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from annotation.domain.aggregation.comparisons import Connection, connection

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
ROUNDS, SMALL = 200, 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Strengths in log-odds with mean 0, or why there are none."""

    scores: Floats | None  # shape (n_options,)
    covariance: Floats | None
    log_likelihood: float | None = None
    n: int = 0  # rankings of two options or more
    note: str = ""
    why_not: str = ""

    def against(self, option: int) -> tuple[Floats, Floats]:
        """Scores and their standard errors with this option's set to 0."""
        assert self.scores is not None
        assert self.covariance is not None
        own = np.diag(self.covariance)
        spread = own + own[option] - 2 * self.covariance[option]
        return self.scores - self.scores[option], np.sqrt(np.maximum(spread, 0))


def fit(rankings: Sequence[Sequence[int]], *, n_options: int, ridge: float = 0.0) -> Ranked:
    """The strengths of the greatest likelihood, by Newton's method.

    Args:
        rankings: Options best first, each without ties and without repetition; any subset.
        n_options: Number of options.
        ridge: Precision of a normal prior. With 0 there is no score unless every option is ranked
            before and behind others through and through; `why_not` says which are not.

    Returns:
        Log-likelihood Σ_rankings Σ_k [s_{o_k} - log Σ_{j ≥ k} e^{s_{o_j}}].

    Raises:
        ValueError: A ranking names an option twice, or one that does not exist.

    Source: Plackett (1975), J. R. Stat. Soc. C 24(2); Luce (1959).
    """
    used = [_checked(r, n_options) for r in rankings if len(r) >= 2]
    if not used:
        return Ranked(None, None, why_not="no ranking has two options")
    order = _padded(used)
    linked = _connection(order, n_options)
    if not linked.whole and not ridge:
        return Ranked(None, None, n=len(used), why_not=linked.sentence())
    scores, value, curvature = _newton(order, n_options, ridge)
    inverse = np.linalg.inv(curvature + 1 / n_options) - (0 if ridge else 1 / n_options)
    note = "" if linked.whole else f"held together by a prior, since {linked.sentence()}"
    covariance = np.asarray(inverse, dtype=np.float64)
    return Ranked(scores - scores.mean(), covariance, value, len(used), note)


def _checked(ranking: Sequence[int], n_options: int) -> list[int]:
    if len(set(ranking)) < len(ranking):
        raise ValueError(f"A ranking names an option twice: {list(ranking)}.")
    if min(ranking) < 0 or max(ranking) >= n_options:
        raise ValueError(f"A ranking names an option outside of the {n_options}: {list(ranking)}.")
    return list(ranking)


def _newton(order: Ints, n_options: int, ridge: float) -> tuple[Floats, float, Floats]:
    """Scores, log-likelihood and curvature at the top."""
    scores = np.zeros(n_options)
    value, slope, curvature = _at(scores, order, ridge)
    for _ in range(ROUNDS):
        step = np.linalg.solve(curvature + 1 / n_options, slope)
        size = 1.0
        while True:
            there = _at(scores + size * step, order, ridge)
            if there[0] >= value - 1e-9 or size < 1e-6:
                break
            size /= 2
        scores = scores + size * step
        value, slope, curvature = there
        if np.abs(step).max() < SMALL:
            break
    return scores, value, curvature


def _padded(rankings: list[list[int]]) -> Ints:
    """Shape (n_rankings, longest), -1 behind the last."""
    longest = max(map(len, rankings))
    return np.array([r + [-1] * (longest - len(r)) for r in rankings])


def _connection(order: Ints, n_options: int) -> Connection:
    ahead, behind = order[:, :-1], order[:, 1:]  # neighbours suffice: the rest follows
    there = behind >= 0
    return connection(ahead[there], behind[there], n_options=n_options)


def _at(scores: Floats, order: Ints, ridge: float) -> tuple[float, Floats, Floats]:
    """Log-likelihood, gradient, curvature."""
    n, there = len(scores), order >= 0
    s = np.where(there, scores[order], -np.inf)
    value = -ridge / 2 * float(scores @ scores)
    slope, curvature = -ridge * scores, ridge * np.eye(n)
    for k in range(order.shape[1] - 1):  # the k-th choice, among those from k on
        rows = there[:, k + 1]
        left, options = s[rows, k:], order[rows, k:]
        whole = special.logsumexp(left, axis=1)
        value += float((left[:, 0] - whole).sum())
        p = np.exp(left - whole[:, None])  # 0 where nothing is left
        slope += np.bincount(options[:, 0], minlength=n)
        share = np.zeros((len(options), n))
        some = options >= 0
        share[np.nonzero(some)[0], options[some]] = p[some]
        slope -= share.sum(axis=0)
        curvature += np.diag(share.sum(axis=0)) - share.T @ share
    return value, slope, curvature
