"""The pages of quality in a browser: what cannot be computed is said in words, never as NaN."""

import re
from pathlib import Path

import pytest

from annotation.domain.types import Role
from annotation.models import AnnotatorProfile, Guideline, Rater
from annotation.services import surveys
from routing.models import Explanation
from tests import make
from tests.annotation.api import test_degenerate as degenerate
from tests.routing.services import build

pytestmark = pytest.mark.django_db(transaction=True)
NOT_A_FIGURE = re.compile(r"\bNaN\b|\bundefined\b|\[object Object\]|\bInfinity\b")
PAGES = ("quality", "quality/drivers", "quality/groups", "quality/principles")


def test_projects_of_which_little_can_be_said_say_so_on_every_page(visit):
    admin = make.user("Ada")
    at = visit(admin)
    for make_it in (degenerate.one_item, degenerate.all_ties, degenerate.groups_of_one):
        project = make.project()
        make.member(project, Role.ADMIN, who=admin)
        make_it(project)
        rater = Rater.objects.filter(project=project, kind="human").first()
        for page in (*PAGES, f"raters/{rater.pk}"):
            at.goto(f"/p/{project.pk}/{page}")
            at.settled()
            text = at.page.inner_text("main")
            assert not NOT_A_FIGURE.search(text), (make_it.__name__, page)
            if page == "quality/groups":
                assert "Cannot be computed" in text
    assert at.serious_findings() == []
    at.check()


def test_criteria_that_a_judge_found_become_the_next_guidelines(visit):
    project = make.project()
    Explanation.objects.create(
        project=project,
        spec=build.judge(project),
        question="why",
        kind="criteria",
        data={
            "principles": [],
            "criteria": [
                {"text": "Cites its sources", "n": 7, "example": "No source."},
                {"text": "Is short", "n": 2, "example": ""},
            ],
            "n_learnt": 0,
            "n_held": 0,
            "n_texts": 12,
            "unread": 1,
            "why_not": "",
        },
    )
    at = visit(make.member(project, Role.ADMIN))
    at.goto(f"/p/{project.pk}/quality/principles")
    at.page.get_by_text("from 12 texts; 1 text could not be counted").wait_for()
    at.page.get_by_role("button", name="Add these to the guidelines").press("Enter")
    at.page.get_by_role("button", name="Save as version").press("Enter")
    at.page.get_by_text("is in force").wait_for()

    text = Guideline.objects.filter(project=project).latest("version").text
    assert text.endswith("## What counts\n- Cites its sources\n- Is short")
    at.check()


def test_somebody_tells_about_themselves_and_takes_it_back(visit):
    project = make.project()
    surveys.publish(
        project_id=project.pk,
        consent="For **research**.",
        fields=[
            {
                "key": "home",
                "title": "Where did you grow up?",
                "choices": [{"key": "town", "title": "In a town"}, {"key": "c", "title": "Else"}],
            }
        ],
        min_group=5,
        actor_id=None,
    )
    at = visit(make.member(project))
    at.goto(f"/p/{project.pk}")
    at.page.get_by_role("link", name="About you").click()
    save = at.page.get_by_role("button", name="Agree and save")
    assert save.is_disabled()
    at.page.get_by_label("I have read this, and agree").check()
    at.page.get_by_label("Where did you grow up?").select_option("In a town")
    save.click()
    at.page.get_by_text("You agreed on").wait_for()
    assert AnnotatorProfile.objects.get().attributes == {"home": "town"}
    assert at.serious_findings() == []

    at.page.get_by_role("button", name="Take back and delete my answers").click()
    at.page.get_by_label("I have read this, and agree").wait_for()
    assert not AnnotatorProfile.objects.exists()
    at.check()


def test_an_admin_reads_what_goes_before_a_persons_data_are_deleted(visit):
    project = make.project()
    admin, ann = make.member(project, Role.ADMIN), make.member(project, who=make.user("Ann Smith"))
    make.judgment(make.item(project), make.rater(project, who=ann), "a")
    at = visit(admin)
    at.goto(f"/p/{project.pk}/people")
    at.page.get_by_role("button", name="Delete data of Ann Smith").click()
    at.page.get_by_text("What stays, and why").wait_for()
    delete = at.page.get_by_role("button", name="Delete", exact=True)
    assert delete.is_disabled()
    at.page.get_by_label("Type Ann Smith to go on").fill("Ann Smith")
    delete.click()
    at.page.get_by_text("The data of Ann Smith are deleted.").first.wait_for()

    assert at.page.get_by_role("cell", name="Ann Smith").count() == 0
    assert Rater.objects.get(project=project).name.startswith("Former rater")
    at.check()


def test_every_chart_of_quality_is_taken_along_as_numbers_and_as_a_picture(visit):
    project = make.project()
    admin = make.member(project, Role.ADMIN)
    names = ("Ann", "Bob", "Cid", "judge")
    winners = ("aaab", "abba", "bbba", "aaaa", "babb", "abab")
    models = [("one", "two"), ("two", "three"), ("three", "one")] * 10
    votes = [list(zip(names, winners[n % 6], strict=True)) for n in range(30)]
    raters = degenerate.judged(project, votes, models=models)
    for n, item in enumerate(project.items.order_by("pk")):
        item.responses[n % 2]["text"] += " and\n- a list\n- of things" * (1 + n % 3)
        item.save()
    at = visit(admin)
    seen = set()
    for page in (*PAGES, f"raters/{raters['Ann'].pk}"):
        at.goto(f"/p/{project.pk}/{page}")
        # What still loads would move the others, under the pointer too.
        at.settled()
        for figure in at.page.locator("main figure").all():
            if figure.get_by_role("button", name=re.compile("numbers as CSV")).count() == 0:
                continue
            figure.locator("svg").first.wait_for()
            for kind, begins in (("CSV", b""), ("SVG", b"<"), ("PNG", b"\x89PNG")):
                with at.page.expect_download() as coming:
                    figure.get_by_role("button", name=re.compile(f"as {kind}$")).click()
                content = Path(coming.value.path()).read_bytes()
                assert content.startswith(begins)
                name = coming.value.suggested_filename
                assert name.endswith(f".{kind.lower()}")
                if kind == "CSV":
                    head, *rows = content.decode().splitlines()
                    assert head
                    assert rows, name
                    assert not NOT_A_FIGURE.search(content.decode()), name
                    seen.add(name)
    # Agreement, the matrix, two leaderboards, drivers; all of one day, so nothing over time.
    assert len(seen) >= 5, seen
    at.check()
