"""People get what a model, learnt from audited items, thinks the judge gets wrong."""

from dataclasses import dataclass, replace
from math import isnan
from typing import ClassVar

import numpy as np
from scipy.spatial.distance import cdist

from annotation.domain.types import Json
from routing.policies import disagreement, learning, numbers
from routing.policies.base import Score
from routing.policies.calibration import CalibrationFrame
from routing.policies.features import IDENTITY, Matrix, Scaling, scaling
from routing.policies.learning import Curve
from routing.policies.ranking import Ranked
from routing.signals import SIGNALS, Floats, SignalFrame

ROWS, EACH = 40, 8  # audited items, and of each kind (right, wrong), below which nothing is learned
REFERENCES = 200  # audited items kept to tell what is unlike them
USUAL = 0.99  # share of the audited items that are no further from the others
CHUNK = 20_000  # items scored at a time: a matrix of a million by a hundred would not fit
TOLD = 3  # signals named in a reason
LEARNABLE = tuple(key for key in SIGNALS if key not in IDENTITY)


@dataclass(frozen=True, slots=True)
class Learned:
    """A calibrated model of the judge's errors; `rows` 0: nothing could be learned."""

    rows: int = 0
    wrong: float = 0.0  # share of the audited verdicts, weighted
    keys: tuple[str, ...] = ()
    centers: tuple[float, ...] = ()
    spreads: tuple[float, ...] = ()
    missing: tuple[str, ...] = ()
    coefficients: tuple[float, ...] = ()  # log-odds per standard deviation
    intercept: float = 0.0
    slope: float = 1.0
    offset: float = 0.0
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()
    prior: float = 0.0
    log_loss: float = 0.0  # out of fold, before calibration
    brier: float = 0.0  # out of fold, after calibration
    references: tuple[tuple[float, ...], ...] = ()
    far: float = 0.0  # distance to the nearest reference that is unusual
    notes: tuple[str, ...] = ()

    @property
    def scale(self) -> Scaling:
        """How signals become columns."""
        return Scaling(self.keys, self.centers, self.spreads, self.missing)

    @property
    def curve(self) -> Curve:
        """How log-odds become probabilities."""
        return Curve(self.slope, self.offset, self.xs, self.ys)


