"""A response and its vector of scores: DPA, ArmoRM."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row


class MultiObjective(Reader, ItemFormat):
    """{"prompt", "completion", "attributes", "scores", "scale"}; attributes by the alphabet."""

    key = "multi-objective"
    title = "Multi-objective vectors"
    summary = "Each response with its mean rating on every scale, as a vector."
    params: ClassVar[list[Param]] = [
        Param("least", "Least of the scale", 0.0, [], "Written beside the scores.", most=1000),
        Param("greatest", "Greatest of the scale", 0.0, [],
              "0: unknown, and no scale is written.", most=1000),
        choosing.RATINGS, turns.STYLE, provenance.CHOICE,
    ]  # fmt: skip
    carries = frozenset({"turns", "ratings", "models"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "prompt", "completion": "prompt", "attributes": "texts", "scores": "list",
    }  # fmt: skip
    sure = 0.97
    asks = (Asked("ratings", "rating"),)

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The texts, the vector, provenance."""
        content = turns.kind(params)
        meta = provenance.columns(params)
        model: Columns = {"meta_model": "text"} if meta else {}
        return {
            "prompt": content, "completion": content, "attributes": "texts", "scores": ["number"],
            "scale": ["number"], **model, **meta,
        }  # fmt: skip

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a rated response."""
        if not choosing.style(record, params, losses):
            return []
        rated, by = choosing.ratings(record, params, losses)
        known = params["greatest"] > params["least"]
        found = []
        for response in record.item.responses:
            scales = rated[response["key"]]
            if not scales:
                losses.drop("not_rated")
                continue
            names = sorted(scales)
            row: Json = {
                "prompt": turns.prompt(record.item, params),
                "completion": turns.answer(response, params),
                "attributes": names,
                "scores": [sum(scales[n]) / len(scales[n]) for n in names],
                "scale": [params["least"], params["greatest"]] if known else None,
            }
            if params["provenance"] != "none":
                row["meta_model"] = response.get("model") or None
            found.append({**row, **provenance.of(record.item, params, by, "ratings")})
        return found

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item of one response, and its ratings."""
        row = Row(rows[0], casts)
        names, scores = row.values("attributes"), row.values("scores")
        if len(names) != len(scores) or not names:
            row.refuse("scores", f"must be one for each of the {len(names)} attributes", scores)
        response = (row.answer("completion"), row.optional("meta_model"))
        item = reading.item(row, prompt=row.prompt("prompt"), responses=[response])
        item.external_id = row.id("id") or f"sha256:{item.payload['s'][:32]}"
        values = {str(n): Row({"scores": s}, []).number("scores", -1e6, 1e6)
                  for n, s in zip(names, scores, strict=True)}  # fmt: skip
        whole = {n: int(v) if v.is_integer() else v for n, v in values.items()}
        rater = row.id("meta_rater") or "multi-objective"
        kind = reading.meta_kind(row, "human")
        answers = {"ratings": {"ratings": {"r1": whole}}}
        return Reading([item], [reading.said(item, rater, answers, kind=kind)])
