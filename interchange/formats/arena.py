"""What the three published Arena sets share: two conversations, of which one was voted for."""

from typing import Any

from interchange.formats import choosing, messages, reading, turns
from interchange.formats.base import Json
from interchange.formats.bundle import Bundle, Losses
from interchange.formats.choosing import Source
from interchange.formats.item_rows import ItemRow
from interchange.formats.messages import Message
from interchange.formats.reading import Pair, Reading
from interchange.formats.row import Row

SIDES = "The first response, a, is model_a's."


def voted(bundle: Bundle, params: Json, losses: Losses) -> list[tuple[str, Source]]:
    """(winner, source) of every verdict under the choices."""
    if choosing.two(bundle, losses) is None:
        return []
    return [(v["winner"], source) for v, source in choosing.verdicts(bundle, params, losses)]


def conversation(bundle: Bundle, response: Json) -> list[Message]:
    """The prompt and one answer."""
    return [*turns.plain(bundle.item.prompt), *turns.said(response)]


def shared(row: Row, first: list[Any], second: list[Any]) -> tuple[list[Message], list[Pair]]:
    """The prompt that both conversations share, and what each model said after it.

    Two models in a battle of several turns answer each turn in their own way. Then what comes
    before is shared, and the rest of each conversation is its response.
    """
    chats = [_chat(name, chat) for name, chat in
             (("conversation_a", first), ("conversation_b", second))]  # fmt: skip
    names = [row.optional("model_a"), row.optional("model_b")]
    begun = turns.common(chats[0][:-1], chats[1][:-1])
    if not begun:
        row.refuse("conversation_b", "does not begin with the same message as conversation_a")
    texts = [_said(chat[len(begun) :]) for chat in chats]
    for name, text in zip(("conversation_a", "conversation_b"), texts, strict=True):
        if not text.strip():
            row.refuse(name, "ends with an empty response")
    return begun, list(zip(texts, names, strict=True))


def vote(item: ItemRow, winner: str, rater: str) -> Reading:
    """The reading of an item and one person's vote."""
    answers = {"overall": reading.comparison(None, winner=winner)}
    return Reading([item], [reading.said(item, rater, answers)])


def _chat(name: str, chat: list[Any]) -> list[Message]:
    whole = Row({name: chat, "prompt": chat[:-1]}, [])
    last = whole.response(name)  # names what is wrong with the last message
    return [*whole.prompt("prompt"), {"role": "assistant", "content": last}]


def _said(chat: list[Message]) -> str:
    return messages.conversation(chat) if len(chat) > 1 else str(chat[0]["content"])
