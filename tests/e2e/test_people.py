"""Training, and one's own history, worked by keyboard in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotation.domain.types import Role
from annotation.models import Gold, Judgment, Label, Qualification
from tests import make
from tests.annotation.api.test_gold import work
from tests.conftest import Api
from tests.e2e.conftest import Visit
from tests.e2e.desk import sent, started

pytestmark = pytest.mark.django_db(transaction=True)


def test_training_is_passed_by_keyboard_with_feedback_after_each(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(rules={"training_items": 2, "pass_mark": 0.5})
    make.items(project, 2)
    make.known(project, 2, training=True, explanation="It answers **the** question.")
    window = started(visit, project)
    page = window.page
    expect(page.get_by_text("What was expected is shown after your answer.")).to_be_visible()

    for n in (1, 2):
        right = "Answer a" in page.locator("[data-pane=A]").inner_text()
        window.press("1" if right else "7", "Enter")
        told = page.get_by_role("dialog", name="Right")
        expect(told).to_be_visible()
        expect(told).to_contain_text("It answers the question.")
        expect(told).to_contain_text(f"{n} training item")
        if n == 1:
            assert window.serious_findings() == []
        window.press("Enter")
        expect(told).to_be_hidden()

    expect(page.get_by_text("What was expected is shown after your answer.")).to_be_hidden()
    assert Qualification.objects.get().passed
    window.press("2", "Enter")
    sent(window, 3)
    assert Judgment.objects.filter(purpose="work").count() == 1
    assert page.evaluate("window.clicks") == 0
    window.check()


def test_a_long_stretch_suggests_a_break_and_pay_is_said_from_measured_time(
    visit: Callable[..., Visit], api: Callable[..., Api]
) -> None:
    rules = {"break_minutes": 5, "hourly_rate": 36.0, "currency": "EUR"}
    project = make.project(rules=rules)
    make.items(project, 24)
    person = make.member(project)
    assert work(api(person), project) == 24  # each took 12.5 active seconds
    make.items(project, 2)
    window = visit(person)
    page = window.page
    page.clock.install()
    window.goto(f"/p/{project.pk}/bench")
    page.get_by_role("heading", name="Response A").wait_for(state="attached")
    # 12.5 seconds at 36 an hour.
    expect(page.get_by_text("takes about 13 seconds here and pays 0.13 EUR")).to_be_visible()

    hint = page.get_by_text("a short break helps")
    for minutes in ("04:00", "04:00"):
        expect(hint).to_be_hidden()
        window.press("ArrowDown")
        page.clock.fast_forward(minutes)
    expect(page.get_by_text("judging for 8 minutes")).to_be_visible()
    window.press("1")  # it stops nobody
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Not now").click()
    expect(hint).to_be_hidden()
    window.check()


def test_an_answer_is_found_in_the_history_and_changed_by_keyboard(
    visit: Callable[..., Visit],
) -> None:
    project = make.project()
    make.items(project, 3)
    window = started(visit, project)
    page = window.page
    title = page.locator("[data-pane=A]").inner_text()
    window.press("2", "Enter")
    expect(page.locator("[data-pane=A]")).not_to_have_text(title)
    window.press("2", "Enter")
    sent(window, 2)
    first = Label.objects.order_by("item_id", "-version").first()
    assert first

    window.goto(f"/p/{project.pk}/mine")
    expect(page.get_by_role("cell", name="Overall: A")).to_have_count(2)
    assert window.serious_findings() == []
    # The oldest is the last row.
    page.get_by_role("link", name="Open again").last.focus()
    window.press("Enter")
    expect(page.get_by_text("Earlier answer, open again")).to_be_visible()
    assert "again=" not in page.url
    window.press("6", "Enter")
    sent(window, 3)

    old, _, new = Judgment.objects.order_by("pk")
    assert new.supersedes_id == old.pk
    label = Label.objects.filter(item=old.item).latest("version")
    assert label.version == 2
    assert label.value["winner"] != first.value["winner"]
    window.goto(f"/p/{project.pk}/mine?revised=1")
    expect(page.get_by_role("cell", name="Overall: B changed")).to_have_count(1)
    assert page.evaluate("window.clicks") == 0
    window.check()


def test_the_history_tells_ones_pace_and_where_one_differed_from_the_known_answer(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(rules={"show_gold": True, "gold_rate": 0.5, "quota_day": 40})
    known, plain = make.items(project, 2)
    make.gold(known, explanation="It says **why**.")
    person = make.member(project)
    for item, purpose, seconds in ((known, "gold", 90.0), (plain, "work", 30.0)):
        done = make.assignment(item, person, state="submitted", purpose=purpose)
        make.judgment(
            item,
            make.rater(project, who=person),
            "b",
            assignment=done,
            purpose=purpose,
            counted=purpose == "work",
            active_seconds=seconds,
        )
    window = visit(person)
    window.goto(f"/p/{project.pk}/mine")
    page = window.page

    expect(page.get_by_text("You judged 2 items here, 2 of them today.")).to_be_visible()
    pace = page.get_by_role("main")
    for fact in ("2 min", "1 min", "2 / 40", "0 % (n = 1)"):
        expect(pace).to_contain_text(fact)
    page.get_by_label("Only those whose expected answer is shown").click()
    expect(page.get_by_role("row")).to_have_count(2)  # the head, and the one
    expect(page.get_by_role("row").last).to_contain_text("wrong")
    expect(page.get_by_role("row").last).to_contain_text("Overall: A")
    # Its explanation is Markdown, as everywhere.
    expect(page.get_by_role("row").last.locator("strong")).to_have_text("why")
    # What was expected has been seen: this one stays.
    expect(page.get_by_role("link", name="Open again")).to_have_count(0)
    page.get_by_label("Only those whose expected answer is shown").click()
    expect(page.get_by_role("link", name="Open again")).to_have_count(1)
    assert window.findings() == []
    window.check()


def test_an_admin_makes_an_answer_known_on_the_items_page(visit: Callable[..., Visit]) -> None:
    project = make.project()
    item = make.item(project)
    window = visit(make.member(project, Role.ADMIN))
    window.goto(f"/p/{project.pk}/items/{item.pk}")
    page = window.page

    page.get_by_role("button", name="Write the answer…").click()
    page.get_by_label("Overall").select_option("b")
    page.get_by_label("Why, in a sentence or two").fill("It says why.")
    page.get_by_role("button", name="Keep").click()

    expect(page.get_by_text("Mixed in unseen, at the rate")).to_be_visible()
    known = Gold.objects.get()
    assert (known.answers["overall"]["winner"], known.explanation) == ("b", "It says why.")

    window.goto(f"/p/{project.pk}/settings?tab=known")
    expect(page.get_by_role("link", name=item.external_id)).to_be_visible()
    window.goto(f"/p/{project.pk}/settings?tab=people")
    page.get_by_label("Known items, % of what a person gets").fill("5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It holds from the next item on.")).to_be_visible()
    project.refresh_from_db()
    assert project.rules == {"gold_rate": 0.05}
    assert window.serious_findings() == []
    window.check()
