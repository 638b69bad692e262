import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import win_rates


def test_rogan_gladen_is_the_value_worked_by_hand():
    assert win_rates.corrected(0.70, sensitivity=0.90, specificity=0.85) == pytest.approx(0.733333)
    found = win_rates.rogan_gladen(700, 1000, true_wins=(90, 100), true_losses=(85, 100))
    assert found.value == pytest.approx(0.55 / 0.75)
    assert found.low < 0.733 < found.high


def test_a_judge_no_better_than_a_coin_gives_no_win_rate():
    found = win_rates.rogan_gladen(7, 10, true_wins=(5, 10), true_losses=(5, 10))

    assert (found.value, found.why_not) == (
        None,
        "the judge is no better than a coin on the audited rows",
    )


@pytest.mark.parametrize("empty", ["n", "wins", "losses"])
def test_an_empty_sample_gives_no_win_rate(empty):
    found = win_rates.rogan_gladen(
        0, 0 if empty == "n" else 9,
        true_wins=(0, 0) if empty == "wins" else (9, 9),
        true_losses=(0, 0) if empty == "losses" else (9, 9),
    )  # fmt: skip

    assert found.value is None
    assert "wins and losses" in found.why_not


def test_the_interval_of_rogan_gladen_holds_the_truth_as_often_as_it_says():
    rng, truth, inside = np.random.default_rng(8), 0.6, 0
    for _ in range(400):
        p = truth * 0.85 + (1 - truth) * 0.25
        found = win_rates.rogan_gladen(
            rng.binomial(500, p), 500,
            true_wins=(rng.binomial(80, 0.85), 80), true_losses=(rng.binomial(80, 0.75), 80),
        )  # fmt: skip
        inside += found.low <= truth <= found.high

    assert 0.92 <= inside / 400 <= 0.98


@given(st.integers(0, 50), st.integers(0, 20), st.integers(0, 20))
def test_a_win_rate_is_a_share_within_its_interval(wins, right, rejected):
    found = win_rates.rogan_gladen(wins, 50, true_wins=(right, 20), true_losses=(rejected, 20))

    if found.value is not None:
        assert 0 <= found.low <= found.value <= found.high <= 1


def verdicts(seed=11, n=200, more=5000):
    rng = np.random.default_rng(seed)
    truth = rng.random(n + more) < 0.6
    judged = np.where(rng.random(n + more) < 0.8, truth, ~truth).astype(float)
    return truth[:n].astype(float), judged[:n], judged[n:]


def test_prediction_powered_inference_equals_ppi_py():
    """Saved from ppi-python 0.2.3, ppi_mean_pointestimate and ppi_mean_ci with lam=1."""
    found = win_rates.prediction_powered(*verdicts(), power=1)

    assert found.value == pytest.approx(0.6054, abs=1e-9)
    assert (found.low, found.high) == pytest.approx(
        (0.5421582892043442, 0.6686417107956559), abs=1e-9
    )


def test_the_tuned_power_narrows_the_interval_and_a_useless_judge_costs_nothing():
    y, judged, judged_only = verdicts()
    rng = np.random.default_rng(1)
    blind, blind_only = (rng.integers(0, 2, len(x)).astype(float) for x in (judged, judged_only))

    tuned = win_rates.prediction_powered(y, judged, judged_only)
    plain = win_rates.prediction_powered(y, judged, judged_only, power=1)
    alone = win_rates.prediction_powered(y, judged, judged_only, power=0)
    useless = win_rates.prediction_powered(y, blind, blind_only)

    assert width(tuned) < width(plain)
    assert width(tuned) < width(alone)
    assert width(useless) <= width(alone) * 1.01
    assert alone.value == pytest.approx(y.mean())


def test_too_few_verdicts_give_no_mean_and_unequal_columns_are_refused():
    y, judged, judged_only = verdicts()

    assert win_rates.prediction_powered(y[:1], judged[:1], judged_only).value is None
    with pytest.raises(ValueError, match="200 verdicts of people, 199"):
        win_rates.prediction_powered(y, judged[:-1], judged_only)


def width(figure):
    return figure.high - figure.low
