"""UltraFeedback: one instruction, several completions, each rated per aspect by a judge."""

from statistics import fmean
from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

ASPECTS = ("instruction_following", "honesty", "truthfulness", "helpfulness")
JUDGE = "gpt-4"
COMPLETION = {
    "model": "text",
    "response": "text",
    "annotations": {a: {"Rating": "text", "Rationale": "text"} for a in ASPECTS},
    "critique": "text",
    "overall_score": "number",
    "fine-grained_score": "number",
}


class UltraFeedback(Reader, ItemFormat):
    """Ratings are texts, "1" to "5"; `overall_score` is out of 10 and kept as metadata."""

    key = "ultrafeedback"
    title = "UltraFeedback"
    summary = "Several completions of one instruction, each rated on four aspects."
    params: ClassVar[list[Param]] = [choosing.RATINGS, provenance.SLIM]
    carries = frozenset({"ratings", "models"})
    marks: ClassVar[dict[str, str]] = {"instruction": "text", "completions": "objects"}
    sure = 0.95
    asks = (Asked("ratings", "rating", dict.fromkeys(ASPECTS, (1, 5))),)

    def fits(self, rows: list[Json]) -> list[str] | None:
        """Completions carry annotations."""
        if all("annotations" in c for row in rows for c in row["completions"]):
            return ["Every completion carries annotations."]
        return None

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The columns of the published set."""
        return {
            "source": "text",
            "instruction": "text",
            "models": "texts",
            "completions": [COMPLETION],
            "correct_answers": "texts",
            "incorrect_answers": "texts",
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row an item with ratings."""
        prompt = choosing.text_prompt(record, losses)
        if prompt is None:
            return []
        rated, by = choosing.ratings(record, params, losses)
        if not any(set(scales) & set(ASPECTS) for scales in rated.values()):
            losses.drop("not_rated")
            return []
        others = sum(len(v) for s in rated.values() for a, v in s.items() if a not in ASPECTS)
        if others:
            losses.without("other_scales", others)
        metadata, responses = record.item.metadata, record.item.responses
        return [
            {
                "source": metadata.get("source"),
                "instruction": prompt,
                "models": [r.get("model") or "" for r in responses],
                "completions": [
                    _completion(r, rated[r["key"]], metadata.get("critiques", {}).get(r["key"]))
                    for r in responses
                ],
                "correct_answers": metadata.get("correct_answers", []),
                "incorrect_answers": metadata.get("incorrect_answers", []),
                **provenance.of(record.item, params, by, "ratings"),
            }
        ]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of all completions, and the judge's ratings of them."""
        row = Row(rows[0], casts)
        completions = row.rows("completions")
        if not completions:
            row.refuse("completions", "is empty")
        responses = [(c.response("response"), c.optional("model")) for c in completions]
        metadata = row.keep("source", "correct_answers", "incorrect_answers")
        for name, field in (("critiques", "critique"), ("overall_scores", "overall_score")):
            kept = {
                f"r{n}": v
                for n, c in enumerate(completions, start=1)
                for v in c.keep(field).values()
            }
            if kept:
                metadata[name] = kept
        item = reading.item(
            row, prompt=row.prompt("instruction"), responses=responses, metadata=metadata
        )
        ratings = {
            f"r{n}": found
            for n, c in enumerate(completions, start=1)
            if (found := _ratings(c.row("annotations")))
        }
        if not ratings:
            return Reading([item])
        answers = {"ratings": {"ratings": ratings}}
        kind = reading.meta_kind(row, "judge")
        return Reading([item], [reading.said(item, JUDGE, answers, kind=kind)])


def _completion(response: Json, scales: dict[str, list[float]], critique: str | None) -> Json:
    means = {a: fmean(scales[a]) for a in ASPECTS if a in scales}
    return {
        "model": response.get("model") or "",
        "response": response["text"],
        # Every aspect is there in every row: a table has no missing fields.
        "annotations": {
            a: {"Rating": f"{means[a]:g}" if a in means else "N/A", "Rationale": None}
            for a in ASPECTS
        },
        "critique": critique,
        "overall_score": None,  # out of 10: not made up from ratings out of 5
        "fine-grained_score": fmean(means.values()) if means else None,
    }


def _ratings(annotations: Row) -> dict[str, float]:
    found: dict[str, float] = {}
    for aspect in annotations.raw:
        if not annotations.has(aspect):
            continue
        one = annotations.row(aspect)
        if one.raw.get("Rating") in (None, "N/A"):
            continue  # the judge gave none
        value = one.number("Rating", 1, 5)
        found[aspect] = int(value) if value.is_integer() else value
    return found
