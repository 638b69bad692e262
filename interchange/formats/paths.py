"""Paths into a JSON row: `a.b`, `a[0].b`, `a["key with . in it"].b`, `a[-1]`."""

import re
from collections.abc import Callable
from typing import Any, Final

from interchange.formats.problems import BadMapping

Path = tuple[str | int, ...]
MISSING: Final = object()

_NAME = re.compile(r"[^.\[\]\"]+")
_INDEX = re.compile(r"\[(-?\d{1,9})\]")
_QUOTED = re.compile(r'\["((?:[^"\\]|\\["\\])*)"\]')


def parse(text: str) -> Path:
    """The steps of a path.

    Raises:
        BadMapping: It is not a path; the text says where it goes wrong.
    """
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        if m := _INDEX.match(text, at):
            steps.append(int(m[1]))
        elif m := _QUOTED.match(text, at):
            steps.append(re.sub(r'\\(["\\])', r"\1", m[1]))
        elif m := _NAME.match(text, at + (text[at] == "." and at > 0)):
            # Two names stand apart by a dot; a name right after a bracket is a slip.
            if steps and text[at] != ".":
                raise BadMapping(f"{text!r} is not a path: put a dot before {m[0]!r}.")
            steps.append(m[0])
        else:
            raise BadMapping(
                f"{text!r} is not a path: at {text[at:][:20]!r}. "
                'Write a.b, a[0].b or a["odd key"].b.'
            )
        at = m.end()
    if not steps:
        raise BadMapping('An empty path; name a column, e.g. "prompt".')
    return tuple(steps)


def write(path: Path) -> str:
    """The path as text; `parse` gives it back."""
    out = ""
    for step in path:
        if isinstance(step, int):
            out += f"[{step}]"
        elif _NAME.fullmatch(step):
            out += f".{step}" if out else step
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            out += f'["{escaped}"]'
    return out


def getter(path: Path) -> Callable[[dict[str, Any]], Any]:
    """`get` of this path for rows that are objects."""
    first = path[0]
    if len(path) == 1 and isinstance(first, str):  # nearly every column is a plain name
        return lambda row: row.get(first, MISSING)
    return lambda row: get(row, path)


def get(row: Any, path: Path) -> Any:
    """The value at the path, or MISSING."""
    value = row
    for step in path:
        if isinstance(step, str):
            if not isinstance(value, dict) or step not in value:
                return MISSING
            value = value[step]
        else:
            if not isinstance(value, list) or not -len(value) <= step < len(value):
                return MISSING
            value = value[step]
    return value
