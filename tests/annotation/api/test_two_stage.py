"""Judging twice: before an outcome is shown, and after it."""

import pytest
from django.db import DatabaseError, transaction

from annotation.domain.templates import TEMPLATES
from annotation.domain.types import AssignmentState, Role
from annotation.models import Assignment, FirstAnswers, Judgment
from tests import make
from tests.annotation.api.test_bench import claim, submit

SECRET = "It burnt the house down."
OUTCOMES = [SECRET, "All was well."]
FIRST = {"overall": {"side": "left", "strength": 1}}
SECOND = {"overall_after": {"side": "right", "strength": 2}}
SEEN = {"outcome": {"seen": True}}


@pytest.fixture
def project(team):
    questions = {"questions": TEMPLATES["two_stage"]["questions"]}
    saved = team.api(Role.ADMIN).call("post", f"{team.path}/questions", questions)
    assert saved.status_code == 201, saved.content
    return team.project


@pytest.fixture
def annotator(team):
    return team.api(Role.ANNOTATOR)


def reveal(api, leased, answers=FIRST, **body):
    token = {"lease_token": leased["lease_token"], "answers": answers}
    return api.call("post", f"/assignments/{leased['id']}/reveal", {**token, **body})


def leased_one(annotator, project, outcome=OUTCOMES):
    make.item(project, context={"reveal": outcome})
    return claim(annotator, project)["assignments"][0]


def test_both_verdicts_are_kept_and_what_changed_is_said(annotator, project):
    leased = leased_one(annotator, project)
    shown = reveal(annotator, leased, active_seconds=3.5)

    assert shown.status_code == 200, shown.content
    order = Assignment.objects.get().presented_order
    told = dict(zip("ab", OUTCOMES, strict=True))
    assert shown.json() == {
        "text": "",
        "sides": [
            {"side": side, "text": told[key]}
            for side, key in zip(("left", "right"), order, strict=True)
        ],
        "answers": FIRST,
    }
    assert submit(annotator, leased, FIRST | SEEN | SECOND).status_code == 201
    answers = Judgment.objects.get().answers
    assert answers["outcome"] == {"seen": True, "changed": ["overall_after"]}
    assert answers["overall"]["winner"] == "ab"[order[0] == "b"]
    assert answers["overall_after"]["winner"] == "ab"[order[1] == "b"]
    kept = FirstAnswers.objects.get()
    assert (kept.answers, kept.active_seconds) == ({"overall": answers["overall"]}, 3.5)


def test_a_verdict_that_stays_has_not_changed(annotator, project):
    leased = leased_one(annotator, project, "The bridge held.")
    assert reveal(annotator, leased).json()["text"] == "The bridge held."
    same = FIRST | {"outcome": {"seen": True, "changed": ["overall_after"]}}  # not theirs to say
    submit(annotator, leased, same | {"overall_after": FIRST["overall"]})

    assert Judgment.objects.get().answers["outcome"]["changed"] == []


def test_the_outcome_is_nowhere_before_the_first_answers(annotator, project):
    leased_one(annotator, project)
    held = claim(annotator, project)

    assert SECRET not in str(held)
    assert held["assignments"][0]["revealed"] is None
    unanswered = reveal(annotator, held["assignments"][0], {})
    assert (unanswered.status_code, SECRET in str(unanswered.content)) == (400, False)
    assert set(unanswered.json()["fields"]) == {"overall"}
    assert not FirstAnswers.objects.exists()


def test_the_first_answers_cannot_change_once_the_outcome_was_shown(annotator, project):
    leased = leased_one(annotator, project)
    reveal(annotator, leased)
    other = {"overall": {"side": "right", "strength": 2}}

    assert reveal(annotator, leased, other).json()["answers"] == FIRST
    refused = submit(annotator, leased, other | SEEN | SECOND)
    assert refused.status_code == 400
    assert set(refused.json()["fields"]) == {"overall"}
    assert submit(annotator, leased, FIRST | SEEN | SECOND).status_code == 201


def test_nothing_can_be_sent_before_the_outcome_was_shown(annotator, project):
    leased = leased_one(annotator, project)
    refused = submit(annotator, leased, FIRST | SEEN | SECOND)

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
    assert not Judgment.objects.exists()


def test_another_tab_is_shown_what_was_shown_already(annotator, project):
    leased = leased_one(annotator, project)
    seen = reveal(annotator, leased).json()

    assert claim(annotator, project)["assignments"][0]["revealed"] == seen
    submit(annotator, leased, FIRST | SEEN | SECOND)
    again = annotator.call("post", f"/assignments/{leased['id']}/reopen").json()
    assert again["revealed"] == seen
    judgment = {"supersedes": Judgment.objects.get().pk}
    changed = again["answers"] | {"overall_after": {"side": "tie", "strength": 0}}
    assert submit(annotator, leased, changed, **judgment).status_code == 201
    newest = Judgment.objects.latest("pk").answers
    assert (newest["overall_after"]["winner"], newest["outcome"]["changed"]) == (
        "tie",
        ["overall_after"],
    )


def test_an_outcome_is_shown_to_the_holder_of_the_lease_alone(team, annotator, project):
    leased = leased_one(annotator, project)
    assert reveal(team.api(Role.REVIEWER), leased).status_code == 404
    Assignment.objects.update(state=AssignmentState.EXPIRED, closed_at="2026-01-01T00:00:00Z")
    late = reveal(annotator, leased)

    assert (late.status_code, late.json()["code"]) == (409, "lease_lost")
    assert not FirstAnswers.objects.exists()


def test_first_answers_are_append_only(annotator, project):
    reveal(annotator, leased_one(annotator, project))
    for change in (
        FirstAnswers.objects.all().delete,
        lambda: FirstAnswers.objects.update(answers={}),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize("outcome", [None, 3, ["only one"], ["a", 2], {"a": "b"}])
def test_an_outcome_of_another_shape_shows_nothing_of_one_side(annotator, project, outcome):
    shown = reveal(annotator, leased_one(annotator, project, outcome)).json()

    assert (shown["text"], shown["sides"]) == ("", [])
