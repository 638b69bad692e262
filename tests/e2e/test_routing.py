"""The routing page: the slider, a replay on other terms, a switch seen before it is made."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotation.domain.types import JobState, Role
from annotation.models import Job
from interchange.services import replays
from routing.models import RoutingConfig
from routing.services import calibrating, frontiers
from tests.conftest import Team
from tests.e2e.conftest import Visit
from tests.routing import audits, rows

pytestmark = pytest.mark.django_db(transaction=True)
WORK = {frontiers.KIND: frontiers.run, frontiers.OF_FILE: replays.run}


@pytest.fixture
def routed(team: Team) -> Team:
    """Sixty audited items; the judge errs where the first response is longer, which is learnt."""
    team.project.overlap = 1
    team.project.save()
    rows.choose(team.project, "learned_error", audit_rate=1.0)
    audits.audited(team.project, 60)
    calibrating.look(project_id=team.project.pk)
    return team


def computed(window: Visit) -> None:
    """What a worker does, once the server has stored what the button asks for."""
    for _ in range(200):
        waiting = Job.objects.filter(kind__in=WORK, state=JobState.PENDING).first()
        if waiting is not None:
            break
        window.page.wait_for_timeout(100)
    assert waiting is not None
    WORK[waiting.kind](job_id=waiting.pk)


def test_a_researcher_slides_along_the_frontier_and_replays_other_terms(
    routed: Team, visit: Callable[..., Visit]
) -> None:
    window = visit(routed.people[Role.RESEARCHER])
    page = window.page
    window.goto(f"/p/{routed.project.pk}/routing")
    page.get_by_role("button", name="Compute", exact=True).click()
    expect(page.get_by_role("button", name="Computing…")).to_be_visible()
    computed(window)

    page.get_by_role("slider", name="Share that people judge: 20 %").focus()
    expect(
        page.get_by_text(re.compile(r"At 20 % people, (6\d|70) % of the labels"))
    ).to_be_visible()
    window.press("End")
    expect(page.get_by_text("At 100 % people, 100 % of the labels are right")).to_be_visible()
    expect(page.get_by_text("the last 5 % bought 0 points")).to_be_visible()

    page.get_by_text("Replay other policies, prices and people").focus()
    window.press("Enter")
    page.get_by_role("checkbox", name="Disagreement", exact=True).uncheck()
    page.get_by_role("checkbox", name="Random share").check()
    page.get_by_label("People an item").fill("3")
    page.get_by_label("Each is right, %").fill("80")
    page.get_by_label("Price of a person's judgment").fill("0.5")
    page.get_by_label("Shares that people judge, %").fill("0, 50, 100")
    page.get_by_role("button", name="Replay these").click()
    expect(page.get_by_role("button", name="Computing…")).to_be_visible()
    computed(window)

    expect(page.get_by_text("3 people an item, each right in 80 %")).to_be_visible()
    page.get_by_role("slider").focus()
    window.press("End")
    # 60 items by three people at .5; most of three are right in .8³ + 3 · .8² · .2 = .896.
    row = page.get_by_role("row", name="Random share")
    expect(row.get_by_role("cell", name="90 %", exact=True)).to_be_visible()
    expect(row.get_by_role("cell", name="90", exact=True)).to_be_visible()
    expect(page.get_by_role("row", name="Disagreement")).to_have_count(0)

    page.get_by_text("Replay other policies, prices and people").focus()
    window.press("Enter")
    chosen = page.get_by_label("Over a labelled file instead of this project's items")
    chosen.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(page.get_by_text("in no known format that says who judged what")).to_be_visible()
    table = "prompt,response_a,response_b,people,judges.gpt\n" + "".join(
        f"Q{n},A{n},B{n},a,{'ab'[n % 2]}\n" for n in range(20)
    )
    chosen.set_input_files({"name": "ours.csv", "mimeType": "text/csv", "buffer": table.encode()})
    expect(page.get_by_text("ours.csv: 20 items, all judged by people and by gpt.")).to_be_visible()
    page.get_by_role("button", name="Replay these over the file").click()
    computed(window)
    expect(page.get_by_text("A replay of the file ours.csv")).to_be_visible()
    window.check()


def test_an_admin_sees_what_would_move_before_the_policy_is_switched(
    routed: Team, visit: Callable[..., Visit]
) -> None:
    window = visit(routed.people[Role.ADMIN])
    page = window.page
    window.goto(f"/p/{routed.project.pk}/routing")
    page.get_by_role("button", name="Change policy").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="People only").check()

    expect(dialog.get_by_text("people would judge 60, the judge 0, both 0")).to_be_visible()
    expect(dialog.get_by_text("60 items would go elsewhere than now")).to_be_visible()
    expect(dialog.get_by_role("cell", name="both → people").first).to_be_visible()
    assert RoutingConfig.objects.latest("version").policy == "learned_error"
    dialog.get_by_role("button", name="Save as a new version").click()

    expect(dialog).to_have_count(0)
    expect(page.get_by_text("What changed since the last policy")).to_be_visible()
    assert RoutingConfig.objects.latest("version").policy == "all_human"
    window.check()
