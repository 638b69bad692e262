"""What the main thread of a page does in given stretches of time, from Chrome's own trace."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import orjson

CATEGORIES = ["devtools.timeline", "blink.user_timing", "disabled-by-default-devtools.timeline"]
# Chrome's names of tasks, in the words of a performance panel.
KINDS = {
    "FunctionCall": "script",
    "EvaluateScript": "script",
    "v8.callFunction": "script",
    "EventDispatch": "script",
    "TimerFire": "script",
    "FireIdleCallback": "script",
    "FireAnimationFrame": "script",
    "RunMicrotasks": "script",
    "MinorGC": "collection of garbage",
    "MajorGC": "collection of garbage",
    "UpdateLayoutTree": "style",
    "Layout": "layout",
    "PrePaint": "paint",
    "Paint": "paint",
    "Layerize": "paint",
    "Commit": "paint",
    "IntersectionObserverController::computeIntersections": "observers",
}


def summary(raw: bytes, name: str) -> dict[str, float]:
    """Mean milliseconds of CPU of each kind of work per stretch.

    Args:
        raw: A trace as Chrome writes it, JSON.
        name: The stretches are the page's own `performance.measure(name, …)`.

    Nested tasks count once, as what they are themselves: layout forced by a script is layout.
    """
    events = orjson.loads(raw)["traceEvents"]
    stretches = list(_measures(events, name))
    if not stretches:
        return {}
    threads = {(e["pid"], e["tid"]) for e in events if e["name"] == name}
    spent: Counter[str] = Counter()
    for thread in threads:
        tasks = sorted(
            (e for e in events if e.get("ph") == "X" and (e["pid"], e["tid"]) == thread),
            key=lambda e: (e["ts"], -e.get("dur", 0)),
        )
        for begin, end in stretches:
            inside = [e for e in tasks if begin <= e["ts"] <= end]
            spent.update(_own_times(inside))
    return {kind: round(us / 1000 / len(stretches), 2) for kind, us in spent.most_common()}


def _measures(events: Iterable[dict[str, Any]], name: str) -> Iterable[tuple[float, float]]:
    begun = {}
    for event in events:
        if event["name"] != name:
            continue
        key = event.get("id") or event.get("id2", {}).get("local")
        if event["ph"] == "b":
            begun[key] = event["ts"]
        elif event["ph"] == "e" and key in begun:
            yield begun.pop(key), event["ts"]


def _own_times(tasks: list[dict[str, Any]]) -> Counter[str]:
    """Microseconds of CPU by kind, each task less the known tasks within it."""
    spent: Counter[str] = Counter()
    open_tasks: list[tuple[float, str]] = []  # (end, kind)
    for task in tasks:
        kind = KINDS.get(task["name"])
        if kind is None:
            continue
        while open_tasks and open_tasks[-1][0] <= task["ts"]:
            open_tasks.pop()
        took = task.get("tdur", task.get("dur", 0))
        spent[kind] += took
        if open_tasks:
            spent[open_tasks[-1][1]] -= took
        open_tasks.append((task["ts"] + task.get("dur", 0), kind))
    return spent
