"""Signals, worked by hand."""

import re
from collections import Counter
from collections.abc import Sequence
from math import isnan, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals import SIGNALS, SignalFrame, frame, markup, text
from tests.routing.frames import item, verdict


def value(
    key: str, record: ItemRecord | None = None, judged: Sequence[JudgmentRecord] = ()
) -> float:
    return SIGNALS[key].extract(record or item("a", "b"), list(judged))


def test_lengths_are_counted_in_words_and_characters_of_the_pair():
    pair = item("one two three", "four", prompt="What now, then?")

    assert value("prompt_words", pair) == 3
    assert (value("shorter_chars", pair), value("longer_chars", pair)) == (4, 13)
    assert (value("shorter_words", pair), value("longer_words", pair)) == (1, 3)
    assert value("length_difference", pair) == 2
    assert value("length_ratio", pair) == pytest.approx(1 / 3)


def test_overlap_is_rouge_1():
    # 3 words in common ("the cat sat"), 4 and 5 words: 2 * 3 / 9.
    assert value("overlap", item("The cat sat down", "the cat sat on it")) == pytest.approx(2 / 3)
    # A word counts as often as both have it: "a a b" and "a a a" share two.
    assert value("overlap", item("a a b", "a a a")) == pytest.approx(4 / 6)
    assert value("overlap", item("", "x")) == 0


def test_two_empty_responses_are_equally_long():
    assert value("length_ratio", item("", "")) == 1


def test_markers_of_code_formulas_and_lists():
    assert value("code", item("```py\nx\n```", "y")) == 1
    assert value("code", item("Plain words.", "Others.")) == 0
    assert value("maths", item("so $x^2$ it is", "y")) == 1
    assert value("maths", item("It costs 5 dollars", "y")) == 0
    assert value("lists", item("- one\n- two", "none here")) == 0.5


def test_language_is_believed_when_given_and_guessed_when_not():
    assert value("english", item("x", "y", context={"language": "en-GB"})) == 1
    assert value("english", item("x", "y", context={"language": "de"})) == 0
    assert value("english", item("天空为什么是蓝色的", "因为散射")) == 0
    assert isnan(value("english", item("Oui", "Non")))
    long = "the sky is blue because light of short waves is scattered by air"
    assert value("english", item(long, "y")) == 1


@pytest.mark.parametrize("key", [k for k, s in SIGNALS.items() if s.reads_text])
def test_one_response_only_is_no_error(key):
    value(key, item("alone"))


def test_pair_signals_of_one_response_are_missing():
    assert isnan(value("overlap", item("alone")))
    assert isnan(value("length_ratio", item("alone")))


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ([verdict("a")], 2 / 3),  # (1 + 1) / (1 + 2)
        ([verdict("a"), verdict("a")], 0.75),
        ([verdict("a"), verdict("b")], 0.5),
        ([verdict("a"), verdict("a"), verdict("b")], 0.6),
        ([verdict("a", confidence=0.9)], 0.9),  # taken at its word
        ([verdict("a", confidence=0.9), verdict("a", confidence=0.7)], 0.8),
        ([verdict("a", confidence=0.9), verdict("b", confidence=0.6)], 0.65),  # (.9 + .4) / 2
        ([verdict("a", confidence=0.9), verdict("a")], 0.825),  # (.9 + .75) / 2
    ],
)
def test_confidence_of_judges(judged, expected):
    assert value("judge_confidence", judged=judged) == pytest.approx(expected)


def test_of_several_questions_the_least_sure_counts():
    two = [verdict(helpful="a", safe="a"), verdict(helpful="a", safe="b")]

    assert value("judge_confidence", judged=two) == 0.5
    assert value("judge_disagreement", judged=two) == 0.5


def test_without_verdicts_confidence_and_disagreement_are_missing():
    assert isnan(value("judge_confidence"))
    assert isnan(value("judge_disagreement", judged=[verdict()]))
    assert value("judge_verdicts") == 0


def test_a_flip_is_one_judge_with_two_verdicts_in_two_orders():
    other = ("b", "a")
    assert value("judge_order_flip", judged=[verdict("a"), verdict("b", order=other)]) == 1
    assert value("judge_order_flip", judged=[verdict("a"), verdict("a", order=other)]) == 0
    assert isnan(value("judge_order_flip", judged=[verdict("a")]))
    # Two judges that differ are no flip.
    two = [verdict("a", rater=1), verdict("b", rater=2, order=other)]
    assert isnan(value("judge_order_flip", judged=two))


def test_a_frame_holds_the_asked_columns_and_says_what_was_seen():
    made = frame([item("a", "b")], {}, keys=["judge_confidence", "code"], draws=[0.25])

    assert made.seen(0) == {"code": 0.0, "judge_confidence": None}
    assert made.take([0]).item_ids == (1,)
    assert SignalFrame.joined(
        [
            made,
        ],
        {"code"},
    ).columns.keys() == {"code"}


def test_a_frame_refuses_an_item_twice_and_columns_of_another_length():
    with pytest.raises(ValueError, match="twice"):
        frame([item("a", "b")] * 2, {}, keys=[], draws=[0, 0])
    with pytest.raises(ValueError, match="draws"):
        frame([item("a", "b")], {}, keys=[], draws=[])


@given(st.text(max_size=60))
def test_characters_counted_at_once_are_those_found_one_by_one(said):
    assert text.letters(said) == (len(text.LETTER.findall(said)), len(text.LATIN.findall(said)))
    assert markup.digits(said) == len(re.findall(r"\d+", said))


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=30), st.randoms())
def test_likeness_is_the_cosine_whatever_order_a_set_is_in(said, rng):
    first, second = said, rng.sample([*said, "f"], k=len(said))
    df = Counter(word for part in ({"a", "b"}, set(first), set(second)) for word in part)

    def vector(words: list[str]) -> dict[str, float]:
        return {w: (1 + log(n)) * (log(4 / (1 + df[w])) + 1) for w, n in Counter(words).items()}

    one, other = vector(first), vector(second)
    norm = sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values()))
    cosine = sum(one[w] * other[w] for w in one.keys() & other.keys()) / norm
    pair = item(" ".join(first), " ".join(second), prompt="a b")
    assert value("tfidf", pair) == pytest.approx(cosine)
