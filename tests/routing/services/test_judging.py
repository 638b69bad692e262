"""Judging what waits: both orders, every failure its own way, nothing paid twice."""

import json
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from annotation.domain.types import ItemState
from annotation.errors import Refusal
from annotation.models import Item, Job, Judgment, Label
from annotation.selectors import items
from routing.judges import openai_compatible
from routing.models import Budget, JudgeCall, JudgeLane, JudgeSpec, JudgeTrust, Verdict
from routing.services import calls, judging, specs, verdicts
from tests import make
from tests.routing.judges import endpoint as e
from tests.routing.services import build

pytestmark = pytest.mark.django_db
LONG, SHORT = "a long and thorough answer", "short"


def states(item: Item) -> list[tuple[int, int, str, str]]:
    rows = JudgeCall.objects.filter(item=item).order_by("order", "attempt")
    return list(rows.values_list("order", "attempt", "state", "error"))


def allow(settings: Any, *endpoints: e.Endpoint) -> None:
    settings.JUDGE_PRIVATE_HOSTS = [endpoint.host for endpoint in endpoints]
    openai_compatible._client.cache_clear()
    specs.opened.cache_clear()


def reopen() -> None:
    """Let the time pass for which the endpoint is left alone."""
    JudgeLane.objects.update(closed_until=None)


def test_a_judge_that_agrees_with_itself_gives_a_judgment_and_resolves_the_item() -> None:
    a, b = build.waiting((LONG, SHORT), (SHORT, LONG))
    spec = build.judge(a.project)

    report = judging.judge(project_id=a.project_id)

    assert (report.judged, report.calls) == (2, Counter(ok=4))
    for item, winner in ((a, "a"), (b, "b")):
        judgment = Judgment.objects.get(item=item)
        assert judgment.answers["overall"]["winner"] == winner
        assert (judgment.source, judgment.rater.judge_spec_id) == ("judge", spec.pk)
        assert judgment.confidence == 0.75
        assert Item.objects.get(pk=item.pk).state == ItemState.RESOLVED
        assert Label.objects.get(item=item).source == "llm"
        assert states(item) == [(0, 1, "ok", ""), (1, 1, "ok", "")]


def test_a_judge_that_always_takes_the_first_is_never_consistent_and_asks_people() -> None:
    waiting = build.waiting(*[(f"first {n}", f"second {n}") for n in range(5)])
    build.judge(waiting[0].project, "always-a")

    report = judging.judge(project_id=waiting[0].project_id)

    assert report.abstained == Counter(order_inconsistent=5)
    assert report.escalated == 5
    assert not Judgment.objects.exists()
    # In canonical order its two verdicts are opposite ones: a in one order, b in the other.
    assert Counter(Verdict.objects.values_list("winner", flat=True)) == Counter(a=5, b=5)
    assert set(Item.objects.values_list("state", flat=True)) == {ItemState.AWAITING_HUMAN}


def test_a_noisy_judge_is_right_as_often_as_it_is_told_to_be() -> None:
    waiting = build.waiting(*[(f"good {n}", f"bad {n}") for n in range(100)])
    build.judge(waiting[0].project, "noisy", params={"p": 0.8, "mark": "good", "seed": 3})

    judging.judge(project_id=waiting[0].project_id)

    right = Judgment.objects.filter(answers__overall__winner="a").count()
    assert Judgment.objects.count() == 100
    assert 71 <= right <= 87  # Wilson, 95 %, around .8 of 100


def test_what_was_judged_is_not_asked_again() -> None:
    [item] = build.waiting((LONG, SHORT))
    build.judge(item.project)
    judging.judge(project_id=item.project_id)

    again = judging.judge(project_id=item.project_id)

    assert (again.calls, JudgeCall.objects.count()) == (Counter(), 2)


def test_every_judge_is_asked_about_every_item() -> None:
    [item] = build.waiting((LONG, SHORT))
    for name in ("longer-wins", "scripted-demo"):
        build.judge(item.project, name)

    judging.judge(project_id=item.project_id)

    assert JudgeCall.objects.filter(state="ok").count() == 4
    assert Judgment.objects.count() == 2


def test_samples_are_calls_of_their_own() -> None:
    [item] = build.waiting((LONG, SHORT))
    build.judge(item.project, samples=3)

    judging.judge(project_id=item.project_id)

    assert JudgeCall.objects.count() == 6
    assert JudgeCall.objects.values("cache_key").distinct().count() == 6
    assert Judgment.objects.get().confidence == pytest.approx(7 / 8)


