"""Routing: decisions and their work, in one transaction, repeatable, within the budget."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from annotation import statements
from annotation.domain.types import AssignmentState, ItemState, JobState, RaterKind
from annotation.models import Item, Job, Judgment, Label, Project
from annotation.services import judgments
from annotation.services.judgments import NewJudgment
from routing.errors import NoPolicy
from routing.models import Budget, Decision, RoutingConfig
from routing.policies.columns import HUMAN
from routing.services import deciding, judging, planning, routing
from routing.services.deciding import Outcome
from tests import make
from tests.routing import rows


@pytest.fixture
def project(db: None) -> Project:
    return make.project(overlap=2)


def route(project: Project, **how: Any) -> Outcome:
    return routing.route(project_id=project.pk, **how)


def states(project: Project) -> list[str]:
    return list(Item.objects.filter(project=project).order_by("pk").values_list("state", flat=True))


def spent(project: Project) -> tuple[int, int]:
    row = Budget.objects.get(project=project, unit="human_judgments")
    return int(row.spent), int(row.reserved)


def run_jobs(kind: str = "route") -> None:
    for pk in Job.objects.filter(kind=kind, state=JobState.PENDING).values_list("pk", flat=True):
        routing.run(job_id=pk)


def said(item: Item, winner: str = "a", *, confidence: float = 0.9, name: str = "gpt") -> None:
    """A judge's verdict through its door, with all that follows from it."""
    known = item.project.raters.filter(name=name).first()
    rater = known or make.rater(item.project, kind=RaterKind.JUDGE, name=name)
    answers = {"overall": {"winner": winner, "strength": -1 if winner == "a" else 1}}
    new = NewJudgment(item.pk, rater.pk, "judge", answers, ["a", "b"], f"{item.pk}", confidence)
    judgments.record([new])


def test_people_only_opens_items_for_as_many_as_the_project_wants(project):
    rows.waiting(project, 2)
    rows.choose(project, "all_human")

    assert route(project).human == 2
    assert (
        list(Item.objects.values_list("state", "need", "label_source"))
        == [("awaiting_human", 2, "human")] * 2
    )
    assert (
        list(Decision.objects.values_list("route", "propensity", "human_judgments"))
        == [("human", 1.0, 2)] * 2
    )


def test_judges_only_makes_one_job_for_the_judge(project):
    rows.waiting(project, 3)
    rows.judge(project)
    rows.choose(project, "all_judge", audit_rate=0.05)
    route(project)

    assert set(states(project)) <= {"awaiting_judge", "awaiting_human"}
    assert Job.objects.filter(kind="judge", project=project).count() == 1


def test_routing_twice_decides_once(project):
    rows.waiting(project, 2)
    rows.choose(project, "all_human")
    route(project)

    assert route(project).human == 0
    assert Decision.objects.count() == 2


def test_a_new_round_decides_on_all_but_the_discarded(project):
    first, gone = rows.waiting(project, 2)
    rows.choose(project, "all_human")
    route(project)
    Item.objects.filter(pk=gone.pk).update(state=ItemState.DISCARDED)

    assert route(project, scope="all").human == 1
    assert list(Decision.objects.filter(item=first).values_list("round", flat=True)) == [1, 2]


def test_a_paused_project_decides_nothing(project):
    rows.waiting(project)
    rows.choose(project, "all_human")
    Project.objects.update(state="paused")

    assert route(project).human == 0
    assert not Decision.objects.exists()


def test_a_project_without_policy_says_so(project):
    with pytest.raises(NoPolicy):
        route(project)


def test_without_a_judge_people_are_asked(project):
    rows.waiting(project)
    rows.choose(project, "all_judge")
    route(project)

    decision = Decision.objects.get()
    assert decision.route == "human"
    assert "No judge is active" in decision.reasons[0]


def test_imported_judgments_of_both_kinds_make_a_label_at_once(project):
    sure, unsure = rows.waiting(project, 2)
    for item, second in ((sure, "a"), (unsure, "b")):
        rows.verdict(item, "a", name="one")
        rows.verdict(item, second, name="two")
        for name in "xy":
            make.judgment(item, make.rater(project, name=f"{name}{item.pk}"), "b")
    rows.choose(project, "confidence", threshold=0.7)
    route(project)

    assert rows.routes(project) == ["judge", "human"]
    assert states(project) == ["resolved", "resolved"]
    labels = {label.item_id: label for label in Label.objects.all()}
    assert (labels[sure.pk].source, labels[sure.pk].value["winner"]) == ("llm", "a")
    assert (labels[unsure.pk].source, labels[unsure.pk].value["winner"]) == ("human", "b")


