"""Circles: a better than b, b better than c, c better than a.

Few of them in each rater and many over all is pluralism, not noise (Condorcet): count both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int_]
TRIAD = 3


@dataclass(frozen=True, slots=True)
class Circles:
    """What was counted, and Kendall's coefficient where it is defined."""

    circular: int
    triads: int  # of three options, all three pairs decided
    share: float | None  # None without a triad
    zeta: float | None  # 1 no circle, 0 as many as there can be; None unless every pair is decided
    why_not: str = ""


def circles(better: Ints, worse: Ints, *, n_options: int) -> Circles:
    """Count circular triads among options compared two by two.

    Args:
        better: Winner of each comparison, values in [0, n_options); leave ties out.
        worse: Its loser. Of a pair compared often the one that won more counts; level is undecided.
        n_options: Number of options.

    Returns:
        ζ = 1 - d/d_max, d_max = (n³ - n)/24 for odd n, (n³ - 4n)/24 for even n.

    Source: Kendall & Babington Smith (1940), Biometrika 31.
    """
    wins = np.bincount(better * n_options + worse, minlength=n_options**2)
    wins = wins.reshape(n_options, n_options)
    beats = (wins > wins.T).astype(float)
    decided = beats + beats.T
    # Products of 0 and 1 below 2⁵³: exact in floats, and fast.
    circular = round(float(np.einsum("ij,ji->", beats @ beats, beats)) / 3)
    triads = round(float(np.einsum("ij,ji->", decided @ decided, decided)) / 6)
    n = n_options
    every = int(decided.sum()) == n * (n - 1)
    most = (n**3 - n if n % 2 else n**3 - 4 * n) // 24
    zeta = 1 - circular / most if every and most else None
    if not triads:
        return Circles(0, 0, None, None, "no three options were all compared with one another")
    return Circles(circular, triads, circular / triads, zeta)


@dataclass(frozen=True, slots=True)
class InGroups:
    """Circles among the options of each group, such as the answers to one prompt."""

    groups: int  # with a triad
    circular_groups: int  # of these, with a circle
    triads: int
    circular: int
    why_not: str = ""


def in_groups(group: Ints, better: Ints, worse: Ints) -> InGroups:
    """Count circles group by group; options of different groups are never compared.

    Args:
        group: Of each comparison, shape (n,); leave ties out.
        better: Number of the winner, the same wherever it is met; shape (n,).
        worse: Of the loser.
    """
    order = np.argsort(group, kind="stable")
    found: list[Circles] = []
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1) if len(group) else []:
        if len(rows) < TRIAD:
            continue
        options, place = np.unique(np.concatenate([better[rows], worse[rows]]), return_inverse=True)
        if len(options) >= TRIAD:
            one, two = place[: len(rows)], place[len(rows) :]
            found.append(circles(one, two, n_options=len(options)))
    triads = sum(one.triads for one in found)
    return InGroups(
        groups=sum(one.triads > 0 for one in found),
        circular_groups=sum(one.circular > 0 for one in found),
        triads=triads,
        circular=sum(one.circular for one in found),
        why_not="" if triads else "no three responses to one prompt were all compared",
    )
