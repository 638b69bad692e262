"""Judging by other protocols, by panels and by scorers, from the item to the judgment."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from annotation.domain.types import ItemState
from annotation.errors import Invalid
from annotation.models import Item, Judgment, Label
from routing.judges import parsing
from routing.judges.spec import NewSpec
from routing.models import JudgeCall, JudgeSpec, Verdict
from routing.services import judging, making, prices, reparsing, specs, trying
from tests import make
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow, states

pytestmark = pytest.mark.django_db
LONG, SHORT = "a long and thorough answer, longer than forty characters", "short"


@pytest.mark.parametrize(
    "template", ["pairwise.v1", "self_reference.v1", "rating.v1", "critique.v1", "listwise.v1"]
)
def test_every_protocol_that_talks_gives_a_judgment(template: str) -> None:
    [item] = build.waiting((SHORT, LONG))
    build.judge(item.project, template=template)

    judging.judge(project_id=item.project_id)

    assert Judgment.objects.get().answers["overall"]["winner"] == "b"
    assert {verdict.state for verdict in Verdict.objects.all()} == {"ok"}


def test_a_judge_with_a_reference_compares_with_it_and_without_one_people_are_asked() -> None:
    with_one, without = build.waiting((SHORT, LONG), (SHORT, LONG))
    Item.objects.filter(pk=with_one.pk).update(context={"reference": "known to be good"})
    build.judge(with_one.project, template="reference.v1")

    report = judging.judge(project_id=with_one.project_id)

    assert (report.judged, report.abstained) == (1, Counter(no_reference=1))
    assert {row[2:] for row in states(without)} == {("failed", "no_reference")}
    assert Item.objects.get(pk=without.pk).state == ItemState.AWAITING_HUMAN


def test_a_similarity_judge_takes_the_likelier_response_without_a_call_to_anybody() -> None:
    [item] = build.waiting(("the cat sat down", "dogs run"))
    Item.objects.filter(pk=item.pk).update(context={"reference": "a cat sat down"})
    build.judge(item.project, "rouge_l", backend="similarity")

    judging.judge(project_id=item.project_id)

    judgment = Judgment.objects.get()
    assert judgment.answers["overall"]["winner"] == "a"
    assert judgment.confidence == pytest.approx(0.5 + (2 * 3 / 8) / 2)
    assert [v.value for v in Verdict.objects.order_by("call__order")] == [0.75, 0.0]


def panel(project: Any, *names: str) -> JudgeSpec:
    found = {spec.name: spec.sha256 for spec in specs.every(project_id=project.pk)}
    members = tuple(found[name] for name in names)
    return build.judge(project, "", name="panel", backend="panel", members=members)


def test_a_panel_gives_one_judgment_with_its_vote_and_its_members_none() -> None:
    [item] = build.waiting((SHORT, LONG))
    for script in ("longer-wins", "scripted-demo", "always-a"):
        build.judge(item.project, script)
    seat = panel(item.project, "longer-wins", "scripted-demo", "always-a")

    judging.judge(project_id=item.project_id)

    judgment = Judgment.objects.get()
    assert judgment.rater.judge_spec_id == seat.pk
    assert judgment.answers["overall"]["winner"] == "b"
    assert judgment.confidence == 0.75  # two of two votes; the third abstains
    assert JudgeCall.objects.filter(state="ok").count() == 6


def test_a_split_panel_abstains_and_people_are_asked() -> None:
    [item] = build.waiting((SHORT, LONG))
    for script in ("longer-wins", "always-a"):
        build.judge(item.project, script)
    panel(item.project, "longer-wins", "always-a")

    report = judging.judge(project_id=item.project_id)

    assert report.abstained == Counter(panel_split=1)
    assert not Judgment.objects.exists()
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_HUMAN


def test_a_panel_needs_judges_of_this_project() -> None:
    project, other = make.project(), make.project()
    first, second = build.judge(project), build.judge(other, "always-a")

    with pytest.raises(Invalid) as caught:
        build.judge(project, "", name="p", backend="panel", members=(first.sha256, second.sha256))
    assert list(caught.value.fields) == ["members"]


def test_a_judge_takes_the_known_price_of_its_model_and_a_new_one_holds_from_then_on() -> None:
    project = make.project()
    build.judge(project, price=2)
    unpriced = NewSpec("again", "scripted", "longer-wins", None, None, samples=3)

    spec = making.create(project_id=project.pk, actor_id=None, new=unpriced)
    assert spec.input_usd_per_million == 2
    prices.set_price(
        project_id=project.pk,
        base_url="",
        model="longer-wins",
        input_usd_per_million=5,  # type: ignore[arg-type]
        output_usd_per_million=0,  # type: ignore[arg-type]
        actor_id=None,
    )

    assert {s.input_usd_per_million for s in specs.every(project_id=project.pk)} == {5}
    [row] = prices.table(project.pk)
    assert (row.input_usd_per_million, row.output_usd_per_million) == (5, 0)


def test_answers_are_read_again_without_a_call_and_settle_what_they_decide(
    monkeypatch: Any,
) -> None:
    [item] = build.waiting((SHORT, LONG))
    spec = build.judge(item.project)
    with monkeypatch.context() as old:
        # A parser of the past that could read nothing.
        old.setattr("routing.services.endings.PARSER_VERSION", "0")
        old.setattr(parsing, "_of_json", lambda *_: parsing.Parsed("malformed"))
        judging.judge(project_id=item.project_id)
    assert not Judgment.objects.exists()
    count = JudgeCall.objects.count()

    done = reparsing.reparse(project_id=item.project_id)

    assert JudgeCall.objects.count() == count
    assert done.read == count
    assert done.changed == Counter({"malformed → b": count})
    assert done.judged == 1
    assert Judgment.objects.get().rater.judge_spec_id == spec.pk
    assert reparsing.reparse(project_id=item.project_id).read == 0


def test_a_trial_shows_everything_and_judges_nothing(settings: Any) -> None:
    with e.serving(e.says("A")) as endpoint:
        allow(settings, endpoint)
        items = build.waiting((SHORT, LONG), (LONG, SHORT))
        spec = build.endpoint_judge(items[0].project, endpoint.base_url, price=1000)
        limit = build.budget(spec.project, "100")
        started = trying.start(project_id=spec.project_id, spec_id=spec.pk)
        trying.run(job_id=started.job)

        trial = trying.result(project_id=spec.project_id, spec_id=spec.pk, trial=started.trial)
        shown = trial["items"]
        assert len(endpoint.requests) == 4
        sent = [request["messages"] for request in endpoint.requests]
        assert all(call["prompt"] in sent for item in shown for call in item["calls"])
    limit.refresh_from_db()
    first = shown[0]["calls"][0]
    assert (first["state"], first["verdict"]["winner"]) == ("ok", "a")
    assert first["cost_usd"] == Decimal("0.11")
    assert first["latency_ms"] is not None
    assert '"strength": "A"' in first["response"]
    assert (shown[0]["winner"], shown[0]["abstains"]) == (None, "order_inconsistent")
    assert not Judgment.objects.exists()
    assert limit.spent == Decimal("0.44")
    assert set(JudgeCall.objects.values_list("purpose", flat=True)) == {"trial"}
    # The same items are still to be judged, and at full price.
    assert {i.state for i in Item.objects.all()} == {ItemState.AWAITING_JUDGE}


RANKING = {"key": "order", "type": "ranking", "title": "Order them.", "options": {"ties": True}}


def listed(*texts: str) -> Item:
    """An item with these responses in a project that asks for their order, waiting for a judge."""
    project = make.project(questions=[make.comparison(), RANKING])
    [item] = build.waiting(project=project)
    item.responses = [
        {"key": k, "text": t, "model": ""} for k, t in zip("abcdefgh", texts, strict=False)
    ]
    item.save(update_fields=["responses"])
    build.judge(project, template="listwise.v1")
    return item


def test_a_judge_that_lists_puts_all_responses_in_order() -> None:
    item = listed("the middle one", "short", "the longest one of all these responses", "a bit long")

    judging.judge(project_id=item.project_id)

    judgment = Judgment.objects.get()
    assert judgment.answers == {"order": {"ranks": {"c": 1, "a": 2, "d": 3, "b": 4}}}
    assert judgment.presented_order == ["a", "b", "c", "d"]
    assert judgment.confidence == pytest.approx(7 / 8)  # both orders agree on all six pairs
    label = Label.objects.get(item=item)
    assert label.value["order"] == [["c"], ["a"], ["d"], ["b"]]


def test_more_responses_than_one_list_holds_go_to_people_without_a_call() -> None:
    item = listed(*(f"response {n}" for n in range(7)))

    report = judging.judge(project_id=item.project_id)

    assert report.abstained == Counter(too_many_responses=1)
    assert Item.objects.get(pk=item.pk).state == ItemState.AWAITING_HUMAN
    assert not Judgment.objects.exists()


def test_a_list_of_equal_responses_is_a_tie_of_all_without_a_call() -> None:
    item = listed("same", "same", "same")

    judging.judge(project_id=item.project_id)

    assert Judgment.objects.get().answers == {"order": {"ranks": {"a": 1, "b": 1, "c": 1}}}


@pytest.mark.parametrize("template", ["pairwise.v1", "listwise.v1", "rating.v1"])
def test_the_judge_sees_sources_persona_criteria_and_each_responses_own_prompt(
    template: str, settings: Any
) -> None:
    with e.serving(e.fails(400)) as endpoint:
        allow(settings, endpoint)
        [item] = build.waiting(("alpha", "beta"))
        Item.objects.filter(pk=item.pk).update(
            context={
                "persona": "a nurse",
                "criteria": ["clarity", "brevity"],
                "sources": [{"title": "Atlas", "content": "The sky."}, "", "Second text"],
                "prompts": ["first prompt", [{"role": "user", "content": "second prompt"}]],
                "hidden": "gold",
            }
        )
        build.endpoint_judge(item.project, endpoint.base_url, template=template, concurrency=1)
        judging.judge(project_id=item.project_id)
        shown = [r["messages"][1]["content"] for r in endpoint.requests[:2]]

    for text in shown:
        for seen in ("a nurse", "clarity; brevity", "Atlas", "The sky.", '"number": 3', "Second"):
            assert seen in text
        assert "gold" not in text
        for prompt, response in (("first prompt", "alpha"), ("second prompt", "beta")):
            assert (prompt in text) == (response in text)
    assert (shown[0].find("alpha") < shown[0].find("beta")) or "beta" not in shown[0]
    places = [shown[1].find(word) for word in ("second prompt", "first prompt", "beta", "alpha")]
    assert [p for p in places if p >= 0] == sorted(p for p in places if p >= 0)
