"""A row of a file -> the item, or items, it stands for."""

import hashlib
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import orjson

from annotation.domain.context import UNDER
from annotation.domain.presentation import MAX_RESPONSES
from interchange.formats import branches, messages
from interchange.formats.mapping import Column, ItemMapping
from interchange.formats.paths import MISSING
from interchange.formats.problems import check_storable, kind_of, refuse

TEXT_KEYS = ("text", "content", "response", "completion")
MAX_ID = 200
_PLAIN = (bool, int, float)
_NAMES = (str, int, float)
Response = dict[str, Any]  # {"key", "text", "model"}, with "steps" or "turns" where it has them


@dataclass(slots=True)
class ItemRow:
    """An item ready to be stored. `payload` has short keys, as it is written a million times."""

    external_id: str
    payload: dict[str, Any]  # p(rompt), r(esponses), c(ontext), m(etadata), g(roup), s(ha256)


def read(row: Any, mapping: ItemMapping, casts: list[tuple[str, Any]]) -> list[ItemRow]:
    """The items of a row: one for two responses, for more one per pair, or one of them all.

    Args:
        row: The parsed line.
        mapping: What is where.
        casts: Filled with (column, value) wherever a number or a boolean stood for a text.

    Raises:
        BadRow: Which column, why, and the value in short.
    """
    prompt, responses, context, metadata, group, name = _checked(row, mapping, casts)
    prompt_sha = hashlib.sha256(orjson.dumps(prompt))
    # Rows of one prompt never fall into two splits, also when the file names no groups.
    group = group or f"prompt:{prompt_sha.hexdigest()[:32]}"
    items = []
    for pair in _pairs(responses, mapping.pairs):
        digest = digest_of(prompt_sha, pair, context.get("prompts"))
        items.append(
            ItemRow(
                _external_id(name or _named(digest, context), pair, len(responses), mapping),
                {"p": prompt, "r": pair, "c": context, "m": metadata, "g": group, "s": digest},
            )
        )
    return items


