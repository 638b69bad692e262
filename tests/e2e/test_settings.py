"""What an admin sets: questions of every kind, conditions, known answers; nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.domain.questions import QUESTIONS, check_set
from annotation.domain.templates import TEMPLATES
from annotation.domain.types import Role
from annotation.models import Gold, Project, QuestionSet
from tests import make
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)


def settings_of(visit: Callable[..., Visit], project: Project, tab: str, **options: Any) -> Visit:
    window = visit(make.member(project, Role.ADMIN), **options)
    window.goto(f"/p/{project.pk}/settings?tab={tab}")
    window.page.get_by_role("tab", selected=True).wait_for()
    return window


def test_a_question_of_every_kind_is_added_moved_and_removed_by_keyboard_and_saved(
    visit: Callable[..., Visit],
) -> None:
    project = make.project()
    window = settings_of(visit, project, "questions")
    page = window.page
    kinds = page.get_by_label("Another question")
    kinds.wait_for()
    wanted = [kind for kind in QUESTIONS if kind not in {"comparison", "reveal"}]
    for kind in wanted:
        kinds.select_option(kind)  # choosing adds nothing yet
        page.get_by_role("button", name="Add", exact=True).press("Enter")
        # What was added has the focus.
        expect(page.locator("li").last.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Title", exact=True)).to_have_count(1 + len(wanted))

    up = page.get_by_role("button", name="Move Rating up")
    up.press("Enter")
    # First now, so it goes no further up: the focus is on the way back.
    expect(page.get_by_role("button", name="Move Rating down")).to_be_focused()
    window.press("Enter")
    expect(page.get_by_role("button", name="Move Rating down")).to_be_focused()
    page.get_by_role("button", name="Remove Listen").press("Enter")
    expect(page.get_by_label("Title").last).to_be_focused()
    assert window.findings() == []
    page.get_by_role("button", name="Save as version 2").press("Enter")
    expect(page.get_by_text("Version 2 is in force.")).to_be_visible()

    kept = QuestionSet.objects.get(project=project, version=2).questions
    assert [q["type"] for q in kept] == ["comparison", *(k for k in wanted if k != "playback")]
    assert check_set(kept) == kept
    assert page.evaluate("window.clicks") == 0
    window.check()


def test_a_condition_is_put_together_from_what_can_be_answered(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison(), make.text("why")])
    window = settings_of(visit, project, "questions")
    page = window.page
    page.get_by_label("Asked").select_option("overall")
    expect(page.get_by_label("this part of the answer")).to_have_value("strength")
    page.get_by_label("this part of the answer").select_option("side")
    page.get_by_label("compares").select_option("is_not")
    page.get_by_label("with", exact=True).select_option("tie")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Version 2 is in force.")).to_be_visible()
    [_, why] = QuestionSet.objects.get(project=project, version=2).questions
    assert why["when"] == {"question": "overall", "path": "side", "op": "is_not", "value": "tie"}
    window.check()


def test_what_cannot_be_saved_is_told_beside_its_question_and_outlives_other_pages(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison(), make.text("why")])
    window = settings_of(visit, project, "questions", viewport={"width": 390, "height": 844})
    page = window.page
    page.get_by_label("Longest text").fill("0")
    page.get_by_role("button", name="Save as version 2").click()
    beside = page.locator("li", has=page.get_by_label("Longest text"))
    expect(beside).to_contain_text("has between 1 and 20000 characters")
    expect(beside.get_by_label("Title")).to_be_focused()

    page.get_by_role("tab", name="People", exact=True).click()
    page.get_by_label("Items per person, in all").fill("12")
    page.get_by_label("Show people afterwards").check()
    page.get_by_role("tab", name="Project").click()
    page.get_by_label("State").select_option("paused")
    page.get_by_role("tab", name="Questions").click()
    expect(page.get_by_label("Longest text")).to_have_value("0")
    page.get_by_role("tab", name="People", exact=True).click()
    expect(page.get_by_label("Items per person, in all")).to_have_value("12")
    window.goto(f"/p/{project.pk}/settings?tab=project")
    expect(page.get_by_label("State")).to_have_value("paused")
    page.get_by_role("button", name="Undo changes").click()
    expect(page.get_by_label("State")).to_have_value("active")
    expect(page.get_by_role("button", name="Undo changes")).to_have_count(0)
    page.get_by_role("tab", name="People", exact=True).click()
    expect(page.get_by_label("Items per person, in all")).to_have_value("12")
    expect(page.get_by_label("Show people afterwards")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It holds from the next item on.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo changes")).to_have_count(0)
    page.get_by_role("tab", name="Questions").click()
    expect(page.get_by_label("Longest text")).to_have_value("0")

    page.get_by_label("Longest text").fill("300")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Version 2 is in force.")).to_be_visible()
    kept = QuestionSet.objects.get(project=project, version=2).questions[1]
    assert kept["options"]["max_length"] == 300
    window.check()


def test_known_answers_to_questions_of_several_kinds_are_chosen_not_written_as_json(
    visit: Callable[..., Visit],
) -> None:
    """HelpSteer2's ten ratings, and its comparison."""
    project = make.project(questions=check_set(TEMPLATES["helpsteer2"]["questions"]))
    item = make.item(project)
    window = visit(make.member(project, Role.ADMIN))
    window.goto(f"/p/{project.pk}/items/{item.pk}")
    page = window.page
    page.get_by_role("button", name="Write the answer…").click()
    page.get_by_label("Helpfulness, first response").select_option("4")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("is half answered: fill in all of it, or none")).to_be_visible()
    ratings = page.get_by_role("group", name="Attributes").get_by_role("combobox")
    for n in range(10):
        ratings.nth(n).select_option(str(n % 5))
    assert window.findings() == []
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Mixed in unseen, at the rate")).to_be_visible()
    rated = Gold.objects.get().answers["attributes"]["ratings"]
    scales = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
    assert list(rated.values()) == [dict(zip(scales, range(5), strict=True))] * 2
    window.check()
