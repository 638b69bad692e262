"""TRL's prompt-only type: GRPO, RLOO, online DPO."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

ANSWERS = (
    "chosen", "rejected", "completion", "completions", "response", "responses", "response_a",
    "response_1", "response1", "answer1", "output_1", "nodes",
)  # fmt: skip


class TrlPrompts(Reader, ItemFormat):
    """{"prompt"} and nothing else."""

    key = "trl-prompts"
    title = "TRL prompt only"
    summary = "Prompts alone, for trainers that let the model answer: GRPO, RLOO, online DPO."
    params: ClassVar[list[Param]] = [turns.STYLE, provenance.CHOICE]
    marks: ClassVar[dict[str, str]] = {"prompt": "prompt"}
    sure = 0.4  # almost every format has a prompt
    not_with = ANSWERS
    asks: ClassVar[tuple[Asked, ...]] = ()

    def fits(self, rows: list[Json]) -> list[str] | None:
        """Only where no other column could be a response."""
        others = {name for row in rows for name in row if not name.startswith("meta_")} - {"prompt"}
        texts = {n for n in others if any(isinstance(r.get(n), str) for r in rows)}
        return None if len(texts) > 3 else ["No column holds a response."]

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The prompt, and which item it is."""
        return {"prompt": turns.kind(params), **provenance.columns(params, of_verdicts=False)}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row."""
        if not choosing.style(record, params, losses):
            return []
        meta = provenance.of(record.item, params)
        return [{"prompt": turns.prompt(record.item, params), **meta}]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item without responses: they have to be made before anybody can judge."""
        row = Row(rows[0], casts)
        prompt = row.prompt("prompt")
        return Reading([reading.item(row, prompt=prompt, responses=[], id=row.id("id"))])
