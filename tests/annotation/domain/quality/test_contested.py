"""Disagreement that is no noise: who says the same again, and which items split them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import contested


def flagged(votes, bits):
    """{item: whether it is contested} of {item: votes by category}."""
    pairs = [
        (item, category)
        for item, counts in votes.items()
        for category, n in enumerate(counts)
        for _ in range(n)
    ]
    table = np.array(pairs, dtype=int).reshape(-1, 2)
    ids, flags = contested.contested(table[:, 0], table[:, 1], bits=bits)
    return dict(zip(ids.tolist(), flags.tolist(), strict=True))


# Worked by hand: 1:1 is 1 bit, 2:1 is log2(3) − 2/3 = .918, 3:1 is 2 − .75 log2(3) = .811,
# 1:1:1 is log2(3) = 1.585, 4:0 is 0.
@pytest.mark.parametrize(
    ("counts", "bits"),
    [([1, 1], 1.0), ([2, 1], 0.9182), ([3, 1], 0.8112), ([1, 1, 1], 1.5849), ([0, 2, 2], 1.0)],
)
def test_an_item_is_contested_from_the_entropy_of_its_votes_on(counts, bits):
    assert flagged({7: counts}, bits) == {7: True}
    assert flagged({7: counts}, bits + 0.001) == {7: False}


def test_one_vote_says_nothing_and_votes_of_one_mind_are_not_contested():
    assert flagged({1: [1], 2: [4], 3: [1, 1], 4: [0, 1]}, 0.5) == {2: False, 3: True}
    assert flagged({}, 0.5) == {}


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4), st.permutations(range(4)))
def test_which_category_is_which_does_not_matter(counts, order):
    assert flagged({1: counts}, 0.9) == flagged({1: [counts[n] for n in order]}, 0.9)


def test_a_rater_is_consistent_who_saw_five_items_twice_and_mostly_said_the_same():
    # 1: five of five; 2: four of five, .8; 3: three of five; 4: four of four are too few to know
    who = np.repeat([1, 2, 3, 4], [5, 5, 5, 4])
    same = np.array([True] * 5 + [True] * 4 + [False] + [True] * 3 + [False] * 2 + [True] * 4)

    assert contested.self_consistent(who, same, least=0.8) == [1, 2]
    assert contested.self_consistent(who, same, least=0.6) == [1, 2, 3]
    assert contested.self_consistent(who[:0], same[:0], least=0.8) == []
