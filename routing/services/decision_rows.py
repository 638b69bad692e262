"""Decisions as rows, put into the table by COPY."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import repeat
from math import isfinite
from struct import Struct
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from annotation import copying
from routing.policies.columns import ROUTES, Decisions
from routing.services.planning import Plan, Setting
from routing.signals import SIGNALS

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
    reasons, seen = _Reasons(), _Seen(given, decisions)
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
        [seen[row] for row in seen.rows(decisions)],
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


class _Seen(dict[bytes, bytes]):
    """What a decision rests on, as fields: score, threshold, route, signals and a hash of these.

    The hash is over the key and version of the policy and of each signal, in the order of their
    keys, then the signals' values as float64, little-endian: to the last bit. Items that look the
    same are written once.
    """

    def __init__(self, given: Setting, decisions: Decisions) -> None:
        frame = decisions.seen
        self.keys_seen = [] if frame is None else sorted(frame.columns)
        versions = [[k, SIGNALS[k].version] for k in self.keys_seen]
        named = [[given.policy.key, given.policy.version], *versions]
        self.versions = hashlib.sha256(orjson.dumps(named))
        self.template = b"{%s}" % b",".join(orjson.dumps(k) + b":%s" for k in self.keys_seen)
        self.unpack = Struct(f"<{3 + len(self.keys_seen)}d").unpack
        self.numbers = _Numbers()

    def rows(self, decisions: Decisions) -> list[bytes]:
        """What each item's fields are made of."""
        columns: list[NDArray[Any]] = [decisions.score, decisions.threshold, decisions.routes]
        if decisions.seen is not None:
            columns += [decisions.seen.columns[key] for key in self.keys_seen]
        packed, width = np.column_stack(columns).astype("<f8").tobytes(), 8 * len(columns)
        return [packed[at : at + width] for at in range(0, len(packed), width)]

    def __missing__(self, row: bytes) -> bytes:
        score, threshold, route, *values = self.unpack(row)
        hashed = self.versions.copy()
        hashed.update(row[24:])
        self[row] = fields = b"".join(
            (
                copying.double(score),
                copying.double(threshold),
                _ROUTES[int(route)],
                copying.json(self.template % tuple(map(self.numbers.__getitem__, values))),
                copying.text(hashed.hexdigest()),
            )
        )
        return fields


class _Numbers(dict[float, bytes]):
    """Each number as JSON, to six digits."""

    def __missing__(self, value: float) -> bytes:
        if not isfinite(value):
            return b"null"
        self[value] = written = repr(round(value, 6)).encode()
        return written
