"""What policies share that rank items by doubt: the most doubtful go to people, within a budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from routing.policies import numbers
from routing.policies.base import SPENT, Budget, Plain, Score
from routing.policies.columns import HUMAN, JUDGE, NOBODY, Decisions, said, why
from routing.signals import SignalFrame


@dataclass(frozen=True, slots=True)
class Cut:
    """Which items go to people.

    Args:
        threshold: Doubt above which people are asked; None = the budget alone decides.
        holds: What becomes of items the budget does not hold: they wait for people instead of
            going to the judge.
    """

    threshold: float | None
    budget: Budget
    holds: bool = False


class Ranked(Plain):
    """A policy whose `score` says all: people get what is above the threshold, first things first.

    Wants a field `threshold` and a `score` with reasons.
    """

    __slots__ = ()
    threshold: float | None
    holds: ClassVar[bool] = False

    @property
    def compares(self) -> bool:
        """Without a threshold, "most doubtful" means among all of them."""
        return self.threshold is None

    def limit(self, state: Any) -> float | None:  # noqa: ARG002
        """The threshold in units of doubt."""
        return self.threshold

    def decide(self, frame: SignalFrame, state: Any, budget: Budget) -> Decisions:
        """The most doubtful first, unknown before all; ties go to the smaller item id."""
        cut = Cut(self.limit(state), budget, self.holds)
        return by_doubt(frame.item_ids, self.score(frame, state), cut)


def by_doubt(item_ids: Sequence[int], score: Score, cut: Cut) -> Decisions:
    """One decision per item, in the order given, with the score's reasons and what came of them."""
    doubt = score.doubt
    known = np.nan_to_num(doubt, nan=np.inf)
    ids = np.asarray(item_ids, dtype=np.int64)
    wanted = np.ones(len(ids), dtype=bool)
    if cut.threshold is not None:
        wanted = known - cut.threshold > numbers.ALIKE
    at = np.flatnonzero(wanted)
    at = at[np.lexsort((ids[at], -known[at]))]
    asked = np.zeros(len(ids), dtype=bool)
    asked[at[: cut.budget.items(len(at))]] = True
    values = np.where(np.isnan(score.p_judge_wrong), doubt, score.p_judge_wrong)
    unmet = wanted & ~asked
    if cut.threshold is None:
        came = [why(asked, "Among the first that the budget holds."), why(~asked, _beyond(cut))]
    else:
        instead = ": it waits." if cut.holds else ": the judge."
        came = [why(unmet, f"People were wanted, but {SPENT}{instead}")]
    return Decisions.make(
        ids,
        np.where(asked, HUMAN, np.where(unmet & cut.holds, NOBODY, JUDGE)),
        propensity=asked,
        why=[said(score.reasons), *came],
        # As Python rounds, so that a score is the same wherever it was rounded.
        score=[round(value, 6) for value in values.tolist()],
        threshold=cut.threshold,
    )


def _beyond(cut: Cut) -> str:
    n = cut.budget.items(10**12)
    return f"Not among the {n:,} items that the budget for people holds: the judge."
