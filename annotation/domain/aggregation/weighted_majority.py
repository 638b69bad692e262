"""Votes weighed by how often their rater agrees with the others."""

from dataclasses import dataclass

import numpy as np

from annotation.domain.aggregation.base import Floats, Pooled, Table, pick


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
        counts, k = table.counts(), table.n_classes
        others = counts.sum(axis=1)[table.items] - 1
        agreeing = counts[table.items, table.labels] - 1
        share = np.where(others > 0, agreeing / np.maximum(others, 1), 0.0)
        hits = np.bincount(table.raters, weights=share, minlength=table.n_raters)
        n = np.bincount(table.raters[others > 0], minlength=table.n_raters)
        weight = (hits + 1) / (n + 2)
        cells = table.items * k + table.labels
        each = np.bincount(cells, weights=weight[table.raters], minlength=table.n_items * k)
        weighed: Floats = each.reshape(-1, k).astype(float)
        typical = float(weight[table.raters].mean())
        posterior = weighed + typical
        posterior /= posterior.sum(axis=1, keepdims=True)
        there = np.bincount(table.raters, minlength=table.n_raters) > 0
        return Pooled(
            posterior=posterior,
            labels=pick(posterior, counts),
            prior=weighed.sum(axis=0) / weighed.sum(),
            reliability=np.where(there, weight, np.nan),
        )
