"""How well a state does on audited items it has not learnt from, each counting by its weight."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from routing.policies.base import Policy
from routing.policies.calibration import CalibrationFrame
from routing.signals import Floats
from routing.simulator.metrics import BINS, Sample


@dataclass(frozen=True, slots=True)
class Trial:
    """Figures of one state on some rows.

    Args:
        rows: How many.
        brier: Weighted mean of (p - wrong)^2 where p is known; None where nowhere.
        auqc: Area under quality over the share that people judge, people being right; in [0, 1].
    """

    rows: int
    brier: float | None
    auqc: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Verdicts that were given about the same chance to be wrong."""

    said: float  # weighted mean of the chances
    wrong: float  # weighted share that was wrong
    n: int


def trial(policy: Policy, state: Any, rows: CalibrationFrame) -> Trial:
    """Try a state on these rows, one or more."""
    score = policy.score(rows.signals, state)
    p, known = score.p_judge_wrong, ~np.isnan(score.p_judge_wrong)
    brier = None
    if known.any():
        square = (p[known] - rows.judge_wrong[known]) ** 2
        brier = float(np.average(square, weights=rows.weights[known]))
    drawn = Sample(rows.weights[None, :], rows.judge_wrong, 1.0)
    doubt = np.nan_to_num(score.doubt, nan=np.inf)
    return Trial(len(rows), brier, float(drawn.frontier(doubt, np.zeros(1))[1][0]))


def reliability(p: Floats, wrong: Floats, weights: Floats) -> list[Bin]:
    """What was said against what came, by tenths of the chance; empty tenths are left out.

    Args:
        p: Shape (n,), probability; NaN = not known, left out.
        wrong: Shape (n,), 0 or 1.
        weights: Shape (n,), above 0.
    """
    known = np.flatnonzero(~np.isnan(p))
    # Half-open bins [k/10, (k+1)/10), the last one closed.
    cell = np.minimum((p[known] * BINS).astype(int), BINS - 1)
    found = []
    for k in range(BINS):
        rows = known[cell == k]
        if len(rows):
            said, came = (float(np.average(v[rows], weights=weights[rows])) for v in (p, wrong))
            found.append(Bin(said, came, len(rows)))
    return found
