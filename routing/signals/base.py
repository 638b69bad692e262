"""What a signal is, and the frame of numbers that policies see."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import ItemRecord, JudgmentRecord

Floats = NDArray[np.float64]
# A number of an item and the verdicts of judges on it (in id order); NaN when it is not known.
Extract = Callable[[ItemRecord, Sequence[JudgmentRecord]], float]


@dataclass(frozen=True, slots=True)
class Signal:
    """A number about an item that a policy may use; `version` changes whenever it would.

    One that reads neither text nor verdicts reads what a model was asked ahead: tags, meanings.
    """

    key: str
    version: str
    title: str
    extract: Extract
    reads_text: bool = True  # False: the judges' verdicts are enough, the item need not be read
    reads_verdicts: bool = True  # False: the item alone decides, so it never changes


@dataclass(frozen=True, slots=True)
class SignalFrame:
    """The signals of a batch of items, column by column.

    Args:
        item_ids: Shape (n_items,), each once.
        columns: Signal key -> shape (n_items,); NaN = not known.
        draws: Shape (n_items,), uniform in [0, 1), for policies that toss. Drawn per item by the
            caller, so that an item's draw does not depend on the batch it is in.

    Raises:
        ValueError: The shapes differ, or an item comes twice.
    """

    item_ids: tuple[int, ...]
    columns: dict[str, Floats]
    draws: Floats

    def __post_init__(self) -> None:
        n = len(self.item_ids)
        if len(set(self.item_ids)) != n:
            raise ValueError("an item comes twice in the frame")
        for name, column in {**self.columns, "draws": self.draws}.items():
            if column.shape != (n,):
                raise ValueError(f"{name} has shape {column.shape}, the frame has {n} items")

    @classmethod
    def joined(cls, parts: "Sequence[SignalFrame]", keys: Collection[str]) -> "SignalFrame":
        """One frame of several, each with the columns `keys`."""
        empty = np.empty(0)
        return cls(
            item_ids=tuple(item_id for part in parts for item_id in part.item_ids),
            columns={k: np.concatenate([empty, *(p.columns[k] for p in parts)]) for k in keys},
            draws=np.concatenate([empty, *(part.draws for part in parts)]),
        )

    def __len__(self) -> int:
        return len(self.item_ids)

    @property
    def ids(self) -> NDArray[np.int64]:
        """The item ids as an array."""
        return np.array(self.item_ids, dtype=np.int64)

    def column(self, key: str) -> Floats:
        """The signal's values; all NaN when nobody computed it."""
        found = self.columns.get(key)
        return np.full(len(self), np.nan) if found is None else found

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> "SignalFrame":
        """The frame of these rows, in the order given."""
        at = np.asarray(rows, dtype=np.intp)
        return SignalFrame(
            item_ids=tuple(map(self.item_ids.__getitem__, at.tolist())),
            columns={key: column[at] for key, column in self.columns.items()},
            draws=self.draws[at],
        )

    def seen(self, row: int) -> dict[str, float | None]:
        """One item's signals for the record; None = not known."""
        values = {key: float(column[row]) for key, column in self.columns.items()}
        return {key: None if np.isnan(v) else round(v, 6) for key, v in values.items()}
