"""The parts that an item and its judgments can have, by the names that losses are counted under."""

from collections.abc import Iterable

from interchange.formats import branches
from interchange.formats.base import ExportItem, ExportJudgment, Json

# Part -> in words, for the report of an export.
WORDS = {
    "models": "the names of the models",
    "context": "the context shown beside the prompt",
    "metadata": "metadata",
    "tool_calls": "names and tool calls of messages",
    "turns": "the turns of answers that are conversations",
    "branches": "which steps of an answer are alternatives",
    "raters": "each rater's own verdict",
    "answers_of_too_few_raters": "what raters told about themselves, where too few told the same",
    "rater_kind": "which raters are judges",
    "strength": "how much better",
    "finer_strength": "the difference between much and very much better",
    "aspects": "comparisons other than the chosen one",
    "confidence": "the raters' confidence",
    "seconds": "the time taken",
    "comparison": "comparisons",
    "text": "texts written by raters",
    "ratings": "ratings",
    "ranking": "rankings",
    "picked": "picks",
    "thumbs": "thumbs",
    "spans": "marked spans",
    "missing": "what was said to be missing",
    "rewrite": "rewrites",
    "critique": "critiques",
    "choice": "choices",
    "choices": "multiple choices",
    "steps": "labels of steps",
    "citations": "labels of citations",
    "thumb": "thumbs on the item as a whole",
    "pairs": "comparisons of others than the first two responses",
    "of_each": "choices and texts about each response",
}
_TYPES = {"pair": "pairs", "winner": "comparison", "chosen": "of_each", "texts": "of_each"} | {
    name: name
    for name in ("ratings", "ranking", "picked", "thumbs", "spans", "choice", "choices", "text",
                 "thumb", "steps", "citations")
}  # fmt: skip
MESSAGE_EXTRAS = ("name", "tool_calls", "tool_call_id")


def type_of(answer: Json) -> str:
    """Which kind of answer this is, by its canonical shape; "" for an unknown one."""
    if "response" in answer:
        return "rewrite"  # it has a text, too
    return next((kind for field, kind in _TYPES.items() if field in answer), "")


def held(item: ExportItem, judgments: Iterable[ExportJudgment]) -> set[str]:
    """The parts that are really there: an empty context is none."""
    found = {
        "models": any(r.get("model") for r in item.responses),
        "context": bool(item.context),
        "metadata": bool(item.metadata),
        "branches": any(branches.branches(r) for r in item.responses),
        "tool_calls": any(m.get(e) for m in _messages(item) for e in MESSAGE_EXTRAS),
        "turns": any("turns" in r for r in item.responses),
    }
    here = {name for name, there in found.items() if there}
    for judgment in judgments:
        here |= _said(judgment)
    return here


def _messages(item: ExportItem) -> list[Json]:
    return [*item.prompt, *(m for r in item.responses for m in r.get("turns", ()))]


def greatest(judgments: Iterable[ExportJudgment]) -> float:
    """The greatest strength of a comparison, without its sign."""
    answers = (a for j in judgments for a in j.answers.values())
    return max((abs(a.get("strength") or 0) for a in answers), default=0)


def _said(judgment: ExportJudgment) -> set[str]:
    answers = list(judgment.answers.values())
    kinds = [type_of(a) for a in answers]
    found = {
        "rater_kind": judgment.rater_kind == "judge",
        "strength": any(a.get("strength") for a in answers),
        "missing": any(a.get("missing") for a in answers),
        "critique": any(a.get("critique") for a in answers),
        "aspects": kinds.count("comparison") > 1,
        "confidence": judgment.confidence is not None,
        "seconds": judgment.active_seconds is not None,
    }
    return {"raters", *kinds, *(part for part, there in found.items() if there)} - {""}
