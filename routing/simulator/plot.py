"""The frontier as a picture: plain SVG, legible in light and dark."""

from collections.abc import Sequence
from math import isnan
from xml.sax.saxutils import escape

from routing.simulator.replay import ORACLE, RANDOM
from routing.simulator.report import Curve, Report

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 60, 210, 40, 50
# Okabe and Ito's colours: told apart with any colour vision.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#7f7f7f")


def frontier(report: Report, title: str) -> str:
    """Quality over the share of items that go to people, with the bands of 95 %."""
    low = min(p.quality for c in report.curves for p in c.points)
    floor = max(0.0, int(low * 20 - 1e-9) / 20)
    frame = _Frame(floor)
    parts = [*frame.axes(title), *_notes(report)]
    drawn = sorted(report.curves, key=lambda c: 9 if isnan(c.lift) else -c.lift)
    for n, curve in enumerate(drawn):
        parts += frame.curve(curve, n, _look(curve, n))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12">\n<title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


class _Frame:
    """From shares and qualities to places on the page."""

    def __init__(self, floor: float) -> None:
        self.floor = floor

    def x(self, share: float) -> float:
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, quality: float) -> float:
        return TOP + (1 - quality) / (1 - self.floor or 1) * (HEIGHT - TOP - BOTTOM)

    def axes(self, title: str) -> list[str]:
        parts = [f'<text x="{LEFT}" y="22" font-size="15" fill="#222">{escape(title)}</text>']
        steps = round((1 - self.floor) * 10)
        for quality in (1 - n / 10 for n in range(steps + 1)):
            y = self.y(quality)
            parts.append(_line(LEFT, y, self.x(1), y, "#ddd"))
            parts.append(_text(LEFT - 8, y + 4, f"{quality:.0%}", "end"))
        for share in (n / 5 for n in range(6)):
            parts.append(_line(self.x(share), TOP, self.x(share), self.y(self.floor), "#eee"))
            parts.append(_text(self.x(share), HEIGHT - BOTTOM + 18, f"{share:.0%}", "middle"))
        middle = (LEFT + self.x(1)) / 2
        parts.append(_text(middle, HEIGHT - 12, "items that people judge", "middle"))
        return [*parts, _text(LEFT, TOP - 6, "labels that are right", "start")]

    def curve(self, curve: Curve, place: int, look: tuple[str, str]) -> list[str]:
        colour, dash = look
        points = sorted(curve.points, key=lambda p: p.budget)
        line = " ".join(f"{self.x(p.budget):.1f},{self.y(p.quality):.1f}" for p in points)
        parts = []
        if dash == "none" and not any(isnan(p.low) for p in points):
            edge = [(p.budget, p.high) for p in points] + [(p.budget, p.low) for p in points[::-1]]
            area = " ".join(f"{self.x(b):.1f},{self.y(max(q, self.floor)):.1f}" for b, q in edge)
            parts.append(f'<polygon points="{area}" fill="{colour}" opacity="0.07"/>')
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
        )
        y = TOP + 14 + 20 * place
        at = WIDTH - RIGHT + 20
        parts.append(
            f'<path d="M{at},{y - 4}h22" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dash}"/>'
        )
        lift = "–" if isnan(curve.lift) else f"{curve.lift:+.0%}"
        return [*parts, _text(at + 28, y, f"{curve.key}  {lift}", "start")]


def _look(curve: Curve, n: int) -> tuple[str, str]:
    if curve.key in (RANDOM, ORACLE):
        return "#555", "5 4"
    return COLOURS[n % len(COLOURS)], "none"


def _notes(report: Report) -> Sequence[str]:
    said = f"{report.items:,} items, judge right {report.judge_right:.1%}; % = lift over chance"
    return [_text(WIDTH - 16, HEIGHT - 12, said, "end")]


def _line(x: float, y: float, to_x: float, to_y: float, look: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{look}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#444">{escape(words)}</text>'
    )
