"""Is a judge right as often as it says? Raw, and after maps fitted on other prompts."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotation.domain.quality import calibration
from annotation.domain.quality.figure import Figure, shown
from routing.judges.standing.table import NOBODY, Floats, Ints, Table

FOLDS = 5
MAPS: dict[str, Callable[[Floats, Floats], Callable[[Floats], Floats]]] = {
    "temperature": calibration.temperature,
    "platt": calibration.platt,
    "isotonic": calibration.isotonic,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of saying how sure the judge is."""

    name: str  # raw, or a key of MAPS
    ece: Figure  # ten bins of equal mass
    brier: Figure
    bins: list[dict[str, Any]]


def measure(table: Table) -> list[Measured]:
    """Raw, then each map that there are rows enough for in every fold, out of fold."""
    best = table.majority()
    use = (best != NOBODY) & (table.said != NOBODY) & ~np.isnan(table.confidence)
    p, y = table.confidence[use], (table.said == best)[use].astype(float)
    found = [_measured("raw", p, y, "it gave no confidence with its verdicts")]
    folds = _folds(table.groups[use])
    for name, fit in MAPS.items():
        mapped, why = _out_of_fold(p, y, folds, fit)
        found.append(_measured(name, mapped, y if not why else y[:0], why))
    return found


def best(measured: list[Measured]) -> Measured | None:
    """The map with the least error out of fold; None when none could be fitted."""
    fitted = [m for m in measured if m.name != "raw" and m.ece.value is not None]
    return min(fitted, key=lambda m: m.ece.value or 0.0, default=None)


def _measured(name: str, p: Floats, y: Floats, why_not: str) -> Measured:
    bins = calibration.reliability(p, y, rule="mass")
    return Measured(
        name,
        shown(calibration.ece(p, y, rule="mass"), n=len(p), why_not=why_not),
        shown(calibration.brier(p, y), n=len(p), why_not=why_not),
        [{k: float(v) for k, v in asdict(b).items()} for b in bins],
    )


def _folds(groups: Ints) -> Ints:
    """The part of each row: whole prompts, dealt out in turn, the most frequent first."""
    _, at, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    part = np.empty(len(sizes), dtype=int)
    part[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes)) % FOLDS
    return part[at] if len(groups) else groups


def _out_of_fold(
    p: Floats,
    y: Floats,
    folds: Ints,
    fit: Callable[[Floats, Floats], Callable[[Floats], Floats]],
) -> tuple[Floats, str]:
    mapped = np.empty(len(p))
    try:
        for part in range(FOLDS):
            held = folds == part
            mapped[held] = fit(p[~held], y[~held])(p[held])
    except ValueError as few:
        return p[:0], str(few).rstrip(".")
    return mapped, ""
