"""Decisions as rows, put into the table by COPY."""

import hashlib
from datetime import datetime
from itertools import repeat
from math import isfinite
from typing import Any

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray

from routing.policies.columns import ROUTES, Decisions
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
    columns = (
        map(str, decisions.item_ids.tolist()),
        map(str, plan.rounds.tolist()),
        [ROUTES[route] for route in decisions.routes.tolist()],
        map(str, human_judgments.tolist()),
        map(str, decisions.audited.tolist()),
        _texts(decisions.propensity),
        map(repr, plan.draws.tolist()),
        _texts(decisions.score),
        _texts(decisions.threshold),
        map(_json, decisions.reasons()),
        signals,
        hashes,
        repeat(same),
    )
    lines = map("\t".join, zip(*columns, strict=False))  # the last has no end
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
    template = f"{{{','.join(f'{_json(key)}:%s' for key in keys)}}}"
    values = [_texts(frame.columns[key], digits=6, unknown="null") for key in keys]
    return list(map(template.__mod__, zip(*values, strict=True))), hashes


def _texts(column: Floats, *, digits: int | None = None, unknown: str = "\\N") -> list[str]:
    """Each number as text, `unknown` where it is none; many are the same, and written once."""
    values, at = np.unique(column, return_inverse=True)
    texts = [
        unknown if not isfinite(value) else repr(value if digits is None else round(value, digits))
        for value in values.tolist()
    ]
    return [texts[n] for n in at.tolist()]


def _json(value: object) -> str:
    return orjson.dumps(value).decode().replace("\\", "\\\\")
