"""What policies learnt, what people's labels buy, and second looks, over HTTP."""

import pytest

from annotation.domain.types import Role
from annotation.models import Item, Label
from routing.models import Decision, DriftAlarm
from routing.services import calibrating, frontiers, routing
from tests import make
from tests.conftest import Api, Team
from tests.routing import audits, rows


@pytest.fixture
def admin(team: Team) -> Api:
    return team.api(Role.ADMIN)


def learnt(team: Team, count: int = 60, policy: str = "learned_error", **params: object) -> None:
    team.project.overlap = 1
    team.project.save()
    rows.choose(team.project, policy, audit_rate=1.0, **params)
    audits.audited(team.project, count)
    calibrating.look(project_id=team.project.pk)


def test_the_state_in_force_says_what_it_stands_on(admin, team):
    learnt(team)
    audits.audited(team.project, 3)
    seen = admin.read(f"{team.path}/routing/calibration")

    assert (seen["learns"], seen["audited"], seen["new"]) == (True, 63, 3)
    assert (seen["state"]["rows"], seen["state"]["promoted"]) == (60, True)
    assert seen["watch"]["agreement"]["value"] == pytest.approx(0.5, abs=0.02)
    assert seen["alarms"] == []


def test_a_project_without_policy_has_learnt_nothing(admin, team):
    seen = admin.read(f"{team.path}/routing/calibration")
    assert (seen["learns"], seen["state"], seen["audited"]) == (False, None, 0)


def test_a_guarantee_says_what_it_promises_or_that_it_cannot(admin, team):
    learnt(team, 40, "guaranteed", alpha=0.1, delta=0.05)
    promise = admin.read(f"{team.path}/routing/calibration")["promise"]

    assert (promise["alpha"], promise["delta"], promise["rows"]) == (0.1, 0.05, 40)
    assert not promise["holds"]
    assert promise["said"].startswith("Cannot promise at most 10% disagreement")


def test_an_alarm_is_shown_until_an_admin_acknowledges_it(admin, team):
    alarm = DriftAlarm.objects.create(
        project=team.project, epoch="e", seen=0, rows=80, before=0.9, after=0.5, since_item=60
    )
    path = f"{team.path}/routing/alarms/{alarm.pk}/acknowledge"
    assert admin.call("post", path, {"note": ""}).status_code == 400
    assert admin.call("post", path, {"note": "The provider changed the model."}).status_code == 204
    assert admin.call("post", path, {"note": "Again."}).status_code == 404

    [shown] = admin.read(f"{team.path}/routing/calibration")["alarms"]
    assert shown["acknowledged_by"] == team.people[Role.ADMIN].name
    assert shown["note"] == "The provider changed the model."


def test_the_frontier_is_computed_by_a_worker_and_kept(admin, team):
    learnt(team)
    path = f"{team.path}/routing/frontier"
    assert admin.read(path)["as_of"] is None
    job = admin.call("post", path).json()["job"]
    assert admin.read(path)["running"] is True
    frontiers.run(job_id=job)
    seen = admin.read(path)

    assert (seen["running"], seen["items"], seen["why_not"]) == (False, 60, "")
    curves = {c["key"]: c for c in seen["curves"]}
    assert set(curves) == {"in_force", "confidence", "disagreement", "chance", "oracle"}
    # The judge is wrong on half, and what it errs on can be learnt; its confidence is the same.
    assert curves["in_force"]["lift"] > 0.8
    assert curves["confidence"]["lift"] == pytest.approx(0)
    half = {c["key"]: c["points"][10]["quality"] for c in seen["curves"]}
    assert half["oracle"] == 1.0
    assert half["chance"] == pytest.approx(0.75)
    assert sum(b["n"] for b in curves["in_force"]["bins"]) == 60
    [stratum] = seen["strata"]
    assert (stratum["low"], stratum["items"], stratum["audited"]) == (0.9, 60, 60)


def test_other_policies_prices_and_people_are_replayed_when_asked_for(admin, team):
    learnt(team)
    path = f"{team.path}/routing/frontier"
    asked = {
        "policies": ["all_human", "learned_error"],
        "annotators": 3,
        "reliability": 0.8,
        "human_cost": 0.5,
        "judge_cost": 0.01,
        "budgets": [0, 0.5, 1],
        "judge": "gpt",
    }
    job = admin.call("post", path, asked).json()["job"]
    assert admin.call("post", path, {"policies": ["rules"]}).json()["code"] == "being_computed"
    frontiers.run(job_id=job)
    seen = admin.read(path)

    curves = {c["key"]: c for c in seen["curves"]}
    assert set(curves) == {"in_force", "all_human", "chance", "oracle"}
    assert (seen["judge"], seen["terms"]["annotators"], seen["terms"]["human_cost"]) == (
        "gpt", 3, 0.5,
    )  # fmt: skip
    everything = curves["in_force"]["points"][2]
    # Most of three people who are right in .8 are right in .8³ + 3 · .8² · .2 = .896.
    assert everything["quality"] == pytest.approx(0.896)
    # 60 items by three people at .5, and by the judges at .01.
    assert everything["cost"] == pytest.approx(60 * (3 * 0.5 + 0.01))
    assert everything["cost_per_correct"] == pytest.approx(1.51 / 0.896)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"policies": []}, "policies"),
        ({"policies": ["oracle"]}, "policies"),
        ({"annotators": 0}, "annotators"),
        ({"reliability": 1.1}, "reliability"),
        ({"human_cost": -1}, "human_cost"),
        ({"budgets": [0.5]}, "budgets"),
        ({"budgets": [0, "many"]}, "budgets"),
        ({"people": 3}, "people"),
    ],
)
def test_what_cannot_be_replayed_is_refused_by_name(admin, team, asked, field):
    refused = admin.call("post", f"{team.path}/routing/frontier", asked)
    assert refused.status_code == 400
    assert {name.split(".")[0] for name in refused.json()["fields"]} == {field}


