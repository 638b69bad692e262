"""Signals of the text alone: lengths, overlap, code, mathematics, lists, language."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import nan

from annotation.domain.types import ItemRecord, JudgmentRecord

Judged = Sequence[JudgmentRecord]

WORD = re.compile(r"\w+", re.UNICODE)
CODE = re.compile(r"```|^ {4}\S.*[;{}()=]\s*$|</?[a-z]+>|\bdef \w+\(|\breturn\b.*;", re.MULTILINE)
MATHS = re.compile(r"\$[^$\n]+\$|\\\(|\\\[|\\frac|\\sum|\d\s*[=≤≥<>]\s*-?\d|[∑∫√≈≠]")
NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
LIST = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+\S", re.MULTILINE)
# What any formula holds: looked for first, since most texts have none of it.
SIGNS = "$\\=≤≥<>∑∫√≈≠"
CODE_MARKS = ("```", "    ", "<", "def ", "return")  # and any code
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
LETTER = re.compile(r"[^\W\d_]")
# The commonest English words: a text of ten words or more without any of them is not English.
ENGLISH = {
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "a",
    "that",
    "it",
    "for",
    "was",
    "on",
    "are",
    "as",
    "with",
    "be",
    "this",
    "have",
    "or",
    "by",
}


def pair(item: ItemRecord) -> tuple[str, str] | None:
    """The two responses that are compared, in canonical order; None when there are fewer."""
    found = item.responses
    return (found[0].text, found[1].text) if len(found) >= 2 else None


@lru_cache(maxsize=8)  # an item's own texts: every signal of it asks for the same words
def words(text: str) -> tuple[str, ...]:
    """Lower-case words: runs of letters and digits."""
    return tuple(WORD.findall(text.lower()))


@lru_cache(maxsize=8)
def counts(text: str) -> Counter[str]:
    """How often each word comes; not to be changed, since it is shared."""
    return Counter(words(text))


@lru_cache(maxsize=8)
def shared(first: str, second: str) -> set[str]:
    """The words that both texts have; not to be changed."""
    return counts(first).keys() & counts(second).keys()


@lru_cache(maxsize=8)
def points(text: str) -> int:
    """How many points of lists it has."""
    return len(LIST.findall(text))


@lru_cache(maxsize=8)
def numbers(text: str) -> list[str]:
    """Its numbers, with their units and points; not to be changed, since they are shared."""
    # Most texts have none, which their words tell sooner.
    return [] if all(map(str.isalpha, counts(text))) else NUMBER.findall(text)


def has(text: str, marks: str) -> bool:
    """Whether any of these characters is in it: sooner known than by a regular expression."""
    return any(map(text.__contains__, marks))


@lru_cache(maxsize=8)
def letters(text: str) -> tuple[int, int]:
    """How many letters it has, and how many Latin ones; each character is looked at once."""
    found = Counter(text)
    known = [(n, *_letter(character)) for character, n in found.items()]
    return sum([n for n, a, _ in known if a]), sum([n for n, _, b in known if b])


@lru_cache(maxsize=4096)
def _letter(character: str) -> tuple[bool, bool]:
    return bool(LETTER.match(character)), bool(LATIN.match(character))


def prompt_text(item: ItemRecord) -> str:
    """All messages of the prompt, one after another."""
    if len(item.prompt) == 1:
        return str(item.prompt[0].get("content", ""))
    return "\n".join(str(message.get("content", "")) for message in item.prompt)


def prompt_words(item: ItemRecord, _judged: Judged) -> float:
    """Words of the prompt, all messages together."""
    return float(len(words(prompt_text(item))))


def shorter_chars(item: ItemRecord, _judged: Judged) -> float:
    """Characters of the shorter response."""
    both = pair(item)
    return float(min(map(len, both))) if both else nan


def longer_chars(item: ItemRecord, _judged: Judged) -> float:
    """Characters of the longer response."""
    both = pair(item)
    return float(max(map(len, both))) if both else nan


def shorter_words(item: ItemRecord, _judged: Judged) -> float:
    """Words of the response with fewer."""
    return min(_word_counts(item))


def longer_words(item: ItemRecord, _judged: Judged) -> float:
    """Words of the response with more."""
    return max(_word_counts(item))


def length_difference(item: ItemRecord, _judged: Judged) -> float:
    """Words by which the responses differ, without sign."""
    first, second = _word_counts(item)
    return abs(first - second)


def length_ratio(item: ItemRecord, _judged: Judged) -> float:
    """Words of the shorter response over those of the longer, [0, 1]; 1 when both are empty."""
    first, second = sorted(_word_counts(item))
    return first / second if second != 0 else 1.0


def overlap(item: ItemRecord, _judged: Judged) -> float:
    """ROUGE-1 F1 of the two responses, [0, 1], without stemming; 0 when one has no words.

    Source: Lin (2004), ROUGE, section 2, with n = 1 and equal weight of recall and precision.
    """
    both = pair(item)
    if both is None:
        return nan
    first, second = counts(both[0]), counts(both[1])
    words_of_both = shared(*both)
    common = sum(
        map(min, map(first.__getitem__, words_of_both), map(second.__getitem__, words_of_both))
    )
    # F1 = 2PR / (P + R) with P = common / |first|, R = common / |second|.
    return 2 * common / (len(words(both[0])) + len(words(both[1]))) if common else 0.0


def code(item: ItemRecord, _judged: Judged) -> float:
    """1 when the prompt or a response looks like it holds code, else 0."""
    return _any(item, lambda text: any(mark in text for mark in CODE_MARKS) and CODE.search(text))


def maths(item: ItemRecord, _judged: Judged) -> float:
    """1 when the prompt or a response holds formulas, else 0."""
    return _any(item, lambda text: has(text, SIGNS) and MATHS.search(text))


def lists(item: ItemRecord, _judged: Judged) -> float:
    """Share of the responses that hold a list of two points or more, [0, 1]."""
    both = pair(item)
    if both is None:
        return nan
    return sum(points(text) >= 2 for text in both) / 2


def english(item: ItemRecord, _judged: Judged) -> float:
    """1 when the item is in English, 0 when not, NaN when its text is too short to tell.

    The language given with the item is believed; else letters and the commonest words decide.
    """
    given = str(item.context.get("language") or "").lower()
    if given:
        return float(given in {"english", "eng"} or given.split("-")[0] == "en")
    texts = [prompt_text(item), *(r.text for r in item.responses)]
    if not all(map(str.isascii, texts)):
        known, latin = map(sum, zip(*map(letters, texts), strict=True))
        if known and latin / known < 0.5:
            return 0.0
    if sum(len(words(text)) for text in texts) < 10:
        return nan
    return float(not all(ENGLISH.isdisjoint(counts(text)) for text in texts))


def _word_counts(item: ItemRecord) -> tuple[float, float]:
    both = pair(item)
    if both is None:
        return nan, nan
    return float(len(words(both[0]))), float(len(words(both[1])))


def _any(item: ItemRecord, marked: Callable[[str], object]) -> float:
    texts = [prompt_text(item), *(r.text for r in item.responses)]
    return float(any(marked(text) for text in texts))
