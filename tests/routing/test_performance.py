"""What mixes are worth, and the published defects that are not here."""

import numpy as np
import pytest

from routing import performance
from routing.performance import Model, Study
from routing.signals import SignalFrame, bins


def sized(lengths: np.ndarray) -> SignalFrame:
    n = len(lengths)
    return SignalFrame(tuple(range(1, n + 1)), {"longer_words": lengths.astype(float)}, np.zeros(n))


def test_the_longest_and_the_shortest_tenth_fall_into_different_bins():
    """Ranks taken anew inside the chosen part would give a third of it to each bin."""
    frame = sized(np.random.default_rng(1).permutation(3000))
    edges = bins.fix(frame)
    order = np.argsort(frame.column("longer_words"))
    shortest = edges.members(frame.take(order[:300].tolist())).sum(axis=0)
    longest = edges.members(frame.take(order[-300:].tolist())).sum(axis=0)

    assert shortest.tolist() == [300, 0, 0]
    assert longest.tolist() == [0, 0, 300]
    assert edges.members(frame).sum(axis=0).tolist() == [1000, 1000, 1000]


def test_bins_are_half_open_and_what_is_not_known_is_in_none():
    edges = bins.Edges(("overlap",), (bins.THIRDS,))
    values = np.array([0, 1 / 3 - 1e-9, 1 / 3, 2 / 3, 1, np.nan])
    frame = SignalFrame(tuple(range(6)), {"overlap": values}, np.zeros(6))
    assert edges.members(frame).argmax(axis=1)[:5].tolist() == [0, 0, 1, 2, 2]
    assert not edges.members(frame)[5].any()


def test_a_doubled_data_set_with_the_same_mix_is_worth_the_same():
    rng = np.random.default_rng(2)
    members = rng.random((50, 6)) < 0.4
    mix = rng.random((3, 50)) < 0.5
    model = Model(0.1, tuple(rng.normal(size=6)), tuple(map(tuple, np.eye(6))))
    once = model.worth(performance.shares(members, mix))
    twice = model.worth(performance.shares(np.vstack([members] * 2), np.hstack([mix] * 2)))
    assert once == pytest.approx(twice)


def test_gains_are_the_slope_of_what_the_mix_is_worth():
    rng = np.random.default_rng(3)
    square = rng.normal(size=(4, 4))
    model = Model(0.0, tuple(rng.normal(size=4)), tuple(map(tuple, square + square.T)))
    members, mix, n = rng.random((5, 4)) < 0.5, rng.random(4), 1e6
    there = model.worth(mix[None])[0]
    steps = [(model.worth((mix + row / n)[None])[0] - there) * n for row in members]
    assert model.gains(members, mix) == pytest.approx(steps, abs=1e-3)


def test_a_mix_has_its_size_and_leans_to_features():
    rng = np.random.default_rng(4)
    members = rng.random((400, 8)) < 0.25
    drawn = performance.mixes(members, np.array([0, 7, 100, 400]), rng)
    assert drawn.sum(axis=1).tolist() == [0, 7, 100, 400]
    shares = performance.shares(members, performance.mixes(members, np.full(50, 100), rng))
    assert shares.std(axis=0).mean() > 2 * np.sqrt(0.25 * 0.75 / 100) * 0.25


def test_bradley_terry_finds_what_made_the_preferences():
    rng = np.random.default_rng(5)
    x, w = rng.normal(size=(4000, 3)), np.array([1.0, -0.5, 0.0])
    sign = np.where(rng.random(4000) < 1 / (1 + np.exp(-x @ w)), 1, -1)
    assert performance.bradley_terry(x * sign[:, None]) == pytest.approx(w, abs=0.12)


def test_the_model_ranks_unseen_mixes_and_gives_people_where_the_judge_misleads():
    """The judge prefers length among items of one feature, where people prefer its opposite."""
    rng = np.random.default_rng(6)
    n = 900
    x = rng.normal(size=(n, 2))
    people = np.sign(x @ np.array([1.0, 1.0]))
    biased = rng.random(n) < 0.4
    judge = np.where(biased, -people, people)
    members = np.column_stack([biased, ~biased, rng.random(n) < 0.5])
    given = Study(members, x, people, judge, np.arange(n) % 3 != 0)
    fitted = performance.fit(*performance.study(given, 200, rng), rng)
    rank, _ = performance.grow(fitted.model, members, np.arange(n))

    assert fitted.spearman > 0.8
    assert rank[biased].mean() < rank[~biased].mean()


def test_growing_gives_every_item_one_place_and_ties_to_the_smaller_id():
    model = Model(0.0, (1.0, 0.5))
    members = np.array([[True, False]] * 3 + [[False, True]] * 3)
    rank, gain = performance.grow(model, members, np.array([3, 2, 1, 6, 5, 4]))
    assert rank.tolist() == [2, 1, 0, 5, 4, 3]
    assert gain.tolist() == [1, 1, 1, 0.5, 0.5, 0.5]
