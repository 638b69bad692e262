"""What can be wrong with a row or a mapping, and how a value is shown in a report."""

from typing import Any, NoReturn

MAX_DEPTH = 64  # levels of a value that is kept; the API gives it out again


class BadRow(Exception):
    """A row that cannot be used: which field, why, and the value in short."""

    def __init__(self, field: str, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.field, self.reason, self.value = field, reason, value


class BadMapping(ValueError):
    """A mapping that cannot be used; `field` names its part."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


def refuse(field: str, reason: str, value: Any = None) -> NoReturn:
    """Raise BadRow with the value shortened."""
    raise BadRow(field, reason, "" if value is None else shown(value))


def shown(value: Any) -> str:
    """A value in a few characters, safe to store and to print."""
    if isinstance(value, dict):
        return f"an object of {len(value)} fields"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true"}.get(value, "false")
    text = value if isinstance(value, str) else str(value)
    cut = text if len(text) <= 80 else f"{text[:60]}… ({len(text):,} characters)"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def kind_of(value: Any) -> str:
    """The JSON name of a value's type, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"


def check_storable(field: str, value: Any) -> None:
    """Refuse what cannot be kept and given out again: deep nesting, NUL characters.

    Raises:
        BadRow: Says which of them.
    """
    if isinstance(value, str) and "\0" not in value:
        return
    level = [value]
    for _ in range(MAX_DEPTH):
        following: list[Any] = []
        for v in level:
            if isinstance(v, dict):
                following += v
                following += v.values()
            elif isinstance(v, list):
                following += v
            elif isinstance(v, str) and "\0" in v:
                refuse(field, "holds a NUL character, which cannot be stored; remove it", v)
        if not following:
            return
        level = following
    refuse(field, f"is nested more than {MAX_DEPTH} levels deep; keep less of it, or as text")
