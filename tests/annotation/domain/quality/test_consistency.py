import numpy as np

from annotation.domain.quality import consistency


def test_swapped_repeats_tell_side_bias_from_noise():
    # Rater 0 keeps to the left whatever stands there, rater 1 is steady, rater 2 tied once.
    raters = np.array([0] * 8 + [1] * 4 + [2])
    left_first = np.array([-1, 1] * 4 + [-1, 1, -1, 1] + [1])
    first = np.concatenate([left_first[:8], [-1, -1, 0, 1], [0]])
    again = np.concatenate([-left_first[:8], [-1, -1, 0, 1], [1]])

    left, steady, tied, silent = consistency.repeats(raters, first, again, left_first, n_raters=4)

    assert (left.consistent.value, left.followed_left, left.followed_right) == (0.0, 8, 0)
    assert left.p_side == 2 / 2**8
    assert (steady.consistent.value, steady.consistent.n, steady.p_side) == (1.0, 4, 1.0)
    assert (tied.consistent.value, tied.tied_once, tied.followed_left) == (0.0, 1, 0)
    assert silent.consistent.why_not == "no item was shown to them twice"


def test_turns_to_either_side_are_noise():
    turned = np.array([-1, 1, -1, 1])

    (found,) = consistency.repeats(
        np.zeros(4, dtype=int), turned, -turned, np.array([-1, -1, -1, -1]), n_raters=1
    )

    assert (found.followed_left, found.followed_right, found.p_side) == (2, 2, 1.0)


def test_ratings_and_rankings_contradict_where_winners_are_opposite():
    first = np.array([3.0, 5, 2, 4, np.nan])
    second = np.array([4.0, 5, 1, 2, 1])
    preferred = np.array([1, -1, 1, 0, 1])  # agrees, rated alike, opposite, tied, left out

    found, silent = consistency.contradictions(
        np.zeros(5, dtype=int), first, second, preferred, n_raters=2
    )

    assert (found.contradicts.value, found.contradicts.n) == (0.5, 2)
    assert (found.differs.value, found.differs.n) == (0.75, 4)
    assert (found.rating_ties.value, found.unequal_ties) == (0.25, 2)
    assert silent.contradicts.value is None
    assert "no pair" in silent.differs.why_not


def test_preferences_implied_by_the_ratings_themselves_never_contradict():
    rng = np.random.default_rng(6)
    first, second = rng.integers(1, 6, (2, 200)).astype(float)

    (found,) = consistency.contradictions(
        np.zeros(200, dtype=int), first, second, np.sign(second - first).astype(int), n_raters=1
    )

    assert (found.contradicts.value, found.differs.value) == (0.0, 0.0)
