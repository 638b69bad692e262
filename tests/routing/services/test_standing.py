"""Reports on judges, from what is stored."""

import pytest

from annotation.domain.types import RaterKind
from routing.models import JudgeTrust
from routing.services import imported, judging, standing
from tests import make
from tests.routing.services import build

pytestmark = pytest.mark.django_db
LONG, SHORT = "a long and thorough answer", "short"


def test_a_judge_made_here_is_set_against_people_and_its_own_other_order() -> None:
    items = build.waiting((LONG, SHORT), (SHORT, LONG), (LONG, SHORT), route="both")
    project = items[0].project
    spec = build.judge(project, "longer-wins")
    rater = make.rater(project)
    for item, winner in zip(items, "abb", strict=True):
        make.judgment(item, rater, winner)
    judging.judge(project_id=project.pk)

    found = standing.known(project_id=project.pk, spec_id=spec.pk).report

    assert found is not None
    assert found["agreement"]["overall"]["value"] == pytest.approx(2 / 3)
    assert found["orders"]["consistent"] | {"low": 0, "high": 0} == {
        "value": 1.0, "low": 0, "high": 0, "n": 3, "why_not": "",
    }  # fmt: skip
    assert found["failures"]["calls"] == 6
    assert found["disagreements"] == {"n": 1, "items": [items[2].pk]}
    assert found["length"]["judge_share"]["value"] == 1.0


def test_a_judge_that_always_says_a_is_all_abstentions_and_all_pull() -> None:
    items = build.waiting((LONG, SHORT), (SHORT, LONG), route="both")
    project = items[0].project
    spec = build.judge(project, "always-a")
    for item in items:
        make.judgment(item, make.rater(project), "a")
    judging.judge(project_id=project.pk)

    found = standing.of_spec(spec)

    assert found["orders"]["consistent"]["value"] == 0.0
    assert found["orders"]["pull"]["value"] == 0.5
    assert found["agreement"]["overall"]["value"] is None


def test_another_spec_begins_anew() -> None:
    items = build.waiting((LONG, SHORT), route="both")
    project = items[0].project
    build.judge(project, "longer-wins")
    make.judgment(items[0], make.rater(project), "a")
    judging.judge(project_id=project.pk)

    other = build.judge(project, "longer-wins", name="changed", samples=2)

    assert standing.of_spec(other)["basis"]["rows"] == 0
    assert JudgeTrust.objects.filter(spec=other).get().status == "untested"


def test_items_a_policy_sent_to_people_are_no_fair_sample_unless_they_judged_before() -> None:
    project = make.project()
    judge = make.rater(project, kind=RaterKind.JUDGE)
    before = make.item(project)
    person = make.rater(project)
    make.judgment(before, person, "a")
    chosen = build.waiting(project=project)[0]
    audited = build.waiting(project=project, route="both")[0]
    for item in (chosen, audited):
        make.judgment(item, person, "a")
    for item in (before, chosen, audited):
        make.judgment(item, judge, "a")
    [rater] = imported.raters(project.pk)

    assert standing.of_rater(project.pk, rater)["basis"]["audited"] == 2


def test_imported_verdicts_of_the_other_order_are_named_and_compared() -> None:
    project = make.project()
    one = make.rater(project, kind=RaterKind.JUDGE, name="one")
    two = make.rater(project, kind=RaterKind.JUDGE, name="two")
    person = make.rater(project)
    for first, swapped, subset in [("a", "a", "x"), ("a", "b", "x"), ("b", "b", "y")]:
        item = make.item(project, metadata={"subset": subset})
        make.judgment(item, one, first)
        make.judgment(item, two, swapped)
        make.judgment(item, person, "a")
    [rater, _] = imported.raters(project.pk)

    person_only = make.item(project, metadata={"subset": "x"})
    make.judgment(person_only, person, "a")

    all_of_it = standing.of_rater(project.pk, rater, swapped="two", missing_wrong=True)
    part = standing.of_rater(project.pk, rater, swapped="two", where=("subset", ["x"]))

    assert all_of_it["orders"]["consistent"]["value"] == pytest.approx(2 / 3)
    assert all_of_it["orders"]["accuracy_mean"]["value"] == pytest.approx(3 / 6)
    assert part["orders"]["accuracy_mean"]["value"] == pytest.approx(3 / 4)
    assert all_of_it["missing_wrong"]["right"]["value"] == pytest.approx(3 / 8)
    assert all_of_it["missing_wrong"]["same"]["value"] == pytest.approx(2 / 4)
    assert "missing_wrong" not in part
