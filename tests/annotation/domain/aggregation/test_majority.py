import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.aggregation import AGGREGATORS, Vote

CATEGORIES = ["a", "b", "tie", "both_bad"]
MAJORITY = AGGREGATORS["majority"]


def votes(*categories):
    return [Vote(n, c) for n, c in enumerate(categories)]


def test_two_of_three_votes_make_a_majority_with_laplace_posterior():
    label = MAJORITY.aggregate(votes("a", "b", "a"), CATEGORIES)

    assert (label.category, label.status) == ("a", "majority")
    assert label.agreement == 2 / 3
    assert label.posterior == 3 / 7


def test_an_equal_split_is_no_label():
    label = MAJORITY.aggregate(votes("a", "b"), CATEGORIES)

    assert (label.category, label.posterior, label.status) == (None, None, "open")


def test_the_strength_is_the_mean_over_the_winning_votes():
    label = MAJORITY.aggregate([Vote(1, "a", -3), Vote(2, "a", -2), Vote(3, "b", 1)], CATEGORIES)

    assert label.strength == -2.5


def test_a_single_judge_is_taken_at_its_stated_confidence():
    label = MAJORITY.aggregate([Vote(1, "b", 1, confidence=0.9)], CATEGORIES)

    assert label.posterior == 0.9


@given(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=9), st.randoms())
def test_the_order_of_the_votes_changes_nothing(categories, rng):
    shuffled = list(categories)
    rng.shuffle(shuffled)

    assert MAJORITY.aggregate(votes(*categories), CATEGORIES) == MAJORITY.aggregate(
        votes(*shuffled), CATEGORIES
    )


@pytest.mark.parametrize("bad", [[], votes("c")])
def test_no_votes_or_a_foreign_category_is_an_error(bad):
    with pytest.raises(ValueError, match="majority needs votes"):
        MAJORITY.aggregate(bad, CATEGORIES)
