import numpy as np
import pytest

from annotation.domain.quality.report import Vote, assess

CATEGORIES = ["a", "b", "tie", "both_bad"]


def test_people_are_compared_pair_by_pair_and_judges_with_their_majority():
    votes = [
        *people(1, "a", "a", "a"),
        *people(2, "a", "a", "b"),
        *people(3, "tie", "tie", "b"),
        *people(4, "a", "b", "tie"),  # no majority: judges are not measured on it
        judge(1, "a"),
        judge(2, "b"),
        judge(3, "tie"),
        judge(4, "a"),
    ]

    report = assess(votes, CATEGORIES, rng=np.random.default_rng(0))

    assert report.n_items == 4
    assert report.human_human
    assert (report.human_human.value, report.human_human.n) == (5 / 12, 12)
    assert [(p.a, p.b, p.agreement, p.n) for p in report.pairs] == [
        ("p0", "p1", 3 / 4, 4),
        ("p0", "p2", 1 / 4, 4),
        ("p1", "p2", 1 / 4, 4),
    ]
    (found,) = report.judges
    assert (found.agreement.value, found.agreement.n) == (2 / 3, 3)
    # By chance: (judge a 1, b 1, tie 1) · (people a 2, tie 1) / 9 = 3/9.
    assert found.kappa == pytest.approx((2 / 3 - 1 / 3) / (1 - 1 / 3))
    assert (found.tie_recall, found.tie_precision) == (1.0, 1.0)


def test_with_too_few_judgments_it_says_none_not_nan():
    report = assess([*people(1, "a"), judge(2, "b")], CATEGORIES, rng=np.random.default_rng(0))

    assert (report.n_items, report.human_human, report.alpha) == (0, None, None)
    assert (report.alpha_interval, report.alpha_ordinal, report.ac1) == (None, None, None)
    assert (report.pairs, report.judges, report.human_judge) == ([], [], None)


def test_alpha_for_ordered_labels_and_ac1_stand_beside_nominal_alpha():
    """Near misses only: by name all is disagreement, in the order b < tie < a much less."""
    votes = [
        *(v for i in range(6) for v in people(i, "a", "tie")),
        *(v for i in range(6, 12) for v in people(i, "b", "tie")),
        *(v for i in range(12, 16) for v in people(i, "a", "both_bad")),  # no place in the order
    ]

    report = assess(votes, CATEGORIES, rng=np.random.default_rng(0))

    assert report.alpha < 0 < report.alpha_ordinal
    assert report.alpha_interval[0] <= report.alpha <= report.alpha_interval[1]
    assert report.ac1 < 0


def test_a_question_without_a_tie_has_no_ordered_alpha():
    report = assess(people(1, "a", "a"), ["a", "b"], rng=np.random.default_rng(0))

    assert (report.alpha, report.alpha_ordinal, report.ac1) == (1.0, None, 1.0)


def test_no_votes_at_all():
    report = assess([], CATEGORIES, rng=np.random.default_rng(0))

    assert report.human_human is None


def test_an_abstention_is_missing_not_wrong():
    """A judge whose verdict fits no category is left out of that item."""
    votes = [*people(1, "a", "a"), *people(2, "b", "b"), judge(1, "a"), judge(2, "garbage")]

    (found,) = assess(votes, CATEGORIES, rng=np.random.default_rng(0)).judges

    assert (found.agreement.value, found.agreement.n) == (1.0, 1)


def test_a_judge_that_never_ties_has_recall_but_no_precision():
    votes = [*people(1, "tie", "tie"), *people(2, "a", "a"), judge(1, "a"), judge(2, "a")]

    (found,) = assess(votes, CATEGORIES, rng=np.random.default_rng(0)).judges

    assert (found.tie_recall, found.tie_precision) == (0.0, None)


def people(item_id, *categories):
    return [Vote(item_id, f"p{i}", False, c) for i, c in enumerate(categories)]


def judge(item_id, category, name="judge"):
    return Vote(item_id, name, True, category)
