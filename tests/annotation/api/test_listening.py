"""A listening test after ITU-T P.808: qualification first, then trap clips among the others."""

import pytest

from annotation.domain.templates import TEMPLATES
from annotation.domain.types import ItemState, Role
from annotation.models import Judgment
from tests import make
from tests.annotation.api.test_bench import claim, submit
from tests.annotation.api.test_gold import rules, shape, work
from tests.conftest import Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make.project(questions=TEMPLATES["p808_listening"]["questions"])


def clip(project, **fields):
    """An item whose one response is a sound."""
    item = make.item(project, responses=1, **fields)
    item.responses = [{"key": "a", "text": make.media(project).name}]
    item.save()
    return item


def known_clip(project, mos, **fields):
    item = clip(project, state=ItemState.REFERENCE, need=0, reserve=0)
    make.gold(item, answers={"quality": {"ratings": {"a": {"mos": mos}}}}, **fields)


def rated(mos):
    """Heard to the end, and rated so."""

    def answer(leased):
        [side] = [s["side"] for s in leased["sides"]]
        return {
            "heard": {"played": {side: {"seconds": 3, "whole": True}}},
            "quality": {"ratings": {side: {"mos": mos}}},
        }

    return answer


def test_only_who_hears_the_difference_is_let_in(project):
    clip(project)
    for mos in (1, 5):
        known_clip(project, mos, training=True)
    rules(project, training_items=2, pass_mark=1.0, attempts=1)
    deaf, sharp = (Api(make.member(project)) for _ in range(2))

    right = {}  # address of the clip -> what was told to be right
    for _ in range(2):
        [leased] = claim(deaf, project)["assignments"]
        assert leased["training"]
        [side] = leased["sides"]
        said = submit(deaf, leased, rated(3)(leased)).json()["feedback"]
        right[side["media"]["url"]] = said["expected"]["quality"]["ratings"][side["side"]]["mos"]
    assert sorted(right.values()) == [1, 5]
    assert not said["passed"]
    assert claim(deaf, project)["status"] == "unqualified"

    for _ in range(2):
        [leased] = claim(sharp, project)["assignments"]
        mos = right[leased["sides"][0]["media"]["url"]]
        said = submit(sharp, leased, rated(mos)(leased)).json()["feedback"]
    assert said["passed"]
    [leased] = claim(sharp, project)["assignments"]
    assert not leased["training"]


def test_trap_clips_look_like_the_others_and_count_for_the_rater(project):
    for _ in range(20):
        clip(project)
    for _ in range(6):
        known_clip(project, 1)
    rules(project, gold_rate=0.5)
    api = Api(make.member(project))
    seen = set()

    def always_excellent(leased):
        seen.add(shape(leased))
        return rated(5)(leased)

    work(api, project, always_excellent)

    assert len(seen) == 1
    traps = Judgment.objects.filter(purpose="gold")
    assert traps.count() >= 1
    rater_id = traps.first().rater_id
    path = f"/projects/{project.pk}/raters/{rater_id}"
    figures = Api(make.member(project, Role.RESEARCHER)).read(path)["figures"]
    assert (figures["gold"]["value"], figures["gold"]["n"]) == (0.0, traps.count())
