"""The audited items of an epoch: what policies learn from, and what alarms watch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.types import JudgmentRecord
from annotation.selectors import items, judgments, labels
from routing import selectors
from routing.policies import pipeline
from routing.policies.base import Policy
from routing.policies.calibration import CalibrationFrame
from routing.services import batches, mix_scores, signals, votes
from routing.services.epochs import Epoch
from routing.signals import Floats, SignalFrame

LIMIT = 5000  # the newest ones


@dataclass(frozen=True, slots=True)
class Audited:
    """Items with a label of people, a verdict of judges and a known chance of both, oldest first.

    Args:
        project_id: Whose they are.
        item_ids: Shape (n,), and so are the others; in the order in which people judged them.
        seen: The newest judgment of people on each.
        weights: 1 / the chance that people were asked.
        coin: Whether the audit coin asked people, and not the policy.
        people: People's label: 1 the first response, -1 the second, 0 neither.
        judge: The judges' commonest verdict in the same form; NaN where they are divided, which
            counts as wrong: no label came of it.
    """

    project_id: int
    item_ids: NDArray[np.int64]
    seen: NDArray[np.int64]
    weights: Floats
    coin: NDArray[np.bool_]
    people: Floats
    judge: Floats

    def __len__(self) -> int:
        return len(self.item_ids)

    @property
    def wrong(self) -> Floats:
        """1 where the judges' verdict is not people's, or is none; else 0."""
        return np.asarray(self.people != self.judge, dtype=float)

    def take(self, rows: NDArray[np.intp]) -> "Audited":
        """These rows, in the order given."""
        return Audited(
            self.project_id,
            self.item_ids[rows],
            self.seen[rows],
            self.weights[rows],
            self.coin[rows],
            self.people[rows],
            self.judge[rows],
        )


def of_epoch(project_id: int, epoch: Epoch) -> Audited:
    """The newest audited items of the epoch; an item that another judge has judged is left out."""
    newest = judgments.by_both(project_id)
    asked = selectors.asked_people(list(newest))
    judged = judgments.of_items(list(asked))
    said = {
        (label.item_id, label.question): votes.side(str(label.value.get("winner", "")))
        for label in labels.current(list(asked))
        if label.source == "human"
    }
    rows = []
    for item_id, (propensity, coin) in asked.items():
        if not epoch.holds(judged.get(item_id, ())):
            continue
        question, verdict = _verdict(judged[item_id])
        people = said.get((item_id, question), np.nan)
        if not np.isnan(people):
            rows.append((newest[item_id], item_id, 1 / propensity, coin, people, verdict))
    rows = sorted(rows)[-LIMIT:]
    seen, ids, weights, coins, people_, judge = zip(*rows, strict=True) if rows else ((),) * 6
    return Audited(
        project_id,
        np.array(ids, np.int64),
        np.array(seen, np.int64),
        np.array(weights, float),
        np.array(coins, bool),
        np.array(people_, float),
        np.array(judge, float),
    )


def frame(found: Audited, policy: Policy, seed: int) -> CalibrationFrame:
    """The same with the signals that the policy needs, as they are now, in the same order.

    A decision that asked both saw no verdict yet: what it saw is not what there is to learn from.
    """
    order = np.argsort(found.item_ids, kind="stable")
    ids = found.item_ids[order].tolist()
    keys = policy.needs | {"judge_verdicts"}
    parts = [signals.read(part, keys, keep=True) for part in batches.batches(ids)]
    columns = {key: np.concatenate([np.empty(0), *(p[key] for p in parts)]) for key in sorted(keys)}
    groups = _groups(ids)
    # Round 0 was never decided: draws that nothing was decided by.
    draws = pipeline.all_draws(seed, ids, [0] * len(ids))[1]
    back = np.argsort(order, kind="stable")
    return CalibrationFrame(
        signals=SignalFrame(tuple(ids), columns, draws).take(back.tolist()),
        judge_wrong=found.wrong,
        weights=found.weights,
        groups=groups[back],
        people=found.people,
        judge=found.judge,
        mixes=mix_scores.mixes(found.project_id) if policy.key == "hyper" else (),
    )


def _verdict(judged: Sequence[JudgmentRecord]) -> tuple[str, float]:
    """(The question, what most judges say; NaN where they are divided)."""
    verdicts = [r for r in judged if votes.is_judge(r)]
    question = votes.question(verdicts)
    said = votes.plurality(votes.winner(r, question) for r in verdicts)
    return question, votes.side(said)


def _groups(ids: Sequence[int]) -> Floats:
    """A number per item, the same for those of one group or prompt."""
    names: dict[str, int] = {}
    found = [
        names.setdefault(item.group_key or str(item.prompt), len(names))
        for part in batches.batches(ids)
        for item in items.records(part)
    ]
    return np.array(found, dtype=float)
