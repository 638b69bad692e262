"""What was learnt of raters labels one item as it labels all of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import integrate, special, stats

from annotation.domain.aggregation import AGGREGATORS, Fitted, Learnt, Table, Vote
from tests.annotation.domain.aggregation.test_laws import tables

LEARNING = sorted(set(AGGREGATORS) - {"majority"})
every_learner = pytest.mark.parametrize("name", LEARNING)
NAMES = ("a", "b", "tie", "both_bad")


def fitted(name, table):
    method = AGGREGATORS[name]
    known = method.learn(table, method.pool(table))
    return known and Fitted(
        method, known, NAMES[: table.n_classes], {100 + r: r for r in range(table.n_raters)}
    )


@every_learner
@settings(max_examples=40, deadline=None)
@given(tables())
def test_an_item_alone_gets_the_posterior_it_gets_among_all(name, table):
    fit = fitted(name, table)
    if fit is None:  # no item has two votes: nothing can be learnt
        assert table.counts().sum(axis=1).max() <= 1
        return
    ids = (100 + table.raters).tolist()

    every = fit.posterior(table.items, ids, table.labels, n_items=table.n_items)

    assert every.sum(axis=1) == pytest.approx(1)
    for item in np.unique(table.items).tolist():
        mine = table.items == item
        votes = [
            Vote(0, NAMES[label], rater_id=100 + rater)
            for rater, label in zip(
                table.raters[mine].tolist(), table.labels[mine].tolist(), strict=True
            )
        ]
        alone = fit.aggregate(votes)
        two = np.sort(every[item])[-2:]
        if two[1] - two[0] > 1e-6:
            assert alone.category == NAMES[int(every[item].argmax())]
            assert alone.posterior == pytest.approx(every[item].max(), abs=1e-9)


@pytest.mark.parametrize("name", sorted(set(LEARNING) - {"glad"}))
@settings(max_examples=40, deadline=None)
@given(tables())
def test_what_was_learnt_gives_the_labels_it_was_learnt_with(name, table):
    pooled = AGGREGATORS[name].pool(table)
    known = AGGREGATORS[name].learn(table, pooled)
    if known is None:
        return

    voted = np.bincount(table.items, minlength=table.n_items) > 0
    again = AGGREGATORS[name].score(table, known)
    assert again[voted] == pytest.approx(pooled.posterior[voted], abs=1e-9)


def test_glad_averages_over_how_easy_an_item_could_be():
    known = Learnt(np.array([0.5, 0.5]), np.array([[0.8], [0.3]]), np.array([0.5]))
    table = Table(np.array([0, 0]), np.array([0, 1]), np.array([0, 1]), 1, 2, 2)

    def likelihood(beta, first):
        able, unable = (special.expit(a * np.exp(beta)) for a in (0.8, 0.3))
        said = able * (1 - unable) if first else (1 - able) * unable
        return said * stats.norm.pdf(beta, 1, 1)

    one, other = (integrate.quad(likelihood, -7, 9, args=(first,))[0] for first in (True, False))
    found = AGGREGATORS["glad"].score(table, known)[0, 0]
    assert found == pytest.approx(one / (one + other), abs=1e-3)


def test_of_a_stranger_is_thought_what_is_thought_of_the_rater_behind_a_usual_vote():
    """By hand: one coin at .9 (three votes) and .6 (one): a stranger is right with .825."""
    known = Learnt(np.array([0.5, 0.5]), np.array([[0.9, 0.1, 0.1, 0.9]]), np.array([0.825] * 4))
    stranger = np.array([0.825, 0.175, 0.175, 0.825])
    fit = Fitted(
        AGGREGATORS["one_coin"], Learnt(known.prior, known.rates, stranger), ("a", "b"), {7: 0}
    )

    alone = fit.aggregate([Vote(1, "a", rater_id=8)])
    against = fit.aggregate([Vote(1, "a", rater_id=7), Vote(2, "b", rater_id=8)])

    assert alone.posterior == pytest.approx(0.825)
    assert (against.category, against.status) == ("a", "weighed")
    assert against.posterior == pytest.approx(0.9 * 0.175 / (0.9 * 0.175 + 0.1 * 0.825))


def test_one_good_rater_outweighs_two_who_guess_and_the_label_says_so():
    right, guess = [0.95, 0.05, 0.05, 0.95], [0.5, 0.5, 0.5, 0.5]
    known = Learnt(np.array([0.5, 0.5]), np.array([right, guess]), np.array(guess))
    fit = Fitted(AGGREGATORS["dawid_skene"], known, ("a", "b"), {1: 0, 2: 1})

    found = fit.aggregate(
        [Vote(1, "a", 2, rater_id=1), Vote(2, "b", rater_id=2), Vote(3, "b", rater_id=3)]
    )

    assert (found.category, found.status, found.strength) == ("a", "weighed", 2.0)
    assert found.posterior == pytest.approx(0.95)
    assert found.agreement == pytest.approx(1 / 3)


def test_a_vote_for_a_label_it_was_not_fitted_on_is_refused():
    known = Learnt(np.array([0.5, 0.5]), np.zeros((0, 4)), np.full(4, 0.5))
    with pytest.raises(ValueError, match="one of the question's categories"):
        Fitted(AGGREGATORS["one_coin"], known, ("a", "b"), {}).aggregate([Vote(1, "tie")])
