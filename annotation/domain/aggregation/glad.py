"""Raters have an ability, items an easiness: on a hard item even the able guess."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from annotation.domain.aggregation import em
from annotation.domain.aggregation.base import Floats, Learnt, Pooled, Table, learnt, pick
from annotation.domain.aggregation.dawid_skene import coins

POINTS, WEIGHTS = np.polynomial.hermite.hermgauss(15)


@dataclass(frozen=True, slots=True)
class Glad:
    """GLAD: P(right) = σ(α_rater · e^β_item), and otherwise any other label alike.

    When: items differ much in difficulty. It needs several labels an item; it is the slowest.

    Source: Whitehill et al. (2009), NIPS 22; priors α ~ N(1, 1), β ~ N(1, 1) as in their code.
    """

    key: str = "glad"
    version: str = "1"
    rounds: int = 50
    steps: int = 15  # of the inner search, per round
    tolerance: float = 1e-5

    def pool(self, table: Table) -> Pooled:
        """Estimate abilities, easiness and truth together.

        `reliability` is the probability to be right on an item of easiness e¹, the prior's middle.
        """
        if (found := em.counted(table)) is not None:
            return found
        split = table.n_raters
        theta = np.ones(split + table.n_items)
        posterior, last, done, converged = em.shares(table), -np.inf, 0, False
        prior = np.full(table.n_classes, 1 / table.n_classes)
        for done in range(1, self.rounds + 1):  # noqa: B007 (the last one is told)
            theta = self._maximise(table, posterior, theta)
            prior = em.prior(table, posterior, smoothing=1.0)
            posterior, likelihood = _expect(table, theta, prior)
            likelihood -= float(((theta - 1) ** 2).sum()) / 2
            if abs(likelihood - last) <= self.tolerance * abs(likelihood):
                converged = True
                break
            last = likelihood
        right = special.expit(theta[:split] * np.e)
        there = np.bincount(table.raters, minlength=split) > 0
        return Pooled(
            posterior=posterior,
            labels=pick(posterior, table.counts()),
            prior=prior,
            reliability=np.where(there, right, np.nan),
            said=coins(right, table.n_classes),
            log_likelihood=likelihood,
            rounds=done,
            converged=converged,
            warnings=() if converged else ("It did not settle within the rounds allowed.",),
        )

    def learn(self, table: Table, found: Pooled) -> Learnt | None:
        """The ability of each rater; of one without votes the prior's middle."""
        if found.said is None:
            return None
        ability = special.logit(np.clip(found.reliability, 1e-12, 1 - 1e-12)) / np.e
        return learnt(table, found.prior, np.where(np.isnan(ability), 1.0, ability)[:, None])

    def score(self, table: Table, known: Learnt) -> Floats:
        """Bayes' rule with these abilities, over all the item's easiness could be.

        `pool` gives each item the likeliest easiness beside all others; here it is averaged over
        its prior N(1, 1) by Gauss and Hermite's rule, so that an item can be labelled by itself.
        """
        ability, k = known.of(table)[:, 0][table.raters], table.n_classes
        at, n = table.items * k + table.labels, table.n_items
        each = []
        for point in POINTS:
            x = ability * np.exp(1 + np.sqrt(2) * point)
            right, wrong = -np.logaddexp(0, -x), -np.logaddexp(0, x) - np.log(max(1, k - 1))
            joint = np.bincount(at, weights=right - wrong, minlength=n * k).reshape(n, k)
            each.append(joint + np.bincount(table.items, weights=wrong, minlength=n)[:, None])
        joint = special.logsumexp(np.stack(each, axis=-1), b=WEIGHTS, axis=-1)
        joint = joint + np.log(np.maximum(known.prior, em.TINY))
        return np.asarray(special.softmax(joint, axis=1))

    def _maximise(self, table: Table, posterior: Floats, theta: Floats) -> Floats:
        """Abilities and easiness for this posterior."""
        split, wrong = table.n_raters, np.log(max(1, table.n_classes - 1))
        right = posterior[table.items, table.labels]

        def loss(t: Floats) -> tuple[float, Floats]:
            ability, ease = t[:split][table.raters], np.exp(t[split:])[table.items]
            x = ability * ease
            value = right @ np.logaddexp(0, -x) + (1 - right) @ (np.logaddexp(0, x) + wrong)
            slope = (special.expit(x) - right) * ease
            grad = np.concatenate([
                np.bincount(table.raters, weights=slope, minlength=split),
                np.bincount(table.items, weights=slope * ability, minlength=table.n_items),
            ])  # fmt: skip
            return float(value + ((t - 1) ** 2).sum() / 2), grad + (t - 1)

        found = optimize.minimize(
            loss, theta, jac=True, method="L-BFGS-B", options={"maxiter": self.steps}
        )
        return np.asarray(found.x)


def _expect(table: Table, theta: Floats, prior: Floats) -> tuple[Floats, float]:
    split, k = table.n_raters, table.n_classes
    x = theta[:split][table.raters] * np.exp(theta[split:])[table.items]
    right = -np.logaddexp(0, -x)
    wrong = -np.logaddexp(0, x) - np.log(max(1, k - 1))
    at, n = table.items * k + table.labels, table.n_items
    joint = np.bincount(at, weights=right - wrong, minlength=n * k).reshape(n, k)
    joint = joint + np.bincount(table.items, weights=wrong, minlength=n)[:, None]
    joint = joint + np.log(np.maximum(prior, em.TINY))
    whole = special.logsumexp(joint, axis=1, keepdims=True)
    return np.exp(joint - whole), float(whole.sum())
