"""Prompts and answers as texts or as message lists, in and out."""

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


def answer(text: str, params: Json) -> str | list[Message]:
    """An answer in that style."""
    return text if params["style"] == "text" else said(text)


def plain(messages: list[Message]) -> list[Message]:
    """Messages with role and content alone."""
    return [{"role": m["role"], "content": m["content"]} for m in messages]


def said(text: str) -> list[Message]:
    """One turn of the assistant."""
    return [{"role": "assistant", "content": text}]


def implicit(row: Row, chosen: str, rejected: str) -> list[Message] | None:
    """The prompt that two conversations begin with, or None if the row has a prompt or no chats.

    Raises:
        BadRow: The conversations part before their last message.
    """
    if row.has("prompt"):
        return None
    if not isinstance(row.raw.get(chosen), list):
        row.refuse("prompt", "is missing; without one, both sides must be whole conversations")
    begun = [_begun(row, chosen), _begun(row, rejected)]
    if begun[0] != begun[1]:
        row.refuse(rejected, f"does not begin with the same turns as {chosen}")
    return begun[0]


def _begun(row: Row, field: str) -> list[Message]:
    row.response(field)  # names what is wrong with the last message
    chat: list[Any] = row.values(field)
    return Row({"prompt": chat[:-1]}, [], row.name(field)).prompt("prompt")
