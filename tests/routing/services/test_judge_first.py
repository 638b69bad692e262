"""Where the judge goes first: its verdicts are weighed, and what it cannot judge goes to people."""

import pytest

from annotation.domain.types import RaterKind
from annotation.models import Item, Job, Label, Project
from annotation.services import judgments
from annotation.services.judgments import NewJudgment
from routing.models import Decision
from routing.services import judging, routing
from tests import make
from tests.routing import rows
from tests.routing.rows import route, run_jobs, states


@pytest.fixture
def project(db: None) -> Project:
    return make.project(overlap=2)


def said(item: Item, winner: str = "a", *, confidence: float = 0.9, name: str = "gpt") -> None:
    """A judge's verdict through its door, with all that follows from it."""
    known = item.project.raters.filter(name=name).first()
    rater = known or make.rater(item.project, kind=RaterKind.JUDGE, name=name)
    answers = {"overall": {"winner": winner, "strength": -1 if winner == "a" else 1}}
    new = NewJudgment(item.pk, rater.pk, "judge", answers, ["a", "b"], f"{item.pk}", confidence)
    judgments.record([new])


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
