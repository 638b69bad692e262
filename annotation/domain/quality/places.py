"""Whether two people marked the same places in a picture, and the same words."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

RADIUS = 1 / 20  # of a picture's height: the disc that a marked point stands for (2312.10240)
OVERLAP = 0.5  # of two boxes, their intersection over their union (Everingham et al. 2010)
Mark = Mapping[str, Any]


def same(given: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether every expected mark was made, in its place and its category, and none beside them.

    Args:
        given: A canonical answer to a `regions` question.
        expected: Another; its "near" says, by response key, how many pixels apart two points of
            one place may be. Without it they have to be the same pixel.
    """
    words = all(
        _words(given, key) == _words(expected, key) for key in _keys("words", given, expected)
    )
    near = expected.get("near", {})
    return words and all(
        _paired(given["regions"].get(key, []), expected["regions"].get(key, []), near.get(key, 0))
        for key in _keys("regions", given, expected)
    )


def tolerance(height: int) -> int:
    """Pixels that two points of one place may be apart in a picture so many pixels high."""
    return round(height * RADIUS)


def _keys(name: str, *answers: Mapping[str, Any]) -> set[str]:
    return {key for answer in answers for key in answer.get(name, {})}


def _words(answer: Mapping[str, Any], key: str) -> set[tuple[int, int]]:
    return {(span["start"], span["end"]) for span in answer.get("words", {}).get(key, [])}


def _paired(given: Sequence[Mark], expected: Sequence[Mark], near: int) -> bool:
    """Whether the marks can be paired off, each with one that means the same."""
    if len(given) != len(expected):
        return False
    if not given:
        return True
    alike = np.array([[_alike(one, other, near) for other in expected] for one in given])
    return bool(alike[linear_sum_assignment(alike, maximize=True)].all())


def _alike(one: Mark, other: Mark, near: int) -> bool:
    if one["category"] != other["category"]:
        return False
    if "width" in one and "width" in other:
        return _overlap(one, other) >= OVERLAP
    return bool((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2 <= near**2)


def _overlap(one: Mark, other: Mark) -> float:
    """Intersection over union of two boxes, [0, 1]."""
    wide = min(m["x"] + m["width"] for m in (one, other)) - max(one["x"], other["x"])
    high = min(m["y"] + m["height"] for m in (one, other)) - max(one["y"], other["y"])
    shared = max(0, wide) * max(0, high)
    areas = sum(m["width"] * m["height"] for m in (one, other))
    return float(shared / (areas - shared))
