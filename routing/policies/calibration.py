"""What policies learn from: items whose label by the judge and by people are both known."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

import numpy as np

from annotation.domain.types import Json
from routing.signals import Floats, SignalFrame

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mix:
    """A mix of labels that a reward model was trained on, and what that was worth."""

    people: frozenset[int]  # ids of the items with people's labels; the others have the judge's
    score: float


@dataclass(frozen=True, slots=True)
class CalibrationFrame:
    """Audited items of one calibration epoch: one judge, one version of it, one question.

    Args:
        signals: As they were seen; draws are used where rows have to be thinned.
        judge_wrong: Shape (n,), 1 where the judge's label is not people's, 0 where it is; NaN = not
            known, and the row is not used.
        weights: Shape (n,), 1 / propensity (Hájek); rows without a finite weight above 0 are not
            used.
        groups: Shape (n,), whole numbers; rows of one prompt share one and are never split.
        people: Shape (n,), people's label: 1 the first response, -1 the second, 0 neither.
        judge: Shape (n,), the judge's label in the same form; NaN in both = not a comparison.
        mixes: Scores of reward models that were trained elsewhere on mixes of these items.

    Raises:
        ValueError: The shapes differ.
    """

    signals: SignalFrame
    judge_wrong: Floats
    weights: Floats
    groups: Floats
    people: Floats
    judge: Floats
    mixes: tuple[Mix, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.signals)
        for name in ("judge_wrong", "weights", "groups", "people", "judge"):
            if getattr(self, name).shape != (n,):
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, not ({n},)")

    @classmethod
    def nothing(cls) -> "CalibrationFrame":
        """No audited item at all."""
        empty = np.empty(0)
        return cls(SignalFrame((), {}, empty), empty, empty, empty, empty, empty)

    @classmethod
    def of(
        cls,
        signals: SignalFrame,
        people: Floats,
        judge: Floats,
        *,
        weights: Floats | None = None,
        groups: Floats | None = None,
    ) -> "CalibrationFrame":
        """From the two labels; without weights all count alike, without groups each is its own."""
        n = len(signals)
        known = ~(np.isnan(people) | np.isnan(judge))
        return cls(
            signals,
            np.where(known, people != judge, np.nan),
            np.ones(n) if weights is None else weights,
            np.arange(n, dtype=float) if groups is None else groups,
            people,
            judge,
        )

    def __len__(self) -> int:
        return len(self.signals)

    def take(self, rows: Sequence[int]) -> "CalibrationFrame":
        """These rows, in the order given."""
        at = np.asarray(rows, dtype=np.intp)
        return CalibrationFrame(
            self.signals.take(rows),
            self.judge_wrong[at],
            self.weights[at],
            self.groups[at],
            self.people[at],
            self.judge[at],
            self.mixes,
        )

    def usable(self) -> "CalibrationFrame":
        """The rows that can be learned from, in item order, so that the order given is nothing."""
        ok = np.isfinite(self.judge_wrong) & np.isfinite(self.weights) & (self.weights > 0)
        ids = self.signals.item_ids
        return self.take(sorted(np.flatnonzero(ok).tolist(), key=ids.__getitem__))

    def fold(self, count: int, *, alike: bool = False) -> Floats:
        """Which of `count` folds each row is in, shape (n,): by group, spread evenly.

        Args:
            alike: With about one share of wrong verdicts in each. Else, where a fold happens to
                have more of them, the others have fewer: what is learnt there doubts this fold
                less, and scores out of fold fall below chance where nothing can be learnt. A
                promise needs folds that are drawn without a look at the verdicts.
        """
        _, group = np.unique(self.groups, return_inverse=True)
        # A fixed shuffle, so that neighbouring groups (often of one source) part.
        order = np.random.default_rng(20130).permutation(group.max(initial=-1) + 1)
        if alike:
            wrong = np.bincount(group, np.nan_to_num(self.judge_wrong)) / np.bincount(group)
            order = np.argsort(np.lexsort((order, wrong)))
        return (order % count)[group].astype(float) if len(self) else np.empty(0)


def dump(state: Any) -> Json:
    """A state as JSON."""
    return {f.name: _plain(getattr(state, f.name)) for f in fields(state)}


def load(kind: type[T], data: Json) -> T:
    """The state that `dump` made of it.

    Raises:
        TypeError: It is not a state of this kind.
    """
    types = get_type_hints(kind)
    return kind(
        **{
            name: load(types[name], value) if isinstance(value, dict) else _frozen(value)
            for name, value in data.items()
        }
    )


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return dump(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
