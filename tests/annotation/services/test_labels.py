"""Labels of many items at once are those of each alone."""

import random

import pytest
from django.db import DatabaseError, transaction

from annotation import statements
from annotation.domain.types import ItemState, RaterKind
from annotation.models import Item, Label, Project
from annotation.services import labels
from tests import make

SAID = ("a", "b", "tie", "both_bad")
COLUMNS = ("item_id", "question", "version", "value", "posterior", "method", "method_version")
COLUMNS += ("source", "status", "n_human", "n_judge", "agreement", "judgment_ids")


@pytest.fixture
def items(db: None) -> list[Item]:
    """Items of every label source, with up to three people's and two judges' verdicts each."""
    project, rng = make.project(), random.Random(5)
    people = [make.rater(project, name=f"p{n}") for n in range(3)]
    judges = [make.rater(project, kind=RaterKind.JUDGE, name=f"j{n}") for n in range(2)]
    found = make.items(project, 60, state=ItemState.AWAITING_JUDGE)
    for n, item in enumerate(found):
        Item.objects.filter(pk=item.pk).update(label_source=("any", "judge", "human")[n % 3])
        for rater in (*people[: rng.randint(0, 3)], *judges[: rng.randint(0, 2)]):
            stated = rng.choice([None, 0.6, 0.9]) if rater in judges else None
            make.judgment(item, rater, rng.choice(SAID), confidence=stated)
    return found


def made() -> list[tuple[object, ...]]:
    return list(Label.objects.order_by("item_id", "version").values_list(*COLUMNS))


def resolved(project: Project) -> list[int]:
    rows = Item.objects.filter(project=project, state=ItemState.RESOLVED).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def test_many_at_once_get_the_labels_of_each_alone(items, monkeypatch):
    ids = [item.pk for item in items]
    monkeypatch.setattr(labels, "FEW", 10**6)
    added = labels.resolve(item_ids=ids)
    alone, done = made(), resolved(items[0].project)
    _forget(items)
    monkeypatch.setattr(labels, "FEW", 0)

    assert labels.resolve(item_ids=ids) == added
    assert made() == alone
    assert resolved(items[0].project) == done
    assert 0 < len(done) < len(ids)
    assert labels.resolve(item_ids=ids) == 0  # nothing has changed


def test_a_label_that_changed_gets_the_next_version(items, monkeypatch):
    monkeypatch.setattr(labels, "FEW", 0)
    ids = [item.pk for item in items]
    labels.resolve(item_ids=ids)
    item = next(i for i in items if not i.judgments.exists())
    late = make.rater(item.project, name="late")
    for n in range(2):
        make.judgment(item, late if n else make.rater(item.project, name="later"), "a")
        Item.objects.filter(pk=item.pk).update(label_source="human")
        assert labels.resolve(item_ids=ids) == 1

    versions = Label.objects.filter(item=item).order_by("version")
    assert [(v.version, v.n_human) for v in versions] == [(1, 1), (2, 2)]


def test_what_is_left_to_judges_is_labelled_at_once_or_waits(items):
    ids = [item.pk for item in items]
    labels.leave_to_judges(item_ids=ids)

    for item in Item.objects.filter(pk__in=ids):
        judged = item.judgments.filter(rater__kind=RaterKind.JUDGE).exists()
        assert item.label_source == "judge"
        assert item.state == (ItemState.RESOLVED if judged else ItemState.AWAITING_JUDGE)
        assert item.labels.exists() == judged
    assert set(Label.objects.values_list("source", flat=True)) == {"llm"}


def _forget(items: list[Item]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:  # TRUNCATE passes the trigger that keeps labels
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE annotation_label CASCADE")
    Item.objects.filter(pk__in=[i.pk for i in items]).update(state=ItemState.AWAITING_JUDGE)


def test_the_item_of_a_label_exists_and_stays(items):
    labels.resolve(item_ids=[item.pk for item in items])
    label = Label.objects.first()
    assert label is not None

    label.pk, label.item_id = None, max(item.pk for item in items) + 1
    with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic():
        Label.objects.bulk_create([label])
    with pytest.raises(DatabaseError, match="has labels"), transaction.atomic():
        statements.rows("DELETE FROM annotation_item", {})
