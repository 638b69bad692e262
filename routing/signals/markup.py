"""Signals of form: markdown, numbers, questions, scripts."""

import re
from collections.abc import Sequence
from math import nan

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals.text import LATIN, LETTER, LIST, pair, prompt_text

Judged = Sequence[JudgmentRecord]

MARKDOWN = re.compile(r"^#{1,6} \S|\*\*\S|^\|.*\|$|^> \S|\[[^\]\n]+\]\(|`[^`\n]+`", re.MULTILINE)
DIGITS = re.compile(r"\d+")


def markdown(item: ItemRecord, _judged: Judged) -> float:
    """Share of the responses with headings, bold, tables, quotes, links or inline code, [0, 1]."""
    both = pair(item)
    return nan if both is None else sum(MARKDOWN.search(text) is not None for text in both) / 2


def list_points(item: ItemRecord, _judged: Judged) -> float:
    """Points of lists in the two responses together."""
    both = pair(item)
    return nan if both is None else float(sum(len(LIST.findall(text)) for text in both))


def numbers(item: ItemRecord, _judged: Judged) -> float:
    """Numbers in the two responses together."""
    both = pair(item)
    return nan if both is None else float(sum(len(DIGITS.findall(text)) for text in both))


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
