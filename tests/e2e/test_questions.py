"""Every ready-made set of questions, worked in a browser by keyboard alone, and read back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.domain.templates import TEMPLATES
from annotation.models import Assignment, Judgment
from tests.e2e.asking import TEXT, asked, desk
from tests.e2e.conftest import Visit
from tests.e2e.working import WORKED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_an_item_of_every_template_is_worked_by_keyboard_alone(
    visit: Callable[..., Visit], name: str
) -> None:
    window = desk(visit, asked(name))
    order = Assignment.objects.get().presented_order
    expected = WORKED[name](window, order)
    window.wait_for_judgments(1)

    assert Judgment.objects.get().answers == expected
    assert window.page.evaluate("window.clicks") == 0
    window.check()


def test_a_half_done_ranking_outlives_a_reload_and_undo_brings_a_whole_one_back(
    visit: Callable[..., Visit],
) -> None:
    project = asked("ranking_of_four")
    window = desk(visit, project)
    window.press("2", "ArrowDown", "1", "3")
    window.press("Control+s")
    expect(window.page.get_by_text("Draft saved.")).to_be_visible()
    window.page.reload()
    window.page.get_by_role("button", name="Response B 3").wait_for()
    window.press("2", "2", "Enter")
    window.wait_for_judgments(1)

    window.press("z")
    expect(window.page.get_by_role("button", name="Order, best first")).to_be_visible()
    window.press("ArrowUp", "ArrowUp", "0", "Enter")
    window.wait_for_judgments(2)

    old, new = Judgment.objects.order_by("pk")
    assert new.supersedes_id == old.pk
    w, x, y, z = new.presented_order
    assert new.answers["order"] == {"ranks": {w: 1, x: 3, y: 2, z: 2}}
    assert (len(old.answers["acceptable"]["picked"]), new.answers["acceptable"]["picked"]) == (
        1,
        [],
    )
    window.check()


def test_a_passage_selected_with_the_mouse_is_marked_in_the_raw_text(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("fine_grained_rlhf"))
    word = window.page.locator("[data-pane=A] strong")
    word.dblclick()
    window.press("2", "1", "Enter", "1", "Enter")
    window.wait_for_judgments(1)

    answers = Judgment.objects.get().answers
    [mark] = answers["errors"]["spans"][Judgment.objects.get().presented_order[0]]
    assert TEXT[mark["start"] : mark["end"]].strip("* ") == "sky"
    window.check()


def test_what_is_no_longer_asked_is_not_sent(visit: Callable[..., Visit]) -> None:
    window = desk(visit, asked("kto_thumbs"))
    window.press("2", "1")
    window.press("ArrowUp", "1")
    expect(window.page.get_by_text("not asked after these answers")).to_be_visible()
    window.press("Enter")
    window.wait_for_judgments(1)

    assert set(Judgment.objects.get().answers) == {"good"}
    window.check()


def test_marks_can_be_seen_and_taken_back_on_a_phone(visit: Callable[..., Visit]) -> None:
    window = desk(visit, asked("fine_grained_rlhf"), viewport={"width": 390, "height": 844})
    window.press("ArrowRight", "2", "1")
    box = window.page.get_by_label("What response A leaves out")
    expect(box).to_be_visible()
    window.page.get_by_role("button", name="Remove this mark").click()
    box.fill("Rayleigh")
    expect(window.page.get_by_text("Remove this mark")).to_have_count(0)
    bar = window.page.get_by_role("region", name="Your verdict").bounding_box()
    place = box.bounding_box()
    assert bar is not None
    assert place is not None
    assert bar["y"] <= place["y"] <= place["y"] + place["height"] <= bar["y"] + bar["height"]


def test_scrolling_and_arrows_change_no_rank(visit: Callable[..., Visit]) -> None:
    window = desk(visit, asked("ranking_of_four"))
    window.press("1", "ArrowDown", "1")
    places = window.page.get_by_role("button", name="Response")
    before = places.all_inner_texts()
    window.page.locator("[data-pane=B]").hover()
    window.page.mouse.wheel(0, 400)
    window.press("PageDown", "Space", "ArrowRight", "ArrowLeft", "ArrowRight")
    assert places.all_inner_texts() == before
    window.check()
