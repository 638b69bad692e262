"""Policies learn from audits, an epoch at a time; a fall of agreement halts the judges."""

import pytest
from django.db import DatabaseError, transaction

from annotation.domain.types import RaterKind
from annotation.errors import Invalid, NotFound
from annotation.models import AuditEvent, Job, Project
from annotation.services import jobs
from routing.models import Budget, Decision, DriftAlarm, PolicyState
from routing.services import audited, calibrating, drifting, epochs, rehearsal, routing, specs
from tests import make
from tests.routing import audits, rows


@pytest.fixture
def project(db: None) -> Project:
    return make.project(overlap=1)


def always_audit(project: Project, policy: str = "learned_error", **params: object) -> None:
    rows.choose(project, policy, audit_rate=1.0, **params)


def newest_reason(item) -> str:
    return Decision.objects.filter(item=item).order_by("-round").first().reasons[0]


def route_new(project: Project) -> dict[bool, list[str]]:
    """Routes of four new items, by whether the judge is taken in by them."""
    made = audits.judged(project, 4)
    routing.route(project_id=project.pk)
    found: dict[bool, list[str]] = {True: [], False: []}
    for item in made:
        found[audits.longer_first(item)].append(Decision.objects.get(item=item).route)
    return found


def test_what_audits_taught_decides_about_new_items(project):
    always_audit(project)
    audits.audited(project, 60)
    assert calibrating.look(project_id=project.pk).rows == 60
    rows.choose(project, "learned_error")  # audits practically off

    assert route_new(project) == {True: ["human"] * 2, False: ["judge"] * 2}
    newest = Decision.objects.order_by("-pk").first()
    assert "learnt from 60 audited items" in newest.reasons[0]
    assert newest.score is not None


def test_without_audits_disagreement_decides_and_says_so(project):
    rows.choose(project, "learned_error")
    [item] = audits.judged(project, 1)
    routing.route(project_id=project.pk)

    assert "0 audited items with both labels are too few" in newest_reason(item)
    assert PolicyState.objects.get().rows == 0


def test_a_first_run_learns_from_what_is_audited_before_it_decides(project):
    always_audit(project, "random", share=0)
    audits.audited(project, 50)
    assert not PolicyState.objects.exists()
    rows.choose(project, "learned_error")

    assert route_new(project)[True] == ["human"] * 2
    assert PolicyState.objects.get().rows == 50


def test_another_threshold_keeps_what_was_learnt(project):
    always_audit(project)
    audits.audited(project, 50)
    calibrating.learn(project_id=project.pk)
    rows.choose(project, "learned_error", threshold=0.1)
    route_new(project)

    assert PolicyState.objects.latest("pk").rows == 50


def test_another_judge_begins_a_new_epoch_without_a_row_of_the_old_one(project):
    always_audit(project)
    old = rows.judge(project, name="old", model="always-a")
    made = audits.items(project, 50)
    rater = make.rater(project, kind=RaterKind.JUDGE, name="old", judge_spec_id=old.pk)
    for item in made:
        make.judgment(item, rater, "a", confidence=0.9)
    audits.people_say(made)
    routing.route(project_id=project.pk)
    before = calibrating.learn(project_id=project.pk)
    specs.set_active(project_id=project.pk, spec_id=old.pk, actor_id=None, active=False)
    rows.judge(project, name="new", model="longer-wins")
    epoch = epochs.current(project.pk)
    after = calibrating.learn(project_id=project.pk)

    assert (before.rows, after.rows) == (50, 0)
    assert before.epoch != after.epoch
    assert len(audited.of_epoch(project.pk, epoch)) == 0
    [cold] = audits.judged(project, 1, name="old")
    routing.route(project_id=project.pk)
    assert "Nothing is learnt yet" in Decision.objects.get(item=cold).reasons[-1]


def test_audited_rows_count_by_their_chance(project):
    rows.choose(project, "all_judge", audit_rate=0.5)
    rows.judge(project)
    made = audits.judged(project, 40)
    audits.people_say(made)
    routing.route(project_id=project.pk)
    found = audited.of_epoch(project.pk, epochs.current(project.pk))
    drawn = Decision.objects.filter(audited=True).count()

    assert 0 < len(found) == drawn < 40
    assert set(found.weights) == {2.0}


def test_judges_that_are_divided_count_as_wrong(project):
    always_audit(project)
    [item] = audits.judged(project, 1)
    rows.verdict(item, "b", name="other")
    audits.people_say([item])
    routing.route(project_id=project.pk)

    assert audited.of_epoch(project.pk, epochs.current(project.pk)).wrong.tolist() == [1.0]


def test_it_learns_again_after_fifty_more(project):
    always_audit(project)
    audits.audited(project, 50)
    calibrating.look(project_id=project.pk)
    audits.audited(project, 49)
    assert calibrating.look(project_id=project.pk) is None
    audits.audited(project, 1)
    again = calibrating.look(project_id=project.pk)

    assert (again.rows, again.tried_on, again.promoted) == (100, 50, True)
    assert again.reason == "Not worse than the state before it, on the newest 50 audited items."


