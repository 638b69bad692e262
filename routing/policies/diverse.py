"""The same prompt over and over is worth less: a modifier of other policies."""

from dataclasses import dataclass, field, replace
from math import isnan
from typing import ClassVar

import numpy as np

from annotation.domain.types import Json
from routing.policies.base import Policy, Score
from routing.policies.calibration import CalibrationFrame
from routing.policies.confidence import Confidence
from routing.policies.disagreement import Disagreement
from routing.policies.learned_error import LEARNABLE, Learned, LearnedError
from routing.policies.ranking import Ranked
from routing.signals import SignalFrame

BASES: dict[str, type[Policy]] = {
    "learned_error": LearnedError,
    "disagreement": Disagreement,
    "confidence": Confidence,
}


@dataclass(frozen=True, slots=True)
class Spread:
    """What the policy below has learnt."""

    learnt: Learned = field(default_factory=Learned)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diverse(Ranked):
    """Another policy's doubt, less for each item of the same prompt that comes before.

    The k-th most doubtful item of a prompt counts doubt · (1 - discount)^k, k from 0: what greedy
    choice under that discount would take, without taking step by step.
    """

    key: ClassVar[str] = "diverse"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Different prompts first"
    summary: ClassVar[str] = "As another policy, but not the same prompt over and over."
    needs: ClassVar[frozenset[str]] = frozenset({*LEARNABLE, "prompt_key"})
    state: ClassVar[type] = Spread
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "base": {
                "type": "string",
                "enum": list(BASES),
                "default": "learned_error",
                "title": "Policy below",
                "description": "Whose doubt is discounted.",
            },
            "discount": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "default": 0.3,
                "title": "Discount",
                "description": "How much less each further item of one prompt is worth.",
            },
            "threshold": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 1,
                "default": 0.25,
                "title": "Doubtful enough",
                "description": (
                    "People judge what is left of the doubt above this. Empty: the most doubtful, "
                    "as many as the people's budget holds."
                ),
            },
        },
        "additionalProperties": False,
    }

    base: str = "learned_error"
    discount: float = 0.3
    threshold: float | None = 0.25

    def fit(self, audited: CalibrationFrame) -> Spread:
        """As the policy below."""
        state = BASES[self.base]().fit(audited)
        return Spread(state, state.notes) if isinstance(state, Learned) else Spread()

    def score(self, frame: SignalFrame, state: Spread) -> Score:
        """The other policy's doubt after the discount."""
        below = _reasoned(BASES[self.base]().score(frame, state.learnt))
        doubt = np.nan_to_num(below.doubt, nan=np.inf)
        prompts = frame.column("prompt_key")
        order = np.lexsort((np.array(frame.item_ids), -doubt, prompts))
        ranked = prompts[order]
        # Place within the prompt: how far behind the first item of the same prompt.
        new = np.append(True, ranked[1:] != ranked[:-1]) if len(ranked) else np.empty(0, bool)
        first = np.maximum.accumulate(np.where(new, np.arange(len(ranked)), 0))
        place = np.empty(len(ranked), dtype=int)
        place[order] = np.arange(len(ranked)) - first
        reasons = tuple(
            f"{why} {k} of the same prompt come before." if k else why
            for why, k in zip(below.reasons, place.tolist(), strict=True)
        )
        discounted = below.doubt * (1 - self.discount) ** place
        return Score(below.p_judge_wrong, discounted, reasons)


def _reasoned(score: Score) -> Score:
    if len(score.reasons) == len(score.doubt):
        return score
    said = [
        "No judge has given a verdict." if isnan(d) else f"Doubt {d:.2f}."
        for d in score.doubt.tolist()
    ]
    return replace(score, reasons=tuple(said))
