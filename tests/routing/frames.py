"""Hypothesis strategies and builders for pure routing tests."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from annotation.domain.types import ItemRecord, JudgmentRecord, RaterKind, ResponseRecord
from routing.signals import SIGNALS, Floats, SignalFrame

NAN = float("nan")


def frame(
    *confidences: float,
    verdicts: float = 2.0,
    disagreement: float = 0.0,
    draws: Sequence[float] | None = None,
) -> SignalFrame:
    """A frame with these confidences of judges, items numbered from 1."""
    n = len(confidences)
    return SignalFrame(
        tuple(range(1, n + 1)),
        {
            "judge_confidence": np.array(confidences, dtype=float),
            "judge_verdicts": np.full(n, float(verdicts)),
            "judge_disagreement": np.full(n, float(disagreement)),
        },
        np.array(draws if draws is not None else [0.5] * n, dtype=float),
    )


@st.composite
def frames(draw: Callable[..., Any], max_size: int = 12) -> SignalFrame:
    """Any frame: ids in any order, values missing or tied, items without a verdict."""
    ids = draw(st.lists(st.integers(1, 10**6), unique=True, max_size=max_size))
    n = len(ids)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))

    # Few different values, so that ties are common; drawn by numpy, since there are many columns.
    def column(*values: float) -> Floats:
        return rng.choice(np.array([*values, rng.random()]), size=n)

    columns = {key: column(NAN, 0.5, 0.75, 0.9) for key in SIGNALS}
    columns["judge_verdicts"] = rng.integers(0, 4, n).astype(float)
    return SignalFrame(tuple(ids), columns, np.round(rng.random(n) * 0.99, 1))


def item(*texts: str, prompt: str = "Why?", **fields: Any) -> ItemRecord:
    return ItemRecord(
        id=1,
        project_id=1,
        external_id="x",
        prompt=[{"role": "user", "content": prompt}],
        responses=[ResponseRecord(k, t) for k, t in zip("abcd", texts, strict=False)],
        **fields,
    )


def verdict(
    winner: str = "a",
    *,
    rater: int = 1,
    confidence: float | None = None,
    order: Sequence[str] = ("a", "b"),
    **winners: str,
) -> JudgmentRecord:
    answers = {q: {"winner": w} for q, w in (winners or {"overall": winner}).items()}
    return JudgmentRecord(
        id=1,
        item_id=1,
        rater_id=rater,
        rater_kind=RaterKind.JUDGE,
        rater="judge",
        judge_spec_id=rater,
        answers=answers,
        presented_order=list(order),
        confidence=confidence,
        active_seconds=None,
        guideline_version=None,
        question_set_version=1,
        source="judge",
        counted=True,
        created_at="2026-11-21T00:00:00+00:00",
    )
