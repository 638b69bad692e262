"""Signals with a side: how the first response differs from the second.

Each is in [-1, 1] and changes its sign when the responses change places. They say what kind of
response a judge may be partial to, and are the difference features of the proxy reward model.
"""

import re
from collections.abc import Callable, Sequence
from math import nan

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals.markup import digits, marks
from routing.signals.text import counts, pair, points, prompt_text, shared, words

Judged = Sequence[JudgmentRecord]

HEDGES = (
    "sorry", "cannot", "unable", "however", "perhaps", "maybe", "might", "may", "could", "possibly",
)  # fmt: skip
PHRASE = re.compile(r"\b(?:can't|as an ai)\b", re.IGNORECASE)


def length(item: ItemRecord, _judged: Judged) -> float:
    """(m - n) / (m + n) of the numbers of words; positive: the first is longer."""
    return _contrast(item, lambda text: len(words(text)))


def lists(item: ItemRecord, _judged: Judged) -> float:
    """The same of points of lists and other markdown."""
    return _contrast(item, lambda text: points(text) + marks(text))


def numbers(item: ItemRecord, _judged: Judged) -> float:
    """The same of numbers."""
    return _contrast(item, digits)


def hedges(item: ItemRecord, _judged: Judged) -> float:
    """The same of English hedges and refusals."""
    return _contrast(item, hedges_in)


def variety(item: ItemRecord, _judged: Judged) -> float:
    """Different words over words, first minus second; an empty response has 0."""
    return _difference(item, lambda text: len(counts(text)) / max(1, len(words(text))))


def on_topic(item: ItemRecord, _judged: Judged) -> float:
    """Share of the response's different words that the prompt has, first minus second."""
    prompt = prompt_text(item)
    return _difference(item, lambda text: len(shared(prompt, text)) / max(1, len(counts(text))))


def answers(item: ItemRecord, _judged: Judged) -> float:
    """Share of the prompt's different words that the response takes up, first minus second."""
    prompt = prompt_text(item)
    return _difference(item, lambda text: len(shared(prompt, text)) / max(1, len(counts(prompt))))


def hedges_in(text: str) -> int:
    """How many English hedges and refusals a text has."""
    found = counts(text)
    known = sum([found[word] for word in HEDGES if word in found])
    # Each phrase has a word that is rare enough to look for first.
    return known + (len(PHRASE.findall(text)) if "ai" in found or "can" in found else 0)


def _contrast(item: ItemRecord, count: Callable[[str], int]) -> float:
    both = pair(item)
    if both is None:
        return nan
    first, second = count(both[0]), count(both[1])
    return (first - second) / (first + second) if first + second else 0.0


def _difference(item: ItemRecord, share: Callable[[str], float]) -> float:
    both = pair(item)
    return nan if both is None else share(both[0]) - share(both[1])
