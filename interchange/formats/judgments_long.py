"""One row per judgment: the record everything else can be made from."""

from dataclasses import dataclass, field

from interchange.formats import provenance
from interchange.formats.base import Columns, ColumnType, ExportJudgment, Json, Param, Unit

# Question type -> the fields of its answers that become columns `<question>_<field>`.
ANSWER_COLUMNS: dict[str, dict[str, ColumnType]] = {
    "comparison": {"winner": "text", "strength": "integer"},
    "text": {"text": "text"},
}


@dataclass(frozen=True, slots=True)
class Judgments:
    """Disaggregated: nothing averaged away, raters under pseudonyms, surplus verdicts marked."""

    key: str = "judgments"
    title: str = "Judgments, one by one"
    summary: str = (
        "Every verdict of people and judges with who, when, how long and under which rules."
    )
    unit: Unit = "judgment"
    params: list[Param] = field(default_factory=list)

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The item, a column per field of each question's answer, then the circumstances."""
        answers: Columns = {
            f"{q['key']}_{name}": kind
            for q in questions
            for name, kind in ANSWER_COLUMNS[q["type"]].items()
        }
        return {
            "judgment_id": "integer",
            "rater": "text",
            "rater_kind": "text",
            **answers,
            "prompt": "messages",
            "response_a": "text",
            "response_b": "text",
            "model_a": "text",
            "model_b": "text",
            **provenance.IDENTITY,
            "meta_source": "text",
            "meta_simulated": "boolean",
            "meta_counted": "boolean",
            "meta_displayed_left": "text",
            "meta_active_seconds": "number",
            "meta_question_set_version": "integer",
            "meta_created_at": "text",
            **provenance.JUDGE,
            **provenance.ROUTING,
            **provenance.VERSIONS,
        }

    def row(self, record: ExportJudgment, params: Json) -> Json:  # noqa: ARG002
        """Answers in canonical order (a = the item's first response), the side shown beside."""
        a, b = record.item.responses
        out: Json = {
            "judgment_id": record.id,
            "rater": record.rater,
            "rater_kind": record.rater_kind,
            "prompt": record.item.prompt,
            "response_a": a["text"],
            "response_b": b["text"],
            "model_a": a.get("model") or None,
            "model_b": b.get("model") or None,
        }
        for question, answer in record.answers.items():
            for name, value in answer.items():
                out[f"{question}_{name}"] = value
        out.update(provenance.identity(record.item))
        out["meta_source"] = record.source
        out["meta_simulated"] = record.simulated
        out["meta_counted"] = record.counted
        out["meta_displayed_left"] = "a" if record.presented_order[:1] == [a["key"]] else "b"
        out["meta_active_seconds"] = record.active_seconds
        out["meta_question_set_version"] = record.question_set_version
        out["meta_created_at"] = record.created_at
        out.update(provenance.judge(record.judge))
        out.update(provenance.routing(record.routing))
        out["meta_guideline_version"] = record.guideline_version
        out["meta_snapshot"] = record.snapshot
        return out
