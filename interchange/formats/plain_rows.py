"""The commonest row, read fast: texts in columns of their own, two responses, an id.

What this takes, `item_rows.read` would take with the same result, to the last byte; it costs a
third. Whatever is out of the ordinary, bad rows too, it leaves to that.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeGuard

import orjson

from interchange.formats.item_rows import MAX_ID
from interchange.formats.mapping import Column, ItemMapping
from interchange.formats.messages import MAX_TEXT
from interchange.formats.paths import MISSING

# External id; prompt, responses, context, metadata as JSON; group; sha256.
Stored = tuple[str, bytes, bytes, bytes, bytes, str, str]
Texts = tuple[str, str, str, str, str, str]  # id, prompt, responses, models
_SAFE = MAX_TEXT // 4  # characters: no text below is over the cap in bytes
_MODEL = 200  # characters of a model's name
_KEPT = frozenset({str, int, float, bool, type(None)})
_NOTHING = b"{}"


def reader(mapping: ItemMapping) -> Callable[[Any], Stored | None] | None:
    """What reads rows of this mapping, giving None for those it leaves; None: it suits no row."""
    names = [_name(c) for c in mapping.prompt]
    sides = [_name(r.text) for r in mapping.responses]
    models = [_name(r.model) if r.model else "" for r in mapping.responses]
    known = _name(mapping.id) if mapping.id else None
    if len(sides) != 2 or known is None or mapping.group or None in (*names, *sides, *models):
        return None
    context = [(name, column.of) for name, column in mapping.context]
    metadata = [(name, column.of) for name, column in mapping.metadata]
    alone = names[0] if len(names) == 1 else None
    left, right = sides
    model_a, model_b = models

    def read(row: Any) -> Stored | None:
        if type(row) is not dict:
            return None
        get = row.get
        name, a, b = get(known), get(left), get(right)
        prompt = get(alone) if alone is not None else _joined(row, names)
        x = get(model_a) if model_a else ""
        texts = name, prompt, a, b, x, get(model_b) if model_b else ""
        if not _ordinary(texts):
            return None
        shown, hidden = _kept(row, context), _kept(row, metadata)
        if shown is None or hidden is None or b'"prompts":' in shown:
            return None
        return _stored(texts, shown, hidden)

    return read


def _ordinary(texts: tuple[Any, ...]) -> TypeGuard[Texts]:
    """Whether all six are texts without anything to look at twice."""
    name, prompt, a, b, x, y = texts
    return (
        type(name) is type(prompt) is type(a) is type(b) is type(x) is type(y) is str
        and len(name) <= MAX_ID
        and name.strip() != ""
        and prompt != ""
        and len(x) + len(y) <= _MODEL
        and len(prompt) <= _SAFE
        and len(a) <= _SAFE
        and len(b) <= _SAFE
        and (a.strip() != "" or b.strip() != "")
        and not ("\0" in name or "\0" in prompt or "\0" in a or "\0" in b or "\0" in x + y)
    )


def _stored(texts: Texts, shown: bytes, hidden: bytes) -> Stored:
    """The item, with the hashes that `item_rows.digest_of` makes."""
    name, prompt, a, b, x, y = texts
    asked = orjson.dumps([{"role": "user", "content": prompt}])
    sha = hashlib.sha256(asked)
    group = f"prompt:{sha.hexdigest()[:32]}"
    left, right = a.encode(), b.encode()
    sha.update(b"%d:%b%d:%b" % (len(left), left, len(right), right))
    answers = orjson.dumps(
        [{"key": "r1", "text": a, "model": x}, {"key": "r2", "text": b, "model": y}]
    )
    return name.strip(), asked, answers, shown, hidden, group, sha.hexdigest()


def _name(column: Column) -> str | None:
    """The name of a column that is one of the row itself."""
    path = column.path
    return path[0] if len(path) == 1 and isinstance(path[0], str) and path[0] else None


def _joined(row: dict[str, Any], names: list[Any]) -> str | None:
    texts = [row.get(name, MISSING) for name in names]
    if any(type(text) is not str for text in texts):
        return None
    return "\n\n".join(text for text in texts if text)


def _kept(row: dict[str, Any], columns: list[tuple[str, Callable[..., Any]]]) -> bytes | None:
    if not columns:
        return _NOTHING
    values = {}
    for name, of in columns:
        value = of(row)
        if value is MISSING:
            continue
        if type(value) not in _KEPT or (type(value) is str and "\0" in value):
            return None
        values[name] = value
    return orjson.dumps(values)
