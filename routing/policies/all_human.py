"""People judge everything."""

from dataclasses import dataclass
from typing import ClassVar

from annotation.domain.types import Json, Route
from routing.policies.base import SPENT, Budget, Decision, NoState, Plain, first
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

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> list[Decision]:  # noqa: ARG002
        """The oldest items first, as far as the budget goes."""
        asked = first([(0.0, i) for i in frame.item_ids], budget.items(len(frame)))
        people = Decision(0, Route.HUMAN, 1.0, ("The policy asks people about every item.",))
        held = Decision(0, None, 1.0, (f"Waits for people: {SPENT}.",))
        return [_of(people if i in asked else held, i) for i in frame.item_ids]


def _of(decision: Decision, item_id: int) -> Decision:
    return Decision(item_id, decision.route, decision.propensity, decision.reasons)
