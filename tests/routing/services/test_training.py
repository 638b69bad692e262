"""Label a few, and let a trained classifier label the rest with its confidence."""

import io

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Item, Judgment, Label
from annotation.services import labels
from routing.models import JudgeSpec
from routing.services import making, training
from tests import make
from tests.routing import audits, rows

pytestmark = pytest.mark.django_db


def labelled(count: int) -> tuple[list[Item], list[Item]]:
    """People prefer the shorter response on so many items; thirty more wait."""
    project = make.project(overlap=1)
    made = audits.items(project, count)
    for item in made:
        make.judgment(item, make.rater(project), "b" if audits.longer_first(item) else "a")
    labels.resolve(item_ids=[item.pk for item in made])
    return made, audits.items(project, 30)


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
