"""The votes on one measure as columns, and who cast them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import agreement

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Person:
    """A rater: a person, a judge, or a name from a file."""

    id: int
    name: str
    judge: bool
    simulated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """Votes in the order given, at most one of a rater on a unit: the last.

    A unit is what is judged: an item, or one of its responses.
    """

    unit: Ints  # values in [0, n_units)
    rater: Ints  # positions in the list of raters
    label: Ints  # values in [0, n_labels)
    at: Floats  # seconds since 1970
    item: Ints  # id of each unit's item, shape (n_units,)
    part: tuple[str, ...]  # of each unit; "" where the item as a whole is judged
    n_labels: int
    # Pairs of votes of one rater on one unit: how many, and how many of them alike.
    repeats: dict[int, tuple[int, int]]

    @property
    def n_units(self) -> int:
        """How many things were judged."""
        return len(self.item)

    def counts(self, which: Bools) -> Ints:
        """Votes per unit and label, shape (n_units, n_labels)."""
        return agreement.tabulate(
            self.unit[which], self.label[which], n_units=self.n_units, n_classes=self.n_labels
        )


def cast(
    *, item: Ints, part: Ints, parts: list[str], rater: Ints, label: Ints, at: Floats, n_labels: int
) -> Ballot:
    """Votes, oldest first, as a ballot: what a rater said last counts.

    Args:
        item: Id of each vote's item.
        part: Index into `parts` of each.
        parts: Names of the parts.
        rater: Position of each vote's rater.
        label: Its label.
        at: When, in seconds since 1970.
        n_labels: Number of labels there are.
    """
    cells = item * max(1, len(parts)) + part
    kinds, unit = np.unique(cells, return_inverse=True)
    width = int(rater.max(initial=0)) + 1
    who = unit * width + rater
    # np.unique keeps the first of equals, so the columns are turned round to keep the last.
    _, first = np.unique(who[::-1], return_index=True)
    kept = np.sort(len(who) - 1 - first)
    return Ballot(
        unit=unit[kept], rater=rater[kept], label=label[kept], at=at[kept],
        item=kinds // max(1, len(parts)),
        part=tuple(parts[n] for n in (kinds % max(1, len(parts))).tolist()),
        n_labels=n_labels,
        repeats=_repeats(who, rater, label) if len(kept) < len(who) else {},
    )  # fmt: skip


def _repeats(who: Ints, rater: Ints, label: Ints) -> dict[int, tuple[int, int]]:
    order = np.argsort(who, kind="stable")
    again = np.flatnonzero(who[order][1:] == who[order][:-1])
    alike = label[order][again] == label[order][again + 1]
    raters = rater[order][again]
    n, same = np.bincount(raters), np.bincount(raters, weights=alike)
    return {int(r): (int(n[r]), int(same[r])) for r in np.flatnonzero(n)}