def test_the_budget_binds_the_items_to_each_other(project):
    items = rows.waiting(project, 3)
    for item, confidence in zip(items, (0.6, 0.5, 0.55), strict=True):
        rows.verdict(item, confidence=confidence)
    rows.people_budget(project, 5)  # two items at two judgments each
    rows.choose(project, "confidence", threshold=None)
    route(project)

    assert rows.routes(project) == ["judge", "human", "human"]
    assert spent(project) == (0, 4)


def test_a_new_policy_decides_the_same_as_if_it_had_been_the_first(project):
    items = rows.waiting(project, 40)
    for item in items:
        rows.verdict(item, confidence=0.5 + (item.pk % 5) / 10)
    rows.choose(project, "confidence", threshold=0.7)
    first = route(project)
    labels = Label.objects.count()
    rows.choose(project, "all_judge")
    route(project, scope="all")
    rows.choose(project, "confidence", threshold=0.7)

    assert route(project, scope="all") == first
    assert Decision.objects.filter(round=3).count() == 40
    assert Label.objects.count() >= labels


def test_people_only_holds_what_the_budget_does_not_pay_for(project):
    rows.waiting(project, 3)
    rows.people_budget(project, 4)
    rows.choose(project, "all_human")

    assert route(project).held == 1
    assert states(project) == ["awaiting_human", "awaiting_human", "imported"]
    routing.sweep()
    assert not Job.objects.filter(kind="route").exists()  # nothing it could do


def test_a_new_round_neither_pays_twice_nor_loses_what_was_done(project):
    who = make.member(project)
    item, other = rows.waiting(project, 2)
    rows.judge(project)
    rows.people_budget(project, 4)
    rows.choose(project, "all_human")
    route(project)
    item.refresh_from_db()
    lease = make.assignment(item, who)
    route(project, scope="all")
    assert spent(project) == (0, 4)

    rows.choose(project, "all_judge")
    route(project, scope="all")
    lease.refresh_from_db()
    item.refresh_from_db()
    assert (lease.state, item.taken) == (AssignmentState.OPEN, 1)
    assert rows.routes(project) == ["judge", "judge"]
    assert spent(project) == (0, 1)  # the open lease alone
    assert other.taken == 0


def test_the_budget_shows_what_people_have_given(project):
    item, _ = rows.waiting(project, 2)
    rows.people_budget(project, 10)
    rows.choose(project, "all_human")
    route(project)
    Item.objects.filter(pk=item.pk).update(taken=2, counted=1)
    routing.sweep()

    assert spent(project) == (1, 3)


def test_a_decision_says_what_it_saw_and_never_changes(project):
    [item] = rows.waiting(project)
    rows.verdict(item, confidence=0.55)
    rows.choose(project, "confidence")
    route(project)

    decision = Decision.objects.get()
    assert decision.signals["judge_confidence"] == 0.55
    assert (decision.score, decision.threshold, decision.policy_version) == (0.45, 0.7, "1")
    assert decision.seed == RoutingConfig.objects.get().seed
    assert len(decision.signals_sha256) == 64
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(route="judge")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.all().delete()


