"""Label a few, and let a trained classifier label the rest with its confidence."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotation.domain.types import Role
from annotation.models import Item, Job, Judgment, Label
from annotation.services import jobs, labels
from routing.models import JudgeSpec
from routing.services import making, teaching, training
from tests import make
from tests.routing import audits, rows

pytestmark = pytest.mark.django_db


def labelled(count: int) -> tuple[list[Item], list[Item]]:
    """People prefer the shorter response on so many items; thirty more wait."""
    project = make.project()
    return audits.preferred(project, count), audits.items(project, 30)


def train(item: Item, *args: str) -> str:
    said = io.StringIO()
    call_command("judge", item.project.slug, "--train", *args, stdout=said, stderr=said)
    return said.getvalue()


def test_what_people_labelled_teaches_a_judge_that_labels_the_rest():
    known, rest = labelled(60)
    said = train(known[0])
    rows.choose(known[0].project, "all_judge", audit_rate=1e-9)
    rows.route(known[0].project)
    call_command("judge", known[0].project.slug, stdout=io.StringIO(), stderr=io.StringIO())

    assert "Trained on 60 labels of people" in said
    assert "agreed with 100% of them" in said
    spec = JudgeSpec.objects.get()
    assert (spec.backend, spec.spec["protocol"], spec.spec["question"]) == (
        "trained", "score", "overall",
    )  # fmt: skip
    made = {row.item_id: row for row in Label.objects.filter(source="llm", item__in=rest)}
    assert len(made) == 30
    for item in rest:
        assert made[item.pk].value["winner"] == ("b" if audits.longer_first(item) else "a")
    # As sure as Bradley and Terry's model is: of clear cases, and never less than a coin.
    sure = Judgment.objects.filter(source="judge", item__in=rest).values_list(
        "confidence", flat=True
    )
    assert all(0.5 <= each <= 1 for each in sure)
    assert max(sure) > 0.9


def test_a_classifier_of_few_labels_is_refused():
    known, _ = labelled(20)
    with pytest.raises(CommandError, match="on 20 items: 40 are needed to train on"):
        train(known[0])
    assert not JudgeSpec.objects.exists()


def test_other_weights_are_another_judge_and_the_same_ones_are_not():
    known, _ = labelled(40)
    lesson = training.learn(project_id=known[0].project_id)
    first = making.create(
        project_id=known[0].project_id, actor_id=None, new=training.judge(lesson, name="one")
    )
    with pytest.raises(CommandError, match="Nothing that decides the verdicts differs from one"):
        train(known[0], "--spec", "again")

    audits.people_say(audits.items(known[0].project, 4))
    labels.resolve(item_ids=list(Item.objects.values_list("pk", flat=True)))
    train(known[0], "--spec", "two")
    assert JudgeSpec.objects.exclude(sha256=first.sha256).get().name == "two"


def test_a_worker_trains_and_says_what_it_learnt(team):
    admin, path = team.api(Role.ADMIN), f"{team.path}/judge-training"
    known = audits.preferred(team.project, 40)

    job = admin.call("post", path).json()["job"]
    assert admin.read(path) | {"total": None} == nothing(running=True)
    teaching.run(job_id=job)

    seen = team.api(Role.RESEARCHER).read(path)
    assert (seen["running"], seen["done"], seen["total"], seen["error"]) == (False, 40, 40, "")
    assert "Trained on 40 labels of people" in seen["said"]
    spec = JudgeSpec.objects.get(pk=seen["judge"])
    assert (spec.name, spec.active, spec.created_by) == ("trained", True, team.people[Role.ADMIN])
    assert len(known) == 40


def test_training_again_makes_the_next_version_and_nothing_new_makes_none(team):
    admin, path = team.api(Role.ADMIN), f"{team.path}/judge-training"
    audits.preferred(team.project, 40)
    teaching.run(job_id=admin.call("post", path).json()["job"])
    teaching.run(job_id=admin.call("post", path).json()["job"])
    again = admin.read(path)
    assert again["error"].startswith("Nothing that decides the verdicts differs from trained.")
    assert again["judge"] is None

    audits.preferred(team.project, 10)
    teaching.run(job_id=admin.call("post", path).json()["job"])
    specs = JudgeSpec.objects.order_by("pk").values_list("name", "version", "active")
    assert list(specs) == [("trained", 1, False), ("trained v2", 2, True)]


def test_too_few_labels_are_said_and_no_judge_is_made(team):
    admin, path = team.api(Role.ADMIN), f"{team.path}/judge-training"
    audits.preferred(team.project, 7)
    teaching.run(job_id=admin.call("post", path).json()["job"])

    assert admin.read(path)["error"] == (
        "People have preferred one of two responses on 7 items: 40 are needed to train on."
    )
    assert not JudgeSpec.objects.exists()


def test_a_worker_that_dies_once_the_judge_is_made_makes_no_second_one(team, monkeypatch):
    audits.preferred(team.project, 40)
    job = teaching.start(project_id=team.project.pk, actor_id=None)
    with monkeypatch.context() as dying:
        dying.setattr(jobs, "finish", unplugged)
        teaching.run(job_id=job)
    Job.objects.filter(pk=job).update(not_before=timezone.now())
    audits.preferred(team.project, 10)

    teaching.run(job_id=job)
    assert Job.objects.get(pk=job).state == "done"
    assert JudgeSpec.objects.count() == 1


def nothing(**but: object) -> dict[str, object]:
    """What is said before anything was trained."""
    return {
        "running": False, "done": 0, "total": None, "judge": None, "said": "", "error": "",
        "at": None, "needed": training.FEWEST, **but,
    }  # fmt: skip


def unplugged(_: object) -> None:
    raise RuntimeError("the power went")
