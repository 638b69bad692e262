"""Does a judge that says 80 % hit in 80 of a hundred? Measures, and maps that mend it.

A confidence is the probability that the verdict is right. Fit a map on audited rows of one judge
spec and one kind of task, and report it out of fold, grouped by prompt.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Floats = NDArray[np.float64]
Rule = Literal["width", "mass"]
LEAST = {"temperature": 50, "platt": 100, "isotonic": 500}  # rows below which a map is not fitted


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of the reliability plot; only bins with a row are listed."""

    low: float
    high: float
    confidence: float  # mean of what was said
    hits: float  # share that was right
    n: int


def reliability(p: Floats, y: Floats, *, bins: int = 10, rule: Rule = "width") -> list[Bin]:
    """What was said against what came, bin by bin.

    Args:
        p: Probabilities, shape (n,).
        y: 1 where it happened, else 0, same shape.
        bins: Number of bins.
        rule: Equal width, or equal mass (as many rows in each). The rule is part of the value.
    """
    if not len(p):
        return []
    if rule == "width":
        edges = np.arange(bins + 1) / bins
        # Right-closed as (low, high], the first also holds 0; .3 is not .30000000000000004.
        at = np.clip(np.ceil(np.round(p * bins, 9)).astype(int) - 1, 0, bins - 1)
    else:
        edges = np.quantile(p, np.linspace(0, 1, bins + 1))
        at = np.searchsorted(edges[1:-1], p, side="left")
    n = np.bincount(at, minlength=bins)
    said = np.bincount(at, weights=p, minlength=bins)
    came = np.bincount(at, weights=y, minlength=bins)
    return [
        Bin(float(edges[b]), float(edges[b + 1]), said[b] / n[b], came[b] / n[b], int(n[b]))
        for b in range(bins)
        if n[b]
    ]


def ece(p: Floats, y: Floats, *, bins: int = 10, rule: Rule = "width") -> float:
    """Expected calibration error: mean distance of said and came; nan without rows.

    Source: Guo et al. (2017), arXiv 1706.04599, eq. 3.
    """
    if not len(p):
        return float("nan")
    found = reliability(p, y, bins=bins, rule=rule)
    return sum(b.n * abs(b.confidence - b.hits) for b in found) / len(p)


def brier(p: Floats, y: Floats) -> float:
    """Mean squared distance of probability and outcome; nan without rows. Brier (1950)."""
    return float(np.mean((p - y) ** 2)) if len(p) else float("nan")


@dataclass(frozen=True, slots=True)
class Logistic:
    """p → σ(slope · logit p + offset); temperature T is slope 1/T without an offset."""

    slope: float
    offset: float = 0.0

    def __call__(self, p: Floats) -> Floats:
        """The calibrated probabilities."""
        return np.asarray(special.expit(self.slope * _logit(p) + self.offset))


@dataclass(frozen=True, slots=True, eq=False)
class Isotonic:
    """A rising staircase, linear between its knots and flat beyond them."""

    x: Floats
    y: Floats

    def __call__(self, p: Floats) -> Floats:
        """The calibrated probabilities."""
        return np.interp(p, self.x, self.y)


def temperature(p: Floats, y: Floats) -> Logistic:
    """One number: how much too sure (T > 1) or too shy. Keeps the order and p = .5.

    Raises:
        ValueError: Fewer rows than `LEAST`.

    Source: Guo et al. (2017), arXiv 1706.04599, section 4.
    """
    return _logistic(p, y, name="temperature", offset=False)


def platt(p: Floats, y: Floats) -> Logistic:
    """Slope and offset. On pairs taken both ways round use `temperature`: no offset is due there.

    Raises:
        ValueError: Fewer rows than `LEAST`.

    Source: Platt (1999), with his targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2).
    """
    return _logistic(p, y, name="platt", offset=True)


def isotonic(p: Floats, y: Floats) -> Isotonic:
    """Any rising map: needs many rows.

    Raises:
        ValueError: Fewer rows than `LEAST`.

    Source: Zadrozny & Elkan (2002), by the pool-adjacent-violators algorithm.
    """
    _enough(p, "isotonic")
    x, at = np.unique(p, return_inverse=True)
    n = np.bincount(at)
    risen = optimize.isotonic_regression(np.bincount(at, weights=y) / n, weights=n)
    return Isotonic(x, np.asarray(risen.x))


def _logistic(p: Floats, y: Floats, *, name: str, offset: bool) -> Logistic:
    _enough(p, name)
    z = _logit(p)
    hits = y.sum()
    # Targets a little inside (0, 1): a perfect judge does not get an infinite slope.
    wanted = np.where(y > 0, (hits + 1) / (hits + 2), 1 / (len(y) - hits + 2))
    columns = np.stack([z, np.ones_like(z)]) if offset else z[None]

    def loss(b: Floats) -> tuple[float, Floats]:
        u = b @ columns
        value = float(np.logaddexp(0, u).sum() - wanted @ u)
        return value, columns @ (special.expit(u) - wanted)

    start = np.array([1.0, 0.0]) if offset else np.array([1.0])
    found = optimize.minimize(loss, start, jac=True, method="BFGS").x
    return Logistic(float(found[0]), float(found[1]) if offset else 0.0)


def _enough(p: Floats, name: str) -> None:
    if len(p) < LEAST[name]:
        raise ValueError(
            f"{name} calibration needs {LEAST[name]} audited rows or more; there are {len(p)}."
        )


def _logit(p: Floats) -> Floats:
    inside = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside) - np.log1p(-inside))
