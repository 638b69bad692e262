"""RewardBench: a chosen and a rejected answer with their models, in named subsets."""

from typing import Any, ClassVar

from interchange.formats import choosing, preferences, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row


class RewardBench(Reader, ItemFormat):
    """All texts."""

    key = "rewardbench"
    title = "RewardBench"
    summary = "A benchmark for reward models: chosen, rejected, their models and a subset."
    labels = True
    params: ClassVar[list[Param]] = [
        preferences.FROM, preferences.EXPAND, preferences.TIES, preferences.SCALE,
        choosing.RATINGS, provenance.SLIM,
    ]  # fmt: skip
    carries = frozenset({"comparison", "models"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "text", "chosen": "text", "chosen_model": "any", "rejected": "text",
        "rejected_model": "any",
    }  # fmt: skip
    sure = 0.95

    def sides(self) -> str:
        """In which order the responses stand."""
        return reading.BY_TEXT

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The columns of the published set."""
        names = ("prompt", "chosen", "chosen_model", "rejected", "rejected_model", "subset", "id")
        return {**dict.fromkeys(names, "text"), **provenance.columns(params)}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair."""
        prompt = choosing.text_prompt(record, losses)
        if prompt is None:
            return []
        return [
            {
                "prompt": prompt,
                "chosen": pair.chosen["text"],
                "chosen_model": pair.chosen.get("model") or "",
                "rejected": pair.rejected["text"],
                "rejected_model": pair.rejected.get("model") or "",
                "subset": record.item.metadata.get("subset"),
                "id": record.item.external_id,
                **provenance.of(record.item, params, pair.source, pair.derived_from),
            }
            for pair in preferences.of(record, params, losses)
        ]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item."""
        row = Row(rows[0], casts)
        models = ("chosen_model", "rejected_model")
        responses, winner = reading.preferred(row, "chosen", "rejected", models=models)
        item = reading.item(
            row,
            prompt=row.prompt("prompt"),
            responses=responses,
            id=row.id("meta_external_id", "id"),
            metadata=row.keep("subset"),
        )
        answers = {"overall": reading.comparison(None, winner=winner)}
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, "rewardbench", answers, kind=kind)])
