"""From the verdicts of both orders to one on the pair, or to an abstention with its reason."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Any

SAME = 1e-9  # a lead below this is none


@dataclass(frozen=True, slots=True)
class Vote:
    """One readable verdict in canonical order."""

    order: int  # 0: a was shown first; 1: b
    strength: int  # -2…2, negative = a is better
    p_a: float | None = None  # probability that a is better


@dataclass(frozen=True, slots=True)
class Combined:
    """`winner` is "a", "b", "tie", or None: the judge abstains, for `reason`."""

    winner: str | None
    strength: int = 0  # -2…2
    p_a: float | None = None
    confidence: float | None = None  # [0.5, 1]
    order_consistent: bool = False
    reason: str = ""
    ranking: "Ranking | None" = None  # of a judge that puts all responses in order


def combine(votes: Sequence[Vote], *, mode: str) -> Combined:
    """One verdict from the votes of both orders.

    Args:
        votes: At least one per order.
        mode: "agree": the orders' verdicts are compared; a tie beside a win is a weak win, two
            opposite wins are an abstention, not a tie. "mean": the probabilities of the orders are
            averaged, which cancels a preference for the first place; for judges that give
            probabilities, whose bias would otherwise make every pair a conflict.

    Confidence is the averaged probability of the winner where there is one, else the share of votes
    for it with one success and one failure added (Beta(1, 1)).
    """
    by_order = [[v for v in votes if v.order == order] for order in (0, 1)]
    means = [fmean(v.strength for v in one) for one in by_order]
    p_a = _mean_p(by_order)
    consistent = _sign(means[0]) == _sign(means[1])
    if mode == "mean":
        if p_a is None:
            return Combined(None, reason="no_probability")
        winner = "a" if p_a > 0.5 else "b" if p_a < 0.5 else "tie"
        return _verdict(winner, 1, votes, p_a, consistent)
    if _sign(means[0]) * _sign(means[1]) < 0:
        return Combined(None, p_a=p_a, reason="order_inconsistent")
    total = sum(means)
    if total == 0:
        return _verdict("tie", 0, votes, p_a, consistent)
    size = 2 if min(abs(m) for m in means) >= 1.5 else 1
    return _verdict("a" if total < 0 else "b", size, votes, p_a, consistent)


def _verdict(
    winner: str, size: int, votes: Sequence[Vote], p_a: float | None, consistent: bool
) -> Combined:
    sign = {"a": -1, "b": 1, "tie": 0}[winner]
    share = (sum(_sign(v.strength) == sign for v in votes) + 1) / (len(votes) + 2)
    confidence = share
    if p_a is not None and sign:
        confidence = p_a if winner == "a" else 1 - p_a
    return Combined(winner, sign * size, p_a, max(0.5, confidence), consistent)


def _mean_p(by_order: Sequence[Sequence[Vote]]) -> float | None:
    known = [[v.p_a for v in one if v.p_a is not None] for one in by_order]
    if not all(known):
        return None
    return fmean(fmean(one) for one in known)


def _sign(x: float) -> int:
    return (x > 0) - (x < 0)


def on_scale(strength: int, points: int) -> int:
    """The judge's strength (-2…2) on a question's scale of 2, 3, 5 or 7 points."""
    sizes = {2: (0, 1, 1), 3: (0, 1, 1), 5: (0, 1, 2), 7: (0, 2, 3)}[points]
    return _sign(strength) * sizes[abs(strength)]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All responses of an item in order, by their places in it."""

    ranks: tuple[int, ...]  # 1 is best; equal ranks share a place
    confidence: float  # [0.5, 1]


def rankings(by_order: Sequence[Sequence[Sequence[Sequence[int]]]]) -> Ranking | None:
    """One order of all responses from the rankings of every order of showing them.

    Responses stand in the order of their mean places (Borda), those that share a place having its
    mean. None if the orders of showing, taken two by two, contradict each other on more pairs of
    responses than they agree on. Confidence is the share of pairs on which they agree, with one
    success and one failure added.

    Args:
        by_order: Of each order of showing, two or more, its samples: groups of responses, best
            first.
    """
    if not all(by_order):
        return None
    means = [[fmean(p) for p in zip(*map(_places, one), strict=True)] for one in by_order]
    pairs = list(combinations(range(len(means[0])), 2))
    signs = [[_sign(round(m[i] - m[j], 9)) for i, j in pairs] for m in means]
    both = list(combinations(signs, 2))
    said = [(x, y) for one, other in both for x, y in zip(one, other, strict=True)]
    if sum(x * y for x, y in said) < 0:
        return None
    agree = sum(x == y for x, y in said) / len(both)
    total = [round(fmean(p), 9) for p in zip(*means, strict=True)]
    order = sorted(set(total))
    share = (agree + 1) / (len(pairs) + 2)
    return Ranking(tuple(order.index(place) + 1 for place in total), max(0.5, share))


