import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import calibration

P = np.array([0.55, 0.65, 0.75, 0.85, 0.95] * 2)
Y = np.array([1, 0, 1, 1, 1, 0, 1, 1, 1, 1.0])
rows = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_ece_and_brier_are_the_values_worked_by_hand():
    assert calibration.ece(P, Y) == pytest.approx(0.13)
    assert calibration.brier(P, Y) == pytest.approx(0.1225)


def test_a_bin_tells_what_was_said_and_what_came():
    bins = calibration.reliability(P, Y)

    assert [b.n for b in bins] == [2] * 5
    assert (bins[0].low, bins[0].high) == (0.5, 0.6)
    assert (bins[0].confidence, bins[0].hits) == (pytest.approx(0.55), 0.5)


def test_an_edge_belongs_to_the_bin_below():
    low, high = calibration.reliability(np.array([0.3, 0.30001]), np.array([0.0, 1.0]))

    assert (low.high, high.low) == (pytest.approx(0.3), pytest.approx(0.3))


def test_without_rows_there_is_no_bin_and_no_number():
    none = np.array([])

    assert calibration.reliability(none, none) == []
    assert math.isnan(calibration.ece(none, none))
    assert math.isnan(calibration.brier(none, none))


@given(rows, st.sampled_from(["width", "mass"]), st.integers(1, 12))
def test_every_row_is_in_one_bin_and_the_error_is_a_share(rows, rule, bins):
    p, y = np.array(rows, dtype=float).T

    found = calibration.reliability(p, y, bins=bins, rule=rule)

    assert sum(b.n for b in found) == len(p)
    assert 0 <= calibration.ece(p, y, bins=bins, rule=rule) <= 1
    assert all(b.low - 1e-9 <= b.confidence <= b.high + 1e-9 for b in found)


def test_equal_mass_puts_as_many_rows_in_each_bin():
    p = np.random.default_rng(0).random(1000) ** 3

    found = calibration.reliability(p, p, rule="mass")

    assert {b.n for b in found} == {100}


@pytest.fixture
def boaster():
    """A judge whose log-odds are twice what they should be, and 4,000 audited rows."""
    rng = np.random.default_rng(4)
    honest = rng.uniform(0.05, 0.95, 4000)
    odds = (honest / (1 - honest)) ** 2
    return odds / (1 + odds), (rng.random(4000) < honest).astype(float)


@pytest.mark.parametrize("name", ["temperature", "platt", "isotonic"])
def test_a_map_mends_a_judge_that_is_too_sure(boaster, name):
    p, y = boaster
    fitted = getattr(calibration, name)(p[:3000], y[:3000])

    left = calibration.ece(fitted(p[3000:]), y[3000:])

    assert left < calibration.ece(p[3000:], y[3000:]) / 2
    assert (np.diff(fitted(np.linspace(0, 1, 50))) >= 0).all()


def test_the_temperature_of_the_boaster_is_2_and_keeps_a_half(boaster):
    found = calibration.temperature(*boaster)

    assert 1 / found.slope == pytest.approx(2, abs=0.15)
    assert found(np.array([0.5])) == pytest.approx(0.5)


def test_platt_does_not_run_away_with_a_perfect_judge():
    p = np.array([0.6] * 100 + [0.4] * 100)
    y = np.array([1.0] * 100 + [0.0] * 100)

    found = calibration.platt(p, y)(np.array([0.6, 0.4]))

    assert found == pytest.approx([101 / 102, 1 / 102], abs=1e-4)  # Platt's targets


@pytest.mark.parametrize("name", sorted(calibration.LEAST))
def test_too_few_rows_are_refused_in_words(name):
    few = np.full(calibration.LEAST[name] - 1, 0.7)

    with pytest.raises(ValueError, match=r"needs .* audited rows or more; there are"):
        getattr(calibration, name)(few, few > 0)
