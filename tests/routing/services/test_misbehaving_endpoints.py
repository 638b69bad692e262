"""Endpoints that do what they should not: each failure its own way, no label, always charged."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotation.domain.types import ItemState
from annotation.models import Item, Job, Judgment
from routing.models import JudgeCall, JudgeSpec, JudgeTrust, Verdict
from routing.services import judging, specs
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow, reopen, states

pytestmark = pytest.mark.django_db


def other_model(handler: e.Handler, body: dict[str, Any]) -> None:
    handler.answer(200, {**e.chat(e.verdict(body, "tie")), "model": "something-cheaper"})


def without_usage(handler: e.Handler, body: dict[str, Any]) -> None:
    answer = e.chat(e.verdict(body, "tie"))
    del answer["usage"]
    handler.answer(200, answer)


def ten_megabytes(handler: e.Handler, body: dict[str, Any]) -> None:
    handler.answer(200, e.chat(e.verdict(body, "tie") + " " * 10_000_000))


def test_refusals_go_to_people_at_once() -> None:
    [item] = build.waiting()
    build.judge(item.project, "refuses")

    report = judging.judge(project_id=item.project_id)

    assert report.abstained == Counter(refused=1)
    assert states(item) == [(0, 1, "failed", "refused"), (1, 1, "failed", "refused")]
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_HUMAN


def test_an_unreadable_answer_is_asked_for_once_more_and_never_guessed() -> None:
    [item] = build.waiting()
    build.judge(item.project, "malformed")

    judging.judge(project_id=item.project_id)

    assert [state[1:] for state in states(item)] == [
        (1, "failed", "malformed"),
        (2, "failed", "malformed"),
    ] * 2
    assert set(Verdict.objects.values_list("state", "winner")) == {("malformed", "")}
    assert not Judgment.objects.exists()


def test_a_repaired_verdict_counts_and_says_so(settings: Any) -> None:
    def stumbles(handler: e.Handler, body: dict[str, Any]) -> None:
        repairing = len(body["messages"]) > 2
        handler.answer(200, e.chat(e.verdict(body, "tie") if repairing else "Both are fine."))

    with e.serving(stumbles) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        build.endpoint_judge(item.project, endpoint.base_url)
        judging.judge(project_id=item.project_id)

    assert Judgment.objects.get().answers["overall"]["winner"] == "tie"
    assert list(Verdict.objects.filter(state="ok").values_list("repaired", flat=True)) == [True] * 2


@pytest.mark.parametrize(
    ("behaviour", "error", "state"),
    [
        (e.replies("A_much, clearly. [[A]]"), "malformed", "failed"),
        (e.replies("word " * 40_000), "malformed", "failed"),
        (e.replies('{"call": "NONCE", "reasoning": "x", "strength": "C"}'), "off_menu", "failed"),
        (e.replies("", refusal="No."), "refused", "failed"),
        (e.replies('{"call": "NONCE"', finish="length"), "truncated", "failed"),
        (e.replies("", finish="content_filter"), "content_filter", "failed"),
        (e.fails(400), "bad_request", "failed"),
        (e.hangs_up, "connection_lost", "unknown"),
    ],
)
def test_an_item_that_a_judge_cannot_judge_goes_to_people(
    behaviour: Any, error: str, state: str, settings: Any
) -> None:
    with e.serving(behaviour) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        build.endpoint_judge(item.project, endpoint.base_url)
        judging.judge(project_id=item.project_id)

        assert JudgeCall.objects.count() == len(endpoint.requests)
    assert {row[2:] for row in states(item)} == {(state, error)}
    assert not Judgment.objects.exists()
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_HUMAN


@pytest.mark.parametrize(
    ("behaviour", "state", "error"),
    [
        (e.silent, "unknown", "timeout"),
        (e.drips, "unknown", "timeout"),
        (ten_megabytes, "unknown", "too_large"),
        (lambda h, _: h.answer(200, b"<html><body>502</body></html>"), "failed", "malformed"),
        (lambda h, _: h.answer(200, {"choices": "none"}), "failed", "malformed"),
    ],
)
def test_whatever_an_endpoint_does_the_item_goes_to_people_and_is_charged_in_full(
    behaviour: Any, state: str, error: str, settings: Any
) -> None:
    with e.serving(behaviour) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        hangs = error == "timeout"
        spec = build.endpoint_judge(
            item.project, endpoint.base_url, price=1, deadline_seconds=1 if hangs else 30
        )
        limit = build.budget(spec.project, "100")
        judging.judge(project_id=item.project_id)

        assert JudgeCall.objects.count() == len(endpoint.requests)
        assert endpoint.waited_for == 0
    limit.refresh_from_db()
    rows = JudgeCall.objects.all()
    assert {(row.state, row.error) for row in rows} == {(state, error)}
    # It may have been billed to us, so it counts as if it had been.
    assert limit.spent == sum(row.reserved_usd for row in rows) > 0
    assert limit.reserved == 0
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_HUMAN


def test_without_usage_a_call_is_charged_at_its_worst_case(settings: Any) -> None:
    with e.serving(without_usage) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        spec = build.endpoint_judge(item.project, endpoint.base_url, price=1)
        build.budget(spec.project, "100")
        judging.judge(project_id=item.project_id)

    assert Judgment.objects.count() == 1
    assert all(row.cost_usd == row.reserved_usd > 0 for row in JudgeCall.objects.all())


def test_an_answer_of_another_model_is_kept_under_that_models_name(settings: Any) -> None:
    with e.serving(other_model) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        build.endpoint_judge(item.project, endpoint.base_url)
        judging.judge(project_id=item.project_id)

    assert set(JudgeCall.objects.values_list("model", flat=True)) == {"something-cheaper"}


@pytest.mark.parametrize("status", [401, 404])
def test_a_judge_that_cannot_work_is_suspended_with_the_reason(status: int, settings: Any) -> None:
    with e.serving(e.fails(status)) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(30)])
        spec = build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=2)
        report = judging.judge(project_id=spec.project_id)

        assert len(endpoint.requests) <= 4  # not one for each of the sixty
        assert JudgeCall.objects.count() == len(endpoint.requests)
    trust = specs.trust_of(spec.pk)
    assert trust.status == JudgeTrust.Status.SUSPENDED
    assert str(status) in trust.reason
    assert report.escalated == 30


def test_a_key_revoked_midway_stops_the_judge_and_keeps_what_was_judged(settings: Any) -> None:
    def revoked(handler: e.Handler, body: dict[str, Any]) -> None:
        if len(endpoint.requests) > 20:
            handler.answer(401, {"error": {}})
        else:
            handler.answer(200, e.chat(e.verdict(body, "tie")))

    with e.serving(revoked) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(30)])
        spec = build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=2)
        report = judging.judge(project_id=spec.project_id)

        assert len(endpoint.requests) <= 24
    assert report.judged + report.escalated == 30
    assert report.judged >= 9
    assert "API key" in specs.trust_of(spec.pk).reason


def test_a_limited_rate_is_waited_for_by_the_job_not_by_sleeping(settings: Any) -> None:
    with e.serving(e.fails(429, Retry_After="1200")) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(10)])
        build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=1)
        job_id = judging.enqueue(project_id=waiting[0].project_id)
        judging.run(job_id=job_id)

        assert len(endpoint.requests) == 1
        job = Job.objects.get(pk=job_id)
        assert job.state == "pending"
        assert job.not_before > timezone.now() + timedelta(seconds=1100)
        assert {i.state for i in Item.objects.all()} == {ItemState.AWAITING_JUDGE}

        endpoint.behaviour = e.says("tie")
        reopen()
        Job.objects.filter(pk=job_id).update(not_before=timezone.now() - timedelta(seconds=1))
        judging.run(job_id=job_id)

    assert Job.objects.get(pk=job_id).state == "done"
    assert Judgment.objects.count() == 10
    assert JudgeCall.objects.filter(attempt=2, state="ok").count() == 1


def test_an_endpoint_that_is_down_is_left_alone_after_a_few_calls(settings: Any) -> None:
    with e.serving(e.fails(503)) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(30)])
        build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=1)
        report = judging.judge(project_id=waiting[0].project_id)

        assert len(endpoint.requests) == 5
    assert report.again_at is not None
    assert report.escalated == 0


def test_an_item_on_which_the_endpoint_always_breaks_is_given_up_after_five_attempts(
    settings: Any,
) -> None:
    with e.serving(e.fails(500)) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        build.endpoint_judge(item.project, endpoint.base_url)
        for _ in range(12):
            judging.judge(project_id=item.project_id)
            reopen()

        assert len(endpoint.requests) == 10
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_HUMAN


def test_the_plainer_form_is_a_call_of_its_own_in_the_ledger(settings: Any) -> None:
    def no_schema(handler: e.Handler, body: dict[str, Any]) -> None:
        if body.get("response_format", {}).get("type") == "json_schema":
            handler.answer(400, {"error": {"param": "response_format"}})
        else:
            handler.answer(200, e.chat(e.verdict(body, "tie")))

    with e.serving(no_schema) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        build.endpoint_judge(item.project, endpoint.base_url, concurrency=1)
        judging.judge(project_id=item.project_id)

        assert len(endpoint.requests) == JudgeCall.objects.count() == 3
    assert Judgment.objects.count() == 1


def test_an_edit_during_a_run_stops_the_old_version_and_the_next_one_judges_the_rest(
    settings: Any,
) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(200)])
        old = build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=4)

        def edit(_: Any) -> None:
            if not JudgeSpec.objects.filter(version=2).exists():
                build.endpoint_judge(
                    old.project, endpoint.base_url, params={"temperature": 1}, replaces=old.pk
                )

        first = judging.judge(project_id=old.project_id, beat=edit)
        before = len(endpoint.requests)
        judging.judge(project_id=old.project_id)

    new = JudgeSpec.objects.get(version=2)
    assert (new.previous, specs.trust_of(new.pk).status) == (old, "untested")
    assert 0 < first.judged < 200
    assert before == JudgeCall.objects.filter(spec=old).count() < 400
    # Each call asks as its own version does, and each item is judged once.
    assert {r.get("temperature") for r in endpoint.requests[:before]} == {None}
    assert {r.get("temperature") for r in endpoint.requests[before:]} == {1}
    assert Judgment.objects.count() == 200
    assert not JudgeCall.objects.exclude(state="ok").exists()


def test_a_judge_that_is_retired_during_a_run_is_paid_no_more(settings: Any) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(200)])
        spec = build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=4)

        def retire(_: Any) -> None:
            specs.set_active(
                project_id=spec.project_id, spec_id=spec.pk, active=False, actor_id=None
            )

        report = judging.judge(project_id=spec.project_id, beat=retire)

        assert len(endpoint.requests) < 400
    assert report.judged + report.escalated == 200
