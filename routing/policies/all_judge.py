"""Judges judge everything."""

from dataclasses import dataclass
from typing import ClassVar

from annotation.domain.types import Json, Route
from routing.policies.base import Budget, Decision, NoState, Plain
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

    def decide(self, frame: SignalFrame, state: NoState, budget: Budget) -> list[Decision]:  # noqa: ARG002
        """The judge, always."""
        reasons = ("The policy asks the judge about every item.",)
        return [Decision(item_id, Route.JUDGE, 0.0, reasons) for item_id in frame.item_ids]
