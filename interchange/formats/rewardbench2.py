"""RewardBench 2: one or more right answers against several wrong ones."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.choosing import Source
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row


class RewardBench2(Reader, ItemFormat):
    """Right and wrong are a pick: the right ones are picked."""

    key = "rewardbench2"
    title = "RewardBench 2"
    summary = "A benchmark for reward models: lists of chosen and of rejected answers."
    params: ClassVar[list[Param]] = [provenance.SLIM]
    carries = frozenset({"picked", "models"})
    marks: ClassVar[dict[str, str]] = {"prompt": "text", "chosen": "texts", "rejected": "texts"}
    sure = 0.93
    asks = (Asked("best", "pick"),)

    def sides(self) -> str:
        """In which order the responses stand."""
        return reading.BY_TEXT

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The columns of the published set."""
        return {
            "id": "text",
            "prompt": "text",
            "chosen": "texts",
            "rejected": "texts",
            "num_correct": "integer",
            "num_incorrect": "integer",
            "total_completions": "integer",
            "models": "texts",
            "subset": "text",
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pick."""
        prompt = choosing.text_prompt(record, losses)
        if prompt is None:
            return []
        found = []
        for picked, source in _picks(record, params, losses):
            right = [r for r in record.item.responses if r["key"] in picked]
            wrong = [r for r in record.item.responses if r["key"] not in picked]
            if not right or not wrong:
                losses.drop("all_or_none_picked")
                continue
            row = {
                "id": record.item.external_id,
                "prompt": prompt,
                "chosen": [r["text"] for r in right],
                "rejected": [r["text"] for r in wrong],
                "num_correct": len(right),
                "num_incorrect": len(wrong),
                "total_completions": len(record.item.responses),
                "models": [r.get("model") or "" for r in [*right, *wrong]],
                "subset": record.item.metadata.get("subset"),
            }
            found.append({**row, **provenance.of(record.item, params, source, "picks")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of all answers, of which the chosen ones are picked."""
        row = Row(rows[0], casts)
        sides = [_texts(row, name) for name in ("chosen", "rejected")]
        texts = [*sides[0], *sides[1]]
        models = [m if isinstance(m, str) else "" for m in row.raw.get("models") or []]
        models += [""] * (len(texts) - len(models))
        right = [True] * len(sides[0]) + [False] * len(sides[1])
        # By text: what was picked must not show, and two raters' rows must be one item.
        found = sorted(zip(texts, models, right, strict=False))
        item = reading.item(
            row,
            prompt=row.prompt("prompt"),
            responses=[(text, model) for text, model, _ in found],
            id=row.id("meta_external_id", "id"),
            metadata=row.keep("subset", "additional_metadata"),
        )
        picked = [f"r{n}" for n, (_, _, good) in enumerate(found, start=1) if good]
        rater = row.id("meta_rater") or "rewardbench2"
        kind = reading.meta_kind(row, "human")
        answers = {"best": {"picked": picked}}
        return Reading([item], [reading.said(item, rater, answers, kind=kind)])


def _picks(record: Bundle, params: Json, losses: Losses) -> list[tuple[set[str], Source]]:
    found: list[tuple[set[str], Source]] = []
    for judgment in choosing.judgments(record, params, losses):
        if (given := choosing.answer(judgment, "picked")) is not None:
            found.append((set(given["picked"]), judgment))
        else:
            losses.drop("no_picked")
    return found


def _texts(row: Row, field: str) -> list[str]:
    texts = row.values(field)
    if not texts or not all(isinstance(t, str) and t.strip() for t in texts):
        row.refuse(field, "must be a list of texts, none of them empty", texts)
    return texts
