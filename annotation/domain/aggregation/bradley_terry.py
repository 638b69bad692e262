"""Bradley–Terry: how strong each option is, from who won against whom.

P(left wins) = σ(strength left - strength right + side + controls). The side is what standing on the
left is worth; controls (length, style: left minus right) take out what they explain. A tie is half
a win for each, or Davidson's third outcome.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotation.domain.aggregation.comparisons import Comparisons, Connection, connection

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
ROUNDS, SMALL = 100, 1e-7  # quadratic convergence: the step after would be 1e-14
MOST = 3000  # options: the table of wins and its inverse are dense
STEEP = 15.0  # log-odds: beyond it a control decides every verdict by itself


@dataclass(frozen=True, slots=True, eq=False)
class Strengths:
    """Strengths in log-odds with mean 0, or why there are none."""

    scores: Floats | None  # shape (n_options,)
    covariance: Floats | None  # of the scores, sum-zero
    effects: Floats  # side first if asked for, then each control
    effect_errors: Floats
    tie: float | None = None  # Davidson's ν: P(tie) against the geometric mean of the two wins
    deviance: float | None = None  # against the saturated model; None with controls
    log_likelihood: float | None = None
    n: int = 0  # verdicts
    note: str = ""  # what was done to get an answer at all
    why_not: str = ""

    def errors(self) -> Floats:
        """Standard error of each score."""
        assert self.covariance is not None
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0)))

    def intervals(self, *, confidence: float = 0.95) -> Floats:
        """Lower and upper bound of each score, shape (n_options, 2)."""
        assert self.scores is not None
        half = NormalDist().inv_cdf((1 + confidence) / 2) * self.errors()
        return np.stack([self.scores - half, self.scores + half], axis=1)

    def against(self, option: int) -> tuple[Floats, Floats]:
        """Scores and their standard errors with this option's set to 0."""
        assert self.scores is not None
        assert self.covariance is not None
        own = np.diag(self.covariance)
        spread = own + own[option] - 2 * self.covariance[option]
        return self.scores - self.scores[option], np.sqrt(np.maximum(spread, 0))


