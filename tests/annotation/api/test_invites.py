from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from annotation.domain.types import Role
from annotation.models import Invite, Membership, User
from annotation.services import people
from tests import make
from tests.conftest import Api

ACCOUNT = {"name": "Grace", "email": "grace@example.org", "password": "a long enough phrase"}


def test_an_admins_link_makes_an_account_and_a_member(team):
    made = team.api(Role.ADMIN).call(
        "post", f"{team.path}/invites", {"email": "Grace@example.org", "role": "reviewer"}
    )
    assert made.status_code == 201
    token = made.json()["url"].rsplit("/", 1)[1]
    assert token not in str(list(Invite.objects.values()))

    api = Api()
    preview = api.read(f"/invites/{token}")
    assert preview == {
        "project": {"name": team.project.name},
        "role": "reviewer",
        "needs_account": True,
        "email": "grace@example.org",
    }
    joined = api.call(
        "post", f"/invites/{token}", {"name": "Grace", "password": ACCOUNT["password"]}
    )

    assert joined.status_code == 200
    assert joined.json()["user"]["email"] == "grace@example.org"
    assert joined.json()["memberships"][0]["role"] == "reviewer"
    again = {"email": "grace@example.org", "password": ACCOUNT["password"]}
    assert Api().call("post", "/session", again).status_code == 200


def test_looking_at_a_link_does_not_use_it(team):
    invite = make.invite("t", project=team.project, role=Role.ANNOTATOR)
    for _ in range(3):
        Api().read("/invites/t")

    invite.refresh_from_db()
    assert invite.uses == 0


@pytest.mark.parametrize("state", ["used", "revoked", "expired", "unknown"])
def test_a_link_that_is_gone_is_gone(team, state):
    fields = {
        "used": {"uses": 1},
        "revoked": {"revoked_at": timezone.now()},
        "expired": {"expires_at": timezone.now() - timedelta(seconds=1)},
        "unknown": {},
    }[state]
    make.invite("t", project=team.project, role=Role.ADMIN, **fields)
    path = "/invites/other" if state == "unknown" else "/invites/t"

    for method, body in (("get", None), ("post", ACCOUNT)):
        response = Api().call(method, path, body)
        assert response.status_code == 404
        assert response.json()["code"] == "invite_gone"
    assert not User.objects.filter(email=ACCOUNT["email"]).exists()


def test_a_link_never_signs_in_to_an_account_that_exists(team):
    """An admin sees the link of an invite: it must not open somebody else's account to them."""
    boss = make.user("Boss", email="boss@example.org", is_superuser=True)
    make.invite("t", project=team.project, role=Role.ANNOTATOR, email=boss.email)
    api = Api()

    response = api.call("post", "/invites/t", {})

    assert response.status_code == 401
    assert response.json()["code"] == "sign_in_first"
    assert api.read("/session")["user"] is None
    assert Api(boss).call("post", "/invites/t", {}).status_code == 200
    assert Membership.objects.filter(user=boss, project=team.project).exists()


def test_a_link_raises_a_role_and_never_lowers_one(team):
    make.invite("up", project=team.project, role=Role.RESEARCHER)
    make.invite("down", project=team.project, role=Role.ANNOTATOR)

    team.api(Role.REVIEWER).call("post", "/invites/up", {})
    team.api(Role.ADMIN).call("post", "/invites/down", {})

    roles = dict(Membership.objects.filter(project=team.project).values_list("user_id", "role"))
    assert roles[team.people[Role.REVIEWER].pk] == Role.RESEARCHER
    assert roles[team.people[Role.ADMIN].pk] == Role.ADMIN


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "grace@example.org"}, "password"),
        ({"name": " "}, "name"),
        ({"email": "elsewhere@example.org"}, "email"),
        ({"email": "no address"}, "email"),
        ({"is_staff": True}, "is_staff"),
        ({"role": "admin"}, "role"),
    ],
)
def test_a_poor_account_is_refused_and_the_link_still_works(team, change, field):
    make.invite("t", project=team.project, role=Role.ANNOTATOR, email=ACCOUNT["email"])

    response = Api().call("post", "/invites/t", {**ACCOUNT, **change})

    assert response.status_code == 400
    assert field in response.json()["fields"]
    assert Api().call("post", "/invites/t", ACCOUNT).status_code == 200
    assert not User.objects.get(email=ACCOUNT["email"]).is_staff


def test_an_open_link_takes_as_many_as_it_says(team):
    make.invite("t", project=team.project, role=Role.ANNOTATOR, max_uses=2)
    statuses = [
        Api().call("post", "/invites/t", {**ACCOUNT, "email": f"p{n}@example.org"}).status_code
        for n in range(3)
    ]

    assert statuses == [200, 200, 404]


def test_a_revoked_link_is_useless_and_can_be_revoked_once(team):
    invite = make.invite("t", project=team.project, role=Role.ANNOTATOR)
    path = f"{team.path}/invites/{invite.pk}"

    assert team.api(Role.ADMIN).call("delete", path).status_code == 204
    assert Api().call("post", "/invites/t", ACCOUNT).status_code == 404
    assert team.api(Role.ADMIN).call("delete", path).status_code == 404


def test_the_operators_link_signs_a_known_person_in_once(db):
    ada = make.user("Ada")
    path = people.sign_in_link(user_id=ada.pk).rsplit("/invite/", 1)[1]
    api = Api()

    assert api.read(f"/invites/{path}")["needs_account"] is False
    assert api.call("post", f"/invites/{path}", {}).json()["user"]["name"] == "Ada"
    assert Api().call("post", f"/invites/{path}", {}).status_code == 404


def test_a_link_for_somebody_disabled_since_is_gone(db):
    ada = make.user("Ada")
    path = people.sign_in_link(user_id=ada.pk).rsplit("/invite/", 1)[1]
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert Api().call("post", f"/invites/{path}", {}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_many_redemptions_at_once_exactly_one_wins():
    project = make.project()
    make.invite("t", project=project, role=Role.ANNOTATOR)
    start = Barrier(8)

    def redeem(n):
        api = Api()
        start.wait()
        try:
            body = {**ACCOUNT, "email": f"p{n}@example.org"}
            return api.call("post", "/invites/t", body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(redeem, range(8)))

    assert statuses == [200] + [404] * 7
    assert Membership.objects.filter(project=project).count() == 1
    assert User.objects.count() == 1
