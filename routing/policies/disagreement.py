"""People get what judges, or one judge in two orders, do not agree on."""

from dataclasses import dataclass
from math import isnan
from typing import ClassVar

import numpy as np

from annotation.domain.types import Json
from routing.policies.base import NoState, Score
from routing.policies.ranking import Ranked
from routing.signals import Floats, SignalFrame

NEEDS = frozenset({"judge_verdicts", "judge_confidence", "judge_dissent", "judge_order_flip"})


@dataclass(frozen=True, slots=True)
class Disagreement(Ranked):
    """People get the items on which other verdicts are not the lead's, the most divided first.

    Worse than chance where judges share a bias: then they agree on what is wrong.
    """

    key: ClassVar[str] = "disagreement"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Disagreement"
    summary: ClassVar[str] = "People get what judges, or one judge in two orders, differ on."
    needs: ClassVar[frozenset[str]] = NEEDS
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "threshold": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 1,
                "default": 0.0,
                "title": "Share that may differ",
                "description": (
                    "People judge where more of the other verdicts than this differ from the first "
                    "judge's. Empty: the most divided, as many as the people's budget holds."
                ),
            }
        },
        "additionalProperties": False,
    }

    threshold: float | None = 0.0  # share of the other verdicts, [0, 1]

    def score(self, frame: SignalFrame, state: NoState) -> Score:  # noqa: ARG002
        """The share of other verdicts against the lead's; unknown with fewer than two."""
        differ = _differ(frame)
        return Score(np.full(len(frame), np.nan), differ, _sentences(frame, differ))


def doubts(frame: SignalFrame) -> Score:
    """What there is to go by before anything is learnt: dissent or 1 - confidence, the larger."""
    differ, unsure = _differ(frame), 1 - frame.column("judge_confidence")
    order = np.fmax(differ, unsure)
    return Score(np.full(len(frame), np.nan), order, _sentences(frame, differ, unsure))


def _differ(frame: SignalFrame) -> Floats:
    return np.fmax(frame.column("judge_dissent"), frame.column("judge_order_flip"))


def _sentences(frame: SignalFrame, differ: Floats, unsure: Floats | None = None) -> tuple[str, ...]:
    verdicts = np.nan_to_num(frame.column("judge_verdicts")).tolist()
    known = [np.nan] * len(frame) if unsure is None else unsure.tolist()
    return tuple(map(_sentence, verdicts, differ.tolist(), known))


def _sentence(verdicts: float, differ: float, unsure: float) -> str:
    if not verdicts:
        return "No judge has given a verdict, so nothing vouches for one."
    if not isnan(differ):
        return f"{differ:.0%} of the other verdicts differ from the first judge's."
    if not isnan(unsure):
        return f"One verdict, {1 - unsure:.2f} sure."
    return "Only one verdict is known, so no other vouches for it."
