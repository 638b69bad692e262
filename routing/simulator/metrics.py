"""Figures of an order of items by doubt, and how they vary with the items drawn."""

from dataclasses import dataclass

import numpy as np

from routing.signals import Floats
from routing.simulator.report import Bin

BINS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """The items as often as each bootstrap sample has them.

    Args:
        counts: Shape (n_samples, n_items), times each item's weight; the first row is the data.
        wrong: Shape (n_items,), 1 where the judge is wrong.
        people: Chance that people are right.
        weights: Shape (n_items,), 1 / the chance that both labels are known, 1 in the mean.
    """

    counts: Floats
    wrong: Floats
    people: float
    weights: Floats

    @property
    def judge_wrong(self) -> float:
        """Share of the items that the judge gets wrong."""
        return float(np.average(self.wrong, weights=self.weights))

    def frontier(self, doubt: Floats, budgets: Floats) -> tuple[Floats, Floats]:
        """(quality at each budget, shape (n_samples, n_budgets); AUQC, shape (n_samples,)).

        Items of one doubt are in no order: between the ends of their block quality is on the
        straight line, which is its mean over all orders. The area is that of the polygon over all
        budgets in [0, 1].

        Args:
            doubt: Shape (n_items,), the highest go to people first; without NaN.
            budgets: Shares of the items.
        """
        order = np.argsort(-doubt, kind="stable")
        ranked = doubt[order]
        ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
        counts = self.counts[:, order]
        asked = np.cumsum(counts, axis=1)[:, ends]
        size = asked[:, -1:]
        # What each item in turn changes: people's chance to be right instead of the judge's label.
        gained = np.cumsum(counts * (self.people - 1 + self.wrong[order]), axis=1)[:, ends]
        start = 1 - (self.counts @ self.wrong)[:, None] / size
        zero = np.zeros((len(size), 1))
        shares = np.hstack([zero, asked / size])
        quality = np.hstack([start, start + gained / size])
        at = np.array([np.interp(budgets, x, y) for x, y in zip(shares, quality, strict=True)])
        return at, np.asarray(np.trapezoid(quality, shares, axis=1), dtype=float)

    def chance(self, budgets: Floats) -> tuple[Floats, Floats]:
        """The same as `frontier` of items drawn by lot, in expectation: a straight line."""
        start = 1 - (self.counts @ self.wrong) / self.counts.sum(axis=1)
        return start[:, None] + (self.people - start)[:, None] * budgets, (start + self.people) / 2


def sample(
    wrong: Floats,
    groups: Floats,
    people: float,
    *,
    repeats: int,
    rng: np.random.Generator,
    weights: Floats | None = None,
) -> Sample:
    """The data, then `repeats` samples of as many whole groups; without weights all count alike."""
    _, group = np.unique(groups, return_inverse=True)
    n = int(group.max()) + 1
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=repeats)
    each = np.ones(len(wrong)) if weights is None else weights / weights.mean()
    return Sample(np.vstack([np.ones(len(wrong)), drawn[:, group]]) * each, wrong, people, each)


def aurc(doubt: Floats, wrong: Floats, weights: Floats) -> float:
    """Mean over k of the share of errors among the k least doubtful items.

    Items of one doubt count as their mean. Source: Geifman et al. (2019), ICLR, section 2.
    """
    _, block = np.unique(doubt, return_inverse=True)
    mean = np.bincount(block, wrong * weights) / np.bincount(block, weights)
    order = np.argsort(block, kind="stable")
    risk = np.cumsum(mean[block[order]] * weights[order]) / np.cumsum(weights[order])
    return float(np.average(risk, weights=weights[order]))


def auroc(doubt: Floats, wrong: Floats, weights: Floats) -> float:
    """Chance that a wrong verdict has more doubt than a right one, ties half; NaN with one kind."""
    _, block = np.unique(doubt, return_inverse=True)
    bad, good = np.bincount(block, weights * wrong), np.bincount(block, weights * (1 - wrong))
    if not bad.any() or not good.any():
        return float("nan")
    less = np.cumsum(good) - good / 2
    return float((bad * less).sum() / (bad.sum() * good.sum()))


def calibration(p: Floats, wrong: Floats, weights: Floats) -> tuple[float, float]:
    """(ECE over 10 bins of equal width, Brier score) where p is known; NaN where nowhere."""
    known = ~np.isnan(p)
    p, wrong, weights = p[known], wrong[known], weights[known]
    if not len(p):
        return float("nan"), float("nan")
    # Half-open bins [k/10, (k+1)/10), the last one closed.
    cell = np.minimum((p * BINS).astype(int), BINS - 1)
    gap = np.abs(np.bincount(cell, p * weights, BINS) - np.bincount(cell, wrong * weights, BINS))
    return float(gap.sum() / weights.sum()), float(np.average((p - wrong) ** 2, weights=weights))


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
