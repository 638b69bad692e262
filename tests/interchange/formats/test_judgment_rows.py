import pytest

from annotation.domain.questions import Question
from interchange.formats import judgment_rows, mapping
from interchange.formats.problems import BadMapping, BadRow

OVERALL = Question(
    "overall", "comparison", "Overall", options={"points": 7, "tie": True, "both_bad": False}
)
WHY = Question("why", "text", "Why?", required=False, options={"max_length": 10})
VALUES = {"0": "tie", "1": "a", "2": "b", "n/a": "skip", "strong": "-3"}


def read(row, answers, questions=(OVERALL, WHY), **changes):
    raw = {"item": "id", "kind": "human", "values": VALUES, **changes}
    compiled = mapping.judgments({**raw, "answers": answers})
    judgment_rows.check(compiled, list(questions))
    return judgment_rows.read(row, compiled, list(questions), [])


def column(path, rater, **beside):
    return {"question": "overall", "path": path, "rater": rater, **beside}


def test_every_column_is_a_rater_and_null_or_skip_is_no_judgment():
    row = {"id": 5, "x": 1, "y": 2.0, "z": None, "w": "n/a", "v": "strong"}
    found = read(row, [column(name, name.upper()) for name in "xyzwv"])

    assert [(j.item, j.rater, j.answers["overall"]) for j in found] == [
        ("5", "X", {"winner": "a", "strength": -1}),
        ("5", "Y", {"winner": "b", "strength": 1}),
        ("5", "V", {"winner": "a", "strength": -3}),
    ]


def test_rater_rationale_confidence_and_seconds_come_from_columns():
    row = {"id": "i", "who": "anna", "v": 0, "why": "even", "sure": 0.75, "t": 12}
    answer = column("v", {"path": "who"}, rationale="why", confidence="sure", seconds="t")
    (judgment,) = read(row, [answer])

    assert judgment.rater == "anna"
    assert judgment.answers == {
        "overall": {"winner": "tie", "strength": 0},
        "why": {"text": "even"},
    }
    assert (judgment.confidence, judgment.seconds) == (0.75, 12.0)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ({"v": 1}, "id", "is missing"),
        ({"id": 1}, "v", "is missing"),
        ({"id": 1, "v": "garbage"}, "v", "garbage is none of the known values 0, 1, 2, bad"),
        ({"id": 1, "v": [1]}, "v", "but is a list"),
        ({"id": 1, "v": "bad"}, "v", "does not answer 'overall': This question has no"),
        ({"id": 1, "v": 1, "sure": 7}, "sure", "from 0 to 1"),
        ({"id": 1, "v": 1, "why": "much too long"}, "why", "At most 10 characters"),
    ],
)
def test_a_bad_verdict_says_which_column_and_why(row, field, reason):
    answer = column("v", "r", confidence="sure", rationale="why")
    with pytest.raises(BadRow) as caught:
        read({"why": "", **row}, [answer], values={**VALUES, "bad": "both_bad"})

    assert caught.value.field == field
    assert reason in caught.value.reason


def test_without_values_only_the_winners_themselves_are_known():
    assert read({"id": 1, "v": "b"}, [column("v", "r")], values={})[0].answers["overall"] == {
        "winner": "b",
        "strength": 1,
    }
    # 1 might be "the first", "the second" or a strength: never guessed.
    with pytest.raises(BadRow, match="known values a, b, both_bad, tie"):
        read({"id": 1, "v": 1}, [column("v", "r")], values={})


@pytest.mark.parametrize(
    ("changes", "answers", "part"),
    [
        ({}, [{"question": "style", "path": "v", "rater": "r"}], "answers.question"),
        ({"kind": "robot"}, [column("v", "r")], "kind"),
        ({"values": {"1": "left"}}, [column("v", "r")], "values"),
        ({}, [column("v", "")], "answers.rater"),
        ({}, [column("v", "r"), column("w", "r")], "answers"),
        ({}, [], "answers"),
    ],
)
def test_a_mapping_that_does_not_fit_names_its_part(changes, answers, part):
    with pytest.raises(BadMapping) as caught:
        read({}, answers, **changes)

    assert caught.value.field == part


def test_a_rationale_needs_a_text_question():
    with pytest.raises(BadMapping, match="no text question"):
        read({}, [column("v", "r", rationale="why")], questions=[OVERALL])
