"""Likeness to a reference: by hand."""

import math

import pytest

from routing.judges.base import CallFailed, Setup
from routing.judges.similarity import MEASURES, Similarity, bleu, cosine, rouge_l, words


def test_bleu_by_hand() -> None:
    response, reference = ["the", "cat", "sat"], ["the", "cat", "sat", "down"]

    # Precisions 3/3, (2+1)/(2+1), (1+1)/(1+1), (0+1)/(0+1); too short by a third: e^(1 - 4/3).
    assert bleu(response, reference) == pytest.approx(math.exp(-1 / 3))
    assert bleu(reference, reference) == pytest.approx(1.0)
    assert bleu(["dog"], reference) == 0.0
    assert bleu([], reference) == bleu(response, []) == 0.0


def test_bleu_counts_a_word_no_more_often_than_the_reference_has_it() -> None:
    response, reference = ["the", "the", "the", "the"], ["the", "cat"]

    # 1/4, (0+1)/(3+1), (0+1)/(2+1), (0+1)/(1+1).
    assert bleu(response, reference) == pytest.approx((1 / 4 * 1 / 4 * 1 / 3 * 1 / 2) ** 0.25)


def test_rouge_l_by_hand() -> None:
    # Longest common subsequence "police the gunman": 2 · 3 / (4 + 4).
    a, b = ["police", "kill", "the", "gunman"], ["police", "end", "the", "gunman"]

    assert rouge_l(a, b) == pytest.approx(0.75)
    assert rouge_l(["a", "b", "c"], ["c", "b", "a"]) == pytest.approx(1 / 3)
    assert rouge_l([], a) == 0.0


def test_the_cosine_weighs_rare_words_more() -> None:
    a, b = ["blue", "sky"], ["blue", "sea"]
    shared = math.log(3 / 3) + 1  # in both of two texts
    own = math.log(3 / 2) + 1  # in one

    assert cosine(a, b) == pytest.approx(shared**2 / (shared**2 + own**2))
    assert cosine(a, a) == pytest.approx(1.0)
    assert cosine(a, ["green"]) == cosine(a, []) == 0.0


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_measure_is_between_nothing_and_all(measure: str) -> None:
    judge = Similarity(Setup(measure))
    texts = ["", "Blue light scatters more.", "blue LIGHT scatters more", "¿Qué? 蓝色的天空"]
    for response in texts:
        messages = [
            {"role": "user", "content": "Why is the sky blue?"},
            {"role": "reference", "content": texts[1]},
            {"role": "assistant", "content": response},
        ]
        done = judge.complete(messages, schema=None, params={})
        assert 0 <= float(done.text) <= 1
        assert (done.tokens_in, done.tokens_out) == (0, 0)


def test_words_are_compared_without_case_and_an_unknown_measure_is_refused_by_name() -> None:
    assert words("It's BLUE!") == ["it", "'", "s", "blue", "!"]
    with pytest.raises(CallFailed, match="rouge_l"):
        Similarity(Setup("nonesuch"))
