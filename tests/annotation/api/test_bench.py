import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from annotation.domain.types import AssignmentState, ItemState, Role
from annotation.models import Assignment, Item, Judgment, Label, Project
from annotation.services import leases
from tests import make
from tests.conftest import Api

LONG_AGO = "2020-01-01T00:00:00Z"
LEFT = {"overall": {"side": "left", "strength": 2}}


def claim(api, project, count=1, holding=()):
    answer = api.call(
        "post", f"/projects/{project.pk}/queue/claim", {"count": count, "holding": list(holding)}
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def submit(api, leased, answers=None, **body):
    return api.call(
        "post",
        f"/assignments/{leased['id']}/judgment",
        {
            "lease_token": leased["lease_token"],
            "idempotency_key": str(uuid.uuid4()),
            "answers": answers or LEFT,
            "active_seconds": 12.5,
            **body,
        },
    )


@pytest.fixture
def annotator(team):
    return team.api(Role.ANNOTATOR)


@pytest.fixture
def project(team):
    return team.project


def test_a_verdict_is_recorded_in_canonical_order_and_labels_the_item(annotator, project):
    item = make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    answer = submit(annotator, leased)

    assert answer.status_code == 201
    assert answer.json()["counted"] is True
    judgment = Judgment.objects.get()
    left_is_a = judgment.presented_order[0] == "a"
    assert judgment.answers["overall"]["winner"] == ("a" if left_is_a else "b")
    assert (judgment.active_seconds, judgment.guideline.version) == (12.5, 1)
    item.refresh_from_db()
    assert (item.state, item.taken, item.counted) == (ItemState.RESOLVED, 1, 1)
    label = Label.objects.get()
    assert (label.source, label.judgment_ids) == ("human", [judgment.pk])


def test_the_bench_is_shown_no_model_key_or_other_persons_answer(team, project):
    make.item(project, need=2, metadata={"secret": "gold"}, context={"persona": "a nurse", "x": 1})
    other = team.api(Role.REVIEWER)
    submit(other, claim(other, project)["assignments"][0])
    shown = claim(team.api(Role.ANNOTATOR), project)

    assert "model" not in str(shown)
    assert "gold" not in str(shown)
    assert shown["assignments"][0]["context"] == {"persona": "a nurse"}
    assert set(shown["assignments"][0]) == {
        "id", "lease_token", "leased_until", "seconds_left", "prompt", "sides",
        "context", "draft", "answers", "judgment_id", "training", "revealed",
    }  # fmt: skip
    assert [set(side) for side in shown["assignments"][0]["sides"]] == [{"side", "text"}] * 2


def test_tools_that_were_called_are_shown_and_nothing_else_of_a_message(annotator, project):
    item = make.item(project)
    call = {"id": "call-7", "type": "function"}
    item.prompt = [
        {"role": "system", "content": "Be brief.", "name": "model-a"},
        {"role": "assistant", "content": "", "tool_calls": [
            {**call, "function": {"name": "weather", "arguments": '{"city": "Ulm"}'}},
            {**call, "function": {"name": "clock", "arguments": {"zone": "CET"}}},
            "no call",
        ]},
        {"role": "tool", "content": "12 °C", "tool_call_id": "call-7"},
    ]  # fmt: skip
    item.save()

    assert claim(annotator, project)["assignments"][0]["prompt"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "assistant", "content": "", "calls": [
            {"name": "weather", "arguments": '{"city": "Ulm"}'},
            {"name": "clock", "arguments": '{\n  "zone": "CET"\n}'},
        ]},
        {"role": "tool", "content": "12 °C"},
    ]  # fmt: skip


def test_both_side_orders_are_drawn_and_stored(annotator, project):
    make.items(project, 40)
    for _ in range(14):
        for leased in claim(annotator, project, count=3)["assignments"]:
            submit(annotator, leased)

    orders = {tuple(a.presented_order) for a in Assignment.objects.all()}
    assert orders == {("a", "b"), ("b", "a")}


def test_fixed_side_order_shows_the_first_response_on_the_left(annotator, project):
    Project.objects.update(side_order="fixed")
    make.items(project, 3)
    claim(annotator, project, count=3)

    assert all(a.presented_order == ["a", "b"] for a in Assignment.objects.all())


