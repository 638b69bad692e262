"""The annotator's bench, worked by keyboard in a browser."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotation.models import Acknowledgement, Assignment, ItemFlag, Judgment
from tests import make
from tests.e2e.conftest import Visit
from tests.e2e.desk import sent, started

pytestmark = pytest.mark.django_db(transaction=True)

TWO_ASPECTS = [make.comparison("helpful"), make.comparison("overall", points=5), make.text("why")]


def test_ten_items_are_judged_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    project = make.project(questions=TWO_ASPECTS)
    make.items(project, 11)
    window = started(visit, project)

    for n in range(10):
        title = window.page.locator("[data-pane=A]").inner_text()
        window.press("2", "5", "t")
        window.page.keyboard.type(f"Reason {n}")
        window.press("Control+Enter")
        expect(window.page.locator("[data-pane=A]")).not_to_have_text(title)
    sent(window, 10)

    for judgment in Judgment.objects.select_related("item"):
        left = judgment.presented_order[0]
        first = judgment.item.responses[0]["key"]
        # A is the left one: "2" says that A is better, "5" that B is much better.
        winners = ("a", "b") if left == first else ("b", "a")
        answers = judgment.answers
        assert (answers["helpful"]["winner"], answers["overall"]["winner"]) == winners
        assert (abs(answers["helpful"]["strength"]), abs(answers["overall"]["strength"])) == (2, 2)
        assert answers["why"]["text"].startswith("Reason ")
    assert window.page.evaluate("window.clicks") == 0
    window.check()


def test_a_draft_outlives_a_reload(visit: Callable[..., Visit]) -> None:
    project = make.project(questions=TWO_ASPECTS)
    make.items(project, 3)
    window = started(visit, project)
    window.press("6", "t")
    window.page.keyboard.type("Half a thou")
    window.press("Control+s")
    expect(window.page.get_by_text("Draft saved.")).to_be_visible()

    window.page.reload()

    expect(window.page.get_by_role("textbox", name="Why")).to_have_value("Half a thou")
    expect(window.page.get_by_text("B better").first).to_be_visible()
    assert Assignment.objects.filter(draft__answers__helpful__side="right").count() == 1
    window.check()


def test_answers_given_offline_are_sent_once_and_in_order(visit: Callable[..., Visit]) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 6)
    window = started(visit, project)
    expect(window.page.locator("header").get_by_text("0 today")).to_be_visible()
    window.page.wait_for_timeout(500)
    window.settled()  # with what is fetched soon after the first item
    window.context.set_offline(True)

    for _ in range(3):
        window.press("1", "Enter")
        window.page.wait_for_timeout(100)
    expect(window.page.get_by_text("3 answers are kept in this browser")).to_be_visible()
    assert Judgment.objects.count() == 0
    window.context.set_offline(False)

    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    sent(window, 3)
    assignments = list(Judgment.objects.order_by("pk").values_list("assignment_id", flat=True))
    assert assignments == sorted(set(assignments))
    window.check()


def test_undo_opens_the_last_answer_and_a_new_one_supersedes_it(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison(points=3)])
    make.items(project, 3)
    window = started(visit, project)
    window.press("a", "Enter")
    sent(window, 1)

    window.press("z")
    expect(window.page.get_by_role("radio", name="Response A better")).to_be_checked()
    window.press("e", "Enter")
    sent(window, 2)

    old, new = Judgment.objects.order_by("pk")
    assert new.supersedes_id == old.pk
    assert new.answers["overall"]["winner"] == "tie"
    window.check()


def test_skip_and_flag_need_a_reason(visit: Callable[..., Visit]) -> None:
    project = make.project()
    make.items(project, 3)
    window = started(visit, project)

    window.press("f")
    expect(window.page.get_by_role("dialog", name="Flag this item")).to_be_visible()
    window.press("Enter")
    assert not ItemFlag.objects.exists()
    window.press("2", "Enter")
    expect(window.page.get_by_text("Flagged for the admins")).to_be_visible()
    window.press("s")
    expect(window.page.get_by_role("dialog", name="Skip this item")).to_be_visible()
    window.press("1", "Enter")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    skipped = Assignment.objects.filter(state="skipped")
    for _ in range(100):
        if skipped.exists():
            break
        window.page.wait_for_timeout(100)

    assert ItemFlag.objects.get().reason == "missing_context"
    assert skipped.get().reason == "too_hard"
    window.check()


def test_a_session_that_ends_in_the_middle_of_work_costs_nothing(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 4)
    person = make.user("Ann", password=make.PASSWORD)
    make.member(project, who=person)
    window = visit(person)
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    Session.objects.all().delete()

    window.press("7", "Enter")
    dialog = window.page.get_by_role("dialog", name="Please sign in again")
    expect(dialog).to_be_visible()
    assert Judgment.objects.count() == 0
    dialog.get_by_label("Password").fill(make.PASSWORD)
    window.press("Enter")

    expect(dialog).to_have_count(0)
    sent(window, 1)
    window.check()


def test_whoever_comes_back_to_a_desk_whose_session_ended_is_not_led_away_from_it(
    visit: Callable[..., Visit],
) -> None:
    """A window that was away for long asks who is there as soon as it is looked at."""
    project = make.project(questions=[make.comparison()])
    make.items(project, 2)
    person = make.user("Ann", password=make.PASSWORD)
    make.member(project, who=person)
    window = visit(person)
    window.page.clock.install()
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    window.press("7")
    Session.objects.all().delete()

    window.page.clock.fast_forward("06:00")
    with window.page.expect_response("**/api/session"):
        window.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    dialog = window.page.get_by_role("dialog", name="Please sign in again")
    dialog.get_by_label("Password").fill(make.PASSWORD)
    window.press("Enter")
    expect(dialog).to_have_count(0)
    expect(window.page.get_by_role("radio", name="Response B much better")).to_be_checked()
    window.press("Enter")
    sent(window, 1)
    window.check()


def test_new_guidelines_are_read_before_the_first_item(visit: Callable[..., Visit]) -> None:
    project = make.project(guideline="Be *fair*.")
    make.items(project, 2)
    window = visit(make.member(project, acknowledged=False))
    window.goto(f"/p/{project.pk}/bench")
    expect(window.page.get_by_role("heading", name="read the guidelines")).to_be_visible()
    assert not Assignment.objects.exists()

    window.press("Enter")

    expect(window.page.locator("[data-pane=A]")).to_be_visible()
    assert Acknowledgement.objects.count() == 1
    window.check()


def test_all_done_is_not_nothing_right_now(visit: Callable[..., Visit]) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 1)
    window = started(visit, project)
    other = visit(make.member(project))
    other.goto(f"/p/{project.pk}/bench")
    expect(other.page.get_by_role("heading", name="Nothing right now")).to_be_visible()

    window.press("4", "Enter")

    expect(window.page.get_by_role("heading", name="All done")).to_be_visible()
    window.check()


def test_the_next_item_waits_laid_out_and_nobody_meets_it_before_its_turn(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 4)
    window = started(visit, project)
    page = window.page
    waiting = page.locator("main > [aria-hidden=true]")
    expect(waiting).to_have_count(1)
    assert page.evaluate(LAID_OUT) is True
    text = page.evaluate(NEXT_TEXT)
    assert page.evaluate(SEEN) is False
    expect(page.get_by_role("group", name="Text of response")).to_have_count(2)
    assert page.evaluate(DOUBLE_IDS) == []
    assert not page.evaluate(f"window.find({text!r})")
    assert page.evaluate(FOCUSED) is False

    window.press("1", "Enter")

    expect(page.locator("[data-pane=A]")).to_have_text(text)
    expect(page.locator("[data-pane=A]")).to_be_visible()
    assert page.evaluate(DOUBLE_IDS) == []
    sent(window, 1)
    window.check()


NEXT_TEXT = "document.querySelector('main > [aria-hidden] [role=group]').textContent"
SEEN = """document.querySelector('main > [inert] [role=group]')
    .checkVisibility({ opacityProperty: true, visibilityProperty: true })"""
# Tried with everything in it that could have the focus.
FOCUSED = """(() => { const hidden = document.querySelector('main > [inert]');
    return [...hidden.querySelectorAll('[tabindex], a, button, audio, video')].some((e) => {
        e.focus(); return hidden.contains(document.activeElement); }); })()"""
LAID_OUT = "document.querySelector('main > [aria-hidden] [role=group] p').offsetHeight > 0"
DOUBLE_IDS = """[...document.querySelectorAll('[id]')].map((e) => e.id)
    .filter((id, n, all) => all.indexOf(id) !== n)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Callable[..., Visit], scheme: str) -> None:
    project = make.project(questions=TWO_ASPECTS)
    make.items(project, 4, prompt="Explain `x` and $y^2$.\n\n|a|b|\n|-|-|\n|1|2|")
    window = started(visit, project, color_scheme=scheme)
    assert window.serious_findings() == []
    window.press("2")
    window.page.wait_for_timeout(500)
    assert window.serious_findings() == []
    for key in ("?", "s", "Control+k"):
        window.press(key)
        expect(window.page.get_by_role("dialog")).to_be_visible()
        assert window.serious_findings() == []
        window.press("Escape")
        expect(window.page.get_by_role("dialog")).to_have_count(0)
    window.press("g")
    assert window.serious_findings() == []
    stranger = visit(None, color_scheme=scheme)
    stranger.goto("/sign-in")
    stranger.page.get_by_label("Password").wait_for()
    assert stranger.serious_findings() == []
    window.check()


