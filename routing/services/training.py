"""Trains a classifier on the labels that people gave, to label the rest: a judge like any other.

It is asked, audited, trusted and routed around as judges are; what it learnt is its spec.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from annotation.domain.types import ItemRecord, LabelRecord
from annotation.errors import Refusal
from annotation.selectors import items, labels
from routing import performance
from routing.judges.spec import NewSpec
from routing.judges.trained import FEATURES, features
from routing.services import batches, votes
from routing.services.batches import Beat
from routing.signals import Floats
from routing.signals.text import prompt_text

FEWEST = 40  # labels of people, below which nothing is trained
FOLDS = 5
RARE = 0.25  # what few pairs differ in must not weigh as if all did


class TooFewLabels(Refusal):
    """There is too little to train on; the text says how much is needed."""

    code = "too_few_labels"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt.

    Args:
        question: Key of the comparison whose labels were learnt from.
        rows: How many labels.
        weights: In the order of FEATURES.
        effects: The same for a difference of usual size, in log-odds.
        right: Share of prompts not learnt from on which it says what people say.
    """

    question: str
    rows: int
    weights: tuple[float, ...]
    effects: tuple[float, ...]
    right: float

    def said(self) -> str:
        """In a sentence."""
        told = sorted(zip(FEATURES, self.effects, strict=True), key=lambda part: -abs(part[1]))
        most = ", ".join(f"{name} {effect:+.2f}" for name, effect in told[:3] if effect)
        return (
            f"Trained on {self.rows:,} labels of people; on prompts it had not seen it agreed with "
            f"{self.right:.0%} of them (a coin with 50%). Counts most: {most or 'nothing'}."
        )


def judge(lesson: Lesson, *, name: str) -> NewSpec:
    """The judge that says what was learnt; it costs nothing to ask."""
    return NewSpec(
        name=name,
        backend="trained",
        model=f"{lesson.rows} labels of people",
        question=lesson.question,
        params={"weights": " ".join(f"{weight:.6g}" for weight in lesson.weights)},
        input_usd_per_million=Decimal(0),
        output_usd_per_million=Decimal(0),
    )


def learn(*, project_id: int, beat: Beat = lambda *_: None) -> Lesson:
    """Bradley and Terry's model of people's labels, with what it is worth on other prompts.

    Args:
        beat: Called with how many items were looked through, of how many.

    Raises:
        TooFewLabels: People have preferred one of two responses on fewer than `FEWEST` items.
    """
    question, found = _preferred(project_id, beat)
    if len(found) < FEWEST:
        raise TooFewLabels(
            f"People have preferred one of two responses on {len(found)} items: {FEWEST} are "
            "needed to train on."
        )
    seen = [[features(prompt_text(item), r.text) for r in item.responses] for item, _ in found]
    lead = np.array([first for first, _ in seen]) - np.array([second for _, second in seen])
    side = np.array([side for _, side in found])
    usual = np.maximum(np.sqrt((lead**2).mean(axis=0)), RARE)
    signed = lead / usual * side[:, None]
    effects = performance.bradley_terry(signed)
    right = _right(signed, [item.group_key or str(item.prompt) for item, _ in found])
    weights = effects / usual
    return Lesson(question, len(found), tuple(weights.tolist()), tuple(effects.tolist()), right)


def _preferred(project_id: int, beat: Beat) -> tuple[str, list[tuple[ItemRecord, float]]]:
    """The question that people have answered most, and each item with the side they prefer."""
    by_question: dict[str, list[tuple[ItemRecord, float]]] = defaultdict(list)
    every, done = batches.all_ids(project_id), 0
    for ids in batches.batches(every):
        chosen = [(label, side) for label in labels.current(ids) if (side := _side(label))]
        pairs = {
            item.id: item
            for item in items.records(sorted({label.item_id for label, _ in chosen}))
            if len(item.responses) == 2
        }
        for label, side in chosen:
            if label.item_id in pairs:
                by_question[label.question].append((pairs[label.item_id], side))
        done += len(ids)
        beat(done, len(every))
    return max(by_question.items(), key=lambda kv: len(kv[1]), default=("", []))


def _side(label: LabelRecord) -> float:
    """1 the first, -1 the second; 0: neither, or not people's label."""
    if label.source != "human":
        return 0.0
    return float(np.nan_to_num(votes.side(str(label.value.get("winner", "")))))


def _right(signed: Floats, groups: list[str]) -> float:
    """Share of rows that weights learnt from other prompts put right; a tie counts half."""
    _, group = np.unique(groups, return_inverse=True)
    fold = np.random.default_rng(0).permutation(group.max() + 1)[group] % FOLDS
    margin = np.zeros(len(signed))
    for k in range(FOLDS):
        margin[fold == k] = signed[fold == k] @ performance.bradley_terry(signed[fold != k])
    return float(np.mean((margin > 0) + 0.5 * (margin == 0)))
