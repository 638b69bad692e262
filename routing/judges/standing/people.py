"""How well a judge agrees with people, beside how well people agree with each other."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.domain.quality import agreement, alt_test, chance, intervals
from annotation.domain.quality.figure import Figure, shown
from routing.judges.standing.table import NOBODY, TIE, Floats, Ints, Table

AUDIENCE = "skilled"  # whose margin the rules take


@dataclass(frozen=True, slots=True)
class Person:
    """One person against the majority of the others."""

    person: str
    share: Figure  # n: items on which the others have a majority


@dataclass(frozen=True, slots=True)
class Agreement:
    """The judge with the majority of people, and people with each other."""

    overall: Figure
    unanimous: Figure  # where people all said the same, two or more of them
    split: Figure
    decided: Figure  # where neither says tie
    ceiling: Figure
    pairs_of_people: Figure
    people: list[Person]
    kappa: Figure
    ac1: Figure
    confusion: list[list[int]]  # rows: people's majority; columns: the judge
    ties: dict[str, Figure]  # judge's share, people's share, recall, precision


def agree(table: Table, *, rng: np.random.Generator) -> Agreement:
    """Compare; the ceiling's interval draws whole items."""
    counts = table.counts()
    best = agreement.majority(counts)
    both = (best != NOBODY) & (table.said != NOBODY)
    hit, n = table.said == best, counts.sum(axis=1)
    alone = counts.max(axis=1, initial=0) == n
    tied = (best == TIE) | (table.said == TIE)
    people, ceiling = _leave_one_out(table, counts, rng)
    mine, theirs = table.said[both], best[both]
    return Agreement(
        overall=_share(hit, both, "no item was judged by it and by people"),
        unanimous=_share(hit, both & alone & (n > 1), "people were unanimous on no such item"),
        split=_share(hit, both & ~alone, "people differed on no such item"),
        decided=_share(hit, both & ~tied, "every such item is a tie to one of them"),
        ceiling=ceiling,
        pairs_of_people=_pairs(counts, rng),
        people=people,
        kappa=_kappa(theirs, mine, len(table.labels)),
        ac1=_ac1(theirs, mine, len(table.labels)),
        confusion=agreement.confusion(theirs, mine, n_classes=len(table.labels)).tolist(),
        ties={
            "judge": _share(mine == TIE, mine != NOBODY, "there is no pair"),
            "people": _share(theirs == TIE, theirs != NOBODY, "there is no pair"),
            "recall": _share(mine == TIE, theirs == TIE, "people called nothing a tie"),
            "precision": _share(theirs == TIE, mine == TIE, "the judge called nothing a tie"),
        },
    )


def replaces(table: Table) -> dict[str, Any]:
    """The alternative-annotator test at each audience's margin, and its duels at the one in use."""
    votes = np.where(table.votes == NOBODY, np.nan, table.votes.astype(float))
    judge = np.where(table.said == NOBODY, np.nan, table.said.astype(float))
    done = {
        name: alt_test.run(votes, judge, epsilon=epsilon)
        for name, epsilon in alt_test.EPSILON.items()
    }
    used = done[AUDIENCE]
    return {
        "passed": used.passed,
        "why_not": used.why_not,
        "audience": AUDIENCE,
        "advantage": used.advantage,
        "winning_rate": {name: one.winning_rate for name, one in done.items()},
        "duels": [
            {
                "person": table.people[duel.person],
                "judge_closer": duel.judge_closer,
                "person_closer": duel.person_closer,
                "p": duel.p,
                "beaten": duel.beaten,
                "n": duel.n,
            }
            for duel in used.duels
        ],
    }


def _leave_one_out(
    table: Table, counts: Ints, rng: np.random.Generator
) -> tuple[list[Person], Figure]:
    """Each person against the majority of the others, where the others have one."""
    hits, totals = np.zeros(len(table), dtype=int), np.zeros(len(table), dtype=int)
    people = []
    for column, name in enumerate(table.people):
        mine = table.votes[:, column]
        rest = counts.copy()
        there = np.flatnonzero(mine != NOBODY)
        rest[there, mine[there]] -= 1
        best = agreement.majority(rest)
        use = (mine != NOBODY) & (best != NOBODY)
        hit = use & (mine == best)
        hits, totals = hits + hit, totals + use
        people.append(Person(name, _share(hit, use, "nobody else judged the same items")))
    n = int(totals.sum())
    if not n:
        return people, Figure(None, why_not="no two people judged the same items")
    span = intervals.bootstrap_share(hits, totals, rng=rng)
    return people, shown(int(hits.sum()) / n, span, n=n)


def _pairs(counts: Ints, rng: np.random.Generator) -> Figure:
    agreeing, every = agreement.pairs(counts)
    n = int(every.sum())
    if not n:
        return Figure(None, why_not="no two people judged the same items")
    span = intervals.bootstrap_share(agreeing, every, rng=rng)
    return shown(int(agreeing.sum()) / n, span, n=n)


def _kappa(a: Ints, b: Ints, n_classes: int) -> Figure:
    value = agreement.cohen_kappa(a, b, n_classes=n_classes)
    _, low, high = agreement.cohen_interval(a, b, n_classes=n_classes)
    return shown(value, (low, high), n=len(a), why_not="no item was judged by it and by people")


def _ac1(a: Ints, b: Ints, n_classes: int) -> Figure:
    rows = np.arange(len(a))
    counts = agreement.tabulate(
        np.concatenate([rows, rows]),
        np.concatenate([a, b]),
        n_units=len(a),
        n_classes=n_classes,
    )
    found = chance.gwet(counts)
    half = 1.96 * found.error
    span = None if math.isnan(half) else (max(-1.0, found.value - half), found.value + half)
    if span:
        span = span[0], min(1.0, span[1])
    return shown(found.value, span, n=len(a), why_not="no item was judged by it and by people")


def _share(hit: Ints | Floats, use: Ints | Floats, why_not: str) -> Figure:
    n, hits = int(np.sum(use)), int(np.sum(hit & use))  # type: ignore[operator]  # both are bool
    if not n:
        return Figure(None, why_not=why_not)
    return shown(hits / n, intervals.wilson(hits, n), n=n)
