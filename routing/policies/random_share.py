"""A coin decides."""

from dataclasses import dataclass
from typing import ClassVar

from annotation.domain.types import Json, Route
from routing.policies.base import SPENT, Budget, Decision, NoState, Plain, first
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

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> list[Decision]:  # noqa: ARG002
        """People where the item's draw is below the share; the lowest draws within the budget."""
        draws = dict(zip(frame.item_ids, frame.draws.tolist(), strict=True))
        drawn = [(draw, item_id) for item_id, draw in draws.items() if draw < self.share]
        asked = first(drawn, budget.items(len(drawn)))
        return [self._decision(item_id, draws[item_id], item_id in asked) for item_id in draws]

    def _decision(self, item_id: int, draw: float, asked: bool) -> Decision:
        if asked:
            route, why = Route.HUMAN, f"Drawn for people ({draw:.3f} is below {self.share:g})."
        elif draw < self.share:
            route, why = Route.JUDGE, f"Drawn for people, but {SPENT}: the judge."
        else:
            route = Route.JUDGE
            why = f"Not drawn for people ({draw:.3f} is not below {self.share:g})."
        return Decision(item_id, route, self.share, (why,), threshold=self.share)
