"""From the verdicts of both orders to one on the pair, or to an abstention with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean


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
