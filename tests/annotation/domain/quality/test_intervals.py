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


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share_and_stays_between_0_and_1(hits, n):
    hits = min(hits, n)
    low, high = intervals.wilson(hits, n)

    assert 0 <= low <= hits / n <= high <= 1


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
