from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality.transitivity import circles, in_groups


def test_three_in_a_circle():
    found = circles(np.array([0, 1, 2]), np.array([1, 2, 0]), n_options=3)

    assert (found.circular, found.triads, found.share, found.zeta) == (1, 1, 1.0, 0.0)


def test_an_order_has_no_circle():
    better, worse = np.array(list(combinations(range(6), 2))).T

    found = circles(better, worse, n_options=6)

    assert (found.circular, found.triads, found.zeta) == (0, 20, 1.0)


@pytest.mark.parametrize("n", [3, 5, 7])
def test_each_beats_the_next_half_is_the_most_circles_there_can_be(n):
    pairs = [(i, (i + step) % n) for i in range(n) for step in range(1, (n - 1) // 2 + 1)]
    better, worse = np.array(pairs).T

    found = circles(better, worse, n_options=n)

    assert found.circular == (n**3 - n) // 24
    assert found.zeta == 0.0


def test_a_missing_pair_leaves_no_coefficient_but_a_share():
    better, worse = np.array([0, 1, 2, 0]), np.array([1, 2, 0, 3])

    found = circles(better, worse, n_options=4)

    assert (found.share, found.zeta) == (1.0, None)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_two_options_make_no_triad(n):
    better = np.arange(min(n, 2) // 2)

    found = circles(better, better + 1, n_options=n)

    assert (found.share, found.zeta) == (None, None)
    assert "no three options" in found.why_not


def test_the_side_that_won_more_often_beats_and_level_is_undecided():
    better = np.array([0, 0, 1, 1, 2, 2, 0])
    worse = np.array([1, 1, 0, 2, 1, 0, 2])

    found = circles(better, worse, n_options=3)

    assert found.triads == 0


@given(st.integers(3, 7), st.randoms(use_true_random=False))
def test_circles_are_those_counted_one_by_one(n, random):
    pairs = [p if random.random() < 0.5 else p[::-1] for p in combinations(range(n), 2)]
    better, worse = np.array(pairs).T
    beats = set(pairs)
    slow = sum(
        {(a, b), (b, c), (c, a)} <= beats or {(b, a), (c, b), (a, c)} <= beats
        for a, b, c in combinations(range(n), 3)
    )

    assert circles(better, worse, n_options=n).circular == slow


def test_circles_are_counted_group_by_group_and_options_of_two_groups_are_never_joined():
    #                  a circle   an order   two comparisons of a third group
    group = np.array([7, 7, 7, 3, 3, 3, 5, 5])
    better = np.array([1, 2, 3, 1, 2, 1, 1, 2])
    worse = np.array([2, 3, 1, 2, 3, 3, 2, 9])
    found = in_groups(group, better, worse)

    assert (found.groups, found.circular_groups) == (2, 1)
    assert (found.triads, found.circular, found.why_not) == (2, 1, "")


def test_without_three_that_were_all_compared_there_is_a_reason():
    nothing = np.zeros(0, dtype=int)
    assert in_groups(nothing, nothing, nothing).why_not
    assert in_groups(np.array([1, 1]), np.array([1, 2]), np.array([2, 3])).why_not
