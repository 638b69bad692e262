import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import drift


def test_cusum_is_the_line_worked_by_hand():
    found = drift.cusum(np.array([1.0, 2.0, -1.0, 4.0]), slack=0.5, limit=4.5)

    assert found.up.tolist() == [0.5, 2.0, 0.5, 4.0]
    assert found.down.tolist() == [0.0, 0.0, 0.5, 0.0]
    assert found.at is None


@pytest.mark.parametrize(("shift", "direction"), [(1.5, "up"), (-1.5, "down")])
def test_a_lasting_shift_is_found_soon_after_it_began(shift, direction):
    z = np.random.default_rng(3).normal(size=80)
    z[40:] += shift

    found = drift.cusum(z)

    assert found.direction == direction
    assert 40 <= found.at <= 52
    assert 36 <= found.since <= 44


def test_shares_are_measured_in_their_own_uncertainty():
    z = drift.standardised(np.array([0.8, 0.9, 0.0]), np.array([100.0, 4.0, 0.0]), target=0.9)

    assert z == pytest.approx([-0.1 / 0.03, 0.0, 0.0])


def test_page_hinkley_needs_no_target_and_skips_what_is_missing():
    rng = np.random.default_rng(9)
    agreed = (rng.random(600) < np.where(np.arange(600) < 300, 0.9, 0.6)).astype(float)
    agreed[::10] = np.nan

    found = drift.page_hinkley(agreed, limit=12)

    assert found.direction == "down"
    assert 300 < found.at < 420


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_without_values_there_is_no_alarm_but_a_reason(values):
    found = drift.page_hinkley(np.array(values))

    assert (found.at, found.why_not) == (None, "there is no value yet")
    assert drift.cusum(np.array(values)).at is None


def test_the_smooth_line_stays_within_its_limits_until_something_changes():
    z = np.concatenate([np.zeros(10), np.full(10, 3.0)])

    line, half = drift.ewma(z)

    assert (np.abs(line[:10]) < half[:10]).all()
    assert line[12] > half[12]
    assert half[-1] == pytest.approx(3 * np.sqrt(0.2 / 1.8), rel=0.01)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=40))
def test_up_for_a_series_is_down_for_its_mirror(values):
    z = np.array(values)
    for method in (drift.cusum, drift.page_hinkley):
        one, other = method(z), method(-z)
        assert one.up == pytest.approx(other.down)
        assert one.at == other.at
        assert (one.up >= 0).all()


def test_a_shift_of_hand_worked_sums():
    # Σ (x - ½) is 2, 4, 2 after the first three of four periods; σ √N is ½ · 4.
    at, change, p = drift.shift(np.array([4.0, 4, 0, 0]), np.array([4.0, 4, 4, 4]), variance=0.25)

    assert (at, change) == (2, -1.0)
    assert p == pytest.approx(2 * (math.exp(-8) - math.exp(-32)), abs=1e-12)  # P(sup |B| > 2)


def test_no_shift_where_nothing_varies_or_there_is_one_period():
    assert drift.shift(np.array([3.0, 3]), np.array([3.0, 3]), variance=0) == (0, 0.0, 1.0)
    assert drift.shift(np.array([3.0]), np.array([5.0]), variance=0.2) == (0, 0.0, 1.0)


def test_a_shift_is_told_of_steady_coins_no_more_often_than_its_level():
    rng = np.random.default_rng(5)
    hits = rng.binomial(10, 0.8, size=(2000, 12)).astype(float)
    told = [
        drift.shift(
            row, np.full(12, 10.0), variance=float((row.sum() / 120) * (1 - row.sum() / 120))
        )
        for row in hits
    ]

    assert np.mean([p < 0.05 for _, _, p in told]) <= 0.05
