"""Arena 140k: two conversations whose contents are lists of parts, and `both_bad` by that name."""

from typing import Any, ClassVar

from interchange.formats import arena, choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.messages import Message
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row

WRITTEN = {"a": "model_a", "b": "model_b", "tie": "tie", "both_bad": "both_bad"}
MEANT = {written: meant for meant, written in WRITTEN.items()}
PARTS: Json = {"role": "text", "content": [{"type": "text", "text": "text"}]}


class Arena140k(Reader, ItemFormat):
    """`arena-rank` needs model_a, model_b and winner only."""

    key = "arena-140k"
    title = "Arena 140k"
    summary = "Two conversations in parts and the winner: model_a, model_b, tie or both_bad."
    labels = True
    params: ClassVar[list[Param]] = [choosing.VERDICTS, provenance.SLIM]
    carries = frozenset({"turns", "comparison", "models"})
    marks: ClassVar[dict[str, str]] = {
        "id": "id", "winner": "text", "conversation_a": "chat", "conversation_b": "chat",
        "evaluation_session_id": "any",
    }  # fmt: skip
    sure = 0.98

    def sides(self) -> str:
        """Which response is a."""
        return arena.SIDES

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Those columns of the published set that this system can fill."""
        return {
            "id": "text",
            "model_a": "text",
            "model_b": "text",
            "winner": "text",
            "evaluation_session_id": "text",
            "evaluation_order": "integer",
            "conversation_a": [PARTS],
            "conversation_b": [PARTS],
            "language": "text",
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a verdict."""
        found = []
        for winner, source in arena.voted(record, params, losses):
            a, b = record.item.responses
            row = {
                "id": record.item.external_id,
                "model_a": a.get("model") or None,
                "model_b": b.get("model") or None,
                "winner": WRITTEN[winner],
                "evaluation_session_id": getattr(source, "rater", None),
                "evaluation_order": 1,
                "conversation_a": _parts(arena.conversation(record, a)),
                "conversation_b": _parts(arena.conversation(record, b)),
                "language": record.item.context.get("language"),
            }
            found.append({**row, **provenance.of(record.item, params, source, "comparison")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item and the vote; a session is a rater, since nothing else names the voter."""
        row = Row(rows[0], casts)
        winner = row.text("winner")
        if winner not in MEANT:
            row.refuse("winner", f"must be one of {', '.join(MEANT)}", winner)
        chats = [row.values("conversation_a"), row.values("conversation_b")]
        prompt, responses = arena.shared(row, chats[0], chats[1])
        item = reading.item(
            row,
            prompt=prompt,
            responses=responses,
            id=row.id("meta_external_id", "id"),
            context=row.keep("language"),
            metadata=row.keep("is_code", "category_tag", "timestamp"),
        )
        return arena.vote(item, MEANT[winner], row.id("evaluation_session_id") or "arena")


def _parts(chat: list[Message]) -> list[Json]:
    return [{"role": m["role"], "content": [{"type": "text", "text": m["content"]}]} for m in chat]
