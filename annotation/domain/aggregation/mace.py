"""A rater either knows the label or spams: says labels from a fixed habit, whatever the item."""

from dataclasses import dataclass

import numpy as np

from annotation.domain.aggregation import em
from annotation.domain.aggregation.base import Floats, Learnt, Pooled, Table


@dataclass(frozen=True, slots=True)
class Mace:
    """MACE: P(says l | truth k) = θ [l = k] + (1 - θ) ξ_l, all labels equally likely beforehand.

    When: one suspects people who click through. Its reliability θ is the share of verdicts given
    in earnest, a good order for looking at raters. It starts from shares of votes instead of random
    restarts: the same votes give the same labels.

    Source: Hovy et al. (2013), NAACL, section 3, by expectation–maximisation.
    """

    key: str = "mace"
    version: str = "1"
    smoothing: float = 0.1  # votes in earnest, and spread over the labels, added to every rater
    rounds: int = 200
    tolerance: float = 1e-7

    def pool(self, table: Table) -> Pooled:
        """Estimate earnestness, habits and truth together."""
        if (found := em.counted(table)) is not None:
            return found
        cells, k = em.votes(table), table.n_classes
        across = cells.T.tocsr()
        said = np.bincount(
            table.raters * k + table.labels, minlength=table.n_raters * k
        ).reshape(-1, k)  # fmt: skip
        flat = np.full(k, 1 / k)
        state = [np.full(table.n_raters, 0.5), np.full((table.n_raters, k), 1 / k)]

        def maximise(posterior: Floats) -> tuple[Floats, Floats]:
            earnest, habit = state
            # A vote for the truth was known or hit by chance; any other vote was spam.
            true = np.einsum("rkk->rk", (across @ posterior).reshape(-1, k, k))
            known = earnest[:, None] / (earnest[:, None] + (1 - earnest[:, None]) * habit)
            knew = true * known
            spam = said - knew + self.smoothing / k
            knows = knew.sum(axis=1) + self.smoothing
            spams = spam.sum(axis=1)
            state[:] = [knows / (knows + spams), spam / spams[:, None]]
            return _habits(*state), flat

        found = em.run(table, maximise, cells, rounds=self.rounds, tolerance=self.tolerance)
        there = np.bincount(table.raters, minlength=table.n_raters) > 0
        return Pooled(
            found.posterior, found.labels, found.prior, np.where(there, state[0], np.nan),
            found.said, found.log_likelihood, found.rounds, found.converged, found.warnings,
        )  # fmt: skip

    def learn(self, table: Table, found: Pooled) -> Learnt | None:
        """The habits of each rater."""
        return em.learn(table, found)

    def score(self, table: Table, known: Learnt) -> Floats:
        """Bayes' rule with these habits."""
        return em.score(table, known)


def _habits(earnest: Floats, habit: Floats) -> Floats:
    k = habit.shape[1]
    knows = earnest[:, None, None] * np.eye(k)
    return np.asarray(knows + (1 - earnest[:, None, None]) * habit[:, None, :])