def test_hostile_text_runs_nothing_and_never_moves_the_verdict(
    visit: Callable[..., Visit],
) -> None:
    hostile = (
        "<img src=x onerror='window.pwned=1'> ![p](http://127.0.0.1:9/p.png)\n\n"
        "[x](javascript:window.pwned=1)\n\n$\\unknown{<img src=x onerror=window.pwned=1>}$\n\n"
        "<div style='position:fixed;inset:0;z-index:99999'>cover</div>\n\n\u202e" + "W" * 500
    )
    texts = ["Short.", hostile, "word " * 1_000_000, "**" * 100_000]
    project = make.project(questions=[make.comparison()])
    for n, text in enumerate(texts):
        item = make.item(project, priority=n)
        item.responses = [{"key": k, "text": text, "model": "m"} for k in "ab"]
        item.save()
    window = started(visit, project)

    places = []
    for _ in texts:
        places.append(window.page.get_by_role("radiogroup", name="Overall").bounding_box())
        text = window.page.locator("[data-pane=A]").inner_text()[:200]
        window.press("4", "Enter")
        expect(window.page.get_by_text(text[:20], exact=False).first).to_be_hidden()

    window.wait_for_judgments(len(texts))
    assert places.count(places[0]) == len(texts)
    assert window.page.evaluate("window.pwned") is None
    window.check()


