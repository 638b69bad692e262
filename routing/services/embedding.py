"""Likeness of an item's responses by the meanings that MiniLM sees: computed ahead, and kept.

A model takes some tens of milliseconds a text, so that nothing is computed while items are routed:
what was not computed is not known, and the TF-IDF cosine, which needs no model, stands for it.
"""

from collections.abc import Sequence

import numpy as np

from annotation.selectors import items
from routing.judges import minilm
from routing.services import signals
from routing.services.batches import Beat, batches
from routing.signals import text

BATCH = 100  # items that are committed together


def fill(*, item_ids: Sequence[int], beat: Beat = lambda *_: None) -> int:
    """Compute and keep what is missing, batch by batch; returns for how many items it was.

    Raises:
        CallFailed: "setup": the model is not installed; the message says how.
    """
    done = filled = 0
    for ids in batches(item_ids, BATCH):
        known = signals.model_cosines(ids)
        pairs = {
            item.id: both
            for item in items.records([pk for pk in ids if pk not in known])
            if (both := text.pair(item))
        }
        if pairs:
            first, second = zip(*pairs.values(), strict=True)
            values = minilm.cosines(list(first), list(second))
            signals.keep_cosines(list(pairs), np.asarray(values))
            filled += len(pairs)
        done += len(ids)
        beat(done, len(item_ids))
    return filled
