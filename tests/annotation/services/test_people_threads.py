"""Gold, repeats and quotas under real concurrency: exactly N stays exactly N."""

from collections import Counter

import pytest

from annotation.models import Assignment, Item, Judgment, Label
from annotation.services import queue
from tests import make
from tests.annotation.services.test_queue_threads import submit, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_gold_and_repeats_in_between_leave_every_item_exactly_its_number():
    project = make.project(rules={"gold_rate": 0.2, "repeat_rate": 0.2, "repeat_after": 2})
    make.items(project, 20, need=3, reserve=0)
    known = make.known(project, 6)
    people = [make.member(project) for _ in range(8)]

    def work(user):
        def loop():
            for _ in range(90):
                got = queue.claim(project_id=project.pk, user_id=user.pk, count=2)
                if got.status == "done":
                    return
                for leased in got.assignments:
                    submit(leased, user)

        return loop

    results = together([work(user) for user in people])

    assert [r for r in results if r is not None] == []
    work_items = Item.objects.exclude(pk__in=[item.pk for item in known])
    assert set(work_items.values_list("taken", "counted")) == {(3, 3)}
    assert set(Item.objects.filter(pk__in=[i.pk for i in known]).values_list("taken")) == {(0,)}
    assert Judgment.objects.filter(purpose="work", counted=True).count() == 60
    by = Counter(Judgment.objects.values_list("purpose", flat=True))
    assert by["gold"] > 0
    assert by["repeat"] > 0
    assert not Judgment.objects.exclude(purpose="work").filter(counted=True).exists()
    # Nobody is given anything twice, but for repeats, and these once.
    shown = Counter(Assignment.objects.values_list("item_id", "annotator_id", "showing"))
    assert set(shown.values()) == {1}
    labels = Label.objects.filter(item__in=work_items)
    assert {len(ids) for ids in labels.values_list("judgment_ids", flat=True)} == {3}


def test_one_person_in_many_tabs_gets_their_quota_and_no_more():
    project = make.project(rules={"quota_total": 5})
    make.items(project, 40)
    user = make.member(project)

    def tab():
        held = []
        for _ in range(3):
            got = queue.claim(project_id=project.pk, user_id=user.pk, count=3, holding=held)
            held += [leased.id for leased in got.assignments]
        return held

    results = together([tab] * 8)

    assert [sorted(held) for held in results if len(held) != 5] == []
    assert Assignment.objects.filter(state="open").count() == 5


def test_a_training_item_is_given_once_to_many_tabs():
    project = make.project(rules={"training_items": 4, "pass_mark": 0.5})
    make.items(project, 4)
    make.known(project, 4, training=True)
    user = make.member(project)

    results = together(
        [lambda: queue.claim(project_id=project.pk, user_id=user.pk, count=3) for _ in range(8)]
    )

    assert [r for r in results if isinstance(r, Exception)] == []
    assert Assignment.objects.filter(state="open", purpose="training").count() == 1
