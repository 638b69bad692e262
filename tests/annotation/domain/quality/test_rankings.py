import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from annotation.domain.quality import rankings

ranks = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=8)


@given(ranks)
def test_tau_b_is_that_of_scipy(pairs):
    a, b = np.array(pairs, dtype=float).T

    expected = stats.kendalltau(a, b).statistic

    assert rankings.kendall(a, b) == pytest.approx(expected, nan_ok=True)


@given(ranks)
def test_with_tau_x_a_ranking_agrees_with_itself_ties_or_not(pairs):
    a, b = np.array(pairs, dtype=float).T

    assert rankings.kendall(a, a, ties="x") == 1.0
    assert rankings.kendall(a, b, ties="x") == rankings.kendall(b, a, ties="x")


def test_only_options_ranked_by_both_count():
    a, b = np.array([1.0, 2, np.nan, 3]), np.array([np.nan, 1, 2, 3.0])

    assert rankings.kendall(a, b) == 1.0
    assert math.isnan(rankings.kendall(a[:2], b[:2]))


def test_the_mean_is_over_pairs_of_raters_then_over_items():
    alike = np.array([[1.0, 2, 3], [1, 2, 3], [3, 2, 1]])  # taus 1, -1, -1
    same = np.array([[1.0, 2], [1, 2]])

    found = rankings.mean_kendall([alike, same])

    assert (found.value, found.n) == (pytest.approx((1 - 1 / 3 - 1) / 2 + 1 / 2), 2)


@pytest.mark.parametrize("items", [[], [np.array([[1.0, 2, 3]])], [np.full((3, 3), np.nan)]])
def test_one_rater_agrees_with_nobody(items):
    assert rankings.mean_kendall(items).why_not == "no two raters ranked the same options"
