"""The category with the most votes; an equal split stays open."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from annotation.domain.aggregation.base import (
    Aggregate,
    Floats,
    Ints,
    Learnt,
    Pooled,
    Table,
    Vote,
    pick,
)


@dataclass(frozen=True, slots=True)
class Majority:
    """Plurality of votes, counted in whole numbers and divided last.

    The posterior is Laplace's, (votes for it + 1) / (all votes + number of categories): the mean of
    a Dirichlet(1, …, 1) after the votes. A single judge that states a confidence is taken at its
    word.
    """

    key: str = "majority"
    version: str = "1"

    def pool(self, table: Table) -> Pooled:
        """Count, for all items at once; a rater's reliability is the share of labels they hit."""
        counts = table.counts()
        labels = plurality(counts)
        decided = labels[table.items] >= 0
        n = np.bincount(table.raters[decided], minlength=table.n_raters)
        right = decided & (labels[table.items] == table.labels)
        hits = np.bincount(table.raters[right], minlength=table.n_raters)
        shares = counts.sum(axis=0)
        return Pooled(
            posterior=(counts + 1) / (counts.sum(axis=1, keepdims=True) + table.n_classes),
            labels=labels,
            prior=shares / shares.sum(),
            reliability=np.where(n > 0, hits / np.maximum(n, 1), np.nan),
        )

    def learn(self, table: Table, found: Pooled) -> None:
        """Counting learns nothing of raters."""

    def score(self, table: Table, known: Learnt) -> Floats:  # noqa: ARG002
        """Laplace's, from the item's votes alone."""
        counts = table.counts()
        return np.asarray((counts + 1) / (counts.sum(axis=1, keepdims=True) + table.n_classes))

    def aggregate(self, votes: list[Vote], categories: list[str]) -> Aggregate:
        """Count; two categories with equally many votes are no label.

        Raises:
            ValueError: There is no vote, or one for a category the question does not have.
        """
        if not votes or any(v.category not in categories for v in votes):
            raise ValueError("majority needs votes, each for one of the question's categories")
        (first, top), *rest = Counter(v.category for v in votes).most_common()
        n = len(votes)
        if rest and rest[0][1] == top:
            return Aggregate(None, None, None, top / n, "open")
        strengths = [v.strength for v in votes if v.category == first and v.strength is not None]
        stated = votes[0].confidence if n == 1 else None
        return Aggregate(
            category=first,
            strength=sum(strengths) / len(strengths) if strengths else None,
            posterior=stated if stated is not None else (top + 1) / (n + len(categories)),
            agreement=top / n,
            status="unanimous" if top == n else "majority",
        )


def plurality(counts: Ints) -> Ints:
    """The label most votes are for, from votes per item and label; -1 where two are level."""
    return pick(counts.astype(float), counts)
