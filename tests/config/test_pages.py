"""The front end's page, health, and what every answer carries."""

import pytest

from tests.conftest import Api


@pytest.fixture
def page(settings, tmp_path, db):
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "index.html").write_text("<!doctype html><title>Tiebreak</title>")


@pytest.mark.parametrize("path", ["/", "/projects/3/items", "/invite/abc", "/sign-in"])
def test_every_address_gets_the_page_with_a_csrf_cookie_and_no_cache(page, path):
    client = Api()
    response = client.get(path)

    assert response.status_code == 200
    assert b"Tiebreak" in response.content
    assert "csrftoken" in client.cookies
    assert "no-store" in response["Cache-Control"]


def test_every_page_is_locked_down(page):
    response = Api().get("/")
    policy = response["Content-Security-Policy"]

    assert "script-src 'self'" in policy.split("; ")  # and nothing else
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types dompurify entity" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config/settings/base.py",
        "/static../config/settings/base.py",
        "/static/%2e%2e/manage.py",
        "/static/..%2f..%2fmanage.py",
        "/static/..;/manage.py",
        "/static/nothing.js",
    ],
)
def test_no_file_outside_the_static_folder_is_served(page, path):
    response = Api().get(path)

    assert b"DJANGO" not in response.content
    assert b"import" not in response.content
    assert response.status_code == 404 or b"<title>Tiebreak</title>" in response.content


def test_an_address_of_the_api_that_does_not_exist_is_no_page(page):
    for path in ("/api", "/api/", "/api/nowhere", "/api/projects/1/nowhere"):
        response = Api().get(path)
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"


def test_without_a_build_the_page_says_what_to_do(settings, tmp_path, db):
    settings.FRONTEND_DIST = tmp_path

    response = Api().get("/")

    assert response.status_code == 503
    assert b"make setup" in response.content


def test_the_page_is_only_read(page):
    assert Api().post("/").status_code == 405


def test_health_is_degraded_without_the_broker_and_says_which_part(db, monkeypatch):
    from celery import current_app

    assert Api().get("/healthz").json()["database"] is True
    monkeypatch.setattr(current_app.conf, "broker_url", "redis+socket:///nowhere.sock")

    response = Api().get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "degraded", "database": True, "broker": False}


def test_foreign_origins_get_no_credentials(page):
    for origin in ("https://app.example.evil", "null", "http://testserver.evil"):
        response = Api().get("/api/session", HTTP_ORIGIN=origin)
        assert "Access-Control-Allow-Origin" not in response
