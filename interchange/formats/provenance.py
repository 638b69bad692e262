"""The meta_ columns: who judged a row, why they were asked, how far to trust it."""

import math

from interchange.formats.base import Columns, ExportItem, ExportLabel, Json, Judge, Routing

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
        "meta_status": record.status,
        "meta_posterior": record.posterior,
        "meta_entropy": entropy(record.posterior),
    }


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
