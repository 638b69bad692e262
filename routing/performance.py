"""The performance model: what a mix of labels by people and by judges is worth, from its features.

After HyPER (Miranda et al., arXiv 2410.19133), rewritten from its description with its published
defects mended: bin edges fixed once, shares of the data set instead of counts, ridge with
cross-validated strength, interactions only where they predict better, gains given the mix so far.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from routing.signals import Floats
from routing.signals.bins import Members

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]

RIDGE = 1.0  # of the proxy reward model, on standardised differences
STRENGTHS = tuple(10.0**k for k in range(-6, 3))
HELD_OUT = 0.2  # share of the mixes that test the model
STEPS = 20  # how often gains are taken anew while a mix grows


@dataclass(frozen=True, slots=True)
class Study:
    """Items with both labels, to learn what mixes are worth.

    Args:
        members: Shape (n, n_features), which features each item has.
        differences: Shape (n, d), first response minus second, for the proxy reward model.
        people: Shape (n,), 1 the first response, -1 the second, 0 neither.
        judge: The same by the judge.
        train: Shape (n,), True where a row may be in a mix; the others test the reward model.
    """

    members: Members
    differences: Matrix
    people: Floats
    judge: Floats
    train: Mask

    def worth(self, by_people: Mask) -> float:
        """Mean log-likelihood of people's held-out preferences under a proxy reward model.

        The model is Bradley-Terry on differences, P(first) = 1 / (1 + exp(-w · x)), trained on the
        mix: people's labels where `by_people`, the judge's elsewhere. Ties of either are left out
        of its training, though they count in the mix.

        Args:
            by_people: Shape (n,).
        """
        labels = np.where(by_people, self.people, self.judge)
        rows = self.train & (labels != 0)
        w = bradley_terry(self.differences[rows] * labels[rows, None])
        test = ~self.train & (self.people != 0)
        margin = (self.differences[test] @ w) * self.people[test]
        return -float(np.logaddexp(0, -margin).mean())


@dataclass(frozen=True, slots=True)
class Model:
    """Predicted worth of a mix: intercept + w·x + x·Q·x, x = share of ALL items per feature.

    Shares instead of counts: the same mix of a doubled data set is worth the same.
    """

    intercept: float
    linear: tuple[float, ...]
    quadratic: tuple[tuple[float, ...], ...] = ()  # symmetric; empty = no interactions

    def worth(self, shares: Matrix) -> Floats:
        """Shape (n_mixes,) for shares of shape (n_mixes, n_features)."""
        value = self.intercept + shares @ np.array(self.linear)
        if self.quadratic:
            value = value + np.einsum("mf,fg,mg->m", shares, np.array(self.quadratic), shares)
        return np.asarray(value, dtype=float)

    def gains(self, members: Members, shares: Floats) -> Floats:
        """What a person's label on each item adds to the mix so far, per item of the data set.

        n · (f(S + i) - f(S)) for a data set of n → ∞ items: the slope, so that it does not depend
        on the size. Shape (n_items,).
        """
        slope = np.array(self.linear)
        if self.quadratic:
            slope = slope + 2 * np.array(self.quadratic) @ shares
        return np.asarray(members @ slope, dtype=float)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model with how well it ranks mixes it has not seen (Spearman), and its spread."""

    model: Model
    spearman: float  # of the model that was chosen, which these mixes had no say in
    spearman_linear: float
    spearman_quadratic: float
    spread: tuple[tuple[float, ...], ...]  # linear weights of bootstrap refits, for intervals


def bradley_terry(signed: Matrix) -> Floats:
    """Weights w that make sum log P(winner) - RIDGE |w|²/2 largest, by Newton's method.

    Args:
        signed: Shape (n, d), differences winner minus loser.
    """
    w = np.zeros(signed.shape[1])
    for _ in range(30):
        p = expit(-signed @ w)
        gradient = signed.T @ p - RIDGE * w
        hessian = (signed * (p * (1 - p))[:, None]).T @ signed + RIDGE * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w = w + step
        if np.abs(step).max(initial=0) < 1e-8:
            break
    return w


def mixes(members: Members, sizes: NDArray[np.int_], rng: np.random.Generator) -> Mask:
    """Random mixes of the given sizes, shape (n_mixes, n_items): True = people's label.

    Features in random order, the items of each in random order, until the mix is full: parts of the
    data that lean to some features, as no plain random draw does.
    """
    n, f = members.shape
    found = np.zeros((len(sizes), n), dtype=bool)
    for row, size in enumerate(sizes):
        place = np.empty(f)
        place[rng.permutation(f)] = np.arange(f)
        # An item's turn is that of its first feature; without features it comes last.
        turn = np.where(members, place, f).min(axis=1, initial=f)
        order = np.lexsort((rng.random(n), turn))
        found[row, order[:size]] = True
    return found


