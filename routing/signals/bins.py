"""Signals in three bins, as yes-or-no features: the edges are fixed once, and used ever after."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.signals.base import Floats, SignalFrame
from routing.signals.tags import LEVELS, SUBJECTS

Members = NDArray[np.bool_]  # shape (n_items, n_features)

SHARES = (
    "overlap", "tfidf", "minilm", "entities", "prompt_overlap", "length_ratio",
)  # fmt: skip  # in [0, 1]: cut at thirds of the range
SIZES = (
    "prompt_words", "shorter_words", "longer_words", "length_difference", "list_points", "numbers",
)  # fmt: skip  # cut at thirds of the data set, once
FLAGS = (
    "code", "maths", "lists", "markdown", "english", "tag_english", "tag_material", "tag_format",
)  # fmt: skip
RANKS = {
    "tag_expertise": LEVELS["expertise_level"],
    "tag_open_endedness": LEVELS["open_endedness"],
    "tag_safety": LEVELS["safety_concern"],
    "tag_complexity": LEVELS["complexity_of_intents"],
}  # few levels, each a bin of its own
SET = "tag_subjects"  # a number whose bits are the features
THIRDS = (1 / 3, 2 / 3)
NAMES = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Edges:
    """Where each signal is cut: bins are half-open, [low, high), the last one closed."""

    keys: tuple[str, ...]
    # Two a signal; one (0.5) for a flag; one less than its levels for a rank; for a set, its bits.
    cuts: tuple[tuple[float, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Feature names in the order of the columns, such as "overlap: low"."""
        return tuple(
            f"{key}: {word}"
            for key, cut in zip(self.keys, self.cuts, strict=True)
            for word in _names(key, cut)
        )

    def members(self, frame: SignalFrame) -> Members:
        """Which features each item has; a signal that is not known gives none."""
        columns = []
        for key, cut in zip(self.keys, self.cuts, strict=True):
            values = frame.column(key)
            if key == SET:
                mask = np.nan_to_num(values).astype(np.int64)
                columns += [mask >> int(bit) & 1 == 1 for bit in cut]
                continue
            cell = np.searchsorted(np.array(cut), values, side="right")
            columns += [(cell == n) & ~np.isnan(values) for n in range(len(cut) + 1)]
        return np.column_stack(columns) if columns else np.empty((len(frame), 0), dtype=bool)


def fix(frame: SignalFrame) -> Edges:
    """The edges of this data set.

    Sizes are cut at its thirds, shares and flags where they always are; a signal that nobody knows,
    or that would leave all items in one bin, is left out.

    Ranks taken anew inside each chosen part would put a third of it in every bin, whatever was
    chosen: so nothing but these edges decides from here on.
    """
    keys, cuts = [], []
    for key in (*SHARES, *SIZES, *FLAGS, *RANKS):
        values = frame.column(key)
        known = values[~np.isnan(values)]
        cut = _cut(key, known)
        if len(known) and len(np.unique(np.searchsorted(np.array(cut), known, side="right"))) > 1:
            keys.append(key)
            cuts.append(cut)
    masks = np.nan_to_num(frame.column(SET)).astype(np.int64)
    if bits := [n for n in range(len(SUBJECTS)) if (masks >> n & 1).any()]:
        keys.append(SET)
        cuts.append(tuple(map(float, bits)))
    return Edges(tuple(keys), tuple(cuts))


def _names(key: str, cut: tuple[float, ...]) -> Sequence[str]:
    if key == SET:
        return [SUBJECTS[int(bit)] for bit in cut]
    return RANKS.get(key) or (("no", "yes") if len(cut) == 1 else NAMES)


def _cut(key: str, known: Floats) -> tuple[float, ...]:
    if key in FLAGS:
        return (0.5,)
    if key in RANKS:
        return tuple(n + 0.5 for n in range(len(RANKS[key]) - 1))
    if key in SHARES or not len(known):
        return THIRDS
    low, high = np.quantile(known, THIRDS, method="higher")
    return float(low), float(high)
