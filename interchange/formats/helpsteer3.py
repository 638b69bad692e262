"""HelpSteer3 preference: a conversation, two responses, and every rater's score and reasoning."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading, turns
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.helpsteer2_preference import UNUSABLE, raters, scale_of
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import OVERALL, WHY, Asked, Casts, Reader, Reading
from interchange.formats.row import Row

ONE = {"score": "number", "reasoning": "text", "feedback1": "text", "feedback2": "text"}


class HelpSteer3(Reader, ItemFormat):
    """The same sign as HelpSteer2: -3 means that response1 is much better."""

    key = "helpsteer3"
    title = "HelpSteer3 preference"
    summary = "A conversation and two responses, -3 to 3, with each rater's score and reasoning."
    labels = True
    params: ClassVar[list[Param]] = [provenance.SLIM]
    carries = frozenset({"comparison", "strength", "raters", "text"})
    marks: ClassVar[dict[str, str]] = {
        "context": "chat", "response1": "text", "response2": "text",
        "overall_preference": "number",
    }  # fmt: skip
    sure = 0.97
    asks: ClassVar[tuple[Asked, ...]] = (OVERALL, WHY)

    def sides(self) -> str:
        """Which response is a."""
        return "The first response, a, is response1; a negative score means that it is better."

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The columns of the published set."""
        return {
            "domain": "text",
            "language": "text",
            "context": "messages",
            "response1": "text",
            "response2": "text",
            "overall_preference": "number",
            "individual_preference": [ONE],
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a label; both bad has no place on the scale."""
        pair = choosing.two(record, losses)
        label = choosing.label(record, params, losses) if pair else None
        if pair is None or label is None:
            return []
        overall = scale_of(label.value)
        if overall is None:
            losses.drop("both_bad")
            return []
        each = [
            {"score": s, "reasoning": choosing.rationale(j), "feedback1": "", "feedback2": ""}
            for s, j in raters(record, params, losses)
        ]
        return [
            {
                "domain": record.item.metadata.get("domain"),
                "language": record.item.context.get("language"),
                "context": turns.plain(record.item.prompt),
                "response1": pair[0]["text"],
                "response2": pair[1]["text"],
                "overall_preference": overall,
                "individual_preference": each,
                **provenance.of(record.item, params, label, "comparison"),
            }
        ]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """A judgment for every rater who is listed; else one for the row."""
        row = Row(rows[0], casts)
        item = reading.item(
            row,
            prompt=row.prompt("context"),
            responses=reading.pair(row, "response1", "response2"),
            context=row.keep("language"),
            metadata=row.keep("domain"),
        )
        each = row.rows("individual_preference")
        each = each or [Row({"score": row.get("overall_preference")}, casts)]
        said = [_judgment(item, n, rater) for n, rater in enumerate(each, start=1)]
        return Reading([item], [one for one in said if one is not None])


def _judgment(item: Any, n: int, rater: Row) -> JudgmentRow | None:
    if rater.raw.get("score") in (UNUSABLE, None):
        return None
    answers = {"overall": reading.comparison(rater.number("score", -3, 3))}
    notes = [("", "reasoning"), ("Response 1: ", "feedback1"), ("Response 2: ", "feedback2")]
    texts = [f"{lead}{text}" for lead, name in notes if (text := rater.optional(name).strip())]
    if texts:
        answers["why"] = {"text": "\n\n".join(texts)}
    return reading.said(item, f"helpsteer3-{n}", answers)
