"""An annotator at the bench, as the browser tests share it."""

from collections.abc import Callable

from playwright.sync_api import expect

from annotation.models import Project, User
from tests import make
from tests.e2e.conftest import Visit


def started(
    visit: Callable[..., Visit], project: Project, who: User | None = None, **options: object
) -> Visit:
    """An annotator's window with the first item on the desk."""
    window = visit(make.member(project, who=who), **options)
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    return window


def sent(window: Visit, count: int) -> None:
    """Wait until the server has confirmed everything."""
    window.wait_for_judgments(count)
    expect(window.page.get_by_text("Saved ✓")).to_be_visible()


def laid_out(window: Visit) -> None:
    """Wait until the next item waits behind the one on the screen."""
    expect(window.page.locator("main > [inert]")).to_have_count(1)
