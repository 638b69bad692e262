"""A coin decides."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import Json
from routing.policies import numbers
from routing.policies.base import SPENT, Budget, NoState, Plain, Score, lowest
from routing.policies.columns import HUMAN, JUDGE, Decisions, Why, why
from routing.signals import SignalFrame


@dataclass(frozen=True, slots=True)
class RandomShare(Plain):
    """People get each item with the same chance: the line every other policy has to beat."""

    key: ClassVar[str] = "random"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Random share"
    summary: ClassVar[str] = "People judge a random share, judges the rest."
    needs: ClassVar[frozenset[str]] = frozenset()
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "share": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "default": 0.3,
                "title": "Share for people",
                "description": "The chance of each item to be judged by people.",
            }
        },
        "additionalProperties": False,
    }

    share: float = 0.3  # probability

    def score(self, frame: SignalFrame, state: NoState) -> Score:  # noqa: ARG002
        """Nothing is known of the judge; the lowest draws are the first to go to people."""
        return Score(np.full(len(frame), np.nan), -frame.draws)

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> Decisions:  # noqa: ARG002
        """People where the item's draw is below the share; the lowest draws within the budget."""
        drawn = frame.draws < self.share
        rows = np.flatnonzero(drawn)
        asked = np.zeros(len(frame), dtype=bool)
        asked[rows[lowest(frame.draws[rows], frame.ids[rows], budget.items(len(rows)))]] = True
        return Decisions.make(
            frame.item_ids,
            np.where(asked, HUMAN, JUDGE),
            propensity=self.share,
            why=[
                *self._compared(asked, "Drawn for people ({value} is below {limit}).", frame),
                why(drawn & ~asked, f"Drawn for people, but {SPENT}: the judge."),
                *self._compared(
                    ~drawn, "Not drawn for people ({value} is not below {limit}).", frame
                ),
            ],
            threshold=self.share,
        )

    def _compared(self, where: NDArray[np.bool_], template: str, frame: SignalFrame) -> list[Why]:
        return numbers.compared(where, template, frame.draws, self.share, digits=3)
