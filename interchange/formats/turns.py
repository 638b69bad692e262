"""Prompts and answers as texts or as message lists, in and out."""

from itertools import takewhile
from typing import Any

from interchange.formats.base import ColumnType, ExportItem, Json, Param
from interchange.formats.messages import Message
from interchange.formats.row import Row

STYLE = Param(
    "style",
    "Text or messages",
    "conversational",
    ["conversational", "text"],
    "Messages keep the turns and fit every chat template; text is for single turns.",
)


def kind(params: Json) -> ColumnType:
    """The type of prompt and answer columns under the choice `style`."""
    return "text" if params["style"] == "text" else "messages"


def prompt(item: ExportItem, params: Json) -> str | list[Message]:
    """The prompt in that style; whoever asks has checked that it fits (choosing.style)."""
    if params["style"] == "text":
        return str(item.prompt[0]["content"])
    return plain(item.prompt)


def answer(response: Json, params: Json) -> str | list[Message]:
    """An answer in that style."""
    return str(response["text"]) if params["style"] == "text" else said(response)


def plain(messages: list[Message]) -> list[Message]:
    """Messages with role and content alone."""
    return [{"role": m["role"], "content": m["content"]} for m in messages]


def said(response: Json) -> list[Message]:
    """One turn of the assistant; of a response that is a conversation, all of them."""
    if turns := response.get("turns"):
        return plain(turns)
    return [{"role": "assistant", "content": response["text"]}]


def implicit(row: Row, chosen: str, rejected: str) -> list[Message] | None:
    """The prompt that two conversations begin with, or None if the row has a prompt or no chats.

    Where they part before their last messages, what follows is each one's answer.

    Raises:
        BadRow: They have nothing in common to answer.
    """
    if row.has("prompt"):
        return None
    if not isinstance(row.raw.get(chosen), list):
        row.refuse("prompt", "is missing; without one, both sides must be whole conversations")
    begun = common(_begun(row, chosen), _begun(row, rejected))
    if not begun:
        row.refuse(rejected, f"does not begin with the same turns as {chosen}")
    return begun


def common(first: list[Message], second: list[Message]) -> list[Message]:
    """What two conversations begin with, up to the last turn that can be answered."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    shared = [message for message, _ in alike]
    while shared and shared[-1]["role"] not in {"user", "tool"}:
        shared.pop()
    return shared


def _begun(row: Row, field: str) -> list[Message]:
    row.response(field)  # names what is wrong with the last message
    chat: list[Any] = row.values(field)
    return Row({"prompt": chat[:-1]}, [], row.name(field)).prompt("prompt")
