"""The meta_ columns: who judged a row, why they were asked, how far to trust it."""

import math
from collections.abc import Sequence
from dataclasses import replace

from interchange.formats.base import (
    Columns,
    ExportItem,
    ExportJudgment,
    ExportLabel,
    Json,
    Judge,
    Param,
    Routing,
)

CHOICE = Param(
    "provenance",
    "Provenance columns",
    "full",
    ["full", "identity", "none"],
    "meta_ columns: who judged and why they were asked; only which item; or none.",
)

SLIM = replace(CHOICE, default="identity")  # for formats of others, whose columns are fixed

IDENTITY: Columns = {
    "meta_item_id": "integer",
    "meta_external_id": "text",
    "meta_prompt_group": "text",
}
LABEL: Columns = {
    "meta_source": "text",
    "meta_n_human": "integer",
    "meta_n_llm": "integer",
    "meta_agreement": "number",
    "meta_method": "text",
    "meta_method_version": "text",
    "meta_fit": "integer",
    "meta_status": "text",
    "meta_posterior": "number",
    "meta_entropy": "number",
}
JUDGE: Columns = {
    "meta_judge": "text",
    "meta_judge_sha": "text",
    "meta_template_sha": "text",
    "meta_judge_confidence": "number",
    "meta_order_consistent": "boolean",
}
ROUTING: Columns = {
    "meta_policy": "text",
    "meta_policy_version": "text",
    "meta_route_reason": "text",
    "meta_propensity": "number",
}
VERSIONS: Columns = {"meta_guideline_version": "integer", "meta_snapshot": "text"}


def identity(item: ExportItem) -> Json:
    """Which item, and which group must not be split."""
    return {
        "meta_item_id": item.id,
        "meta_external_id": item.external_id,
        "meta_prompt_group": item.group_key or item.external_id,
    }


def label(record: ExportLabel) -> Json:
    """How the label came about."""
    return {
        "meta_source": record.source,
        "meta_n_human": record.n_human,
        "meta_n_llm": record.n_judge,
        "meta_agreement": record.agreement,
        "meta_method": record.method,
        "meta_method_version": record.method_version,
        "meta_fit": record.fit,
        "meta_status": record.status,
        "meta_posterior": record.posterior,
        "meta_entropy": entropy(record.posterior),
    }


def fill(
    out: Json, record: ExportLabel, chosen_model: str | None, rejected_model: str | None
) -> None:
    """Put all of it into the row of a pair that has these keys: a dict that grows takes longer."""
    item, of_judge, why = record.item, record.judge, record.routing
    out["meta_item_id"] = item.id
    out["meta_external_id"] = item.external_id
    out["meta_prompt_group"] = item.group_key or item.external_id
    out["meta_chosen_model"] = chosen_model
    out["meta_rejected_model"] = rejected_model
    out["meta_source"] = record.source
    out["meta_n_human"] = record.n_human
    out["meta_n_llm"] = record.n_judge
    out["meta_agreement"] = record.agreement
    out["meta_method"] = record.method
    out["meta_method_version"] = record.method_version
    out["meta_fit"] = record.fit
    out["meta_status"] = record.status
    out["meta_posterior"] = record.posterior
    out["meta_entropy"] = entropy(record.posterior)
    out["meta_judge"] = of_judge.name
    out["meta_judge_sha"] = of_judge.sha256
    out["meta_template_sha"] = of_judge.template_sha256
    out["meta_judge_confidence"] = of_judge.confidence
    out["meta_order_consistent"] = of_judge.order_consistent
    out["meta_policy"] = why.policy
    out["meta_policy_version"] = why.policy_version
    out["meta_route_reason"] = why.reason
    out["meta_propensity"] = why.propensity
    out["meta_guideline_version"] = record.guideline_version
    out["meta_snapshot"] = record.snapshot


def judge(record: Judge) -> Json:
    """Which judge, under which configuration."""
    return {
        "meta_judge": record.name,
        "meta_judge_sha": record.sha256,
        "meta_template_sha": record.template_sha256,
        "meta_judge_confidence": record.confidence,
        "meta_order_consistent": record.order_consistent,
    }


def routing(record: Routing) -> Json:
    """Why this rater was asked, and with which probability a person was."""
    return {
        "meta_policy": record.policy,
        "meta_policy_version": record.policy_version,
        "meta_route_reason": record.reason,
        "meta_propensity": record.propensity,
    }


def entropy(posterior: float | None) -> float | None:
    """Entropy of (posterior, 1 − posterior) in bits, [0, 1]; None without a posterior."""
    if posterior is None:
        return None
    if not 0 < posterior < 1:
        return 0.0
    rest = 1 - posterior
    return -posterior * math.log2(posterior) - rest * math.log2(rest)


def columns(params: Json, *, of_verdicts: bool = True) -> Columns:
    """The meta_ columns under the choice `provenance`.

    Args:
        params: Checked choices.
        of_verdicts: Rows rest on a label or on judgments, not only on an item.
    """
    if params["provenance"] == "none":
        return {}
    if params["provenance"] == "identity" or not of_verdicts:
        return dict(IDENTITY)
    return {
        **IDENTITY,
        "meta_derived_from": "text",
        "meta_rater": "text",
        **LABEL,
        **JUDGE,
        **ROUTING,
        **VERSIONS,
    }


def of(
    item: ExportItem,
    params: Json,
    source: ExportLabel | ExportJudgment | Sequence[ExportJudgment] | None = None,
    derived_from: str | None = None,
) -> Json:
    """The meta_ values of a row that rests on a label, on a judgment, on several, or on none."""
    if params["provenance"] == "none":
        return {}
    out = identity(item)
    if source is None or params["provenance"] == "identity":
        return out
    if isinstance(source, ExportLabel):
        out.update(label(source))
        first: ExportLabel | ExportJudgment | None = source
    else:
        given = [source] if isinstance(source, ExportJudgment) else list(source)
        out.update(_of_judgments(given))
        first = given[0] if given else None
    if first is not None:
        out.update(judge(first.judge))
        out.update(routing(first.routing))
        out["meta_guideline_version"] = first.guideline_version
        out["meta_snapshot"] = first.snapshot
    out["meta_derived_from"] = derived_from
    return out


def _of_judgments(given: list[ExportJudgment]) -> Json:
    kinds = {j.rater_kind for j in given}
    return {
        "meta_rater": given[0].rater if len(given) == 1 else None,
        "meta_source": "both" if len(kinds) > 1 else "llm" if "judge" in kinds else "human",
        "meta_n_human": sum(j.rater_kind == "human" for j in given),
        "meta_n_llm": sum(j.rater_kind == "judge" for j in given),
        "meta_method": "one judgment" if len(given) == 1 else "mean of judgments",
    }
