"""Numbers about an item: SIGNALS, one entry each, and the frame of a batch."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals import judges, text
from routing.signals.base import Floats, Signal, SignalFrame

_ALL = (
    Signal("prompt_words", "1", "Words of the prompt", text.prompt_words, True, False),
    Signal(
        "shorter_chars", "1", "Characters of the shorter response", text.shorter_chars, True, False
    ),
    Signal(
        "longer_chars", "1", "Characters of the longer response", text.longer_chars, True, False
    ),
    Signal("shorter_words", "1", "Words of the shorter response", text.shorter_words, True, False),
    Signal("longer_words", "1", "Words of the longer response", text.longer_words, True, False),
    Signal("length_difference", "1", "Difference in words", text.length_difference, True, False),
    Signal("length_ratio", "1", "Shorter over longer, in words", text.length_ratio, True, False),
    Signal("overlap", "1", "Words in common (ROUGE-1)", text.overlap, True, False),
    Signal("code", "1", "Holds code", text.code, True, False),
    Signal("maths", "1", "Holds formulas", text.maths, True, False),
    Signal("lists", "1", "Responses with lists", text.lists, True, False),
    Signal("english", "1", "In English", text.english, True, False),
    Signal("judge_verdicts", "1", "Verdicts of judges", judges.judge_verdicts, False),
    Signal("judge_confidence", "1", "Confidence of the judges", judges.judge_confidence, False),
    Signal("judge_disagreement", "1", "Disagreement of judges", judges.judge_disagreement, False),
    Signal("judge_order_flip", "1", "Flips with the order", judges.judge_order_flip, False),
)
SIGNALS: dict[str, Signal] = {signal.key: signal for signal in _ALL}

__all__ = ["SIGNALS", "Floats", "Signal", "SignalFrame", "frame"]


def frame(
    items: Sequence[ItemRecord],
    judged: Mapping[int, Sequence[JudgmentRecord]],
    *,
    keys: Collection[str],
    draws: Sequence[float] | Floats,
) -> SignalFrame:
    """The signals `keys` of these items.

    Args:
        items: In the order of the frame.
        judged: Item id -> verdicts of judges; items without any may be left out.
        keys: Keys of SIGNALS.
        draws: One per item, uniform in [0, 1).
    """
    columns = {
        key: np.array([SIGNALS[key].extract(i, judged.get(i.id, ())) for i in items], dtype=float)
        for key in sorted(keys)
    }
    return SignalFrame(tuple(i.id for i in items), columns, np.asarray(draws, dtype=float))
