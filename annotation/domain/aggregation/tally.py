"""`Majority` of many items at once: the same figures from arrays of votes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.aggregation.base import pick

STATUS = ("unanimous", "majority", "open", "weighed")


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes on one question, one row each, those of an item together and in id order.

    Args:
        item: Row of the item in its batch, shape (n_votes,), ascending.
        category: Index of the question's category, [0, n_categories).
        strength: NaN where none was given.
        confidence: A judge's own, [0.5, 1]; NaN where none was stated.
    """

    item: NDArray[np.intp]
    category: NDArray[np.intp]
    strength: NDArray[np.float64]
    confidence: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the votes on each item amount to; see `base.Aggregate`.

    Args:
        votes: How many there were, shape (n_items,); where 0, the rest means nothing.
        category: Index of the category, -1: open.
        strength: NaN where no winning vote gave one.
        posterior: NaN when open.
        agreement: Share of the votes for the category.
        status: Index into STATUS.
    """

    votes: NDArray[np.intp]
    category: NDArray[np.intp]
    strength: NDArray[np.float64]
    posterior: NDArray[np.float64]
    agreement: NDArray[np.float64]
    status: NDArray[np.intp]


def majority(votes: Votes, *, n_items: int, n_categories: int) -> Tally:
    """Count whole numbers and divide last, so that every figure is `Majority`'s to the last bit."""
    counts = _counts(votes, n_items, n_categories)
    n, top = counts.sum(axis=1), counts.max(axis=1)
    open_ = (counts == top[:, None]).sum(axis=1) > 1
    posterior = (top + 1) / (n + n_categories)
    # A single judge that states a confidence is taken at its word.
    alone = (n[votes.item] == 1) & ~np.isnan(votes.confidence)
    posterior[votes.item[alone]] = votes.confidence[alone]
    return _tally(votes, counts, np.where(open_, -1, counts.argmax(axis=1)), posterior)


def weighed(votes: Votes, posterior: NDArray[np.float64]) -> Tally:
    """Labels by the posterior of each item, shape (n_items, n_categories)."""
    counts = _counts(votes, *posterior.shape)
    return _tally(votes, counts, pick(posterior, counts), posterior.max(axis=1))


def _counts(votes: Votes, n_items: int, n_categories: int) -> NDArray[np.intp]:
    cells = votes.item * n_categories + votes.category
    return np.bincount(cells, minlength=n_items * n_categories).reshape(n_items, n_categories)


def _tally(
    votes: Votes,
    counts: NDArray[np.intp],
    category: NDArray[np.intp],
    posterior: NDArray[np.float64],
) -> Tally:
    n_items = len(counts)
    n, top = counts.sum(axis=1), counts.max(axis=1)
    open_ = category < 0
    for_it = np.where(open_, top, counts[np.arange(n_items), category])
    won = ~np.isnan(votes.strength) & (votes.category == category[votes.item])
    given = np.bincount(votes.item[won], minlength=n_items)
    sums = np.bincount(votes.item[won], votes.strength[won], minlength=n_items)
    with np.errstate(invalid="ignore", divide="ignore"):
        strength, agreement = sums / given, for_it / n
    counted = (for_it == top) & ((counts == top[:, None]).sum(axis=1) == 1)
    return Tally(
        votes=n,
        category=category,
        strength=np.where(open_, np.nan, strength),
        posterior=np.where(open_, np.nan, posterior),
        agreement=agreement,
        status=np.where(open_, 2, np.where(for_it == n, 0, np.where(counted, 1, 3))),
    )
