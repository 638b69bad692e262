"""What holds for every way to make labels from votes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.domain.aggregation import AGGREGATORS, Table

every_aggregator = pytest.mark.parametrize("name", sorted(AGGREGATORS))


@st.composite
def tables(draw, *, classes=(2, 4)):
    """Up to eight items and five raters; any votes missing, a rater may vote twice."""
    n_items, n_raters, k = (
        draw(st.integers(1, 8)),
        draw(st.integers(1, 5)),
        draw(st.integers(*classes)),
    )
    vote = st.tuples(
        st.integers(0, n_items - 1), st.integers(0, n_raters - 1), st.integers(0, k - 1)
    )
    items, raters, labels = np.array(draw(st.lists(vote, min_size=1, max_size=40))).T
    return Table(items, raters, labels, n_items, n_raters, k)


@every_aggregator
@settings(max_examples=30, deadline=None)
@given(tables())
def test_every_posterior_sums_to_1_and_every_label_is_a_declared_one(name, table):
    pooled = AGGREGATORS[name].pool(table)

    assert pooled.posterior.shape == (table.n_items, table.n_classes)
    assert pooled.posterior.sum(axis=1) == pytest.approx(1)
    assert pooled.posterior.min() >= 0
    assert pooled.prior.sum() == pytest.approx(1)
    assert set(pooled.labels.tolist()) <= {-1, *range(table.n_classes)}
    known = pooled.reliability[~np.isnan(pooled.reliability)]
    assert ((known >= 0) & (known <= 1)).all()


@every_aggregator
@settings(max_examples=30, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_items_raters_labels_and_votes_changes_nothing(name, table, random):
    items, raters, labels, rows = (
        np.array(random.sample(range(n), n), dtype=int)
        for n in (table.n_items, table.n_raters, table.n_classes, len(table.items))
    )
    turned = Table(
        items[table.items][rows], raters[table.raters][rows], labels[table.labels][rows],
        table.n_items, table.n_raters, table.n_classes,
    )  # fmt: skip

    one, other = AGGREGATORS[name].pool(table), AGGREGATORS[name].pool(turned)

    back = other.posterior[items][:, labels]
    assert back == pytest.approx(one.posterior, abs=5e-3)
    assert other.reliability[raters] == pytest.approx(one.reliability, abs=5e-3, nan_ok=True)


@every_aggregator
@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=8),
    st.integers(1, 5),
)
def test_unanimous_votes_give_the_unanimous_label(name, truth, n_raters):
    items = np.repeat(np.arange(len(truth)), n_raters)
    raters = np.tile(np.arange(n_raters), len(truth))
    table = Table(items, raters, np.array(truth)[items], len(truth), n_raters, 3)

    assert AGGREGATORS[name].pool(table).labels.tolist() == truth


@every_aggregator
def test_missing_votes_are_allowed_and_an_item_without_any_has_no_label(name):
    table = Table(
        np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 1]), np.array([1, 1, 0, 0, 0]), 4, 3, 2
    )

    pooled = AGGREGATORS[name].pool(table)

    assert pooled.labels.tolist() == [1, 0, 0, -1]
    assert np.isfinite(pooled.posterior).all()
    assert np.isnan(pooled.reliability).tolist() == [False, False, True]


@every_aggregator
def test_one_label_throughout_and_one_declared_label_are_no_trouble(name):
    votes = np.arange(3), np.zeros(3, dtype=int), np.zeros(3, dtype=int)

    for n_classes in (1, 4):
        pooled = AGGREGATORS[name].pool(Table(*votes, 3, 1, n_classes))
        assert pooled.labels.tolist() == [0, 0, 0]
        assert np.isfinite(pooled.posterior).all()


@every_aggregator
def test_good_raters_outweigh_as_many_careless_ones(name):
    """Nine raters at 85 %, and nine at chance: labels come out better than a typical rater's."""
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 3, 400)
    items = np.repeat(np.arange(400), 7)
    raters = np.concatenate([rng.permutation(18)[:7] for _ in range(400)])
    right = rng.random(2800) < np.where(raters < 9, 0.85, 1 / 3)
    wrong = (truth[items] + rng.integers(1, 3, 2800)) % 3
    table = Table(items, raters, np.where(right, truth[items], wrong), 400, 18, 3)

    pooled = AGGREGATORS[name].pool(table)

    assert (pooled.labels == truth).mean() > 0.75
    assert pooled.reliability[:9].min() > pooled.reliability[9:].max()


def test_models_of_raters_make_better_labels_than_counting():
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 3, 1500)
    items = np.repeat(np.arange(1500), 5)
    raters = np.concatenate([rng.permutation(20)[:5] for _ in range(1500)])
    right = rng.random(7500) < np.where(raters < 8, 0.9, 0.4)
    wrong = (truth[items] + rng.integers(1, 3, 7500)) % 3
    table = Table(items, raters, np.where(right, truth[items], wrong), 1500, 20, 3)
    hits = {n: (a.pool(table).labels == truth).mean() for n, a in AGGREGATORS.items()}

    for name in ("weighted_majority", "dawid_skene", "one_coin", "mace", "glad"):
        assert hits[name] > hits["majority"] + 0.05, hits


def test_an_empty_table_is_refused_in_words():
    none = np.zeros(0, dtype=int)

    with pytest.raises(ValueError, match="There is no vote to make labels from"):
        Table(none, none, none, 3, 2, 2)


@pytest.mark.parametrize("column", ["item", "rater", "label"])
def test_a_vote_outside_of_what_is_declared_is_refused(column):
    votes = {c: np.array([0, 5 if c == column else 1]) for c in ("item", "rater", "label")}

    with pytest.raises(ValueError, match=f"vote's {column} is outside of the 2"):
        Table(votes["item"], votes["rater"], votes["label"], 2, 2, 2)


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="one length"):
        Table(np.array([0]), np.array([0, 0]), np.array([0]), 1, 1, 2)
