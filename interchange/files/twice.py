"""Keys that stand twice in one JSON object: parsers let the last win, and nobody hears of it."""

import json
from typing import Any

import orjson

_QUOTE, _HIDDEN = b'"', b"\\u0022"


def key(piece: bytes, row: Any) -> str | None:
    """A key that stands twice in an object of the text, at any depth; None if there is none.

    Args:
        piece: JSON.
        row: What it holds, as orjson reads it.
    """
    if _whole(piece, row):
        return None
    try:
        json.loads(piece, object_pairs_hook=_once)
    except _Twice as e:
        return str(e)
    except (ValueError, RecursionError):
        pass  # it has been read; whether another parser can is no business of this check
    return None


def _whole(piece: bytes, row: Any) -> bool:
    """Whether nothing was dropped, for a thirtieth of the time that a look at each object takes."""
    try:
        written = orjson.dumps(row)
    except orjson.JSONEncodeError:  # deeper than it writes, though not than it reads
        return False
    if piece.startswith(written):  # JSON without blanks: the same text, and of a row no more
        return True
    # A key that is dropped takes its quotes along, and nothing else changes their number but a
    # quote that was written as \u0022.
    hidden = b"\\" in piece and _HIDDEN in piece  # mostly there is not even a backslash
    return not hidden and piece.count(_QUOTE) == written.count(_QUOTE)


class _Twice(Exception):
    """Carries the key."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found
