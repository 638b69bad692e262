"""Items on which people part ways who each know their own mind: disagreement that is no noise.

Votes of raters who say the same again when they see an item twice are told apart from the others';
where those votes are spread widely, more of them would not settle the item.
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int_]
Bools = NDArray[np.bool_]
FEWEST_AGAIN = 5  # items seen twice, below which nobody knows whether a rater is consistent
FEWEST_VOTES = 2  # of consistent raters, below which nobody knows whether an item is contested


def self_consistent(rater: Ints, same: Bools, *, least: float) -> list[int]:
    """The raters who mostly say the same again, ascending.

    Args:
        rater: Who saw an item twice, one entry an item.
        same: Whether both verdicts were the same.
        least: Share of the same verdicts from which a rater is consistent, [0, 1].
    """
    who, at, n = np.unique(rater, return_inverse=True, return_counts=True)
    share = np.bincount(at, weights=same, minlength=len(who)) / np.maximum(n, 1)
    return [int(r) for r in who[(n >= FEWEST_AGAIN) & (share >= least)]]


def contested(item: Ints, category: Ints, *, bits: float) -> tuple[Ints, Bools]:
    """Which items have votes spread so widely, of those with two votes or more.

    Args:
        item: The item of each vote of a consistent rater.
        category: What it was for, from 0.
        bits: Entropy of an item's shares of votes from which it is contested: 1 is half and half.

    Returns:
        Ids of the items with enough votes, ascending, and whether each is contested.
    """
    ids, at = np.unique(item, return_inverse=True)
    width = int(category.max(initial=0)) + 1
    votes = np.bincount(at * width + category, minlength=len(ids) * width).reshape(-1, width)
    n = votes.sum(axis=1, keepdims=True)
    share = votes / np.maximum(n, 1)
    entropy = -(share * np.log2(np.where(share > 0, share, 1))).sum(axis=1)
    enough = n[:, 0] >= FEWEST_VOTES
    # A sum of logarithms may end a hair below the entropy that was meant.
    return ids[enough], entropy[enough] >= bits - 1e-9
