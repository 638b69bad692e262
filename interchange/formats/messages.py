"""Prompts and responses as texts or as chat messages, however the file writes them."""

from typing import Any, Self

from annotation.domain.context import turn
from interchange.formats.problems import check_storable, kind_of, refuse

ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
EXTRAS = ("name", "tool_calls", "tool_call_id")  # kept as they are
MAX_TEXT = 10 * 2**20  # bytes of one text
Message = dict[str, Any]
_TAKEN_AS_TEXT = (bool, int, float)
_WHO = {"user": "User", "assistant": "Assistant", "system": "System", "tool": "Tool"}


class Woven(str):
    """A text made of parts that the response keeps beside it: {"turns"} or {"steps"}."""

    __slots__ = ("parts",)

    def __new__(cls, text: str, parts: dict[str, Any]) -> Self:
        """The text, and what it was made of."""
        made = super().__new__(cls, text)
        made.parts = parts
        return made

    parts: dict[str, Any]


def parts_of(text: str) -> dict[str, Any]:
    """What a response has beside its text."""
    return text.parts if isinstance(text, Woven) else {}


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


def answer(
    field: str, value: Any, casts: list[tuple[str, Any]], asked: list[Message] | None = None
) -> str:
    """A response's text; a list of messages in which the assistant speaks more than once is a whole
    conversation, written as a transcript beside its turns.

    Args:
        field: Its name in the file.
        value: A text, or messages.
        casts: As for `text`.
        asked: The item's prompt, which the messages may begin with; it is not part of the answer.

    Raises:
        BadRow: It is neither.
    """  # noqa: D205
    last = response(field, value, casts)
    if not isinstance(value, list) or _spoken(value) < 2:
        return last
    chat = [_message(f"{field}[{n}]", m) for n, m in enumerate(value)]
    if asked and list(map(turn, chat[: len(asked)])) == list(map(turn, asked)):
        chat = chat[len(asked) :]
    return conversation(chat) if _spoken(chat) > 1 else last


def conversation(chat: list[Message]) -> Woven:
    """A transcript, beside the turns it was made of; an answer that comes first needs no name."""
    written = []
    for n, message in enumerate(map(turn, chat)):
        called = [f"{c['name']}({c['arguments']})" for c in message.get("calls", ())]
        said = "\n\n".join([text for text in (message["content"], *called) if text])
        who = _WHO.get(message["role"], message["role"])
        written.append(said if n == 0 and message["role"] == "assistant" else f"{who}: {said}")
    return Woven("\n\n".join(written), {"turns": chat})


def _spoken(chat: list[Any]) -> int:
    return sum(isinstance(m, dict) and m.get("role") == "assistant" for m in chat)


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
