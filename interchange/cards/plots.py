"""Plots of a card as PNG: intervals and stacked bars, for readers of a hub page.

Drawn with Pillow on white, at twice the size of the page, with Okabe and Ito's colours; names are
keys, since the font that comes with it has Latin letters only.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFont

Json = dict[str, Any]
WIDTH, LEFT, RIGHT, TOP, ROW, FOOT = 1440, 420, 150, 120, 56, 96
BLUE, ORANGE, GREEN, PINK = "#0072b2", "#d55e00", "#009e73", "#cc79a7"
COLOURS = (BLUE, ORANGE, GREEN, PINK)
INK, QUIET, LINE = "#222222", "#666666", "#dddddd"
_DOT = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval, in the colour of a series."""

    series: int
    value: float
    low: float | None
    high: float | None


def intervals(
    title: str,
    rows: Sequence[tuple[str, Sequence[Mark]]],
    *,
    series: Sequence[str],
    span: tuple[float, float],
    reference: float | None = None,
    percent: bool = False,
) -> bytes:
    """Dots with whiskers, a row for each label.

    Args:
        title: Above it all.
        rows: (label, marks); marks of one row stand below one another.
        series: Names of the colours.
        span: The ends of the axis.
        reference: A line to compare with, such as no effect.
        percent: Values are shares.
    """
    sheet = _Sheet(title, len(rows), series)
    low, high = span

    def x(value: float) -> float:
        inside = min(max(value, low), high)
        return LEFT + (inside - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    for step in range(5):
        value = low + (high - low) * step / 4
        sheet.tick(x(value), _number(value, percent=percent))
    if reference is not None:
        sheet.rule(x(reference))
    for n, (label, marks) in enumerate(rows):
        middle = sheet.row(n, label)
        for k, mark in enumerate(marks):
            y = middle + (k - (len(marks) - 1) / 2) * 20
            colour = COLOURS[mark.series % len(COLOURS)]
            if mark.low is not None and mark.high is not None:
                sheet.draw.line((x(mark.low), y, x(mark.high), y), fill=colour, width=4)
            at = x(mark.value)
            sheet.draw.ellipse((at - _DOT, y - _DOT, at + _DOT, y + _DOT), fill=colour)
            end = x(mark.high if mark.high is not None else mark.value) + 16
            sheet.text(end, y, _number(mark.value, percent=percent), 20, QUIET)
    return sheet.png()


def bars(title: str, rows: Sequence[tuple[str, Sequence[int]]], *, series: Sequence[str]) -> bytes:
    """Stacked bars of counts, a row for each label."""
    sheet = _Sheet(title, len(rows), series)
    most = max((sum(counts) for _, counts in rows), default=0) or 1
    for step in range(5):
        at = LEFT + (WIDTH - LEFT - RIGHT) * step / 4
        sheet.tick(at, f"{most * step / 4:,.0f}" if most >= 4 or step in (0, 4) else "")
    for n, (label, counts) in enumerate(rows):
        middle, left = sheet.row(n, label), float(LEFT)
        for k, count in enumerate(counts):
            right = left + count / most * (WIDTH - LEFT - RIGHT)
            if count:
                box = (left, middle - 16, max(right, left + 2), middle + 16)
                sheet.draw.rectangle(box, fill=COLOURS[k % len(COLOURS)])
            left = right
        sheet.text(left + 16, middle, f"{sum(counts):,}", 20, QUIET)
    return sheet.png()


def _number(value: float, *, percent: bool) -> str:
    return f"{value:.0%}" if percent else f"{value:+.2f}" if value else "0"


class _Sheet:
    """A page with a title, a legend, rows and an axis at its foot."""

    def __init__(self, title: str, rows: int, series: Sequence[str]) -> None:
        self._rows = max(rows, 1)
        self.height = TOP + self._rows * ROW + FOOT
        self._image = Image.new("RGB", (WIDTH, self.height), "#ffffff")
        self.draw = ImageDraw.Draw(self._image)
        self.text(40, 40, title, 30, INK)
        x = 40.0
        for n, name in enumerate(series if len(series) > 1 else ()):
            self.draw.rectangle((x, 76, x + 20, 96), fill=COLOURS[n % len(COLOURS)])
            self.text(x + 30, 86, name, 22, INK)
            x += 60 + self.draw.textlength(name, font=_font(22))

    def text(
        self, x: float, y: float, text: str, size: int, colour: str = INK, *, at: str = "lm"
    ) -> None:
        self.draw.text((x, y), text, font=_font(size), fill=colour, anchor=at)

    def row(self, n: int, label: str) -> float:
        """The middle of a row, whose label is written."""
        middle = TOP + n * ROW + ROW / 2
        cut = label if len(label) <= 34 else f"{label[:33]}…"
        self.text(LEFT - 20, middle, cut, 22, INK, at="rm")
        return middle

    def tick(self, x: float, label: str) -> None:
        foot = TOP + self._rows * ROW
        self.draw.line((x, TOP, x, foot), fill=LINE, width=2)
        self.text(x, foot + 30, label, 20, QUIET, at="mm")

    def rule(self, x: float) -> None:
        self.draw.line((x, TOP, x, TOP + self._rows * ROW), fill=QUIET, width=3)

    def png(self) -> bytes:
        out = io.BytesIO()
        self._image.save(out, "PNG", optimize=False)
        return out.getvalue()


def _font(size: int) -> Any:
    return ImageFont.load_default(size)
