import numpy as np
import pytest

from annotation.domain.quality import factors


def test_the_measures_of_a_principle_are_worked_by_hand():
    found = factors.principle(60, 20, 20)

    assert (found.relevance, found.accuracy, found.kappa) == pytest.approx((0.8, 0.75, 0.5))
    assert found.strength == pytest.approx(0.4)


def test_a_principle_that_says_nothing_is_a_coin():
    for silent in (0, 7):
        found = factors.principle(0, 0, silent)
        assert (found.accuracy, found.kappa, found.strength) == (0.5, 0.0, 0.0)


def test_a_factor_drives_as_often_as_it_wins_less_loses():
    found = factors.drive(np.array([2.0, 1, -1, 3, 0, np.nan]), np.array([1.0, 1, -1, -1, 1, 1]))

    assert (found.value, found.n) == (pytest.approx(0.4), 5)
    assert found.low < 0.4 < found.high


def test_one_pair_drives_nothing():
    assert factors.drive(np.array([1.0]), np.array([1.0])).why_not


def test_aspects_are_weighed_against_each_other():
    """Length goes along with correctness; only correctness decides."""
    rng = np.random.default_rng(2)
    correct = rng.normal(size=3000)
    length = correct + rng.normal(size=3000)
    won = np.where(rng.random(3000) < 1 / (1 + np.exp(-2 * correct)), 1.0, -1.0)

    alone = factors.explain(length[:, None], won)
    both = factors.explain(np.stack([correct, length], axis=1), won)

    assert alone.weights[0].low > 0.3
    assert both.weights[0].low > 1.5
    assert both.weights[1].low < 0.1
    assert both.share > alone.share


def test_a_factor_that_decides_everything_keeps_a_finite_weight():
    x = np.random.default_rng(0).normal(size=200)

    found = factors.explain(np.stack([x, np.zeros(200)], axis=1), np.sign(x))

    assert 1 < found.weights[0].value < 30
    assert found.weights[1].why_not == "all pairs are alike in this"


def test_too_few_pairs_explain_nothing():
    found = factors.explain(np.ones((5, 2)), np.ones(5))

    assert (found.share, found.why_not) == (None, "2 factors need 20 decided pairs; there are 5")
