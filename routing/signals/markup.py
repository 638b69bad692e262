"""Signals of form: markdown, numbers, questions, scripts."""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import nan

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals.text import LATIN, LETTER, pair, points, prompt_text

Judged = Sequence[JudgmentRecord]

MARKDOWN = re.compile(r"^#{1,6} \S|\*\*\S|^\|.*\|$|^> \S|\[[^\]\n]+\]\(|`[^`\n]+`", re.MULTILINE)
MARK = re.compile(r"[#*|>\[`]")  # what any of it holds: looked for first
DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=8)
def marks(text: str) -> int:
    """How many headings, bold words, rows of tables, quotes, links and pieces of code it has."""
    return len(MARKDOWN.findall(text)) if MARK.search(text) else 0


@lru_cache(maxsize=8)
def digits(text: str) -> int:
    """How many numbers it has."""
    return len(DIGITS.findall(text))


def markdown(item: ItemRecord, _judged: Judged) -> float:
    """Share of the responses with headings, bold, tables, quotes, links or inline code, [0, 1]."""
    both = pair(item)
    return nan if both is None else sum(marks(text) > 0 for text in both) / 2


def list_points(item: ItemRecord, _judged: Judged) -> float:
    """Points of lists in the two responses together."""
    both = pair(item)
    return nan if both is None else float(sum(map(points, both)))


def numbers(item: ItemRecord, _judged: Judged) -> float:
    """Numbers in the two responses together."""
    both = pair(item)
    return nan if both is None else float(sum(map(digits, both)))


def prompt_questions(item: ItemRecord, _judged: Judged) -> float:
    """Question marks in the prompt, of any script."""
    text = prompt_text(item)
    return float(sum(text.count(mark) for mark in "?？؟"))


def latin(item: ItemRecord, _judged: Judged) -> float:
    """Share of the letters that are Latin, [0, 1]; NaN without letters."""
    text = "\n".join([prompt_text(item), *(r.text for r in item.responses)])
    if text.isascii():
        return 1.0 if any(map(str.isalpha, text)) else nan
    letters = len(LETTER.findall(text))
    return len(LATIN.findall(text)) / letters if letters else nan
