"""Laws every registered policy obeys."""

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.domain.types import Route
from routing.policies import POLICIES, make, pipeline
from routing.policies.base import BadParams, Budget, Decision
from routing.policies.calibration import CalibrationFrame, dump, load
from routing.signals import SIGNALS, SignalFrame
from tests.routing.frames import frames

names = st.sampled_from(sorted(POLICIES))
people = st.none() | st.integers(0, 8)


def decided(name: str, frame: SignalFrame, budget: Budget) -> list[Decision]:
    policy = POLICIES[name]()
    return policy.decide(frame, policy.fit(CalibrationFrame.nothing()), budget)


@given(frames(), people, names)
def test_every_policy_answers_for_every_item_and_keeps_to_the_budget(frame, people, name):
    decisions = decided(name, frame, Budget(human_judgments=people))

    assert [d.item_id for d in decisions] == list(frame.item_ids)
    asked = sum(d.route is Route.HUMAN for d in decisions)
    assert people is None or asked <= people
    assert all(0 <= d.propensity <= 1 and all(d.reasons) and d.reasons for d in decisions)


@given(frames(), st.integers(0, 20), st.integers(1, 4), names)
def test_an_item_that_takes_several_judgments_costs_them_all(frame, people, per_item, name):
    decisions = decided(name, frame, Budget(people, per_item))

    assert sum(d.people or per_item for d in decisions if d.route is Route.HUMAN) <= people


@given(frames(), people, names, st.randoms(use_true_random=False))
def test_the_order_of_the_batch_changes_nothing(frame, people, name, rng: random.Random):
    rows = list(range(len(frame)))
    rng.shuffle(rows)
    budget = Budget(people)

    first = {d.item_id: d for d in decided(name, frame, budget)}
    assert first == {d.item_id: d for d in decided(name, frame.take(rows), budget)}


@given(frames(), people, names)
def test_equal_signals_go_by_item_id(frame, people, name):
    if not len(frame):
        return
    same = frame.take([0] * 1)
    ids = sorted(frame.item_ids)
    alike = type(frame)(
        tuple(ids),
        {k: np.repeat(v, len(ids)) for k, v in same.columns.items()},
        np.repeat(same.draws, len(ids)),
    )

    asked = [d.route is Route.HUMAN for d in decided(name, alike, Budget(people))]
    assert asked == sorted(asked, reverse=True)


