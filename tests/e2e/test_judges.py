"""Judges in the browser: made, tried, edited, run and looked at, by keyboard alone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.domain.types import ItemState, RaterKind, Role
from annotation.models import Item, Job
from routing.models import JudgeCall, JudgeRun, JudgeSpec
from routing.services import judging, teaching, trying
from tests import make
from tests.conftest import Team
from tests.e2e.conftest import Visit
from tests.e2e.test_pages import settled
from tests.routing import audits
from tests.routing.judges import endpoint as e
from tests.routing.services import build
from tests.routing.services.build import allow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def endpoint(settings: Any) -> Iterator[e.Endpoint]:
    with e.serving(e.says("tie")) as serving:
        allow(settings, serving)
        yield serving


def fill(window: Visit, **fields: str) -> None:
    """Type into the fields of the open dialog, named by the beginnings of their labels."""
    dialog = window.page.get_by_role("dialog")
    typed = dialog.locator("input:not([type=radio]):not([type=checkbox])")
    for label, text in fields.items():
        dialog.get_by_label(label.replace("_", " ")).and_(typed).focus()
        window.press("Control+a")
        window.page.keyboard.type(text)


def choose(window: Visit, judge: str, what: str) -> None:
    """Open a judge's menu and choose an entry."""
    window.page.get_by_role("button", name=f"More for {judge}", exact=True).focus()
    window.press("Enter")
    entry = window.page.get_by_role("menuitem", name=what)
    expect(entry).to_be_visible()
    for _ in range(8):
        if entry.evaluate("(it) => it === document.activeElement"):
            break
        window.press("ArrowDown")
    window.press("Enter")


def asked(window: Visit, kind: str) -> int:
    """The job that the page has asked for, once the server has it."""
    for _ in range(200):
        if job := Job.objects.filter(kind=kind).first():
            return job.pk
        window.page.wait_for_timeout(50)
    pytest.fail(f"nobody asked for {kind}")


def test_a_judge_is_made_tried_given_another_pace_and_edited_into_its_next_version(
    team: Team, endpoint: e.Endpoint, visit: Callable[..., Visit]
) -> None:
    build.waiting(*[(f"first {n}", f"second {n}") for n in range(6)], project=team.project)
    build.budget(team.project, "10")
    window = visit(team.people[Role.ADMIN])
    page = window.page
    settled(window, f"/p/{team.project.pk}/routing")

    page.get_by_role("button", name="Add a judge").focus()
    window.press("Enter")
    expect(page.get_by_role("dialog", name="Add a judge")).to_be_visible()
    fill(window, Name="remote", Model="m", Address=endpoint.base_url, API_key="sk-1234567890")
    fill(window, **{"Input, $": "10", "Output, $": "20"})
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text(
        "Each item takes 2 calls. 100 items cost about"
    )
    assert window.serious_findings() == []
    window.press("Enter")

    row = page.get_by_role("row", name="remote")
    expect(row).to_contain_text("untested")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert "sk-1234567890" not in page.content()

    choose(window, "remote", "Try it on five items…")
    tried = page.get_by_role("dialog", name="Try it on five items")
    expect(tried).to_be_visible()
    expect(tried.get_by_text("Asking it")).to_be_visible()
    trying.run(job_id=asked(window, "try_judge"))
    expect(tried.get_by_role("article")).to_have_count(5)
    expect(tried.get_by_text("Asking it")).to_have_count(0)
    expect(tried.get_by_role("article").first).to_contain_text("a tie")
    first = tried.get_by_text("Call 1:").first
    expect(first).to_contain_text("a tie; $0.0012,")
    expect(first).to_contain_text("ms")
    first.focus()
    window.press("Enter")
    call = tried.get_by_role("group").first
    expect(call).to_contain_text("You compare two responses")
    expect(call).to_contain_text('"strength": "tie"')
    expect(call).to_contain_text("Because.")
    assert window.serious_findings() == []
    window.press("Escape")
    expect(tried).to_have_count(0)

    choose(window, "remote", "Key, prices and pace…")
    expect(page.get_by_role("dialog", name="Key, prices and pace of remote")).to_be_visible()
    fill(window, Requests_per_minute="90", **{"Output, $": "30"})
    window.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    spec = JudgeSpec.objects.get()
    assert (spec.version, spec.output_usd_per_million) == (1, 30)

    choose(window, "remote", "Edit: make version 2…")
    expect(page.get_by_role("dialog", name="Edit remote")).to_contain_text(
        "version 2 begins untested and uncalibrated"
    )
    fill(window, Answers_to_each_call="3")
    page.get_by_role("button", name="Make version 2").focus()
    window.press("Enter")
    expect(page.get_by_role("row", name="remote v2")).to_contain_text("untested")
    expect(page.get_by_role("row", name="remote", exact=False).first).to_contain_text("retired")
    assert JudgeSpec.objects.get(version=2).previous == spec
    assert page.evaluate("window.clicks") == 0
    window.check()


