"""A classifier's reward: by hand."""

import math

import pytest

from routing.judges.base import CallFailed, Setup
from routing.judges.trained import FEATURES, Trained, features


def test_features_by_hand():
    seen = dict(
        zip(FEATURES, features("Why is it so?", "- It is, maybe.\n- It is 3."), strict=True)
    )

    assert seen["words"] == math.log1p(6)
    assert seen["points_of_lists"] == math.log1p(2)
    assert (seen["numbers"], seen["hedges"]) == (math.log(2), math.log(2))
    assert (seen["code"], seen["formulas"], seen["markdown"]) == (0, 0, 0)
    assert seen["variety"] == pytest.approx(4 / 6)  # it, is, maybe, 3
    assert seen["on_topic"] == pytest.approx(2 / 4)  # it, is
    assert seen["answers"] == pytest.approx(2 / 4)  # of why, is, it, so


def test_the_reward_is_the_weighted_sum_and_a_reference_changes_nothing():
    weights = [0.0] * len(FEATURES)
    weights[0], weights[-1] = 2.0, 1.0
    params = {"weights": " ".join(map(str, weights))}
    asked = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "Why not"}]
    beside = [asked[0], {"role": "reference", "content": "Why not at all"}, asked[1]]

    said = [
        Trained(Setup("x")).complete(messages, schema=None, params=params).text
        for messages in (asked, beside)
    ]

    assert [float(text) for text in said] == [pytest.approx(2 * math.log(3) + 1)] * 2


@pytest.mark.parametrize("weights", ["", "1 2", "x " * len(FEATURES), "nan " * len(FEATURES)])
def test_weights_that_do_not_fit_are_a_matter_of_the_set_up(weights):
    asked = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]
    with pytest.raises(CallFailed, match="10 numbers apart by blanks"):
        Trained(Setup("x")).complete(asked, schema=None, params={"weights": weights})
