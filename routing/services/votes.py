"""Verdicts of a comparison as numbers: 1 the first response, -1 the second, 0 neither."""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from annotation.domain.types import JudgmentRecord, RaterKind, Winner

SIDES = {Winner.A: 1.0, Winner.B: -1.0, Winner.TIE: 0.0, Winner.BOTH_BAD: 0.0}


def is_judge(record: JudgmentRecord) -> bool:
    """Whether a judge gave it."""
    return record.rater_kind is RaterKind.JUDGE


def question(judged: Iterable[JudgmentRecord]) -> str:
    """Key of the first comparison that is answered; empty without one."""
    for record in judged:
        for key, answer in record.answers.items():
            if isinstance(answer, dict) and "winner" in answer:
                return str(key)
    return ""


def winner(record: JudgmentRecord, key: str) -> str:
    """What it says won; empty when it does not say."""
    answer = record.answers.get(key)
    return str(answer.get("winner", "")) if isinstance(answer, dict) else ""


def side(said: str) -> float:
    """The verdict as a number; NaN when it is none."""
    return SIDES.get(Winner(said), np.nan) if said in set(Winner) else np.nan


def plurality(said: Iterable[str]) -> str:
    """The commonest verdict; empty without one, or when two are equally common."""
    top = Counter(word for word in said if word).most_common(2)
    if not top or (len(top) == 2 and top[0][1] == top[1][1]):
        return ""
    return top[0][0]
