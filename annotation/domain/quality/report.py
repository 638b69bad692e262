"""One question's votes → how far people agree among themselves, and each judge with them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import agreement, chance, intervals, krippendorff


@dataclass(frozen=True, slots=True)
class Vote:
    """A rater's category for an item."""

    item_id: int
    rater: str
    is_judge: bool
    category: str


@dataclass(frozen=True, slots=True)
class Stat:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int  # what the share is of: pairs of people, or items


@dataclass(frozen=True, slots=True)
class RaterPair:
    """How often two people gave the same answer."""

    a: str
    b: str
    agreement: float
    n: int  # items that both judged


@dataclass(frozen=True, slots=True)
class JudgeQuality:
    """A judge against the majority of people."""

    judge: str
    agreement: Stat
    kappa: float
    # A tie is what judges most often get wrong; None without any tie on that side.
    tie_recall: float | None  # of the majority's ties, the share that the judge saw
    tie_precision: float | None  # of the judge's ties, the share that the majority saw


@dataclass(frozen=True, slots=True)
class Report:
    """Agreement on one question. None: cannot be computed, too few judgments."""

    n_items: int  # judged by two people or more
    human_human: Stat | None
    alpha: float | None
    pairs: list[RaterPair]
    human_judge: Stat | None  # all judges together
    judges: list[JudgeQuality]
    # Beside alpha for labels without an order: the order b < tie < a, and a chance correction that
    # stays steady where one label is common.
    alpha_interval: tuple[float, float] | None = None
    alpha_ordinal: float | None = None  # also None where the question has no tie
    ac1: float | None = None


def assess(votes: Sequence[Vote], categories: Sequence[str], *, rng: np.random.Generator) -> Report:
    """The agreement in these votes.

    Args:
        votes: At most one per item and rater, in any order; categories not listed are left out.
        categories: The labels the question allows.
        rng: Draws the bootstrap samples of the people's interval.
    """
    code = {c: i for i, c in enumerate(categories)}
    known = sorted(
        (v for v in votes if v.category in code), key=lambda v: (v.item_id, v.rater, v.is_judge)
    )
    row = {item: i for i, item in enumerate(dict.fromkeys(v.item_id for v in known))}
    people = [v for v in known if not v.is_judge]
    counts = agreement.tabulate(
        np.array([row[v.item_id] for v in people], dtype=int),
        np.array([code[v.category] for v in people], dtype=int),
        n_units=len(row),
        n_classes=len(code),
    )
    said: dict[tuple[bool, str], NDArray[np.int_]] = {}
    for v in known:
        line = said.setdefault((v.is_judge, v.rater), np.full(len(row), -1))
        line[row[v.item_id]] = code[v.category]
    names = sorted(name for is_judge, name in said if not is_judge)
    judges = sorted(name for is_judge, name in said if is_judge)
    best = agreement.majority(counts)
    tie = code.get("tie", -1)
    of_judges = [
        found for name in judges if (found := _judge(name, said[True, name], best, len(code), tie))
    ]
    return Report(
        n_items=int((counts.sum(axis=1) >= 2).sum()),
        human_human=_people(counts, rng),
        alpha=_or_none(krippendorff.alpha(counts)),
        pairs=[p for a, b in combinations(names, 2) if (p := _pair(a, b, said))],
        human_judge=_together(of_judges),
        judges=of_judges,
        alpha_interval=_alpha_interval(counts, rng),
        alpha_ordinal=_ordinal(counts, code),
        ac1=_or_none(chance.gwet(counts).value),
    )


def _people(counts: NDArray[np.int_], rng: np.random.Generator) -> Stat | None:
    agreeing, every = agreement.pairs(counts)
    n = int(every.sum())
    if not n:
        return None
    low, high = intervals.bootstrap_share(agreeing, every, rng=rng)
    return Stat(int(agreeing.sum()) / n, low, high, n)


def _alpha_interval(
    counts: NDArray[np.int_], rng: np.random.Generator
) -> tuple[float, float] | None:
    low, high = krippendorff.interval(counts, rng=rng)
    return None if math.isnan(low) else (low, high)


def _ordinal(counts: NDArray[np.int_], code: dict[str, int]) -> float | None:
    """Alpha of b < tie < a; both bad has no place in that order and is left out."""
    if not {"a", "b", "tie"} <= code.keys():
        return None
    ranked = counts[:, [code["b"], code["tie"], code["a"]]]
    return _or_none(krippendorff.alpha(ranked, level="ordinal"))


def _pair(a: str, b: str, said: dict[tuple[bool, str], NDArray[np.int_]]) -> RaterPair | None:
    one, two = said[False, a], said[False, b]
    both = (one >= 0) & (two >= 0)
    n = int(both.sum())
    return RaterPair(a, b, int((one == two)[both].sum()) / n, n) if n else None


def _judge(
    name: str, said: NDArray[np.int_], best: NDArray[np.int_], n_classes: int, tie: int
) -> JudgeQuality | None:
    both = (said >= 0) & (best >= 0)
    mine, theirs = said[both], best[both]
    n, hits = len(mine), int((mine == theirs).sum())
    if not n:
        return None
    ties = int(((mine == tie) & (theirs == tie)).sum())
    return JudgeQuality(
        judge=name,
        agreement=Stat(hits / n, *intervals.wilson(hits, n), n),
        kappa=agreement.cohen_kappa(mine, theirs, n_classes=n_classes),
        tie_recall=_share(ties, int((theirs == tie).sum())),
        tie_precision=_share(ties, int((mine == tie).sum())),
    )


def _together(judges: Sequence[JudgeQuality]) -> Stat | None:
    n = sum(j.agreement.n for j in judges)
    hits = sum(round(j.agreement.value * j.agreement.n) for j in judges)
    return Stat(hits / n, *intervals.wilson(hits, n), n) if n else None


def _share(hits: int, n: int) -> float | None:
    return hits / n if n else None


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
