"""Items that say the same under two ids: nobody is given both (promise I4)."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from annotation.models import Assignment, Item
from annotation.services import items_bulk, judgments, queue
from tests import make
from tests.annotation.services.test_queue_threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def twins(project, count=2, **fields):
    made = make.items(project, count, **fields)
    Item.objects.filter(pk__in=[item.pk for item in made]).update(content_sha256=made[0].pk)
    with transaction.atomic():
        assert items_bulk.group_same_texts(project_id=project.pk)
    return made


def claim(project, user, count=1):
    return queue.claim(project_id=project.pk, user_id=user.pk, count=count)


def submit(leased, user):
    judgments.submit(
        assignment_id=leased.id,
        user_id=user.pk,
        lease_token=leased.lease_token,
        idempotency_key=uuid.uuid4(),
        answers={"overall": {"side": "left", "strength": 1}},
    )


def had(user):
    return list(Assignment.objects.filter(annotator=user).values_list("item_id", flat=True))


def test_who_has_judged_one_is_done_and_the_other_goes_to_somebody_else():
    project = make.project()
    first, second = twins(project)
    ada, rui = make.member(project), make.member(project)
    [leased] = claim(project, ada).assignments
    submit(leased, ada)

    assert claim(project, ada).status == "done"
    [other] = claim(project, rui).assignments
    submit(other, rui)
    assert (had(ada), had(rui)) == ([first.pk], [second.pk])


def test_several_at_once_hold_each_text_once_and_other_items_are_given():
    project = make.project()
    first, _, third = twins(project, 3)
    plain = make.item(project)
    user = make.member(project)

    claim(project, user, count=3)
    claim(project, user, count=3)

    assert sorted(had(user)) == sorted([first.pk, plain.pk])
    assert not Item.objects.get(pk=third.pk).taken


def test_who_had_the_first_before_there_was_a_second_is_not_given_the_second():
    project = make.project()
    first = make.item(project)
    user = make.member(project)
    [leased] = claim(project, user).assignments
    submit(leased, user)
    second = make.item(project)
    Item.objects.filter(pk=second.pk).update(content_sha256=first.content_sha256)
    with transaction.atomic():
        items_bulk.group_same_texts(project_id=project.pk)

    assert claim(project, user).status == "done"
    assert claim(project, make.member(project)).status == "ok"


@pytest.mark.parametrize("under", ["persona", "criteria", "prompts"])
def test_the_same_texts_under_other_terms_are_other_work(under):
    project = make.project()
    made = [make.item(project, context={under: text} if text else {}) for text in ("x", "y", "")]
    again = make.item(project, context={under: "x"})
    Item.objects.filter(project=project).update(content_sha256="same")
    with transaction.atomic():
        items_bulk.group_same_texts(project_id=project.pk)
    user = make.member(project)

    for _ in range(3):
        for leased in claim(project, user, count=3).assignments:
            submit(leased, user)

    assert sorted(had(user)) == sorted(item.pk for item in made)
    groups = Item.objects.filter(pk__in=[made[0].pk, again.pk]).values_list("text_group", flat=True)
    assert set(groups) == {made[0].pk}


def test_tabs_of_one_person_at_once_are_given_one_of_them():
    project = make.project()
    twins(project, 4)
    users = [make.member(project) for _ in range(3)]

    results = together([lambda u=u: claim(project, u) for u in users for _ in range(4)])

    assert [r for r in results if isinstance(r, Exception)] == []
    for user in users:  # whoever met nothing but rows locked by others
        claim(project, user)
    assert [len(had(user)) for user in users] == [1, 1, 1]


def test_the_table_itself_refuses_a_second_one():
    project = make.project()
    first, second = twins(project)
    user = make.member(project)
    claim(project, user)
    row = Assignment.objects.get()

    row.pk, row.item_id, row.lease_token = None, second.pk, uuid.uuid4()
    with pytest.raises(IntegrityError, match="assignment_once_per_text"), transaction.atomic():
        row.save(force_insert=True)
    assert had(user) == [first.pk]
