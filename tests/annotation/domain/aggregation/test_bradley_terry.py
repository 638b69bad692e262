import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.domain.aggregation import bradley_terry, elo, plackett_luce
from annotation.domain.aggregation import noisy_bradley_terry as noisy
from annotation.domain.aggregation.comparisons import Comparisons, of_wins

# Agresti: baseball 1987, American League East; home record, row at home against column.
TEAMS = ["Mil", "Det", "Tor", "NY", "Bos", "Cle", "Bal"]
HOME = """
-   4-3 4-2 4-3 6-1 4-2 6-0
3-3 -   4-2 4-3 6-0 6-1 4-3
2-5 4-3 -   2-4 4-3 4-2 6-0
3-3 5-1 2-5 -   4-3 4-2 6-1
5-1 2-5 3-3 4-2 -   5-2 6-0
2-5 3-3 3-4 4-3 4-2 -   2-4
2-5 1-5 1-6 2-4 1-6 3-4 -
"""


def wins(*rows, n_options):
    """(left, right, left's wins, right's wins, ties) → one row a verdict."""
    columns = [
        (left, right, won)
        for left, right, *counts in rows
        for won, count in zip((1, 0, 0.5), counts, strict=False)
        for _ in range(count)
    ]
    left, right, won = np.array(columns, dtype=float).reshape(-1, 3).T
    return Comparisons(left.astype(int), right.astype(int), won, n_options)


JOURNALS = wins(
    (0, 1, 730, 33), (0, 2, 498, 320), (0, 3, 221, 284), (1, 2, 68, 813), (1, 3, 17, 276),
    (2, 3, 142, 325), n_options=4,
)  # fmt: skip


@pytest.fixture
def baseball():
    games = [
        (home, away, *map(int, record.split("-")))
        for home, line in enumerate(HOME.strip().splitlines())
        for away, record in enumerate(line.split())
        if record != "-"
    ]
    return wins(*games, n_options=7)


def test_wikipedias_four_options():
    table = wins((0, 1, 2, 3), (0, 3, 1, 4), (1, 2, 5, 3), (2, 3, 1, 3), n_options=4)

    scores = bradley_terry.fit(table).scores

    assert np.exp(scores) == pytest.approx([0.6398, 1.0433, 0.6598, 2.2704], abs=5e-5)


def test_the_citations_between_journals():
    found = bradley_terry.fit(JOURNALS)
    scores, errors = found.against(0)

    assert scores == pytest.approx([0, -2.94907, -0.47957, 0.26895], abs=5e-6)
    assert errors == pytest.approx([0, 0.10255, 0.06059, 0.07083], abs=5e-6)
    assert found.deviance == pytest.approx(4.2934, abs=5e-5)
    assert found.scores.sum() == pytest.approx(0, abs=1e-9)


def test_baseball_without_and_with_home_effect(baseball):
    plain, home = bradley_terry.fit(baseball), bradley_terry.fit(baseball, side=True)

    assert len(baseball.won) == 273
    assert plain.against(6)[0][:6] == pytest.approx(
        [1.58136, 1.43641, 1.29449, 1.24762, 1.10770, 0.68385], abs=6e-6
    )
    assert home.against(6)[0][:6] == pytest.approx(
        [1.6196, 1.4754, 1.3271, 1.2813, 1.1438, 0.7047], abs=6e-5
    )
    assert home.effects == pytest.approx([0.3023], abs=5e-5)
    assert home.effect_errors == pytest.approx([0.1309], abs=6e-5)


def controlled(n=2000):
    rng = np.random.default_rng(5)
    strength = np.array([0.8, 0.3, 0, -0.4, -0.7])
    left = rng.integers(0, 5, n)
    right = (left + rng.integers(1, 5, n)) % 5
    x, who = rng.normal(size=n), rng.integers(0, 25, n)
    p = 1 / (1 + np.exp(-(strength[left] - strength[right] + 0.3 + 0.5 * x)))
    return Comparisons(left, right, (rng.random(n) < p).astype(float), 5), x[:, None], who


def test_controls_and_errors_by_rater_are_those_of_a_logistic_regression():
    """Saved from statsmodels 0.15.0, Logit; its cluster errors without the factor 25/24."""
    table, x, who = controlled()

    plain = bradley_terry.fit(table, side=True, controls=x)
    by_rater = bradley_terry.fit(table, side=True, controls=x, clusters=who)

    scores, errors = plain.against(0)
    assert scores[1:] == pytest.approx(
        [-0.38596433, -0.54066921, -1.08288847, -1.37271377], abs=1e-6
    )
    assert errors[1:] == pytest.approx([0.09827389, 0.09816954, 0.10219663, 0.10539185], abs=1e-6)
    assert plain.effects == pytest.approx([0.20152559, 0.57217873], abs=1e-6)
    assert plain.effect_errors == pytest.approx([0.04947730, 0.05199654], abs=1e-6)
    clustered = np.array([0.10147943, 0.09102624, 0.10147512, 0.08733816])
    assert by_rater.against(0)[1][1:] == pytest.approx(clustered * np.sqrt(25 / 24), abs=1e-6)
    assert by_rater.effect_errors == pytest.approx(
        np.array([0.03821251, 0.03364766]) * np.sqrt(25 / 24), abs=1e-6
    )


