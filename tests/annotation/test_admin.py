"""The back office: nobody raises themselves, history is read-only."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from annotation.models import User
from tests import make


@pytest.fixture
def staff(db):
    """Somebody who may change people, and no more."""
    who = make.user("Staff", is_staff=True)
    who.user_permissions.set(Permission.objects.filter(content_type__app_label="annotation"))
    return who


def form(user, **changes):
    return {"email": user.email, "name": user.name, "is_active": "on", **changes}


def test_staff_may_deactivate_an_ordinary_person(staff):
    ada = make.user("Ada")
    client = signed_in(staff)
    data = form(ada)
    del data["is_active"]

    client.post(f"/back-office/annotation/user/{ada.pk}/change/", data)

    assert not User.objects.get(pk=ada.pk).is_active


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_staff_cannot_raise_themselves_or_others(staff, power):
    ada = make.user("Ada")
    client = signed_in(staff)
    for who in (staff, ada):
        client.post(f"/back-office/annotation/user/{who.pk}/change/", form(who, **{power: "on"}))

    assert not User.objects.get(pk=ada.pk).is_staff
    assert not User.objects.filter(is_superuser=True).exists()


def test_staff_cannot_give_permissions(staff):
    ada = make.user("Ada")
    some = Permission.objects.first()

    signed_in(staff).post(
        f"/back-office/annotation/user/{ada.pk}/change/", form(ada, user_permissions=[some.pk])
    )

    assert not ada.user_permissions.exists()


def test_staff_cannot_take_over_a_superuser_by_a_new_password(staff):
    boss = make.user("Boss", is_superuser=True, is_staff=True, password=make.PASSWORD)
    path = f"/back-office/annotation/user/{boss.pk}/password/"

    response = signed_in(staff).post(
        path, {"password1": "another long phrase", "password2": "another long phrase"}
    )

    assert response.status_code == 403
    assert User.objects.get(pk=boss.pk).check_password(make.PASSWORD)


def test_a_superuser_may_give_powers(db):
    boss, ada = make.user("Boss", is_superuser=True, is_staff=True), make.user("Ada")

    signed_in(boss).post(f"/back-office/annotation/user/{ada.pk}/change/", form(ada, is_staff="on"))

    assert User.objects.get(pk=ada.pk).is_staff


def test_people_are_never_deleted(db):
    boss, ada = make.user("Boss", is_superuser=True, is_staff=True), make.user("Ada")

    response = signed_in(boss).post(
        f"/back-office/annotation/user/{ada.pk}/delete/", {"post": "yes"}
    )

    assert response.status_code == 403
    assert User.objects.filter(pk=ada.pk).exists()


@pytest.mark.parametrize(
    "model", ["judgment", "label", "auditevent", "guideline", "questionset", "job"]
)
def test_history_can_be_looked_at_and_not_written(db, model):
    project = make.project()
    item = make.item(project)
    make.judgment(item, make.rater(project))
    make.label(item)
    client = signed_in(make.user("Boss", is_superuser=True, is_staff=True))

    assert client.get(f"/back-office/annotation/{model}/").status_code == 200
    assert client.get(f"/back-office/annotation/{model}/add/").status_code == 403


def test_members_and_strangers_do_not_come_in(team):
    for who in team.people.values():
        assert signed_in(who).get("/back-office/").status_code == 302


def signed_in(who):
    client = Client()
    client.force_login(who)
    return client