def test_equal_responses_are_a_tie_without_a_call() -> None:
    [item] = build.waiting(("same", "same"))
    build.judge(item.project, "always-a")

    judging.judge(project_id=item.project_id)

    assert states(item) == [
        (0, 1, "ok", "duplicate_candidates"),
        (1, 1, "ok", "duplicate_candidates"),
    ]
    assert Judgment.objects.get().answers["overall"]["winner"] == "tie"


def test_the_audited_item_is_judged_too_and_stays_with_people() -> None:
    [item] = build.waiting((LONG, SHORT), route="both")
    build.judge(item.project, "always-a")

    first = judging.judge(project_id=item.project_id)
    again = judging.judge(project_id=item.project_id)

    assert (first.calls, first.escalated) == (Counter(ok=2), 0)
    assert again.calls == Counter()
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_HUMAN


def test_without_any_judge_what_waits_goes_to_people() -> None:
    [item] = build.waiting()

    assert judging.judge(project_id=item.project_id).escalated == 1


def test_a_paused_project_asks_nobody() -> None:
    [item] = build.waiting(state="paused")
    build.judge(item.project)

    judging.judge(project_id=item.project_id)

    assert not JudgeCall.objects.exists()
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_JUDGE


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


def test_the_budget_stops_the_judge_before_it_is_passed(settings: Any) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(20)])
        # 1 USD per 1,000 tokens; 100 in and 10 out are 0.11 USD, the worst case is several USD.
        spec = build.endpoint_judge(
            waiting[0].project, endpoint.base_url, price=1000, params={"max_tokens": 10}
        )
        limit = build.budget(spec.project, "4.5")
        report = judging.judge(project_id=spec.project_id)

        assert 0 < len(endpoint.requests) < 40
        assert JudgeCall.objects.count() == len(endpoint.requests)
    limit.refresh_from_db()
    assert report.again_at is not None
    assert limit.reserved == 0
    assert limit.spent == Decimal("0.11") * len(endpoint.requests) == report.cost_usd
    assert limit.spent <= limit.limit
    assert Item.objects.filter(state=ItemState.AWAITING_JUDGE).exists()


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
    slot = calls.slots(spec, item.pk)[0]
    [record] = items.records([item.pk])
    prompt = verdicts.prompt(spec, record, verdicts.asked(spec), slot)
    call = calls.reserve(spec, calls.Next(slot, 1), prompt)
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
    late = calls.finish(call, spec, calls.CallFailed("provider_error"), None)

    assert late is None
    assert JudgeCall.objects.get().state == "unknown"


def test_the_rule_for_a_finished_slot_is_the_same_in_python_and_sql() -> None:
    [item] = build.waiting()
    spec = build.judge(item.project)
    failed = [("failed", error, n) for error in calls.FATES for n in (1, 2, 4, 5, 6)]
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

    in_sql = set(JudgeCall.objects.filter(calls.FINAL).values_list("pk", flat=True))
    assert in_sql == {call.pk for call in JudgeCall.objects.all() if calls.is_final(call)}


def test_the_sweep_wakes_a_worker_only_where_something_waits() -> None:
    [item] = build.waiting()
    build.judge(item.project)
    [done] = build.waiting()
    build.judge(done.project)
    judging.judge(project_id=done.project_id)

    judging.sweep()

    assert list(Job.objects.values_list("kind", "project_id")) == [("judge", item.project_id)]


def test_a_question_with_five_points_and_no_tie_gets_an_answer_that_fits() -> None:
    questions = [make.text(), make.comparison("help", points=5, tie=False)]
    [item] = build.waiting(("x" * 500, "y"), questions=questions)
    build.judge(item.project)

    judging.judge(project_id=item.project_id)

    assert Judgment.objects.get().answers == {"help": {"winner": "a", "strength": -1}}


def test_a_project_that_asks_no_comparison_suspends_the_judge_and_says_why() -> None:
    [item] = build.waiting(questions=[make.text(required=True)])
    spec = build.judge(item.project)

    report = judging.judge(project_id=item.project_id)

    assert "no comparison" in specs.trust_of(spec.pk).reason
    assert report.escalated == 1


