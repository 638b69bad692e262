"""Bodies that are too much, too deep or not text (reliability guide, B5 and J4)."""

import logging

import pytest
from django.db import connection

from annotation.api import requests
from annotation.domain.types import Role
from tests import make
from tests.conftest import Api

DEEP = b'{"preferences": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"


@pytest.mark.parametrize(
    "body",
    [
        DEEP,
        b'{"preferences": {"a": ' + b'{"b":' * 64 + b"1" + b"}" * 64 + b"}}",
        b'{"preferences": {"a": NaN}}',
        b'{"preferences": {"a": Infinity}}',
        b'{"preferences": {"a": 1e999}}',
        b'{"preferences": {"a": ' + b"9" * 1_000_000 + b"}}",
        b'{"name": "a\\u0000b"}',
        b'{"preferences": {"a\\u0000b": 1}}',
        b'{"preferences": {"a": ["x", {"y": "\\u0000"}]}}',
        b'{"name": "\\ud800"}',
        b'{"name": "\xff"}',
        b'{"name": "Ada"',
        b'{"name": "Ada"} {}',
        b"",
        b"[]",
        b"null",
        b'"name"',
        b'{"name": {"a": 1}}',
        b'{"name": ["Ada"]}',
        b'{"name": ""}',
        b'{"name": "' + b"x" * 200 + b'"}',
        b'{"preferences": []}',
        b'{"preferences": null}',
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_that_does_not_fit_is_refused_and_changes_nothing(db, body):
    ada = make.user("Ada")

    response = Api(ada).call("patch", "/session", body)

    # An empty body and an empty object change nothing, which is no error.
    assert response.status_code == (200 if body == b"" else 400), response.content[:300]
    ada.refresh_from_db()
    assert (ada.name, ada.preferences) == ("Ada", {})


def test_depth_64_is_still_read(db):
    body = b'{"preferences": {"a": ' + b"[" * 61 + b"1" + b"]" * 61 + b"}}"

    assert Api(make.user()).call("patch", "/session", body).status_code == 200


def test_a_body_over_the_limit_is_refused_unread(db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    body = b'{"name": "' + b"x" * 2**20 + b'"}'

    response = Api(make.user()).call("patch", "/session", body)

    assert response.status_code == 400
    assert "larger than 1 MB" in response.json()["detail"]


def test_every_refusal_carries_the_id_of_its_request(team):
    for api, path in [(Api(), "/projects"), (team.api(Role.ADMIN), "/nowhere")]:
        response = api.call("get", path)
        assert response.json()["request_id"] == response["X-Request-Id"]
        assert len(response["X-Request-Id"]) == 32


@pytest.fixture
def broken_table(team):
    """A fault of the database's own, undone with the test."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE annotation_invite RENAME TO secret_name")
        cursor.execute("ALTER TABLE annotation_membership RENAME TO other_secret_name")


def test_an_unexpected_error_tells_nothing_but_its_id_and_is_in_the_log(broken_table, team, caplog):
    api = Api(team.people[Role.ADMIN], raise_request_exception=False)

    with caplog.at_level(logging.ERROR, logger=requests.__name__):
        response = api.call("get", "/session")

    assert response.status_code == 500
    assert set(response.json()) == {"code", "detail", "request_id"}
    assert "annotation" not in response.content.decode()
    assert any(response["X-Request-Id"] in r.getMessage() for r in caplog.records)


def test_a_line_break_in_a_path_writes_no_line_of_its_own(broken_table, caplog):
    with caplog.at_level(logging.ERROR, logger=requests.__name__):
        Api(raise_request_exception=False).call("get", "/invites/x%0aERROR forged")

    (record,) = [r for r in caplog.records if r.name == requests.__name__]
    assert "\n" not in record.getMessage()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_method_that_does_not_exist_is_refused_in_words(team, method):
    response = team.api(Role.ADMIN).call(method, f"{team.path}/overview", {})

    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"


def test_a_method_is_not_overridden_by_a_header_or_a_parameter(team):
    item = make.item(team.project)
    api = team.api(Role.ADMIN)

    api.call("get", f"{team.path}/items?_method=DELETE", HTTP_X_HTTP_METHOD_OVERRIDE="DELETE")

    item.refresh_from_db()
    assert item.state == "awaiting_human"


def test_a_thousand_equal_headers_do_no_harm(db):
    headers = {f"HTTP_X_JUNK_{n}": "x" * 100 for n in range(1000)}

    assert Api().call("get", "/session", **headers).status_code == 200
