"""Does a rater say the same again: on a repeated item, and under another protocol?

Preferences are in canonical order: -1 the first response is better, 0 a tie, 1 the second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import intervals
from annotation.domain.quality.figure import Figure, shown

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Repeats:
    """One rater on items seen twice, with sides swapped."""

    rater: int
    consistent: Figure  # share of the same verdict; n: repeated items
    # Turned round by the swap. A careless rater turns to either side, a biased one to one side:
    followed_left: int  # chose the left both times
    followed_right: int
    p_side: float  # of a fair coin between the two
    tied_once: int  # a tie one time, a winner the other


def repeats(
    raters: Ints, first: Ints, again: Ints, left_first: Ints, *, n_raters: int
) -> list[Repeats]:
    """Tell noise from side bias.

    Args:
        raters: Rater of each repeated item, values in [0, n_raters).
        first: Verdict at the first showing, -1, 0 or 1.
        again: Verdict at the second, with the sides swapped.
        left_first: Which response stood on the left at the first showing: -1 or 1.
        n_raters: Number of raters; all are listed.
    """
    turned = first * again == -1
    left = turned & (first == left_first)

    def count(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(raters[which], minlength=n_raters)

    n, same = np.bincount(raters, minlength=n_raters), count(first == again)
    lefts, turns, ties = count(left), count(turned), count((first == 0) != (again == 0))
    return [
        Repeats(
            r, _share(int(same[r]), int(n[r]), "no item was shown to them twice"),
            int(lefts[r]), int(turns[r] - lefts[r]),
            intervals.binomial_p(int(lefts[r]), int(turns[r])), int(ties[r]),
        )
        for r in range(n_raters)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Preferences said directly against those that ratings of the same responses imply."""

    rater: int
    contradicts: Figure  # opposite winners, of the pairs that both protocols decide
    differs: Figure  # any difference, ties included; the paper's 60 % counts these
    rating_ties: Figure  # share of the pairs rated alike: ties drive much of the difference
    unequal_ties: int  # a tie in one protocol only


def contradictions(
    raters: Ints, first_rating: Floats, second_rating: Floats, preferred: Ints, *, n_raters: int
) -> list[Contradiction]:
    """How often rating and comparing tell different stories, rater by rater.

    Args:
        raters: Who gave both, values in [0, n_raters).
        first_rating: The rating of the first response; nan leaves the pair out.
        second_rating: Of the second, on the same scale.
        preferred: The direct verdict, -1, 0 or 1. A ranking gives one for each two responses.
        n_raters: Number of raters; all are listed.

    Source: Bansal et al. (2023), arXiv 2308.15812, section 4.
    """
    use = ~np.isnan(first_rating) & ~np.isnan(second_rating)
    raters, said = raters[use], preferred[use]
    implied = np.sign(second_rating[use] - first_rating[use]).astype(int)

    def count(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(raters[which], minlength=n_raters)

    n, both = np.bincount(raters, minlength=n_raters), count((implied != 0) & (said != 0))
    opposite, differs = count(implied * said == -1), count(implied != said)
    level, unequal = count(implied == 0), count((implied == 0) != (said == 0))
    none = "no pair was judged both ways"
    return [
        Contradiction(
            r, _share(int(opposite[r]), int(both[r]), "no pair was decided both ways"),
            _share(int(differs[r]), int(n[r]), none), _share(int(level[r]), int(n[r]), none),
            int(unequal[r]),
        )
        for r in range(n_raters)
    ]  # fmt: skip


def _share(hits: int, n: int, why_not: str) -> Figure:
    if not n:
        return Figure(None, why_not=why_not)
    return shown(hits / n, intervals.wilson(hits, n), n=n)
