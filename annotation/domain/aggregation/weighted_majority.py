"""Votes weighed by how often their rater agrees with the others."""

from dataclasses import dataclass

import numpy as np

from annotation.domain.aggregation.base import Floats, Learnt, Pooled, Table, learnt, pick


@dataclass(frozen=True, slots=True)
class WeightedMajority:
    """One round of weighing: the simplest step beyond counting, and it explains itself.

    When: too few labels for a model of each rater, yet some raters are clearly worse. A rater's
    weight is the share of the other votes on the same items that say the same, with one agreeing
    and one differing vote added; their own vote is no evidence for them.

    Source: the idea of Wawa (crowd-kit), without letting a rater agree with themselves.
    """

    key: str = "weighted_majority"
    version: str = "1"

    def pool(self, table: Table) -> Pooled:
        """Weigh, then count; the posterior has one vote of mean weight added to each label."""
        counts = table.counts()
        others = counts.sum(axis=1)[table.items] - 1
        agreeing = counts[table.items, table.labels] - 1
        share = np.where(others > 0, agreeing / np.maximum(others, 1), 0.0)
        hits = np.bincount(table.raters, weights=share, minlength=table.n_raters)
        n = np.bincount(table.raters[others > 0], minlength=table.n_raters)
        weight = (hits + 1) / (n + 2)
        weighed = _weighed(table, weight)
        posterior = _posterior(weighed, float(weight[table.raters].mean()))
        there = np.bincount(table.raters, minlength=table.n_raters) > 0
        return Pooled(
            posterior=posterior,
            labels=pick(posterior, counts),
            prior=weighed.sum(axis=0) / weighed.sum(),
            reliability=np.where(there, weight, np.nan),
        )

    def learn(self, table: Table, found: Pooled) -> Learnt:
        """The weight of each rater; a stranger's is the mean weight of a vote."""
        return learnt(table, found.prior, found.reliability[:, None])

    def score(self, table: Table, known: Learnt) -> Floats:
        """The item's votes weighed, with one of mean weight added to each label."""
        weight = known.of(table)[:, 0]
        return _posterior(_weighed(table, weight), float(known.stranger[0]))


def _weighed(table: Table, weight: Floats) -> Floats:
    """Weight for each label, shape (n_items, n_classes)."""
    cells, n = table.items * table.n_classes + table.labels, table.n_items * table.n_classes
    each = np.bincount(cells, weights=weight[table.raters], minlength=n)
    return np.asarray(each.reshape(-1, table.n_classes), dtype=float)


def _posterior(weighed: Floats, typical: float) -> Floats:
    posterior = weighed + typical
    return np.asarray(posterior / posterior.sum(axis=1, keepdims=True))