def test_a_state_that_is_worse_on_what_is_new_does_not_come_into_force(project, monkeypatch):
    always_audit(project)
    audits.audited(project, 60)
    first = calibrating.learn(project_id=project.pk)
    audits.audited(project, 30)
    # What it learns now is turned round, as from labels mixed up.
    fit = calibrating.policies.POLICIES["learned_error"].fit

    def mixed_up(self, frame):
        import dataclasses

        return fit(self, dataclasses.replace(frame, judge_wrong=1 - frame.judge_wrong))

    monkeypatch.setattr(calibrating.policies.POLICIES["learned_error"], "fit", mixed_up)
    second = calibrating.learn(project_id=project.pk)

    assert not second.promoted
    assert "its order finds fewer errors" in second.reason
    assert second.auqc < second.auqc_before
    assert calibrating.learnt.promoted(project.pk, second.key).pk == first.pk


def test_states_are_never_changed(project):
    always_audit(project)
    made = calibrating.learn(project_id=project.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyState.objects.filter(pk=made.pk).update(promoted=False)


def test_the_sweep_asks_for_a_look_once_ten_more_are_audited(project):
    always_audit(project)
    audits.audited(project, 40)
    calibrating.look(project_id=project.pk)
    audits.audited(project, 9)
    calibrating.sweep()
    assert not Job.objects.filter(kind="calibrate").exists()
    audits.audited(project, 1)
    calibrating.sweep()

    [(job, _)] = [j for j in jobs.due(limit=99) if j[1] == "calibrate"]
    calibrating.run(job_id=job)
    assert Job.objects.get(pk=job).state == "done"


def test_a_promise_stands_on_the_audits_and_decides(project):
    always_audit(project, "guaranteed", alpha=0.3, delta=0.1)
    audits.audited(project, 60, wrong=False)
    state = calibrating.learn(project_id=project.pk).state
    assert (state["rows"], state["kept"], state["errors"]) == (60, 60, 0)
    assert state["bound"] == pytest.approx(1 - 0.1 ** (1 / 60))  # no error in 60: δ^(1/n)
    rows.choose(project, "guaranteed", alpha=0.3, delta=0.1)

    assert route_new(project) == {True: ["judge"] * 2, False: ["judge"] * 2}


def test_a_rehearsal_shows_what_the_policy_would_have_learnt(project):
    always_audit(project, "random", share=0)
    audits.audited(project, 50)
    audits.judged(project, 2)
    seen = rehearsal.rehearse(
        project_id=project.pk, policy="learned_error", params={}, audit_rate=1e-9
    )
    assert any("learnt from 50 audited items" in why for d in seen.decisions for why in d.reasons)
    assert not PolicyState.objects.exists()


def test_a_fall_of_agreement_halts_the_judges_until_an_admin_has_looked(project):
    always_audit(project, "all_judge")
    rows.judge(project)
    audits.audited(project, 60, wrong=False)
    assert calibrating.look(project_id=project.pk) is None
    assert drifting.opened(project.pk) is None
    audits.audited(project, 40, wrong=True)
    calibrating.look(project_id=project.pk)

    alarm = drifting.opened(project.pk)
    assert (alarm.rows, alarm.since_item, alarm.before, alarm.after) == (100, 61, 1.0, 0.0)
    assert AuditEvent.objects.filter(kind="routing.drift_alarm").count() == 1
    rows.choose(project, "all_judge")
    [halted] = audits.judged(project, 1)
    routing.route(project_id=project.pk)
    assert Decision.objects.get(item=halted).route == "human"
    assert "until an admin has looked" in newest_reason(halted)

    admin = make.user("Ada")
    drifting.acknowledge(
        project_id=project.pk, alarm_id=alarm.pk, actor_id=admin.pk, note="New model, retrained."
    )
    [again] = audits.judged(project, 1)
    routing.route(project_id=project.pk)
    assert Decision.objects.get(item=again).route == "judge"
    calibrating.look(project_id=project.pk)
    assert DriftAlarm.objects.count() == 1  # what it rested on is not counted twice


def test_an_alarm_needs_a_reason_to_end_and_ends_once(project):
    admin = make.user("Ada")
    alarm = DriftAlarm.objects.create(
        project=project, epoch="", seen=0, rows=40, before=0.9, after=0.5, since_item=30
    )
    end = {"project_id": project.pk, "alarm_id": alarm.pk, "actor_id": admin.pk}
    with pytest.raises(Invalid):
        drifting.acknowledge(note=" ", **end)
    drifting.acknowledge(note="Seen.", **end)
    with pytest.raises(NotFound):
        drifting.acknowledge(note="Again.", **end)


def test_each_item_is_shown_to_as_many_people_as_its_label_needs(project):
    rows.people_budget(project, 100)
    rows.choose(project, "dawid_skene", sure=0.9, people_right=0.8, most=5)
    [item] = audits.judged(project, 1)
    routing.route(project_id=project.pk)
    item.refresh_from_db()
    decision = Decision.objects.get(item=item)

    # Two of three people right: .8³ + 3 · .8² · .2 = .896; a third of the splits 1-1-1: .016 more.
    assert (decision.human_judgments, item.need) == (3, 3)
    assert "With 3 people the label is right with chance 0.91." in decision.reasons[0]
    budget = Budget.objects.get(project=project)
    assert (budget.spent, budget.reserved) == (0, 3)
