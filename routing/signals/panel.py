"""Signals of several verdicts: which way they go, how much they differ, and with what they go.

The lead judge is the one of the first verdict: its label stands where people are not asked. Of
several questions each signal reads the first that has a winner in the lead's first verdict.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log, nan

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals import sided

Judged = Sequence[JudgmentRecord]

SIDE = {"a": 1.0, "b": -1.0}  # everything else, ties and both bad, is in the middle


def entropy(_item: ItemRecord, judged: Judged) -> float:
    """Entropy of the verdicts over judges, prompt variants and orders, in nats; NaN below two.

    Source: CoAnnotating, Li et al. (2023), EMNLP, section 3: H = -sum p ln p.
    """
    votes = Counter(winner for _, winner in _votes(judged))
    n = votes.total()
    return -sum(k / n * log(k / n) for k in votes.values()) if n > 1 else nan


def split(_item: ItemRecord, judged: Judged) -> float:
    """Share of the other judges whose own commonest verdict is not the lead's; NaN with one."""
    by_judge: dict[int, Counter[str]] = {}
    for judge, winner in _votes(judged):
        by_judge.setdefault(judge, Counter())[winner] += 1
    first, *others = [_commonest(votes) for votes in by_judge.values()] or [""]
    return sum(winner != first for winner in others) / len(others) if others else nan


def margin(_item: ItemRecord, judged: Judged) -> float:
    """Lead of the commonest verdict over the next, as a share of the verdicts, [0, 1]."""
    top = Counter(winner for _, winner in _votes(judged)).most_common(2)
    n = sum(1 for _ in _votes(judged))
    return (top[0][1] - (top[1][1] if len(top) > 1 else 0)) / n if top else nan


def first(_item: ItemRecord, judged: Judged) -> float:
    """The lead's verdict: 1 the first response, -1 the second, 0 neither."""
    return next((SIDE.get(winner, 0.0) for _, winner in _votes(judged)), nan)


def tie(_item: ItemRecord, judged: Judged) -> float:
    """1 when the lead's verdict is for neither response, else 0."""
    return next((float(winner not in SIDE) for _, winner in _votes(judged)), nan)


def dissent(_item: ItemRecord, judged: Judged) -> float:
    """Share of all other verdicts that are not the lead's first, [0, 1]; NaN with one verdict."""
    winners = [winner for _, winner in _votes(judged)]
    return sum(w != winners[0] for w in winners[1:]) / (len(winners) - 1) if winners[1:] else nan


def longer(item: ItemRecord, judged: Judged) -> float:
    """How much longer the lead's winner is, [-1, 1]; 0 when it has none."""
    return first(item, judged) * sided.length(item, judged)


def on_topic(item: ItemRecord, judged: Judged) -> float:
    """How much more the lead's winner keeps to the prompt's words, [-1, 1]."""
    return first(item, judged) * sided.on_topic(item, judged)


def answers(item: ItemRecord, judged: Judged) -> float:
    """How many more of the prompt's words the lead's winner takes up, [-1, 1]."""
    return first(item, judged) * sided.answers(item, judged)


def shown_first(_item: ItemRecord, judged: Judged) -> float:
    """Share of the decided verdicts that went to the response shown first, [0, 1]; NaN without."""
    shown = [
        judgment.presented_order[0] == winner
        for judgment in judged
        for winner in [_winner(judgment, _question(judged))]
        if winner in SIDE and judgment.presented_order
    ]
    return sum(shown) / len(shown) if shown else nan


def given_margin(item: ItemRecord, _judged: Judged) -> float:
    """The margin that came with the item, without its sign; NaN without a number."""
    given = item.metadata.get("margin", item.context.get("margin"))
    try:
        return abs(float(given)) if given is not None and not isinstance(given, bool) else nan
    except (TypeError, ValueError):
        return nan


def _votes(judged: Judged) -> Iterator[tuple[int, str]]:
    """(judge, winner) of each verdict that has one, in order."""
    question = _question(judged)
    for judgment in judged:
        if winner := _winner(judgment, question):
            yield judgment.rater_id, winner


def _question(judged: Judged) -> str:
    for judgment in judged:
        for question, answer in judgment.answers.items():
            if isinstance(answer, dict) and "winner" in answer:
                return str(question)
    return ""


def _winner(judgment: JudgmentRecord, question: str) -> str:
    answer = judgment.answers.get(question)
    return str(answer.get("winner", "")) if isinstance(answer, dict) else ""


def _commonest(votes: Counter[str]) -> str:
    """The commonest verdict, "" when two are equally common: a judge of two minds has none."""
    top = votes.most_common(2)
    return "" if len(top) == 2 and top[0][1] == top[1][1] else top[0][0]
