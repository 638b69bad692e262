"""Decisions as rows, put into the table by COPY."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import repeat
from math import isfinite
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from annotation import copying
from routing.policies.columns import ROUTES, Decisions
from routing.services.planning import Plan, Setting
from routing.signals import SIGNALS, Floats

COLUMNS = (
    "item_id",
    "round",
    "human_judgments",
    "audited",
    "propensity",
    "draw",
    "score",
    "threshold",
    "route",
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
_ROUTES = [copying.text(route) for route in ROUTES]
_HASH = copying.text("0" * 64)[:4]  # how long it is


def add(given: Setting, plan: Plan, human_judgments: NDArray[Any], at: datetime) -> None:
    """Add the rows, in the caller's transaction."""
    if not len(plan):
        return
    decisions, config = plan.decisions, given.config
    signals, hashes = _seen(given, decisions)
    columns: tuple[Iterable[bytes], ...] = (
        copying.starts(
            len(COLUMNS),
            (
                ("i8", decisions.item_ids),
                ("i4", plan.rounds),
                ("i2", human_judgments),
                ("?", decisions.audited),
                ("f8", decisions.propensity),
                ("f8", plan.draws),
            ),
        ),
        map(copying.double, decisions.score.tolist()),
        map(copying.double, decisions.threshold.tolist()),
        [_ROUTES[route] for route in decisions.routes.tolist()],
        map(copying.json, map(orjson.dumps, decisions.reasons())),
        signals,
        repeat(_HASH),
        hashes,
        repeat(
            copying.bigint(given.project.id)
            + copying.bigint(config.id)
            + copying.text(given.policy.version)
            + copying.bigint(config.seed)
            + copying.time(at)
        ),
    )
    # The last has no end, so that the others' lengths decide.
    copying.copy(COPY, map(b"".join, zip(*columns, strict=False)))


def _seen(given: Setting, decisions: Decisions) -> tuple[Iterable[bytes], list[bytes]]:
    """What the policy saw of each item as a field, and a hash of it, to the last bit.

    The hash is over the key and version of the policy and of each signal, in the order of their
    keys, then the signals' values as float64, little-endian.
    """
    frame = decisions.seen
    keys = [] if frame is None else sorted(frame.columns)
    named = [[given.policy.key, given.policy.version], *([k, SIGNALS[k].version] for k in keys)]
    versions = hashlib.sha256(orjson.dumps(named))
    if frame is None or not keys:
        n = len(decisions)
        return [copying.json(b"{}")] * n, [versions.hexdigest().encode()] * n
    packed = np.column_stack([frame.columns[key] for key in keys]).astype("<f8").tobytes()
    width, hashes = 8 * len(keys), []
    for at in range(0, len(packed), width):
        row = versions.copy()
        row.update(packed[at : at + width])
        hashes.append(row.hexdigest().encode())
    template = b"{%s}" % b",".join(orjson.dumps(key) + b":%s" for key in keys)
    values = [_numbers(frame.columns[key]) for key in keys]
    return map(copying.json, map(template.__mod__, zip(*values, strict=True))), hashes


def _numbers(column: Floats) -> list[bytes]:
    """Each number as JSON, to six digits; many are the same, and written once."""
    values, at = np.unique(column, return_inverse=True)
    texts = [
        repr(round(value, 6)).encode() if isfinite(value) else b"null" for value in values.tolist()
    ]
    return [texts[n] for n in at.tolist()]