def test_what_a_decision_refers_to_exists_and_stays(project):
    [item] = rows.waiting(project)
    rows.choose(project, "all_human")
    route(project)
    decision = Decision.objects.get()

    decision.pk, decision.item_id = None, item.pk + 1
    with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic():
        Decision.objects.bulk_create([decision])
    with pytest.raises(DatabaseError, match="has decisions"), transaction.atomic():
        statements.rows("DELETE FROM annotation_item", {})
    for change in (
        "UPDATE routing_routingconfig SET audit_rate = 1",
        "DELETE FROM routing_routingconfig",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            statements.rows(change, {})


def test_the_same_seed_gives_the_same_audit(project):
    items = rows.waiting(project, 60)
    for item in items:
        rows.verdict(item)
    config = rows.choose(project, "all_judge", audit_rate=0.5)
    route(project)

    from routing.policies import pipeline

    drawn = {i.pk for i in items if pipeline.draws(config.seed, i.pk, 1)[0] < 0.5}
    audited = Decision.objects.filter(audited=True)
    assert {d.item_id for d in audited} == drawn
    assert set(Decision.objects.values_list("propensity", flat=True)) == {0.5}
    assert {d.route for d in audited} <= {"both"}


def test_the_judge_goes_first_and_people_get_what_it_is_unsure_of(
    project, django_capture_on_commit_callbacks
):
    sure, unsure = rows.waiting(project, 2)
    judge = rows.judge(project)
    rows.choose(project, "confidence")
    route(project)
    assert rows.routes(project) == ["judge", "judge"]
    judge.active = False  # it has said all it will say
    judge.save()
    with django_capture_on_commit_callbacks(execute=True):
        said(sure, confidence=0.9)
        said(unsure, confidence=0.6)

    run_jobs()
    assert rows.routes(project) == ["judge", "human"]
    assert states(project) == ["resolved", "awaiting_human"]
    second = Decision.objects.get(item=sure, round=2)
    assert second.score == pytest.approx(0.1)
    assert second.draw == Decision.objects.get(item=sure, round=1).draw


def test_a_verdict_whose_message_was_lost_is_found_by_the_sweep(project):
    [item] = rows.waiting(project)
    judge = rows.judge(project)
    rows.choose(project, "confidence")
    route(project)
    judge.active = False
    judge.save()
    said(item, confidence=0.5)  # its event never leaves: no commit

    routing.sweep()
    run_jobs()
    assert rows.routes(project) == ["human"]
    Job.objects.all().delete()
    routing.sweep()
    assert not Job.objects.filter(kind="route").exists()


def test_imported_items_whose_message_was_lost_are_found_by_the_sweep(project):
    rows.waiting(project, 2)
    rows.choose(project, "all_human")

    routing.sweep()
    run_jobs()
    assert states(project) == ["awaiting_human"] * 2


def test_without_a_threshold_the_verdicts_are_weighed_together(project):
    items = rows.waiting(project, 3)
    judge = rows.judge(project)
    rows.people_budget(project, 2)  # one item
    rows.choose(project, "confidence", threshold=None)
    route(project)
    judge.active = False
    judge.save()

    for item, confidence in zip(items[:2], (0.6, 0.7), strict=True):
        said(item, confidence=confidence)
    routing.sweep()
    run_jobs()
    assert Decision.objects.filter(round=2).count() == 0  # one is still with the judge

    said(items[2], confidence=0.5)
    routing.sweep()
    run_jobs()
    assert rows.routes(project) == ["judge", "judge", "human"]


def test_what_no_judge_can_judge_goes_to_people(project):
    first, second = rows.waiting(project, 2)
    rows.judge(project)
    rows.choose(project, "all_judge")
    route(project)

    assert routing.escalate(item_ids=[first.pk], reason="refused, order_inconsistent") == 1
    assert states(project) == ["awaiting_human", "awaiting_judge"]
    newest = Decision.objects.get(item=first, round=2)
    assert "it refused to answer" in newest.reasons[0]
    assert routing.escalate(item_ids=[first.pk], reason="again") == 0
    assert second.pk


def test_escalation_keeps_to_the_budget(project):
    items = rows.waiting(project, 3)
    rows.judge(project)
    rows.people_budget(project, 2)
    rows.choose(project, "all_judge")
    route(project)

    assert routing.escalate(item_ids=[i.pk for i in items], reason="refused") == 1
    assert states(project) == ["awaiting_human", "awaiting_judge", "awaiting_judge"]


@pytest.mark.django_db(transaction=True)
def test_workers_that_route_at_once_decide_once_and_keep_to_the_budget():
    project = make.project()
    items = rows.waiting(project, 40)
    for item in items:
        rows.verdict(item, confidence=0.5)
    rows.people_budget(project, 13)
    rows.choose(project, "confidence", threshold=0.7)
    barrier = Barrier(6)
    errors: list[Exception] = []

    def work() -> None:
        barrier.wait()
        try:
            route(project)
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Decision.objects.count() == 40
    assert rows.routes(project).count("human") == 13
    assert sum(spent(project)) == 13


@pytest.mark.django_db(transaction=True)
def test_two_routers_at_once_each_with_two_writers_decide_nothing_twice(monkeypatch):
    """Chunks of both meet on the same items, in their own transactions on their own connections."""
    monkeypatch.setattr(deciding, "CHUNK", 7)
    project = make.project(overlap=2)
    items = rows.waiting(project, 90)
    for item in items[::2]:
        rows.verdict(item, confidence=0.5 + (item.pk % 5) / 10)
    rows.judge(project)
    rows.choose(project, "confidence", audit_rate=0.2)
    barrier = Barrier(2)
    done: list[Outcome] = []
    errors: list[Exception] = []

    def work() -> None:
        barrier.wait()
        try:
            done.append(route(project))
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Decision.objects.count() == 90
    assert sum(one.human + one.judge + one.both + one.held for one in done) == 90
    needs = dict(Item.objects.filter(project=project).values_list("pk", "need"))
    people = set(Decision.objects.filter(human_judgments=2).values_list("item_id", flat=True))
    assert {pk for pk, need in needs.items() if need == 2} == people
    # A label is of the judge only where the judge was asked alone and has answered.
    labelled = set(Label.objects.values_list("item_id", flat=True))
    judged = {item.pk for item in items[::2]}
    assert labelled == judged - people


@pytest.mark.django_db(transaction=True)
def test_two_routers_with_two_writers_each_keep_to_one_budget(monkeypatch):
    """Each plans with all of the budget in view; whoever comes too late writes what still fits."""
    monkeypatch.setattr(deciding, "CHUNK", 7)
    project = make.project()
    for item in rows.waiting(project, 60):
        rows.verdict(item, confidence=0.5)
    rows.judge(project)
    rows.people_budget(project, 31)
    rows.choose(project, "confidence", threshold=0.7)
    setting = planning.setting(project.pk)
    ids = planning.all_ids(project.pk)
    # The same budget seen twice: two halves of the items, each planned as if it were alone.
    plans = [planning.plan(setting, ids[:30]), planning.plan(setting, ids[30:])]
    barrier = Barrier(2)
    errors: list[Exception] = []

    def work(plan: planning.Plan) -> None:
        barrier.wait()
        try:
            deciding.write(setting, plan, states=planning.ROUTABLE)
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=[plan]) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert [p.decisions.routes.tolist().count(HUMAN) for p in plans] == [30, 30]
    assert rows.routes(project).count("human") == 31
    assert rows.routes(project).count("judge") == 29
    assert spent(project) == (0, 31)


