"""Marked spans of a response, and rewards for its sentences: Fine-Grained RLHF."""

import re
from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading, turns
from interchange.formats.base import Columns, ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

_SENTENCE = re.compile(r"\S.*?(?:[.!?]+(?=\s)|\n|$)", re.DOTALL)
SPAN: Json = {"start": "integer", "end": "integer", "category": "text", "severity": "number",
              "rater": "text"}  # fmt: skip
SEGMENT: Json = {
    "start": "integer", "end": "integer", "rewards": [{"category": "text", "value": "number"}],
}  # fmt: skip


class Spans(Reader, ItemFormat):
    """Offsets are Unicode code points into `completion`; `raters` names also who marked nothing."""

    key = "spans"
    title = "Span rewards"
    summary = "A response with the errors marked in it, and a reward for each sentence."
    params: ClassVar[list[Param]] = [turns.STYLE, provenance.CHOICE]
    carries = frozenset({"spans", "missing", "raters", "models"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "prompt", "completion": "text", "spans": "objects", "segments": "objects",
    }  # fmt: skip
    sure = 0.97
    asks = (Asked("errors", "spans"),)

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The texts, the marks, the rewards."""
        meta = provenance.columns(params)
        model: Columns = {"meta_model": "text"} if meta else {}
        return {
            "prompt": turns.kind(params),
            "completion": "text",
            "spans": [SPAN],
            "missing": [{"category": "text", "text": "text", "rater": "text"}],
            "segments": [SEGMENT],
            "raters": "texts",
            **model,
            **meta,
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a response that somebody read for spans."""
        if not choosing.style(record, params, losses):
            return []
        given: list[tuple[ExportJudgment, Json]] = []
        for judgment in choosing.judgments(record, params, losses):
            answer = choosing.answer(judgment, "spans")
            if answer is None:
                losses.drop("no_spans")
            else:
                given.append((judgment, answer))
        if not given:
            return []
        by = [judgment for judgment, _ in given]
        found = []
        for response in record.item.responses:
            marked = _of(given, "spans", response["key"])
            row: Json = {
                "prompt": turns.prompt(record.item, params),
                "completion": response["text"],
                "spans": [{k: s.get(k) for k in SPAN} for s in marked],
                "missing": [
                    {k: m.get(k) for k in ("category", "text", "rater")}
                    for m in _of(given, "missing", response["key"])
                ],
                "segments": segments(response["text"], marked),
                "raters": [j.rater for j in by],
            }
            if params["provenance"] != "none":
                row["meta_model"] = response.get("model") or None
            found.append({**row, **provenance.of(record.item, params, by, "spans")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of one response, and what each rater marked."""
        row = Row(rows[0], casts)
        text = row.response("completion")
        row.values("spans")
        item = reading.item(
            row, prompt=row.prompt("prompt"), responses=[(text, row.optional("meta_model"))]
        )
        item.external_id = row.id("id") or f"sha256:{item.payload['s'][:32]}"
        said: dict[str, Json] = {str(r): {"spans": [], "missing": []}
                                 for r in row.raw.get("raters") or []}  # fmt: skip
        for span in row.rows("spans"):
            start, end = span.whole("start", 0, len(text)), span.whole("end", 0, len(text))
            if start >= end:
                span.refuse("end", "must come after start", end)
            severity = span.number("severity", -1e6, 1e6) if span.has("severity") else None
            _by(said, span)["spans"].append(
                {"response": "r1", "start": start, "end": end,
                 "category": span.text("category"), "severity": severity}
            )  # fmt: skip
        for one in row.rows("missing"):
            _by(said, one)["missing"].append(
                {"response": "r1", "category": one.optional("category"), "text": one.text("text")}
            )
        kind = reading.meta_kind(row, "human")
        return Reading(
            [item], [reading.said(item, r, {"errors": a}, kind=kind) for r, a in said.items()]
        )


def segments(text: str, spans: list[Json]) -> list[Json]:
    """The sentences of a text, each with its reward per category.

    Minus the severity (1 where none was given) of every span that touches it, 0 without one. The
    categories are those marked anywhere in the text.

    Source: Wu et al. (2023), Fine-Grained Human Feedback, sec. 3: dense rewards per sentence.
    """
    categories = sorted({s["category"] for s in spans})
    found = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        rewards = dict.fromkeys(categories, 0.0)
        for span in spans:
            if span["start"] < end and start < span["end"]:
                severity = span.get("severity")
                rewards[span["category"]] -= 1.0 if severity is None else abs(float(severity))
        listed = [{"category": c, "value": v} for c, v in rewards.items()]
        found.append({"start": start, "end": end, "rewards": listed})
    return found


def _of(given: list[tuple[ExportJudgment, Json]], field: str, key: str) -> list[Json]:
    return [
        {**one, "rater": judgment.rater}
        for judgment, answer in given
        for one in answer.get(field) or []
        if one["response"] == key
    ]


def _by(said: dict[str, Json], one: Row) -> Json:
    rater = one.id("rater") or "spans"
    found: Json = said.setdefault(rater, {"spans": [], "missing": []})
    return found
