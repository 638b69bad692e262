"""Does a rater go on agreeing with the others as before? Week by week, against their own mean."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control

from annotation.domain.quality import drift
from annotation.domain.quality.ballots import Ballot, Floats, Ints
from annotation.domain.quality.by_question import MONDAY

WEEK = 7 * 86_400.0  # seconds
ENOUGH_WEEKS, ENOUGH_VOTES = 4, 5  # weeks to speak of, votes beside others that make a week
LEVEL = 0.05
FEW = f"it takes {ENOUGH_WEEKS} weeks with {ENOUGH_VOTES} verdicts beside others in each"


@dataclass(frozen=True, slots=True)
class Steadiness:
    """One rater's agreement over time."""

    weeks: int  # with votes enough
    direction: str  # "up", "down" or "": no shift was found
    since: float | None  # Monday of the week in which it seems to begin, seconds since 1970
    why_not: str = ""


def of_raters(ballot: Ballot, alike: Ints, others: Ints, *, n_raters: int) -> list[Steadiness]:
    """The greatest change in each rater's weeks, told where it is more than chance.

    A vote counts with the share of the others' votes that say the same. p by `drift.shift`, with
    Benjamini-Hochberg over all raters that can be told of.

    Args:
        ballot: The votes.
        alike: For each vote the (other) people's votes on the unit that say the same.
        others: All (other) people's votes on it; where there are none the vote is left out.
        n_raters: Whom the votes may point to.
    """
    use = others > 0
    who, share = ballot.rater[use], alike[use] / others[use]
    week = np.floor((ballot.at[use] - MONDAY) / WEEK).astype(int)
    weeks, place = np.unique(week, return_inverse=True)
    shape = (n_raters, max(1, len(weeks)))

    def summed(weights: Floats) -> Floats:
        cells = who * shape[1] + place
        found = np.bincount(cells, weights, minlength=shape[0] * shape[1])
        return np.asarray(found, dtype=np.float64).reshape(shape)

    n, total, squares = summed(np.ones(len(share))), summed(share), summed(share**2)
    told = np.flatnonzero((n >= ENOUGH_VOTES).sum(axis=1) >= ENOUGH_WEEKS).tolist()
    shifts = [_shift(n[r], total[r], squares[r]) for r in told]
    adjusted = false_discovery_control([p for _, _, p in shifts]) if shifts else []
    found = [Steadiness(int((row >= ENOUGH_VOTES).sum()), "", None, FEW) for row in n]
    for r, (at, change, _), p in zip(told, shifts, adjusted, strict=True):
        sure = p < LEVEL
        found[r] = Steadiness(
            found[r].weeks,
            ("up" if change > 0 else "down") if sure else "",
            float(weeks[np.flatnonzero(n[r])[at]] * WEEK + MONDAY) if sure else None,
        )
    return found


def _shift(n: Floats, total: Floats, squares: Floats) -> tuple[int, float, float]:
    """Of the weeks in which there are votes."""
    there = n > 0
    mean = float(total.sum() / n.sum())
    variance = float(squares.sum() / n.sum()) - mean**2
    return drift.shift(total[there], n[there], variance=variance)
