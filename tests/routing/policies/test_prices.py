"""Who is worth asking at a price."""

import numpy as np
import pytest

from routing.policies import prices
from routing.policies.prices import Costs

IDS = np.array([4, 3, 2, 1])


def test_people_are_worth_asking_while_their_gain_is_above_the_extra_cost():
    costs = Costs(human=1.0, judge=0.0, right=2.0)
    gain = prices.gain(np.array([0.5, 0.2]), np.array([0.1, 0.1]), costs, price=0.5)
    assert gain == pytest.approx([0.8 - 0.5, 0.2 - 0.5])


def test_the_price_rises_while_spending_is_ahead_and_falls_to_nothing_behind():
    assert prices.next_price(0.5, spent=20, planned=10) > 0.5
    assert prices.next_price(0.5, spent=10, planned=10) == 0.5
    assert prices.next_price(0.05, spent=0, planned=10) == 0
    assert prices.next_price(0.5, spent=1, planned=0) > 0.5


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


def test_a_budget_takes_the_likeliest_errors_and_ties_go_to_the_smaller_id():
    p = np.array([0.5, 0.5, 0.9, np.nan])
    asked = prices.within(p, np.full(4, 0.1), Costs(2, 0), budget=6, ids=IDS)
    assert asked.tolist() == [False, True, True, True]


def test_people_who_are_no_better_are_not_asked_whatever_the_budget():
    asked = prices.within(np.array([0.1, 0.3]), np.full(2, 0.2), Costs(1, 0), 100, np.array([1, 2]))
    assert asked.tolist() == [False, True]
    nothing = prices.within(np.full(4, 0.9), np.zeros(4), Costs(1, 0), 0, IDS)
    assert not nothing.any()


def test_days_release_the_plan_and_the_reserve_waits_for_none():
    given = {"front": 0.0, "reserve": 0.2}
    assert prices.released(100, 4, -0.1, **given) == 0
    assert prices.released(100, 4, 0, **given) == pytest.approx(20 + 20)
    assert prices.released(100, 4, 1.9, **given) == pytest.approx(20 + 40)
    assert prices.released(100, 4, 99, **given) == pytest.approx(100)
