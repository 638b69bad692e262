"""What of an item's context the bench shows, in one shape however it was imported.

Every text is shown as text: no address in it is followed, no picture loaded.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

# What the same texts may be judged under: another of these makes another item of them.
UNDER = ("persona", "criteria")
CHIPS = ("language", "criteria", "persona")
MAX_SOURCES = 99


def shown(context: Mapping[str, Any]) -> dict[str, Any]:
    """Language, criteria and persona as texts; sources as [{"title", "text", "url"}].

    What has another shape is left out: a file may hold anything under these names.
    """
    found: dict[str, Any] = {name: words for name in CHIPS if (words := _words(context.get(name)))}
    if sources := _sources(context.get("sources")):
        found["sources"] = sources
    return found


def prompts(context: Mapping[str, Any], keys: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Response key -> the prompt it answers, where the responses answer different ones.

    `prompts` lists one per response, in the item's own order: a text, or messages. Unless there
    are as many as responses there are none: half of them would say which is which.
    """
    given = context.get("prompts")
    if not isinstance(given, list) or len(given) != len(keys):
        return {}
    turns = [_messages(one) for one in given]
    return dict(zip(keys, turns, strict=True)) if all(turns) else {}


def turn(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message of a prompt, with the tools an assistant called as {"name", "arguments"} texts."""
    shown: dict[str, Any] = {"role": message["role"], "content": message["content"]}
    given = message.get("tool_calls")
    calls = [_call(one) for one in given] if isinstance(given, list) else []
    return shown | ({"calls": [one for one in calls if one]} if any(calls) else {})


def _call(one: Any) -> dict[str, str]:
    called = one.get("function", one) if isinstance(one, dict) else None
    if not isinstance(called, dict) or not isinstance(called.get("name"), str):
        return {}
    given = called.get("arguments", "")
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, indent=2)
    return {"name": called["name"], "arguments": text}


def files(context: Mapping[str, Any]) -> list[str]:
    """The names of the files shown beside the prompt, at most nine: a name or a list of them."""
    given = context.get("media")
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return []
    return names[:9]


def outcome(context: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What came of it, for somebody who has given their first answers: of all, and of each.

    `reveal` is a text, or a list with one per response in the item's own order. A list of another
    length is left out: half of it would say which is which.
    """
    given = context.get("reveal")
    if not isinstance(given, list):
        return _words(given), {}
    if len(given) != len(keys) or not all(isinstance(one, str) for one in given):
        return "", {}
    return "", dict(zip(keys, given, strict=True))


def _words(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    return value.strip() if isinstance(value, str) else ""


def _sources(given: Any) -> list[dict[str, str]]:
    """Numbered by their place, as citations number them: an unreadable one keeps its place."""
    if not isinstance(given, list):
        return []
    return [_source(one) for one in given[:MAX_SOURCES]]


def _source(one: Any) -> dict[str, str]:
    if not isinstance(one, dict):
        return {"title": "", "text": _words(one), "url": ""}
    text = next((one[n] for n in ("text", "content", "snippet") if n in one), "")
    return {"title": _words(one.get("title")), "text": _words(text), "url": _words(one.get("url"))}


def _messages(one: Any) -> list[dict[str, str]]:
    if isinstance(one, str):
        return [{"role": "user", "content": one}] if one.strip() else []
    if not isinstance(one, list) or not all(isinstance(m, dict) for m in one):
        return []
    turns = [{"role": m.get("role"), "content": m.get("content")} for m in one]
    return turns if all(isinstance(v, str) for m in turns for v in m.values()) else []
