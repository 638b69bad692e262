"""Do aspects of quality drive the overall verdict, or what comes with them: length, tone?

An error check-list or a scale beside the preference says what was wrong with each response. Held
against length, assertiveness and complexity, an aspect that only goes with them loses its weight.

Source: Human Feedback is not Gold Standard, arXiv 2309.16349, section 4.
"""

from dataclasses import dataclass

import numpy as np

from annotation.domain.quality import logistic
from annotation.domain.quality.ballots import Bools, Floats, Ints
from annotation.domain.quality.figure import Figure, shown

EACH = 10  # decided items for each column
Z = 1.96
ALIKE = "the two responses are alike in it wherever one was preferred"


@dataclass(frozen=True, slots=True)
class Confounded:
    """Weights in log-odds per standard deviation of the difference; n: decided verdicts."""

    alone: tuple[Figure, ...]  # of each aspect, the other aspects held
    held: tuple[Figure, ...]  # the same with the confounders held too
    confounders: tuple[Figure, ...]  # of each confounder, the aspects held
    # Share of the uncertainty (McFadden), [0, 1]: by aspects, by confounders, by both
    explained: tuple[float, float, float] | None
    n: int
    n_items: int
    why_not: str = ""


def weigh(aspects: Floats, confounders: Floats, won: Floats, item: Ints) -> Confounded:
    """What is left of aspects when confounders are held.

    Args:
        aspects: First minus second response as whoever judged saw them, shape (n, k); rows with nan
            are left out.
        confounders: The same of the texts, shape (n, c).
        won: 1 the first was preferred overall, 0 the second; ties (1/2) and nan are left out.
        item: Of each verdict: those on one item are not independent.
    """
    use = ~np.isnan(aspects).any(axis=1) & ~np.isnan(confounders).any(axis=1)
    use &= np.isin(won, (0.0, 1.0))
    aspects, confounders, y = aspects[use], confounders[use], won[use] > 0.5
    there, cluster = np.unique(item[use], return_inverse=True)
    k, c = aspects.shape[1], confounders.shape[1]
    n, needed = len(y), EACH * (k + c)
    if not k or len(there) < needed:
        why = (
            f"{k} aspects and {c} confounders need {needed} decided items; there are {len(there)}"
            if k
            else "nothing else is asked about the responses"
        )
        none = Figure(None, n=n, why_not=why)
        return Confounded((none,) * k, (none,) * k, (none,) * c, None, n, len(there), why)
    both = np.concatenate([aspects, confounders], axis=1)
    one, by_aspects = _fit(aspects, y, cluster)
    _, by_confounders = _fit(confounders, y, cluster)
    all_of_them, by_both = _fit(both, y, cluster)
    return Confounded(
        one, all_of_them[:k], all_of_them[k:], (by_aspects, by_confounders, by_both), n, len(there)
    )


def _fit(x: Floats, y: Bools, cluster: Ints) -> tuple[tuple[Figure, ...], float]:
    n = len(y)
    scale = np.sqrt((x**2).mean(axis=0))
    varies = scale > 0
    if not varies.any():
        return (Figure(None, n=n, why_not=ALIKE),) * x.shape[1], 0.0
    found = logistic.fit(x[:, varies] / scale[varies], y, clusters=cluster)
    figures = iter(
        shown(w, (w - Z * e, w + Z * e), n=n)
        for w, e in zip(found.weights.tolist(), found.errors.tolist(), strict=True)
    )
    weights = tuple(next(figures) if v else Figure(None, n=n, why_not=ALIKE) for v in varies)
    return weights, max(0.0, 1 - found.loss / (n * float(np.log(2))))
