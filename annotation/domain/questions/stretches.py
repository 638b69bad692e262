"""Where the steps and the citations of a text stand; the bench finds the same ones.

Both sides are tested with one table, tests/contracts/stretches.json. The patterns name their
blanks, since what counts as white space differs between languages.
"""

import re
from collections.abc import Callable

Stretch = tuple[int, int, int | None]  # start, end (not included), number of the cited source

MAX_STRETCHES = 300  # of one text; what comes after them is not asked about
_LINE = re.compile(r"[^ \t\r\n][^\n]*")
_PARAGRAPH = re.compile(r"[^ \t\r\n](?:[^\n]|\n(?![ \t\r]*(?:\n|$)))*")
_CITATION = re.compile(r"\[([0-9]{1,3}(?: ?, ?[0-9]{1,3})*)\](?![(:])")
_BLANKS = " \t\r\n"


def lines(text: str) -> list[Stretch]:
    """Every line that is not blank, without the blanks around it."""
    return _pieces(_LINE, text)


def paragraphs(text: str) -> list[Stretch]:
    """Everything between blank lines."""
    return _pieces(_PARAGRAPH, text)


def citations(text: str) -> list[Stretch]:
    """Every [n]; of [1, 2] two, at one place. A link [1](…) and a definition [1]: … are none."""
    found: list[Stretch] = [
        (mark.start(), mark.end(), int(n))
        for mark in _CITATION.finditer(text)
        for n in mark[1].split(",")
    ]
    return found[:MAX_STRETCHES]


WAYS: dict[str, Callable[[str], list[Stretch]]] = {"line": lines, "paragraph": paragraphs}


def _pieces(pattern: re.Pattern[str], text: str) -> list[Stretch]:
    return [
        (piece.start(), piece.start() + len(piece[0].rstrip(_BLANKS)), None)
        for piece, _ in zip(pattern.finditer(text), range(MAX_STRETCHES), strict=False)
    ]
