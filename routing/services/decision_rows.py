"""Decisions as rows, put into the table by COPY."""

import hashlib
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from numpy.typing import NDArray

from routing.policies.columns import ROUTES, Decisions, optional
from routing.services.planning import Plan, Setting
from routing.signals import SIGNALS

COLUMNS = (
    "item_id",
    "round",
    "route",
    "human_judgments",
    "audited",
    "propensity",
    "draw",
    "score",
    "threshold",
    "reasons",
    "signals",
    "signals_sha256",
    "project_id",
    "config_id",
    "policy_version",
    "seed",
    "created_at",
)
COPY = f"COPY routing_decision ({', '.join(COLUMNS)}) FROM STDIN"


def add(given: Setting, plan: Plan, human_judgments: NDArray[Any], at: datetime) -> None:
    """Add the rows, in the caller's transaction.

    The columns go over as PostgreSQL's text format: the only texts in it are JSON, in which a
    backslash is the one character to be escaped.
    """
    if not len(plan):
        return
    decisions = plan.decisions
    config = given.config
    same = "\t".join(
        map(
            str,
            (
                given.project.id,
                config.id,
                given.policy.version,
                config.seed,
                at.isoformat(),
            ),
        )
    )
    signals, hashes = _seen(given, decisions)
    columns = zip(
        decisions.item_ids.tolist(),
        plan.rounds.tolist(),
        [ROUTES[route].value for route in decisions.routes.tolist()],
        human_judgments.tolist(),
        decisions.audited.tolist(),
        decisions.propensity.tolist(),
        plan.draws.tolist(),
        [_null(value) for value in optional(decisions.score)],
        [_null(value) for value in optional(decisions.threshold)],
        [_json(reasons) for reasons in decisions.reasons()],
        signals,
        hashes,
        strict=True,
    )
    text = "".join("\t".join(map(str, row)) + f"\t{same}\n" for row in columns)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(text)


def _seen(given: Setting, decisions: Decisions) -> tuple[list[str], list[str]]:
    """What the policy saw of each item, and its hash with the versions of signals and policy."""
    frame = decisions.seen
    if frame is None or not frame.columns:
        nothing = _hash(given, {})
        return ["{}"] * len(decisions), [nothing] * len(decisions)
    columns = {
        key: [None if v != v else round(v, 6) for v in column.tolist()]  # noqa: PLR0124
        for key, column in frame.columns.items()
    }
    signals, hashes = [], []
    for values in zip(*columns.values(), strict=True):
        seen = dict(zip(columns, values, strict=True))
        signals.append(_json(seen))
        hashes.append(_hash(given, seen))
    return signals, hashes


def _hash(given: Setting, seen: dict[str, float | None]) -> str:
    versioned = {key: [SIGNALS[key].version, value] for key, value in seen.items()}
    said = [given.policy.key, given.policy.version, versioned]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _json(value: object) -> str:
    return orjson.dumps(value).decode().replace("\\", "\\\\")


def _null(value: float | None) -> str | float:
    return "\\N" if value is None else value
