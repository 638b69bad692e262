"""Signals of what judges have said about an item."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

from annotation.domain.types import ItemRecord, JudgmentRecord


@dataclass(frozen=True, slots=True)
class _Verdict:
    winner: str
    confidence: float | None


def judge_verdicts(_item: ItemRecord, judged: Sequence[JudgmentRecord]) -> float:
    """How many verdicts of judges there are."""
    return float(len(judged))


def judge_confidence(_item: ItemRecord, judged: Sequence[JudgmentRecord]) -> float:
    """How sure the judges are together, (0, 1]; of several questions, the one least sure.

    Without stated confidences it is the share of verdicts for the winner after one imagined verdict
    for and one against it, (k + 1) / (n + 2): the mean of a Beta(1, 1) after the votes, so two who
    agree give .75 and two who differ .5. Where judges state a confidence it is the linear opinion
    pool (Stone 1961): the mean over judges of the probability each gives the winner, with that
    share for those who state none. A single judge is taken at its word.
    """
    shares = [_confidence(verdicts) for verdicts in _by_question(judged).values()]
    return min(shares, default=nan)


def judge_disagreement(_item: ItemRecord, judged: Sequence[JudgmentRecord]) -> float:
    """Share of verdicts that are not the commonest, [0, 1); of several questions, the largest.

    NaN with fewer than two verdicts.
    """
    shares = [
        1 - max(Counter(v.winner for v in verdicts).values()) / len(verdicts)
        for verdicts in _by_question(judged).values()
        if len(verdicts) > 1
    ]
    return max(shares, default=nan)


def judge_order_flip(_item: ItemRecord, judged: Sequence[JudgmentRecord]) -> float:
    """1 when a judge changed its verdict with the order shown, 0 when none did.

    NaN when no judge's verdict is known in both orders.
    """
    seen: dict[tuple[int, str], dict[tuple[str, ...], str]] = defaultdict(dict)
    for judgment in judged:
        for question, winner, _ in _winners(judgment):
            seen[judgment.rater_id, question][tuple(judgment.presented_order)] = winner
    flips = [len(set(orders.values())) > 1 for orders in seen.values() if len(orders) > 1]
    return float(any(flips)) if flips else nan


def _winners(judgment: JudgmentRecord) -> list[tuple[str, str, float | None]]:
    return [
        (question, str(answer["winner"]), judgment.confidence)
        for question, answer in judgment.answers.items()
        if isinstance(answer, dict) and "winner" in answer
    ]


def _by_question(judged: Sequence[JudgmentRecord]) -> dict[str, list[_Verdict]]:
    verdicts: dict[str, list[_Verdict]] = defaultdict(list)
    for judgment in judged:
        for question, winner, confidence in _winners(judgment):
            verdicts[question].append(_Verdict(winner, confidence))
    return verdicts


def _confidence(verdicts: list[_Verdict]) -> float:
    votes = Counter(v.winner for v in verdicts)
    pools = {
        winner: _pool(winner, votes[winner], verdicts)
        for winner in votes
        if votes[winner] == max(votes.values())
    }
    return max(pools.values())


def _pool(winner: str, votes: int, verdicts: list[_Verdict]) -> float:
    share = (votes + 1) / (len(verdicts) + 2)
    given = [
        share
        if v.confidence is None
        else (v.confidence if v.winner == winner else 1 - v.confidence)
        for v in verdicts
    ]
    return sum(given) / len(given)
