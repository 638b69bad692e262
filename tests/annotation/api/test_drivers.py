"""The page of what goes with verdicts."""

from annotation.api import serializers_quality as s
from annotation.domain.types import RaterKind, Role
from annotation.selectors import drivers, figures
from annotation.services import figures as kept
from tests import make

SHORT, LONG = "Yes.", "Yes, and here is a much longer answer that goes on for a while."


def read(team):
    return team.api(Role.RESEARCHER).read(f"{team.path}/drivers")


def judge_pairs(team, count=24):
    """People take the shorter answer, the judge the longer one."""
    person = make.rater(team.project, name="Ann")
    judge = make.rater(team.project, kind=RaterKind.JUDGE, name="gpt")
    for n in range(count):
        first, second = (SHORT, LONG) if n % 2 else (LONG, SHORT)
        item = make.item(team.project)
        item.responses = [
            {"key": "x", "text": first, "model": ""},
            {"key": "y", "text": second, "model": ""},
        ]
        item.save(update_fields=["responses"])
        make.judgment(item, person, "a" if n % 2 else "b")
        make.judgment(item, judge, "b" if n % 2 else "a")


def test_people_and_a_judge_are_shown_side_by_side(team):
    judge_pairs(team)

    seen = read(team)
    (question,) = seen["questions"]
    people, judge = question["columns"]
    words = [factor["key"] for factor in seen["factors"]].index("length")
    assert (people["judge"], judge["judge"]) == (None, "gpt")
    assert (people["alone"][words]["value"], judge["alone"][words]["value"]) == (-1, 1)
    assert judge["gaps"][words]["value"] == 2
    code = [factor["key"] for factor in seen["factors"]].index("code")
    assert people["alone"][code]["why_not"] == "all pairs are alike in this"
    assert (question["n_items"], question["of_items"]) == (24, 24)
    assert set(s.DriversOut(seen).data) == set(seen)
    assert set(s.DriversColumnOut(judge).data) == set(judge)


def test_a_sample_says_of_how_many(team, monkeypatch):
    monkeypatch.setattr(drivers, "SAMPLE", 12)
    judge_pairs(team)

    (question,) = read(team)["questions"]
    assert (question["n_items"], question["of_items"]) == (12, 24)
    assert question["columns"][0]["n"] == 12


def test_an_empty_project_shows_why_there_is_no_number(team):
    (question,) = read(team)["questions"]

    (people,) = question["columns"]
    assert people["alone"][0]["why_not"] == "only 0 pairs were judged; 10 are needed"
    assert people["why_not"] == "nothing was decided"


def test_a_big_project_shows_what_the_sweep_counted_last(team, monkeypatch):
    monkeypatch.setattr(figures, "QUICK_JUDGMENTS", 10)
    judge_pairs(team)

    assert read(team) == {"factors": [], "questions": [], "as_of": None}
    kept.refresh()
    seen = read(team)
    assert seen["as_of"] is not None
    assert seen["questions"][0]["columns"][0]["n"] == 24


def test_aspects_stand_with_and_without_length_and_tone(api, db):
    """The verdict follows the error check-list, and the length only goes with it."""
    errors = {
        "key": "errors",
        "type": "multi_choice",
        "title": "Errors",
        "help": "",
        "required": False,
        "options": {
            "choices": [{"key": "wrong", "text": "Wrong"}, {"key": "rude", "text": "Rude"}],
            "per": "response",
        },
        "when": None,
    }
    project = make.project(questions=[make.comparison(), errors])
    person = make.rater(project)
    for n in range(200):
        item = make.item(project)
        first, second = (SHORT, LONG) if n % 2 else (LONG, SHORT)
        item.responses = [
            {"key": "x", "text": first, "model": ""},
            {"key": "y", "text": second, "model": ""},
        ]
        item.save(update_fields=["responses"])
        first_wrong = n % 5 < 3
        wrong = {"x": ["wrong"] if first_wrong else [], "y": [] if first_wrong else ["wrong"]}
        make.judgment(
            item,
            person,
            answers={
                "overall": {"winner": "b" if first_wrong else "a", "strength": 1},
                "errors": {"chosen": wrong},
            },
        )
    [question] = api(make.member(project, Role.RESEARCHER)).read(f"/projects/{project.pk}/drivers")[
        "questions"
    ]
    found = question["confounded"]

    assert [a["title"] for a in found["aspects"]] == ["Errors: Wrong", "Errors: Rude"]
    assert found["held"][0]["high"] < -1  # the response with more errors loses
    assert "alike in it" in found["held"][1]["why_not"]
    aspects, tone, both = found["explained"]
    assert aspects > 0.5 > tone
    assert both >= aspects
    assert (found["n"], found["n_items"]) == (200, 200)


def test_a_project_that_asks_nothing_else_has_no_aspects(team):
    judge_pairs(team)
    found = read(team)["questions"][0]["confounded"]

    assert found["aspects"] == []
    assert found["why_not"] == "nothing else is asked about the responses"
