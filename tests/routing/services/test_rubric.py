"""Which of a project's questions a judge answers."""

import pytest

from routing.services import rubric
from tests import make
from tests.routing.services import build

pytestmark = pytest.mark.django_db


def test_a_judge_answers_the_last_comparison_of_the_first_two_responses() -> None:
    project = make.project(
        questions=[make.comparison("first"), make.comparison("other_places", pair=[3, 4])]
    )

    assert rubric.asked(build.judge(project)).key == "first"


def test_a_comparison_of_other_places_is_left_to_people() -> None:
    project = make.project(questions=[make.comparison("other_places", pair=[1, 3])])

    with pytest.raises(rubric.NothingToJudge, match="no comparison of the first two responses"):
        rubric.asked(build.judge(project))
