"""What sways a judge besides the better response: order, length, format, its own family."""

import math
from dataclasses import dataclass

import numpy as np

from annotation.domain.quality import bias, intervals
from annotation.domain.quality.figure import Figure, shown
from routing.judges.standing.table import NOBODY, A, B, Floats, Ints, Table

NO_ORDERS = "no item was judged in both orders"


@dataclass(frozen=True, slots=True)
class Orders:
    """Asked twice, with the sides swapped."""

    consistent: Figure  # the same label in both orders
    turned: int  # opposite winners
    first_both: int  # of those: for the response shown first, both times
    pull: Figure  # share for the first place less one half, ties half: before the swap
    left_over: Figure  # after it: share for response a less people's share, decided pairs
    accuracy_first: Figure  # of the labels given with a first
    accuracy_mean: Figure  # of the labels of both orders together
    accuracy_consistent: Figure
    accuracy_inconsistent: Figure  # of the labels with a first, where the orders differ


def orders(table: Table) -> Orders:
    """Compare both orders, with each other and with people."""
    best = table.majority()
    both = (table.first != NOBODY) & (table.swapped != NOBODY)
    same = table.first == table.swapped
    judged = both & (best != NOBODY)
    right_first, right_swapped = table.first == best, table.swapped == best
    turned = both & _opposite(table.first, table.swapped)
    hits = int((right_first & judged).sum() + (right_swapped & judged).sum())
    n = int(judged.sum())
    none = NO_ORDERS + (" and by people" if both.any() else "")
    return Orders(
        consistent=_share(same & both, both, NO_ORDERS),
        turned=int(turned.sum()),
        first_both=int((turned & (table.first == A)).sum()),
        pull=_pull(table, both),
        left_over=_left_over(table, best),
        accuracy_first=_share(
            right_first, (table.first != NOBODY) & (best != NOBODY), "people judged no such item"
        ),
        # Two labels of one item are not independent: the interval is as of n items, the wider one.
        accuracy_mean=_mean(hits, n, none),
        accuracy_consistent=_share(right_first & same, judged & same, none),
        accuracy_inconsistent=_share(
            right_first & ~same, judged & ~same, "both orders are the same throughout"
        ),
    )


@dataclass(frozen=True, slots=True)
class MissingWrong:
    """Over all items that people judged, whether the judge gave a verdict or not."""

    right: Figure  # of the labels of both orders together; of one where there is only one
    same: Figure  # in both orders; nothing is the same as nothing said


def missing_wrong(table: Table) -> MissingWrong:
    """Count what the judge did not say as wrong, and as different from what it said or not."""
    best = table.majority()
    asked = best != NOBODY
    n, both = int(asked.sum()), bool((table.swapped != NOBODY).any())
    first = table.first if both else table.said
    hits = int((first == best)[asked].sum()) + int((table.swapped == best)[asked].sum()) * both
    same = (table.first == table.swapped) & (table.first != NOBODY)
    return MissingWrong(
        right=_mean(hits, n, "people judged no item")
        if both
        else _share(first == best, asked, "people judged no item"),
        same=_share(same & asked, asked & both, NO_ORDERS),
    )


@dataclass(frozen=True, slots=True)
class Liking:
    """How far a property of responses wins them verdicts, of the judge and of people."""

    judge: Figure  # slope, log-odds per unit of tanh(difference / its deviation)
    people: Figure
    gap: Figure  # judge less people
    judge_share: Figure  # of decided pairs that differ in it, for the response with more of it
    people_share: Figure


def liking(table: Table, difference: Floats) -> Liking:
    """Compare the judge's slope with people's on the same pairs, those that both decide."""
    best = table.majority()
    use = _decides(table.said) & _decides(best) & ~np.isnan(difference)
    x = difference[use]
    spread = float(np.std(x)) if len(x) else 0.0
    if not spread:
        why = "no two responses that both decide on differ in it"
        nothing = Figure(None, why_not=why)
        return Liking(nothing, nothing, nothing, nothing, nothing)
    scaled = np.tanh(x / spread)
    mine, theirs = (_slope(scaled, said[use]) for said in (table.said, best))
    return Liking(
        judge=mine,
        people=theirs,
        gap=_difference(mine, theirs),
        judge_share=_for_more(table.said[use], x),
        people_share=_for_more(best[use], x),
    )


