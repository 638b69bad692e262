"""Which response stood on which side: the one place where keys become sides and back.

Answers are stored by response key and shown by side. The bench never learns a key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotation.domain.context import turn

MAX_RESPONSES = 9  # each has a digit on the keyboard


@dataclass(frozen=True, slots=True)
class Presentation:
    """The responses of an item as one person saw them."""

    keys: tuple[str, ...]  # of the responses, in the item's own (canonical) order
    order: tuple[str, ...]  # the same keys, first side first
    # response key -> raw text; left out where no question asked looks into them.
    texts: Mapping[str, str] = field(default_factory=dict)
    # response key -> the messages it answers; left out where all answer the item's prompt.
    prompts: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    # text that names a file -> what is shown in its place.
    media: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    # response key -> its own steps, where it came in steps: [{"start", "end", "parent"}] in the
    # order of the text. `parent` is the number of the step that it follows, None where it begins
    # anew; several that follow one are alternatives.
    steps: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    # response key -> the messages of one that is a conversation.
    turns: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    asked: int | None = None  # characters of the prompt's last message, where they are at hand

    def size_of(self, key: str) -> tuple[int, int]:
        """Width and height of a response that is a picture, in pixels; zeros for any other."""
        file = self.media.get(self.texts.get(key, ""), {})
        return file.get("width") or 0, file.get("height") or 0

    @property
    def sides(self) -> list[str]:
        """The names of the sides, first one first."""
        return side_names(len(self.order))

    def key_of(self, side: str) -> str | None:
        """The response shown on a side; None when there is no such side."""
        return dict(zip(self.sides, self.order, strict=True)).get(side)

    def side_of(self, key: str) -> str:
        """Where a response was shown."""
        return self.sides[self.order.index(key)]


def side_names(count: int) -> list[str]:
    """Left and right for two responses, "1" to "k" for any other number."""
    return ["left", "right"] if count == 2 else [str(n) for n in range(1, count + 1)]


def of(responses: Sequence[Mapping[str, Any]], order: Sequence[str] = ()) -> Presentation:
    """The presentation of an item's responses; without an order, the canonical one."""
    texts = {r["key"]: r["text"] for r in responses}
    return Presentation(
        tuple(texts),
        tuple(order) or tuple(texts),
        texts,
        steps={r["key"]: r["steps"] for r in responses if "steps" in r},
        turns={r["key"]: r["turns"] for r in responses if "turns" in r},
    )


def payload(shown: Presentation) -> list[dict[str, Any]]:
    """What the bench is sent: the texts under their sides, their own prompts, and nothing else."""
    return [
        _content(side, shown.texts[key], shown.media)
        | ({"prompt": shown.prompts[key]} if shown.prompts else {})
        | ({"steps": shown.steps[key]} if key in shown.steps else {})
        | ({"turns": [turn(m) for m in shown.turns[key]]} if key in shown.turns else {})
        for side, key in zip(shown.sides, shown.order, strict=True)
    ]


def _content(side: str, text: str, media: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    if (file := media.get(text)) is None:
        return {"side": side, "text": text}
    # Its name stays here: it may say which model made it.
    return {"side": side, "text": "", "media": file}


def models(responses: Sequence[Mapping[str, Any]], order: Sequence[str]) -> dict[str, str]:
    """Side -> model name, for somebody who has judged."""
    names = {r["key"]: r.get("model", "") for r in responses}
    return {side: names[key] for side, key in zip(side_names(len(order)), order, strict=True)}
