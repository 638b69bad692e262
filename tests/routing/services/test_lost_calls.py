"""Calls that were sent and lost sight of: charged; sent again only by a setting (I7)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from annotation.models import Item, Judgment
from routing.judges.base import FATES, Fate
from routing.models import JudgeCall, JudgeLane, JudgeSpec
from routing.services import judging, runs, slots, specs, waiting
from tests.routing.judges import endpoint as e
from tests.routing.services import build

pytestmark = pytest.mark.django_db(transaction=True)


def lost_first(n: int) -> e.Behaviour:
    """The first n connections break off after the request; from then on it is a tie."""
    left = [n]

    def behave(handler: e.Handler, body: dict[str, Any]) -> None:
        left[0] -= 1
        if left[0] >= 0:
            e.hangs_up(handler, body)
        else:
            e.says("tie")(handler, body)

    return behave


def judged_by(
    endpoint: e.Endpoint, settings: Any, *texts: tuple[str, str], **fields: Any
) -> tuple[list[Item], JudgeSpec, Any]:
    settings.JUDGE_PRIVATE_HOSTS = [endpoint.host]
    items = build.waiting(*texts)
    spec = build.endpoint_judge(
        items[0].project, endpoint.base_url, price=10, concurrency=1, **fields
    )
    return items, spec, build.budget(spec.project, "100")


def run_often(spec: JudgeSpec, times: int = 6) -> None:
    """Runs one after the other, as if the waits between them were over."""
    for _ in range(times):
        JudgeLane.objects.update(failures=0, closed_until=None)
        judging.judge(project_id=spec.project_id)


def test_with_the_setting_a_lost_call_is_made_again_and_both_are_paid(settings: Any) -> None:
    with e.serving(lost_first(2)) as endpoint:
        [item], spec, limit = judged_by(endpoint, settings, unknown_retries=1)
        first = judging.judge(project_id=spec.project_id)
        assert Item.objects.get(pk=item.pk).state == "awaiting_judge"
        assert first.again_at is not None
        run_often(spec)

        assert len(endpoint.requests) == 4
    limit.refresh_from_db()
    ledger = list(JudgeCall.objects.order_by("pk").values_list("order", "extra", "state"))
    assert sorted(ledger) == [(0, 0, "unknown"), (0, 1, "ok"), (1, 0, "unknown"), (1, 1, "ok")]
    paid = JudgeCall.objects.values_list("cost_usd", "reserved_usd", "state")
    assert all(cost == most for cost, most, state in paid if state == "unknown")
    assert (limit.spent, limit.reserved) == (sum(cost for cost, *_ in paid), Decimal(0))
    assert Judgment.objects.count() == 1
    [listed] = specs.listing(project_id=spec.project_id)
    assert listed["calls"] == {"ok": 2, "failed": 0, "unknown": 2, "again": 2}


@pytest.mark.parametrize("cap", [0, 1, 3])
def test_no_call_is_made_more_often_than_the_setting_says_and_then_people_are_asked(
    cap: int, settings: Any
) -> None:
    with e.serving(e.hangs_up) as endpoint:
        [item], spec, limit = judged_by(endpoint, settings, unknown_retries=cap)
        run_often(spec, times=cap + 2)

        assert len(endpoint.requests) == 2 * (cap + 1)
    limit.refresh_from_db()
    assert limit.spent == sum(row.reserved_usd for row in JudgeCall.objects.all())
    assert Item.objects.get(pk=item.pk).state == "awaiting_human"
    assert runs.progress(spec.project_id).state == "done"


def test_an_audited_item_is_asked_about_until_every_lost_call_is_done(settings: Any) -> None:
    with e.serving(lost_first(1)) as endpoint:
        settings.JUDGE_PRIVATE_HOSTS = [endpoint.host]
        [item] = build.waiting(route="both")
        spec = build.endpoint_judge(
            item.project, endpoint.base_url, concurrency=1, unknown_retries=1
        )
        judging.judge(project_id=spec.project_id)
        assert waiting.projects() == [spec.project_id]
        run_often(spec, times=1)

    assert waiting.projects() == []
    assert Judgment.objects.count() == 1


def test_two_rows_of_one_piece_of_work_do_not_stand_for_another_one() -> None:
    [item] = build.waiting(route="both")
    spec = build.judge(item.project)
    common = {"item": item, "project": item.project, "spec": spec, "order": 0, "cache_key": ""}
    for attempt, extra, state in ((1, 0, "unknown"), (2, 1, "ok")):
        JudgeCall.objects.create(
            **common, attempt=attempt, extra=extra, state=state, error="", reserved_usd=0
        )

    assert waiting.projects() == [spec.project_id]  # the other order was never asked


def test_the_database_itself_refuses_a_second_charge_for_the_same_work() -> None:
    [item] = build.waiting()
    spec = build.judge(item.project)

    def row(**fields: Any) -> None:
        with transaction.atomic():
            JudgeCall.objects.create(
                **{"item": item, "project": item.project, "spec": spec, "order": 0}
                | {"sample": 0, "cache_key": "", "reserved_usd": 0, "state": "unknown"}
                | fields
            )

    row(attempt=1)
    with pytest.raises(IntegrityError, match="judgecall_one_live"):
        row(attempt=2, state="sent")
    row(attempt=3, extra=1)
    with pytest.raises(IntegrityError, match="judgecall_few_extra"):
        row(attempt=4, extra=4)


def test_only_what_was_lost_is_sent_again_not_what_came_back_too_large() -> None:
    unknown = {name for name, fate in FATES.items() if fate is Fate.UNKNOWN}

    assert set(slots.LOST) == unknown - {"too_large"}


@pytest.mark.parametrize(
    ("behave", "says"),
    [(e.hangs_up, "breaks connections off"), (e.fails(503), "errors of its own")],
)
def test_an_endpoint_that_loses_five_calls_in_a_row_is_left_alone_before_it_costs_more(
    behave: Callable[..., None], says: str, settings: Any
) -> None:
    with e.serving(behave) as endpoint:
        texts = [(f"a{n}", f"b{n}") for n in range(10)]
        _, spec, _ = judged_by(endpoint, settings, *texts)
        report = judging.judge(project_id=spec.project_id)

        assert len(endpoint.requests) == 5
    assert says in report.stopped["remote"]
    assert report.again_at is not None
