"""UltraFeedback binarized: a prompt as text beside two conversations and their scores."""

from typing import Any, ClassVar

from interchange.formats import choosing, preferences, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row


class UltraFeedbackBinarized(Reader, ItemFormat):
    """Mixes a text with message lists: TRL 1.16.0 reads it one way or the other by hash seed."""

    key = "ultrafeedback-binarized"
    title = "UltraFeedback binarized"
    summary = "For tools made for this set; take trl-preference for TRL itself."
    labels = True
    params: ClassVar[list[Param]] = [
        preferences.FROM, preferences.EXPAND, preferences.TIES, preferences.SCALE,
        choosing.RATINGS, provenance.SLIM,
    ]  # fmt: skip
    carries = frozenset({"turns", "comparison"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "text", "chosen": "chat", "rejected": "chat", "score_chosen": "any",
        "score_rejected": "any",
    }  # fmt: skip
    sure = 0.95

    def sides(self) -> str:
        """In which order the responses stand."""
        return reading.BY_TEXT

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The columns of the published set."""
        return {
            "prompt": "text",
            "prompt_id": "text",
            "chosen": "messages",
            "rejected": "messages",
            "messages": "messages",
            "score_chosen": "number",
            "score_rejected": "number",
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair; scores where it comes from ratings."""
        prompt = choosing.text_prompt(record, losses)
        if prompt is None:
            return []
        asked = {"role": "user", "content": prompt}
        return [
            {
                "prompt": prompt,
                "prompt_id": record.item.external_id,
                "chosen": [asked, *turns.said(pair.chosen)],
                "rejected": [asked, *turns.said(pair.rejected)],
                "messages": [asked, *turns.said(pair.chosen)],
                "score_chosen": pair.chosen_score,
                "score_rejected": pair.rejected_score,
                **provenance.of(record.item, params, pair.source, pair.derived_from),
            }
            for pair in preferences.of(record, params, losses)
        ]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item; scores are kept as metadata."""
        row = Row(rows[0], casts)
        prompt = row.prompt("prompt")
        responses, winner = reading.preferred(row, "chosen", "rejected", asked=prompt)
        item = reading.item(
            row,
            prompt=prompt,
            responses=responses,
            # One prompt may stand in several rows, so its id is a group and not the item's.
            id=row.id("meta_external_id"),
            group=row.id("prompt_id"),
            metadata=row.keep("score_chosen", "score_rejected"),
        )
        scores = [row.raw["score_chosen"], row.raw["score_rejected"]]
        if scores[0] == scores[1] and scores[0] is not None:
            winner = "tie"
        answers = {"overall": reading.comparison(None, winner=winner)}
        kind = reading.meta_kind(row, "judge")
        return Reading([item], [reading.said(item, "ultrafeedback-binarized", answers, kind=kind)])
