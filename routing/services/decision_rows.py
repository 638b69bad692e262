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
    "reasons",
    "score",
    "threshold",
    "route",
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


def add(given: Setting, plan: Plan, human_judgments: NDArray[Any], at: datetime) -> None:
    """Add the rows, in the caller's transaction."""
    if not len(plan):
        return
    decisions, config = plan.decisions, given.config
    reasons = _Reasons()
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
        [reasons[tuple(said)] for said in decisions.reasons()],
        _seen(given, decisions),
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


class _Reasons(dict[tuple[str, ...], bytes]):
    """Sentences as a field: many items share theirs, which are written once."""

    def __missing__(self, said: tuple[str, ...]) -> bytes:
        self[said] = field = copying.json(orjson.dumps(said))
        return field


def _seen(given: Setting, decisions: Decisions) -> list[bytes]:
    """What each decision rests on, as fields: score, threshold, route, signals and their hash.

    The hash is over the key and version of the policy and of each signal, in the order of their
    keys, then the signals' values as float64, little-endian: to the last bit. Items that look the
    same are written once.
    """
    frame = decisions.seen
    keys = [] if frame is None else sorted(frame.columns)
    columns: list[NDArray[Any]] = [decisions.score, decisions.threshold, decisions.routes]
    columns += [] if frame is None else [frame.columns[key] for key in keys]
    packed, width = np.column_stack(columns).astype("<f8").tobytes(), 8 * len(columns)
    rows = [packed[at : at + width] for at in range(0, len(packed), width)]
    different = list(dict.fromkeys(rows))
    values = np.frombuffer(b"".join(different), "<f8").reshape(len(different), len(columns)).T
    versions = [[k, SIGNALS[k].version] for k in keys]
    named = hashlib.sha256(orjson.dumps([[given.policy.key, given.policy.version], *versions]))
    fields = zip(
        map(copying.double, values[0].tolist()),
        map(copying.double, values[1].tolist()),
        [_ROUTES[int(route)] for route in values[2].tolist()],
        _signals(keys, values[3:], len(different)),
        [_hashed(named, row[24:]) for row in different],
        strict=True,
    )
    made = dict(zip(different, map(b"".join, fields), strict=True))
    return [made[row] for row in rows]


def _signals(keys: list[str], values: Floats, n: int) -> Iterable[bytes]:
    template = b"{%s}" % b",".join(orjson.dumps(key) + b":%s" for key in keys)
    shown = zip(*map(_numbers, values), strict=True) if keys else repeat((), n)
    return map(copying.json, map(template.__mod__, shown))


def _hashed(named: "hashlib._Hash", values: bytes) -> bytes:
    row = named.copy()
    row.update(values)
    return copying.text(row.hexdigest())


def _numbers(column: Floats) -> list[bytes]:
    """Each number as JSON, to six digits; many are the same, and written once."""
    values, at = np.unique(column, return_inverse=True)
    texts = [
        repr(round(value, 6)).encode() if isfinite(value) else b"null" for value in values.tolist()
    ]
    return [texts[n] for n in at.tolist()]
