"""Labels of types that are not counted in votes, worked by hand."""

import pytest

from annotation.domain import questions as q
from annotation.domain.questions import QUESTIONS
from annotation.domain.templates import TEMPLATES
from tests.annotation.domain.questions import answers


def pool(kind, *given, **options):
    return QUESTIONS[kind].pool(list(given), answers.ask(kind, **options))


def test_rankings_pool_to_the_order_of_mean_ranks_with_ties_sharing_places():
    # Places of the second: x 1.5, y 1.5, z 3. Means: x 1.25, y 1.75, z 3.
    first = {"ranks": {"x": 1, "y": 2, "z": 3}}
    second = {"ranks": {"x": 1, "y": 1, "z": 2}}
    label = pool("ranking", first, second)

    assert label.value == {
        "order": [["x"], ["y"], ["z"]],
        "best": "x",
        "mean_ranks": {"x": 1.25, "y": 1.75, "z": 3.0},
    }
    # Of six pairwise orders one, the tie of x and y, is not the label's.
    assert (label.agreement, label.status) == (5 / 6, "majority")


def test_opposite_rankings_leave_the_best_open():
    label = pool("ranking", {"ranks": {"x": 1, "y": 2}}, {"ranks": {"x": 2, "y": 1}})

    assert (label.value["order"], label.value["best"], label.status) == ([["x", "y"]], None, "open")


def test_thumbs_and_picks_pool_to_the_share_of_each_response():
    up = pool("thumbs", *({"thumbs": {"x": w, "y": "up"}} for w in ("up", "up", "down", "up")))
    picked = pool("pick", {"picked": ["x"], "of": ["x", "y"]}, {"picked": [], "of": ["x", "y"]})

    assert (up.value, up.agreement, up.status) == ({"up": {"x": 0.75, "y": 1.0}}, 0.875, "majority")
    assert (picked.value, picked.status) == ({"picked": {"x": 0.5, "y": 0.0}}, "open")


def test_ratings_pool_to_means():
    given = [{"ratings": {"x": {"help": h, "truth": 4}}} for h in (1, 2, 2, 3)]
    label = pool("rating", *given, scales=answers.SCALES)

    assert label.value == {"scores": {"x": {"help": 2.0, "truth": 4.0}}}
    assert (label.agreement, label.status) == (0.75, "majority")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_is_a_set_that_can_be_stored(name):
    template = TEMPLATES[name]
    stored = q.check_set(template["questions"])

    assert q.check_set(stored) == stored
    fewest, most = template["n_responses"]
    assert 1 <= fewest <= most
    assert template["guideline"]
