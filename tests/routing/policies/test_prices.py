"""From what doubt on people are worth asking, and how money is spread over time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.policies import prices

amounts = st.floats(0.01, 1e6)


def test_people_are_worth_asking_from_the_chance_at_which_the_error_costs_what_they_do():
    # Two people at .30 each against a right label worth 3: an error in five is worth .60.
    assert prices.least_doubt(0.6, 3, price=1) == pytest.approx(0.2)
    assert prices.least_doubt(0.6, 3, price=2) == pytest.approx(0.4)
    assert prices.least_doubt(0.6, 3, price=0) == 0
    assert prices.least_doubt(9, 3, price=1) == 1


def test_the_price_rises_while_spending_is_ahead_and_falls_to_nothing_behind():
    # Half a day's money ahead of plan, a tenth of that a step.
    assert prices.next_price(0.5, spent=15, due=10, day=10) == pytest.approx(0.55)
    assert prices.next_price(0.5, spent=10, due=10, day=10) == 0.5
    assert prices.next_price(0.05, spent=0, due=10, day=10) == 0
    assert prices.next_price(0.5, spent=1, due=0, day=0) == pytest.approx(0.6)


@given(amounts, st.integers(1, 60), st.floats(0, 1), st.floats(0, 0.99))
def test_the_plan_by_the_hour_passes_through_the_plan_by_the_day(amount, days, front, reserve):
    by_day = np.cumsum(prices.plan(amount, days, front=front, reserve=reserve))
    for day, planned in enumerate(by_day, start=1):
        assert prices.due(amount, day / days, front=front, reserve=reserve) == pytest.approx(
            planned
        )


def test_a_plan_spends_all_but_the_reserve_and_more_at_first():
    even, front = prices.plan(100, 4), prices.plan(100, 4, front=1, reserve=0.2)
    assert even == pytest.approx([25, 25, 25, 25])
    assert front.sum() == pytest.approx(80)
    assert (np.diff(front) < 0).all()


@pytest.mark.parametrize(
    "given", [{"steps": 0}, {"steps": 1, "front": 2}, {"steps": 1, "reserve": 1}]
)
def test_a_plan_that_cannot_be_is_refused(given):
    with pytest.raises(ValueError, match="steps"):
        prices.plan(10, **given)


def test_days_release_the_plan_and_the_reserve_waits_for_none():
    given = {"front": 0.0, "reserve": 0.2}
    assert prices.released(100, 4, -0.1, **given) == 0
    assert prices.released(100, 4, 0, **given) == pytest.approx(20 + 20)
    assert prices.released(100, 4, 1.9, **given) == pytest.approx(20 + 40)
    assert prices.released(100, 4, 99, **given) == pytest.approx(100)
