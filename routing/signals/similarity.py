"""Signals of how much an item's texts have in common, without any model."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import fsum, log, nan, sqrt

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals.text import counts, numbers, pair, prompt_text, shared, words

Judged = Sequence[JudgmentRecord]

# Capitalised words that open no sentence. What stands before is asked after the first letter: the
# letter alone rules out most places.
NAME = re.compile(
    r"[^\W\d_a-z](?<![.!?:\n]\s.)(?<!^.)(?<![.!?:\n].)(?<!\w.)\w+(?:\s[^\W\d_a-z]\w+)*"
)
IDF = (0.0, *(log(4 / (1 + df)) + 1 for df in (1, 2, 3)))  # by the number of texts with the word


def tfidf(item: ItemRecord, _judged: Judged) -> float:
    """TF-IDF cosine of the two responses, [0, 1]; 0 when one has no words.

    The documents are the item's own prompt and responses, so that the value depends on nothing
    else: no corpus that could differ between learning and use. Weights are (1 + ln tf) · idf with
    the smoothed idf ln((1 + n) / (1 + df)) + 1, n = 3. Summed exactly, so that the order in which
    a set gives its words, another in each process, changes no bit.

    Source: Salton and Buckley (1988), Inf. Process. Manag. 24(5), "ltc"; smoothing as scikit-learn.
    """
    both = pair(item)
    if both is None:
        return nan
    prompt, first, second = prompt_text(item), *both
    common = shared(first, second)
    norm = _square(first, second, prompt) * _square(second, first, prompt)
    seen = common & counts(prompt).keys()
    one, other = counts(first), counts(second)
    product = fsum(
        times * _tf(m) * _tf(n) * IDF[df] ** 2
        for df, found in ((2, common - seen), (3, seen))
        for (m, n), times in Counter(
            zip(map(one.__getitem__, found), map(other.__getitem__, found), strict=True)
        ).items()
    )
    return min(1.0, product / sqrt(norm)) if norm else 0.0


def meaning(item: ItemRecord, _judged: Judged) -> float:
    """Cosine of the responses' meanings by a sentence model, [-1, 1]; NaN until it was computed.

    Whoever reads signals puts it into `metadata`: a model is nothing to run item by item.
    """
    known = item.metadata.get("minilm")
    if not isinstance(known, float | int) or isinstance(known, bool):
        return nan
    return float(known) if -1 <= known <= 1 else nan


def _square(text: str, other: str, prompt: str) -> float:
    """The squared length of a text's vector; words of one idf and count are summed together."""
    of, there, asked = counts(text), shared(text, other), shared(text, prompt)
    by_texts = {1: of.keys() - there - asked, 2: there ^ asked, 3: there & asked}
    return fsum(
        times * (IDF[df] * _tf(n)) ** 2
        for df, found in by_texts.items()
        for n, times in Counter(map(of.__getitem__, found)).items()
    )


@cache
def _tf(n: int) -> float:
    return 1 + log(n)


def entities(item: ItemRecord, _judged: Judged) -> float:
    """Names and numbers that both responses mention, over those that either does; 1 without any.

    Jaccard's |A ∩ B| / |A ∪ B|, the union without what is common counted twice.
    """
    both = pair(item)
    if both is None:
        return nan
    first, second = (mentioned(text) for text in both)
    union = len(first) + len(second) - len(first & second)
    return len(first & second) / union if union else 1.0


def mentioned(text: str) -> set[str]:
    """Names (capitalised words within a sentence) and numbers of a text, lower case."""
    return {found.lower() for found in (*NAME.findall(text), *numbers(text))}


def prompt_overlap(item: ItemRecord, _judged: Judged) -> float:
    """Share of the prompt's different words that the responses take up, their mean, [0, 1]."""
    both = pair(item)
    prompt = prompt_text(item)
    if both is None or not counts(prompt):
        return nan
    return sum(len(shared(prompt, text)) for text in both) / (2 * len(counts(prompt)))


def identical(item: ItemRecord, _judged: Judged) -> float:
    """1 when the two responses have the same words in the same order, else 0."""
    both = pair(item)
    return nan if both is None else float(words(both[0]) == words(both[1]))


def prompt_key(item: ItemRecord, _judged: Judged) -> float:
    """A number that prompts of the same words share: 48 bits of a hash; NaN without words.

    48 bits fit a float exactly; among a million prompts two share one by chance with p = .002.
    """
    found = words(prompt_text(item))
    if not found:
        return nan
    digest = hashlib.blake2b(" ".join(found).encode(), digest_size=6).digest()
    return float(int.from_bytes(digest))
