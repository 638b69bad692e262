"""Routing over HTTP."""

import pytest

from annotation.domain.types import ItemState, Role
from annotation.models import Job
from routing.models import Decision
from routing.policies import POLICIES
from routing.services import routing
from tests import make
from tests.conftest import Api, Team
from tests.routing import rows

CONFIDENCE = {"policy": "confidence", "params": {"threshold": 0.8}, "audit_rate": 0.1}


@pytest.fixture
def admin(team: Team) -> Api:
    return team.api(Role.ADMIN)


def test_the_policies_come_with_the_schema_of_their_parameters(admin):
    policies = {p["key"]: p for p in admin.read("/policies")}

    assert set(policies) == set(POLICIES)
    assert policies["random"]["params"]["properties"]["share"]["maximum"] == 1
    assert "judge_confidence" in policies["confidence"]["needs"]


def test_choosing_a_policy_makes_a_new_version(admin, team):
    path = f"{team.path}/routing"
    assert admin.read(path)["config"] is None
    for expected in (1, 2):
        made = admin.call("post", path, CONFIDENCE)
        assert (made.status_code, made.json()["version"]) == (201, expected)

    seen = admin.read(path)
    assert seen["config"]["params"] == {"threshold": 0.8}
    assert seen["config"]["created_by"] == team.people[Role.ADMIN].name
    assert [v["version"] for v in seen["versions"]] == [2, 1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"policy": "oracle"}, "policy"),
        ({"params": {"threshold": 2}}, "params.threshold"),
        ({"params": {"treshold": 0.5}}, "params.treshold"),
        ({"params": {"threshold": None}}, "params.threshold"),  # no budget either
        ({"params": [1]}, "params"),
        ({"audit_rate": 0}, "audit_rate"),
        ({"audit_rate": 1.5}, "audit_rate"),
        ({"audit": 0.1}, "audit"),
    ],
)
def test_a_policy_that_does_not_fit_is_refused_by_field(admin, team, change, field):
    refused = admin.call("post", f"{team.path}/routing", {**CONFIDENCE, **change})

    assert refused.status_code == 400
    assert list(refused.json()["fields"]) == [field]


def test_researchers_read_and_only_admins_change(team):
    path = f"{team.path}/routing"
    researcher = team.api(Role.RESEARCHER)
    researcher.read(path)
    assert researcher.call("post", path, CONFIDENCE).status_code == 403
    assert researcher.call("post", f"{path}/run", {}).status_code == 403
    assert researcher.call("put", f"{team.path}/budgets/usd", {"limit": 1}).status_code == 403
    assert team.api(Role.REVIEWER).call("get", path).status_code == 403


def test_budgets_are_set_and_never_below_what_is_used(admin, team):
    path = f"{team.path}/budgets/human_judgments"
    rows.choose(team.project, "all_human")
    rows.waiting(team.project, 3)
    assert admin.call("put", path, {"limit": 5}).json() == {"limit": 5, "spent": 0, "reserved": 0}
    routing.route(project_id=team.project.pk)

    below = admin.call("put", path, {"limit": 2})
    assert (below.status_code, below.json()["code"]) == (409, "below_committed")
    assert admin.read(f"{team.path}/routing")["budgets"] == {
        "usd": None,
        "human_judgments": {"limit": 5, "spent": 0, "reserved": 3},
    }
    assert admin.call("put", f"{team.path}/budgets/euros", {"limit": 2}).status_code == 400
    assert admin.call("put", path, {"limit": "many"}).status_code == 400


def test_people_are_paid_from_an_amount_and_the_page_shows_what_it_comes_to(admin, team):
    path = f"{team.path}/spending"
    body = {"unit": "usd", "amount": 9, "usd_per_judgment": "0.45", "days": 2, "reserve": 0.1}
    answered = admin.call("put", path, body)

    assert answered.status_code == 200
    shown = admin.read(f"{team.path}/routing")
    assert shown["spending"] == answered.json()
    assert shown["spending"]["judgments"] == 11  # half of 8.10 $, and .90 for audits
    assert shown["spending"]["for_audits"] == 2
    assert shown["budgets"]["human_judgments"]["limit"] == 11

    for wrong in ({"amount": -1}, {"unit": "euro"}, {"days": 0}, {"reserve": 1}, {"front": "x"}):
        refused = admin.call("put", path, {**body, **wrong})
        assert refused.status_code == 400
        assert list(refused.json()["fields"]) == list(wrong)
    assert team.api(Role.RESEARCHER).call("put", path, body).status_code == 403


