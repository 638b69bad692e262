"""The bench as axe and screen readers meet it: every set, dialog, pause and notice."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotation.models import Project
from annotation.services import surveys
from tests import make
from tests.e2e.asking import desk
from tests.e2e.conftest import Visit
from tests.e2e.windows import every_template, open_desk

HIDDEN = re.compile("^moderate (landmark-one-main|page-has-heading-one):")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("folder")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_bench_of_any_template(
    visit: Callable[..., Visit], scheme: str
) -> None:
    window, projects = every_template(visit, color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for name, project in projects.items():
        open_desk(window, project)
        found[name] = window.findings()
        window.press("1", "1")
        found[f"{name}, begun"] = window.findings()
        window.press("ArrowDown")
        found[f"{name}, the row after it"] = window.findings()
    assert {state: what for state, what in found.items() if what} == {}
    window.check()


def dialogs(window: Visit) -> Iterator[str]:
    """Every dialog and panel that opens over an item; closed again after each."""
    page = window.page
    for key, name in {
        "Control+k": "palette",
        "Control+,": "preferences",
        "s": "skipping",
        "f": "flagging",
        "?": "keys",
    }.items():
        window.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        yield name
    window.press("?")
    page.get_by_role("button", name="Change keys…").click()
    page.get_by_role("button", name="Change the key of “Skip this item…”").click()
    window.press("f")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("heading", name="Keys").click()  # no longer waits for a key
    yield "changing a key"
    window.press("g")
    expect(page.get_by_role("heading", name="Guidelines")).to_be_visible()
    yield "guidelines beside the item"
    window.press("g", "/")
    page.get_by_role("search").get_by_role("textbox").fill("answer")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 2")
    yield "finding"
    window.press("Escape", "d", "l", "w")
    yield "differing words, swapped"
    window.press("d", "m")
    yield "raw text"


def work(window: Visit, project: Project) -> Iterator[str]:
    """From the first reading of the guidelines to the end of the session."""
    page = window.page
    window.goto(f"/p/{project.pk}/bench")
    expect(page.get_by_role("heading", name="read the guidelines")).to_be_visible()
    yield "guidelines to read first"
    window.press("Enter")
    page.locator("[data-pane=A]").wait_for()
    window.press("2")
    for state in dialogs(window):
        yield state
        window.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    window.context.set_offline(True)
    window.press("5", "Control+Enter")
    expect(page.get_by_text("Offline – 1 waiting")).to_be_visible()
    yield "offline"
    window.context.set_offline(False)
    expect(page.get_by_text("Saved ✓")).to_be_visible()
    for _ in range(2):
        window.press("1")
        page.clock.fast_forward("04:00")
    expect(page.get_by_text("You have been judging for")).to_be_visible()
    yield "a break is suggested"
    page.clock.fast_forward("20:00")
    expect(page.get_by_text("No longer held")).to_be_visible()
    yield "lease lost"
    Session.objects.all().delete()
    window.press("5", "Control+Enter")
    expect(page.get_by_role("dialog", name="Please sign in again")).to_be_visible()
    yield "signed out"


def training(window: Visit, project: Project) -> Iterator[str]:
    """What was expected is told after an answer."""
    window.goto(f"/p/{project.pk}/bench")
    expect(window.page.get_by_text("What was expected is shown")).to_be_visible()
    yield "training"
    window.press("4", "Enter")
    expect(window.page.get_by_role("dialog", name="Something else was expected")).to_be_visible()
    yield "feedback"


def pages(window: Visit, project: Project, **resting: Project) -> Iterator[str]:
    """Where there is nothing to judge, and a person's own pages."""
    for path, heading in {
        f"/p/{resting['busy'].pk}/bench": "Nothing right now",
        f"/p/{resting['paused'].pk}/bench": "This project is paused",
        f"/p/{resting['empty'].pk}/bench": "All done",
        "/p/999999/bench": "",
        f"/p/{project.pk}/mine": "",
        f"/p/{project.pk}/about-me": "About you",
        f"/p/{project.pk}": project.name,
    }.items():
        window.goto(path)
        expect(window.page.get_by_role("heading", name=heading).first).to_be_visible()
        window.settled()
        yield path.rsplit("/", 1)[-1] + heading


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_bench(
    visit: Callable[..., Visit], scheme: str
) -> None:
    asks = [make.comparison("helpful"), make.comparison(points=5), make.text("why")]
    project = make.project(questions=asks, guideline="Be *fair*.", rules={"break_minutes": 5})
    make.items(project, 2, prompt="Explain `x` and $y^2$.\n\n|a|b|\n|-|-|\n|1|2|")
    surveys.publish(
        project_id=project.pk,
        consent="For **research**.",
        fields=[
            {"key": "home", "title": "Home?", "choices": [{"key": k, "title": k} for k in "ab"]}
        ],
        min_group=5,
        actor_id=None,
    )
    trained = make.project(rules={"training_items": 1})
    make.items(trained, 1)
    make.known(trained, 1, training=True, explanation="It answers **the** question.")
    busy, empty, paused = make.project(), make.project(), make.project(state="paused")
    held = make.item(busy)
    person = make.user("Ann", password=make.PASSWORD)
    make.member(project, who=person, acknowledged=False)
    for other in (trained, busy, empty, paused):
        make.member(other, who=person)
    make.assignment(held, make.member(busy))
    window = visit(person, color_scheme=scheme, reduced_motion="reduce")
    window.page.clock.install()

    found = {}
    for states in (
        training(window, trained),
        pages(window, project, busy=busy, empty=empty, paused=paused),
        work(window, project),
    ):
        for state in states:
            found[state] = window.findings()
    # Behind the dialog that asks to sign in again, the whole page is hidden on purpose.
    found["signed out"] = [what for what in found["signed out"] if not HIDDEN.search(what)]

    assert {state: what for state, what in found.items() if what} == {}
    assert len(found) == 24
    window.check()


def test_panes_verdicts_and_states_have_names_for_those_who_listen(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison(points=3), make.text("why")])
    make.items(project, 2)
    window = desk(visit, project)
    page = window.page
    for name in ("Response A", "Response B", "Prompt", "Your verdict"):
        expect(page.get_by_role("region", name=name, exact=True)).to_be_visible()
    verdict = page.get_by_role("radiogroup", name="Overall")
    assert verdict.get_by_role("radio").evaluate_all("all => all.map((e) => e.ariaLabel)") == [
        "Response A better",
        "About equal",
        "Response B better",
        "Both are bad",
    ]
    window.press("2", "ArrowDown")
    said = page.get_by_role("status")
    expect(said.filter(has_text="Overall: Response B better")).to_be_attached()
    expect(page.get_by_role("button", name="Overall , answered")).to_be_visible()
    expect(page.get_by_role("button", name="Why")).to_have_attribute("aria-current", "step")
    window.context.set_offline(True)
    window.press("Enter")
    expect(said.filter(has_text="What you did is kept here").first).to_be_attached()
    window.context.set_offline(False)
    window.wait_for_judgments(1)
