import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain import questions as q
from annotation.domain.presentation import Presentation
from annotation.domain.states import MOVES, can_move
from annotation.domain.types import ItemState
from tests import make

STRAIGHT = Presentation(("a", "b"), ("a", "b"), {"a": "one", "b": "two"})
SWAPPED = Presentation(("a", "b"), ("b", "a"), {"a": "one", "b": "two"})
SIDES = st.sampled_from(["left", "right", "tie", "both_bad"])


def asked(**options):
    return q.parse(q.check_set([make.comparison(**options)]))


@given(SIDES, st.integers(1, 3))
def test_swapped_sides_and_a_mirrored_answer_are_the_same_verdict(side, strength):
    mirrored = {"left": "right", "right": "left"}.get(side, side)
    straight = q.answers_from_display(
        {"overall": {"side": side, "strength": strength}}, asked(), STRAIGHT
    )
    swapped = q.answers_from_display(
        {"overall": {"side": mirrored, "strength": strength}}, asked(), SWAPPED
    )

    assert straight == swapped


def test_negative_strength_means_that_a_is_better():
    left = q.answers_from_display({"overall": {"side": "left", "strength": 2}}, asked(), STRAIGHT)

    assert left == {"overall": {"winner": "a", "strength": -2}}


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"tie": False}, {"side": "tie"}),
        ({"both_bad": False}, {"side": "both_bad"}),
        ({"points": 3}, {"side": "left", "strength": 2}),
        ({"points": 5}, {"side": "left", "strength": 3}),
        ({}, {"side": "left", "strength": 0}),
        ({}, {"side": "left", "strength": "2"}),
        ({}, {"side": "left", "strength": True}),
        ({}, {"side": "middle"}),
        ({}, {}),
    ],
)
def test_an_answer_that_is_not_on_the_scale_is_refused_by_its_question(options, answer):
    with pytest.raises(q.BadAnswer) as refusal:
        q.answers_from_display({"overall": answer}, asked(**options), STRAIGHT)

    assert set(refusal.value.args[1]) == {"overall"}


def test_a_missing_required_answer_and_an_unknown_question_are_both_named():
    with pytest.raises(q.BadAnswer) as refusal:
        q.answers_from_display({"helpful": {"side": "left"}}, asked(), STRAIGHT)

    assert set(refusal.value.args[1]) == {"overall", "helpful"}


@pytest.mark.parametrize(
    "bad",
    [
        [],
        "comparison",
        [{"key": "Overall", "type": "comparison", "title": "x"}],
        [{"key": "overall", "type": "stars", "title": "x"}],
        [{"key": "overall", "type": "comparison", "title": ""}],
        [{"key": "overall", "type": "comparison", "title": "x", "colour": "red"}],
        [{"key": "overall", "type": "comparison", "title": "x", "options": {"points": 4}}],
        [{"key": "overall", "type": "comparison", "title": "x", "options": {"points": 2}}],
        [make.comparison(), make.comparison()],
        [make.text()],
    ],
)
def test_a_set_of_questions_that_cannot_work_is_refused(bad):
    with pytest.raises(q.BadAnswer):
        q.check_set(bad)


@pytest.mark.parametrize("state", list(ItemState))
def test_every_state_has_a_way_on_but_discarded_and_none_leads_back_to_imported(state):
    assert bool(MOVES[state]) == (state != ItemState.DISCARDED)
    assert not can_move(state, ItemState.IMPORTED)


OUTCOME = {"key": "outcome", "type": "reveal", "title": "What came of it"}
AFTER = {"key": "after", "type": "comparison", "title": "After"}


def test_a_question_asked_again_after_the_outcome_is_paired_with_the_one_before():
    stored = q.check_set([make.comparison(), make.text(), OUTCOME, {**make.comparison("after")}])

    assert stored[2]["options"] == {"again": {"after": "overall"}}
    assert q.check_set(stored) == stored


@pytest.mark.parametrize(
    "bad",
    [
        [OUTCOME, AFTER],
        [make.comparison(), OUTCOME],
        [make.comparison(), OUTCOME, AFTER, {**OUTCOME, "key": "twice"}, make.text()],
        [make.comparison(), {**OUTCOME, "options": {"again": {"after": "why"}}}, AFTER],
        [make.text(), {**OUTCOME, "options": {"again": {"after": "why"}}}, AFTER],
        [
            make.comparison(),
            {
                **OUTCOME,
                "when": {"question": "overall", "path": "side", "op": "is", "value": "tie"},
            },
            AFTER,
        ],
    ],
)
def test_an_outcome_that_nothing_stands_before_or_after_is_refused(bad):
    with pytest.raises(q.BadAnswer):
        q.check_set(bad)
