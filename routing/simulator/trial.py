"""How well a state does on audited items it has not learnt from, each counting by its weight."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from routing.policies.base import Policy
from routing.policies.calibration import CalibrationFrame
from routing.simulator.metrics import Sample


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


def trial(policy: Policy, state: Any, rows: CalibrationFrame) -> Trial:
    """Try a state on these rows, one or more."""
    score = policy.score(rows.signals, state)
    p, known = score.p_judge_wrong, ~np.isnan(score.p_judge_wrong)
    brier = None
    if known.any():
        square = (p[known] - rows.judge_wrong[known]) ** 2
        brier = float(np.average(square, weights=rows.weights[known]))
    drawn = Sample(rows.weights[None, :], rows.judge_wrong, 1.0, rows.weights)
    doubt = np.nan_to_num(score.doubt, nan=np.inf)
    return Trial(len(rows), brier, float(drawn.frontier(doubt, np.zeros(1))[1][0]))
