"""What holds for every registered question type."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain import questions as q
from annotation.domain.presentation import Presentation
from annotation.domain.questions import QUESTIONS
from tests.annotation.domain.questions import answers

KINDS = sorted(QUESTIONS)
every = st.sampled_from(KINDS).flatmap(answers.answered)
PAIR = Presentation(("r0", "r1"), ("r0", "r1"), {"r0": "one", "r1": "two"})


@given(every)
def test_what_was_displayed_in_any_order_comes_back_as_the_canonical_answer(given_):
    question, shown, canonical = given_
    kind = QUESTIONS[question.type]
    displayed = kind.to_display(canonical, question, shown)

    assert kind.from_display(displayed, question, shown) == canonical


@given(every)
def test_a_canonical_answer_is_its_own_normal_form_and_json(given_):
    question, shown, canonical = given_
    kind = QUESTIONS[question.type]

    assert kind.validate(canonical, question, shown) == canonical
    assert kind.validate(canonical, question) == canonical
    assert json.loads(json.dumps(canonical)) == canonical


@given(every)
def test_the_bench_never_learns_a_key(given_):
    question, shown, canonical = given_
    displayed = QUESTIONS[question.type].to_display(canonical, question, shown)

    assert not set(shown.keys) & words_in(displayed)


@given(st.data(), st.sampled_from(KINDS))
def test_a_label_is_made_of_votes_or_pooled_or_not_promised(data, name):
    question, _, canonical = data.draw(answers.answered(name))
    kind = QUESTIONS[name]
    categories, category = kind.categories(question), kind.category(canonical)
    pooled = kind.pool([canonical, canonical], question)

    assert category == "" or category in categories or not categories
    if categories:
        assert pooled is None
    if pooled is not None:
        assert q.gives_label(question)
        assert (pooled.agreement, pooled.status) in {(1.0, "unanimous"), (1.0, "open")}


@pytest.mark.parametrize(
    ("name", "options", "answer"),
    [(name, options, answer) for name in KINDS for options, answer in answers.WRONG[name]],
)
def test_a_wrong_answer_is_refused_with_a_sentence(name, options, answer):
    question = answers.ask(name, **options)
    with pytest.raises(q.BadAnswer) as refusal:
        q.answers_from_display({"q": answer}, [question], PAIR)

    sentence = refusal.value.args[1]["q"]
    assert sentence[0].isupper() or sentence[0] in "'“"
    assert sentence.endswith(".")


@given(
    st.sampled_from(KINDS),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["left", "side", "ratings", "ranks", "picked", "thumbs", "choices", "chosen",
                     "texts", "of", "spans", "missing", "reasons", "critique", "strength", "steps",
                     "citations", "regions", "words", "played", "seen"]
                ),
                x,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
)  # fmt: skip
def test_no_json_at_all_makes_a_type_fall_over(name, anything):
    for options in answers.OPTIONS[name]:
        question = answers.ask(name, **options)
        try:
            canonical = q.answers_from_display({"q": anything}, [question], PAIR)
        except q.BadAnswer:
            continue
        assert QUESTIONS[name].validate(canonical["q"], question, PAIR) == canonical["q"]


@pytest.mark.parametrize("name", KINDS)
def test_every_type_can_be_asked_with_its_defaults(name):
    kind = QUESTIONS[name]
    kind.check_options(kind.defaults())

    assert set(answers.OPTIONS) == set(answers.CANONICAL) == set(answers.WRONG) == set(QUESTIONS)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("value", [None, 3, "x", [], [1], {}, {"x": 1}, True, -1, 10**6])
def test_no_option_makes_a_type_fall_over(name, value):
    kind = QUESTIONS[name]
    for option in kind.defaults():
        asked = [{"key": "q", "type": name, "title": "Q", "options": {option: value}},
                 {"key": "c", "type": "comparison", "title": "C"}]  # fmt: skip
        try:
            stored = q.check_set(asked)
        except q.BadAnswer:
            continue
        assert q.check_set(stored) == stored


def words_in(value):
    """Every text anywhere in a JSON value, keys too."""
    if isinstance(value, dict):
        return set(value) | {w for v in value.values() for w in words_in(v)}
    if isinstance(value, list):
        return {w for v in value for w in words_in(v)}
    return {value} if isinstance(value, str) else set()
