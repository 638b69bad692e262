"""What the choices of an export take from an item: the label, whose judgments, which answers."""

from collections.abc import Sequence
from statistics import fmean

from interchange.formats import parts
from interchange.formats.base import ExportJudgment, ExportLabel, Json, Param
from interchange.formats.bundle import Bundle, Losses

Source = ExportLabel | ExportJudgment | Sequence[ExportJudgment]
VERDICTS = Param(
    "verdicts",
    "Verdicts",
    "label",
    ["label", "each"],
    "The label in force, or every judgment by itself (disaggregated).",
)
RATINGS = Param("ratings", "Rating question", "", [], "Empty: the rating that was asked last.")


def style(bundle: Bundle, params: Json, losses: Losses) -> bool:
    """Whether the prompt fits the style asked for; counted if not."""
    several = not is_one_turn(bundle) or any("turns" in r for r in bundle.item.responses)
    if params.get("style") == "text" and several:
        losses.drop("several_turns_do_not_fit_text")
        return False
    if not bundle.item.prompt or bundle.item.prompt[-1]["role"] not in {"user", "tool"}:
        # A prompt that ends with the assistant means "continue" to one trainer, not to another.
        losses.drop("prompt_does_not_end_with_user")
        return False
    return True


def is_one_turn(bundle: Bundle) -> bool:
    """Whether the prompt is one user message and nothing else."""
    return len(bundle.item.prompt) == 1 and bundle.item.prompt[0]["role"] == "user"


def text_prompt(bundle: Bundle, losses: Losses) -> str | None:
    """The prompt as one text, or None, counted: formats of single turns have no more."""
    if not is_one_turn(bundle):
        losses.drop("several_turns")
        return None
    return str(bundle.item.prompt[0]["content"])


def two(bundle: Bundle, losses: Losses) -> tuple[Json, Json] | None:
    """The two responses, or None, counted."""
    if len(bundle.item.responses) != 2:
        losses.drop("not_a_pair")
        return None
    a, b = bundle.item.responses
    return a, b


def judgments(bundle: Bundle, params: Json, losses: Losses) -> list[ExportJudgment]:
    """Those that the choice "judged by" takes; the others are counted."""
    wanted = {"all": ("human", "judge"), "human": ("human",), "judge": ("judge",)}
    kinds = wanted[params["judgments_from"]]
    without = {name.strip() for name in params.get("without_raters", "").split(",")}
    taken = []
    if not bundle.judgments:
        losses.drop("not_judged")
    for judgment in bundle.judgments:
        if judgment.rater_kind not in kinds:
            losses.drop("by_judge" if judgment.rater_kind == "judge" else "by_people")
        elif judgment.rater in without:
            losses.drop("rater_left_out")
        elif changed_with_order(judgment, params):
            losses.drop("changed_with_order")
        elif not judgment.counted:
            losses.drop("surplus")
        else:
            taken.append(judgment)
    return taken


def label(bundle: Bundle, params: Json, losses: Losses) -> ExportLabel | None:
    """The label in force if the choices let it through; else None, counted under a reason."""
    found = bundle.labels.get(params["question"])
    reason = "not_labelled" if found is None else _against(found, params)
    if reason:
        losses.drop(reason)
        return None
    return found


def _against(found: ExportLabel, params: Json) -> str:
    by, taken = params["judgments_from"], params["judge_labels"]
    of_a_judge = found.source == "llm"
    low = found.agreement is not None and found.agreement < params["min_agreement"]
    few = found.n_human + found.n_judge < params.get("min_judgments", 0)
    reasons = {
        "open": not found.value.get("winner"),
        "label_by_judge": of_a_judge and (by == "human" or taken == "none"),
        "label_by_people": found.source == "human" and by == "judge",
        "judge_not_trusted": taken == "trusted" and not found.trusted,
        "low_agreement": low,
        "too_few_judgments": few,
        "changed_with_order": changed_with_order(found, params),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def changed_with_order(record: ExportLabel | ExportJudgment, params: Json) -> bool:
    """Whether a judge said this in one order and something else in the other, and that matters."""
    return params.get("orders") == "consistent" and record.judge.order_consistent is False


def answer(judgment: ExportJudgment, kind: str, question: str = "") -> Json | None:
    """A judgment's answer of a kind: to that question, or to the one of that kind asked last."""
    if question:
        found = judgment.answers.get(question)
        return found if found is not None and parts.type_of(found) == kind else None
    fitting = [a for a in judgment.answers.values() if parts.type_of(a) == kind]
    return fitting[-1] if fitting else None


def verdicts(bundle: Bundle, params: Json, losses: Losses) -> list[tuple[Json, Source]]:
    """Comparisons ({"winner", "strength"}) with what they rest on: one label, or every judgment."""
    if params["verdicts"] == "label":
        found = label(bundle, params, losses)
        return [] if found is None else [(found.value, found)]
    given: list[tuple[Json, Source]] = []
    for judgment in judgments(bundle, params, losses):
        one = answer(judgment, "comparison", params["question"])
        if one is None:
            losses.drop("no_comparison")
        else:
            given.append((one, judgment))
    return given


def ratings(
    bundle: Bundle, params: Json, losses: Losses
) -> tuple[dict[str, dict[str, list[float]]], list[ExportJudgment]]:
    """Response key -> scale -> every rater's rating, and the judgments they come from."""
    found: dict[str, dict[str, list[float]]] = {r["key"]: {} for r in bundle.item.responses}
    by = []
    for judgment in judgments(bundle, params, losses):
        given = answer(judgment, "ratings", params.get("ratings", ""))
        if given is None:
            continue
        by.append(judgment)
        for key, scales in given["ratings"].items():
            for scale, value in scales.items():
                found.setdefault(key, {}).setdefault(scale, []).append(value)
    return found, by


def means(found: dict[str, dict[str, list[float]]], scale: str) -> dict[str, float]:
    """Response key -> mean rating on one scale; "" is the mean over all scales."""
    result = {}
    for key, scales in found.items():
        values = (
            [fmean(v) for v in scales.values()]
            if not scale
            else [fmean(scales[scale])]
            if scale in scales
            else []
        )
        if values:
            result[key] = fmean(values)
    return result


def rationale(judgment: ExportJudgment) -> str:
    """The first text a rater wrote, or ""."""
    texts = [a["text"] for a in judgment.answers.values() if parts.type_of(a) == "text"]
    return str(texts[0]) if texts else ""
