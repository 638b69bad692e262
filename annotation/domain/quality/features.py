"""What a response looks like, in numbers: what may win or lose it verdicts besides being right.

Tone is counted by short lists of English words: in another language those counts are 0, all pairs
are alike in them, and the page says that they cannot be compared.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LIST_LINE = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+\S", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
SENTENCE_END = re.compile(r"[.!?。！？]+(?:\s|$)|[。！？]")
# fmt: off
HEDGES = frozenset([
    "maybe", "perhaps", "possibly", "probably", "might", "may", "could", "seems", "seem", "appears",
    "appear", "likely", "unlikely", "roughly", "approximately", "generally", "usually", "sometimes",
    "often", "unsure", "uncertain", "suggest", "suggests",
])
ASSERTIONS = frozenset([
    "definitely", "certainly", "clearly", "obviously", "always", "never", "must", "undoubtedly",
    "absolutely", "indeed", "surely", "exactly", "precisely", "proven", "fact", "guaranteed",
    "undeniably",
])
APOLOGIES = frozenset([
    "sorry", "apologize", "apologise", "apologies", "unfortunately", "cannot", "can't", "unable",
])
# fmt: on


@dataclass(frozen=True, slots=True)
class Feature:
    """A number about a text, and what more of it means in words."""

    key: str
    title: str  # ends the sentence "the response with more …"
    of: Callable[[str, Sequence[str]], float]  # text, its words in lower case


def _among(listed: frozenset[str]) -> Callable[[str, Sequence[str]], float]:
    return lambda _, words: sum(word in listed for word in words)


def _long_words(_: str, words: Sequence[str]) -> float:
    """Share of words of seven letters and more: LIX's measure of hard reading without its scale."""
    return sum(len(word) > 6 for word in words) / len(words) if words else 0.0


def _sentence_length(text: str, words: Sequence[str]) -> float:
    return len(words) / max(1, len(SENTENCE_END.findall(text)))


FEATURES: tuple[Feature, ...] = (
    Feature("length", "words", lambda _, words: len(words)),
    Feature("lists", "list lines", lambda text, _: len(LIST_LINE.findall(text))),
    Feature("headings", "headings", lambda text, _: len(HEADING.findall(text))),
    Feature("bold", "bold passages", lambda text, _: text.count("**") // 2),
    Feature("code", "blocks of code", lambda text, _: text.count("```") // 2),
    Feature("sentences", "words a sentence", _sentence_length),
    Feature("long_words", "long words", _long_words),
    Feature("assertive", "assertive words", _among(ASSERTIONS)),
    Feature("hedges", "hedging words", _among(HEDGES)),
    Feature("apologies", "apologies and refusals", _among(APOLOGIES)),
    Feature(
        "exclamations", "exclamation marks", lambda text, _: text.count("!") + text.count("！")
    ),
    Feature("questions", "questions back", lambda text, _: text.count("?") + text.count("？")),
)


def of_texts(texts: Sequence[str]) -> Floats:
    """Every feature of every text, shape (n_texts, n_features)."""
    rows = []
    for text in texts:
        words = [word.replace("’", "'") for word in WORD.findall(text.lower())]
        rows.append([feature.of(text, words) for feature in FEATURES])
    return np.array(rows, dtype=float).reshape(-1, len(FEATURES))


def differences(first: Sequence[str], second: Sequence[str]) -> Floats:
    """First minus second response, each as the tanh of standard deviations.

    One response of ten times the length decides nothing; equal ones are exactly 0.
    """
    if not first:
        return np.zeros((0, len(FEATURES)))
    raw = of_texts(first) - of_texts(second)
    spread = np.sqrt((raw**2).mean(axis=0))
    return np.asarray(np.tanh(raw / np.where(spread > 0, spread, 1)))
