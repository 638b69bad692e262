import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import behaviour


def readers(n_raters=8, each=60, seed=0):
    rng = np.random.default_rng(seed)
    raters = np.repeat(np.arange(n_raters), each)
    words = rng.integers(50, 800, len(raters)).astype(float)
    seconds = words / 4 * np.exp(rng.normal(0, 0.3, len(raters)))
    return raters, seconds, words


def test_a_rater_faster_than_anybody_reads_is_flagged_and_the_others_are_not():
    raters, seconds, words = readers()
    seconds[raters == 3] = 2.5

    found = behaviour.speeds(raters, seconds, words, n_raters=9)

    assert [s.rater for s in found if s.flag] == [3]
    assert "faster than the words can be read" in found[3].flag
    assert found[3].robust_z < -3.5
    assert (found[8].median_seconds, found[8].n) == (None, 0)


def test_long_texts_are_not_slowness():
    """One rater gets the short texts: what they take is as usual for so many words."""
    raters, seconds, words = readers()
    short = raters == 0
    words[short] /= 10
    seconds[short] /= 10

    found = behaviour.speeds(raters, seconds, words, n_raters=8)

    assert abs(found[0].robust_z) < 3
    assert not found[0].flag


def test_without_times_there_is_no_flag_and_no_number():
    raters, seconds, words = readers(2, 5)

    found = behaviour.speeds(raters, np.full_like(seconds, np.nan), words, n_raters=2)

    assert [(s.median_seconds, s.robust_z, s.too_fast, s.flag) for s in found] == [
        (None, None, None, "")
    ] * 2


def test_two_raters_are_too_few_to_call_one_of_them_odd():
    raters, seconds, words = readers(2)
    seconds[raters == 0] *= 3

    assert [s.robust_z for s in behaviour.speeds(raters, seconds, words, n_raters=2)] == [None] * 2


def test_straight_lining_ties_and_monotony_are_named():
    rng = np.random.default_rng(5)
    usual = rng.choice(3, p=[0.45, 0.45, 0.1], size=(3, 60))
    run = np.concatenate([usual[0, :30], np.zeros(30, dtype=int)])
    ties = np.where(rng.random(60) < 0.7, 2, usual[1])
    same = np.zeros(60, dtype=int)
    labels = np.concatenate([usual[0], usual[1], usual[2], run, ties, same])

    found = behaviour.patterns(np.repeat(np.arange(6), 60), labels, n_raters=7, n_classes=3, tie=2)

    assert [len(p.flags) for p in found] == [0, 0, 0, 1, 1, 1, 0]
    assert "times in a row" in found[3].flags[0]
    assert "ties" in found[4].flags[0]
    assert found[5].flags == ("100% of the verdicts are one and the same",)
    assert (found[6].n, found[6].entropy) == (0, None)


def test_few_verdicts_are_no_pattern():
    (found,) = behaviour.patterns(
        np.zeros(5, dtype=int), np.zeros(5, dtype=int), n_raters=1, n_classes=3
    )

    assert (found.longest_run, found.flags) == (5, ())


@pytest.mark.parametrize(
    ("hits", "n", "act"), [(1, 1, False), (3, 10, True), (6, 10, False), (50, 100, True)]
)
def test_gold_acts_only_when_the_doubt_is_small(hits, n, act):
    assert behaviour.gold(hits, n)[2] == act


def test_the_posterior_of_gold_is_worked_by_hand():
    """Beta(4, 2): mean 2/3, P(x < .7) = 5·.7⁴ - 4·.7⁵."""
    accuracy, below, _ = behaviour.gold(3, 4)

    assert accuracy.value == pytest.approx(2 / 3)
    assert below == pytest.approx(5 * 0.7**4 - 4 * 0.7**5)
    assert behaviour.gold(0, 0)[0].why_not == "no gold item was judged"


@given(st.lists(st.integers(0, 3), max_size=50))
def test_a_run_is_no_longer_than_the_verdicts_and_entropy_is_a_share(said):
    (found,) = behaviour.patterns(
        np.zeros(len(said), dtype=int), np.array(said, dtype=int), n_raters=1, n_classes=4
    )

    assert found.longest_run <= len(said)
    assert found.entropy is None or -1e-9 <= found.entropy <= 1 + 1e-9
