"""The promise: what it is worth over many audits, and what happens when none can be made."""

import numpy as np
import pytest
from scipy.stats import binom

from annotation.domain.types import Route
from routing.policies.base import Budget
from routing.policies.calibration import CalibrationFrame, dump, load
from routing.policies.guaranteed import Guaranteed, Promise, alike, clopper_pearson, walk
from routing.signals import Floats, SignalFrame

CONFIDENCES = np.arange(0.5, 1.0005, 0.001)
RIGHT = 0.5 + 0.48 * (2 * CONFIDENCES - 1) ** 0.6  # chance to be right at each confidence


def audited(confidence: Floats, wrong: Floats, weights: Floats | None = None) -> CalibrationFrame:
    n = len(confidence)
    columns = {"judge_confidence": confidence, "judge_verdicts": np.ones(n)}
    frame = SignalFrame(tuple(range(1, n + 1)), columns, (np.arange(n) * 0.618) % 1)
    people = np.ones(n)
    judge = np.where(wrong == 1, -1.0, 1.0)
    return CalibrationFrame.of(frame, people, judge, weights=weights)


def population(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    at = rng.integers(0, len(CONFIDENCES), n)
    return CONFIDENCES[at], (rng.random(n) >= RIGHT[at]).astype(float)


def true_risk(limit: float) -> float:
    kept = CONFIDENCES - (1 - limit) > -1e-12
    return float(1 - RIGHT[kept].mean())


@pytest.mark.parametrize("alpha", [0.1, 0.15, 0.2])
def test_over_many_audits_the_promise_is_broken_no_oftener_than_delta(alpha):
    rng, delta, repeats = np.random.default_rng(7), 0.1, 600
    promises = [walk(*_doubts(rng, 250), alpha, delta) for _ in range(repeats)]
    made = [p for p in promises if p.kept]
    broken = sum(true_risk(p.limit) > alpha for p in made)

    assert broken <= binom.ppf(0.999, repeats, delta)
    # The first step looks at the surest 100 of 250: as often as few enough of them are wrong.
    surest = 1 - RIGHT[CONFIDENCES >= 0.8].mean()
    allowed = max(
        k for k in range(100) if clopper_pearson(np.array([k]), np.array([100]), delta) <= alpha
    )
    first = binom.cdf(allowed, 100, surest)
    assert len(made) / repeats == pytest.approx(
        first, abs=5 * np.sqrt(first * (1 - first) / repeats)
    )


def test_the_uncorrected_threshold_breaks_its_word_far_oftener():
    """The planted bug: stop where the plain share of errors passes alpha."""
    rng, alpha, broken = np.random.default_rng(7), 0.15, 0
    for _ in range(500):
        doubt, wrong = _doubts(rng, 250)
        order = np.argsort(doubt, kind="stable")
        share = np.cumsum(wrong[order]) / np.arange(1, 251)
        at = np.flatnonzero(share <= alpha)
        broken += bool(len(at)) and true_risk(doubt[order][at[-1]]) > alpha
    assert broken / 500 > 0.4


def _doubts(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    confidence, wrong = population(rng, n)
    return 1 - confidence, wrong


def test_the_bound_is_the_textbook_one():
    # No error in 100: 1 - .05^(1/100); 5 in 100 at 95 %, one-sided: .1023 (Clopper-Pearson).
    assert clopper_pearson(np.array([0.0]), np.array([100.0]), 0.05)[0] == pytest.approx(
        1 - 0.05**0.01
    )
    assert clopper_pearson(np.array([5.0]), np.array([100.0]), 0.05)[0] == pytest.approx(
        0.1023, abs=1e-4
    )
    assert clopper_pearson(np.array([3.0]), np.array([3.0]), 0.05)[0] == 1


def test_items_of_one_doubt_stand_or_fall_together():
    doubt = np.repeat([0.1, 0.2], 100)
    wrong = np.concatenate([np.zeros(100), np.tile([0, 1], 50)])
    found = walk(doubt, wrong.astype(float), 0.1, 0.1)
    assert (found.limit, found.kept, found.errors) == (0.1, 100, 0)


def test_what_the_promise_covers_stays_with_the_judge_and_the_rest_goes_to_people():
    rng = np.random.default_rng(1)
    confidence, wrong = population(rng, 190)
    policy = Guaranteed(alpha=0.25)
    state = policy.fit(audited(confidence, wrong))
    assert state.kept

    edge = 1 - state.limit
    new = _new([edge + 0.01, edge - 0.01, np.nan])
    decisions = policy.decide(new, state, Budget())
    assert [d.route for d in decisions] == [Route.JUDGE, Route.HUMAN, Route.HUMAN]
    assert "at most 25% disagreement, with 90% certainty" in decisions[0].reasons[0]


def test_what_the_budget_does_not_hold_waits_since_the_judge_would_break_the_promise():
    rng = np.random.default_rng(1)
    state = Guaranteed(alpha=0.25).fit(audited(*population(rng, 190)))
    decisions = Guaranteed(alpha=0.25).decide(_new([0.5, 0.5]), state, Budget(1))
    assert [d.route for d in decisions] == [Route.HUMAN, None]


@pytest.mark.parametrize(
    ("confidence", "wrong"),
    [
        (np.empty(0), np.empty(0)),
        (np.full(100, 0.9), np.ones(100)),
        (np.full(5, 0.9), np.zeros(5)),
        (np.full(100, np.nan), np.zeros(100)),
    ],
    ids=["nothing audited", "always wrong", "too few", "no confidence"],
)
def test_when_nothing_can_be_promised_people_judge_everything_and_it_is_said(confidence, wrong):
    policy = Guaranteed(alpha=0.05)
    state = policy.fit(audited(confidence, wrong))
    decisions = policy.decide(_new([0.99, 1.0]), state, Budget())

    assert [d.route for d in decisions] == [Route.HUMAN, Route.HUMAN]
    assert "Cannot promise" in decisions[0].reasons[0]


def test_an_alpha_nobody_can_meet_is_said():
    state = Guaranteed(alpha=0.001).fit(audited(*population(np.random.default_rng(3), 150)))
    assert "Cannot promise at most 0.1% disagreement" in state.notes[0]


def test_rows_audited_with_different_chances_are_thinned_to_one_chance():
    n = 4000
    weights = np.tile([1.0, 20.0], n // 2)
    thinned = alike(audited(np.full(n, 0.9), np.zeros(n), weights))
    light = (thinned.weights == 1).sum()
    assert (thinned.weights == 20).sum() == n // 2
    assert light == pytest.approx(n / 2 / 20, abs=5 * np.sqrt(n / 2 / 20))


def test_with_rows_enough_one_half_orders_and_the_other_vouches():
    rng = np.random.default_rng(5)
    confidence, wrong = population(rng, 600)
    state = Guaranteed(alpha=0.25).fit(audited(confidence, wrong))
    assert 0 < state.learnt.rows <= 300
    assert state.rows <= 300
    assert load(Promise, dump(state)) == state


def _new(confidence: list[float]) -> SignalFrame:
    n = len(confidence)
    columns = {"judge_confidence": np.array(confidence), "judge_verdicts": np.ones(n)}
    return SignalFrame(tuple(range(1, n + 1)), columns, np.zeros(n))
