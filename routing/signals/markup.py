"""Signals of form: markdown, numbers, questions, scripts."""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import nan

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals.text import has, letters, pair, points, prompt_text
from routing.signals.text import numbers as text_numbers

Judged = Sequence[JudgmentRecord]

MARKDOWN = re.compile(r"^#{1,6} \S|\*\*\S|^\|.*\|$|^> \S|\[[^\]\n]+\]\(|`[^`\n]+`", re.MULTILINE)
MARKS = "#*|>[`"  # what any of it holds: looked for first


@lru_cache(maxsize=8)
def marks(text: str) -> int:
    """How many headings, bold words, rows of tables, quotes, links and pieces of code it has."""
    return len(MARKDOWN.findall(text)) if has(text, MARKS) else 0


@lru_cache(maxsize=8)
def digits(text: str) -> int:
    """How many numbers it has."""
    # A number of several parts has a point, or the like, between each two.
    return sum([1 + sum(map(number.count, ".,:/")) for number in text_numbers(text)])


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
    texts = [prompt_text(item), *(r.text for r in item.responses)]
    if all(map(str.isascii, texts)):
        return 1.0 if any(any(map(str.isalpha, text)) for text in texts) else nan
    known, of_them = map(sum, zip(*map(letters, texts), strict=True))
    return of_them / known if known else nan
