"""Shares of rows drawn with different chances."""

import numpy as np
import pytest

from annotation.domain.quality.weighted import hajek


def test_by_hand():
    # Two rows of weight 10, one right; four of weight 1, all right: (10 + 4) / 24.
    hits = np.array([1.0, 0, 1, 1, 1, 1])
    found = hajek(hits, np.array([0.1, 0.1, 1, 1, 1, 1]))
    assert found is not None
    assert found.value == pytest.approx(14 / 24)
    assert found.size == pytest.approx(24**2 / 204)
    assert found.low < found.value < found.high


def test_equal_chances_give_the_plain_share():
    found = hajek(np.array([1.0, 1, 0, 1]), np.full(4, 0.3))
    assert found is not None
    assert (found.value, found.size) == (pytest.approx(0.75), pytest.approx(4))


def test_the_interval_covers_the_truth_though_the_policy_picked_what_people_saw():
    """2,000 items, a fifth to people with agreement .6, the others audited at .05 with .9."""
    rng, covered, sizes = np.random.default_rng(1), 0, []
    for _ in range(1000):
        chosen = np.arange(2000) < 400
        propensity = np.where(chosen, 1.0, 0.05)
        hits = rng.random(2000) < np.where(chosen, 0.6, 0.9)
        seen = rng.random(2000) < propensity
        found = hajek(hits[seen].astype(float), propensity[seen])
        assert found is not None
        covered += found.low <= 0.84 <= found.high
        sizes.append(found.size)
    assert covered / 1000 >= 0.93
    assert np.mean(sizes) == pytest.approx(140, abs=25)


def test_nothing_audited_is_no_figure():
    assert hajek(np.empty(0), np.empty(0)) is None


@pytest.mark.parametrize("propensity", [0.0, -0.1, 1.1, float("nan")])
def test_a_chance_that_is_none_is_refused(propensity):
    with pytest.raises(ValueError, match="propensities"):
        hajek(np.ones(1), np.array([propensity]))
