import json

import pytest
from django.conf import settings

from annotation.domain import questions as q
from annotation.domain.presentation import Presentation
from annotation.domain.questions import conditions
from annotation.domain.questions.base import BadAnswer
from tests import make

# The bench's own test reads the same table (conditions.test.ts).
TABLE = json.loads((settings.ROOT / "tests" / "contracts" / "conditions.json").read_text())
STRONG = {"question": "overall", "path": "strength", "op": "at_least", "value": 2}
PAIR = Presentation(("a", "b"), ("b", "a"), {"a": "one", "b": "two"})


@pytest.mark.parametrize("row", TABLE, ids=[row["why"] for row in TABLE])
def test_a_condition_holds_as_the_table_says(row):
    when = {"question": "q", "path": row["path"], "op": row["op"], "value": row["value"]}
    conditions.check(when, ["q"])
    answers = {} if row["answer"] is None else {"q": row["answer"]}

    assert conditions.holds(when, answers) is row["holds"]


@pytest.mark.parametrize(
    "change",
    [
        {"question": "later"},
        {"op": "about"},
        {"path": ""},
        {"value": "two"},
        {"value": True},
        {"op": "one_of", "value": []},
        {"op": "is", "value": {"x": 1}},
        {"extra": 1},
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(change):
    with pytest.raises(BadAnswer):
        conditions.check({**STRONG, **change}, ["overall"])


def asked():
    why = {**make.text(required=True), "when": STRONG}
    return q.parse(q.check_set([make.comparison(), why]))


def test_why_is_asked_and_required_only_after_a_strong_verdict():
    weak = {"overall": {"side": "left", "strength": 1}}
    strong = {"overall": {"side": "left", "strength": 2}}

    assert set(q.answers_from_display(weak, asked(), PAIR)) == {"overall"}
    with pytest.raises(q.BadAnswer) as refusal:
        q.answers_from_display(strong, asked(), PAIR)
    assert refusal.value.args[1] == {"why": "Please answer this."}


def test_an_answer_to_what_was_not_asked_is_refused():
    given = {"overall": {"side": "left", "strength": 1}, "why": {"text": "Because."}}
    with pytest.raises(q.BadAnswer) as refusal:
        q.answers_from_display(given, asked(), PAIR)

    assert set(refusal.value.args[1]) == {"why"}


def test_a_question_whose_own_condition_fails_lets_none_behind_it_hold():
    third = {"question": "why", "path": "text", "op": "is_not", "value": "x"}
    chain = q.parse(
        q.check_set(
            [
                make.comparison(),
                {**make.text(required=True), "when": STRONG},
                {**make.text("more", required=True), "when": third},
            ]
        )
    )
    given = {"overall": {"side": "left", "strength": 1}}

    assert set(q.answers_from_display(given, chain, PAIR)) == {"overall"}
