"""Decisions as columns: the same as item by item, to the last bit and the last word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.types import Route
from routing.policies import pipeline
from routing.policies.all_human import AllHuman
from routing.policies.all_judge import AllJudge
from routing.policies.base import Budget, Decision, Policy
from routing.policies.columns import NOBODY, Decisions, why
from routing.policies.confidence import Confidence
from routing.policies.random_share import RandomShare
from tests.routing.frames import frame, frames
from tests.routing.policies import reference

policies = st.sampled_from([AllHuman(), AllJudge(), RandomShare(0.4)]) | st.builds(
    Confidence, st.none() | st.sampled_from([0.25, 0.5, 0.7, 0.75])
)
terms_of = st.builds(
    pipeline.Terms,
    audit_rate=st.sampled_from([1e-6, 0.05, 0.5, 1.0]),
    judge_active=st.booleans(),
    budget=st.builds(Budget, st.none() | st.integers(0, 12), st.integers(1, 3)),
)


@given(frames(max_size=30), policies, terms_of, st.integers(0, 2**62))
def test_columns_decide_as_one_would_item_by_item(frame, policy: Policy, terms, seed):
    coins = [pipeline.draws(seed, item_id, 1)[0] for item_id in frame.item_ids]

    decided = pipeline.decide(frame, policy, coins, terms)
    assert list(decided) == reference.decide(frame, policy, coins, terms)


@given(st.integers(0, 2**62), st.lists(st.integers(1, 10**12), max_size=5), st.integers(1, 9))
def test_the_draws_of_many_are_those_of_each(seed, ids, round_):
    coins, tosses = pipeline.all_draws(seed, ids, [round_] * len(ids))
    each = [pipeline.draws(seed, item_id, round_) for item_id in ids]
    assert list(zip(coins.tolist(), tosses.tolist(), strict=True)) == each


def test_a_coin_stays_what_it_was():
    # From the hash as published with the first version: an old decision can be repeated.
    assert pipeline.draws(7, 5, 1) == (0.8321404862966276, 0.7909090801519025)


@given(frames(), policies, terms_of, st.randoms(use_true_random=False))
def test_taken_rows_keep_their_reasons(frame, policy, terms, rng):
    decided = pipeline.decide(frame, policy, [0.3] * len(frame), terms)
    rows = rng.sample(range(len(frame)), len(frame))[: len(frame) // 2 + 1]

    one_by_one = list(decided)
    assert list(decided.take(rows)) == [one_by_one[row] for row in rows]
    assert [decided[row] for row in rows] == [one_by_one[row] for row in rows]


@given(frames(), policies, terms_of)
def test_a_list_of_decisions_becomes_the_same_columns(frame, policy, terms):
    """A policy may answer with plain decisions."""
    made = reference.decide(frame, policy, [0.3] * len(frame), terms)
    bare = [Decision(**{**_fields(d), "signals": {}}) for d in made]
    assert list(Decisions.of(bare)) == bare


def test_a_reason_may_hold_braces():
    odd = Decision(1, Route.HUMAN, 1.0, ("It says {0} and {}.",))
    assert list(Decisions.of([odd])) == [odd]


def test_who_was_chosen_without_budget_is_left_to_a_judge_or_waits():
    yes = np.ones(3, dtype=bool)
    asked = Decisions.make(
        [1, 2, 3], 0, propensity=1.0, why=[why(yes, "Because.")], audited=[False, False, True]
    )
    left = pipeline.settle_for(
        asked, np.array([1, 2], np.intp), judge_can=np.array([True, False, False])
    )

    assert [d.route for d in left] == [Route.HUMAN, None, Route.JUDGE]
    assert left.routes[1] == NOBODY
    assert [len(d.reasons) for d in left] == [1, 2, 2]
    assert left[2].reasons[1].endswith("used up: the judge.")
    assert not left.audited.any()


@pytest.mark.parametrize("count", [0, 1])
def test_an_empty_batch_is_decided_too(count):
    seen = frame(*[0.5] * count)
    terms = pipeline.Terms(0.05, judge_active=True, budget=Budget(3))
    assert len(list(pipeline.decide(seen, Confidence(), [0.9] * count, terms))) == count


def _fields(decision: Decision) -> dict[str, object]:
    return {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