@pytest.mark.parametrize("width", [320, 390])
def test_the_bench_fits_a_phone(visit: Callable[..., Visit], width: int) -> None:
    project = make.project(questions=TWO_ASPECTS)
    make.items(project, 2)
    window = started(visit, project, viewport={"width": width, "height": 700}, has_touch=True)

    window.page.get_by_role("button", name="Response B", exact=True).tap()
    expect(window.page.locator("[data-pane=B]")).to_be_in_viewport(ratio=0.9)
    window.page.get_by_role("radio", name="Response B better", exact=True).tap()
    window.page.get_by_role("radio", name="Response A much better", exact=True).tap()
    window.page.get_by_role("button", name="Send").tap()

    sent(window, 1)
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width
    window.check()


def test_a_wrong_password_is_said_and_the_right_one_leads_back(
    visit: Callable[..., Visit],
) -> None:
    project = make.project()
    person = make.user("Ann", password=make.PASSWORD)
    make.member(project, who=person)
    make.items(project, 1)
    window = visit(None)
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_label("Email").fill(person.email)
    window.page.get_by_label("Password").fill("not this one at all")
    window.press("Enter")
    expect(window.page.get_by_role("alert")).to_contain_text("wrong")

    window.page.get_by_label("Password").fill(make.PASSWORD)
    window.press("Enter")

    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    assert window.page.url.endswith(f"/p/{project.pk}/bench")
    window.check()