def fit(
    table: Comparisons,
    *,
    side: bool = False,
    controls: Floats | None = None,
    ties: Literal["half", "davidson"] = "half",
    ridge: float = 0.0,
    clusters: Ints | None = None,
) -> Strengths:
    """The strengths of the greatest likelihood, by Newton's method.

    Args:
        table: The verdicts.
        side: Estimate what the left side is worth.
        controls: Left minus right of each property, shape (n_verdicts, n_controls).
        ties: Half a win each, or an outcome of its own.
        ridge: Precision of a normal prior on the strengths. 0 is the pure likelihood, which has no
            finite maximum unless the wins are strongly connected: then there is no score, and
            `why_not` says what cannot be ranked. Above 0 there always is one, and `note` says so.
        clusters: Rater of each verdict: errors by the sandwich, since one rater's verdicts are
            alike; inverse of the curvature when left out.

    Raises:
        ValueError: More than `MOST` options, or columns of another length.

    Source: Bradley & Terry (1952), Biometrika 39; Davidson (1970), JASA 65; Zeger & Liang (1986)
    for the sandwich.
    """
    if table.n_options > MOST:
        raise ValueError(f"{table.n_options} options; this ranks {MOST} at most.")
    width = 0 if controls is None else controls.shape[1]
    none = np.full(int(side) + width, np.nan)
    if not len(table.won) or table.n_options < 2:
        return Strengths(None, None, none, none, why_not="there is no verdict between two options")
    rows = _rows(table, side=side, controls=controls, clusters=clusters)
    linked = _linked(rows, table.n_options)
    if not linked.whole and not ridge:
        return Strengths(None, None, none, none, n=len(table.won), why_not=linked.sentence())
    # Without any tie Davidson's ν is 0, and the model the plain one.
    davidson = ties == "davidson" and bool(rows.ties.any())
    found = _newton(rows, table.n_options, ridge=ridge, davidson=davidson)
    if found is None:
        why = "the side or a control decides every verdict by itself"
        return Strengths(None, None, none, none, n=len(table.won), why_not=why)
    note = ""
    if ridge and not linked.whole:
        note = f"held together by a prior, since {linked.sentence()}"
    return _result(rows, found, table, ridge=ridge, grouped=controls is None, note=note)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Verdicts, those that are alike counted together."""

    left: Ints
    right: Ints
    wins: Floats
    losses: Floats
    ties: Floats
    x: Floats  # shape (n_rows, n_effects)
    clusters: Ints | None


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    scores: Floats
    effects: Floats
    tie: float  # log ν, -inf when ties are half wins
    likelihood: float
    curvature: Floats  # over scores, effects and, with Davidson, log ν
    pull: Floats  # gradient per row by score difference
    pull_tie: Floats


def _rows(
    table: Comparisons, *, side: bool, controls: Floats | None, clusters: Ints | None
) -> _Rows:
    level = table.won == 0.5
    won, lost = (table.won == 1).astype(float), (table.won == 0).astype(float)
    if not (won + lost + level == 1).all():
        raise ValueError("won must be 1, 0 or 1/2")
    if controls is not None or clusters is not None:
        columns = [np.ones((len(won), 1))] * side + [controls] * (controls is not None)
        x = np.concatenate([*columns, np.zeros((len(won), 0))], axis=1)
        return _Rows(table.left, table.right, won, lost, level.astype(float), x, clusters)
    n = table.n_options
    left, right = table.left, table.right
    if not side:  # a pair is one row, whoever stood on the left
        turn = left > right
        left, right = np.where(turn, right, left), np.where(turn, left, right)
        won, lost = np.where(turn, lost, won), np.where(turn, won, lost)
    cells, at = left * n + right, None
    if n * n > 4 * len(cells) + 1_000_000:
        kinds, at = np.unique(cells, return_inverse=True)
    else:
        kinds = np.flatnonzero(np.bincount(cells, minlength=n * n))

    def total(of: Floats) -> Floats:
        if at is not None:
            return np.asarray(np.bincount(at, weights=of), dtype=np.float64)
        return np.asarray(np.bincount(cells, weights=of, minlength=n * n)[kinds], dtype=np.float64)

    x = np.ones((len(kinds), int(side)))
    return _Rows(
        kinds // n, kinds % n, total(won), total(lost), total(level.astype(float)), x, None
    )


def _linked(rows: _Rows, n: int) -> Connection:
    first, second = rows.wins + rows.ties > 0, rows.losses + rows.ties > 0
    return connection(
        np.concatenate([rows.left[first], rows.right[second]]),
        np.concatenate([rows.right[first], rows.left[second]]),
        n_options=n,
    )


def _newton(rows: _Rows, n: int, *, ridge: float, davidson: bool) -> _Point | None:
    """Climb to the top; None when an effect runs away."""
    k = rows.x.shape[1]
    here = _at(rows, np.zeros(n), np.zeros(k), 0.0 if davidson else -np.inf, ridge=ridge)
    for _ in range(ROUNDS):
        slope = _slope(rows, here, ridge=ridge)
        bound = here.curvature.copy()
        bound[:n, :n] += 1 / n  # the sum of the scores stays where it is: at 0
        bound[np.diag_indices_from(bound)] += 1e-12
        step = np.linalg.solve(bound, slope)
        size = 1.0
        while True:
            there = _at(
                rows, here.scores + size * step[:n], here.effects + size * step[n : n + k],
                here.tie + size * step[n + k] if davidson else -np.inf, ridge=ridge,
            )  # fmt: skip
            if there.likelihood >= here.likelihood - 1e-9 or size < 1e-6:
                break
            size /= 2
        here = there
        if np.abs(here.effects * _reach(rows)).max(initial=0) > STEEP:
            return None
        if np.abs(step).max() < SMALL:
            break
    return here


def _reach(rows: _Rows) -> Floats:
    """The usual size of each effect's property."""
    weight = rows.wins + rows.losses + rows.ties
    return np.asarray(np.sqrt((weight @ rows.x**2) / weight.sum()))


def _at(rows: _Rows, scores: Floats, effects: Floats, tie: float, *, ridge: float) -> _Point:
    """Likelihood, gradient per row and curvature at a point."""
    half = (scores[rows.left] - scores[rows.right] + rows.x @ effects) / 2
    nu = np.exp(tie)
    whole = np.logaddexp(half, -half)
    if nu:
        whole = np.logaddexp(whole, tie)
    p, q = np.exp(half - whole), np.exp(-half - whole)
    # A tie as half a win each adds nothing to the pull beyond its half.
    n = rows.wins + rows.losses + rows.ties
    likelihood = float((rows.wins - rows.losses) @ half - n @ whole)
    pull = (rows.wins - rows.losses) / 2 - n * (p - q) / 2
    bend = n * ((p + q) - (p - q) ** 2) / 4
    pull_tie = rows.ties - n * (nu * np.exp(-whole))
    if nu:
        likelihood += tie * float(rows.ties.sum())
    likelihood -= ridge / 2 * float(scores @ scores)
    curvature = _curvature(rows, bend, len(scores), ridge)
    if nu:
        p_tie = nu * np.exp(-whole)
        cross = _spread(rows, -n * p_tie * (p - q) / 2, len(scores))
        corner = float(n @ (p_tie * (1 - p_tie)))
        curvature = np.block([[curvature, cross[:, None]], [cross[None, :], np.array([[corner]])]])
    return _Point(scores, effects, tie, likelihood, curvature, pull, pull_tie)


