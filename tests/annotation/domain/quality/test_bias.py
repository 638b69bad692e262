import numpy as np
import pytest

from annotation.domain.quality import bias


def test_a_rater_who_clicks_left_is_found_among_fair_ones():
    rng = np.random.default_rng(0)
    raters = np.repeat(np.arange(20), 100)
    won = (rng.random(2000) < np.where(raters == 7, 0.8, 0.5)).astype(float)

    found = bias.sides(raters, won, n_raters=20)

    assert found[7].biased
    assert found[7].left.low > 0.5
    assert sum(s.biased for s in found) <= 2


def test_among_fair_raters_an_alarm_is_rare():
    rng = np.random.default_rng(1)
    raters = np.repeat(np.arange(20), 100)
    alarms = sum(
        any(s.biased for s in bias.sides(raters, rng.integers(0, 2, 2000), n_raters=20))
        for _ in range(100)
    )

    assert alarms <= 10  # 5 % expected at most


def test_ties_say_nothing_about_the_side_and_a_silent_rater_is_listed():
    won = np.array([1.0, 0.5, 0.5, 0.0, 1.0])

    one, other = bias.sides(np.zeros(5, dtype=int), won, n_raters=2)

    assert (one.left.value, one.left.n, one.biased) == (2 / 3, 3, False)
    assert (other.left.value, other.left.why_not) == (None, "there is no verdict for either side")


@pytest.fixture
def pulled():
    """Ten raters at slope 0.8, an eleventh at 3; a twelfth with a single verdict."""
    rng = np.random.default_rng(1)
    raters = np.concatenate([np.repeat(np.arange(11), 400), [11]])
    x = rng.normal(size=len(raters))
    slope = np.where(raters == 10, 3.0, 0.8)
    won = (rng.random(len(raters)) < 1 / (1 + np.exp(-(0.4 + slope * x)))).astype(float)
    return bias.pulls(raters, x, won, n_raters=12)


def test_the_pull_of_length_is_recovered_with_its_interval(pulled):
    assert pulled.raters[10].slope.low > max(p.slope.value for p in pulled.raters[:10])
    assert pulled.raters[10].slope.value < pulled.raters[10].alone  # shrunk
    assert sum(p.slope.low < 0.8 < p.slope.high for p in pulled.raters[:10]) >= 9
    assert pulled.pooled.low < pulled.pooled.value < pulled.pooled.high
    assert pulled.spread > 0.2


def test_a_rater_of_one_verdict_is_taken_to_be_like_the_others(pulled):
    lonely = pulled.raters[11].slope

    assert lonely.n == 1
    assert lonely.value == pytest.approx(pulled.pooled.value, abs=0.2)
    assert lonely.high - lonely.low > 1


def test_a_rater_whom_length_decides_throughout_keeps_a_finite_slope():
    x = np.array([1.0, -1.0] * 50)

    found = bias.pulls(np.zeros(100, dtype=int), x, (x > 0).astype(float), n_raters=1)

    assert 1 < found.pooled.value < 20


@pytest.mark.parametrize("won", [[], [0.5, 0.5, 0.5], [1.0, 0.0, 1.0]])
def test_where_nothing_differs_it_says_so(won):
    won = np.array(won)
    alike = np.zeros(len(won))

    found = bias.pulls(alike.astype(int), alike, won, n_raters=2)

    assert found.pooled.value is None
    assert "between responses that differ" in found.raters[0].slope.why_not
