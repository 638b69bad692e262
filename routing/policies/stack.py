"""Policies in a row: each decides what it has an answer for, the next gets the rest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import Json
from routing.policies.base import BadParams, Budget, Plain, Policy, Score, check
from routing.policies.calibration import CalibrationFrame, dump, load
from routing.policies.columns import HUMAN, Decisions
from routing.policies.confidence import Confidence
from routing.policies.disagreement import Disagreement
from routing.policies.guaranteed import Guaranteed
from routing.policies.learned_error import LEARNABLE, LearnedError
from routing.policies.margin import Margin
from routing.policies.rules import Rules
from routing.signals import SignalFrame

PARTS: dict[str, type[Policy]] = {
    part.key: part for part in (Rules, Margin, Disagreement, Confidence, Guaranteed, LearnedError)
}
USUAL: tuple[Json, ...] = ({"policy": "rules"}, {"policy": "learned_error"})


@dataclass(frozen=True, slots=True)
class Stacked:
    """What each policy has learnt, as JSON text, in their order."""

    learnt: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stack(Plain):
    """A priority list: the first policy with an answer decides, the last answers for all the rest.

    Rules have no answer for what none names, `margin`, `disagreement` and `confidence` none where
    their signal is not known; the others always have one.
    """

    key: ClassVar[str] = "stack"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Several in a row"
    summary: ClassVar[str] = "The first policy with an answer decides: rules first, then a model."
    needs: ClassVar[frozenset[str]] = frozenset({*LEARNABLE})
    state: ClassVar[type] = Stacked
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "policies": {
                "type": "array",
                "default": list(USUAL),
                "title": "Policies",
                "description": 'In their order, such as [{"policy": "rules", "params": {}}].',
            }
        },
        "additionalProperties": False,
    }

    policies: Sequence[Mapping[str, Any]] = USUAL

    def __post_init__(self) -> None:
        wrong = _unfit(self.policies)
        if wrong:
            raise BadParams({"policies": [wrong]})
        object.__setattr__(self, "policies", tuple(self.policies))

    @property
    def parts(self) -> list[Policy]:
        """The policies."""
        return [PARTS[each["policy"]](**each.get("params", {})) for each in self.policies]

    @property
    def compares(self) -> bool:
        """Whether any of them does."""
        return any(part.compares for part in self.parts)

    def fit(self, audited: CalibrationFrame) -> Stacked:
        """Each learns from all audited items."""
        states = [part.fit(audited) for part in self.parts]
        notes = tuple(note for state in states for note in state.notes)
        return Stacked(tuple(json.dumps(dump(state)) for state in states), notes)

    def score(self, frame: SignalFrame, state: Stacked) -> Score:
        """Each item's doubt by the policy that decides about it."""
        doubt, p = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
        for part, learnt, rows in self._shared(frame, state):
            score = part.score(frame.take(rows), learnt)
            doubt[rows], p[rows] = score.doubt, score.p_judge_wrong
        return Score(p, doubt)

    def decide(self, frame: SignalFrame, state: Stacked, budget: Budget) -> Decisions:
        """The first in the list have the first call on the budget."""
        made = []
        for part, learnt, rows in self._shared(frame, state):
            decisions = Decisions.of(part.decide(frame.take(rows), learnt, budget))
            made.append((np.array(rows, dtype=np.intp), decisions))
            budget = budget.without(int((decisions.routes == HUMAN).sum()))
        return Decisions.merged(frame.ids, made)

    def _shared(self, frame: SignalFrame, state: Stacked) -> list[tuple[Policy, Any, list[int]]]:
        """(policy, what it has learnt, the rows it decides about)."""
        left = np.arange(len(frame))
        shares = []
        for n, (part, text) in enumerate(zip(self.parts, state.learnt, strict=True)):
            learnt: Any = load(part.state, json.loads(text))
            passed = np.zeros(len(left), dtype=bool)
            if n < len(self.policies) - 1:
                passed = _passes(part, frame.take(left.tolist()), learnt)
            shares.append((part, learnt, left[~passed].tolist()))
            left = left[passed]
        return shares


def _passes(part: Policy, frame: SignalFrame, learnt: Any) -> NDArray[np.bool_]:
    if isinstance(part, Rules):
        return part.passes(frame, learnt)
    if isinstance(part, Margin | Disagreement | Confidence):
        return np.isnan(part.score(frame, learnt).doubt)
    return np.zeros(len(frame), dtype=bool)


def _unfit(policies: Any) -> str:
    shape = 'A list such as [{"policy": "rules", "params": {}}, {"policy": "learned_error"}].'
    if not isinstance(policies, list | tuple) or not policies:
        return shape
    for each in policies:
        if not isinstance(each, Mapping) or set(each) - {"policy", "params"}:
            return shape
        if each.get("policy") not in PARTS:
            return f"A stack can hold {', '.join(PARTS)}; this is {each.get('policy')!r}."
        if not isinstance(each.get("params", {}), dict):
            return shape
        try:
            check(PARTS[each["policy"]].params, each.get("params", {}))
        except BadParams as bad:
            return f"{each['policy']}: {bad}"
    return ""
