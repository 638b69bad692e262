"""Judging what waits: both orders, samples, abstentions, and what a judge gets to see."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from annotation.domain.types import ItemState
from annotation.errors import Refusal
from annotation.models import Item, Judgment, Label
from routing.models import Budget, JudgeCall, Verdict
from routing.services import judging, specs
from tests import make
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow, states

pytestmark = pytest.mark.django_db
LONG, SHORT = "a long and thorough answer", "short"


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