def shares(members: Members, by_people: Mask) -> Matrix:
    """Share of all items that are people's and have each feature, shape (n_mixes, n_features)."""
    held = by_people.astype(float) @ members.astype(float)
    return np.asarray(held / max(1, len(members)), dtype=float)


def study(given: Study, count: int, rng: np.random.Generator) -> tuple[Matrix, Floats]:
    """(shares, worth) of `count` random mixes of all sizes.

    Args:
        given: With 2 trainable rows or more.
        count: How many; sizes are spread evenly, none twice where there are rows enough.
    """
    at = np.flatnonzero(given.train)
    sizes = np.unique(np.linspace(0, len(at), count).round().astype(int))
    sizes = rng.permutation(np.resize(sizes, count))
    part = given.members[at]
    drawn = mixes(part, sizes, rng)
    whole = np.zeros((count, len(given.people)), dtype=bool)
    whole[:, at] = drawn
    return shares(part, drawn), np.array([given.worth(each) for each in whole])


def fit(x: Matrix, y: Floats, rng: np.random.Generator, *, refits: int = 30) -> Fitted:
    """The model of these mixes: linear, or with interactions where they predict better.

    Args:
        x: Shares, shape (n_mixes, n_features), 10 mixes or more.
        y: Worth, shape (n_mixes,).
        rng: Splits the mixes and draws the bootstrap.
        refits: Bootstrap refits of the linear model.
    """
    order = rng.permutation(len(y))
    test, train = np.split(order, [max(2, round(HELD_OUT * len(y)))])
    tried = {kind: _model(x[train], y[train], interactions=kind) for kind in (False, True)}
    ranks = {kind: _spearman(model, x, y, test) for kind, (model, _) in tried.items()}
    better = tried[True][1] > tried[False][1]
    spread = []
    for _ in range(refits):
        drawn = rng.integers(0, len(y), len(y))
        spread.append(_model(x[drawn], y[drawn], interactions=False)[0].linear)
    return Fitted(
        model=_model(x, y, interactions=better)[0],
        spearman=ranks[better],
        spearman_linear=ranks[False],
        spearman_quadratic=ranks[True],
        spread=tuple(spread),
    )


def grow(model: Model, members: Members, ids: NDArray[np.int_]) -> tuple[Floats, Floats]:
    """(rank, gain) of each item as the best mix grows: 0 is the first to go to people.

    Gains are taken anew after each twentieth, given what is in the mix by then: near-duplicates do
    not all come first because one of them would. Ties go to the smaller id.
    """
    n = len(members)
    rank, gain = np.zeros(n), np.zeros(n)
    left, mix = np.arange(n), np.zeros(members.shape[1])
    chunk = max(1, -(-n // STEPS))
    for at in range(0, n, chunk):
        worth = model.gains(members[left], mix / n)
        order = np.lexsort((ids[left], -np.round(worth, 12)))
        taken = left[order[:chunk]]
        rank[taken] = at + np.arange(len(taken))
        gain[taken] = worth[order[:chunk]]
        mix += members[taken].sum(axis=0)
        left = np.sort(left[order[chunk:]])
    return rank, gain


def best_mix(
    model: Model, members: Members, size: int | None, count: int, rng: np.random.Generator
) -> Mask:
    """The best predicted of `count` random mixes, of this size or (None) of any; shape (n_items,).

    Its prediction is the largest of many and so too good: score it on other data.
    """
    n = len(members)
    sizes = rng.integers(0, n + 1, count) if size is None else np.full(count, size)
    drawn = mixes(members, sizes, rng)
    best: Mask = drawn[int(np.argmax(model.worth(shares(members, drawn))))]
    return best


def _model(x: Matrix, y: Floats, *, interactions: bool) -> tuple[Model, float]:
    """The ridge and minus its leave-one-out mean squared error, which chose its strength."""
    from sklearn.linear_model import RidgeCV  # noqa: PLC0415  # takes seconds to load

    f = x.shape[1]
    one, other = np.triu_indices(f) if interactions else (np.empty(0, int), np.empty(0, int))
    columns = np.hstack([x, x[:, one] * x[:, other]])
    ridge = RidgeCV(alphas=STRENGTHS).fit(columns, y)
    square = np.zeros((f, f))
    square[one, other] = ridge.coef_[f:]
    square = (square + square.T) / 2
    model = Model(
        intercept=float(ridge.intercept_),
        linear=tuple(ridge.coef_[:f].tolist()),
        quadratic=tuple(map(tuple, square.tolist())) if interactions else (),
    )
    return model, float(ridge.best_score_)


def _spearman(model: Model, x: Matrix, y: Floats, rows: NDArray[np.int_]) -> float:
    said = model.worth(x[rows])
    if np.ptp(said) == 0 or np.ptp(y[rows]) == 0:
        return 0.0  # one and the same for all mixes: no order to compare
    from scipy.stats import spearmanr  # noqa: PLC0415  # 25 MB in every process

    return float(spearmanr(said, y[rows]).statistic)
