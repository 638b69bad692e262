"""Signals as columns of a linear model: standardised, with a column for each that is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.signals import SIGNALS, Floats, SignalFrame

Matrix = NDArray[np.float64]

# Counts spread over decades: one more word matters less in a long text.
COUNTS = {
    "prompt_words", "shorter_chars", "longer_chars", "shorter_words", "longer_words",
    "length_difference", "list_points", "numbers", "prompt_questions", "given_margin",
}  # fmt: skip
IDENTITY = {"prompt_key", "tag_subjects"}  # a name written as a number: no size to learn from
FAR = 4.0  # standard deviations; what lies beyond is drawn in, so that no outlier decides alone


@dataclass(frozen=True, slots=True)
class Scaling:
    """How signals become columns: fixed once, on the audited rows, and the same ever after.

    Column j is (value - center) / spread of signal j where it is known, else 0; then one column per
    entry of `missing`, 1 where that signal is missing.
    """

    keys: tuple[str, ...]
    centers: tuple[float, ...]
    spreads: tuple[float, ...]
    missing: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What each column is called in a sentence."""
        titles = [SIGNALS[key].title.lower() for key in self.keys]
        return (*titles, *(f"no {SIGNALS[key].title.lower()}" for key in self.missing))

    def matrix(self, frame: SignalFrame) -> Matrix:
        """Shape (n_items, n_columns)."""
        columns = [
            np.clip(np.nan_to_num((_column(frame, key) - center) / spread), -FAR, FAR)
            for key, center, spread in zip(self.keys, self.centers, self.spreads, strict=True)
        ]
        columns += [np.isnan(_column(frame, key)).astype(float) for key in self.missing]
        return np.column_stack(columns) if columns else np.empty((len(frame), 0))


def scaling(frame: SignalFrame, weights: Floats, keys: Sequence[str]) -> Scaling:
    """Weighted mean and deviation of each signal; one that is constant or never known is left out.

    Args:
        weights: Shape (n_items,), above 0.
        keys: Signals to look at.
    """
    kept, centers, spreads, missing = [], [], [], []
    for key in keys:
        values = _column(frame, key)
        known = np.isfinite(values)
        if 0 < known.sum() < len(values):
            missing.append(key)
        if not known.any():
            continue
        center = float(np.average(values[known], weights=weights[known]))
        squares = np.average((values[known] - center) ** 2, weights=weights[known])
        if (spread := float(np.sqrt(squares))) > 1e-9 * (1 + abs(center)):
            kept.append(key)
            centers.append(center)
            spreads.append(spread)
    return Scaling(tuple(kept), tuple(centers), tuple(spreads), tuple(missing))


def _column(frame: SignalFrame, key: str) -> Floats:
    values = frame.column(key)
    values = np.where(np.isfinite(values), values, np.nan)
    return np.log1p(np.maximum(values, 0)) if key in COUNTS else values
