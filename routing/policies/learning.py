"""Fitting a calibrated chance that the judge is wrong; scikit-learn is loaded where it is used."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from routing.policies.calibration import CalibrationFrame
from routing.policies.features import Matrix, scaling
from routing.signals import Floats

PRIORS = (0.0, 0.01, 0.1, 1.0)  # inverse strengths of the ridge that are tried; 0: the mean alone
FOLDS = 5
ISOTONIC_FROM = 1000  # effective rows; below, two parameters are safer than a step function


@dataclass(frozen=True, slots=True)
class Curve:
    """From log-odds to a calibrated probability: straight lines between points, flat beyond.

    Without points it is Platt's: 1 / (1 + exp(-(slope · x + offset))).
    """

    slope: float = 1.0
    offset: float = 0.0
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()

    def at(self, log_odds: Floats) -> Floats:
        """Probabilities, same shape; never falls as the log-odds rise."""
        if self.xs:
            return np.interp(log_odds, self.xs, self.ys)
        return np.asarray(expit(self.slope * log_odds + self.offset), dtype=float)


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What a model says about rows that it did not learn from."""

    log_odds: Floats
    prior: float
    log_loss: float


def logistic(x: Matrix, wrong: Floats, weights: Floats, prior: float) -> tuple[Floats, float]:
    """(coefficients, intercept) of a ridge logistic regression; the intercept is not shrunk.

    Weights are scaled to a mean of 1, so that the ridge means the same whatever the propensities.
    """
    if not prior or not x.shape[1] or wrong.min() == wrong.max():
        share = (np.dot(wrong, weights) + 1) / (weights.sum() + 2)
        return np.zeros(x.shape[1]), float(np.log(share / (1 - share)))
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # takes seconds to load

    # Newton: few columns, many rows; the default solver takes ten times as long.
    model = LogisticRegression(C=prior, solver="newton-cholesky", max_iter=100)
    model.fit(x, wrong, sample_weight=weights * len(weights) / weights.sum())
    return model.coef_[0], float(model.intercept_[0])


def out_of_fold(audited: CalibrationFrame, keys: tuple[str, ...]) -> OutOfFold:
    """The ridge that predicts unseen prompts best, and what it says of each row unseen.

    Scaling is fitted anew without each fold: nothing of a row reaches its own prediction.
    """
    fold = audited.fold(FOLDS, alike=True)
    wrong, weights = audited.judge_wrong, audited.weights
    said = np.zeros((len(PRIORS), len(audited)))
    for k in range(FOLDS):
        test = np.flatnonzero(fold == k)
        train = np.flatnonzero(fold != k)
        if not len(test) or not len(train):
            continue
        seen = audited.signals.take(train.tolist())
        scale = scaling(seen, weights[train], keys)
        x, unseen = scale.matrix(seen), scale.matrix(audited.signals.take(test.tolist()))
        for n, prior in enumerate(PRIORS):
            coefficients, intercept = logistic(x, wrong[train], weights[train], prior)
            said[n, test] = unseen @ coefficients + intercept
    losses = np.average(np.logaddexp(0, np.where(wrong == 1, -said, said)), axis=1, weights=weights)
    best = int(np.argmin(losses))
    return OutOfFold(said[best], PRIORS[best], float(losses[best]))


def curve(log_odds: Floats, wrong: Floats, weights: Floats) -> Curve:
    """Isotonic where there are rows enough (effective size), else Platt; both out of fold.

    The isotonic steps are joined at their middles, so that more doubt stays more doubt.

    Source: Platt (1999), with his smoothed targets; Zadrozny and Elkan (2002), KDD.
    """
    if (n := float(weights.sum() ** 2 / (weights**2).sum())) < ISOTONIC_FROM:
        return _platt(log_odds, wrong, weights, n)
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415  # takes seconds to load

    steps = IsotonicRegression(out_of_bounds="clip").fit_transform(log_odds, wrong, weights)
    levels, block = np.unique(steps, return_inverse=True)
    mass = np.bincount(block, weights)
    middles = np.bincount(block, weights * log_odds) / mass
    ys = (levels * mass + 0.5) / (mass + 1)  # never exactly 0 or 1: no block is that sure
    return Curve(xs=tuple(middles.tolist()), ys=tuple(np.maximum.accumulate(ys).tolist()))


def _platt(log_odds: Floats, wrong: Floats, weights: Floats, n: float) -> Curve:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # takes seconds to load

    # Platt's targets: every row counts a little for the other side too.
    share = float(np.average(wrong, weights=weights))
    high, low = (n * share + 1) / (n * share + 2), 1 / (n * (1 - share) + 2)
    soft = np.where(wrong == 1, high, low)
    x = np.concatenate([log_odds, log_odds])[:, None]
    y = np.concatenate([np.ones_like(wrong), np.zeros_like(wrong)])
    w = np.concatenate([weights * soft, weights * (1 - soft)])
    model = LogisticRegression(C=1e6, solver="newton-cholesky").fit(
        x, y, sample_weight=w / w.mean()
    )
    # A falling curve would turn the order round: then the scores say nothing, and all is the mean.
    slope = max(float(model.coef_[0, 0]), 0.0)
    offset = float(model.intercept_[0]) if slope else float(np.log(share / (1 - share)))
    return Curve(slope, offset)