def test_the_same_request_sent_again_is_answered_and_recorded_once(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    key = str(uuid.uuid4())
    first = submit(annotator, leased, idempotency_key=key).json()
    second = submit(annotator, leased, idempotency_key=key).json()

    assert second == {**first, "replayed": True}
    assert Judgment.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    key = str(uuid.uuid4())
    submit(annotator, leased, idempotency_key=key)
    other = submit(annotator, leased, {"overall": {"side": "tie"}}, idempotency_key=key)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")


def test_a_second_verdict_from_another_tab_is_refused(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    submit(annotator, leased)
    again = submit(annotator, leased)

    assert (again.status_code, again.json()["code"]) == (409, "already_judged")
    assert Judgment.objects.count() == 1


def test_submit_with_another_annotators_lease_saves_nothing(team, annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    stranger = submit(team.api(Role.REVIEWER), leased)

    assert stranger.status_code == 404
    assert not Judgment.objects.exists()


def test_submit_with_a_stale_token_saves_nothing(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    stale = submit(annotator, {**leased, "lease_token": str(uuid.uuid4())})

    assert (stale.status_code, stale.json()["code"]) == (409, "lease_lost")
    assert not Judgment.objects.exists()


def test_a_bad_answer_names_its_question_and_keeps_the_lease(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    bad = submit(annotator, leased, {"overall": {"side": "left", "strength": 9}})

    assert bad.status_code == 400
    assert "overall" in bad.json()["fields"]
    assert Assignment.objects.get().state == AssignmentState.OPEN
    assert submit(annotator, leased).status_code == 201


def test_a_late_verdict_counts_while_the_item_has_room_and_is_surplus_after(team, project):
    make.item(project, need=1, reserve=1)
    apis = [team.api(r) for r in (Role.ANNOTATOR, Role.REVIEWER, Role.RESEARCHER)]
    held = []
    for api in apis:
        held.append(claim(api, project)["assignments"][0])
        Assignment.objects.filter(pk=held[-1]["id"]).update(
            leased_until=timezone.now() - timedelta(hours=1)
        )
        leases.end()
    results = [submit(api, leased).json() for api, leased in zip(apis, held, strict=True)]

    assert [r["counted"] for r in results] == [True, True, False]
    item = Item.objects.get()
    assert (item.taken, item.counted) == (2, 2)
    assert Judgment.objects.filter(counted=False).count() == 1


def test_a_lease_that_ran_out_gives_the_item_back_and_may_return_to_the_same_person(
    team, annotator, project
):
    make.item(project)
    claim(annotator, project)
    assert claim(team.api(Role.REVIEWER), project)["status"] == "retry"
    Assignment.objects.update(leased_until=LONG_AGO)
    assert leases.end() == 1
    assert Item.objects.get().taken == 0

    again = claim(annotator, project)["assignments"]
    assert len(again) == 1
    assert Assignment.objects.count() == 1


def test_nobody_is_given_the_same_item_twice(annotator, project):
    make.item(project, need=3)
    submit(annotator, claim(annotator, project)["assignments"][0])

    assert claim(annotator, project)["assignments"] == []
    assert claim(annotator, project)["status"] == "done"


def test_a_restarted_browser_gets_its_open_items_again(annotator, project):
    make.items(project, 2)
    before = claim(annotator, project, count=2)["assignments"]
    after = claim(annotator, project, count=2)["assignments"]

    assert [a["id"] for a in after] == [a["id"] for a in before]
    assert [a["lease_token"] for a in after] == [a["lease_token"] for a in before]


def test_a_skip_needs_a_reason_and_keeps_the_item_away_from_that_person(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    body = {"lease_token": leased["lease_token"]}
    assert annotator.call("post", f"/assignments/{leased['id']}/skip", body).status_code == 400
    skipped = annotator.call(
        "post", f"/assignments/{leased['id']}/skip", {**body, "reason": "too_hard"}
    )

    assert skipped.status_code == 200
    assert Item.objects.get().taken == 0
    assert claim(annotator, project)["status"] == "done"


def test_a_returned_item_comes_back_after_the_others(annotator, project):
    make.items(project, 2)
    first = claim(annotator, project)["assignments"][0]
    annotator.call(
        "post", f"/assignments/{first['id']}/return", {"lease_token": first["lease_token"]}
    )
    ids = [claim(annotator, project, holding=[])["assignments"][0]["id"] for _ in range(1)]
    submit(annotator, claim(annotator, project)["assignments"][0])
    ids.append(claim(annotator, project)["assignments"][0]["id"])

    assert ids[0] != first["id"]
    assert ids[1] == first["id"]


def test_undo_reopens_the_answer_as_it_was_shown_and_the_new_one_supersedes(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    first = submit(annotator, leased).json()["judgment_id"]
    again = annotator.call("post", f"/assignments/{leased['id']}/reopen").json()
    assert again["answers"] == LEFT
    revised = submit(annotator, again, {"overall": {"side": "tie"}}, supersedes=first)

    assert revised.status_code == 201
    assert Judgment.objects.get(supersedes=first).answers["overall"]["winner"] == "tie"
    assert Label.objects.order_by("-version").first().value["winner"] == "tie"
    assert Item.objects.get().counted == 1
    twice = submit(annotator, again, supersedes=first)
    assert twice.json()["code"] == "already_judged"


def test_undo_ends_half_an_hour_after_the_lease(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    submit(annotator, leased)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        late = annotator.call("post", f"/assignments/{leased['id']}/reopen")

    assert (late.status_code, late.json()["code"]) == (409, "too_late_to_reopen")


def test_new_guidelines_are_acknowledged_before_the_next_item(annotator, project):
    make.item(project)
    project.guidelines.create(version=2, text="Read this first.")
    assert claim(annotator, project)["status"] == "acknowledge"
    annotator.call("post", f"/projects/{project.pk}/guidelines/2/acknowledge")

    assert claim(annotator, project)["status"] == "ok"


def test_a_paused_project_hands_nothing_out(annotator, project):
    make.item(project)
    Project.objects.update(state="paused")

    assert claim(annotator, project)["status"] == "paused"


def test_the_next_lease_can_come_with_the_answer(annotator, project):
    make.items(project, 2)
    leased = claim(annotator, project)["assignments"][0]
    answer = submit(annotator, leased, claim={"count": 1, "holding": []}).json()

    [following] = answer["claimed"]["assignments"]
    assert following["sides"] != leased["sides"]
    assert answer["progress"]["mine"] == 1


def test_model_names_are_revealed_only_after_the_vote_and_only_if_the_project_says_so(
    annotator, project
):
    make.items(project, 2)
    hidden = submit(annotator, claim(annotator, project)["assignments"][0]).json()
    Project.objects.update(show_models_after=True)
    shown = submit(annotator, claim(annotator, project)["assignments"][0]).json()

    assert hidden["reveal"] is None
    assert set(shown["reveal"].values()) == {"model-a", "model-b"}


def test_drafts_are_kept_extended_and_come_back_with_the_item(annotator, project):
    make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    token = {"lease_token": leased["lease_token"]}
    path = f"/assignments/{leased['id']}"
    assert annotator.call("put", f"{path}/draft", {**token, "draft": {"x": 1}}).status_code == 204
    assert annotator.call("post", f"{path}/extend", token).json()["seconds_left"] > 800

    assert claim(annotator, project)["assignments"][0]["draft"] == {"x": 1}


def test_a_flag_is_raised_once_per_person_and_reason(annotator, project):
    item = make.item(project)
    leased = claim(annotator, project)["assignments"][0]
    for _ in range(2):
        sent = annotator.call(
            "post", f"/assignments/{leased['id']}/flag", {"reason": "unsafe", "note": "!"}
        )
        assert sent.status_code == 204

    assert item.flags.count() == 1


def test_somebody_who_left_the_project_can_do_nothing_with_an_old_lease(team, project):
    make.item(project)
    person = team.people[Role.ANNOTATOR]
    api = Api(person)
    leased = claim(api, project)["assignments"][0]
    person.memberships.all().delete()

    assert submit(api, leased).status_code == 404


@pytest.mark.parametrize("statement", ["UPDATE annotation_judgment SET counted = false",
                                       "DELETE FROM annotation_judgment"])  # fmt: skip
def test_judgments_are_append_only_even_for_raw_sql(annotator, project, statement):
    make.item(project)
    submit(annotator, claim(annotator, project)["assignments"][0])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert Judgment.objects.filter(counted=True).count() == 1
