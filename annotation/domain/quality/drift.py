"""Has something changed: a rater's gold accuracy, agreement or time; a judge's audited agreement?

CUSUM finds small lasting shifts, EWMA draws the smooth line with its limits, Page–Hinkley needs no
target; `shift` looks back over all that there is. Feed weekly values of one rater, or of the pool.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import kolmogorov

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Alarm:
    """The first alarm, if any, and the line that a chart shows."""

    at: int | None  # index of the value that set it off
    direction: str  # "up", "down" or ""
    since: int | None  # where the shift seems to have begun
    up: Floats
    down: Floats  # both ≥ 0; an alarm where one passes `limit`
    limit: float
    why_not: str = ""


def standardised(shares: Floats, n: Floats, *, target: float) -> Floats:
    """Shares of n trials each as standard scores around the share expected; 0 where n is 0."""
    spread = np.sqrt(max(target * (1 - target), 1e-9) / np.maximum(n, 1))
    return np.where(n > 0, (shares - target) / spread, 0.0)


def cusum(z: Floats, *, slack: float = 0.5, limit: float = 5.0) -> Alarm:
    """Tabular CUSUM: S⁺ = max(0, S⁺ + z - k), S⁻ = max(0, S⁻ - z - k); an alarm above h.

    Args:
        z: Standard scores in order of time; nan is skipped.
        slack: k, half the shift to find, in standard deviations.
        limit: h; 5 gives a false alarm in some 465 values.

    Source: Page (1954), Biometrika 41; Montgomery, Statistical Quality Control, ch. 9.
    """
    if not len(z):
        return Alarm(None, "", None, z, z, limit, "there is no value yet")
    up, down = np.zeros(len(z)), np.zeros(len(z))
    above = below = 0.0
    for n, value in enumerate(np.nan_to_num(z)):
        above, below = max(0.0, above + value - slack), max(0.0, below - value - slack)
        up[n], down[n] = above, below
    return _first(up, down, limit)


def page_hinkley(x: Floats, *, slack: float = 0.005, limit: float = 0.5) -> Alarm:
    """Page–Hinkley: how far the sum of deviations from the running mean has left its extreme.

    Args:
        x: Values in order of time, such as 1 agreed, 0 not; nan is skipped.
        slack: δ, change too small to matter, in units of x.
        limit: λ, in units of x times values.

    Source: Page (1954); Hinkley (1971), Biometrika 58; Gama et al. (2014), ACM Comput. Surv. 46.
    """
    there = np.flatnonzero(~np.isnan(x))
    if not len(there):
        return Alarm(None, "", None, x, x, limit, "there is no value yet")
    values = x[there]
    gap = values - np.cumsum(values) / np.arange(1, len(values) + 1)
    rising, falling = np.cumsum(gap - slack), np.cumsum(gap + slack)
    up, down = np.zeros(len(x)), np.zeros(len(x))
    up[there] = rising - np.minimum.accumulate(np.minimum(rising, 0))
    down[there] = np.maximum.accumulate(np.maximum(falling, 0)) - falling
    return _first(up, down, limit)


def shift(total: Floats, n: Floats, *, variance: float) -> tuple[int, float, float]:
    """Where the mean of what came in order changed most, looking back over all of it.

    Args:
        total: Sums of the values of each period.
        n: How many values each has.
        variance: Of one value.

    Returns:
        (first period after the change, mean after minus mean before, p against no change): the
        greatest |Σ (x - mean)| / (σ √N), in the limit that of a Brownian bridge. (0, 0, 1) where
        nothing varies.

    Source: Csörgő & Horváth (1997), Limit Theorems in Change-Point Analysis, ch. 2; Kolmogorov.
    """
    every = float(n.sum())
    if len(n) < 2 or not every or variance <= 0:
        return 0, 0.0, 1.0
    path = np.cumsum(total - n * total.sum() / every)[:-1] / np.sqrt(variance * every)
    at = int(np.argmax(np.abs(path))) + 1
    before, after = float(n[:at].sum()), float(n[at:].sum())
    if not before or not after:
        return 0, 0.0, 1.0
    change = float(total[at:].sum()) / after - float(total[:at].sum()) / before
    return at, change, float(kolmogorov(float(np.abs(path[at - 1]))))


def ewma(z: Floats, *, weight: float = 0.2, width: float = 3.0) -> tuple[Floats, Floats]:
    """Exponentially weighted mean of standard scores, and half the width of its limits.

    Source: Roberts (1959), Technometrics 1(3).
    """
    line, value = np.zeros(len(z)), 0.0
    for n, score in enumerate(z):
        value = value if np.isnan(score) else weight * score + (1 - weight) * value
        line[n] = value
    steps = np.arange(1, len(z) + 1)
    half = width * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * steps)))
    return line, half


def _first(up: Floats, down: Floats, limit: float) -> Alarm:
    beyond = np.flatnonzero((up > limit) | (down > limit))
    if not len(beyond):
        return Alarm(None, "", None, up, down, limit)
    at = int(beyond[0])
    direction = "up" if up[at] > limit else "down"
    line = up if direction == "up" else down
    zeros = np.flatnonzero(line[:at] <= 0)
    return Alarm(at, direction, int(zeros[-1]) + 1 if len(zeros) else 0, up, down, limit)