def own_family(table: Table) -> Figure:
    """P(picks its own | people do) - P(picks the other's | people do), where one is its own.

    Source: arXiv 2410.21819, equation of the bias by equal opportunity. The interval is of a
    difference of two shares (Newcombe 1998, method 10, from Wilson's).
    """
    one = (table.family_a + table.family_b == 1) & (table.family_a >= 0) & (table.family_b >= 0)
    mine = np.where(table.family_a == 1, A, B)
    best = table.majority()
    use = one & _decides(best) & (table.said != NOBODY)
    own, other = use & (best == mine), use & (best != mine)
    why = "people preferred both its own and another's on no pairs that it judged"
    if not (own.any() and other.any()):
        return Figure(None, n=int(use.sum()), why_not=why)
    x, n = int((table.said == best)[own].sum()), int(own.sum())
    y, m = int((table.said == best)[other].sum()), int(other.sum())
    p, q, (l1, u1), (l2, u2) = x / n, y / m, intervals.wilson(x, n), intervals.wilson(y, m)
    low = p - q - math.hypot(p - l1, u2 - q)
    high = p - q + math.hypot(u1 - p, q - l2)
    return shown(p - q, (low, high), n=n + m)


def _pull(table: Table, both: Ints) -> Figure:
    first = np.select([table.first == A, table.first == B], [1.0, 0.0], 0.5)
    swapped = np.select([table.swapped == B, table.swapped == A], [1.0, 0.0], 0.5)
    return _mean_of((0.5 * (first + swapped) - 0.5)[both], NO_ORDERS)


def _left_over(table: Table, best: Ints) -> Figure:
    use = _decides(table.said) & _decides(best)
    gap = (table.said == A).astype(float) - (best == A)
    return _mean_of(gap[use], "no pair is decided by it and by people")


def _mean_of(values: Floats, why_not: str) -> Figure:
    n = len(values)
    if n < 2:
        return Figure(None, n=n, why_not=why_not)
    mean, half = float(values.mean()), 1.96 * float(values.std(ddof=1)) / math.sqrt(n)
    return shown(mean, (mean - half, mean + half), n=n)


def _mean(hits: int, n: int, why_not: str) -> Figure:
    if not n:
        return Figure(None, why_not=why_not)
    low, high = intervals.wilson(hits // 2, n)[0], intervals.wilson(-(-hits // 2), n)[1]
    return shown(hits / (2 * n), (low, high), n=n)


def _slope(x: Floats, said: Ints) -> Figure:
    raters = np.zeros(len(x), dtype=int)
    pooled = bias.pulls(raters, x, (said == A).astype(float), n_raters=1).pooled
    return shown(
        math.nan if pooled.value is None else pooled.value,
        (_or_nan(pooled.low), _or_nan(pooled.high)),
        n=len(x),
        why_not=pooled.why_not,
    )


def _difference(mine: Figure, theirs: Figure) -> Figure:
    if mine.value is None or theirs.value is None:
        return Figure(None, why_not=mine.why_not or theirs.why_not)
    half = math.hypot(_half(mine), _half(theirs))
    gap = mine.value - theirs.value
    return shown(gap, (gap - half, gap + half), n=mine.n)


def _half(figure: Figure) -> float:
    return (_or_nan(figure.high) - _or_nan(figure.low)) / 2


def _for_more(said: Ints, x: Floats) -> Figure:
    use = x != 0
    return _share((said == A) == (x > 0), use, "all responses are alike in it")


def _share(hit: Ints, use: Ints, why_not: str) -> Figure:
    n, hits = int(use.sum()), int((hit & use).sum())
    if not n:
        return Figure(None, why_not=why_not)
    return shown(hits / n, intervals.wilson(hits, n), n=n)


def _decides(said: Ints) -> Ints:
    decides: Ints = (said == A) | (said == B)
    return decides


def _opposite(one: Ints, two: Ints) -> Ints:
    opposite: Ints = _decides(one) & _decides(two) & (one != two)
    return opposite


def _or_nan(bound: float | None) -> float:
    return math.nan if bound is None else bound
