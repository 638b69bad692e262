"""Decisions as rows, put into the table by COPY."""

import hashlib
from datetime import datetime
from typing import Any

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray

from routing.policies.columns import ROUTES, Decisions, optional
from routing.services.planning import Plan, Setting
from routing.signals import SIGNALS, Floats

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
    decisions, config = plan.decisions, given.config
    same = "\t".join(
        (
            str(given.project.id),
            str(config.id),
            given.policy.version,
            str(config.seed),
            at.isoformat() + "\n",
        )
    )
    signals, hashes = _seen(given, decisions)
    columns = zip(
        decisions.item_ids.tolist(),
        plan.rounds.tolist(),
        decisions.routes.tolist(),
        human_judgments.tolist(),
        decisions.audited.tolist(),
        decisions.propensity.tolist(),
        plan.draws.tolist(),
        _nullable(decisions.score),
        _nullable(decisions.threshold),
        decisions.reasons(),
        signals,
        hashes,
        strict=True,
    )
    lines = [
        f"{item}\t{round_}\t{ROUTES[route]}\t{people}\t{audited}\t{propensity}\t{draw}\t{score}\t"
        f"{threshold}\t{_json(reasons)}\t{seen}\t{sha256}\t{same}"
        for (
            item,
            round_,
            route,
            people,
            audited,
            propensity,
            draw,
            score,
            threshold,
            reasons,
            seen,
            sha256,
        ) in columns
    ]
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write("".join(lines))


def _seen(given: Setting, decisions: Decisions) -> tuple[list[str], list[str]]:
    """What the policy saw of each item, and a hash of it, to the last bit.

    The hash is over the key and version of the policy and of each signal, in the order of their
    keys, then the signals' values as float64, little-endian.
    """
    frame = decisions.seen
    keys = [] if frame is None else sorted(frame.columns)
    named = [[given.policy.key, given.policy.version], *([k, SIGNALS[k].version] for k in keys)]
    versions = hashlib.sha256(orjson.dumps(named))
    if frame is None or not keys:
        return ["{}"] * len(decisions), [versions.hexdigest()] * len(decisions)
    packed = np.column_stack([frame.columns[key] for key in keys]).astype("<f8").tobytes()
    width, hashes = 8 * len(keys), []
    for at in range(0, len(packed), width):
        row = versions.copy()
        row.update(packed[at : at + width])
        hashes.append(row.hexdigest())
    rounded = (map(_rounded, frame.columns[key].tolist()) for key in keys)
    signals = [_json(dict(zip(keys, row, strict=True))) for row in zip(*rounded, strict=True)]
    return signals, hashes


def _rounded(value: float) -> float | None:
    return None if value != value else round(value, 6)  # noqa: PLR0124


def _nullable(column: Floats) -> list[str | float]:
    return ["\\N" if value is None else value for value in optional(column)]


def _json(value: object) -> str:
    return orjson.dumps(value).decode().replace("\\", "\\\\")
