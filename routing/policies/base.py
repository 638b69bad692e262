"""What a policy is given and what it answers; the audit coin is tossed around it, in `pipeline`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import Json, Route
from routing.policies.calibration import CalibrationFrame
from routing.signals import Floats, SignalFrame

SPENT = "the budget for people is used up"


class BadParams(ValueError):
    """Parameters a policy does not have, or values outside their range; `fields` says which."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(" ".join(f"{name}: {' '.join(why)}" for name, why in fields.items()))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Budget:
    """How many judgments of people may still be asked for; None = as many as are wanted."""

    human_judgments: int | None = None
    per_item: int = 1  # judgments one item takes

    def items(self, wanted: int) -> int:
        """For how many of `wanted` items it lasts."""
        if self.human_judgments is None:
            return wanted
        return max(0, min(wanted, self.human_judgments // max(1, self.per_item)))

    def without(self, items: int) -> "Budget":
        """What is left once so many items are asked about."""
        if self.human_judgments is None:
            return self
        return self.keeping(items * self.per_item)

    def keeping(self, judgments: int) -> "Budget":
        """What is left while so many judgments are kept for something else."""
        if self.human_judgments is None:
            return self
        return Budget(max(0, self.human_judgments - judgments), self.per_item)


@dataclass(frozen=True, slots=True)
class Score:
    """How doubtful the judge's verdict is.

    Args:
        p_judge_wrong: Shape (n_items,), probability; NaN = not known.
        order: Shape (n_items,), people get the highest first, NaN before all; None = the
            probability itself is the order.
        reasons: A sentence per item; empty when the policy says them as it decides.
    """

    p_judge_wrong: Floats
    order: Floats | None = None
    reasons: tuple[str, ...] = ()

    @property
    def doubt(self) -> Floats:
        """What people are given by: the highest first, NaN before all."""
        return self.p_judge_wrong if self.order is None else self.order


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is asked about one item, and why.

    `route` None: nobody for now, since neither people nor a judge can be asked. A policy's
    `propensity` is its own chance of asking people, [0, 1]; `pipeline` adds the audit coin's.
    """

    item_id: int
    route: Route | None
    propensity: float
    reasons: tuple[str, ...]
    score: float | None = None
    threshold: float | None = None
    audited: bool = False
    people: int | None = None  # how many are asked; None = as many as the project asks per item
    signals: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoState:
    """What a policy that learns nothing has learnt."""

    notes: tuple[str, ...] = ()  # what a reader of the state should know, in sentences


class Policy(Protocol):
    """How decisions are made. Pure: the same inputs give the same answer, in any order."""

    key: ClassVar[str]
    version: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    needs: ClassVar[frozenset[str]]  # keys of SIGNALS
    params: ClassVar[Json]  # JSON schema of the fields
    asks_judges: ClassVar[bool]  # False: nothing is ever left to a judge, so nothing to audit
    state: ClassVar[type]  # of what `fit` returns: frozen, with `notes`, to be kept as JSON

    @property
    def compares(self) -> bool:
        """Whether it weighs items against each other and so wants all that are to be decided."""

    def fit(self, audited: CalibrationFrame) -> Any:
        """Learn from audited items; never refuses: what could not be learned is in `notes`."""

    def score(self, frame: SignalFrame, state: Any) -> Score:
        """How doubtful the judge is about each item."""

    def decide(self, frame: SignalFrame, state: Any, budget: Budget) -> Sequence[Decision]:
        """One decision per item of the frame, in its order, people within the budget.

        A list of `Decision` will do; `columns.Decisions`, which is a sequence of them too, is what
        keeps a million items within seconds.
        """


class Plain:
    """What policies that learn nothing and know no doubt have in common."""

    __slots__ = ()
    asks_judges: ClassVar[bool] = True
    state: ClassVar[type] = NoState

    @property
    def compares(self) -> bool:
        """Each item stands for itself."""
        return False

    def fit(self, audited: CalibrationFrame) -> Any:  # noqa: ARG002
        """Nothing to learn."""
        return NoState()

    def score(self, frame: SignalFrame, state: Any) -> Score:  # noqa: ARG002
        """Not known."""
        return Score(np.full(len(frame), np.nan))


def first(rows: Sequence[tuple[float, int]], count: int) -> set[int]:
    """The items of the `count` smallest (value, item id): ties go to the smaller id."""
    return {item_id for _, item_id in sorted(rows)[:count]}


def lowest(values: Floats, item_ids: NDArray[np.int64], count: int) -> NDArray[np.intp]:
    """The rows of the `count` smallest values: ties go to the smaller item id."""
    return np.lexsort((item_ids, values))[:count]


def check(schema: Json, params: Json) -> None:
    """Refuse parameters that the schema does not have, or not with these values.

    Reads the few words of JSON Schema that policies use: type, minimum, maximum, enum.

    Raises:
        BadParams: `fields` says which parameter, why, and what would fit.
    """
    known: Json = schema["properties"]
    wrong: dict[str, list[str]] = {}
    for name, value in params.items():
        if name not in known:
            offered = ", ".join(sorted(known)) or "none"
            wrong[str(name)] = [f"This policy has no such parameter; it has: {offered}."]
        elif sentence := _unfit(known[name], value):
            wrong[name] = [sentence]
    if wrong:
        raise BadParams(wrong)


def _unfit(rule: Json, value: Any) -> str:
    if rule["type"] == "array":
        return "" if isinstance(value, list) else f"A list; this is {value!r}."
    if "enum" in rule:
        fits = value in rule["enum"]
        return "" if fits else f"One of {', '.join(rule['enum'])}; this is {value!r}."
    types = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
    low, high = rule["minimum"], rule["maximum"]
    if value is None and "null" in types:
        return ""
    number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if not number or not low <= value <= high:
        empty = ", or null" if "null" in types else ""
        return f"A number from {low} to {high}{empty}; this is {value!r}."
    return ""
