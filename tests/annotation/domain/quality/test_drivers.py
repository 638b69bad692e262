"""What goes with verdicts: hand-worked values, and what cannot be said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import drivers, features
from annotation.domain.quality.drivers import Verdicts


def verdicts(*won):
    return Verdicts(np.arange(len(won)), np.array(won, dtype=float))


def test_a_factor_is_right_as_often_as_it_is_not_wrong():
    # Twelve pairs, the first response longer in eleven: it wins 8, loses 2, ties 1; one alike.
    longer = np.array([1.0] * 11 + [0.0])[:, None]
    found = drivers.of(longer, verdicts(*[1] * 8, 0, 0, 0.5, 1))

    assert found.alone[0].value == pytest.approx((8 - 2) / 12)
    # By hand: scores 8 x 1, 2 x -1, 2 x 0; their sample deviation over the root of 12.
    deviation = np.std([1] * 8 + [-1] * 2 + [0] * 2, ddof=1)
    assert found.alone[0].high == pytest.approx(0.5 + 1.96 * deviation / np.sqrt(12))


def test_the_same_verdict_from_ten_people_is_one_pair_and_not_ten():
    rng = np.random.default_rng(1)
    column, won = rng.normal(size=(40, 1)), rng.integers(0, 2, 40).astype(float)
    once = drivers.of(column, verdicts(*won))
    tenfold = drivers.of(column, Verdicts(np.repeat(np.arange(40), 10), np.repeat(won, 10)))

    assert tenfold.alone[0].low == pytest.approx(once.alone[0].low)
    assert tenfold.together[0].low == pytest.approx(once.together[0].low)
    assert (once.n, tenfold.n, tenfold.n_items) == (40, 400, 40)


def test_the_factor_that_decides_is_told_from_the_one_that_comes_with_it():
    rng = np.random.default_rng(2)
    length = rng.normal(size=2000)
    lists = 0.8 * length + 0.6 * rng.normal(size=2000)
    won = (rng.random(2000) < 1 / (1 + np.exp(-1.5 * length))).astype(float)
    found = drivers.of(np.stack([length, lists], axis=1), verdicts(*won))

    assert found.alone[1].low > 0.2  # lists seem to win …
    assert found.together[1].low < 0 < found.together[1].high  # … but length does
    assert found.together[0].value == pytest.approx(1.5, abs=0.2)
    assert found.explained == pytest.approx(0.25, abs=0.05)


def test_a_judge_is_compared_with_people_on_pairs_that_both_judged():
    longer = np.ones((20, 1))
    people = verdicts(*[1] * 10, *[0] * 10)
    judge = Verdicts(np.arange(10, 20), np.array([1.0] * 9 + [0.0]))  # where people like it short
    [gap] = drivers.gaps(longer, judge, people)

    assert gap.value == pytest.approx(0.8 - -1)
    assert gap.n == 10


@pytest.mark.parametrize(
    ("columns", "given", "why"),
    [
        (np.ones((3, 2)), verdicts(1, 0, 1), "only 3 pairs were judged"),
        (np.zeros((30, 2)), verdicts(*[1] * 30), drivers.ALIKE),
        (np.ones((0, 2)), verdicts(), "only 0 pairs were judged"),
        (np.ones((12, 2)), verdicts(*[np.nan] * 12), "only 0 pairs were judged"),
    ],
)
def test_what_cannot_be_computed_says_why(columns, given, why):
    found = drivers.of(columns, given)

    assert all(figure.value is None and why in figure.why_not for figure in found.alone)
    assert found.why_not
    assert all(gap.value is None for gap in drivers.gaps(columns, given, given))


def test_ties_alone_decide_nothing_and_say_so():
    found = drivers.of(np.ones((30, 1)), verdicts(*[0.5] * 30))

    assert found.alone[0].value == 0
    assert found.why_not == "nothing was decided"


@given(st.integers(0, 60), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_every_figure_is_finite_or_says_why(n, k, seed):
    rng = np.random.default_rng(seed)
    columns = rng.choice([-1.0, 0.0, 1.0], size=(n, k))
    said = verdicts(*rng.choice([0, 0.5, 1, np.nan], size=n))
    found = drivers.of(columns, said)

    for figure in (*found.alone, *found.together, *drivers.gaps(columns, said, said)):
        assert (figure.value is None) == bool(figure.why_not)
        assert figure.value is None or np.isfinite([figure.value, figure.low, figure.high]).all()


def test_a_text_is_read_for_form_and_tone():
    text = (
        "# Maybe\n- one\n- **two**\n1. three\n\nI can’t say! You must always ask. Why?\n```\nx\n```"
    )
    found = dict(zip([f.key for f in features.FEATURES], features.of_texts([text])[0], strict=True))

    assert found["lists"] == 3
    assert (found["headings"], found["bold"], found["code"]) == (1, 1, 1)
    assert (found["hedges"], found["assertive"], found["apologies"]) == (1, 2, 1)
    assert (found["exclamations"], found["questions"]) == (1, 1)
    assert found["length"] == 14  # the number of the list line, too


def test_swapping_the_responses_swaps_the_sign():
    one, two = ["short", "a much longer one!"], ["quite long and: sure?", "x"]
    assert np.array_equal(features.differences(one, two), -features.differences(two, one))
