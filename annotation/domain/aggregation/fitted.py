"""A method with what it has learnt of a project's raters: labels any item from its own votes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.aggregation import tally
from annotation.domain.aggregation.base import Aggregate, Aggregator, Floats, Learnt, Table, Vote


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """One item as it comes and a million at once get the same posterior.

    Args:
        method: What made it.
        known: What it learnt.
        names: The labels, in the order of `known.prior`.
        place: Row of each rater in `known.rates`; whoever is not in it is a stranger.
    """

    method: Aggregator
    known: Learnt
    names: tuple[str, ...]
    place: dict[int, int]

    def posterior(
        self,
        items: NDArray[np.intp],
        rater_ids: Sequence[int],
        labels: NDArray[np.intp],
        *,
        n_items: int,
    ) -> Floats:
        """Probability of each label, shape (n_items, n_labels); votes as columns of one length."""
        stranger, k = len(self.known.rates), len(self.names)
        if not len(items):
            return np.full((n_items, k), 1 / k)
        rows = np.array([self.place.get(r, stranger) for r in rater_ids], dtype=np.intp)
        table = Table(items, rows, labels, n_items, stranger + 1, k)
        return self.method.score(table, self.known)

    def aggregate(self, votes: Sequence[Vote]) -> Aggregate:
        """The label of one item.

        Raises:
            ValueError: There is no vote, or one for a label that is not among `names`.
        """
        if not votes or any(v.category not in self.names for v in votes):
            raise ValueError("a label needs votes, each for one of the question's categories")
        one = np.zeros(len(votes), dtype=np.intp)
        said = tally.Votes(
            item=one,
            category=np.array([self.names.index(v.category) for v in votes], dtype=np.intp),
            strength=np.array([v.strength for v in votes], dtype=float),
            confidence=np.full(len(votes), np.nan),
        )
        posterior = self.posterior(one, [v.rater_id for v in votes], said.category, n_items=1)
        found = tally.weighed(said, posterior)
        category, strength = int(found.category[0]), float(found.strength[0])
        return Aggregate(
            category=self.names[category] if category >= 0 else None,
            strength=None if np.isnan(strength) else strength,
            posterior=float(found.posterior[0]) if category >= 0 else None,
            agreement=float(found.agreement[0]),
            status=tally.STATUS[int(found.status[0])],
        )
