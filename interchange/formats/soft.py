"""How the raters' verdicts are spread: for losses that take distributions."""

from collections import Counter
from typing import ClassVar

from interchange.formats import choosing, provenance, turns
from interchange.formats.base import Columns, ExportJudgment, Json, Param
from interchange.formats.bundle import Bundle, ItemFormat, Losses

OUTCOMES = ("a", "tie", "b")


class Soft(ItemFormat):
    """{"prompt", "response_a", "response_b", "p_a", "p_tie", "p_b", "n"}."""

    key = "soft"
    title = "Soft labels"
    summary = "Each pair with the shares of raters for the first, for a tie and for the second."
    params: ClassVar[list[Param]] = [turns.STYLE, provenance.CHOICE]

    def columns(self, params: Json, questions: list[Json]) -> Columns:  # noqa: ARG002
        """The pair, the shares, provenance."""
        content = turns.kind(params)
        return {
            "prompt": content, "response_a": content, "response_b": content, "p_a": "number",
            "p_tie": "number", "p_b": "number", "n": "integer", **provenance.columns(params),
        }  # fmt: skip

    def rows(self, record: Bundle, params: Json, losses: Losses) -> list[Json]:
        """One row a pair that somebody compared."""
        pair = choosing.two(record, losses)
        if pair is None or not choosing.style(record, params, losses):
            return []
        shares, by = spread(record, params, losses)
        if not by:
            losses.drop("no_comparison")
            return []
        return [
            {
                "prompt": turns.prompt(record.item, params),
                "response_a": turns.answer(pair[0], params),
                "response_b": turns.answer(pair[1], params),
                **{f"p_{outcome}": shares[outcome] for outcome in OUTCOMES},
                "n": len(by),
                **provenance.of(record.item, params, by, "comparison"),
            }
        ]


def spread(
    record: Bundle, params: Json, losses: Losses
) -> tuple[dict[str, float], list[ExportJudgment]]:
    """The share of each outcome, and whose verdicts they are; both bad is none of them, counted."""
    votes: Counter[str] = Counter()
    by = []
    for judgment in choosing.judgments(record, params, losses):
        given = choosing.answer(judgment, "comparison", params["question"])
        if given is None:
            continue
        if given["winner"] == "both_bad":
            losses.drop("verdict_both_bad")
            continue
        votes[given["winner"]] += 1
        by.append(judgment)
    return {o: votes[o] / len(by) if by else 0.0 for o in OUTCOMES}, by
