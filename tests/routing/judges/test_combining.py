"""Two orders, one verdict: by hand."""

from typing import Any

import pytest

from routing.judges import combining
from routing.judges.combining import Vote, combine, on_scale


@pytest.mark.parametrize(
    ("first", "second", "winner", "strength"),
    [
        (-2, -2, "a", -2),
        (-2, -1, "a", -1),  # as strong as the weaker of the two
        (1, 1, "b", 1),
        (0, 0, "tie", 0),
        (-1, 0, "a", -1),  # a tie beside a win: a weak win
        (0, 2, "b", 1),
        (-1, 1, None, 0),
        (2, -2, None, 0),
    ],
)
def test_agreement_ties_and_conflict(
    first: int, second: int, winner: str | None, strength: int
) -> None:
    combined = combine([Vote(0, first), Vote(1, second)], mode="agree")

    assert (combined.winner, combined.strength) == (winner, strength)
    assert combined.order_consistent is (first == second or first * second > 0)
    assert combined.reason == ("" if winner else "order_inconsistent")


def test_confidence_is_the_smoothed_share_of_votes_without_probabilities() -> None:
    both = combine([Vote(0, -1), Vote(1, -1)], mode="agree")
    half = combine([Vote(0, -1), Vote(1, 0)], mode="agree")
    many = combine([Vote(order, 1) for order in (0, 1) for _ in range(5)], mode="agree")

    assert both.confidence == 3 / 4
    assert half.confidence == 1 / 2
    assert many.confidence == 11 / 12


def test_confidence_is_the_mean_probability_of_both_orders_where_there_is_one() -> None:
    votes = [Vote(0, -1, 0.9), Vote(1, -1, 0.7)]

    assert combine(votes, mode="agree").confidence == pytest.approx(0.8)


def test_averaging_cancels_a_preference_for_the_first_place() -> None:
    # Order 0 shows a first, order 1 b: the judge likes the first place by far, and b a little.
    combined = combine([Vote(0, -1, 0.85), Vote(1, 1, 0.05)], mode="mean")

    assert (combined.winner, combined.order_consistent) == ("b", False)
    assert combined.confidence == pytest.approx(0.55)


def test_averaging_without_probabilities_abstains() -> None:
    assert combine([Vote(0, -1), Vote(1, -1)], mode="mean").reason == "no_probability"


@pytest.mark.parametrize(
    ("strength", "points", "expected"),
    [(-2, 2, -1), (-1, 3, -1), (2, 5, 2), (1, 5, 1), (1, 7, 2), (-2, 7, -3), (0, 7, 0)],
)
def test_strengths_land_on_the_questions_scale(strength: int, points: int, expected: int) -> None:
    assert on_scale(strength, points) == expected


@pytest.mark.parametrize(
    ("first", "second", "ranks", "confidence"),
    [
        ([[0], [1], [2]], [[0], [1], [2]], (1, 2, 3), 4 / 5),
        # One neighbour swapped: those two share a place; two of three pairs agree.
        ([[0], [1], [2]], [[0], [2], [1]], (1, 2, 2), 3 / 5),
        ([[2], [0, 1]], [[2], [0], [1]], (2, 3, 1), 3 / 5),
        ([[0, 1, 2]], [[0, 1, 2]], (1, 1, 1), 4 / 5),
        ([[0], [1]], [[1], [0]], None, None),
        ([[0], [1], [2]], [[2], [1], [0]], None, None),
    ],
)
def test_rankings_of_both_orders_become_one_by_their_mean_places(
    first: Any, second: Any, ranks: Any, confidence: Any
) -> None:
    found = combining.rankings([[first], [second]])

    assert (found and found.ranks) == ranks
    assert (found and found.confidence) == pytest.approx(confidence)


def test_of_four_orders_every_two_are_set_against_each_other() -> None:
    # a first in three orders of four: of the six pairs of orders three agree, three contradict.
    even = combining.rankings([[[[0], [1]]]] * 3 + [[[[1], [0]]]])
    # Two of four: two pairs of orders agree, four contradict.
    torn = combining.rankings([[[[0], [1]]]] * 2 + [[[[1], [0]]]] * 2)

    assert even is not None
    assert (even.ranks, even.confidence) == ((1, 2), pytest.approx((0.5 + 1) / 3))
    assert torn is None
