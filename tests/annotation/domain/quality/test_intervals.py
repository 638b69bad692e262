import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import intervals


def test_wilson_is_the_published_value():
    assert intervals.wilson(80, 100) == pytest.approx((0.71117, 0.86663), abs=5e-6)


def test_wilson_without_trials_is_nan_and_too_many_hits_are_refused():
    assert all(map(math.isnan, intervals.wilson(0, 0)))
    with pytest.raises(ValueError, match="3 of 2"):
        intervals.wilson(3, 2)


@pytest.mark.parametrize(
    ("hits", "n", "expected"), [(80, 100, (0.70816, 0.87334)), (0, 20, (0.0, 0.16843))]
)
def test_clopper_pearson_is_the_published_value(hits, n, expected):
    assert intervals.clopper_pearson(hits, n) == pytest.approx(expected, abs=5e-6)
    mirrored = intervals.clopper_pearson(n - hits, n)
    assert mirrored == pytest.approx((1 - expected[1], 1 - expected[0]), abs=5e-6)


def test_clopper_pearson_without_trials_is_nan_and_too_many_hits_are_refused():
    assert all(map(math.isnan, intervals.clopper_pearson(0, 0)))
    with pytest.raises(ValueError, match="3 of 2"):
        intervals.clopper_pearson(3, 2)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_binomial_test_is_that_of_scipy(hits, n):
    from scipy import stats

    hits = min(hits, n)
    expected = stats.binomtest(hits, n).pvalue if n else 1.0

    assert intervals.binomial_p(hits, n) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), max_size=20), st.booleans())
def test_false_discoveries_are_controlled_as_in_scipy(p, dependent):
    from scipy import stats

    method = "by" if dependent else "bh"
    expected = stats.false_discovery_control(p, method=method) if p else []

    found = intervals.discoveries(np.array(p), dependent=dependent)

    assert found == pytest.approx(np.array(expected))


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share_and_stays_between_0_and_1(hits, n):
    hits = min(hits, n)
    low, high = intervals.wilson(hits, n)

    assert 0 <= low <= hits / n <= high <= 1


@pytest.mark.parametrize(
    ("hits", "clusters", "worth"),
    [
        # Each its own: all of them.
        ([1, 0, 1, 1], [0, 1, 2, 3], 4),
        # Pairs that always say the same, 3 of 4 right. By hand: off by .5 three times and by -1.5,
        # so 4/3 · 3 / 64 = 1/16 between clusters, against .1875 / 7 of tosses: 8 · 3/7.
        ([1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 2, 2, 3, 3], 24 / 7),
        # More alike than tosses: not worth more than there are.
        ([1, 0, 1, 0], [0, 0, 1, 1], 4),
        # All right, clusters of 3 and 1: 4² / (3² + 1²).
        ([1, 1, 1, 1], [0, 0, 0, 1], 1.6),
        ([1, 0, 1], [5, 5, 5], 1),
        ([], [], 0),
    ],
)
def test_trials_in_clusters_are_worth_fewer(hits, clusters, worth):
    found = intervals.independent(np.array(hits, dtype=bool), np.array(clusters, dtype=int))
    assert found == pytest.approx(worth)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_bootstrap_repeats_with_the_same_rng_and_stays_between_0_and_1(items):
    totals = np.array([max(t) for t in items])
    hits = np.array([min(t) for t in items])

    first = intervals.bootstrap_share(hits, totals, rng=np.random.default_rng(7), repeats=50)
    again = intervals.bootstrap_share(hits, totals, rng=np.random.default_rng(7), repeats=50)

    if totals.sum() == 0:
        assert all(map(math.isnan, first))
    else:
        assert first == again
        assert 0 <= first[0] <= first[1] <= 1


def test_bootstrap_draws_items_not_judgments():
    """Ten items of a hundred alike judgments say as little as ten judgments."""
    hits, totals = np.array([100, 0] * 5), np.full(10, 100)

    low, high = intervals.bootstrap_share(hits, totals, rng=np.random.default_rng(1))

    assert low <= 0.25
    assert high >= 0.75


def test_bootstrap_of_many_items_comes_close_to_wilson():
    hits = np.array([1] * 800 + [0] * 200)

    found = intervals.bootstrap_share(hits, np.ones(1000, dtype=int), rng=np.random.default_rng(3))

    assert found == pytest.approx(intervals.wilson(800, 1000), abs=0.01)