@pytest.mark.django_db(transaction=True)
def test_parts_that_are_escalated_at_once_share_the_last_places():
    """Each worker plans with the whole budget in view; only one can have it."""
    project = make.project()
    items = rows.waiting(project, 20)
    rows.people_budget(project, 5)
    rows.judge(project)
    rows.choose(project, "all_judge")
    route(project)
    barrier = Barrier(4)
    errors: list[Exception] = []

    def work(part: list[int]) -> None:
        barrier.wait()
        try:
            routing.escalate(item_ids=part, reason="refused")
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    parts = [[i.pk for i in items[n::4]] for n in range(4)]
    threads = [Thread(target=work, args=[part]) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert rows.routes(project).count("human") == 5
    assert spent(project) == (0, 5)
    assert Judgment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_new_rounds_asked_for_at_once_leave_each_items_rounds_in_order():
    project = make.project()
    for item in rows.waiting(project, 30):
        rows.verdict(item)
    rows.choose(project, "all_judge")
    route(project)
    barrier = Barrier(4)
    errors: list[Exception] = []

    def work() -> None:
        barrier.wait()
        try:
            route(project, scope="all")
        except Exception as error:  # noqa: BLE001  (shown by the assertion)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    last = max(Decision.objects.values_list("round", flat=True))
    assert Decision.objects.count() == 30 * last


def test_a_judge_labels_what_it_is_sure_of_from_route_to_label(
    project, django_capture_on_commit_callbacks
):
    items = rows.waiting(project, 4)
    rows.judge(project, model="longer-wins")
    longer = [{"key": "a", "text": "long enough to win", "model": ""}, {"key": "b", "text": "x"}]
    Item.objects.filter(pk__in=[i.pk for i in items]).update(responses=longer)
    rows.choose(project, "confidence")
    route(project)
    with django_capture_on_commit_callbacks(execute=True):
        judging.judge(project_id=project.pk)
    run_jobs()

    assert Decision.objects.filter(round=2, route="judge").count() == 4
    assert states(project) == ["resolved"] * 4
    assert set(Label.objects.values_list("source", flat=True)) == {"llm"}
