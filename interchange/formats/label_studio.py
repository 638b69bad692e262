"""Label Studio: tasks with annotations, from pairwise, ranker and text controls."""

from collections.abc import Callable
from typing import Any, ClassVar

from interchange.formats import choosing, parts, provenance, reading
from interchange.formats.base import Columns, ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.item_rows import ItemRow
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import OVERALL, WHY, Asked, Casts, Pair, Reader, Reading
from interchange.formats.row import Row

SELECTED = {"left": "a", "right": "b"}
LEFT_OVER = "_"  # the bucket of what nobody ranked


class LabelStudio(Reader, ItemFormat):
    """{"data", "annotations": [{"result", "completed_by", "lead_time"}], "predictions"}.

    left is answer1, as the RLHF template shows it. A prediction is a judge's verdict.
    """

    key = "label-studio"
    title = "Label Studio"
    summary = "Tasks with their annotations, ready for Label Studio's import."
    files = ("json", "jsonl")
    params: ClassVar[list[Param]] = [provenance.SLIM]
    carries = frozenset({"comparison", "raters", "rater_kind", "ranking", "text", "seconds",
                         "models"})  # fmt: skip
    marks: ClassVar[dict[str, str]] = {"data": "object", "annotations": "objects"}
    sure = 0.97
    asks: ClassVar[tuple[Asked, ...]] = (OVERALL, WHY, Asked("ranking", "ranking"))

    def sides(self) -> str:
        """Which response is a."""
        return "The first response, a, is answer1, which Label Studio shows on the left."

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """A task's fields."""
        return {"data": "json", "annotations": "json", "predictions": "json"}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One task an item; both bad has no control in the template."""
        prompt = choosing.text_prompt(record, losses)
        if prompt is None:
            return []
        annotations: list[Json] = []
        predictions: list[Json] = []
        for judgment in choosing.judgments(record, params, losses):
            result = _result(judgment, params, losses)
            if not result:
                losses.drop("nothing_to_show")
            elif judgment.rater_kind == "judge":
                predictions.append({"result": result, "model_version": judgment.rater})
                if judgment.active_seconds is not None:
                    losses.without("seconds")  # a prediction has no lead_time
            else:
                annotations.append(
                    {"result": result, "completed_by": {"email": judgment.rater},
                     "lead_time": judgment.active_seconds}
                )  # fmt: skip
        if not annotations and not predictions:
            return []
        data = {"prompt": prompt, **_shown(record), **provenance.of(record.item, params)}
        return [{"data": data, "annotations": annotations, "predictions": predictions}]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item, a judgment for every annotation and for every prediction."""
        row = Row(rows[0], casts)
        data = row.row("data")
        responses, keys = _responses(data)
        item = reading.item(
            data,
            prompt=data.prompt("prompt"),
            responses=responses,
            id=data.id("meta_external_id") or row.id("id") or data.id("id"),
        )
        said = [_judgment(item, one, keys, "human") for one in row.rows("annotations")
                if not one.raw.get("was_cancelled")]  # fmt: skip
        said += [_judgment(item, one, keys, "judge") for one in row.rows("predictions")]
        return Reading([item], [one for one in said if one is not None])


def _shown(record: Bundle) -> Json:
    responses = record.item.responses
    if len(responses) == 2:
        a, b = responses
        names = {"model1": a.get("model") or "", "model2": b.get("model") or ""}
        return {"answer1": a["text"], "answer2": b["text"], **names}
    return {
        "items": [{"id": r["key"], "title": r.get("model") or "", "body": r["text"]}
                  for r in responses]
    }  # fmt: skip


def _result(judgment: ExportJudgment, params: Json, losses: Losses) -> list[Json]:
    out: list[Json] = []
    comparison = choosing.answer(judgment, "comparison", params["question"])
    if comparison is not None:
        if comparison["winner"] in {"tie", "both_bad"}:
            losses.drop(f"verdict_{comparison['winner']}")
        else:
            side = "left" if comparison["winner"] == "a" else "right"
            out.append({"from_name": params["question"], "to_name": "answers", "type": "pairwise",
                        "value": {"selected": side}})  # fmt: skip
    for question, answer in judgment.answers.items():
        kind = parts.type_of(answer)
        if kind == "ranking" and len(judgment.item.responses) == 2:
            losses.drop("ranking_of_a_pair")  # the task shows two answers, not a list
        elif kind == "ranking":
            buckets = {str(n): band for n, band in enumerate(answer["ranking"])}
            out.append({"from_name": question, "to_name": "items", "type": "ranker",
                        "value": {"ranker": buckets}})  # fmt: skip
        elif kind == "text" and answer["text"]:
            out.append({"from_name": question, "to_name": "prompt", "type": "textarea",
                        "value": {"text": [answer["text"]]}})  # fmt: skip
    return out


def _responses(data: Row) -> tuple[list[Pair], dict[str, str]]:
    if data.has("items"):
        found = data.rows("items")
        texts = [(one.response("body"), one.optional("title")) for one in found]
        return texts, {one.id("id"): f"r{n}" for n, one in enumerate(found, start=1)}
    return reading.pair(data, "answer1", "answer2", models=("model1", "model2")), {}


def _judgment(item: ItemRow, one: Row, keys: dict[str, str], kind: str) -> JudgmentRow | None:
    answers: dict[str, Json] = {}
    for result in one.rows("result"):
        read = _CONTROLS.get(result.optional("type"))
        if read is not None and (answer := read(result, keys)) is not None:
            answers[_question(result)] = answer
    if not answers:
        return None
    who = one.raw.get("completed_by") or one.raw.get("model_version") or "label-studio"
    rater = who.get("email") or who.get("id") if isinstance(who, dict) else who
    seconds = one.number("lead_time", 0, 1e7) if one.has("lead_time") else None
    return reading.said(item, str(rater), answers, kind=kind, seconds=seconds)


def _question(result: Row) -> str:
    kinds = {"pairwise": "overall", "ranker": "ranking", "textarea": "why"}
    return kinds.get(result.optional("type"), result.optional("from_name"))


def _pairwise(result: Row, keys: dict[str, str]) -> Json | None:  # noqa: ARG001
    value = result.row("value")
    selected = value.text("selected")
    if selected not in SELECTED:
        value.refuse("selected", "must be left or right", selected)
    return reading.comparison(None, winner=SELECTED[selected])


def _ranker(result: Row, keys: dict[str, str]) -> Json | None:
    buckets = result.row("value").row("ranker")
    ranking = []
    for name in sorted((b for b in buckets.raw if b != LEFT_OVER), key=_order):
        ids = [str(v) for v in buckets.values(name)]
        if unknown := [i for i in ids if i not in keys]:
            buckets.refuse(name, "names an item that the task does not have", unknown[0])
        if ids:
            ranking.append([keys[i] for i in ids])
    if sum(map(len, ranking)) != len(keys):
        return None  # some were left in no bucket: not a ranking of all
    return {"ranking": ranking}


def _order(bucket: str) -> tuple[int, int, str]:
    digits = "".join(c for c in bucket if c.isdigit())
    return (0, int(digits), bucket) if digits else (1, 0, bucket)


def _textarea(result: Row, keys: dict[str, str]) -> Json | None:  # noqa: ARG001
    texts = result.row("value").raw.get("text")
    texts = [texts] if isinstance(texts, str) else texts or []
    text = "\n\n".join(str(t) for t in texts).strip()
    return {"text": text} if text else None


_CONTROLS: dict[str, Callable[[Row, dict[str, str]], Json | None]] = {
    "pairwise": _pairwise,
    "ranker": _ranker,
    "textarea": _textarea,
}
