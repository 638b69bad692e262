"""What is wrong with a response, and a better one: CUT, imitation from language feedback."""

from typing import Any, ClassVar

from interchange.formats import choosing, parts, provenance, reading, turns
from interchange.formats.base import Columns, ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row


class Critique(Reader, ItemFormat):
    """`revision` against `completion` is a preference too: trl-pairs writes those (rewrites)."""

    key = "critique"
    title = "Critique and revision"
    summary = "A response, what is wrong with it, and the rewrite."
    params: ClassVar[list[Param]] = [turns.STYLE, provenance.CHOICE]
    carries = frozenset({"turns", "rewrite", "critique", "choices", "raters", "models"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "prompt", "completion": "prompt", "critique": "any", "revision": "any",
    }  # fmt: skip
    sure = 0.97
    asks: ClassVar[tuple[Asked, ...]] = (
        Asked("rewrite", "rewrite"), Asked("reasons", "multi_choice"),
    )  # fmt: skip

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The texts, the reasons, provenance."""
        content = turns.kind(params)
        meta = provenance.columns(params)
        model: Columns = {"meta_model": "text"} if meta else {}
        return {
            "prompt": content, "completion": content, "critique": "text", "revision": content,
            "reasons": "texts", **model, **meta,
        }  # fmt: skip

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a rewrite or critique."""
        if not choosing.style(record, params, losses):
            return []
        responses = {r["key"]: r for r in record.item.responses}
        found = []
        for judgment in choosing.judgments(record, params, losses):
            given = choosing.answer(judgment, "rewrite")
            if given is None:
                losses.drop("no_rewrite")
                continue
            response, text = responses[given["response"]], given.get("text")
            row: Json = {
                "prompt": turns.prompt(record.item, params),
                "completion": turns.answer(response, params),
                "critique": given.get("critique") or None,
                "revision": turns.answer({"text": text}, params) if text else None,
                "reasons": _reasons(judgment),
            }
            if params["provenance"] != "none":
                row["meta_model"] = response.get("model") or None
            found.append({**row, **provenance.of(record.item, params, judgment, "rewrite")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of one response, and the rater's rewrite of it."""
        row = Row(rows[0], casts)
        response = (row.answer("completion"), row.optional("meta_model"))
        item = reading.item(row, prompt=row.prompt("prompt"), responses=[response])
        item.external_id = row.id("id") or f"sha256:{item.payload['s'][:32]}"
        answers: dict[str, Json] = {
            "rewrite": {
                "response": "r1",
                "text": row.response("revision") if row.has("revision") else "",
                "critique": row.optional("critique"),
            }
        }
        if reasons := row.raw.get("reasons"):
            answers["reasons"] = {"choices": [str(r) for r in reasons]}
        rater = row.id("meta_rater") or "critique"
        kind = reading.meta_kind(row, "human")
        return Reading([item], [reading.said(item, rater, answers, kind=kind)])


def _reasons(judgment: ExportJudgment) -> list[str]:
    chosen = [a for a in judgment.answers.values() if parts.type_of(a) == "choices"]
    return [str(v) for answer in chosen for v in answer["choices"]]
