"""People get what the judge is least sure of."""

from dataclasses import dataclass
from math import isnan
from typing import ClassVar

from annotation.domain.types import Json, Route
from routing.policies.base import SPENT, Budget, Decision, NoState, Plain, Score, first
from routing.signals import SignalFrame


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

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> list[Decision]:
        """The least sure first, unknown before all; ties go to the smaller item id."""
        doubts = self.score(frame, state).p_judge_wrong.tolist()
        limit = 0.0 if self.threshold is None else 1 - self.threshold
        wanted = [
            (-2.0 if isnan(doubt) else -doubt, item_id)
            for doubt, item_id in zip(doubts, frame.item_ids, strict=True)
            if isnan(doubt) or self.threshold is None or _above(doubt, limit)
        ]
        asked = first(wanted, budget.items(len(wanted)))
        unsure = {item_id for _, item_id in wanted}
        verdicts = frame.column("judge_verdicts").tolist()
        differ = frame.column("judge_disagreement").tolist()
        return [
            self._decision(
                item_id,
                doubt,
                wanted=item_id in unsure,
                asked=item_id in asked,
                said=_said(verdicts[row], differ[row]),
            )
            for row, (item_id, doubt) in enumerate(zip(frame.item_ids, doubts, strict=True))
        ]

    def _decision(
        self, item_id: int, doubt: float, *, wanted: bool, asked: bool, said: str
    ) -> Decision:
        known = not isnan(doubt)
        why = self._compared(1 - doubt, wanted=wanted, asked=asked, said=said)
        reasons = [why if known else "No judge has given a verdict, so nothing vouches for one."]
        if wanted and not asked:
            reasons.append(f"People were wanted, but {SPENT}: the judge.")
        return Decision(
            item_id=item_id,
            route=Route.HUMAN if asked else Route.JUDGE,
            propensity=float(asked),
            reasons=tuple(reasons),
            score=round(doubt, 6) if known else None,
            threshold=self.threshold,
        )

    def _compared(self, confidence: float, *, wanted: bool, asked: bool, said: str) -> str:
        if self.threshold is None:
            rank = "among" if asked else "not among"
            return f"{said}; confidence {confidence:.2f} is {rank} the lowest the budget holds."
        side = "below" if wanted else "not below"
        return f"{said}; confidence {confidence:.2f} is {side} {self.threshold:.2f}."


def _above(doubt: float, limit: float) -> bool:
    # 1 - 0.7 and 1 - confidence are rounded differently: equal to nine digits is equal.
    return doubt - limit > 1e-9


def _said(verdicts: float, disagreement: float) -> str:
    n = 0 if isnan(verdicts) else int(verdicts)
    if n < 2 or isnan(disagreement):
        return "The judge gave its verdict"
    if disagreement == 0:
        return "Both judges agree" if n == 2 else f"All {n} verdicts agree"
    return "Both judges gave different verdicts" if n == 2 else f"The {n} verdicts differ"
