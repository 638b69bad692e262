from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotation.domain.types import RaterKind, Role
from annotation.models import Figures, Job
from annotation.selectors import figures
from annotation.services import figures as kept
from tests import make


def overview(team):
    return team.api(Role.REVIEWER).read(f"{team.path}/overview")


def test_an_empty_project_says_so_and_shows_no_number_it_does_not_have(team):
    seen = overview(team)

    assert seen["sentence"] == "No items yet: import some to begin."
    assert seen["counts"]["total"] == 0
    assert seen["queue_age_seconds"] is None
    assert len(seen["per_day"]) == 30
    (agreement,) = seen["agreement"]
    assert (agreement["human_human"], agreement["human_judge"], agreement["alpha"]) == (
        None,
        None,
        None,
    )


def test_counts_say_who_judged_what(team):
    ann, bob = make.rater(team.project, name="Rater 1"), make.rater(team.project, name="Rater 2")
    judge = make.rater(team.project, kind=RaterKind.JUDGE, name="gpt")
    by_people, by_both, by_judge, _ = make.items(team.project, 4, state="resolved")
    make.item(team.project, state="imported", need=0)
    make.item(team.project, state="discarded", need=0)
    first = make.judgment(by_people, ann, "a", active_seconds=10)
    make.judgment(by_people, ann, "b", active_seconds=20, supersedes=first)
    make.judgment(by_people, bob, "b", active_seconds=6)
    make.judgment(by_both, ann, "tie", active_seconds=30)
    make.judgment(by_both, judge, "tie")
    make.judgment(by_judge, judge, "a", created_at=timezone.now() - timedelta(days=3))

    seen = overview(team)

    assert seen["counts"] == {
        "total": 5,
        "imported": 1,
        "awaiting_judge": 0,
        "awaiting_human": 0,
        "resolved": 4,
        "reference": 0,
        "discarded": 1,
    }
    assert seen["judged_by"] == {"human": 1, "judge": 1, "both": 1, "open": 2}
    assert seen["judgments"] == {"human": 3, "judge": 2, "today_human": 3}
    assert (seen["per_day"][-1]["human"], seen["per_day"][-1]["judge"]) == (3, 1)
    assert seen["per_day"][-4]["judge"] == 1
    people = {p["rater"]: (p["judged"], p["median_seconds"]) for p in seen["people"]}
    assert people == {"Rater 1": (2, 20.0), "Rater 2": (1, 6.0), "gpt": (2, None)}
    assert seen["sentence"] == "4 of 5 items have a label, 1 wait to be routed."


def test_agreement_counts_the_answer_in_force(team):
    item = make.item(team.project)
    ann, bob = make.rater(team.project), make.rater(team.project)
    first = make.judgment(item, ann, "a")
    make.judgment(item, bob, "b")
    assert overview(team)["agreement"][0]["human_human"]["value"] == 0

    make.judgment(item, ann, "b", supersedes=first)

    stat = overview(team)["agreement"][0]["human_human"]
    assert (stat["value"], stat["n"]) == (1, 1)


def test_jobs_and_the_age_of_the_oldest_due_one(team):
    now = timezone.now()
    for key, state, due in [
        ("a", "running", now - timedelta(hours=1)),
        ("b", "pending", now + timedelta(hours=1)),
        ("c", "done", now - timedelta(days=1)),
    ]:
        Job.objects.create(kind="route", project=team.project, key=key, state=state, not_before=due)

    seen = overview(team)

    assert [j["state"] for j in seen["jobs"]] == ["done", "pending", "running"]
    assert 3600 <= seen["queue_age_seconds"] < 3660


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_rows(team):
    counts = []
    judge = make.rater(team.project, kind=RaterKind.JUDGE)
    for n in (2, 10, 30):
        for item in make.items(team.project, n):
            make.judgment(item, make.rater(team.project))
            make.judgment(item, judge)
        api = team.api(Role.REVIEWER)
        cache.clear()
        with CaptureQueriesContext(connection) as caught:
            api.read(f"{team.path}/overview")
        counts.append(len(caught))

    assert all(a == b for a, b in pairwise(counts)), counts


@pytest.fixture
def big(team, monkeypatch):
    """A project with more judgments than a page counts itself."""
    monkeypatch.setattr(figures, "QUICK_JUDGMENTS", 2)
    ann, bob = make.rater(team.project), make.rater(team.project)
    for item in make.items(team.project, 2):
        make.judgment(item, ann, active_seconds=5.0)
        make.judgment(item, bob)
    return team


def test_a_big_project_shows_its_counts_at_once_and_its_figures_once_they_are_counted(big):
    before = overview(big)
    assert (before["as_of"], before["people"], before["counts"]["total"]) == (None, [], 2)

    assert kept.refresh() == len(kept.FIGURES)

    after = overview(big)
    assert after["as_of"] is not None
    assert after["judgments"]["human"] == 4
    assert after["agreement"][0]["human_human"]["value"] == 1
    assert len(after["per_day"]) == 30


def test_figures_are_counted_again_when_something_changed_and_not_too_often(big, monkeypatch):
    kept.refresh()
    assert kept.refresh() == 0  # nothing changed
    make.judgment(make.item(big.project), make.rater(big.project))
    assert kept.refresh() == 0  # a moment ago
    assert overview(big)["judgments"]["human"] == 4

    Figures.objects.update(as_of=timezone.now() - timedelta(seconds=60))
    assert kept.refresh() == len(kept.FIGURES)
    assert overview(big)["judgments"]["human"] == 5

    make.judgment(make.item(big.project), make.rater(big.project))
    Figures.objects.update(as_of=timezone.now() - timedelta(seconds=60), seconds=10)
    assert kept.refresh() == 0  # counting takes long here, so it is done more rarely
