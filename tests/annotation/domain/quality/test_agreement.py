"""Hand-worked and published values; laws by generated tables."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotation.domain.quality import agreement, krippendorff
from tests.annotation.domain.quality.published import DATA_K, lines

tables = arrays.arrays(
    int, st.tuples(st.integers(0, 8), st.integers(1, 4)), elements=st.integers(0, 5)
)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.130435),
        ([[25, 35], [5, 35]], 0.259259),
        ([[118, 5], [2, 0]], -0.023392),  # the prevalence paradox: 94 % agreement
    ],
)
def test_kappa_is_the_published_value(table, kappa):
    a, b = pairs_of(table)

    assert agreement.cohen_kappa(a, b, n_classes=2) == pytest.approx(kappa, abs=5e-7)


@pytest.mark.parametrize(
    ("weights", "kappa"), [("none", 0.870130), ("linear", 0.855072), ("quadratic", 0.870968)]
)
def test_kappa_of_two_raters_of_data_k(weights, kappa):
    second, fourth = lines(DATA_K)[1], lines(DATA_K)[3]
    both = [(int(x), int(y)) for x, y in zip(second, fourth, strict=True) if "*" not in (x, y)]
    a, b = np.array(both).T - 1

    found = agreement.cohen_kappa(a, b, n_classes=5, weights=weights)

    assert found == pytest.approx(kappa, abs=5e-7)


def test_the_interval_of_kappa_is_the_published_one():
    a, b = pairs_of([[20, 5], [10, 15]])

    found = agreement.cohen_interval(a, b, n_classes=2)

    assert found == pytest.approx((0.126996, 0.15109, 0.64891), abs=5e-6)


def test_the_interval_of_kappa_without_a_doubt_is_a_point():
    same = np.zeros(6, dtype=int)

    assert agreement.cohen_interval(same, same, n_classes=2) == (0.0, 1.0, 1.0)
    assert all(map(math.isnan, agreement.cohen_interval(same[:0], same[:0], n_classes=2)))


def test_the_prevalence_paradox_is_94_percent_agreement_with_a_kappa_below_0():
    a, b = pairs_of([[118, 5], [2, 0]])

    assert (a == b).mean() == pytest.approx(0.944)
    assert agreement.cohen_kappa(a, b, n_classes=2) < 0


def test_the_agreement_matrix_counts_shared_units_and_alike_labels():
    # Rater 0 says 1 1 0, rater 1 says 1 0 on the first two units, rater 2 says 0 on the last.
    units, raters = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 0, 0, 1, 1, 2])
    labels = np.array([1, 1, 0, 1, 0, 0])

    same, both = agreement.matrix(units, raters, labels, n_raters=4)

    assert both.tolist() == [[3, 2, 1, 0], [2, 2, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]
    assert same.tolist() == [[3, 1, 1, 0], [1, 2, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]
    assert agreement.matrix(units[:0], raters[:0], labels[:0], n_raters=2)[1].sum() == 0


def test_exact_agreement_counts_pairs_of_raters_not_items():
    # Unit 1: three raters, two alike: 1 of 3 pairs. Unit 2: two alike: 1 of 1. Unit 3: one rater.
    counts = np.array([[2, 1], [0, 2], [1, 0]])

    assert agreement.exact_agreement(counts) == 2 / 4


def test_one_label_throughout_is_perfect_agreement_to_the_last_bit():
    same = np.zeros(6, dtype=int)

    assert agreement.cohen_kappa(same, same, n_classes=3) == 1.0


def test_nothing_to_compare_is_nan():
    lonely = np.array([[1, 0], [0, 1], [0, 0]])
    empty = np.zeros(0, dtype=int)

    assert math.isnan(agreement.exact_agreement(lonely))
    assert math.isnan(agreement.cohen_kappa(empty, empty, n_classes=2))


def test_kappa_refuses_raters_of_different_units():
    with pytest.raises(ValueError, match="shapes differ"):
        agreement.cohen_kappa(np.array([0]), np.array([0, 1]), n_classes=2)


def test_majority_is_open_where_two_labels_are_level():
    counts = np.array([[2, 1, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1]])

    assert agreement.majority(counts).tolist() == [0, -1, -1, 2]


@given(tables, st.randoms(use_true_random=False))
def test_order_of_units_and_labels_changes_nothing(counts, random):
    units, labels = list(range(len(counts))), list(range(counts.shape[1]))
    random.shuffle(units)
    random.shuffle(labels)
    turned = counts[units][:, labels]

    for measure in (krippendorff.alpha, agreement.exact_agreement):
        assert same(measure(turned), measure(counts))


@given(tables)
def test_agreement_stays_in_its_range(counts):
    share, alpha = agreement.exact_agreement(counts), krippendorff.alpha(counts)

    assert math.isnan(share) or 0 <= share <= 1
    assert math.isnan(alpha) == math.isnan(share)
    assert math.isnan(alpha) or alpha <= 1
    assert (alpha == 1) == (share == 1) or math.isnan(share)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_kappa_is_the_same_from_either_side_and_at_most_one(pairs):
    a, b = np.array(pairs).T

    kappa = agreement.cohen_kappa(a, b, n_classes=4)

    assert kappa == agreement.cohen_kappa(b, a, n_classes=4)
    assert -1 <= kappa <= 1
    assert (kappa == 1.0) == bool((a == b).all())


def pairs_of(table):
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return np.array(cells).T


def same(x, y):
    return x == y or (math.isnan(x) and math.isnan(y))
