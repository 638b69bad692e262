"""Judges judge everything."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from annotation.domain.types import Json
from routing.policies.base import Budget, NoState, Plain
from routing.policies.columns import JUDGE, Decisions, why
from routing.signals import SignalFrame


@dataclass(frozen=True, slots=True)
class AllJudge(Plain):
    """Every item goes to the judge; people see only what the audit coin draws."""

    key: ClassVar[str] = "all_judge"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Judges only"
    summary: ClassVar[str] = "Every item is judged by judges; people see only the audited share."
    needs: ClassVar[frozenset[str]] = frozenset()
    params: ClassVar[Json] = {"type": "object", "properties": {}, "additionalProperties": False}

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> Decisions:  # noqa: ARG002
        """The judge, always."""
        everything = np.ones(len(frame), dtype=bool)
        because = why(everything, "The policy asks the judge about every item.")
        return Decisions.make(frame.item_ids, JUDGE, propensity=0.0, why=[because])