def _places(groups: Sequence[Sequence[int]]) -> list[float]:
    """The place of each response; those of one group share the mean of theirs."""
    place: dict[int, float] = {}
    for group in groups:
        shared = len(place) + (len(group) + 1) / 2
        place |= dict.fromkeys(group, shared)
    return [place[response] for response in sorted(place)]


Pairs = Sequence[tuple[Sequence[Any], Sequence[Any]]]  # per aspect: of a's samples, of b's


def scores(pairs: Pairs) -> Combined:
    """The response with the higher mean over aspects and samples.

    Strength 2 needs a lead of at least 1.5 points. Confidence is the share of comparisons, one per
    aspect and sample, that go the same way, with one success and one failure added.
    """
    if not _complete(pairs):
        return Combined(None, reason="incomplete")
    lead = fmean(fmean(a) for a, _ in pairs) - fmean(fmean(b) for _, b in pairs)
    sign = 0 if abs(lead) < SAME else _sign(-lead)
    signs = [_sign(y - x) for a, b in pairs for x, y in zip(a, b, strict=False)]
    share = (sum(s == sign for s in signs) + 1) / (len(signs) + 2)
    size = 0 if sign == 0 else 2 if abs(lead) >= 1.5 else 1
    return Combined(_winner(sign), sign * size, None, max(0.5, share), order_consistent=True)


def odds(pairs: Pairs) -> Combined:
    """From the probabilities that each response is good: p_a has the odds of a over the odds of b.

    Both are averaged over aspects and samples as log-odds, so that p_a + p_b = 1. The values are
    {"yes": bool, "p_yes": probability or None}; without probabilities it abstains.
    """
    if not _complete(pairs):
        return Combined(None, reason="incomplete")
    known = [(_log_odds(a), _log_odds(b)) for a, b in pairs]
    if any(a is None or b is None for a, b in known):
        return Combined(None, reason="no_probability")
    lead = fmean((a or 0.0) - (b or 0.0) for a, b in known)
    return _by_probability(1 / (1 + math.exp(-max(min(lead, 700.0), -700.0))))


def numbers(pairs: Pairs, *, logistic: bool) -> Combined:
    """The response with the higher number.

    Args:
        pairs: One aspect.
        logistic: The numbers are rewards, whose difference is the log-odds of a Bradley-Terry
            model; else similarities in [0, 1], whose difference is no probability.
    """
    if not _complete(pairs):
        return Combined(None, reason="incomplete")
    lead = fmean(fmean(a) - fmean(b) for a, b in pairs)
    if logistic:
        return _by_probability(1 / (1 + math.exp(-max(min(lead, 700.0), -700.0))))
    sign = 0 if abs(lead) < SAME else _sign(-lead)
    return Combined(_winner(sign), sign, None, min(1.0, 0.5 + abs(lead) / 2), order_consistent=True)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one judge of a panel says: its verdict on the pair, or None for none."""

    winner: str | None
    strength: int = 0
    p_a: float | None = None


def panel(ballots: Sequence[Ballot]) -> Combined:
    """The verdict of several judges: the one that more than half of all of them give.

    A judge that abstains is a seat without a vote: it counts in the half, so that one of three
    cannot speak for the panel. Confidence is the winner's share of the votes given, with one
    success and one failure added; p_a is the mean where every judge gives one.
    """
    given = [b for b in ballots if b.winner is not None]
    counts = Counter(b.winner for b in given)
    winner, most = counts.most_common(1)[0] if counts else (None, 0)
    if 2 * most <= len(ballots):
        return Combined(None, reason="panel_split" if given else "panel_silent")
    votes = [b for b in given if b.winner == winner]
    known = [b.p_a for b in ballots if b.p_a is not None]
    size = min(abs(b.strength) for b in votes)
    sign = {"a": -1, "b": 1, "tie": 0}[winner or "tie"]
    return Combined(
        winner,
        sign * max(size, abs(sign)),
        fmean(known) if len(known) == len(ballots) else None,
        max(0.5, (most + 1) / (len(given) + 2)),
        order_consistent=True,
    )


def _by_probability(p_a: float) -> Combined:
    sign = 0 if abs(p_a - 0.5) < SAME else -1 if p_a > 0.5 else 1
    return Combined(_winner(sign), sign, p_a, max(p_a, 1 - p_a), order_consistent=True)


def _complete(pairs: Pairs) -> bool:
    return bool(pairs) and all(len(a) > 0 and len(b) > 0 for a, b in pairs)


def _winner(sign: int) -> str:
    return {-1: "a", 0: "tie", 1: "b"}[sign]


def _log_odds(values: Sequence[Any]) -> float | None:
    found = [value.get("p_yes") for value in values]
    if any(p is None for p in found):
        return None
    clipped = [min(max(float(p), 1e-6), 1 - 1e-6) for p in found]
    return fmean(math.log(p / (1 - p)) for p in clipped)
