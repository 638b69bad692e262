import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotation.domain.quality import krippendorff
from tests.annotation.domain.quality.published import DATA_K, DATA_W, counts_of

LEVELS = ["nominal", "ordinal", "interval", "ratio"]
tables = arrays.arrays(
    int, st.tuples(st.integers(0, 8), st.integers(1, 4)), elements=st.integers(0, 5)
)


@pytest.mark.parametrize(
    ("data", "n_classes", "published"),
    [
        (DATA_K, 5, [0.743421, 0.815388, 0.849107, 0.797403]),
        (DATA_W, 4, [0.691358, 0.806721, 0.810845, 0.808944]),
    ],
)
@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_the_published_value(data, n_classes, published, level):
    counts = counts_of(data, n_classes=n_classes)
    values = np.arange(1.0, n_classes + 1)

    found = krippendorff.alpha(counts, level=level, values=values)

    assert found == pytest.approx(published[LEVELS.index(level)], abs=5e-7)


@pytest.mark.parametrize("level", LEVELS)
def test_one_label_throughout_is_perfect_agreement_to_the_last_bit(level):
    assert krippendorff.alpha(np.array([[3, 0]] * 7), level=level) == 1.0


@pytest.mark.parametrize("level", LEVELS)
def test_without_a_unit_of_two_ratings_alpha_and_its_interval_are_nan(level):
    lonely = np.array([[1, 0], [0, 1], [0, 0]])

    assert math.isnan(krippendorff.alpha(lonely, level=level))
    found = krippendorff.interval(lonely, rng=np.random.default_rng(0), level=level)
    assert all(map(math.isnan, found))


@given(tables, st.sampled_from(LEVELS))
def test_units_with_one_rating_and_the_order_of_units_change_nothing(counts, level):
    k = counts.shape[1]
    lonely = np.eye(k, dtype=int)
    turned = np.concatenate([lonely, counts[::-1]])

    a, b = krippendorff.alpha(counts, level=level), krippendorff.alpha(turned, level=level)

    assert a == pytest.approx(b, nan_ok=True)


@given(tables)
def test_a_unit_more_for_reversed_labels_is_the_same_where_order_counts_both_ways(counts):
    for level in ("nominal", "ordinal", "interval"):
        turned = krippendorff.alpha(counts[:, ::-1], level=level)
        assert krippendorff.alpha(counts, level=level) == pytest.approx(turned, nan_ok=True)


def test_near_misses_count_less_where_labels_are_ordered():
    """Raters one step apart throughout: nominal sees nothing but disagreement."""
    counts = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]] * 5)

    assert krippendorff.alpha(counts) < 0
    assert krippendorff.alpha(counts, level="interval") > 0.4


@pytest.mark.parametrize("level", LEVELS)
def test_the_bootstrap_holds_the_value_repeats_and_narrows_with_more_units(level):
    counts = counts_of(DATA_K)

    def width(times):
        low, high = krippendorff.interval(
            np.repeat(counts, times, axis=0), rng=np.random.default_rng(2), level=level
        )
        return high - low, low, high

    wide, low, high = width(1)

    assert low < krippendorff.alpha(counts, level=level) < high
    assert width(1) == (wide, low, high)
    assert width(20)[0] < wide / 3


def test_the_bootstrap_gives_alpha_of_the_units_drawn():
    """One kind of unit: every draw is the same set, and the interval a point at alpha."""
    counts = np.array([[2, 1, 0]] * 9)

    low, high = krippendorff.interval(counts, rng=np.random.default_rng(0), level="ordinal")

    assert low == pytest.approx(krippendorff.alpha(counts, level="ordinal"))
    assert high == pytest.approx(low)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
@given(
    st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=12).map(
        np.array
    )
)
def test_units_own_alphas_weighed_by_their_ratings_are_alpha(level, counts):
    each = krippendorff.by_unit(counts, level=level)
    pairable = counts.sum(axis=1) >= 2

    assert (np.isnan(each) == ~pairable).all()
    if pairable.any():
        weights = counts[pairable].sum(axis=1)
        whole = krippendorff.alpha(counts, level=level)
        assert np.average(each[pairable], weights=weights) == pytest.approx(whole, abs=1e-9)


def test_the_alpha_of_a_unit_by_hand():
    """Two raters on each of three units, aa, ab and bb: 1 - 1/(3·3·2/(6·5)) of the middle one."""
    each = krippendorff.by_unit(np.array([[2, 0], [1, 1], [0, 2], [1, 0]]))

    assert each[:3] == pytest.approx([1, 1 - 1 / 0.6, 1])
    assert np.isnan(each[3])
