"""Bradley–Terry that knows its raters: some judge, some click a side.

P(left wins) = g σ(s_left - s_right) + (1 - g) q, with g the share of a rater's verdicts given in
earnest and q how often they choose the left otherwise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from annotation.domain.aggregation.comparisons import Comparisons

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
PART = 100_000  # rows of the first climb
BLOCK = 1 << 15  # rows worked on at once: what they need stays in the processor's cache


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Normal priors that keep everything finite: a disconnected pool is ranked near 0."""

    score_precision: float = 0.1
    earnest: float = 2.0  # logit: nine verdicts of ten in earnest
    earnest_precision: float = 0.25
    side_precision: float = 0.25  # around logit 0: no side


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """What was found."""

    scores: Floats | None  # shape (n_options,), mean 0, log-odds
    earnest: Floats  # g of each rater, (0, 1); near the prior's for one with few verdicts
    left: Floats  # q of each rater, (0, 1)
    converged: bool = True
    why_not: str = ""


def fit(
    table: Comparisons, raters: Ints, *, n_raters: int, prior: Prior | None = None,
    rounds: int = 500,
) -> Rated:  # fmt: skip
    """The most probable scores and raters, by L-BFGS with the exact gradient.

    Args:
        table: The verdicts; a tie is half a win for each side.
        raters: Who gave each verdict, values in [0, n_raters).
        n_raters: Number of raters.
        prior: How sure one is beforehand.
        rounds: At most so many.

    Source: Chen et al. (2013), WSDM, "Pairwise ranking aggregation in a crowdsourced setting", with
    a side per rater. crowd-kit 1.4.2's gradient for it is wrong; ours is checked in a test.
    """
    prior = prior or Prior()
    if not len(table.won):
        empty = np.full(n_raters, np.nan)
        return Rated(None, empty, empty, why_not="there is no verdict between two options")
    rows = votes(table, raters, n_raters=n_raters)
    theta = np.zeros(table.n_options + 2 * n_raters)
    theta[table.n_options : table.n_options + n_raters] = prior.earnest
    if len(rows.weight) > 2 * PART:  # most of the way on a part of the rows
        theta, _ = _climb(theta, _every(rows, len(rows.weight) // PART), prior, rounds)
    theta, converged = _climb(theta, rows, prior, rounds)
    n = table.n_options
    scores = theta[:n]
    return Rated(
        scores=scores - scores.mean(),
        earnest=np.asarray(special.expit(theta[n : n + n_raters])),
        left=np.asarray(special.expit(theta[n + n_raters :])),
        converged=converged,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Verdicts turned so that the winner comes first; a tie is two of half the weight."""

    winner: Ints
    loser: Ints
    raters: Ints
    side: Ints  # rater if the winner stood on the left, else n_raters + rater
    weight: Floats
    n_options: int
    n_raters: int


def votes(table: Comparisons, raters: Ints, *, n_raters: int) -> Votes:
    """Turn and split the verdicts once, so that each step of the search has less to do."""
    left, right = np.flatnonzero(table.won > 0), np.flatnonzero(table.won < 1)
    who = np.concatenate([raters[left], raters[right]])
    return Votes(
        winner=np.concatenate([table.left[left], table.right[right]]),
        loser=np.concatenate([table.right[left], table.left[right]]),
        raters=who,
        side=np.concatenate([raters[left], n_raters + raters[right]]),
        weight=np.concatenate([table.won[left], 1 - table.won[right]]),
        n_options=table.n_options,
        n_raters=n_raters,
    )


def _every(rows: Votes, step: int) -> Votes:
    return Votes(
        rows.winner[::step], rows.loser[::step], rows.raters[::step], rows.side[::step],
        rows.weight[::step], rows.n_options, rows.n_raters,
    )  # fmt: skip


def _climb(theta: Floats, rows: Votes, prior: Prior, rounds: int) -> tuple[Floats, bool]:
    """The most probable point near this one, and whether the search ended there by itself."""
    # A rater's side bends the posterior a thousand times less than a score: measured in units of
    # its own uncertainty every direction is alike, and the search takes a third of the steps.
    unit = 1 / np.sqrt(_bend(theta, rows, prior))

    def scaled(z: Floats) -> tuple[float, Floats]:
        value, grad = loss(z * unit, rows, prior)
        return value, grad * unit

    found = optimize.minimize(
        scaled, theta / unit, jac=True, method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 20, "ftol": 1e-8, "gtol": 1e-2},
    )  # fmt: skip
    return np.asarray(found.x * unit), bool(found.success)


def _bend(theta: Floats, rows: Votes, prior: Prior) -> Floats:
    """Diagonal of the outer product of gradients, a stand-in for the curvature."""
    n, r = rows.n_options, rows.n_raters
    g, q = special.expit(theta[n : n + r]), special.expit(theta[n + r :])
    own, side = g[rows.raters], np.concatenate([q, 1 - q])[rows.side]
    s = special.expit(theta[rows.winner] - theta[rows.loser])
    p = np.maximum(side + own * (s - side), 1e-300)
    by_score = rows.weight * (own * s * (1 - s) / p) ** 2
    scores = np.bincount(rows.winner, weights=by_score, minlength=n)
    scores += np.bincount(rows.loser, weights=by_score, minlength=n)
    by_g = rows.weight * ((s - side) / p) ** 2
    by_q = rows.weight * ((1 - own) / p) ** 2
    return np.concatenate([
        scores + prior.score_precision,
        np.bincount(rows.raters, weights=by_g, minlength=r) * (g * (1 - g)) ** 2
        + prior.earnest_precision,
        np.bincount(rows.raters, weights=by_q, minlength=r) * (q * (1 - q)) ** 2
        + prior.side_precision,
    ])  # fmt: skip


def loss(theta: Floats, rows: Votes, prior: Prior) -> tuple[float, Floats]:
    """Minus the log-posterior, and its gradient; theta = scores, logit g, logit q."""
    n, r = rows.n_options, rows.n_raters
    score, g_logit, q_logit = theta[:n], theta[n : n + r], theta[n + r :]
    g, q = special.expit(g_logit), special.expit(q_logit)
    value, by_score, by_g, by_q = 0.0, np.zeros(n), np.zeros(r), np.zeros(2 * r)
    for at in range(0, len(rows.weight), BLOCK):
        part = slice(at, at + BLOCK)
        value += _block(
            score, g, np.concatenate([q, 1 - q]), rows, part, by_score=by_score, by_g=by_g,
            by_q=by_q,
        )  # fmt: skip
    by_side = (by_q[:r] - by_q[r:]) * q * (1 - q)
    grad = np.concatenate([by_score, by_g * g * (1 - g), by_side])
    off = (score, g_logit - prior.earnest, q_logit)
    weights = (prior.score_precision, prior.earnest_precision, prior.side_precision)
    value += sum(w * float(x @ x) / 2 for w, x in zip(weights, off, strict=True))
    grad += np.concatenate([w * x for w, x in zip(weights, off, strict=True)])
    return value, grad


def _block(
    score: Floats, g: Floats, sides: Floats, rows: Votes, part: slice,
    *, by_score: Floats, by_g: Floats, by_q: Floats,
) -> float:  # fmt: skip
    """Minus the log-likelihood of some rows; adds their gradients to what it is given."""
    winner, loser, raters, side = (
        column[part] for column in (rows.winner, rows.loser, rows.raters, rows.side)
    )
    own, q = g[raters], sides[side]
    s = special.expit(score[winner] - score[loser])
    ahead = s - q
    p = np.maximum(q + own * ahead, 1e-300)
    slope = -rows.weight[part] / p
    pulled = slope * own
    pull = pulled * s * (1 - s)
    by_score += np.bincount(winner, weights=pull, minlength=len(score))
    by_score -= np.bincount(loser, weights=pull, minlength=len(score))
    by_g += np.bincount(raters, weights=slope * ahead, minlength=len(g))
    by_q += np.bincount(side, weights=slope - pulled, minlength=len(sides))
    return -float(rows.weight[part] @ np.log(p))
