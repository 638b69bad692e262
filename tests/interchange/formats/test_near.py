"""Near-duplicate prompts and overlaps with given texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interchange.formats import near, overlap, wordgrams

LONG = "write a short story about a fox that learns to share its food with the birds of the wood"
WORDS = st.lists(
    st.sampled_from(["the", "fox", "ate", "a", "red", "bird", "in", "wood", "today", "7"]),
    max_size=30,
)


def found(*texts):
    return {tuple(pair) for pair in near.candidates(near.keys(texts)).tolist()}


def test_likeness_is_the_share_of_three_words_in_a_row():
    # a b c d and a b c e: {abc, bcd}, {abc, bce}: one of three.
    assert near.alike("a b c d", "A, b: c... e") == pytest.approx(1 / 3)
    assert near.alike("a b", "a b") == 0.0  # too short to say


def test_two_prompts_that_differ_in_a_word_are_candidates_and_others_are_not():
    assert found(LONG, LONG + " please", "what is the capital of France and why") == {(0, 1)}


def test_scripts_without_blanks_are_read_character_by_character():
    assert wordgrams.words("天空为什么是蓝色的?") == list("天空为什么是蓝色的")
    assert near.alike("天空为什么是蓝色的", "天空为什么是蓝色的呢") > 0.8


def test_thousands_of_alike_texts_give_few_candidates():
    assert len(near.candidates(near.keys([LONG] * 2000))) < 4 * 2000


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_of_a_text_with_itself_is_one(a, b):
    x, y = " ".join(a), " ".join(b)
    assert near.alike(x, y) == near.alike(y, x)
    assert near.alike(x, x) == (1.0 if len(a) >= near.N else 0.0)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_the_keys_of_a_text_do_not_depend_on_its_company(texts):
    together = near.keys([" ".join(t) for t in texts])
    alone = np.concatenate([near.keys([" ".join(t)]) for t in texts])
    assert (together == alone).all()


@given(WORDS, st.integers(1, 5))
def test_a_text_overlaps_with_a_set_exactly_when_they_share_n_words_in_a_row(words, n):
    given_ = ["a red bird in the wood today", "fox ate a red 7 the bird"]

    def rows(of):
        return {tuple(of[k : k + n]) for k in range(len(of) - n + 1)}

    shared = rows(words) & {row for text in given_ for row in rows(text.split())}
    held = overlap.Given(given_, n=n).holds(" ".join(words))
    assert held == bool(shared)


def test_a_short_text_overlaps_only_when_it_is_all_of_a_given_one():
    texts = overlap.Given(["Who wrote this old book?", "yes"], n=13)
    assert texts.holds("who wrote this old BOOK")
    assert not texts.holds("who wrote this old book and why")
    assert not texts.holds("yes")  # says nothing of its own


def test_a_set_that_does_not_fit_into_memory_is_refused(monkeypatch):
    monkeypatch.setattr(overlap, "MOST", 3)
    with pytest.raises(overlap.TooMuch):
        overlap.Given(["a b c d e f"], n=2)
