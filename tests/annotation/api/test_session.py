import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from annotation.models import AuditEvent, SignInFailure, User
from tests import make
from tests.conftest import Api

WRONG = {"email": "nobody@example.org", "password": "wrong wrong wrong"}


@pytest.fixture
def ada(db):
    return make.user("Ada", email="ada@example.org", password=make.PASSWORD)


def test_nobody_is_signed_in_and_still_gets_a_csrf_token(db):
    session = Api().read("/session")

    assert session["user"] is None
    assert session["memberships"] == []
    assert session["csrf"]


def test_sign_in_answers_with_the_person_and_their_projects(ada):
    project = make.project(name="Poems")
    make.member(project, who=ada)
    api = Api()

    response = api.call(
        "post", "/session", {"email": " ADA@example.org", "password": make.PASSWORD}
    )

    assert response.status_code == 200
    assert response.json()["user"]["name"] == "Ada"
    assert response.json()["memberships"][0]["project"]["name"] == "Poems"
    assert api.read("/session")["user"]["email"] == "ada@example.org"
    assert AuditEvent.objects.filter(kind="session.opened", actor=ada).exists()


def test_the_session_id_changes_at_sign_in(ada):
    api = Api(ada)
    before = api.cookies[settings.SESSION_COOKIE_NAME].value

    api.call("post", "/session", {"email": ada.email, "password": make.PASSWORD})

    assert api.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_unknown_people_disabled_people_and_wrong_passwords_get_one_and_the_same_answer(ada):
    make.user("Bob", email="bob@example.org", password=make.PASSWORD, is_active=False)
    make.user("Eve", email="eve@example.org")  # comes in by link only
    answers = [
        Api().call("post", "/session", {"email": email, "password": password})
        for email, password in [
            ("nobody@example.org", make.PASSWORD),
            ("ada@example.org", "wrong wrong wrong"),
            ("bob@example.org", make.PASSWORD),
            ("eve@example.org", ""),
            ("not an address", "x"),
        ]
    ]
    del answers[3]  # an empty password is refused before anybody is looked for

    bodies = [{**a.json(), "request_id": ""} for a in answers]
    assert [a.status_code for a in answers] == [401] * len(answers)
    assert bodies == [bodies[0]] * len(bodies)
    assert bodies[0]["code"] == "wrong_password"


def test_too_many_wrong_passwords_shut_out_even_the_right_one_for_a_while(ada, settings):
    settings.SIGN_IN_FAILURES_PER_QUARTER_HOUR = 3
    wrong = {"email": ada.email, "password": "wrong wrong wrong"}
    right = {"email": ada.email, "password": make.PASSWORD}

    assert [Api().call("post", "/session", wrong).status_code for _ in range(5)] == [
        401,
        401,
        401,
        429,
        429,
    ]
    refused = Api().call("post", "/session", right)
    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many"
    assert int(refused["Retry-After"]) > 0

    SignInFailure.objects.update(at=timezone.now() - timezone.timedelta(minutes=16))
    assert Api().call("post", "/session", right).status_code == 200


def test_a_forged_forwarded_address_gives_no_further_guesses(ada, settings):
    settings.SIGN_IN_FAILURES_PER_QUARTER_HOUR = 2
    wrong = {"email": ada.email, "password": "wrong wrong wrong"}

    statuses = [
        Api().call("post", "/session", wrong, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code
        for n in range(4)
    ]

    assert statuses == [401, 401, 429, 429]


def test_guesses_from_elsewhere_do_not_lock_the_person_out(ada, settings):
    settings.SIGN_IN_FAILURES_PER_QUARTER_HOUR = 2
    settings.TRUSTED_PROXIES = 1
    wrong = {"email": ada.email, "password": "wrong wrong wrong"}
    for _ in range(4):
        Api().call("post", "/session", wrong, HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.1")

    right = {"email": ada.email, "password": make.PASSWORD}
    response = Api().call("post", "/session", right, HTTP_X_FORWARDED_FOR="10.0.0.2")

    assert response.status_code == 200


def test_one_address_cannot_try_many_accounts_without_end(db, settings):
    settings.SIGN_IN_FAILURES_PER_QUARTER_HOUR = 2
    statuses = [
        Api().call("post", "/session", {**WRONG, "email": f"p{n}@example.org"}).status_code
        for n in range(12)
    ]

    assert statuses == [401] * 10 + [429] * 2


def test_signing_out_ends_the_session(ada):
    api = Api(ada)

    assert api.call("delete", "/session").status_code == 204
    assert api.read("/session")["user"] is None


def test_a_disabled_person_is_out_with_their_next_request(ada):
    project = make.project()
    make.member(project, who=ada)
    api = Api(ada)
    api.read(f"/projects/{project.pk}")

    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert api.call("get", f"/projects/{project.pk}").status_code == 401
    assert api.read("/session")["user"] is None


def test_name_and_preferences_are_ones_own_to_change(ada):
    api = Api(ada)
    api.call("patch", "/session", {"preferences": {"theme": "dark", "keys": {"tie": "e"}}})

    response = api.call("patch", "/session", {"name": "Ada L.", "preferences": {"theme": None}})

    assert response.json()["user"]["name"] == "Ada L."
    assert response.json()["user"]["preferences"] == {"keys": {"tie": "e"}}


@pytest.mark.parametrize(
    "field", ["is_staff", "is_superuser", "is_active", "email", "id", "password", "groups"]
)
def test_nobody_raises_themselves_through_their_profile(ada, field):
    before = User.objects.filter(pk=ada.pk).values().get()

    response = Api(ada).call("patch", "/session", {"name": "X", field: True})

    assert response.status_code == 400
    assert field in response.json()["fields"]
    after = User.objects.filter(pk=ada.pk).values().get()
    assert {**after, "last_login": None} == {**before, "last_login": None}


def test_huge_preferences_are_refused(ada):
    response = Api(ada).call("patch", "/session", {"preferences": {"x": "y" * 30_000}})

    assert response.status_code == 400


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_without_the_csrf_token_nothing_unsafe_happens(ada, method):
    api = Api(ada, enforce_csrf_checks=True)

    response = api.call(method, "/session", {"name": "Mallory"})

    assert response.status_code == 403
    assert response.json()["code"] == "csrf_failed"
    assert User.objects.get(pk=ada.pk).name == "Ada"


def test_with_the_token_of_the_session_unsafe_requests_pass(ada):
    api = Api(ada, enforce_csrf_checks=True)
    token = api.read("/session")["csrf"]

    response = api.call("patch", "/session", {"name": "Ada L."}, HTTP_X_CSRFTOKEN=token)

    assert response.status_code == 200


def test_a_form_from_a_foreign_page_is_not_json(ada):
    client = Client()
    client.force_login(ada)

    response = client.generic("PATCH", "/api/session", '{"name": "M"}', content_type="text/plain")

    assert response.status_code == 415
