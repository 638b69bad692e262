"""How many people an item needs: none, one or several, until its label is sure enough."""

from dataclasses import dataclass
from math import factorial
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import Json
from routing.policies.base import SPENT, Budget, Plain, Score
from routing.policies.calibration import CalibrationFrame
from routing.policies.columns import HUMAN, JUDGE, Decisions, Why, why
from routing.signals import Floats, SignalFrame

LABELS = (1.0, 0.0, -1.0)  # the first response, neither, the second
SMOOTHING = 1.0  # imagined audited rows per label and cell
SPREAD = ("unknown", "agreed", "divided")  # what the other verdicts say of the lead's
UNHEARD = len(LABELS)  # the row of an item without a verdict


@dataclass(frozen=True, slots=True)
class Confusion:
    """P(people's label | the lead's verdict, what the other verdicts say), flattened.

    Args:
        posterior: Rows by verdict (first, neither, second, none) times SPREAD, each over LABELS.
        rows: Audited items it was learnt from; 0 = nothing is known, and all labels are as likely.
    """

    posterior: tuple[tuple[float, ...], ...] = ((1 / 3, 1 / 3, 1 / 3),) * 12
    rows: int = 0
    notes: tuple[str, ...] = ("Nothing is audited yet: every label is as likely as the others.",)


@dataclass(frozen=True, slots=True)
class DawidSkene(Plain):
    """As many people as it takes until the label is right with the chance that was asked for.

    The judge is a rater with an error table learnt from audits, people are raters right with one
    chance; after k more answers the label is the likeliest. Of all answers that may come the mean
    chance of being right is taken, exactly.

    Source: Dawid and Skene (1979), J. R. Stat. Soc. C 28(1), with a one-coin model for people.
    """

    key: ClassVar[str] = "dawid_skene"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "As many people as needed"
    summary: ClassVar[str] = "None, one or several people, until the label is sure enough."
    needs: ClassVar[frozenset[str]] = frozenset(
        {"judge_verdicts", "judge_confidence", "judge_first", "judge_dissent"}
    )
    state: ClassVar[type] = Confusion
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "sure": {
                "type": "number",
                "minimum": 0.34,
                "maximum": 0.999,
                "default": 0.85,
                "title": "Sure enough",
                "description": "Chance that the final label is right.",
            },
            "people_right": {
                "type": "number",
                "minimum": 0.34,
                "maximum": 0.999,
                "default": 0.8,
                "title": "People are right",
                "description": "Chance that one person gives the right label.",
            },
            "most": {
                "type": "number",
                "minimum": 1,
                "maximum": 9,
                "default": 5,
                "title": "People at most",
                "description": "No item is shown to more people than this.",
            },
        },
        "additionalProperties": False,
    }

    sure: float = 0.85  # probability
    people_right: float = 0.8  # probability
    most: float = 5

    def fit(self, audited: CalibrationFrame) -> Confusion:
        """Weighted counts of people's labels in each cell, smoothed towards the verdict's own."""
        frame = audited.usable()
        known = np.isin(frame.people, LABELS)
        frame = frame.take(np.flatnonzero(known).tolist())
        if not len(frame):
            return Confusion()
        label = np.searchsorted(-np.array(LABELS), -frame.people)
        weights = frame.weights * len(frame) / frame.weights.sum()
        counts = np.zeros((4 * len(SPREAD), len(LABELS)))
        np.add.at(counts, (_cells(frame.signals), label), weights)
        # Each cell leans on its verdict as a whole, each verdict on all items.
        whole = counts.sum(axis=0) + SMOOTHING
        by_verdict = counts.reshape(4, len(SPREAD), -1).sum(axis=1)
        by_verdict += len(LABELS) * SMOOTHING * whole / whole.sum()
        parent = np.repeat(by_verdict / by_verdict.sum(axis=1, keepdims=True), len(SPREAD), axis=0)
        counts += len(LABELS) * SMOOTHING * parent
        posterior = counts / counts.sum(axis=1, keepdims=True)
        return Confusion(tuple(map(tuple, posterior.tolist())), len(frame), ())

    def score(self, frame: SignalFrame, state: Confusion) -> Score:
        """One minus the posterior of the lead's own label; not known without a verdict."""
        posterior = np.array(state.posterior)[_cells(frame)]
        verdict = np.searchsorted(-np.array(LABELS), -np.nan_to_num(frame.column("judge_first")))
        p = 1 - posterior[np.arange(len(frame)), verdict]
        return Score(np.where(np.isnan(frame.column("judge_first")), np.nan, p))

    def decide(self, frame: SignalFrame, state: Confusion, budget: Budget) -> Decisions:
        """The most doubtful first, each with the people it needs, as far as the judgments go."""
        p = self.score(frame, state).p_judge_wrong
        unknown = np.isnan(p)
        plans = [self._people(cell) for cell in state.posterior]
        people, sure = (np.array(column)[_cells(frame)] for column in zip(*plans, strict=True))
        people = np.where(unknown, np.maximum(1, people), people)
        order = np.lexsort((frame.ids, -np.nan_to_num(p, nan=np.inf)))
        asked = np.zeros(len(frame), dtype=bool)
        asked[order] = _affordable(people[order], budget.human_judgments)
        wanted = people > 0
        return Decisions.make(
            frame.item_ids,
            np.where(asked, HUMAN, JUDGE),
            propensity=asked,
            why=[
                *self._said(p, people, sure),
                why(wanted & ~asked, f"People were wanted, but {SPENT}."),
            ],
            score=[round(value, 6) for value in p.tolist()],
            threshold=1 - self.sure,
            people=np.where(asked, people, 0),
        )

    def _people(self, posterior: tuple[float, ...]) -> tuple[int, float]:
        """(How many people, how sure the label is then on average)."""
        most, best = int(self.most), max(posterior)
        if best >= self.sure:
            return 0, best
        for k in range(1, most + 1):
            if (best := expected_right(posterior, self.people_right, k)) >= self.sure:
                return k, best
        return most, best

    def _said(self, p: Floats, people: NDArray[np.int_], sure: Floats) -> list[Why]:
        """A sentence for each row, by what there is to say about it."""
        most = people >= int(self.most)
        short = (sure < self.sure) & (people > 0)
        made = []
        for known, heard, values in (
            (~np.isnan(p), "Chance that the judge is wrong {0:.2f}.", [p]),
            (np.isnan(p), "No verdict of a judge is known.", []),
        ):
            n = len(values)
            reach = f" With {{{n}}} people{{{n + 1}}}"
            reach += f" the label is right with chance {{{n + 2}:.2f}}."
            limit = np.where(short & most, ", the most that may be asked", "").astype(object)
            made += [
                why(known & (people == 0), heard, *values),
                why(known & (people > 0), heard + reach, *values, people, limit, sure),
            ]
        return made


