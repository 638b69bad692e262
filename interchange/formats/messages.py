"""Prompts and responses as texts or as chat messages, however the file writes them."""

from typing import Any

from interchange.formats.problems import check_storable, kind_of, refuse

ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
EXTRAS = ("name", "tool_calls", "tool_call_id")  # kept as they are
MAX_TEXT = 10 * 2**20  # bytes of one text
Message = dict[str, Any]
_TAKEN_AS_TEXT = (bool, int, float)


def text(field: str, value: Any, casts: list[tuple[str, Any]]) -> str:
    """A text; a number or a boolean is taken as it is written, and noted in `casts`.

    Raises:
        BadRow: It is no text, too long, or holds a NUL.
    """
    if not isinstance(value, str):
        if not isinstance(value, _TAKEN_AS_TEXT):
            refuse(field, f"must be a text, but is {kind_of(value)}", value)
        casts.append((field, value))
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    # A character has at most four bytes: only a text near the cap is measured.
    if len(value) > MAX_TEXT // 4 and len(value.encode()) > MAX_TEXT:
        refuse(field, f"is longer than {MAX_TEXT // 2**20} MB", value)
    if "\0" in value:
        refuse(field, "holds a NUL character, which cannot be stored; remove it", value)
    return value


def prompt(values: list[tuple[str, Any]], casts: list[tuple[str, Any]]) -> list[Message]:
    """The prompt's messages: texts joined by a blank line, lists of messages as they are.

    Raises:
        BadRow: A part does not fit, there is nothing in it, or it does not end with a question.
    """
    messages: list[Message] = []
    texts: list[str] = []
    for field, value in values:
        if value is None or value == "":
            continue
        if isinstance(value, list):
            _flush(texts, messages)
            messages += [_message(f"{field}[{n}]", m) for n, m in enumerate(value)]
        else:
            texts.append(text(field, value, casts))
    _flush(texts, messages)
    field = values[0][0]
    if not messages:
        refuse(field, "is empty; a prompt needs at least one text")
    if messages[-1]["role"] not in ("user", "tool"):
        refuse(field, f"must end with a user or tool message, not {messages[-1]['role']!r}")
    return messages


def response(field: str, value: Any, casts: list[tuple[str, Any]]) -> str:
    """A response's text; of a list of messages the last one, which the assistant must have said.

    Raises:
        BadRow: It is neither.
    """
    if not isinstance(value, list):
        return text(field, value, casts)
    if not value:
        refuse(field, "is an empty list of messages")
    last = _message(f"{field}[{len(value) - 1}]", value[-1])
    if last["role"] != "assistant":
        refuse(field, f"must end with an assistant message, not {last['role']!r}")
    return str(last["content"])


def is_message(value: Any) -> bool:
    """Whether it looks like {"role", "content"}."""
    return isinstance(value, dict) and "role" in value and "content" in value


def _flush(texts: list[str], messages: list[Message]) -> None:
    if texts:
        messages.append({"role": "user", "content": "\n\n".join(texts)})
        texts.clear()


def _message(field: str, value: Any) -> Message:
    if not isinstance(value, dict):
        refuse(field, f"must be a message with role and content, but is {kind_of(value)}", value)
    role = value.get("role")
    if not isinstance(role, str) or role not in ROLES:
        refuse(f"{field}.role", f"must be one of {', '.join(sorted(ROLES))}", role)
    message = {"role": role, "content": _content(f"{field}.content", value.get("content"), value)}
    for name in EXTRAS:
        if value.get(name) is not None:
            check_storable(f"{field}.{name}", value[name])
            message[name] = value[name]
    return message


def _content(field: str, value: Any, message: Message) -> str:
    if value is None and message.get("tool_calls"):
        return ""
    if isinstance(value, list):
        return "".join(_part(f"{field}[{n}]", part) for n, part in enumerate(value))
    if not isinstance(value, str):
        refuse(field, f"must be a text, but is {kind_of(value)}", value)
    return text(field, value, [])


def _part(field: str, part: Any) -> str:
    if not isinstance(part, dict) or not isinstance(part.get("text"), str):
        kind = part.get("type", "?") if isinstance(part, dict) else kind_of(part)
        refuse(field, f"only text parts can be shown, not {str(kind)[:40]!r}")
    return text(field, part["text"], [])
