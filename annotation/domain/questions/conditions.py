"""Whether a question is asked, after what was answered before it.

A condition is {"question", "path", "op", "value"}: it looks into the answer of an earlier question
*as displayed*, since it speaks of what the person sees. The path's dots lead inwards; a * stands
for every entry, and one that fits is enough. Where nothing stands, no condition holds.

The bench has the same rules in conditions.ts; both read tests/contracts/conditions.json.
"""

from collections.abc import Iterable
from typing import Any

from annotation.domain.questions.base import BadAnswer

OPS = ("is", "is_not", "one_of", "at_least", "at_most", "contains")
FIELDS = {"question", "path", "op", "value"}


def check(when: Any, before: Iterable[str]) -> dict[str, Any] | None:
    """A condition as it will be stored.

    Args:
        when: As given; None: always asked.
        before: The keys of the questions asked earlier.

    Raises:
        BadAnswer: Says what is wrong.
    """
    if when is None:
        return None
    if not isinstance(when, dict) or set(when) != FIELDS:
        raise BadAnswer(f"a condition has {', '.join(sorted(FIELDS))}.")
    if when["question"] not in list(before):
        raise BadAnswer("a condition looks at a question asked before this one.")
    if not isinstance(when["path"], str) or not 1 <= len(when["path"]) <= 200:
        raise BadAnswer("the path of a condition is a text such as strength.")
    _check_value(when["op"], when["value"])
    return dict(when)


def holds(when: dict[str, Any] | None, answers: dict[str, Any]) -> bool:
    """Whether a question with this condition is asked.

    Args:
        when: A checked condition, or None.
        answers: Question key -> answer as displayed, of the questions asked so far.
    """
    if when is None:
        return True
    found = _values(answers.get(when["question"]), when["path"].split("."))
    return any(_fits(value, when["op"], when["value"]) for value in found)


def _check_value(op: Any, value: Any) -> None:
    if op not in OPS:
        raise BadAnswer(f"op must be one of {', '.join(OPS)}.")
    if op in {"at_least", "at_most"} and not _number(value):
        raise BadAnswer(f"{op} needs a number.")
    if op == "one_of" and not (isinstance(value, list) and value):
        raise BadAnswer("one_of needs a list of values.")
    if not all(_plain(v) for v in (value if op == "one_of" else [value])):
        raise BadAnswer("a condition compares with texts, numbers, true or false.")


def _values(value: Any, path: list[str]) -> list[Any]:
    """Everything that stands at the end of a path; nothing where it leads nowhere."""
    if not path:
        return [] if value is None else [value]
    step, *rest = path
    if isinstance(value, list):
        inner = value if step == "*" else []
    elif isinstance(value, dict):
        inner = list(value.values()) if step == "*" else [value[step]] if step in value else []
    else:
        inner = []
    return [found for one in inner for found in _values(one, rest)]


def _fits(found: Any, op: str, value: Any) -> bool:
    if op == "is":
        return _same(found, value)
    if op == "is_not":
        return not _same(found, value)
    if op == "one_of":
        return any(_same(found, v) for v in value)
    if op == "contains":
        return isinstance(found, list) and any(_same(f, value) for f in found)
    if not _number(found):
        return False
    return bool(found >= value if op == "at_least" else found <= value)


def _same(a: Any, b: Any) -> bool:
    # true is not 1: JSON tells them apart, Python does not.
    return isinstance(a, bool) == isinstance(b, bool) and _plain(a) and bool(a == b)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)
