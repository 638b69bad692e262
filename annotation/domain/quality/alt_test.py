"""May a judge replace an annotator? The alternative-annotator test.

Each person is left out in turn; on each item it is asked who is closer to the remaining people, the
judge or the one left out. A judge passes when it holds its own, less a margin ε for its price,
against at least half of them. 50 to 100 items and three people usually suffice; fewer have no
power, so n is shown.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from annotation.domain.quality import intervals

Floats = NDArray[np.float64]
EPSILON = {"crowd": 0.1, "skilled": 0.15, "expert": 0.2}  # what a judge's price is worth
LEAST_ITEMS, LEAST_PEOPLE = 30, 3


@dataclass(frozen=True, slots=True)
class Duel:
    """The judge against one person."""

    person: int  # column of the votes
    judge_closer: float  # ρ: share of items on which the judge is at least as close
    person_closer: float
    p: float
    beaten: bool  # after Benjamini–Yekutieli
    n: int  # items that the judge, this person and another one judged


@dataclass(frozen=True, slots=True)
class AltTest:
    """The verdict, or why there is none."""

    winning_rate: float | None  # ω: share of people beaten
    advantage: float | None  # ρ: probability that the judge is as close as a person
    passed: bool | None
    duels: tuple[Duel, ...] = ()
    why_not: str = ""


def run(
    votes: Floats, judge: Floats, *, epsilon: float, measure: Literal["match", "rmse"] = "match",
    q: float = 0.05, least_items: int = LEAST_ITEMS,
) -> AltTest:  # fmt: skip
    """Carry it out.

    Args:
        votes: People's labels or ratings, shape (n_items, n_people), nan where there is none.
        judge: The judge's, shape (n_items,), nan where it abstained.
        epsilon: Margin in favour of the judge, see EPSILON.
        measure: Share of the remaining people that said the same; or minus the root mean squared
            distance from them, for ratings.
        q: Bound on the false discovery rate.
        least_items: People with fewer items in common are left out.

    Source: Calderon, Reichart & Dror (2025), arXiv 2501.10970.
    """
    duels = [
        found
        for person in range(votes.shape[1])
        if (found := _duel(votes, judge, person, epsilon, measure)) and found.n >= least_items
    ]
    if len(duels) < LEAST_PEOPLE:
        return AltTest(None, None, None, why_not=_too_few(len(duels), least_items))
    adjusted = intervals.discoveries(np.array([d.p for d in duels]), dependent=True)
    done = tuple(
        Duel(d.person, d.judge_closer, d.person_closer, d.p, bool(a <= q), d.n)
        for d, a in zip(duels, adjusted, strict=True)
    )
    rate = sum(d.beaten for d in done) / len(done)
    advantage = sum(d.judge_closer for d in done) / len(done)
    return AltTest(rate, advantage, rate >= 0.5, done)


def _duel(
    votes: Floats, judge: Floats, person: int, epsilon: float, measure: Literal["match", "rmse"]
) -> Duel | None:
    rest = np.delete(votes, person, axis=1)
    mine = votes[:, person]
    use = ~np.isnan(mine) & ~np.isnan(judge) & (~np.isnan(rest)).any(axis=1)
    n = int(use.sum())
    if n < 2:
        return None
    of_judge = _closeness(judge[use], rest[use], measure)
    of_person = _closeness(mine[use], rest[use], measure)
    wins, losses = of_judge >= of_person, of_person >= of_judge
    gap = losses.astype(float) - wins
    spread = float(gap.std(ddof=1)) / np.sqrt(n)
    lead = float(gap.mean()) - epsilon
    p = float(lead >= 0)  # without any spread the mean is known
    if spread:
        p = float(special.stdtr(n - 1, lead / spread))  # one-sided: mean(V - W) < ε
    return Duel(person, float(wins.mean()), float(losses.mean()), p, False, n)


def _closeness(said: Floats, rest: Floats, measure: Literal["match", "rmse"]) -> Floats:
    apart = rest - said[:, None]
    if measure == "match":
        there = ~np.isnan(rest)
        # Counted, then divided: two equal shares are equal to the last bit.
        return np.asarray(((apart == 0) & there).sum(axis=1) / there.sum(axis=1))
    return np.asarray(-np.sqrt(np.nanmean(apart**2, axis=1)))


def _too_few(people: int, items: int) -> str:
    return (
        f"it needs {LEAST_PEOPLE} people with {items} items or more that the judge and another "
        f"person judged too; there are {people}"
    )