@dataclass(frozen=True, slots=True)
class LearnedError(Ranked):
    """People get the verdicts most likely wrong, by a logistic model of all signals.

    The judge's confidence is one signal among many: where audits show that it misleads, the model
    learns that. Until enough is audited, disagreement decides. Items unlike anything audited go to
    people first, since the model cannot know them.
    """

    key: ClassVar[str] = "learned_error"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "Learned errors"
    summary: ClassVar[str] = "People get what the judge is likely to get wrong, learnt from audits."
    needs: ClassVar[frozenset[str]] = frozenset(LEARNABLE)
    state: ClassVar[type] = Learned
    params: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "threshold": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 1,
                "default": 0.25,
                "title": "Likely enough wrong",
                "description": (
                    "People judge what the judge gets wrong with a higher chance than this. Empty: "
                    "the likeliest errors, as many as the people's budget holds."
                ),
            }
        },
        "additionalProperties": False,
    }

    threshold: float | None = 0.25  # probability

    def fit(self, audited: CalibrationFrame) -> Learned:
        """A ridge logistic regression on standardised signals, calibrated out of fold by prompt."""
        frame = audited.usable()
        rows, errors = len(frame), int(frame.judge_wrong.sum())
        if rows < ROWS or min(errors, rows - errors) < EACH:
            return Learned(notes=(_too_few(rows, errors),))
        held_out = learning.out_of_fold(frame, LEARNABLE)
        curve = learning.curve(held_out.log_odds, frame.judge_wrong, frame.weights)
        scale = scaling(frame.signals, frame.weights, LEARNABLE)
        x = scale.matrix(frame.signals)
        coefficients, intercept = learning.logistic(
            x, frame.judge_wrong, frame.weights, held_out.prior
        )
        kept = np.unique(np.linspace(0, rows - 1, min(rows, REFERENCES)).astype(int))
        error = curve.at(held_out.log_odds) - frame.judge_wrong
        return Learned(
            rows=rows,
            wrong=float(np.average(frame.judge_wrong, weights=frame.weights)),
            keys=scale.keys,
            centers=scale.centers,
            spreads=scale.spreads,
            missing=scale.missing,
            coefficients=tuple(coefficients.tolist()),
            intercept=intercept,
            slope=curve.slope,
            offset=curve.offset,
            xs=curve.xs,
            ys=curve.ys,
            prior=held_out.prior,
            log_loss=held_out.log_loss,
            brier=float(np.average(error**2, weights=frame.weights)),
            references=tuple(map(tuple, np.round(x[kept], 3).tolist())),
            far=_usual_distance(x, kept),
            notes=_remarks(held_out, frame),
        )

    def score(self, frame: SignalFrame, state: Learned) -> Score:
        """The calibrated chance of each verdict to be wrong, with what speaks most for and against.

        Items without a verdict, or unlike anything audited, come before all.
        """
        if not state.rows:
            cold = disagreement.doubts(frame)
            return replace(cold, reasons=tuple(f"{why} {state.notes[0]}" for why in cold.reasons))
        parts = [
            self._scored(frame.take(range(at, min(at + CHUNK, len(frame)))), state)
            for at in range(0, len(frame), CHUNK)
        ]
        empty = np.empty(0)
        return Score(
            np.concatenate([empty, *(part.p_judge_wrong for part in parts)]),
            np.concatenate([empty, *(part.doubt for part in parts)]),
            tuple(why for part in parts for why in part.reasons),
        )

    def _scored(self, frame: SignalFrame, state: Learned) -> Score:
        x = state.scale.matrix(frame)
        parts = x * np.array(state.coefficients)
        p = state.curve.at(parts.sum(axis=1) + state.intercept)
        unheard = ~(frame.column("judge_verdicts") > 0)
        strange = cdist(x, np.array(state.references)).min(axis=1) > state.far
        p = np.where(unheard, np.nan, p)
        order = np.where(strange, np.nan, p)
        return Score(p, order, tuple(_reasons(p, strange, parts, state)))


def _too_few(rows: int, errors: int) -> str:
    if rows < ROWS:
        why = f"{rows} audited items with both labels are too few to learn from ({ROWS} are needed)"
    else:
        same = "right" if errors < EACH else "wrong"
        why = f"the judge was {same} on nearly all of the {rows} audited items"
    return f"Nothing is learnt yet: {why}; disagreement decides until then."


def _remarks(held_out: learning.OutOfFold, frame: CalibrationFrame) -> tuple[str, ...]:
    share = float(np.average(frame.judge_wrong, weights=frame.weights))
    chance = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    if held_out.log_loss < chance:
        return ()
    loss, alone = numbers.apart(held_out.log_loss, chance, 3)
    losses = f"log loss {loss} on unseen prompts, {alone} for the mean alone"
    return (
        f"The signals say nothing about the judge's errors that their mean does not: {losses}.",
    )


def _usual_distance(x: Matrix, kept: Floats) -> float:
    """How far audited items are from the nearest reference that is not themselves."""
    distance = cdist(x, x[kept])
    distance[kept, np.arange(len(kept))] = np.inf
    return float(np.quantile(distance.min(axis=1), USUAL))


def _reasons(p: Floats, strange: Floats, parts: Matrix, state: Learned) -> list[str]:
    names = state.scale.names
    top = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :TOLD]
    values = np.take_along_axis(parts, top, axis=1).tolist()
    learnt = f"learnt from {state.rows:,} audited items"
    said = []
    for chance, odd, columns, sizes in zip(
        p.tolist(), strange.tolist(), top.tolist(), values, strict=True
    ):
        if isnan(chance):
            said.append("No judge has given a verdict, so nothing vouches for one.")
            continue
        weighty = ", ".join(
            f"{names[c]} {size:+.2f}" for c, size in zip(columns, sizes, strict=True) if size
        )
        why = f"Chance that the judge is wrong {chance:.2f}, {learnt}"
        why += f"; counts most (log-odds): {weighty}." if weighty else "."
        said.append(f"Unlike anything audited so far. {why}" if odd else why)
    return said
