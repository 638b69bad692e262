"""Verdicts between two of many options, and whether they allow a ranking at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
NAMED = 5  # options named in a sentence before "and n more"


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """One row a verdict, columns of one length."""

    left: Ints  # option displayed on the left, values in [0, n_options)
    right: Ints  # the other one
    won: Floats  # 1 the left won, 0 the right, 1/2 a tie
    n_options: int

    def __post_init__(self) -> None:
        if not len(self.left) == len(self.right) == len(self.won):
            raise ValueError("left, right and won must be of one length")
        if (self.left == self.right).any():
            raise ValueError("An option was compared with itself.")
        options = np.concatenate([self.left, self.right])
        if len(options) and (options.min() < 0 or options.max() >= self.n_options):
            raise ValueError(f"A verdict names an option outside of the {self.n_options}.")


@dataclass(frozen=True, slots=True)
class Connection:
    """What hangs together: within a group everybody won and lost, directly or through others."""

    groups: tuple[tuple[int, ...], ...]  # largest first
    islands: tuple[tuple[int, ...], ...]  # never compared with one another, not even indirectly
    unbeaten: tuple[int, ...]  # positions in `groups`: no option of it lost to another group
    beaten: tuple[int, ...]  # no option of it won against another group

    @property
    def whole(self) -> bool:
        """Whether one finite ranking of all options exists."""
        return len(self.groups) == 1

    def sentence(self, names: Sequence[str] | None = None) -> str:
        """What cannot be ranked and why, for a page; "" when everything can."""
        if not self.groups:
            return "there is nothing to rank"
        if self.whole:
            return ""
        if len(self.islands) > 1:
            parts = "; ".join(_listed(island, names) for island in self.islands[:NAMED])
            more = len(self.islands) - NAMED
            return (
                f"these were never compared with one another, not even through others: {parts}"
                + (f"; and {more} groups more" if more > 0 else "")
            )
        top = [_listed(self.groups[g], names) for g in self.unbeaten]
        bottom = [_listed(self.groups[g], names) for g in self.beaten]
        return (
            f"outside their own group {', '.join(top)} never lost and {', '.join(bottom)} never "
            "won, so nobody can say how far apart they are; one verdict the other way would do"
        )


def connection(better: Ints, worse: Ints, *, n_options: int) -> Connection:
    """The groups that can be ranked within themselves.

    Args:
        better: Winner of each verdict; a tie is given both ways.
        worse: Its loser.
        n_options: Number of options; one never compared is a group of its own.

    Source: Ford (1957), Am. Math. Mon. 64(8): the maximum of the likelihood is finite if and only
    if the graph of wins is strongly connected.
    """
    edges = sparse.csr_array(
        (np.ones(len(better), dtype=np.int8), (better, worse)), shape=(n_options, n_options)
    )
    _, strong = csgraph.connected_components(edges, connection="strong")
    _, weak = csgraph.connected_components(edges, connection="weak")
    groups = _groups(strong)
    place = np.empty(n_options, dtype=int)
    for at, group in enumerate(groups):
        place[list(group)] = at
    across = place[better] != place[worse]
    lost, won = set(place[worse][across].tolist()), set(place[better][across].tolist())
    return Connection(
        groups=groups,
        islands=_groups(weak),
        unbeaten=tuple(g for g in range(len(groups)) if g not in lost),
        beaten=tuple(g for g in range(len(groups)) if g not in won),
    )


def of_wins(table: Comparisons) -> Connection:
    """The connection of these verdicts; a tie joins as a win both ways."""
    first, second = table.won > 0, table.won < 1
    return connection(
        np.concatenate([table.left[first], table.right[second]]),
        np.concatenate([table.right[first], table.left[second]]),
        n_options=table.n_options,
    )


def _groups(of: Ints) -> tuple[tuple[int, ...], ...]:
    by_group: dict[int, list[int]] = {}
    for option, group in enumerate(of.tolist()):
        by_group.setdefault(group, []).append(option)
    return tuple(sorted((tuple(g) for g in by_group.values()), key=lambda g: (-len(g), g)))


def _listed(group: Sequence[int], names: Sequence[str] | None) -> str:
    said = [names[o] if names else f"option {o}" for o in group[:NAMED]]
    more = len(group) - NAMED
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")
