"""Has a judge's agreement with people changed?"""

from typing import Any

import numpy as np

from annotation.domain.quality import drift, intervals
from routing.judges.standing.table import NOBODY, Table

LEAST_WEEKS = 3


def weekly(table: Table) -> dict[str, Any]:
    """Agreement week by week, and the first alarm of a CUSUM around the agreement over all."""
    best = table.majority()
    use = (best != NOBODY) & (table.said != NOBODY)
    week, hit = table.week[use], (table.said == best)[use]
    n = np.bincount(week) if len(week) else np.zeros(0, dtype=int)
    hits = np.bincount(week, weights=hit).astype(int) if len(week) else n
    weeks = [
        {"week": w, "value": h / m, "n": m, **_span(h, m)}
        for w, (h, m) in enumerate(zip(hits.tolist(), n.tolist(), strict=True))
        if m
    ]
    if len(weeks) < LEAST_WEEKS:
        why = f"it needs verdicts of {LEAST_WEEKS} weeks or more; there are {len(weeks)}"
        return {"weeks": weeks, "fell": None, "since_week": None, "why_not": why}
    shares = np.divide(hits, n, out=np.zeros(len(n)), where=n > 0)
    scores = drift.standardised(shares, n.astype(float), target=float(hits.sum() / n.sum()))
    alarm = drift.cusum(scores)
    fell = bool((alarm.down > alarm.limit).any())
    since = alarm.since if fell and alarm.direction == "down" else None
    return {"weeks": weeks, "fell": fell, "since_week": since, "why_not": ""}


def _span(hits: int, n: int) -> dict[str, float]:
    low, high = intervals.wilson(hits, n)
    return {"low": low, "high": high}