def test_a_tie_is_half_a_win_each():
    ties = wins((0, 1, 3, 1, 4), n_options=2)
    halves = wins((0, 1, 5, 3), n_options=2)

    assert bradley_terry.fit(ties).scores == pytest.approx(bradley_terry.fit(halves).scores)
    assert np.diff(bradley_terry.fit(ties).scores) == pytest.approx(-np.log(5 / 3))


def test_davidsons_ties_fit_the_shares_of_two_options_exactly():
    """Three outcomes, two parameters per pair: p = 4, 2 and 6 of 12."""
    found = bradley_terry.fit(wins((0, 1, 4, 2, 6), n_options=2), ties="davidson")

    assert found.scores[0] - found.scores[1] == pytest.approx(np.log(2))
    assert found.tie == pytest.approx(6 / np.sqrt(4 * 2))


def test_davidson_without_any_tie_is_the_plain_model(baseball):
    found = bradley_terry.fit(baseball, ties="davidson")

    assert found.tie is None
    assert found.scores == pytest.approx(bradley_terry.fit(baseball).scores)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_davidsons_errors_follow_from_the_curvature_of_its_likelihood(seed):
    rng = np.random.default_rng(seed)
    left = rng.integers(0, 3, 300)
    table = Comparisons(left, (left + rng.integers(1, 3, 300)) % 3, rng.choice([0, 0.5, 1], 300), 3)

    found = bradley_terry.fit(table, ties="davidson")

    strength, nu = np.exp(found.scores), found.tie
    a, b = strength[table.left], strength[table.right]
    expected = nu * np.sqrt(a * b) / (a + b + nu * np.sqrt(a * b))
    assert expected.sum() == pytest.approx((table.won == 0.5).sum())  # the score equation of ν
    wins_of = np.bincount(table.left, table.won) + np.bincount(table.right, 1 - table.won)
    share = (a + nu * np.sqrt(a * b) / 2) / (a + b + nu * np.sqrt(a * b))
    fitted = np.bincount(table.left, share) + np.bincount(table.right, 1 - share)
    assert fitted == pytest.approx(wins_of)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (wins((0, 1, 3, 2), (2, 3, 1, 1), n_options=4), "never compared with one another"),
        (wins((0, 1, 3, 2), n_options=3), "never compared with one another.*: a, b; c"),
        (wins((0, 1, 3, 2), (2, 0, 4, 0), n_options=3), "c never lost and a, b never won"),
        (wins((0, 1, 5, 0), n_options=2), "a never lost and b never won"),
    ],
)
def test_what_cannot_be_ranked_is_named(table, words):
    with_names = of_wins(table).sentence("abcd")
    found = bradley_terry.fit(table)

    assert found.scores is None
    assert found.why_not
    assert re.search(words, with_names)


def test_a_prior_ranks_what_is_not_connected_and_says_so():
    table = wins((0, 1, 5, 0), (2, 3, 2, 3), n_options=4)

    found = bradley_terry.fit(table, ridge=0.5)

    assert np.isfinite(found.scores).all()
    assert found.scores[0] > found.scores[1]
    assert found.note.startswith("held together by a prior, since these were never compared")
    assert bradley_terry.fit(JOURNALS, ridge=0.5).note == ""


def test_ties_connect_and_all_ties_rank_all_alike():
    found = bradley_terry.fit(wins((0, 1, 0, 0, 4), (1, 2, 0, 0, 2), n_options=3))

    assert found.scores == pytest.approx([0, 0, 0], abs=1e-9)


@pytest.mark.parametrize("n_options", [0, 1, 2])
def test_without_a_verdict_there_is_no_ranking(n_options):
    found = bradley_terry.fit(wins(n_options=n_options))

    assert (found.scores, found.why_not) == (None, "there is no verdict between two options")


def test_a_side_that_decides_everything_is_no_finite_effect():
    table = wins((0, 1, 4, 0), (1, 0, 4, 0), n_options=2)

    found = bradley_terry.fit(table, side=True)

    assert found.scores is None
    assert "decides every verdict by itself" in found.why_not


def test_an_option_against_itself_and_a_foreign_option_are_refused():
    with pytest.raises(ValueError, match="compared with itself"):
        wins((1, 1, 1, 0), n_options=2)
    with pytest.raises(ValueError, match="outside of the 2"):
        wins((0, 2, 1, 0), n_options=2)


