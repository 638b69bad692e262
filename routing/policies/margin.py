"""People get the pairs between which a score that came with the items hardly tells."""

from dataclasses import dataclass
from math import isnan
from typing import Any, ClassVar

import numpy as np

from annotation.domain.types import Json
from routing.policies.base import NoState, Score
from routing.policies.ranking import Ranked
from routing.signals import SignalFrame


@dataclass(frozen=True, slots=True)
class Margin(Ranked):
    """People get the smallest margins first; an item that came without one comes before all.

    Source: arXiv 2406.17312: pairs with a small implicit reward margin teach most.
    """

    key: ClassVar[str] = "margin"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Small margin"
    summary: ClassVar[str] = "People get the pairs whose given margin is smallest."
    needs: ClassVar[frozenset[str]] = frozenset({"given_margin"})
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "threshold": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 1_000_000,
                "default": None,
                "title": "Margin large enough",
                "description": (
                    "Pairs with a margin of at least this stay with the judge. Empty: the smallest "
                    "margins, as many as the people's budget holds."
                ),
            }
        },
        "additionalProperties": False,
    }

    threshold: float | None = None  # in units of the items' own `margin`

    def limit(self, state: Any) -> float | None:  # noqa: ARG002
        """Doubt is minus the margin."""
        return None if self.threshold is None else -self.threshold

    def score(self, frame: SignalFrame, state: NoState) -> Score:  # noqa: ARG002
        """Minus the margin."""
        margins = frame.column("given_margin")
        reasons = tuple(
            "It came without a margin." if isnan(m) else f"Its margin is {m:g}."
            for m in margins.tolist()
        )
        return Score(np.full(len(frame), np.nan), -margins, reasons)
