"""What is asked once something was shown or heard, and marks in pictures."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.domain.questions import check_set
from annotation.domain.templates import TEMPLATES
from annotation.models import Judgment, QuestionSet
from tests.e2e.asking import asked, desk, player
from tests.e2e.conftest import Visit
from tests.e2e.working import ENTER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_a_first_verdict_stays_once_the_outcome_was_shown_whatever_is_pressed(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("two_stage"))
    expect(window.page.get_by_text("not asked yet")).to_have_count(2)
    assert "came smoke" not in window.page.content()
    window.press("2")
    expect(window.page.get_by_text("Show the outcome")).to_be_visible()
    window.press("o")
    stays = window.page.locator("[data-row=overall]")
    expect(stays).to_contain_text("A better")
    expect(stays.get_by_role("button")).to_be_disabled()
    window.press("ArrowUp", "ArrowUp", "ArrowUp", "4")
    expect(stays).to_contain_text("A better")
    assert window.serious_findings() == []

    window.page.reload()  # the answers after it are kept, and so is what was shown
    expect(window.page.get_by_label("What came of response B")).to_be_visible()
    expect(window.page.locator("[data-row=overall_after]")).to_contain_text("B better")
    window.press(ENTER)
    window.wait_for_judgments(1)
    answers = Judgment.objects.get().answers
    assert answers["overall"]["winner"] != answers["overall_after"]["winner"]

    window.press("z")  # taken up again, the first answer stays too
    expect(stays).to_contain_text("A better")
    window.press("1", ENTER)
    window.wait_for_judgments(2)
    assert Judgment.objects.latest("pk").answers["outcome"]["changed"] == ["overall_after"]
    window.check()


def test_without_a_connection_the_outcome_waits_and_the_answer_stays(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("two_stage"))
    window.press("1")
    window.context.set_offline(True)
    window.press(ENTER)
    expect(window.page.get_by_text("No connection to the server.").first).to_be_visible()
    window.context.set_offline(False)
    window.press(ENTER)
    expect(window.page.get_by_label("What came of response A")).to_be_visible()


def test_a_jump_to_the_end_is_not_heard_and_what_was_heard_outlives_a_reload(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("p808_listening"))
    clip = player(window)
    clip.evaluate("(player) => { player.currentTime = 0.75; }")
    window.press("v")
    expect(clip).to_have_js_property("ended", True)
    rated = window.page.locator("[data-row=quality]")
    expect(rated).to_contain_text("not asked yet")
    window.press("v")
    expect(rated.get_by_role("radio").first).to_be_visible()

    window.page.reload()
    expect(rated.get_by_role("radio").first).to_be_visible()
    window.press("2", ENTER)
    window.wait_for_judgments(1)
    [heard] = Judgment.objects.get().answers["heard"]["played"].values()
    assert heard["seconds"] == pytest.approx(0.85, abs=0.4)
    window.check()


@pytest.mark.parametrize("view", [(1440, 900), (390, 844)])
def test_a_box_drawn_with_the_pointer_is_kept_in_pixels_of_the_picture(
    visit: Callable[..., Visit], view: tuple[int, int]
) -> None:
    project = asked("rich_image_feedback")
    boxes = copy.deepcopy(TEMPLATES["rich_image_feedback"]["questions"][:1])
    boxes[0]["options"]["shape"] = "box"
    QuestionSet.objects.create(project=project, version=2, questions=check_set(boxes))
    window = desk(visit, project, viewport={"width": view[0], "height": view[1]})
    picture = window.page.get_by_alt_text("File of response A")
    expect(picture).to_be_visible()
    at = picture.bounding_box()
    assert at is not None
    scale = at["width"] / 400
    window.page.mouse.move(at["x"] + 100 * scale, at["y"] + 50 * scale)
    window.page.mouse.down()
    window.page.mouse.move(at["x"] + 200 * scale, at["y"] + 150 * scale, steps=4)
    window.page.mouse.up()
    window.page.get_by_role("radio", name="Looks wrong").click()
    expect(window.page.get_by_role("button", name="Remove this mark")).to_be_visible()
    assert window.serious_findings() == []
    window.press("Enter")
    window.wait_for_judgments(1)

    [[box]] = Judgment.objects.get().answers["places"]["regions"].values()
    near = {"x": 100, "y": 50, "width": 100, "height": 100}
    assert {k: pytest.approx(v, abs=4) for k, v in near.items()} == {k: box[k] for k in near}
    window.check()
