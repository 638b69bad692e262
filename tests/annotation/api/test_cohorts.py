"""Cohorts: items kept for some members; and a member's own limits."""

import pytest

from annotation.domain.types import Role
from annotation.models import Item, Membership
from tests import make
from tests.annotation.api.test_bench import claim, submit
from tests.annotation.api.test_gold import work
from tests.conftest import Api


@pytest.fixture
def admin(team):
    return team.api(Role.ADMIN)


def cohort(admin, team, name="experts"):
    made = admin.call("post", f"{team.path}/cohorts", {"name": name})
    assert made.status_code == 201, made.content
    return next(c["id"] for c in made.json()["results"] if c["name"] == name)


def placed(admin, team, who, **place):
    member = Membership.objects.get(project=team.project, user=who)
    answer = admin.call("put", f"{team.path}/members/{member.pk}/place", place)
    assert answer.status_code == 204, answer.content


def test_items_kept_for_a_cohort_go_to_its_members_and_the_others_to_everybody(team, admin):
    law = [make.item(team.project, external_id=f"law-{n}", need=2) for n in range(3)]
    rest = make.items(team.project, 2, need=2)
    experts = cohort(admin, team)
    expert, other = make.member(team.project), make.member(team.project)
    placed(admin, team, expert, cohort=experts)

    kept = admin.call("post", f"{team.path}/cohorts/items", {"cohort": experts, "q": "law-"})
    assert kept.json() == {"items": 3}
    [listed] = admin.read(f"{team.path}/cohorts")["results"]
    assert (listed["members"], listed["items"]) == (1, 3)

    assert work(Api(other), team.project) == 2
    assert claim(Api(other), team.project)["status"] == "done"
    assert work(Api(expert), team.project) == 5
    counted = dict(Item.objects.values_list("pk", "counted"))
    assert [counted[i.pk] for i in law] == [1, 1, 1]
    assert [counted[i.pk] for i in rest] == [2, 2]


def test_a_cohort_that_is_dropped_leaves_its_items_to_everybody(team, admin):
    make.item(team.project, external_id="law-1")
    experts = cohort(admin, team)
    admin.call("post", f"{team.path}/cohorts/items", {"cohort": experts, "q": "law-"})
    other = Api(make.member(team.project))
    assert claim(other, team.project)["status"] == "done"

    assert admin.call("delete", f"{team.path}/cohorts/{experts}").status_code == 204

    assert claim(other, team.project)["status"] == "ok"
    team.project.refresh_from_db()
    assert team.project.rules == {}  # nothing is looked for any more at a claim


def test_a_cohort_of_another_project_is_not_found(team, admin):
    foreign = make.project().cohorts.create(name="theirs")
    for method, path, body in (
        ("post", "cohorts/items", {"cohort": foreign.pk}),
        ("delete", f"cohorts/{foreign.pk}", None),
    ):
        assert admin.call(method, f"{team.path}/{path}", body).status_code == 404


def test_a_member_has_limits_of_their_own(team, admin):
    make.items(team.project, 6, need=2)
    few, many = make.member(team.project), make.member(team.project)
    placed(admin, team, few, quota_total=2)

    assert work(Api(few), team.project) == 2
    assert claim(Api(few), team.project)["status"] == "quota"
    assert work(Api(many), team.project) == 6

    placed(admin, team, few)
    [leased] = claim(Api(few), team.project)["assignments"]
    assert submit(Api(few), leased).status_code == 201
    team.project.refresh_from_db()
    assert team.project.rules == {}


def test_saving_the_rules_keeps_what_members_and_items_have(team, admin):
    cohort(admin, team)
    placed(admin, team, make.member(team.project), quota_day=5, cohort=None)
    admin.call("put", f"{team.path}/rules", {"gold_rate": 0.1})

    team.project.refresh_from_db()
    assert team.project.rules == {"gold_rate": 0.1, "own_quotas": True, "cohorts": True}


def test_two_cohorts_of_one_name_are_refused(team, admin):
    cohort(admin, team)
    assert admin.call("post", f"{team.path}/cohorts", {"name": "experts"}).status_code == 400
