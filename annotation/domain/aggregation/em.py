"""What the methods share that estimate truth and raters in turn (expectation–maximisation).

The votes are one sparse table, items × (rater, label): an expectation step is a product of it with
the log-probabilities of saying each label, a maximisation step a product of its transpose with the
posterior.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from annotation.domain.aggregation.base import Floats, Learnt, Pooled, Table, learnt, pick
from annotation.domain.aggregation.majority import Majority

TINY = 1e-300  # log 0 as a very small number: an impossible vote stays comparable


def votes(table: Table) -> sparse.csr_array:
    """Votes per item and (rater, label), shape (n_items, n_raters · n_classes)."""
    columns = table.raters * table.n_classes + table.labels
    shape = (table.n_items, table.n_raters * table.n_classes)
    return sparse.csr_array((np.ones(len(columns)), (table.items, columns)), shape=shape)


def counted(table: Table) -> Pooled | None:
    """The counted labels when no item has a second vote, else None.

    Nothing then says who is right: a model would explain rare labels away as errors.
    """
    if table.counts().sum(axis=1).max() > 1:
        return None
    found = Majority().pool(table)
    unknown = np.full(table.n_raters, np.nan)
    return replace(
        found,
        reliability=unknown,
        warnings=("No item has two votes, so raters cannot be compared: votes were counted.",),
    )


def shares(table: Table) -> Floats:
    """Each item's votes as shares; uniform without a vote: where most methods start."""
    counts = table.counts()
    n = counts.sum(axis=1, keepdims=True)
    return np.where(n > 0, counts / np.maximum(n, 1), 1 / table.n_classes)


def expect(cells: sparse.csr_array, said: Floats, shares_of: Floats) -> tuple[Floats, float]:
    """Posterior of each item, and the log-likelihood of all votes.

    Args:
        cells: What `votes` gives.
        said: P(rater says column | truth is row), shape (n_raters, n_classes, n_classes).
        shares_of: Share of each label, shape (n_classes,).
    """
    k = len(shares_of)
    per_vote = np.log(np.maximum(said, TINY)).transpose(0, 2, 1).reshape(-1, k)
    joint = cells @ per_vote + np.log(np.maximum(shares_of, TINY))
    # Column by column, of which there are few: scipy's logsumexp over rows took ten times as long.
    top = reduce(np.maximum, joint.T)
    weight = np.exp(joint - top[:, None])
    whole = reduce(np.add, weight.T)
    return weight / whole[:, None], float((top + np.log(whole)).sum())


def prior(table: Table, posterior: Floats, *, smoothing: float) -> Floats:
    """Share of each label over the items somebody voted on, with so many items added to each."""
    voted = np.bincount(table.items, minlength=table.n_items) > 0
    n = posterior[voted].sum(axis=0) + smoothing
    return np.asarray(n / n.sum())


Maximise = Callable[[Floats], tuple[Floats, Floats]]


def run(
    table: Table, maximise: Maximise, cells: sparse.csr_array, *, rounds: int, tolerance: float
) -> Pooled:
    """Alternate from the shares of votes until the log-likelihood stands still.

    Args:
        table: The votes.
        maximise: Posterior → (said, prior), the best parameters for it.
        cells: What `votes` gives.
        rounds: At most so many.
        tolerance: Relative change of the log-likelihood below which to stop.
    """
    posterior, last, taken, converged = shares(table), -np.inf, 0, False
    said, shares_of = maximise(posterior)
    for taken in range(1, rounds + 1):  # noqa: B007 (the last one is told)
        posterior, likelihood = expect(cells, said, shares_of)
        said, shares_of = maximise(posterior)
        if abs(likelihood - last) <= tolerance * abs(likelihood):
            converged = True
            break
        last = likelihood
    posterior, likelihood = expect(cells, said, shares_of)
    return pooled(table, posterior, said, shares_of, likelihood, rounds=taken, converged=converged)


def pooled(
    table: Table, posterior: Floats, said: Floats, shares_of: Floats, likelihood: float,
    *, rounds: int, converged: bool,
) -> Pooled:  # fmt: skip
    """The result, with each rater's reliability Σ_k prior_k P(says k | k) and what looks odd."""
    right = np.einsum("rkk->rk", said) @ shares_of
    there = np.bincount(table.raters, minlength=table.n_raters) > 0
    return Pooled(
        posterior=posterior,
        labels=pick(posterior, table.counts()),
        prior=shares_of,
        reliability=np.where(there, right, np.nan),
        said=said,
        log_likelihood=likelihood,
        rounds=rounds,
        converged=converged,
        warnings=_warnings(said, shares_of, there, converged),
    )


def learn(table: Table, found: Pooled) -> Learnt | None:
    """The habits of each rater: P(says column | truth is row), row by row."""
    return None if found.said is None else learnt(table, found.prior, found.said)


def score(table: Table, known: Learnt) -> Floats:
    """Bayes' rule with these habits; the posterior that `run` ends with, for the same votes."""
    k = table.n_classes
    return expect(votes(table), known.of(table).reshape(-1, k, k), known.prior)[0]


def _warnings(
    said: Floats, shares_of: Floats, there: NDArray[np.bool_], converged: bool
) -> tuple[str, ...]:
    found = [] if converged else ["It did not settle within the rounds allowed."]
    usual = shares_of > 0.01  # of a rarer label nobody's habits can be known
    other = said * (1 - np.eye(len(shares_of)))
    odd = ((other.max(axis=2) > np.einsum("rkk->rk", said)) & usual).any(axis=1) & there
    if odd.any():
        found.append(
            f"{int(odd.sum())} of {int(there.sum())} raters say another label more often than the "
            "true one: labels may have switched, or these raters work against the others."
        )
    return tuple(found)