def _spread(rows: _Rows, of: Floats, n: int) -> Floats:
    """A number per row, added up over scores (left +, right -) and effects."""
    scores = np.bincount(rows.left, weights=of, minlength=n)
    scores -= np.bincount(rows.right, weights=of, minlength=n)
    return np.concatenate([scores, of @ rows.x])


def _curvature(rows: _Rows, bend: Floats, n: int, ridge: float) -> Floats:
    met = np.bincount(rows.left * n + rows.right, weights=bend, minlength=n * n).reshape(n, n)
    met = met + met.T
    scores = np.diag(met.sum(axis=1) + ridge) - met
    cross = np.stack(
        [_spread(rows, bend * column, n)[:n] for column in rows.x.T] or [np.zeros(n)], axis=1
    )[:, : rows.x.shape[1]]
    return np.block([[scores, cross], [cross.T, rows.x.T @ (rows.x * bend[:, None])]])


def _slope(rows: _Rows, here: _Point, *, ridge: float) -> Floats:
    n = len(here.scores)
    slope = _spread(rows, here.pull, n)
    slope[:n] -= ridge * here.scores
    if np.isfinite(here.tie):
        slope = np.append(slope, here.pull_tie.sum())
    return slope


def _result(
    rows: _Rows, found: _Point, table: Comparisons, *, ridge: float, grouped: bool, note: str
) -> Strengths:
    n, k = table.n_options, rows.x.shape[1]
    bound = found.curvature.copy()
    bound[:n, :n] += 1 / n
    try:
        inverse = np.linalg.inv(bound)
    except np.linalg.LinAlgError:  # two controls that say the same: no error of theirs is finite
        none = np.full(k, np.nan)
        why = "the controls cannot be told apart in these verdicts"
        return Strengths(None, None, none, none, n=len(table.won), why_not=why)
    if rows.clusters is not None:
        meat = _meat(rows, found, n)
        inverse = inverse @ meat @ inverse
    elif not ridge:
        inverse[:n, :n] -= 1 / n
    scores = found.scores - found.scores.mean()
    davidson = bool(np.isfinite(found.tie))
    return Strengths(
        scores=scores,
        covariance=np.asarray(inverse[:n, :n], dtype=np.float64),
        effects=found.effects,
        effect_errors=np.sqrt(np.diag(inverse)[n : n + k]),
        tie=float(np.exp(found.tie)) if davidson else None,
        deviance=_deviance(rows, found) if grouped and not davidson else None,
        log_likelihood=found.likelihood,
        n=len(table.won),
        note=note,
    )


def _meat(rows: _Rows, found: _Point, n: int) -> Floats:
    """Σ over raters of the outer product of their gradients."""
    assert rows.clusters is not None
    _, who = np.unique(rows.clusters, return_inverse=True)
    raters, k = int(who.max()) + 1, rows.x.shape[1]
    davidson = bool(np.isfinite(found.tie))
    pulls = np.zeros((raters, n + k + davidson))
    for side, sign in ((rows.left, 1), (rows.right, -1)):
        cells = np.bincount(who * n + side, weights=sign * found.pull, minlength=raters * n)
        pulls[:, :n] += cells.reshape(raters, n)
    for c in range(k):
        pulls[:, n + c] = np.bincount(who, weights=found.pull * rows.x[:, c])
    if davidson:
        pulls[:, n + k] = np.bincount(who, weights=found.pull_tie)
    return np.asarray(pulls.T @ pulls) * raters / max(1, raters - 1)


def _deviance(rows: _Rows, found: _Point) -> float:
    won, lost = rows.wins + rows.ties / 2, rows.losses + rows.ties / 2
    n = won + lost
    d = found.scores[rows.left] - found.scores[rows.right] + rows.x @ found.effects
    p, q = 1 / (1 + np.exp(-d)), 1 / (1 + np.exp(d))
    parts = [(w[w > 0] * np.log(w[w > 0] / (n * c)[w > 0])).sum() for w, c in ((won, p), (lost, q))]
    return 2 * float(sum(parts))
