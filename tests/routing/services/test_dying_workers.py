"""Workers that die at any point, and calls that nobody heard of again: nothing is paid twice."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from annotation.models import Item, Job, Judgment
from annotation.selectors import items
from routing.judges.base import CallFailed
from routing.models import JudgeCall
from routing.services import calls, endings, judging, slots, verdicts
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow

pytestmark = pytest.mark.django_db


def test_a_call_we_lost_sight_of_is_charged_in_full_and_never_sent_again(settings: Any) -> None:
    with e.serving(e.hangs_up) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        spec = build.endpoint_judge(item.project, endpoint.base_url, price=10)
        limit = build.budget(spec.project, "100")
        for _ in range(3):
            judging.judge(project_id=item.project_id)

        assert len(endpoint.requests) == 2
    limit.refresh_from_db()
    rows = JudgeCall.objects.all()
    assert {row.state for row in rows} == {"unknown"}
    assert limit.spent == sum(row.reserved_usd for row in rows) > 0


@pytest.mark.parametrize(
    "died", ["before reserving", "after reserving", "after sending", "after all"]
)
def test_a_worker_that_dies_at_any_point_leaves_one_result_and_a_full_ledger(
    died: str, settings: Any
) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        spec = build.endpoint_judge(item.project, endpoint.base_url, price=10)
        limit = build.budget(spec.project, "100")
        _die(died, spec, item)

        with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
            judging.sweep()
            judging.judge(project_id=item.project_id)
            judging.judge(project_id=item.project_id)

        left = JudgeCall.objects.exclude(error="never_sent").count()
        assert left >= len(endpoint.requests)
    limit.refresh_from_db()
    assert limit.reserved == 0
    slots = JudgeCall.objects.filter(state__in=["ok", "unknown"]).values_list("order", flat=True)
    assert sorted(slots) == [0, 1]
    judged = Judgment.objects.count()
    assert judged == (0 if died == "after sending" else 1)  # never sent again: a person is asked
    assert Item.objects.get(pk=item.pk).state == ("resolved" if judged else "awaiting_human")


def _die(when: str, spec: Any, item: Item) -> None:
    """Leave behind what a killed worker would."""
    if when == "before reserving":
        return
    if when == "after all":
        judging.judge(project_id=item.project_id)
        return
    slot = slots.of(spec, item.pk)[0]
    [record] = items.records([item.pk])
    prompt = verdicts.prompt(spec, record, verdicts.asked(spec), slot)
    call = calls.reserve(spec, slots.Next(slot, 1), prompt)
    assert call
    if when == "after sending":
        assert calls.mark_sent(call)


def test_a_stopped_run_writes_down_the_calls_that_are_out(settings: Any) -> None:
    def interrupt(report: Any) -> None:
        raise KeyboardInterrupt

    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(20)])
        spec = build.endpoint_judge(waiting[0].project, endpoint.base_url)
        with pytest.raises(KeyboardInterrupt):
            judging.judge(project_id=spec.project_id, beat=interrupt)

        assert JudgeCall.objects.filter(state="ok").count() == len(endpoint.requests) < 40
    assert not JudgeCall.objects.exclude(state="ok").exists()


def test_a_result_that_comes_after_the_sweep_is_not_used() -> None:
    [item] = build.waiting()
    spec = build.judge(item.project)
    _die("after sending", spec, item)
    call = JudgeCall.objects.get()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        judging.sweep()
    late = endings.finish(call, spec, CallFailed("provider_error"), None)

    assert late is None
    assert JudgeCall.objects.get().state == "unknown"


def test_the_rule_for_a_finished_slot_is_the_same_in_python_and_sql() -> None:
    [item] = build.waiting()
    spec = build.judge(item.project)
    failed = [("failed", error, n) for error in slots.FATES for n in (1, 2, 4, 5, 6)]
    for n, (state, error, attempt) in enumerate(
        [("reserved", "", 1), ("sent", "", 1), ("ok", "", 1), ("unknown", "timeout", 1), *failed]
    ):
        JudgeCall.objects.create(
            item=item,
            project=item.project,
            spec=spec,
            order=0,
            sample=n,
            attempt=attempt,
            state=state,
            error=error,
            cache_key="",
            reserved_usd=0,
        )

    in_sql = set(JudgeCall.objects.filter(slots.FINAL).values_list("pk", flat=True))
    assert in_sql == {call.pk for call in JudgeCall.objects.all() if slots.is_final(call)}


def test_the_sweep_wakes_a_worker_only_where_something_waits() -> None:
    [item] = build.waiting()
    build.judge(item.project)
    [done] = build.waiting()
    build.judge(done.project)
    judging.judge(project_id=done.project_id)

    judging.sweep()

    assert list(Job.objects.values_list("kind", "project_id")) == [("judge", item.project_id)]
