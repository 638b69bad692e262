import numpy as np
import pytest
from scipy import stats

from annotation.domain.quality import alt_test


def votes(n=80, people=3, right=0.8, seed=2):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n)
    said = np.where(rng.random((n, people)) < right, truth[:, None], 1 - truth[:, None])
    return said.astype(float), truth.astype(float)


def test_a_judge_that_is_always_right_beats_everybody():
    people, truth = votes()

    found = alt_test.run(people, truth, epsilon=0.1)

    assert (found.winning_rate, found.passed) == (1.0, True)
    assert [d.n for d in found.duels] == [80, 80, 80]
    assert found.advantage > 0.8


def test_a_judge_that_is_always_wrong_beats_nobody():
    people, truth = votes()

    found = alt_test.run(people, 1 - truth, epsilon=0.1)

    assert (found.winning_rate, found.passed) == (0.0, False)


def test_each_duel_is_a_one_sided_t_test_against_the_margin():
    people, truth = votes(right=0.7)
    judge = np.where(np.arange(80) % 4 == 0, 1 - truth, truth)

    duel = alt_test.run(people, judge, epsilon=0.15).duels[0]

    rest = people[:, 1:]
    of_judge = (rest == judge[:, None]).mean(axis=1)
    of_person = (rest == people[:, :1]).mean(axis=1)
    gap = (of_person >= of_judge).astype(float) - (of_judge >= of_person)
    assert duel.p == pytest.approx(stats.ttest_1samp(gap, 0.15, alternative="less").pvalue)
    assert duel.judge_closer == (of_judge >= of_person).mean()


def test_distance_counts_for_ratings():
    """The judge is never equal to anybody and always near; one person is far off."""
    rng = np.random.default_rng(3)
    truth = rng.integers(2, 5, 60).astype(float)
    people = np.stack([truth, truth, truth, truth + rng.choice([-2, 2], 60)], axis=1)

    found = alt_test.run(people, truth + 0.4, epsilon=0.1, measure="rmse")

    assert [d.beaten for d in found.duels] == [False, False, False, True]
    assert found.winning_rate == 0.25


def test_missing_votes_leave_the_item_out_for_that_person():
    people, judge = votes()
    people[:20, 0] = np.nan
    judge[70:] = np.nan

    found = alt_test.run(people, judge, epsilon=0.1)

    assert [d.n for d in found.duels] == [50, 70, 70]


@pytest.mark.parametrize(("n", "people"), [(10, 3), (80, 2), (80, 1)])
def test_with_too_few_items_or_people_it_says_so(n, people):
    found = alt_test.run(*votes(n, people), epsilon=0.1)

    assert (found.winning_rate, found.passed, found.duels) == (None, None, ())
    assert "it needs 3 people with 30 items or more" in found.why_not


def test_the_margin_decides_a_draw():
    """Against itself nobody loses; without a margin nobody is beaten either."""
    alike = np.zeros((40, 3))

    assert alt_test.run(alike, alike[:, 0], epsilon=0.1).passed
    assert not alt_test.run(alike, alike[:, 0], epsilon=0.0).passed
