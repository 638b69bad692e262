"""One row per judgment: the record everything else can be made from."""

from dataclasses import dataclass, field

from interchange.formats import provenance
from interchange.formats.base import Columns, ColumnType, ExportJudgment, Json, Param, Unit

# Question type -> the fields of its answers that become columns `<question>_<field>`. What is said
# of each response is an object by response key; a question may be asked of the item in one version
# and of each response in another, so both ways have their column.
ANSWER_COLUMNS: dict[str, dict[str, ColumnType]] = {
    "comparison": {"winner": "text", "strength": "integer"},
    "rating": {"ratings": "json"},
    "ranking": {"ranks": "json"},
    "pick": {"picked": "texts"},
    "thumbs": {"thumb": "text", "thumbs": "json"},
    "choice": {"choice": "text", "choices": "json"},
    "multi_choice": {"chosen": "json"},
    "text": {"text": "text"},
    "critique": {"of": "text", "reasons": "texts", "critique": "text", "rewrite": "text"},
    "spans": {"spans": "json", "missing": "json"},
}
SURPLUS = "surplus"
ALSO = Param(
    "also",
    "Judgments beside the ordinary ones",
    [SURPLUS],
    [SURPLUS, "superseded", "gold", "training", "repeat", "settle", "discarded"],
    "Came when the item was full; corrected later; on known items; in training; given again with "
    "the sides swapped; by who settled the item; on discarded items.",
    empty=True,
)
BESIDE_WORK: Columns = {"meta_purpose": "text", "meta_supersedes": "integer"}
TOLD_COLUMN = "meta_rater_"  # what the rater told about themselves: filled in by who knows it
RESPONSE: dict[str, ColumnType] = {"key": "text", "text": "text", "model": "text"}


@dataclass(frozen=True, slots=True)
class Judgments:
    """Disaggregated: nothing averaged away, raters under pseudonyms, surplus verdicts marked."""

    key: str = "judgments"
    title: str = "Judgments, one by one"
    summary: str = (
        "Every verdict of people and judges with who, when, how long and under which rules."
    )
    unit: Unit = "judgment"
    params: list[Param] = field(default_factory=lambda: [ALSO])

    def columns(self, params: Json, questions: list[Json]) -> Columns:
        """The item, a column per field of each question's answer, then the circumstances."""
        answers: Columns = {
            f"{q['key']}_{name}": kind
            for q in questions
            for name, kind in (ANSWER_COLUMNS[q["type"]] | _more(q)).items()
        }
        return {
            "judgment_id": "integer",
            "rater": "text",
            "rater_kind": "text",
            **{TOLD_COLUMN + key: "text" for key in told(params)},
            **answers,
            "prompt": "messages",
            "response_a": "text",
            "response_b": "text",
            "model_a": "text",
            "model_b": "text",
            "other_responses": [RESPONSE],  # from the third on
            "response_keys": "texts",  # canonical order; answers speak of responses by these
            **provenance.IDENTITY,
            "meta_source": "text",
            "meta_simulated": "boolean",
            "meta_counted": "boolean",
            "meta_displayed_left": "text",
            "meta_active_seconds": "number",
            "meta_question_set_version": "integer",
            "meta_created_at": "text",
            **(BESIDE_WORK if set(params.get(ALSO.key, [])) - {SURPLUS} else {}),
            **provenance.JUDGE,
            **provenance.ROUTING,
            **provenance.VERSIONS,
        }

    def row(self, record: ExportJudgment, params: Json) -> Json:
        """Answers in canonical order (a = the item's first response), the side shown beside."""
        responses = record.item.responses
        a, b = (*responses, {}, {})[:2]
        out: Json = {
            "judgment_id": record.id,
            "rater": record.rater,
            "rater_kind": record.rater_kind,
            "prompt": record.item.prompt,
            "response_a": a.get("text"),
            "response_b": b.get("text"),
            "model_a": a.get("model") or None,
            "model_b": b.get("model") or None,
            "other_responses": [
                {k: v for k, v in r.items() if k in RESPONSE} for r in responses[2:]
            ]
            or None,
            "response_keys": [r["key"] for r in responses],
        }
        for question, answer in record.answers.items():
            for name, value in answer.items():
                if "picked" not in answer or name != "of":  # all of them: in response_keys
                    out[f"{question}_{name}"] = value
        out.update(provenance.identity(record.item))
        out["meta_source"] = record.source
        out["meta_simulated"] = record.simulated
        out["meta_counted"] = record.counted
        out["meta_displayed_left"] = _side(record)
        out["meta_active_seconds"] = record.active_seconds
        out["meta_question_set_version"] = record.question_set_version
        out["meta_created_at"] = record.created_at
        if set(params.get(ALSO.key, [])) - {SURPLUS}:
            out["meta_purpose"] = record.purpose
            out["meta_supersedes"] = record.supersedes
        out.update(provenance.judge(record.judge))
        out.update(provenance.routing(record.routing))
        out["meta_guideline_version"] = record.guideline_version
        out["meta_snapshot"] = record.snapshot
        return out


def told(params: Json) -> list[str]:
    """The questions about people that are asked for."""
    return [key.strip() for key in params.get("about_raters", "").split(",") if key.strip()]


def _more(question: Json) -> Columns:
    """Columns that few questions need: their absence keeps the others' files as they were."""
    options = question.get("options") or {}
    if question["type"] == "comparison" and options.get("pair", [1, 2]) != [1, 2]:
        return {"pair": "texts"}
    if question["type"] == "text" and options.get("per") == "response":
        return {"texts": "json"}
    return {}


def _side(record: ExportJudgment) -> str | None:
    """Which response stood left, by its letter in canonical order; None if nobody knows."""
    keys = [r["key"] for r in record.item.responses]
    first = record.presented_order[:1]
    return chr(ord("a") + keys.index(first[0])) if first and first[0] in keys else None