def audited(n: int = 160, seed: int = 1) -> CalibrationFrame:
    """Audited items whose judge errs where its confidence is low and the longer answer won."""
    rng = np.random.default_rng(seed)
    columns = {key: np.round(rng.random(n), 2) for key in SIGNALS}
    columns["judge_verdicts"] = np.full(n, 2.0)
    columns["judge_first"] = rng.choice([1.0, 0.0, -1.0], n)
    wrong = rng.random(n) < 0.1 + 0.7 * columns["judge_longer"]
    judge = columns["judge_first"]
    people = np.where(wrong, np.where(judge == 1, -1.0, 1.0), judge)
    frame = SignalFrame(tuple(range(1, n + 1)), columns, rng.random(n))
    weights = np.where(rng.random(n) < 0.7, 20.0, 1.0)
    return CalibrationFrame.of(frame, people, judge, weights=weights, groups=np.arange(n) // 2.0)


LEARNT = {name: policy().fit(audited()) for name, policy in POLICIES.items()}


@given(frames(), people, names, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_what_was_learnt_keeps_every_law(frame, people, name, rng: random.Random):
    policy, budget = POLICIES[name](), Budget(people)
    decisions = policy.decide(frame, LEARNT[name], budget)
    rows = list(range(len(frame)))
    rng.shuffle(rows)
    again = policy.decide(frame.take(rows), LEARNT[name], budget)

    assert [d.item_id for d in decisions] == list(frame.item_ids)
    assert (
        people is None or sum(d.people or 1 for d in decisions if d.route is Route.HUMAN) <= people
    )
    assert all(0 <= d.propensity <= 1 and d.reasons and all(d.reasons) for d in decisions)
    assert {d.item_id: d for d in decisions} == {d.item_id: d for d in again}


@pytest.mark.parametrize("name", POLICIES)
def test_what_was_learnt_survives_as_json_and_does_not_depend_on_the_order_of_the_rows(name):
    policy, rows = POLICIES[name](), audited()
    state = LEARNT[name]
    back = load(policy.state, json.loads(json.dumps(dump(state))))
    order = list(range(len(rows)))
    random.Random(3).shuffle(order)

    assert back == state
    assert policy.fit(rows.take(order)) == state


def odd(kind: str) -> CalibrationFrame:
    rows = audited(80)
    constant = {key: np.full(80, 0.5) for key in SIGNALS}
    unknown = {key: np.full(80, np.nan) for key in SIGNALS}
    infinite = {**rows.signals.columns, "overlap": np.full(80, np.inf)}
    frames = {"constant": constant, "NaN": unknown, "infinite": infinite}
    made = {
        "nothing": CalibrationFrame.nothing,
        "one row": lambda: rows.take([0]),
        "always right": lambda: replace(rows, judge_wrong=np.zeros(80)),
        "always wrong": lambda: replace(rows, judge_wrong=np.ones(80)),
        "labels unknown": lambda: replace(rows, judge_wrong=np.full(80, np.nan)),
        "weights of nothing": lambda: replace(rows, weights=np.zeros(80)),
        "one prompt": lambda: replace(rows, groups=np.zeros(80)),
    }
    if kind in made:
        return made[kind]()
    return replace(rows, signals=SignalFrame(rows.signals.item_ids, frames[kind], np.zeros(80)))


ODD = (
    "nothing", "one row", "always right", "always wrong", "labels unknown", "weights of nothing",
    "one prompt", "constant", "NaN", "infinite",
)  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("kind", ODD)
def test_whatever_was_audited_it_decides_and_an_item_nobody_vouches_for_is_no_judges(name, kind):
    policy = POLICIES[name]()
    state = policy.fit(odd(kind))
    unknown = {key: np.full(3, np.nan) for key in SIGNALS} | {"judge_verdicts": np.zeros(3)}
    frame = SignalFrame((1, 2, 3), unknown, np.array([0.9, 0.95, 0.99]))

    for budget in (Budget(), Budget(0), Budget(10**9)):
        decisions = policy.decide(frame, state, budget)
        assert len(decisions) == 3
        if budget.human_judgments != 0 and name not in ("all_judge", "random", "rules"):
            assert {d.route for d in decisions} == {Route.HUMAN}
    assert all(note.endswith(".") for note in state.notes)


@pytest.mark.parametrize("name", ["learned_error", "guaranteed", "hyper", "diverse", "stack"])
@pytest.mark.parametrize("kind", [k for k in ODD if k not in ("always right", "infinite")])
def test_what_cannot_be_learnt_is_said_and_what_is_in_doubt_goes_to_people(name, kind):
    if name == "hyper" and kind == "always wrong":
        return  # a judge that is always wrong still teaches where people's labels pay
    policy = POLICIES[name]()
    state = policy.fit(odd(kind))
    # Verdicts that differ, so that it is not the agreement of judges that decides.
    doubted = audited(6, seed=5).signals

    assert any(
        said in " ".join(state.notes)
        for said in (
            "Nothing is learnt yet",
            "No mix is learnt yet",
            "Cannot promise",
            "say nothing",
        )
    )
    assert {d.route for d in policy.decide(doubted, state, Budget())} == {Route.HUMAN}
    waiting = policy.decide(doubted, state, Budget(0))
    assert all("budget for people" in " ".join(d.reasons) for d in waiting)


terms_of = st.builds(
    pipeline.Terms,
    audit_rate=st.floats(1e-6, 1),
    judge_active=st.booleans(),
    budget=st.builds(Budget, people),
)


@given(frames(), names, terms_of, st.integers(0, 2**62))
def test_with_the_audit_coin_every_propensity_is_above_zero(frame, name, terms, seed):
    coins = [pipeline.draws(seed, i, 1)[0] for i in frame.item_ids]
    people, judge_active = terms.budget.human_judgments, terms.judge_active
    decisions = pipeline.decide(frame, POLICIES[name](), coins, terms)

    assert [d.item_id for d in decisions] == list(frame.item_ids)
    assert all(0 < d.propensity <= 1 and d.reasons for d in decisions)
    asked = sum(d.route in (Route.HUMAN, Route.BOTH) for d in decisions)
    assert people is None or asked <= people
    assert all(d.audited == (d.route is Route.BOTH) for d in decisions)
    verdicts = frame.column("judge_verdicts")
    for row, d in enumerate(decisions):
        if d.route in (Route.JUDGE, Route.BOTH):
            assert judge_active or verdicts[row] > 0


@pytest.mark.parametrize("name", POLICIES)
def test_what_a_policy_says_about_itself_is_true(name):
    policy = POLICIES[name]

    assert policy.key == name
    assert policy.needs <= SIGNALS.keys()
    assert policy.title
    assert policy.summary
    defaults = {k: rule["default"] for k, rule in policy.params["properties"].items()}
    assert make(name, defaults) == policy()


@pytest.mark.parametrize("name", POLICIES)
def test_a_parameter_it_does_not_have_is_named(name):
    with pytest.raises(BadParams) as refused:
        make(name, {"treshold": 1})
    assert list(refused.value.fields) == ["params.treshold"]


@pytest.mark.parametrize("value", [-0.1, 1.1, "0.5", True, float("nan"), float("inf"), [], None])
def test_a_share_outside_its_range_is_refused(value):
    with pytest.raises(BadParams, match="from 0 to 1"):
        make("random", {"share": value})


def test_an_unknown_policy_is_refused_with_those_there_are():
    with pytest.raises(BadParams, match="all_human"):
        make("oracle", {})
