"""HelpSteer2-Preference: a pair, its strength from -3 (the first is much better) to 3, and why."""

from typing import Any, ClassVar

from interchange.formats import choosing, provenance, reading
from interchange.formats.base import Columns, ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses
from interchange.formats.judgment_rows import JudgmentRow
from interchange.formats.reading import OVERALL, WHY, Asked, Casts, Reader, Reading
from interchange.formats.row import Row

UNUSABLE = -100  # how the format marks a preference that was filtered out
ONE = {"statement": "text", "elaboration": "text", "strength": "number"}
LISTS = ("all_preferences_unprocessed", "three_most_similar_preferences")


class HelpSteer2Preference(Reader, ItemFormat):
    """The sign is this system's own: negative means that response_1 is better."""

    key = "helpsteer2-preference"
    title = "HelpSteer2-Preference"
    summary = "A pair with strength -3 to 3, statement and elaboration, and each rater's own."
    labels = True
    params: ClassVar[list[Param]] = [provenance.SLIM]
    carries = frozenset({"comparison", "strength", "raters", "text"})
    marks: ClassVar[dict[str, str]] = {
        "prompt": "text", "response_1": "text", "response_2": "text",
        "preference_strength": "number",
    }  # fmt: skip
    sure = 0.96
    asks: ClassVar[tuple[Asked, ...]] = (OVERALL, WHY)

    def sides(self) -> str:
        """Which response is a."""
        return "The first response, a, is response_1; a negative strength means that it is better."

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The columns of the published set."""
        return {
            "split": "text",
            "prompt": "text",
            "response_1": "text",
            "response_2": "text",
            "preference_strength": "number",
            "preference_statement": "text",
            "preference_elaboration": "text",
            "three_most_similar_preferences": [ONE],
            "all_preferences_unprocessed": [ONE],
            **provenance.columns(params),
        }

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a label; both bad has no place on the scale."""
        prompt, pair = choosing.text_prompt(record, losses), choosing.two(record, losses)
        if prompt is None or pair is None:
            return []
        label = choosing.label(record, params, losses)
        if label is None:
            return []
        strength = scale_of(label.value)
        if strength is None:
            losses.drop("both_bad")
            return []
        each: list[Json] = [
            {"statement": choosing.rationale(j), "elaboration": "", "strength": s}
            for s, j in raters(record, params, losses)
        ]
        nearest = sorted(each, key=lambda one: abs(one["strength"] - strength))[:3]
        return [
            {
                "split": record.item.metadata.get("split"),
                "prompt": prompt,
                "response_1": pair[0]["text"],
                "response_2": pair[1]["text"],
                "preference_strength": strength,
                "preference_statement": nearest[0]["statement"] if nearest else "",
                "preference_elaboration": "",
                "three_most_similar_preferences": nearest,
                "all_preferences_unprocessed": each,
                **provenance.of(record.item, params, label, "comparison"),
            }
        ]

    def read(self, rows: list[Any], casts: Casts) -> Reading:
        """A judgment for every rater who is listed; else one for the row."""
        row = Row(rows[0], casts)
        item = reading.item(
            row,
            prompt=row.prompt("prompt"),
            responses=reading.pair(row, "response_1", "response_2"),
            metadata=row.keep("split"),
        )
        each = next((found for name in LISTS if (found := row.rows(name))), [])
        if not each:
            whole = {
                "strength": row.get("preference_strength"),
                "statement": row.raw.get("preference_statement"),
                "elaboration": row.raw.get("preference_elaboration"),
            }
            each = [Row(whole, casts)]
        said = [_judgment(item, n, rater) for n, rater in enumerate(each, start=1)]
        return Reading([item], [one for one in said if one is not None])


def raters(record: Bundle, params: Json, losses: Losses) -> list[tuple[float, ExportJudgment]]:
    """Each rater's strength; verdicts that have no place on the scale are counted."""
    found = []
    for judgment in choosing.judgments(record, params, losses):
        answer = choosing.answer(judgment, "comparison", params["question"])
        strength = None if answer is None else scale_of(answer)
        if strength is None:
            losses.drop("no_comparison" if answer is None else "verdict_both_bad")
        else:
            found.append((strength, judgment))
    return found


def scale_of(value: Json) -> float | None:
    """The strength on the scale, 0 for a tie; None for both bad, which has no place there."""
    if value["winner"] == "both_bad":
        return None
    if value["winner"] == "tie":
        return 0.0
    size = abs(value.get("strength") or 1)
    return float(-size if value["winner"] == "a" else size)


def _judgment(item: Any, n: int, rater: Row) -> JudgmentRow | None:
    if rater.raw.get("strength") in (UNUSABLE, None):
        return None
    answers = {"overall": reading.comparison(rater.number("strength", -3, 3))}
    texts = [rater.optional(name).strip() for name in ("statement", "elaboration")]
    if why := "\n\n".join(t for t in texts if t):
        answers["why"] = {"text": why}
    return reading.said(item, f"helpsteer2-{n}", answers)
