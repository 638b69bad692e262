"""One's own history: seen, filtered, reopened, revised; never anybody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from annotation.domain.types import Role
from annotation.models import Judgment, Label
from tests import make
from tests.annotation.api.test_bench import claim, submit
from tests.annotation.api.test_gold import rules, side_of, work

RIGHT = {"overall": {"side": "right", "strength": 2}}


@pytest.fixture
def annotator(team):
    return team.api(Role.ANNOTATOR)


def history(api, team, **query):
    return api.read(f"{team.path}/mine/history", **query)["results"]


def test_a_person_finds_their_answers_as_they_saw_them_latest_first(team, annotator):
    make.items(team.project, 3)
    work(annotator, team.project, lambda _: RIGHT)

    rows = history(annotator, team)

    assert [row["answers"] for row in rows] == [RIGHT] * 3
    assert [row["id"] for row in rows] == sorted((r["id"] for r in rows), reverse=True)
    assert {row["prompt_head"] for row in rows} == {"Why is the sky blue?"}
    assert all(row["may_revise"] and not row["revised"] for row in rows)


def test_nobody_elses_answer_is_there_or_can_be_reopened(team, annotator):
    make.item(team.project, need=2)
    other = team.api(Role.REVIEWER)
    [theirs] = claim(other, team.project)["assignments"]
    submit(other, theirs)

    assert history(annotator, team) == []
    assert annotator.call("post", f"/assignments/{theirs['id']}/reopen").status_code == 404
    supersede = submit(
        annotator, theirs, RIGHT, supersedes=Judgment.objects.get().pk
    )  # with the token, too
    assert supersede.status_code == 404
    assert Judgment.objects.count() == 1


def test_an_answer_is_revised_days_later_and_the_label_follows(team, annotator):
    item = make.item(team.project)
    [leased] = claim(annotator, team.project)["assignments"]
    submit(annotator, leased, side_of("Answer a")(leased))
    assert Label.objects.get().value["winner"] == "a"

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        [row] = history(annotator, team)
        again = annotator.call("post", f"/assignments/{row['assignment_id']}/reopen").json()
        assert again["answers"] == row["answers"]
        changed = submit(
            annotator, leased, side_of("Answer b")(leased), supersedes=again["judgment_id"]
        )
    assert changed.status_code == 201, changed.content

    latest = Label.objects.filter(item=item).latest("version")
    assert (latest.value["winner"], latest.version) == ("b", 2)
    old, new = Judgment.objects.order_by("pk")
    assert new.supersedes_id == old.pk  # kept, not overwritten
    item.refresh_from_db()
    assert (item.taken, item.counted) == (1, 1)
    [row] = history(annotator, team, revised=True)
    assert (row["id"], row["revised"]) == (new.pk, True)


def test_an_answer_cannot_be_revised_once_its_days_are_over(team, annotator):
    make.item(team.project)
    rules(team.project, revise_days=2)
    [leased] = claim(annotator, team.project)["assignments"]
    submit(annotator, leased)

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        [row] = history(annotator, team)
        late = annotator.call("post", f"/assignments/{row['assignment_id']}/reopen")

    assert not row["may_revise"]
    assert late.json()["code"] == "too_late_to_reopen"


def test_history_is_found_page_by_page_and_by_day(team, annotator):
    make.items(team.project, 5)
    work(annotator, team.project)
    first = annotator.read(f"{team.path}/mine/history", limit=3)
    second = annotator.read(f"{team.path}/mine/history", limit=3, cursor=first["next"])
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    today = timezone.now().date().isoformat()

    assert [len(page["results"]) for page in (first, second)] == [3, 2]
    assert second["next"] is None
    assert history(annotator, team, since=tomorrow) == []
    assert len(history(annotator, team, since=today, until=today)) == 5


def test_gold_and_repeats_look_like_all_others_unless_the_project_shows_them(team, annotator):
    make.items(team.project, 30)
    make.known(team.project, 3, explanation="Because.")
    rules(team.project, gold_rate=0.4, repeat_rate=0.1, repeat_after=2)
    work(annotator, team.project, side_of("Answer b"))
    gold = {j.pk: j.assignment_id for j in Judgment.objects.filter(purpose="gold")}
    assert gold

    hidden = history(annotator, team, limit=100)
    assert {row["checked"] for row in hidden} == {None}
    assert {row["may_revise"] for row in hidden} == {True}
    assert history(annotator, team, checked=True) == []
    assert annotator.read(f"{team.path}/mine")["checked"] is None

    team.project.rules["show_gold"] = True
    team.project.save()
    shown = history(annotator, team, checked=True)
    assert {row["id"] for row in shown} == set(gold)
    for row in shown:
        assert not row["checked"]["right"]
        assert row["checked"]["explanation"] == "Because."
        sides = {row["checked"]["expected"]["overall"]["side"], row["answers"]["overall"]["side"]}
        assert sides == {"left", "right"}
        # What was expected has been seen: the answer stays.
        late = annotator.call("post", f"/assignments/{row['assignment_id']}/reopen")
        assert (late.status_code, row["may_revise"]) == (409, False)
    figure = annotator.read(f"{team.path}/mine")["checked"]
    assert (figure["value"], figure["n"]) == (0.0, len(gold))


def test_pace_and_pay_come_from_measured_time(team, annotator):
    make.items(team.project, 25)
    rules(team.project, hourly_rate=18.0, currency="EUR", quota_day=40)
    work(annotator, team.project)  # each took 12.5 active seconds

    mine = annotator.read(f"{team.path}/mine")

    assert (mine["judged"], mine["today"], mine["quota_day"]) == (25, 25, 40)
    assert mine["median_seconds"] == 12.5
    assert mine["expected"] == {"seconds": 12.5, "pay": pytest.approx(0.0625), "currency": "EUR"}
    assert mine["earned"] == pytest.approx(25 * 12.5 * 18 / 3600)
    assert [d["judged"] for d in mine["per_day"]][-1] == 25


def test_before_the_first_answer_everything_is_there_and_empty(team, annotator):
    mine = annotator.read(f"{team.path}/mine")

    assert (mine["judged"], mine["median_seconds"], mine["earned"]) == (0, None, None)
    assert history(annotator, team) == []


def test_a_filter_that_does_not_exist_is_refused(team, annotator):
    assert annotator.get(f"/api{team.path}/mine/history?rater=1").status_code == 400
