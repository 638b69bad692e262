"""PRISM: utterances of up to four models in a conversation, scored 1 to 100 by the person."""

from collections.abc import Hashable
from typing import Any, ClassVar

from interchange.formats import reading
from interchange.formats.base import Json
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row


class Prism(Reader):
    """utterances.jsonl: one row a response; the rows of a turn follow each other."""

    key = "prism"
    title = "PRISM utterances"
    summary = "Responses of several models to one turn, each scored from 1 to 100 by the person."
    marks: ClassVar[dict[str, str]] = {
        "conversation_id": "id", "user_id": "id", "user_prompt": "text", "model_response": "text",
        "score": "any",
    }  # fmt: skip
    sure = 0.97
    asks = (Asked("scores", "rating", {"score": (1, 100)}), Asked("best", "pick"))

    def sides(self) -> str:
        """In which order the responses stand."""
        return "The responses of a turn stand in the order of the file."

    def group(self, row: Any) -> Hashable | None:
        """A turn of a conversation."""
        if not isinstance(row, dict):
            return None
        return str(row.get("conversation_id")), str(row.get("turn"))

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of the turn's responses, the person's scores, and which they went on with."""
        found = [Row(row, casts) for row in rows]
        first = found[0]
        name = first.id("conversation_id")
        turn = first.id("turn") or "0"
        item = reading.item(
            first,
            prompt=first.prompt("user_prompt"),
            responses=[(r.response("model_response"), r.optional("model_name")) for r in found],
            id=f"{name}#turn{turn}"[:200],
            group=f"conversation:{name}",
            metadata=first.keep("conversation_type", "turn"),
        )
        scores: dict[str, Json] = {
            f"r{n}": {"score": r.whole("score", 1, 100)}
            for n, r in enumerate(found, start=1)
            if r.has("score")
        }
        picked = [f"r{n}" for n, r in enumerate(found, start=1)
                  if r.has("if_chosen") and r.boolean("if_chosen")]  # fmt: skip
        answers: dict[str, Json] = {}
        if scores:
            answers["scores"] = {"ratings": scores}
        if picked and len(picked) < len(found):
            answers["best"] = {"picked": picked}
        if not answers:
            return Reading([item])
        return Reading([item], [reading.said(item, first.id("user_id"), answers)])
