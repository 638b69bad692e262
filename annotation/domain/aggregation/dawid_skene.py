"""Every rater has a table of habits: what they say when the truth is this or that."""

from dataclasses import dataclass

import numpy as np

from annotation.domain.aggregation import em
from annotation.domain.aggregation.base import Floats, Learnt, Pooled, Table


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """Dawid & Skene's model, by expectation–maximisation from the shares of votes.

    When: three labels an item and twenty a rater, or more. Judges that err alike mislead it: they
    are one rater in disguise.

    Source: Dawid & Skene (1979), J. R. Stat. Soc. C 28(1).
    """

    key: str = "dawid_skene"
    version: str = "1"
    smoothing: float = 0.01  # votes added to every cell, and every label: nothing is impossible
    rounds: int = 200
    tolerance: float = 1e-7

    def pool(self, table: Table) -> Pooled:
        """Estimate prior, habits and truth together."""
        if (found := em.counted(table)) is not None:
            return found
        cells, k = em.votes(table), table.n_classes
        across = cells.T.tocsr()

        def maximise(posterior: Floats) -> tuple[Floats, Floats]:
            # (rater, said) × truth → rater, truth, said
            n = (across @ posterior).reshape(-1, k, k).transpose(0, 2, 1) + self.smoothing
            whole = n.sum(axis=2, keepdims=True)
            habits = np.where(whole > 0, n / np.where(whole > 0, whole, 1), 1 / k)
            return habits, em.prior(table, posterior, smoothing=self.smoothing)

        return em.run(table, maximise, cells, rounds=self.rounds, tolerance=self.tolerance)

    def learn(self, table: Table, found: Pooled) -> Learnt | None:
        """The habits of each rater."""
        return em.learn(table, found)

    def score(self, table: Table, known: Learnt) -> Floats:
        """Bayes' rule with these habits."""
        return em.score(table, known)


@dataclass(frozen=True, slots=True)
class OneCoin:
    """A rater is right with one probability, and otherwise says any other label alike.

    When: few labels a rater. One number per rater instead of a table.

    Source: Dawid & Skene's model with one parameter, as in Zhang et al. (2016), JMLR 17, 5.2.
    """

    key: str = "one_coin"
    version: str = "1"
    smoothing: float = 1.0  # a right and a wrong vote added to every rater, an item to every label
    rounds: int = 200
    tolerance: float = 1e-7

    def pool(self, table: Table) -> Pooled:
        """Estimate prior, accuracies and truth together."""
        if (found := em.counted(table)) is not None:
            return found
        cells, k = em.votes(table), table.n_classes
        across = cells.T.tocsr()
        n = np.bincount(table.raters, minlength=table.n_raters)

        def maximise(posterior: Floats) -> tuple[Floats, Floats]:
            hits = np.einsum("rkk->r", (across @ posterior).reshape(-1, k, k))
            right = (hits + self.smoothing) / (n + 2 * self.smoothing)
            return coins(right, k), em.prior(table, posterior, smoothing=self.smoothing)

        return em.run(table, maximise, cells, rounds=self.rounds, tolerance=self.tolerance)

    def learn(self, table: Table, found: Pooled) -> Learnt | None:
        """The habits of each rater."""
        return em.learn(table, found)

    def score(self, table: Table, known: Learnt) -> Floats:
        """Bayes' rule with these habits."""
        return em.score(table, known)


def coins(right: Floats, n_classes: int) -> Floats:
    """Accuracies as tables of habits, shape (n_raters, n_classes, n_classes)."""
    same = np.eye(n_classes)
    wrong = (1 - right) / max(1, n_classes - 1)
    return np.asarray(right[:, None, None] * same + wrong[:, None, None] * (1 - same))
