"""Limits and the circuit breaker: in one row, for all workers."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from annotation.errors import Invalid
from annotation.models import Judgment
from routing.models import JudgeCall, JudgeLane
from routing.services import judging, lanes, specs
from tests import make
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow, reopen


def lane(**limits: Any) -> JudgeLane:
    spec = build.endpoint_judge(make.project(), "https://judge.example/v1", **limits)
    found = lanes.of(spec)
    assert found
    return found


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_never_take_more_than_the_lane_holds() -> None:
    row = lane(requests_per_minute=240)  # holds 20, fills with 220 / 60 a second

    def take(_: int) -> int:
        try:
            return lanes.take(row, [0] * 5).calls
        finally:
            connection.close()

    begun = timezone.now()
    with ThreadPoolExecutor(8) as pool:
        got = sum(pool.map(take, range(24)))
    seconds = (timezone.now() - begun).total_seconds()

    assert 20 <= got <= 20 + seconds * 220 / 60 + 1


@pytest.mark.django_db
def test_two_judges_of_one_model_share_their_lane_and_another_model_has_its_own() -> None:
    project = make.project()
    first, second, other = (
        build.endpoint_judge(project, "https://judge.example/v1", name=name, **more)
        for name, more in (
            ("one", {}),
            ("two", {"samples": 2}),
            ("three", {"model": "another"}),
        )
    )

    assert lanes.of(first) == lanes.of(second) != lanes.of(other)
    assert lanes.of(build.judge(project)) is None


@pytest.mark.django_db
def test_tokens_that_were_not_used_are_given_back() -> None:
    row = lane(tokens_per_minute=1200)

    assert lanes.take(row, [1000, 1]).calls == 1
    assert lanes.take(row, [1]).calls == 0
    lanes.give_back(row, 950)
    assert lanes.take(row, [1]).calls == 1


@pytest.mark.django_db
def test_setting_limits_again_lets_no_burst_out() -> None:
    row = lane(requests_per_minute=60)
    assert lanes.take(row, [0] * 9).calls == 5
    lanes.set_limits(endpoint=row.endpoint, model=row.model, requests=60, tokens=None)

    assert lanes.take(row, [0] * 9).calls == 0
    with pytest.raises(Invalid):
        lanes.set_limits(endpoint=row.endpoint, model=row.model, requests=0, tokens=None)


@pytest.mark.django_db
def test_after_five_failures_in_a_row_everybody_waits_and_then_one_finds_out() -> None:
    row = lane()
    closed = [lanes.fails(row, seconds=60, at_once=False) for _ in range(5)]
    assert closed == [False] * 4 + [True]
    assert (lanes.take(row, [0]).closed, lanes.take(row, [0]).calls) == (True, 0)

    reopen()
    assert lanes.take(row, [0] * 8).calls == 1  # the one that finds out
    assert lanes.take(row, [0] * 8).closed
    lanes.works(row)
    assert lanes.take(row, [0] * 8).calls == 8


@pytest.mark.django_db
def test_a_success_in_between_starts_the_count_anew() -> None:
    row = lane()
    for _ in range(4):
        lanes.fails(row, seconds=60, at_once=False)
    lanes.works(row)

    assert lanes.fails(row, seconds=60, at_once=False) is False


@pytest.mark.django_db
def test_a_second_run_leaves_alone_what_the_first_found_down(settings: Any) -> None:
    with e.serving(e.fails(503)) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(30)])
        spec = build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=1)
        judging.judge(project_id=spec.project_id)
        again = judging.judge(project_id=spec.project_id)
        assert len(endpoint.requests) == 5
        assert "left alone" in again.stopped["remote"]

        reopen()
        endpoint.behaviour = e.says("tie")
        judging.judge(project_id=spec.project_id)

    assert Judgment.objects.count() == 30


@pytest.mark.django_db
def test_a_run_keeps_to_its_limit_and_comes_back_for_the_rest(settings: Any) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(20)])
        spec = build.endpoint_judge(waiting[0].project, endpoint.base_url, requests_per_minute=6)
        report = judging.judge(project_id=spec.project_id)

        assert len(endpoint.requests) == JudgeCall.objects.count() == 1
    assert report.again_at is not None
    assert "used up its minute" in report.stopped["remote"]


@pytest.mark.django_db
def test_the_lane_is_listed_with_its_judge() -> None:
    row = lane(requests_per_minute=60, tokens_per_minute=9000)
    lanes.fails(row, seconds=60, at_once=True)

    [listed] = specs.listing(project_id=row.endpoint.project_id)

    assert listed["limits"]["requests_per_minute"] == 60
    assert listed["limits"]["tokens_per_minute"] == 9000
    assert listed["limits"]["closed_until"] > timezone.now()
