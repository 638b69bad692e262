"""A report as rows, for files and screens."""

from dataclasses import asdict
from math import isnan
from typing import Any

from routing.simulator.report import Report

COLUMNS = (
    "policy", "budget", "people", "quality", "low", "high", "regret", "cost", "cost_per_correct",
    "saved",
)  # fmt: skip


def plain(report: Report) -> dict[str, Any]:
    """The whole report as plain data; what means nothing is None."""
    made: dict[str, Any] = _without_nan(asdict(report))
    return made


def rows(report: Report) -> list[dict[str, Any]]:
    """One row per policy and budget, with COLUMNS."""
    return [
        {"policy": curve.key, **_without_nan(asdict(point))}
        for curve in report.curves
        for point in curve.points
    ]


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and isnan(value) else value
