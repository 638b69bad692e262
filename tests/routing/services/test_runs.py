"""A run of judging: watched, paused, resumed, cancelled."""

from typing import Any

import pytest

from annotation.domain.types import ItemState
from annotation.models import AuditEvent, Item, Job, Judgment
from routing.models import Budget, JudgeCall, JudgeRun
from routing.services import judging, runs, waiting
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow

pytestmark = pytest.mark.django_db


def change(project_id: int, action: str) -> None:
    judging.change_run(project_id=project_id, action=action, actor_id=None)


def test_a_run_begins_with_the_first_call_and_is_done_when_nothing_waits() -> None:
    [item] = build.waiting()
    build.judge(item.project)
    assert runs.progress(item.project_id).state == "none"
    assert runs.progress(item.project_id).calls_left == 2

    judging.judge(project_id=item.project_id)

    found = runs.progress(item.project_id)
    assert (found.state, found.calls_done, found.calls_left) == ("done", 2, 0)


def test_a_paused_run_asks_nobody_until_it_is_resumed(settings: Any) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        items = build.waiting(*[(f"a{n}", f"b{n}") for n in range(400)])
        project_id = items[0].project_id
        build.endpoint_judge(items[0].project, endpoint.base_url, price=10)
        build.budget(items[0].project, "100")

        def pause(_: Any) -> None:
            if runs.progress(project_id).state == "running":
                change(project_id, "pause")

        judging.judge(project_id=project_id, beat=pause)
        paused = runs.progress(project_id)
        assert 0 < paused.calls_done < 800
        assert paused.calls_left == 800 - paused.calls_done
        assert paused.seconds_left is not None
        assert paused.spent_usd > 0
        assert paused.usd_left is not None
        assert not JudgeCall.objects.filter(state__in=["reserved", "sent"]).exists()
        assert waiting.projects() == []
        judging.judge(project_id=project_id)
        assert len(endpoint.requests) == paused.calls_done

        change(project_id, "resume")
        assert Job.objects.filter(kind="judge", state="pending").exists()
        judging.judge(project_id=project_id)

    assert Judgment.objects.count() == 400
    assert runs.progress(project_id).state == "done"


def test_a_cancelled_run_sends_what_waits_to_people_and_later_items_begin_another() -> None:
    items = build.waiting(*[(f"a{n}", f"b{n}") for n in range(3)])
    project = items[0].project
    build.judge(project)
    JudgeRun.objects.create(project=project)

    change(project.pk, "cancel")
    report = judging.judge(project_id=project.pk)

    assert (report.escalated, JudgeCall.objects.count()) == (3, 0)
    assert set(Item.objects.values_list("state", flat=True)) == {ItemState.AWAITING_HUMAN}
    assert runs.progress(project.pk).state == "cancelled"
    build.waiting(("long enough", "short"), project=project)
    assert judging.judge(project_id=project.pk).judged == 1
    assert JudgeRun.objects.count() == 2


def test_items_that_no_judge_decides_on_wait_for_the_peoples_budget_and_no_time_is_named() -> None:
    items = build.waiting(("a long one", "short"), ("a long one", "short"))
    project = items[0].project
    build.judge(project, "always-a")
    people = Budget.objects.create(project=project, unit="human_judgments", limit=0)

    judging.judge(project_id=project.pk)

    held = runs.progress(project.pk)
    assert (held.state, held.calls_left, held.items_held) == ("running", 0, 2)
    assert held.seconds_left is None
    people.limit = 2 * project.overlap
    people.save(update_fields=["limit"])
    assert runs.progress(project.pk).items_held == 0
    judging.judge(project_id=project.pk)
    assert runs.progress(project.pk).state == "done"


def test_items_still_to_be_judged_are_not_held_by_the_peoples_budget() -> None:
    items = build.waiting(("a long one", "short"), ("short", "a long one"))
    Budget.objects.create(project=items[0].project, unit="human_judgments", limit=0)
    build.judge(items[0].project)

    found = runs.progress(items[0].project_id)

    assert (found.calls_left, found.items_held) == (4, 0)


@pytest.mark.parametrize("action", ["pause", "resume", "cancel"])
def test_where_nothing_runs_nothing_can_be_changed(action: str) -> None:
    [item] = build.waiting()

    with pytest.raises(runs.NoRun, match="it is none"):
        change(item.project_id, action)


def test_each_change_is_in_the_audit_log() -> None:
    [item] = build.waiting()
    JudgeRun.objects.create(project=item.project)

    change(item.project_id, "pause")
    change(item.project_id, "resume")

    kinds = AuditEvent.objects.filter(kind__startswith="judging.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["judging.paused", "judging.running"]
