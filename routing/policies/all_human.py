"""People judge everything."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from annotation.domain.types import Json
from routing.policies.base import SPENT, Budget, NoState, Plain, lowest
from routing.policies.columns import HUMAN, NOBODY, Decisions, why
from routing.signals import SignalFrame


@dataclass(frozen=True, slots=True)
class AllHuman(Plain):
    """Every item goes to people; what the budget does not hold waits."""

    key: ClassVar[str] = "all_human"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "People only"
    summary: ClassVar[str] = "Every item is judged by people. No judge is asked."
    needs: ClassVar[frozenset[str]] = frozenset()
    params: ClassVar[Json] = {"type": "object", "properties": {}, "additionalProperties": False}
    asks_judges: ClassVar[bool] = False

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> Decisions:  # noqa: ARG002
        """The oldest items first, as far as the budget goes."""
        asked = np.zeros(len(frame), dtype=bool)
        asked[lowest(np.zeros(len(frame)), frame.ids, budget.items(len(frame)))] = True
        return Decisions.make(
            frame.item_ids,
            np.where(asked, HUMAN, NOBODY),
            propensity=1.0,
            why=[
                why(asked, "The policy asks people about every item."),
                why(~asked, f"Waits for people: {SPENT}."),
            ],
        )
