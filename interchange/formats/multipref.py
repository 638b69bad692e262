"""MultiPref: two completions, judged per aspect and overall by several people, on five points."""

from typing import Any, ClassVar

from interchange.formats import choosing, parts, provenance, reading
from interchange.formats.base import Columns, ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.item_rows import ItemRow
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import OVERALL, Asked, Casts, Reader, Reading
from interchange.formats.row import Row

STRENGTHS = {
    "a-is-clearly-better": -2, "a-is-slightly-better": -1, "tie": 0,
    "b-is-slightly-better": 1, "b-is-clearly-better": 2,
}  # fmt: skip
CONFIDENCES = {"not-confident": 1 / 3, "fairly-confident": 2 / 3, "absolutely-confident": 1.0}
ASPECTS = ("helpful", "harmless", "truthful")
GROUPS = ("normal_worker_annotations", "expert_worker_annotations")
KEPT = ("source", "category", "subject_study", "highest_level_degree")


class MultiPref(Reader, ItemFormat):
    """Each annotation: <aspect>_pref, overall_pref, confidences, evaluator, time_spent."""

    key = "multipref"
    title = "MultiPref"
    summary = "Each pair with every person's comparison, per aspect and overall, on five points."
    params: ClassVar[list[Param]] = [provenance.SLIM]
    carries = frozenset({"comparison", "strength", "raters", "aspects", "models", "seconds",
                         "confidence"})  # fmt: skip
    max_strength = 2
    marks: ClassVar[dict[str, str]] = {
        "comparison_id": "id", "text": "text", "completion_a": "text", "completion_b": "text",
        "normal_worker_annotations": "list",
    }  # fmt: skip
    sure = 0.99
    asks: ClassVar[tuple[Asked, ...]] = (
        *(Asked(aspect, "comparison") for aspect in ASPECTS), OVERALL,
    )  # fmt: skip

    def sides(self) -> str:
        """Which response is a."""
        return "The first response, a, is completion_a."

    def columns(self, params: Json, questions: list[Json]) -> Columns:
        """The columns of the published set; an aspect is a comparison of the project."""
        aspects = [q["key"] for q in questions if q["type"] == "comparison"]
        one: Json = {f"{a}_pref": "text" for a in aspects if a != params["question"]}
        one |= {
            "overall_pref": "text", "overall_confidence": "text", "evaluator": "text",
            "time_spent": "number", "timestamp": "text",
        }  # fmt: skip
        return {
            "comparison_id": "text",
            "prompt_id": "text",
            "text": "text",
            "completion_a": "text",
            "model_a": "text",
            "completion_b": "text",
            "model_b": "text",
            **dict.fromkeys(KEPT, "text"),
            **{group: [one] for group in GROUPS},
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row an item that people compared; experts are those the metadata says are."""
        prompt, pair = choosing.text_prompt(record, losses), choosing.two(record, losses)
        if prompt is None or pair is None:
            return []
        given = [
            one
            for j in choosing.judgments(record, params, losses)
            if (one := _annotation(j, params, losses))
        ]
        if not given:
            return []
        experts = set(record.item.metadata.get("experts", []))
        return [
            {
                "comparison_id": record.item.external_id,
                "prompt_id": record.item.group_key,
                "text": prompt,
                "completion_a": pair[0]["text"],
                "model_a": pair[0].get("model") or None,
                "completion_b": pair[1]["text"],
                "model_b": pair[1].get("model") or None,
                **{name: record.item.metadata.get(name) for name in KEPT},
                GROUPS[0]: [one for one in given if one["evaluator"] not in experts],
                GROUPS[1]: [one for one in given if one["evaluator"] in experts],
                **provenance.of(record.item, params),
            }
        ]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item, and a judgment for every annotation of both groups."""
        row = Row(rows[0], casts)
        groups = [row.rows(name) for name in GROUPS]
        metadata = row.keep(*KEPT)
        if experts := [one.id("evaluator") for one in groups[1]]:
            metadata["experts"] = experts
        item = reading.item(
            row,
            prompt=row.prompt("text"),
            responses=reading.pair(
                row, "completion_a", "completion_b", models=("model_a", "model_b")
            ),
            id=row.id("comparison_id"),
            group=row.id("prompt_id"),
            metadata=metadata,
        )
        numbered = enumerate([*groups[0], *groups[1]], start=1)
        return Reading([item], [_judgment(item, n, one) for n, one in numbered])


def _annotation(judgment: ExportJudgment, params: Json, losses: Losses) -> Json | None:
    out: Json = {}
    for question, answer in judgment.answers.items():
        if parts.type_of(answer) != "comparison":
            continue
        name = "overall" if question == params["question"] else question
        if answer["winner"] == "both_bad":
            losses.drop("verdict_both_bad")
            continue
        out[f"{name}_pref"] = _written(answer)
    if "overall_pref" not in out:
        losses.drop("no_comparison")
        return None
    sure = judgment.confidence
    words = sorted(CONFIDENCES, key=lambda w: abs(CONFIDENCES[w] - (sure or 0)))
    return {
        **out,
        "overall_confidence": None if sure is None else words[0],
        "evaluator": judgment.rater,
        "time_spent": judgment.active_seconds,
        "timestamp": judgment.created_at,
    }


def _written(answer: Json) -> str:
    if answer["winner"] == "tie":
        return "Tie"
    much = "clearly" if abs(answer.get("strength") or 1) > 1 else "slightly"
    return f"{answer['winner'].upper()}-is-{much}-better"


def _judgment(item: ItemRow, n: int, one: Row) -> JudgmentRow:
    answers = {}
    for field in one.raw:
        if not field.endswith("_pref") or not one.has(field):
            continue
        written = one.text(field)
        if written.lower() not in STRENGTHS:
            one.refuse(field, f"must be one of {', '.join(STRENGTHS)}", written)
        answers[field.removesuffix("_pref")] = reading.comparison(STRENGTHS[written.lower()])
    if not answers:
        one.refuse("overall_pref", "is missing")
    sure = CONFIDENCES.get(one.optional("overall_confidence").lower())
    seconds = one.number("time_spent", 0, 1e7) if one.has("time_spent") else None
    rater = one.id("evaluator") or f"multipref-{n}"
    return reading.said(item, rater, answers, confidence=sure, seconds=seconds)
