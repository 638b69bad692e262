"""The pages beside the bench: from a file to a dataset, by browser."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.domain.types import ItemState, Role
from annotation.models import Item, Job, Label
from annotation.services import labels
from interchange.services import exports, imports
from tests import make
from tests.conftest import Team
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = [
    "/",
    "/p/{project}",
    "/p/{project}/items",
    "/p/{project}/items/{item}",
    "/p/{project}/adjudication",
    "/p/{project}/quality",
    "/p/{project}/routing",
    "/p/{project}/data/imports",
    "/p/{project}/data/exports",
    "/p/{project}/people",
    "/p/{project}/settings",
    "/p/{project}/settings?tab=questions",
    "/p/{project}/settings?tab=labels",
]


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path


@pytest.fixture
def labelled(team: Team) -> list[Item]:
    """Four items on which two people agree about A."""
    people = [make.rater(team.project) for _ in range(2)]
    found = make.items(team.project, 4, need=0, state=ItemState.RESOLVED, label_source="human")
    for item in found:
        for person in people:
            make.judgment(item, person, "a")
    labels.resolve(item_ids=[item.pk for item in found])
    return found


def settled(window: Visit, path: str) -> None:
    """Open a page and wait until nothing is loading."""
    window.goto(path)
    window.settled()
    expect(window.page.locator("h1")).to_be_visible()


def test_an_admin_imports_two_files_at_once_and_reads_their_items(
    team: Team, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    rows: list[dict[str, Any]] = [
        {"id": f"sum-{n}", "prompt": f"Add {n} and 1.", "response_a": str(n + 1), "response_b": "?"}
        for n in range(3)
    ]
    file = tmp_path / "sums.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in [*rows, {**rows[0], "response_a": None}]))
    more = tmp_path / "more.csv"
    more.write_text("id,prompt,response_a,response_b\nsum-9,Add 9 and 1.,10,?\n")
    window = visit(team.people[Role.ADMIN])
    page = window.page
    settled(window, f"/p/{team.project.pk}/data/imports")

    page.get_by_label("Drop files here, or pick them").set_input_files([file, more])
    expect(page.get_by_text("And 1 file read in the same way: more.csv")).to_be_visible()
    expect(page.get_by_role("heading", name="What the first row becomes")).to_be_visible()
    expect(page.get_by_label("Response A")).to_have_value("response_a")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Reading and checking")).to_have_count(2)
    for job in Job.objects.filter(kind="import").order_by("pk"):
        imports.run(job_id=job.pk)

    expect(page.get_by_text("3 items added")).to_be_visible()
    expect(page.get_by_text("1 item added")).to_be_visible()
    expect(page.get_by_role("cell", name="must be a text, but is null")).to_be_visible()
    page.get_by_role("link", name="See the items").first.click()
    page.get_by_role("link", name="sum-0").focus()
    window.press("ArrowDown", "Enter")
    expect(page.get_by_role("heading", name="sum-1", level=1)).to_be_visible()
    expect(page.get_by_text("Add 1 and 1.")).to_be_visible()
    window.check()


def test_a_researcher_exports_what_people_agree_on(
    team: Team, labelled: list[Item], visit: Callable[..., Visit]
) -> None:
    make.item(team.project)
    window = visit(team.people[Role.RESEARCHER])
    page = window.page
    settled(window, f"/p/{team.project.pk}/data/exports")

    expect(page.get_by_text("4 rows, one per label; 1 left out.")).to_be_visible()
    expect(page.get_by_role("row", name="Not labelled yet 1")).to_be_visible()
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    exports.run(job_id=Job.objects.get(kind="export").pk)

    with page.expect_download() as download:
        page.get_by_role("link", name="trl-preference.jsonl").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert [json.loads(line)["meta_external_id"] for line in lines] == [
        item.external_id for item in labelled
    ]
    # The snippet loads the file by the name it has just been saved under.
    parquet = download.value.suggested_filename.replace(".jsonl", ".parquet")
    expect(page.get_by_role("region", name="Python that loads the export")).to_contain_text(parquet)
    window.check()


def test_a_reviewer_settles_by_keyboard_what_people_disagree_on(
    team: Team, labelled: list[Item], visit: Callable[..., Visit]
) -> None:
    split = make.item(team.project, need=0, state=ItemState.RESOLVED, label_source="human")
    for n, winner in enumerate(("a", "a", "b")):
        make.judgment(split, make.rater(team.project, name=f"Person {n}"), winner)
    labels.resolve(item_ids=[split.pk])
    window = visit(team.people[Role.REVIEWER])
    page = window.page
    settled(window, f"/p/{team.project.pk}/adjudication")
    expect(page.get_by_role("heading", name=split.external_id)).to_be_visible()
    expect(page.get_by_text("Person 2")).to_have_count(0)

    window.press("2", "w", "ArrowUp")
    page.get_by_label("Note").fill("Say what a tie is.")
    settled(window, f"/p/{team.project.pk}/items")
    settled(window, f"/p/{team.project.pk}/adjudication")
    expect(page.get_by_label("Note")).to_have_value("Say what a tie is.")
    window.press("Enter")

    expect(page.get_by_text("Nothing is left to settle")).to_be_visible()
    label = Label.objects.filter(item=split).latest("version")
    assert (label.value["winner"], label.status, label.posterior) == ("b", "adjudicated", 0.95)
    expect(page.get_by_text("What the guidelines do not say")).to_be_visible()
    expect(page.get_by_text("Say what a tie is.")).to_be_visible()
    window.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(
    team: Team, labelled: list[Item], visit: Callable[..., Visit], scheme: str
) -> None:
    window = visit(team.people[Role.ADMIN], color_scheme=scheme)
    for path in PATHS:
        settled(window, path.format(project=team.project.pk, item=labelled[0].pk))
        assert window.serious_findings() == [], path
        window.check()


def test_no_page_is_wider_than_a_phone(
    team: Team, labelled: list[Item], visit: Callable[..., Visit]
) -> None:
    window = visit(team.people[Role.ADMIN], viewport={"width": 320, "height": 700})
    for path in PATHS:
        settled(window, path.format(project=team.project.pk, item=labelled[0].pk))
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert window.page.evaluate(wide) == 0, path
