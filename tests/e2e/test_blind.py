"""What the page itself says of the sides, and of the item that waits behind the other."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from annotation.domain.questions import check_set
from annotation.domain.templates import TEMPLATES
from annotation.models import Judgment, Project
from tests import files, make
from tests.e2e.asking import asked, desk, kept
from tests.e2e.conftest import Visit
from tests.e2e.desk import laid_out

pytestmark = pytest.mark.django_db(transaction=True)

# Of each pane: its elements with their classes and attributes, letters and tokens blanked; and how
# big each is, in pixels.
SHAPES = """
[...document.querySelectorAll('[data-pane]')].map((pane) =>
  [...pane.querySelectorAll('*')].map((e) => [
    e.tagName, e.className,
    ...e.getAttributeNames().map((name) => [name, e.getAttribute(name)
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'token').replace(/response [A-I]/, 'response')]),
  ]))
"""
SIZES = """
[...document.querySelectorAll('[data-pane]')].map((pane) =>
  [...pane.querySelectorAll('*')].flatMap((e) => {
    const { width, height } = e.getBoundingClientRect();
    return [width, height];
  }))
"""
# In everything that the builders of items write about where a response is from.
TELLS = "model-"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def audio_pairs(count: int, *, seconds: float = 1.5) -> Project:
    """Two sounds side by side, heard before they are compared; a second sound beside the prompt."""
    heard = {"key": "heard", "type": "playback", "title": "Heard"}
    project = make.project(questions=check_set([heard, make.comparison()]))
    for n in range(count):
        item = make.item(project)
        for m, response in enumerate(item.responses):
            response["text"] = kept(project, f"model-{m}/{n}.wav", files.sound(seconds))
        item.context = {"media": kept(project, f"model-x/{n}.wav", files.sound(0.2))}
        item.save()
    return project


def test_no_kind_of_item_tells_one_side_from_another_on_the_page_or_in_what_it_fetched(
    visit: Callable[..., Visit],
) -> None:
    """Element by element, attribute by attribute; and every answer of the server, word by word."""
    projects = {n: asked(n) for n, t in TEMPLATES.items() if t["n_responses"][-1] > 1}
    projects["audio_pair"] = audio_pairs(1)
    person = make.user("Ann")
    for project in projects.values():
        make.member(project, who=person)
    window = visit(person)
    fetched: list[str] = []

    def note(response: Response) -> None:
        fetched.append(f"{response.url} {response.headers}")
        if "json" in response.headers.get("content-type", ""):
            fetched.append(response.text())

    window.page.on("response", note)
    for name, project in projects.items():
        window.goto(f"/p/{project.pk}/bench")
        window.page.locator("[data-row]").first.wait_for()
        window.settled()
        shapes = window.page.evaluate(SHAPES)
        assert len(shapes) >= 2, name
        assert shapes == shapes[:1] * len(shapes), name
        first, *others = window.page.evaluate(SIZES)
        # The panes of four share a width that is no whole number of pixels.
        assert others == [pytest.approx(first, abs=2)] * len(others), name
        assert TELLS not in window.page.content(), name
    assert any("/queue/claim" in text for text in fetched)
    assert [text for text in fetched if TELLS in text] == []
    window.check()


def test_sounds_of_the_item_that_waits_are_neither_heard_nor_found_nor_focused(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, audio_pairs(3, seconds=10))
    laid_out(window)
    page = window.page
    expect(page.locator("main > [inert] audio")).to_have_count(3)
    assert paused(page) == [True] * 6
    assert "audio" not in page.locator("main > [inert]").aria_snapshot()
    for _ in range(25):
        window.press("Tab")
        assert page.evaluate("!document.activeElement.closest('[inert], [aria-hidden=true]')")

    page.evaluate("document.activeElement.blur()")
    window.press("v")
    expect(page.locator("[data-pane=A] audio")).to_have_js_property("paused", False)
    assert paused(page, "main > [inert] audio") == [True] * 3
    window.check()


def test_what_plays_falls_silent_with_its_item_and_counts_for_no_other(
    visit: Callable[..., Visit],
) -> None:
    project = audio_pairs(3, seconds=10)  # a busy machine looks late
    window = desk(visit, project)
    laid_out(window)
    page = window.page
    window.press("v")
    playing = page.locator("[data-pane=A] audio").element_handle()
    expect(page.locator("[data-pane=A] audio")).to_have_js_property("paused", False)

    window.press("r")  # later: the next item comes

    page.wait_for_function("(sound) => sound.paused", arg=playing)
    laid_out(window)
    assert paused(page) == [True] * 6
    expect(page.locator("[data-row=overall]")).to_contain_text("not asked yet")
    assert not Judgment.objects.exists()
    window.check()


def paused(page: Page, which: str = "audio") -> list[bool]:
    found: list[bool] = page.evaluate(
        "(which) => [...document.querySelectorAll(which)].map((sound) => sound.paused)", which
    )
    return found
