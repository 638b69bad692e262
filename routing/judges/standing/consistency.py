"""Is it the same judge each time? Asked again, in earlier versions, under harmless changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.domain.quality import intervals
from annotation.domain.quality.figure import Figure, shown
from routing.judges.standing.table import Ints

ONCE = "it was asked once about each item, and not attacked"
UNTRIED = "harmless changes were not tried on it yet"


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version, and on how many of the items that both judged they say the same."""

    name: str
    version: int
    same: int
    n: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a judge beside its verdicts on items.

    Args:
        same, pairs: Of each item, how many pairs of its samples there are (two answers to the very
            same prompt) and how many of them say the same, shape (n_items,).
        versions: The versions before, newest first.
        changes: What came of harmless changes (`judges.changes.report`), or None.
    """

    same: Ints
    pairs: Ints
    versions: Sequence[Version] = ()
    changes: dict[str, Any] | None = None


NEVER = Asked(np.zeros(0, int), np.zeros(0, int))


@dataclass(frozen=True, slots=True)
class Consistency:
    """How far it is the same judge each time."""

    repeats: Figure  # the same prompt again: the same verdict
    changed: Figure  # a change that makes neither response better: another verdict
    families: dict[str, Figure]  # the same, by family of change
    versions: list[dict[str, Any]]


_FROM_A_FILE = Figure(None, why_not="its verdicts were imported")
IMPORTED = Consistency(repeats=_FROM_A_FILE, changed=_FROM_A_FILE, families={}, versions=[])


def measure(asked: Asked, *, rng: np.random.Generator) -> Consistency:
    """Where there are samples of one prompt they say more than the repeats among the changes."""
    changes = asked.changes or {"changes": _NONE, "again": _NONE, "families": {}}
    return Consistency(
        repeats=_repeats(asked, rng) if len(asked.pairs) else _same(changes["again"]),
        changed=_share(changes["changes"]),
        families={name: _share(found) for name, found in changes["families"].items()},
        versions=[
            {"name": v.name, "version": v.version, "same": _wilson(v.same, v.n, NOTHING_COMMON)}
            for v in asked.versions
        ],
    )


_NONE = {"n": 0, "changed": 0}
NOTHING_COMMON = "the two judged no item in common"


def _repeats(asked: Asked, rng: np.random.Generator) -> Figure:
    value = float(asked.same.sum() / asked.pairs.sum())
    interval = intervals.bootstrap_share(asked.same, asked.pairs, rng=rng)
    return shown(value, interval, n=len(asked.pairs))


def _same(again: dict[str, Any]) -> Figure:
    return _wilson(again["n"] - again["changed"], again["n"], ONCE)


def _share(found: dict[str, Any]) -> Figure:
    return _wilson(found["changed"], found["n"], UNTRIED)


def _wilson(hits: int, n: int, why_not: str) -> Figure:
    if not n:
        return Figure(None, why_not=why_not)
    return shown(hits / n, intervals.wilson(hits, n), n=n)
