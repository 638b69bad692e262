"""Strata of items that audits should reach: by how sure the judges are, and by tagged safety."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing import selectors
from routing.policies import pipeline
from routing.services import batches, signals
from routing.signals import Floats
from routing.signals.tags import LEVELS

EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of the judges' confidence; the last range is closed
NEEDS = frozenset({"judge_confidence", "tag_safety"})
SAFETY = len(LEVELS["safety_concern"]) + 1  # and not tagged


def ranges(confidence: Floats) -> NDArray[np.intp]:
    """Which range of EDGES each is in, half-open; -1 = not known."""
    cell = np.clip(np.searchsorted(EDGES, confidence, side="right") - 1, 0, len(EDGES) - 2)
    return np.where(np.isnan(confidence), -1, cell)


def audit_rates(
    project_id: int,
    item_ids: Sequence[int],
    rate: float,
    *,
    seen: Mapping[str, Floats] | None = None,
) -> Floats:
    """The chance of each of these items to be audited: more where few are, shape (n_items,).

    What no judge has judged yet has the usual chance: its stratum is known when it is weighed.

    Args:
        seen: Signals of the items that have been read already.
    """
    cells = _cells(item_ids, seen or {})
    heard = cells >= 0
    rates = np.full(len(item_ids), rate)
    if heard.any():
        audited = sorted(item_id for item_id, _ in selectors.audited(project_id))
        before = _cells(audited, {})
        known = np.bincount(before[before >= 0], minlength=(len(EDGES) - 1) * SAFETY)
        rates[heard] = pipeline.audit_rates(cells[heard], known, rate)
    return rates


def _cells(item_ids: Sequence[int], seen: Mapping[str, Floats]) -> NDArray[np.intp]:
    """A number per stratum, -1 where the judges' confidence is not known."""
    confidence, safety = (
        seen[key] if key in seen else _read(item_ids, key)
        for key in ("judge_confidence", "tag_safety")
    )
    cell = ranges(confidence)
    tagged = np.where(np.isnan(safety), 0, np.nan_to_num(safety) + 1).astype(np.intp)
    return np.where(cell < 0, -1, cell * SAFETY + tagged)


def _read(item_ids: Sequence[int], key: str) -> Floats:
    parts = [signals.read(part, {key})[key] for part in batches.batches(item_ids)]
    return np.concatenate([np.empty(0), *parts])
