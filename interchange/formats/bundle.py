"""A whole item on its way out, what a format of whole items is, and what gets lost on the way."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from interchange.formats import parts
from interchange.formats.base import (
    Columns,
    ExportItem,
    ExportJudgment,
    ExportLabel,
    Json,
    Param,
    Unit,
)

TABLES = ("jsonl", "parquet", "arrow", "csv")


@dataclass(frozen=True, slots=True)
class Bundle:
    """An item with everything said about it."""

    item: ExportItem
    judgments: tuple[ExportJudgment, ...] = ()  # in force, oldest first
    labels: Mapping[str, ExportLabel] = field(default_factory=dict)  # question -> label in force


class Losses:
    """What an export leaves out, counted by name and never silent."""

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()  # records that gave no row, by reason
        self.stripped: Counter[str] = Counter()  # items that lost a part, by part

    def drop(self, reason: str, n: int = 1) -> None:
        """A record gives no row."""
        self.dropped[reason] += n

    def without(self, part: str, n: int = 1) -> None:
        """A part of what was said or shown has no place in the format."""
        self.stripped[part] += n

    def sentences(self) -> list[str]:
        """For people: "12 left out: tie", "3 written without: model names"."""
        return [
            *(f"{n:,} left out: {words(name)}" for name, n in sorted(self.dropped.items())),
            *(f"{n:,} written without: {words(name)}" for name, n in sorted(self.stripped.items())),
        ]


def words(name: str) -> str:
    """A reason's or a part's name in words."""
    return parts.WORDS.get(name, name.replace("_", " "))


class ItemFormat(ABC):
    """An export format whose rows are made from whole items; stateless."""

    key: str
    title: str
    summary: str
    unit: ClassVar[Unit] = "item"
    params: ClassVar[list[Param]] = []
    labels: ClassVar[bool] = False  # made from the label in force: its choices apply
    files: ClassVar[tuple[str, ...]] = TABLES
    # The parts (parts.WORDS) that a file of this format brings back when it is read again.
    carries: ClassVar[frozenset[str]] = frozenset()
    max_strength: ClassVar[int] = 3  # greater ones are written as this much better
    # Raised when the same choices would give other rows: a snapshot keeps the version that wrote it
    # in its choice "writer" (1 has none there), and is built again as that one did.
    version: ClassVar[int] = 1

    @abstractmethod
    def columns(self, params: Json, questions: list[Json]) -> Columns:
        """The columns of the file under these choices."""

    @abstractmethod
    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """The rows of an item; what gives none is counted in `losses`."""

    def carried(self, record: Bundle, params: Json) -> frozenset[str]:  # noqa: ARG002
        """Parts that these rows hold beyond what every row of the format does."""
        return frozenset()

    def write(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """The rows of an item, with every part counted that they cannot carry."""
        rows = self.rows(record, params, losses)
        if rows:
            held = parts.held(record.item, record.judgments)
            for part in sorted(held - self.carries - self.carried(record, params)):
                losses.without(part)
            if "strength" in self.carries and parts.greatest(record.judgments) > self.max_strength:
                losses.without("finer_strength")
        return rows
