"""HelpSteer2: one response a row, rated on five scales from 0 to 4."""

from collections.abc import Hashable
from statistics import fmean
from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading
from interchange.formats.base import Columns, ColumnType, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import Asked, Casts, Reader, Reading
from interchange.formats.row import Row

SCALES = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")


class HelpSteer2(Reader, ItemFormat):
    """{"prompt", "response", five scales}; in `disagreements` a list of ratings for each scale."""

    key = "helpsteer2"
    title = "HelpSteer2"
    summary = "Each response with its ratings of helpfulness, correctness and so on, 0 to 4."
    params: ClassVar[list[Param]] = [
        Param(
            "raters",
            "Ratings",
            "mean",
            ["mean", "list"],
            "The mean over raters, or every rater's, as in HelpSteer2's disagreements.",
        ),
        choosing.RATINGS,
        provenance.SLIM,
    ]
    carries = frozenset({"ratings"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "text", "response": "text", **dict.fromkeys(SCALES, "any"),
    }  # fmt: skip
    sure = 0.95
    asks = (Asked("ratings", "rating", dict.fromkeys(SCALES, (0, 4))),)

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Texts, then the scales."""
        kind: ColumnType = "number" if params["raters"] == "mean" else ["integer"]
        meta = provenance.columns(params)
        return {"prompt": "text", "response": "text", **dict.fromkeys(SCALES, kind), **meta}

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a rated response."""
        prompt = choosing.text_prompt(record, losses)
        rated, by = choosing.ratings(record, params, losses)
        if prompt is None:
            return []
        meta = provenance.of(record.item, params, by, "ratings")
        found = []
        for response in record.item.responses:
            scales = rated[response["key"]]
            if any(not 0 <= v <= 4 for scale in SCALES for v in scales.get(scale, [])):
                losses.drop("off_the_scale_of_0_to_4")
                continue
            if not set(scales) & set(SCALES):
                losses.drop("not_rated")
                continue
            if others := sum(len(v) for s, v in scales.items() if s not in SCALES):
                losses.without("other_scales", others)
            given = {s: scales[s] for s in SCALES if s in scales}
            ratings = (
                given if params["raters"] == "list" else {s: fmean(v) for s, v in given.items()}
            )
            found.append({"prompt": prompt, "response": response["text"], **ratings, **meta})
        return found

    def group(self, row: Any) -> Hashable | None:
        """Responses to one prompt follow each other."""
        return row.get("prompt") if isinstance(row, dict) else None

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """An item with the responses of its rows; the n-th of each list is the n-th rater."""
        found = [Row(row, casts) for row in rows]
        first = found[0]
        responses = [(row.response("response"), "") for row in found]
        item = reading.item(first, prompt=first.prompt("prompt"), responses=responses)
        raters: list[dict[str, dict[str, float]]] = []
        for number, row in enumerate(found, start=1):
            for scale in SCALES:
                for n, rating in enumerate(_ratings(row, scale)):
                    if n == len(raters):
                        raters.append({})
                    raters[n].setdefault(f"r{number}", {})[scale] = rating
        return Reading([item], [_judgment(item, n, r) for n, r in enumerate(raters, start=1)])


def _ratings(row: Row, scale: str) -> list[float]:
    if not row.has(scale):
        return []
    values = row.raw[scale] if isinstance(row.raw[scale], list) else [row.raw[scale]]
    read = [Row({scale: v}, []).number(scale, 0, 4) for v in values]
    return [int(v) if v.is_integer() else v for v in read]


def _judgment(item: Any, n: int, ratings: dict[str, dict[str, float]]) -> JudgmentRow:
    return reading.said(item, f"helpsteer2-{n}", {"ratings": {"ratings": ratings}})
