"""The queue under real concurrency: threads on connections of their own."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F

from annotation.errors import AlreadyJudged
from annotation.models import Assignment, Item, Judgment
from annotation.services import judgments, leases, queue
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
ANSWERS = {"overall": {"side": "left", "strength": 1}}


def together(tasks):
    """Run all at the same moment, each on its own connection; their results or exceptions."""
    gate = Barrier(len(tasks))

    def run(task):
        try:
            gate.wait(timeout=30)
            return task()
        except Exception as e:  # noqa: BLE001  (the test looks at it)
            return e
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def submit(leased, user, key=None):
    return judgments.submit(
        assignment_id=leased.id,
        user_id=user.pk,
        lease_token=leased.lease_token,
        idempotency_key=key or uuid.uuid4(),
        answers=ANSWERS,
    )


def test_many_annotators_at_once_never_overbook_an_item_or_get_it_twice():
    project = make.project()
    make.items(project, 30, need=3, reserve=0)
    people = [make.member(project) for _ in range(12)]

    def work(user):
        def loop():
            for _ in range(60):
                got = queue.claim(project_id=project.pk, user_id=user.pk, count=1)
                if got.status == "done":
                    return
                for leased in got.assignments:
                    submit(leased, user)

        return loop

    results = together([work(user) for user in people])

    assert [r for r in results if r is not None] == []
    assert set(Item.objects.values_list("taken", "counted")) == {(3, 3)}
    assert Judgment.objects.count() == 90
    pairs = Counter(Assignment.objects.values_list("item_id", "annotator_id"))
    assert set(pairs.values()) == {1}


def test_two_tabs_of_one_person_share_their_leases():
    project = make.project()
    make.items(project, 4)
    user = make.member(project)

    for _ in range(4):
        together(
            [lambda: queue.claim(project_id=project.pk, user_id=user.pk, count=2) for _ in range(4)]
        )

    leased = Assignment.objects.filter(state="open").count()
    assert Item.objects.filter(taken=1).count() == leased
    assert not Item.objects.filter(taken__gt=F("need")).exists()


def test_the_same_answer_sent_twenty_times_at_once_is_one_judgment():
    project = make.project()
    make.item(project)
    user = make.member(project)
    got = queue.claim(project_id=project.pk, user_id=user.pk, count=1)
    [leased] = got.assignments
    key = uuid.uuid4()

    results = together([lambda: submit(leased, user, key) for _ in range(20)])

    assert len({r.judgment_id for r in results}) == 1
    assert sum(not r.replayed for r in results) == 1
    assert Judgment.objects.count() == 1
    assert Item.objects.get().counted == 1


def test_two_answers_to_one_item_at_once_count_once_and_the_other_is_told():
    project = make.project()
    make.item(project)
    user = make.member(project)
    got = queue.claim(project_id=project.pk, user_id=user.pk, count=1)
    [leased] = got.assignments

    results = together([lambda: submit(leased, user) for _ in range(8)])

    assert sum(isinstance(r, AlreadyJudged) for r in results) == 7
    assert Judgment.objects.count() == 1


def test_leases_that_end_while_answers_arrive_lose_nothing():
    project = make.project()
    make.items(project, 20, need=2, reserve=2)
    people = [make.member(project) for _ in range(4)]
    held = [
        (leased, user)
        for user in people
        for leased in queue.claim(project_id=project.pk, user_id=user.pk, count=3).assignments
    ]
    Assignment.objects.update(leased_until="2020-01-01T00:00:00Z")

    results = together([lambda pair=pair: submit(*pair) for pair in held] + [leases.end] * 3)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert Judgment.objects.count() == len(held)
    for item in Item.objects.all():
        open_leases = Assignment.objects.filter(item=item, state="open").count()
        counted = Judgment.objects.filter(item=item, counted=True).count()
        assert (item.counted, item.taken) == (counted, counted + open_leases)