def test_the_judge_reads_what_people_read_and_no_model_name(settings: Any) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting(("alpha", "beta"), guideline="Prefer brevity.")
        Item.objects.filter(pk=item.pk).update(
            context={"persona": "a nurse", "gold": "a"}, metadata={"secret": "42"}
        )
        build.endpoint_judge(item.project, endpoint.base_url, concurrency=1)
        judging.judge(project_id=item.project_id)

        shown = [json.dumps(r["messages"]) for r in endpoint.requests]
    for text in shown:
        assert "Prefer brevity." in text
        assert "a nurse" in text
        for hidden in ("gold", "secret", "model-a", "model-b"):
            assert hidden not in text
    assert shown[0].index("alpha") < shown[0].index("beta")
    assert shown[1].index("beta") < shown[1].index("alpha")


def test_the_key_is_in_no_table_and_no_log(settings: Any, caplog: Any) -> None:
    key = "sk-test-0123456789abcdef"
    caplog.set_level("DEBUG")
    with e.serving(e.fails(401, {"message": f"Incorrect API key provided: {key}"})) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting()
        build.endpoint_judge(item.project, endpoint.base_url, api_key=key)
        judging.judge(project_id=item.project_id)

        assert endpoint.headers[0]["authorization"] == f"Bearer {key}"
    assert key not in caplog.text
    assert key not in _dump()


def _dump() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        text = ""
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text += "\n".join(row[0] for row in cursor.fetchall())
    return text


def test_a_refused_set_up_is_a_sentence(settings: Any) -> None:
    [item] = build.waiting()

    with pytest.raises(Refusal, match="not complete"):
        build.judge(item.project, "no-such-script", name="x", params={"q": 1})
    assert Budget.objects.count() == 0


def test_with_the_peoples_budget_used_up_items_stay_and_are_tried_later() -> None:
    [item] = build.waiting()
    Budget.objects.create(project=item.project, unit="human_judgments", limit=0)

    report = judging.judge(project_id=item.project_id)

    assert report.escalated == 0
    assert report.again_at is not None
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_JUDGE


def other_model(handler: e.Handler, body: dict[str, Any]) -> None:
    handler.answer(200, {**e.chat(e.verdict(body, "tie")), "model": "something-cheaper"})


def without_usage(handler: e.Handler, body: dict[str, Any]) -> None:
    answer = e.chat(e.verdict(body, "tie"))
    del answer["usage"]
    handler.answer(200, answer)


def ten_megabytes(handler: e.Handler, body: dict[str, Any]) -> None:
    handler.answer(200, e.chat(e.verdict(body, "tie") + " " * 10_000_000))


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


def test_a_judge_changed_during_a_run_is_another_judge_and_the_run_ends_with_its_own(
    settings: Any,
) -> None:
    with e.serving(e.says("tie")) as endpoint:
        allow(settings, endpoint)
        waiting = build.waiting(*[(f"a{n}", f"b{n}") for n in range(200)])
        spec = build.endpoint_judge(waiting[0].project, endpoint.base_url, concurrency=4)

        def edit(_: Any) -> None:
            if not JudgeSpec.objects.filter(name="edited").exists():
                build.endpoint_judge(
                    spec.project, endpoint.base_url, name="edited", params={"temperature": 1}
                )

        judging.judge(project_id=spec.project_id, beat=edit)

    edited = JudgeSpec.objects.get(name="edited")
    assert edited.sha256 != spec.sha256
    assert specs.trust_of(edited.pk).status == "untested"
    assert set(JudgeCall.objects.values_list("spec", flat=True)) == {spec.pk}
    assert {r.get("temperature") for r in endpoint.requests} == {None}


def test_all_judges_of_a_project_are_asked_side_by_side(settings: Any) -> None:
    with e.serving(e.says("tie")) as slow, e.serving(e.says("tie")) as quick:
        allow(settings, slow, quick)
        [item, *_] = build.waiting(*[(f"a{n}", f"b{n}") for n in range(60)])
        build.endpoint_judge(item.project, slow.base_url, name="one", concurrency=2)
        build.endpoint_judge(item.project, quick.base_url, name="two", concurrency=2)
        report = judging.judge(project_id=item.project_id)

        assert len(slow.requests) == len(quick.requests) == 120
    assert report.calls == Counter(ok=240)
    assert Judgment.objects.count() == 120


def test_a_charged_judge_without_a_budget_sends_nothing() -> None:
    [item] = build.waiting()
    spec = build.judge(item.project, price=1)

    report = judging.judge(project_id=item.project_id)

    assert not JudgeCall.objects.exists()
    assert "No budget for judges" in report.stopped[spec.name]