def test_a_judge_that_nobody_knows_is_said(admin, team):
    learnt(team, 10)
    path = f"{team.path}/routing/frontier"
    frontiers.run(job_id=admin.call("post", path, {"judge": "nobody"}).json()["job"])
    assert "nobody" in admin.read(path)["why_not"]


def test_a_frontier_without_labels_of_both_says_what_to_do(admin, team):
    job = admin.call("post", f"{team.path}/routing/frontier").json()["job"]
    frontiers.run(job_id=job)

    seen = admin.read(f"{team.path}/routing/frontier")
    assert "import both, or let some items be audited" in seen["why_not"]
    assert seen["curves"] == []


def test_suspicious_labels_of_judges_go_to_people_when_asked_for(admin, team):
    rows.choose(team.project, "confidence", threshold=0.5)
    [unsure, sure] = audits.judged(team.project, 1) + audits.judged(team.project, 1)
    rows.verdict(unsure, "a", name="gpt", confidence=0.6)
    routing.route(project_id=team.project.pk)
    assert Label.objects.filter(item=unsure, source="llm").exists()
    listed = admin.read(f"{team.path}/routing/suspicious")
    assert [row["item_id"] for row in listed] == [unsure.pk, sure.pk]
    assert listed[0]["score"] > listed[1]["score"]

    given = {"item_ids": [unsure.pk], "reason": "Looks wrong"}
    answered = admin.call("post", f"{team.path}/routing/ask-people", given)
    assert answered.json() == {"asked": 1, "held": 0}
    newest = Decision.objects.filter(item=unsure).latest("round")
    assert (newest.round, newest.route) == (2, "human")
    assert newest.reasons == ["Asked for by hand: people judge it. Looks wrong"]
    assert Item.objects.get(pk=unsure.pk).state == "awaiting_human"


def test_asking_people_keeps_to_the_budget(admin, team):
    rows.people_budget(team.project, team.project.overlap)
    rows.choose(team.project, "all_judge")
    made = audits.judged(team.project, 2)
    rows.judge(team.project)
    routing.route(project_id=team.project.pk)
    ids = [item.pk for item in made]
    answered = admin.call("post", f"{team.path}/routing/ask-people", {"item_ids": ids})

    assert answered.json() == {"asked": 1, "held": 1}
    assert Decision.objects.filter(round=2).count() == 1


def test_so_many_more_people_are_asked_on_top_of_those_who_have_judged(admin, team):
    """Whether a judge labelled the item or people did, "two more" means two more."""
    rows.choose(team.project, "all_human")
    by_judge, by_people = audits.judged(team.project, 2)
    audits.people_say([by_people])
    routing.route(project_id=team.project.pk)
    path = f"{team.path}/routing/ask-people"

    answered = admin.call("post", path, {"item_ids": [by_judge.pk, by_people.pk], "people": 2})
    assert answered.json() == {"asked": 2, "held": 0}
    for item in Item.objects.filter(project=team.project):
        assert (item.state, item.need - item.taken) == ("awaiting_human", 2)

    refused = admin.call("post", path, {"item_ids": [by_judge.pk], "people": 0})
    assert refused.status_code == 400


@pytest.mark.parametrize("ids", [[], [0], [10**9], "x"])
def test_a_list_that_does_not_fit_is_refused(admin, team, ids):
    rows.choose(team.project, "all_human")
    refused = admin.call("post", f"{team.path}/routing/ask-people", {"item_ids": ids})
    assert refused.status_code == 400


def test_items_of_other_projects_are_not_asked_about(admin, team):
    rows.choose(team.project, "all_human")
    [other] = rows.waiting(make.project())
    refused = admin.call("post", f"{team.path}/routing/ask-people", {"item_ids": [other.pk]})
    assert refused.status_code == 400
    assert "Not items of this project" in refused.json()["fields"]["item_ids"][0]


def test_people_and_judge_are_compared_on_what_the_judge_answered(admin, team):
    rows.choose(team.project, "all_judge", audit_rate=1.0)
    [item] = audits.judged(team.project, 1)
    say = {"winner": "b", "strength": 1}
    person = make.rater(team.project)
    make.judgment(item, person, answers={"helpful": {**say, "winner": "a"}, "overall": say})
    frontiers.run(job_id=admin.call("post", f"{team.path}/routing/frontier").json()["job"])

    seen = admin.read(f"{team.path}/routing/frontier")
    assert (seen["items"], seen["judge_right"]) == (1, 0.0)