def test_a_run_is_a_job_and_asked_for_twice_the_same(admin, team):
    path = f"{team.path}/routing/run"
    assert admin.call("post", path, {"scope": "all"}).json()["code"] == "no_policy"
    rows.choose(team.project, "all_human")

    first = admin.call("post", path, {"scope": "all"})
    assert first.status_code == 202
    assert admin.call("post", path, {"scope": "all"}).json() == first.json()
    assert Job.objects.get(kind="route").pk == first.json()["job"]
    assert admin.call("post", path, {"scope": "some"}).status_code == 400


def test_a_preview_says_who_would_move_and_writes_nothing(admin, team):
    item, _ = rows.waiting(team.project, 2)
    rows.choose(team.project, "all_human")
    routing.route(project_id=team.project.pk)
    rows.verdict(item, confidence=0.9)
    before = Decision.objects.count()
    body = {"policy": "confidence", "params": {}, "audit_rate": 1e-9}
    seen = admin.call("post", f"{team.path}/routing/preview", body).json()

    assert (seen["human"], seen["judge"], seen["moved"]) == (1, 1, 1)
    [move] = seen["sample"]
    assert (move["external_id"], move["from"], move["to"]) == (item.external_id, "human", "judge")
    assert Decision.objects.count() == before


def test_the_page_shows_what_came_of_it(admin, team):
    items = rows.waiting(team.project, 4)
    for item in items:
        rows.verdict(item, "a")
        make.judgment(item, make.rater(team.project), "b" if item is items[0] else "a")
    rows.choose(team.project, "all_judge", audit_rate=1)
    routing.route(project_id=team.project.pk)
    seen = admin.read(f"{team.path}/routing")

    assert seen["routes"] == {"human": 0, "judge": 0, "both": 4}
    assert (seen["audited"], seen["last_run"]["items"]) == (4, 4)
    assert (seen["audit"]["n"], seen["audit"]["agreement"]["value"]) == (4, 0.75)


def test_the_page_shows_what_waits_and_what_the_last_policy_moved(admin, team):
    rows.judge(team.project)
    rows.waiting(team.project, 3)
    rows.choose(team.project, "all_human")
    routing.route(project_id=team.project.pk)
    before = admin.read(f"{team.path}/routing")
    assert before["moves"] == []
    assert [(q["waits_for"], q["items"]) for q in before["queues"]] == [("people", 3)]

    rows.choose(team.project, "all_judge")
    routing.route(project_id=team.project.pk, scope="all")
    rows.waiting(team.project, 1)
    shown = admin.read(f"{team.path}/routing")

    assert shown["moves"] == [{"from": "human", "to": "judge", "items": 3}]
    waits = {q["waits_for"]: q["items"] for q in shown["queues"]}
    assert waits == {"judges": 3, "nobody": 1}
    assert shown["queues"][0]["oldest"] <= shown["queues"][0]["middle"]
    assert len(shown["days"]) == 30
    assert shown["as_of"]


def test_an_item_shows_its_decisions(admin, team, api):
    [item] = rows.waiting(team.project)
    rows.choose(team.project, "all_human")
    routing.route(project_id=team.project.pk)
    seen = team.api(Role.REVIEWER).read(f"/items/{item.pk}/decisions")

    [decision] = seen["decisions"]
    assert (decision["route"], decision["policy"], decision["round"]) == ("human", "all_human", 1)
    assert decision["reasons"] == ["The policy asks people about every item."]
    assert seen["calls"] == []
    path = f"/items/{item.pk}/decisions"
    assert team.api(Role.ANNOTATOR).call("get", path).status_code == 403
    assert api(make.user()).call("get", path).status_code == 404
    assert api().call("get", path).status_code == 401
    assert item.state == ItemState.IMPORTED
