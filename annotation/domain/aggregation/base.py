"""What an aggregator takes and gives."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vote:
    """One rater's vote on one question of one item."""

    judgment_id: int
    category: str
    strength: int | None = None
    confidence: float | None = None  # a judge's own, [0.5, 1]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What the votes amount to."""

    category: str | None  # None: open, the votes do not decide
    strength: float | None  # mean over the winning votes that gave one
    posterior: float | None  # probability of the category, None when open
    agreement: float  # share of votes for the category (of the largest, when open)
    status: str  # unanimous | majority | open


class Aggregator(Protocol):
    """One method; `version` changes whenever its results would."""

    @property
    def key(self) -> str:
        """Its name in the registry."""

    @property
    def version(self) -> str:
        """The version of its results."""

    def aggregate(self, votes: list[Vote], categories: list[str]) -> Aggregate:
        """The label of one item from its votes (at least one)."""