def test_a_run_is_watched_paused_resumed_and_cancelled(
    team: Team, endpoint: e.Endpoint, visit: Callable[..., Visit]
) -> None:
    build.waiting(*[(f"first {n}", f"second {n}") for n in range(20)], project=team.project)
    build.endpoint_judge(team.project, endpoint.base_url, price=1000, concurrency=2)
    build.budget(team.project, "100")
    judging.judge(project_id=team.project.pk, limit=5)
    window = visit(team.people[Role.ADMIN])
    page = window.page
    settled(window, f"/p/{team.project.pk}/routing")
    expect(page.get_by_text("10 of 40 calls are in; about")).to_contain_text(
        "left; $1.10 spent, about $3.30 to go."
    )
    expect(page.get_by_role("progressbar", name="Calls of judges")).to_be_visible()

    def press(button: str) -> None:
        page.get_by_role("button", name=button).focus()
        window.press("Enter")

    press("Pause")
    expect(page.get_by_text("Judging is paused")).to_be_visible()
    assert judging.judge(project_id=team.project.pk).judged == 0
    press("Resume")
    expect(page.get_by_text("Judging", exact=True)).to_be_visible()
    judging.judge(project_id=team.project.pk, limit=5)
    assert JudgeCall.objects.count() == 20
    press("Cancel: the rest to people")
    expect(page.get_by_text("What still waits is on its way to people")).to_be_visible()
    judging.judge(project_id=team.project.pk)
    expect(page.get_by_text("What still waits")).to_have_count(0)

    assert JudgeRun.objects.get().state == JudgeRun.State.CANCELLED
    assert JudgeCall.objects.count() == 20
    assert Item.objects.filter(state=ItemState.AWAITING_HUMAN).count() == 10
    assert page.evaluate("window.clicks") == 0
    window.check()


def test_an_imported_judge_is_set_against_people_and_its_other_order(
    team: Team, visit: Callable[..., Visit]
) -> None:
    judges = [make.rater(team.project, kind=RaterKind.JUDGE, name=n) for n in ("gpt", "gpt-b-a")]
    people = [make.rater(team.project) for _ in range(3)]
    for n in range(40):
        item = make.item(team.project)
        for person in people:
            make.judgment(item, person, "a")
        for judge, winner in zip(judges, ("ab"[n % 4 == 0], "ab"[n % 2]), strict=True):
            make.judgment(item, judge, winner)
    window = visit(team.people[Role.ADMIN])
    page = window.page
    settled(window, f"/p/{team.project.pk}/routing")

    page.get_by_role("link", name="gpt", exact=True).focus()
    window.press("Enter")
    expect(page.get_by_role("heading", name="Judge gpt", level=1)).to_be_visible()
    expect(page.get_by_text("Do not use it for labels that nobody checks.")).to_be_visible()
    expect(page.get_by_text("no item was judged in both orders").first).to_be_visible()
    expect(page.get_by_text("Calls and money")).to_have_count(0)
    page.get_by_label("Its verdicts with the sides swapped").focus()
    page.keyboard.type("gpt-b-a")
    window.press("Enter")

    expect(page.get_by_text("With the responses swapped it says the same on 25 %")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(10)
    assert window.serious_findings() == []
    window.check()


def test_a_judge_is_trained_on_the_labels_and_says_what_it_lacks(
    team: Team, visit: Callable[..., Visit]
) -> None:
    audits.preferred(team.project, 39)
    window = visit(team.people[Role.ADMIN])
    page = window.page
    settled(window, f"/p/{team.project.pk}/routing")

    page.get_by_role("button", name="Train from labels").focus()
    window.press("Enter")
    dialog = page.get_by_role("dialog", name="Train a judge from the labels")
    expect(dialog).to_contain_text("It needs 40 items or more")
    train_now = dialog.get_by_role("button", name="Train", exact=True)
    train_now.focus()
    window.press("Enter")
    expect(dialog.get_by_text("Learning from people")).to_be_visible()
    assert window.serious_findings() == []
    teaching.run(job_id=asked(window, "train_judge"))
    expect(dialog.get_by_role("alert")).to_contain_text("on 39 items: 40 are needed to train on.")

    audits.preferred(team.project, 1)
    Job.objects.all().delete()
    train_now.focus()
    window.press("Enter")
    teaching.run(job_id=asked(window, "train_judge"))
    expect(dialog).to_contain_text("Trained on 40 labels of people")
    expect(dialog.get_by_role("button", name="Train version 2")).to_be_visible()
    assert window.serious_findings() == []
    dialog.get_by_role("link", name="Look at it").focus()
    window.press("Enter")
    expect(page).to_have_url(
        f"{window.base}/p/{team.project.pk}/judges/{JudgeSpec.objects.get().pk}"
    )