def _affordable(people: NDArray[np.int_], judgments: int | None) -> NDArray[np.bool_]:
    """Who is asked in this order; what does not fit is passed over for what needs fewer."""
    if judgments is None or int(people.sum()) <= judgments:
        return people > 0
    asked = np.zeros(len(people), dtype=bool)
    left = judgments
    for row in np.flatnonzero(people).tolist():
        if people[row] <= left:
            asked[row] = True
            left -= int(people[row])
        if not left:
            break
    return asked


def expected_right(posterior: tuple[float, ...], right: float, people: int) -> float:
    """Mean chance that the likeliest label is right after so many more answers.

    Σ over all counts of answers of max_z posterior_z · P(answers | z), where each person gives z
    with chance `right` and each other label with an equal part of the rest.
    """
    wrong = (1 - right) / (len(posterior) - 1)
    total = 0.0
    for a in range(people + 1):
        for b in range(people + 1 - a):
            votes = (a, b, people - a - b)
            ways = factorial(people) / np.prod([factorial(v) for v in votes])
            total += ways * max(
                p * right**v * wrong ** (people - v) for p, v in zip(posterior, votes, strict=True)
            )
    return float(total)


def _cells(frame: SignalFrame) -> np.ndarray[tuple[int], np.dtype[np.int_]]:
    first, dissent = frame.column("judge_first"), frame.column("judge_dissent")
    verdict = np.searchsorted(-np.array(LABELS), -np.clip(np.nan_to_num(first), -1, 1))
    verdict = np.where(np.isnan(first), UNHEARD, verdict)
    spread = np.where(np.isnan(dissent), 0, np.where(dissent == 0, 1, 2))
    return np.asarray(verdict * len(SPREAD) + spread, dtype=np.int_)
