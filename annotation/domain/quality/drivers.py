"""Which properties of responses go with people's verdicts and with a judge's, side by side.

What goes with a verdict need not be its reason: good answers may be long. The difference between a
judge and people on the same pairs is the judge's own taste.
"""

from dataclasses import dataclass

import numpy as np

from annotation.domain.quality import logistic
from annotation.domain.quality.ballots import Bools, Floats, Ints
from annotation.domain.quality.figure import Figure, shown

FEWEST = 10  # items; and decided items a factor, for what they explain together
Z = 1.96
ALIKE = "all pairs are alike in this"


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Verdicts on pairs.

    Args:
        item: Row of each verdict's pair in the differences, shape (n,).
        won: 1 the first response won, 0 the second, 1/2 a tie; nan (both bad) is left out.
    """

    item: Ints
    won: Floats

    def only(self, which: Bools) -> "Verdicts":
        """Some of them."""
        return Verdicts(self.item[which], self.won[which])


@dataclass(frozen=True, slots=True)
class Drivers:
    """What goes with somebody's verdicts; the lists have one figure a factor."""

    n: int  # verdicts
    n_items: int
    alone: tuple[Figure, ...]  # τ in [-1, 1], each factor by itself
    together: tuple[Figure, ...]  # log-odds per standard deviation, the others held
    explained: float | None  # of the uncertainty of decided verdicts (McFadden), [0, 1]
    why_not: str = ""  # why there is no `together`


def of(differences: Floats, verdicts: Verdicts) -> Drivers:
    """The drivers of these verdicts.

    Args:
        differences: First minus second response, shape (n_pairs, n_factors).
        verdicts: Any number on a pair.

    Returns:
        τ = (concordant - discordant) / n, and a logistic regression without an intercept. Intervals
        are by pair, since verdicts on one pair are not independent.

    Source: PROFILE, arXiv 2410.06965, section 3, for τ; Liang & Zeger (1986) for the intervals.
    """
    verdicts = verdicts.only(~np.isnan(verdicts.won))
    items = len(np.unique(verdicts.item))
    alone = tuple(_alone(column, verdicts) for column in differences.T)
    together, explained, why = _together(differences, verdicts)
    return Drivers(len(verdicts.won), items, alone, together, explained, why)


def gaps(differences: Floats, judge: Verdicts, people: Verdicts) -> list[Figure]:
    """τ of a judge minus τ of people on the pairs that both judged; n: those pairs."""
    judge, people = (v.only(~np.isnan(v.won)) for v in (judge, people))
    both = np.intersect1d(judge.item, people.item)
    judge, people = (v.only(np.isin(v.item, both)) for v in (judge, people))
    found = []
    for column in differences.T:
        if (why := _why_not(column[both])) or not len(both):
            found.append(Figure(None, n=len(both), why_not=why))
            continue
        (one, pull), (other, push) = (_tau(column, v) for v in (judge, people))
        half = Z * _error((pull - push)[both])
        value = one - other
        found.append(shown(value, (max(-2.0, value - half), min(2.0, value + half)), n=len(both)))
    return found


def _alone(column: Floats, verdicts: Verdicts) -> Figure:
    there = np.unique(verdicts.item)
    if why := _why_not(column[there]):
        return Figure(None, n=len(verdicts.won), why_not=why)
    value, pull = _tau(column, verdicts)
    half = Z * _error(pull[there])
    bounds = max(-1.0, value - half), min(1.0, value + half)
    return shown(value, bounds, n=len(verdicts.won))


def _why_not(differences: Floats) -> str:
    if len(differences) < FEWEST:
        return f"only {len(differences)} pairs were judged; {FEWEST} are needed"
    return "" if differences.any() else ALIKE


def _tau(column: Floats, verdicts: Verdicts) -> tuple[float, Floats]:
    """τ, and what each pair contributes to it beyond the mean, shape (n_pairs,)."""
    score = np.sign(column[verdicts.item]) * np.sign(verdicts.won - 0.5)
    sums = np.bincount(verdicts.item, weights=score, minlength=len(column))
    times = np.bincount(verdicts.item, minlength=len(column))
    value = float(sums.sum()) / len(score)
    return value, np.asarray((sums - value * times) / len(score))


def _error(pull: Floats) -> float:
    n = len(pull)
    return float(np.sqrt(n / (n - 1) * (pull**2).sum()))


def _together(
    differences: Floats, verdicts: Verdicts
) -> tuple[tuple[Figure, ...], float | None, str]:
    decided = verdicts.only(verdicts.won != 0.5)
    there, pair = np.unique(decided.item, return_inverse=True)
    varies: Bools = np.atleast_1d((differences[there] != 0).any(axis=0))
    k, n = int(varies.sum()), len(decided.won)
    why = ""
    if not k:
        why = "nothing decided is between responses that differ" if n else "nothing was decided"
    elif len(there) < FEWEST * k:
        why = f"{k} factors need {FEWEST * k} decided pairs; there are {len(there)}"
    if why:
        return (Figure(None, n=n, why_not=why),) * len(varies), None, why
    x = differences[decided.item][:, varies]
    x = x / np.sqrt((x**2).mean(axis=0))
    found = logistic.fit(x, decided.won > 0.5, clusters=pair)
    figures = iter(
        shown(w, (w - Z * e, w + Z * e), n=n)
        for w, e in zip(found.weights.tolist(), found.errors.tolist(), strict=True)
    )
    together = tuple(next(figures) if v else Figure(None, n=n, why_not=ALIKE) for v in varies)
    return together, max(0.0, 1 - found.loss / (n * float(np.log(2)))), ""
