"""What the audited items say about the judge."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from annotation.domain.quality import intervals
from annotation.domain.types import JudgmentRecord, RaterKind
from annotation.selectors import judgments, labels
from routing import selectors
from routing.signals import Floats


@dataclass(frozen=True, slots=True)
class Agreement:
    """A share with its 95 % interval; `n` is the number of audited answers behind it."""

    value: float
    low: float
    high: float
    n: int


def agreement(project_id: int) -> Agreement | None:
    """How often the judges agree with people on what the policy leaves to judges.

    Over the newest 5,000 audited items with both labels; Hájek's estimate with weights 1 /
    propensity, Wilson's interval at the effective size (sum w)^2 / sum w^2. None without any.
    """
    propensity = dict(selectors.audited(project_id))
    votes = {
        item_id: _by_question(records)
        for item_id, records in judgments.of_items(list(propensity)).items()
    }
    weights, hits = [], []
    for label in labels.current(list(propensity)):
        judged = _plurality(votes.get(label.item_id, {}).get(label.question))
        if label.source == "human" and label.value.get("winner") and judged:
            weights.append(1 / propensity[label.item_id])
            hits.append(judged == label.value["winner"])
    return weighted(np.array(hits, dtype=float), np.array(weights, dtype=float))


def weighted(hits: Floats, weights: Floats) -> Agreement | None:
    """Hájek's estimate of a share, with Wilson's interval at the effective size; None of nothing.

    Args:
        hits: 1 or 0, shape (n,).
        weights: 1 / the chance that each is known, shape (n,).
    """
    if not len(hits):
        return None
    share = float(np.average(hits, weights=weights))
    size = round(float(weights.sum() ** 2 / (weights**2).sum()))
    low, high = intervals.wilson(round(share * size), size)
    return Agreement(share, low, high, len(hits))


def _by_question(records: list[JudgmentRecord]) -> dict[str, Counter[str]]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        if record.rater_kind is RaterKind.JUDGE:
            for question, answer in record.answers.items():
                if winner := answer.get("winner"):
                    votes[question][winner] += 1
    return votes


def _plurality(votes: Counter[str] | None) -> str | None:
    """The commonest verdict; None when there is none or two are equally common."""
    top = votes.most_common(2) if votes else []
    if not top or (len(top) == 2 and top[0][1] == top[1][1]):
        return None
    return top[0][0]
