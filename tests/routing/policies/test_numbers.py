"""Sentences that compare two numbers are true of the numbers as they are read."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routing.policies import pipeline
from routing.policies.base import Budget, NoState
from routing.policies.columns import Decisions
from routing.policies.confidence import Confidence
from routing.policies.guaranteed import Guaranteed, Promise
from routing.policies.numbers import apart
from routing.policies.random_share import RandomShare
from tests.routing.frames import frame

chances = st.floats(0, 1)
# Limits as people set them and as they come, and what lies just beside.
limits = st.sampled_from([0.0, 0.3, 0.5, 0.7, 0.705, 0.9, 1.0]) | chances
beside = st.sampled_from([0.0, 1e-12, 1e-9, 1e-8, 1e-5, 0.002, 0.0049, 0.005, 0.01, 0.3])
COMPARES = re.compile(r"([\d.e-]+) is (not )?(below|above) ([\d.e-]+\d)")


@given(chances | st.floats(-1e6, 1e6), chances, st.integers(0, 4))
def test_numbers_that_differ_look_different_and_keep_their_order(one, other, digits):
    shown, against = apart(one, other, digits)
    assert (float(shown) < float(against)) == (one < other)
    assert (shown == against) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        (0.698, 0.7, ("0.698", "0.700")),
        (0.5, 0.7, ("0.50", "0.70")),
        (0.7, 0.7, ("0.70", "0.70")),
        (1e-30, 0.0, ("1e-30", "0.0")),
    ],
)
def test_more_digits_come_only_where_they_tell_something(one, other, shown):
    assert apart(one, other, 2) == shown


def test_what_counts_as_equal_looks_equal():
    assert apart(1 - (1 - 0.7), 0.7 + 1e-12, 2, alike=1e-9) == ("0.70", "0.70")
    assert apart(0.7, 0.7 + 1e-12, 2)[0] != apart(0.7, 0.7 + 1e-12, 2)[1]


@given(limits, beside, st.sampled_from([-1, 1]), st.lists(chances, max_size=5))
@example(0.36850276069921334, 1e-09, -1, [])  # on the edge of what counts as equal
def test_no_policy_says_of_a_number_what_its_figures_deny(limit, step, side, others):
    values = [min(1.0, max(0.0, value)) for value in (limit, limit + side * step, *others)]
    seen = frame(*values, draws=values)
    share = RandomShare(limit).decide(seen, NoState(), Budget())
    sure = Confidence(limit).decide(seen, NoState(), Budget())
    promise = Guaranteed().score(seen, Promise(limit=limit, kept=1, notes=("",)))

    said = [*_first(share), *_first(sure), *(reason for reason in promise.reasons if reason)]
    assert len(said) == 3 * len(values)
    for sentence in said:
        value, no, way, against = COMPARES.search(sentence).groups()
        is_so = float(value) < float(against) if way == "below" else float(value) > float(against)
        assert is_so == (not no), sentence


@given(st.floats(0.001, 0.999), beside)
def test_a_price_that_is_not_worth_it_is_told_with_the_chance_that_is_too_small(least, step):
    seen = frame(1 - max(0.0, least - step), 0.0)  # the judge says how sure it is; doubt = 1 - that
    terms = pipeline.Terms(audit_rate=1e-9, judge_active=True, budget=Budget(), least=least)
    decided = pipeline.decide(seen, Confidence(1.0), np.array([0.5, 0.5]), terms)
    for reason in decided.reasons()[0][1:]:
        from_on, own = (float(number) for number in re.findall(r"([\d.e-]+)%", reason))
        assert own < from_on, reason


def _first(decisions: Decisions) -> list[str]:
    return [said[0] for said in decisions.reasons()]
