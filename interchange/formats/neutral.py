"""Pairs that are as good as each other: Crome's neutrals, losses that know ties."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Casts, Reader, Reading
from interchange.formats.row import Row
from interchange.formats.soft import spread


class Neutral(Reader, ItemFormat):
    """{"prompt", "response_a", "response_b", "p_tie"}: what preference files leave out as ties."""

    key = "neutral"
    title = "Neutral pairs (ties)"
    summary = "Pairs whose label is a tie, with the share of raters who said so."
    labels = True
    params: ClassVar[list[Param]] = [turns.STYLE, provenance.CHOICE]
    carries = frozenset({"turns", "comparison", "models"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "prompt", "response_a": "prompt", "response_b": "prompt", "p_tie": "any",
    }  # fmt: skip
    sure = 0.97
    not_with = ("p_a", "p_b")

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The pair, the share, provenance."""
        content = turns.kind(params)
        meta = provenance.columns(params)
        models: Columns = {"meta_model_a": "text", "meta_model_b": "text"} if meta else {}
        return {
            "prompt": content, "response_a": content, "response_b": content, "p_tie": "number",
            **models, **meta,
        }  # fmt: skip

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a label that is a tie."""
        pair = choosing.two(record, losses)
        if pair is None or not choosing.style(record, params, losses):
            return []
        label = choosing.label(record, params, losses)
        if label is None:
            return []
        if label.value["winner"] != "tie":
            losses.drop("not_a_tie" if label.value["winner"] != "both_bad" else "both_bad")
            return []
        shares, by = spread(record, params, losses)
        row: Json = {
            "prompt": turns.prompt(record.item, params),
            "response_a": turns.answer(pair[0], params),
            "response_b": turns.answer(pair[1], params),
            "p_tie": shares["tie"] if by else None,
        }
        if params["provenance"] != "none":
            row["meta_model_a"] = pair[0].get("model") or None
            row["meta_model_b"] = pair[1].get("model") or None
        return [{**row, **provenance.of(record.item, params, label, "comparison")}]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item, and the verdict that it is a tie."""
        row = Row(rows[0], casts)
        models = ("meta_model_a", "meta_model_b")
        item = reading.item(
            row,
            prompt=row.prompt("prompt"),
            responses=reading.pair(row, "response_a", "response_b", models=models),
            id=row.id("id"),
            metadata=row.keep("p_tie"),
        )
        answers = {"overall": reading.comparison(None, winner="tie")}
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, "neutral", answers, kind=kind)])
