"""Words that set texts apart, and principles that reconstruct labels they have not seen."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.quality import intervals, principles, wording
from annotation.domain.quality.principles import Pair


def test_the_log_odds_of_a_word_are_those_of_the_published_formula():
    # 20 texts "good answer" against 20 "answer": of 40 + 20 words "good" is a third, "answer" two.
    found = wording.apart([{"good", "answer"}] * 20, [{"answer"}] * 20)
    good, answer = sorted(found, key=lambda term: -term.z)

    # By hand: the prior is worth a tenth of the 60 words, so 6 · 20/60 of "good".
    a1, a2 = 20 + 2, 2
    delta = math.log(a1 / (40 + 6 - a1)) - math.log(a2 / (20 + 6 - a2))
    assert good.term == "good"
    assert good.z == pytest.approx(delta / math.sqrt(1 / a1 + 1 / a2))
    assert (good.first, good.second) == (20, 0)
    assert answer.z < 0  # it is a larger share of what the second kind says


def test_a_word_of_few_texts_is_no_finding():
    assert wording.apart([{"rare"}] * 4, [{"other"}] * 4) == []


def test_words_are_found_in_scripts_with_and_without_blanks():
    assert wording.words("Don’t SAY it, say it!") == {"don't", "say", "it"}
    assert wording.words("天空蓝") == {"天空", "空蓝"}


@given(st.lists(st.sets(st.sampled_from("abcdefg")), max_size=30), st.data())
def test_what_is_more_of_one_kind_is_less_of_the_other(first, data):
    first = [{w * 2 for w in text} for text in first]
    second = data.draw(st.permutations(first))[: len(first) // 2]
    there = {t.term: t.z for t in wording.apart(first, second)}
    back = {t.term: t.z for t in wording.apart(second, first)}
    assert there.keys() == back.keys()
    assert all(there[term] == pytest.approx(-back[term]) for term in there)


def pairs(n, rule, *, seed=0):
    """Pairs whose winner a rule chooses; half of the responses say “however”, half have lists."""
    rng = np.random.default_rng(seed)
    made = []
    for k in range(n):
        texts = []
        for _ in range(2):
            filler = " ".join(rng.choice(["sky", "blue", "light", "because"], 12))
            end = " However, it depends." if rng.random() < 0.5 else " Moreover, it matters."
            texts.append(("- " if rng.random() < 0.5 else "") + filler + end)
        made.append(Pair(k, f"prompt {k}", texts[0], texts[1], bool(rule(texts, rng))))
    return made


def hedges(texts, rng):
    a, b = ("However" in text for text in texts)
    return rng.random() < 0.5 if a == b else (a > b) == (rng.random() < 0.9)


def test_a_rule_that_people_follow_is_found_and_holds_on_pairs_it_has_not_seen():
    found = principles.reconstruct(pairs(800, hedges))

    # The two ways to end shut each other out: four words, one rule.
    best = found.principles[0]
    assert best.text in {
        "Prefer the response that says “however”.",
        "Prefer the response that says “depends”.",
        "Prefer the response that does not say “moreover”.",
        "Prefer the response that does not say “matters”.",
    }
    assert best.accuracy.low < 0.9 < best.accuracy.high
    assert best.p < 0.001
    assert best.agree + best.disagree + best.silent == found.n_held
    assert found.n_learnt + found.n_held == 800
    # On the half of the pairs that are coin tosses the words say nothing.
    assert found.together.low < 0.9 < found.together.high + 0.02
    assert found.together.n < found.n_held


def test_pairs_of_one_prompt_are_not_taken_for_independent():
    """Each prompt four times, with one answer: worth a quarter of as many prompts."""
    right = np.repeat([1, 1, 1, -1] * 20, 4)
    alone = principles.measured("k", "form", "t", right, np.arange(320))
    fours = principles.measured("k", "form", "t", right, np.arange(320) // 4)
    once = principles.measured("k", "form", "t", right[::4], np.arange(80))

    assert alone.accuracy.low == pytest.approx(intervals.wilson(240, 320)[0])
    assert fours.accuracy.low == pytest.approx(once.accuracy.low, abs=0.001)
    assert fours.p == pytest.approx(once.p, rel=0.2)
    assert alone.p < fours.p / 1e6
    assert (fours.accuracy.value, fours.accuracy.n) == (0.75, 320)


def test_labels_of_a_coin_are_reconstructed_by_nothing():
    found = principles.reconstruct(pairs(400, lambda _, rng: rng.random() < 0.5, seed=3))

    assert all(one.p > 0.05 for one in found.principles)
    assert found.together.low < 0.5 < found.together.high


def test_what_people_avoid_is_a_principle_too():
    found = principles.reconstruct(pairs(800, lambda t, rng: not hedges(t, rng), seed=5))

    assert "Prefer the response that does not say “however”." in [
        one.text for one in found.principles if one.p < 0.05
    ]


def test_few_pairs_are_a_reason_and_no_number():
    found = principles.reconstruct(pairs(10, hedges))
    assert found.why_not == "only 10 items are decided between two responses; 40 are needed"
    one_prompt = [
        Pair(p.item_id, "same", p.first, p.second, p.first_won) for p in pairs(60, hedges)
    ]
    assert "one and the same prompt" in principles.reconstruct(one_prompt).why_not
