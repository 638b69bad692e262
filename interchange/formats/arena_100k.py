"""Arena 100k: two conversations of messages; `tie` and `tie (bothbad)` beside the models."""

from typing import Any, ClassVar

from interchange.formats import arena, choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row

WRITTEN = {"a": "model_a", "b": "model_b", "tie": "tie", "both_bad": "tie (bothbad)"}
MEANT = {**{written: meant for meant, written in WRITTEN.items()}, "both_bad": "both_bad"}
KEPT = ("is_code", "is_refusal", "category_tag", "anony", "tstamp")


class Arena100k(Reader, ItemFormat):
    """`judge_hash` names the voter."""

    key = "arena-100k"
    title = "Arena 100k"
    summary = "Two conversations of messages and the winner: model_a, model_b, tie, tie (bothbad)."
    labels = True
    params: ClassVar[list[Param]] = [choosing.VERDICTS, provenance.SLIM]
    carries = frozenset({"turns", "comparison", "models"})
    marks: ClassVar[dict[str, str]] = {
        "question_id": "id", "winner": "text", "conversation_a": "chat", "conversation_b": "chat",
    }  # fmt: skip
    sure = 0.97
    not_with = ("full_conversation", "evaluation_session_id")

    def sides(self) -> str:
        """Which response is a."""
        return arena.SIDES

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Those columns of the published set that this system can fill."""
        return {
            "question_id": "text",
            "model_a": "text",
            "model_b": "text",
            "winner": "text",
            "conversation_a": "messages",
            "conversation_b": "messages",
            "turn": "integer",
            "language": "text",
            "judge_hash": "text",
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a verdict."""
        found = []
        for winner, source in arena.voted(record, params, losses):
            a, b = record.item.responses
            row = {
                "question_id": record.item.external_id,
                "model_a": a.get("model") or None,
                "model_b": b.get("model") or None,
                "winner": WRITTEN[winner],
                "conversation_a": arena.conversation(record, a),
                "conversation_b": arena.conversation(record, b),
                "turn": sum(m["role"] == "user" for m in record.item.prompt),
                "language": record.item.context.get("language"),
                "judge_hash": getattr(source, "rater", None),
            }
            found.append({**row, **provenance.of(record.item, params, source, "comparison")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item and the vote."""
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
            id=row.id("meta_external_id", "question_id", "id"),
            context=row.keep("language"),
            metadata=row.keep(*KEPT),
        )
        return arena.vote(item, MEANT[winner], row.id("judge_hash", "judge") or "arena")