def test_plackett_luce_of_eight_rankings():
    orders = ["0123", "0213", "1023", "0132", "2013", "0312", "1203", "3012"]

    found = plackett_luce.fit([[int(o) for o in order] for order in orders], n_options=4)

    assert found.against(0)[0] == pytest.approx([0, -0.73658, -1.53054, -2.09916], abs=5e-6)


def test_plackett_luce_of_pairs_is_bradley_terry(baseball):
    rankings = [
        (a, b) if won else (b, a)
        for a, b, won in zip(baseball.left, baseball.right, baseball.won, strict=True)
    ]

    found, pairs = plackett_luce.fit(rankings, n_options=7), bradley_terry.fit(baseball)

    assert found.scores == pytest.approx(pairs.scores, abs=1e-8)
    assert found.against(6)[1] == pytest.approx(pairs.against(6)[1], abs=1e-8)
    assert found.log_likelihood == pytest.approx(pairs.log_likelihood)


def test_partial_rankings_are_allowed_and_a_loser_throughout_is_named():
    found = plackett_luce.fit([[0, 1], [1, 0, 2], [2]], n_options=3)
    held = plackett_luce.fit([[0, 1], [1, 0, 2], [2]], n_options=3, ridge=0.1)

    assert (found.scores, found.n) == (None, 2)
    assert "option 2 never won" in found.why_not
    assert held.scores[2] < held.scores[:2].min()
    assert held.note
    assert plackett_luce.fit([[1]], n_options=3).why_not == "no ranking has two options"
    with pytest.raises(ValueError, match="names an option twice"):
        plackett_luce.fit([[0, 0]], n_options=3)


def test_elo_depends_on_the_order_and_its_mean_does_not():
    table = Comparisons(np.array([0, 1, 2]), np.array([1, 2, 0]), np.ones(3), 3)

    found = elo.rate(table)

    assert found == pytest.approx([998.6803, 1000.6472, 1000.6725], abs=5e-5)
    mean = elo.mean(table, rng=np.random.default_rng(0), shuffles=300)
    assert mean.sum() == pytest.approx(3000)
    assert mean == pytest.approx([1000] * 3, abs=0.3)


@pytest.fixture(scope="module")
def simulated():
    """The contract: 35 good raters, 15 who mostly click the left; 50,000 verdicts."""
    rng = np.random.default_rng(1)
    scores, n = rng.normal(0, 1.5, 100), 50_000
    raters, left = rng.integers(0, 50, n), rng.integers(0, 100, n)
    right = (left + rng.integers(1, 100, n)) % 100
    good = np.arange(50) < 35
    earnest, side = np.where(good, 0.95, 0.1), np.where(good, 0.5, 0.9)
    s = 1 / (1 + np.exp(-(scores[left] - scores[right])))
    won = rng.random(n) < earnest[raters] * s + (1 - earnest[raters]) * side[raters]
    return scores, good, Comparisons(left, right, won.astype(float), 100), raters


def test_raters_who_click_a_side_are_told_from_those_who_judge(simulated):
    scores, good, table, raters = simulated

    found = noisy.fit(table, raters, n_raters=50)

    assert np.corrcoef(scores, found.scores)[0, 1] >= 0.99
    assert found.earnest[good].min() > found.earnest[~good].max()  # AUC 1
    assert found.earnest[good].mean() == pytest.approx(0.95, abs=0.03)
    assert found.earnest[~good].mean() == pytest.approx(0.10, abs=0.03)
    assert found.left[~good].mean() == pytest.approx(0.90, abs=0.02)
    assert found.converged


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_gradient_is_that_of_finite_differences(seed):
    rng = np.random.default_rng(seed)
    left = rng.integers(0, 4, 60)
    table = Comparisons(left, (left + rng.integers(1, 4, 60)) % 4, rng.choice([0, 0.5, 1], 60), 4)
    rows = noisy.votes(table, rng.integers(0, 3, 60), n_raters=3)
    theta, prior = rng.normal(size=10), noisy.Prior()

    _, slope = noisy.loss(theta, rows, prior)

    step = 1e-6
    numeric = [
        (noisy.loss(theta + e, rows, prior)[0] - noisy.loss(theta - e, rows, prior)[0]) / (2 * step)
        for e in np.eye(10) * step
    ]
    assert slope == pytest.approx(np.array(numeric), rel=1e-4, abs=1e-5)


def test_without_verdicts_raters_are_not_ranked_either():
    found = noisy.fit(wins(n_options=3), np.zeros(0, dtype=int), n_raters=2)

    assert found.scores is None
    assert found.why_not


def test_a_pool_in_two_parts_is_ranked_near_the_middle_by_the_prior():
    table = wins((0, 1, 9, 1), (2, 3, 5, 5), n_options=4)

    found = noisy.fit(table, np.zeros(20, dtype=int), n_raters=1)

    assert found.scores[0] > found.scores[1]
    assert found.scores[2] == pytest.approx(found.scores[3], abs=0.2)
