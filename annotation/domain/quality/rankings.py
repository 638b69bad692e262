"""Do raters rank alike?"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality.figure import Figure, shown

Floats = NDArray[np.float64]


def kendall(a: Floats, b: Floats, *, ties: str = "b") -> float:
    """Kendall's tau of two rankings of the same options.

    Args:
        a: Rank of each option, shape (n_options,); equal numbers are ties, nan is not ranked.
        b: The other ranking.
        ties: "b": a tie leaves the pair out of the scale. "x": two rankings that tie the same pair
            agree on it (Emond & Mason), so that a ranking agrees with itself.

    Returns:
        In [-1, 1]; nan with fewer than two options in common, or (tau-b) if one ties them all.

    Source: Kendall (1945), Biometrika 33(3); Emond & Mason (2002), J. Multi-Crit. Decis. Anal. 11.
    """
    both = ~np.isnan(a) & ~np.isnan(b)
    one, two = _orders(a[both]), _orders(b[both])
    if not len(one):
        return float("nan")
    if ties == "x":
        one, two = np.where(one == 0, 1, one), np.where(two == 0, 1, two)
        return float(one @ two) / len(one)
    room = int(np.abs(one).sum()) * int(np.abs(two).sum())
    return float(one @ two) / float(np.sqrt(room)) if room else float("nan")


def mean_kendall(items: list[Floats], *, ties: str = "b") -> Figure:
    """The mean over all pairs of raters of an item, then over items.

    Args:
        items: Ranks per item, each of shape (n_raters, n_options), nan where not ranked.
        ties: As for `kendall`.

    Returns:
        With the normal interval over items; n: items.
    """
    per_item = []
    for ranks in items:
        found = [kendall(a, b, ties=ties) for a, b in combinations(ranks, 2)]
        found = [tau for tau in found if not np.isnan(tau)]
        if found:
            per_item.append(sum(found) / len(found))
    n = len(per_item)
    if not n:
        return Figure(None, why_not="no two raters ranked the same options")
    value = sum(per_item) / n
    if n == 1:
        return shown(value, n=1)
    half = 1.96 * float(np.std(per_item, ddof=1)) / np.sqrt(n)
    return shown(value, (max(-1.0, value - half), min(1.0, value + half)), n=n)


def _orders(ranks: Floats) -> NDArray[np.int_]:
    """The sign of each two options' difference, in both directions, shape (n (n - 1),)."""
    signs = np.sign(ranks[:, None] - ranks[None, :]).astype(int)
    return np.asarray(signs[~np.eye(len(ranks), dtype=bool)])
