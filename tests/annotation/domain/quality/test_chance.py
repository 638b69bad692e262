import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotation.domain.quality import chance
from tests.annotation.domain.quality.published import DATA_K, DATA_W, counts_of, ratings

K, W = counts_of(DATA_K), counts_of(DATA_W, n_classes=4)
# Wikipedia, Fleiss' kappa: 10 subjects × 14 raters × 5 categories.
FLEISS = np.array([
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
])  # fmt: skip
tables = arrays.arrays(
    int, st.tuples(st.integers(0, 8), st.integers(2, 4)), elements=st.integers(0, 5)
)


@pytest.mark.parametrize(
    ("coefficient", "value"),
    [
        (chance.fleiss(K), 0.76117),
        (chance.gwet(K), 0.77544),
        (chance.conger(*ratings(DATA_K), n_classes=5), 0.76207),
        (chance.brennan_prediger(K), 0.77273),
        (chance.gwet(K, weights="quadratic"), 0.914),
        (chance.gwet(K, weights="linear"), 0.85874),
        (chance.gwet(K, weights="ordinal"), 0.89894),
        (chance.gwet(W), 0.70916),
        (chance.fleiss(W), 0.68602),
        (chance.conger(*ratings(DATA_W), n_classes=4), 0.69138),
        (chance.brennan_prediger(W), 0.7037),
        (chance.fleiss(FLEISS), 0.209931),
        (chance.brennan_prediger(FLEISS), 0.222527),
    ],
)
def test_a_coefficient_is_the_published_value(coefficient, value):
    assert coefficient.value == pytest.approx(value, abs=6e-6)


def test_the_error_of_ac1_is_the_published_value():
    assert chance.gwet(K).error == pytest.approx(0.14295, abs=5e-6)


def test_ac1_stays_high_where_one_label_is_common():
    """The prevalence paradox: kappa is -.023 on the same table."""
    counts = np.array([[2, 0]] * 118 + [[1, 1]] * 7)

    assert chance.gwet(counts).value == pytest.approx(0.94078, abs=5e-6)


def test_the_declared_labels_count_not_the_observed_ones():
    wider = np.concatenate([K, np.zeros((len(K), 2), dtype=int)], axis=1)

    assert chance.gwet(wider).value > chance.gwet(K).value
    assert chance.fleiss(wider).value == pytest.approx(chance.fleiss(K).value)


def test_one_label_throughout_is_1_and_no_second_rating_is_nan():
    alike, lonely = np.array([[3, 0]] * 4), np.array([[1, 0], [0, 1]])

    for formula in (chance.fleiss, chance.gwet, chance.brennan_prediger):
        assert formula(alike).value == 1.0
        assert math.isnan(formula(lonely).value)
    one = np.zeros(3, dtype=int)
    assert math.isnan(chance.conger(np.arange(3), one, one, n_classes=2).value)


@given(tables, st.sampled_from(["none", "linear", "quadratic", "ordinal"]))
def test_the_order_of_units_changes_nothing_and_1_is_the_most(counts, weights):
    found = chance.gwet(counts, weights=weights)

    turned = chance.gwet(counts[::-1], weights=weights)

    assert found.value == pytest.approx(turned.value, nan_ok=True)
    assert math.isnan(found.value) or found.value <= 1 + 1e-12
