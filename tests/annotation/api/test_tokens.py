"""Tokens for scripts: shown once, no more than their person may, gone when they are revoked."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.domain.types import Role
from annotation.models import ApiToken, AuditEvent, Membership, Project, User
from tests import make
from tests.conftest import Api
from tests.contracts import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(team):
    return team.api(Role.ADMIN)


def made(api, **given):
    answer = api.call("post", "/tokens", {"name": "nightly", "scope": "write", **given})
    assert answer.status_code == 201, answer.content
    return answer.json()


def by(token, *, method="get", path="/session", body=None, **more):
    """A request that comes with nothing but a token, as a script sends it."""
    script = Api(enforce_csrf_checks=True)
    return script.call(method, path, body, HTTP_AUTHORIZATION=f"Bearer {token}", **more)


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_a_script_reads_and_changes_with_a_token_alone(team, admin):
    token = made(admin)["token"]

    assert by(token).json()["user"]["email"] == team.people[Role.ADMIN].email
    change = by(token, method="patch", path=team.path, body={"name": "By a script"})
    assert change.status_code == 200, change.content  # no cookie, no CSRF token
    assert Project.objects.get(pk=team.project.pk).name == "By a script"


def test_it_is_shown_once_and_kept_as_a_hash(admin):
    new = made(admin)
    kept = ApiToken.objects.get()
    everything = repr(list(ApiToken.objects.values_list()))

    assert len(new["token"]) >= 43  # 256 bits
    assert kept.token_sha256 == hashlib.sha256(new["token"].encode()).hexdigest()
    assert new["token"] not in everything
    listed = admin.read("/tokens")["tokens"]
    assert [t["prefix"] for t in listed] == [new["token"][:8]]
    assert "token" not in listed[0]
    assert new["token"] not in repr(list(AuditEvent.objects.values_list()))


def test_both_making_and_revoking_are_in_the_log_of_acts(admin):
    new = made(admin)
    assert admin.call("delete", f"/tokens/{new['id']}").status_code == 204
    assert {"token.created", "token.revoked"} <= set(
        AuditEvent.objects.values_list("kind", flat=True)
    )


def test_a_revoked_token_opens_nothing(admin):
    new = made(admin)
    admin.call("delete", f"/tokens/{new['id']}")

    assert code(by(new["token"])) == (401, "token_refused")
    assert admin.read("/tokens")["tokens"] == []


def test_a_token_ends_when_it_was_said_to(admin):
    new = made(admin, days=30)
    assert by(new["token"]).status_code == 200
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(hours=1))

    assert code(by(new["token"])) == (401, "token_refused")


def test_what_is_no_token_is_refused_even_beside_a_session(admin):
    answer = admin.get("/api/projects", HTTP_AUTHORIZATION="Bearer tb_nothing")
    assert code(answer) == (401, "token_refused")


def test_a_disabled_persons_token_opens_nothing(team, admin):
    token = made(admin)["token"]
    User.objects.filter(pk=team.people[Role.ADMIN].pk).update(is_active=False)

    assert code(by(token)) == (401, "token_refused")


def test_who_is_no_member_any_more_finds_nothing_with_it(team, admin):
    token = made(admin)["token"]
    Membership.objects.filter(user=team.people[Role.ADMIN]).delete()

    assert by(token, path=team.path).status_code == 404


def test_a_token_may_no_more_than_its_person(team):
    token = made(team.api(Role.ANNOTATOR))["token"]
    assert code(by(token, path=f"{team.path}/items")) == (403, "forbidden")


def test_a_reading_token_changes_nothing(team, admin):
    token = made(admin, scope="read")["token"]

    assert by(token, path=team.path).status_code == 200
    refused = by(token, method="patch", path=team.path, body={"name": "X"})
    assert code(refused) == (403, "forbidden")
    assert Project.objects.get(pk=team.project.pk).name != "X"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/tokens"),
        ("post", "/tokens"),
        ("delete", "/tokens/1"),
        ("post", "/session"),
        ("patch", "/session"),
        ("delete", "/session"),
        ("post", "/invites/anything"),
    ],
)
def test_a_token_opens_nothing_that_is_for_people(admin, method, path):
    token = made(admin)["token"]
    assert code(by(token, method=method, path=path, body={})) == (403, "forbidden")


def test_making_one_asks_for_the_password_of_who_has_one(team):
    person = team.people[Role.RESEARCHER]
    person.set_password("a long enough password")
    person.save()
    api, wanted = Api(person), {"name": "x", "scope": "read"}

    for wrong in ({}, {"password": "another password"}):
        answer = api.call("post", "/tokens", {**wanted, **wrong})
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["password"])
    right = {**wanted, "password": "a long enough password"}
    assert api.call("post", "/tokens", right).status_code == 201


def test_nobody_revokes_or_sees_anothers(team, admin):
    new, other = made(admin), team.api(Role.RESEARCHER)

    assert other.read("/tokens")["tokens"] == []
    assert other.call("delete", f"/tokens/{new['id']}").status_code == 404
    assert by(new["token"]).status_code == 200


def test_a_token_for_a_project_that_is_not_ones_own_is_not_made(admin):
    wanted = {"name": "x", "scope": "read", "project_id": make.project().pk}
    answer = admin.call("post", "/tokens", wanted)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["project_id"])


def test_it_is_counted_and_asks_no_more_often_than_it_may(admin, settings):
    settings.TOKEN_REQUESTS_PER_MINUTE = 1
    token = made(admin)["token"]
    assert by(token).status_code == 200
    over = by(token)  # in the same minute: within a test the database's clock stands still

    assert code(over) == (429, "too_many")
    assert over["Retry-After"] == "60"
    assert admin.read("/tokens")["tokens"][0]["last_used_at"] is not None


# --- for one project ------------------------------------------------------------------------------


def test_a_token_of_one_project_finds_nothing_of_another(settings, tmp_path):
    """The same person is admin of both; every route with an id of the other answers 404."""
    settings.DATA_DIR = tmp_path
    world, mine = w.build(), make.project()
    admin = world.clients["admin"]
    person = User.objects.get(pk=admin.read("/session")["user"]["id"])
    Membership.objects.create(project=mine, user=person, role=Role.ADMIN)
    token = made(admin, project_id=mine.pk)["token"]
    wrong = []
    for route in w.routes():
        if not set(route.kwargs) & {k for k in world.ids if k.endswith("_id")} - {"token_id"}:
            continue
        for method in route.methods:
            url, body = route.url(world.ids), w.body(route, world.ids)
            answer = by(token, method=method, path=url, body=body)
            if answer.status_code != 404:
                wrong.append((method, route.path, answer.status_code))

    assert wrong == []
    assert [p["id"] for p in by(token, path="/projects").json()["results"]] == [mine.pk]
    assert [m["project"]["id"] for m in by(token).json()["memberships"]] == [mine.pk]
    assert by(token, path=f"/projects/{mine.pk}").status_code == 200
    assert code(by(token, method="post", path="/projects", body={})) == (403, "forbidden")
