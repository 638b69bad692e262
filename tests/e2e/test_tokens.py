"""A token for a script, made and revoked on its page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotation.domain.types import Role
from tests import make
from tests.conftest import Api
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in_as(token: str) -> object:
    answer = Api().call("get", "/session", HTTP_AUTHORIZATION=f"Bearer {token}")
    return answer.json()["user"]["email"] if answer.status_code == 200 else answer.status_code


def test_a_token_is_made_seen_once_and_revoked(visit: Callable[..., Visit]) -> None:
    who = make.member(make.project(name="Short answers"), Role.RESEARCHER)
    window = visit(who)
    page = window.page
    window.goto("/")
    page.get_by_role("button", name=who.name).click()
    page.get_by_role("menuitem", name="API tokens").click()
    page.get_by_role("button", name="New token").press("Enter")
    expect(page.get_by_label("What it is for")).to_be_focused()
    page.keyboard.type("nightly export")
    page.get_by_label("Where").select_option(label="Short answers")
    assert window.serious_findings() == []
    page.get_by_role("button", name="Make the token").click()
    shown = page.get_by_role("dialog", name="Copy this token")
    found = re.search(r"tb_[\w-]{43}", shown.inner_text())
    assert found is not None
    page.get_by_role("button", name="I have copied it").click()

    expect(page.get_by_role("row", name="nightly export")).to_contain_text("Short answers")
    assert found[0] not in page.content()
    assert window.serious_findings() == []
    assert signed_in_as(found[0]) == who.email

    page.get_by_role("button", name="Revoke nightly export").click()
    page.get_by_role("textbox", name="Type nightly export").fill("nightly export")
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_text("No token yet")).to_be_visible()
    assert signed_in_as(found[0]) == 401
    window.check()
