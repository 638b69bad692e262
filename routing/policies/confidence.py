"""People get what the judge is least sure of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import Json
from routing.policies import numbers
from routing.policies.base import SPENT, Budget, NoState, Plain, Score, lowest
from routing.policies.columns import HUMAN, JUDGE, Decisions, Why, why
from routing.signals import Floats, SignalFrame


@dataclass(frozen=True, slots=True)
class Confidence(Plain):
    """People get the items on which the judges are least sure, within the budget.

    Without a threshold the budget alone decides: the least sure items, as many as it holds. A good
    judge's confidence is the best single signal; a biased one's is worse than chance, which only
    the audited share shows.
    """

    key: ClassVar[str] = "confidence"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Judge's confidence"
    summary: ClassVar[str] = "The judge goes first; people get the items it is least sure of."
    needs: ClassVar[frozenset[str]] = frozenset(
        {"judge_confidence", "judge_disagreement", "judge_verdicts"}
    )
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "threshold": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 1,
                "default": 0.7,
                "title": "Sure enough",
                "description": (
                    "Verdicts at least this sure stay with the judge. Two judges that agree and "
                    "state no confidence count .75, two that differ .5. Empty: people get the "
                    "least sure items, as many as their budget holds."
                ),
            }
        },
        "additionalProperties": False,
    }

    threshold: float | None = 0.7  # probability; surer items stay with the judge

    @property
    def compares(self) -> bool:
        """Without a threshold, "least sure" means among all of them."""
        return self.threshold is None

    def score(self, frame: SignalFrame, state: NoState) -> Score:  # noqa: ARG002
        """One minus the confidence."""
        return Score(1 - frame.column("judge_confidence"))

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> Decisions:
        """The least sure first, unknown before all; ties go to the smaller item id."""
        doubt = self.score(frame, state).p_judge_wrong
        unknown = np.isnan(doubt)
        wanted = unknown | self._unsure(doubt)
        rows = np.flatnonzero(wanted)
        first = lowest(
            np.where(unknown, -2.0, -doubt)[rows], frame.ids[rows], budget.items(len(rows))
        )
        asked = np.zeros(len(frame), dtype=bool)
        asked[rows[first]] = True
        return Decisions.make(
            frame.item_ids,
            np.where(asked, HUMAN, JUDGE),
            propensity=asked,
            why=[
                why(unknown, "No judge has given a verdict, so nothing vouches for one."),
                *self._compared(frame, 1 - doubt, wanted & ~unknown, asked & ~unknown),
                why(wanted & ~asked, f"People were wanted, but {SPENT}: the judge."),
            ],
            score=_rounded(doubt),
            threshold=self.threshold,
        )

    def _unsure(self, doubt: Floats) -> NDArray[np.bool_]:
        if self.threshold is None:
            return ~np.isnan(doubt)
        return doubt - (1 - self.threshold) > numbers.ALIKE

    def _compared(
        self,
        frame: SignalFrame,
        confidence: Floats,
        wanted: NDArray[np.bool_],
        asked: NDArray[np.bool_],
    ) -> list[Why]:
        """What was said and how it compares: a sentence for every row with a confidence."""
        known = ~np.isnan(confidence)
        if self.threshold is None:
            sides = {"among the lowest the budget holds": known & asked}
            sides["not among the lowest the budget holds"] = known & ~asked
        else:
            sides = {"below {limit}": wanted, "not below {limit}": known & ~wanted}
        return [
            layer
            for said, of in _said(frame)
            for side, where in sides.items()
            for layer in self._layers(
                of & where, f"{said}; confidence {{value}} is {side}.", confidence, wanted
            )
        ]

    def _layers(
        self,
        where: NDArray[np.bool_],
        template: str,
        confidence: Floats,
        wanted: NDArray[np.bool_],
    ) -> list[Why]:
        if self.threshold is None:
            return [why(where, template.replace("{value}", "{0:.2f}"), confidence)]
        # What counts as below has been told apart; what does not may be a hair below, and is alike.
        sides = ((where & wanted, 0.0), (where & ~wanted, 2 * numbers.ALIKE))
        return [
            layer
            for rows, alike in sides
            for layer in numbers.compared(
                rows, template, confidence, self.threshold, digits=2, alike=alike
            )
        ]


def _rounded(doubt: Floats) -> Floats:
    """To six digits, as they are shown: many items have one doubt, which is rounded once."""
    values, at = np.unique(doubt, return_inverse=True)
    return np.array([round(value, 6) for value in values.tolist()], dtype=float)[at]


def _said(frame: SignalFrame) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """How the verdicts stand to each other, and for which rows."""
    n = np.nan_to_num(frame.column("judge_verdicts")).astype(np.int64)
    disagreement = frame.column("judge_disagreement")
    several = (n >= 2) & ~np.isnan(disagreement)
    agree = several & (disagreement == 0)
    differ = several & (disagreement != 0)
    yield "The judge gave its verdict", ~several
    for many in np.unique(n[several]).tolist():  # a few different numbers, however many items
        yield (
            "Both judges agree" if many == 2 else f"All {many} verdicts agree",
            agree & (n == many),
        )
        yield (
            "Both judges gave different verdicts" if many == 2 else f"The {many} verdicts differ",
            differ & (n == many),
        )