def _named(digest: str, context: dict[str, Any]) -> str:
    """The id of an item without one: its content, and what that is to be judged under."""
    under = {name: context[name] for name in UNDER if context.get(name)}
    if under:
        told = digest.encode() + orjson.dumps(under, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(told).hexdigest()
    return f"sha256:{digest[:32]}"


def names(row: Any, mapping: ItemMapping, casts: list[tuple[str, Any]]) -> list[str]:
    """The external ids of `read`, after every check it makes, for half its work.

    Raises:
        BadRow: As `read`.
    """
    if mapping.id is None:  # named after their content
        return [item.external_id for item in read(row, mapping, casts)]
    _, responses, _, _, _, name = _checked(row, mapping, casts)
    pairs = _pairs(responses, mapping.pairs)
    return [_external_id(name, pair, len(responses), mapping) for pair in pairs]


def _checked(
    row: Any, mapping: ItemMapping, casts: list[tuple[str, Any]]
) -> tuple[list[messages.Message], list[Response], dict[str, Any], dict[str, Any], str, str]:
    """Prompt, responses, context, metadata, group and name; the last two may be empty."""
    if not isinstance(row, dict):
        refuse("", f"a row must be an object, but this is {kind_of(row)}", row)
    prompt = messages.prompt([(c.text, present(row, c)) for c in mapping.prompt], casts)
    responses = _responses(row, mapping, casts, prompt)
    if len(responses) != 2:
        columns = ", ".join(r.text.text for r in mapping.responses)
        check_count(columns, len(responses), pairs=mapping.pairs != "none")
    context, metadata = _extras(row, mapping.context), _extras(row, mapping.metadata)
    group = _group(row, mapping.group) if mapping.group else ""
    name = name_of(row, mapping.id) if mapping.id else ""
    if len(responses) > 2 and not name and mapping.pairs != "none":
        refuse("id", "a row with more than two responses needs an id; map one")
    return prompt, responses, context, metadata, group, name


def _external_id(name: str, pair: list[Response], of: int, mapping: ItemMapping) -> str:
    external_id = name if of == len(pair) else f"{name}#{pair[0]['key']}:{pair[1]['key']}"
    if len(external_id) > MAX_ID:
        refuse(mapping.id.text if mapping.id else "id", f"is longer than {MAX_ID}", external_id)
    return external_id


def digest_of(prompt_sha: Any, responses: list[Response], prompts: Any = None) -> str:
    """The sha256 of an item's content, from the hash object of its prompt.

    Where each response answers a prompt of its own (`context.prompts`), these are content too.
    """
    sha = prompt_sha.copy()
    for r in responses:
        # The length goes in front, so that no two pairs run together to the same bytes.
        content = r["text"].encode()
        sha.update(b"%d:" % len(content))
        sha.update(content)
        if "steps" in r:  # the same text may be another tree
            sha.update(b"steps:" + orjson.dumps(r["steps"]))
    if prompts is not None:
        sha.update(b"prompts:" + orjson.dumps(prompts))
    return str(sha.hexdigest())


def present(row: Any, column: Column) -> Any:
    """The value of a column that must be there; null counts as there.

    Raises:
        BadRow: It is not.
    """
    value = column.of(row)
    if value is MISSING:
        refuse(column.text, "is missing")
    return value


def name_of(row: Any, column: Column) -> str:
    """An identifier: a text that is not empty, or a number.

    Raises:
        BadRow: It is something else.
    """
    value = present(row, column)
    if isinstance(value, bool) or not isinstance(value, _NAMES):
        refuse(column.text, f"must be a text or a number, but is {kind_of(value)}", value)
    name = messages.text(column.text, value, []).strip()
    if not name:
        refuse(column.text, "is empty")
    return name


def _group(row: Any, column: Column) -> str:
    name = name_of(row, column)
    return name if len(name) <= MAX_ID else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def _extras(row: Any, columns: tuple[tuple[str, Column], ...]) -> dict[str, Any]:
    values = {}
    for name, column in columns:
        value = column.of(row)
        if value is MISSING:
            continue  # context and metadata may be there or not
        if value is not None and not isinstance(value, _PLAIN):
            check_storable(column.text, value)
        values[name] = value
    return values


def _responses(
    row: Any, mapping: ItemMapping, casts: list[tuple[str, Any]], asked: list[messages.Message]
) -> list[Response]:
    found: list[Response] = []
    for column in mapping.responses:
        value = present(row, column.text)
        model = _model_text(column.model.text, present(row, column.model)) if column.model else ""
        name = column.text.text
        if isinstance(value, str):  # nearly always
            text = messages.text(name, value, casts)
            found.append({"key": f"r{len(found) + 1}", "text": text, "model": model})
        elif isinstance(value, list) and not (value and all(map(messages.is_message, value))):
            found += [
                _one((f"{name}[{n}]", f"r{len(found) + n + 1}"), v, model, casts, asked)
                for n, v in enumerate(value)
            ]
        else:
            found.append(_one((name, f"r{len(found) + 1}"), value, model, casts, asked))
    # A model that answered nothing is judged for that; where all did, nothing can be said.
    if found and not any(r["text"].strip() for r in found):
        refuse(mapping.responses[0].text.text, "is an empty response, as every other of this row")
    keys = [r["key"] for r in found]
    if len(set(keys)) < len(keys):
        twice = max(keys, key=keys.count)
        refuse(mapping.responses[0].text.text, f"two responses have the key {twice!r}")
    return found


def check_count(field: str, n: int, *, pairs: bool) -> None:
    """Refuse a row whose responses are too few or too many for an item.

    Raises:
        BadRow: A pair needs two, any other item 1 to 9: a prompt alone shows nothing to judge.
    """
    if n < 2 and pairs:
        refuse(field, f"an item needs at least two responses; this row has {n}")
    if n < 1:
        refuse(field, "has no response: a prompt alone is nothing to judge; add a model's answers")
    if n > MAX_RESPONSES and not pairs:
        refuse(field, f"has {n} responses; an item has at most {MAX_RESPONSES}")


def _one(
    named: tuple[str, str],
    value: Any,
    model: str,
    casts: list[tuple[str, Any]],
    asked: list[messages.Message],
) -> Response:
    field, key = named
    if isinstance(value, dict) and not messages.is_message(value):
        text_key = next((k for k in TEXT_KEYS if k in value), None)
        key = _key(field, value.get("key"), key)
        model = _model_text(f"{field}.model", value.get("model")) or model
        if text_key is None and "steps" in value:
            steps = branches.read(f"{field}.steps", value["steps"], casts)
            return {"key": key, "text": steps.text, "model": model, "steps": steps.places}
        if text_key is None:
            refuse(field, f"has none of {', '.join((*TEXT_KEYS, 'steps'))}", value)
        field, value = f"{field}.{text_key}", value[text_key]
    elif isinstance(value, dict):
        value = [value]
    text = messages.answer(field, value, casts, asked)
    return {"key": key, "text": str(text), "model": model, **messages.parts_of(text)}


def _key(field: str, value: Any, default: str) -> str:
    if value is None:
        return default
    if not isinstance(value, str) or not 1 <= len(value) <= 40 or set(value) & set("#:\0"):
        refuse(f"{field}.key", "must be a text of 1 to 40 characters without # and :", value)
    return value


def _model_text(field: str, value: Any) -> str:
    return "" if value is None else messages.text(field, value, [])[:200]


def _pairs(responses: list[Response], how: str) -> list[list[Response]]:
    n = len(responses)
    if n == 2 or how == "none":
        return [responses]
    if how == "adjacent":
        return [responses[i : i + 2] for i in range(n - 1)]
    if how == "first":
        return [[responses[0], r] for r in responses[1:]]
    return [list(pair) for pair in combinations(responses, 2)]
