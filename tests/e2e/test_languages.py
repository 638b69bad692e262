"""The bench in other languages and with keys of one's own."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.models import Judgment, User
from tests import make
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)


def bench(visit: Callable[..., Visit], **options: Any) -> tuple[Visit, User]:
    project = make.project(questions=[make.comparison("overall", points=5), make.text("why")])
    make.items(project, 3)
    user = make.member(project)
    window = visit(user, **options)
    window.goto(f"/p/{project.pk}/bench")
    window.page.locator("[data-pane=A]").wait_for()
    return window, user


@pytest.mark.parametrize(
    ("locale", "direction", "send"),
    [("ar-EG", "rtl", "إرسال"), ("zh-CN", "ltr", "提交"), ("es-MX", "ltr", "Enviar")],
)
def test_the_bench_speaks_the_language_of_the_browser(
    visit: Callable[..., Visit], locale: str, direction: str, send: str
) -> None:
    window, _ = bench(visit, locale=locale)

    html = window.page.locator("html")
    expect(html).to_have_attribute("dir", direction)
    expect(html).to_have_attribute("lang", locale[:2])
    expect(window.page.get_by_role("button", name=send, exact=False).last).to_be_visible()
    assert window.serious_findings() == []
    # What stands in an empty box runs like the page, what is written there as it is written.
    why = window.page.locator("[data-row=why] textarea")
    expect(why).to_have_css("direction", direction)
    why.fill("Because.")
    expect(why).to_have_css("direction", "ltr")
    why.press("Escape")

    window.press("ArrowUp", "5", "Enter")
    expect(window.page.locator("footer")).to_contain_text("✓")
    window.wait_for_judgments(1)
    judgment = Judgment.objects.get()
    # The left one stays the left one, whichever way the words run.
    assert judgment.answers["overall"]["winner"] == (
        "b" if judgment.presented_order[0] == judgment.item.responses[0]["key"] else "a"
    )
    window.check()


def test_a_chosen_language_is_kept_with_the_account(visit: Callable[..., Visit]) -> None:
    window, user = bench(visit)

    window.press("Control+,")
    window.page.get_by_label("Language").select_option("es")

    expect(window.page.get_by_role("button", name="Enviar", exact=False).last).to_be_visible()
    user.refresh_from_db()
    assert user.preferences["language"] == "es"
    window.page.reload()
    expect(window.page.get_by_role("button", name="Enviar", exact=False).last).to_be_visible()
    window.check()


def test_a_key_of_ones_own_works_at_once_and_a_taken_one_is_refused(
    visit: Callable[..., Visit],
) -> None:
    window, user = bench(visit)
    window.press("?")
    window.page.get_by_role("button", name="Change keys…").click()
    change = window.page.get_by_role("button", name="Change the key of “Skip this item…”")

    change.click()
    window.press("f")
    expect(window.page.get_by_role("alert")).to_contain_text("is the key of “Flag")
    change.click()
    window.press("j")

    expect(change).to_have_text("J")
    user.refresh_from_db()
    assert user.preferences["bindings"] == {"skip": "j"}
    window.press("Escape", "s")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    window.press("j")
    expect(window.page.get_by_role("dialog", name="Skip this item")).to_be_visible()
    assert window.serious_findings() == []
    window.check()
