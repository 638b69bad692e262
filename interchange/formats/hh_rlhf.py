r"""HH-RLHF: two whole transcripts, with \n\nHuman: and \n\nAssistant: before the turns."""

import re
from typing import Any, ClassVar

from interchange.formats import choosing, preferences, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.messages import Message
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row

_TURN = re.compile(r"\n\n(Human|Assistant):")
ROLES = {"Human": "user", "Assistant": "assistant"}
NAMES = {role: name for name, role in ROLES.items()}


class HhRlhf(Reader, ItemFormat):
    """{"chosen", "rejected"}: transcripts that part in the assistant's last turn."""

    key = "hh-rlhf"
    title = "HH-RLHF"
    summary = "Two transcripts as text, chosen and rejected."
    labels = True
    params: ClassVar[list[Param]] = [
        preferences.FROM, preferences.EXPAND, preferences.TIES, preferences.SCALE,
        choosing.RATINGS, provenance.SLIM,
    ]  # fmt: skip
    carries = frozenset({"comparison"})
    marks: ClassVar[dict[str, str]] = {"chosen": "text", "rejected": "text"}
    not_with = ("prompt",)

    def sides(self) -> str:
        """In which order the responses stand."""
        return reading.BY_TEXT

    def fits(self, rows: list[Json]) -> list[str] | None:
        """Transcripts begin with a turn."""
        if all(_TURN.match(r["chosen"]) and _TURN.match(r["rejected"]) for r in rows):
            return ["Both texts are transcripts that begin with “Human:”."]
        return None

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Two texts, and which item."""
        return {"chosen": "text", "rejected": "text", **provenance.columns(params)}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair."""
        begun = _written(record.item.prompt, losses)
        if begun is None:
            return []
        found = []
        for pair in preferences.of(record, params, losses):
            sides = {"chosen": pair.chosen["text"], "rejected": pair.rejected["text"]}
            if any(_TURN.search(text) or text != text.strip() for text in sides.values()):
                losses.drop("looks_like_a_turn")  # it would be read as more turns than there are
                continue
            row: Json = {k: f"{begun}\n\nAssistant: {text}" for k, text in sides.items()}
            found.append(
                {**row, **provenance.of(record.item, params, pair.source, pair.derived_from)}
            )
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item."""
        row = Row(rows[0], casts)
        chosen, rejected = _turns(row, "chosen"), _turns(row, "rejected")
        if chosen[:-1] != rejected[:-1]:
            row.refuse("rejected", "parts from chosen before its last turn: they share no prompt")
        texts = Row({"prompt": chosen[:-1], "chosen": chosen[-1:], "rejected": rejected[-1:]}, [])
        responses, winner = reading.preferred(texts, "chosen", "rejected")
        item = reading.item(row, prompt=texts.prompt("prompt"), responses=responses)
        answer = {"overall": reading.comparison(None, winner=winner)}
        return Reading([item], [reading.said(item, "hh-rlhf", answer)])


def _written(prompt: list[Message], losses: Losses) -> str | None:
    out = ""
    for message in prompt:
        content = message["content"]
        if message["role"] not in NAMES:
            losses.drop("system_or_tool_message")
            return None
        if _TURN.search(content) or content != content.strip():
            losses.drop("looks_like_a_turn")
            return None
        out += f"\n\n{NAMES[message['role']]}: {content}"
    return out


def _turns(row: Row, field: str) -> list[Message]:
    text = row.text(field, empty=False)
    if not _TURN.match(text):
        row.refuse(field, "must begin with a blank line and “Human:”", text)
    parts = _TURN.split(text)[1:]
    return [
        {"role": ROLES[name], "content": content.strip()}
        for name, content in zip(parts[::2], parts[1::2], strict=True)
    ]
