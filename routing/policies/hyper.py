"""People get the items whose labels by people are worth most to a model trained on the whole."""

import hashlib
from dataclasses import dataclass
from math import isnan
from typing import ClassVar

import numpy as np

from annotation.domain.types import Json
from routing import performance
from routing.performance import Fitted, Mask, Model, Study
from routing.policies import disagreement
from routing.policies.base import Budget, Score
from routing.policies.calibration import CalibrationFrame
from routing.policies.columns import Decisions
from routing.policies.ranking import Cut, Ranked, by_doubt
from routing.signals import Floats, SignalFrame, bins
from routing.signals.bins import Edges, Members

ROWS = 60  # audited comparisons below which nothing is learned
SIDES = (
    "side_length", "side_lists", "side_numbers", "side_hedges", "side_variety", "side_on_topic",
    "side_answers",
)  # fmt: skip
SCORES = 10  # mixes scored elsewhere from which on they take the place of the app's own models
TRIES = 500  # mixes of which the best is taken
STRATEGIES = ("top_k", "simulated", "optimal")
ALIKE = "No mix is learnt yet: all audited items look alike; disagreement decides until then."
TOLD = 2  # features named in a reason


@dataclass(frozen=True, slots=True)
class Worth:
    """What mixes are worth; `rows` 0: nothing could be learned."""

    rows: int = 0
    keys: tuple[str, ...] = ()
    cuts: tuple[tuple[float, ...], ...] = ()
    linear: tuple[float, ...] = ()
    quadratic: tuple[tuple[float, ...], ...] = ()
    intercept: float = 0.0
    spread: tuple[tuple[float, ...], ...] = ()
    spearman: float = 0.0  # on mixes the model has not seen
    notes: tuple[str, ...] = ()

    @property
    def edges(self) -> Edges:
        """Where signals are cut into features."""
        return Edges(self.keys, self.cuts)

    @property
    def model(self) -> Model:
        """The performance model."""
        return Model(self.intercept, self.linear, self.quadratic)


@dataclass(frozen=True, slots=True)
class Hyper(Ranked):
    """People get the mix of items that promises the best reward model.

    Trains a small reward model on many random mixes of people's and judges' labels, learns from
    the features of a mix what it is worth, and gives people what adds most. No signal of the
    judge's is looked at: it asks where people's labels teach, not where the judge errs.

    Source: Miranda et al. (2024), arXiv 2410.19133; what differs is in docs/routing.md.
    """

    key: ClassVar[str] = "hyper"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Best mix (HyPER)"
    summary: ClassVar[str] = "People get the items whose labels make the best training data."
    needs: ClassVar[frozenset[str]] = frozenset(
        {*SIDES, *bins.SHARES, *bins.SIZES, *bins.FLAGS, *bins.RANKS, bins.SET, *disagreement.NEEDS}
    )
    state: ClassVar[type] = Worth
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "mixes": {
                "type": "number",
                "minimum": 50,
                "maximum": 5000,
                "default": 400,
                "title": "Mixes tried",
                "description": "Small reward models trained to learn what mixes are worth.",
            },
            "strategy": {
                "type": "string",
                "enum": list(STRATEGIES),
                "default": "top_k",
                "title": "How the mix is chosen",
                "description": (
                    "top_k: what adds most, given what is in already. simulated: the best of 500 "
                    "random mixes of the budget's size. optimal: the best of 500 of any size."
                ),
            },
        },
        "additionalProperties": False,
    }

    mixes: float = 400
    strategy: str = "top_k"

    @property
    def threshold(self) -> float | None:  # type: ignore[override]  # the budget or the mix decides
        """None: what a mix is worth knows no limit for one item."""
        return None

    @property
    def compares(self) -> bool:
        """The best mix of any size needs no budget; the others are for one."""
        return self.strategy != "optimal"

    def fit(self, audited: CalibrationFrame) -> Worth:
        """Edges, then mixes over two thirds of the prompts, tested on people's other third."""
        frame = audited.usable()
        known = ~np.isnan(frame.people + frame.judge)
        frame = frame.take(np.flatnonzero(known).tolist())
        fold, tied = frame.fold(3), int((frame.people == 0).sum())
        train = fold != 0
        if len(frame) < ROWS or not _differ(frame, train) or not (frame.people[~train] != 0).any():
            return Worth(notes=(_too_few(len(frame)),))
        edges = bins.fix(frame.signals)
        if not edges.keys:
            return Worth(notes=(ALIKE,))
        members = edges.members(frame.signals)
        rng = np.random.default_rng(len(frame))
        if len(frame.mixes) >= SCORES:
            tried, whose = len(frame.mixes), "scores of reward models trained elsewhere on "
            fitted = performance.fit(*_scored(frame, members), rng)
        else:
            tried, whose = int(self.mixes), ""
            sides = differences(frame.signals)
            given = Study(members, sides, frame.people, frame.judge, train)
            fitted = performance.fit(*performance.study(given, tried, rng), rng)
        return Worth(
            rows=len(frame),
            keys=edges.keys,
            cuts=edges.cuts,
            linear=fitted.model.linear,
            quadratic=fitted.model.quadratic,
            intercept=fitted.model.intercept,
            spread=fitted.spread,
            spearman=fitted.spearman,
            notes=(_remark(f"{whose}{tried}", fitted, tied),),
        )

    def score(self, frame: SignalFrame, state: Worth) -> Score:
        """Each item's place as the best mix grows, with its gain and how sure that is."""
        if not state.rows:
            cold = disagreement.doubts(frame)
            return Score(
                cold.p_judge_wrong,
                cold.order,
                tuple(f"{why} {state.notes[0]}" for why in cold.reasons),
            )
        members = state.edges.members(frame)
        rank, gain = performance.grow(state.model, members, np.array(frame.item_ids, dtype=int))
        deviation = (members @ np.array(state.spread).T).std(axis=1)
        reasons = [
            _reason(gain[row], deviation[row], members[row], state) for row in range(len(frame))
        ]
        return Score(np.full(len(frame), np.nan), -rank, tuple(reasons))

    def decide(self, frame: SignalFrame, state: Worth, budget: Budget) -> Decisions:
        """The mix, within the budget."""
        score = self.score(frame, state)
        if self.strategy != "top_k" and state.rows and len(frame):
            score = self._chosen(frame, score, state, budget)
            return by_doubt(frame.item_ids, score, Cut(0.5, budget))
        return by_doubt(frame.item_ids, score, Cut(None, budget))

    def _chosen(self, frame: SignalFrame, score: Score, state: Worth, budget: Budget) -> Score:
        """1 for what is in the best random mix, else 0; the draws decide which mixes are tried."""
        ids = np.array(frame.item_ids)
        order = np.argsort(ids)
        seed = hashlib.blake2b(frame.draws[order].tobytes(), digest_size=8).digest()
        rng = np.random.default_rng(int.from_bytes(seed))
        members = state.edges.members(frame)[order]
        size = None if self.strategy == "optimal" else budget.items(len(frame))
        chosen = np.zeros(len(frame))
        chosen[order] = performance.best_mix(state.model, members, size, TRIES, rng)
        said = [("In" if c else "Not in") + " the best mix found. " for c in chosen]
        reasons = tuple(a + b for a, b in zip(said, score.reasons, strict=True))
        return Score(score.p_judge_wrong, chosen, reasons)


