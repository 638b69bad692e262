"""Preferences under a goal: the score to reach stands in the prompt (reward-augmented data)."""

from typing import ClassVar

from interchange.formats import choosing, preferences, provenance
from interchange.formats.base import Columns, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses


class RewardConditioned(ItemFormat):
    """Each pair gives two rows: asked for the better score the better one is chosen, and asked for
    the worse score the worse one.

    Source: Zhang et al. (2024), Reward-Augmented Data, arXiv 2410.08067, sec. 3.
    """  # noqa: D205

    key = "reward-conditioned"
    title = "Reward-conditioned"
    summary = "Pairs from ratings whose prompt says which score is asked for."
    params: ClassVar[list[Param]] = [
        Param("goal", "Goal sentence", "Write an answer that scores {score}.", [],
              "Put in front of the prompt; {score} is the mean rating."),
        preferences.EXPAND, preferences.SCALE, choosing.RATINGS, provenance.CHOICE,
    ]  # fmt: skip

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """Three texts, two scores, provenance."""
        return {
            "prompt": "text", "chosen": "text", "rejected": "text", "score_chosen": "number",
            "score_rejected": "number", **provenance.columns(params),
        }  # fmt: skip

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """Two rows a pair of different ratings."""
        prompt = choosing.text_prompt(record, losses)
        if prompt is None:
            return []
        found = []
        given = {**params, "pairs_from": "ratings", "ties": "drop"}
        for pair in preferences.of(record, given, losses):
            high, low = pair.chosen_score, pair.rejected_score
            meta = provenance.of(record.item, params, pair.source, "ratings")
            for goal, other, score, lesser in (
                (pair.chosen, pair.rejected, high, low),
                (pair.rejected, pair.chosen, low, high),
            ):
                asked = params["goal"].replace("{score}", f"{score:g}")
                found.append(
                    {"prompt": f"{asked}\n\n{prompt}", "chosen": goal["text"],
                     "rejected": other["text"], "score_chosen": score, "score_rejected": lesser,
                     **meta}
                )  # fmt: skip
        return found