def _differ(frame: CalibrationFrame, train: Mask) -> bool:
    return bool((frame.people != frame.judge)[train].any())


def differences(frame: SignalFrame) -> Floats:
    """Shape (n, 7), each in units of its root mean square; what is not known speaks for neither."""
    columns = np.column_stack([np.nan_to_num(frame.column(key)) for key in SIDES])
    size = np.sqrt((columns**2).mean(axis=0))
    return np.asarray(columns / np.where(size > 0, size, 1), dtype=float)


def _too_few(rows: int) -> str:
    why = (
        f"{rows} audited comparisons are too few ({ROWS} are needed)"
        if rows < ROWS
        else "people and judge never differ on them, or people call them all ties"
    )
    return f"No mix is learnt yet: {why}; disagreement decides until then."


def _scored(frame: CalibrationFrame, members: Members) -> tuple[Floats, Floats]:
    """(shares, scores) of the mixes that were scored elsewhere, as far as the frame has them."""
    ids = frame.signals.ids
    by_people = np.array([np.isin(ids, list(mix.people)) for mix in frame.mixes])
    scores = np.array([mix.score for mix in frame.mixes])
    return performance.shares(members, by_people), scores


def _remark(mixes: str, fitted: Fitted, tied: int) -> str:
    kind = "with interactions" if fitted.model.quadratic else "linear"
    ties = f"; {tied} ties of people taught the reward model nothing" if tied else ""
    return (
        f"Learnt from {mixes} mixes, {kind}; rank correlation on mixes not seen "
        f"{fitted.spearman:.2f}{ties}."
    )


def _reason(gain: float, deviation: float, has: Members, state: Worth) -> str:
    names, weights = state.edges.names, np.array(state.linear)
    mine = np.flatnonzero(has)
    top = mine[np.argsort(-np.abs(weights[mine]), kind="stable")[:TOLD]]
    most = ", ".join(f"{names[f]} {weights[f]:+.4f}" for f in top.tolist())
    interval = "" if isnan(deviation) else f" ± {1.96 * deviation:.4f}"
    counts = f"; counts most: {most}" if most else ""
    return f"Gain of a person's label here {gain:+.4f}{interval}{counts}."
